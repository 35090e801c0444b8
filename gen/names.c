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
    idl_diagnostics_error (names->diagnostics, annotation->where,
                           "`%s` is no C identifier", name);
  else if (idl_spell_is_reserved (name))
    idl_diagnostics_error (names->diagnostics, annotation->where,
                           "`%s` is a word of C or C++", name);
}

/* Odeon's own interfaces are compiled with `--namespace odeon`. */
static void
check_prefix (Names *names, const IdlNode *node, const gchar *snake)
{
  static const gchar *const taken[] = { "g", "odeon" };

  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      gsize length = strlen (taken[i]);

      if (strncmp (snake, taken[i], length) != 0 ||
          (snake[length] != '_' && snake[length] != '\0'))
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
assign_scoped (Names *names, IdlNode *node)
{
  gboolean is_explicit;
  const gchar *name = get_own_name (node, &is_explicit);
  g_autofree gchar *camel = idl_spell_camel (name);
  g_autofree gchar *snake = idl_spell_snake (name);
  const gchar *outer_camel = node->parent != NULL ? node->parent->c_type : names->camel;
  const gchar *outer_snake = node->parent != NULL ? node->parent->c_snake : names->snake;
  const gchar *guard;

  if (is_explicit)
    check_explicit_name (names, node, name);
  if (*outer_snake == '\0')
    check_prefix (names, node, snake);

  guard = *outer_snake == '\0' && idl_spell_is_reserved (camel) ? "_" : "";
  node->c_type = own (names, g_strconcat (outer_camel, camel, guard, NULL));
  node->c_snake = own (names, g_strconcat (outer_snake, *outer_snake != '\0' ? "_" : "", snake,
                                           NULL));
  node->c_upper = own (names, idl_spell_upper (node->c_snake));
  node->c_own = own (names, g_steal_pointer (&snake));
  if (idl_spell_is_reserved (node->c_upper))
    node->c_upper = own (names, g_strconcat (node->c_upper, "_", NULL));
}

static void
assign_plain (Names *names, IdlNode *node)
{
  gboolean is_explicit;
  const gchar *name = get_own_name (node, &is_explicit);

  if (is_explicit)
    check_explicit_name (names, node, name);
  node->c_snake = own (names, is_explicit ? g_strdup (name) : idl_spell_snake (name));
  node->c_own = node->c_snake;
}

static void
guard_local (Names *names, IdlNode *node, const gchar *const *used)
{
  if (idl_spell_is_reserved (node->c_snake) || (used != NULL && g_strv_contains (used, node->c_snake)))
    node->c_snake = own (names, g_strconcat (node->c_snake, "_", NULL));
}

static void
assign_member (Names *names, IdlNode *node)
{
  static const gchar *const used_by_exceptions[] = { "detail", "error", NULL };

  assign_plain (names, node);
  guard_local (names, node,
               node->parent->kind == IDL_NODE_EXCEPTION ? used_by_exceptions : NULL);
}

static void
assign_parameter (Names *names, IdlNode *node)
{
  static const gchar *const used[] = { "self", "call", "error", "frame", "future", NULL };
  static const gchar *const used_by_result[] = { "self", "call", "error", "frame", "future", "result", NULL };
  const IdlNode *operation = node->parent;
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
      assign_scoped (names, node);
      break;
    case IDL_NODE_MEMBER:
      assign_member (names, node);
      break;
    case IDL_NODE_OPERATION:
      assign_operation (names, node);
      break;
    case IDL_NODE_ATTRIBUTE:
      assign_plain (names, node);
      break;
    case IDL_NODE_PARAMETER:
      assign_parameter (names, node);
      break;
    }

  for (guint i = 0; i < node->children->len; i++)
    assign_node (names, g_ptr_array_index (node->children, i));
}

/* A scope is known by its C name: so a module that was reopened is one scope. */
static const gchar *
get_scope (const IdlNode *node)
{
  return node->parent != NULL ? node->parent->c_snake : "";
}

static gchar *
dup_file_snake (const IdlModel *model)
{
  g_autofree gchar *name = g_strcanon (g_strdup (model->base_name),
                                       G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_", '_');

  if (g_ascii_isdigit (*name))
    {
      g_autofree gchar *prefixed = g_strconcat ("file_", name, NULL);

      return idl_spell_snake (prefixed);
    }
  return idl_spell_snake (name);
}

static gboolean
is_taken (const GPtrArray *nodes, const gchar *camel, const gchar *upper)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (nodes, i);
      gboolean is_scope = node->kind == IDL_NODE_MODULE || node->kind == IDL_NODE_INTERFACE;

      if (node->c_type != NULL && node->kind != IDL_NODE_MODULE &&
          (g_str_equal (node->c_type, camel) || g_str_equal (node->c_upper, upper)))
        return TRUE;
      if (is_scope && is_taken (node->children, camel, upper))
        return TRUE;
    }
  return FALSE;
}

