/* SPDX-License-Identifier: MIT */

/* How messages look: places, carets, colours, and what is added to them. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "diagnostic.h"

typedef struct
{
  IdlSources     *sources;
  IdlDiagnostics *diagnostics;
  guint           file;
} Fixture;

static Fixture
fixture_new (const gchar *text)
{
  Fixture self;

  self.sources = idl_sources_new ();
  self.diagnostics = idl_diagnostics_new (self.sources, 0, FALSE);
  self.file = idl_sources_add_text (self.sources, "x.idl", text);
  return self;
}

static void
fixture_clear (Fixture *self)
{
  idl_diagnostics_free (self->diagnostics);
  idl_sources_free (self->sources);
}

/* Compares all that is printed. */
static void
assert_printed (const Fixture *self, const gchar *expected)
{
  gchar *text = NULL;
  size_t length;
  FILE  *stream = open_memstream (&text, &length);

  idl_diagnostics_print (self->diagnostics, stream);
  fclose (stream);
  assert_string_equal (text, expected);
  free (text);
}

/* Reports "wrong" at the first "@@" of the text, which is two bytes long. */
static IdlLocation
find (const gchar *text)
{
  const gchar *at = strstr (text, "@@");

  return (IdlLocation){ 0, 1, (guint) (at - text) + 1, 2 };
}

static void
assert_excerpt (const gchar *text, const gchar *expected)
{
  Fixture self = fixture_new (text);

  idl_diagnostics_error (self.diagnostics, find (text), "wrong");
  assert_printed (&self, expected);
  fixture_clear (&self);
}

static void
test_the_whole_token_is_underlined (void **state)
{
  (void) state;
  assert_excerpt ("ab @@ cd", "x.idl:1:4: error: wrong\n"
                              "    1 | ab @@ cd\n"
                              "      |    ^~\n");
}

static void
test_a_tab_is_one_column_everywhere (void **state)
{
  (void) state;
  assert_excerpt ("\t@@", "x.idl:1:2: error: wrong\n"
                          "    1 |  @@\n"
                          "      |  ^~\n");
}

static void
test_columns_count_characters (void **state)
{
  (void) state;
  assert_excerpt ("ü€ @@", "x.idl:1:4: error: wrong\n"
                           "    1 | ü€ @@\n"
                           "      |    ^~\n");
}

static void
test_the_caret_knows_wide_and_combining_characters (void **state)
{
  (void) state;
  assert_excerpt ("日本 @@", "x.idl:1:4: error: wrong\n"
                             "    1 | 日本 @@\n"
                             "      |      ^~\n");
  assert_excerpt ("e\xcc\x81 @@", "x.idl:1:4: error: wrong\n"
                                  "    1 | e\xcc\x81 @@\n"
                                  "      |   ^~\n");
}

static void
test_bytes_that_are_no_text_are_shown_as_such (void **state)
{
  (void) state;
  assert_excerpt ("\xff\xfe\x01 @@", "x.idl:1:5: error: wrong\n"
                                     "    1 | \xef\xbf\xbd\xef\xbf\xbd  @@\n"
                                     "      |     ^~\n");
}

static void
test_only_a_part_of_a_long_line_is_shown (void **state)
{
  g_autofree gchar *blanks = g_strnfill (1000, 'x');
  g_autofree gchar *text = g_strconcat (blanks, "@@", blanks, NULL);
  g_autofree gchar *shown = g_strnfill (100, 'x');
  g_autofree gchar *indent = g_strnfill (100, ' ');
  g_autofree gchar *expected =
    g_strdup_printf ("x.idl:1:1001: error: wrong\n    1 | %s@@%.98s\n      | %s^~\n", shown, shown,
                     indent);

  (void) state;
  assert_excerpt (text, expected);
}

static void
test_the_end_of_a_line_can_be_pointed_at (void **state)
{
  Fixture self = fixture_new ("ab");

  (void) state;
  idl_diagnostics_error (self.diagnostics, (IdlLocation){ 0, 1, 3, 1 }, "wrong");
  assert_printed (&self, "x.idl:1:3: error: wrong\n"
                         "    1 | ab\n"
                         "      |   ^\n");
  fixture_clear (&self);
}

static void
test_messages_stand_in_the_order_of_the_text (void **state)
{
  Fixture self = fixture_new ("a\nb");

  (void) state;
  idl_diagnostics_warning (self.diagnostics, (IdlLocation){ 0, 2, 1, 1 }, "second");
  idl_diagnostics_error (self.diagnostics, (IdlLocation){ 0, 1, 1, 1 }, "first");
  idl_diagnostics_note (self.diagnostics, (IdlLocation){ 0, 2, 1, 1 }, "of the first");
  idl_diagnostics_suggest (self.diagnostics, "a");
  assert_printed (&self, "x.idl:1:1: error: first; did you mean `a`?\n    1 | a\n      | ^\n"
                         "x.idl:2:1: note: of the first\n    2 | b\n      | ^\n"
                         "x.idl:2:1: warning: second\n    2 | b\n      | ^\n");
  fixture_clear (&self);
}

