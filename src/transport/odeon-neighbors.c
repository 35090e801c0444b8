/* SPDX-License-Identifier: MIT */

#include "odeon-neighbors-private.h"

#include "odeon-environment-private.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define LINKS_MAX  1024
#define TOKENS_MAX 65536

typedef struct
{
  OdeonNeighbors *neighbors; /* counted */
  OdeonLink      *link;      /* counted, until it is closed */
  gchar          *identity;
} Neighbor;

typedef struct
{
  OdeonRef     *ref; /* counted */
  OdeonSession *by;  /* only compared */
} Offer;

struct _OdeonNeighbors
{
  guint            ref_count; /* under the lock of all */
  OdeonHost       *host;
  gchar           *identity;
  gchar           *own_name; /* (nullable) */
  OdeonLinkOptions options;

  GMutex           lock; /* guards: */
  GHashTable      *links;  /* of Neighbor, by identity: those that are open */
  GHashTable      *offers; /* by token */
  GHashTable      *pairs;  /* a set of "identity identity" */
};

/* --- one for each system --- */

static GMutex      all_lock;
static GHashTable *all; /* by their hosts, not counted */

gchar *
_odeon_neighbors_dup_random (void)
{
  guint64 words[2];

  _odeon_environment->random (words, sizeof words);

  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", words[0],
                          words[1]);
}

static void
offer_free (gpointer data)
{
  Offer *self = data;

  odeon_ref_unref (self->ref);
  g_free (self);
}

static OdeonNeighbors *
neighbors_new (OdeonHost *host, const OdeonLinkOptions *options)
{
  OdeonNeighbors *self = g_new0 (OdeonNeighbors, 1);

  self->host = host;
  self->identity = _odeon_neighbors_dup_random ();
  self->own_name = g_strdup (options->own_name);
  self->options = *options;
  self->options.own_name = self->own_name;
  self->options.root = NULL;
  g_mutex_init (&self->lock);
  self->links = g_hash_table_new (g_str_hash, g_str_equal);
  self->offers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, offer_free);
  self->pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

static void
neighbors_free (OdeonNeighbors *self)
{
  g_hash_table_unref (self->links);
  g_hash_table_unref (self->offers);
  g_hash_table_unref (self->pairs);
  g_mutex_clear (&self->lock);
  g_free (self->own_name);
  g_free (self->identity);
  g_free (self);
}

OdeonNeighbors *
_odeon_neighbors_get (OdeonHost *host, const OdeonLinkOptions *options)
{
  OdeonNeighbors *self;

  g_mutex_lock (&all_lock);
  if (all == NULL)
    all = g_hash_table_new (NULL, NULL);
  self = g_hash_table_lookup (all, host);
  if (self == NULL)
    {
      self = neighbors_new (host, options);
      g_hash_table_insert (all, host, self);
    }
  self->ref_count++;
  g_mutex_unlock (&all_lock);

  return self;
}

OdeonNeighbors *
_odeon_neighbors_ref (OdeonNeighbors *self)
{
  g_mutex_lock (&all_lock);
  self->ref_count++;
  g_mutex_unlock (&all_lock);

  return self;
}

void
_odeon_neighbors_unref (OdeonNeighbors *self)
{
  gboolean was_last;

  if (self == NULL)
    return;

  g_mutex_lock (&all_lock);
  was_last = --self->ref_count == 0;
  if (was_last)
    g_hash_table_remove (all, self->host);
  g_mutex_unlock (&all_lock);

  if (was_last)
    neighbors_free (self);
}

const gchar *
_odeon_neighbors_get_identity (OdeonNeighbors *self)
{
  return self->identity;
}

/* --- links --- */

/* The other end comes as a descriptor, which must not be one too many: that would be the end of the
 * link that it comes by. */
static gboolean
has_room (void)
{
  gint fd = eventfd (0, EFD_CLOEXEC);

  if (fd < 0)
    return FALSE;

  close (fd);

  return TRUE;
}

gboolean
_odeon_neighbors_wants (OdeonNeighbors *self, const gchar *identity)
{
  gboolean wants;

  g_mutex_lock (&self->lock);
  wants = !g_hash_table_contains (self->links, identity)
          && g_hash_table_size (self->links) < LINKS_MAX;
  g_mutex_unlock (&self->lock);

  return wants && has_room ();
}

static void
neighbor_free (Neighbor *self)
{
  _odeon_link_unref (self->link);
  _odeon_neighbors_unref (self->neighbors);
  g_free (self->identity);
  g_free (self);
}

