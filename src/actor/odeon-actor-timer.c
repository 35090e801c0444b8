/* SPDX-License-Identifier: MIT */

/* Functions that run in an actor later, or again and again.
 *
 * A timer stands in the heap of its actor's worker and in the list of its cell, which takes it
 * along when it ends. When its time has come, it goes into the mailbox as a message; one that is
 * still there when the next is due is left alone, so that a timer has one message at most.
 *
 * Its future is also how it is cancelled: the timer waits for it. So whatever completes it, the
 * last run, the actor's end or anybody's cancel, tells the timer, and the worker takes it out.
 * Each of those who may still come to it is a use; the last to go releases the closure.
 */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-envelope-private.h"
#include "odeon-environment-private.h"
#include "odeon-executor-private.h"
#include "odeon-future-private.h"

struct _OdeonActorTimer
{
  OdeonFuture      future; /* first */
  OdeonWaiter      waiter; /* for the future itself */
  atomic_int       n_uses;

  /* Constant. */
  OdeonCell       *cell;     /* counted, until the last use */
  guint64          actor_id;
  GTimeSpan        interval; /* 0: once */
  OdeonActorFunc   function;
  gpointer         user_data;
  GDestroyNotify   destroy;
  OdeonFlow        flow;     /* that its one run goes on with */

  /* The worker's. */
  OdeonTimer       timer;
  OdeonActorTimer *next;     /* of the cell */
  OdeonActorTimer *previous;
  guint            incarnation; /* of the object that it is for */
  OdeonMessage     message;  /* the setting, in the worker's inbox; then each run, in the mailbox */
  OdeonMessage     ending;   /* in the worker's inbox */
  gboolean         is_linked;
  gboolean         is_queued;
};

#define TIMER_OF_WAITER(w) \
  ((OdeonActorTimer *) ((gchar *) (w) - G_STRUCT_OFFSET (OdeonActorTimer, waiter)))
#define TIMER_OF_TIMER(t) \
  ((OdeonActorTimer *) ((gchar *) (t) - G_STRUCT_OFFSET (OdeonActorTimer, timer)))
#define TIMER_OF_MESSAGE(m) \
  ((OdeonActorTimer *) ((gchar *) (m) - G_STRUCT_OFFSET (OdeonActorTimer, message)))
#define TIMER_OF_ENDING(m) \
  ((OdeonActorTimer *) ((gchar *) (m) - G_STRUCT_OFFSET (OdeonActorTimer, ending)))

/* --- its future --- */

static void
finalize (OdeonFuture *future)
{
  g_free (future);
}

static gboolean
get_value (OdeonFuture *future G_GNUC_UNUSED, GValue *value, GError **error G_GNUC_UNUSED)
{
  g_value_init (value, G_TYPE_BOOLEAN);
  g_value_set_boolean (value, TRUE);

  return TRUE;
}

static GVariant *
dup_variant (OdeonFuture *future G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return g_variant_ref_sink (g_variant_new_boolean (TRUE));
}

static gchar *
describe (OdeonFuture *future)
{
  g_autofree gchar *who = _odeon_identity_describe (((OdeonActorTimer *) future)->actor_id);

  return g_strdup_printf ("a timer of %s", who);
}

static gboolean
needs (OdeonFuture *future, guint64 actor)
{
  OdeonActorTimer *self = (OdeonActorTimer *) future;

  return self->interval == 0 && self->actor_id == actor;
}

static const OdeonFutureClass timer_class = {
  .finalize = finalize,
  .get_value = get_value,
  .dup_variant = dup_variant,
  .describe = describe,
  .needs = needs,
};

/* --- its life --- */

static void
use (OdeonActorTimer *self)
{
  atomic_fetch_add_explicit (&self->n_uses, 1, memory_order_relaxed);
}

static void
drop (OdeonActorTimer *self)
{
  /* Acquire and release: the last one sees what all the others did. */
  if (atomic_fetch_sub_explicit (&self->n_uses, 1, memory_order_acq_rel) != 1)
    return;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  odeon_ref_unref (self->cell);
  odeon_future_unref (&self->future);
}

/* Nobody looks at the end of a timer that was let run. */
static void
end (OdeonActorTimer *self, GError *error)
{
  _odeon_future_mark (&self->future, ODEON_MARK_OBSERVED);
  _odeon_future_reject (&self->future, error);
}

