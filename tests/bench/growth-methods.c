/* SPDX-License-Identifier: MIT */

/* The operations of an interface: the last one of so many is asked for, one call after the other.
 * The interfaces of wide.idl differ in the number of their operations only, and an actor implements
 * all of them. */

#include "growth.h"

#include "bench.idl.h"
#include "odeon-program.h"
#include "wide.idl.h"

/* --- Wide --- */

typedef struct
{
  OdeonActor parent_instance;
} Wide;

typedef OdeonActorClass WideClass;

GType wide_get_type (void);

typedef struct
{
  gint64       n;
  OdeonFuture *(*ask) (gpointer wide, gint64 value);
  gboolean     (*await) (OdeonFuture *future, gint64 *out_result, GError **error);
} Width;

#define DEFINE_WIDTH(n)                                                                            \
  static gboolean last_of##n (WideOf##n##Impl *impl G_GNUC_UNUSED, gint64 value,                   \
                              gint64 *out_result, GError **error G_GNUC_UNUSED)                    \
  {                                                                                                \
    *out_result = value;                                                                           \
    return TRUE;                                                                                   \
  }                                                                                                \
                                                                                                   \
  static void implement_of##n (WideOf##n##ImplInterface *iface)                                    \
  {                                                                                                \
    iface->last = last_of##n;                                                                      \
  }                                                                                                \
                                                                                                   \
  static OdeonFuture *ask_of##n (gpointer wide, gint64 value)                                      \
  {                                                                                                \
    return wide_of##n##_last (wide, value);                                                        \
  }

DEFINE_WIDTH (1)
DEFINE_WIDTH (10)
DEFINE_WIDTH (100)
DEFINE_WIDTH (1000)

static const Width widths[] = {
  { 1,    ask_of1,    wide_of1_last_await },
  { 10,   ask_of10,   wide_of10_last_await },
  { 100,  ask_of100,  wide_of100_last_await },
  { 1000, ask_of1000, wide_of1000_last_await },
};

G_DEFINE_FINAL_TYPE_WITH_CODE (Wide, wide, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (WIDE_TYPE_OF1_IMPL, implement_of1)
                               G_IMPLEMENT_INTERFACE (WIDE_TYPE_OF10_IMPL, implement_of10)
                               G_IMPLEMENT_INTERFACE (WIDE_TYPE_OF100_IMPL, implement_of100)
                               G_IMPLEMENT_INTERFACE (WIDE_TYPE_OF1000_IMPL, implement_of1000))

static void
wide_class_init (WideClass *klass G_GNUC_UNUSED)
{
}

static void
wide_init (Wide *self G_GNUC_UNUSED)
{
}

/* --- The case --- */

typedef struct
{
  OdeonActor parent_instance;
} Caller;

typedef OdeonActorClass CallerClass;

GType caller_get_type (void);

static const Width *
find_width (gint64 n, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    if (widths[i].n == n)
      return &widths[i];
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
               "No interface has %" G_GINT64_FORMAT " operations", n);
  return NULL;
}

static gboolean
call_last (gpointer wide, const Width *width, GError **error)
{
  for (gint64 i = 0; i < GROWTH_MESSAGES; i++)
    {
      gint64 answer;

      if (!width->await (width->ask (wide, i), &answer, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
caller_run (BenchBenchmarkImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  const Width *width = find_width (n, error);
  g_autoptr (WideOf1) wide = NULL;
  gdouble start;

  if (width == NULL)
    return FALSE;
  wide = wide_of1_spawn (ODEON_SPAWNER (impl), wide_get_type (), NULL, error, NULL);
  if (wide == NULL || !call_last (wide, width, error))
    return FALSE;

  start = program_now ();
  if (!call_last (wide, width, error))
    return FALSE;
  *out_result = (program_now () - start) * 1e9 / GROWTH_MESSAGES;
  return TRUE;
}

static void
caller_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run = caller_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Caller, caller, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL, caller_implement))

static void
caller_class_init (CallerClass *klass G_GNUC_UNUSED)
{
}

static void
caller_init (Caller *self G_GNUC_UNUSED)
{
}

double
growth_run_methods (int64_t n)
{
  return odeon_program_run (caller_get_type (), n);
}
