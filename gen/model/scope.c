/* SPDX-License-Identifier: MIT */

/* Scopes as IDL nests them: a module's, however often it is reopened, an interface's with those
 * it inherits from, a struct's, an operation's. Symbols are found by their folded name, and then
 * judged by how they are spelt. */

#include "scope.h"

/* Names are equal here that differ in case only. */
static guint
hash_folded (gconstpointer key)
{
  guint32 hash = 5381;

  for (const gchar *at = key; *at != '\0'; at++)
    hash = hash * 33 + (guchar) g_ascii_tolower (*at);
  return hash;
}

static gboolean
equal_folded (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (a, b) == 0;
}

static void
free_tables (gpointer data)
{
  idl_scope_forget (data);
}

IdlScope *
idl_scope_new (IdlModel *model, IdlScope *parent, const gchar *name)
{
  IdlScope *self = idl_model_alloc (model, sizeof *self);

  self->parent = parent;
  self->name = name;
  self->bases = model->none;
  return idl_model_own (model, self, free_tables);
}

void
idl_scope_forget (IdlScope *self)
{
  g_clear_pointer (&self->symbols, g_hash_table_unref);
  g_clear_pointer (&self->used, g_hash_table_unref);
}

void
idl_scope_add_base (IdlModel *model, IdlScope *self, IdlScope *base)
{
  if (self->bases == model->none)
    self->bases = idl_model_new_array (model);
  if (!g_ptr_array_find (self->bases, base, NULL))
    g_ptr_array_add (self->bases, base);
  for (guint i = 0; i < base->bases->len; i++)
    if (!g_ptr_array_find (self->bases, g_ptr_array_index (base->bases, i), NULL))
      g_ptr_array_add (self->bases, g_ptr_array_index (base->bases, i));
}

/* Makes the table: most scopes have nothing in theirs. */
static void
enter (GHashTable **table, IdlSymbol *symbol)
{
  if (*table == NULL)
    *table = g_hash_table_new (hash_folded, equal_folded);
  g_hash_table_replace (*table, (gpointer) symbol->name, symbol);
}

static IdlSymbol *
find (GHashTable *table, const gchar *name)
{
  return table != NULL ? g_hash_table_lookup (table, name) : NULL;
}

IdlSymbol *
idl_scope_find (const IdlScope *self, const gchar *name)
{
  return find (self->symbols, name);
}

IdlSymbol *
idl_scope_add (IdlModel *model, IdlScope *self, const gchar *name, IdlLocation where, IdlNode *node)
{
  IdlSymbol *symbol = idl_model_alloc (model, sizeof *symbol);

  symbol->name = idl_model_keep_string (model, name);
  symbol->where = where;
  symbol->node = node;
  enter (&self->symbols, symbol);
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
      symbol = idl_scope_find (g_ptr_array_index (self->bases, i), name);
      if (symbol != NULL && g_str_equal (symbol->name, name))
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
    enter (&self->used, symbol);
}

const IdlSymbol *
idl_scope_find_used (const IdlScope *self, const gchar *name)
{
  return find (self->used, name);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (((const IdlSymbol *) a)->name, ((const IdlSymbol *) b)->name);
}

/* A table's order is nobody's. */
void
idl_scope_foreach (const IdlScope *self, IdlSymbolFunc func, gpointer user_data)
{
  g_autoptr (GList) symbols =
    self->symbols != NULL ? g_hash_table_get_values (self->symbols) : NULL;

  symbols = g_list_sort (symbols, compare_names);
  for (const GList *item = symbols; item != NULL; item = item->next)
    func (item->data, user_data);
}
