/* SPDX-License-Identifier: MIT */

/* Topics as the process knows them, by name, and where each has its channels. */

#include "odeon-topic-private.h"

static GHashTable *subjects; /* under the lock: "Bank::Moved (sx)" → OdeonSubject */

/* Whether every value of the type is valid, and copied by its bytes. */
static gboolean
is_flat (const OdeonTypeInfo *type)
{
  if (type->kind != ODEON_KIND_STRUCT)
    return (type->kind == ODEON_KIND_OCTET
            || (type->kind >= ODEON_KIND_INT8 && type->kind <= ODEON_KIND_DOUBLE))
           && type->min == NULL && type->max == NULL;

  for (guint i = 0; i < type->n_members; i++)
    if ((type->members[i].flags & (ODEON_MEMBER_INDIRECT | ODEON_MEMBER_OPTIONAL)) != 0
        || !is_flat (type->members[i].type))
      return FALSE;

  return TRUE;
}

/* Types of one name that differ are different topics: an event of the one is nothing to read for a
 * subscriber to the other. */
static gchar *
dup_key (const OdeonTypeInfo *type)
{
  return g_strdup_printf ("%s %s %u", type->name, type->signature != NULL ? type->signature : "",
                          type->size);
}

static OdeonSubject *
intern_locked (const OdeonTypeInfo *type)
{
  g_autofree gchar *key = dup_key (type);
  OdeonSubject     *self;

  if (subjects == NULL)
    subjects = g_hash_table_new (g_str_hash, g_str_equal);
  self = g_hash_table_lookup (subjects, key);
  if (self == NULL)
    {
      self = g_new0 (OdeonSubject, 1);
      self->type = type;
      self->is_flat = is_flat (type);
      g_hash_table_insert (subjects, g_steal_pointer (&key), self);
    }

  return self;
}

OdeonSubject *
_odeon_subject_of_topic (OdeonTopic *topic)
{
  OdeonSubject *self = g_atomic_pointer_get (&topic->state);

  if (G_LIKELY (self != NULL))
    return self;

  _odeon_topics_lock ();
  self = intern_locked (topic->type);
  _odeon_topics_unlock ();
  g_atomic_pointer_set (&topic->state, self);

  return self;
}

/* --- channels --- */

OdeonChannel *
_odeon_subject_find_channel (OdeonSubject *self, OdeonTopics *topics)
{
  OdeonChannel *channel;

  /* Acquire: pairs with the releases in _odeon_subject_get_channel_locked(). */
  for (channel = atomic_load_explicit (&self->channels, memory_order_acquire); channel != NULL;
       channel = channel->next)
    if (atomic_load_explicit (&channel->topics, memory_order_acquire) == topics)
      return channel;

  return NULL;
}

static OdeonChannel *
new_channel_locked (OdeonSubject *self)
{
  OdeonChannel *channel = g_new0 (OdeonChannel, 1);

  channel->subject = self;
  channel->next = atomic_load_explicit (&self->channels, memory_order_relaxed);
  atomic_store_explicit (&self->channels, channel, memory_order_release);

  return channel;
}

OdeonChannel *
_odeon_subject_get_channel_locked (OdeonSubject *self, OdeonTopics *topics)
{
  OdeonChannel *channel = _odeon_subject_find_channel (self, topics);

  if (channel != NULL)
    return channel;

  channel = _odeon_subject_find_channel (self, NULL);
  if (channel == NULL)
    channel = new_channel_locked (self);
  channel->next_of_system = topics->channels;
  topics->channels = channel;
  atomic_store_explicit (&channel->roster, ODEON_ROSTER_STALE, memory_order_relaxed);
  atomic_store_explicit (&channel->topics, topics, memory_order_release);

  return channel;
}
