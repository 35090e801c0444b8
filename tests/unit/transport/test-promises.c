/* SPDX-License-Identifier: MIT */

/* A peer that promises, and takes promises for, what it should not. */

#include "stranger.h"

static guint16
operation (const gchar *name)
{
  guint16 i = 0;

  while (!g_str_equal (post_office_interface_info.methods[i].name, name))
    i++;

  return i;
}

static void
meet (Stranger *self, guint32 max_calls)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;

  options.session.max_calls = max_calls;
  stranger_init_with (self, &options);
  stranger_shake_hands (self, post_office_interface_info.fingerprint);
}

static void
call (Stranger *self, guint32 id, const gchar *name)
{
  stranger_send_body (self, (OdeonFrameHeader) { .kind = ODEON_FRAME_CALL, .call = id,
                                                 .interface = 1, .operation = operation (name) },
                      "\0", 1);
}

static void
promise (Stranger *self, guint32 id, guint32 target)
{
  OdeonPromiseNotice notice = { (gchar *) "" };

  stranger_send (self, (OdeonFrameHeader) { .kind = ODEON_FRAME_PROMISE, .call = id,
                                            .target = target, .interface = 1 },
                 &_odeon_notice_promise, &notice);
}

/* `keep`, of the office or of a promise, with a promise. */
static void
keep (Stranger *self, guint32 id, guint8 flags, guint32 target, guint32 other)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_CALL, .flags = flags, .n_refs = 1, .body = 4,
                              .call = id, .target = target, .interface = 1,
                              .operation = operation ("keep") };
  guint8           frame[ODEON_FRAME_HEADER + 8 + ODEON_FRAME_ENTRY] = { 0 };

  _odeon_frame_store_header (frame, &header);
  _odeon_frame_store_entry (frame + ODEON_FRAME_HEADER + 8,
                            (OdeonFrameEntry) { ODEON_ENTRY_PROMISED, other });
  stranger_write (self, frame, sizeof frame);
}

static void
finish (Stranger *self, guint32 id)
{
  stranger_send_body (self, (OdeonFrameHeader) { .kind = ODEON_FRAME_FINISH, .call = id }, "", 0);
}

static void
what_no_call_will_return_is_a_broken_promise (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  promise (&self, 7, 0);
  keep (&self, 0, ODEON_FRAME_PROMISED, 0, 0);
  stranger_await_words (&self, "has been answered without it");
  stranger_is_kept (&self);
}

/* It can only be named before it is asked for, and so stands for nothing. */
static void
a_promise_that_is_to_be_kept_with_itself_is_broken (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  promise (&self, 0, 0);
  promise (&self, 1, 1);
  keep (&self, 0, 0, 0, 1);
  keep (&self, 1, 0, 0, 0);
  keep (&self, 2, ODEON_FRAME_PROMISED, 0, 1);
  stranger_await_words (&self, "has been answered without it");
  stranger_is_kept (&self);
}

/* Each is what the one before it returns, and none is ever known. */
static void
a_chain_of_promises_ends_with_the_peer (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 64);
  call (&self, 0, "hang");
  promise (&self, 0, 0);
  for (guint32 i = 1; i < 60; i++)
    {
      keep (&self, i, ODEON_FRAME_PROMISED, i - 1, i - 1);
      promise (&self, i, i);
    }
  stranger_is_kept (&self);
}

static void
the_same_promise_twice_is_left (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  call (&self, 0, "hang");
  promise (&self, 0, 3);
  promise (&self, 0, 3);
  stranger_is_left (&self, "promise 3 was made before");
}

static void
promises_beyond_the_limit_are_broken (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  call (&self, 0, "hang");
  for (guint32 i = 0; i <= 16; i++)
    promise (&self, 0, i);
  keep (&self, 1, ODEON_FRAME_PROMISED, 16, 0);
  stranger_await_words (&self, "16 promises already");
  stranger_is_kept (&self);
}

static void
what_was_not_promised_is_not_called (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  stranger_send_body (&self, (OdeonFrameHeader) { .kind = ODEON_FRAME_TELL, .target = 4,
                                                  .flags = ODEON_FRAME_PROMISED, .interface = 1 },
                      "\0", 1);
  stranger_is_left (&self, "no promise 4");
}

static void
what_was_not_promised_is_not_sent (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  keep (&self, 0, 0, 0, 4);
  stranger_is_left (&self, "4");
}

static void
what_was_not_promised_is_not_released (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  stranger_send_body (&self, (OdeonFrameHeader) { .kind = ODEON_FRAME_RELEASE, .call = 1,
                                                  .flags = ODEON_FRAME_PROMISED }, "", 0);
  stranger_is_left (&self, "no promise 0");
}

static void
a_promise_of_no_interface_is_left (void **state G_GNUC_UNUSED)
{
  OdeonPromiseNotice notice = { (gchar *) "" };
  Stranger           self;

  meet (&self, 16);
  stranger_send (&self, (OdeonFrameHeader) { .kind = ODEON_FRAME_PROMISE, .interface = 99 },
                 &_odeon_notice_promise, &notice);
  stranger_is_left (&self, "no interface 99");
}

static void
half_a_promise_is_left (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  stranger_send_body (&self, (OdeonFrameHeader) { .kind = ODEON_FRAME_PROMISE }, "path", 4);
  stranger_is_left (&self, "PROMISE");
}

static void
a_call_that_is_under_way_is_not_finished (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  call (&self, 0, "hang");
  finish (&self, 0);
  stranger_is_left (&self, "call 0 is not to be finished");
}

static void
a_call_is_finished_once (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  call (&self, 0, "open");
  stranger_await_words (&self, "urn:");
  finish (&self, 0);
  finish (&self, 0);
  stranger_is_left (&self, "call 0 is not to be finished");
}

static void
a_call_that_was_never_made_is_not_finished (void **state G_GNUC_UNUSED)
{
  Stranger self;

  meet (&self, 16);
  finish (&self, 4000000000u);
  stranger_is_left (&self, "is not to be finished");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_no_call_will_return_is_a_broken_promise),
    cmocka_unit_test (a_promise_that_is_to_be_kept_with_itself_is_broken),
    cmocka_unit_test (a_chain_of_promises_ends_with_the_peer),
    cmocka_unit_test (the_same_promise_twice_is_left),
    cmocka_unit_test (promises_beyond_the_limit_are_broken),
    cmocka_unit_test (what_was_not_promised_is_not_called),
    cmocka_unit_test (what_was_not_promised_is_not_sent),
    cmocka_unit_test (what_was_not_promised_is_not_released),
    cmocka_unit_test (a_promise_of_no_interface_is_left),
    cmocka_unit_test (half_a_promise_is_left),
    cmocka_unit_test (a_call_that_is_under_way_is_not_finished),
    cmocka_unit_test (a_call_is_finished_once),
    cmocka_unit_test (a_call_that_was_never_made_is_not_finished),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
