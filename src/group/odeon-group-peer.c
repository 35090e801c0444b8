/* SPDX-License-Identifier: MIT */

#include "odeon-group-peer-private.h"
#include "odeon-group-process-private.h"
#include "odeon-link-private.h"
#include "odeon-promise.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long a process may outlive its end of the link. */
#define LINGER (200 * G_TIME_SPAN_MILLISECOND)

struct _OdeonGroupPeer
{
  const OdeonGroupSettings *settings;
  OdeonGroupProcess        *process;
  OdeonLink                *link;  /* (nullable): it could not be opened */
  OdeonFuture              *ready; /* done in any case: the handshake has a deadline */
  OdeonFuture              *lost;  /* done when the link is closed: why, a string */
};

static guint
to_milliseconds (GTimeSpan span)
{
  return (guint) MIN ((span + 999) / 1000, G_MAXINT);
}

/* --- the link --- */

/* What the link's events resolve: they come outside of any actor, and maybe after this one. */
typedef struct
{
  OdeonPromise *ready;
  OdeonPromise *lost;
} Signals;

static void
link_ready (OdeonLink *link G_GNUC_UNUSED, gpointer data)
{
  odeon_promise_set_boolean (((Signals *) data)->ready, TRUE);
}

static void
link_closed (OdeonLink *link G_GNUC_UNUSED, const GError *why, gpointer data)
{
  Signals *signals = data;

  odeon_promise_set_string (signals->lost, why->message);
  odeon_promise_set_boolean (signals->ready, FALSE);
  odeon_promise_free (signals->ready);
  odeon_promise_free (signals->lost);
  g_free (signals);
}

static const OdeonLinkEvents link_events = {
  .ready = link_ready,
  .closed = link_closed,
};

static gboolean
open_link (OdeonGroupPeer *self, OdeonActor *actor, gint fd, GError **error)
{
  OdeonLinkOptions  options = ODEON_LINK_OPTIONS_INIT;
  g_autofree gchar *who = odeon_ref_dup_string (odeon_actor_get_ref (actor));
  Signals          *signals = g_new (Signals, 1);
  GError           *failure = NULL;

  signals->ready = odeon_promise_new ();
  signals->lost = odeon_promise_new ();
  self->ready = odeon_promise_get_future (signals->ready);
  self->lost = odeon_promise_get_future (signals->lost);

  options.own_name = who;
  options.introduces = TRUE;
  options.handshake_ms = to_milliseconds (self->settings->start_timeout);
  options.heartbeat_ms = to_milliseconds (self->settings->heartbeat);
  self->link = _odeon_link_open (actor, fd, &options, &link_events, signals, &failure);
  if (self->link != NULL)
    return TRUE;

  link_closed (NULL, failure, signals);
  g_propagate_error (error, failure);

  return FALSE;
}

static void
close_link (OdeonGroupPeer *self)
{
  _odeon_link_close (self->link, g_error_new (ODEON_ERROR, ODEON_ERROR_GROUP_DIED,
                                              "%s is ended", self->settings->name));
  g_clear_pointer (&self->link, _odeon_link_unref);
}

/* Why it was closed, to be freed; %NULL if it is not. */
static gchar *
dup_loss (OdeonGroupPeer *self)
{
  GValue value = G_VALUE_INIT;
  gchar *why;

  if (!odeon_future_get_value (self->lost, &value, NULL))
    return NULL;

  why = g_value_dup_string (&value);
  g_value_unset (&value);

  return why;
}

/* --- the whole --- */

OdeonGroupPeer *
_odeon_group_peer_start (OdeonActor               *actor,
                         const OdeonGroupSettings *settings,
                         GError                  **error)
{
  OdeonGroupPeer    *self;
  OdeonGroupProcess *process;
  gint               fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES, "No socket for a group: %s",
                   g_strerror (errno));
      return NULL;
    }
  process = _odeon_group_process_start (settings, fds[1], error);
  if (process == NULL)
    {
      close (fds[0]);
      return NULL;
    }

  self = g_new0 (OdeonGroupPeer, 1);
  self->settings = settings;
  self->process = process;
  if (!open_link (self, actor, fds[0], error))
    g_clear_pointer (&self, _odeon_group_peer_free);

  return self;
}

void
_odeon_group_peer_free (OdeonGroupPeer *self)
{
  if (self == NULL)
    return;

  if (self->link != NULL)
    close_link (self);
  _odeon_group_process_free (self->process);
  odeon_future_unref (self->ready);
  odeon_future_unref (self->lost);
  g_free (self);
}

gint64
_odeon_group_peer_get_pid (OdeonGroupPeer *self)
{
  return _odeon_group_process_get_pid (self->process);
}

gboolean
_odeon_group_peer_await_ready (OdeonGroupPeer *self, GError **error)
{
  g_autofree gchar *why = NULL;

  if (!odeon_future_await (self->ready, error))
    return FALSE;

  why = dup_loss (self);
  if (why == NULL)
    return TRUE;

  g_propagate_error (error, _odeon_group_peer_new_death (self));

  return FALSE;
}

OdeonRef *
_odeon_group_peer_get_root (OdeonGroupPeer *self)
{
  return _odeon_link_get_root (self->link);
}

OdeonFuture *
_odeon_group_peer_get_lost (OdeonGroupPeer *self)
{
  return self->lost;
}

gchar *
_odeon_group_peer_await_exit (OdeonGroupPeer *self, GTimeSpan patience)
{
  OdeonFuture *exited = _odeon_group_process_get_exited (self->process);
  GValue       how = G_VALUE_INIT;
  gchar       *text;

  if (!odeon_future_await_for (exited, to_milliseconds (patience), NULL)
      && !odeon_future_is_done (exited))
    {
      _odeon_group_process_signal (self->process, SIGKILL);
      odeon_future_await (exited, NULL);
    }

  text = odeon_future_get_value (exited, &how, NULL) ? g_value_dup_string (&how)
                                                     : g_strdup ("is being killed");
  if (G_IS_VALUE (&how))
    g_value_unset (&how);
  odeon_future_unref (exited);

  return text;
}

GError *
_odeon_group_peer_new_death (OdeonGroupPeer *self)
{
  g_autofree gchar *why = dup_loss (self);
  g_autofree gchar *how = _odeon_group_peer_await_exit (self, LINGER);
  g_autofree gchar *last = _odeon_group_process_dup_last_words (self->process);

  return g_error_new (ODEON_ERROR, ODEON_ERROR_GROUP_DIED, "%s; the process of %s %s%s%s", why,
                      self->settings->name, how, last != NULL ? "; its last words: " : "",
                      last != NULL ? last : "");
}
