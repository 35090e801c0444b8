/* SPDX-License-Identifier: MIT */

/* A spectator with two screens, one for each way in which the pictures come. Both are drawn again
 * and again, and each time it is noted how old that is which they show. */

#include "spectator.h"

#define DRAW_USEC (4 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  const gchar *name;
  guint        n_pictures;
  gint64       taken; /* the latest one; 0: none yet */
  GArray      *ages;  /* of gint64: each time that it was drawn */
} Screen;

enum
{
  ORDERED,
  SEQUENCED,
  N_SCREENS
};

struct _Spectator
{
  OdeonActor   parent_instance;

  Screen       screens[N_SCREENS];
  GHashTable  *hits;    /* a set of their numbers */
  guint        n_twice; /* hits that came more than once */

  OdeonFuture *drawing;
  OdeonCall   *finish;  /* (nullable): to be answered when all is there */
  guint        n_hits;  /* of which there were so many */
  guint        n_pictures;
};

/* --- Screens ---------------------------------------------------------------------------------- */

static void
screen_take (Screen *self, const ArenaPicture *picture)
{
  self->n_pictures++;
  self->taken = picture->taken;
}

static void
screen_draw (Screen *self)
{
  gint64 age = g_get_monotonic_time () - self->taken;

  if (self->taken != 0)
    g_array_append_val (self->ages, age);
}

static gint
compare_ages (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/* In milliseconds; of the ages in their order. */
static gdouble
screen_get_age (Screen *self, gdouble share)
{
  guint last = self->ages->len - 1;

  return (gdouble) g_array_index (self->ages, gint64, (guint) (share * last)) / 1000;
}

static void
screen_print (Screen *self, guint n_expected)
{
  g_array_sort (self->ages, compare_ages);
  g_print ("%-9s  %3u of %3u  %22.1f ms  %5.1f ms   %5.1f ms\n", self->name, self->n_pictures,
           n_expected, screen_get_age (self, 0.5), screen_get_age (self, 0.99),
           screen_get_age (self, 1));
}

static void
draw (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  Spectator *self = EXAMPLE_SPECTATOR (actor);

  for (guint i = 0; i < N_SCREENS; i++)
    screen_draw (&self->screens[i]);
}

/* --- Arena::Spectator ------------------------------------------------------------------------- */

static void
check_finished (Spectator *self)
{
  if (self->finish == NULL || g_hash_table_size (self->hits) < self->n_hits)
    return;

  odeon_future_cancel (self->drawing);
  g_print ("             pictures  age on the screen: median   1 in 100     oldest\n");
  for (guint i = 0; i < N_SCREENS; i++)
    screen_print (&self->screens[i], self->n_pictures);
  g_print ("reliable   %3u of %3u hits, %u of them twice\n", g_hash_table_size (self->hits),
           self->n_hits, self->n_twice);
  arena_spectator_complete_finish (g_steal_pointer (&self->finish));
}

static gboolean
spectator_show (ArenaSpectatorImpl *impl,
                const ArenaPicture *picture,
                GError            **error G_GNUC_UNUSED)
{
  screen_take (&EXAMPLE_SPECTATOR (impl)->screens[SEQUENCED], picture);

  return TRUE;
}

static gboolean
spectator_record (ArenaSpectatorImpl *impl,
                  const ArenaPicture *picture,
                  GError            **error G_GNUC_UNUSED)
{
  screen_take (&EXAMPLE_SPECTATOR (impl)->screens[ORDERED], picture);

  return TRUE;
}

static gboolean
spectator_hit (ArenaSpectatorImpl *impl, guint32 number, GError **error G_GNUC_UNUSED)
{
  Spectator *self = EXAMPLE_SPECTATOR (impl);

  if (!g_hash_table_add (self->hits, GUINT_TO_POINTER (number)))
    self->n_twice++;
  check_finished (self);

  return TRUE;
}

/* Hits may still be on their way: they do not wait for one another, nor for this. */
static void
spectator_finish (ArenaSpectatorImpl *impl, OdeonCall *call, guint32 n_pictures, guint32 n_hits)
{
  Spectator *self = EXAMPLE_SPECTATOR (impl);

  self->finish = call;
  self->n_pictures = n_pictures;
  self->n_hits = n_hits;
  check_finished (self);
}

static void
spectator_impl_init (ArenaSpectatorImplInterface *iface)
{
  iface->show = spectator_show;
  iface->record = spectator_record;
  iface->hit = spectator_hit;
  iface->finish_deferred = spectator_finish;
}

/* --- The GObject ------------------------------------------------------------------------------ */

G_DEFINE_FINAL_TYPE_WITH_CODE (Spectator, spectator, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (ARENA_TYPE_SPECTATOR_IMPL,
                                                      spectator_impl_init))

static gboolean
spectator_started (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  EXAMPLE_SPECTATOR (actor)->drawing
    = odeon_actor_invoke_every (odeon_actor_get_ref (actor), DRAW_USEC, draw, NULL, NULL);

  return TRUE;
}

static void
spectator_finalize (GObject *object)
{
  Spectator *self = EXAMPLE_SPECTATOR (object);

  for (guint i = 0; i < N_SCREENS; i++)
    g_array_unref (self->screens[i].ages);
  g_hash_table_unref (self->hits);
  odeon_future_unref (self->drawing);

  G_OBJECT_CLASS (spectator_parent_class)->finalize (object);
}

static void
spectator_class_init (SpectatorClass *klass)
{
  ODEON_ACTOR_CLASS (klass)->started = spectator_started;
  G_OBJECT_CLASS (klass)->finalize = spectator_finalize;
}

static void
spectator_init (Spectator *self)
{
  self->screens[ORDERED].name = "ordered";
  self->screens[SEQUENCED].name = "sequenced";
  for (guint i = 0; i < N_SCREENS; i++)
    self->screens[i].ages = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->hits = g_hash_table_new (NULL, NULL);
}
