/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

typedef struct _IdlNode     IdlNode;
typedef struct _IdlConstant IdlConstant;

typedef enum
{
  IDL_VALUE_INTEGER, /* any integer, octet, and char as its code */
  IDL_VALUE_FLOAT,
  IDL_VALUE_BOOLEAN,
  IDL_VALUE_STRING,
  IDL_VALUE_ENUM
} IdlValueKind;

/* A constant's value. The magnitude is kept apart from the sign: it spans both gint64 and
 * guint64. */
struct _IdlConstant
{
  IdlValueKind kind;
  guint64      magnitude;
  gboolean     negative;
  gdouble      number;
  gboolean     boolean;
  const gchar *string; /* bytes, NUL-terminated */
  IdlNode     *enumerator;
};

/* What a literal's spelling stands for. Each returns NULL and sets its result, or returns what is
 * wrong, fit for a message. */

/* An INTEGER, or a FLOAT for "1.5", "1e3" and the fixed-point "1.5d". */
const gchar *idl_literal_read_number (const gchar *text, IdlConstant *out_value);

/* 'a' or L'a': an INTEGER. */
const gchar *
idl_literal_read_character (const gchar *text, gboolean *out_wide, IdlConstant *out_value);

/* "a" or L"a": its bytes, appended to string; those of a wide one as UTF-8. */
const gchar *idl_literal_read_string (const gchar *text, gboolean *out_wide, GString *string);
