/* SPDX-License-Identifier: MIT */

/* Types and values with their links. What is between two links is one piece of code. */

#include "docs.h"

#include "markdown.h"

/* clang-format off */
static const gchar *const basics[] = {
  [IDL_TYPE_VOID] = "void",
  [IDL_TYPE_BOOLEAN] = "boolean",
  [IDL_TYPE_OCTET] = "octet",
  [IDL_TYPE_CHAR] = "char",
  [IDL_TYPE_WCHAR] = "wchar",
  [IDL_TYPE_INT8] = "int8",
  [IDL_TYPE_INT16] = "short",
  [IDL_TYPE_UINT16] = "unsigned short",
  [IDL_TYPE_INT32] = "long",
  [IDL_TYPE_UINT32] = "unsigned long",
  [IDL_TYPE_INT64] = "long long",
  [IDL_TYPE_UINT64] = "unsigned long long",
  [IDL_TYPE_FLOAT] = "float",
  [IDL_TYPE_DOUBLE] = "double",
  [IDL_TYPE_STRING] = "string",
  [IDL_TYPE_ANY] = "any",
  [IDL_TYPE_OBJECT] = "Object",
};
/* clang-format on */

/* Two pieces of code in a row are one: their backticks would be read as another pair. */
static void
add_code (IdlPage *self, const gchar *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_code (IdlPage *self, const gchar *format, ...)
{
  GString *out = self->out;
  va_list  arguments;

  if (out->len > 0 && out->str[out->len - 1] == '`')
    g_string_truncate (out, out->len - 1);
  else
    g_string_append_c (out, '`');
  va_start (arguments, format);
  g_string_append_vprintf (out, format, arguments);
  va_end (arguments);
  g_string_append_c (out, '`');
}

static void
add_string (IdlPage *self, const IdlType *type)
{
  const gchar *name = type->wide ? "wstring" : "string";

  if (type->bound > 0)
    add_code (self, "%s<%" G_GUINT64_FORMAT ">", name, type->bound);
  else
    add_code (self, "%s", name);
}

static void
add_template (IdlPage *self, const IdlType *type, const gchar *name)
{
  add_code (self, "%s<", name);
  if (type->key != NULL)
    {
      idl_page_add_type (self, type->key);
      add_code (self, ", ");
    }
  idl_page_add_type (self, type->element);
  if (type->bound > 0)
    add_code (self, ", %" G_GUINT64_FORMAT ">", type->bound);
  else
    add_code (self, ">");
}

/* The outer dimension first. */
static void
add_array (IdlPage *self, const IdlType *type)
{
  g_autoptr (GString) dimensions = g_string_new (NULL);

  for (; type->kind == IDL_TYPE_ARRAY; type = type->element)
    g_string_append_printf (dimensions, "[%" G_GUINT64_FORMAT "]", type->bound);
  idl_page_add_type (self, type);
  add_code (self, "%s", dimensions->str);
}

static void
add_range (IdlPage *self, const IdlType *type)
{
  if (type->min != NULL)
    {
      g_string_append (self->out, " from ");
      idl_page_add_value (self, type->min);
    }
  if (type->max != NULL)
    {
      g_string_append (self->out, " to ");
      idl_page_add_value (self, type->max);
    }
}

void
idl_page_add_type (IdlPage *self, const IdlType *type)
{
  if (type->kind == IDL_TYPE_NAMED)
    idl_page_add_link (self, type->node, NULL);
  else if (type->kind == IDL_TYPE_STRING)
    add_string (self, type);
  else if (type->kind == IDL_TYPE_SEQUENCE)
    add_template (self, type, "sequence");
  else if (type->kind == IDL_TYPE_MAP)
    add_template (self, type, "map");
  else if (type->kind == IDL_TYPE_ARRAY)
    add_array (self, type);
  else
    add_code (self, "%s", basics[type->kind]);
  add_range (self, type);
}

static void
add_string_value (IdlPage *self, const gchar *string)
{
  g_autoptr (GString) literal = g_string_new ("\"");

  for (; *string != '\0'; string++)
    if (*string == '"' || *string == '\\')
      g_string_append_printf (literal, "\\%c", *string);
    else if (g_ascii_iscntrl (*string))
      g_string_append_printf (literal, "\\x%02x", (guint) *string);
    else
      g_string_append_c (literal, *string);
  g_string_append_c (literal, '"');
  idl_markdown_append_code (self->out, literal->str);
}

void
idl_page_add_value (IdlPage *self, const IdlConstant *value)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  switch (value->kind)
    {
    case IDL_VALUE_INTEGER:
      g_string_append_printf (self->out, "`%s%" G_GUINT64_FORMAT "`", value->negative ? "-" : "",
                              value->magnitude);
      break;
    case IDL_VALUE_FLOAT:
      g_string_append_printf (self->out, "`%s`",
                              g_ascii_formatd (number, sizeof number, "%.15g", value->number));
      break;
    case IDL_VALUE_BOOLEAN:
      g_string_append (self->out, value->boolean ? "`TRUE`" : "`FALSE`");
      break;
    case IDL_VALUE_STRING:
      add_string_value (self, value->string);
      break;
    case IDL_VALUE_ENUM:
      idl_page_add_link (self, value->enumerator, value->enumerator->name);
      break;
    }
}
