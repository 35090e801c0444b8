/* SPDX-License-Identifier: MIT */

/* The words of the language, and those of its neighbours that people write by habit. Words of
 * constructs that are not supported are not reserved: OMG's own files use them as names. */

#include "parser-private.h"

static const gchar *const definitions[] = { "module",    "interface", "struct",  "union",
                                            "exception", "enum",      "typedef", "const",
                                            "attribute", "readonly",  "oneway" };

static const gchar *const types[] = { "boolean", "octet",    "char",   "wchar",    "short",
                                      "long",    "unsigned", "float",  "double",   "string",
                                      "wstring", "any",      "Object", "sequence", "void" };

static const gchar *const others[] = { "case",  "default", "FALSE",  "fixed",  "in",
                                       "inout", "out",     "raises", "switch", "TRUE" };

static const struct
{
  const gchar *foreign;
  const gchar *type;
} translations[] = {
  { "bool", "boolean" },
  { "Boolean", "boolean" },
  { "byte", "octet" },
  { "Byte", "octet" },
  { "int", "long" },
  { "Int", "long" },
  { "integer", "long" },
  { "uint", "unsigned long" },
  { "i8", "int8" },
  { "i16", "short" },
  { "i32", "long" },
  { "i64", "long long" },
  { "u8", "octet" },
  { "u16", "unsigned short" },
  { "u32", "unsigned long" },
  { "u64", "unsigned long long" },
  { "int8_t", "int8" },
  { "int16_t", "short" },
  { "int32_t", "long" },
  { "int64_t", "long long" },
  { "uint8_t", "octet" },
  { "uint16_t", "unsigned short" },
  { "uint32_t", "unsigned long" },
  { "uint64_t", "unsigned long long" },
  { "gint", "long" },
  { "guint", "unsigned long" },
  { "gint64", "long long" },
  { "guint64", "unsigned long long" },
  { "gboolean", "boolean" },
  { "size_t", "unsigned long long" },
  { "float32", "float" },
  { "float64", "double" },
  { "f32", "float" },
  { "f64", "double" },
  { "real", "double" },
  { "str", "string" },
  { "text", "string" },
  { "String", "string" },
  { "std", "string" },
  { "list", "sequence" },
  { "List", "sequence" },
  { "vector", "sequence" },
  { "array", "sequence" },
  { "variant", "any" },
  { "Any", "any" },
  { "object", "Object" },
};

static gboolean
find_word (const gchar *const *words, guint n_words, const gchar *word, const gchar **out_keyword)
{
  gchar first = g_ascii_tolower (word[0]);

  for (guint i = 0; i < n_words; i++)
    if (g_ascii_tolower (words[i][0]) == first && g_ascii_strcasecmp (words[i], word) == 0)
      {
        *out_keyword = words[i];
        return TRUE;
      }
  return FALSE;
}

gboolean
idl_keyword_is_reserved (const gchar *word, const gchar **out_keyword)
{
  return find_word (definitions, G_N_ELEMENTS (definitions), word, out_keyword)
         || find_word (types, G_N_ELEMENTS (types), word, out_keyword)
         || find_word (others, G_N_ELEMENTS (others), word, out_keyword);
}

gboolean
idl_keyword_is_definition (const gchar *word)
{
  const gchar *keyword;

  return find_word (definitions, G_N_ELEMENTS (definitions), word, &keyword)
         && g_str_equal (word, keyword);
}

void
idl_keyword_suggest_definitions (IdlSuggestion *suggestion)
{
  for (guint i = 0; i < G_N_ELEMENTS (definitions); i++)
    idl_suggestion_offer (suggestion, definitions[i]);
}

void
idl_keyword_suggest_types (IdlSuggestion *suggestion)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    idl_suggestion_offer (suggestion, types[i]);
}

const gchar *
idl_keyword_translate (const gchar *foreign)
{
  for (guint i = 0; i < G_N_ELEMENTS (translations); i++)
    if (g_str_equal (translations[i].foreign, foreign))
      return translations[i].type;
  return NULL;
}
