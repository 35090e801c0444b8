/* SPDX-License-Identifier: MIT */

#pragma once

#include "compilation.h"
#include "model.h"

/* The parts of --docs: a page of Markdown for each file. Everything that has a name has an anchor,
 * an HTML one, since what is made of a heading differs from one reader of Markdown to another. */
typedef struct
{
  GString          *out;
  const IdlModel   *model;
  const IdlSources *sources;
  GHashTable       *anchors; /* those that were set: a module may be opened again */
} IdlPage;

/* What stands on the page about the nodes, each under a heading. */
void idl_page_add_nodes (IdlPage *self, const GPtrArray *nodes);

/* "Bank.Account", to be freed. */
gchar *idl_page_dup_anchor (const IdlNode *node);

/* The anchor itself; nothing if it was set already. */
void idl_page_add_anchor (IdlPage *self, const IdlNode *node);

/* The node's name as a link to where it is described: text is its name in full if NULL. */
void idl_page_add_link (IdlPage *self, const IdlNode *node, const gchar *text);

/* A type as IDL has it, a value likewise; names in them are links. */
void idl_page_add_type  (IdlPage *self, const IdlType *type);
void idl_page_add_value (IdlPage *self, const IdlConstant *value);
