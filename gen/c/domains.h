/* SPDX-License-Identifier: MIT */

#pragma once

#include "model.h"

/* The exceptions that the main file declares in one scope are the codes of one GError domain. */
typedef struct
{
  const gchar *c_type;  /* BankError */
  const gchar *c_snake; /* bank_error */
  const gchar *c_upper; /* BANK_ERROR */
  GPtrArray   *exceptions; /* of IdlNode, by code */
} IdlDomain;

/* Fills in the model's domains. camel, snake: the namespace, or "". */
void idl_domains_assign (IdlModel *model, const gchar *camel, const gchar *snake);

/* The domain that an exception of the main file belongs to. */
const IdlDomain *idl_names_get_domain (const IdlModel *model, const IdlNode *exception);

/* The error code of an exception of @domain, to be freed: BANK_ERROR_INSUFFICIENT_FUNDS */
gchar *idl_names_dup_code (const IdlDomain *domain, const IdlNode *exception);
