/* SPDX-License-Identifier: MIT */

#include "odeon-catalog-private.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define TOKEN_BYTES 16

typedef struct
{
  OdeonRef       *ref; /* counted */
  OdeonNodeRights rights;
} Entry;

struct _OdeonCatalog
{
  gatomicrefcount ref_count;

  GMutex          mutex; /* guards: */
  GHashTable     *names;
  GHashTable     *tokens;
};

static void
entry_free (gpointer data)
{
  Entry *self = data;

  odeon_ref_unref (self->ref);
  g_free (self);
}

static Entry *
entry_new (OdeonRef *ref, OdeonNodeRights rights)
{
  Entry *self = g_new (Entry, 1);

  self->ref = odeon_ref_ref (ref);
  self->rights = rights;

  return self;
}

/* In a time that does not tell how much of it was right. */
static gboolean
token_equal (gconstpointer a, gconstpointer b)
{
  const guint8 *first = a;
  const guint8 *second = b;
  guint8        difference = 0;

  for (gsize i = 0; i < 2 * TOKEN_BYTES; i++)
    difference |= first[i] ^ second[i];

  return difference == 0;
}

OdeonCatalog *
_odeon_catalog_new (void)
{
  OdeonCatalog *self = g_new0 (OdeonCatalog, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  self->tokens = g_hash_table_new_full (g_str_hash, token_equal, g_free, entry_free);

  return self;
}

OdeonCatalog *
_odeon_catalog_ref (OdeonCatalog *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
_odeon_catalog_unref (OdeonCatalog *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->names);
  g_hash_table_unref (self->tokens);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

gboolean
_odeon_catalog_add (OdeonCatalog    *self,
                    const gchar     *name,
                    OdeonRef        *ref,
                    OdeonNodeRights  rights,
                    GError         **error)
{
  gboolean is_new;

  if (*name == '\0' || *name == '#' || !g_utf8_validate (name, -1, NULL))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "\"%s\" is no name of an exported actor", name);
      return FALSE;
    }

  g_mutex_lock (&self->mutex);
  is_new = !g_hash_table_contains (self->names, name);
  if (is_new)
    g_hash_table_insert (self->names, g_strdup (name), entry_new (ref, rights));
  g_mutex_unlock (&self->mutex);

  if (!is_new)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN, "\"%s\" is exported already", name);

  return is_new;
}

/* %NULL: the kernel has none. */
static gchar *
draw_token (void)
{
  static const gchar digits[] = "0123456789abcdef";
  guint8             bytes[TOKEN_BYTES];
  gchar             *token;
  gssize             n;

  do
    n = getrandom (bytes, sizeof bytes, 0);
  while (n < 0 && errno == EINTR);
  if (n != sizeof bytes)
    return NULL;

  token = g_malloc (2 * TOKEN_BYTES + 1);
  for (gsize i = 0; i < TOKEN_BYTES; i++)
    {
      token[2 * i] = digits[bytes[i] >> 4];
      token[2 * i + 1] = digits[bytes[i] & 15];
    }
  token[2 * TOKEN_BYTES] = '\0';

  return token;
}

gchar *
_odeon_catalog_mint (OdeonCatalog    *self,
                     OdeonRef        *ref,
                     OdeonNodeRights  rights,
                     GError         **error)
{
  gchar *token = draw_token ();

  if (token == NULL)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                           "The kernel has no random numbers");
      return NULL;
    }

  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->tokens, g_strdup (token), entry_new (ref, rights));
  g_mutex_unlock (&self->mutex);

  return token;
}

static OdeonRef *
remove_locked (GHashTable *table, const gchar *key)
{
  Entry    *entry = g_hash_table_lookup (table, key);
  OdeonRef *ref = entry != NULL ? odeon_ref_ref (entry->ref) : NULL;

  /* Not the last: that may run anything. */
  if (entry != NULL)
    g_hash_table_remove (table, key);

  return ref;
}

OdeonRef *
_odeon_catalog_remove (OdeonCatalog *self, const gchar *name)
{
  OdeonRef *ref;

  g_mutex_lock (&self->mutex);
  ref = remove_locked (self->names, name);
  g_mutex_unlock (&self->mutex);

  return ref;
}

OdeonRef *
_odeon_catalog_revoke (OdeonCatalog *self, const gchar *token)
{
  OdeonRef *ref;

  if (strlen (token) != 2 * TOKEN_BYTES)
    return NULL;

  g_mutex_lock (&self->mutex);
  ref = remove_locked (self->tokens, token);
  g_mutex_unlock (&self->mutex);

  return ref;
}

static Entry *
find_locked (OdeonCatalog *self, const gchar *name)
{
  if (*name != '#')
    return g_hash_table_lookup (self->names, name);

  return strlen (name + 1) == 2 * TOKEN_BYTES ? g_hash_table_lookup (self->tokens, name + 1) : NULL;
}

OdeonRef *
_odeon_catalog_look_up (OdeonCatalog    *self,
                        const gchar     *name,
                        OdeonNodeRights *out_rights,
                        GError         **error)
{
  OdeonRef *ref = NULL;
  Entry    *entry;

  g_mutex_lock (&self->mutex);
  entry = find_locked (self, name);
  if (entry != NULL)
    {
      ref = odeon_ref_ref (entry->ref);
      *out_rights = entry->rights;
    }
  g_mutex_unlock (&self->mutex);

  /* A token is not repeated to whoever reads it. */
  if (ref == NULL && *name == '#')
    g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND,
                         "The token is unknown, or was revoked");
  else if (ref == NULL)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND, "Nothing is exported as \"%s\"", name);

  return ref;
}

static void
swap (GHashTable **a, GHashTable **b)
{
  GHashTable *kept = *a;

  *a = *b;
  *b = kept;
}

/* What is let go of may run anything: outside the lock. */
void
_odeon_catalog_clear (OdeonCatalog *self)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  GHashTable *tokens = g_hash_table_new_full (g_str_hash, token_equal, g_free, entry_free);

  g_mutex_lock (&self->mutex);
  swap (&self->names, &names);
  swap (&self->tokens, &tokens);
  g_mutex_unlock (&self->mutex);

  g_hash_table_unref (names);
  g_hash_table_unref (tokens);
}
