/* SPDX-License-Identifier: MIT */

/* Boost.Context's assembly, which has C linkage and needs no C++ at run time; its header is C++,
 * so it is declared here. Configure has linked and run it. */

#include "odeon-context-private.h"

typedef gpointer fcontext_t;

typedef struct
{
  fcontext_t context; /* whoever jumped here */
  gpointer   data;
} transfer_t;

extern transfer_t jump_fcontext (fcontext_t to, gpointer data);
extern fcontext_t make_fcontext (gpointer top, gsize size, void (*entry) (transfer_t));

/* What travels with a jump: the left side, to store where it can be found again, and the other. */
typedef struct
{
  OdeonContext *from;
  OdeonContext *to;
} Jump;

static void
start (transfer_t transfer)
{
  Jump *jump = transfer.data;

  jump->from->machine = transfer.context;
  _odeon_context_start (jump->to);
}

gpointer
_odeon_machine_make (OdeonContext *self)
{
  return make_fcontext ((gchar *) self->stack + self->size, self->size, start);
}

void
_odeon_machine_free (OdeonContext *self)
{
  self->machine = NULL;
}

void
_odeon_context_switch (OdeonContext *from, OdeonContext *to)
{
  Jump       jump = { from, to };
  transfer_t back;

  _odeon_context_leaving (from, to);
  back = jump_fcontext (to->machine, &jump);
  /* Whoever came back says whom it left. */
  ((Jump *) back.data)->from->machine = back.context;
  _odeon_context_arrived (from);
}
