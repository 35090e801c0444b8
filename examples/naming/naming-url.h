/* SPDX-License-Identifier: MIT */

#pragma once

#include "CosNaming.idl.h"

G_BEGIN_DECLS

gchar *naming_url_new (const gchar *address, const gchar *string_name, GError **error);

G_END_DECLS
