/* SPDX-License-Identifier: MIT */

/* What the client's threads do. They are no actors: a `_sync` call blocks the thread. All of them
 * know nothing but the root; the names lead the calls to where they belong. */

#include "shelf.h"

#include "book.h"

static CosNamingName *
parse (Shelf *self, const gchar *string, GError **error)
{
  CosNamingName *name = NULL;

  return cos_naming_naming_context_ext_to_name_sync (self->root, string, &name, error) ? name
                                                                                       : NULL;
}

static gboolean
add_context (Shelf *self, const gchar *string, GError **error)
{
  CosNamingNamingContext            *root = NULL;
  g_autoptr (CosNamingNamingContext) added = NULL;
  g_autoptr (CosNamingName)          name = parse (self, string, error);

  if (name == NULL)
    return FALSE;

  root = cos_naming_naming_context_ext_as_naming_context (self->root);
  return cos_naming_naming_context_bind_new_context_sync (root, name, &added, error);
}

static gchar *
dup_name_of_book (Shelf *self, guint box, guint book)
{
  return g_strdup_printf ("shelf-%u/box-%u/book-%u.novel", self->number, box, book);
}

static gboolean
add_book (Shelf *self, guint box, guint book, GError **error)
{
  CosNamingNamingContext    *root = cos_naming_naming_context_ext_as_naming_context (self->root);
  g_autofree gchar          *string = dup_name_of_book (self, box, book);
  g_autofree gchar          *title = g_strdup_printf ("Book %u of box %u of shelf %u",
                                                      book, box, self->number);
  g_autoptr (CosNamingName)  name = parse (self, string, error);

  if (name == NULL)
    return FALSE;

  self->books[box][book] = book_spawn (title, error);

  return self->books[box][book] != NULL
         && cos_naming_naming_context_bind_sync (root, name, self->books[box][book], error);
}

static gboolean
fill_box (Shelf *self, guint box, GError **error)
{
  g_autofree gchar *name = g_strdup_printf ("shelf-%u/box-%u", self->number, box);

  if (!add_context (self, name, error))
    return FALSE;

  for (guint book = 0; book < BOOKS; book++)
    if (!add_book (self, box, book, error))
      return FALSE;

  return TRUE;
}

gboolean
shelf_fill (Shelf *self, GError **error)
{
  g_autofree gchar *name = g_strdup_printf ("shelf-%u", self->number);

  if (!add_context (self, name, error))
    return FALSE;

  for (guint box = 0; box < BOXES; box++)
    if (!fill_box (self, box, error))
      return FALSE;

  return TRUE;
}

static gboolean
check_book (Shelf *self, guint box, guint book, GError **error)
{
  g_autofree gchar     *name = dup_name_of_book (self, box, book);
  g_autoptr (OdeonRef)  found = NULL;

  if (!cos_naming_naming_context_ext_resolve_str_sync (self->root, name, &found, error))
    return FALSE;

  if (odeon_ref_equal (found, self->books[box][book]))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s is bound to another book", name);
  return FALSE;
}

/* Reads all names back. */
gboolean
shelf_check (Shelf *self, GError **error)
{
  for (guint box = 0; box < BOXES; box++)
    for (guint book = 0; book < BOOKS; book++)
      if (!check_book (self, box, book, error))
        return FALSE;

  return TRUE;
}

void
shelf_clear (Shelf *self)
{
  for (guint box = 0; box < BOXES; box++)
    for (guint book = 0; book < BOOKS; book++)
      g_clear_pointer (&self->books[box][book], odeon_ref_unref);
}
