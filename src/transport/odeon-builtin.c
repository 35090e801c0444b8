/* SPDX-License-Identifier: MIT */

#include "odeon-builtin-private.h"

#include "odeon-actor-private.h"

static const OdeonBuiltin builtins[] = {
  { .method = &_odeon_method_receive },
  { .method = &_odeon_method_started, .is_patient = TRUE },
  { .method = &_odeon_method_stop, .is_control = TRUE, .is_patient = TRUE },
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
