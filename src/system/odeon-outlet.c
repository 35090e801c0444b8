/* SPDX-License-Identifier: MIT */

/* Who elsewhere wants what an actor publishes. An outlet is listed by its channel and by the cell
 * that it is of, until that ends or its call is cancelled: whoever unlists it, under the lock, has
 * the call and is the one to end it. */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-feed-private.h"
#include "odeon-method.h"
#include "odeon-promised-ref-private.h"
#include "odeon-realm-private.h"

#include <stddef.h>

struct _OdeonOutlet
{
  OdeonWaiter   waiter;    /* first: on the call's future */
  atomic_int    ref_count; /* the channel's, its rosters' and the waiter's */

  /* Constant. */
  OdeonChannel *channel;
  guint64       publisher; /* its id */
  OdeonRef     *feed;      /* counted */
  OdeonCall    *call;      /* whoever unlists it has it */

  /* Under the lock. */
  OdeonCell    *cell;      /* (nullable): the publisher; as long as it is listed */
};

OdeonOutlet *
_odeon_outlet_ref (OdeonOutlet *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);

  return self;
}

void
_odeon_outlet_unref (OdeonOutlet *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  odeon_ref_unref (self->feed);
  g_free (self);
}

/* --- its events --- */

guint
_odeon_outlets_send (OdeonOutlet *const *outlets, guint n, gconstpointer event)
{
  OdeonCell *publisher = _odeon_current_cell;
  guint      n_sent = 0;

  for (guint i = 0; publisher != NULL && i < n; i++)
    if (outlets[i]->publisher == publisher->id)
      {
        odeon_method_tell (&outlets[i]->channel->subject->interface->methods[0],
                           outlets[i]->feed, &event);
        n_sent++;
      }

  return n_sent;
}

/* --- its end --- */

/* %FALSE: somebody else has. */
static gboolean
unlist_locked (OdeonOutlet *self)
{
  if (self->cell == NULL)
    return FALSE;

  g_ptr_array_remove_fast (self->cell->rare->outlets, self);
  self->cell = NULL;
  _odeon_channel_remove_outlet_locked (self->channel, self);

  return TRUE;
}

/* Nobody wants it any more, or conclude() has answered just now. */
static void
on_done (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  OdeonOutlet *self = (OdeonOutlet *) waiter;
  gboolean     was_listed;

  _odeon_topics_lock ();
  was_listed = unlist_locked (self);
  _odeon_topics_unlock ();

  if (was_listed)
    {
      _odeon_call_let_go (self->call);
      _odeon_outlet_unref (self);
    }
  _odeon_outlet_unref (self);
}

/* (nullable): a counted reference to one that is listed no more. */
static OdeonOutlet *
steal_first (OdeonCell *cell)
{
  GPtrArray   *outlets = cell->rare->outlets;
  OdeonOutlet *self = NULL;

  _odeon_topics_lock ();
  if (outlets->len > 0)
    {
      self = outlets->pdata[0];
      unlist_locked (self);
    }
  _odeon_topics_unlock ();

  return self;
}

void
_odeon_outlets_conclude (OdeonCell *cell)
{
  OdeonOutlet *outlet;

  while ((outlet = steal_first (cell)) != NULL)
    {
      _odeon_control_answer (outlet->call, TRUE);
      _odeon_outlet_unref (outlet);
    }
  g_clear_pointer (&cell->rare->outlets, g_ptr_array_unref);
}

/* --- its making: the operation --- */

typedef struct
{
  gboolean  result; /* first: as in an OdeonControlFrame */
  gchar    *topic;
  OdeonRef *feed;
} SubscribeFrame;

static const OdeonParamInfo subscribe_params[] = {
  { "topic", &odeon_string_info, offsetof (SubscribeFrame, topic), ODEON_PARAM_IN },
  { "feed", &odeon_ref_info, offsetof (SubscribeFrame, feed), ODEON_PARAM_IN },
  { "result", &odeon_boolean_info, offsetof (SubscribeFrame, result), ODEON_PARAM_OUT },
};

/* (nullable): what the call wants; else @error is set. */
static OdeonSubject *
find_subject (const SubscribeFrame *frame, OdeonRef **out_feed, GError **error)
{
  OdeonSubject *subject = _odeon_subject_find (frame->topic);

  if (subject == NULL || subject->interface == NULL)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND, "There is no topic %s",
                   frame->topic);
      return NULL;
    }

  /* Whoever lives here has no such operation. */
  *out_feed = frame->feed != NULL ? _odeon_ref_resolved (frame->feed, NULL) : NULL;
  if (*out_feed == NULL || _odeon_ref_get_cell (*out_feed) != NULL
      || !(*out_feed)->klass->implements (*out_feed, subject->interface))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "That takes no %s",
                   frame->topic);
      return NULL;
    }

  return subject;
}

static void
list (OdeonOutlet *self, OdeonCell *cell, OdeonSubject *subject)
{
  OdeonCellRare *rare = _odeon_cell_need_rare (cell);

  _odeon_topics_lock ();
  if (rare->outlets == NULL)
    rare->outlets = g_ptr_array_new ();
  g_ptr_array_add (rare->outlets, self);
  self->cell = cell;
  self->channel = _odeon_subject_get_channel_locked (subject,
                                                     _odeon_realm_get_topics (cell->host));
  _odeon_channel_add_outlet_locked (self->channel, self);
  _odeon_topics_unlock ();
}

static gboolean
subscribe_dispatch (gpointer   actor G_GNUC_UNUSED,
                    gpointer   vtable,
                    OdeonCall *call,
                    gpointer   data,
                    GError   **error)
{
  OdeonCell    *cell = vtable;
  OdeonRef     *feed;
  OdeonSubject *subject = find_subject (data, &feed, error);
  OdeonOutlet  *self;

  if (subject == NULL)
    return FALSE;
  /* Nobody could end it. */
  if (call->flags & ODEON_CALL_TELL)
    return TRUE;

  self = g_new0 (OdeonOutlet, 1);
  atomic_init (&self->ref_count, 1);
  self->waiter.notify = on_done;
  self->publisher = cell->id;
  self->feed = odeon_ref_ref (feed);
  self->call = odeon_call_defer (call);
  list (self, cell, subject);
  if (!_odeon_future_add_waiter (&call->future, &self->waiter))
    on_done (&self->waiter, &call->future);

  return TRUE;
}

const OdeonMethodInfo _odeon_method_subscribe = {
  .name = "subscribe",
  .dispatch = subscribe_dispatch,
  .params = subscribe_params,
  .n_params = G_N_ELEMENTS (subscribe_params),
  .frame_size = sizeof (SubscribeFrame),
};
