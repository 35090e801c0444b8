/* SPDX-License-Identifier: MIT */

/* What a parent makes of a child that failed: the supervisor's side of what is said in
 * odeon-cell-rare-private.h.
 *
 * It decides on its worker as soon as it hears of it, whatever its own actor is at: one that awaits
 * the child that failed could not be asked by a message. So `child_failed` is no message, and must
 * not wait. A child without parent decides on its own worker, by its host's strategy.
 *
 * Where several are restarted together, that is a round: down one by one, the youngest first, up
 * one by one, the oldest first. `cursor` is the child whose turn it is, and whose progress, failure
 * or end brings the round on. A failure in a round begins another in its place, if it is of one
 * that is up; one that is still to go down is taken along.
 */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-environment-private.h"

static const OdeonStrategy default_strategy = ODEON_STRATEGY_INIT;

/* (nullable) */
static const OdeonStrategy *
own_strategy (OdeonCell *self)
{
  if (self->rare != NULL && self->rare->strategy != NULL)
    return self->rare->strategy;

  return self->kind->klass->strategy;
}

static const OdeonStrategy *
strategy_for (OdeonCell *child)
{
  const OdeonStrategy *strategy =
    child->parent != NULL ? own_strategy (child->parent)
                          : atomic_load_explicit (&child->host->strategy, memory_order_acquire);

  return strategy != NULL ? strategy : &default_strategy;
}

OdeonStrategy *
_odeon_strategy_copy (const OdeonStrategy *strategy)
{
  return strategy != NULL ? g_memdup2 (strategy, sizeof *strategy) : NULL;
}

static gboolean
has_supervisor (OdeonHost *host, OdeonCell *parent)
{
  if (parent == NULL)
    return atomic_load_explicit (&host->strategy, memory_order_acquire) != NULL;

  return _odeon_cell_supervises (parent);
}

OdeonCellRare *
_odeon_supervision_prepare (OdeonHost *host, OdeonCell *parent, OdeonRestart restart)
{
  OdeonCellRare *rare;

  if (G_LIKELY (restart == ODEON_RESTART_DEFAULT || restart == ODEON_RESTART_TEMPORARY)
      && G_LIKELY (!has_supervisor (host, parent)))
    return NULL;

  rare = _odeon_cell_rare_new ();
  rare->is_supervised = TRUE;
  rare->restart = restart;

  return rare;
}

/* --- orders --- */

/* A message of its own: a child may be told to stop while an earlier order is under way to it. */
typedef struct
{
  OdeonMessage message; /* first */
  OdeonCell   *child;   /* counted */
  OdeonOrder   what;
  gint64       delay;
} Order;

static void
order_free (Order *self)
{
  odeon_ref_unref (self->child);
  g_free (self);
}

static void
order_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Order *self = (Order *) message;

  _odeon_restart_obey (self->child, self->what, self->delay);
  order_free (self);
}

static void
order_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  order_free ((Order *) message);
}

static const OdeonMessageClass order_class = {
  .run = order_run,
  .refuse = order_refuse,
};

static void
order (OdeonCell *child, OdeonOrder what, gint64 delay)
{
  OdeonWorker *here = child->parent != NULL ? child->parent->worker : child->worker;
  Order       *self = g_new (Order, 1);

  child->rare->ordered = what;
  self->message.klass = &order_class;
  self->child = odeon_ref_ref (child);
  self->what = what;
  self->delay = delay;
  if (child->worker == here)
    {
      order_run (&self->message, here);
      return;
    }

  odeon_ref_ref (child);
  _odeon_scheduler_hooks->send (child->worker, &self->message);
  odeon_ref_unref (child);
}

/* --- what children say --- */

static void
subject_refuse (OdeonCellRare *rare)
{
  odeon_ref_unref (rare->subject);
}

/* Runs @message on the supervisor's worker: at once if that is the child's. It holds a reference to
 * the child until it has run. */
static void
say (OdeonCell *child, OdeonMessage *message, const OdeonMessageClass *klass)
{
  OdeonWorker *where = child->parent != NULL ? child->parent->worker : child->worker;

  odeon_ref_ref (child);
  message->klass = klass;
  if (where == child->worker)
    {
      klass->run (message, where);
      return;
    }

  odeon_ref_ref (child);
  _odeon_scheduler_hooks->send (where, message);
  odeon_ref_unref (child);
}

