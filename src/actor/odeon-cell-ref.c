/* SPDX-License-Identifier: MIT */

/* A cell as the ref that it is: what it says of its type, its name and its URN, which is made when
 * somebody first asks for it; and the cell behind any ref. */

#include "odeon-cell-private.h"
#include "odeon-environment-private.h"
#include "odeon-log-private.h"
#include "odeon-promised-ref-private.h"

OdeonCell *
_odeon_cell_of_ref (gpointer ref)
{
  OdeonRef *actual = _odeon_ref_peek_actual (ref);

  return actual != NULL ? _odeon_ref_get_cell (actual) : NULL;
}

OdeonCell *
_odeon_cell_of_resolved (gpointer ref, GError **error)
{
  OdeonRef         *actual = _odeon_ref_resolved (ref, error);
  g_autofree gchar *who = NULL;

  if (actual == NULL || actual->klass->is_cell)
    return (OdeonCell *) actual;

  who = odeon_ref_dup_string (actual);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
               "%s is in another process: that can only be done in its own", who);

  return NULL;
}

gboolean
_odeon_cell_is_alive (OdeonRef *ref)
{
  return _odeon_cell_get_phase ((OdeonCell *) ref) < ODEON_PHASE_STOPPING;
}

static gboolean
implements (OdeonRef *ref, const OdeonInterfaceInfo *interface)
{
  return interface == NULL || g_type_is_a (((OdeonCell *) ref)->kind->type, interface->get_type ());
}

static GType
get_type (OdeonRef *ref)
{
  return ((OdeonCell *) ref)->kind->type;
}

void
_odeon_cell_visit_interfaces_of (GType type, OdeonInterfaceFunc visit, gpointer data)
{
  g_autofree GType *types = g_type_interfaces (type, NULL);

  for (gsize i = 0; types[i] != G_TYPE_INVALID; i++)
    {
      const OdeonInterfaceInfo *info = odeon_interface_of_gtype (types[i]);

      if (info != NULL && !visit (info, data))
        return;
    }
}

static void
visit_interfaces (OdeonRef *ref, OdeonInterfaceFunc visit, gpointer data)
{
  _odeon_cell_visit_interfaces_of (((OdeonCell *) ref)->kind->type, visit, data);
}

static const gchar *
get_type_name (OdeonRef *ref)
{
  return g_type_name (((OdeonCell *) ref)->kind->type);
}

const gchar *
_odeon_cell_get_name (OdeonRef *ref)
{
  return ((OdeonCell *) ref)->name;
}

static gchar *
make_urn (void)
{
  guint8 b[16];

  _odeon_environment->random (b, sizeof b);
  /* RFC 9562, section 5.4: version 4, variant 10. */
  b[6] = (guint8) ((b[6] & 0x0f) | 0x40);
  b[8] = (guint8) ((b[8] & 0x3f) | 0x80);

  return g_strdup_printf ("urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                          "%02x%02x%02x%02x%02x%02x",
                          b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
                          b[10], b[11], b[12], b[13], b[14], b[15]);
}

gchar *
_odeon_cell_dup_urn (OdeonRef *ref)
{
  OdeonCell *self = (OdeonCell *) ref;
  gchar     *urn = atomic_load_explicit (&self->urn, memory_order_acquire);

  if (urn == NULL)
    {
      gchar *mine = make_urn ();

      /* Release: the string's bytes; acquire on failure: the other's. */
      if (atomic_compare_exchange_strong_explicit (&self->urn, &urn, mine,
                                                   memory_order_acq_rel, memory_order_acquire))
        urn = mine;
      else
        g_free (mine);
    }

  return g_strdup (urn);
}

static gchar *
dup_string (OdeonRef *ref)
{
  OdeonCell        *self = (OdeonCell *) ref;
  g_autofree gchar *urn = _odeon_cell_dup_urn (ref);

  if (self->name != NULL)
    return g_strdup_printf ("%s \"%s\" (%s)", g_type_name (self->kind->type), self->name, urn);

  return g_strdup_printf ("%s (%s)", g_type_name (self->kind->type), urn);
}

gchar *
_odeon_cell_describe (OdeonCell *self)
{
  return odeon_ref_dup_string (&self->ref);
}

void
_odeon_cell_log_lifecycle (OdeonCell *self, const gchar *what)
{
  g_autofree gchar *who = _odeon_cell_describe (self);

  g_log (ODEON_LOG_LIFECYCLE, G_LOG_LEVEL_DEBUG, "%s %s", who, what);
}

const OdeonRefClass _odeon_cell_class = {
  .is_cell = TRUE,
  .deliver = _odeon_cell_deliver,
  .relay = _odeon_cell_relay,
  .is_alive = _odeon_cell_is_alive,
  .get_type = get_type,
  .implements = implements,
  .visit_interfaces = visit_interfaces,
  .get_type_name = get_type_name,
  .get_name = _odeon_cell_get_name,
  .dup_urn = _odeon_cell_dup_urn,
  .dup_string = dup_string,
  .finalize = _odeon_cell_finalize,
};
