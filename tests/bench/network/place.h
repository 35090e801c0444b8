/* SPDX-License-Identifier: MIT */

/* A system and its node. Those of a run trust each other by an authority that is made for it. */

#pragma once

#include <odeon.h>

typedef struct
{
  OdeonSystem *system;
  OdeonNode   *node;
} Place;

/* "here" or "there", by its certificate. */
Place place_open  (const gchar *name, gboolean is_lossy);
void  place_close (Place *place);

/* By the program @command; what it returns, the directory, is removed by the other. */
gchar *place_make_authority   (const gchar *command);
void   place_remove_authority (gchar *directory);

/* It is of no use to go on: the program ends. */
void place_exit_if (GError *error);
