/* SPDX-License-Identifier: MIT */

/* Who is in the room, as references that came over the network. One whose machine is gone is told
 * by the failure of its call, and the others hear that it has left. */

#include "room.h"

struct _Room
{
  OdeonActor parent_instance;

  GHashTable *guests; /* of ChatGuest, by name */
};

/* Each in turn; who does not hear any more is left out, and named in @gone. */
static void
tell_all (Room *self, const gchar *who, const gchar *words, GPtrArray *gone)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->guests),
                                         (GCompareFunc) g_strcmp0);

  for (GList *l = names; l != NULL; l = l->next)
    {
      ChatGuest *guest = g_hash_table_lookup (self->guests, l->data);

      if (guest != NULL && !chat_guest_hear_await (chat_guest_hear (guest, who, words), NULL))
        g_ptr_array_add (gone, g_strdup (l->data));
    }
}

static void
announce (Room *self, const gchar *who, const gchar *words)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);

  tell_all (self, who, words, gone);
  for (guint i = 0; i < gone->len; i++)
    g_hash_table_remove (self->guests, gone->pdata[i]);
  for (guint i = 0; i < gone->len; i++)
    announce (self, gone->pdata[i], "(is gone)");
}

static gboolean
room_enter (ChatRoomImpl *impl, const gchar *name, ChatGuest *listener, GError **error)
{
  Room *self = EXAMPLE_ROOM (impl);

  if (listener == NULL || g_hash_table_contains (self->guests, name))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN, "There is a %s already", name);
      return FALSE;
    }

  g_hash_table_insert (self->guests, g_strdup (name), odeon_ref_ref (listener));
  announce (self, name, "(comes in)");

  return TRUE;
}

static gboolean
room_say (ChatRoomImpl *impl, const gchar *name, const gchar *words, GError **error G_GNUC_UNUSED)
{
  announce (EXAMPLE_ROOM (impl), name, words);

  return TRUE;
}

static gboolean
room_leave (ChatRoomImpl *impl, const gchar *name, GError **error G_GNUC_UNUSED)
{
  Room *self = EXAMPLE_ROOM (impl);

  if (g_hash_table_remove (self->guests, name))
    announce (self, name, "(leaves)");

  return TRUE;
}

static void
room_implement (ChatRoomImplInterface *iface)
{
  iface->enter = room_enter;
  iface->say = room_say;
  iface->leave = room_leave;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Room, room, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_ROOM_IMPL, room_implement))

static void
room_finalize (GObject *object)
{
  g_hash_table_unref (EXAMPLE_ROOM (object)->guests);

  G_OBJECT_CLASS (room_parent_class)->finalize (object);
}

static void
room_class_init (RoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = room_finalize;
}

static void
room_init (Room *self)
{
  self->guests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, odeon_ref_unref);
}