/* --- rounds --- */

static void
advance (OdeonCellRare *self)
{
  if (self->round == ODEON_ROUND_UP)
    self->cursor = self->cursor->younger;
  else if (self->cursor != self->oldest)
    self->cursor = self->cursor->older;
  else
    self->round = ODEON_ROUND_UP;
}

static void
order_in_round (OdeonCellRare *self, OdeonCell *child)
{
  OdeonCellRare *rare = child->rare;
  gint64          delay = 0;

  rare->is_awaited = TRUE;
  if (self->round == ODEON_ROUND_DOWN)
    {
      order (child,
             rare->restart == ODEON_RESTART_TEMPORARY ? ODEON_ORDER_KILL : ODEON_ORDER_GO_DOWN,
             0);
      return;
    }

  /* The whole round waits for the first. */
  delay = self->round_delay;
  self->round_delay = 0;
  rare->is_down = FALSE;
  order (child, ODEON_ORDER_COME_UP, delay);
}

/* Goes on to the next child that is not as it is to be, and gives it its order, unless an earlier
 * one is under way to it still. */
static void
step (OdeonCellRare *self)
{
  while (self->round != ODEON_ROUND_NONE)
    {
      OdeonCell *child = self->cursor;

      if (child == NULL)
        self->round = ODEON_ROUND_NONE;
      else if (child->rare->is_awaited)
        return;
      else if (child->rare->is_down == (self->round == ODEON_ROUND_DOWN))
        advance (self);
      else
        {
          order_in_round (self, child);
          return;
        }
    }
}

static OdeonCell *
older_of (OdeonCell *a, OdeonCell *b)
{
  for (OdeonCell *at = a; at != NULL; at = at->younger)
    if (at == b)
      return a;

  return b;
}

/* In place of one that is under way, whose children are not left behind. */
static void
begin_round (OdeonCell *parent, OdeonCell *oldest, gint64 delay)
{
  OdeonCellRare *self = _odeon_cell_need_rare (parent);

  if (self->round == ODEON_ROUND_DOWN)
    oldest = older_of (self->oldest, oldest);
  else if (self->round == ODEON_ROUND_UP)
    oldest = older_of (self->cursor, oldest);

  self->round = ODEON_ROUND_DOWN;
  self->oldest = oldest;
  self->cursor = parent->youngest;
  self->round_delay = delay;
  step (self);
}

static OdeonCell *
oldest_in_scope (OdeonCell *child, const OdeonStrategy *strategy)
{
  if (strategy->kind == ODEON_ALL_FOR_ONE)
    while (child->older != NULL)
      child = child->older;

  return child;
}

/* It waits for its turn to go down in a round that is under way. */
static gboolean
is_taken_along (const OdeonCellRare *self, OdeonCell *child)
{
  OdeonCell *other;

  if (self == NULL || self->round != ODEON_ROUND_DOWN)
    return FALSE;

  for (other = self->cursor; other != self->oldest && other != child; other = other->older)
    ;

  return other == child;
}

/* Its children are to end, and nobody is to be restarted. */
static gboolean
is_going (OdeonCell *parent)
{
  return parent != NULL
         && (_odeon_cell_get_phase (parent) >= ODEON_PHASE_STOPPING || parent->actor == NULL
             || _odeon_cell_get_stage (parent) != ODEON_STAGE_UP);
}

static void
progress_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCellRare *rare = (OdeonCellRare *) ((gchar *) message
                                              - G_STRUCT_OFFSET (OdeonCellRare, progress));
  OdeonCell      *child = rare->subject;
  OdeonCellRare *self = child->parent->rare;

  rare->is_awaited = FALSE;
  rare->is_down = rare->done == ODEON_ROUND_DOWN;
  /* The round is over; and the stop that the child was sent meanwhile is in a mailbox which nobody
   * reads. */
  if (is_going (child->parent))
    order (child, ODEON_ORDER_STOP, 0);
  else if (child == self->cursor)
    step (self);
  odeon_ref_unref (child);
}

