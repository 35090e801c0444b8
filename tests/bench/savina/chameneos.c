/* SPDX-License-Identifier: MIT */

/* Chameneos: a hundred creatures that change their colours when they meet, two at a time, at a mall
 * that closes after so many meetings. */

#include "savina.h"

#define CHAMENEOS 100

/* --- Chameneo --- */

typedef struct
{
  OdeonActor      parent_instance;

  SavinaChameneo *me;
  SavinaMall     *mall;
  SavinaColor     color;
  gint64          meetings;
} Chameneo;

static SavinaColor
complement (SavinaColor color, SavinaColor other)
{
  if (color == other)
    return color;
  return SAVINA_COLOR_BLUE + SAVINA_COLOR_RED + SAVINA_COLOR_YELLOW - color - other;
}

static gboolean
chameneo_begin (SavinaChameneoImpl *impl, SavinaMall *at, SavinaColor hue, GError **error)
{
  Chameneo *self = (Chameneo *) impl;

  self->me = savina_chameneo_from_ref (odeon_actor_get_ref (ODEON_ACTOR (self)), error);
  self->mall = savina_mall_ref (at);
  self->color = hue;
  savina_mall_enter (self->mall, self->me, self->color);
  return TRUE;
}

static gboolean
chameneo_meet (SavinaChameneoImpl *impl,
               SavinaChameneo     *other,
               SavinaColor         hue,
               GError            **error G_GNUC_UNUSED)
{
  Chameneo *self = (Chameneo *) impl;

  self->color = complement (self->color, hue);
  self->meetings++;
  savina_chameneo_change (other, self->color);
  savina_mall_enter (self->mall, self->me, self->color);
  return TRUE;
}

static gboolean
chameneo_change (SavinaChameneoImpl *impl, SavinaColor hue, GError **error G_GNUC_UNUSED)
{
  Chameneo *self = (Chameneo *) impl;

  self->color = hue;
  self->meetings++;
  savina_mall_enter (self->mall, self->me, self->color);
  return TRUE;
}

static gboolean
chameneo_fade (SavinaChameneoImpl *impl, GError **error G_GNUC_UNUSED)
{
  Chameneo *self = (Chameneo *) impl;

  self->color = SAVINA_COLOR_FADED;
  savina_mall_leave (self->mall, self->meetings);
  return TRUE;
}

static void
chameneo_clear (Chameneo *self)
{
  savina_chameneo_unref (self->me);
  savina_mall_unref (self->mall);
}

static void
chameneo_implement (SavinaChameneoImplInterface *iface)
{
  iface->begin = chameneo_begin;
  iface->meet = chameneo_meet;
  iface->change = chameneo_change;
  iface->fade = chameneo_fade;
}

SAVINA_DEFINE_OWNER (Chameneo, chameneo,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_CHAMENEO_IMPL, chameneo_implement))

/* --- The mall --- */

typedef struct
{
  OdeonActor      parent_instance;

  SavinaChameneo *waiting; /* (nullable): the first of two */
  SavinaColor     color;   /* its */
  gint64          left;    /* meetings until the mall closes */
  gint64          n;
  gint64          reported;
  guint           faded;
  OdeonCall      *run; /* unanswered until all have faded */
} Mall;

static gboolean
mall_enter (SavinaMallImpl *impl,
            SavinaChameneo *who,
            SavinaColor     hue,
            GError        **error G_GNUC_UNUSED)
{
  Mall *self = (Mall *) impl;

  if (self->left == 0)
    savina_chameneo_fade (who);
  else if (self->waiting == NULL)
    {
      self->waiting = savina_chameneo_ref (who);
      self->color = hue;
    }
  else
    {
      g_autoptr (SavinaChameneo) first = g_steal_pointer (&self->waiting);

      self->left--;
      savina_chameneo_meet (who, first, self->color);
    }
  return TRUE;
}

static gboolean
mall_leave (SavinaMallImpl *impl, gint64 meetings, GError **error G_GNUC_UNUSED)
{
  Mall *self = (Mall *) impl;

  self->reported += meetings;
  if (++self->faded == CHAMENEOS)
    savina_conclude (g_steal_pointer (&self->run), self->reported, 2 * self->n);
  return TRUE;
}

/* Nobody does anything but meet: all live with the mall, on its worker. */
static void
mall_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Mall *self = (Mall *) impl;
  g_autoptr (SavinaMall) me = savina_mall_from_ref (odeon_actor_get_ref (ODEON_ACTOR (self)), NULL);
  GError *error = NULL;

  for (guint i = 0; i < CHAMENEOS; i++)
    {
      g_autoptr (SavinaChameneo) one
        = savina_chameneo_spawn (ODEON_SPAWNER (self), chameneo_get_type (), NULL, &error, NULL);

      if (one == NULL)
        {
          odeon_call_return_error (call, error);
          return;
        }
      savina_chameneo_begin (one, me, (SavinaColor) (i % SAVINA_COLOR_FADED));
    }
  self->run = call;
  self->n = self->left = n;
}

static void
mall_clear (Mall *self)
{
  savina_chameneo_unref (self->waiting);
  odeon_call_drop (self->run);
}

static void
mall_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = mall_run;
}

static void
mall_implement (SavinaMallImplInterface *iface)
{
  iface->enter = mall_enter;
  iface->leave = mall_leave;
}

SAVINA_DEFINE_OWNER (Mall, mall,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL, mall_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_MALL_IMPL, mall_implement))

double
savina_chameneos (int64_t n)
{
  return savina_run (mall_get_type (), n);
}
