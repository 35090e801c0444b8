/* SPDX-License-Identifier: MIT */

/* The table of IDL.md §3 in code. What IDL calls one type has up to four spellings in C, by its
 * position: who allocates it, who owns it, and whether it may change.
 */

#include "c-types.h"

typedef struct
{
  const gchar *c;
  const gchar *word; /* in the names of tables: odeon_int32_info */
} Basic;

/* clang-format off */
static const Basic basics[] = {
  [IDL_TYPE_BOOLEAN] = { "gboolean", "boolean" },
  [IDL_TYPE_OCTET] = { "guint8", "octet" },
  [IDL_TYPE_CHAR] = { "gchar", "char" },
  [IDL_TYPE_WCHAR] = { "gunichar", "wchar" },
  [IDL_TYPE_INT8] = { "gint8", "int8" },
  [IDL_TYPE_INT16] = { "gint16", "int16" },
  [IDL_TYPE_UINT16] = { "guint16", "uint16" },
  [IDL_TYPE_INT32] = { "gint32", "int32" },
  [IDL_TYPE_UINT32] = { "guint32", "uint32" },
  [IDL_TYPE_INT64] = { "gint64", "int64" },
  [IDL_TYPE_UINT64] = { "guint64", "uint64" },
  [IDL_TYPE_FLOAT] = { "gfloat", "float" },
  [IDL_TYPE_DOUBLE] = { "gdouble", "double" },
  [IDL_TYPE_STRING] = { "gchar", "string" },
  [IDL_TYPE_ANY] = { "GVariant", "any" },
  [IDL_TYPE_OBJECT] = { "OdeonRef", "ref" },
};
/* clang-format on */

static IdlForm
get_sequence_form (const IdlType *sequence)
{
  switch (idl_type_get_form (sequence->element))
    {
    case IDL_FORM_NUMBER:
      return idl_type_resolve (sequence->element)->kind == IDL_TYPE_OCTET ? IDL_FORM_BYTES
                                                                          : IDL_FORM_VALUES;
    case IDL_FORM_CHECKED:
      return IDL_FORM_VALUES;
    case IDL_FORM_STRING:
      return IDL_FORM_STRV;
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_STRUCT:
    case IDL_FORM_BYTES:
    case IDL_FORM_STRV:
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_ARRAY:
      return IDL_FORM_POINTERS;
    }
  g_assert_not_reached ();
}

static IdlForm
get_named_form (const IdlNode *node)
{
  if (node->kind == IDL_NODE_ENUM || node->kind == IDL_NODE_BITMASK)
    return IDL_FORM_CHECKED;
  if (node->kind == IDL_NODE_BITSET)
    return IDL_FORM_NUMBER;
  return node->kind == IDL_NODE_INTERFACE ? IDL_FORM_REF : IDL_FORM_STRUCT;
}

IdlForm
idl_type_get_form (const IdlType *type)
{
  const IdlType *resolved = idl_type_resolve (type);

  switch (resolved->kind)
    {
    case IDL_TYPE_VOID:
    case IDL_TYPE_BOOLEAN:
    case IDL_TYPE_OCTET:
    case IDL_TYPE_CHAR:
    case IDL_TYPE_INT8:
    case IDL_TYPE_INT16:
    case IDL_TYPE_UINT16:
    case IDL_TYPE_INT32:
    case IDL_TYPE_UINT32:
    case IDL_TYPE_INT64:
    case IDL_TYPE_UINT64:
    case IDL_TYPE_FLOAT:
    case IDL_TYPE_DOUBLE:
      return IDL_FORM_NUMBER;
    case IDL_TYPE_WCHAR:
      return IDL_FORM_CHECKED;
    case IDL_TYPE_STRING:
      return IDL_FORM_STRING;
    case IDL_TYPE_ANY:
      return IDL_FORM_ANY;
    case IDL_TYPE_OBJECT:
      return IDL_FORM_REF;
    case IDL_TYPE_SEQUENCE:
      return get_sequence_form (resolved);
    case IDL_TYPE_MAP:
      return IDL_FORM_POINTERS;
    case IDL_TYPE_ARRAY:
      return IDL_FORM_ARRAY;
    case IDL_TYPE_NAMED:
      return get_named_form (resolved->node);
    }
  g_assert_not_reached ();
}

