/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-queue-private.h"

typedef struct
{
  OdeonQueueNode node; /* first */
  guint     producer;
  guint     number;
} Item;

static void
nodes_come_out_in_the_order_in_which_they_went_in (void **state G_GNUC_UNUSED)
{
  OdeonQueue queue;
  OdeonChain chain;
  Item       items[3];

  _odeon_queue_init (&queue);
  assert_false (_odeon_queue_has_news (&queue));
  assert_int_equal (_odeon_queue_push (&queue, &items[0].node), ODEON_PUSH_FIRST);
  assert_int_equal (_odeon_queue_push (&queue, &items[1].node), ODEON_PUSH_BEHIND);
  assert_int_equal (_odeon_queue_push (&queue, &items[2].node), ODEON_PUSH_BEHIND);
  assert_true (_odeon_queue_has_news (&queue));
  assert_true (_odeon_queue_may_take (&queue));

  _odeon_queue_take (&queue, &chain, 0);
  assert_false (_odeon_queue_has_news (&queue));
  for (guint i = 0; i < 3; i++)
    assert_ptr_equal (_odeon_chain_pop (&chain), &items[i]);
  assert_null (_odeon_chain_pop (&chain));
}

static void
the_first_push_after_a_take_tells_again (void **state G_GNUC_UNUSED)
{
  OdeonQueue queue;
  OdeonChain first;
  OdeonChain second;
  Item       items[2];

  _odeon_queue_init (&queue);
  assert_int_equal (_odeon_queue_push (&queue, &items[0].node), ODEON_PUSH_FIRST);
  _odeon_queue_take (&queue, &first, 0);

  /* What was taken is apart from what comes now. */
  assert_int_equal (_odeon_queue_push (&queue, &items[1].node), ODEON_PUSH_FIRST);
  assert_ptr_equal (_odeon_chain_pop (&first), &items[0]);
  assert_null (_odeon_chain_pop (&first));
  _odeon_queue_take (&queue, &second, 0);
  assert_ptr_equal (_odeon_chain_pop (&second), &items[1]);
}

static void
a_queue_closes_only_when_it_is_empty (void **state G_GNUC_UNUSED)
{
  OdeonQueue queue;
  OdeonChain chain;
  Item       item;

  _odeon_queue_init (&queue);
  _odeon_queue_push (&queue, &item.node);
  assert_false (_odeon_queue_close (&queue));
  _odeon_queue_take (&queue, &chain, 0);
  assert_true (_odeon_queue_close (&queue));
  assert_false (_odeon_queue_close (&queue));
}

static void
each_burst_into_a_closed_queue_has_one_who_clears_it (void **state G_GNUC_UNUSED)
{
  OdeonQueue queue;
  OdeonChain chain;
  Item       items[3];

  _odeon_queue_init (&queue);
  assert_true (_odeon_queue_close (&queue));
  assert_int_equal (_odeon_queue_push (&queue, &items[0].node), ODEON_PUSH_CLOSED);
  assert_int_equal (_odeon_queue_push (&queue, &items[1].node), ODEON_PUSH_BEHIND);
  _odeon_queue_take (&queue, &chain, ODEON_QUEUE_CLOSED);
  assert_ptr_equal (_odeon_chain_pop (&chain), &items[0]);
  assert_ptr_equal (_odeon_chain_pop (&chain), &items[1]);

  assert_int_equal (_odeon_queue_push (&queue, &items[2].node), ODEON_PUSH_CLOSED);
  _odeon_queue_take (&queue, &chain, ODEON_QUEUE_CLOSED);
  assert_ptr_equal (_odeon_chain_pop (&chain), &items[2]);
}

/* --- many producers --- */

#define PRODUCERS 4

typedef struct
{
  OdeonQueue queue;
  GMutex     mutex;
  GCond      cond;
  gboolean   told;      /* by the one whose push was the first */
  guint      n_twice;   /* told while it was told already */
  gint       n_refused; /* atomic */
  gint       n_each;
} Stress;

typedef struct
{
  Stress *stress;
  guint   number;
  Item   *items;
} Producer;

