/* SPDX-License-Identifier: MIT */

/* Where C names come from. A node's own name, in CamelCase, snake_case or UPPER_CASE, is put
 * behind those of the scopes around it: Bank::Account is BankAccount, bank_account, BANK_ACCOUNT.
 * Enumerators have their enum in front. Operations, attributes, members and parameters keep only
 * their own name; the emitters put the interface's before it.
 *
 * @name ("c_name") replaces the own name before any of this happens: of a type or a module it is
 * turned into the three manners as an IDL name would be, the scopes staying in front of it; of an
 * operation, attribute, member or parameter it is taken as it is.
 *
 * A parameter or member that would be a word of C or C++, or a name that generated code uses
 * itself, gets a trailing underscore.
 */

#include "names.h"

#include "claims.h"
#include "domains.h"
#include "methods.h"
#include "spelling.h"

#include <string.h>

typedef struct
{
  IdlModel       *model;
  const gchar    *camel; /* of the namespace, or "" */
  const gchar    *snake; /* of the namespace, or "" */
  IdlDiagnostics *diagnostics;
} Names;

static const gchar *
own (Names *names, gchar *string)
{
  return idl_model_own_string (names->model, string);
}

static const gchar *
get_own_name (const IdlNode *node, gboolean *is_explicit)
{
  const IdlAnnotation *annotation = idl_node_get_annotation (node, "name");

  *is_explicit = FALSE;
  if (annotation != NULL && annotation->arguments->len > 0)
    {
      const IdlAnnotationArgument *argument = g_ptr_array_index (annotation->arguments, 0);

      if (argument->value.kind == IDL_VALUE_STRING)
        {
          *is_explicit = TRUE;
          return argument->value.string;
        }
    }
  return node->name;
}

static gboolean
is_identifier (const gchar *name)
{
  if (!g_ascii_isalpha (*name) && *name != '_')
    return FALSE;
  while (g_ascii_isalnum (*name) || *name == '_')
    name++;
  return *name == '\0';
}

static void
check_explicit_name (Names *names, const IdlNode *node, const gchar *name)
{
  const IdlAnnotation *annotation = idl_node_get_annotation (node, "name");

  if (!is_identifier (name))
    idl_diagnostics_error (names->diagnostics, annotation->where, "`%s` is no C identifier", name);
  else if (idl_spell_is_reserved (name))
    idl_diagnostics_error (names->diagnostics, annotation->where, "`%s` is a word of C or C++",
                           name);
}

/* Odeon's own interfaces are compiled with `--namespace odeon`. */
static void
check_prefix (Names *names, const IdlNode *node, const gchar *snake)
{
  static const gchar *const taken[] = { "g", "odeon" };

  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      gsize length = strlen (taken[i]);

      if (strncmp (snake, taken[i], length) != 0 || (snake[length] != '_' && snake[length] != '\0'))
        continue;
      /* Nothing is put behind it. */
      if (node->kind == IDL_NODE_CONST && snake[length] == '\0')
        continue;

      idl_diagnostics_error (names->diagnostics, node->where,
                             "the C names of `%s` would begin with `%s_`, which belongs to %s",
                             node->name, taken[i], i == 0 ? "GLib" : "Odeon");
      idl_diagnostics_note (names->diagnostics, node->where,
                            "another name can be given with @name (\"…\") or --namespace");
      return;
    }
}

static void
assign_own (Names *names, IdlNode *node)
{
  gboolean          is_explicit;
  const gchar      *name = get_own_name (node, &is_explicit);
  g_autofree gchar *camel = idl_spell_camel (name);
  g_autofree gchar *snake = idl_spell_snake (name);
  const gchar      *outer_camel = node->parent != NULL ? node->parent->c_type : names->camel;
  const gchar      *outer_snake = node->parent != NULL ? node->parent->c_snake : names->snake;
  const gchar      *guard;

  if (is_explicit)
    check_explicit_name (names, node, name);
  if (*outer_snake == '\0')
    check_prefix (names, node, snake);

  guard = *outer_snake == '\0' && idl_spell_is_reserved (camel) ? "_" : "";
  node->c_type = own (names, g_strconcat (outer_camel, camel, guard, NULL));
  node->c_snake =
    own (names, g_strconcat (outer_snake, *outer_snake != '\0' ? "_" : "", snake, NULL));
  node->c_upper = own (names, idl_spell_upper (node->c_snake));
  node->c_own = own (names, g_steal_pointer (&snake));
  if (idl_spell_is_reserved (node->c_upper))
    node->c_upper = own (names, g_strconcat (node->c_upper, "_", NULL));
}

/* A type that is defined inside another stands before it: the scopes around come first. */
static void
assign_scoped (Names *names, IdlNode *node)
{
  if (node->c_type != NULL)
    return;
  if (node->parent != NULL)
    assign_scoped (names, node->parent);
  assign_own (names, node);
}

static void
assign_plain (Names *names, IdlNode *node)
{
  gboolean     is_explicit;
  const gchar *name = get_own_name (node, &is_explicit);

  if (is_explicit)
    check_explicit_name (names, node, name);
  node->c_snake = own (names, is_explicit ? g_strdup (name) : idl_spell_snake (name));
  node->c_own = node->c_snake;
}

