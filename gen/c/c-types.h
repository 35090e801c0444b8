/* SPDX-License-Identifier: MIT */

#pragma once

#include "declarations.h"
#include "model.h"

/* How a value of an IDL type is passed about in C. */
typedef enum
{
  IDL_FORM_NUMBER,  /* and boolean and char: stored as it is, cannot be invalid */
  IDL_FORM_CHECKED, /* a number with rules: enum, bitmask, bitset, wide character, or a range */
  IDL_FORM_STRING,
  IDL_FORM_ANY,
  IDL_FORM_REF,
  IDL_FORM_STRUCT, /* and union */
  IDL_FORM_NATIVE,
  IDL_FORM_BYTES,
  IDL_FORM_STRV,
  IDL_FORM_VALUES,
  IDL_FORM_POINTERS,
  IDL_FORM_MAP,
  IDL_FORM_ARRAY
} IdlForm;

typedef enum
{
  IDL_POSITION_MEMBER, /* of a struct; an argument's place in the frame */
  IDL_POSITION_IN, /* a parameter that gives it */
  IDL_POSITION_OUT, /* a parameter that returns it */
  IDL_POSITION_RESULT /* a result's place in the frame */
} IdlPosition;

IdlForm idl_type_get_form (const IdlType *type);

/* The least and the greatest value allowed, looking through typedefs; NULL if there is none. */
void idl_type_get_range (const IdlType *type, const IdlConstant **min, const IdlConstant **max);

/* Whether GLib has a type for it, as for strings: a typedef would only hide that. */
gboolean idl_type_has_glib_name (const IdlType *type);

/* Of an array, through all its dimensions, the element; otherwise the type itself. */
const IdlType *idl_type_get_innermost (const IdlType *type);

/* Whether the typedef has a C type of its own: aliases of strings, of sequences of strings or
 * octets, of any and Object have not, since GLib has a name for them. */
gboolean idl_typedef_is_visible (const IdlNode *typedef_);

/* Whether the typedef has a table of its own, because what it names is built of other types. */
gboolean idl_typedef_has_info (const IdlNode *typedef_);

/* Whether the typedef names a GArray, GPtrArray or GHashTable, and so has functions. */
gboolean idl_typedef_is_container (const IdlNode *typedef_);

/* The type in that position, to be freed: "const gchar *" */
gchar *idl_type_dup_c (const IdlType *type, IdlPosition position);

/* The type without stars, as the target of a typedef: "gint32"; of arrays that of the innermost
 * element. */
gchar *idl_type_dup_c_base (const IdlType *type);

/* What follows the name of a value of that type, to be freed: "[3][2]", mostly "". */
gchar *idl_type_dup_c_suffix (const IdlType *type);

void idl_declarations_add_typed (IdlDeclarations *declarations,
                                 const IdlType   *type,
                                 IdlPosition      position,
                                 const gchar     *name);

/* The name of the type's OdeonTypeInfo, to be freed: "bank_moved_info". */
gchar *idl_type_dup_info (const IdlType *type);

/* The type described so that it can be part of an identifier, to be freed:
 * "sequence_of_BankMoved". */
gchar *idl_type_dup_words (const IdlType *type);

/* Whether that table belongs to no node, so that each file that uses it has its own. */
gboolean idl_type_is_anonymous (const IdlType *type);

/* GIR annotations in that position, to be freed: "(nullable) (element-type utf8)", perhaps "". */
gchar *idl_type_dup_annotations (const IdlType *type, IdlPosition position);

/* The one of a sequence that names its elements: "(element-type utf8)". */
gchar *idl_type_dup_element_annotation (const IdlType *type);
