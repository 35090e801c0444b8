/* SPDX-License-Identifier: MIT */

/* Two sessions of one worker, joined by nothing but memory: what is written comes in pieces, late,
 * or is lost with the connection, after which the sessions go on over the next one. What happens is
 * drawn from a seed. */

#pragma once

#include "office.h"

#include "odeon-realm-private.h"
#include "odeon-spawner-private.h"

typedef struct _Cable Cable;

typedef struct
{
  Cable        *cable;
  OdeonSession *session;
  GByteArray   *flight; /* to it, and not arrived */
  GByteArray   *input;  /* arrived: the beginning of a frame */
  guint64       arrived; /* the peer's position behind that */
  GByteArray   *lanes[ODEON_LANES_MAX]; /* to it, likewise */
  guint64       lane_arrived[ODEON_LANES_MAX];
  GPtrArray    *datagrams; /* likewise, of GBytes */
  OdeonPromise *ready;
  OdeonPromise *closed;
} End;

struct _Cable
{
  OdeonSystem *system;
  OdeonWorker *worker;
  End          ends[2]; /* what is at 1 gives its office as the root */
  PostOffice  *office;
  PostOffice  *remote;  /* the same, as 0 sees it */

  /* The worker's. */
  GRand       *random;
  guint        cuts;    /* one in so many steps cuts the connection; 0: none */
  guint        n_cuts;
  guint        loss;    /* one datagram in so many does not arrive; 0: all do */
  guint        n_lost;
  gboolean     is_stalled; /* what goes by the sessions' own streams is late */
  gboolean     is_down; /* nothing arrives */
  gboolean     is_full; /* nor is anything taken */
  OdeonMessage turn;    /* the next step */
  gboolean     has_turn;
};

static inline End *
end_peer (End *self)
{
  return &self->cable->ends[self == self->cable->ends];
}

/* Some of what there is goes off. */
static inline void
launch (OdeonOutput *output, GByteArray *flight, gsize max)
{
  struct iovec       iov[4];
  const OdeonParcel *parcel;
  gsize              size;
  gint               n = _odeon_output_gather (output, iov, 4, &size, &parcel);

  size = MIN (size, max);
  for (gint i = 0; i < n && size > 0; i++)
    {
      gsize part = MIN (size, iov[i].iov_len);

      g_byte_array_append (flight, iov[i].iov_base, (guint) part);
      _odeon_output_wrote (output, part);
      size -= part;
    }
}

static inline void
end_send (End *self, gsize max)
{
  launch (&self->session->output, end_peer (self)->flight, max);
}

static inline void
end_send_datagram (End *self)
{
  guint8 place[1200];
  gsize  size = _odeon_datagrams_provide (self->session, place, sizeof place);

  if (size > 0)
    g_ptr_array_add (end_peer (self)->datagrams, g_bytes_new (place, size));
}

static inline void
end_send_lanes (End *self, GRand *random)
{
  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    if (_odeon_lanes_peek (&self->session->lanes, i) != NULL)
      launch (&_odeon_lanes_peek (&self->session->lanes, i)->output, end_peer (self)->lanes[i],
              (gsize) g_rand_int_range (random, 1, 5000));
}

static inline void
end_receive_lanes (End *self, GRand *random)
{
  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    {
      GByteArray       *flight = self->lanes[i];
      guint             max = (guint) g_rand_int_range (random, 0, 5000);
      guint             part = MIN (flight->len, max);
      OdeonSessionLane *sender = _odeon_lanes_peek (&end_peer (self)->session->lanes, i);

      if (part == 0)
        continue;
      _odeon_lanes_receive (self->session, i, flight->data, part);
      g_byte_array_remove_range (flight, 0, part);
      self->lane_arrived[i] += part;
      if (g_rand_boolean (random))
        _odeon_output_acknowledge (&sender->output, self->lane_arrived[i]);
    }
}

/* Any of those that are under way. */
static inline void
end_receive_datagram (End *self, GRand *random)
{
  g_autoptr (GBytes) bytes = NULL;

  if (self->datagrams->len == 0)
    return;

  bytes = g_ptr_array_steal_index (
    self->datagrams, (guint) g_rand_int_range (random, 0, (gint32) self->datagrams->len));
  if (self->cable->loss > 0 && g_rand_int_range (random, 0, (gint32) self->cable->loss) == 0)
    self->cable->n_lost++;
  else
    _odeon_datagrams_receive (self->session, g_bytes_get_data (bytes, NULL),
                              g_bytes_get_size (bytes));
}

