/* SPDX-License-Identifier: MIT */

#pragma once

#include "model.h"

/* What a literal's spelling stands for. Each returns NULL and sets its result, or returns what is
 * wrong, fit for a message. */

/* An INTEGER, or a FLOAT for "1.5", "1e3" and the fixed-point "1.5d". */
const gchar *idl_literal_read_number (const gchar *text, IdlConstant *out_value);

/* 'a' or L'a': an INTEGER. */
const gchar *
idl_literal_read_character (const gchar *text, gboolean *out_wide, IdlConstant *out_value);

/* "a" or L"a": its bytes, appended to string; those of a wide one as UTF-8. */
const gchar *idl_literal_read_string (const gchar *text, gboolean *out_wide, GString *string);
