/* SPDX-License-Identifier: MIT */

#include "odeon-quic-ids-private.h"

#include "odeon-environment-private.h"

#include <string.h>

/* A token is as long as an id may be: what it is belongs to the key. */
typedef enum
{
  KIND_ID,
  KIND_TOKEN
} Kind;

struct _OdeonQuicId
{
  OdeonQuicId         *next; /* of the same connection */
  OdeonQuicConnection *owner;
  guint8               kind;
  guint8               size;
  guint8               bytes[NGTCP2_MAX_CIDLEN];
};

G_STATIC_ASSERT (ODEON_QUIC_TOKEN_SIZE <= NGTCP2_MAX_CIDLEN);

static guint64
get_seed (void)
{
  static gsize seed;

  if (g_once_init_enter (&seed))
    {
      gsize drawn;

      _odeon_environment->random (&drawn, sizeof drawn);
      g_once_init_leave (&seed, drawn | 1);
    }

  return seed;
}

static guint
hash_id (gconstpointer key)
{
  const OdeonQuicId *self = key;
  guint64            words[3] = { 0, 0, 0 };
  guint64            hash = get_seed () ^ (guint64) (self->size * 2 + self->kind);

  memcpy (words, self->bytes, self->size);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      hash = (hash ^ words[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      hash ^= hash >> 29;
    }

  return (guint) (hash >> 32);
}

static gboolean
is_equal (gconstpointer a, gconstpointer b)
{
  const OdeonQuicId *one = a;
  const OdeonQuicId *other = b;

  return one->kind == other->kind && one->size == other->size
         && memcmp (one->bytes, other->bytes, one->size) == 0;
}

void
_odeon_quic_ids_init (OdeonQuicIds *self)
{
  self->table = g_hash_table_new_full (hash_id, is_equal, g_free, NULL);
  self->recent = NULL;
}

void
_odeon_quic_ids_clear (OdeonQuicIds *self)
{
  g_clear_pointer (&self->table, g_hash_table_unref);
}

void
_odeon_quic_id_draw (ngtcp2_cid *out_id)
{
  out_id->datalen = ODEON_QUIC_ID_SIZE;
  _odeon_environment->random (out_id->data, out_id->datalen);
}

static void
set_key (OdeonQuicId *self, Kind kind, const guint8 *bytes, gsize size)
{
  self->kind = (guint8) kind;
  self->size = (guint8) MIN (size, sizeof self->bytes);
  memcpy (self->bytes, bytes, self->size);
}

static gboolean
add (OdeonQuicIds        *self,
     OdeonQuicIdList     *list,
     Kind                 kind,
     const guint8        *bytes,
     gsize                size,
     OdeonQuicConnection *owner)
{
  OdeonQuicId *id = g_new0 (OdeonQuicId, 1);

  set_key (id, kind, bytes, size);
  if (g_hash_table_contains (self->table, id))
    {
      g_free (id);
      return FALSE;
    }

  id->owner = owner;
  id->next = list->first;
  list->first = id;

  return g_hash_table_add (self->table, id);
}

static void
drop (OdeonQuicIds *self, OdeonQuicIdList *list, Kind kind, const guint8 *bytes, gsize size)
{
  OdeonQuicId key;

  set_key (&key, kind, bytes, size);
  for (OdeonQuicId **place = &list->first; *place != NULL; place = &(*place)->next)
    if (is_equal (*place, &key))
      {
        OdeonQuicId *id = *place;

        *place = id->next;
        if (self->recent == id)
          self->recent = NULL;
        g_hash_table_remove (self->table, id);
        return;
      }
}

static OdeonQuicConnection *
find (OdeonQuicIds *self, Kind kind, const guint8 *bytes, gsize size)
{
  OdeonQuicId  key;
  OdeonQuicId *id;

  set_key (&key, kind, bytes, size);
  if (self->recent != NULL && is_equal (self->recent, &key))
    return self->recent->owner;

  id = g_hash_table_lookup (self->table, &key);
  if (id == NULL)
    return NULL;
  self->recent = id;

  return id->owner;
}

gboolean
_odeon_quic_ids_add (OdeonQuicIds        *self,
                     OdeonQuicIdList     *list,
                     const guint8        *id,
                     gsize                size,
                     OdeonQuicConnection *owner)
{
  return add (self, list, KIND_ID, id, size, owner);
}

void
_odeon_quic_ids_remove (OdeonQuicIds *self, OdeonQuicIdList *list, const guint8 *id, gsize size)
{
  drop (self, list, KIND_ID, id, size);
}

void
_odeon_quic_ids_forget (OdeonQuicIds *self, OdeonQuicIdList *list)
{
  while (list->first != NULL)
    drop (self, list, list->first->kind, list->first->bytes, list->first->size);
}

OdeonQuicConnection *
_odeon_quic_ids_find (OdeonQuicIds *self, const guint8 *id, gsize size)
{
  return find (self, KIND_ID, id, size);
}

gboolean
_odeon_quic_ids_add_token (OdeonQuicIds        *self,
                           OdeonQuicIdList     *list,
                           const guint8        *token,
                           OdeonQuicConnection *owner)
{
  return add (self, list, KIND_TOKEN, token, ODEON_QUIC_TOKEN_SIZE, owner);
}

void
_odeon_quic_ids_remove_token (OdeonQuicIds *self, OdeonQuicIdList *list, const guint8 *token)
{
  drop (self, list, KIND_TOKEN, token, ODEON_QUIC_TOKEN_SIZE);
}

OdeonQuicConnection *
_odeon_quic_ids_find_token (OdeonQuicIds *self, const guint8 *token)
{
  return find (self, KIND_TOKEN, token, ODEON_QUIC_TOKEN_SIZE);
}
