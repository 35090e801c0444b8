/* SPDX-License-Identifier: MIT */

/* Templates: strings, sequences and maps, with their bounds and elements. */

#include "parser-private.h"

/* Reads "N>", the bound of a string or sequence. */
static gboolean
read_bound (IdlParser *self, guint64 *out_bound)
{
  gboolean read;

  self->n_angles++;
  read = idl_parser_read_bound (self, out_bound);
  self->n_angles--;
  return read;
}

/* Behind "string" or "wstring". */
static IdlType *
read_string (IdlParser *self, IdlLocation where, gboolean wide)
{
  IdlType *type = idl_type_new (self->model, IDL_TYPE_STRING, where);

  type->wide = wide;
  if (!idl_parser_accept (self, '<'))
    return type;
  if (!read_bound (self, &type->bound) || !idl_parser_expect (self, '>', "the bound of the string"))
    return NULL;
  return type;
}

static IdlType *
read_element (IdlParser *self, const gchar *what)
{
  IdlPrefix prefix;
  IdlType  *type;

  self->n_angles++;
  idl_parser_read_prefix (self, &prefix);
  type = idl_parser_read_type (self, what);
  self->n_angles--;
  idl_parser_annotate_type (self, type, IDL_PLACE_ELEMENT, &prefix);
  return type;
}

/* Behind "sequence". */
static IdlType *
read_sequence (IdlParser *self, IdlLocation where)
{
  IdlType *type = idl_type_new (self->model, IDL_TYPE_SEQUENCE, where);
  gboolean read = TRUE;

  if (!idl_parser_expect (self, '<', "`sequence`"))
    return NULL;

  type->element = read_element (self, "the type of the elements");
  if (idl_parser_accept (self, ','))
    read = read_bound (self, &type->bound);
  if (!read || !idl_parser_expect (self, '>', "the type of the elements"))
    return NULL;
  return type->element != NULL ? type : NULL;
}

/* Behind "map". */
static IdlType *
read_map (IdlParser *self, IdlLocation where)
{
  IdlType *type = idl_type_new (self->model, IDL_TYPE_MAP, where);
  gboolean read = TRUE;

  idl_parser_take (self);
  type->key = read_element (self, "the type of the keys");
  if (!idl_parser_expect (self, ',', "the type of the keys"))
    return NULL;
  type->element = read_element (self, "the type of the values");
  if (idl_parser_accept (self, ','))
    read = read_bound (self, &type->bound);
  if (!read || !idl_parser_expect (self, '>', "the type of the values"))
    return NULL;
  return type->key != NULL && type->element != NULL ? type : NULL;
}

/* "map" is a name like any other unless a "<" follows. */
IdlType *
idl_parser_read_template (IdlParser *self, gboolean *out_known)
{
  IdlLocation where = idl_parser_peek (self, 0)->where;

  *out_known = TRUE;
  if (idl_parser_accept_word (self, "string"))
    return read_string (self, where, FALSE);
  if (idl_parser_accept_word (self, "wstring"))
    return read_string (self, where, TRUE);
  if (idl_parser_accept_word (self, "sequence"))
    return read_sequence (self, where);
  if (idl_parser_at_word (self, "map") && idl_parser_peek (self, 1)->punctuator == '<')
    {
      idl_parser_take (self);
      return read_map (self, where);
    }
  *out_known = FALSE;
  return NULL;
}
