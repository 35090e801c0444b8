/* SPDX-License-Identifier: MIT */

#include "odeon-group-actor-private.h"
#include "odeon-group-peer-private.h"
#include "odeon-monitor.h"

struct _OdeonGroupActor
{
  OdeonActor parent_instance;

  OdeonGroupSettings *settings;
  OdeonGroupEstate   *estate;

  OdeonGroupPeer     *peer;     /* (nullable): before and after it */
  ProcessGroupRoot   *root;     /* (nullable): until it is ready */
  gboolean            stopping; /* its end is wanted */
  gboolean            failing;  /* of what the root has failed of */
};

enum
{
  PROP_SETTINGS = 1,
  PROP_ESTATE
};

static void implement (ProcessGroupRootImplInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OdeonGroupActor, _odeon_group_actor, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (PROCESS_GROUP_TYPE_ROOT_IMPL, implement))

/* --- its life --- */

static void
forget_peer (OdeonGroupActor *self)
{
  atomic_store_explicit (&self->estate->pid, 0, memory_order_relaxed);
  g_clear_pointer (&self->peer, _odeon_group_peer_free);
}

static void
was_lost (OdeonFuture *lost G_GNUC_UNUSED, gpointer data)
{
  OdeonGroupActor *self = data;

  if (!self->stopping && !self->failing)
    odeon_actor_fail (ODEON_ACTOR (self), _odeon_group_peer_new_death (self->peer));
}

/* What a link that is lost says of those at its other end, who say other things themselves. */
static gboolean
is_loss (const GError *reason)
{
  return g_error_matches (reason, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD);
}

/* What the other side's parent of all has failed of, before the process ends for it: one of its
 * children was more than its strategy could mend. */
static void
root_ended (OdeonFuture *ended, gpointer data)
{
  OdeonGroupActor *self = data;
  GError          *error = NULL;

  if (self->stopping || odeon_future_await (ended, &error))
    return;

  if (is_loss (error) || g_error_matches (error, ODEON_ERROR, ODEON_ERROR_KILLED))
    {
      g_error_free (error);
      return;
    }

  self->failing = TRUE;
  odeon_actor_fail (ODEON_ACTOR (self), error);
}

static void
watch_root (OdeonGroupActor *self)
{
  OdeonFuture *ended = odeon_ref_ended (self->root);

  odeon_future_on_done (ended, root_ended, self, NULL);
  odeon_future_unref (ended);
}

static void
supervise (OdeonGroupActor *self)
{
  const OdeonStrategy *strategy = &self->settings->strategy;

  if (!self->settings->is_supervised)
    return;

  process_group_root_supervise (self->root, &(ProcessGroupStrategy) {
    .kind = strategy->kind,
    .max_restarts = strategy->max_restarts,
    .period_ms = strategy->period_ms,
    .min_delay_ms = strategy->min_delay_ms,
    .max_delay_ms = strategy->max_delay_ms,
    .jitter = strategy->jitter,
    .quiet_ms = strategy->quiet_ms,
    .exhausted = strategy->exhausted,
  });
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

static gboolean
started (OdeonActor *actor, GError **error)
{
  OdeonGroupActor *self = ODEON_GROUP_ACTOR (actor);

  self->peer = _odeon_group_peer_start (actor, self->settings, error);
  if (self->peer == NULL)
    return FALSE;

  atomic_store_explicit (&self->estate->pid, _odeon_group_peer_get_pid (self->peer),
                         memory_order_relaxed);
  if (!_odeon_group_peer_await_ready (self->peer, error))
    {
      forget_peer (self);
      return FALSE;
    }

  self->root = (ProcessGroupRoot *) _odeon_group_peer_get_root (self->peer);
  odeon_future_on_done (_odeon_group_peer_get_lost (self->peer), was_lost, self, NULL);
  watch_root (self);
  supervise (self);
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
  how = _odeon_group_peer_await_exit (self->peer, self->settings->stop_timeout);
  g_debug ("The process of %s %s", self->settings->name, how);
  forget_peer (self);

  return TRUE;
}

/* The group fails of it next, and comes up with all of its names. */
static gboolean
is_escalated (OdeonGroupActor *self, const OdeonGroupTenant *tenant, const GError *reason)
{
  return reason != NULL && !g_error_matches (reason, ODEON_ERROR, ODEON_ERROR_KILLED)
         && self->settings->is_supervised
         && self->settings->strategy.exhausted == ODEON_DIRECTIVE_ESCALATE
         && tenant->with->restart != ODEON_RESTART_TEMPORARY;
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

  if (odeon_future_is_done (_odeon_group_peer_get_lost (self->peer)) || is_loss (reason))
    return TRUE;

  for (guint i = 0; i < tenants->len; i++)
    if (odeon_ref_equal (((OdeonGroupTenant *) tenants->pdata[i])->ref, peer))
      {
        if (!is_escalated (self, tenants->pdata[i], reason))
          g_ptr_array_remove_index (tenants, i);
        break;
      }

  return TRUE;
}

/* --- what it hands on --- */

/* A call on its way to the root, on behalf of another. */
typedef struct
{
  OdeonRef         *ref;    /* counted: the group's actor */
  OdeonGroupActor  *self;   /* not for errand_free() */
  OdeonCall        *call;   /* (nullable): until it is answered */
  OdeonGroupTenant *tenant; /* (nullable): to be one, once it has been made */
} Errand;

/* On any thread. One that nobody has looked after was under way when the actor was restarted or
 * ended: it is for whoever is there now. */
static void
errand_free (gpointer data)
{
  Errand *errand = data;

  if (errand->call != NULL)
    odeon_call_forward (errand->call, errand->ref);
  odeon_ref_unref (errand->ref);
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

  *errand = (Errand) { odeon_ref_ref (odeon_actor_get_ref (ODEON_ACTOR (self))), self, call,
                       tenant };
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

  g_clear_pointer (&self->root, process_group_root_unref);
  forget_peer (self);

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
