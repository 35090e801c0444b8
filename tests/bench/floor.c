/* SPDX-License-Identifier: MIT */

/* The least that the cases can cost on this machine, with the actors of floor.h. Only fan-in has
 * threads, four that push into a queue of Vyukov's kind (the producers exchange the newest node and
 * link it behind the one before; the consumer follows the links from a dummy). */

#include "floor.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define RING_SIZE 503
#define WINDOW    1000
#define PRODUCERS 4

/* --- Ping-pong and asks: one request and one reply --- */

static void
reply (Actor *self, const Message *message)
{
  send_to (message->sender, self, message->value);
}

static void
ask_next (Actor *self, const Message *message)
{
  if (self->left > 0)
    send_to (self->peer, self, message->value + self->left--);
}

static double
run_asks (int64_t n, int64_t outstanding)
{
  Actor *asker = actor_new (ask_next);
  Actor *replier = actor_new (reply);
  double seconds;

  asker->peer = replier;
  asker->left = n;
  for (int64_t i = 0; i < outstanding && asker->left > 0; i++)
    send_to (replier, asker, asker->left--);
  seconds = run_timed ();

  actor_free (asker);
  actor_free (replier);
  return seconds;
}

static double
run_one_by_one (int64_t n)
{
  return run_asks (n, 1);
}

static double
run_ask_pipe (int64_t n)
{
  return run_asks (n, WINDOW);
}

/* --- Ring: a token that counts its hops down --- */

static void
pass_on (Actor *self, const Message *message)
{
  if (message->value > 1)
    send_to (self->peer, self, message->value - 1);
}

static double
run_ring (int64_t n)
{
  Actor *actors[RING_SIZE];
  double seconds;

  for (int i = 0; i < RING_SIZE; i++)
    actors[i] = actor_new (pass_on);
  for (int i = 0; i < RING_SIZE; i++)
    actors[i]->peer = actors[(i + 1) % RING_SIZE];

  send_to (actors[0], NULL, n);
  seconds = run_timed ();

  for (int i = 0; i < RING_SIZE; i++)
    actor_free (actors[i]);
  return seconds;
}

/* --- Spawn: create, one message, one reply, gone --- */

static void
reply_and_go (Actor *self, const Message *message)
{
  reply (self, message);
  self->gone = true;
}

static void
spawn_next (Actor *self, const Message *message)
{
  if (self->left > 0)
    send_to (actor_new (reply_and_go), self, message->value + self->left--);
}

static double
run_spawn (int64_t n)
{
  Actor *parent = actor_new (spawn_next);
  double seconds;

  parent->left = n;
  send_to (parent, NULL, 0);
  seconds = run_timed ();

  actor_free (parent);
  return seconds;
}

/* --- Bytes per actor that has had a message and waits for the next --- */

static Actor *
populate (Actor *others, Actor *root, int64_t n)
{
  for (int64_t i = 0; i < n; i++)
    {
      Actor *actor = actor_new (reply);

      actor->peer = others;
      others = actor;
      send_to (actor, root, i);
      run_actors ();
    }
  return others;
}

static double
run_spawn_bytes (int64_t n)
{
  Actor *root = actor_new (ask_next);
  Actor *actors = populate (NULL, root, 1000);
  double before = program_resident_bytes ();
  double bytes;

  actors = populate (actors, root, n);
  bytes = (program_resident_bytes () - before) / (double) n;

  while (actors != NULL)
    {
      Actor *next = actors->peer;

      actor_free (actors);
      actors = next;
    }
  actor_free (root);
  return bytes;
}

/* --- Fan-in --- */

typedef struct _Node Node;

struct _Node
{
  Node *_Atomic next;
  int64_t       value;
};

typedef struct
{
  Node *_Atomic     newest;
  char              padding[64]; /* the two ends on lines of their own */
  Node             *oldest;
  pthread_barrier_t start;
  int64_t           quota;       /* messages of each producer */
} FanIn;

static Node *
node_new (int64_t value)
{
  Node *node = allocate (sizeof *node);

  atomic_init (&node->next, NULL);
  node->value = value;
  return node;
}

static void
push (FanIn *queue, Node *node)
{
  /* acq_rel: the node before is complete for us, and ours for the next to push. */
  Node *before = atomic_exchange_explicit (&queue->newest, node, memory_order_acq_rel);

  /* release: pairs with the acquire load in pop() */
  atomic_store_explicit (&before->next, node, memory_order_release);
}

static bool
pop (FanIn *queue, int64_t *value)
{
  Node *dummy = queue->oldest;
  /* acquire: pairs with the release store in push() */
  Node *node = atomic_load_explicit (&dummy->next, memory_order_acquire);

  if (node == NULL)
    return false;
  *value = node->value;
  queue->oldest = node;
  free (dummy);
  return true;
}

static void *
produce (void *data)
{
  FanIn *queue = data;

  pthread_barrier_wait (&queue->start);
  for (int64_t i = 0; i < queue->quota; i++)
    push (queue, node_new (i));
  return NULL;
}

static void
consume (FanIn *queue, int64_t n)
{
  int64_t value;

  while (n > 0)
    if (pop (queue, &value))
      n--;
    else
      sched_yield ();
}

static double
run_fanin (int64_t n)
{
  FanIn queue = { .oldest = node_new (0), .quota = n / PRODUCERS };
  pthread_t producers[PRODUCERS];
  double start;
  double seconds;

  atomic_init (&queue.newest, queue.oldest);
  pthread_barrier_init (&queue.start, NULL, PRODUCERS + 1);
  for (int i = 0; i < PRODUCERS; i++)
    if (pthread_create (&producers[i], NULL, produce, &queue) != 0)
      abort ();

  start = program_now ();
  pthread_barrier_wait (&queue.start);
  consume (&queue, queue.quota * PRODUCERS);
  seconds = program_now () - start;

  for (int i = 0; i < PRODUCERS; i++)
    pthread_join (producers[i], NULL);
  pthread_barrier_destroy (&queue.start);
  free (queue.oldest);
  return seconds;
}

static const ProgramCase cases[] = {
  { "pingpong",    run_one_by_one,  PROGRAM_WARMED },
  { "fanin",       run_fanin,       PROGRAM_WARMED },
  { "spawn",       run_spawn,       PROGRAM_WARMED },
  { "spawn_bytes", run_spawn_bytes, PROGRAM_COLD },
  { "ring",        run_ring,        PROGRAM_WARMED },
  { "ask_seq",     run_one_by_one,  PROGRAM_WARMED },
  { "ask_pipe",    run_ask_pipe,    PROGRAM_WARMED },
};

int
main (int argc, char **argv)
{
  return program_main (argc, argv, cases, sizeof cases / sizeof cases[0]);
}
