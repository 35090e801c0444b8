/* SPDX-License-Identifier: MIT */

/* post.idl's Stamp: a counted number, packed as that and as many zeros as it weighs. One below zero
 * cannot be packed, and what is packed of 13 cannot be unpacked. */

#pragma once

#include "post.idl.h"

struct _PostStamp
{
  gint   ref_count; /* atomic */
  gint32 number;
  gsize  weight;
};

PostStamp *stamp_new (gint32 number, gsize weight);

/* How many there are, and how often one was packed. */
gint stamp_count (void);
gint stamp_count_packed (void);

/* What happens when this number is packed, or unpacked; the test's. */
typedef struct
{
  gint32 number;
  void (*run) (gboolean packs);
} StampEvent;

extern const StampEvent *stamp_event; /* (nullable) */
