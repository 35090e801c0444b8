/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* Looks for the candidate that somebody meant who wrote "written". Candidates are offered one by
 * one; the nearest wins, of equals the first. */
typedef struct
{
  const gchar *written;
  const gchar *best; /* (nullable): as offered, not copied */
  guint        distance;
} IdlSuggestion;

void idl_suggestion_init  (IdlSuggestion *suggestion, const gchar *written);
void idl_suggestion_offer (IdlSuggestion *suggestion, const gchar *candidate);

/* To a G_OPTION_ERROR_UNKNOWN_OPTION adds which of @entries was meant. */
void idl_suggestion_add_option (const GOptionEntry *entries, GError *error);
