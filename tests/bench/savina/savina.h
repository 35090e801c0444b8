/* SPDX-License-Identifier: MIT */

/* What the cases share. Each is a file of its own; what it does is said in savina.idl and at its
 * head, and it knows nothing of being measured. */

#pragma once

#include "savina.idl.h"

#include <math.h>

/* How many messages are sent at a stretch by who has very many to send: an actor that sent a
 * million would keep its worker from all others, those who receive them among them. */
#define SAVINA_BURST 64

/* Runs a case, whose benchmark is of this type; returns how long it took, in seconds. */
double savina_run (GType type, int64_t n);

/* The cases: n operations, in how many seconds. */
double savina_banking     (int64_t n);
double savina_big         (int64_t n);
double savina_bndbuffer   (int64_t n);
double savina_chameneos   (int64_t n);
double savina_count       (int64_t n);
double savina_fjcreate    (int64_t n);
double savina_fjthrput    (int64_t n);
double savina_philosopher (int64_t n);
double savina_pingpong    (int64_t n);
double savina_sieve       (int64_t n);
double savina_skynet      (int64_t n);
double savina_threadring  (int64_t n);
double savina_uct         (int64_t n);

/* Whether the result of a case is right. */
gboolean savina_check (gint64 found, gint64 expected, GError **error);

/* Answers Benchmark's deferred `run` accordingly; takes the call over. */
void savina_conclude (OdeonCall *run, gint64 found, gint64 expected);

/* The small calculation of the fork-join cases, each time anew. */
static inline gdouble
savina_sine (void)
{
  volatile gdouble angle = 37.2;

  return sin (angle);
}

/* A part of `total` that is divided among `parts`: nothing is lost when it cannot be in equals. */
static inline gint64
savina_share (gint64 total, gint64 parts, gint64 index)
{
  return total * (index + 1) / parts - total * index / parts;
}

/* 0 to 32767. */
static inline guint32
savina_random (guint32 *state)
{
  *state = (*state * 1103515245u + 12345u) & 0x7fffffffu;
  return *state >> 16;
}

static inline void
savina_implement (GType type, GType interface, GInterfaceInitFunc init)
{
  const GInterfaceInfo info = { .interface_init = init };

  g_type_add_interface_static (type, interface, &info);
}

#define SAVINA_IMPLEMENT(INTERFACE, init)                                                          \
  savina_implement (g_define_type_id, INTERFACE, (GInterfaceInitFunc) (void (*) (void)) init);

/* An actor without properties: G_DEFINE_FINAL_TYPE_WITH_CODE() for a struct `Type`; CODE is one
 * SAVINA_IMPLEMENT() for each interface, which may be handed on by a macro, unlike GObject's. */
#define SAVINA_DEFINE_ACTOR(Type, snake, CODE)                                                     \
  typedef OdeonActorClass Type##Class;                                                             \
  GType snake##_get_type (void);                                                                   \
  G_DEFINE_FINAL_TYPE_WITH_CODE (Type, snake, ODEON_TYPE_ACTOR, CODE)                              \
                                                                                                   \
  static void snake##_class_init (Type##Class *klass G_GNUC_UNUSED)                                \
  {                                                                                                \
  }                                                                                                \
                                                                                                   \
  static void snake##_init (Type *self G_GNUC_UNUSED)                                              \
  {                                                                                                \
  }

/* The same for one that holds something, which `snake_clear (Type *)` lets go of. */
#define SAVINA_DEFINE_OWNER(Type, snake, CODE)                                                     \
  typedef OdeonActorClass Type##Class;                                                             \
  GType snake##_get_type (void);                                                                   \
  G_DEFINE_FINAL_TYPE_WITH_CODE (Type, snake, ODEON_TYPE_ACTOR, CODE)                              \
                                                                                                   \
  static void snake##_finalize (GObject *object)                                                   \
  {                                                                                                \
    snake##_clear ((Type *) object);                                                               \
    G_OBJECT_CLASS (snake##_parent_class)->finalize (object);                                      \
  }                                                                                                \
                                                                                                   \
  static void snake##_class_init (Type##Class *klass)                                              \
  {                                                                                                \
    G_OBJECT_CLASS (klass)->finalize = snake##_finalize;                                           \
  }                                                                                                \
                                                                                                   \
  static void snake##_init (Type *self G_GNUC_UNUSED)                                              \
  {                                                                                                \
  }
