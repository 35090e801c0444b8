/* SPDX-License-Identifier: MIT */

/* Tables are designated initialisers, packed on as few lines as they need; what is zero is left
 * out. */

#include "emit-parts.h"

#include "c-types.h"
#include "wire-layout.h"

void
idl_fields_add (GString *fields, const gchar *format, ...)
{
  va_list arguments;

  if (fields->len > 0)
    g_string_append (fields, ",\n");
  va_start (arguments, format);
  g_string_append_vprintf (fields, format, arguments);
  va_end (arguments);
}

void
idl_fields_take_wire_type (GString *fields, gchar *wire_type)
{
  IdlWireLayout layout;

  if (wire_type == NULL)
    return;

  layout = idl_wire_layout_of (wire_type);
  idl_fields_add (fields, ".signature = \"%s\"", wire_type);
  idl_fields_add (fields, ".alignment = %u", layout.alignment);
  if (layout.fixed_size > 0)
    idl_fields_add (fields, ".fixed_size = %" G_GUINT64_FORMAT, layout.fixed_size);
  g_free (wire_type);
}

void
idl_fields_add_flags (GString *fields, guint flags, const gchar *const *names)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    if (flags & (1u << i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? " | " : "", names[i]);
  if (text->len > 0)
    idl_fields_add (fields, ".flags = %s", text->str);
}

void
idl_fields_add_type_flags (GString *fields, guint flags)
{
  static const gchar *const names[] = { "ODEON_TYPE_EXTENSIBLE", "ODEON_TYPE_OPEN",
                                        "ODEON_TYPE_RECURSIVE_ELEMENT", NULL };

  idl_fields_add_flags (fields, flags, names);
}

void
idl_fields_add_slot (GString           *fields,
                     const gchar       *field,
                     const IdlConstant *constant,
                     const IdlType     *type)
{
  g_autofree gchar *c = idl_type_dup_c (type, IDL_POSITION_MEMBER);
  g_autofree gchar *value = NULL;

  if (constant == NULL)
    return;

  value = idl_constant_dup_c (constant, type);
  if (constant->kind == IDL_VALUE_STRING)
    idl_fields_add (fields, ".%s = (const gchar *const[]) { %s }", field, value);
  else if (constant->kind == IDL_VALUE_FLOAT)
    idl_fields_add (fields, ".%s = (const %s[]) { (%s) %s }", field, c, c, value);
  else
    idl_fields_add (fields, ".%s = (const %s[]) { %s }", field, c, value);
}

void
idl_fields_write (GString *out, const gchar *before, GString *fields)
{
  g_autoptr (IdlHoles) holes = idl_holes_new ();

  idl_holes_set (holes, "before", before);
  idl_holes_take (holes, "fields", g_string_free (fields, FALSE));
  idl_write (out, holes,
             "\n"
             "%{before} = {\n"
             "  %[fields]\n"
             "};\n");
}
