/* SPDX-License-Identifier: MIT */

/* Types of actors by name. A GType is known by its name only once it has been registered, which
 * mostly happens at its first use: those that were announced are, when a name is looked for that
 * nobody bears. */

#include "odeon-group-root-private.h"

static GMutex                  mutex;
static OdeonActorAnnouncement *announced; /* the last one first */

void
odeon_actor_announcement_add (OdeonActorAnnouncement *self)
{
  g_mutex_lock (&mutex);
  self->next = announced;
  announced = self;
  g_mutex_unlock (&mutex);
}

/* They stay there: whoever looks for a name while another thread registers it waits for that in
 * get_type(), and does not find the list empty. */
static OdeonActorAnnouncement *
peek_first (void)
{
  OdeonActorAnnouncement *first;

  g_mutex_lock (&mutex);
  first = announced;
  g_mutex_unlock (&mutex);

  return first;
}

GType
_odeon_actor_type_find (const gchar *name)
{
  GType type = g_type_from_name (name);

  if (type != G_TYPE_INVALID)
    return type;

  for (OdeonActorAnnouncement *next = peek_first (); next != NULL; next = next->next)
    next->get_type ();

  return g_type_from_name (name);
}
