/* SPDX-License-Identifier: MIT */

/* What no comment can do to the page that it stands on. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "markdown.h"

static void
assert_code_is (const gchar *text, const gchar *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  idl_markdown_append_code (out, text);
  assert_string_equal (out->str, expected);
}

static void
assert_comment_is (const gchar *comment, const gchar *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  idl_markdown_append_comment (out, comment, "  ");
  assert_string_equal (out->str, expected);
}

static void
test_code_takes_more_backticks_than_it_holds (void **state)
{
  (void) state;
  assert_code_is ("plain", "`plain`");
  assert_code_is ("a ` b", "`` a ` b ``");
  assert_code_is ("``", "``` `` ```");
  assert_code_is ("two\nlines", "`two lines`");
  assert_code_is ("\xff", "`\ufffd`");
}

static void
test_lines_are_indented_but_the_first (void **state)
{
  (void) state;
  assert_comment_is ("one", "one\n");
  assert_comment_is ("one\n   two\n\n- three", "one\n  two\n\n  - three\n");
}

static void
test_headings_are_text (void **state)
{
  (void) state;
  assert_comment_is ("# one", "\\# one\n");
  assert_comment_is ("one\n---", "one\n  \\---\n");
  assert_comment_is ("one\n=", "one\n  \\=\n");
  assert_comment_is ("- a list\n", "- a list\n\n");
}

static void
test_html_is_text_outside_of_code (void **state)
{
  (void) state;
  assert_comment_is ("<b> and `<b>` and <i>", "&lt;b> and `<b>` and &lt;i>\n");
  assert_comment_is ("\x1b[1m \xff", " [1m \ufffd\n");
}

static void
test_a_block_of_code_is_kept_and_ends (void **state)
{
  (void) state;
  assert_comment_is ("```\n# code <b>\n```\n# text", "```\n  # code <b>\n  ```\n  \\# text\n");
  assert_comment_is ("~~~\n```\n~~~", "~~~\n  ```\n  ~~~\n");
  assert_comment_is ("~~~ c\nwithout an end", "~~~ c\n  without an end\n  ~~~\n");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_code_takes_more_backticks_than_it_holds),
    cmocka_unit_test (test_lines_are_indented_but_the_first),
    cmocka_unit_test (test_headings_are_text),
    cmocka_unit_test (test_html_is_text_outside_of_code),
    cmocka_unit_test (test_a_block_of_code_is_kept_and_ends),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
