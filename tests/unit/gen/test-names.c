/* SPDX-License-Identifier: MIT */

/* C names of what an IDL text declares, and what is said when two of them are the same. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <setjmp.h>

#include <cmocka.h>

#include "names.h"
#include "parser.h"
#include "preprocessor.h"

typedef struct
{
  IdlSources      *sources;
  IdlDiagnostics  *diagnostics;
  IdlPreprocessor *preprocessor;
  IdlModel        *model;
  gboolean         is_good;
} Fixture;

static Fixture *
fixture_new (const gchar *text, const gchar *namespace)
{
  Fixture *self = g_new0 (Fixture, 1);
  guint    file;

  self->sources = idl_sources_new ();
  file = idl_sources_add_text (self->sources, "my-file.idl", text);
  self->diagnostics = idl_diagnostics_new (self->sources, 0, FALSE);
  self->preprocessor = idl_preprocessor_new (self->sources, self->diagnostics);
  self->model = idl_model_new ("my-file");
  idl_parser_run (self->model, self->sources, idl_preprocessor_run (self->preprocessor, file),
                  self->diagnostics);
  assert_int_equal (idl_diagnostics_get_n_errors (self->diagnostics), 0);
  self->is_good = idl_names_assign (self->model, namespace, self->diagnostics);
  return self;
}

static void
fixture_free (Fixture *self)
{
  idl_model_free (self->model);
  idl_preprocessor_free (self->preprocessor);
  idl_diagnostics_free (self->diagnostics);
  idl_sources_free (self->sources);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* The node at a path of IDL names: "Bank/Account/owner". */
static const IdlNode *
find (const Fixture *fixture, const gchar *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  const GPtrArray *nodes = fixture->model->nodes;
  const IdlNode   *found = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      found = NULL;
      for (guint j = 0; j < nodes->len && found == NULL; j++)
        {
          const IdlNode *node = g_ptr_array_index (nodes, j);

          if (g_str_equal (node->name, parts[i]))
            found = node;
        }
      if (found == NULL)
        fail_msg ("no %s in %s", parts[i], path);
      nodes = found->children;
    }
  return found;
}

static void
assert_names (const IdlNode *node, const gchar *type, const gchar *snake, const gchar *upper)
{
  assert_string_equal (node->c_type, type);
  assert_string_equal (node->c_snake, snake);
  assert_string_equal (node->c_upper, upper);
}

static gchar *
dup_messages (const Fixture *fixture)
{
  char  *buffer = NULL;
  size_t size;
  FILE  *stream = open_memstream (&buffer, &size);
  gchar *messages;

  idl_diagnostics_print (fixture->diagnostics, stream);
  fclose (stream);
  messages = g_strdup (buffer);
  free (buffer);
  return messages;
}

/* The text is refused at that place, with a message that contains those words. */
static void
assert_refused (const gchar *text, const gchar *place, const gchar *words)
{
  g_autoptr (Fixture) fixture = fixture_new (text, NULL);
  g_autofree gchar *messages = dup_messages (fixture);
  g_autofree gchar *begin = g_strdup_printf ("my-file.idl:%s: error: ", place);
  const gchar      *message = strstr (messages, begin);

  assert_false (fixture->is_good);
  if (message == NULL || strstr (message, words) == NULL)
    fail_msg ("expected %s%s; got:\n%s", begin, words, messages);
}

static void
assert_taken (const gchar *text)
{
  g_autoptr (Fixture) fixture = fixture_new (text, NULL);
  g_autofree gchar *messages = dup_messages (fixture);

  if (!fixture->is_good)
    fail_msg ("%s", messages);
}

