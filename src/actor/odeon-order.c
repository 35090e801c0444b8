/* SPDX-License-Identifier: MIT */

/* What a supervisor and its child tell one another, where they may live on different workers. */

#include "odeon-round-private.h"

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

void
_odeon_order_give (OdeonCell *child, OdeonOrder what, gint64 delay)
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

void
_odeon_subject_refuse (OdeonCellRare *rare)
{
  odeon_ref_unref (rare->subject);
}

void
_odeon_subject_say (OdeonCell *child, OdeonMessage *message, const OdeonMessageClass *klass)
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
