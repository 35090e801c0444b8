/* SPDX-License-Identifier: MIT */

/* "@annotation NAME { … };": annotations of a file's own, known from there on. Their names have a
 * space of their own, by scope. The enums and constants that one declares are seen in it alone. */

#include "constant.h"
#include "parser-expression.h"

/* "A::B::" in front of what stands in the scope. */
static gchar *
dup_path (const IdlScope *scope)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (; scope != NULL && scope->name != NULL; scope = scope->parent)
    {
      g_string_prepend (path, "::");
      g_string_prepend (path, scope->name);
    }
  return g_string_free (g_steal_pointer (&path), FALSE);
}

const IdlAnnotationSpec *
idl_parser_find_annotation (IdlParser *self, const gchar *name)
{
  const IdlAnnotationSpec *spec = idl_annotation_find (name);

  for (const IdlScope *scope = self->scope; scope != NULL && spec == NULL; scope = scope->parent)
    {
      g_autofree gchar *path = dup_path (scope);
      g_autofree gchar *full = g_strconcat (path, name, NULL);

      spec = g_hash_table_lookup (self->own_annotations, full);
    }
  return spec;
}

/* "TYPE NAME [default VALUE];" */
static gboolean
read_parameter (IdlParser *self, GArray *parameters)
{
  IdlAnnotationParameter parameter = { .kind = IDL_ARGUMENT_TYPED, .required = TRUE };
  IdlLocation            where;
  IdlConstant            value;

  if (idl_parser_accept_word (self, "any"))
    parameter.kind = IDL_ARGUMENT_ANY;
  else
    {
      guint before = self->next;

      parameter.type = idl_parser_read_type (self, "the type of an argument");
      if (parameter.type == NULL && self->next == before)
        return FALSE;
      if (parameter.type != NULL && !idl_constant_is_type (idl_type_resolve (parameter.type)))
        {
          idl_diagnostics_error (self->diagnostics, parameter.type->where,
                                 "an annotation has no arguments of this type");
          parameter.type = NULL;
        }
    }
  parameter.name = idl_parser_read_name (self, "the name of an argument", &where);
  if (parameter.name == NULL)
    return FALSE;
  parameter.name = idl_model_keep_string (self->model, parameter.name);
  if (idl_parser_accept_word (self, "default"))
    {
      parameter.required = FALSE;
      if (parameter.kind == IDL_ARGUMENT_TYPED)
        idl_parser_read_constant (self, parameter.type, &value);
      else
        idl_parser_read_expression (self);
    }
  g_array_append_val (parameters, parameter);
  return idl_parser_expect_end (self, "the argument");
}

static gboolean
read_part (IdlParser *self, GArray *parameters)
{
  IdlPrefix prefix;

  idl_parser_read_prefix (self, &prefix);
  if (idl_parser_at_word (self, "enum") || idl_parser_at_word (self, "const")
      || idl_parser_at_word (self, "typedef"))
    {
      gboolean was_definition;

      return idl_parser_read_definition (self, &prefix, &was_definition);
    }
  return read_parameter (self, parameters);
}

static gboolean
read_body (IdlParser *self, const gchar *name, IdlLocation where, GArray *parameters)
{
  IdlLocation open = idl_parser_peek (self, 0)->where;
  GPtrArray  *siblings = self->siblings;
  IdlNode    *holder = idl_node_new (self->model, IDL_NODE_MODULE, name, self->parent, where);

  idl_parser_take (self);
  idl_parser_open_scope (self, holder);
  self->siblings = holder->children;
  while (!idl_parser_at (self, '}') && idl_parser_peek (self, 0)->kind != IDL_TOKEN_END)
    if (!read_part (self, parameters))
      idl_parser_recover (self);
  self->siblings = siblings;
  idl_parser_close_scope (self, holder);
  return idl_parser_expect_brace (self, open);
}

static void
register_annotation (IdlParser *self, const gchar *name, const GArray *parameters)
{
  IdlAnnotationSpec *spec = idl_model_alloc (self->model, sizeof *spec);
  g_autofree gchar  *path = dup_path (self->scope);

  spec->name = idl_model_keep_string (self->model, name);
  spec->places = IDL_PLACE_ANYWHERE;
  spec->repeatable = TRUE;
  spec->n_parameters = parameters->len;
  spec->parameters = (const IdlAnnotationParameter *) (gpointer) parameters->data;
  g_hash_table_insert (self->own_annotations, g_strconcat (path, name, NULL), spec);
}

/* At the "@". */
void
idl_parser_read_annotation_declaration (IdlParser *self)
{
  GArray         *parameters = g_array_new (FALSE, FALSE, sizeof (IdlAnnotationParameter));
  const IdlToken *token;

  idl_model_own (self->model, parameters, (GDestroyNotify) g_array_unref);
  idl_parser_take (self);
  idl_parser_take (self);
  token = idl_parser_take (self);
  if (token->kind != IDL_TOKEN_IDENTIFIER)
    {
      self->next -= token->kind == IDL_TOKEN_END ? 0 : 1;
      idl_parser_unexpected (self, "the name of the annotation");
      return;
    }
  if (idl_parser_at (self, '{') && idl_parser_enter (self))
    {
      read_body (self, token->text, token->where, parameters);
      idl_parser_leave (self);
    }
  register_annotation (self, token->text, parameters);
  idl_parser_accept (self, ';');
}