static void
test_scopes_are_joined (void **state G_GNUC_UNUSED)
{
  g_autoptr (Fixture) fixture = fixture_new ("module CosNaming { interface NamingContextExt {\n"
                                             "  enum Why { missing_node };\n"
                                             "  typedef string URLString; }; };",
                                             NULL);

  assert_true (fixture->is_good);
  assert_names (find (fixture, "CosNaming/NamingContextExt"), "CosNamingNamingContextExt",
                "cos_naming_naming_context_ext", "COS_NAMING_NAMING_CONTEXT_EXT");
  assert_names (find (fixture, "CosNaming/NamingContextExt/URLString"),
                "CosNamingNamingContextExtURLString", "cos_naming_naming_context_ext_url_string",
                "COS_NAMING_NAMING_CONTEXT_EXT_URL_STRING");
  assert_string_equal (find (fixture, "CosNaming/NamingContextExt/Why/missing_node")->c_upper,
                       "COS_NAMING_NAMING_CONTEXT_EXT_WHY_MISSING_NODE");
}

static void
test_all_manners_of_names (void **state G_GNUC_UNUSED)
{
  g_autoptr (Fixture) fixture = fixture_new ("module my_mod { struct V1_0 { long aLong; };\n"
                                             "interface x { void toURL2 (); void getIDs (); }; };",
                                             NULL);

  assert_names (find (fixture, "my_mod/V1_0"), "MyModV1_0", "my_mod_v1_0", "MY_MOD_V1_0");
  assert_string_equal (find (fixture, "my_mod/V1_0/aLong")->c_snake, "a_long");
  assert_string_equal (find (fixture, "my_mod/x")->c_type, "MyModX");
  assert_string_equal (find (fixture, "my_mod/x/toURL2")->c_snake, "to_url2");
  assert_string_equal (find (fixture, "my_mod/x/getIDs")->c_snake, "get_ids");
}

static void
test_namespace_stands_in_front (void **state G_GNUC_UNUSED)
{
  g_autoptr (Fixture) fixture = fixture_new ("module Bank { struct S { long a; }; };", "my_house");

  assert_names (find (fixture, "Bank/S"), "MyHouseBankS", "my_house_bank_s", "MY_HOUSE_BANK_S");
}

static void
test_words_of_c_get_an_underscore (void **state G_GNUC_UNUSED)
{
  g_autoptr (Fixture) fixture = fixture_new ("struct S { long class; long linux; long plain; };\n"
                                             "interface I { long delete (in long error,\n"
                                             "  out long result, in long value); };\n"
                                             "struct file { long a; }; const long EOF = 1;",
                                             NULL);

  assert_true (fixture->is_good);
  assert_string_equal (find (fixture, "S/class")->c_snake, "class_");
  assert_string_equal (find (fixture, "S/linux")->c_snake, "linux_");
  assert_string_equal (find (fixture, "S/plain")->c_snake, "plain");
  assert_string_equal (find (fixture, "I/delete")->c_snake, "delete");
  assert_string_equal (find (fixture, "I/delete")->c_entry, "delete_");
  assert_string_equal (find (fixture, "I/delete/error")->c_snake, "error_");
  assert_string_equal (find (fixture, "I/delete/result")->c_snake, "result_");
  assert_string_equal (find (fixture, "I/delete/value")->c_snake, "value");
  assert_string_equal (find (fixture, "EOF")->c_upper, "EOF_");
}

static void
test_name_annotation_replaces_the_last_part (void **state G_GNUC_UNUSED)
{
  g_autoptr (Fixture) fixture = fixture_new ("module M { @name (\"short_one\") struct LongOne {\n"
                                             "  @name (\"cSpelling\") long x; };\n"
                                             "  interface I { @name (\"go\") void ref (); }; };",
                                             NULL);

  assert_true (fixture->is_good);
  assert_names (find (fixture, "M/LongOne"), "MShortOne", "m_short_one", "M_SHORT_ONE");
  assert_string_equal (find (fixture, "M/LongOne/x")->c_snake, "cSpelling");
  assert_string_equal (find (fixture, "M/I/ref")->c_snake, "go");
}

