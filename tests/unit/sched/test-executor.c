/* SPDX-License-Identifier: MIT */

#include "stage.h"

typedef struct
{
  OdeonFuture *(*chain) (OdeonFuture *source);
  gboolean ok;
  GError  *error;
} Own;

static OdeonFuture *
hand_on (OdeonFuture *done G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  return NULL;
}

static OdeonFuture *
own_then (OdeonFuture *source)
{
  return odeon_future_then (source, hand_on, NULL, NULL);
}

static OdeonFuture *
own_catch (OdeonFuture *source)
{
  return odeon_future_catch (source, hand_on, NULL, NULL);
}

static OdeonFuture *
own_among_all (OdeonFuture *source)
{
  OdeonFuture *parts[] = { source, own_then (odeon_future_ref (source)) };
  OdeonFuture *all = odeon_future_all (parts, 2);

  odeon_future_unref (parts[0]);
  odeon_future_unref (parts[1]);

  return all;
}

static void
await_own (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Own                     *self = data;
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  OdeonFuture             *future = self->chain (odeon_promise_get_future (promise));

  self->ok = odeon_future_await (future, &self->error);
  odeon_future_unref (future);
}

static void
an_actor_that_awaits_its_own_continuation_is_told (void **state G_GNUC_UNUSED)
{
  OdeonFuture            *(*chains[]) (OdeonFuture *) = { own_then, own_catch, own_among_all };
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *player = spawn_player (system, "", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    {
      Own own = { .chain = chains[i] };

      await_ok (invoke (player, await_own, &own));
      assert_false (own.ok);
      assert_true (g_error_matches (own.error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
      assert_non_null (strstr (own.error->message, "a continuation of its own"));
      g_error_free (own.error);
    }
  odeon_ref_unref (player);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_that_awaits_its_own_continuation_is_told),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
