/* SPDX-License-Identifier: MIT */

/* Types of actors by name. A GType is known by its name only once it has been registered, which
 * mostly happens at its first use: those that were announced are, when a name is looked for that
 * nobody bears. */

#include "odeon-group-root-private.h"

static GMutex                  mutex;
static OdeonActorAnnouncement *announced; /* not registered yet, as far as we know */

void
odeon_actor_announcement_add (OdeonActorAnnouncement *self)
{
  g_mutex_lock (&mutex);
  self->next = announced;
  announced = self;
  g_mutex_unlock (&mutex);
}

static OdeonActorAnnouncement *
steal_all (void)
{
  OdeonActorAnnouncement *all;

  g_mutex_lock (&mutex);
  all = g_steal_pointer (&announced);
  g_mutex_unlock (&mutex);

  return all;
}

GType
_odeon_actor_type_find (const gchar *name)
{
  GType type = g_type_from_name (name);

  if (type != G_TYPE_INVALID)
    return type;

  for (OdeonActorAnnouncement *next = steal_all (); next != NULL; next = next->next)
    next->get_type ();

  return g_type_from_name (name);
}
