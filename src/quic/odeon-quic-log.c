/* SPDX-License-Identifier: MIT */

#include "odeon-quic-log-private.h"

#include "odeon-quic-connection-private.h"

#include <fcntl.h>
#include <unistd.h>

gint
_odeon_quic_log_open (const gchar *directory, const ngtcp2_cid *original, gboolean is_dialled)
{
  g_autoptr (GString)  name = g_string_new (NULL);
  g_autofree gchar    *path = NULL;

  for (gsize i = 0; i < original->datalen; i++)
    g_string_append_printf (name, "%02x", original->data[i]);
  g_string_append (name, is_dialled ? "_client.sqlog" : "_server.sqlog");
  path = g_build_filename (directory, name->str, NULL);

  return open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

void
_odeon_quic_log_close (gint fd)
{
  if (fd >= 0)
    close (fd);
}

void
_odeon_quic_log_write (void *connection, uint32_t flags G_GNUC_UNUSED, const void *bytes,
                       size_t size)
{
  const OdeonQuicConnection *self = connection;
  const gchar               *rest = bytes;

  while (size > 0)
    {
      gssize written = write (self->log_fd, rest, size);

      /* A log that is not whole is no reason to stop. */
      if (written <= 0)
        return;
      rest += written;
      size -= (gsize) written;
    }
}
