/* SPDX-License-Identifier: MIT */

#include "odeon-fd-watch-private.h"

typedef struct
{
  GSource     source; /* first */
  OdeonFdWatch *watch;
} WatchSource;

static gboolean
dispatch (GSource *source, GSourceFunc callback G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  OdeonFdWatch *self = ((WatchSource *) source)->watch;

  self->ready (self, g_source_query_unix_fd (source, self->tag));

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  .dispatch = dispatch,
};

static void
start_source (OdeonFdWatch *self, GIOCondition condition)
{
  self->source = g_source_new (&source_funcs, sizeof (WatchSource));
  ((WatchSource *) self->source)->watch = self;
  g_source_set_static_name (self->source, "Odeon watch");
  g_source_set_can_recurse (self->source, TRUE);
  self->tag = g_source_add_unix_fd (self->source, self->fd, condition);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

void
_odeon_fd_watch_start (OdeonFdWatch *self,
                       gint          fd,
                       GIOCondition  condition,
                       void        (*ready) (OdeonFdWatch *self, GIOCondition condition))
{
  OdeonWorker *worker = _odeon_current_worker;

  self->ready = ready;
  self->fd = fd;
  if (worker != NULL && worker->kind == ODEON_WORKER_THREAD
      && _odeon_poller_add (worker, self, condition))
    self->worker = _odeon_worker_ref (worker);
  else
    start_source (self, condition);
}

void
_odeon_fd_watch_set (OdeonFdWatch *self, GIOCondition condition)
{
  if (self->worker != NULL)
    _odeon_poller_set (self->worker, self, condition);
  else if (self->source != NULL)
    g_source_modify_unix_fd (self->source, self->tag, condition);
}

void
_odeon_fd_watch_stop (OdeonFdWatch *self)
{
  if (self->worker != NULL)
    {
      _odeon_poller_remove (self->worker, self);
      _odeon_worker_unref (g_steal_pointer (&self->worker));
    }
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_clear_pointer (&self->source, g_source_unref);
    }
}
