/* SPDX-License-Identifier: MIT */

/* Two actors, one of which calls the other. counter.idl says what they can do; odeon-codegen made
 * counter.idl.h of it: the proxies CounterAdder and CounterBookkeeper for those who call, and the
 * interfaces CounterAdderImpl and CounterBookkeeperImpl for the actors. */

#include "counter.idl.h"

/* --- The adder -------------------------------------------------------------------------------- */

#define TYPE_ADDER (adder_get_type ())
G_DECLARE_FINAL_TYPE (Adder, adder, COUNTER, ADDER_ACTOR, OdeonActor)

struct _Adder
{
  OdeonActor parent_instance;
};

static gboolean
adder_add_one (CounterAdderImpl *impl, gint32 i, gint32 *out_result, GError **error G_GNUC_UNUSED)
{
  g_autofree gchar *me = odeon_ref_dup_string (odeon_actor_get_ref (ODEON_ACTOR (impl)));

  g_print ("%s is increasing %d\n", me, i);
  *out_result = i + 1;

  return TRUE;
}

static void
adder_impl_init (CounterAdderImplInterface *iface)
{
  iface->add_one = adder_add_one;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Adder, adder, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (COUNTER_TYPE_ADDER_IMPL, adder_impl_init))

static void
adder_class_init (AdderClass *klass G_GNUC_UNUSED)
{
}

static void
adder_init (Adder *self G_GNUC_UNUSED)
{
}

/* --- The bookkeeper --------------------------------------------------------------------------- */

#define TYPE_BOOKKEEPER (bookkeeper_get_type ())
G_DECLARE_FINAL_TYPE (Bookkeeper, bookkeeper, COUNTER, BOOKKEEPER_ACTOR, OdeonActor)

struct _Bookkeeper
{
  OdeonActor parent_instance;

  CounterAdder *adder;
};

static gboolean
bookkeeper_count_to (CounterBookkeeperImpl *impl, gint32 target, GError **error)
{
  Bookkeeper       *self = COUNTER_BOOKKEEPER_ACTOR (impl);
  g_autofree gchar *me = odeon_ref_dup_string (odeon_actor_get_ref (ODEON_ACTOR (self)));
  gint32            i = 0;

  while (i < target)
    {
      /* Suspends this actor until the adder has answered. Its thread meanwhile runs others: the
       * adder, for one. */
      if (!counter_adder_add_one_sync (self->adder, i, &i, error))
        return FALSE;
      g_print ("%s got %d back\n", me, i);
    }

  return TRUE;
}

static void
bookkeeper_impl_init (CounterBookkeeperImplInterface *iface)
{
  iface->count_to = bookkeeper_count_to;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Bookkeeper, bookkeeper, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (COUNTER_TYPE_BOOKKEEPER_IMPL,
                                                      bookkeeper_impl_init))

enum
{
  PROP_ADDER = 1
};

static void
bookkeeper_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  Bookkeeper *self = COUNTER_BOOKKEEPER_ACTOR (object);

  switch (id)
    {
    case PROP_ADDER:
      self->adder = g_value_dup_boxed (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bookkeeper_finalize (GObject *object)
{
  counter_adder_unref (COUNTER_BOOKKEEPER_ACTOR (object)->adder);

  G_OBJECT_CLASS (bookkeeper_parent_class)->finalize (object);
}

static void
bookkeeper_class_init (BookkeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = bookkeeper_set_property;
  object_class->finalize = bookkeeper_finalize;

  /* A proxy is a boxed type, like any other value. */
  g_object_class_install_property (
    object_class, PROP_ADDER,
    g_param_spec_boxed ("adder", NULL, NULL, COUNTER_TYPE_ADDER,
                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
bookkeeper_init (Bookkeeper *self G_GNUC_UNUSED)
{
}

/* ---------------------------------------------------------------------------------------------- */

static gboolean
run (OdeonSystem *system, GError **error)
{
  g_autoptr (CounterAdder)      adder = NULL;
  g_autoptr (CounterBookkeeper) bookkeeper = NULL;
  g_autoptr (OdeonFuture)       finished = NULL;

  adder = counter_adder_spawn (ODEON_SPAWNER (system), TYPE_ADDER, NULL, error, NULL);
  if (adder == NULL)
    return FALSE;

  bookkeeper = counter_bookkeeper_spawn (ODEON_SPAWNER (system), TYPE_BOOKKEEPER, NULL, error,
                                         "adder", adder, NULL);
  if (bookkeeper == NULL)
    return FALSE;

  if (!counter_bookkeeper_count_to_sync (bookkeeper, 10, error))
    return FALSE;

  finished = odeon_system_shut_down (system);
  return odeon_future_await (finished, error);
}

int
main (void)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (OdeonSystem) system = odeon_system_new (ODEON_WORKERS_AUTO, &error);

  if (system == NULL || !run (system, &error))
    {
      g_printerr ("counter: %s\n", error->message);
      return 1;
    }

  return 0;
}
