/* SPDX-License-Identifier: MIT */

/* Bounded buffer: forty producers and forty consumers, and an actor between them that lets nobody
 * produce while it holds too much. To produce and to consume an item takes some work. */

#include "savina.h"

#define PRODUCERS 40
#define CONSUMERS 40
#define CAPACITY  50
#define COST      25

static gdouble
process (gdouble item)
{
  gdouble result = item;

  for (guint i = 0; i < COST; i++)
    result += log (fabs (result) + 0.01);
  return result;
}

/* --- Producer --- */

typedef struct
{
  OdeonActor      parent_instance;

  SavinaProducer *me;
  SavinaBuffer   *buffer;
  gint64          left;
  gdouble         item;
} Producer;

static gboolean
producer_begin (SavinaProducerImpl *impl, SavinaBuffer *into, gint64 items, GError **error)
{
  Producer *self = (Producer *) impl;

  self->me = savina_producer_from_ref (odeon_actor_get_ref (ODEON_ACTOR (self)), error);
  self->buffer = savina_buffer_ref (into);
  self->left = items;
  return TRUE;
}

static gboolean
producer_produce (SavinaProducerImpl *impl, GError **error G_GNUC_UNUSED)
{
  Producer *self = (Producer *) impl;

  if (self->left-- > 0)
    {
      self->item = process (self->item);
      savina_buffer_put (self->buffer, self->me, self->item);
    }
  else
    savina_buffer_exhausted (self->buffer);
  return TRUE;
}

static void
producer_clear (Producer *self)
{
  savina_producer_unref (self->me);
  savina_buffer_unref (self->buffer);
}

static void
producer_implement (SavinaProducerImplInterface *iface)
{
  iface->begin = producer_begin;
  iface->produce = producer_produce;
}

SAVINA_DEFINE_OWNER (Producer, producer,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_PRODUCER_IMPL, producer_implement))

/* --- Consumer --- */

typedef struct
{
  OdeonActor      parent_instance;

  SavinaConsumer *me;
  SavinaBuffer   *buffer;
  gint64          consumed;
  gdouble         result;
} Consumer;

static gboolean
consumer_begin (SavinaConsumerImpl *impl, SavinaBuffer *from, GError **error)
{
  Consumer *self = (Consumer *) impl;

  self->me = savina_consumer_from_ref (odeon_actor_get_ref (ODEON_ACTOR (self)), error);
  self->buffer = savina_buffer_ref (from);
  return TRUE;
}

static gboolean
consumer_consume (SavinaConsumerImpl *impl, gdouble item, GError **error G_GNUC_UNUSED)
{
  Consumer *self = (Consumer *) impl;

  self->result = process (self->result + item);
  self->consumed++;
  savina_buffer_available (self->buffer, self->me);
  return TRUE;
}

static gboolean
consumer_get_consumed (SavinaConsumerImpl *impl, gint64 *out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = ((Consumer *) impl)->consumed;
  return TRUE;
}

static void
consumer_clear (Consumer *self)
{
  savina_consumer_unref (self->me);
  savina_buffer_unref (self->buffer);
}

static void
consumer_implement (SavinaConsumerImplInterface *iface)
{
  iface->begin = consumer_begin;
  iface->consume = consumer_consume;
  iface->get_consumed = consumer_get_consumed;
}

SAVINA_DEFINE_OWNER (Consumer, consumer,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_CONSUMER_IMPL, consumer_implement))

/* --- The buffer --- */

typedef struct
{
  OdeonActor      parent_instance;

  SavinaConsumer *consumers[CONSUMERS];
  SavinaProducer *producers[PRODUCERS];
  GQueue          available; /* borrowed of these */
  GQueue          waiting;   /* producers that may not go on, each with a reference */
  gdouble         items[CAPACITY];
  guint           first;
  guint           n_items;
  guint           exhausted;
  OdeonCall      *run; /* unanswered until all is consumed */
  gint64          n;
} Buffer;

