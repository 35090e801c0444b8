/* SPDX-License-Identifier: MIT */

/* The files' names, and the snapshot of what stood in them last. Whoever reads files anew does it
 * behind `reading`, so that what was read later also counts later; whoever asks for the snapshot
 * takes `mutex` alone, and waits for no file. Signals are emitted behind neither. */

#include "odeon-error.h"
#include "odeon-trust-kind-private.h"

#include <string.h>

struct _OdeonCredentials
{
  GObject           parent_instance;

  /* For good. */
  gchar            *authority;
  gchar            *certificate;
  gchar            *key;
  gchar            *pins;
  OdeonRevocations *revocations;

  GMutex            reading;
  gchar            *revocations_path;

  GMutex            mutex;
  OdeonTrust       *trust;
};

G_DEFINE_FINAL_TYPE (OdeonCredentials, odeon_credentials, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- reading --- */

static OdeonTrust *
read_files (OdeonCredentials *self, GError **error)
{
  const OdeonTrustFiles files = { self->authority, self->certificate, self->key, self->pins };

  return _odeon_trust_new (&files, self->revocations, error);
}

/* Takes over @self. */
static OdeonCredentials *
read_first (OdeonCredentials *self, GError **error)
{
  self->trust = read_files (self, error);
  if (self->trust == NULL)
    g_clear_object (&self);

  return self;
}

OdeonCredentials *
odeon_credentials_new_from_files (const gchar *authority,
                                  const gchar *certificate,
                                  const gchar *key,
                                  GError     **error)
{
  OdeonCredentials *self;

  g_return_val_if_fail (authority != NULL, NULL);
  g_return_val_if_fail (certificate != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  self = g_object_new (ODEON_TYPE_CREDENTIALS, NULL);
  self->authority = g_strdup (authority);
  self->certificate = g_strdup (certificate);
  self->key = g_strdup (key);

  return read_first (self, error);
}

OdeonCredentials *
odeon_credentials_new_pinned (const gchar *key, const gchar *pins, GError **error)
{
  OdeonCredentials *self;

  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (pins != NULL, NULL);

  self = g_object_new (ODEON_TYPE_CREDENTIALS, NULL);
  self->key = g_strdup (key);
  self->pins = g_strdup (pins);

  return read_first (self, error);
}

/* A node that changed its name would be another one, under the connections that it has. */
static gboolean
check_same_name (OdeonCredentials *self, const OdeonTrust *trust, GError **error)
{
  g_autofree gchar *name = odeon_credentials_dup_name (self);

  if (strcmp (name, _odeon_trust_get_name (trust)) == 0)
    return TRUE;

  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_WRONG_NAME,
               "The files are now those of node %s, and this is %s", _odeon_trust_get_name (trust),
               name);

  return FALSE;
}

static void
exchange_trust (OdeonCredentials *self, OdeonTrust *trust)
{
  OdeonTrust *old;

  g_mutex_lock (&self->mutex);
  old = self->trust;
  self->trust = trust;
  g_mutex_unlock (&self->mutex);

  _odeon_trust_unref (old);
}

/* All or nothing. */
static gboolean
read_all_locked (OdeonCredentials *self, GError **error)
{
  g_autoptr (GHashTable) listed = _odeon_revocations_read (self->revocations_path, error);
  g_autoptr (OdeonTrust) trust = NULL;

  if (listed == NULL)
    return FALSE;
  trust = read_files (self, error);
  if (trust == NULL || !check_same_name (self, trust, error))
    return FALSE;

  _odeon_revocations_set_listed (self->revocations, g_steal_pointer (&listed));
  exchange_trust (self, g_steal_pointer (&trust));

  return TRUE;
}

gboolean
odeon_credentials_reload (OdeonCredentials *self, GError **error)
{
  gboolean done;

  g_return_val_if_fail (ODEON_IS_CREDENTIALS (self), FALSE);

  g_mutex_lock (&self->reading);
  done = read_all_locked (self, error);
  g_mutex_unlock (&self->reading);
  if (done)
    g_signal_emit (self, signals[CHANGED], 0);

  return done;
}

/* --- whom not to believe --- */

static gboolean
read_revocations_locked (OdeonCredentials *self, const gchar *path, GError **error)
{
  GHashTable *listed = _odeon_revocations_read (path, error);

  if (listed == NULL)
    return FALSE;

  _odeon_revocations_set_listed (self->revocations, listed);
  g_free (self->revocations_path);
  self->revocations_path = g_strdup (path);

  return TRUE;
}

gboolean
odeon_credentials_set_revocations (OdeonCredentials *self, const gchar *path, GError **error)
{
  gboolean done;

  g_return_val_if_fail (ODEON_IS_CREDENTIALS (self), FALSE);

  g_mutex_lock (&self->reading);
  done = read_revocations_locked (self, path, error);
  g_mutex_unlock (&self->reading);
  if (done)
    g_signal_emit (self, signals[CHANGED], 0);

  return done;
}

gboolean
odeon_credentials_revoke (OdeonCredentials *self, const gchar *entry, GError **error)
{
  g_return_val_if_fail (ODEON_IS_CREDENTIALS (self), FALSE);
  g_return_val_if_fail (entry != NULL, FALSE);

  if (!_odeon_revocations_add (self->revocations, entry))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "\"%s\" is none of `name NAME`, `key sha256:HEX` and `serial HEX`", entry);
      return FALSE;
    }
  g_signal_emit (self, signals[CHANGED], 0);

  return TRUE;
}

/* --- what others ask --- */

OdeonTrust *
_odeon_credentials_dup_trust (OdeonCredentials *self)
{
  OdeonTrust *trust;

  g_mutex_lock (&self->mutex);
  trust = _odeon_trust_ref (self->trust);
  g_mutex_unlock (&self->mutex);

  return trust;
}

gchar *
odeon_credentials_dup_name (OdeonCredentials *self)
{
  g_autoptr (OdeonTrust) trust = NULL;

  g_return_val_if_fail (ODEON_IS_CREDENTIALS (self), NULL);

  trust = _odeon_credentials_dup_trust (self);

  return g_strdup (_odeon_trust_get_name (trust));
}

/* --- the object --- */

static void
finalize (GObject *object)
{
  OdeonCredentials *self = ODEON_CREDENTIALS (object);

  g_clear_pointer (&self->trust, _odeon_trust_unref);
  g_clear_pointer (&self->revocations, _odeon_revocations_unref);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->reading);
  g_free (self->authority);
  g_free (self->certificate);
  g_free (self->key);
  g_free (self->pins);
  g_free (self->revocations_path);

  G_OBJECT_CLASS (odeon_credentials_parent_class)->finalize (object);
}

static void
odeon_credentials_class_init (OdeonCredentialsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;

  /**
   * OdeonCredentials::changed:
   * @self: credentials
   *
   * What is believed has changed: the files were read anew, or somebody was revoked. In the thread
   * that did it, behind the change.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
odeon_credentials_init (OdeonCredentials *self)
{
  g_mutex_init (&self->reading);
  g_mutex_init (&self->mutex);
  self->revocations = _odeon_revocations_new ();
}