static void
link_closed (OdeonLink *link G_GNUC_UNUSED, const GError *why, gpointer data)
{
  Neighbor       *neighbor = data;
  OdeonNeighbors *self = neighbor->neighbors;

  g_debug ("A direct link is closed: %s", why->message);
  g_mutex_lock (&self->lock);
  if (g_hash_table_lookup (self->links, neighbor->identity) == neighbor)
    g_hash_table_remove (self->links, neighbor->identity);
  g_mutex_unlock (&self->lock);
  neighbor_free (neighbor);
}

static const OdeonLinkEvents link_events = {
  .closed = link_closed,
};

/* It may happen that two introduce the same two at once: the second link is one for its own use. */
void
_odeon_neighbors_link (OdeonNeighbors *self,
                       OdeonWorker    *worker,
                       gint            fd,
                       const gchar    *identity)
{
  Neighbor *neighbor = g_new0 (Neighbor, 1);

  neighbor->neighbors = _odeon_neighbors_ref (self);
  neighbor->identity = g_strdup (identity);
  /* Its worker is this thread's: it does not end before this returns. */
  neighbor->link = _odeon_link_open_on (worker, _odeon_neighbors_ref (self), fd, &self->options,
                                        &link_events, neighbor);
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->links, neighbor->identity, neighbor);
  g_mutex_unlock (&self->lock);
}

OdeonSession *
_odeon_neighbors_dup_session (OdeonNeighbors *self, const gchar *identity)
{
  OdeonSession *session = NULL;
  Neighbor     *neighbor;

  g_mutex_lock (&self->lock);
  neighbor = g_hash_table_lookup (self->links, identity);
  if (neighbor != NULL)
    session = _odeon_session_ref (_odeon_link_peek_session (neighbor->link));
  g_mutex_unlock (&self->lock);

  return session;
}

/* --- tokens --- */

void
_odeon_neighbors_offer (OdeonNeighbors *self,
                        const gchar    *token,
                        OdeonRef       *ref,
                        OdeonSession   *by)
{
  Offer *offer = g_new (Offer, 1);

  *offer = (Offer) { odeon_ref_ref (ref), by };
  g_mutex_lock (&self->lock);
  if (g_hash_table_size (self->offers) < TOKENS_MAX && !g_hash_table_contains (self->offers, token))
    g_hash_table_insert (self->offers, g_strdup (token), g_steal_pointer (&offer));
  g_mutex_unlock (&self->lock);
  if (offer != NULL)
    offer_free (offer);
}

OdeonRef *
_odeon_neighbors_claim (OdeonNeighbors *self, const gchar *token)
{
  OdeonRef *ref = NULL;
  gpointer  key;
  gpointer  value;

  g_mutex_lock (&self->lock);
  if (g_hash_table_steal_extended (self->offers, token, &key, &value))
    {
      ref = ((Offer *) value)->ref;
      g_free (value);
      g_free (key);
    }
  g_mutex_unlock (&self->lock);

  return ref;
}

void
_odeon_neighbors_withdraw (OdeonNeighbors *self, OdeonSession *by)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (odeon_ref_unref);
  GHashTableIter        iter;
  gpointer              value;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->offers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Offer *) value)->by == by)
      {
        g_ptr_array_add (gone, odeon_ref_ref (((Offer *) value)->ref));
        g_hash_table_iter_remove (&iter);
      }
  g_mutex_unlock (&self->lock);
}

/* --- whom this one has introduced --- */

gboolean
_odeon_neighbors_pair (OdeonNeighbors *self, const gchar *one, const gchar *other)
{
  gboolean is_first = strcmp (one, other) < 0;
  gboolean is_new;

  g_mutex_lock (&self->lock);
  is_new = g_hash_table_add (self->pairs, g_strdup_printf ("%s %s", is_first ? one : other,
                                                           is_first ? other : one));
  g_mutex_unlock (&self->lock);

  return is_new;
}

static gboolean
is_of_pair (gpointer key, gpointer value G_GNUC_UNUSED, gpointer one)
{
  return strstr (key, one) != NULL;
}

void
_odeon_neighbors_separate (OdeonNeighbors *self, const gchar *one)
{
  g_mutex_lock (&self->lock);
  g_hash_table_foreach_remove (self->pairs, is_of_pair, (gpointer) one);
  g_mutex_unlock (&self->lock);
}
