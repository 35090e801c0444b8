/* SPDX-License-Identifier: MIT */

#include "odeon-group-actor-private.h"
#include "odeon-group-process-private.h"
#include "odeon-group-tenant-private.h"
#include "odeon-link-private.h"
#include "odeon-monitor.h"
#include "odeon-promise.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long a process may outlive its end of the link. */
#define LINGER_MS 200

struct _OdeonGroupActor
{
  OdeonActor parent_instance;

  OdeonGroupSettings *settings;
  OdeonGroupEstate   *estate;

  OdeonGroupProcess  *process;  /* (nullable): before and after it */
  OdeonLink          *link;     /* (nullable) */
  ProcessGroupRoot   *root;     /* (nullable): until the link is ready */
  OdeonFuture        *lost;     /* (nullable): done when the link is closed: why, a string */
  gboolean            stopping; /* its end is wanted */
};

enum
{
  PROP_SETTINGS = 1,
  PROP_ESTATE
};

static void implement (ProcessGroupRootImplInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OdeonGroupActor, _odeon_group_actor, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (PROCESS_GROUP_TYPE_ROOT_IMPL, implement))

/* --- the estate --- */

G_DEFINE_BOXED_TYPE (OdeonGroupEstate, _odeon_group_estate, _odeon_group_estate_ref,
                     _odeon_group_estate_unref)

OdeonGroupEstate *
_odeon_group_estate_new (void)
{
  OdeonGroupEstate *self = g_new0 (OdeonGroupEstate, 1);

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->pid, 0);
  self->tenants = g_ptr_array_new_with_free_func ((GDestroyNotify) _odeon_group_tenant_free);

  return self;
}

OdeonGroupEstate *
_odeon_group_estate_ref (OdeonGroupEstate *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);

  return self;
}

void
_odeon_group_estate_unref (OdeonGroupEstate *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  g_ptr_array_unref (self->tenants);
  g_free (self);
}

/* --- the link --- */

static guint
to_milliseconds (GTimeSpan span)
{
  return (guint) MIN ((span + 999) / 1000, G_MAXINT);
}

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
open_link (OdeonGroupActor *self, gint fd, OdeonFuture **out_ready, GError **error)
{
  OdeonLinkOptions  options = ODEON_LINK_OPTIONS_INIT;
  g_autofree gchar *who = odeon_ref_dup_string (odeon_actor_get_ref (ODEON_ACTOR (self)));
  Signals          *signals = g_new (Signals, 1);

  signals->ready = odeon_promise_new ();
  signals->lost = odeon_promise_new ();
  *out_ready = odeon_promise_get_future (signals->ready);
  self->lost = odeon_promise_get_future (signals->lost);

  options.own_name = who;
  options.handshake_ms = to_milliseconds (self->settings->start_timeout);
  options.heartbeat_ms = to_milliseconds (self->settings->heartbeat);
  self->link = _odeon_link_open (ODEON_ACTOR (self), fd, &options, &link_events, signals, error);
  if (self->link != NULL)
    return TRUE;

  odeon_promise_free (signals->ready);
  odeon_promise_free (signals->lost);
  g_free (signals);

  return FALSE;
}

static void
close_link (OdeonGroupActor *self)
{
  _odeon_link_close (self->link, g_error_new (ODEON_ERROR, ODEON_ERROR_GROUP_DIED,
                                              "%s is ended", self->settings->name));
}

/* --- the process --- */

static void
forget_process (OdeonGroupActor *self)
{
  atomic_store_explicit (&self->estate->pid, 0, memory_order_relaxed);
  g_clear_pointer (&self->process, _odeon_group_process_free);
}

static gboolean
start_process (OdeonGroupActor *self, gint *out_fd, GError **error)
{
  gint fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES, "No socket for a group: %s",
                   g_strerror (errno));
      return FALSE;
    }

  self->process = _odeon_group_process_start (self->settings, fds[1], error);
  if (self->process == NULL)
    {
      close (fds[0]);
      return FALSE;
    }

  atomic_store_explicit (&self->estate->pid, _odeon_group_process_get_pid (self->process),
                         memory_order_relaxed);
  *out_fd = fds[0];

  return TRUE;
}

/* How the process ended: "was killed by …", to be freed. It has @timeout_ms for that, then it is
 * killed. */
