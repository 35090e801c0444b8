/* SPDX-License-Identifier: MIT */

/* An actor's interest in the end of one that lives elsewhere. It awaits the future of that end, so
 * to speak; the future's completion, on any thread, sends the watch to the watcher: a monitor's
 * through its mailbox, a link's past it. The watcher may have cancelled it meanwhile, which only
 * its worker knows, and only that asks.
 */

#include "odeon-foreign-private.h"
#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-monitor.h"

#include <stddef.h>

struct _OdeonForeignWatch
{
  OdeonWaiter        waiter;  /* first: on `ended` */
  OdeonMessage       message; /* to the watcher, once it is done */
  atomic_int         ref_count; /* of the watcher's list, and of whoever brings the news */
  gboolean           is_link; /* constant, as are the rest but for the last two */
  OdeonCell         *watcher; /* counted */
  OdeonRef          *target;  /* counted */
  OdeonFuture       *ended;   /* counted */

  /* The watcher's worker's. */
  gboolean           is_cancelled;
  OdeonForeignWatch *next;
};

static void
watch_unref (OdeonForeignWatch *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  odeon_ref_unref (self->watcher);
  odeon_ref_unref (self->target);
  odeon_future_unref (self->ended);
  g_free (self);
}

/* --- the news --- */

static OdeonForeignWatch *
watch_of (OdeonMessage *message)
{
  return (OdeonForeignWatch *) ((gchar *) message - G_STRUCT_OFFSET (OdeonForeignWatch, message));
}

/* (nullable) (transfer full): its place in the watcher's list. */
static OdeonForeignWatch **
find_place (OdeonCell *watcher, OdeonRef *target, gboolean is_link)
{
  OdeonForeignWatch **at = &_odeon_cell_need_rare (watcher)->foreign;

  while (*at != NULL && ((*at)->target != target || (*at)->is_link != is_link))
    at = &(*at)->next;

  return at;
}

/* %FALSE: it was cancelled. */
static gboolean
leave_list (OdeonForeignWatch *self)
{
  OdeonForeignWatch **at;

  if (self->is_cancelled)
    return FALSE;

  self->is_cancelled = TRUE;
  at = find_place (self->watcher, self->target, self->is_link);
  *at = self->next;
  watch_unref (self);

  return TRUE;
}

/* (nullable): why it ended, if it was not stopped. */
static GError *
dup_reason (OdeonForeignWatch *self)
{
  GError *reason = NULL;

  return _odeon_future_check (self->ended, &reason) ? NULL : reason;
}

static void
monitor_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonForeignWatch *self = watch_of (message);
  g_autoptr (GError) reason = dup_reason (self);

  if (leave_list (self))
    _odeon_watch_tell_monitor (self->watcher, self->target, reason);
  watch_unref (self);
}

static void
link_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonForeignWatch *self = watch_of (message);
  g_autoptr (GError) reason = dup_reason (self);

  if (leave_list (self) && reason != NULL)
    _odeon_watch_tell_link (self->watcher, reason);
  watch_unref (self);
}

static void
refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  watch_unref (watch_of (message));
}

static const OdeonMessageClass monitor_class = {
  .run = monitor_run,
  .refuse = refuse,
};

static const OdeonMessageClass link_class = {
  .run = link_run,
  .refuse = refuse,
};

static void
on_ended (OdeonWaiter *waiter, OdeonFuture *ended G_GNUC_UNUSED)
{
  OdeonForeignWatch *self = (OdeonForeignWatch *) waiter;
  OdeonCell         *watcher = odeon_ref_ref (self->watcher);

  if (self->is_link)
    {
      self->message.klass = &link_class;
      _odeon_scheduler_hooks->send (watcher->worker, &self->message);
    }
  else
    {
      self->message.klass = &monitor_class;
      _odeon_cell_post (watcher, &self->message);
    }
  odeon_ref_unref (watcher);
}

/* --- on the watcher's worker --- */

void
_odeon_foreign_watch (OdeonCell *watcher, OdeonRef *target, gboolean is_link)
{
  OdeonForeignWatch **at = find_place (watcher, target, is_link);
  OdeonForeignWatch  *self;

  if (*at != NULL)
    return;

  self = g_new0 (OdeonForeignWatch, 1);
  atomic_init (&self->ref_count, 2);
  self->is_link = is_link;
  self->watcher = odeon_ref_ref (watcher);
  self->target = odeon_ref_ref (target);
  self->ended = odeon_ref_ended (target);
  self->waiter.notify = on_ended;
  *at = self;
  if (!_odeon_future_add_waiter (self->ended, &self->waiter))
    on_ended (&self->waiter, self->ended);
}

/* Takes over the list's reference. */
static void
cancel (OdeonForeignWatch *self)
{
  self->is_cancelled = TRUE;
  /* Else the news is on its way, and will not be minded. */
  if (_odeon_future_remove_waiter (self->ended, &self->waiter))
    {
      odeon_future_cancel (self->ended);
      watch_unref (self);
    }
  watch_unref (self);
}

gboolean
_odeon_foreign_unwatch (OdeonCell *watcher, OdeonRef *target, gboolean is_link)
{
  OdeonForeignWatch **at = find_place (watcher, target, is_link);
  OdeonForeignWatch  *self = *at;

  if (self == NULL)
    return FALSE;

  *at = self->next;
  cancel (self);

  return TRUE;
}

void
_odeon_foreign_unwatch_all (OdeonCell *watcher)
{
  OdeonForeignWatch *list = g_steal_pointer (&watcher->rare->foreign);

  while (list != NULL)
    {
      OdeonForeignWatch *first = list;

      list = first->next;
      cancel (first);
    }
}

/* --- what comes from elsewhere --- */

const OdeonMethodInfo _odeon_method_ended = {
  .name = "ended",
  .params = _odeon_control_params,
  .n_params = ODEON_CONTROL_N_PARAMS,
  .frame_size = sizeof (OdeonControlFrame),
  .flags = ODEON_METHOD_FLAT,
};

typedef struct
{
  OdeonRef *peer;
} LinkFrame;

static const OdeonParamInfo link_params[] = {
  { "peer", &odeon_ref_info, offsetof (LinkFrame, peer), ODEON_PARAM_IN },
};

static gboolean
link_dispatch (gpointer   actor G_GNUC_UNUSED,
               gpointer   vtable,
               OdeonCall *call,
               gpointer   data,
               GError   **error G_GNUC_UNUSED)
{
  OdeonRef *peer = ((LinkFrame *) data)->peer;

  if (peer == NULL || _odeon_ref_get_cell (peer) != NULL)
    return TRUE;
  if (call->method == &_odeon_method_link)
    _odeon_foreign_watch (vtable, peer, TRUE);
  else
    _odeon_foreign_unwatch (vtable, peer, TRUE);

  return TRUE;
}

const OdeonMethodInfo _odeon_method_link = {
  .name = "link",
  .dispatch = link_dispatch,
  .params = link_params,
  .n_params = G_N_ELEMENTS (link_params),
  .frame_size = sizeof (LinkFrame),
};

const OdeonMethodInfo _odeon_method_unlink = {
  .name = "unlink",
  .dispatch = link_dispatch,
  .params = link_params,
  .n_params = G_N_ELEMENTS (link_params),
  .frame_size = sizeof (LinkFrame),
};
