/* SPDX-License-Identifier: MIT */

/* Spelling suggestions by edit distance: Damerau–Levenshtein without overlapping transpositions, in
 * three rows, case ignored. Names that differ in more than a third of their letters are strangers.
 */

#include "suggestion.h"

#include <string.h>

/* Longer names are compared by no one. */
#define MAX_LENGTH 64

void
idl_suggestion_init (IdlSuggestion *self, const gchar *written)
{
  self->written = written;
  self->best = NULL;
  self->distance = G_MAXUINT;
}

static guint
measure_distance (const gchar *a, gsize a_length, const gchar *b, gsize b_length)
{
  guint  rows[3][MAX_LENGTH + 1];
  guint *before = rows[0], *last = rows[1], *row = rows[2];

  for (gsize j = 0; j <= b_length; j++)
    last[j] = (guint) j;
  for (gsize i = 1; i <= a_length; i++)
    {
      guint *recycled = before;

      row[0] = (guint) i;
      for (gsize j = 1; j <= b_length; j++)
        {
          gboolean same = g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 1]);
          guint    cost = last[j - 1] + (same ? 0 : 1);

          cost = MIN (cost, MIN (last[j], row[j - 1]) + 1);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            cost = MIN (cost, before[j - 2] + 1);
          row[j] = cost;
        }
      before = last;
      last = row;
      row = recycled;
    }
  return last[b_length];
}

void
idl_suggestion_offer (IdlSuggestion *self, const gchar *candidate)
{
  gsize written_length = strlen (self->written);
  gsize length = strlen (candidate);
  gsize longer = MAX (written_length, length);
  guint distance;

  if (longer > MAX_LENGTH
      || MAX (written_length, length) - MIN (written_length, length) > longer / 3)
    return;

  distance = measure_distance (self->written, written_length, candidate, length);
  if (distance > MAX (longer / 3, 1) || distance >= longer || distance >= self->distance)
    return;

  self->best = candidate;
  self->distance = distance;
}

/* GOption says what it does not know at the end of its message. */
void
idl_suggestion_add_option (const GOptionEntry *entries, GError *error)
{
  const gchar      *dashes = strstr (error->message, "--");
  g_autofree gchar *message = g_steal_pointer (&error->message);
  IdlSuggestion     suggestion;

  idl_suggestion_init (&suggestion, dashes != NULL ? dashes + 2 : "");
  for (; entries->long_name != NULL; entries++)
    idl_suggestion_offer (&suggestion, entries->long_name);
  error->message = suggestion.best != NULL
                     ? g_strdup_printf ("%s; did you mean --%s?", message, suggestion.best)
                     : g_strdup_printf ("%s; try --help", message);
}
