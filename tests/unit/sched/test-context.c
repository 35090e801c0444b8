/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-context-private.h"

#define SIZE ((gsize) 64 * 1024)

typedef struct
{
  OdeonContext home;
  OdeonContext away;
  gint         n;
  gdouble      sum;
} Trip;

static void
go (gpointer data)
{
  Trip *self = data;

  for (;;)
    {
      gdouble before = self->sum;

      self->n++;
      _odeon_context_switch (&self->away, &self->home);
      self->sum = before + 0.5;
    }
}

static void
a_context_goes_on_where_it_was_left (void **state G_GNUC_UNUSED)
{
  Trip     self = { .n = 0 };
  gpointer stack = g_malloc (SIZE);

  _odeon_context_init_thread (&self.home);
  _odeon_context_init (&self.away, stack, SIZE, go, &self);
  for (gint i = 1; i <= 1000; i++)
    {
      _odeon_context_switch (&self.home, &self.away);
      assert_int_equal (self.n, i);
    }
  assert_float_equal (self.sum, 999 * 0.5, 0);
  _odeon_context_clear (&self.away);
  _odeon_context_clear (&self.home);
  g_free (stack);
}

typedef struct
{
  OdeonContext home;
  OdeonContext ring[3];
  gint         at;
  gint         n_left;
} Ring;

static void
hand_on (gpointer data)
{
  Ring *self = data;

  for (;;)
    {
      OdeonContext *here = &self->ring[self->at];

      self->at = (self->at + 1) % 3;
      _odeon_context_switch (here, self->n_left-- > 0 ? &self->ring[self->at] : &self->home);
    }
}

static void
contexts_switch_among_themselves (void **state G_GNUC_UNUSED)
{
  Ring     self = { .n_left = 300 };
  gpointer stacks[3];

  _odeon_context_init_thread (&self.home);
  for (gint i = 0; i < 3; i++)
    {
      stacks[i] = g_malloc (SIZE);
      _odeon_context_init (&self.ring[i], stacks[i], SIZE, hand_on, &self);
    }
  _odeon_context_switch (&self.home, &self.ring[0]);
  assert_int_equal (self.n_left, -1);
  for (gint i = 0; i < 3; i++)
    {
      _odeon_context_clear (&self.ring[i]);
      g_free (stacks[i]);
    }
  _odeon_context_clear (&self.home);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_context_goes_on_where_it_was_left),
    cmocka_unit_test (contexts_switch_among_themselves),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