static void
progress_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  subject_refuse ((OdeonCellRare *) ((gchar *) message
                                      - G_STRUCT_OFFSET (OdeonCellRare, progress)));
}

static const OdeonMessageClass progress_class = {
  .run = progress_run,
  .refuse = progress_refuse,
};

void
_odeon_supervision_progress (OdeonCell *child, OdeonRoundPart done)
{
  child->rare->done = done;
  say (child, &child->rare->progress, &progress_class);
}

void
_odeon_supervision_child_ended (OdeonCell *parent, OdeonCell *child)
{
  OdeonCellRare *self = parent->rare;

  if (self == NULL || self->round == ODEON_ROUND_NONE)
    return;

  if (child != self->cursor)
    {
      if (child == self->oldest)
        self->oldest = child->younger;
      return;
    }

  if (self->round == ODEON_ROUND_DOWN && child != self->oldest)
    self->cursor = child->older;
  else
    {
      self->round = ODEON_ROUND_UP;
      self->cursor = child->younger;
    }
  step (self);
}

/* --- decisions --- */

static OdeonDirective
ask_hook (OdeonCell *parent, OdeonCell *child)
{
  OdeonActorClass      *klass = ODEON_ACTOR_GET_CLASS (parent->actor);
  const OdeonFailure   *failure = &child->rare->failure;
  OdeonCell            *current = _odeon_current_cell;
  g_autofree gchar     *operation = NULL;
  g_autoptr (OdeonRef)  sender = NULL;
  OdeonDirective        directive;

  if (failure->operation != NULL)
    operation = _odeon_method_dup_name (failure->operation);
  if (failure->sender_id != 0)
    sender = ODEON_REF (_odeon_identity_dup_cell (failure->sender_id));

  _odeon_current_cell = parent;
  directive = klass->child_failed (parent->actor, ODEON_REF (child), failure->error, operation,
                                   sender);
  _odeon_current_cell = current;

  return directive;
}

static OdeonDirective
directive_for (OdeonCell *child)
{
  OdeonCellRare *rare = child->rare;
  OdeonCell      *parent = child->parent;
  OdeonDirective  directive = ODEON_DIRECTIVE_RESTART;

  if (is_going (parent) || (parent == NULL && child->host->klass->is_closing (child->host)))
    return ODEON_DIRECTIVE_STOP;
  /* It has ended, and it is not to: nothing that could be mended otherwise. */
  if (rare->failure.error == NULL)
    return ODEON_DIRECTIVE_RESTART;

  if (parent != NULL && ODEON_ACTOR_GET_CLASS (parent->actor)->child_failed != NULL)
    directive = ask_hook (parent, child);
  if (directive == ODEON_DIRECTIVE_RESTART && rare->restart == ODEON_RESTART_TEMPORARY)
    directive = ODEON_DIRECTIVE_STOP;

  return directive;
}

static gboolean
all_permit (OdeonCell *oldest, OdeonCell *child, const OdeonStrategy *strategy, gint64 now)
{
  if (strategy->kind == ODEON_ONE_FOR_ONE)
    return _odeon_budget_permits (&child->rare->budget, strategy, now);

  for (; oldest != NULL; oldest = oldest->younger)
    if (oldest->rare->restart != ODEON_RESTART_TEMPORARY
        && !_odeon_budget_permits (&oldest->rare->budget, strategy, now))
      return FALSE;

  return TRUE;
}

static void
restart (OdeonCell *child, const OdeonStrategy *strategy, gint64 now)
{
  gint64     delay = _odeon_budget_next_delay (&child->rare->budget, strategy, now);
  OdeonCell *oldest = oldest_in_scope (child, strategy);

  if (strategy->kind == ODEON_ONE_FOR_ONE || child->parent == NULL)
    {
      _odeon_budget_charge (&child->rare->budget, strategy, now);
      order (child, ODEON_ORDER_RESTART, delay);
      return;
    }

  for (OdeonCell *other = oldest; other != NULL; other = other->younger)
    _odeon_budget_charge (&other->rare->budget, strategy, now);
  begin_round (child->parent, oldest, delay);
}

