/* SPDX-License-Identifier: MIT */

#include "odeon-child-table-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-spawner-private.h"

void
_odeon_child_free (OdeonChild *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free ((gpointer) self->options.limits);
  g_clear_pointer (&self->options.context, g_main_context_unref);
  g_clear_object (&self->options.mailbox);
  odeon_ref_unref (self->options.near);
  _odeon_birth_free (self->birth);
  odeon_ref_unref (self->ref);
  g_free (self);
}

static void
set_options (OdeonChild *self, const OdeonChildSpec *spec)
{
  OdeonSpawnOptions none = ODEON_SPAWN_OPTIONS_INIT;

  self->options = spec->options != NULL ? *spec->options : none;
  self->options.name = self->name;
  self->options.restart = spec->restart;
  self->options.limits = _odeon_strategy_copy (spec->limits);
  if (self->options.context != NULL)
    g_main_context_ref (self->options.context);
  if (self->options.mailbox != NULL)
    g_object_ref (self->options.mailbox);
  if (self->options.near != NULL)
    odeon_ref_ref (self->options.near);
}

OdeonChild *
_odeon_child_new (const OdeonChildSpec *spec, GError **error)
{
  OdeonChild *self = g_new0 (OdeonChild, 1);

  self->name = g_strdup (spec->name);
  self->type = spec->type;
  set_options (self, spec);
  if (_odeon_spawner_check (self->type, NULL, &self->options, error)
      && (spec->properties == NULL
          || (self->birth = _odeon_birth_new_of (self->type, spec->properties, error)) != NULL))
    return self;

  g_prefix_error (error, "The child \"%s\": ", spec->name);
  _odeon_child_free (self);

  return NULL;
}

OdeonChild *
_odeon_child_table_find (OdeonChildTable *self, const gchar *name)
{
  for (guint i = 0; i < self->children->len; i++)
    {
      OdeonChild *child = self->children->pdata[i];

      if (g_str_equal (child->name, name))
        return child;
    }

  return NULL;
}

gboolean
_odeon_child_table_add (OdeonChildTable *self, OdeonChild *child, GError **error)
{
  if (_odeon_child_table_find (self, child->name) != NULL)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN, "Another child is called \"%s\"",
                   child->name);
      _odeon_child_free (child);
      return FALSE;
    }

  g_ptr_array_add (self->children, child);

  return TRUE;
}

static gboolean
add_all (OdeonChildTable *self, const OdeonChildSpec *specs, GError **error)
{
  for (; specs != NULL && specs->name != NULL; specs++)
    {
      OdeonChild *child = _odeon_child_new (specs, error);

      if (child == NULL || !_odeon_child_table_add (self, child, error))
        return FALSE;
    }

  return TRUE;
}

OdeonChildTable *
_odeon_child_table_new (const OdeonSupervisorSpec *spec, GError **error)
{
  static const OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  OdeonChildTable           *self = g_new0 (OdeonChildTable, 1);

  self->strategy = spec->strategy != NULL ? *spec->strategy : strategy;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) _odeon_child_free);
  if (!add_all (self, spec->children, error))
    g_clear_pointer (&self, _odeon_child_table_free);

  return self;
}

void
_odeon_child_table_free (OdeonChildTable *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->children);
  g_free (self);
}
