/* SPDX-License-Identifier: MIT */

/* The memory of stacks: up to 64 of one size in one mapping, because a mapping costs microseconds
 * and a process may have 65,530 of them (vm.max_map_count). Neighbouring mappings of the same
 * rights are one to the kernel, so a hundred thousand stacks take a handful.
 *
 * A stack is committed page by page, as it is touched; one that is idle has no memory, only its
 * addresses. A mapping of which all stacks are idle goes.
 *
 * Below each stack lies a guard page, which turns an overflow into a fault. From Linux 6.13 on it
 * costs no mapping. Before, it splits one in two, so that only so many stacks have one as leave
 * half of the process's mappings alone; below the others lies a page that nobody uses, and what
 * overflows further than that runs into its neighbour.
 *
 * The last of the address space (RLIMIT_AS, RLIMIT_DATA) is not for stacks: whoever is refused one
 * can report it, and what else the process needs is to be had still.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

typedef struct _OdeonStackMapping OdeonStackMapping;

/* One thread's at a time. */
struct _OdeonStackMapping
{
  OdeonStackMapping *next; /* its owner's links */
  OdeonStackMapping *previous;
  gsize              size; /* of one stack, without its guard */

  /*< private >*/
  gchar  *memory;
  guint   n;
  guint64 idle;    /* a bit for each stack */
  guint64 visited; /* those that have been in use: their guards stand */
  guint64 split;   /* those whose guards split the mapping */
};

/* A mapping of @n idle stacks (fewer if there is less room) of at least @size bytes; %NULL with
 * @error ODEON_ERROR_NO_RESOURCES. @last: it may use up the address space. */
OdeonStackMapping *_odeon_stack_mapping_new  (gsize size, guint n, gboolean last, GError **error);
void               _odeon_stack_mapping_free (OdeonStackMapping *self);

/* An idle stack's lowest address. */
gpointer _odeon_stack_mapping_take (OdeonStackMapping *self);

/* Takes the memory of a stack that nobody runs on. */
void _odeon_stack_mapping_give (OdeonStackMapping *self, gpointer stack);

static inline gboolean
_odeon_stack_mapping_has_idle (const OdeonStackMapping *self)
{
  return self->idle != 0;
}

/* Nobody has any of its stacks. */
gboolean _odeon_stack_mapping_is_idle (const OdeonStackMapping *self);