/* A scope that declares an `Error` itself has a domain `ErrorCode`. */
static void
name_domain (Names *names, IdlDomain *domain, const gchar *camel, const gchar *snake)
{
  g_autofree gchar *upper = idl_spell_upper (snake);
  const gchar *more = is_taken (names->model->nodes, camel, upper) ? "_code" : "";

  domain->c_type = own (names, g_strconcat (camel, *more != '\0' ? "Code" : "", NULL));
  domain->c_snake = own (names, g_strconcat (snake, more, NULL));
  domain->c_upper = own (names, idl_spell_upper (domain->c_snake));
}

static IdlDomain *
domain_new (Names *names, const IdlNode *exception, gboolean with_file)
{
  IdlDomain *domain = idl_model_own (names->model, g_new0 (IdlDomain, 1), g_free);
  g_autofree gchar *file = dup_file_snake (names->model);
  g_autofree gchar *file_camel = idl_spell_camel (file);
  const gchar *camel = exception->parent != NULL ? exception->parent->c_type : names->camel;
  const gchar *snake = exception->parent != NULL ? exception->parent->c_snake : names->snake;
  g_autofree gchar *domain_camel = g_strconcat (camel, with_file ? file_camel : "", "Error", NULL);
  g_autofree gchar *domain_snake = g_strconcat (snake, *snake != '\0' ? "_" : "",
                                                with_file ? file : "", with_file ? "_" : "",
                                                "error", NULL);

  name_domain (names, domain, domain_camel, domain_snake);
  domain->exceptions = idl_model_new_array (names->model);
  return domain;
}

static void
collect_exceptions (GPtrArray *nodes, GPtrArray *exceptions)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      IdlNode *node = g_ptr_array_index (nodes, i);

      if (node->kind == IDL_NODE_EXCEPTION)
        g_ptr_array_add (exceptions, node);
      else if (node->kind == IDL_NODE_MODULE || node->kind == IDL_NODE_INTERFACE)
        collect_exceptions (node->children, exceptions);
    }
}

/* The file's own name tells its domain from those of other files: in the global scope, and in a
 * module that an included file has begun. */
static void
assign_domains (Names *names)
{
  g_autoptr (GPtrArray) exceptions = g_ptr_array_new ();
  g_autoptr (GHashTable) imported = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) domains = g_hash_table_new (g_str_hash, g_str_equal);

  names->model->domains = idl_model_new_array (names->model);
  g_hash_table_add (imported, (gpointer) "");
  collect_exceptions (names->model->nodes, exceptions);

  for (guint i = 0; i < exceptions->len; i++)
    {
      IdlNode *exception = g_ptr_array_index (exceptions, i);
      const gchar *scope = get_scope (exception);
      IdlDomain *domain = g_hash_table_lookup (domains, scope);

      if (exception->imported)
        {
          g_hash_table_add (imported, (gpointer) scope);
          continue;
        }
      if (domain == NULL)
        {
          domain = domain_new (names, exception, g_hash_table_contains (imported, scope));
          g_hash_table_insert (domains, (gpointer) scope, domain);
          g_ptr_array_add (names->model->domains, domain);
        }
      g_ptr_array_add (domain->exceptions, exception);
    }
}

gboolean
idl_names_assign (IdlModel *model, const gchar *namespace, IdlDiagnostics *diagnostics)
{
  g_autofree gchar *camel = idl_spell_camel (namespace != NULL ? namespace : "");
  g_autofree gchar *snake = idl_spell_snake (namespace != NULL ? namespace : "");
  Names names = { model, camel, snake, diagnostics };
  guint n_errors = idl_diagnostics_get_n_errors (diagnostics);

  for (guint i = 0; i < model->nodes->len; i++)
    assign_node (&names, g_ptr_array_index (model->nodes, i));
  assign_domains (&names);
  idl_claims_check (model, diagnostics);

  return idl_diagnostics_get_n_errors (diagnostics) == n_errors;
}

const IdlDomain *
idl_names_get_domain (const IdlModel *model, const IdlNode *exception)
{
  for (guint i = 0; i < model->domains->len; i++)
    {
      const IdlDomain *domain = g_ptr_array_index (model->domains, i);

      if (g_ptr_array_find (domain->exceptions, exception, NULL))
        return domain;
    }
  return NULL;
}

gchar *
idl_names_dup_code (const IdlDomain *domain, const IdlNode *exception)
{
  g_autofree gchar *upper = idl_spell_upper (exception->c_own);

  return g_strconcat (domain->c_upper, "_", upper, NULL);
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
  g_autoptr (GPtrArray) bases = idl_interface_list_bases (interface);
  guint n_alike = 0;

  for (guint i = 0; i < bases->len; i++)
    {
      const IdlNode *other = g_ptr_array_index (bases, i);

      n_alike += g_str_equal (other->c_own, base->c_own);
    }
  return g_strconcat ("as_", n_alike == 1 ? base->c_own : base->c_snake, NULL);
}
