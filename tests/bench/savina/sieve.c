/* SPDX-License-Identifier: MIT */

/* Sieve: the primes up to n. The odd numbers go through a row of filters, each of which keeps up to
 * a thousand primes and makes the next filter when it comes to one more. */

#include "savina.h"

#define KEPT 1000

/* --- Filter --- */

typedef struct
{
  OdeonActor    parent_instance;

  SavinaSieve  *sieve;
  SavinaFilter *next; /* (nullable) */
  gint64        primes[KEPT];
  guint         n_primes;
} Filter;

GType filter_get_type (void);

static gboolean
filter_begin (SavinaFilterImpl *impl,
              SavinaSieve      *whole,
              gint64            prime,
              GError          **error G_GNUC_UNUSED)
{
  Filter *self = (Filter *) impl;

  self->sieve = savina_sieve_ref (whole);
  self->primes[self->n_primes++] = prime;
  return TRUE;
}

static gboolean
filter_divides (Filter *self, gint64 candidate)
{
  for (guint i = 0; i < self->n_primes; i++)
    if (candidate % self->primes[i] == 0)
      return TRUE;
  return FALSE;
}

/* Most of the time goes into divisions: the filters are spread over the workers. */
static gboolean
filter_make_next (Filter *self, gint64 prime, GError **error)
{
  OdeonSpawner *system = ODEON_SPAWNER (odeon_system_get_default ());

  self->next = savina_filter_spawn (system, filter_get_type (), NULL, error, NULL);
  if (self->next == NULL)
    return FALSE;
  savina_filter_begin (self->next, self->sieve, prime);
  return TRUE;
}

static gboolean
filter_sift (SavinaFilterImpl *impl, gint64 candidate, GError **error)
{
  Filter *self = (Filter *) impl;

  if (filter_divides (self, candidate))
    return TRUE;
  if (self->next != NULL)
    savina_filter_sift (self->next, candidate);
  else if (self->n_primes < KEPT)
    self->primes[self->n_primes++] = candidate;
  else
    return filter_make_next (self, candidate, error);
  return TRUE;
}

static gboolean
filter_finish (SavinaFilterImpl *impl, gint64 primes, GError **error G_GNUC_UNUSED)
{
  Filter *self = (Filter *) impl;

  primes += self->n_primes;
  if (self->next != NULL)
    savina_filter_finish (self->next, primes);
  else
    savina_sieve_found (self->sieve, primes);
  odeon_actor_stop (ODEON_ACTOR (self));
  return TRUE;
}

static void
filter_clear (Filter *self)
{
  savina_sieve_unref (self->sieve);
  savina_filter_unref (self->next);
}

static void
filter_implement (SavinaFilterImplInterface *iface)
{
  iface->begin = filter_begin;
  iface->sift = filter_sift;
  iface->finish = filter_finish;
}

SAVINA_DEFINE_OWNER (Filter, filter,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_FILTER_IMPL, filter_implement))

/* --- The case --- */

typedef struct
{
  OdeonActor    parent_instance;

  SavinaFeeder *me;
  SavinaFilter *first;
  OdeonCall    *run; /* unanswered until the last filter has seen all */
  gint64        n;
} Sieve;

/* The same by the sieve of Eratosthenes. */
static gint64
count_primes (gint64 n)
{
  g_autofree gboolean *is_composite = g_new0 (gboolean, n + 1);
  gint64 count = 0;

  for (gint64 i = 2; i <= n; i++)
    {
      if (is_composite[i])
        continue;
      count++;
      for (gint64 multiple = i * i; multiple <= n; multiple += i)
        is_composite[multiple] = TRUE;
    }
  return count;
}

static gboolean
sieve_found (SavinaSieveImpl *impl, gint64 primes, GError **error G_GNUC_UNUSED)
{
  Sieve *self = (Sieve *) impl;

  savina_conclude (g_steal_pointer (&self->run), primes + 1, count_primes (self->n));
  return TRUE;
}

static gboolean
sieve_feed (SavinaFeederImpl *impl, gint64 from, GError **error G_GNUC_UNUSED)
{
  Sieve *self = (Sieve *) impl;
  gint64 number = from;

  for (guint i = 0; i < SAVINA_BURST && number <= self->n; i++, number += 2)
    savina_filter_sift (self->first, number);
  if (number <= self->n)
    savina_feeder_feed (self->me, number);
  else
    savina_filter_finish (self->first, 0);
  return TRUE;
}

static void
sieve_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Sieve *self = (Sieve *) impl;
  OdeonRef *ref = odeon_actor_get_ref (ODEON_ACTOR (self));
  g_autoptr (SavinaSieve) me = savina_sieve_from_ref (ref, NULL);
  GError *error = NULL;

  self->first
    = savina_filter_spawn (ODEON_SPAWNER (self), filter_get_type (), NULL, &error, NULL);
  if (self->first == NULL)
    {
      odeon_call_return_error (call, error);
      return;
    }
  self->me = savina_feeder_from_ref (ref, NULL);
  self->run = call;
  self->n = n;
  savina_filter_begin (self->first, me, 3);
  savina_feeder_feed (self->me, 5);
}

static void
sieve_clear (Sieve *self)
{
  savina_feeder_unref (self->me);
  savina_filter_unref (self->first);
  odeon_call_drop (self->run);
}

static void
sieve_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = sieve_run;
}

static void
sieve_implement_feeder (SavinaFeederImplInterface *iface)
{
  iface->feed = sieve_feed;
}

static void
sieve_implement (SavinaSieveImplInterface *iface)
{
  iface->found = sieve_found;
}

SAVINA_DEFINE_OWNER (Sieve, sieve,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL, sieve_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_FEEDER_IMPL, sieve_implement_feeder)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_SIEVE_IMPL, sieve_implement))

double
savina_sieve (int64_t n)
{
  return savina_run (sieve_get_type (), n);
}
