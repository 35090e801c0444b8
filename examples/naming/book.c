/* SPDX-License-Identifier: MIT */

#include "book.h"

struct _Book
{
  OdeonActor parent_instance;

  gchar *title;
};

G_DEFINE_FINAL_TYPE (Book, book, ODEON_TYPE_ACTOR)

enum
{
  PROP_TITLE = 1
};

static GVariant *
book_receive (OdeonActor *actor, GVariant *message G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return g_variant_new_string (EXAMPLE_BOOK (actor)->title);
}

static void
book_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TITLE:
      EXAMPLE_BOOK (object)->title = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
book_finalize (GObject *object)
{
  g_free (EXAMPLE_BOOK (object)->title);

  G_OBJECT_CLASS (book_parent_class)->finalize (object);
}

static void
book_class_init (BookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = book_set_property;
  object_class->finalize = book_finalize;
  ODEON_ACTOR_CLASS (klass)->receive = book_receive;

  g_object_class_install_property (
    object_class, PROP_TITLE,
    g_param_spec_string ("title", NULL, NULL, "",
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
book_init (Book *self G_GNUC_UNUSED)
{
}

/* --- From outside ----------------------------------------------------------------------------- */

OdeonRef *
book_spawn (const gchar *title, GError **error)
{
  return odeon_spawn (ODEON_SPAWNER (odeon_system_get_default ()), TYPE_BOOK, NULL, error,
                      "title", title, NULL);
}

gchar *
book_ask_title (OdeonRef *book, GError **error)
{
  g_autoptr (OdeonFuture) future = odeon_ref_ask (book, g_variant_new_tuple (NULL, 0));
  g_autoptr (GVariant)    title = NULL;

  if (!odeon_future_await (future, error))
    return NULL;

  title = odeon_future_dup_variant (future, error);

  return title != NULL ? g_variant_dup_string (title, NULL) : NULL;
}
