/* SPDX-License-Identifier: MIT */

/* A peer that is not what it should be: it costs one connection. */

#include "stranger.h"

#include <errno.h>

static void
noise_is_left (void **state G_GNUC_UNUSED)
{
  Stranger stranger;
  guint8   noise[4096];

  memset (noise, 0xa7, sizeof noise);
  stranger_init (&stranger);
  stranger_write (&stranger, noise, sizeof noise);
  stranger_is_left (&stranger, "no such kind");
}

static void
a_frame_of_huge_length_is_left (void **state G_GNUC_UNUSED)
{
  Stranger         stranger;
  OdeonFrameHeader header = { .kind = ODEON_FRAME_HELLO, .body = 0xffffff00 };
  guint8           place[ODEON_FRAME_HEADER];

  stranger_init (&stranger);
  _odeon_frame_store_header (place, &header);
  stranger_write (&stranger, place, sizeof place);
  stranger_is_left (&stranger, "too long");
}

static void
another_program_is_left (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_greet (&stranger, 0x12345678, ODEON_WIRE_VERSION, 0);
  stranger_is_left (&stranger, "no Odeon");
}

static void
a_version_that_is_not_spoken_is_named (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_greet (&stranger, ODEON_WIRE_MAGIC, 7, 0);
  stranger_is_left (&stranger, "versions 7 to 7");
}

static void
a_call_before_the_handshake_is_left (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_send_body (&stranger, (OdeonFrameHeader) { .kind = ODEON_FRAME_CALL }, "", 0);
  stranger_is_left (&stranger, "CALL is out of turn");
}

static void
a_second_greeting_is_left (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_greet (&stranger, ODEON_WIRE_MAGIC, ODEON_WIRE_VERSION, 0);
  stranger_greet (&stranger, ODEON_WIRE_MAGIC, ODEON_WIRE_VERSION, 0);
  stranger_is_left (&stranger, "second HELLO");
}

static void
half_a_frame_and_then_nothing_is_an_end (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_write (&stranger, "\1\0\0\0\100\0\0\0", 8);
  assert_int_equal (shutdown (stranger.fd, SHUT_WR), 0);
  stranger_is_left (&stranger, "has closed");
}

static void
a_handshake_without_end_is_left (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;
  Stranger         stranger;

  options.handshake_ms = 30;
  stranger_init_with (&stranger, &options);
  stranger_is_left (&stranger, "takes too long");
}

/* What it asks for costs it nothing, and would be kept for it without end. */
static void
who_reads_no_replies_is_left (void **state G_GNUC_UNUSED)
{
  Stranger         stranger;
  OdeonFrameHeader header = { .kind = ODEON_FRAME_PING };
  guint8           pings[256 * ODEON_FRAME_HEADER];

  for (guint i = 0; i < 256; i++)
    _odeon_frame_store_header (pings + i * ODEON_FRAME_HEADER, &header);
  stranger_init (&stranger);
  stranger_shake_hands (&stranger, post_office_interface_info.fingerprint);
  while (send (stranger.fd, pings, sizeof pings, MSG_NOSIGNAL) > 0)
    ;
  stranger_is_left (&stranger, "have not been read");
}

static void
an_actor_that_was_not_given_is_not_called (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_shake_hands (&stranger, post_office_interface_info.fingerprint);
  stranger_send_body (&stranger, (OdeonFrameHeader) { .kind = ODEON_FRAME_CALL, .target = 5,
                                                      .interface = 1 }, "\1\0\0\0", 4);
  stranger_is_left (&stranger, "no actor 5");
}

static void
arguments_that_are_none_are_left (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_shake_hands (&stranger, post_office_interface_info.fingerprint);
  stranger_send_body (&stranger, (OdeonFrameHeader) { .kind = ODEON_FRAME_CALL, .interface = 1 },
                      "\1\0\0", 3);
  stranger_is_left (&stranger, "Post::Office.add");
}

static void
the_same_call_twice_is_left (void **state G_GNUC_UNUSED)
{
  Stranger         stranger;
  OdeonFrameHeader header = { .kind = ODEON_FRAME_CALL, .interface = 1, .operation = 8 };

  assert_string_equal (post_office_interface_info.methods[8].name, "hang");
  stranger_init (&stranger);
  stranger_shake_hands (&stranger, post_office_interface_info.fingerprint);
  stranger_send_body (&stranger, header, "\0", 1);
  stranger_send_body (&stranger, header, "\0", 1);
  stranger_is_left (&stranger, "under way");
}

static void
an_answer_to_no_call_is_left (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_shake_hands (&stranger, 0);
  stranger_send_body (&stranger, (OdeonFrameHeader) { .kind = ODEON_FRAME_RETURN }, "\0", 1);
  stranger_is_left (&stranger, "answer to no call");
}

