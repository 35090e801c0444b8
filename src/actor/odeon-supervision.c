/* SPDX-License-Identifier: MIT */

/* What a parent makes of a child that failed: the supervisor's side of what is said in
 * odeon-cell-rare-private.h.
 *
 * It decides on its worker as soon as it hears of it, whatever its own actor is at: one that awaits
 * the child that failed could not be asked by a message. So `child_failed` is no message, and must
 * not wait. A child without parent decides on its own worker, by its host's strategy.
 */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-environment-private.h"
#include "odeon-log-private.h"
#include "odeon-round-private.h"

static const OdeonStrategy default_strategy = ODEON_STRATEGY_INIT;

/* (nullable) */
static const OdeonStrategy *
own_strategy (OdeonCell *self)
{
  if (self->rare != NULL && self->rare->strategy != NULL)
    return self->rare->strategy;

  return self->kind->klass->strategy;
}

const OdeonStrategy *
_odeon_supervision_peek_strategy (OdeonHost *host, OdeonCell *parent)
{
  return parent != NULL ? own_strategy (parent)
                        : atomic_load_explicit (&host->strategy, memory_order_acquire);
}

static const OdeonStrategy *
strategy_for (OdeonCell *child)
{
  const OdeonStrategy *strategy = _odeon_supervision_peek_strategy (child->host, child->parent);

  return strategy != NULL ? strategy : &default_strategy;
}

/* Of how often and when. */
static const OdeonStrategy *
limits_of (OdeonCell *child, const OdeonStrategy *strategy)
{
  return child->rare->limits != NULL ? child->rare->limits : strategy;
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
_odeon_supervision_prepare (OdeonHost               *host,
                            OdeonCell               *parent,
                            const OdeonSpawnOptions *options,
                            OdeonCellRare           *rare)
{
  OdeonRestart restart = options->restart;

  if (G_LIKELY (restart == ODEON_RESTART_DEFAULT || restart == ODEON_RESTART_TEMPORARY)
      && G_LIKELY (!has_supervisor (host, parent)))
    return rare;

  if (rare == NULL)
    rare = _odeon_cell_rare_new ();
  rare->is_supervised = TRUE;
  rare->restart = restart;
  rare->limits = _odeon_strategy_copy (options->limits);

  return rare;
}

/* --- decisions --- */

/* Its children are to end, and nobody is to be restarted. */
gboolean
_odeon_supervision_is_going (OdeonCell *parent)
{
  return parent != NULL
         && (_odeon_cell_get_phase (parent) >= ODEON_PHASE_STOPPING || parent->actor == NULL
             || _odeon_cell_get_stage (parent) != ODEON_STAGE_UP);
}

static OdeonCell *
oldest_in_scope (OdeonCell *child, const OdeonStrategy *strategy)
{
  if (strategy->kind == ODEON_ALL_FOR_ONE)
    while (child->older != NULL)
      child = child->older;

  return child;
}

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

  if (_odeon_supervision_is_going (parent)
      || (parent == NULL && child->host->klass->is_closing (child->host)))
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
    return _odeon_budget_permits (&child->rare->budget, limits_of (child, strategy), now);

  for (; oldest != NULL; oldest = oldest->younger)
    if (oldest->rare->restart != ODEON_RESTART_TEMPORARY
        && !_odeon_budget_permits (&oldest->rare->budget, limits_of (oldest, strategy), now))
      return FALSE;

  return TRUE;
}

static void
restart (OdeonCell *child, const OdeonStrategy *strategy, gint64 now)
{
  const OdeonStrategy *limits = limits_of (child, strategy);
  OdeonCell           *oldest = oldest_in_scope (child, strategy);
  gint64               delay = _odeon_budget_next_delay (&child->rare->budget, limits, now);

  if (strategy->kind == ODEON_ONE_FOR_ONE || child->parent == NULL)
    {
      _odeon_budget_charge (&child->rare->budget, limits, now);
      _odeon_order_give (child, ODEON_ORDER_RESTART, delay);
      return;
    }

  for (OdeonCell *other = oldest; other != NULL; other = other->younger)
    _odeon_budget_charge (&other->rare->budget, limits_of (other, strategy), now);
  _odeon_round_begin (child->parent, oldest, delay);
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

  _odeon_order_give (child, ODEON_ORDER_STOP, 0);
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

  g_log (ODEON_LOG_ACTOR, G_LOG_LEVEL_WARNING,
         "%s is not restarted again: %u times within %u ms was the limit; %s", who,
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
    directive = give_up (child, limits_of (child, strategy));

  switch (directive)
    {
    case ODEON_DIRECTIVE_STOP:
      _odeon_order_give (child, ODEON_ORDER_STOP, 0);
      break;
    case ODEON_DIRECTIVE_RESTART:
      restart (child, strategy, now);
      break;
    case ODEON_DIRECTIVE_RESUME:
      _odeon_order_give (child, ODEON_ORDER_RESUME, 0);
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

  if (parent != NULL)
    odeon_ref_ref (parent);
  /* In place of the progress that was expected. */
  if (rare->is_awaited && rare->ordered == ODEON_ORDER_COME_UP)
    rare->is_awaited = FALSE;
  if (!_odeon_round_takes_along (parent, child))
    decide (child);
  else
    _odeon_round_go_on (parent, child);
  odeon_ref_unref (parent);
  odeon_ref_unref (child);
}

static void
report_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  _odeon_subject_refuse ((OdeonCellRare *) ((gchar *) message
                                      - G_STRUCT_OFFSET (OdeonCellRare, report)));
}

static const OdeonMessageClass report_class = {
  .run = report_run,
  .refuse = report_refuse,
};

void
_odeon_supervision_report (OdeonCell *child)
{
  _odeon_subject_say (child, &child->rare->report, &report_class);
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
