/* SPDX-License-Identifier: MIT */

/* The other end of a link, by hand: it says what no session would. */

#pragma once

#include "office.h"

#include "odeon-notice-private.h"

#include <string.h>

typedef struct
{
  Side         side;
  PostOffice  *office; /* its root */
  gint         fd;
  const gchar *identity; /* by which it would be introduced; empty: not at all */
} Stranger;

static G_GNUC_UNUSED void
stranger_init_with (Stranger *self, const OdeonLinkOptions *options)
{
  gint fds[2];

  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  side_init (&self->side, 1);
  self->office = spawn_office (self->side.system);
  self->fd = fds[1];
  self->identity = "";
  side_open (&self->side, fds[0], self->office, options);
}

static G_GNUC_UNUSED void
stranger_init (Stranger *self)
{
  stranger_init_with (self, NULL);
}

static G_GNUC_UNUSED void
stranger_write (Stranger *self, gconstpointer data, gsize size)
{
  assert_int_equal (send (self->fd, data, size, MSG_NOSIGNAL), (gint) size);
}

static G_GNUC_UNUSED void
stranger_send_body (Stranger *self, OdeonFrameHeader header, gconstpointer body, gsize size)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  const guint8           zeros[8] = { 0 };
  guint8                 place[ODEON_FRAME_HEADER];

  header.body = (guint32) size;
  _odeon_frame_store_header (place, &header);
  g_byte_array_append (frame, place, sizeof place);
  g_byte_array_append (frame, body, (guint) size);
  g_byte_array_append (frame, zeros, (guint) (_odeon_frame_pad (size) - size));
  stranger_write (self, frame->data, frame->len);
}

static G_GNUC_UNUSED void
stranger_send (Stranger              *self,
               OdeonFrameHeader       header,
               const OdeonMethodInfo *method,
               gconstpointer          params)
{
  guint64 body[64];
  gsize   size;

  assert_true (_odeon_frame_encode (method, ODEON_PARAM_IN, params, body, sizeof body, NULL, &size,
                                    NULL));
  stranger_send_body (self, header, body, size);
}

static G_GNUC_UNUSED void
stranger_greet (Stranger *self, guint32 magic, guint32 version, guint64 fingerprint)
{
  gchar     *names[] = { (gchar *) "Post::Office", NULL };
  GArray    *prints = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (guint64)),
                                           &fingerprint, 1);
  OdeonHello hello = { magic, version, version, 65536, 64 << 20, (gchar *) "test",
                       (gchar *) "the stranger", names, prints, (gchar *) self->identity };

  stranger_send (self, (OdeonFrameHeader) { .kind = ODEON_FRAME_HELLO }, &_odeon_notice_hello,
                 &hello);
  g_array_unref (prints);
}

static G_GNUC_UNUSED void
stranger_shake_hands (Stranger *self, guint64 fingerprint)
{
  stranger_greet (self, ODEON_WIRE_MAGIC, ODEON_WIRE_VERSION, fingerprint);
  stranger_send (self, (OdeonFrameHeader) { .kind = ODEON_FRAME_WELCOME }, &_odeon_notice_welcome,
                 NULL);
  await_ok (odeon_promise_get_future (self->side.ready));
}

/* The same, with an actor of its own as the root. */
static G_GNUC_UNUSED void
stranger_give_root (Stranger *self)
{
  guint16           number = 1;
  GArray           *numbers = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof number),
                                                   &number, 1);
  OdeonExportNotice export = { (gchar *) "Thing", (gchar *) "", (gchar *) "urn:x", numbers,
                                      (gchar *) "" };
  OdeonFrameHeader  header = { .kind = ODEON_FRAME_WELCOME, .n_refs = 1 };
  guint8            welcome[ODEON_FRAME_HEADER + 8 + ODEON_FRAME_ENTRY] = { 0 };

  stranger_greet (self, ODEON_WIRE_MAGIC, ODEON_WIRE_VERSION,
                  post_office_interface_info.fingerprint);
  stranger_send (self, (OdeonFrameHeader) { .kind = ODEON_FRAME_EXPORT }, &_odeon_notice_export,
                 &export);
  header.body = 1;
  _odeon_frame_store_header (welcome, &header);
  _odeon_frame_store_entry (welcome + ODEON_FRAME_HEADER + 8,
                            (OdeonFrameEntry) { ODEON_ENTRY_MINE, 0 });
  stranger_write (self, welcome, sizeof welcome);
  side_await_ready (&self->side);
  assert_non_null (self->side.root);
  g_array_unref (numbers);
}

/* The link is closed, and says @words; the system is well. */
static G_GNUC_UNUSED void
stranger_is_left (Stranger *self, const gchar *words)
{
  g_autoptr (GError) why = side_await_closed (&self->side);
  gchar              buffer[4096];
  gint32             sum;

  if (strstr (why->message, words) == NULL)
    fail_msg ("\"%s\" does not say \"%s\"", why->message, words);
  while (recv (self->fd, buffer, sizeof buffer, 0) > 0)
    ;
  assert_true (post_office_add_sync (self->office, 1, &sum, NULL));
  close (self->fd);
  odeon_ref_unref (self->office);
  side_clear (&self->side);
}

static G_GNUC_UNUSED gboolean
has_words (const guint8 *data, gsize size, const gchar *words)
{
  gsize length = strlen (words);

  for (gsize i = 0; i + length <= size; i++)
    if (memcmp (data + i, words, length) == 0)
      return TRUE;

  return FALSE;
}

/* Reads until they have come. */
static G_GNUC_UNUSED void
stranger_await_words (Stranger *self, const gchar *words)
{
  guint8 buffer[65536];
  gsize  n = 0;

  do
    {
      gssize size = recv (self->fd, buffer + n, sizeof buffer - n, 0);

      assert_true (size > 0);
      n += (gsize) size;
    }
  while (!has_words (buffer, n, words));
}

/* It was not left until it ended itself. */
static G_GNUC_UNUSED void
stranger_is_kept (Stranger *self)
{
  shutdown (self->fd, SHUT_WR);
  stranger_is_left (self, "has closed");
}
