/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-stack-private.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE ((gsize) 256 * 1024)

static OdeonStackMapping *
new_mapping (guint n)
{
  GError            *error = NULL;
  OdeonStackMapping *mapping = _odeon_stack_mapping_new (SIZE, n, FALSE, &error);

  assert_no_error (error);

  return mapping;
}

static void
stacks_of_a_mapping_do_not_overlap (void **state G_GNUC_UNUSED)
{
  OdeonStackMapping *mapping = new_mapping (64);
  guint8            *stacks[64];

  for (guint i = 0; i < 64; i++)
    {
      assert_true (_odeon_stack_mapping_has_idle (mapping));
      stacks[i] = _odeon_stack_mapping_take (mapping);
      memset (stacks[i], (gint) i, SIZE);
    }
  assert_false (_odeon_stack_mapping_has_idle (mapping));
  for (guint i = 0; i < 64; i++)
    assert_true (stacks[i][0] == i && stacks[i][SIZE - 1] == i);
  _odeon_stack_mapping_free (mapping);
}

static gsize
count_resident (gpointer stack)
{
  guchar pages[SIZE / 4096] = { 0 };
  gsize  n = 0;

  assert_int_equal (mincore (stack, SIZE, pages), 0);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    n += pages[i] & 1;

  return n;
}

static void
only_what_is_touched_has_memory_and_an_idle_stack_has_none (void **state G_GNUC_UNUSED)
{
  OdeonStackMapping *mapping = new_mapping (2);
  guint8            *stack = _odeon_stack_mapping_take (mapping);

  assert_int_equal (count_resident (stack), 0);
  stack[SIZE - 1] = 1;
  assert_int_equal (count_resident (stack), 1);
  _odeon_stack_mapping_give (mapping, stack);
  assert_int_equal (count_resident (stack), 0);
  assert_true (_odeon_stack_mapping_is_idle (mapping));
  assert_ptr_equal (_odeon_stack_mapping_take (mapping), stack);
  assert_int_equal (stack[SIZE - 1], 0);
  _odeon_stack_mapping_free (mapping);
}

/* In a process of its own: %TRUE if @function ended it by a fault or an exit other than 0. */
static gboolean
dies (void (*function) (gpointer data), gpointer data)
{
  pid_t child = fork ();
  int   status;

  if (child == 0)
    {
      struct rlimit none = { 0, 0 };

      setrlimit (RLIMIT_CORE, &none);
      signal (SIGSEGV, SIG_DFL);
      if (freopen ("/dev/null", "w", stderr) == NULL)
        _exit (0);
      function (data);
      _exit (0);
    }
  assert_int_equal (waitpid (child, &status, 0), child);

  return status != 0;
}

static void
touch (gpointer data)
{
  *(volatile guint8 *) data = 1;
}

static void
what_overflows_faults_also_when_the_stack_is_used_again (void **state G_GNUC_UNUSED)
{
  OdeonStackMapping *mapping = new_mapping (3);
  guint8            *first = _odeon_stack_mapping_take (mapping);
  guint8            *second = _odeon_stack_mapping_take (mapping);

  assert_false (dies (touch, second));
  assert_true (dies (touch, second - 1));
  _odeon_stack_mapping_give (mapping, second);
  assert_ptr_equal (_odeon_stack_mapping_take (mapping), second);
  assert_true (dies (touch, second - 1));
  assert_true (dies (touch, first - 1));
  _odeon_stack_mapping_free (mapping);
}

static void
a_size_beyond_all_memory_is_refused (void **state G_GNUC_UNUSED)
{
  const gsize sizes[] = { G_MAXSIZE, G_MAXSIZE / 2 + 1, G_MAXSIZE / 2, (gsize) 1 << 60 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (_odeon_stack_mapping_new (sizes[i], 64, TRUE, &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (stacks_of_a_mapping_do_not_overlap),
    cmocka_unit_test (only_what_is_touched_has_memory_and_an_idle_stack_has_none),
    cmocka_unit_test (what_overflows_faults_also_when_the_stack_is_used_again),
    cmocka_unit_test (a_size_beyond_all_memory_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