static gboolean
has_glib_name (const IdlType *type)
{
  switch (idl_type_get_form (type))
    {
    case IDL_FORM_STRING:
    case IDL_FORM_ANY:
    case IDL_FORM_BYTES:
    case IDL_FORM_STRV:
      return TRUE;
    case IDL_FORM_REF:
      return idl_type_resolve (type)->kind == IDL_TYPE_OBJECT;
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_STRUCT:
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_ARRAY:
      return FALSE;
    }
  g_assert_not_reached ();
}

gboolean
idl_typedef_is_visible (const IdlNode *typedef_)
{
  return !has_glib_name (typedef_->type);
}

/* Whether a type is more than one of the library's tables can say. */
static gboolean
is_built (const IdlType *type)
{
  switch (idl_type_get_form (type))
    {
    case IDL_FORM_STRING:
      return type->bound > 0;
    case IDL_FORM_BYTES:
      return type->bound > 0;
    case IDL_FORM_STRV:
      return type->bound > 0 || idl_type_resolve (type->element)->bound > 0;
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_ARRAY:
      return TRUE;
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_STRUCT:
      return FALSE;
    }
  g_assert_not_reached ();
}

gboolean
idl_typedef_has_info (const IdlNode *typedef_)
{
  return typedef_->type->kind != IDL_TYPE_NAMED && is_built (typedef_->type);
}

gboolean
idl_typedef_is_container (const IdlNode *typedef_)
{
  IdlForm form = idl_type_get_form (typedef_->type);

  return typedef_->type->kind == IDL_TYPE_SEQUENCE
         && (form == IDL_FORM_VALUES || form == IDL_FORM_POINTERS);
}

gboolean
idl_type_is_anonymous (const IdlType *type)
{
  return type->kind != IDL_TYPE_NAMED && is_built (type);
}

const IdlType *
idl_type_get_innermost (const IdlType *type)
{
  while (type->kind == IDL_TYPE_ARRAY)
    type = type->element;
  return type;
}

gchar *
idl_type_dup_c_base (const IdlType *type)
{
  const IdlType *inner = idl_type_get_innermost (type);

  if (inner->kind == IDL_TYPE_NAMED && !has_glib_name (inner))
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
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_STRING:
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_STRUCT:
    case IDL_FORM_ARRAY:
      return g_strdup (basics[idl_type_resolve (inner)->kind].c);
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
      return dup_pointer (position == IDL_POSITION_IN ? "const " : "", base, "*", position);
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_BYTES:
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
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

/* A description of a type that serves as a name: "sequence_of_bank_moved". */
static gchar *
dup_words (const IdlType *type)
{
  g_autofree gchar *element = type->element != NULL ? dup_words (type->element) : NULL;

  if (type->kind == IDL_TYPE_NAMED)
    return g_strdup (type->node->c_snake);
  if (type->kind == IDL_TYPE_ARRAY)
    return g_strdup_printf ("array_of_%" G_GUINT64_FORMAT "_%s", type->bound, element);
  if (type->kind == IDL_TYPE_SEQUENCE && type->bound > 0)
    return g_strdup_printf ("sequence_of_up_to_%" G_GUINT64_FORMAT "_%s", type->bound, element);
  if (type->kind == IDL_TYPE_SEQUENCE)
    return g_strdup_printf ("sequence_of_%s", element);
  if (type->bound > 0)
    return g_strdup_printf ("string_of_up_to_%" G_GUINT64_FORMAT, type->bound);
  return g_strdup (basics[type->kind].word);
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
  g_autofree gchar *words = NULL;

  if (type->kind == IDL_TYPE_NAMED)
    return dup_named_info (type->node);
  if (idl_type_is_anonymous (type))
    {
      words = dup_words (type);
      return g_strconcat ("_", words, "_info", NULL);
    }
  if (type->kind == IDL_TYPE_SEQUENCE)
    return g_strdup (idl_type_get_form (type) == IDL_FORM_BYTES ? "odeon_bytes_info"
                                                                : "odeon_strv_info");
  return g_strconcat ("odeon_", basics[type->kind].word, "_info", NULL);
}
