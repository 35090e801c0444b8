/* SPDX-License-Identifier: MIT */

/* Formatting changes how a file looks and nothing else: what the lexer makes of it stays the same,
 * every comment is there still, and a second time changes nothing. That is held against written
 * samples, all IDL files at hand, and files with random damage. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#include "format-pieces.h"
#include "format.h"

/* (nullable): NULL if it is refused. To be freed. */
static gchar *
dup_formatted (const gchar *text)
{
  g_autoptr (IdlSources) sources = idl_sources_new ();
  g_autoptr (IdlDiagnostics) diagnostics = idl_diagnostics_new (sources, 0, FALSE);
  guint  file = idl_sources_add_text (sources, "test.idl", text);
  gchar *result = idl_format_run (sources, file, diagnostics);

  assert_true ((result == NULL) == (idl_diagnostics_get_n_errors (diagnostics) > 0));
  return result;
}

/* What must not change: one line for each token, with its documentation, each directive, and each
 * word of a comment. */
static gchar *
dup_essence (const gchar *text)
{
  g_autoptr (IdlSources) sources = idl_sources_new ();
  g_autoptr (IdlDiagnostics) diagnostics = idl_diagnostics_new (sources, 0, FALSE);
  g_autoptr (GStringChunk) strings = g_string_chunk_new (4096);
  g_autoptr (GString) essence = g_string_new (NULL);
  g_autoptr (GString) unix_text = g_string_new (text);
  g_autoptr (GArray) pieces = NULL;
  guint file;

  g_string_replace (unix_text, "\r\r", " \r", 0);
  g_string_replace (unix_text, "\r\n", "\n", 0);
  file = idl_sources_add_text (sources, "test.idl", unix_text->str);
  pieces = idl_pieces_read (sources, file, strings, diagnostics);
  for (guint i = 0; i < pieces->len; i++)
    {
      const IdlPiece *piece = idl_pieces_peek (pieces, i);

      g_string_append_printf (essence, "%d %d ", piece->kind, piece->token);
      if (piece->kind == IDL_PIECE_COMMENT)
        {
          g_auto (GStrv) words = g_strsplit_set (piece->text, " \t\n\r\v\f", -1);

          for (gchar **word = words; *word != NULL; word++)
            if (**word != '\0')
              g_string_append_printf (essence, "%s ", *word);
        }
      else
        g_string_append (essence, piece->text);
      if (piece->kind == IDL_PIECE_TOKEN && strchr ("<>", piece->punctuator) != NULL
          && piece->punctuator != 0 && i > 0
          && idl_piece_is_punctuator (piece - 1, piece->punctuator))
        g_string_append (essence, piece->joined ? " joined" : " apart");
      g_string_append_c (essence, '\n');
    }
  return g_string_free (g_steal_pointer (&essence), FALSE);
}

/* The tokens as the parser's lexer has them, and to which of them documentation belongs. */
static gchar *
dup_tokens (const gchar *text)
{
  g_autoptr (IdlSources) sources = idl_sources_new ();
  g_autoptr (IdlDiagnostics) diagnostics = idl_diagnostics_new (sources, 0, FALSE);
  g_autoptr (GStringChunk) strings = g_string_chunk_new (4096);
  g_autoptr (GString) tokens = g_string_new (NULL);
  IdlLexer lexer;
  IdlToken token;

  idl_lexer_init (&lexer, sources, idl_sources_add_text (sources, "test.idl", text), strings,
                  diagnostics);
  do
    {
      idl_lexer_next (&lexer, &token);
      g_string_append_printf (tokens, "%d %s %s\n", token.kind, token.text,
                              token.doc != NULL ? token.doc : "");
    }
  while (token.kind != IDL_TOKEN_END);
  idl_lexer_clear (&lexer);
  return g_string_free (g_steal_pointer (&tokens), FALSE);
}

static gboolean
has_directives (const gchar *text)
{
  return strchr (text, '#') != NULL;
}

static void
assert_same (const gchar *name, const gchar *before, const gchar *after)
{
  gsize same = 0;

  while (before[same] != '\0' && before[same] == after[same])
    same++;
  if (before[same] != after[same])
    fail_msg ("%s: behind\n%.*s\n--- this ---\n%.80s\n--- became ---\n%.80s", name,
              (int) MIN (same, 300), before + same - MIN (same, 300), before + same, after + same);
}