static void
refuse_all (Stress *self)
{
  OdeonChain chain;

  _odeon_queue_take (&self->queue, &chain, ODEON_QUEUE_CLOSED);
  while (chain.first != NULL)
    if (_odeon_chain_pop (&chain) != NULL)
      g_atomic_int_inc (&self->n_refused);
    else
      g_thread_yield ();
}

static gpointer
produce (gpointer data)
{
  Producer *self = data;
  Stress   *stress = self->stress;

  for (gint i = 0; i < stress->n_each; i++)
    {
      self->items[i].producer = self->number;
      self->items[i].number = (guint) i;
      switch (_odeon_queue_push (&stress->queue, &self->items[i].node))
        {
        case ODEON_PUSH_BEHIND:
          break;
        case ODEON_PUSH_FIRST:
          g_mutex_lock (&stress->mutex);
          stress->n_twice += stress->told;
          stress->told = TRUE;
          g_cond_signal (&stress->cond);
          g_mutex_unlock (&stress->mutex);
          break;
        case ODEON_PUSH_CLOSED:
          refuse_all (stress);
          break;
        }
    }

  return NULL;
}

static void
stress_start (Stress *self, Producer *producers, GThread **threads, gint n_each)
{
  *self = (Stress) { .n_each = n_each };
  _odeon_queue_init (&self->queue);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  for (guint i = 0; i < PRODUCERS; i++)
    {
      producers[i] = (Producer) { self, i, g_new (Item, n_each) };
      threads[i] = g_thread_new ("producer", produce, &producers[i]);
    }
}

static void
stress_end (Stress *self, Producer *producers, GThread **threads)
{
  for (guint i = 0; i < PRODUCERS; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < PRODUCERS; i++)
    g_free (producers[i].items);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
}

static void
wait_until_told (Stress *self)
{
  g_mutex_lock (&self->mutex);
  while (!self->told)
    g_cond_wait (&self->cond, &self->mutex);
  self->told = FALSE;
  g_mutex_unlock (&self->mutex);
}

/* Takes one burst; asserts that each producer's come in order. */
static gint
take_burst (Stress *self, guint next[PRODUCERS])
{
  OdeonChain chain;
  gint       n = 0;

  _odeon_queue_take (&self->queue, &chain, 0);
  while (chain.first != NULL)
    {
      Item *item = (Item *) _odeon_chain_pop (&chain);

      if (item == NULL)
        {
          g_thread_yield ();
          continue;
        }
      assert_int_equal (item->number, next[item->producer]);
      next[item->producer]++;
      n++;
    }

  return n;
}

static void
nothing_is_lost_nor_told_twice_among_four_producers (void **state G_GNUC_UNUSED)
{
  Stress   stress;
  Producer producers[PRODUCERS];
  GThread *threads[PRODUCERS];
  guint    next[PRODUCERS] = { 0 };
  gint     n = 0;

  stress_start (&stress, producers, threads, scaled (1000000));
  while (n < PRODUCERS * stress.n_each)
    {
      wait_until_told (&stress);
      n += take_burst (&stress, next);
    }
  stress_end (&stress, producers, threads);

  assert_int_equal (stress.n_twice, 0);
  assert_false (stress.told);
  assert_false (_odeon_queue_has_news (&stress.queue));
}

static void
what_races_a_close_is_taken_or_refused (void **state G_GNUC_UNUSED)
{
  for (gint round = scaled (200); round > 0; round--)
    {
      Stress   stress;
      Producer producers[PRODUCERS];
      GThread *threads[PRODUCERS];
      guint    next[PRODUCERS] = { 0 };
      gint     taken = 0;

      stress_start (&stress, producers, threads, 500);
      do
        {
          wait_until_told (&stress);
          taken += take_burst (&stress, next);
        }
      while (!_odeon_queue_close (&stress.queue));
      stress_end (&stress, producers, threads);

      assert_int_equal (taken + stress.n_refused, PRODUCERS * stress.n_each);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (nodes_come_out_in_the_order_in_which_they_went_in),
    cmocka_unit_test (the_first_push_after_a_take_tells_again),
    cmocka_unit_test (a_queue_closes_only_when_it_is_empty),
    cmocka_unit_test (each_burst_into_a_closed_queue_has_one_who_clears_it),
    cmocka_unit_test (nothing_is_lost_nor_told_twice_among_four_producers),
    cmocka_unit_test (what_races_a_close_is_taken_or_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
