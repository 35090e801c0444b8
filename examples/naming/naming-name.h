/* SPDX-License-Identifier: MIT */

#pragma once

#include "CosNaming.idl.h"

G_BEGIN_DECLS

/* Names and their stringified form. What fails fails with InvalidName. */

CosNamingName *naming_name_new_component (const CosNamingNameComponent *component);
CosNamingName *naming_name_new_rest      (CosNamingName *name);

gchar         *naming_name_to_string (CosNamingName *name, GError **error);
CosNamingName *naming_name_parse     (const gchar *string, GError **error);

gint           naming_component_compare (gconstpointer a, gconstpointer b, gpointer user_data);

G_END_DECLS
