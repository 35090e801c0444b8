/* SPDX-License-Identifier: MIT */

#include "odeon-birth-private.h"
#include "odeon-actor-private.h"

#include <gobject/gvaluecollector.h>

struct _OdeonBirth
{
  GPtrArray *names; /* of the properties */
  GArray    *values;
};

static gboolean
run_started (OdeonCell *cell)
{
  GError           *error = NULL;
  g_autofree gchar *who = NULL;

  if (ODEON_ACTOR_GET_CLASS (cell->actor)->started (cell->actor, &error))
    return TRUE;

  who = _odeon_cell_describe (cell);
  g_message ("%s did not start: %s", who, error != NULL ? error->message : "no reason given");
  if (!cell->killed)
    _odeon_cell_need_rare (cell)->declined =
      g_error_new (ODEON_ERROR, ODEON_ERROR_DECLINED, "%s did not start: %s",
                   who, error != NULL ? error->message : "no reason given");
  _odeon_cell_begin_end (cell, ODEON_END_DECLINED);
  g_clear_error (&error);

  return FALSE;
}

void
_odeon_birth_run (OdeonCell *cell)
{
  OdeonBirth *self = g_steal_pointer (&cell->birth);

  if (self == NULL)
    cell->actor = _odeon_actor_new (cell, 0, NULL, NULL);
  else
    cell->actor = _odeon_actor_new (cell, self->names->len, (const gchar **) self->names->pdata,
                                    (const GValue *) (gpointer) self->values->data);
  _odeon_birth_free (self);

  if (run_started (cell) && _odeon_cell_get_phase (cell) == ODEON_PHASE_STARTING)
    atomic_store_explicit (&cell->phase, ODEON_PHASE_RUNNING, memory_order_release);
}

static gboolean
invalid (GType type, const gchar *property, const gchar *what, GError **error)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "%s: property \"%s\": %s",
               g_type_name (type), property, what);

  return FALSE;
}

/* A macro reads from @properties: it is a pointer to the one va_list of the caller. */
static gboolean
collect (OdeonBirth   *self,
         GType         type,
         GObjectClass *klass,
         const gchar  *name,
         va_list      *properties,
         GError      **error)
{
  GParamSpec       *pspec = g_object_class_find_property (klass, name);
  GValue            value = G_VALUE_INIT;
  g_autofree gchar *wrong = NULL;

  if (pspec == NULL)
    return invalid (type, name, "does not exist", error);
  if (!(pspec->flags & G_PARAM_WRITABLE))
    return invalid (type, name, "is not writable", error);

  G_VALUE_COLLECT_INIT (&value, pspec->value_type, *properties, 0, &wrong);
  if (wrong != NULL)
    return invalid (type, name, wrong, error);

  if (g_param_value_validate (pspec, &value) && !(pspec->flags & G_PARAM_LAX_VALIDATION))
    {
      g_value_unset (&value);
      return invalid (type, name, "the value is out of its range", error);
    }

  g_ptr_array_add (self->names, (gpointer) pspec->name);
  g_array_append_val (self->values, value);

  return TRUE;
}

OdeonBirth *
_odeon_birth_new (GType        type,
                  const gchar *first_property,
                  va_list      properties,
                  GError     **error)
{
  OdeonBirth   *self = g_new0 (OdeonBirth, 1);
  GObjectClass *klass;
  va_list       rest;
  gboolean      valid = TRUE;

  self->names = g_ptr_array_new ();
  self->values = g_array_new (FALSE, TRUE, sizeof (GValue));
  g_array_set_clear_func (self->values, (GDestroyNotify) g_value_unset);

  klass = g_type_class_ref (type);
  va_copy (rest, properties);
  for (const gchar *name = first_property; valid && name != NULL;)
    {
      valid = collect (self, type, klass, name, &rest, error);
      if (valid)
        name = va_arg (rest, const gchar *);
    }
  va_end (rest);
  g_type_class_unref (klass);

  if (!valid)
    g_clear_pointer (&self, _odeon_birth_free);

  return self;
}

void
_odeon_birth_free (OdeonBirth *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->names);
  g_array_unref (self->values);
  g_free (self);
}
