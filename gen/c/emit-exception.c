/* SPDX-License-Identifier: MIT */

/* An exception is an error code, a struct of its members, and two functions: one that makes the
 * GError, and one that finds the members in it. */

#include "emit-parts.h"

#include "c-members.h"
#include "emit-docs.h"

static gchar *
dup_lines (const IdlDomain *domain, const gchar *template, const gchar *separator)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < domain->exceptions->len; i++)
    {
      const IdlNode *exception = g_ptr_array_index (domain->exceptions, i);
      g_autoptr (IdlHoles) holes = idl_holes_new_for_node (exception);
      g_autofree gchar *line = NULL;

      idl_holes_take (holes, "code", idl_names_dup_code (domain, exception));
      line = idl_fill (holes, template);
      g_string_append_printf (lines, "%s%s", i > 0 ? separator : "", line);
    }
  return g_string_free (lines, FALSE);
}

static gchar *
dup_domain_doc (const IdlDomain *domain)
{
  g_autoptr (IdlDoc) doc = idl_doc_new (domain->c_type, "", NULL);

  for (guint i = 0; i < domain->exceptions->len; i++)
    {
      const IdlNode    *exception = g_ptr_array_index (domain->exceptions, i);
      g_autofree gchar *code = idl_names_dup_code (domain, exception);
      g_autofree gchar *text = g_strdup_printf ("`%s`", exception->name);
      g_autofree gchar *summary = idl_doc_dup_summary (exception, text);

      idl_doc_add_parameter (doc, code, "", summary);
    }
  return idl_doc_to_string (doc);
}

void
idl_emit_domain_header (GString *out, const IdlDomain *domain)
{
  g_autoptr (IdlHoles) holes = idl_holes_new ();

  idl_holes_set (holes, "Type", domain->c_type);
  idl_holes_set (holes, "snake", domain->c_snake);
  idl_holes_set (holes, "UPPER", domain->c_upper);
  idl_holes_take (holes, "doc", dup_domain_doc (domain));
  idl_holes_take (holes, "codes", dup_lines (domain, "%{code}", ",\n"));
  idl_write (out, holes,
             "\n"
             "#define %{UPPER} (%{snake}_quark ())\n"
             "\n"
             "%{doc}\n"
             "typedef enum\n"
             "{\n"
             "  %{codes}\n"
             "} %{Type};\n"
             "\n"
             "GQuark %{snake}_quark (void);\n");
}

void
idl_emit_domain_body (GString *out, const IdlDomain *domain)
{
  g_autoptr (IdlHoles) holes = idl_holes_new ();

  idl_holes_set (holes, "snake", domain->c_snake);
  idl_holes_take (holes, "quark", g_strdelimit (g_strdup (domain->c_snake), "_", '-'));
  idl_holes_take (holes, "register_args",
                  idl_fill (holes, "\"%{quark}-quark\",\nerrors,\nG_N_ELEMENTS (errors)"));
  idl_holes_take (holes, "infos", dup_lines (domain, "&%{snake}_error_info,", "\n"));
  idl_write (out, holes,
             "\n"
             "GQuark\n"
             "%{snake}_quark (void)\n"
             "{\n"
             "  static const OdeonErrorInfo *const errors[] = {\n"
             "    %{infos}\n"
             "  };\n"
             "  static gsize quark;\n"
             "\n"
             "  if (g_once_init_enter (&quark))\n"
             "    g_once_init_leave (&quark,\n"
             "                       odeon_error_domain_register (%[register_args]));\n"
             "  return (GQuark) quark;\n"
             "}\n");
}

static gchar *
dup_parameters (const IdlNode *node)
{
  g_autoptr (IdlDeclarations) parameters = idl_declarations_new ();

  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);

      idl_declarations_add_member_parameter (parameters, member);
    }
  return idl_declarations_to_parameters (parameters);
}

