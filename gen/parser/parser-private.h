/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "this header is private to the compiler"
#endif

#include "annotation.h"
#include "diagnostic.h"
#include "scope.h"
#include "suggestion.h"
#include "token.h"

/* No legitimate text nests deeper; a stack holds more. */
#define IDL_PARSER_MAX_DEPTH 256

/* A recursive-descent parser, in one file per kind of definition. Functions that parse something
 * return FALSE or NULL when it cannot be had; then the mistake has been reported, or must be
 * silent, and the nearest loop over definitions or members recovers with idl_parser_recover(). */
typedef struct
{
  IdlModel         *model;
  const IdlSources *sources;
  IdlDiagnostics   *diagnostics;

  GArray *tokens; /* of IdlToken; misspelt keywords are mended in it */
  guint   next;

  IdlScope  *root;
  IdlScope  *scope;    /* what is being read stands in it */
  IdlNode   *parent;   /* (nullable): the same, as a node */
  GPtrArray *siblings; /* of IdlNode: where definitions go */

  GHashTable *forward; /* IdlNode → where it stands: declared, and not yet defined */
  GHashTable *gappy;   /* GPtrArray: siblings with gaps */

  guint        depth;
  gboolean     in_typedef; /* right behind the keyword: a type may be defined here */
  gboolean     gave_up; /* the cursor was put to the end */
  guint        n_angles; /* templates open around an expression */
  const gchar *refusal;  /* (nullable): why the declaration being read cannot be supported */
  gboolean     is_maimed; /* an include is missing, or the like: unknown names are no news */
  GHashTable  *suspects; /* names that were read over while recovering: not unknown, just unread */
  GHashTable  *own_annotations; /* "A::B" → IdlAnnotationSpec: declared by @annotation */
} IdlParser;

/* What stands before a definition. */
typedef struct
{
  const gchar *doc;
  GPtrArray   *annotations; /* of IdlAnnotation */
  gboolean     unsound;     /* an annotation was left out, since something is wrong with it */
} IdlPrefix;

/* parser-cursor.c: looking at tokens and taking them */
const IdlToken *idl_parser_peek       (const IdlParser *parser, guint ahead);
const IdlToken *idl_parser_take       (IdlParser *parser);
gboolean        idl_parser_at         (const IdlParser *parser, guint16 punctuator);
gboolean        idl_parser_at_word    (const IdlParser *parser, const gchar *word);
gboolean        idl_parser_accept     (IdlParser *parser, guint16 punctuator);
gboolean        idl_parser_accept_word (IdlParser *parser, const gchar *word);
gboolean        idl_parser_expect     (IdlParser *parser, guint16 punctuator, const gchar *after);
gboolean        idl_parser_expect_brace (IdlParser *parser, IdlLocation open);
gboolean        idl_parser_expect_end (IdlParser *parser, const gchar *after);
void            idl_parser_unexpected (IdlParser *parser, const gchar *wanted);
void            idl_parser_missing    (IdlParser *parser, const gchar *wanted);
gboolean        idl_parser_enter      (IdlParser *parser);
void            idl_parser_leave      (IdlParser *parser);
void            idl_parser_recover    (IdlParser *parser);
void            idl_parser_skip_list  (IdlParser *parser);
void            idl_parser_refuse (IdlParser *parser, IdlLocation where, const gchar *format, ...)
  G_GNUC_PRINTF (3, 4);

/* keyword.c */
gboolean     idl_keyword_is_reserved  (const gchar *word, const gchar **out_keyword);
gboolean     idl_keyword_is_definition (const gchar *word);
void         idl_keyword_suggest_definitions (IdlSuggestion *suggestion);
void         idl_keyword_suggest_types (IdlSuggestion *suggestion);
const gchar *idl_keyword_translate    (const gchar *foreign);

/* parser-name.c: declaring and resolving */
const gchar *idl_parser_read_name    (IdlParser *parser, const gchar *what, IdlLocation *out_where);
IdlSymbol   *idl_parser_resolve      (IdlParser *parser, const gchar *what, IdlLocation *out_where);
IdlNode     *idl_parser_declare (IdlParser       *parser,
                                 IdlNodeKind      kind,
                                 const gchar     *name,
                                 IdlLocation      where,
                                 const IdlPrefix *prefix);
void         idl_parser_withdraw     (IdlParser *parser, IdlNode *node);
void         idl_parser_open_scope   (IdlParser *parser, IdlNode *node);
void         idl_parser_close_scope  (IdlParser *parser, IdlNode *node);
const gchar *idl_node_describe       (const IdlNode *node);

/* parser-type.c */
IdlType *idl_parser_read_type       (IdlParser *parser, const gchar *what);
void     idl_parser_measure (IdlParser *parser, IdlNode *node);
IdlType *idl_parser_read_dimensions (IdlParser *parser, IdlType *element);
gboolean idl_parser_is_complete     (IdlParser *parser, const IdlType *type, IdlLocation where);
void     idl_parser_use_by_value    (IdlParser *parser, const IdlType *type);

