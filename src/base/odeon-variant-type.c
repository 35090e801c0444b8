/* SPDX-License-Identifier: MIT */

#include "odeon-variant-type-private.h"

static void append_type (GString *type, const OdeonTypeInfo *info, const OdeonTypeChain *chain);

gboolean
_odeon_type_chain_contains (const OdeonTypeChain *chain, const OdeonTypeInfo *info)
{
  for (; chain != NULL; chain = chain->outer)
    if (chain->info == info)
      return TRUE;

  return FALSE;
}

static void
append_struct (GString *type, const OdeonTypeInfo *info, const OdeonTypeChain *chain)
{
  const OdeonTypeChain inner = { info, chain };

  if (_odeon_type_chain_contains (chain, info))
    {
      g_string_append_c (type, 'v');
      return;
    }

  g_string_append_c (type, '(');
  for (guint i = 0; i < info->n_members; i++)
    append_type (type, info->members[i].type, &inner);
  g_string_append_c (type, ')');
}

static void
append_type (GString *type, const OdeonTypeInfo *info, const OdeonTypeChain *chain)
{
  static const gchar basic[] = {
    [ODEON_KIND_BOOLEAN] = 'b', [ODEON_KIND_OCTET] = 'y',  [ODEON_KIND_CHAR] = 'y',
    [ODEON_KIND_WCHAR] = 'u',   [ODEON_KIND_INT8] = 'y',   [ODEON_KIND_INT16] = 'n',
    [ODEON_KIND_UINT16] = 'q',  [ODEON_KIND_INT32] = 'i',  [ODEON_KIND_UINT32] = 'u',
    [ODEON_KIND_INT64] = 'x',   [ODEON_KIND_UINT64] = 't', [ODEON_KIND_FLOAT] = 'd',
    [ODEON_KIND_DOUBLE] = 'd',  [ODEON_KIND_ENUM] = 'i',   [ODEON_KIND_STRING] = 's',
    [ODEON_KIND_ANY] = 'v',     [ODEON_KIND_REF] = 's',
  };

  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_INT8:
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_FLOAT:
    case ODEON_KIND_DOUBLE:
    case ODEON_KIND_ENUM:
    case ODEON_KIND_STRING:
    case ODEON_KIND_ANY:
    case ODEON_KIND_REF:
      g_string_append_c (type, basic[info->kind]);
      return;
    case ODEON_KIND_STRUCT:
      append_struct (type, info, chain);
      return;
    case ODEON_KIND_UNION:
      g_string_append_c (type, '(');
      append_type (type, info->element, chain);
      g_string_append (type, "v)");
      return;
    case ODEON_KIND_BYTES:
      g_string_append (type, "ay");
      return;
    case ODEON_KIND_STRV:
      g_string_append (type, "as");
      return;
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      g_string_append_c (type, 'a');
      append_type (type, info->element, chain);
      return;
    }
}

GVariantType *
_odeon_type_info_dup_variant_type (const OdeonTypeInfo *info, const OdeonTypeChain *chain)
{
  GString *type = g_string_new (NULL);

  append_type (type, info, chain);

  /* A type is its string. */
  return (GVariantType *) g_string_free (type, FALSE);
}
