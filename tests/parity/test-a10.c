/* SPDX-License-Identifier: MIT */

/* A10. A mailbox in Redis: first in, first out, and what is in it outlives a crash, of the consumer
 * and of the server. aplay's loses what it has taken out and not handled. */

#include "redis-server.h"

#include <fcntl.h>
#include <unistd.h>

#define AOF     "--appendonly yes --appendfsync no"
#define SENDERS 3

/* Of the consumer; of the server among these. ODEON_TEST_SCALE=5 makes them 50 and 10. */
#define KILLS        10
#define SERVER_KILLS 2

/* --- the consumer: a process that writes down what it handles, and its id, and says so --- */

typedef OdeonActor      Clerk;
typedef OdeonActorClass ClerkClass;

GType clerk_get_type (void);

G_DEFINE_TYPE (Clerk, clerk, ODEON_TYPE_ACTOR)

static OdeonRedisMailbox *clerk_mailbox;
static gint               clerk_file;

static GVariant *
clerk_receive (OdeonActor *actor G_GNUC_UNUSED, GVariant *message, GError **error)
{
  g_autofree gchar *line = g_strdup_printf ("%s %s\n", g_variant_get_string (message, NULL),
                                            odeon_redis_mailbox_get_current_id (clerk_mailbox));

  if (write (clerk_file, line, strlen (line)) == (gssize) strlen (line)
      && write (STDOUT_FILENO, ".", 1) == 1)
    return g_variant_ref (message);

  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_IO, "the journal");

  return NULL;
}

static void
clerk_class_init (ClerkClass *klass)
{
  klass->receive = clerk_receive;
}

static void
clerk_init (Clerk *self G_GNUC_UNUSED)
{
}

static OdeonRef *
spawn_clerk (OdeonSystem *system, OdeonRedisMailbox *mailbox)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  GError           *error = NULL;
  OdeonRef         *ref;

  options.mailbox = ODEON_MAILBOX (mailbox);
  ref = odeon_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error, NULL);
  assert_no_error (error);

  return ref;
}

/* Until it is killed. */
static void
consume (const gchar *address, const gchar *file)
{
  OdeonRedis *redis = odeon_redis_new (address, NULL, 60000, NULL);

  clerk_mailbox = odeon_redis_mailbox_new (redis, "orders");
  g_object_set (clerk_mailbox, "max-attempts", 1000, NULL);
  clerk_file = open (file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  spawn_clerk (odeon_system_get_default (), clerk_mailbox);
  while (TRUE)
    pause ();
}

static gchar *program;

typedef struct
{
  GPid pid;
  gint output; /* a byte of each that it has handled */
} Consumer;

static void
start_consumer (Consumer *self, Server *server, const gchar *file)
{
  gchar             *argv[] = { program, server->socket, (gchar *) file, NULL };
  g_autoptr (GError) error = NULL;

  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, die_with_parent, NULL,
                            &self->pid, NULL, &self->output, NULL, &error);
  assert_no_error (error);
}

/* Until it has handled @n. */
static void
await_consumer (Consumer *self, gsize n)
{
  gchar  bytes[1000];
  gssize got;

  for (; n > 0; n -= (gsize) got)
    {
      got = read (self->output, bytes, MIN (n, sizeof bytes));
      assert_true (got > 0);
    }
}

static void
kill_consumer (Consumer *self)
{
  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
  close (self->output);
}

/* --- the senders --- */

typedef struct
{
  OdeonRef *address;
  gint      sender;
  gint      n;    /* that were accepted */
  gint     *stop; /* atomic */
} Sender;

/* A tell returns when it is stored. */
static gpointer
send (gpointer data)
{
  Sender *self = data;

  while (!g_atomic_int_get (self->stop))
    {
      g_autofree gchar *order = g_strdup_printf ("%d:%d", self->sender, self->n);

      assert_true (odeon_ref_tell (self->address, g_variant_new_string (order)));
      self->n++;
    }

  return NULL;
}

/* Of each sender all, in its order; what is there again has the id that it had. Returns how many
 * were. */
