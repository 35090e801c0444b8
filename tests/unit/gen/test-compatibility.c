/* SPDX-License-Identifier: MIT */

/* What changes of a specification mean to those who have the old one. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "checks.h"
#include "compatibility-private.h"
#include "parser.h"
#include "preprocessor.h"

static IdlModel *
read_model (const gchar *text)
{
  g_autoptr (IdlSources) sources = idl_sources_new ();
  g_autoptr (IdlDiagnostics) diagnostics = idl_diagnostics_new (sources, 0, FALSE);
  g_autoptr (IdlPreprocessor) preprocessor = idl_preprocessor_new (sources, diagnostics);
  IdlModel *model = idl_model_new ("test");

  idl_parser_run (
    model, sources,
    idl_preprocessor_run (preprocessor, idl_sources_add_text (sources, "test.idl", text)),
    diagnostics);
  idl_checks_run (model, diagnostics);
  assert_int_equal (idl_diagnostics_get_n_errors (diagnostics), 0);
  return model;
}

/* Of all changes together. */
static IdlImpact
judge (const gchar *old_text, const gchar *new_text, guint n_changes)
{
  IdlModel *old = read_model (old_text);
  IdlModel *new = read_model (new_text);
  IdlComparison *comparison = idl_comparison_new (old, new);
  IdlImpact      impact = IDL_IMPACT_NONE;

  idl_comparison_run (comparison);
  for (guint i = 0; i < comparison->changes->len; i++)
    impact |= g_array_index (comparison->changes, IdlChange, i).impact;
  assert_int_equal (comparison->changes->len, n_changes);
  idl_comparison_free (comparison);
  idl_model_free (old);
  idl_model_free (new);
  return impact;
}

static void
test_text_does_not_matter (void **state)
{
  (void) state;
  assert_int_equal (judge ("module M { struct S { long a; }; };",
                           "/** D */ module M { }; module M { struct S { long  a; }; };", 0),
                    IDL_IMPACT_NONE);
  assert_int_equal (judge ("interface I; interface I { };", "interface I { };", 0),
                    IDL_IMPACT_NONE);
}

static void
test_interfaces_may_grow (void **state)
{
  (void) state;
  assert_int_equal (judge ("interface I { };", "interface I { void f (); };", 1), IDL_IMPACT_NONE);
  assert_int_equal (judge ("interface I { void f (); };", "interface I { };", 1), IDL_IMPACT_BOTH);
}

static void
test_plain_structs_may_not (void **state)
{
  (void) state;
  assert_int_equal (judge ("struct S { long a; };", "struct S { long a; long b; };", 1),
                    IDL_IMPACT_WIRE);
  assert_int_equal (
    judge ("@mutable struct S { long a; };", "@mutable struct S { long a; long b; };", 1),
    IDL_IMPACT_NONE);
  assert_int_equal (judge ("exception E { long a; };", "exception E { long a; long b; };", 1),
                    IDL_IMPACT_BOTH);
}

static void
test_an_alias_is_what_it_stands_for (void **state)
{
  (void) state;
  assert_int_equal (judge ("struct S { long a; };", "typedef long T; struct S { T a; };", 2),
                    IDL_IMPACT_NONE);
  /* Said where the alias is, not where it is used. */
  assert_int_equal (judge ("typedef long T; struct S { T a; T b; };",
                           "typedef short T; struct S { T a; T b; };", 1),
                    IDL_IMPACT_BOTH);
}

static void
test_limits_are_of_the_wire (void **state)
{
  (void) state;
  assert_int_equal (judge ("typedef string<8> T;", "typedef string<9> T;", 1), IDL_IMPACT_WIRE);
  assert_int_equal (judge ("typedef sequence<string<8>> T;", "typedef sequence<string> T;", 1),
                    IDL_IMPACT_WIRE);
  assert_int_equal (judge ("typedef long T[8];", "typedef long T[9];", 1), IDL_IMPACT_BOTH);
}

static void
test_a_struct_under_a_new_name (void **state)
{
  (void) state;
  assert_int_equal (judge ("struct A { long x; }; struct S { A a; };",
                           "struct B { long x; }; struct S { B a; };", 3),
                    IDL_IMPACT_SOURCE);
  assert_int_equal (judge ("struct A { sequence<A> x; }; struct S { A a; };",
                           "struct B { sequence<B> x; }; struct S { B a; };", 3),
                    IDL_IMPACT_BOTH);
}

static void
test_pairs_know_what_was_renamed (void **state)
{
  IdlModel *old = read_model ("enum E { a, b, c };");
  IdlModel *new = read_model ("enum E { a, x, c, b };");
  const IdlNode *before = g_ptr_array_index (old->nodes, 0);
  const IdlNode *after = g_ptr_array_index (new->nodes, 0);
  g_autoptr (GArray) pairs = idl_pairs_new (before->children, after->children, NULL);

  (void) state;
  assert_int_equal (pairs->len, 4);
  assert_false (idl_pairs_are_ordered (pairs, after->children));
  assert_null (g_array_index (pairs, IdlPair, 3).old);
  assert_string_equal (g_array_index (pairs, IdlPair, 3).new->name, "x");
  assert_int_equal (judge ("enum E { a, b };", "enum E { a, c };", 1), IDL_IMPACT_SOURCE);
  idl_model_free (old);
  idl_model_free (new);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_text_does_not_matter),
    cmocka_unit_test (test_interfaces_may_grow),
    cmocka_unit_test (test_plain_structs_may_not),
    cmocka_unit_test (test_an_alias_is_what_it_stands_for),
    cmocka_unit_test (test_limits_are_of_the_wire),
    cmocka_unit_test (test_a_struct_under_a_new_name),
    cmocka_unit_test (test_pairs_know_what_was_renamed),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
