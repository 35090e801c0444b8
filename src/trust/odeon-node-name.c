/* SPDX-License-Identifier: MIT */

#include "odeon-node-name-private.h"

#include <string.h>

#define PREFIX_SIZE (sizeof ODEON_NODE_NAME_URI_PREFIX - 1)

static gboolean
is_valid (const gchar *name, gsize size)
{
  if (size == 0 || size > ODEON_NODE_NAME_MAX || !g_ascii_isalnum (name[0]))
    return FALSE;

  for (gsize i = 1; i < size; i++)
    if (!g_ascii_isalnum (name[i]) && name[i] != '-' && name[i] != '_' && name[i] != '.')
      return FALSE;

  return TRUE;
}

gboolean
_odeon_node_name_is_valid (const gchar *name)
{
  return is_valid (name, strlen (name));
}

gboolean
_odeon_node_name_is_uri (gconstpointer uri, gsize size)
{
  return size >= PREFIX_SIZE && memcmp (uri, ODEON_NODE_NAME_URI_PREFIX, PREFIX_SIZE) == 0;
}

gchar *
_odeon_node_name_from_uri (gconstpointer uri, gsize size)
{
  const gchar *name = (const gchar *) uri + PREFIX_SIZE;

  if (!_odeon_node_name_is_uri (uri, size) || !is_valid (name, size - PREFIX_SIZE))
    return NULL;

  return g_strndup (name, size - PREFIX_SIZE);
}