static void
what_is_released_too_often_is_left (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_shake_hands (&stranger, 0);
  stranger_send_body (&stranger, (OdeonFrameHeader) { .kind = ODEON_FRAME_RELEASE, .call = 2 }, "",
                      0);
  stranger_is_left (&stranger, "were released");
}

static void
more_than_the_window_is_left (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;
  Stranger         stranger;
  guint8           note[8] = { 0 };
  gssize           sent = 0;

  options.session.window = 1024;
  options.session.max_frame = 1024;
  stranger_init_with (&stranger, &options);
  stranger_shake_hands (&stranger, post_office_interface_info.fingerprint);
  for (guint32 i = 0; i < 1000 && sent >= 0; i++)
    {
      OdeonFrameHeader header = { .kind = ODEON_FRAME_CALL, .call = i, .interface = 1,
                                  .operation = 8, .body = 1 };
      guint8           frame[ODEON_FRAME_HEADER + 8] = { 0 };

      _odeon_frame_store_header (frame, &header);
      memcpy (frame + ODEON_FRAME_HEADER, note, 8);
      sent = send (stranger.fd, frame, sizeof frame, MSG_NOSIGNAL);
    }
  stranger_is_left (&stranger, "more than it was allowed");
}

static void
another_version_of_an_interface_fails_the_call_that_needs_it (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_shake_hands (&stranger, post_office_interface_info.fingerprint + 1);
  stranger_send_body (&stranger, (OdeonFrameHeader) { .kind = ODEON_FRAME_CALL, .interface = 1 },
                      "\1\0\0\0", 4);
  stranger_await_words (&stranger, "Post::Office has another version here");

  shutdown (stranger.fd, SHUT_WR);
  stranger_is_left (&stranger, "has closed");
}

static void
another_version_of_an_interface_is_refused_if_that_is_wanted (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;
  Stranger         stranger;

  options.session.is_strict = TRUE;
  stranger_init_with (&stranger, &options);
  stranger_greet (&stranger, ODEON_WIRE_MAGIC, ODEON_WIRE_VERSION,
                  post_office_interface_info.fingerprint + 1);
  stranger_is_left (&stranger, "another version of the interface Post::Office");
}

static void
a_peer_that_says_nothing_any_more_is_given_up (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;
  Stranger         stranger;

  options.heartbeat_ms = 20;
  stranger_init_with (&stranger, &options);
  stranger_shake_hands (&stranger, 0);
  stranger_is_left (&stranger, "no sign of life");
}

static gboolean
fails_with (OdeonFuture *future, gint code)
{
  g_autoptr (GError) error = NULL;

  assert_false (odeon_future_await (future, &error));

  return g_error_matches (error, ODEON_ERROR, code);
}

/* The peer has read nothing and is gone: what did not even go into the socket is known. */
static void
what_was_never_written_was_not_delivered (void **state G_GNUC_UNUSED)
{
  Stranger           stranger;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (20000), 20000);
  OdeonFuture       *futures[200];
  guint              i = 0;

  stranger_init (&stranger);
  stranger_give_root (&stranger);
  for (i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = post_office_copy ((PostOffice *) stranger.side.root, bytes);
  take_census (&stranger.side);
  shutdown (stranger.fd, SHUT_RDWR);
  for (i = 0; fails_with (futures[i], ODEON_ERROR_OUTCOME_UNKNOWN); i++)
    ;
  assert_in_range (i, 1, G_N_ELEMENTS (futures) - 1);
  for (; i < G_N_ELEMENTS (futures); i++)
    assert_true (fails_with (futures[i], ODEON_ERROR_NOT_DELIVERED));

  for (i = 0; i < G_N_ELEMENTS (futures); i++)
    odeon_future_unref (futures[i]);
  stranger_is_left (&stranger, "");
}

/* A peer that leaves says up to where it has come. */
static void
what_the_peer_says_it_did_not_handle_was_not_delivered (void **state G_GNUC_UNUSED)
{
  Stranger     stranger;
  OdeonGoodbye goodbye = { 0, (gchar *) "so long" };
  OdeonFuture *future;

  stranger_init (&stranger);
  stranger_give_root (&stranger);
  future = post_office_hang ((PostOffice *) stranger.side.root);
  take_census (&stranger.side);
  stranger_send (&stranger, (OdeonFrameHeader) { .kind = ODEON_FRAME_GOODBYE },
                 &_odeon_notice_goodbye, &goodbye);

  assert_true (fails_with (future, ODEON_ERROR_NOT_DELIVERED));
  odeon_future_unref (future);
  stranger_is_left (&stranger, "so long");
}

