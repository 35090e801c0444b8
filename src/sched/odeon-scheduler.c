/* SPDX-License-Identifier: MIT */

/* What the layers below ask of the scheduler: that a cell has mail, and what else is its worker's
 * business. */

#include "odeon-migrant-private.h"

/* Its mailbox has mail: on its worker. */
static void
told (OdeonCell *cell)
{
  cell->mailbox.told = TRUE;
  _odeon_cell_ready (cell);
}

static void
mail_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  told ((OdeonCell *) ((gchar *) message - G_STRUCT_OFFSET (OdeonCell, mail)));
}

static void
mail_refuse (OdeonMessage *message G_GNUC_UNUSED, const GError *why G_GNUC_UNUSED)
{
  /* A cell closes its mailbox only after every such message has come, and its worker later. */
  g_assert_not_reached ();
}

static const OdeonMessageClass mail_class = {
  .run = mail_run,
  .refuse = mail_refuse,
};

static void
schedule (OdeonCell *cell)
{
  OdeonWorker *worker = cell->worker;

  if (_odeon_current_worker == worker)
    {
      told (cell);
      return;
    }

  cell->mail.klass = &mail_class;
  _odeon_worker_send (worker, &cell->mail);
}

static void
add_timer (OdeonWorker *worker, OdeonTimer *timer)
{
  _odeon_timers_add (worker, timer);
  if (worker->kind == ODEON_WORKER_MIGRANT)
    _odeon_migrant_set_alarm (worker, timer->due);
}

const OdeonSchedulerHooks _odeon_worker_scheduler_hooks = {
  .schedule = schedule,
  .send = _odeon_worker_send,
  .interrupt = _odeon_worker_interrupt,
  .add_timer = add_timer,
  .remove_timer = _odeon_timers_remove,
  .worker_unref = _odeon_worker_unref,
};
