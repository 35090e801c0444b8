/* SPDX-License-Identifier: MIT */

/* The tables that describe IDL types to the library. The compiler emits them as constants; the
 * library copies, compares, checks and prints values by them, so that the generated code stays
 * thin. Nobody writes them by hand.
 *
 * Where a value lies is its *slot*: as many bytes as the C type of the value takes. What a slot
 * holds for each kind is said at the kind.
 */

#pragma once

#include "odeon-types.h"

G_BEGIN_DECLS

/**
 * OdeonKind:
 * @ODEON_KIND_BOOLEAN: `gboolean`
 * @ODEON_KIND_OCTET: `guint8`
 * @ODEON_KIND_CHAR: `gchar`, one octet
 * @ODEON_KIND_WCHAR: `gunichar`
 * @ODEON_KIND_INT8: `gint8`
 * @ODEON_KIND_INT16: `gint16`
 * @ODEON_KIND_UINT16: `guint16`
 * @ODEON_KIND_INT32: `gint32`
 * @ODEON_KIND_UINT32: `guint32`
 * @ODEON_KIND_INT64: `gint64`
 * @ODEON_KIND_UINT64: `guint64`
 * @ODEON_KIND_FLOAT: `gfloat`
 * @ODEON_KIND_DOUBLE: `gdouble`
 * @ODEON_KIND_ENUM: a C enum of `int` size; only values in `enums` are valid
 * @ODEON_KIND_STRING: `gchar *`, UTF-8, never %NULL; `bound` counts characters, 0 is none
 * @ODEON_KIND_ANY: `GVariant *`, never %NULL
 * @ODEON_KIND_REF: `OdeonRef *` or a proxy; %NULL is the nil reference
 * @ODEON_KIND_STRUCT: a C struct, in place; also the members of an exception
 * @ODEON_KIND_UNION: a C struct of the discriminator `_d` and the C union `_u`, in place
 * @ODEON_KIND_BYTES: `GBytes *`: a sequence of octets
 * @ODEON_KIND_STRV: `GStrv`: a sequence of strings
 * @ODEON_KIND_VALUES: `GArray *`: a sequence of numbers, booleans, characters, enums, bitmasks or
 *   bitsets
 * @ODEON_KIND_POINTERS: `GPtrArray *`: any other sequence. Its elements are what their own slot
 *   would hold where that is a pointer (ANY, REF, MAP and the sequences), else pointers to slots of
 *   their own from g_malloc() (STRUCT, UNION, ARRAY). It has the right free function.
 * @ODEON_KIND_ARRAY: `bound` slots of `element` in a row
 * @ODEON_KIND_BITMASK: an unsigned integer in which only the bits of `mask` may be set: a C flags
 *   enum of 4 bytes, or a `guint64`. Its GVariant form has 1, 2, 4 or 8 bytes, as `fixed_size` says
 * @ODEON_KIND_BITSET: an unsigned integer of 1, 2, 4 or 8 bytes, its bit fields packed from the
 *   lowest bit on; only the bits of `mask` may be set
 * @ODEON_KIND_MAP: `GHashTable *` from `key` to `element`. In the table, keys and values are:
 *   integers, bitmasks and bitsets of up to 32 bits, booleans, characters and enums as
 *   GINT_TO_POINTER() or GUINT_TO_POINTER(); larger numbers and all of floating point in memory of
 *   their own from g_malloc(); strings as `gchar *`; everything else as an element of POINTERS. It
 *   has the right hash, equal and free functions. Keys are numbers, booleans, characters, enums,
 *   bitmasks, bitsets, strings, structs and unions.
 * @ODEON_KIND_NATIVE: a pointer to a boxed type of the user's own (`native`), never %NULL;
 *   `get_type` says how it is copied and freed, `native` how it crosses a process border. Octets in
 *   GVariant form
 *
 * What a type is. In the slots of sequences and maps %NULL means empty when it comes from a caller;
 * what the library hands out is never %NULL.
 */
typedef enum
{
  ODEON_KIND_BOOLEAN,
  ODEON_KIND_OCTET,
  ODEON_KIND_CHAR,
  ODEON_KIND_WCHAR,
  ODEON_KIND_INT8,
  ODEON_KIND_INT16,
  ODEON_KIND_UINT16,
  ODEON_KIND_INT32,
  ODEON_KIND_UINT32,
  ODEON_KIND_INT64,
  ODEON_KIND_UINT64,
  ODEON_KIND_FLOAT,
  ODEON_KIND_DOUBLE,
  ODEON_KIND_ENUM,
  ODEON_KIND_STRING,
  ODEON_KIND_ANY,
  ODEON_KIND_REF,
  ODEON_KIND_STRUCT,
  ODEON_KIND_UNION,
  ODEON_KIND_BYTES,
  ODEON_KIND_STRV,
  ODEON_KIND_VALUES,
  ODEON_KIND_POINTERS,
  ODEON_KIND_ARRAY,
  ODEON_KIND_BITMASK,
  ODEON_KIND_BITSET,
  ODEON_KIND_MAP,
  ODEON_KIND_NATIVE
} OdeonKind;

