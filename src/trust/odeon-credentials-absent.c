/* SPDX-License-Identifier: MIT */

/* Credentials where Odeon was built without the network: there are none. */

#include "odeon-credentials.h"

struct _OdeonCredentials
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (OdeonCredentials, odeon_credentials, G_TYPE_OBJECT)

static OdeonCredentials *
not_supported (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       "This Odeon was built without the network (--without-quic)");

  return NULL;
}

OdeonCredentials *
odeon_credentials_new_from_files (const gchar *authority G_GNUC_UNUSED,
                                  const gchar *certificate G_GNUC_UNUSED,
                                  const gchar *key G_GNUC_UNUSED,
                                  GError     **error)
{
  return not_supported (error);
}

OdeonCredentials *
odeon_credentials_new_pinned (const gchar *key G_GNUC_UNUSED,
                              const gchar *pins G_GNUC_UNUSED,
                              GError     **error)
{
  return not_supported (error);
}

/* There is no object to call these of, but one of g_object_new(). */

gchar *
odeon_credentials_dup_name (OdeonCredentials *self G_GNUC_UNUSED)
{
  return g_strdup ("");
}

gboolean
odeon_credentials_reload (OdeonCredentials *self G_GNUC_UNUSED, GError **error)
{
  return not_supported (error) != NULL;
}

gboolean
odeon_credentials_set_revocations (OdeonCredentials *self G_GNUC_UNUSED,
                                   const gchar      *path G_GNUC_UNUSED,
                                   GError          **error)
{
  return not_supported (error) != NULL;
}

gboolean
odeon_credentials_revoke (OdeonCredentials *self G_GNUC_UNUSED,
                          const gchar      *entry G_GNUC_UNUSED,
                          GError          **error)
{
  return not_supported (error) != NULL;
}

static void
odeon_credentials_class_init (OdeonCredentialsClass *klass G_GNUC_UNUSED)
{
}

static void
odeon_credentials_init (OdeonCredentials *self G_GNUC_UNUSED)
{
}
