/* SPDX-License-Identifier: MIT */

#pragma once

#include "source.h"

typedef enum
{
  IDL_TOKEN_END,
  IDL_TOKEN_NEWLINE, /* ends a directive; seen by the preprocessor only */
  IDL_TOKEN_IDENTIFIER,
  IDL_TOKEN_NUMBER,    /* not yet judged: whatever begins like a number */
  IDL_TOKEN_STRING,    /* as written, with quotes and a possible L */
  IDL_TOKEN_CHARACTER, /* the same */
  IDL_TOKEN_PUNCTUATOR
} IdlTokenKind;

/* Punctuators are one character each, and known by it: whether ">>" closes two sequences or shifts
 * is the parser's to say, from the second one being joined. "::" alone is a token of its own. */
#define IDL_PUNCTUATOR_SCOPE 0x100

typedef struct
{
  guint8  kind;           /* IdlTokenKind */
  guint8  first_on_line;  /* whether only white space stands before it */
  guint8  joined;         /* whether nothing at all stands between it and the one before */
  guint8  frozen;         /* a macro's name that is not to be expanded any more */
  guint16 punctuator;     /* the character, or IDL_PUNCTUATOR_SCOPE; 0 of the other kinds */
  IdlLocation  where;     /* of a macro's result: where the macro was used */
  const gchar *text;      /* as written, without line continuations */
  const gchar *doc;       /* (nullable): the documentation comment before it */
} IdlToken;
