/* SPDX-License-Identifier: MIT */

/* What a mailbox has given up. */

#include "odeon-redis-mailbox.h"
#include "odeon-redis-box-private.h"

/* KEYS: the dead, the stream. ARGV: from, to. */
#define REPLAY \
  "local n=0 for _,e in ipairs(redis.call('XRANGE',KEYS[1],ARGV[1],ARGV[2])) do " \
  "local f,m=e[2],{} for i=1,#f,2 do local k=f[i]=='m' and 'm' or f[i]:match('^raw:(.*)$') " \
  "if k then m[#m+1]=k m[#m+1]=f[i+1] end end " \
  "if #m>0 then redis.call('XADD',KEYS[2],'*',unpack(m)) n=n+1 end " \
  "redis.call('XDEL',KEYS[1],e[1]) end return n"

static GVariant *
find_field (GVariant *fields, const gchar *name)
{
  gsize n = g_variant_n_children (fields);

  for (gsize i = 0; i + 1 < n; i += 2)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (fields, i);
      g_autoptr (GVariant) key = g_variant_get_variant (boxed);

      if (g_variant_is_of_type (key, G_VARIANT_TYPE_STRING)
          && g_str_equal (g_variant_get_string (key, NULL), name))
        {
          g_autoptr (GVariant) value = g_variant_get_child_value (fields, i + 1);

          return g_variant_get_variant (value);
        }
    }

  return NULL;
}

static gchar *
dup_field (GVariant *fields, const gchar *name)
{
  g_autoptr (GVariant) value = find_field (fields, name);

  return value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
           ? g_variant_dup_string (value, NULL) : g_strdup ("");
}

/* An id, and names and values by turns. */
static void
add_dead (GVariantBuilder *builder, GVariant *entry)
{
  const gchar         *id;
  g_autoptr (GVariant) fields = NULL;
  g_autoptr (GVariant) tuple_id = NULL;
  g_autofree gchar    *first_id = NULL;
  g_autofree gchar    *attempts = NULL;
  g_autofree gchar    *reason = NULL;

  if (g_variant_n_children (entry) != 2)
    return;

  g_variant_get_child (entry, 0, "v", &tuple_id);
  g_variant_get_child (entry, 1, "v", &fields);
  if (!g_variant_is_of_type (tuple_id, G_VARIANT_TYPE_STRING)
      || !g_variant_is_of_type (fields, G_VARIANT_TYPE ("av")))
    return;

  id = g_variant_get_string (tuple_id, NULL);
  first_id = dup_field (fields, "id");
  attempts = dup_field (fields, "attempts");
  reason = dup_field (fields, "reason");
  g_variant_builder_add (builder, "(ssus)", id, first_id,
                         (guint) g_ascii_strtoull (attempts, NULL, 10), reason);
}

static gboolean
list (const GValue *in,
      GValue       *out,
      gpointer      data G_GNUC_UNUSED,
      GError      **error G_GNUC_UNUSED)
{
  GVariant       *entries = g_value_get_variant (in);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssus)"));
  for (gsize i = 0; i < g_variant_n_children (entries); i++)
    {
      g_autoptr (GVariant) entry = NULL;

      g_variant_get_child (entries, i, "v", &entry);
      if (g_variant_is_of_type (entry, G_VARIANT_TYPE ("av")))
        add_dead (&builder, entry);
    }
  g_value_init (out, G_TYPE_VARIANT);
  g_value_take_variant (out, g_variant_ref_sink (g_variant_builder_end (&builder)));

  return TRUE;
}

OdeonFuture *
odeon_redis_mailbox_list_dead (OdeonRedisMailbox *self, guint max)
{
  OdeonRedisBox     *box;
  g_autofree gchar  *count = g_strdup_printf ("%u", max);

  box = _odeon_redis_mailbox_get_box (self);
  g_return_val_if_fail (box != NULL, NULL);

  {
    const gchar *const command[] = { "XRANGE", box->dead_key, "-", "+", "COUNT", count, NULL };

    return odeon_future_map (odeon_redis_command (box->redis, command), list, NULL, NULL);
  }
}

OdeonFuture *
odeon_redis_mailbox_replay (OdeonRedisMailbox *self, const gchar *id)
{
  OdeonRedisBox *box = _odeon_redis_mailbox_get_box (self);

  g_return_val_if_fail (box != NULL, NULL);

  {
    const gchar *const command[] = { "EVAL", REPLAY, "2", box->dead_key, box->key,
                                     id != NULL ? id : "-", id != NULL ? id : "+", NULL };

    return odeon_redis_command (box->redis, command);
  }
}
