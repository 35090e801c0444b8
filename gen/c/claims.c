/* SPDX-License-Identifier: MIT */

/* Every identifier that the emitters make is claimed by the node it is made for; who comes second
 * is told. Types, functions, enumerators and macros share one space, as the preprocessor would have
 * it; the members of one struct, the parameters of one function and the entries of one vtable
 * have their own. Static identifiers begin with an underscore, which none of these does.
 */

#include "claims.h"

#include "c-members.h"
#include "methods.h"
#include "names.h"
#include "spelling.h"

typedef struct
{
  GStringChunk   *identifiers;
  GHashTable     *owners;   /* of identifiers: C identifier → IdlNode */
  GHashTable     *reported; /* IdlNode: one message is enough for each */
  IdlDiagnostics *diagnostics;
} Claims;

static void claim (Claims *claims, const IdlNode *node, const gchar *format, ...)
  G_GNUC_PRINTF (3, 4);

/* A space of its own, for the members of a struct and the like. */
static Claims
claims_new_local (Claims *claims)
{
  return (Claims){ claims->identifiers, g_hash_table_new (g_str_hash, g_str_equal),
                   claims->reported, claims->diagnostics };
}

static void
report (Claims *claims, const IdlNode *node, const IdlNode *other, const gchar *identifier)
{
  if (!g_hash_table_add (claims->reported, (gpointer) node))
    return;

  if (other == node)
    idl_diagnostics_error (claims->diagnostics, node->where,
                           "the C name `%s` would be generated twice for `%s`", identifier,
                           node->name);
  else
    {
      idl_diagnostics_error (claims->diagnostics, node->where,
                             "`%s` would have the C name `%s`, as `%s` has already", node->name,
                             identifier, other->name);
      idl_diagnostics_note (claims->diagnostics, other->where, "`%s` is here", other->name);
    }
  idl_diagnostics_note (claims->diagnostics, node->where,
                        "@name (\"…\") in front of it gives it another C name");
}

static void
claim (Claims *claims, const IdlNode *node, const gchar *format, ...)
{
  gchar             buffer[256];
  g_autofree gchar *longer = NULL;
  const gchar      *identifier = buffer;
  const IdlNode    *other;
  va_list           arguments;

  va_start (arguments, format);
  if (g_vsnprintf (buffer, sizeof buffer, format, arguments) >= (gint) sizeof buffer)
    {
      va_end (arguments);
      va_start (arguments, format);
      identifier = longer = g_strdup_vprintf (format, arguments);
    }
  va_end (arguments);

  other = g_hash_table_lookup (claims->owners, identifier);
  if (other != NULL)
    report (claims, node, other, identifier);
  else
    g_hash_table_insert (claims->owners,
                         g_string_chunk_insert (claims->identifiers, identifier),
                         (gpointer) node);
}

static void
claim_suffixes (Claims             *claims,
                const IdlNode      *node,
                const gchar        *snake,
                const gchar *const *suffixes)
{
  for (; *suffixes != NULL; suffixes++)
    claim (claims, node, "%s%s", snake, *suffixes);
}

/* The members of a C struct. */
static void
claim_members (Claims *claims, const IdlNode *node)
{
  Claims local = claims_new_local (claims);

  if (node->kind == IDL_NODE_STRUCT && node->bases->len > 0)
    claim (&local, g_ptr_array_index (node->bases, 0), "parent");
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);

      if (member->kind != IDL_NODE_MEMBER)
        continue;
      claim (&local, member, "%s", member->c_snake);
      if (idl_member_has_presence (member))
        claim (&local, member, "has_%s", member->c_snake);
    }
  g_hash_table_unref (local.owners);
}

static void
claim_type (Claims *claims, const IdlNode *node, const gchar *const *suffixes)
{
  g_autofree gchar *macro = idl_names_dup_type_macro (node);

  claim (claims, node, "%s", node->c_type);
  claim (claims, node, "%s", macro);
  claim_suffixes (claims, node, node->c_snake, suffixes);
}

static void
claim_struct (Claims *claims, const IdlNode *node)
{
  static const gchar *const suffixes[] = { "_info",      "_get_type",   "_new",
                                           "_copy",      "_free",       "_equal",
                                           "_hash",      "_to_string",  "_to_variant",
                                           "_from_variant", NULL };

  static const gchar *const of_topic[] = { "_topic",   "_publish",   "_publish_to",
                                           "_trigger", "_subscribe", "_subscribe_to", NULL };

  claim_type (claims, node, suffixes);
  claim_members (claims, node);
  if (idl_struct_is_topic (node))
    {
      claim (claims, node, "%sFunc", node->c_type);
      claim_suffixes (claims, node, node->c_snake, of_topic);
    }
}

