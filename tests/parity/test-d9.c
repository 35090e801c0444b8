/* SPDX-License-Identifier: MIT */

/* D9: a timeout says who called what of whom. */

#include "parity.idl.h"
#include "stage.h"

#include <string.h>

typedef struct
{
  Player parent_instance;

  GPtrArray *kept; /* of OdeonCall */
} Oracle;

typedef PlayerClass OracleClass;

GType oracle_get_type (void);

static void
oracle_keep (ParityOracleImpl *impl, OdeonCall *call, gint32 question G_GNUC_UNUSED)
{
  g_ptr_array_add (((Oracle *) impl)->kept, call);
}

static void
oracle_keep_mood (ParityOracleImpl *impl, OdeonCall *call)
{
  oracle_keep (impl, call, 0);
}

static gboolean
oracle_muse (ParityOracleImpl *impl, GError **error G_GNUC_UNUSED)
{
  journal_add (((Player *) impl)->journal, "", "mused");

  return TRUE;
}

static void
oracle_impl_init (ParityOracleImplInterface *iface)
{
  iface->think_deferred = oracle_keep;
  iface->ask_deferred = oracle_keep;
  iface->get_mood_deferred = oracle_keep_mood;
  iface->muse = oracle_muse;
}

G_DEFINE_TYPE_WITH_CODE (Oracle, oracle, player_get_type (),
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_ORACLE_IMPL, oracle_impl_init))

static void
oracle_finalize (GObject *object)
{
  g_ptr_array_unref (((Oracle *) object)->kept);
  G_OBJECT_CLASS (oracle_parent_class)->finalize (object);
}

static void
oracle_class_init (OracleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = oracle_finalize;
}

static void
oracle_init (Oracle *self)
{
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) odeon_call_drop);
}

typedef struct
{
  OdeonSystem  *system;
  ParityOracle *oracle;
  Journal       journal;
  GError       *error;
} Scene;

static int
set_up (void **state)
{
  Scene            *self = g_new0 (Scene, 1);
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  journal_init (&self->journal);
  self->system = new_system (1);
  options.name = "delphi";
  self->oracle = parity_oracle_spawn (ODEON_SPAWNER (self->system), oracle_get_type (), &options,
                                      NULL, "journal", &self->journal, NULL);
  *state = self;

  return 0;
}

static int
tear_down (void **state)
{
  Scene *self = *state;

  odeon_ref_unref (self->oracle);
  g_object_unref (self->system);
  g_clear_error (&self->error);
  journal_clear (&self->journal);
  g_free (self);

  return 0;
}

static void
assert_timed_out (const GError *error, const gchar *operation)
{
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  assert_non_null (strstr (error->message, operation));
  assert_non_null (strstr (error->message, "Oracle \"delphi\""));
  assert_non_null (strstr (error->message, "20 ms"));
}

static void
think (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Scene *self = data;
  gint32 answer = 7;

  assert_false (parity_oracle_think_sync (self->oracle, 42, &answer, &self->error));
  assert_int_equal (answer, 7);
}

static void
an_actor_s_timeout_names_caller_target_and_operation (void **state)
{
  Scene            *self = *state;
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef         *caller;

  options.name = "croesus";
  caller = spawn_with (self->system, &options, "", NULL, FAULT_NONE);
  await_ok (invoke (caller, think, self));
  assert_timed_out (self->error, "Parity::Oracle.think");
  assert_non_null (strstr (self->error->message, "called by Player \"croesus\""));
  odeon_ref_unref (caller);
}

static void
a_thread_s_timeout_names_target_and_operation (void **state)
{
  Scene *self = *state;
  gint32 mood;

  assert_false (parity_oracle_get_mood_sync (self->oracle, &mood, &self->error));
  assert_timed_out (self->error, "Parity::Oracle.mood");
}

static void
set_gate (OdeonFuture *future, gpointer data)
{
  Gate *gate = data;

  assert_false (parity_oracle_think_finish (future, NULL, &gate->error));
  odeon_promise_set_boolean (gate->reached, TRUE);
}

static gpointer
call_without_awaiting (gpointer data)
{
  Scene                  *self = data;
  g_autoptr (OdeonFuture) future = parity_oracle_think (self->oracle, 1);

  while (!odeon_future_is_done (future))
    g_thread_yield ();
  assert_false (parity_oracle_think_finish (future, NULL, &self->error));

  return NULL;
}

static void
a_call_that_nobody_awaits_times_out_as_well (void **state)
{
  Scene                  *self = *state;
  g_autoptr (OdeonFuture) future = NULL;
  g_auto (Gate)           gate;

  g_thread_join (g_thread_new ("caller", call_without_awaiting, self));
  assert_timed_out (self->error, "Parity::Oracle.think");

  gate_init (&gate);
  future = parity_oracle_think (self->oracle, 1);
  odeon_future_on_done (future, set_gate, &gate, NULL);
  gate_await_arrival (&gate);
  assert_timed_out (gate.error, "Parity::Oracle.think");
}

static void
a_call_by_name_times_out_as_well (void **state)
{
  Scene       *self = *state;
  OdeonFuture *future = odeon_ref_call (self->oracle, "think", g_variant_new ("(i)", 1), NULL);

  assert_false (odeon_future_await (future, &self->error));
  assert_timed_out (self->error, "Parity::Oracle.think");
  odeon_future_unref (future);
}

static void
answer_all (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  Oracle *self = (Oracle *) actor;

  /* The first is the one that waits still. */
  parity_oracle_complete_ask (g_ptr_array_steal_index (self->kept, 0), 42);
}

static void
the_interface_s_timeout_is_for_the_other_operations (void **state)
{
  Scene       *self = *state;
  OdeonFuture *future = parity_oracle_ask (self->oracle, 1);
  gint32       answer = 0;

  /* Well after that of those that have one of their own. */
  assert_false (parity_oracle_think_sync (self->oracle, 1, NULL, &self->error));
  g_clear_error (&self->error);
  assert_false (odeon_future_is_done (future));
  await_ok (invoke (self->oracle, answer_all, NULL));
  assert_true (parity_oracle_ask_await (future, &answer, &self->error));
  assert_int_equal (answer, 42);
}

static void
a_message_that_nobody_answers_has_no_deadline (void **state)
{
  Scene *self = *state;

  parity_oracle_muse (self->oracle);
  parity_oracle_think_tell (self->oracle, 1);
  assert_false (parity_oracle_think_sync (self->oracle, 1, NULL, NULL));
  assert_journal (&self->journal, "started mused");
}

int
main (void)
{
#define SCENE_TEST(test) cmocka_unit_test_setup_teardown (test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    SCENE_TEST (an_actor_s_timeout_names_caller_target_and_operation),
    SCENE_TEST (a_thread_s_timeout_names_target_and_operation),
    SCENE_TEST (a_call_that_nobody_awaits_times_out_as_well),
    SCENE_TEST (a_call_by_name_times_out_as_well),
    SCENE_TEST (the_interface_s_timeout_is_for_the_other_operations),
    SCENE_TEST (a_message_that_nobody_answers_has_no_deadline),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
