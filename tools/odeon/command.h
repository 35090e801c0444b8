/* SPDX-License-Identifier: MIT */

/* Commands with commands in them: what `odeon`, `odeon cert` and `odeon cert node` have in
   common. */

#pragma once

#include <glib.h>

/* As each of them ends, as odeon-codegen does. */
#define STATUS_DONE    0
#define STATUS_FAILED  1
#define STATUS_MISUSED 2

typedef struct
{
  const gchar *name;
  const gchar *arguments; /* (nullable): what follows, for --help */
  const gchar *summary;

  /* @words: (array zero-terminated=1): "odeon cert node", all that has led here in one, and what
   * follows it. A status. */
  gint (*run) (gchar **words);
} Command;

/* Runs the one of @commands, ended by one without a name, that the second of @words is. */
gint command_choose (const Command *commands, gchar **words);

/* Takes the options from @words. What is returned, and to be freed, is the name and at least @min,
 * at most @max words; if it is NULL, that has been said. */
gchar **command_parse (gchar             **words,
                       const GOptionEntry *entries,
                       const gchar        *arguments,
                       const gchar        *summary,
                       guint               min,
                       guint               max);

/* Both return a status. */
gint command_misuse (const gchar *name, const gchar *format, ...) G_GNUC_PRINTF (2, 3);
gint command_fail   (const gchar *name, GError *error); /* takes @error */
