/* SPDX-License-Identifier: MIT */

#include "odeon-builtin-private.h"

#include "odeon-actor-private.h"
#include "odeon-feed-private.h"
#include "odeon-foreign-private.h"
#include "odeon-monitor.h"
#include "odeon-promised-ref-private.h"
#include "odeon-state.h"

static const OdeonBuiltin builtins[] = {
  { .method = &_odeon_method_receive },
  { .method = &_odeon_method_started, .is_patient = TRUE },
  { .method = &_odeon_method_stop, .is_control = TRUE, .is_patient = TRUE },
  { .method = &_odeon_method_kill, .act = odeon_ref_kill, .is_control = TRUE, .is_patient = TRUE },
  { .method = &_odeon_method_suspend, .act = odeon_ref_suspend, .is_control = TRUE },
  { .method = &_odeon_method_resume, .act = odeon_ref_resume, .is_control = TRUE },
  { .method = &_odeon_method_ended, .act = odeon_ref_ended, .is_patient = TRUE },
  { .method = &_odeon_method_link, .is_control = TRUE },
  { .method = &_odeon_method_unlink, .is_control = TRUE },
  { .method = &_odeon_method_fence, .act = _odeon_fence_send, .is_patient = TRUE },
  { .method = &_odeon_method_subscribe, .is_patient = TRUE },
};

const OdeonBuiltin *
_odeon_builtin_get (guint number)
{
  return number < G_N_ELEMENTS (builtins) ? &builtins[number] : NULL;
}

const OdeonBuiltin *
_odeon_builtin_find (const OdeonMethodInfo *method, guint16 *out_number)
{
  for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
    if (builtins[i].method == method)
      {
        *out_number = (guint16) i;
        return &builtins[i];
      }

  return NULL;
}

gboolean
_odeon_builtin_is_patient (const OdeonMethodInfo *method)
{
  const OdeonBuiltin *builtin;
  guint16             number;

  if (G_LIKELY (method->interface != NULL))
    return FALSE;

  builtin = _odeon_builtin_find (method, &number);

  return builtin != NULL && builtin->is_patient;
}
