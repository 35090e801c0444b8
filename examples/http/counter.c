/* SPDX-License-Identifier: MIT */

#include "counter.h"

struct _Counter
{
  OdeonActor parent_instance;

  gint64 value;
};

static gboolean
counter_get_value (TallyCounterImpl *impl, gint64 *out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = TALLY_COUNTER_ACTOR (impl)->value;

  return TRUE;
}

static gboolean
counter_add (TallyCounterImpl *impl, gint64 by, gint64 *out_result, GError **error)
{
  Counter *self = TALLY_COUNTER_ACTOR (impl);
  gint64   sum;

  if (__builtin_add_overflow (self->value, by, &sum))
    {
      g_propagate_error (error, tally_overflow_new_error (self->value));
      return FALSE;
    }
  self->value = sum;
  *out_result = sum;

  return TRUE;
}

static void
counter_impl_init (TallyCounterImplInterface *iface)
{
  iface->get_value = counter_get_value;
  iface->add = counter_add;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Counter, counter, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TALLY_TYPE_COUNTER_IMPL, counter_impl_init))

static void
counter_class_init (CounterClass *klass G_GNUC_UNUSED)
{
}

static void
counter_init (Counter *self G_GNUC_UNUSED)
{
}
