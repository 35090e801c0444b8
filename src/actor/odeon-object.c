/* SPDX-License-Identifier: MIT */

/* The making of an object, and the end of one that nobody else holds.
 *
 * g_object_unref() guards the last reference with a queue for `notify`, which it allocates, hangs
 * into the object's data and takes out again: half of what an actor costs from its spawn to its
 * end. None of it can be seen where
 *   - the class has no properties, so that there is nothing to notify of, and
 *   - the object has no data: weak references, toggle references and watched closures are data,
 *     so nobody can take a reference anew either.
 * There the same steps are taken without the queue. Before and after `dispose` both are looked
 * at, and whatever is not as simple as that is left to g_object_unref(), which may dispose of an
 * object again. GObject's own `finalize` clears the data, with three atomic operations: where there
 * is none, it is left out.
 *
 * g_object_new() of such a class makes an instance and calls `constructed`, unless the class has a
 * constructor of its own.
 */

#include "odeon-object-private.h"

#include <gio/gio.h>
#include <stdatomic.h>
#include <string.h>

static void
count_weak_reference (gpointer data, GObject *object G_GNUC_UNUSED)
{
  ++*(guint *) data;
}

/* `qdata` is GObject's own. Whether this GLib keeps there what is said above is tried once. */
static gboolean
keeps_references_in_data (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  GWeakRef reference;
  guint    n_lost = 0;
  gboolean kept = object->qdata == NULL;

  g_weak_ref_init (&reference, object);
  kept = kept && object->qdata != NULL;
  g_weak_ref_clear (&reference);
  g_object_unref (object);

  object = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_weak_ref (object, count_weak_reference, &n_lost);
  kept = kept && object->qdata != NULL;
  g_object_unref (object);

  return kept && n_lost == 1;
}

/* Between its count of references and its data, GObject has flags, one of which says that a handler
 * was connected. Which one, if this GLib has it, is tried once, too. */
static guint
flags_of (GObject *object)
{
  guint flags = 0;

  if (G_STRUCT_OFFSET (GObject, qdata) - G_STRUCT_OFFSET (GObject, ref_count)
      == sizeof object->ref_count + sizeof flags)
    memcpy (&flags, (const gchar *) &object->ref_count + sizeof object->ref_count, sizeof flags);

  return flags;
}

static guint
find_handler_flag (void)
{
  /* Any object with a signal; "notify" has a flag of its own besides. */
  GObject *object = (GObject *) g_cancellable_new ();
  guint    before = flags_of (object);
  guint    added;

  g_signal_connect (object, "cancelled", G_CALLBACK (count_weak_reference), NULL);
  added = flags_of (object) & ~before;
  g_object_unref (object);

  return (added & (added - 1)) == 0 ? added : 0;
}

/* GObject itself may keep an account of its objects, from their making to their finalizing. */
static gboolean
is_accounted (void)
{
  return g_getenv ("GOBJECT_DEBUG") != NULL;
}

/* Constant once tried; the first also looked at by who may not have heard of that. */
static atomic_bool keeps_references;
static guint       handler_flag; /* 0: not known */

static gboolean
may_have_handlers (GObject *object)
{
  return handler_flag == 0 || (flags_of (object) & handler_flag) != 0;
}

static gboolean
has_properties (GObjectClass *klass)
{
  guint n;

  g_free (g_object_class_list_properties (klass, &n));

  return n > 0;
}

void
_odeon_object_traits_init (OdeonObjectTraits *self, GObjectClass *klass, GObjectClass *idle)
{
  static gsize  tried;
  GObjectClass *base = g_type_class_peek (G_TYPE_OBJECT);

  if (g_once_init_enter (&tried))
    {
      handler_flag = find_handler_flag ();
      atomic_store_explicit (&keeps_references, keeps_references_in_data () && !is_accounted (),
                             memory_order_relaxed);
      g_once_init_leave (&tried, 1);
    }

  self->klass = klass;
  self->is_simple = atomic_load_explicit (&keeps_references, memory_order_relaxed)
                    && !has_properties (klass) && klass->constructor == base->constructor;
  self->constructed = klass->constructed != base->constructed ? klass->constructed : NULL;
  self->dispose = klass->dispose != base->dispose ? klass->dispose : NULL;
  self->finalize = idle == NULL || klass->finalize != idle->finalize ? klass->finalize : NULL;
}

GObject *
_odeon_object_new (const OdeonObjectTraits *traits)
{
  GObject *object;

  if (!traits->is_simple)
    return g_object_new_with_properties (G_OBJECT_CLASS_TYPE (traits->klass), 0, NULL, NULL);

  object = (GObject *) g_type_create_instance (G_OBJECT_CLASS_TYPE (traits->klass));
  if (traits->constructed != NULL)
    traits->constructed (object);

  return object;
}

static inline gboolean
has_data (GObject *object)
{
  return g_atomic_pointer_get (&object->qdata) != NULL;
}

static inline gboolean
is_last (GObject *object)
{
  return g_atomic_int_get ((gint *) &object->ref_count) == 1 && !has_data (object);
}

/* %FALSE: something else is to be done. */
static inline gboolean
dispose (const OdeonObjectTraits *traits, GObject *object)
{
  gboolean has_handlers;

  if (!traits->is_simple || !is_last (object))
    return FALSE;

  if (traits->dispose != NULL)
    traits->dispose (object);
  /* All that GObject's own `dispose` does for such an object, and what must follow any other:
   * that may have connected a handler after it. */
  has_handlers = may_have_handlers (object);
  if (G_UNLIKELY (has_handlers))
    g_signal_handlers_destroy (object);

  return (traits->dispose == NULL && !has_handlers) || is_last (object);
}

void
_odeon_object_unref (const OdeonObjectTraits *traits,
                     GObject                 *object,
                     void                   (*survive) (GObject *object))
{
  if (!dispose (traits, object))
    {
      survive (object);
      g_object_unref (object);
      return;
    }

  /* Nobody else has it: there is nothing to race with. */
  object->ref_count = 0;
  if (traits->finalize != NULL)
    traits->finalize (object);
  g_type_free_instance ((GTypeInstance *) object);
}

gboolean
_odeon_object_is_clear (GObject *object)
{
  return atomic_load_explicit (&keeps_references, memory_order_relaxed) && !has_data (object);
}
