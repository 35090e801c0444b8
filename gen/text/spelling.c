/* SPDX-License-Identifier: MIT */

/* The two manners of GLib, CamelCase for types and snake_case for the rest, made from whatever
 * manner the author of an IDL file had. A word begins at an underscore, at a capital after a small
 * letter or digit, and at the last capital of a run that small letters follow (`URLString`); the
 * plural of an acronym is one word (`IDs`).
 */

#include "spelling.h"

/* clang-format off */
static const gchar *const reserved_words[] = {
  /* C */
  "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum",
  "extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict",
  "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union",
  "unsigned", "void", "volatile", "while", "asm", "typeof",
  /* C++ */
  "alignas", "alignof", "and", "and_eq", "bitand", "bitor", "bool", "catch", "char16_t",
  "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept",
  "const_cast", "consteval", "constexpr", "constinit", "decltype", "delete", "dynamic_cast",
  "explicit", "export", "false", "friend", "mutable", "namespace", "new", "noexcept", "not",
  "not_eq", "nullptr", "operator", "or", "or_eq", "private", "protected", "public",
  "reinterpret_cast", "requires", "static_assert", "static_cast", "template", "this",
  "thread_local", "throw", "true", "try", "typeid", "typename", "using", "virtual", "wchar_t",
  "xor", "xor_eq",
  /* macros and types of the C library, of compilers and of GLib */
  "ABS", "BUFSIZ", "CLAMP", "DIR", "EOF", "FALSE", "FILE", "MAX", "MIN", "NULL", "TRUE",
  "assert", "environ", "errno", "i386", "linux", "major", "minor", "offsetof", "stderr", "stdin",
  "stdout", "unix",
};
/* clang-format on */

gboolean
idl_spell_is_reserved (const gchar *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reserved_words); i++)
    if (reserved_words[i][0] == word[0] && g_str_equal (reserved_words[i], word))
      return TRUE;
  return FALSE;
}

gchar *
idl_spell_camel (const gchar *name)
{
  GString *camel = g_string_new (NULL);
  gboolean starts_word = TRUE;

  for (const gchar *p = name; *p != '\0'; p++)
    {
      if (*p != '_')
        g_string_append_c (camel, starts_word ? g_ascii_toupper (*p) : *p);
      else if (p > name && g_ascii_isdigit (p[-1]) && g_ascii_isdigit (p[1]))
        g_string_append_c (camel, '_');

      starts_word = *p == '_';
    }
  return g_string_free (camel, FALSE);
}

static gboolean
is_plural_s (const gchar *p)
{
  return p[0] == 's' && !g_ascii_islower (p[1]) && !g_ascii_isdigit (p[1]);
}

static gboolean
starts_word (const gchar *name, const gchar *p)
{
  if (p == name || !g_ascii_isupper (*p) || p[-1] == '_')
    return FALSE;
  if (!g_ascii_isupper (p[-1]))
    return TRUE;
  return g_ascii_islower (p[1]) && !is_plural_s (p + 1);
}

gchar *
idl_spell_snake (const gchar *name)
{
  GString *snake = g_string_new (NULL);

  for (const gchar *p = name; *p != '\0'; p++)
    {
      if (starts_word (name, p))
        g_string_append_c (snake, '_');
      g_string_append_c (snake, g_ascii_tolower (*p));
    }
  return g_string_free (snake, FALSE);
}

gchar *
idl_spell_upper (const gchar *snake)
{
  return g_ascii_strup (snake, -1);
}
