/* SPDX-License-Identifier: MIT */

#pragma once

#include "bank.idl.h"

G_BEGIN_DECLS

/* An actor that is a Bank::Branch. The accounts that it opens are its children, and end with it. */
#define TYPE_BRANCH (branch_get_type ())
G_DECLARE_FINAL_TYPE (Branch, branch, EXAMPLE, BRANCH, OdeonActor)

G_END_DECLS
