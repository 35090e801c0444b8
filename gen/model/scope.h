/* SPDX-License-Identifier: MIT */

#pragma once

#include "model.h"

/* A name in a scope. */
typedef struct
{
  const gchar *name;
  IdlLocation  where;
  IdlNode     *node;    /* NULL: nothing that can be used */
  const gchar
    *refusal; /* why not: (nullable) "value types … are not supported"; NULL: it was reported */
} IdlSymbol;

/* Where names are declared and looked up. Two names that differ only in case collide; a reference
 * has to match exactly. */
struct _IdlScope
{
  IdlScope    *parent;  /* (nullable): of the outermost */
  const gchar *name;    /* (nullable): of the outermost */
  GHashTable  *symbols; /* (nullable): name → IdlSymbol, in any case of letters */
  GHashTable  *used;    /* (nullable): the same: names from outside that were used here */
  GPtrArray   *bases;   /* of IdlScope: an interface's, and theirs, each once */
};

IdlScope *idl_scope_new (IdlModel *model, IdlScope *parent, const gchar *name);

/* Drops all names of a scope that nobody will look into again. */
void idl_scope_forget (IdlScope *scope);

/* What is declared in base can be seen in scope. */
void idl_scope_add_base (IdlModel *model, IdlScope *scope, IdlScope *base);

/* (nullable): the symbol of that name, or one that differs only in case, in this very scope. */
IdlSymbol *idl_scope_find (const IdlScope *scope, const gchar *name);

/* Adds a symbol; there is none that collides. */
IdlSymbol *idl_scope_add (IdlModel    *model,
                          IdlScope    *scope,
                          const gchar *name,
                          IdlLocation  where,
                          IdlNode     *node);

/* (nullable): exactly that name, here or inherited. */
IdlSymbol *idl_scope_look_up (const IdlScope *scope, const gchar *name);

/* (nullable): exactly that name, here, inherited, or in the scopes around. */
IdlSymbol *idl_scope_resolve (const IdlScope *scope, const gchar *name);

/* Remembers that the name of the symbol means it in this scope, from now on. */
void idl_scope_use (IdlScope *scope, IdlSymbol *symbol);

/* (nullable): a symbol from outside that was used here under a name like this. */
const IdlSymbol *idl_scope_find_used (const IdlScope *scope, const gchar *name);

typedef void (*IdlSymbolFunc) (const IdlSymbol *symbol, gpointer user_data);

/* Calls func with what is declared in this very scope, in the order of the alphabet. */
void idl_scope_foreach (const IdlScope *scope, IdlSymbolFunc func, gpointer user_data);