static void
test_domains_follow_scopes (void **state G_GNUC_UNUSED)
{
  g_autoptr (Fixture) fixture = fixture_new ("exception A {}; module M { exception B {}; };\n"
                                             "module M { exception C {}; interface I {\n"
                                             "  exception D {}; }; };",
                                             NULL);
  const IdlNode *a = find (fixture, "A");
  const IdlNode *b = find (fixture, "M/B");
  const IdlNode *c = g_ptr_array_index (((IdlNode *) fixture->model->nodes->pdata[2])->children, 0);
  g_autofree gchar *code = NULL;

  assert_int_equal (fixture->model->domains->len, 3);
  assert_string_equal (idl_names_get_domain (fixture->model, a)->c_type, "MyFileError");
  assert_string_equal (idl_names_get_domain (fixture->model, b)->c_snake, "m_error");
  assert_ptr_equal (idl_names_get_domain (fixture->model, b),
                    idl_names_get_domain (fixture->model, c));
  code = idl_names_dup_code (idl_names_get_domain (fixture->model, c), c);
  assert_string_equal (code, "M_ERROR_C");
}

static void
test_an_exception_may_be_called_error (void **state G_GNUC_UNUSED)
{
  g_autoptr (Fixture) fixture = fixture_new ("module M { exception Error {}; };", NULL);

  assert_true (fixture->is_good);
  assert_string_equal (idl_names_get_domain (fixture->model, find (fixture, "M/Error"))->c_type,
                       "MErrorCode");
}

static void
test_macros_of_types (void **state G_GNUC_UNUSED)
{
  g_autoptr (Fixture) fixture = fixture_new ("module Bank { interface Account {}; };\n"
                                             "interface Echo {};",
                                             NULL);
  g_autofree gchar *inner = idl_names_dup_type_macro (find (fixture, "Bank/Account"));
  g_autofree gchar *inner_impl = idl_names_dup_impl_type_macro (find (fixture, "Bank/Account"));
  g_autofree gchar *outer = idl_names_dup_type_macro (find (fixture, "Echo"));
  g_autofree gchar *outer_impl = idl_names_dup_impl_type_macro (find (fixture, "Echo"));

  assert_string_equal (inner, "BANK_TYPE_ACCOUNT");
  assert_string_equal (inner_impl, "BANK_TYPE_ACCOUNT_IMPL");
  assert_string_equal (outer, "ECHO_TYPE");
  assert_string_equal (outer_impl, "ECHO_TYPE_IMPL");
}

static void
test_upcasts_are_told_apart (void **state G_GNUC_UNUSED)
{
  g_autoptr (Fixture) fixture = fixture_new ("module A { interface I {}; interface K {}; };\n"
                                             "module B { interface I {}; };\n"
                                             "interface J : A::I, B::I, A::K {};",
                                             NULL);
  g_autofree gchar *first = idl_names_dup_upcast (find (fixture, "J"), find (fixture, "A/I"));
  g_autofree gchar *second = idl_names_dup_upcast (find (fixture, "J"), find (fixture, "B/I"));
  g_autofree gchar *third = idl_names_dup_upcast (find (fixture, "J"), find (fixture, "A/K"));

  assert_true (fixture->is_good);
  assert_string_equal (first, "as_a_i");
  assert_string_equal (second, "as_b_i");
  assert_string_equal (third, "as_k");
}

static void
test_functions_that_meet_are_refused (void **state G_GNUC_UNUSED)
{
  assert_refused ("interface I { void a ();\n  void a_await (); };", "2:8", "`i_a_await`");
  assert_refused ("interface I { void a_tell ();\n  void a (); };", "2:8", "`i_a_tell`");
  assert_refused ("interface I {\n  void ref (); };", "2:8", "`i_ref`");
  assert_refused ("interface I {\n  void spawn (); };", "2:8", "`i_spawn`");
  assert_refused ("interface I {\n  void from_ref (); };", "2:8", "`i_from_ref`");
  assert_taken ("interface I { void get_type (); };");
  assert_refused ("interface I { attribute long x;\n  long get_x (); };", "2:8", "`i_get_x`");
  assert_refused ("interface I { void a ();\n  void complete_a (); };", "2:8", "`i_complete_a`");
  assert_taken ("interface I { void a (); void a_results (); void a_call (); void a_params (); };");
  assert_taken ("interface I { readonly attribute long x; long set_x (); };");
}