/* Some of what has gone off arrives. */
static inline void
end_receive (End *self, gsize max)
{
  guint part = (guint) MIN (self->flight->len, max);
  gsize used;

  if (self->cable->is_down)
    return;

  g_byte_array_append (self->input, self->flight->data, part);
  g_byte_array_remove_range (self->flight, 0, part);
  self->arrived += part;
  used = _odeon_session_receive (self->session, self->input->data, self->input->len);
  g_byte_array_remove_range (self->input, 0, (guint) used);
}

static inline void
cable_resume_lanes (End *from, End *to)
{
  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    {
      OdeonSessionLane *lane = _odeon_lanes_peek (&to->session->lanes, i);

      g_byte_array_set_size (to->lanes[i], 0);
      to->lane_arrived[i] = lane != NULL ? lane->handled : 0;
      if (_odeon_lanes_peek (&from->session->lanes, i) != NULL)
        _odeon_session_resume_lane (from->session, i, to->lane_arrived[i]);
    }
}

/* The connection is lost, and there is another one. */
static inline void
cable_cut (Cable *self)
{
  self->n_cuts++;
  for (guint i = 0; i < 2; i++)
    {
      g_byte_array_set_size (self->ends[i].flight, 0);
      g_byte_array_set_size (self->ends[i].input, 0);
      self->ends[i].arrived = self->ends[i].session->handled;
      g_ptr_array_set_size (self->ends[i].datagrams, 0);
    }
  for (guint i = 0; i < 2; i++)
    _odeon_session_resume (self->ends[i].session, self->ends[!i].session->handled);
  for (guint i = 0; i < 2; i++)
    cable_resume_lanes (&self->ends[i], &self->ends[!i]);
}

static inline gboolean
end_has_quiet_lanes (End *self)
{
  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    {
      OdeonSessionLane *lane = _odeon_lanes_peek (&self->session->lanes, i);

      if (self->lanes[i]->len > 0 || (lane != NULL && !_odeon_output_is_empty (&lane->output)))
        return FALSE;
    }

  return TRUE;
}

static inline gboolean
end_is_quiet (End *self)
{
  return self->session->phase == ODEON_SESSION_CLOSED
         || (_odeon_output_is_empty (&self->session->output)
             && (self->flight->len == 0 || self->cable->is_down || self->cable->is_stalled)
             && self->datagrams->len == 0
             && self->session->datagrams.waiting.length == 0 && end_has_quiet_lanes (self));
}

static inline void cable_wake (Cable *self);

static inline void
cable_step (Cable *self)
{
  for (guint i = 0; i < 2; i++)
    {
      End *end = &self->ends[i];

      end_send (end, (gsize) g_rand_int_range (self->random, 1, 500));
      if (!self->is_stalled)
        end_receive (end, (gsize) g_rand_int_range (self->random, 1, 500));
      end_send_lanes (end, self->random);
      end_receive_lanes (end, self->random);
      end_send_datagram (end);
      end_receive_datagram (end, self->random);
      if (g_rand_boolean (self->random))
        _odeon_output_acknowledge (&end_peer (end)->session->output, end->arrived);
    }
  if (self->cuts > 0 && g_rand_int_range (self->random, 0, (gint32) self->cuts) == 0)
    cable_cut (self);
}

static inline void
cable_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Cable *self = (Cable *) ((gchar *) message - G_STRUCT_OFFSET (Cable, turn));

  self->has_turn = FALSE;
  if (self->is_full)
    return;

  cable_step (self);
  for (guint i = 0; i < 2; i++)
    if (_odeon_output_is_empty (&self->ends[i].session->output))
      _odeon_session_flushed (self->ends[i].session);
  if (!end_is_quiet (&self->ends[0]) || !end_is_quiet (&self->ends[1]))
    cable_wake (self);
}

static inline void
cable_refuse (OdeonMessage *message G_GNUC_UNUSED, const GError *why G_GNUC_UNUSED)
{
}

static const OdeonMessageClass cable_class = { .run = cable_run, .refuse = cable_refuse };

static inline void
cable_wake (Cable *self)
{
  if (self->has_turn)
    return;

  self->has_turn = TRUE;
  self->turn.klass = &cable_class;
  _odeon_worker_send (self->worker, &self->turn);
}

static void
end_has_output (gpointer carrier)
{
  cable_wake (((End *) carrier)->cable);
}

static void
end_ready (gpointer carrier)
{
  odeon_promise_set_boolean (((End *) carrier)->ready, TRUE);
}

static void
end_closing (gpointer carrier G_GNUC_UNUSED)
{
}

static void
end_closed (gpointer carrier, const GError *why)
{
  odeon_promise_set_error (((End *) carrier)->ready, g_error_copy (why));
  odeon_promise_set_error (((End *) carrier)->closed, g_error_copy (why));
}