static void
claim_exception (Claims *claims, const IdlNode *node)
{
  static const gchar *const suffixes[] = { "_info", "_error_info", "_new_error", "_get_detail",
                                           NULL };

  claim (claims, node, "%s", node->c_type);
  claim_suffixes (claims, node, node->c_snake, suffixes);
  claim_members (claims, node);
}

static void
claim_enum (Claims *claims, const IdlNode *node)
{
  static const gchar *const suffixes[] = { "_info", "_get_type", NULL };

  claim_type (claims, node, suffixes);
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *enumerator = g_ptr_array_index (node->children, i);

      claim (claims, enumerator, "%s", enumerator->c_upper);
    }
}

static void
claim_bitmask (Claims *claims, const IdlNode *node)
{
  static const gchar *const suffixes[] = { "_info", "_get_type", NULL };

  claim_type (claims, node, suffixes);
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *bit = g_ptr_array_index (node->children, i);

      claim (claims, bit, "%s", bit->c_upper);
    }
}

/* The fields of the bases have accessors here, too. */
static void
claim_fields (Claims *claims, const IdlNode *bitset, const IdlNode *node)
{
  for (guint i = 0; i < node->bases->len; i++)
    claim_fields (claims, bitset, g_ptr_array_index (node->bases, i));
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *field = g_ptr_array_index (node->children, i);

      if (field->name == NULL || *field->name == '\0')
        continue;
      claim (claims, field, "%s_get_%s", bitset->c_snake, field->c_snake);
      claim (claims, field, "%s_set_%s", bitset->c_snake, field->c_snake);
    }
}

static void
claim_bitset (Claims *claims, const IdlNode *node)
{
  claim (claims, node, "%s", node->c_type);
  claim (claims, node, "%s_info", node->c_snake);
  claim_fields (claims, node, node);
}

static void
claim_native (Claims *claims, const IdlNode *node)
{
  static const gchar *const suffixes[] = { "_info", "_get_type", "_pack", "_unpack", NULL };

  claim_type (claims, node, suffixes);
}

static const gchar *const *
get_container_suffixes (const IdlNode *typedef_)
{
  static const gchar *const sequence[] = { "_new", "_copy",   "_free",        "_get_length",
                                           "_get", "_append", "_append_take", NULL };
  static const gchar *const map[] = { "_new",    "_copy",        "_free",   "_get_size",
                                      "_insert", "_insert_take", "_lookup", "_remove",
                                      NULL };

  return typedef_->type->kind == IDL_TYPE_MAP ? map : sequence;
}

static void
claim_typedef (Claims *claims, const IdlNode *node)
{

  if (idl_typedef_is_visible (node))
    claim (claims, node, "%s", node->c_type);
  if (idl_typedef_has_info (node))
    claim (claims, node, "%s_info", node->c_snake);
  if (idl_typedef_is_container (node))
    claim_suffixes (claims, node, node->c_snake, get_container_suffixes (node));
}

/* A parameter's name and the name of a result meet in the `_sync` function. */
static void
claim_parameters (Claims *claims, const IdlMethod *method)
{
  Claims local = claims_new_local (claims);

  for (guint i = 0; i < method->ins->len; i++)
    claim (&local, method->node, "%s", ((IdlArgument *) method->ins->pdata[i])->c_in);
  for (guint i = 0; i < method->outs->len; i++)
    claim (&local, method->node, "%s", ((IdlArgument *) method->outs->pdata[i])->c_out);
  g_hash_table_unref (local.owners);
}

static void
claim_method (Claims *claims, Claims *entries, const IdlNode *interface, const IdlMethod *method)
{
  static const gchar *const suffixes[] = { "", "_await", "_finish", "_sync", NULL };
  g_autofree gchar         *snake = g_strconcat (interface->c_snake, "_", method->c_snake, NULL);

  if (method->kind == IDL_METHOD_ONEWAY)
    claim (claims, method->node, "%s", snake);
  else
    {
      claim_suffixes (claims, method->node, snake, suffixes);
      claim (claims, method->node, "%s_complete_%s", interface->c_snake, method->c_snake);
      claim (entries, method->node, "%s_deferred", method->c_entry);
    }
  if (method->kind == IDL_METHOD_OPERATION || method->kind == IDL_METHOD_SETTER)
    claim (claims, method->node, "%s_tell", snake);
  if (idl_method_get_promised (method) != NULL)
    claim (claims, method->node, "%s_promised", snake);

  claim (claims, method->node, "%s", method->c_frame);
  claim (entries, method->node, "%s", method->c_entry);
  claim_parameters (claims, method);
}