static gboolean
is_done (OdeonActorTimer *self)
{
  return _odeon_future_get_state (&self->future) != 0;
}

static void
link_timer (OdeonActorTimer *self)
{
  OdeonCellRare *rare = _odeon_cell_need_rare (self->cell);

  use (self);
  self->is_linked = TRUE;
  self->incarnation = rare->incarnation;
  self->next = rare->timers;
  if (self->next != NULL)
    self->next->previous = self;
  rare->timers = self;
  _odeon_scheduler_hooks->add_timer (self->cell->worker, &self->timer);
}

static void
unlink_timer (OdeonActorTimer *self)
{
  if (!self->is_linked)
    return;

  self->is_linked = FALSE;
  if (self->previous != NULL)
    self->previous->next = self->next;
  else
    self->cell->rare->timers = self->next;
  if (self->next != NULL)
    self->next->previous = self->previous;
  _odeon_scheduler_hooks->remove_timer (self->cell->worker, &self->timer);
  drop (self);
}

/* --- its runs --- */

static void
run (OdeonMessage *message, gpointer receiver)
{
  OdeonActorTimer *self = TIMER_OF_MESSAGE (message);
  OdeonCell       *cell = receiver;

  /* From here on the next may come. */
  self->is_queued = FALSE;
  if (!is_done (self) && self->incarnation != _odeon_cell_get_incarnation (cell))
    end (self, _odeon_cell_dup_reason (cell));
  else if (!is_done (self))
    {
      self->function (cell->actor, self->user_data);
      if (cell->killed)
        end (self, g_error_new_literal (ODEON_ERROR, ODEON_ERROR_KILLED,
                                        "The actor was killed in a timer's function"));
      else if (self->interval == 0)
        _odeon_future_resolve (&self->future);
    }
  drop (self);
}

static void
refuse (OdeonMessage *message, const GError *why)
{
  OdeonActorTimer *self = TIMER_OF_MESSAGE (message);

  end (self, g_error_copy (why));
  drop (self);
}

static const OdeonMessageClass run_class = {
  .run = run,
  .refuse = refuse,
};

/* The first time after now that lies a whole number of intervals after the last. */
static gint64
next_due (gint64 due, GTimeSpan interval, gint64 now)
{
  gint64 late = MAX (now - due, 0);
  gint64 steps = late / interval * interval;

  return interval > G_MAXINT64 - due - steps ? G_MAXINT64 : due + steps + interval;
}

static OdeonMessage *
wrap (OdeonActorTimer *self)
{
  OdeonActivity *activity = _odeon_cell_get_activity (self->cell);

  if (activity == NULL || _odeon_observer_get (activity->observer) == 0)
    return &self->message;

  return _odeon_envelope_new (activity, self->cell, &self->message, ODEON_LETTER_OTHER,
                              self->flow);
}

static void
fire (OdeonTimer *timer, const GError *why G_GNUC_UNUSED)
{
  OdeonActorTimer *self = TIMER_OF_TIMER (timer);

  use (self);
  if (!self->is_queued)
    {
      use (self);
      self->is_queued = TRUE;
      self->message.klass = &run_class;
      _odeon_cell_post (self->cell, wrap (self));
    }

  if (self->interval == 0)
    unlink_timer (self);
  else if (self->is_linked)
    {
      timer->due = next_due (timer->due, self->interval, _odeon_now ());
      _odeon_scheduler_hooks->add_timer (self->cell->worker, timer);
    }
  drop (self);
}

/* --- its end: on the worker --- */

static void
ending_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonActorTimer *self = TIMER_OF_ENDING (message);

  unlink_timer (self);
  drop (self);
}

static void
ending_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  /* A worker ends after its actors, which have taken their timers along. */
  drop (TIMER_OF_ENDING (message));
}

static const OdeonMessageClass ending_class = {
  .run = ending_run,
  .refuse = ending_refuse,
};

static gboolean
is_on_worker_of (const OdeonCell *cell)
{
  return _odeon_current_cell != NULL && _odeon_current_cell->worker == cell->worker;
}