/**
 * OdeonTypeFlags:
 * @ODEON_TYPE_EXTENSIBLE: of a STRUCT: its GVariant form ends in an `a{uv}`, which holds the
 *   members that are %ODEON_MEMBER_EXTENDED by their id, in the order of the ids (`@appendable`,
 *   `@mutable`)
 * @ODEON_TYPE_OPEN: of an ENUM, UNION, BITMASK: values that it does not declare are no error
 *   (`@appendable`)
 * @ODEON_TYPE_RECURSIVE_ELEMENT: of a sequence, array or map: `element` is a STRUCT or UNION that
 *   contains this type again, and is a `v` in GVariant form
 */
typedef enum
{
  ODEON_TYPE_EXTENSIBLE        = 1 << 0,
  ODEON_TYPE_OPEN              = 1 << 1,
  ODEON_TYPE_RECURSIVE_ELEMENT = 1 << 2
} OdeonTypeFlags;

/**
 * OdeonAnnotationInfo:
 * @name: its name, scopes included: `timeout`, `lib::retry`
 * @value: its arguments as IDL, without parentheses: `500`, `times=3`; empty if none
 *
 * An annotation of the IDL. Lists of them end with a %NULL name.
 */
struct _OdeonAnnotationInfo
{
  const gchar *name;
  const gchar *value;
};

/**
 * OdeonEnumInfo:
 * @name: the enumerator's name in IDL
 * @value: its value
 */
struct _OdeonEnumInfo
{
  const gchar *name;
  gint32       value;
};

/**
 * OdeonMemberFlags:
 * @ODEON_MEMBER_INDIRECT: at @offset lies a pointer to the slot, from g_malloc(): `@external`, and
 *   `@optional` of a STRUCT or UNION. %NULL is absent if it is optional, else no valid value
 * @ODEON_MEMBER_OPTIONAL: it may be absent. Where the member is a pointer (INDIRECT, strings, any,
 *   references, sequences, maps, natives) that is %NULL; else the `gboolean` at @has_offset says
 *   so. A maybe in GVariant form
 * @ODEON_MEMBER_EXTENDED: it is in the `a{uv}` at the end, under its @id, unless absent
 * @ODEON_MEMBER_RECURSIVE: its type is a STRUCT or UNION that contains this one again: a `v`
 * @ODEON_MEMBER_KEY: `@key`
 */
typedef enum
{
  ODEON_MEMBER_INDIRECT  = 1 << 0,
  ODEON_MEMBER_OPTIONAL  = 1 << 1,
  ODEON_MEMBER_EXTENDED  = 1 << 2,
  ODEON_MEMBER_RECURSIVE = 1 << 3,
  ODEON_MEMBER_KEY       = 1 << 4
} OdeonMemberFlags;

/**
 * OdeonMemberInfo:
 * @name: the member's name in IDL
 * @type: its type
 * @offset: where its slot lies in the struct; of what a base struct has, as well
 * @flags: #OdeonMemberFlags
 * @has_offset: where the `gboolean` lies that says whether an optional number, enum or array is
 *   there
 * @id: its number, by `@id` or `@autoid`
 * @initial: (nullable): a slot that holds its `@default`
 * @annotations: (nullable): what else the IDL says of it
 * @labels: of a union's member: the discriminator's values that select it; a char counts as its
 *   octet (0…255), an unsigned long long as the gint64 of the same bits
 * @n_labels: how many @labels there are
 * @is_default: of a union's member: whether it is the default
 */
struct _OdeonMemberInfo
{
  const gchar         *name;
  const OdeonTypeInfo *type;
  guint32              offset;
  guint32              flags;
  guint32              has_offset;
  guint32              id;
  gconstpointer        initial;
  const gint64        *labels;
  guint32              n_labels;
  gboolean             is_default;

  const OdeonAnnotationInfo *annotations;
};

/**
 * OdeonNativeInfo:
 * @pack: gives what @native is to be made of again. %NULL refuses: the caller's error
 * @unpack: makes one of what @pack gave, perhaps of another version of the program or of somebody
 *   who lies; it may keep @packed. %NULL, with @error set, if that cannot be
 *
 * How a type of the user's own crosses a process border. Both may run on any thread, at the same
 * time, and more than once for a message. They must not wait, and an await in them fails.
 */
