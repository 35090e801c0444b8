/* SPDX-License-Identifier: MIT */

/* What the preprocessor and its directives share. */

#pragma once

#ifndef ODEON_COMPILATION
#error "this header is private to the compiler"
#endif

#include "expander.h"
#include "lexer.h"
#include "preprocessor.h"

/* One #if … #endif. */
typedef struct
{
  IdlLocation where;
  gboolean    skipping; /* this branch */
  gboolean    done;     /* a branch was taken, or none may be */
  gboolean    has_else;
} IdlConditional;

typedef struct
{
  IdlLexer     lexer;
  GArray      *conditionals; /* of IdlConditional: the open ones */
  guint        n_tokens;     /* seen so far */
  const gchar *guard;        /* (nullable) */
} IdlFile;

struct _IdlPreprocessor
{
  IdlSources     *sources;
  IdlDiagnostics *diagnostics;
  GStringChunk   *strings;
  IdlExpander    *expander;
  GPtrArray      *directories; /* of gchar */
  GPtrArray      *files;       /* of IdlFile: the open ones */
  GPtrArray      *includes;    /* of const gchar */
  GArray         *tokens;      /* of IdlToken: the result */
  guint           n_includes;
  gboolean        incomplete; /* an include is missing, or an #error was met */
};

/* preprocessor.c: the stack of files */
IdlFile *idl_preprocessor_get_file   (const IdlPreprocessor *preprocessor);
void     idl_preprocessor_open_file  (IdlPreprocessor *preprocessor, guint number);
void     idl_preprocessor_close_file (IdlPreprocessor *preprocessor);

/* (nullable): the innermost one */
IdlConditional *idl_file_get_conditional (const IdlFile *file);
gboolean        idl_file_is_skipping     (const IdlFile *file);

/* The tokens up to the end of the directive's line. To be freed. */
GArray *idl_file_read_line (IdlFile *file);

/* An END behind the last of them. */
const IdlToken *idl_tokens_peek (const GArray *tokens, guint index);

/* directive.c: called behind the # */
void idl_directive_obey (IdlPreprocessor *preprocessor, IdlFile *file);

/* directive-….c: called behind the directive's name, which is at where. */
void idl_directive_define  (IdlPreprocessor *preprocessor, IdlLocation where);
void idl_directive_undef   (IdlPreprocessor *preprocessor, IdlLocation where);
void idl_directive_include (IdlPreprocessor *preprocessor, IdlLocation where);
void idl_directive_if      (IdlPreprocessor *preprocessor, const IdlToken *directive);
void idl_directive_branch  (IdlPreprocessor *preprocessor, const IdlToken *directive);
