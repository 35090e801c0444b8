/* SPDX-License-Identifier: MIT */

/* Values as bytes and back: GVariant's serialised form, little-endian, of the type that
 * `signature` of #OdeonTypeInfo says, without a GVariant in between. All are safe on any thread as
 * long as no other thread writes the same slots and arrays; `info` is never %NULL.
 *
 * References are not written down. A `refs` array takes them, in the order in which they occur, and
 * the bytes have indices into it; nil is -1. Whoever moves the bytes moves the array in his way. */

#pragma once

#include "odeon-type-info.h"

G_BEGIN_DECLS

/**
 * OdeonLimits:
 * @max_size: how many bytes an encoded value may have; 0 is 64 MiB
 * @max_memory: how many bytes a decoded value may take, all that hangs from it included, as far as
 *   that can be reckoned; 0 is 256 MiB. A byte can stand for much more than a byte: for an
 *   empty table, or a struct all of whose members are left out
 *
 * What a decoder accepts.
 */
typedef struct
{
  gsize max_size;
  gsize max_memory;
} OdeonLimits;

/**
 * odeon_value_get_encoded_size:
 * @info: the type
 * @slot: a valid value
 *
 * Returns: how many bytes odeon_value_encode() writes
 */
ODEON_EXPORT
gsize odeon_value_get_encoded_size (const OdeonTypeInfo *info, gconstpointer slot);

/**
 * odeon_value_encode:
 * @info: the type
 * @slot: a valid value, by odeon_value_check()
 * @buffer: (array length=size) (element-type guint8): where the bytes go; aligned to 8
 * @size: the size of @buffer in bytes
 * @refs: (nullable) (element-type OdeonRef): an array with odeon_ref_unref() as its free function,
 *   which the references in the value are added to; %NULL if the type has none. As it was on
 *   failure
 * @out_size: (out): how many bytes were written
 * @error: return location for an error: %G_IO_ERROR_NO_SPACE if @buffer is too small,
 *   %ODEON_ERROR_INVALID_ARGUMENT if there is a %NULL where none may be, an `any` that is not in
 *   normal form, or more than 64 levels of containers, those in an `any` included
 *
 * Returns: whether the value was written
 */
ODEON_EXPORT
gboolean odeon_value_encode (const OdeonTypeInfo *info,
                             gconstpointer        slot,
                             gpointer             buffer,
                             gsize                size,
                             GPtrArray           *refs,
                             gsize               *out_size,
                             GError             **error);

/**
 * odeon_value_to_bytes:
 * @info: the type
 * @slot: a valid value, by odeon_value_check()
 * @refs: (nullable) (element-type OdeonRef): as for odeon_value_encode()
 * @error: return location for an error: %ODEON_ERROR_INVALID_ARGUMENT, as odeon_value_encode()
 *   gives it
 *
 * Returns: (transfer full): the encoded value, aligned to 8; %NULL on failure
 */
ODEON_EXPORT
GBytes *odeon_value_to_bytes (const OdeonTypeInfo *info,
                              gconstpointer        slot,
                              GPtrArray           *refs,
                              GError             **error);

/**
 * odeon_value_decode:
 * @info: the type
 * @dest: (out caller-allocates): a slot whose old content is overwritten, not released; untouched
 *   on failure
 * @data: (array length=size) (element-type guint8): the encoded value; of any alignment
 * @size: its size in bytes
 * @refs: (nullable) (element-type OdeonRef): the references that it has indices of, none of them
 *   %NULL; each is counted anew
 * @limits: (nullable): %NULL is the default
 * @error: return location for an error: %ODEON_ERROR_INVALID_ARGUMENT
 *
 * Reads what any stranger may have sent. All of @data must be the value in GVariant's normal form;
 * whatever else is refused, as is all that odeon_value_check() refuses, keys that a map has twice,
 * references that are not in @refs or not of the interface, and more than 64 levels of containers.
 * The entries of a map may be in any order. Of an extensible struct, members that are not known
 * are left out if they are in normal form, and those that are missing have their default, or else
 * are zero or empty.
 *
 * Returns: whether @data holds a valid value of the type
 */
ODEON_EXPORT
gboolean odeon_value_decode (const OdeonTypeInfo *info,
                             gpointer             dest,
                             gconstpointer        data,
                             gsize                size,
                             GPtrArray           *refs,
                             const OdeonLimits   *limits,
                             GError             **error);

G_END_DECLS
