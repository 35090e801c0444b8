/* SPDX-License-Identifier: MIT */

/* Each kind of type through the dynamic side: Trial::Echo of generated.idl, found by its name, is
 * called by the names of its operations; its handlers are called through the tables; and an actor
 * of callbacks stands in for it. Nobody can tell one from another. */

#include "mirror.h"

typedef struct
{
  const gchar *operation;
  const gchar *a;
  const gchar *b;
} Kind;

#define KIND_SLOT(kind, Slot, In, info, a, b) { #kind, a, b },
#define KIND_BOX(kind, Type, info, a, b) { #kind, a, b },
#define KIND_ARRAY(kind, Type, info, a, b) { #kind, a, b },

static const Kind kinds[] = { KINDS (KIND_SLOT, KIND_BOX, KIND_ARRAY) };

static GVariant *
dup_arguments (const Kind *kind, gboolean swapped)
{
  g_autofree gchar *text = g_strdup_printf ("(%s, %s)", swapped ? kind->b : kind->a,
                                            swapped ? kind->a : kind->b);
  GError   *error = NULL;
  GVariant *arguments = g_variant_parse (NULL, text, NULL, NULL, &error);

  assert_no_error (error);
  return arguments;
}

/* What comes back is a, a and b, each in its type's own form. */
static void
assert_echoed (const Kind *kind, GVariant *results, GVariant *swapped)
{
  g_autoptr (GVariant) a = g_variant_get_child_value (results, 0);
  g_autoptr (GVariant) a_too = g_variant_get_child_value (results, 1);
  g_autoptr (GVariant) b = g_variant_get_child_value (results, 2);
  g_autoptr (GVariant) first = g_variant_get_child_value (swapped, 0);
  g_autoptr (GVariant) last = g_variant_get_child_value (swapped, 2);

  if (!g_variant_equal (a, a_too) || !g_variant_equal (a, last) || !g_variant_equal (b, first)
      || g_variant_equal (a, b))
    {
      g_autofree gchar *text = g_variant_print (results, TRUE);

      fail_msg ("%s: %s", kind->operation, text);
    }
}

/* --- calls --- */

static GVariant *
call (gpointer echo, const gchar *operation, GVariant *arguments)
{
  const OdeonInterfaceInfo *interface = odeon_interface_find ("Trial::Echo");
  GVariant                 *results = NULL;
  GError                   *error = NULL;

  odeon_ref_call_dynamic_sync (echo, interface, operation, arguments, NULL, &results, NULL, &error);
  assert_no_error (error);
  return results;
}

static void
check_calls (gpointer echo)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GVariant) arguments = dup_arguments (&kinds[i], FALSE);
      g_autoptr (GVariant) others = dup_arguments (&kinds[i], TRUE);
      g_autoptr (GVariant) results = call (echo, kinds[i].operation, arguments);
      g_autoptr (GVariant) swapped = call (echo, kinds[i].operation, others);

      assert_echoed (&kinds[i], results, swapped);
    }
}

static void
every_kind_is_called_by_name (void **state G_GNUC_UNUSED)
{
  const GType types[] = { mirror_get_type (), late_get_type () };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (OdeonSystem) system = new_system (1);
      OdeonRef               *echo = odeon_spawn (ODEON_SPAWNER (system), types[i], NULL, NULL,
                                                  NULL);

      check_calls (echo);
      stop_and_unref (echo);
    }
}

/* --- handlers --- */

/* An OdeonActorFunc: takes the place of the message. */
static void
invoke_all (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GVariant *results[2] = { NULL, NULL };

      for (gint swapped = 0; swapped < 2; swapped++)
        {
          g_autoptr (GVariant) arguments = dup_arguments (&kinds[i], swapped);
          GError              *error = NULL;

          odeon_ref_call_dynamic_await (odeon_interface_invoke (actor, &trial_echo_interface_info,
                                                                kinds[i].operation, arguments,
                                                                NULL),
                                        &results[swapped], NULL, &error);
          assert_no_error (error);
        }
      assert_echoed (&kinds[i], results[0], results[1]);
      g_variant_unref (results[0]);
      g_variant_unref (results[1]);
    }
}

static void
every_kind_is_passed_to_a_handler (void **state G_GNUC_UNUSED)
{
  const GType types[] = { mirror_get_type (), late_get_type () };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (OdeonSystem) system = new_system (0);
      OdeonRef               *echo = odeon_spawn (ODEON_SPAWNER (system), types[i], NULL, NULL,
                                                  NULL);

      await_ok (invoke (echo, invoke_all, NULL));
      stop_and_unref (echo);
    }
}

/* --- stand-ins --- */

/* An OdeonDynamicFunc: gives back a, a and b; of what takes nothing, a name. */
static void
echo_back (OdeonActor *self G_GNUC_UNUSED, OdeonCall *call, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GVariant)  arguments = odeon_call_dup_arguments (call, &refs);
  g_autoptr (GVariant)  a = NULL;
  g_autoptr (GVariant)  b = NULL;

  if (g_variant_n_children (arguments) == 0)
    {
      odeon_call_return_variant (call, g_variant_new ("(s)", "nobody"), NULL);
      return;
    }

  a = g_variant_get_child_value (arguments, 0);
  b = g_variant_get_child_value (arguments, 1);
  odeon_call_return_variant (call, g_variant_new_tuple ((GVariant *[]) { a, a, b }, 3), refs);
}