static void
claim_impl (Claims *claims, const IdlNode *node)
{
  static const gchar *const suffixes[] = { "_get_type", "_default_init", NULL };
  g_autofree gchar         *snake = g_strconcat (node->c_snake, "_impl", NULL);
  g_autofree gchar         *macro = idl_names_dup_impl_type_macro (node);
  g_autofree gchar         *scope = idl_names_dup_scope_upper (node);
  g_autofree gchar         *upper = idl_spell_upper (node->c_own);

  claim (claims, node, "%sImpl", node->c_type);
  claim (claims, node, "%sImplInterface", node->c_type);
  claim (claims, node, "%s", macro);
  claim (claims, node, "%s_IMPL", node->c_upper);
  claim (claims, node, "%s_IMPL_GET_IFACE", node->c_upper);
  if (scope != NULL)
    claim (claims, node, "%s_IS_%s_IMPL", scope, upper);
  else
    claim (claims, node, "%s_IS_IMPL", upper);
  claim_suffixes (claims, node, snake, suffixes);
}

static void
claim_interface (Claims *claims, const IdlNode *node)
{
  static const gchar *const suffixes[] = { "_info",     "_interface_info", "_ref",   "_unref",
                                           "_from_ref", "_from_future",    "_spawn", "_spawn_pool",
                                           NULL };
  g_autoptr (GPtrArray) bases = idl_interface_list_bases (node);
  g_autoptr (GPtrArray) methods = idl_interface_list_methods (node);
  Claims entries = claims_new_local (claims);

  claim_type (claims, node, suffixes);
  claim (claims, node, "%s_get_type", node->c_proxy);
  claim_impl (claims, node);

  for (guint i = 0; i < bases->len; i++)
    {
      g_autofree gchar *upcast = idl_names_dup_upcast (node, g_ptr_array_index (bases, i));

      claim (claims, node, "%s_%s", node->c_snake, upcast);
    }

  claim (&entries, node, "parent_iface");
  for (guint i = 0; i < methods->len; i++)
    claim_method (claims, &entries, node, g_ptr_array_index (methods, i));
  g_hash_table_unref (entries.owners);
}

static void
claim_node (Claims *claims, const IdlNode *node)
{
  switch (node->kind)
    {
    case IDL_NODE_STRUCT:
    case IDL_NODE_UNION:
      claim_struct (claims, node);
      break;
    case IDL_NODE_EXCEPTION:
      claim_exception (claims, node);
      break;
    case IDL_NODE_ENUM:
      claim_enum (claims, node);
      break;
    case IDL_NODE_BITMASK:
      claim_bitmask (claims, node);
      break;
    case IDL_NODE_BITSET:
      claim_bitset (claims, node);
      break;
    case IDL_NODE_NATIVE:
      claim_native (claims, node);
      break;
    case IDL_NODE_TYPEDEF:
      claim_typedef (claims, node);
      break;
    case IDL_NODE_CONST:
      claim (claims, node, "%s", node->c_upper);
      break;
    case IDL_NODE_INTERFACE:
      if (node->defined)
        claim_interface (claims, node);
      break;
    case IDL_NODE_MODULE:
    case IDL_NODE_ENUMERATOR:
    case IDL_NODE_MEMBER:
    case IDL_NODE_OPERATION:
    case IDL_NODE_ATTRIBUTE:
    case IDL_NODE_PARAMETER:
    case IDL_NODE_BIT:
    case IDL_NODE_BITFIELD:
      break;
    }

  if (node->kind == IDL_NODE_MODULE || node->kind == IDL_NODE_INTERFACE)
    for (guint i = 0; i < node->children->len; i++)
      claim_node (claims, g_ptr_array_index (node->children, i));
}

static void
claim_domain (Claims *claims, const IdlDomain *domain)
{
  const IdlNode *first = g_ptr_array_index (domain->exceptions, 0);

  claim (claims, first, "%s", domain->c_type);
  claim (claims, first, "%s_quark", domain->c_snake);
  claim (claims, first, "%s", domain->c_upper);
  for (guint i = 0; i < domain->exceptions->len; i++)
    {
      const IdlNode    *exception = g_ptr_array_index (domain->exceptions, i);
      g_autofree gchar *code = idl_names_dup_code (domain, exception);

      claim (claims, exception, "%s", code);
    }
}

void
idl_claims_check (const IdlModel *model, IdlDiagnostics *diagnostics)
{
  Claims claims = { g_string_chunk_new (4096), g_hash_table_new (g_str_hash, g_str_equal),
                    g_hash_table_new (NULL, NULL), diagnostics };

  for (guint i = 0; i < model->nodes->len; i++)
    claim_node (&claims, g_ptr_array_index (model->nodes, i));
  for (guint i = 0; i < model->domains->len; i++)
    claim_domain (&claims, g_ptr_array_index (model->domains, i));
  g_hash_table_unref (claims.reported);
  g_hash_table_unref (claims.owners);
  g_string_chunk_free (claims.identifiers);
}