/* parser-constant.c */
gboolean idl_parser_read_constant (IdlParser *parser, const IdlType *type, IdlConstant *out_value);
gboolean idl_parser_read_bound    (IdlParser *parser, guint64 *out_bound);
gboolean idl_parser_read_const    (IdlParser *parser, const IdlPrefix *prefix);

/* parser-annotation.c */
void idl_parser_read_prefix   (IdlParser *parser, IdlPrefix *out_prefix);
void idl_parser_extend_prefix (IdlParser *parser, IdlPrefix *prefix);
void idl_parser_annotate      (IdlParser *parser, IdlNode *node);
void idl_parser_annotate_type (IdlParser         *parser,
                               IdlType           *type,
                               IdlAnnotationPlace place,
                               const IdlPrefix   *prefix);
gboolean idl_prefix_has       (const IdlPrefix *prefix, const gchar *name);

/* parser-annotation-dcl.c */
const IdlAnnotationSpec *idl_parser_find_annotation (IdlParser *parser, const gchar *name);
void                     idl_parser_read_annotation_declaration (IdlParser *parser);

/* parser-template.c */
IdlType *idl_parser_read_template (IdlParser *parser, gboolean *out_known);

/* parser-bits.c */
gboolean idl_parser_at_bits      (const IdlParser *parser);
gboolean idl_parser_read_bitset  (IdlParser *parser, const IdlPrefix *prefix);
gboolean idl_parser_read_bitmask (IdlParser *parser, const IdlPrefix *prefix);

/* parser-enum.c */
gboolean idl_parser_read_enum (IdlParser *parser, const IdlPrefix *prefix, IdlNode **out_node);

/* parser-native.c */
gboolean idl_parser_at_native   (const IdlParser *parser);
gboolean idl_parser_read_native (IdlParser *parser, const IdlPrefix *prefix);

/* parser-struct.c */
void     idl_parser_read_base      (IdlParser *parser, IdlNode *node);
gboolean idl_parser_read_struct    (IdlParser *parser, const IdlPrefix *prefix, IdlNode **out_node);
gboolean idl_parser_read_exception (IdlParser *parser, const IdlPrefix *prefix);
gboolean idl_parser_read_union     (IdlParser *parser, const IdlPrefix *prefix, IdlNode **out_node);
gboolean idl_parser_read_member    (IdlParser *parser, const IdlPrefix *prefix, GPtrArray *nodes);
gboolean idl_parser_read_forward   (IdlParser       *parser,
                                    const IdlPrefix *prefix,
                                    IdlNodeKind      kind,
                                    const gchar     *name,
                                    IdlLocation      where);
void     idl_parser_leave_gap      (IdlParser *parser, const IdlNode *node);
void     idl_parser_close_gaps     (IdlParser *parser);
void     idl_parser_finish         (IdlParser *parser, IdlNode *node, gboolean read);
gboolean idl_parser_read_typedef   (IdlParser *parser, const IdlPrefix *prefix);

/* parser-interface.c */
gboolean idl_parser_read_interface (IdlParser *parser, const IdlPrefix *prefix);

/* parser-suggest.c: what may have been meant by an unknown name */
void idl_parser_suggest_name (IdlParser      *parser,
                              const IdlScope *scope,
                              gboolean        qualified,
                              const gchar    *what,
                              const IdlToken *token);
void idl_parser_offer_names  (const IdlParser *parser, IdlSuggestion *suggestion);

/* parser-foreign.c: what other languages have, and what to write instead */
const gchar *idl_foreign_translate_definition (const gchar *word);
void         idl_parser_pass_modifiers  (IdlParser *parser);
void         idl_parser_pass_declarator (IdlParser *parser);
void         idl_parser_pass_value      (IdlParser *parser, const gchar *advice);
gboolean     idl_parser_pass_body       (IdlParser *parser);
gboolean     idl_parser_at_function     (IdlParser *parser);
gboolean     idl_parser_accept_heir     (IdlParser *parser);

/* parser-refused.c: what is understood, and not supported */
gboolean idl_parser_at_refused   (const IdlParser *parser);
gboolean idl_parser_read_refused (IdlParser *parser);

/* parser-corba.c: names that CORBA has and nobody declares */
IdlType *idl_parser_read_corba_type (IdlParser *parser);
gboolean idl_parser_skip_corba_base (IdlParser *parser);
gboolean idl_parser_skip_corba_exception (IdlParser *parser);

/* parser.c */
void     idl_parser_mend_keyword   (IdlParser *parser);
gboolean idl_parser_read_definition (IdlParser       *parser,
                                     const IdlPrefix *prefix,
                                     gboolean        *out_was_definition);
