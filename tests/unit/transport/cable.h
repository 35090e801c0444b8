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
  gboolean     is_down; /* nothing arrives */
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
end_send (End *self, gsize max)
{
  struct iovec       iov[4];
  const OdeonParcel *parcel;
  gsize              size;
  gint               n = _odeon_output_gather (&self->session->output, iov, 4, &size, &parcel);

  size = MIN (size, max);
  for (gint i = 0; i < n && size > 0; i++)
    {
      gsize part = MIN (size, iov[i].iov_len);

      g_byte_array_append (end_peer (self)->flight, iov[i].iov_base, (guint) part);
      _odeon_output_wrote (&self->session->output, part);
      size -= part;
    }
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
    }
  for (guint i = 0; i < 2; i++)
    _odeon_session_resume (self->ends[i].session, self->ends[!i].session->handled);
}

static inline gboolean
end_is_quiet (End *self)
{
  return self->session->phase == ODEON_SESSION_CLOSED
         || (_odeon_output_is_empty (&self->session->output)
             && (self->flight->len == 0 || self->cable->is_down));
}

static inline void cable_wake (Cable *self);

static inline void
cable_step (Cable *self)
{
  for (guint i = 0; i < 2; i++)
    {
      End *end = &self->ends[i];

      end_send (end, (gsize) g_rand_int_range (self->random, 1, 500));
      end_receive (end, (gsize) g_rand_int_range (self->random, 1, 500));
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
end_init (End *self, Cable *cable, gpointer root)
{
  const OdeonSessionOptions options = ODEON_SESSION_OPTIONS_INIT;

  self->cable = cable;
  self->session = _odeon_session_new (cable->worker, &options, NULL, root, &end_class, self);
  self->flight = g_byte_array_new ();
  self->input = g_byte_array_new ();
  self->ready = odeon_promise_new ();
  self->closed = odeon_promise_new ();
}

static inline Cable *
cable_new (guint32 seed, guint cuts)
{
  Cable     *self = g_new0 (Cable, 1);
  OdeonCell *no_parent;

  self->system = new_system (2);
  self->worker = _odeon_realm_dup_thread (
    _odeon_spawner_get_host (ODEON_SPAWNER (self->system), &no_parent));
  self->random = g_rand_new_with_seed (seed);
  self->cuts = cuts;
  self->office = spawn_office (self->system);
  end_init (&self->ends[0], self, NULL);
  end_init (&self->ends[1], self, self->office);
  cable_do (self, cable_begin);
  for (guint i = 0; i < 2; i++)
    await_ok (odeon_promise_get_future (self->ends[i].ready));
  self->remote = (PostOffice *) odeon_ref_ref (self->ends[0].session->peer_root);

  return self;
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
      odeon_promise_free (end->ready);
      odeon_promise_free (end->closed);
    }
  _odeon_worker_unref (self->worker);
  g_rand_free (self->random);
  g_free (self);
}
