/* SPDX-License-Identifier: MIT */

#pragma once

#include "CosNaming.idl.h"

G_BEGIN_DECLS

/* An actor that is a CosNaming::NamingContextExt. */
#define NAMING_TYPE_CONTEXT (naming_context_get_type ())
G_DECLARE_FINAL_TYPE (NamingContext, naming_context, NAMING, CONTEXT, OdeonActor)

G_END_DECLS
