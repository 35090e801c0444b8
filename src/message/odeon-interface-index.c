/* SPDX-License-Identifier: MIT */

/* Interfaces by name.
 *
 * Generated code announces its interfaces a file at a time, before main() or when a module is
 * loaded: that only links a static set into a list. Whoever looks for a name first has all sets
 * put into an index. An interface that nobody announced is known from the time on when its GType
 * was registered; such tables stay for good, as GTypes do.
 */

#include "odeon-interface-private.h"

#include <stdlib.h>
#include <string.h>

static GMutex             mutex;
static OdeonInterfaceSet *sets; /* the last comer first */
static GPtrArray         *registered;
static GHashTable        *by_name; /* (nullable): by name; made anew when the sets have changed */

void
odeon_interface_set_announce (OdeonInterfaceSet *set)
{
  g_return_if_fail (set != NULL);

  g_mutex_lock (&mutex);
  set->next = sets;
  sets = set;
  g_clear_pointer (&by_name, g_hash_table_unref);
  g_mutex_unlock (&mutex);
}

void
odeon_interface_set_withdraw (OdeonInterfaceSet *set)
{
  g_mutex_lock (&mutex);
  for (OdeonInterfaceSet **link = &sets; *link != NULL; link = &(*link)->next)
    if (*link == set)
      {
        *link = set->next;
        break;
      }
  g_clear_pointer (&by_name, g_hash_table_unref);
  g_mutex_unlock (&mutex);
}

void
_odeon_interface_index_add (const OdeonInterfaceInfo *info)
{
  g_mutex_lock (&mutex);
  if (registered == NULL)
    registered = g_ptr_array_new ();
  g_ptr_array_add (registered, (gpointer) info);
  if (by_name != NULL && !g_hash_table_contains (by_name, info->name))
    g_hash_table_insert (by_name, (gpointer) info->name, (gpointer) info);
  g_mutex_unlock (&mutex);
}

static void
put (const OdeonInterfaceInfo *info)
{
  g_hash_table_replace (by_name, (gpointer) info->name, (gpointer) info);
}

/* From the last comer to the first, who so replaces the others. */
static void
ensure_index_locked (void)
{
  if (by_name != NULL)
    return;

  by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = registered != NULL ? registered->len : 0; i > 0; i--)
    put (g_ptr_array_index (registered, i - 1));
  for (OdeonInterfaceSet *set = sets; set != NULL; set = set->next)
    for (guint i = 0; set->interfaces[i] != NULL; i++)
      put (set->interfaces[i]);
}

const OdeonInterfaceInfo *
odeon_interface_find (const gchar *name)
{
  const OdeonInterfaceInfo *found;

  g_return_val_if_fail (name != NULL, NULL);

  g_mutex_lock (&mutex);
  ensure_index_locked ();
  found = g_hash_table_lookup (by_name, name);
  g_mutex_unlock (&mutex);

  return found;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const OdeonInterfaceInfo *const *left = a;
  const OdeonInterfaceInfo *const *right = b;

  return strcmp ((*left)->name, (*right)->name);
}

const OdeonInterfaceInfo **
odeon_interface_list (void)
{
  const OdeonInterfaceInfo **list;
  GHashTableIter             iter;
  gpointer                   info;
  gsize                      n = 0;

  g_mutex_lock (&mutex);
  ensure_index_locked ();
  list = g_new (const OdeonInterfaceInfo *, (gsize) g_hash_table_size (by_name) + 1);
  g_hash_table_iter_init (&iter, by_name);
  while (g_hash_table_iter_next (&iter, NULL, &info))
    list[n++] = info;
  g_mutex_unlock (&mutex);

  list[n] = NULL;
  qsort (list, n, sizeof *list, compare_names);

  return list;
}
