/* SPDX-License-Identifier: MIT */

/* Prints what is in files of certificates and keys: a line for each thing to know, with its name in
 * front. Of a private key only what is public. */

#include "cert.h"

#include "odeon-certificate-private.h"
#include "odeon-pin-private.h"

#include <gio/gio.h>
#include <string.h>
#include <time.h>

static void
print (const gchar *what, const gchar *value)
{
  g_print ("  %-10s %s\n", what, value);
}

/* --- a certificate --- */

static gchar *
dup_time (time_t when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M UTC") : g_strdup ("?");
}

static void
print_times (gnutls_x509_crt_t certificate)
{
  const time_t      begin = gnutls_x509_crt_get_activation_time (certificate);
  const time_t      end = gnutls_x509_crt_get_expiration_time (certificate);
  const time_t      now = time (NULL);
  g_autofree gchar *from = dup_time (begin);
  g_autofree gchar *until = dup_time (end);
  g_autofree gchar *both = g_strdup_printf ("%s to %s%s", from, until,
                                            now < begin ? " (not yet)"
                                                        : now > end ? " (expired)" : "");

  print ("valid", both);
}

static void
print_distinguished_name (const gchar       *what,
                          gnutls_x509_crt_t  certificate,
                          gint (*get) (gnutls_x509_crt_t, gnutls_datum_t *, unsigned int))
{
  gnutls_datum_t name = { NULL, 0 };

  /* GnuTLS escapes what no terminal should see. */
  print (what, get (certificate, &name, 0) == 0 ? (const gchar *) name.data : "?");
  gnutls_free (name.data);
}

static void
print_purposes (gnutls_x509_crt_t certificate)
{
  g_autoptr (GString) purposes = g_string_new (NULL);

  for (guint i = 0;; i++)
    {
      gchar  oid[128];
      size_t size = sizeof oid;

      if (gnutls_x509_crt_get_key_purpose_oid (certificate, i, oid, &size, NULL) != 0)
        break;
      if (i > 0)
        g_string_append (purposes, ", ");
      g_string_append (purposes, strcmp (oid, GNUTLS_KP_TLS_WWW_SERVER) == 0   ? "server"
                                 : strcmp (oid, GNUTLS_KP_TLS_WWW_CLIENT) == 0 ? "client"
                                                                               : oid);
    }
  print ("for", purposes->len > 0 ? purposes->str : "anything");
}

static void
print_whose (gnutls_x509_crt_t certificate)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar  *name = _odeon_certificate_dup_node_name (certificate, &error);

  if (name != NULL)
    print ("node", name);
  else if (gnutls_x509_crt_get_ca_status (certificate, NULL) > 0)
    print ("authority", "yes");
  else
    print ("node", error->message);
}

static void
print_certificate (gnutls_x509_crt_t certificate)
{
  g_autofree gchar *serial = _odeon_certificate_dup_serial (certificate);
  g_autofree gchar *pin = _odeon_pin_from_certificate (certificate);

  print_whose (certificate);
  print_distinguished_name ("subject", certificate, gnutls_x509_crt_get_dn3);
  print_distinguished_name ("issuer", certificate, gnutls_x509_crt_get_issuer_dn3);
  print_times (certificate);
  print_purposes (certificate);
  print ("serial", serial);
  print ("key", pin != NULL ? pin : "?");
}

/* --- a file --- */

static gboolean
show_certificates (const gchar *path, const gnutls_datum_t *pem)
{
  gnutls_x509_crt_t *list;
  guint              n;

  if (gnutls_x509_crt_list_import2 (&list, &n, pem, GNUTLS_X509_FMT_PEM, 0) < 0)
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_print ("%s: certificate%s\n", path, i > 0 ? " of the one above" : "");
      print_certificate (list[i]);
      gnutls_x509_crt_deinit (list[i]);
    }
  gnutls_free (list);

  return TRUE;
}

static gboolean
show_private_key (const gchar *path, const gnutls_datum_t *pem)
{
  gnutls_x509_privkey_t key;
  g_autofree gchar     *pin = NULL;

  if (gnutls_x509_privkey_init (&key) != 0)
    return FALSE;

  if (gnutls_x509_privkey_import2 (key, pem, GNUTLS_X509_FMT_PEM, NULL, 0) == 0)
    pin = _odeon_pin_from_private_key (key);
  gnutls_x509_privkey_deinit (key);
  if (pin == NULL)
    return FALSE;

  g_print ("%s: private key\n", path);
  print ("key", pin);

  return TRUE;
}

static gboolean
show (const gchar *path, GError **error)
{
  gchar         *text;
  gsize          size;
  gnutls_datum_t pem;
  gboolean       shown;

  if (!g_file_get_contents (path, &text, &size, error))
    return FALSE;

  pem = (gnutls_datum_t) { (guint8 *) text, (guint) size };
  shown = show_certificates (path, &pem) || show_private_key (path, &pem);
  explicit_bzero (text, size);
  g_free (text);
  if (!shown)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "%s: neither certificates nor a private key in PEM", path);

  return shown;
}

gint
cert_show_run (gchar **words)
{
  const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  g_auto (GStrv)     rest = command_parse (
      words, entries, "FILE…",
      "Prints whom certificates and private keys are of, until when, and their pins.", 1,
      G_MAXUINT - 1);
  gint status = STATUS_DONE;

  if (rest == NULL)
    return STATUS_MISUSED;

  for (gchar **path = rest + 1; *path != NULL; path++)
    {
      GError *error = NULL;

      if (!show (*path, &error))
        status = command_fail (words[0], error);
    }

  return status;
}
