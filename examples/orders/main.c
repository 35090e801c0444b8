/* SPDX-License-Identifier: MIT */

/* A queue of orders that survives `kill -9`. The shop gives its orders to a packer that lives in
 * another process, which is killed twice with an order in its hands: what it has not packed its
 * successor packs, in order, and nothing is lost. An order that was packed but not ticked off
 * before the crash comes again, with the id that it had; the ledger knows it by that. */

#include "orders.idl.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_ORDERS  9
#define N_PER_DAY 3 /* until the packer is killed */

static OdeonRedisMailbox *
open_mailbox (const gchar *address)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (OdeonRedis) redis = odeon_redis_new (address, NULL, 0, &error);

  if (redis == NULL)
    g_error ("%s", error->message);

  return odeon_redis_mailbox_new (redis, "orders");
}

/* --- The packer ------------------------------------------------------------------------------- */

#define TYPE_PACKER (packer_get_type ())
G_DECLARE_FINAL_TYPE (Packer, packer, EXAMPLE, PACKER, OdeonActor)

struct _Packer
{
  OdeonActor parent_instance;

  gint       n_packed;
};

static OdeonRedisMailbox *mailbox;
static const gchar       *ledger;
static OdeonPromise      *all_packed;

/* %FALSE: it is there already. */
static gboolean
enter_into_ledger (const gchar *id)
{
  g_autofree gchar *text = NULL;
  g_autofree gchar *longer = NULL;

  g_file_get_contents (ledger, &text, NULL, NULL);
  if (text != NULL && strstr (text, id) != NULL)
    return FALSE;

  longer = g_strconcat (text != NULL ? text : "", id, "\n", NULL);

  return g_file_set_contents (ledger, longer, -1, NULL);
}

static gboolean
packer_pack (OrdersPackerImpl *impl,
             gint32            number,
             const gchar      *article,
             GError          **error G_GNUC_UNUSED)
{
  Packer *self = EXAMPLE_PACKER (impl);

  if (self->n_packed == N_PER_DAY)
    {
      g_print ("  packer: killed, with order %d in its hands\n", number);
      kill (getpid (), SIGKILL);
    }
  if (!enter_into_ledger (odeon_redis_mailbox_get_current_id (mailbox)))
    return TRUE;

  self->n_packed++;
  g_print ("  packer: order %d, %s\n", number, article);
  if (number == N_ORDERS)
    odeon_promise_set_boolean (all_packed, TRUE);

  return TRUE;
}

static void
packer_impl_init (OrdersPackerImplInterface *iface)
{
  iface->pack = packer_pack;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Packer, packer, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (ORDERS_TYPE_PACKER_IMPL, packer_impl_init))

static void
packer_class_init (PackerClass *klass G_GNUC_UNUSED)
{
}

static void
packer_init (Packer *self G_GNUC_UNUSED)
{
}

static OrdersPacker *
spawn_packer (void)
{
  OdeonSpawnOptions  options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  OrdersPacker      *packer;

  options.mailbox = ODEON_MAILBOX (mailbox);
  packer = orders_packer_spawn (ODEON_SPAWNER (odeon_system_get_default ()), TYPE_PACKER, &options,
                                &error, NULL);
  if (packer == NULL)
    g_error ("%s", error->message);

  return packer;
}

static void
await (OdeonFuture *future)
{
  g_autoptr (GError) error = NULL;

  if (!odeon_future_await (future, &error))
    g_error ("%s", error->message);
  odeon_future_unref (future);
}

/* In a process of its own, until all is packed, or it is killed. */
static int
work (void)
{
  g_autoptr (OrdersPacker) packer = NULL;

  all_packed = odeon_promise_new ();
  packer = spawn_packer ();
  await (odeon_promise_get_future (all_packed));
  await (odeon_redis_mailbox_flush (mailbox));

  return EXIT_SUCCESS;
}

/* --- The shop --------------------------------------------------------------------------------- */

/* Here the actor is but the address of the one that works. */
static void
give_orders (void)
{
  static const gchar *const articles[] = { "a kettle", "a lamp", "two chairs" };
  g_autoptr (OrdersPacker)  packer = NULL;

  g_object_set (mailbox, "send-only", TRUE, NULL);
  packer = spawn_packer ();
  for (gint32 i = 1; i <= N_ORDERS; i++)
    if (!orders_packer_pack (packer, i, articles[i % G_N_ELEMENTS (articles)]))
      g_error ("An order was refused");
  g_print ("shop: %d orders are accepted\n", N_ORDERS);
  await (odeon_ref_stop (packer));
}

/* %TRUE: it was not killed. */
static gboolean
run_packer (char **argv)
{
  gchar             *child[] = { argv[0], argv[1], argv[2], "work", NULL };
  g_autoptr (GError) error = NULL;
  gint               status;

  g_print ("shop: a packer comes\n");
  if (!g_spawn_sync (NULL, child, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL,
                     &status, &error))
    g_error ("%s", error->message);

  return WIFEXITED (status) && WEXITSTATUS (status) == EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  int status = EXIT_SUCCESS;

  if (argc < 3)
    {
      g_printerr ("Usage: %s ADDRESS-OF-REDIS LEDGER\n", argv[0]);
      return EXIT_FAILURE;
    }

  mailbox = open_mailbox (argv[1]);
  ledger = argv[2];
  if (argc > 3)
    status = work ();
  else
    {
      give_orders ();
      while (!run_packer (argv))
        continue;
      g_print ("shop: all is packed\n");
    }

  return status;
}
