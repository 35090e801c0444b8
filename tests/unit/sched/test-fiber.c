/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-fiber-private.h"

#include <string.h>

static void
never_entered (gpointer data G_GNUC_UNUSED)
{
  g_assert_not_reached ();
}

static void
a_free_stack_is_used_again (void **state G_GNUC_UNUSED)
{
  OdeonFiberPool pool;
  OdeonFiber    *first;
  OdeonFiber    *second;

  _odeon_fiber_pool_init (&pool, never_entered, NULL);
  first = _odeon_fiber_pool_take (&pool, 0, NULL);
  second = _odeon_fiber_pool_take (&pool, 0, NULL);
  assert_ptr_not_equal (first, second);
  assert_true (first->context.size >= ODEON_FIBER_DEFAULT_SIZE);
  _odeon_fiber_pool_give (&pool, first);
  assert_ptr_equal (_odeon_fiber_pool_take (&pool, 0, NULL), first);
  _odeon_fiber_pool_give (&pool, first);
  _odeon_fiber_pool_give (&pool, second);
  _odeon_fiber_pool_clear (&pool);
  assert_int_equal (pool.n_free, 0);
}

static void
a_large_stack_is_made_where_a_small_one_will_not_do (void **state G_GNUC_UNUSED)
{
  const gsize    large = 1024 * 1024 + 1;
  OdeonFiberPool pool;
  OdeonFiber    *small;
  OdeonFiber    *big;

  _odeon_fiber_pool_init (&pool, never_entered, NULL);
  small = _odeon_fiber_pool_take (&pool, 0, NULL);
  _odeon_fiber_pool_give (&pool, small);
  big = _odeon_fiber_pool_take (&pool, large, NULL);
  assert_ptr_not_equal (big, small);
  assert_true (big->context.size >= large);
  memset (big->context.stack, 0x55, big->context.size);
  _odeon_fiber_pool_give (&pool, big);
  _odeon_fiber_pool_clear (&pool);
}

static void
a_stack_that_cannot_be_had_is_an_error (void **state G_GNUC_UNUSED)
{
  OdeonFiberPool     pool;
  g_autoptr (GError) error = NULL;

  _odeon_fiber_pool_init (&pool, never_entered, NULL);
  assert_null (_odeon_fiber_pool_take (&pool, (gsize) 1 << 60, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES));
  _odeon_fiber_pool_clear (&pool);
}

static void
what_a_burst_left_goes (void **state G_GNUC_UNUSED)
{
  enum { BURST = ODEON_FIBERS_KEPT + 200 };
  OdeonFiberPool pool;
  OdeonFiber    *fibers[BURST];

  _odeon_fiber_pool_init (&pool, never_entered, NULL);
  for (gint i = 0; i < BURST; i++)
    fibers[i] = _odeon_fiber_pool_take (&pool, 0, NULL);
  for (gint i = 0; i < BURST; i++)
    _odeon_fiber_pool_give (&pool, fibers[i]);
  assert_int_equal (pool.n_free, BURST);
  _odeon_fiber_pool_trim (&pool);
  assert_int_equal (pool.n_free, ODEON_FIBERS_KEPT);
  assert_int_equal (pool.n_fibers, ODEON_FIBERS_KEPT);
  _odeon_fiber_pool_clear (&pool);
}

static void
a_stack_beyond_all_memory_is_refused (void **state G_GNUC_UNUSED)
{
  const gsize sizes[] = { G_MAXSIZE, G_MAXSIZE - 4096, G_MAXSIZE - 8192, G_MAXSIZE / 2 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      OdeonFiberPool     pool;

      _odeon_fiber_pool_init (&pool, NULL, NULL);
      assert_null (_odeon_fiber_pool_take (&pool, sizes[i], &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_free_stack_is_used_again),
    cmocka_unit_test (a_large_stack_is_made_where_a_small_one_will_not_do),
    cmocka_unit_test (a_stack_that_cannot_be_had_is_an_error),
    cmocka_unit_test (what_a_burst_left_goes),
    cmocka_unit_test (a_stack_beyond_all_memory_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