/* On whatever thread completes the future. */
static void
on_done (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  OdeonActorTimer *self = TIMER_OF_WAITER (waiter);
  OdeonCell       *cell = self->cell;

  if (is_on_worker_of (cell))
    {
      ending_run (&self->ending, cell->worker);
      return;
    }

  /* The timer may be gone, and the cell with it, while this thread wakes the worker. */
  odeon_ref_ref (cell);
  self->ending.klass = &ending_class;
  _odeon_scheduler_hooks->send (cell->worker, &self->ending);
  odeon_ref_unref (cell);
}

void
_odeon_cell_end_timers (OdeonCell *self)
{
  g_autoptr (GError) reason = NULL;
  OdeonActorTimer   *timer;

  while (self->rare != NULL && (timer = self->rare->timers) != NULL)
    {
      if (reason == NULL)
        reason = _odeon_cell_dup_reason (self);
      use (timer);
      unlink_timer (timer);
      end (timer, g_error_copy (reason));
      drop (timer);
    }
}

/* --- its beginning --- */

static void
set_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonActorTimer *self = TIMER_OF_MESSAGE (message);

  if (_odeon_cell_get_phase (self->cell) >= ODEON_PHASE_STOPPING)
    end (self, _odeon_cell_dup_reason (self->cell));
  else if (!is_done (self))
    link_timer (self);
  drop (self);
}

static const OdeonMessageClass set_class = {
  .run = set_run,
  .refuse = refuse,
};

static OdeonFuture *
set_timer (OdeonCell     *cell,
           GTimeSpan      delay,
           GTimeSpan      interval,
           OdeonActorFunc function,
           gpointer       user_data,
           GDestroyNotify destroy)
{
  OdeonActorTimer *self = g_new0 (OdeonActorTimer, 1);
  gint64           now = _odeon_now ();

  /* The caller's, and one that goes with the last use. */
  _odeon_future_init (&self->future, &timer_class, 2);
  /* The setting's, and the future's. */
  atomic_init (&self->n_uses, 2);
  self->cell = odeon_ref_ref (cell);
  self->actor_id = cell->id;
  self->interval = interval;
  if (interval == 0)
    self->flow = _odeon_flow_next ();
  self->function = function;
  self->user_data = user_data;
  self->destroy = destroy;
  self->timer.due = delay > G_MAXINT64 - now ? G_MAXINT64 : now + delay;
  self->timer.fire = fire;
  self->waiter.notify = on_done;
  _odeon_future_add_waiter (&self->future, &self->waiter);

  self->message.klass = &set_class;
  if (is_on_worker_of (cell))
    set_run (&self->message, cell->worker);
  else
    _odeon_scheduler_hooks->send (cell->worker, &self->message);

  return &self->future;
}

static OdeonFuture *
set_timer_of_ref (gpointer       ref,
                  GTimeSpan      delay,
                  GTimeSpan      interval,
                  OdeonActorFunc function,
                  gpointer       user_data,
                  GDestroyNotify destroy)
{
  GError    *error = NULL;
  OdeonCell *cell = _odeon_cell_of_resolved (ref, &error);

  if (cell != NULL)
    return set_timer (cell, delay, interval, function, user_data, destroy);

  if (destroy != NULL)
    destroy (user_data);

  return odeon_future_new_error (error);
}

OdeonFuture *
odeon_actor_invoke_after (gpointer       ref,
                          GTimeSpan      delay,
                          OdeonActorFunc function,
                          gpointer       user_data,
                          GDestroyNotify destroy)
{
  g_return_val_if_fail (ref != NULL, NULL);
  g_return_val_if_fail (function != NULL, NULL);

  if (delay <= 0)
    return odeon_actor_invoke (ref, function, user_data, destroy);

  return set_timer_of_ref (ref, delay, 0, function, user_data, destroy);
}

OdeonFuture *
odeon_actor_invoke_every (gpointer       ref,
                          GTimeSpan      interval,
                          OdeonActorFunc function,
                          gpointer       user_data,
                          GDestroyNotify destroy)
{
  g_return_val_if_fail (ref != NULL, NULL);
  g_return_val_if_fail (interval > 0, NULL);
  g_return_val_if_fail (function != NULL, NULL);

  return set_timer_of_ref (ref, interval, interval, function, user_data, destroy);
}
