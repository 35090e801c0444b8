/* SPDX-License-Identifier: MIT */

/* An actor that reckons with matrices, in whatever process it is. */

#pragma once

#include "matrix.h"

#include <unistd.h>

G_DECLARE_FINAL_TYPE (Surveyor, surveyor, TEST, SURVEYOR, OdeonActor)

struct _Surveyor
{
  OdeonActor parent_instance;
};

static gboolean
surveyor_get_pid (GeoSurveyorImpl *impl G_GNUC_UNUSED, gint64 *out, GError **error G_GNUC_UNUSED)
{
  *out = getpid ();

  return TRUE;
}

static gboolean
surveyor_multiply (GeoSurveyorImpl *impl G_GNUC_UNUSED, const GeoMatrix *a, const GeoMatrix *b,
                   GeoMatrix **out, GError **error G_GNUC_UNUSED)
{
  *out = matrix_multiply (a, b);

  return TRUE;
}

static gboolean
surveyor_powers (GeoSurveyorImpl *impl G_GNUC_UNUSED, const GeoMatrix *base, gint32 n,
                 GPtrArray **out, GError **error G_GNUC_UNUSED)
{
  *out = g_ptr_array_new_with_free_func (_geo_matrix_free);
  g_ptr_array_add (*out, matrix_new (base->size, 1));
  for (gint32 i = 0; i < n; i++)
    g_ptr_array_add (*out, matrix_multiply ((*out)->pdata[i], base));

  return TRUE;
}

static gboolean
surveyor_look_up (GeoSurveyorImpl *impl G_GNUC_UNUSED, const gchar *name, GHashTable *known,
                 GeoSurvey **out, GError **error G_GNUC_UNUSED)
{
  *out = geo_survey_new ();
  (*out)->name = g_strdup (name);
  (*out)->result = g_boxed_copy (GEO_TYPE_MATRIX, g_hash_table_lookup (known, name));

  return TRUE;
}

static gboolean
surveyor_spoil (GeoSurveyorImpl *impl G_GNUC_UNUSED, const GeoMatrix *m, GeoMatrix **out,
                GError **error G_GNUC_UNUSED)
{
  *out = matrix_new (m->size, 1);
  (*out)->is_spoilt = TRUE;

  return TRUE;
}

static void
surveyor_implement (GeoSurveyorImplInterface *iface)
{
  iface->get_pid = surveyor_get_pid;
  iface->multiply = surveyor_multiply;
  iface->powers = surveyor_powers;
  iface->look_up = surveyor_look_up;
  iface->spoil = surveyor_spoil;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Surveyor, surveyor, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (GEO_TYPE_SURVEYOR_IMPL, surveyor_implement))
ODEON_ANNOUNCE_ACTOR (surveyor)

static void
surveyor_class_init (SurveyorClass *klass G_GNUC_UNUSED)
{
}

static void
surveyor_init (Surveyor *self G_GNUC_UNUSED)
{
}
