/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-group-property-private.h"

/* An actor with a property of each kind. */
typedef struct
{
  OdeonActor parent_instance;
} Chest;

typedef OdeonActorClass ChestClass;

GType chest_get_type (void);

G_DEFINE_TYPE (Chest, chest, ODEON_TYPE_ACTOR)

static void
chest_set_property (GObject      *object G_GNUC_UNUSED,
                    guint         id G_GNUC_UNUSED,
                    const GValue *value G_GNUC_UNUSED,
                    GParamSpec   *pspec G_GNUC_UNUSED)
{
}

#define FLAGS (G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS)

static void
chest_class_init (ChestClass *klass)
{
  GParamSpec *pspecs[] = {
    NULL,
    g_param_spec_boolean ("boolean", NULL, NULL, FALSE, FLAGS),
    g_param_spec_char ("char", NULL, NULL, G_MININT8, G_MAXINT8, 0, FLAGS),
    g_param_spec_uchar ("uchar", NULL, NULL, 0, G_MAXUINT8, 0, FLAGS),
    g_param_spec_int ("int", NULL, NULL, -10, 10, 0, FLAGS),
    g_param_spec_uint ("uint", NULL, NULL, 0, G_MAXUINT, 0, FLAGS),
    g_param_spec_long ("long", NULL, NULL, G_MINLONG, G_MAXLONG, 0, FLAGS),
    g_param_spec_ulong ("ulong", NULL, NULL, 0, G_MAXULONG, 0, FLAGS),
    g_param_spec_int64 ("int64", NULL, NULL, G_MININT64, G_MAXINT64, 0, FLAGS),
    g_param_spec_uint64 ("uint64", NULL, NULL, 0, G_MAXUINT64, 0, FLAGS),
    g_param_spec_float ("float", NULL, NULL, -10, 10, 0, FLAGS),
    g_param_spec_double ("double", NULL, NULL, -10, 10, 0, FLAGS),
    g_param_spec_string ("string", NULL, NULL, NULL, FLAGS),
    g_param_spec_enum ("enum", NULL, NULL, G_TYPE_DATA_STREAM_BYTE_ORDER, 0, FLAGS),
    g_param_spec_flags ("flags", NULL, NULL, G_TYPE_FILE_COPY_FLAGS, 0, FLAGS),
    g_param_spec_boxed ("strv", NULL, NULL, G_TYPE_STRV, FLAGS),
    g_param_spec_boxed ("bytes", NULL, NULL, G_TYPE_BYTES, FLAGS),
    g_param_spec_variant ("variant", NULL, NULL, G_VARIANT_TYPE_ANY, NULL, FLAGS),
    g_param_spec_boxed ("ref", NULL, NULL, ODEON_TYPE_REF, FLAGS),
    g_param_spec_boxed ("root", NULL, NULL, PROCESS_GROUP_TYPE_ROOT, FLAGS),
    g_param_spec_pointer ("pointer", NULL, NULL, FLAGS),
    g_param_spec_object ("object", NULL, NULL, G_TYPE_OBJECT, FLAGS),
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, FLAGS),
  };

  G_OBJECT_CLASS (klass)->set_property = chest_set_property;
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (pspecs), pspecs);
}

static void
chest_init (Chest *self G_GNUC_UNUSED)
{
}

static OdeonBirth *
birth_of (GError **error, const gchar *first_property, ...)
{
  OdeonBirth *birth;
  va_list     properties;

  va_start (properties, first_property);
  birth = _odeon_birth_new (chest_get_type (), first_property, properties, error);
  va_end (properties);

  return birth;
}

static gint
compare_values (const GValue *a, const GValue *b)
{
  g_autofree gchar *left = g_strdup_value_contents (a);
  g_autofree gchar *right = g_strdup_value_contents (b);

  return g_strcmp0 (left, right);
}

/* There and back, and the same. Takes over @birth. */
static void
assert_crosses (OdeonBirth *birth)
{
  g_autoptr (GPtrArray) properties = NULL;
  GError               *error = NULL;
  OdeonBirth           *back;
  const gchar          *name;
  const gchar          *name_back;
  const GValue         *value;
  const GValue         *value_back;
  guint                 n = 0;

  assert_non_null (birth);
  properties = _odeon_group_properties_from_birth (chest_get_type (), birth, &error);
  assert_no_error (error);
  assert_true (_odeon_group_properties_to_birth (properties, chest_get_type (), &back, &error));
  assert_no_error (error);
  for (; _odeon_birth_get (birth, n, &name, &value); n++)
    {
      assert_true (_odeon_birth_get (back, n, &name_back, &value_back));
      assert_string_equal (name, name_back);
      assert_int_equal (G_VALUE_TYPE (value), G_VALUE_TYPE (value_back));
      if (!G_VALUE_HOLDS_BOXED (value))
        assert_int_equal (compare_values (value, value_back), 0);
    }
  assert_int_equal (n, properties->len);
  _odeon_birth_free (birth);
  _odeon_birth_free (back);
}

