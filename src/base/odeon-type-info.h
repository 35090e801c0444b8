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
 * @ODEON_KIND_VALUES: `GArray *`: a sequence of numbers, booleans, characters or enums
 * @ODEON_KIND_POINTERS: `GPtrArray *`: any other sequence. Its elements are what their own slot
 *   would hold where that is a pointer (ANY, REF and the sequences), else pointers to slots of
 *   their own from g_malloc() (STRUCT, UNION, ARRAY). It has the right free function.
 * @ODEON_KIND_ARRAY: `bound` slots of `element` in a row
 *
 * What a type is. In the sequences' slots %NULL means empty when it comes from a caller; what the
 * library hands out is never %NULL.
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
  ODEON_KIND_ARRAY
} OdeonKind;

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
 * OdeonMemberInfo:
 * @name: the member's name in IDL
 * @type: its type
 * @offset: where its slot lies in the struct
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
  const gint64        *labels;
  guint32              n_labels;
  gboolean             is_default;
};

/**
 * OdeonTypeInfo:
 * @kind: what it is
 * @size: the size of its slot in bytes
 * @bound: the longest length of a string or sequence (0: unbounded), or the length of an array
 * @name: (nullable): the scoped name in IDL, for messages: `Bank::Moved`
 * @element: (nullable): of sequences and arrays the element, of a union the discriminator
 * @members: (nullable): of a struct or union
 * @n_members: how many @members there are
 * @enums: (nullable): of an enum
 * @n_enums: how many @enums there are
 * @interface: (nullable): of a REF: which interface; %NULL is `Object`
 * @get_type: (nullable): the GType of an enum, or of a boxed struct or union
 * @free_func: (nullable): of a STRUCT, UNION or ARRAY: releases one in memory of its own, as the
 *   generated `_free` does; types that are elements of POINTERS must have it, because a
 *   #GPtrArray's free function is told nothing but the pointer
 */
struct _OdeonTypeInfo
{
  OdeonKind                 kind;
  guint32                   size;
  guint32                   bound;
  const gchar              *name;
  const OdeonTypeInfo      *element;
  const OdeonMemberInfo    *members;
  guint32                   n_members;
  const OdeonEnumInfo      *enums;
  guint32                   n_enums;
  const OdeonInterfaceInfo *interface;
  GType                   (*get_type) (void);
  GDestroyNotify            free_func;
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
