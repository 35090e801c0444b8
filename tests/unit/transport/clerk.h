/* SPDX-License-Identifier: MIT */

/* An actor of post.idl. */

#pragma once

#include "pair.h"
#include "stamp.h"

typedef struct
{
  OdeonActor parent_instance;

  PostOffice *kept;
  gint32      sum;
  gint64      n_notes;
  gboolean    is_disordered;
  GPtrArray  *hanging;
  GString    *files;
  GHashTable *scattered;
  gboolean    is_doubled;
  gint64      n_placed;
  gint64      last_placed;
  gboolean    is_misplaced;
  gint64      n_flashed;
  guint64     followed[2];
  gint32      n_unfollowed;
} Office;

typedef OdeonActorClass OfficeClass;

GType office_get_type (void);

/* What `wait` waits for; the test's. */
static Gate *office_gate;

/* (nullable): kept once a subscription has ended; the test's. */
static OdeonPromise *office_unfollowed;

static gboolean
office_add (PostOfficeImpl *impl, gint32 n, gint32 *out_result, GError **error G_GNUC_UNUSED)
{
  *out_result = ((Office *) impl)->sum += n;

  return TRUE;
}

static gboolean
office_copy (PostOfficeImpl *impl G_GNUC_UNUSED, GBytes *data, GBytes **out_result,
             GError **error G_GNUC_UNUSED)
{
  *out_result = g_bytes_ref (data);

  return TRUE;
}

static gboolean
office_refuse (PostOfficeImpl *impl G_GNUC_UNUSED, gint32 code, const gchar *why, GError **error)
{
  g_propagate_error (error, post_refused_new_error (code, why));

  return FALSE;
}

static gboolean
office_keep (PostOfficeImpl *impl, PostOffice *other, PostOffice **out_result,
             GError **error G_GNUC_UNUSED)
{
  Office *self = (Office *) impl;

  odeon_ref_unref (self->kept);
  self->kept = other != NULL ? odeon_ref_ref (other) : NULL;
  *out_result = other != NULL ? odeon_ref_ref (other) : NULL;

  return TRUE;
}

static gboolean
office_let_go (PostOfficeImpl *impl, GError **error G_GNUC_UNUSED)
{
  odeon_ref_unref (g_steal_pointer (&((Office *) impl)->kept));

  return TRUE;
}

static gboolean
office_is_kept (PostOfficeImpl *impl, OdeonRef *other, gboolean *out_result,
                GError **error G_GNUC_UNUSED)
{
  *out_result = odeon_ref_equal (other, ((Office *) impl)->kept);

  return TRUE;
}

static gboolean
office_ask_kept (PostOfficeImpl *impl, gint32 n, gint32 *out_result, GError **error)
{
  return post_office_add_sync (((Office *) impl)->kept, n, out_result, error);
}

static void
office_hang (PostOfficeImpl *impl, OdeonCall *call)
{
  g_ptr_array_add (((Office *) impl)->hanging, call);
}

static gboolean
office_count_hanging (PostOfficeImpl *impl, gint32 *out_result, GError **error G_GNUC_UNUSED)
{
  Office *self = (Office *) impl;

  *out_result = 0;
  for (guint i = 0; i < self->hanging->len; i++)
    *out_result += odeon_call_is_wanted (self->hanging->pdata[i]);

  return TRUE;
}

static gboolean
office_note (PostOfficeImpl *impl, gint64 number, GError **error G_GNUC_UNUSED)
{
  Office *self = (Office *) impl;

  if (number != self->n_notes)
    self->is_disordered = TRUE;
  if (!self->is_disordered)
    self->n_notes++;

  return TRUE;
}

static gboolean
office_count_notes (PostOfficeImpl *impl, gint64 *out_result, GError **error G_GNUC_UNUSED)
{
  Office *self = (Office *) impl;

  *out_result = self->is_disordered ? -self->n_notes : self->n_notes;

  return TRUE;
}

static gboolean
office_file (PostOfficeImpl *impl, const gchar *title, GBytes *page, GArray *numbers,
             PostOffice *from, GError **error G_GNUC_UNUSED)
{
  Office      *self = (Office *) impl;
  const gchar *who = from == NULL ? "nobody" : "somebody";
  gint         sum = 0;

  if (odeon_ref_equal (from, odeon_actor_get_ref (ODEON_ACTOR (self))))
    who = "me";
  for (guint i = 0; i < numbers->len; i++)
    sum += g_array_index (numbers, gint32, i);
  g_string_append_printf (self->files, "%s %u %d %s; ", title, (guint) g_bytes_get_size (page), sum,
                          who);

  return TRUE;
}