static void
values_of_each_kind_cross (void **state G_GNUC_UNUSED)
{
  const gchar *const words[] = { "a", "b", NULL };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1", 2);

  assert_crosses (birth_of (NULL, "boolean", TRUE, "char", -3, "uchar", 200, "int", -7, "uint",
                            G_MAXUINT, "long", G_MINLONG, "ulong", G_MAXULONG, "int64", G_MININT64,
                            "uint64", G_MAXUINT64, NULL));
  assert_crosses (birth_of (NULL, "float", 1.5, "double", -2.25, "string", "text", "enum", 1,
                            "flags", 3, "variant", g_variant_new_int32 (4), NULL));
  assert_crosses (birth_of (NULL, "strv", words, "bytes", bytes, NULL));
  assert_crosses (birth_of (NULL, "string", NULL, "strv", NULL, "bytes", NULL, "variant", NULL,
                            "ref", NULL, "root", NULL, NULL));
}

static void
references_cross_as_such (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    ref = spawn_player (system, "", NULL);
  OdeonBirth             *birth = birth_of (NULL, "ref", ref, NULL);
  g_autoptr (GPtrArray)   properties
    = _odeon_group_properties_from_birth (chest_get_type (), birth, NULL);
  ProcessGroupProperty   *property = properties->pdata[0];
  g_autoptr (GError)      error = NULL;
  OdeonBirth             *back;

  assert_ptr_equal (property->ref, ref);
  assert_null (property->value);
  assert_true (_odeon_group_properties_to_birth (properties, chest_get_type (), &back, NULL));
  _odeon_birth_free (back);

  /* Where the property is of a proxy, it has to be one. */
  g_free (property->name);
  property->name = g_strdup ("root");
  assert_false (_odeon_group_properties_to_birth (properties, chest_get_type (), &back, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  _odeon_birth_free (birth);
}

static void
what_cannot_cross_is_an_error (void **state G_GNUC_UNUSED)
{
  static const gchar *const names[] = { "pointer", "object", "error" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      OdeonBirth        *birth = birth_of (NULL, names[i], NULL, NULL);

      assert_non_null (birth);
      assert_null (_odeon_group_properties_from_birth (chest_get_type (), birth, &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
      _odeon_birth_free (birth);
    }
}

static void
what_comes_in_is_checked (void **state G_GNUC_UNUSED)
{
  static const struct { const gchar *text; const gchar *why; } cases[] = {
    { "{'nothing': <1>}", "does not exist" },
    { "{'int': <'one'>}", "another type" },
    { "{'int': <11>}", "out of its range" },
    { "{'int': <@u 3>}", "another type" },
    { "{'string': <1>}", "another type" },
    { "{'boolean': <1>}", "another type" },
    { "{'strv': <'a'>}", "another type" },
    { "{'double': <1>}", "another type" },
    { "{'ref': <1>}", "no such reference" },
    { "{'pointer': <1>}", "another type" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) variant
        = g_variant_parse (G_VARIANT_TYPE_VARDICT, cases[i].text, NULL, NULL, NULL);
      g_autoptr (GPtrArray) properties = _odeon_group_properties_from_variant (variant, NULL);
      g_autoptr (GError)    error = NULL;
      OdeonBirth           *birth;

      assert_non_null (variant);
      assert_false (_odeon_group_properties_to_birth (properties, chest_get_type (), &birth,
                                                      &error));
      if (strstr (error->message, cases[i].why) == NULL)
        fail_msg ("%s: %s", cases[i].text, error->message);
    }
}

static void
a_variant_of_properties_is_a_dictionary (void **state G_GNUC_UNUSED)
{
  g_autoptr (GVariant)  number = g_variant_ref_sink (g_variant_new_int32 (1));
  g_autoptr (GPtrArray) none = _odeon_group_properties_from_variant (NULL, NULL);
  g_autoptr (GError)    error = NULL;

  assert_int_equal (none->len, 0);
  assert_null (_odeon_group_properties_from_variant (number, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (values_of_each_kind_cross),
    cmocka_unit_test (references_cross_as_such),
    cmocka_unit_test (what_cannot_cross_is_an_error),
    cmocka_unit_test (what_comes_in_is_checked),
    cmocka_unit_test (a_variant_of_properties_is_a_dictionary),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
