/* SPDX-License-Identifier: MIT */

/* Two systems of this process, joined by a socket pair: each is to the other what another process
 * would be. What a side gives as its root is the other's to call. */

#pragma once

#include "meter.h"

#include "odeon-link-private.h"

#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  OdeonSystem  *system;
  OdeonLink    *link;
  OdeonPromise *ready;
  OdeonPromise *closed; /* fails with the reason */
  OdeonRef     *root;   /* the other side's, as it is seen here */
} Side;

static void
side_ready (OdeonLink *link G_GNUC_UNUSED, gpointer data)
{
  odeon_promise_set_boolean (((Side *) data)->ready, TRUE);
}

static void
side_closed (OdeonLink *link G_GNUC_UNUSED, const GError *why, gpointer data)
{
  Side *self = data;

  odeon_promise_set_error (self->ready, g_error_copy (why));
  odeon_promise_set_error (self->closed, g_error_copy (why));
}

static const OdeonLinkEvents side_events = { side_ready, side_closed };

static inline void
side_init (Side *self, gint workers)
{
  self->system = new_system (workers);
  self->ready = odeon_promise_new ();
  self->closed = odeon_promise_new ();
  self->link = NULL;
  self->root = NULL;
}

static inline void
side_open (Side *self, gint fd, gpointer root, const OdeonLinkOptions *options)
{
  OdeonLinkOptions own = ODEON_LINK_OPTIONS_INIT;
  GError          *error = NULL;

  if (options != NULL)
    own = *options;
  own.root = root;
  self->link = _odeon_link_open (self->system, fd, &own, &side_events, self, &error);
  assert_no_error (error);
}

static inline void
side_await_ready (Side *self)
{
  await_ok (odeon_promise_get_future (self->ready));
  self->root = _odeon_link_get_root (self->link);
}

/* How the link was closed. */
static inline GError *
side_await_closed (Side *self)
{
  g_autoptr (OdeonFuture) future = odeon_promise_get_future (self->closed);
  GError                 *error = NULL;

  assert_false (odeon_future_await (future, &error));

  return error;
}

static inline void
side_close (Side *self)
{
  if (self->link != NULL)
    _odeon_link_close (self->link, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the end"));
}

static inline void
side_clear (Side *self)
{
  odeon_ref_unref (self->root);
  if (self->link != NULL)
    {
      g_autoptr (GError)      why = side_await_closed (self);
      g_autoptr (OdeonFuture) ready = odeon_promise_get_future (self->ready);

      odeon_future_await (ready, NULL);
    }
  _odeon_link_unref (self->link);
  g_object_unref (self->system);
  odeon_promise_free (self->ready);
  odeon_promise_free (self->closed);
}

/* --- what a side's tables hold --- */

typedef struct
{
  OdeonMessage  message; /* first */
  OdeonSession *session;
  OdeonPromise *taken;
  guint         n_exports;
  guint         n_imports;
  guint         n_outgoing;
  guint         n_incoming;
  guint         n_answered; /* of the incoming ones, and not finished */
  guint         n_pipelines;
  guint         n_promises;
} Census;

/* The promise is freed by whoever keeps it, not by whoever waits for it. */
static void
census_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Census       *self = (Census *) message;
  OdeonPromise *taken = self->taken;

  self->n_exports = self->session->exports.n;
  self->n_imports = g_hash_table_size (self->session->imports.entries);
  self->n_outgoing = self->session->outgoing.n;
  self->n_incoming = self->session->incoming.n;
  self->n_answered = 0;
  for (guint i = 0; i < self->session->incoming.slots->len; i++)
    self->n_answered += self->session->incoming.slots->pdata[i] != NULL;
  self->n_answered -= self->n_incoming;
  self->n_pipelines = self->session->pipelines.n;
  self->n_promises = g_hash_table_size (self->session->promises.refs);
  odeon_promise_set_boolean (taken, TRUE);
  odeon_promise_free (taken);
}

static void
census_refuse (OdeonMessage *message, const GError *why)
{
  OdeonPromise *taken = ((Census *) message)->taken;

  odeon_promise_set_error (taken, g_error_copy (why));
  odeon_promise_free (taken);
}

static const OdeonMessageClass census_class = { .run = census_run, .refuse = census_refuse };

static inline Census
take_census (Side *side)
{
  Census       self = { .message.klass = &census_class };
  OdeonFuture *taken;

  self.session = _odeon_link_peek_session (side->link);
  self.taken = odeon_promise_new ();
  taken = odeon_promise_get_future (self.taken);
  _odeon_worker_send (self.session->worker, &self.message);
  await_ok (taken);

  return self;
}

typedef struct
{
  Side      here;
  Side      there;
  OdeonRef *meter; /* the root of `there` */
} Pair;

static inline Pair *
pair_new_with (gint workers, const OdeonLinkOptions *here, const OdeonLinkOptions *there)
{
  Pair *self = g_new0 (Pair, 1);
  gint  fds[2];

  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  side_init (&self->here, workers);
  side_init (&self->there, workers);
  self->meter = spawn_meter (self->there.system, "there", NULL);
  side_open (&self->here, fds[0], NULL, here);
  side_open (&self->there, fds[1], self->meter, there);
  side_await_ready (&self->here);
  side_await_ready (&self->there);

  return self;
}

static inline Pair *
pair_new (void)
{
  return pair_new_with (1, NULL, NULL);
}

static inline void
pair_free (Pair *self)
{
  side_close (&self->here);
  side_close (&self->there);
  odeon_ref_unref (self->meter);
  side_clear (&self->here);
  side_clear (&self->there);
  g_free (self);
}

static inline int
pair_set_up (void **state)
{
  *state = pair_new ();

  return 0;
}

static inline int
pair_tear_down (void **state)
{
  pair_free (*state);

  return 0;
}
