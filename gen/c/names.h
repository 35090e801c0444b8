/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "domains.h"
#include "model.h"

/* Gives every node of the model its C spellings, @namespace (nullable) in front of them, and
 * reports where two of the names that will be generated are the same.
 * Returns: whether there was no error. */
gboolean idl_names_assign (IdlModel *model, const gchar *namespace, IdlDiagnostics *diagnostics);

/* What stands before the type's own name in macros, to be freed: BANK of BANK_ACCOUNT; NULL of a
 * type that has no scope around it. */
gchar *idl_names_dup_scope_upper (const IdlNode *type);

/* The macro of the type's GType, to be freed: BANK_TYPE_ACCOUNT, and without a scope
 * ACCOUNT_TYPE. */
gchar *idl_names_dup_type_macro (const IdlNode *type);

/* The same of the implementers' interface: BANK_TYPE_ACCOUNT_IMPL. */
gchar *idl_names_dup_impl_type_macro (const IdlNode *interface);

/* The last part of the name of the function that turns @interface into @base, to be freed:
 * as_account; as_bank_account if there is another base that is called so. */
gchar *idl_names_dup_upcast (const IdlNode *interface, const IdlNode *base);
