/* SPDX-License-Identifier: MIT */

/* Names of module CORBA that an ORB brings along, and that OMG's own files use without a
 * declaration in sight. Where a file declares one itself, that holds.
 *
 * There is no ORB here: numbers and strings are what the standard says, a TypeCode is the
 * GVariant type string of what it describes, an object of the ORB is a reference to some actor,
 * and everything else is refused by name.
 */

#include "parser-private.h"

static const struct
{
  const gchar *name;
  IdlTypeKind  kind;
} corba_types[] = {
  { "TypeCode", IDL_TYPE_STRING },
  { "Identifier", IDL_TYPE_STRING },
  { "RepositoryId", IDL_TYPE_STRING },
  { "ScopedName", IDL_TYPE_STRING },
  { "ServiceType", IDL_TYPE_UINT16 },
  { "ServiceOption", IDL_TYPE_UINT32 },
  { "ServiceDetailType", IDL_TYPE_UINT32 },
  { "PolicyType", IDL_TYPE_UINT32 },
  { "Policy", IDL_TYPE_OBJECT },
  { "Current", IDL_TYPE_OBJECT },
  { "InterfaceDef", IDL_TYPE_OBJECT },
  { "DomainManager", IDL_TYPE_OBJECT },
};

static gboolean
is_in_corba (const IdlParser *self)
{
  for (const IdlScope *scope = self->scope; scope != NULL; scope = scope->parent)
    if (g_strcmp0 (scope->name, "CORBA") == 0 && scope->parent == self->root)
      return TRUE;
  return FALSE;
}

/* How many tokens make the name of something that nobody has declared in CORBA; 0 if it is none.
 * The last of them is its name. */
static guint
measure_name (const IdlParser *self)
{
  const IdlSymbol *module = idl_scope_look_up (self->root, "CORBA");
  guint            n_tokens = idl_parser_at (self, IDL_PUNCTUATOR_SCOPE) ? 1 : 0;
  const IdlToken  *first = idl_parser_peek (self, n_tokens);
  const IdlToken  *name = idl_parser_peek (self, n_tokens + 2);

  if (first->kind != IDL_TOKEN_IDENTIFIER)
    return 0;
  if (idl_parser_peek (self, n_tokens + 1)->punctuator != IDL_PUNCTUATOR_SCOPE)
    return n_tokens == 0 && is_in_corba (self)
               && idl_scope_resolve (self->scope, first->text) == NULL
             ? 1
             : 0;
  if (!g_str_equal (first->text, "CORBA") || name->kind != IDL_TOKEN_IDENTIFIER
      || idl_parser_peek (self, n_tokens + 3)->punctuator == IDL_PUNCTUATOR_SCOPE)
    return 0;
  if (module != NULL && module->node != NULL && module->node->kind == IDL_NODE_MODULE
      && idl_scope_look_up (module->node->scope, name->text) != NULL)
    return 0;
  return n_tokens + 3;
}

/* Returns FALSE if something else is here. */
static gboolean
read_name (IdlParser *self, IdlTypeKind *out_kind, IdlLocation *out_where)
{
  guint n_tokens = measure_name (self);

  if (n_tokens == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (corba_types); i++)
    if (g_str_equal (corba_types[i].name, idl_parser_peek (self, n_tokens - 1)->text))
      {
        *out_kind = corba_types[i].kind;
        *out_where = idl_parser_peek (self, n_tokens - 1)->where;
        self->next += n_tokens;
        return TRUE;
      }
  return FALSE;
}

IdlType *
idl_parser_read_corba_type (IdlParser *self)
{
  IdlTypeKind kind;
  IdlLocation where;

  return read_name (self, &kind, &where) ? idl_type_new (self->model, kind, where) : NULL;
}

/* What an interface inherits from an object of the ORB is not there. */
gboolean
idl_parser_skip_corba_base (IdlParser *self)
{
  IdlTypeKind kind;
  IdlLocation where;

  if (!read_name (self, &kind, &where))
    return FALSE;
  if (kind != IDL_TYPE_OBJECT)
    idl_diagnostics_error (self->diagnostics, where, "an interface inherits from interfaces only");
  else
    idl_diagnostics_warning (self->diagnostics, where,
                             "this part of CORBA is not supported: nothing is inherited from it");
  return TRUE;
}