static const OdeonSessionClass end_class = {
  .has_output = end_has_output,
  .ready = end_ready,
  .closing = end_closing,
  .closed = end_closed,
};

static void
end_lane_has_output (gpointer carrier, guint lane G_GNUC_UNUSED)
{
  end_has_output (carrier);
}

static gsize
end_get_datagram_size (gpointer carrier G_GNUC_UNUSED)
{
  return 1200;
}

/* One that has lanes and datagrams. */
static const OdeonSessionClass wide_end_class = {
  .has_output = end_has_output,
  .ready = end_ready,
  .closing = end_closing,
  .closed = end_closed,
  .lane_has_output = end_lane_has_output,
  .has_datagram = end_has_output,
  .get_datagram_size = end_get_datagram_size,
};

/* --- what is done on the worker --- */

typedef void (*CableFunc) (Cable *self);

typedef struct
{
  OdeonMessage  message; /* first */
  Cable        *cable;
  CableFunc     function;
  OdeonPromise *done;
} CableRequest;

static void
cable_request_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  CableRequest *self = (CableRequest *) message;
  OdeonPromise *done = self->done;

  self->function (self->cable);
  odeon_promise_set_boolean (done, TRUE);
  odeon_promise_free (done);
}

static void
cable_request_refuse (OdeonMessage *message, const GError *why)
{
  OdeonPromise *done = ((CableRequest *) message)->done;

  odeon_promise_set_error (done, g_error_copy (why));
  odeon_promise_free (done);
}

static const OdeonMessageClass cable_request_class = {
  .run = cable_request_run,
  .refuse = cable_request_refuse,
};

static inline void
cable_do (Cable *self, CableFunc function)
{
  CableRequest request = { { .klass = &cable_request_class }, self, function,
                           odeon_promise_new () };
  OdeonFuture *done = odeon_promise_get_future (request.done);

  _odeon_worker_send (self->worker, &request.message);
  await_ok (done);
}

/* --- its life --- */

static inline void
cable_begin (Cable *self)
{
  for (guint i = 0; i < 2; i++)
    _odeon_session_begin (self->ends[i].session);
}

static inline void
end_init (End *self, Cable *cable, gpointer root, const OdeonSessionClass *klass)
{
  const OdeonSessionOptions options = ODEON_SESSION_OPTIONS_INIT;

  self->cable = cable;
  self->session = _odeon_session_new (cable->worker, &options, NULL, root, klass, self);
  self->flight = g_byte_array_new ();
  self->input = g_byte_array_new ();
  self->datagrams = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    self->lanes[i] = g_byte_array_new ();
  self->ready = odeon_promise_new ();
  self->closed = odeon_promise_new ();
}

static inline Cable *
cable_new_with (guint32 seed, guint cuts, const OdeonSessionClass *klass)
{
  Cable     *self = g_new0 (Cable, 1);
  OdeonCell *no_parent;

  self->system = new_system (2);
  self->worker = _odeon_realm_dup_thread (
    _odeon_spawner_get_host (ODEON_SPAWNER (self->system), &no_parent));
  self->random = g_rand_new_with_seed (seed);
  self->cuts = cuts;
  self->office = spawn_office (self->system);
  end_init (&self->ends[0], self, NULL, klass);
  end_init (&self->ends[1], self, self->office, klass);
  cable_do (self, cable_begin);
  for (guint i = 0; i < 2; i++)
    await_ok (odeon_promise_get_future (self->ends[i].ready));
  self->remote = (PostOffice *) odeon_ref_ref (self->ends[0].session->peer_root);

  return self;
}

static inline Cable *
cable_new (guint32 seed, guint cuts)
{
  return cable_new_with (seed, cuts, &end_class);
}

static inline void
cable_close (Cable *self)
{
  for (guint i = 0; i < 2; i++)
    _odeon_session_close (self->ends[i].session,
                          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the end"));
}

static inline void
cable_free (Cable *self)
{
  cable_do (self, cable_close);
  odeon_ref_unref (self->remote);
  odeon_ref_unref (self->office);
  g_object_unref (self->system);
  for (guint i = 0; i < 2; i++)
    {
      End *end = &self->ends[i];

      _odeon_session_unref (end->session);
      g_byte_array_unref (end->flight);
      g_byte_array_unref (end->input);
      g_ptr_array_unref (end->datagrams);
      for (guint j = 0; j < ODEON_LANES_MAX; j++)
        g_byte_array_unref (end->lanes[j]);
      odeon_promise_free (end->ready);
      odeon_promise_free (end->closed);
    }
  _odeon_worker_unref (self->worker);
  g_rand_free (self->random);
  g_free (self);
}