static gchar *
await_exit (OdeonGroupActor *self, guint timeout_ms)
{
  OdeonFuture *exited = _odeon_group_process_get_exited (self->process);
  GValue       how = G_VALUE_INIT;
  gchar       *text;

  if (!odeon_future_await_for (exited, timeout_ms, NULL) && !odeon_future_is_done (exited))
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

/* Why the group failed: what went wrong, what became of the process, and what it said last. */
static GError *
new_death (OdeonGroupActor *self, const gchar *what)
{
  g_autofree gchar *how = await_exit (self, LINGER_MS);
  g_autofree gchar *last = _odeon_group_process_dup_last_words (self->process);

  return g_error_new (ODEON_ERROR, ODEON_ERROR_GROUP_DIED, "%s; the process of %s %s%s%s", what,
                      self->settings->name, how, last != NULL ? "; its last words: " : "",
                      last != NULL ? last : "");
}

/* Why the link was closed, to be freed; %NULL if it is not. */
static gchar *
dup_loss (OdeonGroupActor *self)
{
  GValue value = G_VALUE_INIT;
  gchar *why;

  if (!odeon_future_get_value (self->lost, &value, NULL))
    return NULL;

  why = g_value_dup_string (&value);
  g_value_unset (&value);

  return why;
}

/* --- its life --- */

static void
was_lost (OdeonFuture *lost G_GNUC_UNUSED, gpointer data)
{
  OdeonGroupActor  *self = data;
  g_autofree gchar *why = dup_loss (self);

  if (!self->stopping)
    odeon_actor_fail (ODEON_ACTOR (self), new_death (self, why));
}

/* Those who had a name have it again, or it is said that they have not. */
static void
make_tenants (OdeonGroupActor *self)
{
  GPtrArray *tenants = self->estate->tenants;

  for (guint i = 0; i < tenants->len;)
    {
      OdeonGroupTenant  *tenant = tenants->pdata[i];
      g_autoptr (GError) error = NULL;

      if (_odeon_group_tenant_make (tenant, self->root, &error))
        {
          odeon_actor_monitor (ODEON_ACTOR (self), tenant->ref);
          i++;
          continue;
        }
      g_warning ("\"%s\" could not be made again: %s", tenant->with->name, error->message);
      g_ptr_array_remove_index (tenants, i);
    }
}

/* Takes over @ready, which the link resolves in any case: its handshake has a deadline. */
static gboolean
await_ready (OdeonGroupActor *self, OdeonFuture *ready, GError **error)
{
  gboolean          is_done = odeon_future_await (ready, error);
  g_autofree gchar *why = dup_loss (self);

  odeon_future_unref (ready);
  if (is_done && why == NULL)
    return TRUE;

  if (is_done)
    g_propagate_error (error, new_death (self, why));
  close_link (self);
  forget_process (self);

  return FALSE;
}

static gboolean
started (OdeonActor *actor, GError **error)
{
  OdeonGroupActor *self = ODEON_GROUP_ACTOR (actor);
  OdeonFuture     *ready = NULL;
  gint             fd;

  if (!start_process (self, &fd, error))
    return FALSE;
  if (!open_link (self, fd, &ready, error))
    {
      odeon_future_unref (ready);
      forget_process (self);
      return FALSE;
    }
  if (!await_ready (self, ready, error))
    return FALSE;

  self->root = (ProcessGroupRoot *) _odeon_link_get_root (self->link);
  odeon_future_on_done (self->lost, was_lost, self, NULL);
  make_tenants (self);
  odeon_actor_unstash_all (actor);

  return TRUE;
}

static gboolean
stopped (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  OdeonGroupActor  *self = ODEON_GROUP_ACTOR (actor);
  g_autofree gchar *how = NULL;

  self->stopping = TRUE;
  process_group_root_drain (self->root);
  how = await_exit (self, to_milliseconds (self->settings->stop_timeout));
  g_debug ("%s: the process %s", odeon_actor_get_name (actor), how);
  forget_process (self);

  return TRUE;
}

static gboolean
is_loss (const GError *reason)
{
  return g_error_matches (reason, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN)
         || g_error_matches (reason, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED);
}

/* One that ends while the process goes on has ended for good. */
static gboolean
peer_ended (OdeonActor   *actor,
            OdeonRef     *peer,
            const GError *reason,
            GError      **error G_GNUC_UNUSED)
{
  OdeonGroupActor *self = ODEON_GROUP_ACTOR (actor);
  GPtrArray       *tenants = self->estate->tenants;

  if (odeon_future_is_done (self->lost) || is_loss (reason))
    return TRUE;

  for (guint i = 0; i < tenants->len; i++)
    if (odeon_ref_equal (((OdeonGroupTenant *) tenants->pdata[i])->ref, peer))
      {
        g_ptr_array_remove_index (tenants, i);
        break;
      }

  return TRUE;
}

/* --- what it hands on --- */

/* A call on its way to the root, on behalf of another. */
typedef struct
{
  OdeonGroupActor  *self;
  OdeonCall        *call;   /* (nullable): until it is answered */
  OdeonGroupTenant *tenant; /* (nullable): to be one, once it has been made */
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  odeon_call_drop (errand->call);
  g_clear_pointer (&errand->tenant, _odeon_group_tenant_free);
  g_free (errand);
}

/* Takes over @future. */
static void
run_errand (OdeonGroupActor  *self,
            OdeonCall        *call,
            OdeonGroupTenant *tenant,
            OdeonFuture      *future,
            OdeonDoneFunc     done)
{
  Errand *errand = g_new (Errand, 1);

  *errand = (Errand) { self, call, tenant };
  odeon_future_on_done (future, done, errand, errand_free);
  odeon_future_unref (future);
}

/* The process is gone, and this actor about to hear of it: the next one will be asked. */
static void
not_done (Errand *errand, GError *error)
{
  OdeonCall *call = g_steal_pointer (&errand->call);

  if (!g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED))
    {
      odeon_call_return_error (call, error);
      return;
    }

  g_error_free (error);
  odeon_actor_stash (ODEON_ACTOR (errand->self), call);
}

