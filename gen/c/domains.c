/* SPDX-License-Identifier: MIT */

/* The exceptions that one file declares in one scope are one domain, named after the scope. The
 * file's own name tells its domain from those of other files where the scope does not: in the
 * global scope, and in a module that an included file has given exceptions already.
 */

#include "domains.h"

#include "spelling.h"

/* A scope is known by its C name: so a module that was reopened is one scope. */
static const gchar *
get_scope (const IdlNode *node)
{
  return node->parent != NULL ? node->parent->c_snake : "";
}

static gchar *
dup_file_snake (const IdlModel *model)
{
  g_autofree gchar *name =
    g_strcanon (g_strdup (model->base_name), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_", '_');

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
      gboolean       is_scope = node->kind == IDL_NODE_MODULE || node->kind == IDL_NODE_INTERFACE;

      if (node->c_type != NULL && node->kind != IDL_NODE_MODULE
          && (g_str_equal (node->c_type, camel) || g_str_equal (node->c_upper, upper)))
        return TRUE;
      if (is_scope && is_taken (node->children, camel, upper))
        return TRUE;
    }
  return FALSE;
}

/* A scope that declares an `Error` itself has a domain `ErrorCode`. */
static void
name_domain (IdlModel *model, IdlDomain *domain, const gchar *camel, const gchar *snake)
{
  g_autofree gchar *upper = idl_spell_upper (snake);
  gboolean          taken = is_taken (model->nodes, camel, upper);

  domain->c_type = idl_model_own_string (model, g_strconcat (camel, taken ? "Code" : "", NULL));
  domain->c_snake = idl_model_own_string (model, g_strconcat (snake, taken ? "_code" : "", NULL));
  domain->c_upper = idl_model_own_string (model, idl_spell_upper (domain->c_snake));
}

static IdlDomain *
domain_new (IdlModel      *model,
            const IdlNode *exception,
            const gchar   *outer_camel,
            const gchar   *outer_snake,
            gboolean       with_file)
{
  IdlDomain        *domain = idl_model_own (model, g_new0 (IdlDomain, 1), g_free);
  g_autofree gchar *file = dup_file_snake (model);
  g_autofree gchar *file_camel = idl_spell_camel (file);
  const gchar      *camel = exception->parent != NULL ? exception->parent->c_type : outer_camel;
  const gchar      *snake = exception->parent != NULL ? exception->parent->c_snake : outer_snake;
  g_autofree gchar *domain_camel = g_strconcat (camel, with_file ? file_camel : "", "Error", NULL);
  g_autofree gchar *infix = with_file ? g_strconcat (file, "_", NULL) : g_strdup ("");
  g_autofree gchar *domain_snake =
    g_strconcat (snake, *snake != '\0' ? "_" : "", infix, "error", NULL);

  name_domain (model, domain, domain_camel, domain_snake);
  domain->exceptions = idl_model_new_array (model);
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

void
idl_domains_assign (IdlModel *model, const gchar *camel, const gchar *snake)
{
  g_autoptr (GPtrArray) exceptions = g_ptr_array_new ();
  g_autoptr (GHashTable) imported = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) domains = g_hash_table_new (g_str_hash, g_str_equal);

  model->domains = idl_model_new_array (model);
  g_hash_table_add (imported, (gpointer) "");
  collect_exceptions (model->nodes, exceptions);

  for (guint i = 0; i < exceptions->len; i++)
    {
      IdlNode     *exception = g_ptr_array_index (exceptions, i);
      const gchar *scope = get_scope (exception);
      IdlDomain   *domain = g_hash_table_lookup (domains, scope);

      if (exception->imported)
        {
          g_hash_table_add (imported, (gpointer) scope);
          continue;
        }
      if (domain == NULL)
        {
          domain =
            domain_new (model, exception, camel, snake, g_hash_table_contains (imported, scope));
          g_hash_table_insert (domains, (gpointer) scope, domain);
          g_ptr_array_add (model->domains, domain);
        }
      g_ptr_array_add (domain->exceptions, exception);
    }
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
