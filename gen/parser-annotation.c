/* SPDX-License-Identifier: MIT */

/* What stands before definitions: documentation comments and annotations. */

#include "parser-private.h"

static const gchar *const known_annotations[] = {
  /* clang-format off */
  "id", "autoid", "optional", "default", "default_literal", "value", "position", "bit_bound",
  "extensibility", "final", "appendable", "mutable", "external", "min", "max", "range", "unit",
  "verbatim", "oneway", "topic", "key", "nested", "default_nested", "must_understand", "service",
  "ami", "hashid", "ignore_literal_names", "try_construct", "idempotent", "timeout", "priority",
  "delivery", "mailbox", "name", NULL,
  /* clang-format on */
};

/* Known, but a promise about values that the generated code does not keep. */
static const gchar *const ineffective_annotations[] = {
  "optional", "default", "min", "max", "range", NULL,
};

/* "NAME" or "SCOPE::NAME", as written. */
static gchar *
read_annotation_name (IdlParser *self)
{
  g_autoptr (GString) name = g_string_new (NULL);

  idl_parser_accept (self, IDL_PUNCTUATOR_SCOPE);
  while (idl_parser_peek (self, 0)->kind == IDL_TOKEN_IDENTIFIER)
    {
      g_string_append (name, idl_parser_take (self)->text);
      if (!idl_parser_at (self, IDL_PUNCTUATOR_SCOPE))
        return g_string_free (g_steal_pointer (&name), FALSE);
      g_string_append (name, "::");
      idl_parser_take (self);
    }
  idl_parser_unexpected (self, "the name of an annotation");
  return NULL;
}

static void
read_arguments (IdlParser *self, IdlAnnotation *annotation)
{
  if (!idl_parser_accept (self, '(') || idl_parser_accept (self, ')'))
    return;

  do
    {
      IdlAnnotationArgument *argument =
        idl_model_alloc (self->model, sizeof *argument);

      if (idl_parser_peek (self, 0)->kind == IDL_TOKEN_IDENTIFIER
          && idl_parser_peek (self, 1)->punctuator == '=')
        {
          argument->name =
            idl_model_own_string (self->model, g_strdup (idl_parser_take (self)->text));
          idl_parser_take (self);
        }
      idl_parser_read_argument (self, &argument->value);
      g_ptr_array_add (annotation->arguments, argument);
    }
  while (idl_parser_accept (self, ','));
  idl_parser_expect (self, ')', "the arguments of the annotation");
}

static void
complain_of_annotation (IdlParser *self, const IdlAnnotation *annotation)
{
  IdlSuggestion suggestion;

  if (g_strv_contains (ineffective_annotations, annotation->name))
    idl_diagnostics_warning (self->diagnostics, annotation->where, "`@%s` has no effect yet",
                             annotation->name);
  if (g_strv_contains (known_annotations, annotation->name)
      || g_hash_table_contains (self->own_annotations, annotation->name))
    return;

  idl_suggestion_init (&suggestion, annotation->name);
  for (guint i = 0; known_annotations[i] != NULL; i++)
    idl_suggestion_offer (&suggestion, known_annotations[i]);
  idl_diagnostics_warning (self->diagnostics, annotation->where, "unknown annotation `@%s`",
                           annotation->name);
  if (suggestion.best != NULL)
    idl_diagnostics_suggest (self->diagnostics, suggestion.best);
}

/* "@annotation NAME { … };": it is known from here on. */
static void
skip_declaration (IdlParser *self)
{
  IdlLocation  where;
  const gchar *name;

  idl_parser_take (self);
  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the annotation", &where);
  if (name == NULL)
    return;

  g_hash_table_add (self->own_annotations, (gpointer) name);
  if (idl_parser_at (self, '{'))
    idl_parser_skip_braces (self);
  idl_parser_accept (self, ';');
}

static void
read_annotation (IdlParser *self, GPtrArray *annotations)
{
  IdlAnnotation *annotation = idl_model_alloc (self->model, sizeof *annotation);
  gchar         *name;

  idl_parser_take (self);
  annotation->where = idl_parser_peek (self, 0)->where;
  annotation->arguments = idl_model_new_array (self->model);
  name = read_annotation_name (self);
  if (name == NULL)
    return;

  annotation->name = idl_model_own_string (self->model, name);
  complain_of_annotation (self, annotation);
  read_arguments (self, annotation);
  g_ptr_array_add (annotations, annotation);
}

void
idl_parser_read_prefix (IdlParser *self, IdlPrefix *out_prefix)
{
  const gchar *doc = idl_parser_peek (self, 0)->doc;

  out_prefix->annotations =
    idl_parser_at (self, '@') ? idl_model_new_array (self->model) : self->model->none;
  while (idl_parser_at (self, '@'))
    {
      const IdlToken *second = idl_parser_peek (self, 1);

      if (second->kind == IDL_TOKEN_IDENTIFIER && g_str_equal (second->text, "annotation"))
        {
          skip_declaration (self);
          doc = NULL;
        }
      else
        read_annotation (self, out_prefix->annotations);
      if (idl_parser_peek (self, 0)->doc != NULL)
        doc = idl_parser_peek (self, 0)->doc;
    }
  out_prefix->doc = doc != NULL ? idl_model_own_string (self->model, g_strdup (doc)) : NULL;
}

/* A parameter has its prefix in front of its direction, in front of its type, or in both places. */
void
idl_parser_extend_prefix (IdlParser *self, IdlPrefix *prefix)
{
  IdlPrefix more;

  idl_parser_read_prefix (self, &more);
  if (prefix->annotations->len == 0)
    prefix->annotations = more.annotations;
  else
    g_ptr_array_extend (prefix->annotations, more.annotations, NULL, NULL);
  if (prefix->doc == NULL)
    prefix->doc = more.doc;
}