static void
found (OdeonFuture *future, gpointer data)
{
  Errand              *errand = data;
  g_autoptr (OdeonRef) ref = NULL;
  GError              *error = NULL;

  if (process_group_root_find_finish (future, &ref, &error))
    process_group_root_complete_find (g_steal_pointer (&errand->call), ref);
  else
    not_done (errand, error);
}

static void
find (ProcessGroupRootImpl *impl, OdeonCall *call, const gchar *path)
{
  OdeonGroupActor *self = ODEON_GROUP_ACTOR (impl);

  run_errand (self, call, NULL, process_group_root_find (self->root, path), found);
}

static void
made (OdeonFuture *future, gpointer data)
{
  Errand              *errand = data;
  OdeonGroupActor     *self = errand->self;
  g_autoptr (OdeonRef) ref = NULL;
  GError              *error = NULL;

  if (!process_group_root_make_finish (future, &ref, &error))
    {
      not_done (errand, error);
      return;
    }

  if (errand->tenant != NULL)
    {
      errand->tenant->ref = odeon_ref_ref (ref);
      odeon_actor_monitor (ODEON_ACTOR (self), ref);
      g_ptr_array_add (self->estate->tenants, g_steal_pointer (&errand->tenant));
    }
  process_group_root_complete_make (g_steal_pointer (&errand->call), ref);
}

static void
make (ProcessGroupRootImpl       *impl,
      OdeonCall                  *call,
      const gchar                *type,
      const ProcessGroupSettings *with,
      GPtrArray                  *properties)
{
  OdeonGroupActor  *self = ODEON_GROUP_ACTOR (impl);
  OdeonGroupTenant *tenant = NULL;

  if (*with->name != '\0')
    tenant = _odeon_group_tenant_new (type, with, properties);
  run_errand (self, call, tenant, process_group_root_make (self->root, type, with, properties),
              made);
}

static gboolean
drain (ProcessGroupRootImpl *impl, GError **error G_GNUC_UNUSED)
{
  odeon_actor_stop (ODEON_ACTOR (impl));

  return TRUE;
}

static void
implement (ProcessGroupRootImplInterface *iface)
{
  iface->make_deferred = make;
  iface->find_deferred = find;
  iface->drain = drain;
}

/* --- the object --- */

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OdeonGroupActor *self = ODEON_GROUP_ACTOR (object);

  switch (id)
    {
    case PROP_SETTINGS:
      self->settings = g_value_dup_boxed (value);
      break;
    case PROP_ESTATE:
      self->estate = g_value_dup_boxed (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dispose (GObject *object)
{
  OdeonGroupActor *self = ODEON_GROUP_ACTOR (object);

  if (self->link != NULL)
    close_link (self);
  g_clear_pointer (&self->link, _odeon_link_unref);
  g_clear_pointer (&self->root, process_group_root_unref);
  g_clear_pointer (&self->lost, odeon_future_unref);
  forget_process (self);

  G_OBJECT_CLASS (_odeon_group_actor_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  OdeonGroupActor *self = ODEON_GROUP_ACTOR (object);

  _odeon_group_settings_free (self->settings);
  _odeon_group_estate_unref (self->estate);

  G_OBJECT_CLASS (_odeon_group_actor_parent_class)->finalize (object);
}

static void
_odeon_group_actor_class_init (OdeonGroupActorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  OdeonActorClass  *actor_class = ODEON_ACTOR_CLASS (klass);

  object_class->set_property = set_property;
  object_class->dispose = dispose;
  object_class->finalize = finalize;
  actor_class->started = started;
  actor_class->stopped = stopped;
  actor_class->peer_ended = peer_ended;

  g_object_class_install_property (
    object_class, PROP_SETTINGS,
    g_param_spec_boxed ("settings", NULL, NULL, ODEON_TYPE_GROUP_SETTINGS, flags));
  g_object_class_install_property (
    object_class, PROP_ESTATE,
    g_param_spec_boxed ("estate", NULL, NULL, ODEON_TYPE_GROUP_ESTATE, flags));
}

static void
_odeon_group_actor_init (OdeonGroupActor *self G_GNUC_UNUSED)
{
}
