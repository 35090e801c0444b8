/* SPDX-License-Identifier: MIT */

#include "odeon-revocations-private.h"

#include "odeon-list-file-private.h"
#include "odeon-node-name-private.h"
#include "odeon-pin-private.h"

#include <string.h>

struct _OdeonRevocations
{
  GMutex      mutex; /* of what follows */
  GHashTable *listed;
  GHashTable *added;
};

static GHashTable *
set_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

OdeonRevocations *
_odeon_revocations_new (void)
{
  OdeonRevocations *self = g_atomic_rc_box_new0 (OdeonRevocations);

  g_mutex_init (&self->mutex);
  self->listed = set_new ();
  self->added = set_new ();

  return self;
}

OdeonRevocations *
_odeon_revocations_ref (OdeonRevocations *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  OdeonRevocations *self = data;

  g_hash_table_unref (self->listed);
  g_hash_table_unref (self->added);
  g_mutex_clear (&self->mutex);
}

void
_odeon_revocations_unref (OdeonRevocations *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* --- entries: a kind and a value, of which each has one form --- */

/* As other programs print it: with colons, with zeros in front, in either case. */
static gchar *
dup_serial (const gchar *text)
{
  g_autoptr (GString) serial = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isxdigit (*text))
      {
        if (*text != '0' || serial->len > 0)
          g_string_append_c (serial, g_ascii_toupper (*text));
      }
    else if (*text != ':')
      return NULL;

  return serial->len > 0 ? g_string_free (g_steal_pointer (&serial), FALSE) : NULL;
}

static gchar *
dup_value (const gchar *kind, const gchar *value)
{
  if (strcmp (kind, "name") == 0)
    return _odeon_node_name_is_valid (value) ? g_strdup (value) : NULL;
  if (strcmp (kind, "key") == 0)
    return _odeon_pin_parse (value);
  if (strcmp (kind, "serial") == 0)
    return dup_serial (value);

  return NULL;
}

/* (nullable): to be freed. */
static gchar *
dup_entry (const gchar *kind, const gchar *value)
{
  g_autofree gchar *regular = dup_value (kind, value);

  return regular != NULL ? g_strconcat (kind, " ", regular, NULL) : NULL;
}

gboolean
_odeon_revocations_add (OdeonRevocations *self, const gchar *entry)
{
  g_auto (GStrv) words = g_strsplit (entry, " ", 2);
  gchar         *regular;

  regular = g_strv_length (words) == 2 ? dup_entry (words[0], words[1]) : NULL;
  if (regular == NULL)
    return FALSE;

  g_mutex_lock (&self->mutex);
  g_hash_table_add (self->added, regular);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

/* --- the file --- */

static gboolean
add_listed (const gchar *kind, const gchar *value, gpointer data, GError **error)
{
  gchar *entry = dup_entry (kind, value);

  if (entry != NULL)
    {
      g_hash_table_add (data, entry);
      return TRUE;
    }

  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE,
               "\"%s %s\" is none of `name NAME`, `key sha256:HEX` and `serial HEX`", kind, value);

  return FALSE;
}

GHashTable *
_odeon_revocations_read (const gchar *path, GError **error)
{
  g_autoptr (GHashTable) listed = set_new ();

  if (path != NULL && !_odeon_list_file_read (path, add_listed, listed, error))
    return NULL;

  return g_steal_pointer (&listed);
}

void
_odeon_revocations_set_listed (OdeonRevocations *self, GHashTable *listed)
{
  GHashTable *old;

  g_mutex_lock (&self->mutex);
  old = self->listed;
  self->listed = listed;
  g_mutex_unlock (&self->mutex);

  g_hash_table_unref (old);
}

/* --- the question --- */

static gboolean
is_revoked (OdeonRevocations *self, const gchar *kind, const gchar *value)
{
  g_autofree gchar *entry = g_strconcat (kind, " ", value, NULL);
  gboolean          revoked;

  g_mutex_lock (&self->mutex);
  revoked = g_hash_table_contains (self->listed, entry)
            || g_hash_table_contains (self->added, entry);
  g_mutex_unlock (&self->mutex);

  return revoked;
}

gboolean
_odeon_revocations_check (OdeonRevocations        *self,
                          const OdeonPeerIdentity *peer,
                          GError                 **error)
{
  const gchar *what = NULL;

  if (is_revoked (self, "name", peer->name))
    what = "name";
  else if (is_revoked (self, "key", peer->pin))
    what = "key";
  else if (peer->serial != NULL && is_revoked (self, "serial", peer->serial))
    what = "certificate";

  if (what == NULL)
    return TRUE;

  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_REVOKED, "The %s of node %s is revoked",
               what, peer->name);

  return FALSE;
}
