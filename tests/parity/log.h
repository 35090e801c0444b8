/* SPDX-License-Identifier: MIT */

/* What is logged, kept to be looked at in place of being printed. */

#pragma once

#include "stage.h"

typedef struct
{
  GMutex     mutex;
  GPtrArray *lines;
} Log;

/* One for the program: an actor may still log after a case has failed. */
static Log the_log;

static inline void
log_keep (const gchar   *domain G_GNUC_UNUSED,
          GLogLevelFlags level,
          const gchar   *message,
          gpointer       data G_GNUC_UNUSED)
{
  g_mutex_lock (&the_log.mutex);
  g_ptr_array_add (the_log.lines, g_strdup_printf ("%d %s", level & G_LOG_LEVEL_MASK, message));
  g_mutex_unlock (&the_log.mutex);
}

static inline void
log_begin (void)
{
  g_mutex_lock (&the_log.mutex);
  g_clear_pointer (&the_log.lines, g_ptr_array_unref);
  the_log.lines = g_ptr_array_new_with_free_func (g_free);
  g_mutex_unlock (&the_log.mutex);
  g_log_set_default_handler (log_keep, NULL);
}

static inline void
log_end (void)
{
  restore_log ();
  g_mutex_lock (&the_log.mutex);
  g_clear_pointer (&the_log.lines, g_ptr_array_unref);
  g_mutex_unlock (&the_log.mutex);
}

/* How many lines of that level say it. */
static inline guint
log_count (GLogLevelFlags level, const gchar *text)
{
  g_autofree gchar *head = g_strdup_printf ("%d ", level);
  guint             n = 0;

  g_mutex_lock (&the_log.mutex);
  for (guint i = 0; i < the_log.lines->len; i++)
    {
      const gchar *line = g_ptr_array_index (the_log.lines, i);

      n += g_str_has_prefix (line, head) && strstr (line, text) != NULL;
    }
  g_mutex_unlock (&the_log.mutex);

  return n;
}
