/* SPDX-License-Identifier: MIT */

/* What the specification of GVariant says about alignment and fixed sizes: a container is aligned
 * as the strictest of its members is, and a tuple of fixed sizes is padded to a multiple of that.
 */

#include "wire-layout.h"

static IdlWireLayout read_type (const gchar **p);

/* The first multiple of @alignment that is not below @offset. */
static guint64
align (guint64 offset, guint alignment)
{
  return (offset + alignment - 1) / alignment * alignment;
}

/* Members up to the closing parenthesis; of nothing at all GVariant makes one byte. */
static IdlWireLayout
read_tuple (const gchar **p)
{
  IdlWireLayout tuple = { 1, 0 };
  gboolean      is_fixed = TRUE;

  while (**p != ')' && **p != '}')
    {
      IdlWireLayout member = read_type (p);

      tuple.alignment = MAX (tuple.alignment, member.alignment);
      is_fixed = is_fixed && member.fixed_size > 0;
      tuple.fixed_size = align (tuple.fixed_size, member.alignment) + member.fixed_size;
    }
  ++*p;

  tuple.fixed_size = is_fixed ? MAX (1, align (tuple.fixed_size, tuple.alignment)) : 0;
  return tuple;
}

static IdlWireLayout
read_type (const gchar **p)
{
  IdlWireLayout layout = { 8, 0 };

  switch (*(*p)++)
    {
    case 'b':
    case 'y':
      return (IdlWireLayout){ 1, 1 };
    case 'n':
    case 'q':
      return (IdlWireLayout){ 2, 2 };
    case 'i':
    case 'u':
    case 'h':
      return (IdlWireLayout){ 4, 4 };
    case 'x':
    case 't':
    case 'd':
      return (IdlWireLayout){ 8, 8 };
    case 's':
      return (IdlWireLayout){ 1, 0 };
    case 'a':
    case 'm':
      layout.alignment = read_type (p).alignment;
      return layout;
    case '(':
    case '{':
      return read_tuple (p);
    default: /* v */
      return layout;
    }
}

IdlWireLayout
idl_wire_layout_of (const gchar *wire_type)
{
  return read_type (&wire_type);
}
