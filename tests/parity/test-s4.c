/* SPDX-License-Identifier: MIT */

/* S4: wire types: integers of all widths, short and long strings, arrays, tuples, what one packs
 * oneself; and clear errors for what is out of range or cut short. */

#include "parcel.h"
#include "surveyor.h"

#include <string.h>

static void
assert_comes_back (const ParityParcel *parcel)
{
  g_autoptr (GBytes)       bytes = pack (parcel);
  g_autoptr (ParityParcel) back = NULL;
  GError                  *error = NULL;

  back = unpack (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  assert_no_error (error);
  assert_true (parity_parcel_equal (parcel, back));
}

static void
s4_numbers_of_all_widths_come_back_from_both_ends (void **state G_GNUC_UNUSED)
{
  g_autoptr (ParityParcel) least = new_parcel (FALSE, 0);
  g_autoptr (ParityParcel) most = new_parcel (TRUE, 0);

  assert_comes_back (least);
  assert_comes_back (most);
}

/* pysage's lengths are a byte, or two. */
static void
s4_strings_short_and_long_come_back (void **state G_GNUC_UNUSED)
{
  static const gsize sizes[] = { 0, 1, 255, 256, 65535, 65536, 1 << 20 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (ParityParcel) parcel = new_parcel (TRUE, sizes[i]);

      assert_comes_back (parcel);
    }
}

/* What one packs by hand goes as octets, or as a variant that says its own type. */
static void
s4_what_one_packs_by_hand_comes_back_as_it_was (void **state G_GNUC_UNUSED)
{
  static const gdouble     complex[2] = { 0.5, -2 };
  g_autoptr (ParityParcel) parcel = new_parcel (TRUE, 0);
  g_autoptr (ParityParcel) back = NULL;
  g_autoptr (GBytes)       bytes = NULL;

  g_bytes_unref (parcel->packed);
  parcel->packed = g_bytes_new_static (complex, sizeof complex);
  g_variant_unref (parcel->whatever);
  parcel->whatever = g_variant_ref_sink (g_variant_new_parsed ("{'re': 0.5, 'im': -2.0}"));
  bytes = pack (parcel);
  back = unpack (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  assert_non_null (back);
  assert_memory_equal (g_bytes_get_data (back->packed, NULL), complex, sizeof complex);
  assert_true (g_variant_equal (back->whatever, parcel->whatever));
}

static void
assert_refused (GError *error, const gchar *member)
{
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  if (strstr (error->message, member) == NULL)
    fail_msg ("\"%s\" does not name %s", error->message, member);
  g_error_free (error);
}

static void
s4_what_is_out_of_range_is_refused_by_its_name (void **state G_GNUC_UNUSED)
{
  g_autoptr (ParityParcel) parcel = new_parcel (TRUE, 0);
  g_autoptr (GVariant)     large = g_variant_ref_sink (g_variant_new ("(ii)", 1, 2));
  g_autoptr (GVariant)     larger = g_variant_ref_sink (g_variant_new ("(xi)", 1LL << 40, 2));
  g_autoptr (ParityExtent) extent = NULL;
  GError                  *error = NULL;

  parcel->percent = 101;
  assert_false (odeon_value_check (&parity_parcel_info, parcel, &error));
  assert_refused (g_steal_pointer (&error), "percent");
  parcel->percent = 100;
  g_free (parcel->tag);
  parcel->tag = g_strdup ("123456789");
  assert_false (odeon_value_check (&parity_parcel_info, parcel, &error));
  assert_refused (g_steal_pointer (&error), "tag");

  extent = parity_extent_from_variant (large, &error);
  assert_no_error (error);
  assert_null (parity_extent_from_variant (larger, &error));
  assert_refused (g_steal_pointer (&error), "width");
}

static void
s4_what_is_cut_short_is_refused_wherever_that_is (void **state G_GNUC_UNUSED)
{
  g_autoptr (ParityParcel) parcel = new_parcel (TRUE, 300);
  g_autoptr (GBytes)       bytes = pack (parcel);

  for (gsize size = 0; size < g_bytes_get_size (bytes); size++)
    {
      g_autofree gpointer data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      g_autoptr (GError)  error = NULL;

      assert_null (unpack (data, size, &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
    }
}

/* --- a type that one packs oneself: native --- */

typedef struct
{
  OdeonSystem *system;
  OdeonGroup  *group;
  GeoSurveyor *far;  /* in the group */
  GeoSurveyor *near; /* in this process */
} Surveyors;

static GeoSurveyor *
spawn_surveyor (gpointer in)
{
  GError      *error = NULL;
  GeoSurveyor *surveyor = geo_surveyor_spawn (in, surveyor_get_type (), NULL, &error, NULL);

  assert_no_error (error);

  return surveyor;
}

static int
set_up_surveyors (void **state)
{
  Surveyors        *self = g_new0 (Surveyors, 1);
  OdeonGroupOptions options = ODEON_GROUP_OPTIONS_INIT;
  GError           *error = NULL;
  gint64            pid = 0;

  options.start_timeout = G_TIME_SPAN_MINUTE;
  self->system = new_system (1);
  self->group = odeon_system_start_group (self->system, &options, &error);
  assert_no_error (error);
  self->far = spawn_surveyor (self->group);
  self->near = spawn_surveyor (self->system);
  geo_surveyor_get_pid_sync (self->far, &pid, &error);
  assert_no_error (error);
  assert_int_not_equal (pid, getpid ());
  *state = self;

  return 0;
}

static int
tear_down_surveyors (void **state)
{
  Surveyors *self = *state;

  geo_surveyor_unref (self->far);
  geo_surveyor_unref (self->near);
  await_ok (odeon_system_shut_down (self->system));
  g_object_unref (self->group);
  g_object_unref (self->system);
  g_free (self);

  return 0;
}

static void
assert_multiplies (GeoSurveyor *surveyor, gint32 size)
{
  g_autoptr (GeoMatrix) two = matrix_new (size, 2);
  g_autoptr (GeoMatrix) three = matrix_new (size, 3);
  g_autoptr (GeoMatrix) product = NULL;
  GError               *error = NULL;

  geo_surveyor_multiply_sync (surveyor, two, three, &product, &error);
  assert_no_error (error);
  assert_int_equal (product->size, size);
  assert_true (product->numbers[0] == 6);
  assert_true (product->numbers[size * size - 1] == 6);
}

/* Also where it is so large that its octets are not copied, but shared. */
static void
s4_a_type_of_ones_own_crosses_to_another_process_and_back (void **state)
{
  Surveyors *surveyors = *state;

  assert_multiplies (surveyors->far, 2);
  assert_multiplies (surveyors->far, 200);
}

static void
s4_within_the_process_it_is_not_packed (void **state)
{
  Surveyors *surveyors = *state;
  gint       before = g_atomic_int_get (&matrices_packed);

  assert_multiplies (surveyors->near, 2);
  assert_int_equal (g_atomic_int_get (&matrices_packed), before);
}

static void
s4_it_crosses_within_sequences_maps_and_structs (void **state)
{
  Surveyors              *surveyors = *state;
  g_autoptr (GeoMatrix)   two = matrix_new (2, 2);
  g_autoptr (GPtrArray)   powers = NULL;
  g_autoptr (GHashTable)  known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GeoSurvey)   survey = NULL;
  GError                 *error = NULL;

  geo_surveyor_powers_sync (surveyors->far, two, 10, &powers, &error);
  assert_no_error (error);
  assert_int_equal (powers->len, 11);
  assert_true (((GeoMatrix *) powers->pdata[10])->numbers[3] == 1024);

  g_hash_table_insert (known, (gpointer) "double", two);
  geo_surveyor_look_up_sync (surveyors->far, "double", known, &survey, &error);
  assert_no_error (error);
  assert_true (survey->result->numbers[0] == 2);
  assert_null (survey->inverse);
}

static void
s4_what_cannot_be_unpacked_is_an_error_that_names_the_type (void **state)
{
  Surveyors            *surveyors = *state;
  g_autoptr (GeoMatrix) spoilt = matrix_new (2, 1);
  GeoMatrix            *result = NULL;
  GError               *error = NULL;

  assert_false (geo_surveyor_spoil_sync (surveyors->far, spoilt, &result, &error));
  assert_refused (g_steal_pointer (&error), "result: Geo::Matrix: no Geo::Matrix could be "
                                            "unpacked: 35 octets are no matrix");
  spoilt->is_spoilt = TRUE;
  assert_false (geo_surveyor_spoil_sync (surveyors->far, spoilt, &result, &error));
  assert_refused (g_steal_pointer (&error), "m: Geo::Matrix: no Geo::Matrix could be unpacked");
  assert_null (result);

  /* And the group goes on. */
  assert_multiplies (surveyors->far, 3);
}

#define test_of_surveyors(name)                                                                    \
  cmocka_unit_test_setup_teardown (name, set_up_surveyors, tear_down_surveyors)

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (s4_numbers_of_all_widths_come_back_from_both_ends),
    cmocka_unit_test (s4_strings_short_and_long_come_back),
    cmocka_unit_test (s4_what_one_packs_by_hand_comes_back_as_it_was),
    cmocka_unit_test (s4_what_is_out_of_range_is_refused_by_its_name),
    cmocka_unit_test (s4_what_is_cut_short_is_refused_wherever_that_is),
    test_of_surveyors (s4_a_type_of_ones_own_crosses_to_another_process_and_back),
    test_of_surveyors (s4_within_the_process_it_is_not_packed),
    test_of_surveyors (s4_it_crosses_within_sequences_maps_and_structs),
    test_of_surveyors (s4_what_cannot_be_unpacked_is_an_error_that_names_the_type),
  };

  odeon_init (&argc, &argv);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
