/* SPDX-License-Identifier: MIT */

/* What odeon-codegen makes of generated.idl, at work: values of its types, and calls that take one
 * of each kind there and back. Callers cannot tell an actor that defers its answers from one that
 * does not: each scene is played with both. */

#include "mirror.h"

/* --- the stage: both actors, one after the other --- */

typedef void (*Scene) (OdeonSystem *system, TrialEcho *echo);

static TrialEcho *
spawn_echo (OdeonSystem *system, GType type)
{
  GError    *error = NULL;
  TrialEcho *echo = trial_echo_spawn (ODEON_SPAWNER (system), type, NULL, &error, NULL);

  assert_no_error (error);
  return echo;
}

static void
play (Scene scene)
{
  const GType types[] = { mirror_get_type (), late_get_type () };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (OdeonSystem) system = new_system (1);
      g_autoptr (TrialEcho) echo = spawn_echo (system, types[i]);

      scene (system, echo);
      await_ok (odeon_system_shut_down (system));
    }
}

/* --- calls with each kind of type --- */

/* By _sync; then by the future, whose results can be had as often as one likes, or not at all. */
#define CALL(kind, a, b, out_result, out_b, out_c, check)                                          \
  GError *error = NULL;                                                                            \
  OdeonFuture *future;                                                                             \
                                                                                                   \
  assert_true (trial_echo_##kind##_sync (echo, a, b, out_result, out_b, out_c, &error));           \
  assert_no_error (error);                                                                         \
  check;                                                                                           \
  future = trial_echo_##kind (echo, a, b);                                                         \
  await_ok (odeon_future_ref (future));                                                            \
  for (gint i = 0; i < 2; i++)                                                                     \
    {                                                                                              \
      assert_true (trial_echo_##kind##_finish (future, out_result, out_b, out_c, &error));         \
      check;                                                                                       \
      assert_true (trial_echo_##kind##_finish (future, NULL, NULL, NULL, &error));                 \
    }                                                                                              \
  assert_true (trial_echo_##kind##_await (future, out_result, out_b, out_c, &error));              \
  check;                                                                                           \
  assert_true (trial_echo_##kind##_tell (echo, a, b));

#define CHECK_SLOT(kind, Slot, In, info, first, second)                                            \
  static void check_##kind (OdeonSystem *system G_GNUC_UNUSED, TrialEcho *echo)                    \
  {                                                                                                \
    __typeof__ (Slot) a, b, result, new_b, c;                                                      \
                                                                                                   \
    parse (&info, &a, first);                                                                      \
    parse (&info, &b, second);                                                                     \
    {                                                                                              \
      CALL (kind, (In) a, (In) b, &result, &new_b, &c,                                             \
            compare_and_clear (&info, &a, &b, &result, &new_b, &c))                                \
    }                                                                                              \
    odeon_value_clear (&info, &a);                                                                 \
    odeon_value_clear (&info, &b);                                                                 \
  }

#define CHECK_BOX(kind, Type, info, first, second)                                                 \
  static void check_##kind (OdeonSystem *system G_GNUC_UNUSED, TrialEcho *echo)                    \
  {                                                                                                \
    Type a, b, *result, *new_b, *c;                                                                \
                                                                                                   \
    parse (&info, &a, first);                                                                      \
    parse (&info, &b, second);                                                                     \
    {                                                                                              \
      CALL (kind, &a, &b, &result, &new_b, &c,                                                     \
            compare_and_free (&info, &a, &b, result, new_b, c))                                    \
    }                                                                                              \
    odeon_value_clear (&info, &a);                                                                 \
    odeon_value_clear (&info, &b);                                                                 \
  }

#define CHECK_ARRAY(kind, Type, info, first, second)                                               \
  static void check_##kind (OdeonSystem *system G_GNUC_UNUSED, TrialEcho *echo)                    \
  {                                                                                                \
    Type a, b, result, new_b, c;                                                                   \
                                                                                                   \
    parse (&info, &a, first);                                                                      \
    parse (&info, &b, second);                                                                     \
    {                                                                                              \
      CALL (kind, a, b, result, new_b, c,                                                          \
            compare_and_clear (&info, a, b, result, new_b, c))                                     \
    }                                                                                              \
  }

static void
compare_and_clear (const OdeonTypeInfo *info,
                   gconstpointer        a,
                   gconstpointer        b,
                   gpointer             result,
                   gpointer             new_b,
                   gpointer             c)
{
  assert_equal (info, result, a);
  assert_equal (info, new_b, a);
  assert_equal (info, c, b);
  odeon_value_clear (info, result);
  odeon_value_clear (info, new_b);
  odeon_value_clear (info, c);
}

static void
compare_and_free (const OdeonTypeInfo *info,
                  gconstpointer        a,
                  gconstpointer        b,
                  gpointer             result,
                  gpointer             new_b,
                  gpointer             c)
{
  assert_equal (info, result, a);
  assert_equal (info, new_b, a);
  assert_equal (info, c, b);
  odeon_boxed_free (info, result);
  odeon_boxed_free (info, new_b);
  odeon_boxed_free (info, c);
}

KINDS (CHECK_SLOT, CHECK_BOX, CHECK_ARRAY)

static void
play_references (OdeonSystem *system, TrialEcho *echo)
{
  g_autoptr (TrialEcho) other = spawn_echo (system, mirror_get_type ());
  TrialNamed           *self = trial_echo_as_named (echo);
  GError               *error = NULL;
  OdeonRef             *result, *b, *c;
  TrialNamed           *named, *named_b, *named_c;

  assert_true (trial_echo_objects_sync (echo, (OdeonRef *) other, NULL, &result, &b, &c, &error));
  assert_true (odeon_ref_equal (result, other));
  assert_true (odeon_ref_equal (b, other));
  assert_null (c);
  odeon_ref_unref (result);
  odeon_ref_unref (b);

  assert_true (trial_echo_actors_sync (echo, self, NULL, &named, &named_b, &named_c, &error));
  assert_true (odeon_ref_equal (named, echo));
  assert_null (named_c);
  assert_true (trial_named_set_name_sync (named, "found", &error));
  trial_named_unref (named);
  trial_named_unref (named_b);
}

#define PLAY(kind, ...) play (check_##kind);

static void
every_kind_goes_there_and_back (void **state G_GNUC_UNUSED)
{
  KINDS (PLAY, PLAY, PLAY)
  play (play_references);
}

static void
play_attributes (OdeonSystem *system G_GNUC_UNUSED, TrialEcho *echo)
{
  const TrialPoint      there = { 5, 6 };
  g_autoptr (TrialPoint) place = NULL;
  g_autofree gchar     *name = NULL;
  g_autoptr (GError)    error = NULL;
  TrialVector           arrow;
  gint32                rank;

  assert_true (trial_echo_set_place_sync (echo, &there, NULL));
  assert_true (trial_echo_get_place_await (trial_echo_get_place (echo), &place, NULL));
  assert_true (trial_point_equal (place, &there));
  assert_true (trial_echo_get_arrow_sync (echo, arrow, NULL));
  assert_int_equal (arrow[2], 3);

  assert_true (trial_ranked_get_rank_sync (trial_echo_as_ranked (echo), &rank, NULL));
  assert_int_equal (rank, 3);
  assert_true (trial_named_set_name_tell (trial_echo_as_named (echo), "somebody"));
  assert_false (trial_named_set_name_sync (trial_echo_as_named (echo), "", &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT));
  assert_true (trial_named_get_name_sync (trial_echo_as_named (echo), &name, NULL));
  assert_string_equal (name, "somebody");
}

static void
attributes_are_read_and_written (void **state G_GNUC_UNUSED)
{
  play (play_attributes);
}

static void
play_oneway (OdeonSystem *system G_GNUC_UNUSED, TrialEcho *echo)
{
  g_auto (GStrv) notes = NULL;

  assert_true (trial_echo_note (echo, "first"));
  assert_true (trial_echo_note (echo, "second"));
  assert_false (trial_echo_note (echo, NULL));
  assert_true (trial_echo_get_notes_sync (echo, &notes, NULL));
  assert_int_equal (g_strv_length (notes), 2);
  assert_string_equal (notes[1], "second");
}

static void
a_oneway_operation_arrives_in_order (void **state G_GNUC_UNUSED)
{
  play (play_oneway);
}

/* --- errors --- */

static void
play_exceptions (OdeonSystem *system G_GNUC_UNUSED, TrialEcho *echo)
{
  g_autoptr (GError)  refused = NULL, bare = NULL, busy = NULL, undeclared = NULL;
  const TrialRefused *detail;

  assert_false (trial_echo_fail_sync (echo, "no", &refused));
  assert_true (g_error_matches (refused, TRIAL_ERROR, TRIAL_ERROR_REFUSED));
  detail = trial_refused_get_detail (refused);
  assert_string_equal (detail->reason, "no");
  assert_int_equal (detail->at.y, 4);
  assert_int_equal (g_array_index (detail->codes, gint32, 0), 404);
  assert_null (trial_bare_get_detail (refused));

  assert_false (trial_echo_fail_sync (echo, "bare", &bare));
  assert_true (g_error_matches (bare, TRIAL_ERROR, TRIAL_ERROR_BARE));
  assert_non_null (trial_bare_get_detail (bare));

  assert_false (trial_echo_fail_sync (echo, "busy", &busy));
  assert_true (g_error_matches (busy, TRIAL_ECHO_ERROR, TRIAL_ECHO_ERROR_BUSY));
  assert_int_equal (trial_echo_busy_get_detail (busy)->hue, TRIAL_COLOR_BLUE);

  assert_false (trial_echo_fail_sync (echo, "undeclared", &undeclared));
  assert_true (g_error_matches (undeclared, G_IO_ERROR, G_IO_ERROR_FAILED));
}

static void
exceptions_reach_the_caller_with_their_members (void **state G_GNUC_UNUSED)
{
  play (play_exceptions);
}

#define assert_refused(future) await_error (future, ODEON_ERROR_INVALID_ARGUMENT)

static void
play_invalid_arguments (OdeonSystem *system G_GNUC_UNUSED, TrialEcho *echo)
{
  const gchar *const words[] = { "fine", "\xc3", NULL };
  const TrialPoint   point = { 0, 0 };
  TrialShape         shape = { 0 };
  TrialLinked        linked = { 0 };

  assert_refused (trial_echo_strings (echo, "\xff", "fine"));
  assert_refused (trial_echo_strings (echo, "fine", NULL));
  assert_refused (trial_echo_tags (echo, "five!", ""));
  assert_refused (trial_echo_colors (echo, TRIAL_COLOR_RED, (TrialColor) 42));
  assert_refused (trial_echo_texts (echo, words, NULL));
  assert_refused (trial_echo_points (echo, NULL, &point));
  assert_refused (trial_echo_triples (echo, NULL, NULL));
  assert_refused (trial_echo_variants (echo, NULL, NULL));
  assert_refused (trial_echo_percents (echo, 0, 101));
  assert_refused (trial_echo_rights (echo, (TrialPermission) 2, TRIAL_PERMISSION_READ));
  assert_refused (trial_echo_headers (echo, 0x10, 0));
  assert_refused (trial_echo_links (echo, &linked, &linked));
  assert_refused (trial_echo_options (echo, NULL, NULL));
  shape._d = TRIAL_COLOR_GREEN;
  assert_refused (trial_echo_shapes (echo, &shape, &shape));
  assert_refused (trial_echo_ping (NULL));
  assert_false (trial_echo_strings_tell (echo, "\xff", ""));
  assert_false (trial_echo_ping_tell (NULL));
  assert_true (trial_echo_ping_sync (echo, NULL));
}

static void
what_breaks_the_rules_of_its_type_is_not_sent (void **state G_GNUC_UNUSED)
{
  play (play_invalid_arguments);
}

static void
play_invalid_results (OdeonSystem *system G_GNUC_UNUSED, TrialEcho *echo)
{
  for (gint kind = 0; kind < 2; kind++)
    {
      g_autoptr (GError) error = NULL;
      gchar             *untouched = NULL;

      assert_false (trial_echo_invalid_sync (echo, kind, &untouched, &error));
      assert_int_equal (error->domain, ODEON_ERROR);
      assert_null (untouched);
    }
}

static void
what_breaks_them_in_an_answer_is_an_error (void **state G_GNUC_UNUSED)
{
  play (play_invalid_results);
}

static void
play_mistakes (OdeonSystem *system G_GNUC_UNUSED, TrialEcho *echo)
{
  g_autoptr (GError) wrong = NULL, none = NULL, missing = NULL;
  gint32             result;

  assert_false (trial_echo_numbers_await (trial_echo_ping (echo), &result, NULL, NULL, &wrong));
  assert_true (g_error_matches (wrong, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE));
  assert_false (trial_echo_numbers_finish (NULL, &result, NULL, NULL, &none));
  assert_true (g_error_matches (none, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_false (trial_echo_missing_sync (echo, &missing));
  assert_true (g_error_matches (missing, ODEON_ERROR, ODEON_ERROR_NOT_IMPLEMENTED));
}

static void
mistakes_have_defined_results (void **state G_GNUC_UNUSED)
{
  play (play_mistakes);
}

static void
play_narrowing (OdeonSystem *system, TrialEcho *echo)
{
  g_autoptr (OdeonRef) stranger = spawn_player (system, "", NULL);
  g_autoptr (GError)   error = NULL;
  g_autoptr (TrialEcho) same = trial_echo_from_ref (trial_echo_as_ranked (echo), NULL);
  g_autoptr (TrialNamed) base = trial_named_from_ref (echo, NULL);

  assert_true (odeon_ref_equal (same, echo));
  assert_true (odeon_ref_equal (base, echo));
  assert_null (trial_echo_from_ref (stranger, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE));
  g_clear_error (&error);
  assert_null (trial_echo_spawn (ODEON_SPAWNER (system), player_get_type (), NULL, &error, NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE));
}

static void
only_what_implements_an_interface_narrows_to_it (void **state G_GNUC_UNUSED)
{
  play (play_narrowing);
}

/* --- values without calls --- */

static const gchar everything[] =
  "(true, byte 255, byte 120, uint32 8364, byte 128, int16 -1, uint64 18446744073709551615, 0.5,"
  " 0.1, 2, 'title', 'mark', (1, 2), (0, <(3, 4)>), b'bytes', ['names'], [1, 2], [0, 1],"
  " [(5, 6), (7, 8)], [[1], []], [1, 2, 3], [[1.0, 2, 3], [4, 5, 6]], [[7, 8, 9]], ['a', 'b'],"
  " [('oak', <[('twig', <@a(sv) []>)]>)], <{'a': 1}>, '', ())";

static void
a_struct_of_everything_is_copied_and_compared (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialEverything) first = trial_everything_new ();
  g_autoptr (TrialEverything) second = NULL;
  g_autofree gchar           *text = NULL;
  GError                     *error = NULL;

  parse (&trial_everything_info, first, everything);
  odeon_value_check (&trial_everything_info, first, &error);
  assert_no_error (error);
  second = trial_everything_copy (first);
  assert_true (trial_everything_equal (first, second));
  assert_int_equal (second->tiny, -128);
  assert_string_equal (second->marks[1], "b");
  assert_int_equal (((TrialPoint *) g_ptr_array_index (second->way, 1))->y, 8);
  assert_int_equal (((gint32 *) g_ptr_array_index (second->arrows, 0))[2], 9);

  ((TrialPoint *) g_ptr_array_index (second->way, 1))->y = 0;
  assert_false (trial_everything_equal (first, second));
  text = odeon_value_to_string (&trial_everything_info, first);
  assert_non_null (strstr (text, "'twig'"));
  assert_null (trial_everything_copy (NULL));
  trial_everything_free (NULL);
}

static void
a_value_of_zeros_is_freed_and_is_no_valid_one (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialEverything) zeros = trial_everything_new ();
  g_autoptr (TrialNothing)    nothing = trial_nothing_new ();
  g_autoptr (GError)          error = NULL;

  assert_false (odeon_value_check (&trial_everything_info, zeros, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_true (trial_nothing_equal (nothing, nothing));
}

static void
containers_own_what_is_put_into_them (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialForest)  forest = trial_forest_new ();
  g_autoptr (TrialForest)  copy = NULL;
  g_autoptr (TrialVectors) vectors = trial_vectors_new ();
  g_autoptr (TrialPalette) palette = trial_palette_new ();
  TrialTree               *tree = trial_tree_new ();
  const TrialColor         color = TRIAL_COLOR_GREEN;

  tree->name = g_strdup ("oak");
  tree->branches = trial_forest_new ();
  g_ptr_array_add (forest, tree);
  g_ptr_array_add (vectors, g_new0 (TrialVector, 1));
  g_array_append_val (palette, color);

  copy = trial_forest_copy (forest);
  assert_equal (&trial_forest_info, &copy, &forest);
  assert_ptr_not_equal (g_ptr_array_index (copy, 0), tree);
  assert_int_equal (g_array_get_element_size (palette), sizeof (TrialColor));
}

static void
a_union_holds_the_member_that_it_says (void **state G_GNUC_UNUSED)
{
  static const gchar *const texts[] = { "(0, <(1, 2)>)", "(1, <'label'>)", "(2, <[(3, 4)]>)" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (TrialShape) shape = trial_shape_new ();
      g_autoptr (TrialShape) copy = NULL;

      parse (&trial_shape_info, shape, texts[i]);
      assert_int_equal (shape->_d, i);
      copy = trial_shape_copy (shape);
      assert_true (trial_shape_equal (shape, copy));
      copy->_d = (TrialColor) ((i + 1) % 3);
      assert_false (trial_shape_equal (shape, copy));
      copy->_d = shape->_d;
    }
}

static void
gobject_knows_the_types (void **state G_GNUC_UNUSED)
{
  GEnumClass      *colors = g_type_class_ref (TRIAL_TYPE_COLOR);
  const TrialPoint point = { 1, 2 };
  GValue           value = G_VALUE_INIT;

  assert_int_equal (g_enum_get_value_by_name (colors, "TRIAL_COLOR_GREEN")->value, 1);
  g_type_class_unref (colors);

  g_value_init (&value, TRIAL_TYPE_POINT);
  g_value_set_boxed (&value, &point);
  assert_true (trial_point_equal (g_value_get_boxed (&value), &point));
  g_value_unset (&value);

  assert_true (g_type_is_a (mirror_get_type (), TRIAL_TYPE_NAMED_IMPL));
  assert_ptr_equal (odeon_interface_of_gtype (TRIAL_TYPE_ECHO_IMPL), &trial_echo_interface_info);
  assert_true (odeon_interface_is_a (&trial_echo_interface_info, &trial_named_interface_info));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_kind_goes_there_and_back),
    cmocka_unit_test (attributes_are_read_and_written),
    cmocka_unit_test (a_oneway_operation_arrives_in_order),
    cmocka_unit_test (exceptions_reach_the_caller_with_their_members),
    cmocka_unit_test (what_breaks_the_rules_of_its_type_is_not_sent),
    cmocka_unit_test (what_breaks_them_in_an_answer_is_an_error),
    cmocka_unit_test (mistakes_have_defined_results),
    cmocka_unit_test (only_what_implements_an_interface_narrows_to_it),
    cmocka_unit_test (a_struct_of_everything_is_copied_and_compared),
    cmocka_unit_test (a_value_of_zeros_is_freed_and_is_no_valid_one),
    cmocka_unit_test (containers_own_what_is_put_into_them),
    cmocka_unit_test (a_union_holds_the_member_that_it_says),
    cmocka_unit_test (gobject_knows_the_types),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
