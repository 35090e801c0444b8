/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-mail-queue-private.h"

static OdeonMessage *
push (OdeonMailQueue *mailbox, OdeonMessage *message)
{
  if (_odeon_queue_push (&mailbox->queue, &message->node) == ODEON_PUSH_FIRST)
    mailbox->told = TRUE;

  return message;
}

static void
the_owner_sees_what_it_was_told_of (void **state G_GNUC_UNUSED)
{
  OdeonMailQueue mailbox;
  OdeonMessage messages[3];

  _odeon_mail_queue_init (&mailbox);
  assert_null (_odeon_mail_queue_pop (&mailbox));
  assert_false (_odeon_mail_queue_has_more (&mailbox));

  push (&mailbox, &messages[0]);
  push (&mailbox, &messages[1]);
  assert_true (_odeon_mail_queue_has_more (&mailbox));
  assert_ptr_equal (_odeon_mail_queue_pop (&mailbox), &messages[0]);
  push (&mailbox, &messages[2]);
  assert_ptr_equal (_odeon_mail_queue_pop (&mailbox), &messages[1]);
  assert_ptr_equal (_odeon_mail_queue_pop (&mailbox), &messages[2]);
  assert_null (_odeon_mail_queue_pop (&mailbox));
  assert_false (_odeon_mail_queue_has_more (&mailbox));
}

static void
it_looks_at_nothing_that_it_was_not_told_of (void **state G_GNUC_UNUSED)
{
  OdeonMailQueue mailbox;
  OdeonMessage message;

  _odeon_mail_queue_init (&mailbox);
  assert_int_equal (_odeon_queue_push (&mailbox.queue, &message.node), ODEON_PUSH_FIRST);
  assert_null (_odeon_mail_queue_pop (&mailbox));
  assert_false (_odeon_mail_queue_close (&mailbox));
  mailbox.told = TRUE;
  assert_false (_odeon_mail_queue_close (&mailbox));
  assert_ptr_equal (_odeon_mail_queue_pop (&mailbox), &message);
  assert_true (_odeon_mail_queue_close (&mailbox));
}

static void
the_lane_is_closed_while_others_mail_waits (void **state G_GNUC_UNUSED)
{
  OdeonMailQueue mailbox;
  OdeonMessage messages[5];

  _odeon_mail_queue_init (&mailbox);
  assert_true (_odeon_mail_queue_put (&mailbox, &messages[0]));
  /* Whoever pushes is not heard of yet: what its neighbour sends next must not overtake. */
  assert_int_equal (_odeon_queue_push (&mailbox.queue, &messages[1].node), ODEON_PUSH_FIRST);
  assert_false (_odeon_mail_queue_put (&mailbox, &messages[2]));
  push (&mailbox, &messages[2]);

  mailbox.told = TRUE;
  _odeon_mail_queue_collect (&mailbox);
  assert_true (_odeon_mail_queue_put (&mailbox, &messages[3]));
  push (&mailbox, &messages[4]);
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    assert_ptr_equal (_odeon_mail_queue_pop (&mailbox), &messages[i]);
  assert_null (_odeon_mail_queue_pop (&mailbox));
  assert_true (_odeon_mail_queue_close (&mailbox));
}

static void
nothing_takes_the_lane_of_a_closed_mailbox (void **state G_GNUC_UNUSED)
{
  OdeonMailQueue mailbox;
  OdeonMessage message;

  _odeon_mail_queue_init (&mailbox);
  assert_true (_odeon_mail_queue_put (&mailbox, &message));
  assert_false (_odeon_mail_queue_close (&mailbox));
  assert_ptr_equal (_odeon_mail_queue_pop (&mailbox), &message);
  assert_true (_odeon_mail_queue_close (&mailbox));
  assert_false (_odeon_mail_queue_put (&mailbox, &message));
}

typedef struct
{
  OdeonMessage message; /* first */
  GString     *refused;
  gchar        name;
} Letter;

static void
refuse (OdeonMessage *message, const GError *why)
{
  Letter *self = (Letter *) message;

  assert_true (g_error_matches (why, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
  g_string_append_c (self->refused, self->name);
}

static void
a_sender_refuses_what_it_finds_in_a_closed_mailbox (void **state G_GNUC_UNUSED)
{
  static const OdeonMessageClass klass = { .refuse = refuse };
  g_autoptr (GString)            refused = g_string_new (NULL);
  g_autoptr (GError)             why = g_error_new_literal (ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD,
                                                            "gone");
  OdeonMailQueue                   mailbox;
  Letter                         letters[2] = { { { .klass = &klass }, refused, 'a' },
                                                { { .klass = &klass }, refused, 'b' } };

  _odeon_mail_queue_init (&mailbox);
  assert_true (_odeon_mail_queue_close (&mailbox));
  for (gint round = 0; round < 2; round++)
    {
      assert_int_equal (_odeon_queue_push (&mailbox.queue, &letters[0].message.node),
                        ODEON_PUSH_CLOSED);
      assert_int_equal (_odeon_queue_push (&mailbox.queue, &letters[1].message.node),
                        ODEON_PUSH_BEHIND);
      _odeon_queue_refuse_all (&mailbox.queue, why);
    }
  assert_string_equal (refused->str, "abab");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_owner_sees_what_it_was_told_of),
    cmocka_unit_test (it_looks_at_nothing_that_it_was_not_told_of),
    cmocka_unit_test (the_lane_is_closed_while_others_mail_waits),
    cmocka_unit_test (nothing_takes_the_lane_of_a_closed_mailbox),
    cmocka_unit_test (a_sender_refuses_what_it_finds_in_a_closed_mailbox),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
