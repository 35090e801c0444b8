/* SPDX-License-Identifier: MIT */

/* A client of the naming service. Four threads bind a thousand names, each leading through three
 * contexts; four others read them back; then the bindings are counted, names are taken to strings
 * and in circles, and a few things are tried that a naming service must refuse. */

#include "book.h"
#include "census.h"
#include "naming-context.h"
#include "refusals.h"
#include "shelf.h"

/* --- Threads ---------------------------------------------------------------------------------- */

typedef gboolean (*ShelfFunc) (Shelf *shelf, GError **error);

typedef struct
{
  Shelf     *shelf;
  ShelfFunc  function;
} Job;

/* Returns the error, if any. */
static gpointer
work (gpointer data)
{
  Job    *job = data;
  GError *error = NULL;

  job->function (job->shelf, &error);

  return error;
}

/* One thread to a shelf. The first error is the one reported. */
static gboolean
for_each_shelf (Shelf *shelves, ShelfFunc function, GError **error)
{
  GThread *threads[SHELVES];
  Job      jobs[SHELVES];
  GError  *first = NULL;

  for (guint i = 0; i < SHELVES; i++)
    {
      jobs[i] = (Job) { &shelves[i], function };
      threads[i] = g_thread_new ("client", work, &jobs[i]);
    }

  for (guint i = 0; i < SHELVES; i++)
    {
      GError *failure = g_thread_join (threads[i]);

      if (first == NULL)
        first = failure;
      else
        g_clear_error (&failure);
    }

  if (first == NULL)
    return TRUE;

  g_propagate_error (error, first);
  return FALSE;
}

static gboolean
fill_and_check (Shelf *shelves, GError **error)
{
  if (!for_each_shelf (shelves, shelf_fill, error))
    return FALSE;
  g_print ("%d threads bound %d names\n", SHELVES, SHELVES * BOXES * BOOKS);

  if (!for_each_shelf (shelves, shelf_check, error))
    return FALSE;
  g_print ("%d threads resolved them, each to the book that it was bound to\n", SHELVES);

  return TRUE;
}

/* --- What there is ---------------------------------------------------------------------------- */

static gboolean
print_census (CosNamingNamingContext *root, GError **error)
{
  Census census = { 0 };

  if (!census_take (&census, root, error))
    return FALSE;
  g_print ("the iterators listed %u objects and %u contexts, in %u portions\n",
           census.objects, census.contexts, census.portions);

  return TRUE;
}

static gboolean
print_title (CosNamingNamingContextExt *root, const gchar *name, GError **error)
{
  g_autoptr (OdeonRef)  book = NULL;
  g_autofree gchar     *title = NULL;

  if (!cos_naming_naming_context_ext_resolve_str_sync (root, name, &book, error))
    return FALSE;

  title = book_ask_title (book, error);
  if (title == NULL)
    return FALSE;
  g_print ("%s is \"%s\"\n", name, title);

  return TRUE;
}

/* Contexts form a graph: a name may go around in it as often as it likes. */
static gboolean
go_in_circles (CosNamingNamingContextExt *root, GError **error)
{
  CosNamingNamingContext    *context = cos_naming_naming_context_ext_as_naming_context (root);
  g_autoptr (CosNamingName)  door = NULL;

  return cos_naming_naming_context_ext_to_name_sync (root, "shelf-0/door", &door, error)
         && cos_naming_naming_context_bind_context_sync (context, door, context, error)
         && print_title (root, "shelf-0/door/shelf-0/door/shelf-3/box-4/book-49.novel", error)
         && cos_naming_naming_context_unbind_sync (context, door, error);
}

/* bind() will not touch a name that is bound already; rebind() is for that. */
static gboolean
publish_again (CosNamingNamingContextExt *root, GError **error)
{
  CosNamingNamingContext    *context = cos_naming_naming_context_ext_as_naming_context (root);
  const gchar               *string = "shelf-2/box-0/book-0.novel";
  g_autoptr (CosNamingName)  name = NULL;
  g_autoptr (OdeonRef)       book = book_spawn ("A better book", error);

  return book != NULL
         && cos_naming_naming_context_ext_to_name_sync (root, string, &name, error)
         && cos_naming_naming_context_rebind_sync (context, name, book, error)
         && print_title (root, string, error);
}

static gboolean
print_escapes (CosNamingNamingContextExt *root, GError **error)
{
  g_autoptr (CosNamingNameComponent)  component = cos_naming_name_component_new ();
  g_autoptr (CosNamingName)           name = cos_naming_name_new ();
  g_autofree gchar                   *string = NULL;
  g_autofree gchar                   *url = NULL;

  component->id = g_strdup ("TCP/IP Illustrated");
  component->kind = g_strdup ("vol.1");
  g_ptr_array_add (name, g_steal_pointer (&component));

  if (!cos_naming_naming_context_ext_to_string_sync (root, name, &string, error)
      || !cos_naming_naming_context_ext_to_url_sync (root, ":books.example:2809", string, &url,
                                                     error))
    return FALSE;
  g_print ("%s\n%s\n", string, url);

  return TRUE;
}

/* ---------------------------------------------------------------------------------------------- */

static gboolean
run (GError **error)
{
  OdeonSpawner                         *spawner = ODEON_SPAWNER (odeon_system_get_default ());
  g_autoptr (CosNamingNamingContextExt) root = NULL;
  Shelf                                 shelves[SHELVES] = { 0 };
  gboolean                              ok;

  root = cos_naming_naming_context_ext_spawn (spawner, NAMING_TYPE_CONTEXT, NULL, error, NULL);
  if (root == NULL)
    return FALSE;

  for (guint i = 0; i < SHELVES; i++)
    {
      shelves[i].root = root;
      shelves[i].number = i;
    }

  ok = fill_and_check (shelves, error)
       && print_census (cos_naming_naming_context_ext_as_naming_context (root), error)
       && go_in_circles (root, error)
       && publish_again (root, error)
       && print_escapes (root, error)
       && print_refusals (root, error);

  for (guint i = 0; i < SHELVES; i++)
    shelf_clear (&shelves[i]);

  return ok;
}

static gboolean
shut_down (GError **error)
{
  g_autoptr (OdeonFuture) finished = odeon_system_shut_down (odeon_system_get_default ());

  return odeon_future_await (finished, error);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;

  if (!run (&error) || !shut_down (&error))
    {
      g_printerr ("naming: %s\n", error->message);
      return 1;
    }

  return 0;
}
