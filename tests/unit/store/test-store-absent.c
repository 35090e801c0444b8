/* SPDX-License-Identifier: MIT */

/* Built without Redis, it says so. */

#include "../fixture/stage.h"

static void
test_without_redis_it_says_so (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  assert_null (odeon_redis_new ("localhost", NULL, 0, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_without_redis_it_says_so),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