static void
test_a_place_has_one_error (void **state)
{
  Fixture self = fixture_new ("a");

  (void) state;
  idl_diagnostics_error (self.diagnostics, (IdlLocation){ 0, 1, 1, 1 }, "first");
  idl_diagnostics_error (self.diagnostics, (IdlLocation){ 0, 1, 1, 1 }, "second");
  idl_diagnostics_note (self.diagnostics, (IdlLocation){ 0, 1, 1, 1 }, "of the second");
  assert_int_equal (idl_diagnostics_get_n_errors (self.diagnostics), 1);
  assert_printed (&self, "x.idl:1:1: error: first\n    1 | a\n      | ^\n");
  fixture_clear (&self);
}

static void
test_a_file_says_once_from_where_it_is_included (void **state)
{
  Fixture           self = fixture_new ("#include \"y\"");
  const IdlLocation from = { 0, 1, 10, 3 };
  g_autofree gchar *problem = NULL;
  guint             file;

  (void) state;
  idl_sources_give (self.sources, "y", "a\nb");
  assert_true (idl_sources_open (self.sources, "y", &from, &file, &problem));
  idl_diagnostics_error (self.diagnostics, (IdlLocation){ file, 1, 1, 1 }, "one");
  idl_diagnostics_error (self.diagnostics, (IdlLocation){ file, 2, 1, 1 }, "two");
  assert_printed (&self, "y:1:1: error: one\n    1 | a\n      | ^\n"
                         "y:2:1: error: two\n    2 | b\n      | ^\n"
                         "x.idl:1:10: note: included from here\n");
  fixture_clear (&self);
}

static void
test_what_a_macro_expands_to_names_the_macro (void **state)
{
  Fixture           self = fixture_new ("#define A b\nA");
  const IdlLocation use = { 0, 2, 1, 1 };

  (void) state;
  idl_diagnostics_note_expansion (self.diagnostics, use, "A", (IdlLocation){ 0, 1, 9, 1 });
  idl_diagnostics_error (self.diagnostics, use, "wrong");
  assert_printed (&self, "x.idl:2:1: error: wrong\n    2 | A\n      | ^\n"
                         "x.idl:1:9: note: in what macro `A` expands to\n"
                         "    1 | #define A b\n      |         ^\n");
  fixture_clear (&self);
}

static void
test_warnings_can_be_errors (void **state)
{
  Fixture self = fixture_new ("a");

  (void) state;
  idl_diagnostics_set_fatal_warnings (self.diagnostics, TRUE);
  idl_diagnostics_warning (self.diagnostics, (IdlLocation){ 0, 1, 1, 1 }, "odd");
  assert_int_equal (idl_diagnostics_get_n_errors (self.diagnostics), 1);
  assert_printed (&self, "x.idl:1:1: error: odd\n    1 | a\n      | ^\n");
  fixture_clear (&self);
}

static void
test_colours_can_be_had (void **state)
{
  Fixture self = fixture_new ("a");

  (void) state;
  idl_diagnostics_error (self.diagnostics, (IdlLocation){ 0, 1, 1, 1 }, "wrong");
  idl_diagnostics_set_colour (self.diagnostics, IDL_COLOUR_ALWAYS);
  assert_printed (&self, "\033[1mx.idl:1:1: \033[1;31merror:\033[0m \033[1mwrong\033[0m\n"
                         "    1 | a\n      | \033[1;32m^\033[0m\n");
  fixture_clear (&self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_the_whole_token_is_underlined),
    cmocka_unit_test (test_a_tab_is_one_column_everywhere),
    cmocka_unit_test (test_columns_count_characters),
    cmocka_unit_test (test_the_caret_knows_wide_and_combining_characters),
    cmocka_unit_test (test_bytes_that_are_no_text_are_shown_as_such),
    cmocka_unit_test (test_only_a_part_of_a_long_line_is_shown),
    cmocka_unit_test (test_the_end_of_a_line_can_be_pointed_at),
    cmocka_unit_test (test_messages_stand_in_the_order_of_the_text),
    cmocka_unit_test (test_a_place_has_one_error),
    cmocka_unit_test (test_a_file_says_once_from_where_it_is_included),
    cmocka_unit_test (test_what_a_macro_expands_to_names_the_macro),
    cmocka_unit_test (test_warnings_can_be_errors),
    cmocka_unit_test (test_colours_can_be_had),
  };

  return cmocka_run_group_tests_name ("diagnostic", tests, NULL, NULL);
}
