/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* How an IDL name is written in C. All results are to be freed. */

/* my_mod → MyMod, URLString → URLString, V1_0 → V1_0 */
gchar *idl_spell_camel (const gchar *name);

/* URLString → url_string, toURL2 → to_url2, getIDs → get_ids */
gchar *idl_spell_snake (const gchar *name);

gchar *idl_spell_upper (const gchar *snake);

/* Whether C, C++ or a header that everybody includes has taken the word: no identifier may be
 * spelled so, not even a local one. */
gboolean idl_spell_is_reserved (const gchar *word);
