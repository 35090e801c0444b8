/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "token.h"

/* Makes tokens of one file's text. Embedded: its user sets the first two fields between calls. */
typedef struct
{
  gboolean in_directive; /* a newline is a token */
  gboolean quiet;        /* no messages: the text is skipped or not IDL */

  IdlDiagnostics *diagnostics;
  GStringChunk   *strings; /* holds the texts of the tokens */

  guint        file;
  const gchar *text;
  const gchar *end;
  const gchar *at;
  const gchar *line_begin;
  guint        line;
  gboolean     at_line_start;
  GString     *spelling; /* of the token being read */
  GString     *doc;      /* (nullable): pending for the next token */
  gboolean     doc_in_lines;
} IdlLexer;

void idl_lexer_init (IdlLexer         *lexer,
                     const IdlSources *sources,
                     guint             file,
                     GStringChunk     *strings,
                     IdlDiagnostics   *diagnostics);
void idl_lexer_clear (IdlLexer *lexer);

void idl_lexer_next (IdlLexer *lexer, IdlToken *out_token);

/* The rest of the line, comments and all, trimmed; the newline is left. Owned by strings. */
const gchar *idl_lexer_take_line (IdlLexer *lexer, IdlLocation *out_where);

IdlLocation idl_lexer_get_location (const IdlLexer *lexer);
