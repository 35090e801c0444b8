/* SPDX-License-Identifier: MIT */

/* Senders that wait for room in a full mailbox.
 *
 * A sender makes a ticket, which is a future, and awaits it: as a fiber, by blocking its thread,
 * by driving the workers that are its own, whatever an await does where it is. Only if it really
 * comes to wait does the ticket go to the actor's worker, which keeps the line; so no lock is
 * needed, and nothing is left behind by whoever cannot wait. The worker grants tickets in order as
 * messages are taken: it counts the message as sent, and the sender pushes it when it goes on. As
 * long as anybody stands in line, others find no room.
 *
 * Nobody is forgotten there: a sender stands in line only while as many messages as the bound have
 * been counted, and what is counted is pushed, and taken, which serves the line.
 *
 * Grant and withdrawal race for the future's outcome. A sender that was killed withdraws; its
 * ticket stays in line until it is met there.
 */

#include "odeon-room-private.h"
#include "odeon-executor-private.h"

struct _OdeonTicket
{
  OdeonFuture  future;  /* first: resolved when there is room, rejected when there never will be */
  OdeonMessage request; /* in the inbox of the actor's worker */
  OdeonCell   *cell;    /* counted */
  OdeonTicket *next;    /* in line */
};

static void
ticket_finalize (OdeonFuture *future)
{
  OdeonTicket *self = (OdeonTicket *) future;

  odeon_ref_unref (self->cell);
  g_free (self);
}

static gchar *
describe (OdeonFuture *future)
{
  g_autofree gchar *who = _odeon_cell_describe (((OdeonTicket *) future)->cell);

  return g_strdup_printf ("room in the mailbox of %s", who);
}

/* An actor that awaits somebody takes no message: who waits for room waits for that one, too. */
static guint64
get_target (OdeonFuture *future)
{
  return ((OdeonTicket *) future)->cell->id;
}

/* By whoever is about to wait, once. The line has a reference of its own. */
static void
wanted (OdeonFuture *future)
{
  OdeonTicket *self = (OdeonTicket *) future;

  odeon_future_ref (future);
  _odeon_scheduler_hooks->send (self->cell->worker, &self->request);
}

static const OdeonFutureClass ticket_class = {
  .finalize = ticket_finalize,
  .wanted = wanted,
  .describe = describe,
  .get_target = get_target,
};

/* --- the line: on the actor's worker --- */

/* What is granted counts as sent from here. */
static void
grant (OdeonBound *bound, OdeonTicket *ticket)
{
  _odeon_bound_count (bound, 1);
  if (!_odeon_future_resolve (&ticket->future))
    _odeon_bound_count (bound, -1);
  odeon_future_unref (&ticket->future);
}

static void
enlist (OdeonBound *bound, OdeonTicket *ticket)
{
  ticket->next = NULL;
  if (bound->first_in_line == NULL)
    bound->first_in_line = ticket;
  else
    bound->last_in_line->next = ticket;
  bound->last_in_line = ticket;
  bound->is_watched = TRUE;
  _odeon_bound_set_limit (bound, 0);
}

static OdeonTicket *
take_first (OdeonBound *bound)
{
  OdeonTicket *ticket = bound->first_in_line;

  bound->first_in_line = ticket->next;
  if (bound->first_in_line == NULL)
    {
      bound->is_watched = FALSE;
      _odeon_bound_set_limit (bound, bound->bound);
    }

  return ticket;
}

void
_odeon_room_serve (OdeonBound *bound)
{
  while (bound->first_in_line != NULL && _odeon_bound_get_waiting (bound) < (gint) bound->bound)
    grant (bound, take_first (bound));
}

static void
refuse (OdeonTicket *ticket, const GError *why)
{
  _odeon_future_reject (&ticket->future, g_error_copy (why));
  odeon_future_unref (&ticket->future);
}

void
_odeon_room_close (OdeonBound *bound, const GError *why)
{
  while (bound->first_in_line != NULL)
    refuse (take_first (bound), why);
}

static OdeonTicket *
ticket_of_request (OdeonMessage *message)
{
  return (OdeonTicket *) ((gchar *) message - G_STRUCT_OFFSET (OdeonTicket, request));
}

static void
request_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonTicket *self = ticket_of_request (message);
  OdeonBound  *bound = _odeon_cell_get_bound (self->cell);

  if (_odeon_cell_get_phase (self->cell) >= ODEON_PHASE_STOPPING)
    {
      g_autoptr (GError) why = _odeon_cell_dup_reason (self->cell);

      refuse (self, why);
      return;
    }

  enlist (bound, self);
  _odeon_room_serve (bound);
}

static void
request_refuse (OdeonMessage *message, const GError *why)
{
  refuse (ticket_of_request (message), why);
}

static const OdeonMessageClass request_class = {
  .run = request_run,
  .refuse = request_refuse,
};

/* --- the sender --- */

static OdeonTicket *
ticket_new (OdeonCell *cell)
{
  OdeonTicket *self = g_new0 (OdeonTicket, 1);

  _odeon_future_init (&self->future, &ticket_class, 1);
  /* How it ends is the sender's to report. */
  atomic_init (&self->future.marks, ODEON_MARK_OBSERVED);
  self->request.klass = &request_class;
  self->cell = odeon_ref_ref (cell);

  return self;
}

/* A killed sender learns that, any other that there was no room, and why it could not wait. */
static GError *
explain (OdeonCell *cell, GError *why)
{
  GError *error;

  if (why->code == ODEON_ERROR_KILLED)
    return why;

  error = g_error_new (ODEON_ERROR, ODEON_ERROR_MAILBOX_FULL, "%s, and the sender cannot wait: %s",
                       _odeon_bound_get_reason (_odeon_cell_get_bound (cell), cell)->message,
                       why->message);
  g_error_free (why);

  return error;
}

GError *
_odeon_room_await (OdeonCell *cell)
{
  OdeonTicket *ticket = ticket_new (cell);
  GError      *why = NULL;

  if (!_odeon_executor_hooks->suspend (&ticket->future, G_MAXINT64, FALSE, &why)
      && _odeon_future_reject (&ticket->future, g_error_copy (why)))
    why = explain (cell, why);
  else
    {
      /* Killed, perhaps, but answered before. An answer that is still being given is that of an
       * actor which ends: it refuses the message as well. */
      g_clear_error (&why);
      if (_odeon_future_get_state (&ticket->future) == ODEON_STATE_REJECTED)
        why = _odeon_future_dup_error (&ticket->future);
    }
  odeon_future_unref (&ticket->future);

  return why;
}
