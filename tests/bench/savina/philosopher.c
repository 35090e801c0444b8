/* SPDX-License-Identifier: MIT */

/* Dining philosophers: an arbiter keeps the forks; who cannot have both asks again at once. */

#include "savina.h"

#define SEATS 20

/* --- Philosopher --- */

typedef struct
{
  OdeonActor         parent_instance;

  SavinaPhilosopher *me;
  SavinaArbiter     *arbiter;
  gint32             seat;
  gint64             left;
  gint64             eaten;
} Philosopher;

static void
philosopher_go_on (Philosopher *self)
{
  if (self->left > 0)
    savina_arbiter_hungry (self->arbiter, self->me, self->seat);
  else
    savina_arbiter_leave (self->arbiter, self->eaten);
}

static gboolean
philosopher_sit (SavinaPhilosopherImpl *impl,
                 SavinaArbiter         *with,
                 gint32                 seat,
                 gint64                 meals,
                 GError               **error)
{
  Philosopher *self = (Philosopher *) impl;

  self->me = savina_philosopher_from_ref (odeon_actor_get_ref (ODEON_ACTOR (self)), error);
  self->arbiter = savina_arbiter_ref (with);
  self->seat = seat;
  self->left = meals;
  philosopher_go_on (self);
  return TRUE;
}

static gboolean
philosopher_eat (SavinaPhilosopherImpl *impl, GError **error G_GNUC_UNUSED)
{
  Philosopher *self = (Philosopher *) impl;

  self->eaten++;
  self->left--;
  savina_arbiter_done (self->arbiter, self->seat);
  philosopher_go_on (self);
  return TRUE;
}

static gboolean
philosopher_denied (SavinaPhilosopherImpl *impl, GError **error G_GNUC_UNUSED)
{
  philosopher_go_on ((Philosopher *) impl);
  return TRUE;
}

static void
philosopher_clear (Philosopher *self)
{
  savina_philosopher_unref (self->me);
  savina_arbiter_unref (self->arbiter);
}

static void
philosopher_implement (SavinaPhilosopherImplInterface *iface)
{
  iface->sit = philosopher_sit;
  iface->eat = philosopher_eat;
  iface->denied = philosopher_denied;
}

SAVINA_DEFINE_OWNER (Philosopher, philosopher,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_PHILOSOPHER_IMPL, philosopher_implement))

/* --- The arbiter --- */

typedef struct
{
  OdeonActor parent_instance;

  gboolean   is_taken[SEATS]; /* the forks */
  guint      left_table;
  gint64     meals;
  gint64     n;
  OdeonCall *run; /* unanswered until all have left the table */
} Arbiter;

static gboolean
arbiter_hungry (SavinaArbiterImpl *impl,
                SavinaPhilosopher *who,
                gint32             seat,
                GError           **error G_GNUC_UNUSED)
{
  Arbiter *self = (Arbiter *) impl;
  gboolean *left = &self->is_taken[seat];
  gboolean *right = &self->is_taken[(seat + 1) % SEATS];

  if (*left || *right)
    savina_philosopher_denied (who);
  else
    {
      *left = *right = TRUE;
      savina_philosopher_eat (who);
    }
  return TRUE;
}

static gboolean
arbiter_done (SavinaArbiterImpl *impl, gint32 seat, GError **error G_GNUC_UNUSED)
{
  Arbiter *self = (Arbiter *) impl;

  self->is_taken[seat] = self->is_taken[(seat + 1) % SEATS] = FALSE;
  return TRUE;
}

static gboolean
arbiter_leave (SavinaArbiterImpl *impl, gint64 meals, GError **error G_GNUC_UNUSED)
{
  Arbiter *self = (Arbiter *) impl;

  self->meals += meals;
  if (++self->left_table == SEATS)
    savina_conclude (g_steal_pointer (&self->run), self->meals, self->n);
  return TRUE;
}

static void
arbiter_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Arbiter *self = (Arbiter *) impl;
  OdeonRef *ref = odeon_actor_get_ref (ODEON_ACTOR (self));
  g_autoptr (SavinaArbiter) me = savina_arbiter_from_ref (ref, NULL);
  GError *error = NULL;

  for (guint i = 0; i < SEATS; i++)
    {
      g_autoptr (SavinaPhilosopher) one = savina_philosopher_spawn (
        ODEON_SPAWNER (self), philosopher_get_type (), NULL, &error, NULL);

      if (one == NULL)
        {
          odeon_call_return_error (call, error);
          return;
        }
      savina_philosopher_sit (one, me, (gint32) i, savina_share (n, SEATS, i));
    }
  self->run = call;
  self->n = n;
}

static void
arbiter_clear (Arbiter *self)
{
  odeon_call_drop (self->run);
}

static void
arbiter_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = arbiter_run;
}

static void
arbiter_implement (SavinaArbiterImplInterface *iface)
{
  iface->hungry = arbiter_hungry;
  iface->done = arbiter_done;
  iface->leave = arbiter_leave;
}

SAVINA_DEFINE_OWNER (Arbiter, arbiter,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL, arbiter_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_ARBITER_IMPL, arbiter_implement))

double
savina_philosopher (int64_t n)
{
  return savina_run (arbiter_get_type (), n);
}
