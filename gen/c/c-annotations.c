/* SPDX-License-Identifier: MIT */

/* What GObject introspection must be told about a parameter: who owns it, and what is in it. */

#include "c-types.h"

static gchar *
dup_element (const IdlType *element)
{
  switch (idl_type_get_form (element))
    {
    case IDL_FORM_STRING:
      return g_strdup ("utf8");
    case IDL_FORM_ARRAY:
      return g_strdup ("gpointer");
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_STRUCT:
    case IDL_FORM_NATIVE:
    case IDL_FORM_BYTES:
    case IDL_FORM_STRV:
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_MAP:
      return idl_type_dup_c_base (element);
    }
  g_assert_not_reached ();
}

gchar *
idl_type_dup_element_annotation (const IdlType *type)
{
  const IdlType    *container = idl_type_resolve (type);
  g_autofree gchar *element = dup_element (container->element);
  g_autofree gchar *key = container->key != NULL ? dup_element (container->key) : NULL;

  return g_strconcat ("(element-type ", key != NULL ? key : "", key != NULL ? " " : "", element,
                      ")", NULL);
}

static gchar *
dup_array_annotation (const IdlType *type)
{
  guint64 length = 1;

  for (type = idl_type_resolve (type); type->kind == IDL_TYPE_ARRAY;
       type = idl_type_resolve (type->element))
    length *= type->bound;
  return g_strdup_printf ("(array fixed-size=%" G_GUINT64_FORMAT ")", length);
}

static gchar *
dup_shape (const IdlType *type)
{
  switch (idl_type_get_form (type))
    {
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_STRING:
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_STRUCT:
    case IDL_FORM_NATIVE:
    case IDL_FORM_BYTES:
      return g_strdup ("");
    case IDL_FORM_STRV:
      return g_strdup ("(array zero-terminated=1)");
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_MAP:
      return idl_type_dup_element_annotation (type);
    case IDL_FORM_ARRAY:
      return dup_array_annotation (type);
    }
  g_assert_not_reached ();
}

static gboolean
takes_null (IdlForm form)
{
  return form == IDL_FORM_REF || form == IDL_FORM_BYTES || form == IDL_FORM_STRV
         || form == IDL_FORM_VALUES || form == IDL_FORM_POINTERS || form == IDL_FORM_MAP;
}

gchar *
idl_type_dup_annotations (const IdlType *type, IdlPosition position)
{
  IdlForm           form = idl_type_get_form (type);
  g_autofree gchar *shape = dup_shape (type);
  GString          *annotations = g_string_new (NULL);

  if (position == IDL_POSITION_OUT)
    {
      g_string_append (annotations, form == IDL_FORM_ARRAY ? "(out caller-allocates) (optional)"
                                                           : "(out) (optional)");
      if (form > IDL_FORM_CHECKED)
        g_string_append (annotations, " (transfer full)");
      if (form == IDL_FORM_REF)
        g_string_append (annotations, " (nullable)");
    }
  else if (takes_null (form))
    g_string_append (annotations, "(nullable)");

  if (*shape != '\0')
    g_string_append_printf (annotations, "%s%s", annotations->len > 0 ? " " : "", shape);
  return g_string_free (annotations, FALSE);
}
