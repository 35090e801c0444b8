/* SPDX-License-Identifier: MIT */

/* Constructs of IDL that are understood as far as to refuse them by name. Their keywords are words
 * like any other, unless what follows leaves no doubt. */

#include "parser-private.h"

static const struct
{
  const gchar *keyword;
  const gchar *reason;
} constructs[] = {
  { "valuetype", "value types (IDL 4.2 §7.4.5) are not supported" },
  { "component", "components (IDL 4.2 §7.4.8) are not supported" },
  { "home", "homes of components (IDL 4.2 §7.4.9) are not supported" },
  { "eventtype", "event types (IDL 4.2 §7.4.10) are not supported" },
  { "porttype", "ports (IDL 4.2 §7.4.11) are not supported" },
  { "connector", "connectors (IDL 4.2 §7.4.11) are not supported" },
};

static const gchar *
find_reason (const gchar *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (constructs); i++)
    if (g_str_equal (constructs[i].keyword, word))
      return constructs[i].reason;
  return NULL;
}

/* How many tokens stand before the keyword: "abstract valuetype", "custom valuetype". */
static guint
count_modifiers (const IdlParser *self)
{
  return idl_parser_at_word (self, "abstract") || idl_parser_at_word (self, "custom") ? 1 : 0;
}

/* A template module: "module NAME <", and its use "module NAME<…> ALIAS;". */
static gboolean
at_template_module (const IdlParser *self)
{
  guint ahead = 1;

  if (!idl_parser_at_word (self, "module"))
    return FALSE;
  while (idl_parser_peek (self, ahead)->kind == IDL_TOKEN_IDENTIFIER
         || idl_parser_peek (self, ahead)->punctuator == IDL_PUNCTUATOR_SCOPE)
    ahead++;
  return ahead > 1 && idl_parser_peek (self, ahead)->punctuator == '<';
}

gboolean
idl_parser_at_refused (const IdlParser *self)
{
  guint           n_modifiers = count_modifiers (self);
  const IdlToken *keyword = idl_parser_peek (self, n_modifiers);
  const IdlToken *name = idl_parser_peek (self, n_modifiers + 1);
  guint16         next = idl_parser_peek (self, n_modifiers + 2)->punctuator;

  if (at_template_module (self))
    return TRUE;
  return keyword->kind == IDL_TOKEN_IDENTIFIER && find_reason (keyword->text) != NULL
         && name->kind == IDL_TOKEN_IDENTIFIER && next != '(' && next != ',';
}

/* Declares the name as one that cannot be used, and reads over the rest. */
gboolean
idl_parser_read_refused (IdlParser *self)
{
  const gchar *reason = "template modules (IDL 4.2 §7.4.12) are not supported";
  IdlLocation  where = idl_parser_peek (self, 0)->where;
  IdlLocation  name_where;
  const gchar *name;
  IdlSymbol   *symbol;

  if (!at_template_module (self))
    {
      for (guint n_modifiers = count_modifiers (self); n_modifiers > 0; n_modifiers--)
        idl_parser_take (self);
      reason = find_reason (idl_parser_peek (self, 0)->text);
    }
  idl_parser_take (self);
  name = idl_parser_read_name (self, "a name", &name_where);
  symbol = name != NULL ? idl_scope_find (self->scope, name) : NULL;
  /* What was declared forward was refused there. */
  if (symbol == NULL || symbol->node != NULL)
    idl_parser_refuse (self, where, "%s", reason);
  if (name != NULL && symbol == NULL)
    idl_scope_add (self->model, self->scope, name, name_where, NULL)->refusal = self->refusal;
  self->refusal = NULL;
  idl_parser_recover (self);
  return TRUE;
}
