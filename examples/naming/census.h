/* SPDX-License-Identifier: MIT */

#pragma once

#include "CosNaming.idl.h"

G_BEGIN_DECLS

typedef struct
{
  guint objects;
  guint contexts;
  guint portions; /* in how many lists the bindings came */
} Census;

gboolean census_take (Census *self, CosNamingNamingContext *context, GError **error);

G_END_DECLS