static void
guard_local (Names *names, IdlNode *node, const gchar *const *used)
{
  if (idl_spell_is_reserved (node->c_snake)
      || (used != NULL && g_strv_contains (used, node->c_snake)))
    node->c_snake = own (names, g_strconcat (node->c_snake, "_", NULL));
}

static void
assign_member (Names *names, IdlNode *node)
{
  static const gchar *const used_by_exceptions[] = { "slots", NULL };

  assign_plain (names, node);
  guard_local (names, node, node->parent->kind == IDL_NODE_EXCEPTION ? used_by_exceptions : NULL);
}

static void
assign_parameter (Names *names, IdlNode *node)
{
  static const gchar *const used[] = { "self", "call", "error", "future", "slots", NULL };
  static const gchar *const used_by_result[] = { "self",   "call",  "error",
                                                 "future", "slots", "result", NULL };
  const IdlNode            *operation = node->parent;
  gboolean has_result = operation->type != NULL && operation->type->kind != IDL_TYPE_VOID;

  assign_plain (names, node);
  guard_local (names, node,
               has_result && node->direction != IDL_DIRECTION_IN ? used_by_result : used);
}

static void
assign_operation (Names *names, IdlNode *node)
{
  assign_plain (names, node);
  node->c_entry = node->c_snake;
  if (idl_spell_is_reserved (node->c_entry))
    node->c_entry = own (names, g_strconcat (node->c_entry, "_", NULL));
}

/* An attribute `type` is bank_account_get_type; then the function of that name makes way. */
static void
assign_proxy (Names *names, IdlNode *node)
{
  const gchar *suffix = "";

  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *child = g_ptr_array_index (node->children, i);

      if ((child->kind == IDL_NODE_ATTRIBUTE && g_str_equal (child->c_snake, "type"))
          || (child->kind == IDL_NODE_OPERATION && g_str_equal (child->c_snake, "get_type")))
        suffix = "_proxy";
    }
  node->c_proxy = own (names, g_strconcat (node->c_snake, suffix, NULL));
}

static void
assign_node (Names *names, IdlNode *node)
{
  switch (node->kind)
    {
    case IDL_NODE_MODULE:
    case IDL_NODE_INTERFACE:
    case IDL_NODE_STRUCT:
    case IDL_NODE_UNION:
    case IDL_NODE_EXCEPTION:
    case IDL_NODE_ENUM:
    case IDL_NODE_TYPEDEF:
    case IDL_NODE_CONST:
    case IDL_NODE_ENUMERATOR:
    case IDL_NODE_BITMASK:
    case IDL_NODE_BIT:
    case IDL_NODE_BITSET:
    case IDL_NODE_NATIVE:
      assign_scoped (names, node);
      break;
    case IDL_NODE_MEMBER:
      assign_member (names, node);
      break;
    case IDL_NODE_OPERATION:
      assign_operation (names, node);
      break;
    case IDL_NODE_ATTRIBUTE:
    case IDL_NODE_BITFIELD:
      assign_plain (names, node);
      break;
    case IDL_NODE_PARAMETER:
      assign_parameter (names, node);
      break;
    }

  for (guint i = 0; i < node->children->len; i++)
    assign_node (names, g_ptr_array_index (node->children, i));
  if (node->kind == IDL_NODE_INTERFACE)
    assign_proxy (names, node);
}

gboolean
idl_names_assign (IdlModel *model, const gchar *namespace, IdlDiagnostics *diagnostics)
{
  g_autofree gchar *camel = idl_spell_camel (namespace != NULL ? namespace : "");
  g_autofree gchar *snake = idl_spell_snake (namespace != NULL ? namespace : "");
  Names             names = { model, camel, snake, diagnostics };
  guint             n_errors = idl_diagnostics_get_n_errors (diagnostics);

  for (guint i = 0; i < model->nodes->len; i++)
    assign_node (&names, g_ptr_array_index (model->nodes, i));
  idl_domains_assign (model, camel, snake);
  idl_claims_check (model, diagnostics);

  return idl_diagnostics_get_n_errors (diagnostics) == n_errors;
}

gchar *
idl_names_dup_scope_upper (const IdlNode *type)
{
  gsize length = strlen (type->c_snake);
  gsize own_length = strlen (type->c_own);

  return length == own_length ? NULL : g_strndup (type->c_upper, length - own_length - 1);
}

static gchar *
dup_type_macro (const IdlNode *type, const gchar *suffix)
{
  g_autofree gchar *scope = idl_names_dup_scope_upper (type);
  g_autofree gchar *upper = idl_spell_upper (type->c_own);

  if (scope == NULL)
    return g_strconcat (type->c_upper, "_TYPE", suffix, NULL);
  return g_strconcat (scope, "_TYPE_", upper, suffix, NULL);
}

gchar *
idl_names_dup_type_macro (const IdlNode *type)
{
  return dup_type_macro (type, "");
}

gchar *
idl_names_dup_impl_type_macro (const IdlNode *interface)
{
  return dup_type_macro (interface, "_IMPL");
}

gchar *
idl_names_dup_upcast (const IdlNode *interface, const IdlNode *base)
{
  guint n_alike = 0;

  for (guint i = 0; i < interface->ancestors->len; i++)
    {
      const IdlNode *other = g_ptr_array_index (interface->ancestors, i);

      n_alike += g_str_equal (other->c_own, base->c_own);
    }
  return g_strconcat ("as_", n_alike == 1 ? base->c_own : base->c_snake, NULL);
}
