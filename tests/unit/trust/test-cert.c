/* SPDX-License-Identifier: MIT */

/* What `odeon cert` makes is what credentials want: the command of this build is run. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "handshake.h"

/* `odeon cert` with the words of @line, in the folder. What it prints is added to the file @output
 * there. */
static void
run_cert (const gchar *line, const gchar *output)
{
  const gchar        *command = g_getenv ("ODEON_COMMAND");
  g_autofree gchar   *program = g_canonicalize_filename (
      command != NULL ? command : "tools/odeon/odeon", NULL);
  g_autofree gchar   *printed = NULL;
  g_autofree gchar   *all = g_strdup_printf ("%s cert %s", program, line);
  g_auto (GStrv)      argv = g_strsplit (all, " ", -1);
  g_autoptr (GError)  error = NULL;
  gint                status;

  if (!g_spawn_sync (folder, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &printed, NULL, &status,
                     &error)
      || !g_spawn_check_wait_status (status, &error))
    fail_msg ("%s: %s", all, error->message);
  if (output != NULL)
    {
      FILE *file = fopen (in_folder (output), "a");

      assert_non_null (file);
      assert_true (fputs (printed, file) >= 0);
      fclose (file);
    }
}

static void
assert_they_believe_each_other (OdeonCredentials *alpha, OdeonCredentials *beta)
{
  g_autoptr (OdeonTrust) of_alpha = _odeon_credentials_dup_trust (alpha);
  g_autoptr (OdeonTrust) of_beta = _odeon_credentials_dup_trust (beta);
  End                    client, server;

  end_open (&client, GNUTLS_CLIENT, of_alpha);
  client.expected = "beta";
  end_open (&server, GNUTLS_SERVER, of_beta);
  shake_hands (&client, &server);
  assert_believes (&client, "beta");
  assert_believes (&server, "alpha");
  end_clear (&client);
  end_clear (&server);
}

static OdeonCredentials *
open_node (const gchar *certificate, const gchar *key)
{
  g_autoptr (GError) error = NULL;
  OdeonCredentials  *self
    = odeon_credentials_new_from_files (in_folder ("authority.pem"), in_folder (certificate),
                                        in_folder (key), &error);

  if (self == NULL)
    fail_msg ("%s", error->message);

  return self;
}

static void
nodes_of_an_authority_believe_each_other (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonCredentials) alpha = NULL;
  g_autoptr (OdeonCredentials) beta = NULL;

  run_cert ("authority .", NULL);
  run_cert ("node alpha --authority . .", NULL);
  run_cert ("node beta --authority . --days 1 .", NULL);
  alpha = open_node ("alpha.pem", "alpha.key");
  beta = open_node ("beta.pem", "beta.key");
  assert_they_believe_each_other (alpha, beta);
}

static void
a_renewed_certificate_is_taken_by_a_reload (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonCredentials) alpha = NULL;
  g_autoptr (OdeonCredentials) beta = NULL;

  run_cert ("authority .", NULL);
  run_cert ("node alpha --authority . .", NULL);
  run_cert ("node beta --authority . .", NULL);
  alpha = open_node ("alpha.pem", "alpha.key");
  beta = open_node ("beta.pem", "beta.key");
  run_cert ("node alpha --authority . --force .", NULL);
  assert_true (odeon_credentials_reload (alpha, NULL));
  assert_they_believe_each_other (alpha, beta);
}

static void
nodes_with_pinned_keys_believe_each_other (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonCredentials) alpha = NULL;
  g_autoptr (OdeonCredentials) beta = NULL;

  run_cert ("key alpha .", "pins");
  run_cert ("key beta .", "pins");
  alpha = odeon_credentials_new_pinned (in_folder ("alpha.key"), in_folder ("pins"), NULL);
  beta = odeon_credentials_new_pinned (in_folder ("beta.key"), in_folder ("pins"), NULL);
  assert_non_null (alpha);
  assert_non_null (beta);
  assert_they_believe_each_other (alpha, beta);
}

#define PROMISE(promise)                                                                           \
  cmocka_unit_test_setup_teardown (promise, folder_set_up, folder_tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PROMISE (nodes_of_an_authority_believe_each_other),
    PROMISE (a_renewed_certificate_is_taken_by_a_reload),
    PROMISE (nodes_with_pinned_keys_believe_each_other),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
