/* SPDX-License-Identifier: MIT */

/* What stands before definitions: documentation comments and annotations. An annotation's arguments
 * are checked here as far as that can be done without what is annotated. */

#include "constant.h"
#include "parser-expression.h"

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

/* Arguments ----------------------------------------------------------------------------------- */

/* Reads "(…)" over, whatever is in it. */
static void
skip_arguments (IdlParser *self)
{
  guint depth = 0;

  do
    {
      const IdlToken *token = idl_parser_peek (self, 0);

      if (token->kind == IDL_TOKEN_END || token->punctuator == ';')
        {
          idl_parser_unexpected (self, "`)` after the arguments of the annotation");
          return;
        }
      idl_parser_take (self);
      if (token->punctuator == '(' || token->punctuator == '{')
        depth++;
      else if (token->punctuator == ')' || token->punctuator == '}')
        depth--;
    }
  while (depth > 0);
}

/* Whether the word at the cursor is one that the parameter has, or that means nothing else. */
static gboolean
at_own_word (IdlParser *self, const IdlAnnotationParameter *parameter)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  guint16         next = idl_parser_peek (self, 1)->punctuator;
  const gchar    *keyword;

  if (token->kind != IDL_TOKEN_IDENTIFIER || (next != ')' && next != ','))
    return FALSE;
  if (parameter != NULL && parameter->kind == IDL_ARGUMENT_WORD)
    return TRUE;
  return !idl_keyword_is_reserved (token->text, &keyword)
         && g_ascii_strcasecmp (token->text, "TRUE") != 0
         && g_ascii_strcasecmp (token->text, "FALSE") != 0
         && idl_scope_resolve (self->scope, token->text) == NULL;
}

static IdlOperand
read_operand (IdlParser *self, const IdlAnnotationParameter *parameter)
{
  IdlOperand operand;

  if (at_own_word (self, parameter))
    {
      const IdlToken *token = idl_parser_take (self);

      return (IdlOperand){ .kind = IDL_OPERAND_WORD,
                           .string = idl_model_keep_string (self->model, token->text),
                           .where = token->where };
    }

  operand = idl_parser_read_expression (self);
  if (operand.kind == IDL_OPERAND_INTEGER
      && (operand.integer > G_MAXUINT64 || operand.integer < -(IdlWide) G_MAXUINT64))
    {
      idl_diagnostics_error (self->diagnostics, operand.where,
                             "the value is larger than any integer type");
      return idl_operand_none (operand.where);
    }
  return operand;
}

static gboolean
fit_integer (IdlParser *self, const IdlAnnotationParameter *parameter, const IdlOperand *operand)
{
  if (operand->kind != IDL_OPERAND_INTEGER)
    return idl_constant_mismatch (self->diagnostics, operand, "an integer");
  if (operand->integer >= parameter->min && operand->integer <= parameter->max)
    return TRUE;
  idl_diagnostics_error (self->diagnostics, operand->where,
                         "the value is out of range: `%s` is %" G_GINT64_FORMAT
                         " to %" G_GUINT64_FORMAT " here",
                         parameter->name, parameter->min, parameter->max);
  return FALSE;
}

static gboolean
fit_word (IdlParser *self, const IdlAnnotationParameter *parameter, const IdlOperand *operand)
{
  g_autofree gchar *words = g_strjoinv ("`, `", (gchar **) parameter->words);
  IdlSuggestion     suggestion;

  if (operand->kind == IDL_OPERAND_WORD && g_strv_contains (parameter->words, operand->string))
    return TRUE;

  idl_diagnostics_error (self->diagnostics, operand->where, "expected one of `%s`", words);
  if (operand->kind != IDL_OPERAND_WORD)
    return FALSE;
  idl_suggestion_init (&suggestion, operand->string);
  for (const gchar *const *word = parameter->words; *word != NULL; word++)
    idl_suggestion_offer (&suggestion, *word);
  if (suggestion.best != NULL)
    idl_diagnostics_suggest (self->diagnostics, suggestion.best);
  return FALSE;
}

