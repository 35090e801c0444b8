/* SPDX-License-Identifier: MIT */

/* Whether all that was sent by some way has come out at its end. A fence goes that way, from one
 * process to the next, behind what was sent before; where it meets the actor itself, it is
 * answered. What was sent before is in the actor's mailbox by then: what goes there by another way
 * afterwards comes after it. */

#include "odeon-promised-ref-private.h"

static const OdeonParamInfo fence_params[] = {
  { "result", &odeon_boolean_info, 0, ODEON_PARAM_OUT },
};

const OdeonMethodInfo _odeon_method_fence = {
  .name = "fence",
  .params = fence_params,
  .n_params = G_N_ELEMENTS (fence_params),
  .frame_size = sizeof (gboolean),
  .flags = ODEON_METHOD_FLAT,
};

gboolean
_odeon_fence_ends (OdeonRef *to, OdeonCall *call)
{
  if (G_LIKELY (call->method != &_odeon_method_fence) || !to->klass->is_cell)
    return FALSE;

  _odeon_call_succeed (call);

  return TRUE;
}

OdeonFuture *
_odeon_fence_send (gpointer ref)
{
  OdeonCall *call = odeon_call_new (ref, &_odeon_method_fence);

  if (_odeon_fence_ends (ref, call))
    return &call->future;

  return odeon_call_send (call);
}
