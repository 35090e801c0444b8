/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-child-table-private.h"

#define PLAYER(child, ...) { .name = child, .type = player_get_type (), __VA_ARGS__ }

static OdeonChildTable *
new_table (const OdeonChildSpec *children)
{
  OdeonSupervisorSpec spec = { .children = children };
  GError             *error = NULL;
  OdeonChildTable    *table = _odeon_child_table_new (&spec, &error);

  assert_no_error (error);

  return table;
}

static void
assert_refused (const OdeonChildSpec *children, gint code, const gchar *words)
{
  OdeonSupervisorSpec spec = { .children = children };
  g_autoptr (GError)  error = NULL;

  assert_null (_odeon_child_table_new (&spec, &error));
  if (!g_error_matches (error, ODEON_ERROR, code) || strstr (error->message, words) == NULL)
    fail_msg ("not error %d, but: %s", code, error->message);
}

static void
an_empty_one_has_the_usual_strategy (void **state G_GNUC_UNUSED)
{
  const OdeonStrategy usual = ODEON_STRATEGY_INIT;
  OdeonChildTable    *table = new_table (NULL);

  assert_int_equal (table->children->len, 0);
  assert_memory_equal (&table->strategy, &usual, sizeof usual);
  assert_null (_odeon_child_table_find (table, "a"));
  _odeon_child_table_free (table);
}

static void
children_are_in_the_order_of_the_specs (void **state G_GNUC_UNUSED)
{
  OdeonChildTable *table = new_table ((OdeonChildSpec[]) { PLAYER ("b"), PLAYER ("a"),
                                                           PLAYER ("c"), { NULL } });

  assert_int_equal (table->children->len, 3);
  assert_ptr_equal (_odeon_child_table_find (table, "b"), table->children->pdata[0]);
  assert_ptr_equal (_odeon_child_table_find (table, "a"), table->children->pdata[1]);
  assert_ptr_equal (_odeon_child_table_find (table, "c"), table->children->pdata[2]);
  _odeon_child_table_free (table);
}

/* Whatever it held on to of what is gone is for a sanitizer to say. */
static void
all_of_a_spec_is_copied (void **state G_GNUC_UNUSED)
{
  OdeonStrategy    *limits = g_new (OdeonStrategy, 1);
  GMainContext     *context = g_main_context_new ();
  gchar            *name = g_strdup ("a");
  gchar            *tag = g_strdup ("tagged");
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonStrategy     no_limits = ODEON_STRATEGY_INIT;
  OdeonChildTable  *table;
  OdeonChild       *child;

  *limits = no_limits;
  limits->max_restarts = 7;
  options.name = "another";
  options.placement = ODEON_PLACE_CONTEXT;
  options.context = context;
  options.mailbox_bound = 5;
  {
    const OdeonProperty  properties[] = { ODEON_PROPERTY_STRING ("tag", tag), { NULL } };
    const OdeonChildSpec spec[] = { PLAYER (name, .properties = properties, .limits = limits,
                                            .options = &options,
                                            .restart = ODEON_RESTART_TRANSIENT), { NULL } };

    table = new_table (spec);
  }
  g_free (limits);
  g_main_context_unref (context);
  g_free (name);
  g_free (tag);

  child = _odeon_child_table_find (table, "a");
  assert_non_null (child);
  assert_string_equal (child->options.name, "a");
  assert_int_equal (child->options.restart, ODEON_RESTART_TRANSIENT);
  assert_int_equal (child->options.limits->max_restarts, 7);
  assert_int_equal (child->options.mailbox_bound, 5);
  assert_false (g_main_context_pending (child->options.context));
  assert_non_null (child->birth);
  _odeon_child_table_free (table);
}

static void
a_neighbour_lives_as_long_as_the_table (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonChildTable        *table;

  options.placement = ODEON_PLACE_NEAR;
  options.near = spawn_player (system, "", NULL);
  table = new_table ((OdeonChildSpec[]) { PLAYER ("a", .options = &options), { NULL } });
  odeon_ref_unref (options.near);
  assert_true (odeon_ref_is_alive (_odeon_child_table_find (table, "a")->options.near));
  _odeon_child_table_free (table);
}

static void
one_child_that_makes_no_sense_refuses_all (void **state G_GNUC_UNUSED)
{
  const OdeonProperty unknown[] = { ODEON_PROPERTY_INT ("no-such", 1), { NULL } };
  const OdeonProperty fit[] = { ODEON_PROPERTY_STRING ("tag", "fit"), { NULL } };

  assert_refused ((OdeonChildSpec[]) { PLAYER ("a", .properties = fit), PLAYER ("b"),
                                       PLAYER ("a", .properties = fit), { NULL } },
                  ODEON_ERROR_NAME_TAKEN, "\"a\"");
  assert_refused ((OdeonChildSpec[]) { PLAYER ("a"), { .name = "b", .type = G_TYPE_OBJECT },
                                       { NULL } },
                  ODEON_ERROR_INVALID_ARGUMENT, "The child \"b\": ");
  assert_refused ((OdeonChildSpec[]) { PLAYER ("a"), PLAYER ("b", .properties = unknown),
                                       { NULL } },
                  ODEON_ERROR_INVALID_ARGUMENT, "The child \"b\": ");
}

static void
one_that_is_added_comes_last_unless_its_name_is_taken (void **state G_GNUC_UNUSED)
{
  OdeonChildTable     *table = new_table ((OdeonChildSpec[]) { PLAYER ("a"), { NULL } });
  const OdeonChildSpec b = PLAYER ("b");
  g_autoptr (GError)   error = NULL;

  assert_true (_odeon_child_table_add (table, _odeon_child_new (&b, NULL), NULL));
  assert_string_equal (((OdeonChild *) table->children->pdata[1])->name, "b");
  assert_false (_odeon_child_table_add (table, _odeon_child_new (&b, NULL), &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN));
  assert_int_equal (table->children->len, 2);
  _odeon_child_table_free (table);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_empty_one_has_the_usual_strategy),
    cmocka_unit_test (children_are_in_the_order_of_the_specs),
    cmocka_unit_test (all_of_a_spec_is_copied),
    cmocka_unit_test (a_neighbour_lives_as_long_as_the_table),
    cmocka_unit_test (one_child_that_makes_no_sense_refuses_all),
    cmocka_unit_test (one_that_is_added_comes_last_unless_its_name_is_taken),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
