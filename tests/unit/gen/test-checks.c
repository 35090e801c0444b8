/* SPDX-License-Identifier: MIT */

/* What is said, or not said, when a whole text is known. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "checks.h"
#include "parser.h"
#include "preprocessor.h"

static guint
count_errors (const gchar *text)
{
  g_autoptr (IdlSources) sources = idl_sources_new ();
  g_autoptr (IdlDiagnostics) diagnostics = idl_diagnostics_new (sources, 0, FALSE);
  g_autoptr (IdlPreprocessor) preprocessor = idl_preprocessor_new (sources, diagnostics);
  guint     file = idl_sources_add_text (sources, "test.idl", text);
  IdlModel *model = idl_model_new ("test");

  idl_parser_run (model, sources, idl_preprocessor_run (preprocessor, file), diagnostics);
  assert_int_equal (idl_diagnostics_get_n_errors (diagnostics), 0);
  idl_checks_run (model, diagnostics);
  idl_model_free (model);
  return idl_diagnostics_get_n_errors (diagnostics);
}

static void
test_oneway (void **state)
{
  (void) state;
  assert_int_equal (count_errors ("interface I { oneway void f (in long a); };"), 0);
  assert_int_equal (count_errors ("interface I { @oneway void f (); };"), 0);
  assert_int_equal (count_errors ("interface I { oneway long f (); };"), 1);
  assert_int_equal (count_errors ("interface I { oneway void f (out long a, inout long b); };"), 2);
  assert_int_equal (count_errors ("exception E { }; interface I { oneway void f () raises (E); };"),
                    1);
}

static void
test_forward_declarations (void **state)
{
  (void) state;
  assert_int_equal (count_errors ("struct S; typedef sequence<S> T; struct S { T t; };"), 0);
  assert_int_equal (count_errors ("struct S;"), 1);
  assert_int_equal (count_errors ("module M { union U; };"), 1);
  assert_int_equal (count_errors ("interface I;"), 0);
}

static void
test_bases (void **state)
{
  (void) state;
  assert_int_equal (
    count_errors ("interface A { void f (); }; interface B : A { }; interface C : A { };\n"
                  "interface D : B, C { void g (); };"),
    0);
  assert_int_equal (count_errors ("interface A { void f (); }; interface B { attribute long F; };\n"
                                  "interface C : A, B { };"),
                    1);
  assert_int_equal (
    count_errors ("interface A { typedef long T; }; interface B { typedef string T; };\n"
                  "interface C : A, B { };"),
    0);
}

static void
test_values_of_enumerators (void **state)
{
  (void) state;
  assert_int_equal (count_errors ("enum E { a, b, @value(9) c };"), 0);
  assert_int_equal (count_errors ("enum E { @value(1) a, @value(0) b, c };"), 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_oneway),
    cmocka_unit_test (test_forward_declarations),
    cmocka_unit_test (test_bases),
    cmocka_unit_test (test_values_of_enumerators),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
