/* SPDX-License-Identifier: MIT */

#include "emit-parts.h"

#include "c-types.h"
#include "emit-docs.h"

#include <string.h>

/* Of a bitmask or bitset, that of the integer it is. */
static IdlTypeKind
get_integer_kind (const IdlType *type)
{
  if (type == NULL)
    return IDL_TYPE_INT32;
  if (type->kind == IDL_TYPE_NAMED)
    return type->node->bits > 32 ? IDL_TYPE_UINT64 : IDL_TYPE_UINT32;
  return type->kind;
}

static gchar *
dup_integer (const IdlConstant *constant, const IdlType *type)
{
  const gchar *sign = constant->negative ? "-" : "";
  guint64      magnitude = constant->magnitude;

  switch (get_integer_kind (type))
    {
    case IDL_TYPE_INT64:
      if (constant->negative && magnitude > (guint64) G_MAXINT64)
        return g_strdup ("G_MININT64");
      return g_strdup_printf ("%sG_GINT64_CONSTANT (%" G_GUINT64_FORMAT ")", sign, magnitude);
    case IDL_TYPE_UINT64:
      return g_strdup_printf ("G_GUINT64_CONSTANT (%" G_GUINT64_FORMAT ")", magnitude);
    case IDL_TYPE_CHAR:
      if (magnitude >= ' ' && magnitude < 0x7f && magnitude != '\'' && magnitude != '\\')
        return g_strdup_printf ("'%c'", (gint) magnitude);
      return g_strdup_printf ("'\\%03o'", (guint) (magnitude & 0xff));
    case IDL_TYPE_WCHAR:
      return g_strdup_printf ("0x%04x", (guint) magnitude);
    default:
      /* The sign is an operator, and 2147483648 no int. */
      if (constant->negative && magnitude > G_MAXINT32)
        return g_strdup ("(-2147483647 - 1)");
      return g_strdup_printf ("%s%" G_GUINT64_FORMAT "%s", sign, magnitude,
                              magnitude > G_MAXINT32 ? "u" : "");
    }
}

/* The shortest decimal that reads back as the same number. */
static gchar *
dup_float (gdouble number)
{
  gchar                     text[G_ASCII_DTOSTR_BUF_SIZE];
  static const gchar *const formats[] = { "%.15g", "%.16g", "%.17g" };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (text, sizeof text, formats[i], number);
      if (g_ascii_strtod (text, NULL) == number)
        break;
    }
  return g_strconcat (text, strpbrk (text, ".en") == NULL ? ".0" : "", NULL);
}

/* A string literal; bytes that are no UTF-8 and what a compiler might take for a trigraph are
 * escaped. */
static gchar *
dup_literal (const gchar *string)
{
  gboolean is_utf8 = g_utf8_validate (string, -1, NULL);
  GString *literal = g_string_new ("\"");

  for (const guchar *p = (const guchar *) string; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\' || (*p == '?' && p > (const guchar *) string && p[-1] == '?'))
        g_string_append_printf (literal, "\\%c", *p);
      else if (*p == '\n')
        g_string_append (literal, "\\n");
      else if (*p < ' ' || *p == 0x7f || (*p >= 0x80 && !is_utf8))
        g_string_append_printf (literal, "\\%03o", *p);
      else
        g_string_append_c (literal, (gchar) *p);
    }
  g_string_append_c (literal, '"');
  return g_string_free (literal, FALSE);
}

gchar *
idl_constant_dup_c (const IdlConstant *constant, const IdlType *type)
{
  switch (constant->kind)
    {
    case IDL_VALUE_INTEGER:
      return dup_integer (constant, type != NULL ? idl_type_resolve (type) : NULL);
    case IDL_VALUE_FLOAT:
      return dup_float (constant->number);
    case IDL_VALUE_BOOLEAN:
      return g_strdup (constant->boolean ? "TRUE" : "FALSE");
    case IDL_VALUE_STRING:
      return dup_literal (constant->string);
    case IDL_VALUE_ENUM:
      return g_strdup (constant->enumerator->c_upper);
    }
  g_assert_not_reached ();
}

void
idl_emit_const_header (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);
  g_autoptr (IdlDoc) doc = idl_doc_new (node->c_upper, "", node);
  gboolean is_bare = node->value.kind == IDL_VALUE_STRING || node->value.kind == IDL_VALUE_ENUM;
  g_autofree gchar *type = idl_type_dup_c_base (node->type);

  idl_doc_add_body (doc);
  idl_holes_take (holes, "doc", node->doc != NULL ? idl_doc_to_string (doc) : g_strdup (""));
  idl_holes_take (holes, "value", idl_constant_dup_c (&node->value, node->type));
  idl_holes_set (holes, "type", type);
  idl_write (out, holes,
             is_bare ? "\n%{doc}\n#define %{UPPER} %{value}\n"
                     : "\n%{doc}\n#define %{UPPER} ((%{type}) %{value})\n");
}
