/* SPDX-License-Identifier: MIT */

/* interface Party {
 *   struct Guest { string name; Object who; };
 *   Guest invite (in sequence<Object> friends, in Guest first, in long n);
 * }; */

#include "meter.h"

#include "odeon-call-private.h"

typedef struct
{
  gchar    *name;
  OdeonRef *who;
} Guest;

static const OdeonMemberInfo guest_members[] = {
  { .name = "name", .type = &odeon_string_info, .offset = G_STRUCT_OFFSET (Guest, name) },
  { .name = "who", .type = &odeon_ref_info, .offset = G_STRUCT_OFFSET (Guest, who) },
};

static const OdeonTypeInfo guest_info = {
  .kind = ODEON_KIND_STRUCT, .size = sizeof (Guest), .name = "Party::Guest",
  .members = guest_members, .n_members = G_N_ELEMENTS (guest_members),
  .signature = "(sh)", .alignment = 4,
};

static const OdeonTypeInfo friends_info = {
  .kind = ODEON_KIND_POINTERS, .size = sizeof (gpointer), .element = &odeon_ref_info,
  .signature = "ah", .alignment = 4,
};

typedef struct
{
  GPtrArray *friends;
  Guest      first;
  gint32     n;
  Guest     *out_result;
} Frame;

static const OdeonParamInfo params[] = {
  { "friends", &friends_info, G_STRUCT_OFFSET (Frame, friends), ODEON_PARAM_IN },
  { "first", &guest_info, G_STRUCT_OFFSET (Frame, first), ODEON_PARAM_IN },
  { "n", &odeon_int32_info, G_STRUCT_OFFSET (Frame, n), ODEON_PARAM_IN },
  { "result", &guest_info, G_STRUCT_OFFSET (Frame, out_result),
    ODEON_PARAM_OUT | ODEON_PARAM_INDIRECT },
};

static const OdeonInterfaceInfo party_info = { .name = "Party" };

static const OdeonMethodInfo invite = {
  .name = "invite", .interface = &party_info, .params = params,
  .n_params = G_N_ELEMENTS (params), .frame_size = sizeof (Frame),
};

typedef struct
{
  OdeonSystem *system;
  OdeonRef    *ann;
  OdeonRef    *bob;
  GPtrArray   *refs;
  OdeonCall   *call;
} Scene;

static int
set_up (void **state)
{
  Scene *self = g_new0 (Scene, 1);

  self->system = new_system (0);
  self->ann = spawn_player (self->system, "ann", NULL);
  self->bob = spawn_player (self->system, "bob", NULL);
  self->refs = g_ptr_array_new ();
  g_ptr_array_add (self->refs, self->ann);
  g_ptr_array_add (self->refs, self->bob);
  self->call = odeon_call_new (NULL, &invite);
  *state = self;

  return 0;
}

static int
tear_down (void **state)
{
  Scene *self = *state;

  if (self->call != NULL)
    _odeon_call_discard (self->call);
  g_ptr_array_unref (self->refs);
  odeon_ref_unref (self->ann);
  odeon_ref_unref (self->bob);
  g_object_unref (self->system);
  g_free (self);

  return 0;
}

static void
read_well (Scene *scene, const gchar *text)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (g_variant_new_parsed (text));
  GError              *error = NULL;

  _odeon_call_read_params (scene->call, ODEON_PARAM_IN, tuple, scene->refs, &error);
  assert_no_error (error);
}

static void
assert_refused (Scene *scene, const gchar *text, const gchar *message)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (g_variant_new_parsed (text));
  g_autoptr (GError)   error = NULL;

  assert_false (_odeon_call_read_params (scene->call, ODEON_PARAM_IN, tuple, scene->refs, &error));
  if (!g_str_has_prefix (error->message, message))
    fail_msg ("%s", error->message);
}

