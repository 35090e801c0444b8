/* SPDX-License-Identifier: MIT */

/* Scopes as IDL nests them: a module's, however often it is reopened, an interface's with those
 * it inherits from, a struct's, an operation's. Symbols are found by their folded name, and then
 * judged by how they are spelt. */

#include "scope.h"

IdlScope *
idl_scope_new (IdlModel *model, IdlScope *parent, const gchar *name)
{
  IdlScope *self = idl_model_own (model, g_new0 (IdlScope, 1), g_free);

  self->parent = parent;
  self->name = name;
  self->symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->bases = idl_model_new_array (model);
  idl_model_own (model, self->symbols, (GDestroyNotify) g_hash_table_unref);
  idl_model_own (model, self->used, (GDestroyNotify) g_hash_table_unref);
  return self;
}

IdlSymbol *
idl_scope_find (const IdlScope *self, const gchar *name)
{
  g_autofree gchar *folded = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->symbols, folded);
}

IdlSymbol *
idl_scope_add (IdlModel *model, IdlScope *self, const gchar *name, IdlLocation where, IdlNode *node)
{
  IdlSymbol *symbol = idl_model_own (model, g_new0 (IdlSymbol, 1), g_free);

  symbol->name = idl_model_own_string (model, g_strdup (name));
  symbol->where = where;
  symbol->node = node;
  g_hash_table_replace (self->symbols, g_ascii_strdown (name, -1), symbol);
  return symbol;
}

IdlSymbol *
idl_scope_look_up (const IdlScope *self, const gchar *name)
{
  IdlSymbol *symbol = idl_scope_find (self, name);

  if (symbol != NULL && g_str_equal (symbol->name, name))
    return symbol;
  for (guint i = 0; i < self->bases->len; i++)
    {
      symbol = idl_scope_look_up (g_ptr_array_index (self->bases, i), name);
      if (symbol != NULL)
        return symbol;
    }
  return NULL;
}

IdlSymbol *
idl_scope_resolve (const IdlScope *self, const gchar *name)
{
  for (; self != NULL; self = self->parent)
    {
      IdlSymbol *symbol = idl_scope_look_up (self, name);

      if (symbol != NULL)
        return symbol;
    }
  return NULL;
}

void
idl_scope_use (IdlScope *self, IdlSymbol *symbol)
{
  if (idl_scope_find (self, symbol->name) != symbol)
    g_hash_table_replace (self->used, g_ascii_strdown (symbol->name, -1), symbol);
}

const IdlSymbol *
idl_scope_find_used (const IdlScope *self, const gchar *name)
{
  g_autofree gchar *folded = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->used, folded);
}

/* A table's order is nobody's: of equally good candidates the alphabet's first wins. */
static void
offer_symbols (const IdlScope *self, IdlSuggestion *suggestion)
{
  g_autoptr (GList) names =
    g_list_sort (g_hash_table_get_keys (self->symbols), (GCompareFunc) g_strcmp0);

  for (const GList *item = names; item != NULL; item = item->next)
    {
      const IdlSymbol *symbol = g_hash_table_lookup (self->symbols, item->data);

      if (symbol->node != NULL)
        idl_suggestion_offer (suggestion, symbol->name);
    }
}

void
idl_scope_suggest (const IdlScope *self, gboolean around, IdlSuggestion *suggestion)
{
  offer_symbols (self, suggestion);
  for (guint i = 0; i < self->bases->len; i++)
    idl_scope_suggest (g_ptr_array_index (self->bases, i), FALSE, suggestion);
  if (around && self->parent != NULL)
    idl_scope_suggest (self->parent, TRUE, suggestion);
}
