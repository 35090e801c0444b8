/* SPDX-License-Identifier: MIT */

/* What is left of a text behind the preprocessor. Files are covered by tests/idl. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "preprocessor.h"

/* The tokens' texts with a space between; definition is (nullable). */
static gchar *
preprocess (const gchar *text, const gchar *definition, guint *out_n_errors)
{
  g_autoptr (IdlSources) sources = idl_sources_new ();
  g_autoptr (IdlDiagnostics) diagnostics = idl_diagnostics_new (sources, 0, FALSE);
  g_autoptr (IdlPreprocessor) preprocessor = idl_preprocessor_new (sources, diagnostics);
  g_autoptr (GString) result = g_string_new (NULL);
  guint         file = idl_sources_add_text (sources, "test.idl", text);
  const GArray *tokens;

  if (definition != NULL)
    idl_preprocessor_define (preprocessor, definition);
  tokens = idl_preprocessor_run (preprocessor, file);
  for (guint i = 0; i + 1 < tokens->len; i++)
    g_string_append_printf (result, "%s%s", i > 0 ? " " : "",
                            g_array_index (tokens, IdlToken, i).text);
  *out_n_errors = idl_diagnostics_get_n_errors (diagnostics);
  return g_string_free (g_steal_pointer (&result), FALSE);
}

static void
assert_preprocessed (const gchar *text, const gchar *expected)
{
  guint             n_errors;
  g_autofree gchar *found = preprocess (text, NULL, &n_errors);

  assert_string_equal (found, expected);
  assert_int_equal (n_errors, 0);
}

static void
assert_n_errors (const gchar *text, guint expected)
{
  guint             n_errors;
  g_autofree gchar *found = preprocess (text, NULL, &n_errors);

  assert_int_equal (n_errors, expected);
}

static void
test_objects_and_functions (void **state)
{
  (void) state;
  assert_preprocessed ("#define A b c\nA A", "b c b c");
  assert_preprocessed ("#define F(x, y) y x\nF (1, (2, 3)) F", "( 2 , 3 ) 1 F");
  assert_preprocessed ("#define F() x\nF() F ( )", "x x");
  assert_preprocessed ("#define F (x)\nF", "( x )");
  assert_preprocessed ("#define V(a, ...) a __VA_ARGS__\nV (1, 2, 3)", "1 2 , 3");
  assert_preprocessed ("#define F(x) x\nF\n(\n1\n)", "1");
}

static void
test_strings_and_pastes (void **state)
{
  (void) state;
  assert_preprocessed ("#define S(x) #x\nS (a  \"b\\n\" c)", "\"a \\\"b\\\\n\\\" c\"");
  assert_preprocessed ("#define P(a, b) a ## b\nP (un, signed) P (1, 2) P (, x) P (x, )",
                       "unsigned 12 x x");
  assert_preprocessed ("#define P(a, b) a##b\n#define X y\nP (X, X) P (L, \"s\")", "XX L\"s\"");
}

static void
test_recursion_ends (void **state)
{
  (void) state;
  assert_preprocessed ("#define A B\n#define B A c\nA", "A c");
  assert_preprocessed ("#define F(x) F (x)\nF (F (1))", "F ( F ( 1 ) )");
}

static void
test_conditions (void **state)
{
  static const gchar *const holding[] = {
    "1",
    "!0",
    "defined A",
    "defined (A) && A == 3",
    "A > 2 && A <= 3",
    "1 ? 1 : 1 / 0",
    "0 || 2 - 1",
    "0 && 1 / 0 || 1",
    "(1 + 2) * 3 == 9",
    "1 + 2 * 3 == 7",
    "~0 == -1",
    "1 << 4 == 16",
    "0x10 == 16 && 010 == 8",
    "nothing == 0",
    "'a' == 97",
    "10 % 4 == 2",
    "-7 / 2 == -3",
    "3UL == 3",
  };

  (void) state;
  for (guint i = 0; i < G_N_ELEMENTS (holding); i++)
    {
      g_autofree gchar *text =
        g_strdup_printf ("#define A 3\n#if %s\nyes\n#else\nno\n#endif", holding[i]);
      g_autofree gchar *inverse =
        g_strdup_printf ("#define A 3\n#if !(%s)\nyes\n#else\nno\n#endif", holding[i]);

      assert_preprocessed (text, "yes");
      assert_preprocessed (inverse, "no");
    }
}

static void
test_branches (void **state)
{
  (void) state;
  assert_preprocessed ("#if 0\na\n#elif 1\nb\n#elif 1\nc\n#else\nd\n#endif", "b");
  assert_preprocessed ("#if 0\n#if 1\na\n#else\nb\n#endif\n#else\nc\n#endif", "c");
  assert_preprocessed ("#ifdef X\na\n#endif\n#ifndef X\nb\n#endif", "b");
  assert_preprocessed ("#if 0\ndon't \"mind\n#nonsense\n#error no\n#endif\nx", "x");
  assert_preprocessed ("  #  define A 1\n\t#undef A\nA", "A");
}

static void
test_definition_from_outside (void **state)
{
  guint             n_errors;
  g_autofree gchar *bare = preprocess ("A", "A", &n_errors);
  g_autofree gchar *valued = preprocess ("A", "A=b c", &n_errors);

  (void) state;
  assert_string_equal (bare, "1");
  assert_string_equal (valued, "b c");
  assert_int_equal (n_errors, 0);
}

static void
test_mistakes (void **state)
{
  (void) state;
  assert_n_errors ("#if 1 / 0\n#endif", 1);
  assert_n_errors ("#if 1 +\n#endif", 1);
  assert_n_errors ("#if\n#endif", 1);
  assert_n_errors ("#if 1", 1);
  assert_n_errors ("#endif", 1);
  assert_n_errors ("#else", 1);
  assert_n_errors ("#error stop", 1);
  assert_n_errors ("#define F(a b) a", 1);
  assert_n_errors ("#define F(a) a\nF (1, 2)", 1);
  assert_n_errors ("#define F(a) a\nF (1", 1);
  assert_n_errors ("#include", 1);
  assert_n_errors ("#line zero", 1);
}

static void
test_explosion_is_stopped (void **state)
{
  g_autoptr (GString) text = g_string_new ("#define A0 x x\n");

  (void) state;
  for (guint i = 1; i < 64; i++)
    g_string_append_printf (text, "#define A%u A%u A%u\n", i, i - 1, i - 1);
  g_string_append (text, "A63");
  assert_n_errors (text->str, 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_objects_and_functions),
    cmocka_unit_test (test_strings_and_pastes),
    cmocka_unit_test (test_recursion_ends),
    cmocka_unit_test (test_conditions),
    cmocka_unit_test (test_branches),
    cmocka_unit_test (test_definition_from_outside),
    cmocka_unit_test (test_mistakes),
    cmocka_unit_test (test_explosion_is_stopped),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
