/* SPDX-License-Identifier: MIT */

#pragma once

#include "CosNaming.idl.h"

G_BEGIN_DECLS

gboolean print_refusals (CosNamingNamingContextExt *root, GError **error);

G_END_DECLS