static gboolean
office_list_files (PostOfficeImpl *impl, gchar **out_result, GError **error G_GNUC_UNUSED)
{
  *out_result = g_strdup (((Office *) impl)->files->str);

  return TRUE;
}

static gboolean
office_wait (PostOfficeImpl *impl G_GNUC_UNUSED, GError **error)
{
  odeon_promise_set_boolean (office_gate->reached, TRUE);

  return odeon_future_await (office_gate->opened, error);
}

static gboolean
office_whatever (PostOfficeImpl *impl G_GNUC_UNUSED, GVariant *value, GVariant **out_result,
                 GError **error G_GNUC_UNUSED)
{
  *out_result = g_variant_ref (value);

  return TRUE;
}

static gboolean
office_open (PostOfficeImpl *impl, PostOffice **out_result, GError **error)
{
  *out_result = (PostOffice *) odeon_spawn (ODEON_SPAWNER (impl), office_get_type (), NULL, error,
                                            NULL);

  return *out_result != NULL;
}

static gboolean
office_scatter (PostOfficeImpl *impl, gint64 number, GError **error G_GNUC_UNUSED)
{
  Office *self = (Office *) impl;

  if (!g_hash_table_add (self->scattered, g_memdup2 (&number, sizeof number)))
    self->is_doubled = TRUE;

  return TRUE;
}

static gboolean
office_place (PostOfficeImpl *impl, gint64 number, GError **error G_GNUC_UNUSED)
{
  Office *self = (Office *) impl;

  if (number <= self->last_placed)
    self->is_misplaced = TRUE;
  self->last_placed = number;
  self->n_placed++;

  return TRUE;
}

static gboolean
office_flash (PostOfficeImpl *impl, gint64 number G_GNUC_UNUSED, GBytes *data G_GNUC_UNUSED,
              GError **error G_GNUC_UNUSED)
{
  ((Office *) impl)->n_flashed++;

  return TRUE;
}

static gboolean
office_pile (PostOfficeImpl *impl, GBytes *data G_GNUC_UNUSED, gint64 number, GError **error)
{
  return office_note (impl, number, error);
}

static gboolean
office_count_scattered (PostOfficeImpl *impl, gint64 *out_result, GError **error G_GNUC_UNUSED)
{
  Office *self = (Office *) impl;

  *out_result = g_hash_table_size (self->scattered);
  if (self->is_doubled)
    *out_result = -*out_result;

  return TRUE;
}

static gboolean
office_count_placed (PostOfficeImpl *impl, gint64 *out_result, GError **error G_GNUC_UNUSED)
{
  Office *self = (Office *) impl;

  *out_result = self->is_misplaced ? -self->n_placed : self->n_placed;

  return TRUE;
}

static gboolean
office_last_placed (PostOfficeImpl *impl, gint64 *out_result, GError **error G_GNUC_UNUSED)
{
  *out_result = ((Office *) impl)->last_placed;

  return TRUE;
}

static gboolean
office_count_flashed (PostOfficeImpl *impl, gint64 *out_result, GError **error G_GNUC_UNUSED)
{
  *out_result = ((Office *) impl)->n_flashed;

  return TRUE;
}

/* What is below zero cannot be packed. */
static gboolean
office_frank (PostOfficeImpl *impl G_GNUC_UNUSED, const PostStamp *stamp, PostStamp **out_result,
              GError **error)
{
  if (stamp->number != 100)
    {
      *out_result = stamp_new (stamp->number == 200 ? -1 : stamp->number + 1, stamp->weight);
      return TRUE;
    }

  g_propagate_error (error, post_forged_new_error (stamp));
  return FALSE;
}

static gboolean
office_drop (PostOfficeImpl *impl, const PostStamp *stamp, GError **error G_GNUC_UNUSED)
{
  ((Office *) impl)->sum += stamp->number;

  return TRUE;
}

static gboolean
office_pass_on (PostOfficeImpl *impl, const PostStamp *stamp, PostStamp **out_result,
                GError **error)
{
  return post_office_frank_sync (((Office *) impl)->kept, stamp, out_result, error);
}