static void
test_types_that_meet_are_refused (void **state G_GNUC_UNUSED)
{
  assert_refused ("module A_B { struct X { long a; }; };\n"
                  "module A { module B { struct X { long a; }; }; };",
                  "2:30", "`ABX`");
  assert_refused ("interface Foo {};\ninterface FooImpl {};", "2:11", "`FooImpl`");
  assert_refused ("module M { const long COLOR_RED = 1;\nenum Color { red }; };", "2:14",
                  "`M_COLOR_RED`");
  assert_refused ("struct S { long aB;\nlong a_b; };", "2:6", "`a_b`");
  assert_refused ("interface I {\nvoid x (in long out_n, inout long n); };", "2:6", "`out_n`");
}

static void
test_functions_of_types_that_meet_are_refused (void **state G_GNUC_UNUSED)
{
  assert_refused ("module M { struct S { long a; };\n"
                  "interface S_to { oneway void _string (); }; };",
                  "2:30", "`m_s_to_string`");
  assert_refused ("typedef sequence<long> L;\ninterface L_get { oneway void length (); };", "2:31",
                  "`l_get_length`");
  assert_refused ("typedef map<long, string> L;\ninterface L_insert { oneway void take (); };",
                  "2:34", "`l_insert_take`");
  assert_refused ("bitset B { bitfield<1> x; };\ninterface B_get { oneway void x (); };", "2:31",
                  "`b_get_x`");
  assert_refused ("bitset B { bitfield<1> aB;\nbitfield<1> a_b; };", "2:13", "`b_get_a_b`");
  assert_refused ("bitmask M { aB,\na_b };", "2:1", "`M_A_B`");
}

static void
test_members_that_are_generated_meet_others (void **state G_GNUC_UNUSED)
{
  assert_refused ("struct S { @optional long x;\nboolean has_x; };", "2:9", "`has_x`");
  assert_refused ("struct A { long a; }; struct S : A {\nlong parent; };", "2:6", "`parent`");
  assert_taken ("struct S { @optional string x; boolean has_x; };");
  assert_taken ("struct S { @optional long x; @name (\"there\") boolean has_x; };");
  assert_taken ("struct S { long parent; };");
}

static void
test_prefixes_of_the_libraries_are_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (Fixture) own = fixture_new ("interface Registry {};", "odeon");

  assert_true (own->is_good);
  assert_refused ("module G { struct List { long a; }; };", "1:8", "GLib");
  assert_refused ("struct GList { long a; };", "1:8", "GLib");
  assert_refused ("module Odeon { interface Call {}; };", "1:8", "Odeon");
  assert_taken ("module Gate { struct S { long a; }; };");
}

static void
test_bad_explicit_names_are_refused (void **state G_GNUC_UNUSED)
{
  assert_refused ("@name (\"a-b\")\nstruct S { long a; };", "1:2", "no C identifier");
  assert_refused ("struct S {\n@name (\"class\") long a; };", "2:2", "a word of C or C++");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_scopes_are_joined),
    cmocka_unit_test (test_all_manners_of_names),
    cmocka_unit_test (test_namespace_stands_in_front),
    cmocka_unit_test (test_words_of_c_get_an_underscore),
    cmocka_unit_test (test_name_annotation_replaces_the_last_part),
    cmocka_unit_test (test_domains_follow_scopes),
    cmocka_unit_test (test_an_exception_may_be_called_error),
    cmocka_unit_test (test_macros_of_types),
    cmocka_unit_test (test_upcasts_are_told_apart),
    cmocka_unit_test (test_functions_that_meet_are_refused),
    cmocka_unit_test (test_types_that_meet_are_refused),
    cmocka_unit_test (test_functions_of_types_that_meet_are_refused),
    cmocka_unit_test (test_members_that_are_generated_meet_others),
    cmocka_unit_test (test_prefixes_of_the_libraries_are_refused),
    cmocka_unit_test (test_bad_explicit_names_are_refused),
  };

  return cmocka_run_group_tests_name ("names", tests, NULL, NULL);
}
