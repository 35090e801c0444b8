/* SPDX-License-Identifier: MIT */

#pragma once

#include "c-types.h"

/* One GTK-Doc comment block with GIR annotations, written from top to bottom: the symbol, its
 * parameters, text, what is returned. What the IDL's own comment says about a parameter or the
 * result comes before what the emitter has to say. */
typedef struct _IdlDoc IdlDoc;

/* annotations: of the symbol, or "". node: (nullable): whose comment is carried over */
IdlDoc *idl_doc_new  (const gchar *symbol, const gchar *annotations, const IdlNode *node);
void    idl_doc_free (IdlDoc *doc);

void idl_doc_add_parameter (IdlDoc      *doc,
                            const gchar *name,
                            const gchar *annotations,
                            const gchar *text);

/* idl_name: the name by which the IDL's comment knows the parameter; "result" is what `Returns:`
 * describes there. text: what to say if it does not. */
void idl_doc_add_typed (IdlDoc        *doc,
                        const gchar   *name,
                        const gchar   *idl_name,
                        const IdlType *type,
                        IdlPosition    position,
                        const gchar   *text);

/* A paragraph; and the paragraphs of the IDL's comment. */
void idl_doc_add_text (IdlDoc *doc, const gchar *text);
void idl_doc_add_body (IdlDoc *doc);

void idl_doc_add_returns (IdlDoc *doc, const gchar *annotations, const gchar *text);

/* What the IDL says of a parameter, or of the "result" (nullable); and the rest of its
 * comment. */
const gchar *idl_doc_get_entry (const IdlDoc *doc, const gchar *name);
const gchar *idl_doc_get_body  (const IdlDoc *doc);

/* The comment, to be freed; without a line's end after the last. */
gchar *idl_doc_to_string (const IdlDoc *doc);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlDoc, idl_doc_free)

/* The first paragraph of the node's comment on one line, to be freed; text if it has none. */
gchar *idl_doc_dup_summary (const IdlNode *node, const gchar *text);