struct _OdeonNativeInfo
{
  GBytes *(*pack)   (gconstpointer native);
  gpointer (*unpack) (GBytes *packed, GError **error);
};

/**
 * OdeonTypeInfo:
 * @kind: what it is
 * @size: the size of its slot in bytes
 * @bound: the longest length of a string or sequence (0: unbounded), or the length of an array
 * @name: (nullable): the scoped name in IDL, for messages: `Bank::Moved`
 * @element: (nullable): of sequences and arrays the element, of a map the value, of a union the
 *   discriminator
 * @key: (nullable): of a map
 * @members: (nullable): of a struct or union
 * @n_members: how many @members there are
 * @enums: (nullable): of an enum
 * @n_enums: how many @enums there are
 * @interface: (nullable): of a REF: which interface; %NULL is `Object`
 * @get_type: (nullable): the GType of an enum, or of a boxed struct, union or native
 * @free_func: (nullable): of a STRUCT, UNION, ARRAY or NATIVE: releases one in memory of its own,
 *   as the generated `_free` does, and takes %NULL; types that are elements of POINTERS or in a MAP
 *   must have it, because the container's free function is told nothing but the pointer
 * @hash_func: (nullable): of a STRUCT or UNION that is a key of a MAP
 * @equal_func: (nullable): the same
 * @flags: #OdeonTypeFlags
 * @mask: of a BITMASK or BITSET: the bits that it declares
 * @min: (nullable): a slot of the least value allowed: `@min`, `@range`; of numbers
 * @max: (nullable): a slot of the greatest value allowed
 * @initial: (nullable): of an ENUM: a slot of its default, where that is not 0
 * @signature: (nullable): its GVariant type string; a reference is an `h`
 * @alignment: what its GVariant form is aligned to: 1, 2, 4 or 8; 0 if not said
 * @fixed_size: how long its GVariant form is, if that is always the same; else 0
 * @annotations: (nullable): what else the IDL says of it
 * @native: (nullable): of a NATIVE
 *
 * @signature, @alignment and @fixed_size are for speed: generated tables always have them.
 */
struct _OdeonTypeInfo
{
  OdeonKind                 kind;
  guint32                   size;
  guint32                   bound;
  const gchar              *name;
  const OdeonTypeInfo      *element;
  const OdeonTypeInfo      *key;
  const OdeonMemberInfo    *members;
  guint32                   n_members;
  const OdeonEnumInfo      *enums;
  guint32                   n_enums;
  const OdeonInterfaceInfo *interface;
  GType                   (*get_type) (void);
  GDestroyNotify            free_func;
  GHashFunc                 hash_func;
  GEqualFunc                equal_func;
  guint32                   flags;
  guint64                   mask;
  gconstpointer             min;
  gconstpointer             max;
  gconstpointer             initial;
  const gchar              *signature;
  guint32                   alignment;
  guint32                   fixed_size;

  const OdeonAnnotationInfo *annotations;
  const OdeonNativeInfo     *native;
};

/* The types that need no name of their own. */
ODEON_EXPORT const OdeonTypeInfo odeon_boolean_info;
ODEON_EXPORT const OdeonTypeInfo odeon_octet_info;
ODEON_EXPORT const OdeonTypeInfo odeon_char_info;
ODEON_EXPORT const OdeonTypeInfo odeon_wchar_info;
ODEON_EXPORT const OdeonTypeInfo odeon_int8_info;
ODEON_EXPORT const OdeonTypeInfo odeon_int16_info;
ODEON_EXPORT const OdeonTypeInfo odeon_uint16_info;
ODEON_EXPORT const OdeonTypeInfo odeon_int32_info;
ODEON_EXPORT const OdeonTypeInfo odeon_uint32_info;
ODEON_EXPORT const OdeonTypeInfo odeon_int64_info;
ODEON_EXPORT const OdeonTypeInfo odeon_uint64_info;
ODEON_EXPORT const OdeonTypeInfo odeon_float_info;
ODEON_EXPORT const OdeonTypeInfo odeon_double_info;
ODEON_EXPORT const OdeonTypeInfo odeon_string_info;
ODEON_EXPORT const OdeonTypeInfo odeon_any_info;
ODEON_EXPORT const OdeonTypeInfo odeon_ref_info;
ODEON_EXPORT const OdeonTypeInfo odeon_bytes_info;
ODEON_EXPORT const OdeonTypeInfo odeon_strv_info;

/**
 * OdeonErrorInfo:
 * @name: the exception's scoped name in IDL
 * @domain: its error domain
 * @code: its code in that domain
 * @members: its members, a STRUCT; the detail that such a #GError carries
 */
struct _OdeonErrorInfo
{
  const gchar         *name;
  GQuark             (*domain) (void);
  gint                 code;
  const OdeonTypeInfo *members;
};

G_END_DECLS