static gboolean
fit_argument (IdlParser *self, IdlParsedArgument *argument)
{
  static const IdlType          boolean = { .kind = IDL_TYPE_BOOLEAN };
  const IdlAnnotationParameter *parameter = argument->parameter;
  const IdlOperand             *operand = &argument->operand;

  argument->public.value = idl_constant_convert (operand);
  if (operand->kind == IDL_OPERAND_NONE)
    return FALSE;

  switch (parameter->kind)
    {
    case IDL_ARGUMENT_BOOLEAN:
      return idl_constant_fit (self->diagnostics, &boolean, operand, &argument->public.value);
    case IDL_ARGUMENT_INTEGER:
      return fit_integer (self, parameter, operand);
    case IDL_ARGUMENT_STRING:
      return operand->kind == IDL_OPERAND_STRING
             || idl_constant_mismatch (self->diagnostics, operand, "a string");
    case IDL_ARGUMENT_WORD:
      return fit_word (self, parameter, operand);
    case IDL_ARGUMENT_TYPED:
      return parameter->type != NULL
             && idl_constant_fit (self->diagnostics, parameter->type, operand,
                                  &argument->public.value);
    case IDL_ARGUMENT_ANY:
    case IDL_ARGUMENT_VALUE:
      break;
    }
  return TRUE;
}

static const IdlAnnotationParameter *
find_parameter (IdlParser *self, const IdlAnnotationSpec *spec, const gchar *name)
{
  IdlSuggestion suggestion;

  idl_suggestion_init (&suggestion, name);
  for (guint i = 0; i < spec->n_parameters; i++)
    {
      if (g_str_equal (spec->parameters[i].name, name))
        return &spec->parameters[i];
      idl_suggestion_offer (&suggestion, spec->parameters[i].name);
    }
  idl_diagnostics_error (self->diagnostics, idl_parser_peek (self, 0)->where,
                         "`@%s` has no argument `%s`", spec->name, name);
  if (suggestion.best != NULL)
    idl_diagnostics_suggest (self->diagnostics, suggestion.best);
  return NULL;
}

/* The parameter for what stands at the cursor, with its "NAME =" read. */
static const IdlAnnotationParameter *
read_parameter (IdlParser *self, const IdlParsedAnnotation *annotation, IdlParsedArgument *argument)
{
  const IdlAnnotationSpec *spec = annotation->spec;
  const IdlToken          *token = idl_parser_peek (self, 0);
  guint                    index = annotation->public.arguments->len;

  if (token->kind == IDL_TOKEN_IDENTIFIER && idl_parser_peek (self, 1)->punctuator == '=')
    {
      const IdlAnnotationParameter *parameter = find_parameter (self, spec, token->text);

      argument->public.name = idl_model_keep_string (self->model, token->text);
      idl_parser_take (self);
      idl_parser_take (self);
      return parameter;
    }
  if (index >= spec->n_parameters)
    {
      idl_diagnostics_error (self->diagnostics, token->where,
                             spec->n_parameters == 0 ? "`@%s` takes no argument"
                                                     : "`@%s` takes no further argument",
                             spec->name);
      return NULL;
    }
  if (index == 1)
    idl_diagnostics_complain (self->diagnostics, token->where,
                              "of several arguments each has its name: `%s = …`",
                              spec->parameters[index].name);
  return &spec->parameters[index];
}

static gboolean
read_argument (IdlParser *self, IdlParsedAnnotation *annotation)
{
  IdlParsedArgument *argument = idl_model_alloc (self->model, sizeof *argument);
  gboolean           repeated;

  argument->parameter = read_parameter (self, annotation, argument);
  argument->operand = read_operand (self, argument->parameter);
  if (argument->parameter == NULL)
    return FALSE;
  repeated = idl_annotation_get_argument (annotation, argument->parameter->name) != NULL;
  if (repeated)
    idl_diagnostics_error (self->diagnostics, argument->operand.where,
                           "the argument `%s` stands here twice", argument->parameter->name);
  g_ptr_array_add (annotation->public.arguments, argument);
  return fit_argument (self, argument) && !repeated;
}

static gboolean
check_required (IdlParser *self, const IdlParsedAnnotation *annotation)
{
  for (guint i = 0; i < annotation->spec->n_parameters; i++)
    {
      const IdlAnnotationParameter *parameter = &annotation->spec->parameters[i];

      if (!parameter->required || idl_annotation_get_argument (annotation, parameter->name) != NULL)
        continue;
      idl_diagnostics_error (self->diagnostics, annotation->public.where,
                             "`@%s` needs its argument `%s`", annotation->spec->name,
                             parameter->name);
      return FALSE;
    }
  return TRUE;
}

