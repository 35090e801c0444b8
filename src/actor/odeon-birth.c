/* SPDX-License-Identifier: MIT */

#include "odeon-birth-private.h"
#include "odeon-activity-private.h"
#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-log-private.h"

#include <gobject/gvaluecollector.h>

struct _OdeonBirth
{
  GPtrArray *names; /* of the properties */
  GArray    *values;
};

void
_odeon_birth_decline (OdeonCell *cell, const gchar *why)
{
  g_autofree gchar *who = _odeon_cell_describe (cell);
  OdeonCellRare    *rare = _odeon_cell_need_rare (cell);
  GError           *error = g_error_new (ODEON_ERROR, ODEON_ERROR_DECLINED,
                                         "%s did not start: %s", who, why);

  _odeon_failure_clear (&rare->failure);
  rare->failure.error = error;
  _odeon_cell_begin_end (cell, ODEON_END_DECLINED);
}

/* Whoever gives no other reason than that does not want to start: nobody can mend it. */
static gboolean
may_be_mended (OdeonCell *cell, const GError *error)
{
  return cell->rare != NULL && cell->rare->is_supervised && error != NULL
         && !g_error_matches (error, ODEON_ERROR, ODEON_ERROR_DECLINED);
}

static void
did_not_start (OdeonCell *cell, GError *error)
{
  g_autofree gchar *who = _odeon_cell_describe (cell);
  const gchar      *why = error != NULL ? error->message : "no reason given";

  g_log (ODEON_LOG_LIFECYCLE, G_LOG_LEVEL_MESSAGE, "%s did not start: %s", who, why);
  if (may_be_mended (cell, error))
    {
      _odeon_failure_clear (&cell->rare->failure);
      cell->rare->failure.error = error;
      cell->rare->is_unborn = TRUE;
      if (!cell->killed)
        _odeon_restart_begin (cell, FALSE);
      return;
    }

  if (cell->killed)
    _odeon_cell_begin_end (cell, ODEON_END_KILLED);
  else
    _odeon_birth_decline (cell, why);
  g_clear_error (&error);
}

static gboolean
run_hook (OdeonCell *cell, GError **error)
{
  OdeonActorClass  *klass = ODEON_ACTOR_GET_CLASS (cell->actor);
  g_autoptr (GError) reason = NULL;

  if (cell->rare == NULL || cell->rare->incarnation == 0)
    return klass->started (cell->actor, error);

  /* It may fail again while it awaits. */
  if (cell->rare->failure.error != NULL)
    reason = g_error_copy (cell->rare->failure.error);

  return klass->restarted (cell->actor, reason, error);
}

/* With properties to be set, which it may need once more. */
static G_GNUC_NO_INLINE OdeonActor *
new_actor_with (OdeonBirth *self, OdeonCell *cell)
{
  OdeonActor *actor =
    _odeon_actor_new (cell, self->names->len, (const gchar **) self->names->pdata,
                      (const GValue *) (gpointer) self->values->data);

  if (cell->rare == NULL || !cell->rare->is_supervised)
    g_clear_pointer (&cell->birth, _odeon_birth_free);

  return actor;
}

static G_GNUC_NO_INLINE gboolean
start (OdeonCell *cell)
{
  GError *error = NULL;

  if (run_hook (cell, &error))
    return TRUE;

  did_not_start (cell, error);

  return FALSE;
}

gboolean
_odeon_birth_bear (OdeonCell *cell)
{
  if (G_LIKELY (cell->birth == NULL))
    cell->actor = _odeon_actor_new (cell, 0, NULL, NULL);
  else
    cell->actor = new_actor_with (cell->birth, cell);

  if ((cell->kind->starts || cell->rare != NULL) && !start (cell))
    return FALSE;

  if (G_UNLIKELY (cell->host->logs_lifecycle))
    _odeon_cell_log_lifecycle (cell, _odeon_cell_get_incarnation (cell) > 0 ? "was restarted"
                                                                            : "has started");
  if (cell->rare != NULL)
    {
      cell->rare->is_unborn = FALSE;
      if (cell->rare->incarnation > 0)
        _odeon_cell_count_restart (cell);
    }
  if (_odeon_cell_get_phase (cell) == ODEON_PHASE_STARTING)
    atomic_store_explicit (&cell->phase, ODEON_PHASE_RUNNING, memory_order_release);

  return TRUE;
}