static gboolean
office_announce (PostOfficeImpl *impl, gint64 first, gint32 n, gint32 size,
                 GError **error G_GNUC_UNUSED)
{
  g_autofree gchar *text = g_strnfill ((gsize) size, 'x');

  for (gint64 i = first; i < first + n; i++)
    post_posted_publish (impl, &(PostPosted) { i, text });

  return TRUE;
}

static gboolean
office_put (PostOfficeImpl *impl, gint64 first, gint32 n, GError **error G_GNUC_UNUSED)
{
  for (gint64 i = first; i < first + n; i++)
    post_placed_publish (impl, &(PostPlaced) { i });

  return TRUE;
}

static gboolean
office_on_posted (const PostPosted *event, gpointer self)
{
  office_note (self, event->number, NULL);

  return ODEON_EVENT_CONTINUE;
}

static gboolean
office_on_placed (const PostPlaced *event, gpointer self)
{
  office_place (self, event->number, NULL);

  return ODEON_EVENT_CONTINUE;
}

static void
office_count_end (gpointer self)
{
  ((Office *) self)->n_unfollowed++;
  if (office_unfollowed != NULL)
    odeon_promise_set_boolean (office_unfollowed, TRUE);
}

static gboolean
office_follow (PostOfficeImpl *impl, PostOffice *whom, GError **error G_GNUC_UNUSED)
{
  Office *self = (Office *) impl;

  self->followed[0] = post_posted_subscribe_to (self, whom, 0, office_on_posted, self,
                                                office_count_end);
  self->followed[1] = post_placed_subscribe_to (self, whom, 0, office_on_placed, self, NULL);

  return TRUE;
}

static gboolean
office_unfollow (PostOfficeImpl *impl, GError **error G_GNUC_UNUSED)
{
  for (guint i = 0; i < 2; i++)
    odeon_topic_unsubscribe (((Office *) impl)->followed[i]);

  return TRUE;
}

static gboolean
office_count_unfollowed (PostOfficeImpl *impl, gint32 *out_result, GError **error G_GNUC_UNUSED)
{
  *out_result = ((Office *) impl)->n_unfollowed;

  return TRUE;
}

static void
office_implement (PostOfficeImplInterface *iface)
{
  iface->add = office_add;
  iface->copy = office_copy;
  iface->refuse = office_refuse;
  iface->keep = office_keep;
  iface->let_go = office_let_go;
  iface->is_kept = office_is_kept;
  iface->ask_kept = office_ask_kept;
  iface->hang_briefly_deferred = office_hang;
  iface->hang_deferred = office_hang;
  iface->count_hanging = office_count_hanging;
  iface->note = office_note;
  iface->count_notes = office_count_notes;
  iface->file = office_file;
  iface->list_files = office_list_files;
  iface->wait = office_wait;
  iface->whatever = office_whatever;
  iface->open = office_open;
  iface->scatter = office_scatter;
  iface->place = office_place;
  iface->flash = office_flash;
  iface->pile = office_pile;
  iface->count_scattered = office_count_scattered;
  iface->count_placed = office_count_placed;
  iface->last_placed = office_last_placed;
  iface->count_flashed = office_count_flashed;
  iface->frank = office_frank;
  iface->drop = office_drop;
  iface->pass_on = office_pass_on;
  iface->announce = office_announce;
  iface->put = office_put;
  iface->follow = office_follow;
  iface->unfollow = office_unfollow;
  iface->count_unfollowed = office_count_unfollowed;
}

G_DEFINE_TYPE_WITH_CODE (Office, office, ODEON_TYPE_ACTOR,
                         G_IMPLEMENT_INTERFACE (POST_TYPE_OFFICE_IMPL, office_implement))

static void
drop_call (gpointer call)
{
  odeon_call_drop (call);
}

static void
office_finalize (GObject *object)
{
  Office *self = (Office *) object;

  odeon_ref_unref (self->kept);
  g_ptr_array_unref (self->hanging);
  g_string_free (self->files, TRUE);
  g_hash_table_unref (self->scattered);
  G_OBJECT_CLASS (office_parent_class)->finalize (object);
}

static void
office_class_init (OfficeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = office_finalize;
}

static void
office_init (Office *self)
{
  self->hanging = g_ptr_array_new_with_free_func (drop_call);
  self->files = g_string_new (NULL);
  self->scattered = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static inline PostOffice *
spawn_office (gpointer in)
{
  GError     *error = NULL;
  PostOffice *office = (PostOffice *) odeon_spawn (in, office_get_type (), NULL, &error, NULL);

  assert_no_error (error);

  return office;
}
