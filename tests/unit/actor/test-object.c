/* SPDX-License-Identifier: MIT */

#include "odeon-object-private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* --- an object that tells of its end --- */

typedef struct _Thing Thing;

typedef void (*AtDispose) (Thing *self);

struct _Thing
{
  GObject   parent_instance;

  guint    *n_finalized;
  guint     n_disposed;
  AtDispose at_dispose; /* (nullable): once */
};

typedef struct
{
  GObjectClass parent_class;
} ThingClass;

GType thing_get_type (void);

G_DEFINE_TYPE (Thing, thing, G_TYPE_OBJECT)

static void
thing_dispose (GObject *object)
{
  Thing    *self = (Thing *) object;
  AtDispose at_dispose = g_steal_pointer (&self->at_dispose);

  self->n_disposed++;
  G_OBJECT_CLASS (thing_parent_class)->dispose (object);
  if (at_dispose != NULL)
    at_dispose (self);
}

static void
thing_finalize (GObject *object)
{
  ++*((Thing *) object)->n_finalized;
  G_OBJECT_CLASS (thing_parent_class)->finalize (object);
}

static void
thing_class_init (ThingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = thing_dispose;
  G_OBJECT_CLASS (klass)->finalize = thing_finalize;
  g_signal_new ("call", G_OBJECT_CLASS_TYPE (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
thing_init (Thing *self G_GNUC_UNUSED)
{
}

typedef Thing      Busy;
typedef ThingClass BusyClass;

GType busy_get_type (void);

G_DEFINE_TYPE (Busy, busy, thing_get_type ())

static void
busy_finalize (GObject *object)
{
  G_OBJECT_CLASS (busy_parent_class)->finalize (object);
}

static void
busy_class_init (BusyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = busy_finalize;
}

static void
busy_init (Busy *self G_GNUC_UNUSED)
{
}

static Thing *
thing_new (guint *n_finalized)
{
  Thing *self = g_object_new (thing_get_type (), NULL);

  self->n_finalized = n_finalized;

  return self;
}

static void
increment (gpointer data, GClosure *closure G_GNUC_UNUSED)
{
  ++*(guint *) data;
}

static void
release (gpointer data)
{
  ++*(guint *) data;
}

static void
increment_by_weak_reference (gpointer data, GObject *object G_GNUC_UNUSED)
{
  ++*(guint *) data;
}

static void
nothing (Thing *self G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

static guint n_survivors;

static void
count_survivor (GObject *object)
{
  assert_true (G_IS_OBJECT (object));
  n_survivors++;
}

static void
drop (GObject *object)
{
  OdeonObjectTraits traits;

  _odeon_object_traits_init (&traits, G_OBJECT_GET_CLASS (object), NULL);
  _odeon_object_unref (&traits, object, count_survivor);
}

/* As if a Thing's `finalize` had nothing to do. */
static void
drop_idle (gpointer object)
{
  OdeonObjectTraits traits;

  _odeon_object_traits_init (&traits, G_OBJECT_GET_CLASS (object),
                             g_type_class_peek (thing_get_type ()));
  _odeon_object_unref (&traits, object, count_survivor);
}

/* --- scenarios --- */

static void
the_last_reference_disposes_once_and_finalizes (void **state G_GNUC_UNUSED)
{
  guint  n_finalized = 0;
  Thing *thing = thing_new (&n_finalized);

  n_survivors = 0;
  drop ((GObject *) thing);
  assert_int_equal (n_finalized, 1);
  assert_int_equal (n_survivors, 0);
}

static void
an_object_without_a_dispose_of_its_own_is_freed (void **state G_GNUC_UNUSED)
{
  /* A leak is for the sanitizers and valgrind to find. */
  drop (g_object_new (G_TYPE_OBJECT, NULL));
  drop (g_object_new (G_TYPE_OBJECT, NULL));
}

static void
one_reference_of_two_only_counts (void **state G_GNUC_UNUSED)
{
  guint  n_finalized = 0;
  Thing *thing = thing_new (&n_finalized);

  g_object_ref (thing);
  n_survivors = 0;
  drop ((GObject *) thing);
  assert_int_equal (n_finalized, 0);
  assert_int_equal (thing->n_disposed, 0);
  assert_int_equal (n_survivors, 1);
  drop ((GObject *) thing);
  assert_int_equal (n_finalized, 1);
}

static void
weak_references_learn_of_the_end (void **state G_GNUC_UNUSED)
{
  guint    n_finalized = 0;
  guint    n_lost = 0;
  Thing   *thing = thing_new (&n_finalized);
  gpointer pointer = thing;
  GWeakRef reference;

  g_weak_ref_init (&reference, thing);
  g_object_weak_ref ((GObject *) thing, increment_by_weak_reference, &n_lost);
  g_object_add_weak_pointer ((GObject *) thing, &pointer);
  drop ((GObject *) thing);
  assert_int_equal (n_finalized, 1);
  assert_int_equal (n_lost, 1);
  assert_null (pointer);
  assert_null (g_weak_ref_get (&reference));
  g_weak_ref_clear (&reference);
}

static void
data_is_released (void **state G_GNUC_UNUSED)
{
  guint  n_finalized = 0;
  guint  n_released = 0;
  Thing *thing = thing_new (&n_finalized);

  g_object_set_data_full ((GObject *) thing, "data", &n_released, release);
  drop ((GObject *) thing);
  assert_int_equal (n_finalized, 1);
  assert_int_equal (n_released, 1);
}

static void
signal_handlers_are_disconnected (void **state G_GNUC_UNUSED)
{
  guint  n_finalized = 0;
  guint  n_disconnected = 0;
  Thing *thing = thing_new (&n_finalized);

  g_signal_connect_data (thing, "call", G_CALLBACK (nothing), &n_disconnected, increment, 0);
  drop ((GObject *) thing);
  assert_int_equal (n_finalized, 1);
  assert_int_equal (n_disconnected, 1);
}

static guint n_late;

static void
connect_late (Thing *self)
{
  g_signal_connect_data (self, "call", G_CALLBACK (nothing), &n_late, increment, 0);
}

static void
a_handler_that_dispose_connects_is_disconnected (void **state G_GNUC_UNUSED)
{
  guint  n_finalized = 0;
  Thing *thing = thing_new (&n_finalized);

  n_late = 0;
  thing->at_dispose = connect_late;
  drop ((GObject *) thing);
  assert_int_equal (n_finalized, 1);
  assert_int_equal (n_late, 1);
}

static Thing *saved;

static void
save (Thing *self)
{
  saved = g_object_ref (self);
}

static void
an_object_that_dispose_saves_lives_on (void **state G_GNUC_UNUSED)
{
  guint  n_finalized = 0;
  Thing *thing = thing_new (&n_finalized);

  thing->at_dispose = save;
  drop ((GObject *) thing);
  assert_int_equal (n_finalized, 0);
  drop ((GObject *) g_steal_pointer (&saved));
  assert_int_equal (n_finalized, 1);
}

static GWeakRef late_reference;

static void
refer_weakly (Thing *self)
{
  g_weak_ref_set (&late_reference, self);
}

static void
a_weak_reference_that_dispose_makes_learns_of_the_end (void **state G_GNUC_UNUSED)
{
  guint  n_finalized = 0;
  Thing *thing = thing_new (&n_finalized);

  g_weak_ref_init (&late_reference, NULL);
  thing->at_dispose = refer_weakly;
  drop ((GObject *) thing);
  assert_int_equal (n_finalized, 1);
  assert_null (g_weak_ref_get (&late_reference));
  g_weak_ref_clear (&late_reference);
}

static void
an_idle_finalize_is_left_out_where_nobody_held_the_object (void **state G_GNUC_UNUSED)
{
  guint  n_finalized = 0;
  guint  n_released = 0;
  Thing *held;

  drop_idle (thing_new (&n_finalized));
  assert_int_equal (n_finalized, 0);

  held = thing_new (&n_finalized);
  g_object_set_data_full (G_OBJECT (held), "data", &n_released, release);
  drop_idle (held);
  assert_int_equal (n_released, 1);
  assert_int_equal (n_finalized, 1);

  held = g_object_ref (thing_new (&n_finalized));
  drop_idle (held);
  assert_int_equal (n_finalized, 1);
  g_object_unref (held);
  assert_int_equal (n_finalized, 2);
}

static void
one_that_a_subclass_adds_to_is_called (void **state G_GNUC_UNUSED)
{
  guint  n_finalized = 0;
  Thing *object = g_object_new (busy_get_type (), NULL);

  object->n_finalized = &n_finalized;
  drop_idle (object);
  assert_int_equal (n_finalized, 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_last_reference_disposes_once_and_finalizes),
    cmocka_unit_test (an_object_without_a_dispose_of_its_own_is_freed),
    cmocka_unit_test (one_reference_of_two_only_counts),
    cmocka_unit_test (weak_references_learn_of_the_end),
    cmocka_unit_test (data_is_released),
    cmocka_unit_test (signal_handlers_are_disconnected),
    cmocka_unit_test (a_handler_that_dispose_connects_is_disconnected),
    cmocka_unit_test (an_object_that_dispose_saves_lives_on),
    cmocka_unit_test (a_weak_reference_that_dispose_makes_learns_of_the_end),
    cmocka_unit_test (an_idle_finalize_is_left_out_where_nobody_held_the_object),
    cmocka_unit_test (one_that_a_subclass_adds_to_is_called),
  };

  return cmocka_run_group_tests_name ("object", tests, NULL, NULL);
}
