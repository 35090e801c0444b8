/* SPDX-License-Identifier: MIT */

#include "fixtures.h"

#include "odeon-error.h"
#include "odeon-variant-validator-private.h"

#include <string.h>

static gboolean
validate (const gchar *signature, gconstpointer data, gsize size)
{
  return _odeon_variant_validate (signature, strlen (signature), data, size, 0, NULL);
}

static void
every_type_of_glib_is_one_and_nothing_else (void **state G_GNUC_UNUSED)
{
  static const gchar *const signatures[] = {
    "y",     "()",    "(yy)",  "a{sv}", "{sv}",  "aa{yv}", "m(xx)", "mm(as)", "a(ya(yay))", "h",
    "",      "(",     ")",     "(y",    "y)",    "a",      "m",     "{s}",    "{vs}",       "{svs}",
    "{(y)s}", "r",    "?",     "*",     "(*)",   "z",      "yy",    "{s",     "a{",         "1",
    "(y))",  "((y)",  "{sy)",  "(y}",   "o",     "g",      "am?",   "\x80",   "a a",        "{as}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    {
      const gchar *signature = signatures[i];
      gboolean     is_type = g_variant_type_string_is_valid (signature)
                             && g_variant_type_is_definite (G_VARIANT_TYPE (signature));
      g_autoptr (GError) error = NULL;

      /* No bytes are no value of many types, but that is another fault. */
      if (!_odeon_variant_validate (signature, strlen (signature), NULL, 0, 0, &error))
        assert_int_equal (g_str_equal (error->message, ": not a valid type string"), !is_type);
      else
        assert_true (is_type);
    }
}

/* Bytes at random: what GLib takes for normal is taken, and nothing else. */
static void
random_bytes_are_judged_as_by_glib (void **state G_GNUC_UNUSED)
{
  static const gchar *const signatures[] = {
    "b", "s", "o", "g", "v", "as", "av", "ab", "mb", "ms", "(sb)", "(bsn)", "a(sy)", "a{sv}", "aas",
    "mas", "a()", "(sss)", "(nsx)", "am(y)", "a(nsx)", "{ss}", "aaay",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  guint n_normal = 0;

  for (guint round = 0; round < 200000; round++)
    {
      const gchar *signature = signatures[g_rand_int_range (rand, 0, G_N_ELEMENTS (signatures))];
      gsize  size = (gsize) g_rand_int_range (rand, 0, 12);
      guint8 data[16];
      gboolean is_normal;
      g_autoptr (GVariant) variant = NULL;

      /* Small numbers are offsets, and some letters types. */
      for (gsize i = 0; i < size; i++)
        data[i] = (guint8) "\0\0\0\0\1\2\3\4\5\6\7yasb()v/\xc3\xa4"[g_rand_int_range (rand, 0, 21)];

      variant = g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE (signature), data, size,
                                                             FALSE, NULL, NULL));
      is_normal = g_variant_is_normal_form (variant);
      n_normal += is_normal;
      if (validate (signature, data, size) != is_normal)
        {
          g_autofree gchar *text = g_variant_print (variant, TRUE);

          fail_msg ("round %u: %s is %s normal", round, text, is_normal ? "" : "not");
        }
    }
  assert_true (n_normal > 10000);
}

static void
a_type_string_is_not_endless (void **state G_GNUC_UNUSED)
{
  g_autofree gchar *signature = g_strnfill (70000, 'y');
  g_autoptr (GError) error = NULL;

  signature[0] = '(';
  signature[69999] = ')';
  assert_false (_odeon_variant_validate (signature, 70000, NULL, 0, 0, &error));
  assert_string_equal (error->message, ": a type string of 70000 bytes");
}

static void
levels_count_even_where_nothing_is_in_them (void **state G_GNUC_UNUSED)
{
  g_autofree gchar *signature = g_strnfill (66, 'a');

  signature[65] = 'y';
  assert_false (validate (signature, NULL, 0));
  assert_true (validate (signature + 1, NULL, 0));
  assert_false (_odeon_variant_validate (signature + 1, 65, NULL, 0, 1, NULL));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_type_of_glib_is_one_and_nothing_else),
    cmocka_unit_test (random_bytes_are_judged_as_by_glib),
    cmocka_unit_test (a_type_string_is_not_endless),
    cmocka_unit_test (levels_count_even_where_nothing_is_in_them),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
