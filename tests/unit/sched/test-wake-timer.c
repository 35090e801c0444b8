/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-wake-timer-private.h"

#include <poll.h>

static gboolean
goes_off (OdeonWakeTimer *self, gint timeout_ms)
{
  struct pollfd pollfd = { .fd = self->fd, .events = POLLIN };

  return poll (&pollfd, 1, timeout_ms) == 1;
}

static void
it_goes_off_when_something_is_due (void **state G_GNUC_UNUSED)
{
  OdeonWakeTimer self;
  gint64         now = g_get_monotonic_time ();

  _odeon_wake_timer_init (&self);
  assert_true (_odeon_wake_timer_cover (&self, now, now + 5000));
  assert_true (goes_off (&self, 10000));
  assert_true (g_get_monotonic_time () >= now + 5000);
  _odeon_wake_timer_clear (&self);
}

static void
what_is_due_later_leaves_it_as_it_is (void **state G_GNUC_UNUSED)
{
  OdeonWakeTimer self;
  gint64         now = g_get_monotonic_time ();

  _odeon_wake_timer_init (&self);
  assert_true (_odeon_wake_timer_cover (&self, now, now + 5000));
  assert_true (_odeon_wake_timer_cover (&self, now + 1, now + 1000 * G_USEC_PER_SEC));
  assert_int_equal (self.due, now + 5000);
  assert_true (goes_off (&self, 10000));
  _odeon_wake_timer_clear (&self);
}

static void
what_is_due_earlier_sets_it_anew (void **state G_GNUC_UNUSED)
{
  OdeonWakeTimer self;
  gint64         now = g_get_monotonic_time ();

  _odeon_wake_timer_init (&self);
  assert_true (_odeon_wake_timer_cover (&self, now, now + 1000 * G_USEC_PER_SEC));
  assert_true (_odeon_wake_timer_cover (&self, now + 1, now + 5000));
  assert_true (goes_off (&self, 10000));
  _odeon_wake_timer_clear (&self);
}

static void
once_it_has_gone_off_it_is_set_anew (void **state G_GNUC_UNUSED)
{
  OdeonWakeTimer self;
  gint64         now = g_get_monotonic_time ();

  _odeon_wake_timer_init (&self);
  assert_true (_odeon_wake_timer_cover (&self, now, now + 1000));
  assert_true (goes_off (&self, 10000));
  now = g_get_monotonic_time ();
  assert_true (_odeon_wake_timer_cover (&self, now, now + 1000 * G_USEC_PER_SEC));
  assert_false (goes_off (&self, 0));
  _odeon_wake_timer_clear (&self);
}

static void
without_a_descriptor_nothing_goes_off (void **state G_GNUC_UNUSED)
{
  OdeonWakeTimer self;

  _odeon_wake_timer_init (&self);
  _odeon_wake_timer_clear (&self);
  assert_false (_odeon_wake_timer_cover (&self, 1, 2));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (it_goes_off_when_something_is_due),
    cmocka_unit_test (what_is_due_later_leaves_it_as_it_is),
    cmocka_unit_test (what_is_due_earlier_sets_it_anew),
    cmocka_unit_test (once_it_has_gone_off_it_is_set_anew),
    cmocka_unit_test (without_a_descriptor_nothing_goes_off),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