/* Returns whether the text could be formatted at all. */
static gboolean
check_promises (const gchar *name, const gchar *text)
{
  g_autofree gchar *once = dup_formatted (text);
  g_autofree gchar *twice = NULL;
  g_autofree gchar *before = NULL, *after = NULL;

  if (once == NULL)
    return FALSE;
  twice = dup_formatted (once);
  if (twice == NULL)
    fail_msg ("%s: what it became is refused:\n%s\n--- from ---\n%s", name, once, text);
  assert_same (name, once, twice);

  before = dup_essence (text);
  after = dup_essence (once);
  assert_same (name, before, after);
  if (!has_directives (text))
    {
      g_autofree gchar *tokens_before = dup_tokens (text);
      g_autofree gchar *tokens_after = dup_tokens (once);

      assert_same (name, tokens_before, tokens_after);
    }
  return TRUE;
}

static void
assert_formatted (const gchar *text, const gchar *expected)
{
  g_autofree gchar *result = dup_formatted (text);

  assert_non_null (result);
  assert_string_equal (result, expected);
  check_promises ("sample", text);
}

/* What is left alone, and what is not ---------------------------------------------------------- */

static void
test_spaces (void **state)
{
  (void) state;
  assert_formatted ("interface I:A,::B{void f(in long a)raises(X,::M::Y);};",
                    "interface I : A, ::B {\n  void f (in long a) raises (X, ::M::Y);\n};\n");
  assert_formatted ("@id( 3 )@name (\"x\") long a [ 2 ] [N+-1], b;",
                    "@id (3) @name (\"x\") long a[2][N + -1], b;\n");
  assert_formatted ("const long X=(1<<3|~ A :: B)>>-2;",
                    "const long X = (1 << 3 | ~A::B) >> -2;\n");
}

static void
test_closing_brackets_of_templates (void **state)
{
  (void) state;
  assert_formatted ("typedef sequence < sequence<long> > T;",
                    "typedef sequence<sequence<long> > T;\n");
  assert_formatted ("typedef sequence<sequence<long>>T;", "typedef sequence<sequence<long>> T;\n");
  assert_formatted ("typedef sequence<long,N>>1>T;", "typedef sequence<long, N >> 1> T;\n");
  assert_formatted ("typedef sequence<string<8>,(N>>M)>T;",
                    "typedef sequence<string<8>, (N >> M)> T;\n");
  assert_formatted ("typedef sequence<sequence<long,8>>1>>T;",
                    "typedef sequence<sequence<long, 8 >> 1>> T;\n");
}

static void
test_short_blocks_stay_on_their_line (void **state)
{
  (void) state;
  assert_formatted ("struct S {long x;long y;};", "struct S { long x; long y; };\n");
  assert_formatted ("struct S {\n long x;long y;};", "struct S {\n  long x;\n  long y;\n};\n");
  assert_formatted ("enum E{a,b\n};", "enum E {\n  a,\n  b\n};\n");
  assert_formatted ("interface I{void f();};", "interface I {\n  void f ();\n};\n");
  assert_formatted ("interface I\n{\n\n}\n;", "interface I { };\n");
  assert_formatted ("struct Quite_a_long_name_for_a_struct { sequence<string> a_member; "
                    "sequence<string> another_member; };",
                    "struct Quite_a_long_name_for_a_struct {\n  sequence<string> a_member;\n"
                    "  sequence<string> another_member;\n};\n");
}

static void
test_comments_stay_where_they_belong (void **state)
{
  (void) state;
  assert_formatted ("long a;// x\nlong bcd; /* y */\n// z\n",
                    "long a;   // x\nlong bcd; /* y */\n// z\n");
  assert_formatted ("long a;    // x\n           // more\n", "long a; // x\n        // more\n");
  assert_formatted ("module M {\n/*\n * star\n */\nlong a;\n};",
                    "module M {\n  /*\n   * star\n   */\n  long a;\n};\n");
  assert_formatted ("void f(in/* a */long b, // c\nin long d);",
                    "void f (in /* a */ long b, // c\n        in long d);\n");
  assert_formatted ("enum E {\na, // x\nb // y\n// z\n};",
                    "enum E {\n  a, // x\n  b  // y\n  // z\n};\n");
  assert_formatted ("/* a */ /* b */ long x;", "/* a */ /* b */ long x;\n");
  assert_formatted ("long x; /* a */ // b", "long x; /* a */ // b\n");
  assert_formatted ("struct S { long x; /* c\n d */ /***/ /*/ */ };",
                    "struct S {\n  long x; /* c\nd */\n  /***/   /*/ */\n};\n");
  assert_formatted ("long y;\r\n/// a\\\nb\nlong x;\n",
                    "long y;\r\n/// a\\\r\nb\r\nlong x;\r\n");
}

