/* SPDX-License-Identifier: MIT */

/* See the header. GLib's loop in its parts: prepare, query, poll, check; then an iteration that
 * does not wait. Nobody owns the context while it is polled: hence the flag, without which nobody
 * would be woken either. */

#include "odeon-subcontext-private.h"

typedef struct
{
  GSource          source; /* first */
  OdeonSubcontext *subcontext;
  GPollFD         *polled; /* what the outer context polls of it now */
  gint             n_polled;
} Embedding;

/* What is to be polled, and for how long at most. */
static gint
look (OdeonSubcontext *self)
{
  gint timeout;
  gint n;

  g_main_context_prepare (self->context, &self->priority);
  while ((n = g_main_context_query (self->context, self->priority, &timeout, self->fds,
                                    self->n_allocated))
         > self->n_allocated)
    {
      self->n_allocated = n;
      self->fds = g_renew (GPollFD, self->fds, n);
    }
  self->n_fds = n;

  return timeout;
}

/* --- as a source of another context --- */

static void
clear_polled (Embedding *self)
{
  for (gint i = 0; i < self->n_polled; i++)
    g_source_remove_poll (&self->source, &self->polled[i]);
  g_clear_pointer (&self->polled, g_free);
  self->n_polled = 0;
}

static gboolean
is_polled (Embedding *self)
{
  OdeonSubcontext *subcontext = self->subcontext;

  if (self->n_polled != subcontext->n_fds)
    return FALSE;
  for (gint i = 0; i < self->n_polled; i++)
    if (self->polled[i].fd != subcontext->fds[i].fd
        || self->polled[i].events != subcontext->fds[i].events)
      return FALSE;

  return TRUE;
}

static void
set_polled (Embedding *self)
{
  OdeonSubcontext *subcontext = self->subcontext;

  if (is_polled (self))
    return;

  clear_polled (self);
  self->polled = g_memdup2 (subcontext->fds, sizeof (GPollFD) * (gsize) subcontext->n_fds);
  self->n_polled = subcontext->n_fds;
  for (gint i = 0; i < self->n_polled; i++)
    g_source_add_poll (&self->source, &self->polled[i]);
}

static gboolean
embedding_prepare (GSource *source, gint *timeout)
{
  Embedding *self = (Embedding *) source;

  *timeout = -1;
  if (!g_main_context_acquire (self->subcontext->context))
    return FALSE;

  *timeout = look (self->subcontext);
  set_polled (self);
  g_main_context_release (self->subcontext->context);

  return *timeout == 0;
}

static gboolean
embedding_check (GSource *source)
{
  Embedding       *self = (Embedding *) source;
  OdeonSubcontext *subcontext = self->subcontext;
  gboolean         is_ready;

  if (!g_main_context_acquire (subcontext->context))
    return FALSE;

  is_ready = g_main_context_check (subcontext->context, subcontext->priority, self->polled,
                                   self->n_polled);
  g_main_context_release (subcontext->context);

  return is_ready;
}

static gboolean
embedding_dispatch (GSource    *source,
                    GSourceFunc callback G_GNUC_UNUSED,
                    gpointer    data G_GNUC_UNUSED)
{
  GMainContext *context = g_main_context_ref (((Embedding *) source)->subcontext->context);

  /* Looks again: what is ready without a poll has not been checked, and whoever has blocked in
   * between may have dispatched it. */
  g_main_context_iteration (context, FALSE);
  g_main_context_unref (context);

  return G_SOURCE_CONTINUE;
}

static void
embedding_finalize (GSource *source)
{
  g_free (((Embedding *) source)->polled);
}

static GSourceFuncs embedding_funcs = {
  .prepare = embedding_prepare,
  .check = embedding_check,
  .dispatch = embedding_dispatch,
  .finalize = embedding_finalize,
};

/* --- the whole --- */

OdeonSubcontext *
_odeon_subcontext_new (GMainContext *outer)
{
  OdeonSubcontext *self = g_new0 (OdeonSubcontext, 1);

  self->context = g_main_context_new_with_flags (G_MAIN_CONTEXT_FLAGS_OWNERLESS_POLLING);
  if (outer == NULL)
    return self;

  self->embedding = g_source_new (&embedding_funcs, sizeof (Embedding));
  ((Embedding *) self->embedding)->subcontext = self;
  g_source_set_static_name (self->embedding, "Odeon actors' sources");
  /* A handler that runs a loop of its own awaits what it has begun here. */
  g_source_set_can_recurse (self->embedding, TRUE);
  g_source_attach (self->embedding, outer);

  return self;
}

void
_odeon_subcontext_free (OdeonSubcontext *self)
{
  if (self == NULL)
    return;

  if (self->embedding != NULL)
    {
      g_source_destroy (self->embedding);
      g_source_unref (self->embedding);
    }
  g_main_context_unref (self->context);
  g_free (self->fds);
  g_free (self);
}

void
_odeon_subcontext_iterate (OdeonSubcontext *self)
{
  g_main_context_iteration (self->context, FALSE);
}

/* --- for a thread that blocks --- */

static gint
shorter (gint a, gint b)
{
  return a < 0 ? b : b < 0 ? a : MIN (a, b);
}

void
_odeon_subcontexts_wait (OdeonSubcontext **subcontexts, guint n, gint wake_fd, gint timeout_ms)
{
  g_autoptr (GArray) polled = g_array_new (FALSE, FALSE, sizeof (GPollFD));
  GPollFD            wake = { wake_fd, G_IO_IN, 0 };

  for (guint i = 0; i < n; i++)
    {
      OdeonSubcontext *self = subcontexts[i];

      g_main_context_acquire (self->context);
      timeout_ms = shorter (timeout_ms, look (self));
      g_main_context_release (self->context);
      g_array_append_vals (polled, self->fds, (guint) self->n_fds);
    }
  g_array_append_val (polled, wake);

  g_poll ((GPollFD *) polled->data, polled->len, timeout_ms);
}
