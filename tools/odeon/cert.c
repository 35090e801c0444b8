/* SPDX-License-Identifier: MIT */

/* Makes what OdeonCredentials reads. A directory of an authority has `authority.pem` and
 * `authority.key`; one of nodes has `NAME.pem` and `NAME.key` of each, and `authority.pem`, so that
 * it is all that a node needs. */

#include "cert.h"

#include "draft.h"
#include "identity.h"
#include "odeon-node-name-private.h"
#include "odeon-pin-private.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

#define AUTHORITY_DAYS 3650
#define NODE_DAYS      365
#define DAYS_MAX       36500
#define DAYS_DEFAULT   G_MININT /* nobody has said how many */

#define AUTHORITY_NAME     "Odeon authority"
#define AUTHORITY_NAME_MAX 64

/* What belongs to an authority is called so. */
#define AUTHORITY "authority"

/* --- what is asked for --- */

static gint     days = DAYS_DEFAULT;
static gchar   *name;
static gchar   *authority;
static gboolean force;

#define FORCE_ENTRY                                                                                \
  { "force", 0, 0, G_OPTION_ARG_NONE, &force, "Replace files that are there", NULL }
#define DAYS_ENTRY(text)                                                                           \
  { "days", 0, 0, G_OPTION_ARG_INT, &days, text, "DAYS" }

static gboolean
check_days (const gchar *command)
{
  if (days == DAYS_DEFAULT || (days >= 1 && days <= DAYS_MAX))
    return TRUE;

  command_misuse (command, "--days takes 1 to %d", DAYS_MAX);

  return FALSE;
}

static gboolean
check_node_name (const gchar *command, const gchar *node)
{
  if (!_odeon_node_name_is_valid (node))
    command_misuse (command,
                    "`%s` is no name of a node: letters, digits, `-`, `_` and `.`, at most %d",
                    node, ODEON_NODE_NAME_MAX);
  else if (strcmp (node, AUTHORITY) == 0)
    command_misuse (command, "`%s` is what the files of the authority are called", node);
  else
    return TRUE;

  return FALSE;
}

/* --- files --- */

static gchar *
get_path (const gchar *directory, const gchar *stem, const gchar *suffix)
{
  g_autofree gchar *file = g_strconcat (stem, suffix, NULL);

  return g_build_filename (directory, file, NULL);
}

static gboolean
make_directory (const gchar *directory, GError **error)
{
  int saved_errno;

  if (g_mkdir_with_parents (directory, 0700) == 0)
    return TRUE;

  saved_errno = errno;
  g_set_error (error, G_FILE_ERROR, (gint) g_file_error_from_errno (saved_errno),
               "%s: cannot make this directory: %s", directory, g_strerror (saved_errno));

  return FALSE;
}

static gboolean
draft_key (Draft *draft, const Identity *of, const gchar *path, GError **error)
{
  gnutls_datum_t pem = { NULL, 0 };
  gboolean       written;

  written = identity_print_key (of, &pem, error)
            && draft_write (draft, path, pem.data, pem.size, 0600, error);
  identity_free_key (&pem);

  return written;
}

static gboolean
draft_certificate (Draft *draft, const Identity *of, const gchar *path, GError **error)
{
  gnutls_datum_t pem = { NULL, 0 };
  gboolean       written;

  written = identity_print_certificate (of, &pem, error)
            && draft_write (draft, path, pem.data, pem.size, 0644, error);
  gnutls_free (pem.data);

  return written;
}

static gboolean
draft_identity (Draft *draft, const Identity *of, const gchar *directory, const gchar *stem,
                GError **error)
{
  g_autofree gchar *key = get_path (directory, stem, ".key");
  g_autofree gchar *certificate = get_path (directory, stem, ".pem");

  return draft_key (draft, of, key, error) && draft_certificate (draft, of, certificate, error);
}

/* --- odeon cert authority --- */

static gboolean
make_authority (const gchar *directory, GError **error)
{
  g_auto (Identity) self = { NULL, NULL };
  g_auto (Draft)    draft;

  draft_init (&draft, force);

  return make_directory (directory, error) && identity_make_key (&self, error)
         && identity_make_authority (&self, name != NULL ? name : AUTHORITY_NAME,
                                     days != DAYS_DEFAULT ? days : AUTHORITY_DAYS, error)
         && draft_identity (&draft, &self, directory, AUTHORITY, error)
         && draft_publish (&draft, error);
}

static gboolean
check_authority_name (const gchar *command)
{
  if (name == NULL || (*name != '\0' && g_utf8_strlen (name, -1) <= AUTHORITY_NAME_MAX))
    return TRUE;

  command_misuse (command, "--name takes 1 to %d characters", AUTHORITY_NAME_MAX);

  return FALSE;
}

static gint
run_authority (gchar **words)
{
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, "What it is called (" AUTHORITY_NAME ")", "NAME" },
    DAYS_ENTRY ("How long it is valid (3650)"),
    FORCE_ENTRY,
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = command_parse (
      words, entries, "DIRECTORY",
      "Makes an authority, which certifies the nodes of a network: authority.pem, which\n"
      "every node needs, and authority.key, which nobody but the authority may have.",
      1, 1);
  GError *error = NULL;

  if (rest == NULL || !check_days (words[0]) || !check_authority_name (words[0]))
    return STATUS_MISUSED;

  return make_authority (rest[1], &error) ? STATUS_DONE : command_fail (words[0], error);
}

