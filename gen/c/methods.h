/* SPDX-License-Identifier: MIT */

#pragma once

#include "model.h"

/* An operation or an attribute's getter or setter, as generated code sees it: a function with
 * arguments and results. */

typedef struct
{
  const gchar   *name; /* in IDL */
  gchar         *c_in; /* owner: the parameter of a function that gives the value */
  gchar         *c_out; /* out_owner: of one that returns it; also its place in the frame */
  const IdlType *type;
  gboolean       is_key; /* @key: pools go by it */
} IdlArgument;

typedef enum
{
  IDL_METHOD_OPERATION,
  IDL_METHOD_ONEWAY,
  IDL_METHOD_GETTER,
  IDL_METHOD_SETTER
} IdlMethodKind;

typedef struct
{
  IdlMethodKind  kind;
  const IdlNode *node; /* the operation or attribute */
  guint          index; /* among the interface's methods */
  gchar         *c_snake; /* withdraw, get_owner */
  gchar         *c_entry; /* the same, but of operations no keyword */
  gchar         *c_frame; /* BankAccountWithdrawFrame */
  GPtrArray     *ins;  /* of IdlArgument */
  GPtrArray     *outs; /* of IdlArgument: the result first */
  GPtrArray     *raises; /* of IdlNode */
} IdlMethod;

/* @timeout of the operation, else of its interface, in milliseconds; 0: none, or nobody answers. */
guint64 idl_method_get_timeout (const IdlMethod *method);

/* @priority, likewise; 0: none, or not above that of others. */
guint64 idl_method_get_priority (const IdlMethod *method);

/* @delivery of what nobody answers, likewise: "reliable" and so on; %NULL: in order. */
const gchar *idl_method_get_delivery (const IdlMethod *method);

/* (nullable): which interface the first reference among the results is of: what callers can be
 * promised before the answer is there. */
const IdlNode *idl_method_get_promised (const IdlMethod *method);

/* (transfer full) (element-type IdlMethod): in the order of the interface's table */
GPtrArray *idl_interface_list_methods (const IdlNode *interface);

/* (transfer full) (element-type IdlNode): all that the interface inherits, each once */
GPtrArray *idl_interface_list_bases (const IdlNode *interface);
