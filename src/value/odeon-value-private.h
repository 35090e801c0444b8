/* SPDX-License-Identifier: MIT */

/* What the functions on values share: the way into unions and containers, and how a fault is told.
 *
 * A fault is told with the path to it: `Bank::Moved.account: not valid UTF-8`. The path grows from
 * its end while the search returns: the fault itself begins the message with the colon, each level
 * on the way out puts its member or index in front with g_prefix_error(), and the entry puts the
 * type's name in front of all.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-value.h"

G_BEGIN_DECLS

/* How deep containers may nest in a value: the stack ends somewhere, and GVariant takes no more
 * than 128 levels. What counts are the levels of the GVariant form: a union and a map are two, an
 * optional or recursive member is one more, one in the closing dictionary two more. Only the `v`
 * around a recursive element of a sequence or map is free: it adds a third to two levels at most,
 * so that no value has more than 96. */
#define ODEON_VALUE_MAX_DEPTH 64

/* Says what is wrong, and returns FALSE for the caller to return. */
gboolean _odeon_value_fault (GError **error, const gchar *format, ...) G_GNUC_PRINTF (2, 3);
gboolean _odeon_value_fault_too_deep (GError **error);
gboolean _odeon_value_fault_type (GError **error, const gchar *expected, GVariant *found);

/* Says in which entry of a map the fault is; its key is valid. */
void _odeon_value_fault_at_key (const OdeonTypeInfo *type, gconstpointer key, GError **error);

/* Completes the path, at the entry. */
void _odeon_value_fault_name (const OdeonTypeInfo *info, GError **error);

/* The rules of strings, whose @length is -1 if not known, and of the lengths of sequences. */
gboolean _odeon_string_check (const OdeonTypeInfo *info,
                              const gchar         *string,
                              gssize               length,
                              GError             **error);
gboolean _odeon_length_check (const OdeonTypeInfo *info,
                              gsize                length,
                              const gchar         *unit,
                              GError             **error);

/* As odeon_value_to_variant(), but with references as on the wire: indices into @refs, which they
 * are added to. If that is NULL, they appear as URNs. */
GVariant *_odeon_value_to_variant (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs);

/* As odeon_value_from_variant(), but a handle is the reference of that index in @refs, which the
 * value counts; -1 is nil. The reference may be to an actor of another interface. */
gboolean _odeon_value_from_variant (const OdeonTypeInfo *info,
                                    gpointer             dest,
                                    GVariant            *variant,
                                    const GPtrArray     *refs,
                                    GError             **error);

/* The member that the discriminator of the union in @slot selects; NULL if none. */
const OdeonMemberInfo *_odeon_union_get_member (const OdeonTypeInfo *info, gconstpointer slot);

/* Whether a type owns no memory: its value is the bits in its slot. */
static inline gboolean
_odeon_type_is_scalar (const OdeonTypeInfo *info)
{
  return info->kind <= ODEON_KIND_ENUM || info->kind == ODEON_KIND_BITMASK
         || info->kind == ODEON_KIND_BITSET;
}

/* Whether whatever is in a slot of the type is valid. */
static inline gboolean
_odeon_value_is_free (const OdeonTypeInfo *info)
{
  return (info->kind <= ODEON_KIND_DOUBLE && info->min == NULL && info->max == NULL)
         || (info->kind == ODEON_KIND_BYTES && info->bound == 0) || info->kind == ODEON_KIND_REF;
}

/* Whether @element lies in memory of its own in a POINTERS sequence; else its slot is the
 * pointer in the GPtrArray. */
static inline gboolean
_odeon_element_is_boxed (const OdeonTypeInfo *element)
{
  return element->kind == ODEON_KIND_STRUCT || element->kind == ODEON_KIND_UNION
         || element->kind == ODEON_KIND_ARRAY;
}

static inline gpointer
_odeon_slot_at (gconstpointer slot, gsize offset)
{
  return (guint8 *) slot + offset;
}

/* How many elements the value of a VALUES, POINTERS or ARRAY has. */
static inline guint
_odeon_sequence_get_length (const OdeonTypeInfo *info, gconstpointer slot)
{
  gconstpointer sequence;

  if (info->kind == ODEON_KIND_ARRAY)
    return info->bound;

  sequence = *(const gconstpointer *) slot;
  if (sequence == NULL)
    return 0;

  return info->kind == ODEON_KIND_VALUES ? ((const GArray *) sequence)->len
                                         : ((const GPtrArray *) sequence)->len;
}

/* The slot of one of them; NULL where a boxed element is missing. */
static inline gpointer
_odeon_sequence_get_slot (const OdeonTypeInfo *info, gconstpointer slot, guint index)
{
  const GPtrArray *pointers;

  if (info->kind == ODEON_KIND_ARRAY)
    return _odeon_slot_at (slot, (gsize) index * info->element->size);

  if (info->kind == ODEON_KIND_VALUES)
    return _odeon_slot_at ((*(GArray *const *) slot)->data, (gsize) index * info->element->size);

  pointers = *(GPtrArray *const *) slot;
  return _odeon_element_is_boxed (info->element) ? pointers->pdata[index]
                                                 : &pointers->pdata[index];
}

G_END_DECLS
