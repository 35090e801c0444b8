/* SPDX-License-Identifier: MIT */

/* What texts are split into, and where the tokens stand. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "lexer.h"

typedef struct
{
  IdlSources     *sources;
  IdlDiagnostics *diagnostics;
  GStringChunk   *strings;
  IdlLexer        lexer;
} Fixture;

static Fixture *
fixture_new (const gchar *text)
{
  Fixture *self = g_new0 (Fixture, 1);
  guint    file;

  self->sources = idl_sources_new ();
  file = idl_sources_add_text (self->sources, "test.idl", text);
  self->diagnostics = idl_diagnostics_new (self->sources, 0, FALSE);
  self->strings = g_string_chunk_new (64);
  idl_lexer_init (&self->lexer, self->sources, file, self->strings, self->diagnostics);
  return self;
}

static void
fixture_free (Fixture *self)
{
  idl_lexer_clear (&self->lexer);
  g_string_chunk_free (self->strings);
  idl_diagnostics_free (self->diagnostics);
  idl_sources_free (self->sources);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* The tokens' texts with a space between. */
static gchar *
split (const gchar *text)
{
  g_autoptr (Fixture) fixture = fixture_new (text);
  g_autoptr (GString) result = g_string_new (NULL);
  IdlToken token;

  for (idl_lexer_next (&fixture->lexer, &token); token.kind != IDL_TOKEN_END;
       idl_lexer_next (&fixture->lexer, &token))
    g_string_append_printf (result, "%s%s", result->len > 0 ? " " : "", token.text);
  assert_int_equal (idl_diagnostics_get_n_errors (fixture->diagnostics), 0);
  return g_string_free (g_steal_pointer (&result), FALSE);
}

static void
assert_split (const gchar *text, const gchar *expected)
{
  g_autofree gchar *found = split (text);

  assert_string_equal (found, expected);
}

static void
test_punctuators (void **state)
{
  (void) state;
  assert_split ("sequence<sequence<long>>a;", "sequence < sequence < long > > a ;");
  assert_split ("interface B:::M::A", "interface B : :: M :: A");
  assert_split ("case ::M::A:", "case :: M :: A :");
  assert_split ("case M::A:::N::T t", "case M :: A : :: N :: T t");
}

static void
test_numbers (void **state)
{
  (void) state;
  assert_split ("1.5d 011 0xE+1 1e+5-2 .5", "1.5d 011 0xE + 1 1e+5 - 2 .5");
}

static void
test_literals_keep_their_spelling (void **state)
{
  (void) state;
  assert_split ("\"a\\\"b\" L\"c\" '\\'' L'x' L", "\"a\\\"b\" L\"c\" '\\'' L'x' L");
  assert_split ("\"/* no */ // comment\"", "\"/* no */ // comment\"");
}

static void
test_comments_do_not_nest (void **state)
{
  (void) state;
  assert_split ("a /* b /* c */ d // e\nf", "a d f");
}

static void
test_line_continuations (void **state)
{
  g_autoptr (Fixture) fixture = fixture_new ("lo\\\nng x\\\r\ny z");
  IdlToken token;

  (void) state;
  idl_lexer_next (&fixture->lexer, &token);
  assert_string_equal (token.text, "long");
  assert_int_equal (token.where.line, 1);
  idl_lexer_next (&fixture->lexer, &token);
  assert_string_equal (token.text, "xy");
  assert_int_equal (token.where.line, 2);
  assert_int_equal (token.where.column, 4);
  idl_lexer_next (&fixture->lexer, &token);
  assert_int_equal (token.where.line, 3);
  assert_int_equal (token.where.column, 3);
}

static void
test_places (void **state)
{
  g_autoptr (Fixture) fixture = fixture_new ("\xef\xbb\xbf"
                                             "a\n  bcd>>");
  IdlToken token;

  (void) state;
  idl_lexer_next (&fixture->lexer, &token);
  assert_true (token.first_on_line);
  idl_lexer_next (&fixture->lexer, &token);
  assert_int_equal (token.where.line, 2);
  assert_int_equal (token.where.column, 3);
  assert_int_equal (token.where.length, 3);
  assert_true (token.first_on_line);
  assert_false (token.joined);
  idl_lexer_next (&fixture->lexer, &token);
  idl_lexer_next (&fixture->lexer, &token);
  assert_true (token.joined);
  assert_false (token.first_on_line);
}

static const gchar *
read_doc (Fixture *fixture)
{
  IdlToken token;

  idl_lexer_next (&fixture->lexer, &token);
  return token.doc;
}

static void
test_documentation (void **state)
{
  g_autoptr (Fixture) fixture =
    fixture_new ("/** One\n *  line\n *\n * two.\n */ a\n"
                 "/// first\n///\n/// second\nb /**< behind */ c\n"
                 "/* plain */ d //// rule\n e /** old *//** new */ f /**/ g\n/// in \\\ntwo\nh");

  (void) state;
  assert_string_equal (read_doc (fixture), "One\n line\n\ntwo.");
  assert_string_equal (read_doc (fixture), "first\n\nsecond");
  assert_null (read_doc (fixture));
  assert_null (read_doc (fixture));
  assert_null (read_doc (fixture));
  assert_string_equal (read_doc (fixture), "new");
  assert_null (read_doc (fixture));
  assert_string_equal (read_doc (fixture), "in two");
}

static guint
count_errors (const gchar *text)
{
  g_autoptr (Fixture) fixture = fixture_new (text);
  IdlToken token;

  do
    idl_lexer_next (&fixture->lexer, &token);
  while (token.kind != IDL_TOKEN_END);
  return idl_diagnostics_get_n_errors (fixture->diagnostics);
}

static void
test_what_is_no_token (void **state)
{
  (void) state;
  assert_int_equal (count_errors ("a $ b"), 1);
  assert_int_equal (count_errors ("a $$$ b"), 1);
  assert_int_equal (count_errors ("\"open\n'x"), 2);
  assert_int_equal (count_errors ("/* open"), 1);
  assert_int_equal (count_errors ("\xc3\xa4 \x01"), 2);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_punctuators),
    cmocka_unit_test (test_numbers),
    cmocka_unit_test (test_literals_keep_their_spelling),
    cmocka_unit_test (test_comments_do_not_nest),
    cmocka_unit_test (test_line_continuations),
    cmocka_unit_test (test_places),
    cmocka_unit_test (test_documentation),
    cmocka_unit_test (test_what_is_no_token),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
