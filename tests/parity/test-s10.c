/* SPDX-License-Identifier: MIT */

/* S10: queued events of a type are dropped, the first or all; the queue has a length. */

#include "listener.h"

typedef struct
{
  OdeonSystem *system;
  OdeonRef    *actor;
  Journal      journal;
  Listener     listener;
} Stage;

static void
stage_init (Stage *self)
{
  self->system = new_system (0);
  self->actor = spawn_player (self->system, "", NULL);
  journal_init (&self->journal);
  self->listener = (Listener) { &self->journal, "a", 0, FALSE, 0, 0 };
  listen_in (self->actor, &self->listener);
}

static void
stage_clear (Stage *self)
{
  odeon_ref_unref (self->actor);
  g_object_unref (self->system);
  journal_clear (&self->journal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stage, stage_clear)

static void
what_is_queued_is_counted (void **state G_GNUC_UNUSED)
{
  g_auto (Stage) stage;

  stage_init (&stage);
  assert_int_equal (odeon_topic_get_n_queued (NULL, stage.system), 0);
  for (gint i = 0; i < 3; i++)
    notice (stage.system, i);
  /* Nobody listens to this one. */
  parity_frame_publish (stage.system, &(ParityFrame) { 1 });
  assert_int_equal (odeon_topic_get_n_queued (NULL, stage.system), 3);
  assert_int_equal (odeon_topic_get_n_queued (&parity_noticed_topic, stage.system), 3);
  assert_int_equal (odeon_topic_get_n_queued (&parity_frame_topic, stage.system), 0);
  odeon_system_tick (stage.system, -1);
  assert_int_equal (odeon_topic_get_n_queued (NULL, stage.system), 0);
}

static void
the_first_is_dropped_or_all (void **state G_GNUC_UNUSED)
{
  g_auto (Stage) stage;

  stage_init (&stage);
  assert_int_equal (odeon_topic_abort (&parity_noticed_topic, stage.system, FALSE), 0);
  for (gint i = 0; i < 4; i++)
    notice (stage.system, i);
  assert_int_equal (odeon_topic_abort (&parity_noticed_topic, stage.system, FALSE), 1);
  assert_int_equal (odeon_topic_get_n_queued (NULL, stage.system), 3);
  odeon_system_tick (stage.system, -1);
  assert_journal (&stage.journal, "a.1 a.2 a.3");

  for (gint i = 0; i < 4; i++)
    notice (stage.system, i);
  assert_int_equal (odeon_topic_abort (&parity_frame_topic, stage.system, TRUE), 0);
  assert_int_equal (odeon_topic_abort (&parity_noticed_topic, stage.system, TRUE), 4);
  notice (stage.system, 9);
  odeon_system_tick (stage.system, -1);
  assert_journal (&stage.journal, "a.9");
}

static void
an_event_that_was_dropped_is_over_for_whoever_awaits_it (void **state G_GNUC_UNUSED)
{
  g_auto (Stage) stage;
  OdeonFuture   *through;

  stage_init (&stage);
  through = parity_noticed_trigger (stage.system, &(ParityNoticed) { .number = 1 });
  assert_int_equal (odeon_topic_abort (&parity_noticed_topic, stage.system, TRUE), 1);
  assert_int_equal (await_int64 (through), 0);
  assert_journal (&stage.journal, "");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_queued_is_counted),
    cmocka_unit_test (the_first_is_dropped_or_all),
    cmocka_unit_test (an_event_that_was_dropped_is_over_for_whoever_awaits_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
