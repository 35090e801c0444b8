/* SPDX-License-Identifier: MIT */

/* How an actor is tested that calls others: the branch, with cmocka, and with doubles in place of
 * the accounts. Nothing of account.c runs here. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "branch.h"

typedef struct
{
  OdeonSystem *system;
  BankBranch  *branch;
  OdeonDouble *source;
  OdeonDouble *target;
} Fixture;

static OdeonDouble *
new_account (Fixture *self)
{
  OdeonDouble *account;

  account = odeon_double_new (odeon_interface_find ("Bank::Account"), self->system, NULL);
  assert_non_null (account);

  return account;
}

static int
set_up (void **state)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->system = odeon_system_new (1, NULL);
  self->branch = bank_branch_spawn (ODEON_SPAWNER (self->system), TYPE_BRANCH, NULL, NULL, NULL);
  self->source = new_account (self);
  self->target = new_account (self);
  *state = self;

  return 0;
}

static int
tear_down (void **state)
{
  Fixture *self = *state;

  odeon_double_free (self->source);
  odeon_double_free (self->target);
  bank_branch_unref (self->branch);
  g_object_unref (self->system);
  g_free (self);

  return 0;
}

static OdeonFuture *
transfer (Fixture *self, gint64 amount)
{
  return bank_branch_transfer (self->branch, odeon_double_get_ref (self->source),
                               odeon_double_get_ref (self->target), amount);
}

static void
a_transfer_takes_here_and_puts_there (void **state)
{
  Fixture *self = *state;
  GError  *error = NULL;

  odeon_double_expect (self->source, "withdraw", "(i)", 100);
  odeon_double_will_return (self->source, "(i)", 900);
  odeon_double_expect (self->target, "deposit", "(i)", 100);
  odeon_double_will_return (self->target, "(i)", 100);

  assert_true (bank_branch_transfer_await (transfer (self, 100), &error));

  odeon_double_assert (self->source);
  odeon_double_assert (self->target);
}

static void
what_is_not_there_is_not_put_anywhere (void **state)
{
  Fixture *self = *state;
  GError  *error = NULL;

  odeon_double_expect (self->source, "withdraw", "(i)", 100);
  odeon_double_will_fail (self->source, bank_insufficient_funds_new_error (7, 100));

  assert_false (bank_branch_transfer_await (transfer (self, 100), &error));
  assert_int_equal (bank_insufficient_funds_get_detail (error)->balance, 7);
  g_clear_error (&error);

  odeon_double_assert (self->source);
  odeon_double_assert (self->target);
}

static void
what_cannot_be_put_there_goes_back (void **state)
{
  Fixture *self = *state;
  GError  *error = NULL;

  odeon_double_expect (self->source, "withdraw", NULL);
  odeon_double_will_return (self->source, "(i)", 900);
  odeon_double_expect (self->target, "deposit", NULL);
  odeon_double_will_fail (self->target, bank_invalid_amount_new_error (100));
  odeon_double_expect (self->source, "deposit", "(i)", 100);
  odeon_double_will_return (self->source, "(i)", 1000);

  assert_false (bank_branch_transfer_await (transfer (self, 100), &error));
  g_clear_error (&error);

  odeon_double_assert (self->source);
  odeon_double_assert (self->target);
}

static void
nothing_is_put_before_it_has_been_taken (void **state)
{
  Fixture                *self = *state;
  g_autoptr (OdeonFuture) future = NULL;
  GError                 *error = NULL;

  odeon_double_expect (self->source, "withdraw", NULL);
  odeon_double_will_never_answer (self->source);

  future = transfer (self, 100);

  assert_true (odeon_double_wait (self->source, 10000, &error));
  odeon_double_assert (self->target);
  assert_false (odeon_future_is_done (future));
  odeon_future_cancel (future);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (a_transfer_takes_here_and_puts_there, set_up, tear_down),
    cmocka_unit_test_setup_teardown (what_is_not_there_is_not_put_anywhere, set_up, tear_down),
    cmocka_unit_test_setup_teardown (what_cannot_be_put_there_goes_back, set_up, tear_down),
    cmocka_unit_test_setup_teardown (nothing_is_put_before_it_has_been_taken, set_up, tear_down),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
