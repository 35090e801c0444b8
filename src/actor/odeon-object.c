/* SPDX-License-Identifier: MIT */

/* The end of an object that nobody else holds.
 *
 * g_object_unref() guards the last reference with a queue for `notify`, which it allocates, hangs
 * into the object's data and takes out again: half of what an actor costs from its spawn to its
 * end. None of it can be seen where
 *   - the class has no properties, so that there is nothing to notify of, and
 *   - the object has no data: weak references, toggle references and watched closures are data,
 *     so nobody can take a reference anew either.
 * There the same steps are taken without the queue. Before and after `dispose` both are looked
 * at, and whatever is not as simple as that is left to g_object_unref(), which may dispose of an
 * object again.
 */

#include "odeon-object-private.h"

#include <gio/gio.h>
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

static guint handler_flag; /* 0: not known */

static gboolean
may_have_handlers (GObject *object)
{
  return handler_flag == 0 || (flags_of (object) & handler_flag) != 0;
}

static gboolean
has_properties (GObjectClass *klass)
{
  guint                   n;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (klass, &n);

  return n > 0;
}

/* The class that this thread met last: actors mostly end many of a kind. */
static _Thread_local struct
{
  GObjectClass *klass;
  gboolean      is_simple;
  gboolean      overrides_dispose;
} last;

static void
look_at (GObjectClass *klass)
{
  static gsize  kept; /* 1: no, 2: yes */
  GObjectClass *base = g_type_class_peek (G_TYPE_OBJECT);

  if (g_once_init_enter (&kept))
    {
      handler_flag = find_handler_flag ();
      g_once_init_leave (&kept, keeps_references_in_data () ? 2 : 1);
    }

  last.klass = klass;
  last.is_simple = kept == 2 && !has_properties (klass);
  last.overrides_dispose = klass->dispose != base->dispose;
}

static gboolean
is_last (GObject *object)
{
  return g_atomic_int_get ((gint *) &object->ref_count) == 1
         && g_atomic_pointer_get (&object->qdata) == NULL;
}

void
_odeon_object_unref (GObject *object, void (*survive) (GObject *object))
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (object);

  if (G_UNLIKELY (klass != last.klass))
    look_at (klass);
  if (!last.is_simple || !is_last (object))
    {
      survive (object);
      g_object_unref (object);
      return;
    }

  if (last.overrides_dispose)
    klass->dispose (object);
  /* All that GObject's own `dispose` does for such an object, and what must follow any other:
   * that may have connected a handler after it. */
  if (G_UNLIKELY (may_have_handlers (object)))
    g_signal_handlers_destroy (object);
  if (!is_last (object))
    {
      survive (object);
      g_object_unref (object);
      return;
    }

  /* Nobody else has it: there is nothing to race with. */
  object->ref_count = 0;
  klass->finalize (object);
  g_type_free_instance ((GTypeInstance *) object);
}
