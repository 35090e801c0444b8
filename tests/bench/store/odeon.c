/* SPDX-License-Identifier: MIT */

/* Durable mail. One thread tells, in a window: `append` is over when the server has all, `handle`
 * when an actor of this process has handled all besides, and the server knows that. */

#include "../odeon-program.h"
#include "bench.idl.h"
#include "server.h"

#define WINDOW 8192

typedef struct
{
  OdeonActor parent_instance;

  gint64     left;
  OdeonCall *expecting;
} Keeper;

typedef OdeonActorClass KeeperClass;

static void keeper_init_sink (BenchSinkImplInterface *iface);

GType keeper_get_type (void);

G_DEFINE_TYPE_WITH_CODE (Keeper, keeper, ODEON_TYPE_ACTOR,
                         G_IMPLEMENT_INTERFACE (BENCH_TYPE_SINK_IMPL, keeper_init_sink))

static void
keeper_expect (BenchSinkImpl *impl, OdeonCall *call, gint64 messages)
{
  Keeper *self = (Keeper *) impl;

  self->left = messages;
  self->expecting = call;
}

static gboolean
keeper_put (BenchSinkImpl *impl, gint64 value G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  Keeper *self = (Keeper *) impl;

  if (--self->left == 0)
    bench_sink_complete_expect (g_steal_pointer (&self->expecting));

  return TRUE;
}

static void
keeper_init_sink (BenchSinkImplInterface *iface)
{
  iface->expect_deferred = keeper_expect;
  iface->put = keeper_put;
}

static void
keeper_class_init (KeeperClass *klass G_GNUC_UNUSED)
{
}

static void
keeper_init (Keeper *self G_GNUC_UNUSED)
{
}

static OdeonRedisMailbox *
new_mailbox (gboolean send_only)
{
  GError                *error = NULL;
  g_autoptr (OdeonRedis) redis = odeon_redis_new (server_start (), NULL, 60000, &error);
  OdeonRedisMailbox     *mailbox;

  odeon_program_exit_if (error);
  mailbox = odeon_redis_mailbox_new (redis, SERVER_STREAM);
  g_object_set (mailbox, "window", WINDOW, "send-only", send_only, NULL);

  return mailbox;
}

static BenchSink *
spawn (OdeonRedisMailbox *mailbox)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  GError           *error = NULL;
  BenchSink        *sink;

  options.mailbox = ODEON_MAILBOX (mailbox);
  sink = bench_sink_spawn (ODEON_SPAWNER (odeon_system_get_default ()), keeper_get_type (),
                           &options, &error, NULL);
  odeon_program_exit_if (error);

  return sink;
}

static void
put_all (BenchSink *sink, int64_t n)
{
  for (int64_t i = 0; i < n; i++)
    if (!bench_sink_put (sink, i))
      odeon_program_exit_if (g_error_new_literal (ODEON_ERROR, ODEON_ERROR_FAILED, "refused"));
}

static double
append (int64_t n)
{
  g_autoptr (OdeonRedisMailbox) mailbox = new_mailbox (TRUE);
  BenchSink                    *sink = spawn (mailbox);
  double                        start;
  double                        seconds;

  odeon_program_await (odeon_redis_mailbox_flush (mailbox));
  start = program_now ();
  put_all (sink, n);
  odeon_program_await (odeon_redis_mailbox_flush (mailbox));
  seconds = program_now () - start;
  odeon_program_stop (sink);

  return seconds;
}

static double
handle (int64_t n)
{
  g_autoptr (OdeonRedisMailbox) mailbox = new_mailbox (FALSE);
  BenchSink                    *sink = spawn (mailbox);
  OdeonFuture                  *done;
  double                        start;
  double                        seconds;

  done = bench_sink_expect (sink, n);
  odeon_program_await (odeon_redis_mailbox_flush (mailbox));
  start = program_now ();
  put_all (sink, n);
  odeon_program_await (done);
  odeon_program_await (odeon_redis_mailbox_flush (mailbox));
  seconds = program_now () - start;
  odeon_program_stop (sink);

  return seconds;
}

static const ProgramCase cases[] = {
  { "append", append, PROGRAM_COLD },
  { "handle", handle, PROGRAM_COLD },
};

int
main (int argc, char **argv)
{
  return odeon_program_main (argc, argv, cases, G_N_ELEMENTS (cases));
}