/* Returns FALSE if the annotation cannot be used. */
static gboolean
read_arguments (IdlParser *self, IdlParsedAnnotation *annotation)
{
  gboolean sound = TRUE;

  if (!idl_parser_at (self, '('))
    return annotation->spec == NULL || annotation->spec->unread
           || check_required (self, annotation);
  if (annotation->spec == NULL || annotation->spec->unread)
    {
      skip_arguments (self);
      return TRUE;
    }

  idl_parser_take (self);
  if (!idl_parser_accept (self, ')'))
    {
      do
        sound = read_argument (self, annotation) && sound;
      while (idl_parser_accept (self, ','));
      sound = idl_parser_expect (self, ')', "the arguments of the annotation") && sound;
    }
  return sound && check_required (self, annotation);
}

/* Annotations --------------------------------------------------------------------------------- */

static void
complain_of_unknown (IdlParser *self, const IdlAnnotation *annotation)
{
  IdlSuggestion suggestion;

  idl_suggestion_init (&suggestion, annotation->name);
  idl_annotation_suggest (&suggestion);
  idl_diagnostics_warning (self->diagnostics, annotation->where, "unknown annotation `@%s`",
                           annotation->name);
  if (suggestion.best != NULL)
    idl_diagnostics_suggest (self->diagnostics, suggestion.best);
}

/* Returns FALSE if something is wrong with it. */
static gboolean
read_annotation (IdlParser *self, GPtrArray *annotations)
{
  IdlParsedAnnotation *annotation = idl_model_alloc (self->model, sizeof *annotation);
  gchar               *name;

  idl_parser_take (self);
  annotation->public.where = idl_parser_peek (self, 0)->where;
  annotation->public.arguments = idl_model_new_array (self->model);
  name = read_annotation_name (self);
  if (name == NULL)
    return FALSE;

  annotation->public.name = idl_model_own_string (self->model, name);
  annotation->spec = idl_parser_find_annotation (self, annotation->public.name);
  if (annotation->spec == NULL)
    complain_of_unknown (self, &annotation->public);
  if (!read_arguments (self, annotation))
    return FALSE;
  g_ptr_array_add (annotations, annotation);
  return TRUE;
}

void
idl_parser_read_prefix (IdlParser *self, IdlPrefix *out_prefix)
{
  const gchar *doc = idl_parser_peek (self, 0)->doc;

  out_prefix->annotations =
    idl_parser_at (self, '@') ? idl_model_new_array (self->model) : self->model->none;
  out_prefix->unsound = FALSE;
  while (idl_parser_at (self, '@'))
    {
      const IdlToken *second = idl_parser_peek (self, 1);

      if (second->kind == IDL_TOKEN_IDENTIFIER && g_str_equal (second->text, "annotation"))
        {
          idl_parser_read_annotation_declaration (self);
          doc = NULL;
        }
      else if (!read_annotation (self, out_prefix->annotations))
        out_prefix->unsound = TRUE;
      if (idl_parser_peek (self, 0)->doc != NULL)
        doc = idl_parser_peek (self, 0)->doc;
    }
  out_prefix->doc = doc != NULL ? idl_model_own_string (self->model, g_strdup (doc)) : NULL;
}

/* What is annotated may have its prefix in front of a keyword, behind it, or in both places. */
void
idl_parser_extend_prefix (IdlParser *self, IdlPrefix *prefix)
{
  IdlPrefix more;

  idl_parser_read_prefix (self, &more);
  prefix->unsound |= more.unsound;
  if (prefix->annotations->len == 0)
    prefix->annotations = more.annotations;
  else
    for (guint i = 0; i < more.annotations->len; i++)
      g_ptr_array_add (prefix->annotations, g_ptr_array_index (more.annotations, i));
  if (prefix->doc == NULL)
    prefix->doc = more.doc;
}

void
idl_parser_annotate (IdlParser *self, IdlNode *node)
{
  idl_annotation_apply_to_node (self->model, self->diagnostics, node);
}

void
idl_parser_annotate_type (IdlParser         *self,
                          IdlType           *type,
                          IdlAnnotationPlace place,
                          const IdlPrefix   *prefix)
{
  const IdlAnnotationContext context = { self->model, self->diagnostics, place, NULL, type };

  if (type != NULL && prefix->annotations->len > 0)
    type->annotations = prefix->annotations;
  idl_annotation_apply_all (&context, prefix->annotations);
}

/* Whether the prefix makes a member a pointer. */
gboolean
idl_prefix_has (const IdlPrefix *self, const gchar *name)
{
  for (guint i = 0; i < self->annotations->len; i++)
    {
      const IdlParsedAnnotation *annotation = g_ptr_array_index (self->annotations, i);

      if (g_str_equal (annotation->public.name, name))
        return idl_annotation_is_set (annotation);
    }
  return FALSE;
}