static gboolean
buffer_end_if_idle (Buffer *self, GError **error)
{
  gint64 total = 0;

  if (self->exhausted < PRODUCERS || self->available.length < CONSUMERS)
    return TRUE;
  for (guint i = 0; i < CONSUMERS; i++)
    {
      gint64 consumed;

      if (!savina_consumer_get_consumed_sync (self->consumers[i], &consumed, error))
        return FALSE;
      total += consumed;
    }
  savina_conclude (g_steal_pointer (&self->run), total, self->n);
  return TRUE;
}

/* Who is told to go on may be about to send an item already: there is room for one of each. */
static gboolean
buffer_put (SavinaBufferImpl *impl,
            SavinaProducer   *from,
            gdouble           item,
            GError          **error G_GNUC_UNUSED)
{
  Buffer *self = (Buffer *) impl;

  if (self->available.length > 0)
    savina_consumer_consume (g_queue_pop_head (&self->available), item);
  else
    self->items[(self->first + self->n_items++) % CAPACITY] = item;

  if (self->n_items < CAPACITY - PRODUCERS)
    savina_producer_produce (from);
  else
    g_queue_push_tail (&self->waiting, savina_producer_ref (from));
  return TRUE;
}

static gboolean
buffer_exhausted (SavinaBufferImpl *impl, GError **error)
{
  Buffer *self = (Buffer *) impl;

  self->exhausted++;
  return buffer_end_if_idle (self, error);
}

static gboolean
buffer_available (SavinaBufferImpl *impl, SavinaConsumer *who, GError **error)
{
  Buffer *self = (Buffer *) impl;
  g_autoptr (SavinaProducer) next = NULL;

  if (self->n_items == 0)
    {
      g_queue_push_tail (&self->available, who);
      return buffer_end_if_idle (self, error);
    }

  savina_consumer_consume (who, self->items[self->first]);
  self->first = (self->first + 1) % CAPACITY;
  self->n_items--;
  next = g_queue_pop_head (&self->waiting);
  if (next != NULL)
    savina_producer_produce (next);
  return TRUE;
}

/* All are children, on one worker: to bring an item to another costs more than to work on it. */
static gboolean
buffer_open (Buffer *self, GError **error)
{
  OdeonRef *ref = odeon_actor_get_ref (ODEON_ACTOR (self));
  g_autoptr (SavinaBuffer) me = savina_buffer_from_ref (ref, error);

  for (guint i = 0; i < CONSUMERS; i++)
    {
      self->consumers[i]
        = savina_consumer_spawn (ODEON_SPAWNER (self), consumer_get_type (), NULL, error, NULL);
      if (self->consumers[i] == NULL)
        return FALSE;
      savina_consumer_begin (self->consumers[i], me);
      g_queue_push_tail (&self->available, self->consumers[i]);
    }
  for (guint i = 0; i < PRODUCERS; i++)
    {
      self->producers[i]
        = savina_producer_spawn (ODEON_SPAWNER (self), producer_get_type (), NULL, error, NULL);
      if (self->producers[i] == NULL)
        return FALSE;
      savina_producer_begin (self->producers[i], me, savina_share (self->n, PRODUCERS, i));
      savina_producer_produce (self->producers[i]);
    }
  return TRUE;
}

static void
buffer_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Buffer *self = (Buffer *) impl;
  GError *error = NULL;

  self->n = n;
  if (buffer_open (self, &error))
    self->run = call;
  else
    odeon_call_return_error (call, error);
}

static void
buffer_clear (Buffer *self)
{
  for (guint i = 0; i < CONSUMERS; i++)
    savina_consumer_unref (self->consumers[i]);
  for (guint i = 0; i < PRODUCERS; i++)
    savina_producer_unref (self->producers[i]);
  g_queue_clear (&self->available);
  g_queue_clear_full (&self->waiting, odeon_ref_unref);
  odeon_call_drop (self->run);
}

static void
buffer_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = buffer_run;
}

static void
buffer_implement (SavinaBufferImplInterface *iface)
{
  iface->put = buffer_put;
  iface->exhausted = buffer_exhausted;
  iface->available = buffer_available;
}

SAVINA_DEFINE_OWNER (Buffer, buffer,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL, buffer_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BUFFER_IMPL, buffer_implement))

double
savina_bndbuffer (int64_t n)
{
  return savina_run (buffer_get_type (), n);
}
