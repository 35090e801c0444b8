/* SPDX-License-Identifier: MIT */

/* `native Matrix;`: a type that the program brings along. Its keyword is a word like any other,
 * unless what follows leaves no doubt. */

#include "parser-private.h"

gboolean
idl_parser_at_native (const IdlParser *self)
{
  const IdlToken *name = idl_parser_peek (self, 1);

  return idl_parser_at_word (self, "native")
         && (name->punctuator == ';'
             || (name->kind == IDL_TOKEN_IDENTIFIER
                 && idl_parser_peek (self, 2)->punctuator != '('));
}

gboolean
idl_parser_read_native (IdlParser *self, const IdlPrefix *prefix)
{
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;

  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the native type", &where);
  if (name == NULL)
    return FALSE;

  node = idl_parser_declare (self, IDL_NODE_NATIVE, name, where, prefix);
  idl_parser_annotate (self, node);
  idl_parser_finish (self, node, TRUE);

  return idl_parser_expect_end (self, "the native type");
}