static void
references_are_read_wherever_they_are (void **state)
{
  Scene *scene = *state;
  Frame *frame = odeon_call_get_frame (scene->call);

  read_well (scene, "([handle 1, -1, 0], ('first', handle 0), 3)");
  assert_int_equal (frame->friends->len, 3);
  assert_ptr_equal (frame->friends->pdata[0], scene->bob);
  assert_null (frame->friends->pdata[1]);
  assert_ptr_equal (frame->friends->pdata[2], scene->ann);
  assert_ptr_equal (frame->first.who, scene->ann);
  assert_string_equal (frame->first.name, "first");
}

static void
they_are_written_into_the_array_beside_the_tuple (void **state)
{
  Scene                *scene = *state;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GVariant)  arguments = NULL;
  g_autofree gchar     *text = NULL;

  read_well (scene, "([handle 1, -1], ('first', handle 0), 3)");
  arguments = odeon_call_dup_arguments (scene->call, &refs);
  text = g_variant_print (arguments, FALSE);
  assert_string_equal (text, "([0, -1], ('first', 1), 3)");
  assert_int_equal (refs->len, 2);
  assert_ptr_equal (refs->pdata[0], scene->bob);
  assert_ptr_equal (refs->pdata[1], scene->ann);
}

static void
without_an_array_they_are_urns_for_people (void **state)
{
  Scene               *scene = *state;
  g_autofree gchar    *urn = odeon_ref_dup_urn (scene->ann);
  g_autofree gchar    *expected = g_strdup_printf ("invite (['', '%s'], ('x', ''), 3)", urn);
  g_autofree gchar    *text = NULL;

  read_well (scene, "([handle -1, 0], ('x', handle -1), 3)");
  text = _odeon_call_dup_text (scene->call);
  assert_string_equal (text, expected);
}

static void
an_index_beyond_the_array_is_refused (void **state)
{
  Scene *scene = *state;

  assert_refused (scene, "([handle 0, 2], ('x', handle 0), 3)", "Party.invite: friends: ");
  assert_refused (scene, "([handle 0, -2], ('x', handle 0), 3)", "Party.invite: friends: ");
}

static void
what_was_read_before_a_fault_is_released (void **state)
{
  Scene *scene = *state;

  /* The leak checkers look on. */
  assert_refused (scene, "([handle 0], ('x', handle 9), 3)", "Party.invite: first: ");
}

static void
results_are_read_into_memory_of_their_own (void **state)
{
  Scene                  *scene = *state;
  g_autoptr (OdeonFuture) future = (OdeonFuture *) scene->call;
  g_autoptr (GPtrArray)   refs = NULL;
  g_autoptr (GVariant)    results = NULL;
  g_autofree gchar       *text = NULL;

  odeon_call_return_variant (g_steal_pointer (&scene->call),
                             g_variant_new_parsed ("(('guest', handle 1),)"), scene->refs);
  assert_true (odeon_ref_call_dynamic_finish (future, &results, &refs, NULL));
  text = g_variant_print (results, FALSE);
  assert_string_equal (text, "(('guest', 0),)");
  assert_ptr_equal (refs->pdata[0], scene->bob);
}

static void
results_that_do_not_fit_are_an_error (void **state)
{
  Scene                  *scene = *state;
  g_autoptr (OdeonFuture) future = (OdeonFuture *) scene->call;
  g_autoptr (GError)      error = NULL;

  odeon_call_return_variant (g_steal_pointer (&scene->call),
                             g_variant_new_parsed ("(('guest', handle 5),)"), scene->refs);
  assert_false (odeon_ref_call_dynamic_finish (future, NULL, NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_true (g_str_has_prefix (error->message, "Party.invite: result: "));
}

#define scene_test(f) cmocka_unit_test_setup_teardown (f, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    scene_test (references_are_read_wherever_they_are),
    scene_test (they_are_written_into_the_array_beside_the_tuple),
    scene_test (without_an_array_they_are_urns_for_people),
    scene_test (an_index_beyond_the_array_is_refused),
    scene_test (what_was_read_before_a_fault_is_released),
    scene_test (results_are_read_into_memory_of_their_own),
    scene_test (results_that_do_not_fit_are_an_error),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
