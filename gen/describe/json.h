/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* Writes JSON (RFC 8259), two spaces to a level. key is the member's name in an object; in an
 * array, and of the whole, it is NULL. */
typedef struct _IdlJson IdlJson;

IdlJson *idl_json_new  (void);
void     idl_json_free (IdlJson *json);

void idl_json_begin_object (IdlJson *json, const gchar *key);
void idl_json_end_object   (IdlJson *json);
void idl_json_begin_array  (IdlJson *json, const gchar *key);
void idl_json_end_array    (IdlJson *json);

/* The object, and all in it, stands on one line. */
void idl_json_begin_flat_object (IdlJson *json, const gchar *key);

/* value: (nullable): any bytes; those that are no UTF-8 become U+FFFD. NULL is null. */
void idl_json_add_string (IdlJson *json, const gchar *key, const gchar *value);
/* Frees the value. */
void idl_json_take_string (IdlJson *json, const gchar *key, gchar *value);
void idl_json_add_boolean (IdlJson *json, const gchar *key, gboolean value);
void idl_json_add_integer (IdlJson *json, const gchar *key, gboolean negative, guint64 magnitude);
/* Infinity and NaN, which JSON has not, are null. */
void idl_json_add_double (IdlJson *json, const gchar *key, gdouble value);
void idl_json_add_null   (IdlJson *json, const gchar *key);

/* The text, when all is ended; it belongs to json. */
const gchar *idl_json_get_text (const IdlJson *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlJson, idl_json_free)