static void
document_parameter (IdlDoc *doc, const IdlNode *member)
{
  g_autofree gchar *text = g_strdup_printf ("`%s`", member->name);
  g_autofree gchar *summary = idl_doc_dup_summary (member, text);

  if (member->optional)
    idl_doc_add_parameter (doc, member->c_snake, "(nullable)", summary);
  else
    idl_doc_add_typed (doc, member->c_snake, member->name, member->type, IDL_POSITION_IN, summary);
}

static gchar *
dup_new_doc (const IdlNode *node)
{
  g_autofree gchar *symbol = g_strconcat (node->c_snake, "_new_error", NULL);
  g_autoptr (IdlDoc) doc = idl_doc_new (symbol, "", node);

  for (guint i = 0; i < node->children->len; i++)
    document_parameter (doc, g_ptr_array_index (node->children, i));
  idl_doc_add_returns (doc, "(transfer full)", "the exception, with copies of its members");
  return idl_doc_to_string (doc);
}

void
idl_emit_exception_header (GString *out, const IdlDomain *domain, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_holes_take (holes, "definition", idl_struct_dup_definition (node));
  idl_holes_take (holes, "new_doc", dup_new_doc (node));
  idl_holes_take (holes, "params", dup_parameters (node));
  idl_holes_take (holes, "code", idl_names_dup_code (domain, node));
  idl_write (out, holes,
             "\n"
             "%{definition}\n"
             "\n"
             "%{new_doc}\n"
             "GError *%{snake}_new_error (%[params]);\n"
             "\n"
             "/**\n"
             " * %{snake}_get_detail:\n"
             " * @error: (nullable): an error\n"
             " *\n"
             " * Returns: (transfer none) (nullable): the members, as long as @error lives;\n"
             " *   %NULL if it is not %%{code}\n"
             " */\n"
             "const %{Type} *%{snake}_get_detail (const GError *error);\n"
             "\n"
             "/*< private >*/\n"
             "extern const OdeonTypeInfo %{snake}_info;\n"
             "extern const OdeonErrorInfo %{snake}_error_info;\n");
}

/* Where each member is. */
static gchar *
dup_slots (const IdlNode *node)
{
  GString *slots = g_string_new (NULL);

  for (guint i = 0; i < node->children->len; i++)
    {
      g_autofree gchar *slot = idl_member_dup_slot (g_ptr_array_index (node->children, i));

      g_string_append_printf (slots, "%s%s", i > 0 ? ",\n" : "", slot);
    }
  return g_string_free (slots, FALSE);
}

static void
emit_new_body (GString *out, IdlHoles *holes, const IdlNode *node)
{
  idl_holes_take (holes, "params", dup_parameters (node));
  idl_holes_take (holes, "slots", dup_slots (node));
  idl_write (out, holes,
             "\n"
             "GError *\n"
             "%{snake}_new_error (%[params])\n"
             "{\n");
  if (node->children->len > 0)
    idl_write (out, holes,
               "  const gconstpointer slots[] = { %[slots] };\n"
               "\n"
               "  return odeon_error_new_of_members (&%{snake}_error_info, slots);\n"
               "}\n");
  else
    idl_write (out, holes,
               "  return odeon_error_new (&%{snake}_error_info, NULL);\n"
               "}\n");
}

void
idl_emit_exception_body (GString *out, const IdlDomain *domain, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_emit_struct_table (out, node);

  idl_holes_set (holes, "domain", domain->c_snake);
  idl_holes_take (holes, "code", idl_names_dup_code (domain, node));
  idl_holes_take (holes, "fields",
                  idl_fill (holes, ".name = \"%{idl}\",\n"
                                   ".domain = %{domain}_quark,\n"
                                   ".code = %{code},\n"
                                   ".members = &%{snake}_info"));
  idl_write (out, holes,
             "\n"
             "const OdeonErrorInfo %{snake}_error_info = {\n"
             "  %[fields]\n"
             "};\n");
  emit_new_body (out, holes, node);
  idl_write (out, holes,
             "\n"
             "const %{Type} *\n"
             "%{snake}_get_detail (const GError *error)\n"
             "{\n"
             "  return odeon_error_get_detail (error, &%{snake}_error_info);\n"
             "}\n");
}
