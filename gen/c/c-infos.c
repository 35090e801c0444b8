/* SPDX-License-Identifier: MIT */

/* The names of tables. Those of anonymous types are made from a description of the type, so that
 * two that are alike share one table in a file. */

#include "c-types.h"

static const gchar *
get_word (IdlTypeKind kind)
{
  return kind == IDL_TYPE_OBJECT ? "ref" : idl_type_kind_get_name (kind);
}

static gchar *
dup_count (const IdlType *type)
{
  return type->bound > 0 ? g_strdup_printf ("up_to_%" G_GUINT64_FORMAT "_", type->bound)
                         : g_strdup ("");
}

static gchar *
dup_plain_words (const IdlType *type)
{
  g_autofree gchar *element = type->element != NULL ? idl_type_dup_words (type->element) : NULL;
  g_autofree gchar *key = type->key != NULL ? idl_type_dup_words (type->key) : NULL;
  g_autofree gchar *count = dup_count (type);
  const gchar *inner = type->element != NULL && type->element->recursive ? "recursive_" : "";

  /* In capitals, so that it is none of the words around it: an interface may be called Ref. */
  if (type->kind == IDL_TYPE_NAMED)
    return g_strdup (type->node->c_type);
  if (type->kind == IDL_TYPE_ARRAY)
    return g_strdup_printf ("array_of_%" G_GUINT64_FORMAT "_%s%s", type->bound, inner, element);
  if (type->kind == IDL_TYPE_SEQUENCE)
    return g_strconcat ("sequence_of_", count, inner, element, NULL);
  if (type->kind == IDL_TYPE_MAP)
    return g_strconcat ("map_of_", count, key, "_to_", inner, element, NULL);
  if (type->bound > 0)
    return g_strdup_printf ("string_of_up_to_%" G_GUINT64_FORMAT, type->bound);
  return g_strdup (get_word (type->kind));
}

static gchar *
dup_limit (const gchar *word, const IdlConstant *limit)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  if (limit == NULL)
    return g_strdup ("");
  if (limit->kind == IDL_VALUE_FLOAT)
    g_string_append (text, g_ascii_dtostr (number, sizeof number, limit->number));
  else
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, limit->negative ? "-" : "",
                            limit->magnitude);
  g_string_replace (text, "-", "minus", 0);
  g_string_replace (text, "+", "", 0);
  g_string_replace (text, ".", "point", 0);
  return g_strconcat ("_", word, "_", text->str, NULL);
}

gchar *
idl_type_dup_words (const IdlType *type)
{
  g_autofree gchar *plain = dup_plain_words (type);
  g_autofree gchar *min = dup_limit ("from", type->min);
  g_autofree gchar *max = dup_limit ("to", type->max);

  return g_strconcat (plain, min, max, NULL);
}

/* An interface that is declared and never defined is known no better than Object. */
static gchar *
dup_named_info (const IdlNode *node)
{
  if (node->kind == IDL_NODE_TYPEDEF && !idl_typedef_has_info (node))
    return idl_type_dup_info (node->type);
  if (node->kind == IDL_NODE_INTERFACE && !node->defined)
    return g_strdup ("odeon_ref_info");
  return g_strconcat (node->c_snake, "_info", NULL);
}

gchar *
idl_type_dup_info (const IdlType *type)
{
  if (idl_type_is_anonymous (type))
    {
      g_autofree gchar *description = idl_type_dup_words (type);

      return g_strconcat ("_", description, "_info", NULL);
    }
  if (type->kind == IDL_TYPE_NAMED)
    return dup_named_info (type->node);
  if (type->kind == IDL_TYPE_SEQUENCE)
    return g_strdup (idl_type_get_form (type) == IDL_FORM_BYTES ? "odeon_bytes_info"
                                                                : "odeon_strv_info");
  return g_strconcat ("odeon_", get_word (type->kind), "_info", NULL);
}
