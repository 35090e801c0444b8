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

/* The processor predicts where a `ret` goes by the calls it has seen. jump_fcontext() is entered by
 * a call and left by a jump, on another stack: from then on every return there is predicted one
 * level off, which costs more than the switch itself. Entered by a jump, it leaves no trace, and
 * whoever is switched back to finds the calls that it has made. */
static inline transfer_t
jump (fcontext_t to, gpointer data)
{
#if defined(__x86_64__) && defined(__LP64__) && !defined(__CET__)
  gpointer   function = (gpointer) jump_fcontext;
  transfer_t back;

  /* Below the red zone. What a function must preserve, jump_fcontext() does. */
  __asm__ volatile ("leaq -128(%%rsp), %%rsp\n\t"
                    "leaq 1f(%%rip), %%rax\n\t"
                    "pushq %%rax\n\t"
                    "jmp *%%rcx\n"
                    "1:\n\t"
                    "leaq 128(%%rsp), %%rsp"
                    : "=a" (back.context), "=d" (back.data), "+D" (to), "+S" (data),
                      "+c" (function)
                    :
                    : "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
                      "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",
                      "xmm14", "xmm15", "cc", "memory");

  return back;
#else
  return jump_fcontext (to, data);
#endif
}

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
  Jump       message = { from, to };
  transfer_t back;

  _odeon_context_leaving (from, to);
  back = jump (to->machine, &message);
  /* Whoever came back says whom it left. */
  ((Jump *) back.data)->from->machine = back.context;
  _odeon_context_arrived (from);
}
