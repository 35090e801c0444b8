/* SPDX-License-Identifier: MIT */

/* What a GLib programmer has at hand. Fan-in is a GAsyncQueue of messages from g_new(), with a
 * thread per producer. Ping-pong is one main context in which every message is an idle source,
 * the way of g_main_context_invoke() and g_idle_add(); with a thread for each player it is ten
 * times slower. `sxi` is in glib-codec.c. */

#include "codec.h"
#include "program.h"

#include <glib.h>

#define PRODUCERS 4

/* --- Fan-in --- */

typedef struct
{
  gint64 value;
} Message;

typedef struct
{
  GAsyncQueue *queue;
  gint64       quota; /* messages of each producer */
} FanIn;

static gpointer
produce (gpointer data)
{
  FanIn *self = data;

  for (gint64 i = 0; i < self->quota; i++)
    {
      Message *message = g_new (Message, 1);

      message->value = i;
      g_async_queue_push (self->queue, message);
    }
  return NULL;
}

static double
run_fanin (int64_t n)
{
  g_autoptr (GAsyncQueue) queue = g_async_queue_new_full (g_free);
  FanIn fan_in = { .queue = queue, .quota = n / PRODUCERS };
  GThread *producers[PRODUCERS];
  double start = program_now ();
  double seconds;

  for (guint i = 0; i < PRODUCERS; i++)
    producers[i] = g_thread_new ("producer", produce, &fan_in);
  for (gint64 i = 0; i < fan_in.quota * PRODUCERS; i++)
    g_free (g_async_queue_pop (queue));
  seconds = program_now () - start;

  for (guint i = 0; i < PRODUCERS; i++)
    g_thread_join (producers[i]);
  return seconds;
}

/* --- Ping-pong --- */

typedef struct
{
  GMainContext *context;
  gint64        rounds;
} Game;

static void
send_message (Game *self, GSourceFunc handler)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, handler, self, NULL);
  g_source_attach (source, self->context);
}

static gboolean handle_pong (gpointer data);

static gboolean
handle_ping (gpointer data)
{
  send_message (data, handle_pong);
  return G_SOURCE_REMOVE;
}

static gboolean
handle_pong (gpointer data)
{
  Game *self = data;

  if (--self->rounds > 0)
    send_message (self, handle_ping);
  return G_SOURCE_REMOVE;
}

static double
run_pingpong (int64_t n)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Game game = { .context = context, .rounds = n };
  double start = program_now ();

  send_message (&game, handle_ping);
  while (game.rounds > 0)
    g_main_context_iteration (context, TRUE);
  return program_now () - start;
}

static const ProgramCase cases[] = {
  { "pingpong", run_pingpong, PROGRAM_WARMED },
  { "fanin",    run_fanin,    PROGRAM_WARMED },
  { "sxi",      run_sxi,      PROGRAM_WARMED },
};

int
main (int argc, char **argv)
{
  return program_main (argc, argv, cases, G_N_ELEMENTS (cases));
}
