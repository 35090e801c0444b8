/* SPDX-License-Identifier: MIT */

/* Something that is run on a worker, while the test's thread waits for it. */

#pragma once

#include "stage.h"

#include "odeon-worker-private.h"

/* The longest that a test waits for anything. */
#define PATIENCE (20 * G_USEC_PER_SEC)

typedef struct
{
  OdeonMessage message; /* first */
  void       (*func) (gpointer data);
  gpointer     data;
  GMutex       mutex;
  GCond        cond;
  gboolean     is_done;
} Errand;

static void
errand_done (OdeonMessage *message, gboolean is_run)
{
  Errand *self = (Errand *) message;

  if (is_run)
    self->func (self->data);
  g_mutex_lock (&self->mutex);
  self->is_done = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
errand_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  errand_done (message, TRUE);
}

static void
errand_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  errand_done (message, FALSE);
}

static const OdeonMessageClass errand_class = {
  .run = errand_run,
  .refuse = errand_refuse,
};

static G_GNUC_UNUSED void
run_on (OdeonWorker *worker, void (*func) (gpointer data), gpointer data)
{
  Errand self = { .func = func, .data = data };

  self.message.klass = &errand_class;
  g_mutex_init (&self.mutex);
  g_cond_init (&self.cond);
  _odeon_worker_send (worker, &self.message);
  g_mutex_lock (&self.mutex);
  while (!self.is_done)
    g_cond_wait (&self.cond, &self.mutex);
  g_mutex_unlock (&self.mutex);
  g_mutex_clear (&self.mutex);
  g_cond_clear (&self.cond);
}
