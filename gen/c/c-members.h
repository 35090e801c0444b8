/* SPDX-License-Identifier: MIT */

#pragma once

#include "c-types.h"

/* How a member of a struct, union or exception lies in C: in place, behind a pointer, or beside a
 * gboolean that says whether it is there. */

/* Whether the struct has a pointer to the value: @external, and @optional of structs. What is a
 * pointer by itself stays as it is. */
gboolean idl_member_is_indirect (const IdlNode *member);

/* Whether a gboolean `has_x` stands before it: it is optional, and no pointer. */
gboolean idl_member_has_presence (const IdlNode *member);

/* Whether NULL is a value of it. */
gboolean idl_member_is_nullable (const IdlNode *member);

/* Adds the member to its struct, the gboolean before it. */
void idl_declarations_add_member (IdlDeclarations *declarations, const IdlNode *member);

/* Adds it as a parameter that gives it: an optional one that is no pointer becomes one. */
void idl_declarations_add_member_parameter (IdlDeclarations *declarations, const IdlNode *member);

/* The parameter as the address of a slot, to be freed: "&balance", "moved". */
gchar *idl_member_dup_slot (const IdlNode *member);

/* A member as the tables list it: those of the bases come first. */
typedef struct
{
  const IdlNode *member;
  gchar         *path; /* in front of its name: "parent.", "_u.", mostly "" */
} IdlPlace;

/* (transfer full) (element-type IdlPlace) */
GPtrArray *idl_struct_list_places (const IdlNode *node);

/* Whether a struct or union is a `@topic`. */
gboolean idl_struct_is_topic (const IdlNode *node);
