/* SPDX-License-Identifier: MIT */

/* What IDL calls one type has up to four spellings in C, by its position: who allocates it, who
 * owns it, and whether it may change. */

#include "c-types.h"

/* clang-format off */
static const gchar *const basics[] = {
  [IDL_TYPE_BOOLEAN] = "gboolean",
  [IDL_TYPE_OCTET] = "guint8",
  [IDL_TYPE_CHAR] = "gchar",
  [IDL_TYPE_WCHAR] = "gunichar",
  [IDL_TYPE_INT8] = "gint8",
  [IDL_TYPE_INT16] = "gint16",
  [IDL_TYPE_UINT16] = "guint16",
  [IDL_TYPE_INT32] = "gint32",
  [IDL_TYPE_UINT32] = "guint32",
  [IDL_TYPE_INT64] = "gint64",
  [IDL_TYPE_UINT64] = "guint64",
  [IDL_TYPE_FLOAT] = "gfloat",
  [IDL_TYPE_DOUBLE] = "gdouble",
  [IDL_TYPE_STRING] = "gchar",
  [IDL_TYPE_ANY] = "GVariant",
  [IDL_TYPE_OBJECT] = "OdeonRef",
};
/* clang-format on */

gchar *
idl_type_dup_c_base (const IdlType *type)
{
  const IdlType *inner = idl_type_get_innermost (type);

  if (inner->kind == IDL_TYPE_NAMED && !idl_type_has_glib_name (inner))
    return g_strdup (inner->node->c_type);

  switch (idl_type_get_form (inner))
    {
    case IDL_FORM_BYTES:
      return g_strdup ("GBytes");
    case IDL_FORM_STRV:
      return g_strdup ("GStrv");
    case IDL_FORM_VALUES:
      return g_strdup ("GArray");
    case IDL_FORM_POINTERS:
      return g_strdup ("GPtrArray");
    case IDL_FORM_MAP:
      return g_strdup ("GHashTable");
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_STRING:
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_STRUCT:
    case IDL_FORM_NATIVE:
    case IDL_FORM_ARRAY:
      return g_strdup (basics[idl_type_resolve (inner)->kind]);
    }
  g_assert_not_reached ();
}

static gchar *
dup_pointer (const gchar *before, const gchar *base, const gchar *stars, IdlPosition position)
{
  return g_strconcat (before, base, " ", stars, position == IDL_POSITION_OUT ? "*" : "", NULL);
}

static gchar *
dup_struct (const gchar *base, IdlPosition position)
{
  switch (position)
    {
    case IDL_POSITION_MEMBER:
      return g_strdup (base);
    case IDL_POSITION_IN:
      return g_strconcat ("const ", base, " *", NULL);
    case IDL_POSITION_OUT:
      return g_strconcat (base, " **", NULL);
    case IDL_POSITION_RESULT:
      return g_strconcat (base, " *", NULL);
    }
  g_assert_not_reached ();
}

static gchar *
dup_strv (IdlPosition position)
{
  if (position == IDL_POSITION_IN)
    return g_strdup ("const gchar *const *");
  return g_strdup (position == IDL_POSITION_OUT ? "GStrv *" : "GStrv");
}

/* const would be in the way where the array has more than one dimension: C does not convert the
 * caller's array to it. */
static gchar *
dup_array (const IdlType *type, const gchar *base, IdlPosition position)
{
  const IdlType *inner = idl_type_get_innermost (type);
  gboolean       is_flat = idl_type_get_form (idl_type_resolve (type)->element) != IDL_FORM_ARRAY;
  g_autofree gchar *element =
    type->kind == IDL_TYPE_ARRAY ? idl_type_dup_c (inner, IDL_POSITION_MEMBER) : g_strdup (base);

  return g_strconcat (position == IDL_POSITION_IN && is_flat ? "const " : "", element, NULL);
}

gchar *
idl_type_dup_c (const IdlType *type, IdlPosition position)
{
  g_autofree gchar *base = idl_type_dup_c_base (type);

  switch (idl_type_get_form (type))
    {
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
      return g_strconcat (base, position == IDL_POSITION_OUT ? " *" : "", NULL);
    case IDL_FORM_STRING:
    case IDL_FORM_NATIVE:
      return dup_pointer (position == IDL_POSITION_IN ? "const " : "", base, "*", position);
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_BYTES:
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_MAP:
      return dup_pointer ("", base, "*", position);
    case IDL_FORM_STRUCT:
      return dup_struct (base, position);
    case IDL_FORM_STRV:
      return dup_strv (position);
    case IDL_FORM_ARRAY:
      return dup_array (type, base, position);
    }
  g_assert_not_reached ();
}

gchar *
idl_type_dup_c_suffix (const IdlType *type)
{
  GString *suffix = g_string_new (NULL);

  for (; type->kind == IDL_TYPE_ARRAY; type = type->element)
    g_string_append_printf (suffix, "[%" G_GUINT64_FORMAT "]", type->bound);
  return g_string_free (suffix, FALSE);
}

void
idl_declarations_add_typed (IdlDeclarations *declarations,
                            const IdlType   *type,
                            IdlPosition      position,
                            const gchar     *name)
{
  g_autofree gchar *c = idl_type_dup_c (type, position);
  g_autofree gchar *suffix = idl_type_dup_c_suffix (type);
  g_autofree gchar *full_name = g_strconcat (name, suffix, NULL);

  idl_declarations_add (declarations, c, full_name);
}
