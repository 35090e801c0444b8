/* SPDX-License-Identifier: MIT */

/* Which member of the new version is which one of the old: the one of its name; else, if neither
 * name is known to the other version, the one in its place, if they are alike. */

#include "compatibility-private.h"

static GHashTable *
index_names (const GPtrArray *nodes)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (nodes, i);

      g_hash_table_insert (table, (gpointer) node->name, (gpointer) node);
    }
  return table;
}

GArray *
idl_pairs_new (const GPtrArray *old,
               const GPtrArray *new,
               gboolean (*is_same) (const IdlNode *old, const IdlNode *new))
{
  g_autoptr (GHashTable) old_names = index_names (old);
  g_autoptr (GHashTable) new_names = index_names (new);
  g_autoptr (GHashTable) paired = g_hash_table_new (NULL, NULL);
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (IdlPair));

  for (guint i = 0; i < old->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (old, i);
      const IdlNode *heir = i < new->len ? g_ptr_array_index (new, i) : NULL;
      IdlPair        pair = { node, g_hash_table_lookup (new_names, node->name) };

      if (pair.new == NULL && heir != NULL &&is_same != NULL
          && !g_hash_table_contains (old_names, heir->name) && is_same (node, heir))
        pair.new = heir;
      if (pair.new != NULL)
        g_hash_table_add (paired, (gpointer) pair.new);
      g_array_append_val (pairs, pair);
    }
  for (guint i = 0; i < new->len; i++)
    {
      IdlPair pair = { NULL, g_ptr_array_index (new, i) };

      if (!g_hash_table_contains (paired, pair.new))
        g_array_append_val (pairs, pair);
    }
  return pairs;
}

gboolean
idl_pair_is_renamed (const IdlPair *pair)
{
  return pair->old != NULL && pair->new != NULL && !g_str_equal (pair->old->name, pair->new->name);
}

gboolean
idl_pairs_are_ordered (const GArray *pairs, const GPtrArray *new)
{
  guint place = 0;

  for (guint i = 0; i < pairs->len; i++)
    {
      const IdlPair *pair = &g_array_index (pairs, IdlPair, i);

      if (pair->old == NULL || pair->new == NULL)
        continue;
      while (place < new->len && g_ptr_array_index (new, place) != pair->new)
        place++;
      if (place == new->len)
        return FALSE;
    }
  return TRUE;
}

gboolean
idl_node_is_namesake (const IdlNode *old, const IdlNode *new)
{
  while (old != NULL && new != NULL && g_str_equal (old->name, new->name))
    {
      old = old->parent;
      new = new->parent;
    }
  return old == NULL && new == NULL;
}