/* The caller need not say so. */
static void
a_call_whose_deadline_has_passed_is_withdrawn (void **state G_GNUC_UNUSED)
{
  Stranger stranger;

  stranger_init (&stranger);
  stranger_shake_hands (&stranger, post_office_interface_info.fingerprint);
  stranger_send_body (&stranger, (OdeonFrameHeader) { .kind = ODEON_FRAME_CALL, .interface = 1,
                                                      .operation = 8, .deadline = 20 }, "\0", 1);
  stranger_await_words (&stranger, "deadline has passed");
  shutdown (stranger.fd, SHUT_WR);
  stranger_is_left (&stranger, "has closed");
}

/* The kind of the next frame that it is sent. */
static guint
stranger_read_kind (Stranger *self)
{
  guint8     place[4096];
  OdeonFrame frame;
  gsize      size;

  assert_int_equal (recv (self->fd, place, ODEON_FRAME_HEADER, MSG_WAITALL), ODEON_FRAME_HEADER);
  memcpy (&frame.header, place, sizeof frame.header);
  size = _odeon_frame_get_size (&frame.header) - ODEON_FRAME_HEADER;
  assert_true (size <= sizeof place);
  if (size > 0)
    assert_int_equal (recv (self->fd, place, size, MSG_WAITALL), (gint) size);

  return frame.header.kind;
}

static void
stranger_await_kind (Stranger *self, guint kind)
{
  while (stranger_read_kind (self) != kind)
    ;
}

/* It is asked, again and again, and answers; it is answered, too. */
static void
a_peer_that_is_idle_is_kept (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;
  Stranger         stranger;

  options.heartbeat_ms = 100;
  stranger_init_with (&stranger, &options);
  stranger_shake_hands (&stranger, 0);
  for (guint i = 0; i < 3; i++)
    {
      stranger_await_kind (&stranger, ODEON_FRAME_PING);
      stranger_send_body (&stranger, (OdeonFrameHeader) { .kind = ODEON_FRAME_PONG }, "", 0);
    }
  stranger_send_body (&stranger, (OdeonFrameHeader) { .kind = ODEON_FRAME_PING }, "", 0);
  stranger_await_kind (&stranger, ODEON_FRAME_PONG);

  shutdown (stranger.fd, SHUT_WR);
  stranger_is_left (&stranger, "has closed");
}

/* Whatever part of a conversation comes before the end. */
static void
an_end_at_any_byte_harms_nobody (void **state G_GNUC_UNUSED)
{
  for (gsize size = 1; size < 400; size += scaled (7))
    {
      Stranger               stranger;
      gchar                  bytes[4096];
      gssize                 n;

      stranger_init (&stranger);
      /* What it would say is what it is told: that is written at once. */
      n = recv (stranger.fd, bytes, MIN (size, sizeof bytes), 0);
      assert_true (n > 0);
      stranger_write (&stranger, bytes, (gsize) n);
      shutdown (stranger.fd, SHUT_WR);
      stranger_is_left (&stranger, "");
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (noise_is_left),
    cmocka_unit_test (a_frame_of_huge_length_is_left),
    cmocka_unit_test (another_program_is_left),
    cmocka_unit_test (a_version_that_is_not_spoken_is_named),
    cmocka_unit_test (a_call_before_the_handshake_is_left),
    cmocka_unit_test (a_second_greeting_is_left),
    cmocka_unit_test (half_a_frame_and_then_nothing_is_an_end),
    cmocka_unit_test (a_handshake_without_end_is_left),
    cmocka_unit_test (who_reads_no_replies_is_left),
    cmocka_unit_test (an_actor_that_was_not_given_is_not_called),
    cmocka_unit_test (arguments_that_are_none_are_left),
    cmocka_unit_test (the_same_call_twice_is_left),
    cmocka_unit_test (an_answer_to_no_call_is_left),
    cmocka_unit_test (what_is_released_too_often_is_left),
    cmocka_unit_test (more_than_the_window_is_left),
    cmocka_unit_test (another_version_of_an_interface_fails_the_call_that_needs_it),
    cmocka_unit_test (another_version_of_an_interface_is_refused_if_that_is_wanted),
    cmocka_unit_test (a_peer_that_says_nothing_any_more_is_given_up),
    cmocka_unit_test (what_was_never_written_was_not_delivered),
    cmocka_unit_test (what_the_peer_says_it_did_not_handle_was_not_delivered),
    cmocka_unit_test (a_call_whose_deadline_has_passed_is_withdrawn),
    cmocka_unit_test (a_peer_that_is_idle_is_kept),
    cmocka_unit_test (an_end_at_any_byte_harms_nobody),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
