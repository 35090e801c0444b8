/* SPDX-License-Identifier: MIT */

/* Names of the modules CORBA and IOP that an ORB brings along, and that OMG's own files use without
 * a declaration in sight. Where a file declares one itself, that holds.
 *
 * There is no ORB here: numbers and strings are what the standard says, a TypeCode is the
 * GVariant type string of what it describes, an object of the ORB is a reference to some actor, a
 * record of it is an `any`, and everything else is refused by name.
 */

#include "parser-private.h"

typedef struct
{
  const gchar *name;
  IdlTypeKind  kind;
  IdlTypeKind  element; /* of a sequence */
} CorbaType;

static const CorbaType corba_types[] = {
  { "TypeCode", IDL_TYPE_STRING, 0 },
  { "Identifier", IDL_TYPE_STRING, 0 },
  { "RepositoryId", IDL_TYPE_STRING, 0 },
  { "ScopedName", IDL_TYPE_STRING, 0 },
  { "VersionSpec", IDL_TYPE_STRING, 0 },
  { "ORBid", IDL_TYPE_STRING, 0 },
  { "Flags", IDL_TYPE_UINT32, 0 },
  { "ServiceType", IDL_TYPE_UINT16, 0 },
  { "ServiceOption", IDL_TYPE_UINT32, 0 },
  { "ServiceDetailType", IDL_TYPE_UINT32, 0 },
  { "PolicyType", IDL_TYPE_UINT32, 0 },
  { "PolicyErrorCode", IDL_TYPE_INT16, 0 },
  { "Object", IDL_TYPE_OBJECT, 0 },
  { "AbstractBase", IDL_TYPE_OBJECT, 0 },
  { "Context", IDL_TYPE_OBJECT, 0 },
  { "Current", IDL_TYPE_OBJECT, 0 },
  { "DomainManager", IDL_TYPE_OBJECT, 0 },
  { "InterfaceDef", IDL_TYPE_OBJECT, 0 },
  { "ORB", IDL_TYPE_OBJECT, 0 },
  { "Policy", IDL_TYPE_OBJECT, 0 },
  { "PolicyCurrent", IDL_TYPE_OBJECT, 0 },
  { "PolicyManager", IDL_TYPE_OBJECT, 0 },
  { "Repository", IDL_TYPE_OBJECT, 0 },
  { "Request", IDL_TYPE_OBJECT, 0 },
  { "ServerRequest", IDL_TYPE_OBJECT, 0 },
  { "Environment", IDL_TYPE_ANY, 0 },
  { "NamedValue", IDL_TYPE_ANY, 0 },
  { "ServiceDetail", IDL_TYPE_ANY, 0 },
  { "ServiceInformation", IDL_TYPE_ANY, 0 },
  { "NVList", IDL_TYPE_SEQUENCE, IDL_TYPE_ANY },
  { "PolicyList", IDL_TYPE_SEQUENCE, IDL_TYPE_OBJECT },
  { "PolicyTypeSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_UINT32 },
  { "Principal", IDL_TYPE_SEQUENCE, IDL_TYPE_OCTET },
  { "AnySeq", IDL_TYPE_SEQUENCE, IDL_TYPE_ANY },
  { "BooleanSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_BOOLEAN },
  { "CharSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_CHAR },
  { "DoubleSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_DOUBLE },
  { "FloatSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_FLOAT },
  { "LongSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_INT32 },
  { "LongLongSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_INT64 },
  { "OctetSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_OCTET },
  { "ShortSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_INT16 },
  { "StringSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_STRING },
  { "ULongSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_UINT32 },
  { "ULongLongSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_UINT64 },
  { "UShortSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_UINT16 },
  { "WCharSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_WCHAR },
  { "WStringSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_STRING },
};

static const CorbaType iop_types[] = {
  { "ComponentId", IDL_TYPE_UINT32, 0 },
  { "ProfileId", IDL_TYPE_UINT32, 0 },
  { "ServiceId", IDL_TYPE_UINT32, 0 },
  { "EncodingFormat", IDL_TYPE_INT16, 0 },
  { "Codec", IDL_TYPE_OBJECT, 0 },
  { "CodecFactory", IDL_TYPE_OBJECT, 0 },
  { "IOR", IDL_TYPE_ANY, 0 },
  { "ServiceContext", IDL_TYPE_ANY, 0 },
  { "TaggedComponent", IDL_TYPE_ANY, 0 },
  { "TaggedProfile", IDL_TYPE_ANY, 0 },
  { "ServiceContextList", IDL_TYPE_SEQUENCE, IDL_TYPE_ANY },
  { "TaggedComponentSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_ANY },
  { "TaggedProfileSeq", IDL_TYPE_SEQUENCE, IDL_TYPE_ANY },
};

static const struct
{
  const gchar     *name;
  const CorbaType *types;
  guint            n_types;
} modules[] = {
  { "CORBA", corba_types, G_N_ELEMENTS (corba_types) },
  { "IOP", iop_types, G_N_ELEMENTS (iop_types) },
};

static gboolean
is_in_corba (const IdlParser *self)
{
  for (const IdlScope *scope = self->scope; scope != NULL; scope = scope->parent)
    if (g_strcmp0 (scope->name, "CORBA") == 0 && scope->parent == self->root)
      return TRUE;
  return FALSE;
}

/* How many tokens make a name that nobody has declared in one of these modules; 0 if none do. The
 * last of them is the name itself. */
static guint
measure_name (const IdlParser *self, guint *out_module)
{
  guint            n_tokens = idl_parser_at (self, IDL_PUNCTUATOR_SCOPE) ? 1 : 0;
  const IdlToken  *first = idl_parser_peek (self, n_tokens);
  const IdlToken  *name = idl_parser_peek (self, n_tokens + 2);
  const IdlSymbol *symbol;

  *out_module = 0;
  if (first->kind != IDL_TOKEN_IDENTIFIER)
    return 0;
  if (idl_parser_peek (self, n_tokens + 1)->punctuator != IDL_PUNCTUATOR_SCOPE)
    return n_tokens == 0 && is_in_corba (self)
               && idl_scope_resolve (self->scope, first->text) == NULL
             ? 1
             : 0;
  while (*out_module < G_N_ELEMENTS (modules)
         && !g_str_equal (modules[*out_module].name, first->text))
    ++*out_module;
  if (*out_module == G_N_ELEMENTS (modules) || name->kind != IDL_TOKEN_IDENTIFIER
      || idl_parser_peek (self, n_tokens + 3)->punctuator == IDL_PUNCTUATOR_SCOPE)
    return 0;
  symbol = idl_scope_look_up (self->root, first->text);
  if (symbol != NULL && symbol->node != NULL && symbol->node->kind == IDL_NODE_MODULE
      && idl_scope_look_up (symbol->node->scope, name->text) != NULL)
    return 0;
  return n_tokens + 3;
}

/* (nullable): what stands here is none of these. */
static const CorbaType *
read_name (IdlParser *self, IdlLocation *out_where)
{
  guint           module;
  guint           n_tokens = measure_name (self, &module);
  const IdlToken *token;

  if (n_tokens == 0)
    return NULL;
  token = idl_parser_peek (self, n_tokens - 1);
  for (guint i = 0; i < modules[module].n_types; i++)
    if (g_str_equal (modules[module].types[i].name, token->text))
      {
        *out_where = token->where;
        self->next += n_tokens;
        return &modules[module].types[i];
      }
  return NULL;
}

IdlType *
idl_parser_read_corba_type (IdlParser *self)
{
  IdlLocation      where;
  const CorbaType *found = read_name (self, &where);
  IdlType         *type;

  if (found == NULL)
    return NULL;
  type = idl_type_new (self->model, found->kind, where);
  if (found->kind == IDL_TYPE_SEQUENCE)
    type->element = idl_type_new (self->model, found->element, where);
  return type;
}

/* What an interface inherits from an object of the ORB is not there. */
gboolean
idl_parser_skip_corba_base (IdlParser *self)
{
  IdlLocation      where;
  const CorbaType *found = read_name (self, &where);

  if (found == NULL)
    return FALSE;
  if (found->kind != IDL_TYPE_OBJECT)
    idl_diagnostics_error (self->diagnostics, where, "an interface inherits from interfaces only");
  else
    idl_diagnostics_warning (self->diagnostics, where,
                             "this part of CORBA is not supported: nothing is inherited from it");
  return TRUE;
}

/* An exception of the ORB that nobody has declared, behind `raises`. */
gboolean
idl_parser_skip_corba_exception (IdlParser *self)
{
  static const gchar *const exceptions[] = { "BadKind",          "Bounds",
                                             "InvalidPolicies",  "InconsistentTypeCode",
                                             "PolicyError",      "UnknownUserException",
                                             "WrongTransaction", NULL };
  guint                     module;
  guint                     n_tokens = measure_name (self, &module);

  if (n_tokens == 0 || !g_strv_contains (exceptions, idl_parser_peek (self, n_tokens - 1)->text))
    return FALSE;
  idl_diagnostics_warning (self->diagnostics, idl_parser_peek (self, n_tokens - 1)->where,
                           "this part of CORBA is not supported: nobody raises it");
  self->next += n_tokens;
  return TRUE;
}
