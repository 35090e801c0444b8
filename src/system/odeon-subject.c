/* SPDX-License-Identifier: MIT */

/* Topics as the process knows them, by name, and where each has its channels. */

#include "odeon-topic-private.h"

/* Under the lock. */
static GHashTable *subjects;  /* "Bank::Moved (sx) 16" → OdeonSubject */
static OdeonTopic *announced; /* the last comer first */

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
 * subscriber to the other; elsewhere it may be laid out otherwise. */
static gchar *
dup_name (const OdeonTypeInfo *type)
{
  return g_strdup_printf ("%s %s", type->name, type->signature != NULL ? type->signature : "");
}

static gchar *
dup_key (const OdeonTypeInfo *type)
{
  return g_strdup_printf ("%s %s %u", type->name, type->signature != NULL ? type->signature : "",
                          type->size);
}

/* --- as an operation --- */

/* No actor implements it: its calls are for a feed alone. */
static GType
get_no_type (void)
{
  return G_TYPE_INTERFACE;
}

static guint32
get_delivery (const OdeonTypeInfo *type)
{
  static const struct
  {
    const gchar     *value;
    OdeonMethodFlags flag;
  } kinds[] = {
    { "\"reliable\"", ODEON_METHOD_RELIABLE },
    { "\"sequenced\"", ODEON_METHOD_SEQUENCED },
    { "\"unreliable\"", ODEON_METHOD_UNRELIABLE },
  };

  for (const OdeonAnnotationInfo *each = type->annotations; each != NULL && each->name != NULL;
       each++)
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
      if (g_str_equal (each->name, "delivery") && g_str_equal (each->value, kinds[i].value))
        return kinds[i].flag;

  return 0;
}

/* The name says all that matters. FNV-1a. */
static guint64
get_fingerprint (const gchar *name)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *name != '\0'; name++)
    hash = (hash ^ (guchar) *name) * G_GUINT64_CONSTANT (0x100000001b3);

  return hash;
}

static const OdeonInterfaceInfo *
new_interface (const OdeonSubject *self)
{
  OdeonInterfaceInfo *info;
  OdeonMethodInfo    *method;
  OdeonParamInfo     *param;

  if (self->type->signature == NULL || self->type->size > G_MAXUINT16)
    return NULL;

  param = g_new (OdeonParamInfo, 1);
  *param = (OdeonParamInfo) { "event", self->type, 0, ODEON_PARAM_IN };
  info = g_new0 (OdeonInterfaceInfo, 1);
  method = g_new0 (OdeonMethodInfo, 1);
  method->name = "event";
  method->interface = info;
  method->params = param;
  method->n_params = 1;
  method->frame_size = (guint16) self->type->size;
  method->flags = ODEON_METHOD_ONEWAY | get_delivery (self->type);
  info->name = self->name;
  info->get_type = get_no_type;
  info->methods = method;
  info->n_methods = 1;
  info->fingerprint = get_fingerprint (self->name);

  return info;
}

/* --- by name --- */

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
      self->name = dup_name (type);
      self->is_flat = is_flat (type);
      self->interface = new_interface (self);
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

void
odeon_topic_announce (OdeonTopic *topic)
{
  g_return_if_fail (topic != NULL);

  _odeon_topics_lock ();
  topic->next = announced;
  announced = topic;
  _odeon_topics_unlock ();
}

void
odeon_topic_withdraw (OdeonTopic *topic)
{
  _odeon_topics_lock ();
  for (OdeonTopic **at = &announced; *at != NULL; at = &(*at)->next)
    if (*at == topic)
      {
        *at = topic->next;
        break;
      }
  _odeon_topics_unlock ();
}

static OdeonSubject *
find_locked (const gchar *name)
{
  GHashTableIter iter;
  gpointer       subject;

  if (subjects != NULL)
    {
      g_hash_table_iter_init (&iter, subjects);
      while (g_hash_table_iter_next (&iter, NULL, &subject))
        if (g_str_equal (((OdeonSubject *) subject)->name, name))
          return subject;
    }

  for (OdeonTopic *topic = announced; topic != NULL; topic = topic->next)
    {
      g_autofree gchar *own = dup_name (topic->type);

      if (g_str_equal (own, name))
        return intern_locked (topic->type);
    }

  return NULL;
}

OdeonSubject *
_odeon_subject_find (const gchar *name)
{
  OdeonSubject *self;

  _odeon_topics_lock ();
  self = find_locked (name);
  _odeon_topics_unlock ();

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