static void
test_blank_lines (void **state)
{
  (void) state;
  assert_formatted ("\n\nmodule M {\n\n\n\nlong a;\n\n\n\nlong b;\n\n};\n\n\n",
                    "module M {\n  long a;\n\n  long b;\n};\n");
}

static void
test_directives (void **state)
{
  (void) state;
  assert_formatted ("  #define F(x)   \\\n     x   \\\n  y // z\nlong a;",
                    "#define F(x)   \\\n     x   \\\n  y // z\nlong a;\n");
  assert_formatted (
    "#ifdef A\ninterface I : J {\n#else\ninterface I {\n#endif\nvoid f();\n};",
    "#ifdef A\ninterface I : J {\n#else\ninterface I {\n#endif\n  void f ();\n};\n");
  assert_formatted ("interface I :\n#ifdef A\nB,\n#endif\nC { };",
                    "interface I :\n#ifdef A\n  B,\n#endif\n  C { };\n");
  assert_formatted ("#if 0\n  don't \n #if 1\n #endif\n#else\n  long  a;\n#endif\n",
                    "#if 0\n  don't \n #if 1\n #endif\n#else\nlong a;\n#endif\n");
  assert_formatted ("#error it's /* so\nlong  a;", "#error it's /* so\nlong a;\n");
}

static void
test_what_may_become_a_string (void **state)
{
  (void) state;
  assert_formatted ("#define T(x) #x\nconst string s=T(a+b  (c));const long l=F(1+2);",
                    "#define T(x) #x\nconst string s = T (a+b (c));\nconst long l = F (1 + 2);\n");
}

static void
test_labels (void **state)
{
  (void) state;
  assert_formatted ("union U switch(long){case 1:case -A::B:long a;\ndefault:\nlong b;};",
                    "union U switch (long) {\n  case 1: case -A::B: long a;\n  default:\n"
                    "    long b;\n};\n");
}

static void
test_annotations_keep_their_lines (void **state)
{
  (void) state;
  assert_formatted ("@topic struct S {\n long a;};", "@topic struct S {\n  long a;\n};\n");
  assert_formatted ("@topic\n@foo(1)struct S {\n@id(1)\nlong a;};",
                    "@topic\n@foo (1) struct S {\n  @id (1)\n  long a;\n};\n");
}

static void
test_long_lines_are_broken (void **state)
{
  (void) state;
  assert_formatted (
    "void an_operation_with_a_name (in sequence<long> first_parameter, inout ::Some::Type second, "
    "out long third) raises (Insufficient);",
    "void an_operation_with_a_name (in sequence<long> first_parameter,\n"
    "                               inout ::Some::Type second,\n"
    "                               out long third)\n"
    "  raises (Insufficient);\n");
  assert_formatted ("const string S = \"...........................................\" "
                    "\"..........................................................\";",
                    "const string S = \"...........................................\"\n"
                    "  \"..........................................................\";\n");
}

static void
test_ends_of_lines_and_marks (void **state)
{
  (void) state;
  assert_formatted ("long  a;\r\n// b \r\n", "long a;\r\n// b\r\n");
  assert_formatted ("\xef\xbb\xbflong  a;", "\xef\xbb\xbflong a;\n");
  assert_formatted ("// caf\xe9\nlong  a;", "// caf\xe9\nlong a;\n");
  assert_formatted ("const string S=\"a  b\\\"  c\";", "const string S = \"a  b\\\"  c\";\n");
  assert_formatted ("", "");
}

static void
test_joined_lines (void **state)
{
  (void) state;
  assert_formatted (
    "module M { module N { struct S {\nlo\\\nng a;\n@unit (\"m\\\n\")\\\nlong b; }; }; };",
    "module M {\n  module N {\n    struct S {\n      long a;\n      @unit (\"m\\\n\") long b;\n"
    "    };\n  };\n};\n");
  assert_formatted ("#define N \\\r \r\nlong a;", "#define N \\ \r\nlong a;\r\n");
}