static gboolean
invalid (GType type, const gchar *property, const gchar *what, GError **error)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "%s: property \"%s\": %s",
               g_type_name (type), property, what);

  return FALSE;
}

GParamSpec *
_odeon_birth_find_property (GType         type,
                            GObjectClass *klass,
                            const gchar  *name,
                            GError      **error)
{
  GParamSpec *pspec = g_object_class_find_property (klass, name);

  if (pspec == NULL)
    invalid (type, name, "does not exist", error);
  else if (!(pspec->flags & G_PARAM_WRITABLE))
    {
      invalid (type, name, "is not writable", error);
      return NULL;
    }

  return pspec;
}

gboolean
_odeon_birth_add (OdeonBirth *self,
                  GType       type,
                  GParamSpec *pspec,
                  GValue     *value,
                  GError    **error)
{
  if (g_param_value_validate (pspec, value) && !(pspec->flags & G_PARAM_LAX_VALIDATION))
    {
      g_value_unset (value);
      return invalid (type, pspec->name, "the value is out of its range", error);
    }

  g_ptr_array_add (self->names, (gpointer) pspec->name);
  g_array_append_vals (self->values, value, 1);

  return TRUE;
}

gboolean
_odeon_birth_get (OdeonBirth *self, guint i, const gchar **out_name, const GValue **out_value)
{
  if (i >= self->names->len)
    return FALSE;

  *out_name = self->names->pdata[i];
  *out_value = &g_array_index (self->values, GValue, i);

  return TRUE;
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
  GParamSpec       *pspec = _odeon_birth_find_property (type, klass, name, error);
  GValue            value = G_VALUE_INIT;
  g_autofree gchar *wrong = NULL;

  if (pspec == NULL)
    return FALSE;

  G_VALUE_COLLECT_INIT (&value, pspec->value_type, *properties, 0, &wrong);
  if (wrong != NULL)
    return invalid (type, name, wrong, error);

  return _odeon_birth_add (self, type, pspec, &value, error);
}

static gboolean
convert (OdeonBirth          *self,
         GType                type,
         GObjectClass        *klass,
         const OdeonProperty *property,
         GError             **error)
{
  GParamSpec *pspec = _odeon_birth_find_property (type, klass, property->name, error);
  GValue      value = G_VALUE_INIT;

  if (pspec == NULL)
    return FALSE;

  g_value_init (&value, pspec->value_type);
  if (!g_value_transform (&property->value, &value))
    {
      g_value_unset (&value);
      return invalid (type, property->name, "the value is of another type", error);
    }

  return _odeon_birth_add (self, type, pspec, &value, error);
}

OdeonBirth *
_odeon_birth_new_empty (void)
{
  OdeonBirth *self = g_new0 (OdeonBirth, 1);

  self->names = g_ptr_array_new ();
  self->values = g_array_new (FALSE, TRUE, sizeof (GValue));
  g_array_set_clear_func (self->values, (GDestroyNotify) g_value_unset);

  return self;
}

static void
add (OdeonBirth *self, const gchar *name, const GValue *value)
{
  GValue copy = G_VALUE_INIT;

  g_value_init (&copy, G_VALUE_TYPE (value));
  g_value_copy (value, &copy);
  g_ptr_array_add (self->names, (gpointer) name);
  g_array_append_val (self->values, copy);
}

OdeonBirth *
_odeon_birth_copy (const OdeonBirth *self)
{
  OdeonBirth *copy;

  if (self == NULL)
    return NULL;

  copy = _odeon_birth_new_empty ();
  for (guint i = 0; i < self->names->len; i++)
    add (copy, self->names->pdata[i], &g_array_index (self->values, GValue, i));

  return copy;
}

OdeonBirth *
_odeon_birth_new (GType        type,
                  const gchar *first_property,
                  va_list      properties,
                  GError     **error)
{
  OdeonBirth   *self = _odeon_birth_new_empty ();
  GObjectClass *klass;
  va_list       rest;
  gboolean      valid = TRUE;

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

OdeonBirth *
_odeon_birth_new_of (GType type, const OdeonProperty *properties, GError **error)
{
  OdeonBirth   *self = _odeon_birth_new_empty ();
  GObjectClass *klass = g_type_class_ref (type);

  for (; self != NULL && properties->name != NULL; properties++)
    if (!convert (self, type, klass, properties, error))
      g_clear_pointer (&self, _odeon_birth_free);
  g_type_class_unref (klass);

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