static gint
check (const gchar *file, const Sender *senders)
{
  g_autofree gchar       *text = NULL;
  g_auto (GStrv)          lines = NULL;
  g_autoptr (GHashTable)  ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint                    next[SENDERS] = { 0 };
  gint                    n_again = 0;

  assert_true (g_file_get_contents (file, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; *lines[i] != '\0'; i++)
    {
      gchar        order[32];
      gchar        id[64];
      gint         sender;
      gint         number;
      const gchar *before;

      assert_int_equal (sscanf (lines[i], "%31s %63s", order, id), 2);
      assert_int_equal (sscanf (order, "%d:%d", &sender, &number), 2);
      before = g_hash_table_lookup (ids, order);
      if (before != NULL)
        {
          assert_string_equal (before, id);
          n_again++;
          continue;
        }
      g_hash_table_insert (ids, g_strdup (order), g_strdup (id));
      assert_int_equal (number, next[sender]++);
    }
  for (gint i = 0; i < SENDERS; i++)
    assert_int_equal (next[i], senders[i].n);

  return n_again;
}

static void
wait_until_handled (Server *server)
{
  g_autoptr (OdeonRedis) redis = server_connect (server, 60000);

  while (TRUE)
    {
      g_autofree gchar *length = run_command (redis, "XLEN orders");

      if (g_str_equal (length, "0"))
        return;
    }
}

/* The pipe does not fill up while nobody reads what it says. */
static gpointer
drain (gpointer consumer)
{
  gchar bytes[1000];

  while (read (((Consumer *) consumer)->output, bytes, sizeof bytes) > 0)
    continue;

  return NULL;
}

/* Kills the consumer, and now and then the server, which has its file. */
static void
kill_under_load (gint n_consumers, gint n_servers)
{
  g_auto (Server)               server;
  g_autofree gchar             *file = NULL;
  g_autoptr (OdeonSystem)       system = new_system (1);
  g_autoptr (OdeonRedis)        redis = NULL;
  g_autoptr (OdeonRedisMailbox) mailbox = NULL;
  OdeonRef                     *address;
  Sender                        senders[SENDERS];
  GThread                      *threads[SENDERS];
  Consumer                      consumer;
  GThread                      *drained;
  gint                          stop = 0;

  server_init (&server);
  server_start (&server, AOF);
  file = g_build_filename (server.directory, "handled", NULL);
  redis = server_connect (&server, 60000);
  mailbox = odeon_redis_mailbox_new (redis, "orders");
  g_object_set (mailbox, "send-only", TRUE, NULL);
  address = spawn_clerk (system, mailbox);
  start_consumer (&consumer, &server, file);
  for (gint i = 0; i < SENDERS; i++)
    {
      senders[i] = (Sender) { address, i, 0, &stop };
      threads[i] = g_thread_new ("sender", send, &senders[i]);
    }

  for (gint i = 0; i < n_consumers; i++)
    {
      await_consumer (&consumer, (gsize) g_random_int_range (1, 500));
      kill_consumer (&consumer);
      if (i * n_servers / n_consumers != (i + 1) * n_servers / n_consumers)
        {
          server_kill (&server);
          server_start (&server, AOF);
        }
      start_consumer (&consumer, &server, file);
    }
  await_consumer (&consumer, 1);
  drained = g_thread_new ("drain", drain, &consumer);
  g_atomic_int_set (&stop, 1);
  for (gint i = 0; i < SENDERS; i++)
    g_thread_join (threads[i]);
  wait_until_handled (&server);
  kill (consumer.pid, SIGKILL);
  g_thread_join (drained);
  kill_consumer (&consumer);

  g_print ("# %d, %d and %d orders, %d handled again\n", senders[0].n, senders[1].n, senders[2].n,
           check (file, senders));
  stop_and_unref (address);
  await_ok (odeon_system_shut_down (system));
}

static void
a10_a_killed_consumer_loses_nothing (void **state G_GNUC_UNUSED)
{
  kill_under_load (scaled (KILLS), 0);
}

static void
a10_nor_does_a_killed_server (void **state G_GNUC_UNUSED)
{
  kill_under_load (scaled (KILLS), scaled (SERVER_KILLS));
}

int
main (int argc, char *argv[])
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a10_a_killed_consumer_loses_nothing),
    cmocka_unit_test (a10_nor_does_a_killed_server),
  };

  if (argc == 3)
    consume (argv[1], argv[2]);
  if (!have_server ())
    return skip_without_server ();

  program = argv[0];

  return cmocka_run_group_tests (tests, NULL, NULL);
}