static void
test_refusals (void **state)
{
  static const gchar *const texts[] = { "const string S = \"a;", "/* a", "long $;", "long a; # b",
                                        "caf\xc3\xa9" };

  (void) state;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_null (dup_formatted (texts[i]));
}

/* Files at hand -------------------------------------------------------------------------------- */

typedef void (*Visit) (const gchar *path, const gchar *text, gpointer data);

static void
visit_file (const gchar *path, Visit visit, gpointer data)
{
  g_autofree gchar *text = NULL;

  if (g_str_has_suffix (path, ".idl") && g_file_get_contents (path, &text, NULL, NULL))
    visit (path, text, data);
}

static void
visit_directory (const gchar *path, Visit visit, gpointer data)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const gchar *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree gchar *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        visit_directory (child, visit, data);
      else
        visit_file (child, visit, data);
    }
}

static void
visit_all (Visit visit, gpointer data)
{
  static const gchar *const folders[] = { "examples", "idl", "tests" };
  const gchar              *top = g_getenv ("srcdir") != NULL ? g_getenv ("srcdir") : ".";
  const gchar              *installed = g_getenv ("ODEON_OMNIORB_IDL");

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree gchar *path = g_build_filename (top, folders[i], NULL);

      visit_directory (path, visit, data);
    }
  if (installed != NULL && *installed != '\0')
    visit_directory (installed, visit, data);
}

static void
check_file (const gchar *path, const gchar *text, gpointer data)
{
  guint *n_files = data;

  *n_files += check_promises (path, text);
}

static void
test_files_at_hand (void **state)
{
  guint n_files = 0;

  (void) state;
  visit_all (check_file, &n_files);
  assert_true (n_files > 20);
}

/* Takes away, doubles and puts in pieces that mean something to the formatter. */
static gchar *
dup_damaged (GRand *random, const gchar *text)
{
  static const gchar *const parts[] = {
    "\n",   " ",      "// c\n",    "/* c */",    "/* c\n d */", ";",         "{",
    "}",    "(",      ")",         ",",          ":",           "\n#if X\n", "\\\n",
    ">>",   "<",      "\n#else\n", "\n#endif\n", "@a",          "case 1:",   "\t",
    "\r\n", "\n\n\n", "::",        "-",          "\"s\"",       "enum E {",  "struct S {"
  };
  GString *damaged = g_string_new (text);
  guint    n = (guint) g_rand_int_range (random, 1, 12);

  for (guint i = 0; i < n && damaged->len > 0; i++)
    {
      gint  place = g_rand_int_range (random, 0, (gint) damaged->len);
      guint part = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (parts));

      if (g_rand_int_range (random, 0, 4) == 0)
        g_string_erase (damaged, place, MIN (3, (gint) damaged->len - place));
      else
        g_string_insert (damaged, place, parts[part]);
    }
  return g_string_free (damaged, FALSE);
}

/* Seeded by the file alone: a new sample does not change what happens to the others. */
static void
check_damaged (const gchar *path, const gchar *text, gpointer data)
{
  GRand *random = g_rand_new_with_seed (GPOINTER_TO_UINT (data) + g_str_hash (text));
  guint  n_times = strlen (text) > 4000 ? 4 : 40;

  for (guint i = 0; i < n_times; i++)
    {
      g_autofree gchar *damaged = dup_damaged (random, text);

      check_promises (path, damaged);
    }
  g_rand_free (random);
}

static void
test_damaged_files (void **state)
{
  (void) state;
  visit_all (check_damaged, GUINT_TO_POINTER (8));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_spaces),
    cmocka_unit_test (test_closing_brackets_of_templates),
    cmocka_unit_test (test_short_blocks_stay_on_their_line),
    cmocka_unit_test (test_comments_stay_where_they_belong),
    cmocka_unit_test (test_blank_lines),
    cmocka_unit_test (test_directives),
    cmocka_unit_test (test_what_may_become_a_string),
    cmocka_unit_test (test_labels),
    cmocka_unit_test (test_annotations_keep_their_lines),
    cmocka_unit_test (test_long_lines_are_broken),
    cmocka_unit_test (test_ends_of_lines_and_marks),
    cmocka_unit_test (test_joined_lines),
    cmocka_unit_test (test_refusals),
    cmocka_unit_test (test_files_at_hand),
    cmocka_unit_test (test_damaged_files),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
