/* SPDX-License-Identifier: MIT */

/* A peer that introduces, or is introduced, as it should not. */

#include "stranger.h"

static void
meet_with (Stranger *self, gboolean introduces)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;

  options.introduces = introduces;
  stranger_init_with (self, &options);
  self->identity = "the-stranger";
  stranger_shake_hands (self, post_office_interface_info.fingerprint);
}

static void
meet (Stranger *self)
{
  meet_with (self, TRUE);
}

static void
say (Stranger *self, OdeonFrameKind kind, guint32 call, guint32 target, const gchar *token)
{
  OdeonIntroductionNotice notice = { (gchar *) token, (gchar *) "somebody" };

  stranger_send (self, (OdeonFrameHeader) { .kind = kind, .call = call, .target = target },
                 &_odeon_notice_introduction, &notice);
}

static void
say_bare (Stranger *self, OdeonFrameKind kind, guint32 call, guint32 target)
{
  stranger_send_body (self, (OdeonFrameHeader) { .kind = kind, .call = call, .target = target },
                      "", 0);
}

/* With a descriptor that is no socket. */
static void
say_with_file (Stranger *self, OdeonFrameKind kind)
{
  union
  {
    gchar          bytes[CMSG_SPACE (sizeof (gint))];
    struct cmsghdr aligned;
  } control = { { 0 } };
  OdeonIntroductionNotice notice = { (gchar *) "", (gchar *) "somebody" };
  OdeonFrameHeader        header = { .kind = kind, .call = 1 };
  guint8                  frame[ODEON_FRAME_HEADER + 64] = { 0 };
  gsize                   size;
  struct iovec            part = { frame, 0 };
  struct msghdr           message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
                                      .msg_controllen = sizeof control };
  struct cmsghdr         *rights = CMSG_FIRSTHDR (&message);
  gint                    fds[2];

  assert_int_equal (pipe (fds), 0);
  assert_true (_odeon_frame_encode (&_odeon_notice_introduction, ODEON_PARAM_IN, &notice,
                                    frame + ODEON_FRAME_HEADER, 64, NULL, &size, NULL));
  header.body = (guint32) size;
  _odeon_frame_store_header (frame, &header);
  part.iov_len = _odeon_frame_get_size (&header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN (sizeof (gint));
  memcpy (CMSG_DATA (rights), fds, sizeof (gint));
  assert_int_equal (sendmsg (self->fd, &message, MSG_NOSIGNAL), (gint) part.iov_len);
  close (fds[0]);
  close (fds[1]);
}

static void
who_takes_no_part_is_not_introduced (void **state G_GNUC_UNUSED)
{
  const OdeonFrameKind kinds[] = {
    ODEON_FRAME_INTRODUCE, ODEON_FRAME_OFFER, ODEON_FRAME_TAKEN, ODEON_FRAME_LINK,
    ODEON_FRAME_INTRODUCED, ODEON_FRAME_CLAIM, ODEON_FRAME_CLAIMED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Stranger self;

      meet_with (&self, FALSE);
      say (&self, kinds[i], 0, 0, "");
      stranger_is_left (&self, "is not for this one");
    }
}

static void
nobody_is_introduced_before_the_handshake (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;
  Stranger         self;

  options.introduces = TRUE;
  stranger_init_with (&self, &options);
  say (&self, ODEON_FRAME_CLAIM, 0, 0, "");
  stranger_is_left (&self, "CLAIM is out of turn");
}

static void
one_asks_for_an_actor_that_there_is (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self);
  say_bare (&self, ODEON_FRAME_INTRODUCE, 1, 9);
  stranger_is_left (&self, "no actor 9");
}

/* One of ours is nobody to be introduced to. */
static void
who_is_here_needs_no_introduction (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self);
  for (guint i = 0; i < 100; i++)
    say_bare (&self, ODEON_FRAME_INTRODUCE, 1, 0);
  stranger_is_kept (&self);
}

static void
an_actor_that_was_not_given_is_not_offered (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self);
  say (&self, ODEON_FRAME_OFFER, 0, 9, "token");
  stranger_is_left (&self, "no actor 9");
}

static void
what_was_not_offered_is_not_taken (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self);
  say_bare (&self, ODEON_FRAME_TAKEN, 3, 1);
  stranger_is_left (&self, "no offer 3");
}

static void
what_was_not_claimed_does_not_come (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self);
  say_bare (&self, ODEON_FRAME_CLAIMED, 3, 0);
  stranger_is_left (&self, "nothing was claimed as 3");
}

static void
a_link_has_an_end (void **state G_GNUC_UNUSED)
{
  const OdeonFrameKind kinds[] = { ODEON_FRAME_LINK, ODEON_FRAME_INTRODUCED };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Stranger self;

      meet (&self);
      say (&self, kinds[i], 1, 0, "");
      stranger_is_left (&self, "a link without its end");
    }
}

static void
a_link_is_a_socket (void **state G_GNUC_UNUSED)
{
  const OdeonFrameKind kinds[] = { ODEON_FRAME_LINK, ODEON_FRAME_INTRODUCED };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Stranger self;

      meet (&self);
      say_with_file (&self, kinds[i]);
      stranger_is_left (&self, "a link that is none");
    }
}

/* The answer to the last is that there was no such token, as to the first. */
static void
a_token_is_good_once (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self);
  say (&self, ODEON_FRAME_CLAIM, 0, 0, "no token");
  say (&self, ODEON_FRAME_OFFER, 0, 0, "0123456789abcdef0123456789abcdef");
  say (&self, ODEON_FRAME_CLAIM, 1, 0, "0123456789abcdef0123456789abcdef");
  say (&self, ODEON_FRAME_CLAIM, 2, 0, "0123456789abcdef0123456789abcdef");
  /* The root was sent in the handshake, and once more for the second claim: not a third time. */
  stranger_send_body (&self, (OdeonFrameHeader) { .kind = ODEON_FRAME_RELEASE, .call = 3 }, "", 0);
  stranger_is_left (&self, "were released");
}

static void
introduced_to_nobody_one_knows_is_nothing (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self);
  for (guint32 i = 0; i < 100; i++)
    say (&self, ODEON_FRAME_INTRODUCED, 0, i, "token");
  stranger_is_kept (&self);
}

static void
half_of_it_is_left (void **state G_GNUC_UNUSED)
{
  const OdeonFrameKind kinds[] = { ODEON_FRAME_OFFER, ODEON_FRAME_INTRODUCED, ODEON_FRAME_CLAIM };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Stranger self;

      meet (&self);
      stranger_send_body (&self, (OdeonFrameHeader) { .kind = kinds[i] }, "half", 4);
      stranger_is_left (&self, "introduction");
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (who_takes_no_part_is_not_introduced),
    cmocka_unit_test (nobody_is_introduced_before_the_handshake),
    cmocka_unit_test (one_asks_for_an_actor_that_there_is),
    cmocka_unit_test (who_is_here_needs_no_introduction),
    cmocka_unit_test (an_actor_that_was_not_given_is_not_offered),
    cmocka_unit_test (what_was_not_offered_is_not_taken),
    cmocka_unit_test (what_was_not_claimed_does_not_come),
    cmocka_unit_test (a_link_has_an_end),
    cmocka_unit_test (a_link_is_a_socket),
    cmocka_unit_test (a_token_is_good_once),
    cmocka_unit_test (introduced_to_nobody_one_knows_is_nothing),
    cmocka_unit_test (half_of_it_is_left),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
