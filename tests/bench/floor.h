/* SPDX-License-Identifier: MIT */

/* The floor: the least that actors can cost on this machine. One thread runs ready actors in turn;
 * an actor is a function pointer and an intrusive queue; a message is malloc'd by its sender and
 * freed after its handler. There are no types, no futures, no names and no errors: an ask is a
 * message and another one back. All of it is in this header, so that the compiler sees it whole. */

#pragma once

#include "program.h"

#include <stdbool.h>
#include <stdlib.h>

#define QUANTUM 100 /* messages that an actor handles before the next one's turn */

typedef struct _Actor   Actor;
typedef struct _Message Message;

struct _Message
{
  Message *next;
  Actor   *sender;
  int64_t  value;
};

struct _Actor
{
  void   (*handle) (Actor *self, const Message *message);
  Message *first, *last; /* mail; an actor that has some is in the list of ready ones */
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

  *self = (Actor) { .handle = handle };
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

  *message = (Message) { .sender = sender, .value = value };
  if (target->first == NULL)
    {
      target->first = message;
      make_ready (target);
    }
  else
    target->last->next = message;
  target->last = message;
}

static inline void
take_turn (Actor *self)
{
  for (int i = 0; i < QUANTUM && self->first != NULL; i++)
    {
      Message *message = self->first;

      self->handle (self, message);
      self->first = message->next;
      free (message);
    }

  if (self->gone)
    free (self);
  else if (self->first != NULL)
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
