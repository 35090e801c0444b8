/* SPDX-License-Identifier: MIT */

/* What changes an interface's fingerprint, and what does not. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#include "checks.h"
#include "fingerprint.h"
#include "names.h"
#include "parser.h"
#include "preprocessor.h"

static const IdlNode *
find_interface (const GPtrArray *nodes, const gchar *name)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (nodes, i);
      const IdlNode *found =
        node->kind == IDL_NODE_MODULE ? find_interface (node->children, name) : NULL;

      if (found != NULL)
        return found;
      if (node->kind == IDL_NODE_INTERFACE && strcmp (node->name, name) == 0)
        return node;
    }
  return NULL;
}

/* Of the interface I. */
static guint64
fingerprint (const gchar *text)
{
  IdlSources      *sources = idl_sources_new ();
  guint            file = idl_sources_add_text (sources, "my-file.idl", text);
  IdlDiagnostics  *diagnostics = idl_diagnostics_new (sources, 0, FALSE);
  IdlPreprocessor *preprocessor = idl_preprocessor_new (sources, diagnostics);
  IdlModel        *model = idl_model_new ("my-file");
  guint64          result;

  idl_parser_run (model, sources, idl_preprocessor_run (preprocessor, file), diagnostics);
  idl_checks_run (model, diagnostics);
  idl_names_assign (model, NULL, diagnostics);
  assert_int_equal (idl_diagnostics_get_n_errors (diagnostics), 0);
  result = idl_fingerprint_of_interface (find_interface (model->nodes, "I"));

  idl_model_free (model);
  idl_preprocessor_free (preprocessor);
  idl_diagnostics_free (diagnostics);
  idl_sources_free (sources);
  return result;
}

static const gchar *const original = "struct P { long x; };\n"
                                     "enum E { red, blue };\n"
                                     "exception X { long why; };\n"
                                     "interface B { void basic (); };\n"
                                     "interface I : B {\n"
                                     "  P f (in E hue, inout long n) raises (X);\n"
                                     "  oneway void g ();\n"
                                     "  readonly attribute string s;\n"
                                     "};\n";

/* The original with one thing replaced by another. */
static guint64
fingerprint_with (const gchar *old, const gchar *new)
{
  g_autoptr (GString) text = g_string_new (original);

  assert_int_equal (g_string_replace (text, old, new, 0), 1);
  return fingerprint (text->str);
}

#define assert_same(old, new)                                                                      \
  assert_true (fingerprint_with (old, new) == fingerprint (original))
#define assert_other(old, new)                                                                     \
  assert_true (fingerprint_with (old, new) != fingerprint (original))

static void
what_is_on_the_wire_changes_it (void **state G_GNUC_UNUSED)
{
  assert_other ("P f (", "P h (");
  assert_other ("in E hue", "in long hue");
  assert_other ("in E hue", "out E hue");
  assert_other ("inout long n", "inout unsigned long n");
  assert_other (" raises (X)", "");
  assert_other ("oneway void g", "void g");
  assert_other ("readonly attribute", "attribute");
  assert_other ("I : B", "I");
  assert_other ("  oneway void g ();\n", "");
}

static void
types_change_it_through_and_through (void **state G_GNUC_UNUSED)
{
  assert_other ("struct P { long x; }", "struct P { long y; }");
  assert_other ("struct P { long x; }", "struct P { @optional long x; }");
  assert_other ("struct P { long x; }", "struct P { @id (7) long x; }");
  assert_other ("struct P { long x; }", "@appendable struct P { long x; }");
  assert_other ("struct P { long x; }", "struct Q { long q; }; struct P { Q x; }");
  assert_other ("struct P { long x; }", "struct P { @range (min = 0, max = 9) long x; }");
  assert_other ("{ red, blue }", "{ red, blue, green }");
  assert_other ("{ red, blue }", "{ blue, red }");
  assert_other ("long why", "string why");
  assert_other ("void basic ()", "void basic (in long n)");
  assert_true (fingerprint ("struct P { long x; }; interface I { void f (in P point); };")
               != fingerprint ("module M { struct P { long x; };"
                               "interface I { void f (in P point); }; };"));
}

static void
what_the_wire_does_not_see_leaves_it (void **state G_GNUC_UNUSED)
{
  assert_same ("oneway void g ();", "/** Does it. */ oneway void g (); // now");
  assert_same ("oneway void g ();", "@name (\"go\") oneway void g ();");
  assert_same ("struct P", "struct Unrelated { long u; }; struct P");
  assert_same ("struct P { long x; };\nenum E { red, blue };",
               "enum E { red, blue }; struct P { long x; };");
  assert_same ("inout long n", "inout int32 n");
  assert_same ("struct P { long x; }", "typedef long Number; struct P { Number x; }");
  assert_same ("long x", "@default (5) long x");
}

static void
a_type_that_contains_itself_is_no_trouble (void **state G_GNUC_UNUSED)
{
  const gchar *one = "struct N; typedef sequence<N> L; struct N { L l; }; interface I { N f (); };";
  const gchar *two = "struct N; typedef sequence<N> L; struct N { L m; }; interface I { N f (); };";

  assert_true (fingerprint (one) == fingerprint (one));
  assert_true (fingerprint (one) != fingerprint (two));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_on_the_wire_changes_it),
    cmocka_unit_test (types_change_it_through_and_through),
    cmocka_unit_test (what_the_wire_does_not_see_leaves_it),
    cmocka_unit_test (a_type_that_contains_itself_is_no_trouble),
  };

  return cmocka_run_group_tests_name ("fingerprint", tests, NULL, NULL);
}
