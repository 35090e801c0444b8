/* SPDX-License-Identifier: MIT */

/* Files that are to appear together, whole or not at all. Each is written under another name beside
 * where it belongs; then all take their names. A file that is there already is left alone, unless
 * that is what was asked for; of several, all are asked before one is touched. */

#pragma once

#include <glib.h>

typedef struct
{
  GPtrArray *sheets;
  gboolean   replaces; /* files that are there */
} Draft;

void draft_init  (Draft *self, gboolean replaces);
void draft_clear (Draft *self); /* what was not published goes */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

/* @mode: 0600 of a secret, 0644 of what everybody may read, less what the umask says. */
gboolean draft_write (Draft        *self,
                      const gchar  *path,
                      gconstpointer data,
                      gsize         size,
                      gint          mode,
                      GError      **error);

gboolean draft_publish (Draft *self, GError **error);
