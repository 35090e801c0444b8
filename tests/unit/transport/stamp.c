/* SPDX-License-Identifier: MIT */

#include "stamp.h"

#include <string.h>

const StampEvent *stamp_event;

static gint n_alive;  /* atomic */
static gint n_packed; /* atomic */

PostStamp *
stamp_new (gint32 number, gsize weight)
{
  PostStamp *self = g_new (PostStamp, 1);

  *self = (PostStamp) { 1, number, weight };
  g_atomic_int_inc (&n_alive);

  return self;
}

static PostStamp *
stamp_ref (PostStamp *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

static void
stamp_unref (PostStamp *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_atomic_int_add (&n_alive, -1);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (PostStamp, post_stamp, stamp_ref, stamp_unref)

gint
stamp_count (void)
{
  return g_atomic_int_get (&n_alive);
}

gint
stamp_count_packed (void)
{
  return g_atomic_int_get (&n_packed);
}

static void
happen (gint32 number, gboolean packs)
{
  if (stamp_event != NULL && stamp_event->number == number)
    stamp_event->run (packs);
}

GBytes *
post_stamp_pack (const PostStamp *self)
{
  gsize    size = sizeof self->number + self->weight;
  gpointer octets;

  g_atomic_int_inc (&n_packed);
  happen (self->number, TRUE);
  if (self->number < 0)
    return NULL;

  octets = g_malloc0 (size);
  memcpy (octets, &self->number, sizeof self->number);

  return g_bytes_new_take (octets, size);
}

PostStamp *
post_stamp_unpack (GBytes *packed, GError **error)
{
  gsize         size;
  gconstpointer data = g_bytes_get_data (packed, &size);
  gint32        number = 13;

  if (size >= sizeof number)
    memcpy (&number, data, sizeof number);
  happen (number, FALSE);
  if (number != 13)
    return stamp_new (number, size - sizeof number);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "it is forged");
  return NULL;
}
