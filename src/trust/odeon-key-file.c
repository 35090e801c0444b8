/* SPDX-License-Identifier: MIT */

#include "odeon-key-file-private.h"

#include "odeon-credentials.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An RSA key of 16384 bits, with remarks around it, has 13 KB. */
#define SIZE_MAX_READ 65536

static gboolean
file_error (GError **error, const gchar *path, const gchar *what)
{
  int saved_errno = errno;

  g_set_error (error, G_FILE_ERROR, (gint) g_file_error_from_errno (saved_errno), "%s: %s: %s",
               path, what, g_strerror (saved_errno));

  return FALSE;
}

/* What is asked is the file that was opened, not what has its name by now. */
static gboolean
check_owner_only (gint fd, const gchar *path, GError **error)
{
  struct stat status;
  mode_t      allowed;

  if (fstat (fd, &status) != 0)
    return file_error (error, path, "fstat");
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE, "%s: this is no file",
                   path);
      return FALSE;
    }

  allowed = S_IRWXU | (status.st_uid == 0 ? S_IRGRP : 0);
  if ((status.st_mode & 0777 & ~allowed) == 0)
    return TRUE;

  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_UNSAFE_FILE,
               "%s: others can read or write this private key (mode %04o): chmod 600 it", path,
               (guint) (status.st_mode & 07777));

  return FALSE;
}

/* As much of the file as there is room for. */
static gboolean
read_bytes (gint fd, const gchar *path, guint8 *buffer, gsize *out_size, GError **error)
{
  gsize size = 0;

  while (size < SIZE_MAX_READ)
    {
      gssize n = read (fd, buffer + size, SIZE_MAX_READ - size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return file_error (error, path, "read");
      if (n == 0)
        break;
      size += (gsize) n;
    }
  *out_size = size;

  return TRUE;
}

static gnutls_x509_privkey_t
parse (const gchar *path, guint8 *bytes, gsize size, GError **error)
{
  gnutls_datum_t        pem = { bytes, (guint) size };
  gnutls_x509_privkey_t key;
  gint                  code = gnutls_x509_privkey_init (&key);

  if (code != 0)
    key = NULL;
  else
    code = gnutls_x509_privkey_import2 (key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
  if (code == 0)
    return key;

  gnutls_x509_privkey_deinit (key);
  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE,
               "%s: no private key in PEM that is not encrypted: %s", path, gnutls_strerror (code));

  return NULL;
}

gnutls_x509_privkey_t
_odeon_key_file_read (const gchar *path, GError **error)
{
  g_autofree guint8    *bytes = NULL;
  gnutls_x509_privkey_t key = NULL;
  gsize                 size;
  gint                  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);

  if (fd < 0)
    {
      file_error (error, path, "open");
      return NULL;
    }

  bytes = g_malloc (SIZE_MAX_READ);
  if (check_owner_only (fd, path, error) && read_bytes (fd, path, bytes, &size, error))
    key = parse (path, bytes, size, error);
  explicit_bzero (bytes, SIZE_MAX_READ);
  close (fd);

  return key;
}
