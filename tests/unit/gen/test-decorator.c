/* SPDX-License-Identifier: MIT */

/* Which lines of a header are declarations; that all of the real ones are found,
 * tests/idl/test-decorator.sh asks the compiler. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "decorator.h"

static void
assert_decorated (const gchar *header, const gchar *expected)
{
  g_autofree gchar *text = idl_decorate (header, "M", NULL);

  assert_string_equal (text, expected);
}

static void
test_prototypes_and_variables (void **state)
{
  (void) state;
  assert_decorated ("int f (void);\n\nextern int x;\nextern int y;\n",
                    "M\nint f (void);\n\nM\nextern int x;\nM\nextern int y;\n");
  assert_decorated ("int f (int a,\n       int b);\n", "M\nint f (int a,\n       int b);\n");
  assert_decorated ("G_DECLARE_INTERFACE (A, a, A, A, GObject)\n",
                    "M\nG_DECLARE_INTERFACE (A, a, A, A, GObject)\n");
}

static void
test_what_nobody_links_with (void **state)
{
  static const gchar *const headers[] = {
    "typedef struct _A A;\n",
    "struct _A\n{\n  int x;\n\nint y;\n};\n",
    "typedef enum\n{\n  A_B\n} A;\n",
    "#define A (a_get_type ())\n",
    "/* int f (void);\nint g (void);\n */\n",
    "G_DEFINE_AUTOPTR_CLEANUP_FUNC (A, a_free)\n",
    "static inline int\nf (int a)\n{\n  return a;\n}\n",
    "G_BEGIN_DECLS\n\nG_END_DECLS\n",
  };

  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    assert_decorated (headers[i], headers[i]);
}

static void
test_the_header_of_the_macro_comes_behind_odeon_h (void **state)
{
  g_autofree gchar *text = idl_decorate ("#include <odeon.h>\n\nint f (void);", NULL, "m.h");

  (void) state;
  assert_string_equal (text, "#include <odeon.h>\n#include \"m.h\"\n\nint f (void);");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_prototypes_and_variables),
    cmocka_unit_test (test_what_nobody_links_with),
    cmocka_unit_test (test_the_header_of_the_macro_comes_behind_odeon_h),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
