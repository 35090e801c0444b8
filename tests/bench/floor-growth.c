/* SPDX-License-Identifier: MIT */

/* The least that a message can cost as something grows, with the actors of floor.h: what growth.c
 * measures of Odeon. The result is in nanoseconds per message. */

#include "floor.h"

#define MESSAGES 1000000 /* that are timed, at least */
#define BURST    64

/* --- Bursts of messages to actors in turn: who has had the last one says when to go on --- */

typedef struct
{
  Actor **actors; /* that are sent to in turn */
  int64_t n_actors;
  int64_t next;
  int64_t burst;
  int64_t left;   /* messages to be sent */
} Sender;

static Sender sender;

static void
take (Actor *self, const Message *message)
{
  if (message->sender == NULL)
    self->left++;
  else
    send_to (message->sender, self, self->left);
}

static void
send_burst (Actor *self, const Message *message)
{
  Actor *last = NULL;

  (void) message;
  if (sender.left <= 0)
    return;
  sender.left -= sender.burst;
  for (int64_t i = 0; i < sender.burst; i++)
    {
      last = sender.actors[sender.next];
      if (++sender.next == sender.n_actors)
        sender.next = 0;
      send_to (last, NULL, i);
    }
  send_to (last, self, 0);
}

static double
run_messages (Actor *driver, int64_t messages)
{
  sender.left = messages;
  send_to (driver, NULL, 0);
  return run_timed () * 1e9 / (double) messages;
}

static double
run_bursts (int64_t n_actors, int64_t burst)
{
  int64_t messages = (MESSAGES + burst - 1) / burst * burst;
  Actor *driver = actor_new (send_burst);
  double ns;

  sender = (Sender) { .n_actors = n_actors, .burst = burst };
  sender.actors = allocate ((size_t) n_actors * sizeof *sender.actors);
  for (int64_t i = 0; i < n_actors; i++)
    sender.actors[i] = actor_new (take);

  run_messages (driver, messages);
  ns = run_messages (driver, messages);

  for (int64_t i = 0; i < n_actors; i++)
    actor_free (sender.actors[i]);
  free (sender.actors);
  actor_free (driver);
  return ns;
}

static double
run_actors_alive (int64_t n)
{
  return run_bursts (n, BURST);
}

static double
run_queued (int64_t n)
{
  return run_bursts (1, n);
}

/* --- Operations: the last one of so many is asked for, one call after the other --- */

typedef void (*Operation) (Actor *self, const Message *message);

static Operation *operations;

static void
answer (Actor *self, const Message *message)
{
  send_to (message->sender, self, message->value);
}

static void
operate (Actor *self, const Message *message)
{
  operations[message->value] (self, message);
}

static void
ask_next (Actor *self, const Message *message)
{
  if (self->left-- > 0)
    send_to (self->peer, self, message->value);
}

static double
run_asks (Actor *asker, int64_t operation)
{
  asker->left = MESSAGES;
  send_to (asker, NULL, operation);
  return run_timed () * 1e9 / MESSAGES;
}

static double
run_methods (int64_t n)
{
  Actor *asker = actor_new (ask_next);
  Actor *replier = actor_new (operate);
  double ns;

  operations = allocate ((size_t) n * sizeof *operations);
  for (int64_t i = 0; i < n; i++)
    operations[i] = answer;
  asker->peer = replier;

  run_asks (asker, n - 1);
  ns = run_asks (asker, n - 1);

  free (operations);
  actor_free (replier);
  actor_free (asker);
  return ns;
}

static const ProgramCase cases[] = {
  { "actors",  run_actors_alive, PROGRAM_COLD },
  { "queue",   run_queued,       PROGRAM_COLD },
  { "methods", run_methods,      PROGRAM_COLD },
};

int
main (int argc, char **argv)
{
  return program_main (argc, argv, cases, sizeof cases / sizeof cases[0]);
}
