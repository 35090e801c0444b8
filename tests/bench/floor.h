/* SPDX-License-Identifier: MIT */

/* The floor: the least that actors can cost on this machine. One thread runs ready actors in turn;
 * an actor is a function pointer and an intrusive queue into which any thread could push: Vyukov's,
 * in which senders exchange the newest message and link it behind the one before, with Pony's mark
 * for "empty", so that one sender makes the actor ready. A message is malloc'd by its sender and
 * freed after its handler. There are no types, no futures, no names and no errors: an ask is a
 * message and another one back. All of it is in this header, so that the compiler sees it whole. */

#pragma once

#include "program.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define QUANTUM 100 /* messages that an actor handles before the next one's turn */
#define EMPTY   ((uintptr_t) 1)

typedef struct _Actor   Actor;
typedef struct _Message Message;

struct _Message
{
  Message *_Atomic next;
  Actor   *sender;
  int64_t  value;
};

struct _Actor
{
  void   (*handle) (Actor *self, const Message *message);
  _Atomic (uintptr_t) newest; /* marked while the actor is not in the list of ready ones */
  Message *oldest;            /* handled already: what comes next hangs on it */
  Message  stub;              /* the first `oldest` */
  Actor   *next_ready;
  Actor   *peer;
  int64_t  left;         /* to be sent, before it is content */
  bool     gone;         /* to be freed at the end of its turn */
};

static Actor *first_ready, *last_ready;

static inline void *
allocate (size_t size)
{
  void *block = malloc (size);

  if (block == NULL)
    abort ();
  return block;
}

static inline Actor *
actor_new (void (*handle) (Actor *, const Message *))
{
  Actor *self = allocate (sizeof *self);

  *self = (Actor) { .handle = handle, .oldest = &self->stub };
  atomic_init (&self->newest, (uintptr_t) &self->stub | EMPTY);
  return self;
}

static inline void
make_ready (Actor *self)
{
  self->next_ready = NULL;
  if (first_ready == NULL)
    first_ready = self;
  else
    last_ready->next_ready = self;
  last_ready = self;
}

static inline void
send_to (Actor *target, Actor *sender, int64_t value)
{
  Message *message = allocate (sizeof *message);
  uintptr_t before;

  *message = (Message) { .sender = sender, .value = value };
  /* acq_rel: the message before is complete for us, and ours for the next to push. */
  before = atomic_exchange_explicit (&target->newest, (uintptr_t) message, memory_order_acq_rel);
  /* release: pairs with the acquire load in next_message() */
  atomic_store_explicit (&((Message *) (before & ~EMPTY))->next, message, memory_order_release);
  if (before & EMPTY)
    make_ready (target);
}

static inline void
release (Actor *self, Message *message)
{
  if (message != &self->stub)
    free (message);
}

static inline Message *
next_message (Actor *self)
{
  Message *handled = self->oldest;
  /* acquire: pairs with the release store in send_to() */
  Message *message = atomic_load_explicit (&handled->next, memory_order_acquire);

  if (message != NULL)
    {
      self->oldest = message;
      release (self, handled);
    }
  return message;
}

/* Nothing has come, and whoever sends next makes it ready. */
static inline bool
fall_asleep (Actor *self)
{
  uintptr_t newest = (uintptr_t) self->oldest;

  /* release: what it has done is done for whoever runs it next */
  return atomic_compare_exchange_strong_explicit (&self->newest, &newest, newest | EMPTY,
                                                  memory_order_release, memory_order_relaxed);
}

static inline void
actor_free (Actor *self)
{
  release (self, self->oldest);
  free (self);
}

static inline void
take_turn (Actor *self)
{
  Message *message;

  for (int i = 0; i < QUANTUM && (message = next_message (self)) != NULL; i++)
    self->handle (self, message);

  if (self->gone)
    actor_free (self);
  else if (!fall_asleep (self))
    make_ready (self);
}

/* Until nobody has mail: every case ends that way. */
static inline void
run_actors (void)
{
  while (first_ready != NULL)
    {
      Actor *self = first_ready;

      first_ready = self->next_ready;
      take_turn (self);
    }
}

static inline double
run_timed (void)
{
  double start = program_now ();

  run_actors ();
  return program_now () - start;
}