static OdeonRef *
spawn_stand_in (OdeonSystem *system)
{
  static const OdeonDynamicHandler handlers[] = { { NULL, echo_back } };
  GError   *error = NULL;
  OdeonRef *echo = odeon_interface_implement_dynamic (odeon_interface_find ("Trial::Echo"),
                                                      ODEON_SPAWNER (system), NULL, handlers, 1,
                                                      NULL, NULL, &error);

  assert_no_error (error);
  return echo;
}

static void
every_kind_reaches_a_stand_in_and_comes_back (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *echo = spawn_stand_in (system);

  check_calls (echo);
  stop_and_unref (echo);
}

/* The handlers that libffi made, called by libffi: without a message, as C would call the vtable.
 * Deferred ones out of the way, the plain ones are used. */
static gboolean
dispatch_plainly (gpointer actor, gpointer vtable, const OdeonMethodInfo *method, OdeonCall *call,
                  GError **error)
{
  TrialEchoImplInterface plain = *(TrialEchoImplInterface *) vtable;

  G_STRUCT_MEMBER (gpointer, &plain, method->deferred_offset) = NULL;
  return odeon_interface_dispatch (actor, &plain, call, odeon_call_get_frame (call), error);
}

/* An OdeonActorFunc. */
static void
handle_all (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  gpointer vtable = TRIAL_ECHO_IMPL_GET_IFACE (actor);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const OdeonMethodInfo *method =
        odeon_interface_find_method (&trial_echo_interface_info, kinds[i].operation, 0);
      const OdeonParamInfo *a = &method->params[0];
      const OdeonParamInfo *out_c = &method->params[4];
      OdeonCall            *call = odeon_call_new (NULL, method);
      gchar                *frame = odeon_call_get_frame (call);
      gpointer              c = frame + out_c->offset;
      GError               *error = NULL;

      parse (a->type, frame + a->offset, kinds[i].a);
      parse (a->type, frame + method->params[1].offset, kinds[i].b);
      dispatch_plainly (actor, vtable, method, call, &error);
      assert_no_error (error);
      if (out_c->flags & ODEON_PARAM_INDIRECT)
        c = *(gpointer *) c;
      assert_equal (a->type, frame + method->params[1].offset, c);
      odeon_call_return (call);
      odeon_future_unref ((OdeonFuture *) call);
    }
}

static void
every_kind_passes_the_handlers_of_a_stand_in (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *echo = spawn_stand_in (system);

  await_ok (invoke (echo, handle_all, NULL));
  stop_and_unref (echo);
}

static void
references_travel_beside_the_values (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *echoes[] = {
    odeon_spawn (ODEON_SPAWNER (system), mirror_get_type (), NULL, NULL, NULL),
    spawn_stand_in (system),
  };
  g_autoptr (OdeonRef) player = spawn_player (system, "p", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (echoes); i++)
    {
      g_autoptr (GPtrArray) refs = g_ptr_array_new ();
      g_autoptr (GPtrArray) given = NULL;
      g_autoptr (GVariant)  results = NULL;
      g_autofree gchar     *text = NULL;
      GError               *error = NULL;

      g_ptr_array_add (refs, echoes[0]);
      g_ptr_array_add (refs, player);
      odeon_ref_call_dynamic_sync (echoes[i], &trial_echo_interface_info, "objects",
                                   g_variant_new ("(hh)", 1, -1), refs, &results, &given, &error);
      assert_no_error (error);
      text = g_variant_print (results, FALSE);
      assert_string_equal (text, "(0, 1, -1)");
      assert_int_equal (given->len, 2);
      assert_ptr_equal (given->pdata[0], player);
      assert_ptr_equal (given->pdata[1], player);

      await_error (odeon_ref_call_dynamic (echoes[i], &trial_echo_interface_info, "objects",
                                           g_variant_new ("(hh)", 0, 2), refs),
                   ODEON_ERROR_INVALID_ARGUMENT);
      await_error (odeon_ref_call_dynamic (echoes[i], &trial_echo_interface_info, "actors",
                                           g_variant_new ("(hh)", 0, 1), refs),
                   ODEON_ERROR_WRONG_INTERFACE);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (echoes); i++)
    stop_and_unref (echoes[i]);
}

static void
what_is_inherited_is_there_as_well (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *mirror = odeon_spawn (ODEON_SPAWNER (system), mirror_get_type (), NULL,
                                                NULL, NULL);
  OdeonRef               *stand_in = spawn_stand_in (system);
  g_autoptr (GVariant)    name = NULL;
  g_autoptr (GVariant)    other = call (stand_in, "get_name", NULL);
  g_autofree gchar       *text = NULL;
  g_autofree gchar       *other_text = g_variant_print (other, FALSE);

  g_variant_unref (call (mirror, "set_name", g_variant_new ("(s)", "n")));
  name = call (mirror, "get_name", NULL);
  text = g_variant_print (name, FALSE);
  assert_string_equal (text, "('n',)");
  assert_string_equal (other_text, "('nobody',)");
  assert_true (odeon_ref_implements (stand_in, odeon_interface_find ("Trial::Named")));
  assert_true (odeon_ref_implements (stand_in, odeon_interface_find ("Trial::Ranked")));
  stop_and_unref (mirror);
  stop_and_unref (stand_in);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_kind_is_called_by_name),
    cmocka_unit_test (every_kind_is_passed_to_a_handler),
    cmocka_unit_test (every_kind_reaches_a_stand_in_and_comes_back),
    cmocka_unit_test (every_kind_passes_the_handlers_of_a_stand_in),
    cmocka_unit_test (references_travel_beside_the_values),
    cmocka_unit_test (what_is_inherited_is_there_as_well),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