/* --- odeon cert node --- */

/* No longer than its authority. */
static gboolean
choose_days (const Identity *of, gint *out_days, GError **error)
{
  gint left = identity_get_days_left (of);

  if (left >= 1 && days <= left)
    {
      *out_days = days != DAYS_DEFAULT ? days : MIN (NODE_DAYS, left);
      return TRUE;
    }

  if (left < 1)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                 "%s: the authority has expired, or does today", authority);
  else
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                 "%s: the authority is valid for %d days: so may a node be", authority, left);

  return FALSE;
}

static gboolean
read_authority (Identity *out, GError **error)
{
  g_autofree gchar *certificate = get_path (authority, AUTHORITY, ".pem");
  g_autofree gchar *key = get_path (authority, AUTHORITY, ".key");

  return identity_read (out, certificate, key, error);
}

/* Beside the nodes', unless it is there, of earlier ones or because it lives there. */
static gboolean
draft_authority (Draft *draft, const gchar *directory, GError **error)
{
  g_autofree gchar *from = get_path (authority, AUTHORITY, ".pem");
  g_autofree gchar *to = get_path (directory, AUTHORITY, ".pem");
  g_autofree gchar *text = NULL;
  g_autofree gchar *there = NULL;

  if (!g_file_get_contents (from, &text, NULL, error))
    return FALSE;
  if (g_file_get_contents (to, &there, NULL, NULL) && strcmp (text, there) == 0)
    return TRUE;

  return draft_write (draft, to, text, strlen (text), 0644, error);
}

static gboolean
make_node (const gchar *node, const gchar *directory, GError **error)
{
  g_auto (Identity) by = { NULL, NULL };
  g_auto (Identity) self = { NULL, NULL };
  g_auto (Draft)    draft;
  gint              valid_days;

  draft_init (&draft, force);

  return read_authority (&by, error) && choose_days (&by, &valid_days, error)
         && make_directory (directory, error) && identity_make_key (&self, error)
         && identity_make_node (&self, node, valid_days, &by, error)
         && draft_identity (&draft, &self, directory, node, error)
         && draft_authority (&draft, directory, error) && draft_publish (&draft, error);
}

static gint
run_node (gchar **words)
{
  const GOptionEntry entries[] = {
    { "authority", 0, 0, G_OPTION_ARG_FILENAME, &authority,
      "Where `odeon cert authority` has put it", "DIRECTORY" },
    DAYS_ENTRY ("How long it is valid (365, or as long as the authority)"),
    FORCE_ENTRY,
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = command_parse (
      words, entries, "NAME DIRECTORY",
      "Makes a key and a certificate for the node NAME: NAME.key and NAME.pem, with\n"
      "authority.pem beside them: all that odeon_credentials_new_from_files() wants.",
      2, 2);
  GError *error = NULL;

  if (rest == NULL || !check_days (words[0]) || !check_node_name (words[0], rest[1]))
    return STATUS_MISUSED;
  if (authority == NULL)
    return command_misuse (words[0], "of which authority? --authority DIRECTORY");

  return make_node (rest[1], rest[2], &error) ? STATUS_DONE : command_fail (words[0], error);
}

/* --- odeon cert key --- */

static gboolean
make_key (const gchar *node, const gchar *directory, GError **error)
{
  g_auto (Identity) self = { NULL, NULL };
  g_auto (Draft)    draft;
  g_autofree gchar *path = get_path (directory, node != NULL ? node : "node", ".key");
  g_autofree gchar *pin = NULL;

  draft_init (&draft, force);
  if (!make_directory (directory, error) || !identity_make_key (&self, error)
      || !draft_key (&draft, &self, path, error) || !draft_publish (&draft, error))
    return FALSE;

  pin = _odeon_pin_from_private_key (self.key);
  g_print ("%s%s%s\n", node != NULL ? node : "", node != NULL ? " " : "", pin);

  return TRUE;
}

static gint
run_key (gchar **words)
{
  const GOptionEntry entries[] = { FORCE_ENTRY, G_OPTION_ENTRY_NULL };
  g_auto (GStrv)     rest = command_parse (
      words, entries, "[NAME] DIRECTORY",
      "Makes a key without a certificate, NAME.key or node.key, and prints its pin, by\n"
      "which other nodes know it: with NAME, as the line for their list, which\n"
      "odeon_credentials_new_pinned() wants.",
      1, 2);
  GError      *error = NULL;
  const gchar *node;

  if (rest == NULL)
    return STATUS_MISUSED;
  node = rest[2] != NULL ? rest[1] : NULL;
  if (node != NULL && !check_node_name (words[0], node))
    return STATUS_MISUSED;

  return make_key (node, rest[node != NULL ? 2 : 1], &error) ? STATUS_DONE
                                                             : command_fail (words[0], error);
}

/* --- odeon cert --- */

gint
cert_run (gchar **words)
{
  static const Command commands[] = {
    { "authority", "[--name NAME] [--days DAYS] [--force] DIRECTORY",
      "Make an authority, which certifies nodes", run_authority },
    { "node", "NAME --authority DIRECTORY [--days DAYS] [--force] DIRECTORY",
      "Make a node's key and certificate", run_node },
    { "key", "[--force] [NAME] DIRECTORY", "Make a key to be pinned, and print its pin", run_key },
    { "show", "FILE…", "Print whom certificates and keys are of", cert_show_run },
    { NULL, NULL, NULL, NULL },
  };

  return command_choose (commands, words);
}
