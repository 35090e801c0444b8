/* SPDX-License-Identifier: MIT */

/* What people write by habit of another language, each with what IDL has instead. All of it is read
 * over, so that the rest is understood and causes no further messages. A word that is declared
 * is a name like any other.
 */

#include "parser-private.h"

typedef struct
{
  const gchar *word;
  const gchar *advice;
} Foreign;

static const Foreign modifiers[] = {
  { "public", "everything in IDL is public" },
  { "private", "everything in IDL is public" },
  { "protected", "everything in IDL is public" },
  { "virtual", "every operation can be implemented" },
  { "override", "what is inherited is not declared again" },
  { "static", "an interface has no static parts" },
  { "final", "it means nothing here" },
  { "const", "what is passed `in` is not changed" },
  { "volatile", "it means nothing here" },
  { "mutable", "members can be changed" },
  { "extern", "it means nothing here" },
  { "inline", "it means nothing here" },
  { "async", "every operation returns a future" },
  { "signed", "integers are signed unless `unsigned` stands before them" },
  { "optional", "write `@optional`" },
  { "required", "what is not `@optional` is required" },
  { "repeated", "write `sequence<…>`" },
  { "ref", "write `inout`" },
};

static const Foreign definitions[] = {
  { "service", "interface" },  { "protocol", "interface" }, { "class", "interface" },
  { "trait", "interface" },    { "message", "struct" },     { "record", "struct" },
  { "namespace", "module" },   { "package", "module" },     { "error", "exception" },
  { "oneof", "union" },        { "variant", "union" },      { "property", "attribute" },
  { "enumeration", "enum" },   { "alias", "typedef" },
  { "type", "typedef" },       { "using", "typedef" },      { "constexpr", "const" },
  { "val", "const" },          { "let", "const" },
};

static const gchar *const functions[] = { "rpc", "fn",     "fun", "func", "function",
                                          "def", "method", "sub", NULL };

static const gchar *const heirs[] = { "extends", "implements", "inherits", "inherit", "isa", NULL };

static const gchar *
find (const Foreign *words, gsize n_words, const gchar *word)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_str_equal (words[i].word, word))
      return words[i].advice;
  return NULL;
}

static gboolean
is_declared (const IdlParser *self, const IdlToken *token)
{
  return idl_scope_resolve (self->scope, token->text) != NULL;
}

static gboolean
is_one_of (const IdlToken *token, const gchar *const *words)
{
  return token->kind == IDL_TOKEN_IDENTIFIER && g_strv_contains (words, token->text);
}

/* (nullable): the keyword that a definition begins with in IDL. */
const gchar *
idl_foreign_translate_definition (const gchar *word)
{
  return find (definitions, G_N_ELEMENTS (definitions), word);
}

/* "in const string": elsewhere it begins a constant. */
static gboolean
is_const_type (const IdlParser *self)
{
  const IdlToken *before;

  if (self->next == 0)
    return FALSE;
  before = &g_array_index (self->tokens, IdlToken, self->next - 1);
  return before->punctuator == '<' || g_str_equal (before->text, "in")
         || g_str_equal (before->text, "out") || g_str_equal (before->text, "inout");
}

/* A modifier stands before a type or keyword; a type of that name, before what it is the type
 * of. */
static gboolean
at_modifier (const IdlParser *self, const gchar **out_advice)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  const IdlToken *next = idl_parser_peek (self, 1);
  guint16         third = idl_parser_peek (self, 2)->punctuator;

  if (token->kind != IDL_TOKEN_IDENTIFIER)
    return FALSE;
  *out_advice = find (modifiers, G_N_ELEMENTS (modifiers), token->text);
  if (*out_advice == NULL || is_declared (self, token)
      || (g_str_equal (token->text, "const") && !is_const_type (self)))
    return FALSE;
  if (next->punctuator == ':')
    return TRUE;
  return next->kind == IDL_TOKEN_IDENTIFIER && third != ';' && third != ',' && third != '['
         && third != '(' && third != ')' && third != '=';
}

