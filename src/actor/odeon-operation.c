/* SPDX-License-Identifier: MIT */

/* Which operation a cell is at: of its method, half of the address is kept, and the whole is looked
 * for when somebody wants to know.
 */

#include "odeon-actor-private.h"

static gboolean
is_at (const OdeonMethodInfo *method, guint32 at)
{
  return (guint32) (uintptr_t) method == at;
}

/* The library's own; (nullable). */
static const OdeonMethodInfo *
find_own (guint32 at)
{
  static const OdeonMethodInfo *const own[] = { &_odeon_method_receive, &_odeon_method_invoke,
                                                &_odeon_method_started, &_odeon_method_stop };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (is_at (own[i], at))
      return own[i];

  return NULL;
}

typedef struct
{
  guint32                at;
  const OdeonMethodInfo *found; /* (nullable) */
} Search;

static gboolean
search_interface (const OdeonInterfaceInfo *interface, gpointer data)
{
  Search *search = data;

  for (guint i = 0; i < interface->n_methods && search->found == NULL; i++)
    if (is_at (&interface->methods[i], search->at))
      search->found = &interface->methods[i];

  return search->found == NULL;
}

const OdeonMethodInfo *
_odeon_cell_get_operation (OdeonCell *self)
{
  guint32    at = atomic_load_explicit (&self->mailbox.at, memory_order_relaxed);
  OdeonPhase phase = _odeon_cell_get_phase (self);
  Search     search = { at, find_own (at) };

  if (phase == ODEON_PHASE_STARTING)
    return &_odeon_method_started;
  if (phase >= ODEON_PHASE_STOPPING)
    return &_odeon_method_stop;
  if (at == 0)
    return NULL;

  if (search.found == NULL)
    self->ref.klass->visit_interfaces (&self->ref, search_interface, &search);

  return search.found;
}
