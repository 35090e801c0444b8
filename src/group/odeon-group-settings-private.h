/* SPDX-License-Identifier: MIT */

/* What a group is to be like: what the user's options say, owned; and what of it the new process
 * finds in its environment. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-group.h"

/* The descriptor that a group's process is born with, and the variable that says what for. */
#define ODEON_GROUP_FD       3
#define ODEON_GROUP_VARIABLE "ODEON_GROUP"

typedef struct
{
  gchar    *name;
  GStrv     argv;
  GStrv     environment;
  gchar    *directory; /* (nullable) */
  gint      workers;
  guint64   max_memory;
  guint     max_cpu_seconds;
  guint     max_files;
  gboolean  confined;
  GTimeSpan start_timeout;
  GTimeSpan stop_timeout;
  GTimeSpan heartbeat;
  gboolean  is_supervised; /* what is spawned there is, by: */
  OdeonStrategy strategy;
} OdeonGroupSettings;

#define ODEON_TYPE_GROUP_SETTINGS (_odeon_group_settings_get_type ())
GType _odeon_group_settings_get_type (void) G_GNUC_CONST;

/* %NULL with @error set if an option makes no sense. */
OdeonGroupSettings *_odeon_group_settings_new  (const OdeonGroupOptions *options, GError **error);
OdeonGroupSettings *_odeon_group_settings_copy (const OdeonGroupSettings *self);
void                _odeon_group_settings_free (OdeonGroupSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonGroupSettings, _odeon_group_settings_free)

/* The variable's value, to be freed; and in the new process the part of the settings that it
 * carries. %FALSE with @error set: it is none of ours, or of another version. */
gchar   *_odeon_group_settings_to_text   (const OdeonGroupSettings *self);
gboolean _odeon_group_settings_from_text (OdeonGroupSettings *self,
                                          const gchar        *text,
                                          GError            **error);