static void
escalate (OdeonCell *child)
{
  const GError     *cause = child->rare->failure.error;
  OdeonCell        *parent = child->parent;
  g_autofree gchar *who = _odeon_cell_describe (child);
  GError           *error;

  if (cause != NULL)
    error = g_error_new (cause->domain, cause->code, "%s: %s", who, cause->message);
  else
    error = g_error_new (ODEON_ERROR, ODEON_ERROR_FAILED, "%s ended too often", who);

  order (child, ODEON_ORDER_STOP, 0);
  if (parent != NULL)
    _odeon_cell_fail_soon (parent, child->rare->failure.operation,
                           child->rare->failure.sender_id, error, TRUE);
  else
    g_error_free (error);
}

static OdeonDirective
give_up (OdeonCell *child, const OdeonStrategy *strategy)
{
  g_autofree gchar *who = _odeon_cell_describe (child);
  OdeonDirective    directive = strategy->exhausted == ODEON_DIRECTIVE_ESCALATE
                                  ? ODEON_DIRECTIVE_ESCALATE : ODEON_DIRECTIVE_STOP;

  g_warning ("%s is not restarted again: %u times within %u ms was the limit; %s", who,
             strategy->max_restarts, strategy->period_ms,
             directive == ODEON_DIRECTIVE_STOP ? "it ends" : "its parent fails");

  return directive;
}

static void
decide (OdeonCell *child)
{
  const OdeonStrategy *strategy = strategy_for (child);
  OdeonDirective       directive = directive_for (child);
  gint64               now = _odeon_now ();

  /* Killed meanwhile: it may be among its siblings no more. */
  if (_odeon_cell_get_phase (child) == ODEON_PHASE_ENDED)
    return;
  if (directive == ODEON_DIRECTIVE_RESTART
      && !all_permit (oldest_in_scope (child, strategy), child, strategy, now))
    directive = give_up (child, strategy);

  switch (directive)
    {
    case ODEON_DIRECTIVE_STOP:
      order (child, ODEON_ORDER_STOP, 0);
      break;
    case ODEON_DIRECTIVE_RESTART:
      restart (child, strategy, now);
      break;
    case ODEON_DIRECTIVE_RESUME:
      order (child, ODEON_ORDER_RESUME, 0);
      break;
    case ODEON_DIRECTIVE_ESCALATE:
      escalate (child);
      break;
    }
}

static void
report_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCellRare *rare = (OdeonCellRare *) ((gchar *) message
                                              - G_STRUCT_OFFSET (OdeonCellRare, report));
  OdeonCell      *child = rare->subject;
  OdeonCell      *parent = child->parent;
  OdeonCellRare *self = parent != NULL ? parent->rare : NULL;

  if (parent != NULL)
    odeon_ref_ref (parent);
  /* In place of the progress that was expected. */
  if (rare->is_awaited && rare->ordered == ODEON_ORDER_COME_UP)
    rare->is_awaited = FALSE;
  if (!is_taken_along (self, child))
    decide (child);
  else if (child == self->cursor)
    step (self);
  odeon_ref_unref (parent);
  odeon_ref_unref (child);
}

static void
report_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  subject_refuse ((OdeonCellRare *) ((gchar *) message
                                      - G_STRUCT_OFFSET (OdeonCellRare, report)));
}

static const OdeonMessageClass report_class = {
  .run = report_run,
  .refuse = report_refuse,
};

void
_odeon_supervision_report (OdeonCell *child)
{
  say (child, &child->rare->report, &report_class);
}

/* --- what actors and systems say --- */

void
odeon_actor_supervise (OdeonActor *self, const OdeonStrategy *strategy)
{
  OdeonCell      *cell;
  OdeonCellRare *rare;

  g_return_if_fail (ODEON_IS_ACTOR (self));
  cell = (OdeonCell *) odeon_actor_get_ref (self);
  g_return_if_fail (cell != NULL && cell == _odeon_current_cell);
  /* Those that there are were not made to be restarted. */
  g_return_if_fail (cell->youngest == NULL);

  rare = _odeon_cell_need_rare (cell);
  g_free (rare->strategy);
  rare->strategy = _odeon_strategy_copy (strategy);
}
