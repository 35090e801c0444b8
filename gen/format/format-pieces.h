/* SPDX-License-Identifier: MIT */

#pragma once

#include "lexer.h"

/* A file as a row of what must not get lost: its tokens, and between them comments and directives.
 * What is left out is white space. */

typedef enum
{
  IDL_PIECE_TOKEN,
  IDL_PIECE_COMMENT,
  IDL_PIECE_DIRECTIVE, /* a whole line, continued ones too; of "#if 0" all up to its next branch */
  IDL_PIECE_END        /* the last one */
} IdlPieceKind;

/* What a punctuator is there for, by format-spacing.c. */
typedef enum
{
  IDL_ROLE_NONE,
  IDL_ROLE_OPEN,   /* < of a template */
  IDL_ROLE_CLOSE,  /* its > */
  IDL_ROLE_UNARY,  /* a sign */
  IDL_ROLE_BINARY, /* an operator, or the first character of one */
  IDL_ROLE_SECOND, /* the other one of << or >> */
  IDL_ROLE_LABEL   /* the colon of a union's label */
} IdlPieceRole;

typedef struct
{
  guint8       kind;     /* IdlPieceKind */
  guint8       token;    /* of a token: IdlTokenKind */
  guint8       role;     /* IdlPieceRole */
  guint8       newlines; /* how many stand before it; 2 stands for more as well */
  guint8       joined;   /* of a token: whether nothing at all stands before it */
  guint8       spaced;   /* whether a space is to stand before it, if it does not begin a line */
  guint8       precedes_closing; /* of a comment or directive: whether the next token is "}" */
  guint8       breaks;           /* of a comment: whether its line ends behind it */
  guint16      punctuator;       /* of a token */
  guint        column;           /* where it stood, from 0; tabs go to multiples of 8 */
  const gchar *text;
} IdlPiece;

/* Reads a file whose lines end in "\n". What cannot be read is reported to diagnostics; then the
 * result must not be used. */
GArray *idl_pieces_read (const IdlSources *sources,
                         guint             file,
                         GStringChunk     *strings,
                         IdlDiagnostics   *diagnostics);

/* Sets role and spaced of all. */
void idl_pieces_space (GArray *pieces);

const IdlPiece *idl_pieces_peek (const GArray *pieces, guint index);

gboolean idl_piece_is_punctuator (const IdlPiece *piece, guint16 punctuator);
gboolean idl_piece_is_word (const IdlPiece *piece, const gchar *word);

/* The column that a text ends in, if it begins in this one; that of its last line. */
guint idl_text_measure (const gchar *text, gsize length, guint column);
