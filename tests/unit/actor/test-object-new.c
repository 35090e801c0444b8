/* SPDX-License-Identifier: MIT */

/* The making of an object, of classes that have a say in it and of others. */

#include "odeon-object-private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static GObject *
make (GType type)
{
  GObjectClass     *klass = g_type_class_ref (type);
  OdeonObjectTraits traits;
  GObject          *object;

  _odeon_object_traits_init (&traits, klass, NULL);
  object = _odeon_object_new (&traits);
  g_type_class_unref (klass);

  return object;
}

static void
ignore (GObject *object G_GNUC_UNUSED)
{
}

static void
drop (GObject *object)
{
  OdeonObjectTraits traits;

  _odeon_object_traits_init (&traits, G_OBJECT_GET_CLASS (object), NULL);
  _odeon_object_unref (&traits, object, ignore);
}

typedef GObject      Made;
typedef GObjectClass MadeClass;

GType made_get_type (void);

static guint n_made;

G_DEFINE_TYPE (Made, made, G_TYPE_OBJECT)

static void
made_constructed (GObject *object)
{
  G_OBJECT_CLASS (made_parent_class)->constructed (object);
  n_made++;
}

static void
made_class_init (MadeClass *klass)
{
  klass->constructed = made_constructed;
}

static void
made_init (Made *self G_GNUC_UNUSED)
{
}

typedef GObject      Single;
typedef GObjectClass SingleClass;

GType single_get_type (void);

static GObject *the_single;

G_DEFINE_TYPE (Single, single, G_TYPE_OBJECT)

static GObject *
single_constructor (GType type, guint n_properties, GObjectConstructParam *properties)
{
  if (the_single != NULL)
    return g_object_ref (the_single);

  return G_OBJECT_CLASS (single_parent_class)->constructor (type, n_properties, properties);
}

static void
single_class_init (SingleClass *klass)
{
  klass->constructor = single_constructor;
}

static void
single_init (Single *self G_GNUC_UNUSED)
{
}

typedef struct
{
  GObject parent_instance;

  gint    size;
} Sized;

typedef GObjectClass SizedClass;

GType sized_get_type (void);

G_DEFINE_TYPE (Sized, sized, G_TYPE_OBJECT)

static void
sized_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  assert_int_equal (id, 1);
  assert_string_equal (pspec->name, "size");
  ((Sized *) object)->size = g_value_get_int (value);
}

static void
sized_class_init (SizedClass *klass)
{
  klass->set_property = sized_set_property;
  g_object_class_install_property (klass, 1,
                                   g_param_spec_int ("size", NULL, NULL, 0, 9, 7,
                                                     G_PARAM_WRITABLE | G_PARAM_CONSTRUCT
                                                     | G_PARAM_STATIC_STRINGS));
}

static void
sized_init (Sized *self G_GNUC_UNUSED)
{
}

static void
a_new_object_is_constructed_once (void **state G_GNUC_UNUSED)
{
  GObject *object;

  n_made = 0;
  object = make (made_get_type ());
  assert_int_equal (n_made, 1);
  assert_int_equal (object->ref_count, 1);
  drop (object);
}

static void
a_class_with_a_constructor_makes_its_objects (void **state G_GNUC_UNUSED)
{
  GObject *again;

  the_single = make (single_get_type ());
  again = make (single_get_type ());
  assert_ptr_equal (again, the_single);
  assert_int_equal (again->ref_count, 2);
  drop (again);
  drop (g_steal_pointer (&the_single));
}

static void
construct_properties_have_their_defaults (void **state G_GNUC_UNUSED)
{
  GObject *object = make (sized_get_type ());

  assert_int_equal (((Sized *) object)->size, 7);
  drop (object);
}

static void
only_an_object_with_data_has_something_to_be_cleared (void **state G_GNUC_UNUSED)
{
  GObject *object = make (G_TYPE_OBJECT);

  assert_true (_odeon_object_is_clear (object));
  g_object_set_data (object, "data", object);
  assert_false (_odeon_object_is_clear (object));
  drop (object);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_new_object_is_constructed_once),
    cmocka_unit_test (a_class_with_a_constructor_makes_its_objects),
    cmocka_unit_test (construct_properties_have_their_defaults),
    cmocka_unit_test (only_an_object_with_data_has_something_to_be_cleared),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
