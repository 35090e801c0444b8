/* SPDX-License-Identifier: MIT */

/* The root is one of this process: what it makes can be looked at. */

#include "stage.h"

#include "odeon-group-property-private.h"
#include "odeon-group-root-private.h"
#include "odeon-group-tenant-private.h"

/* With nothing of its own: all it was made of is freed. */
static OdeonGroupTenant *
new_tenant (const gchar *type, const gchar *name)
{
  g_autoptr (ProcessGroupSettings) with = process_group_settings_new ();
  g_autoptr (GPtrArray)            properties = NULL;
  g_autofree gchar                *type_name = g_strdup (type);
  g_autoptr (GVariant)             values = NULL;
  GError                          *error = NULL;

  g_free (with->name);
  with->name = g_strdup (name);
  values = g_variant_ref_sink (g_variant_new_parsed ("{'tag': <'tenant'>}"));
  properties = _odeon_group_properties_from_variant (values, &error);
  assert_no_error (error);

  return _odeon_group_tenant_new (type_name, with, properties);
}

static ProcessGroupRoot *
spawn_root (OdeonSystem *system)
{
  GError           *error = NULL;
  ProcessGroupRoot *root = process_group_root_spawn (ODEON_SPAWNER (system), ODEON_TYPE_GROUP_ROOT,
                                                     NULL, &error, NULL);

  assert_no_error (error);

  return root;
}

static void
one_is_made_and_when_it_has_ended_made_again (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)      system = new_system (1);
  g_autoptr (ProcessGroupRoot) root = spawn_root (system);
  OdeonGroupTenant            *tenant = new_tenant ("Player", "alice");
  g_autoptr (OdeonRef)         first = NULL;
  g_autoptr (GError)           error = NULL;

  assert_true (_odeon_group_tenant_make (tenant, root, &error));
  assert_no_error (error);
  first = odeon_ref_ref (tenant->ref);
  assert_string_equal (odeon_ref_get_name (first), "alice");
  assert_int_equal (await_int (ask_int (first, 3)), 3);
  await_ok (odeon_ref_stop (first));

  assert_true (_odeon_group_tenant_make (tenant, root, &error));
  assert_no_error (error);
  assert_false (odeon_ref_equal (first, tenant->ref));
  assert_string_equal (odeon_ref_get_name (tenant->ref), "alice");
  /* Made anew, it has nothing of what the first had. */
  assert_int_equal (await_int (ask_int (tenant->ref, 3)), 3);
  _odeon_group_tenant_free (tenant);
  await_ok (odeon_system_shut_down (system));
}

static void
one_that_cannot_be_made_says_why_and_is_nobody (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)      system = new_system (1);
  g_autoptr (ProcessGroupRoot) root = spawn_root (system);
  OdeonGroupTenant            *bob = new_tenant ("NoSuchActor", "bob");
  OdeonGroupTenant            *alice = new_tenant ("Player", "alice");
  OdeonGroupTenant            *other = new_tenant ("Player", "alice");
  g_autoptr (GError)           unknown = NULL;
  g_autoptr (GError)           taken = NULL;

  assert_false (_odeon_group_tenant_make (bob, root, &unknown));
  assert_true (g_error_matches (unknown, ODEON_ERROR, ODEON_ERROR_NOT_FOUND));
  assert_null (bob->ref);

  assert_true (_odeon_group_tenant_make (alice, root, NULL));
  assert_false (_odeon_group_tenant_make (other, root, &taken));
  assert_true (g_error_matches (taken, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN));
  assert_null (other->ref);

  _odeon_group_tenant_free (bob);
  _odeon_group_tenant_free (other);
  _odeon_group_tenant_free (alice);
  await_ok (odeon_system_shut_down (system));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (one_is_made_and_when_it_has_ended_made_again),
    cmocka_unit_test (one_that_cannot_be_made_says_why_and_is_nobody),
  };

  g_type_ensure (player_get_type ());

  return cmocka_run_group_tests (tests, NULL, NULL);
}
