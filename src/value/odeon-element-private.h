/* SPDX-License-Identifier: MIT */

/* What a container of pointers has in place of a slot: the elements of a GPtrArray, the keys and
 * values of a GHashTable. ODEON_KIND_POINTERS and ODEON_KIND_MAP say what the user sees. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-bits-private.h"

G_BEGIN_DECLS

typedef enum
{
  ODEON_ELEMENT_PACKED,  /* the pointer is the number; in maps only */
  ODEON_ELEMENT_BOXED,   /* the slot is where the pointer points to */
  ODEON_ELEMENT_POINTER  /* the slot holds the pointer */
} OdeonElementForm;

/* Room for the slot of any element that is not BOXED, or is a number. */
typedef guint64 OdeonElementRoom;

static inline OdeonElementForm
_odeon_element_get_form (const OdeonTypeInfo *type)
{
  switch (type->kind)
    {
    case ODEON_KIND_BOOLEAN:
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_INT8:
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_ENUM:
      return ODEON_ELEMENT_PACKED;
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return type->size <= sizeof (guint32) ? ODEON_ELEMENT_PACKED : ODEON_ELEMENT_BOXED;
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_FLOAT:
    case ODEON_KIND_DOUBLE:
    case ODEON_KIND_STRUCT:
    case ODEON_KIND_UNION:
    case ODEON_KIND_ARRAY:
      return ODEON_ELEMENT_BOXED;
    case ODEON_KIND_STRING:
    case ODEON_KIND_ANY:
    case ODEON_KIND_REF:
    case ODEON_KIND_BYTES:
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_MAP:
    case ODEON_KIND_NATIVE:
      return ODEON_ELEMENT_POINTER;
    }

  g_assert_not_reached ();
}

/* A PACKED number: signed ones as by GINT_TO_POINTER(), the others as by GUINT_TO_POINTER(). */
static inline gpointer
_odeon_element_pack (const OdeonTypeInfo *type, gconstpointer slot)
{
  switch (type->kind)
    {
    case ODEON_KIND_BOOLEAN:
      return GINT_TO_POINTER (*(const gboolean *) slot != FALSE);
    case ODEON_KIND_INT8:
      return GINT_TO_POINTER (*(const gint8 *) slot);
    case ODEON_KIND_INT16:
      return GINT_TO_POINTER (*(const gint16 *) slot);
    case ODEON_KIND_INT32:
    case ODEON_KIND_ENUM:
      return GINT_TO_POINTER (*(const gint32 *) slot);
    default:
      return GUINT_TO_POINTER ((guint) _odeon_bits_load (slot, type->size));
    }
}

/* The slot of an element: @pointer is the address of the container's pointer, or of a copy of it;
 * @room is where the slot of a PACKED one is made. NULL if a BOXED one is missing. */
static inline gpointer
_odeon_element_get_slot (const OdeonTypeInfo *type,
                         const gpointer      *pointer,
                         OdeonElementRoom    *room)
{
  switch (_odeon_element_get_form (type))
    {
    case ODEON_ELEMENT_PACKED:
      _odeon_bits_store (room, type->size, GPOINTER_TO_UINT (*pointer));
      return room;
    case ODEON_ELEMENT_BOXED:
      return *pointer;
    case ODEON_ELEMENT_POINTER:
      return (gpointer) pointer;
    }

  g_assert_not_reached ();
}

/* A slot of zeros for an element to be, which _odeon_element_take() turns into the container's
 * pointer; if that comes to nothing, _odeon_element_abandon() releases what is in it by then. */
static inline gpointer
_odeon_element_begin (const OdeonTypeInfo *type, OdeonElementRoom *room)
{
  *room = 0;
  return _odeon_element_get_form (type) == ODEON_ELEMENT_BOXED ? g_malloc0 (type->size) : room;
}

static inline gpointer
_odeon_element_take (const OdeonTypeInfo *type, gpointer slot)
{
  switch (_odeon_element_get_form (type))
    {
    case ODEON_ELEMENT_PACKED:
      return _odeon_element_pack (type, slot);
    case ODEON_ELEMENT_BOXED:
      return slot;
    case ODEON_ELEMENT_POINTER:
      return *(gpointer *) slot;
    }

  g_assert_not_reached ();
}

void _odeon_element_abandon (const OdeonTypeInfo *type, gpointer slot);

/* A deep copy of the element in @slot, as the container's pointer. */
gpointer _odeon_element_copy (const OdeonTypeInfo *type, gconstpointer slot);

/* What releases an element, told nothing but the container's pointer, and takes NULL; is NULL where
 * there is nothing to release. */
GDestroyNotify _odeon_element_get_free_func (const OdeonTypeInfo *type);

G_END_DECLS
