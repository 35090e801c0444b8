/* SPDX-License-Identifier: MIT */

#pragma once

#include "bank.idl.h"

G_BEGIN_DECLS

/* An actor that is a Bank::Account. Property at construction: "owner", a string. */
#define TYPE_ACCOUNT (account_get_type ())
G_DECLARE_FINAL_TYPE (Account, account, EXAMPLE, ACCOUNT, OdeonActor)

G_END_DECLS
