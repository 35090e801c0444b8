/* SPDX-License-Identifier: MIT */

/* The text grows at its end only. What is known of what stands before is whether the innermost
 * object or array has something in it already: then a comma is due. */

#include "json.h"

#include <math.h>

struct _IdlJson
{
  GString *text;
  guint    depth;
  guint    flat_depth; /* from this depth on nothing begins a new line; 0: everything does */
  gboolean is_first;   /* in the innermost object or array */
};

IdlJson *
idl_json_new (void)
{
  IdlJson *self = g_new0 (IdlJson, 1);

  self->text = g_string_new (NULL);
  self->is_first = TRUE;
  return self;
}

void
idl_json_free (IdlJson *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_free (self);
}

static void
begin_line (IdlJson *self)
{
  if (self->flat_depth == 0)
    g_string_append_printf (self->text, "\n%*s", (int) (2 * self->depth), "");
}

static void
append_character (GString *text, gunichar character)
{
  if (character == '"' || character == '\\')
    g_string_append_printf (text, "\\%c", (gchar) character);
  else if (character == '\n')
    g_string_append (text, "\\n");
  /* DEL and the C1 controls are allowed, and invisible. */
  else if (character < 0x20 || (character >= 0x7f && character < 0xa0))
    g_string_append_printf (text, "\\u%04x", character);
  else
    g_string_append_unichar (text, character);
}

static void
append_string (GString *text, const gchar *value)
{
  g_autofree gchar *valid = g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');
  for (const gchar *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    append_character (text, g_utf8_get_char (p));
  g_string_append_c (text, '"');
}

/* What stands before a value. */
static void
begin_value (IdlJson *self, const gchar *key)
{
  if (!self->is_first)
    g_string_append (self->text, self->flat_depth > 0 ? ", " : ",");
  if (self->depth > 0)
    begin_line (self);
  self->is_first = FALSE;
  if (key != NULL)
    {
      append_string (self->text, key);
      g_string_append (self->text, ": ");
    }
}

static void
begin (IdlJson *self, const gchar *key, gchar bracket)
{
  begin_value (self, key);
  g_string_append_c (self->text, bracket);
  self->depth++;
  self->is_first = TRUE;
}

static void
end (IdlJson *self, gchar bracket)
{
  self->depth--;
  if (!self->is_first)
    begin_line (self);
  if (self->flat_depth > self->depth)
    self->flat_depth = 0;
  g_string_append_c (self->text, bracket);
  self->is_first = FALSE;
  if (self->depth == 0)
    g_string_append_c (self->text, '\n');
}

void
idl_json_begin_object (IdlJson *self, const gchar *key)
{
  begin (self, key, '{');
}

void
idl_json_begin_flat_object (IdlJson *self, const gchar *key)
{
  begin (self, key, '{');
  if (self->flat_depth == 0)
    self->flat_depth = self->depth;
}

void
idl_json_end_object (IdlJson *self)
{
  end (self, '}');
}

void
idl_json_begin_array (IdlJson *self, const gchar *key)
{
  begin (self, key, '[');
}

void
idl_json_end_array (IdlJson *self)
{
  end (self, ']');
}

void
idl_json_add_string (IdlJson *self, const gchar *key, const gchar *value)
{
  begin_value (self, key);
  if (value != NULL)
    append_string (self->text, value);
  else
    g_string_append (self->text, "null");
}

void
idl_json_take_string (IdlJson *self, const gchar *key, gchar *value)
{
  idl_json_add_string (self, key, value);
  g_free (value);
}

void
idl_json_add_boolean (IdlJson *self, const gchar *key, gboolean value)
{
  begin_value (self, key);
  g_string_append (self->text, value ? "true" : "false");
}

void
idl_json_add_integer (IdlJson *self, const gchar *key, gboolean negative, guint64 magnitude)
{
  begin_value (self, key);
  g_string_append_printf (self->text, "%s%" G_GUINT64_FORMAT, negative ? "-" : "", magnitude);
}

void
idl_json_add_double (IdlJson *self, const gchar *key, gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  begin_value (self, key);
  g_string_append (self->text,
                   isfinite (value) ? g_ascii_dtostr (text, sizeof text, value) : "null");
}

void
idl_json_add_null (IdlJson *self, const gchar *key)
{
  begin_value (self, key);
  g_string_append (self->text, "null");
}

const gchar *
idl_json_get_text (const IdlJson *self)
{
  return self->text->str;
}
