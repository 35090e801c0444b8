/* SPDX-License-Identifier: MIT */

/* A9, in memory: each actor's mailbox has a bound and a policy of its own, or its class's; what
 * overflows is seen by whoever watches. A producer ten times faster than its consumer never makes
 * memory grow. */

#include "dial.h"

#include <stdio.h>
#include <unistd.h>

#define BOUND 100

static ParityDial *
spawn_bounded (OdeonSystem *system, OdeonOverflow overflow, Journal *journal)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  GError           *error = NULL;
  ParityDial       *self;

  options.mailbox_bound = BOUND;
  options.overflow = overflow;
  self = parity_dial_spawn (ODEON_SPAWNER (system), dial_get_type (), &options, &error, "tag", "",
                            "journal", journal, NULL);
  assert_no_error (error);

  return self;
}

static void
count_letter (const OdeonDeadLetter *letter, gpointer data)
{
  assert_int_equal (odeon_dead_letter_get_reason (letter)->code, ODEON_ERROR_MAILBOX_FULL);
  g_atomic_int_inc ((gint *) data);
}

/* Of 1,000 sent at a stretch: how many are handled, seen to be lost, and thought to arrive. */
static void
assert_outcome (OdeonOverflow policy, gint handled, gint lost, gint sent)
{
  g_auto (Journal)        journal;
  gint                    n_lost = 0;
  gint                    n_sent = 0;
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (ParityDial)  dial = spawn_bounded (system, policy, &journal);
  g_autoptr (GString)     expected = g_string_new ("started");

  journal_init (&journal);
  odeon_system_watch_dead_letters (system, count_letter, &n_lost, NULL);
  for (gint i = 0; i < 1000; i++)
    n_sent += parity_dial_note (dial, "a");
  odeon_system_tick (system, -1);

  for (gint i = 0; i < handled; i++)
    g_string_append (expected, " a");
  assert_journal (&journal, expected->str);
  assert_int_equal (n_lost, lost);
  assert_int_equal (n_sent, sent);
}

static void
a9_each_actor_has_its_bound_and_policy (void **state G_GNUC_UNUSED)
{
  assert_outcome (ODEON_OVERFLOW_REFUSE, BOUND, 1000 - BOUND, BOUND);
  assert_outcome (ODEON_OVERFLOW_DROP_NEWEST, BOUND, 1000 - BOUND, 1000);
  assert_outcome (ODEON_OVERFLOW_DROP_OLDEST, BOUND, 1000 - BOUND, 1000);
  assert_outcome (ODEON_OVERFLOW_PARK, 1000, 0, 1000);
}

/* --- what was waited for too long --- */

typedef Player      Sphinx;
typedef PlayerClass SphinxClass;

GType sphinx_get_type (void);

G_DEFINE_TYPE_WITH_CODE (Sphinx, sphinx, player_get_type (),
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_ORACLE_IMPL, NULL))

static void
sphinx_class_init (SphinxClass *klass G_GNUC_UNUSED)
{
}

static void
sphinx_init (Sphinx *self G_GNUC_UNUSED)
{
}

static void
keep_code (const OdeonDeadLetter *letter, gpointer data)
{
  *(gint *) data = odeon_dead_letter_get_reason (letter)->code;
}

/* A call that its sender has withdrawn is none. */
static void
a9_what_has_expired_is_a_dead_letter (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)  system = new_system (0);
  GError                  *error = NULL;
  g_autoptr (ParityOracle) oracle = parity_oracle_spawn (ODEON_SPAWNER (system), sphinx_get_type (),
                                                         NULL, &error, NULL);
  OdeonFuture             *withdrawn;
  gint                     code = -1;

  assert_no_error (error);
  odeon_system_watch_dead_letters (system, keep_code, &code, NULL);
  assert_true (await_boolean (odeon_ref_suspend (oracle)));
  withdrawn = parity_oracle_ask (oracle, 1);
  odeon_future_cancel (withdrawn);
  odeon_future_unref (withdrawn);
  assert_true (await_boolean (odeon_ref_resume (oracle)));
  odeon_system_tick (system, -1);
  assert_int_equal (code, -1);

  assert_true (await_boolean (odeon_ref_suspend (oracle)));
  await_error (parity_oracle_think (oracle, 1), ODEON_ERROR_TIMED_OUT);
  assert_true (await_boolean (odeon_ref_resume (oracle)));
  odeon_system_tick (system, -1);
  assert_int_equal (code, ODEON_ERROR_TIMED_OUT);
}

/* --- a producer ten times faster --- */

static gsize
resident (void)
{
  g_autofree gchar *text = NULL;
  gulong            size;
  gulong            pages = 0;

  assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  assert_int_equal (sscanf (text, "%lu %lu", &size, &pages), 2);

  return pages * (gsize) sysconf (_SC_PAGESIZE);
}

/* A message costs its consumer what ten cost their sender, about. */
typedef struct
{
  gint n_alive; /* messages that were made and are not gone */
  gint n_most;
} Flow;

static void
consume (OdeonActor *actor G_GNUC_UNUSED, gpointer flow G_GNUC_UNUSED)
{
  gint64 until = g_get_monotonic_time () + 10;

  while (g_get_monotonic_time () < until)
    ;
}

static void
is_gone (gpointer flow)
{
  g_atomic_int_dec_and_test (&((Flow *) flow)->n_alive);
}

static void
produce (ParityDial *dial, gint n, Flow *flow)
{
  for (gint i = 0; i < n; i++)
    {
      gint before = g_atomic_int_add (&flow->n_alive, 1);

      flow->n_most = MAX (flow->n_most, before + 1);
      odeon_future_unref (odeon_actor_invoke (dial, consume, flow, is_gone));
    }
}

/* The sanitizers keep what was freed. */
static gboolean
memory_is_reused (void)
{
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
  return FALSE;
#elif defined (__has_feature)
  return !__has_feature (address_sanitizer) && !__has_feature (thread_sanitizer);
#else
  return TRUE;
#endif
}

static void
assert_flow_is_bounded (OdeonOverflow policy, gint most)
{
  Flow                    flow = { 0, 0 };
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_bounded (system, policy, NULL);
  gint                    n = scaled (50000);
  gsize                   before;
  gsize                   after;

  produce (dial, n / 10, &flow);
  before = resident ();
  produce (dial, n, &flow);
  after = resident ();

  assert_true (flow.n_most <= most);
  /* 50,000 of them are more than 10 MB. */
  if (memory_is_reused ())
    assert_true (after < before + 2 * 1024 * 1024);
  await_ok (odeon_ref_kill (dial));
  assert_int_equal (g_atomic_int_get (&flow.n_alive), 0);
}

/* Besides those that wait one is being handled, one is being sent, and one is about to be gone. */
static void
a9_a_fast_producer_does_not_make_memory_grow (void **state G_GNUC_UNUSED)
{
  gint counts[2] = { 0, 0 };

  count_log (counts);
  assert_flow_is_bounded (ODEON_OVERFLOW_REFUSE, BOUND + 3);
  assert_flow_is_bounded (ODEON_OVERFLOW_DROP_NEWEST, BOUND + 3);
  assert_flow_is_bounded (ODEON_OVERFLOW_DROP_OLDEST, BOUND + 3);
  assert_flow_is_bounded (ODEON_OVERFLOW_PARK, BOUND + 3);
  restore_log ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a9_each_actor_has_its_bound_and_policy),
    cmocka_unit_test (a9_what_has_expired_is_a_dead_letter),
    cmocka_unit_test (a9_a_fast_producer_does_not_make_memory_grow),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
