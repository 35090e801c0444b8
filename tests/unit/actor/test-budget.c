/* SPDX-License-Identifier: MIT */

/* How often, and how soon. */

#include "stage.h"

#include "odeon-budget-private.h"
#include "odeon-environment-private.h"

#include <math.h>

#define MSEC (G_GINT64_CONSTANT (1000))

static void
a_window_slides (void **state G_GNUC_UNUSED)
{
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  OdeonBudget   budget = { NULL };

  strategy.max_restarts = 2;
  strategy.period_ms = 100;
  assert_true (_odeon_budget_permits (&budget, &strategy, 0));
  _odeon_budget_charge (&budget, &strategy, 0);
  assert_true (_odeon_budget_permits (&budget, &strategy, 60 * MSEC));
  _odeon_budget_charge (&budget, &strategy, 60 * MSEC);
  assert_false (_odeon_budget_permits (&budget, &strategy, 99 * MSEC));
  assert_true (_odeon_budget_permits (&budget, &strategy, 100 * MSEC));
  _odeon_budget_charge (&budget, &strategy, 100 * MSEC);
  /* Not two per fixed window: those at 60 and 100 count still. */
  assert_false (_odeon_budget_permits (&budget, &strategy, 159 * MSEC));
  assert_true (_odeon_budget_permits (&budget, &strategy, 160 * MSEC));
  _odeon_budget_clear (&budget);
}

static void
without_a_period_it_is_for_life (void **state G_GNUC_UNUSED)
{
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  OdeonBudget   budget = { NULL };

  strategy.max_restarts = 1;
  strategy.period_ms = 0;
  _odeon_budget_charge (&budget, &strategy, 0);
  assert_false (_odeon_budget_permits (&budget, &strategy, G_MAXINT64));
  _odeon_budget_clear (&budget);
}

static void
none_is_none_and_no_limit_is_none (void **state G_GNUC_UNUSED)
{
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  OdeonBudget   budget = { NULL };

  strategy.max_restarts = 0;
  assert_false (_odeon_budget_permits (&budget, &strategy, 0));
  strategy.max_restarts = G_MAXUINT;
  for (gint i = 0; i < 1000; i++)
    _odeon_budget_charge (&budget, &strategy, 0);
  assert_true (_odeon_budget_permits (&budget, &strategy, 0));
  assert_null (budget.times);
}

static void
delays_double_up_to_the_longest_and_begin_anew_after_quiet (void **state G_GNUC_UNUSED)
{
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  OdeonBudget   budget = { NULL };
  gint64        now = 0;
  gint64        delay = 0;
  const gint64  expected[] = { 10, 20, 40, 50, 50 };

  strategy.min_delay_ms = 10;
  strategy.max_delay_ms = 50;
  strategy.quiet_ms = 5;
  /* The delay itself is no quiet: it fails again 1 ms after it came up. */
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      delay = _odeon_budget_next_delay (&budget, &strategy, now);
      assert_int_equal (delay, expected[i] * MSEC);
      now += delay + MSEC;
    }
  now += 5 * MSEC;
  assert_int_equal (_odeon_budget_next_delay (&budget, &strategy, now), 10 * MSEC);
}

static void
a_longest_below_the_first_counts_as_that (void **state G_GNUC_UNUSED)
{
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  OdeonBudget   budget = { NULL };

  strategy.min_delay_ms = 10;
  for (gint i = 0; i < 100; i++)
    assert_int_equal (_odeon_budget_next_delay (&budget, &strategy, i), 10 * MSEC);
}

static void
draw_lowest (gpointer bytes, gsize size)
{
  memset (bytes, 0, size);
}

static void
draw_highest (gpointer bytes, gsize size)
{
  memset (bytes, 0xff, size);
}

static void
jitter_is_drawn_from_the_environment (void **state G_GNUC_UNUSED)
{
  const OdeonEnvironment *before = _odeon_environment;
  OdeonEnvironment        environment = *before;
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  const gdouble           jitters[] = { 0.25, 7.0, -1.0, NAN };
  const gint64            lowest[] = { 75, 0, 100, 100 };
  const gint64            highest[] = { 125, 200, 100, 100 };

  strategy.min_delay_ms = 100;
  _odeon_environment = &environment;
  for (guint i = 0; i < G_N_ELEMENTS (jitters); i++)
    {
      OdeonBudget budget = { NULL };

      strategy.jitter = jitters[i];
      environment.random = draw_lowest;
      assert_int_equal (_odeon_budget_next_delay (&budget, &strategy, 0), lowest[i] * MSEC);
      environment.random = draw_highest;
      assert_int_equal (_odeon_budget_next_delay (&budget, &strategy, 0), highest[i] * MSEC);
    }
  _odeon_environment = before;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_window_slides),
    cmocka_unit_test (without_a_period_it_is_for_life),
    cmocka_unit_test (none_is_none_and_no_limit_is_none),
    cmocka_unit_test (delays_double_up_to_the_longest_and_begin_anew_after_quiet),
    cmocka_unit_test (a_longest_below_the_first_counts_as_that),
    cmocka_unit_test (jitter_is_drawn_from_the_environment),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
