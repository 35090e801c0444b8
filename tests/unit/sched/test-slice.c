/* SPDX-License-Identifier: MIT */

/* A slice in virtual time: how often it looks at the clock, and when it is over. */

#include "stage.h"

#include "odeon-environment-private.h"
#include "odeon-slice-private.h"

static gint64 clock_usec;
static guint  n_looks;
static guint  n_done = G_MAXUINT - 100;

static gint64
read_clock (void)
{
  n_looks++;

  return clock_usec;
}

static const OdeonEnvironment environment = { .now = read_clock };

/* As a worker does it, with messages of @usec each; returns how many it handled. */
static guint
run (OdeonSlice *self, gint64 usec)
{
  guint before = n_done;

  n_looks = 0;
  for (;;)
    {
      for (guint i = 0; i < self->quantum; i++)
        {
          clock_usec += usec;
          n_done++;
        }
      if (_odeon_slice_is_over (self, n_done))
        return n_done - before;
    }
}

static void
short_messages_cost_few_looks (void **state G_GNUC_UNUSED)
{
  OdeonSlice self = { 0 };

  _odeon_slice_init (&self);
  _odeon_slice_begin (&self, n_done, _odeon_now (), 500, FALSE);
  assert_in_range (run (&self, 1), 500, 600);
  assert_in_range (n_looks, 3, 8);
}

static void
long_messages_are_counted_singly (void **state G_GNUC_UNUSED)
{
  OdeonSlice self = { 0 };

  _odeon_slice_init (&self);
  _odeon_slice_begin (&self, n_done, _odeon_now (), 500, FALSE);
  run (&self, 1000);
  _odeon_slice_begin (&self, n_done, _odeon_now (), 500, FALSE);
  assert_int_equal (run (&self, 1000), 1);
}

static void
a_short_message_among_long_ones_changes_little (void **state G_GNUC_UNUSED)
{
  OdeonSlice self = { 0 };

  _odeon_slice_init (&self);
  _odeon_slice_begin (&self, n_done, _odeon_now (), 500, FALSE);
  run (&self, 1000);
  _odeon_slice_begin (&self, n_done, _odeon_now (), 500, FALSE);
  n_done++;
  assert_false (_odeon_slice_is_over (&self, n_done));
  assert_in_range (run (&self, 1000), 1, 3);
}

static void
short_messages_after_long_ones_are_at_their_pace_again (void **state G_GNUC_UNUSED)
{
  OdeonSlice self = { 0 };

  _odeon_slice_init (&self);
  _odeon_slice_begin (&self, n_done, _odeon_now (), 500, FALSE);
  run (&self, 1000);
  for (guint i = 0; i < 10; i++)
    {
      _odeon_slice_begin (&self, n_done, _odeon_now (), 500, FALSE);
      run (&self, 1);
    }
  assert_in_range (n_looks, 1, 8);
}

static void
a_fine_slice_looks_after_each (void **state G_GNUC_UNUSED)
{
  OdeonSlice self = { 0 };

  _odeon_slice_init (&self);
  _odeon_slice_begin (&self, n_done, _odeon_now (), 10, TRUE);
  assert_int_equal (run (&self, 1), 10);
}

static void
without_an_end_it_never_looks (void **state G_GNUC_UNUSED)
{
  OdeonSlice self = { 0 };

  _odeon_slice_init (&self);
  _odeon_slice_begin (&self, n_done, _odeon_now (), -1, FALSE);
  n_looks = 0;
  n_done += 100000;
  assert_false (_odeon_slice_is_over (&self, n_done));
  assert_int_equal (n_looks, 0);
}

static void
once_over_it_stays_so (void **state G_GNUC_UNUSED)
{
  OdeonSlice self = { 0 };

  _odeon_slice_init (&self);
  _odeon_slice_begin (&self, n_done, _odeon_now (), 500, FALSE);
  run (&self, 100);
  clock_usec -= 400;
  assert_true (_odeon_slice_is_over (&self, n_done));
}

static int
install (void **state G_GNUC_UNUSED)
{
  _odeon_environment = &environment;
  clock_usec = 1000000;

  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (short_messages_cost_few_looks),
    cmocka_unit_test (long_messages_are_counted_singly),
    cmocka_unit_test (a_short_message_among_long_ones_changes_little),
    cmocka_unit_test (short_messages_after_long_ones_are_at_their_pace_again),
    cmocka_unit_test (a_fine_slice_looks_after_each),
    cmocka_unit_test (without_an_end_it_never_looks),
    cmocka_unit_test (once_over_it_stays_so),
  };

  return cmocka_run_group_tests (tests, install, NULL);
}
