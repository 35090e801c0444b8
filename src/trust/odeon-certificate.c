/* SPDX-License-Identifier: MIT */

#include "odeon-certificate-private.h"

#include "odeon-credentials.h"
#include "odeon-node-name-private.h"

#include <string.h>

/* Of a certificate's names, as many are looked at. */
#define ALTERNATIVE_NAMES_MAX 64

static gboolean
bad (GError **error, const gchar *why)
{
  g_set_error_literal (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_CERTIFICATE, why);

  return FALSE;
}

/* Whether @uri, a name that is a URI, is the one that names a node; its name goes to @name, of
 * which there must be one. */
static gboolean
take_name (const guint8 *uri, gsize size, gchar **name, GError **error)
{
  if (!_odeon_node_name_is_uri (uri, size))
    return TRUE;
  if (*name != NULL)
    return bad (error, "The certificate names more than one node");

  *name = _odeon_node_name_from_uri (uri, size);

  return *name != NULL || bad (error, "The certificate names a node by what is no node's name");
}

/* What is too long for the buffer is no node's name. */
gchar *
_odeon_certificate_dup_node_name (gnutls_x509_crt_t certificate, GError **error)
{
  g_autofree gchar *name = NULL;

  for (guint i = 0; i < ALTERNATIVE_NAMES_MAX; i++)
    {
      guint8 uri[256];
      size_t size = sizeof uri;
      gint   code = gnutls_x509_crt_get_subject_alt_name (certificate, i, uri, &size, NULL);

      if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        break;
      if (code == GNUTLS_SAN_URI && !take_name (uri, size, &name, error))
        return NULL;
    }
  if (name == NULL)
    bad (error, "The certificate names no node (by the URI odeon:node:NAME)");

  return g_steal_pointer (&name);
}

gchar *
_odeon_certificate_dup_serial (gnutls_x509_crt_t certificate)
{
  guint8   bytes[64];
  size_t   size = sizeof bytes;
  GString *serial = g_string_new (NULL);

  if (gnutls_x509_crt_get_serial (certificate, bytes, &size) == 0)
    for (gsize i = 0; i < size; i++)
      g_string_append_printf (serial, "%02X", bytes[i]);
  g_string_erase (serial, 0, (gssize) strspn (serial->str, "0"));

  return g_string_free (serial, FALSE);
}