/* In front of a definition, a member, a base or a type: "virtual", and "public:". */
void
idl_parser_pass_modifiers (IdlParser *self)
{
  const gchar *advice;

  while (at_modifier (self, &advice))
    {
      const IdlToken *token = idl_parser_take (self);

      idl_diagnostics_error (self->diagnostics, token->where, "`%s` is no word of IDL: %s",
                             token->text, advice);
      idl_parser_accept (self, ':');
    }
}

/* "rpc Add (…)" where an operation is wanted. */
gboolean
idl_parser_at_function (IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);

  if (!is_one_of (token, functions) || is_declared (self, token)
      || idl_parser_peek (self, 1)->kind != IDL_TOKEN_IDENTIFIER
      || idl_parser_peek (self, 2)->punctuator != '(')
    return FALSE;
  idl_diagnostics_error (self->diagnostics, token->where,
                         "`%s` is no word of IDL: an operation is written "
                         "`TYPE NAME (in TYPE NAME, …);`, with `void` for no result",
                         token->text);
  return TRUE;
}

/* ":" in front of bases, however it is written. */
gboolean
idl_parser_accept_heir (IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);

  if (idl_parser_accept (self, ':'))
    {
      idl_parser_pass_modifiers (self);
      return TRUE;
    }
  if (!is_one_of (token, heirs))
    return FALSE;
  idl_parser_take (self);
  idl_diagnostics_error (self->diagnostics, token->where, "`%s` is written `:` in IDL",
                         token->text);
  return TRUE;
}

/* Between a type and a name: "char *", "string &", "long[]", "long int". */
void
idl_parser_pass_declarator (IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);

  if (token->kind == IDL_TOKEN_IDENTIFIER && g_str_equal (token->text, "int")
      && idl_parser_peek (self, 1)->kind == IDL_TOKEN_IDENTIFIER)
    {
      idl_diagnostics_error (self->diagnostics, token->where,
                             "`int` is no word of IDL: leave it out");
      idl_parser_take (self);
      token = idl_parser_peek (self, 0);
    }
  if (token->punctuator == '*' || token->punctuator == '&')
    {
      idl_diagnostics_error (self->diagnostics, token->where,
                             "IDL has no pointers: octets are a `sequence<octet>`, text is a "
                             "`string`, and a member is kept by pointer with `@external`");
      while (idl_parser_accept (self, '*') || idl_parser_accept (self, '&'))
        ;
    }
  else if (token->punctuator == '[')
    {
      idl_diagnostics_error (self->diagnostics, token->where,
                             "the length of an array stands behind its name; "
                             "what has none is a `sequence<…>`");
      while (!idl_parser_at (self, ']') && !idl_parser_at (self, ';')
             && idl_parser_peek (self, 0)->kind != IDL_TOKEN_END)
        idl_parser_take (self);
      idl_parser_accept (self, ']');
    }
}

/* "{ … }" */
static void
skip_braces (IdlParser *self)
{
  guint depth = 0;

  do
    {
      const IdlToken *token = idl_parser_take (self);

      if (token->kind == IDL_TOKEN_END)
        return;
      depth += token->punctuator == '{';
      depth -= token->punctuator == '}';
    }
  while (depth > 0);
}

/* "= VALUE" up to what ends it. */
static void
skip_value (IdlParser *self)
{
  while (!idl_parser_at (self, ';') && !idl_parser_at (self, ',') && !idl_parser_at (self, ')')
         && !idl_parser_at (self, '}') && idl_parser_peek (self, 0)->kind != IDL_TOKEN_END)
    idl_parser_take (self);
}

/* Behind what has no value of its own here. */
void
idl_parser_pass_value (IdlParser *self, const gchar *advice)
{
  const IdlToken *token = idl_parser_peek (self, 0);

  if (token->punctuator != '=')
    return;
  idl_diagnostics_error (self->diagnostics, token->where, "%s", advice);
  skip_value (self);
}

/* Behind an operation or attribute: "= 0", "= default", "{ … }". Returns whether there was any. */
gboolean
idl_parser_pass_body (IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);

  if (token->punctuator != '=' && token->punctuator != '{')
    return FALSE;
  idl_diagnostics_error (self->diagnostics, token->where,
                         "an interface says nothing about how it is implemented");
  if (token->punctuator == '{')
    skip_braces (self);
  else
    skip_value (self);
  idl_parser_accept (self, ';');
  return TRUE;
}
