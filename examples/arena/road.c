/* SPDX-License-Identifier: MIT */

#include "road.h"

#include <gio/gio.h>

#include <poll.h>

#define SEED       60
#define PACKET_MAX 2048

typedef struct
{
  gint64   due;
  gboolean is_back; /* from the server */
  gssize   size;
  gchar    bytes[PACKET_MAX];
} Packet;

struct _Road
{
  GSocket        *front; /* what the client sees */
  GSocket        *back;  /* what the server sees */
  GSocketAddress *server;
  GThread        *thread;
  guint32         delay_usec;
  volatile gint   is_over;

  /* Guarded by the mutex. */
  GMutex          mutex;
  gdouble         loss;
  guint           n_lost;
  guint           n_packets;

  /* The thread's. */
  GSocketAddress *client; /* (nullable): from where it was heard last */
  GRand          *chance;
  GQueue          packets; /* in their order of time: all are late by as much */
};

/* --- The thread ------------------------------------------------------------------------------- */

static gboolean
is_lost (Road *self)
{
  gboolean is_lost;

  g_mutex_lock (&self->mutex);
  is_lost = g_rand_double (self->chance) < self->loss;
  self->n_packets++;
  self->n_lost += is_lost;
  g_mutex_unlock (&self->mutex);

  return is_lost;
}

/* All that has come to @socket. */
static void
take (Road *self, GSocket *socket)
{
  for (;;)
    {
      g_autoptr (GSocketAddress) from = NULL;
      g_autofree Packet         *packet = g_new (Packet, 1);

      packet->size = g_socket_receive_from (socket, &from, packet->bytes, PACKET_MAX, NULL, NULL);
      if (packet->size < 0)
        return;

      packet->is_back = socket == self->back;
      if (!packet->is_back)
        g_set_object (&self->client, from);
      if (is_lost (self))
        continue;
      packet->due = g_get_monotonic_time () + self->delay_usec;
      g_queue_push_tail (&self->packets, g_steal_pointer (&packet));
    }
}

static gboolean
is_due (Packet *packet)
{
  return packet != NULL && packet->due <= g_get_monotonic_time ();
}

static void
pass (Road *self)
{
  while (is_due (g_queue_peek_head (&self->packets)))
    {
      g_autofree Packet *packet = g_queue_pop_head (&self->packets);

      g_socket_send_to (packet->is_back ? self->front : self->back,
                        packet->is_back ? self->client : self->server, packet->bytes,
                        (gsize) packet->size, NULL, NULL);
    }
}

static gpointer
run (gpointer data)
{
  Road         *self = data;
  struct pollfd fds[] = { { .fd = g_socket_get_fd (self->front), .events = POLLIN },
                          { .fd = g_socket_get_fd (self->back), .events = POLLIN } };

  while (!g_atomic_int_get (&self->is_over))
    {
      poll (fds, G_N_ELEMENTS (fds), 1);
      take (self, self->front);
      take (self, self->back);
      pass (self);
    }

  return NULL;
}

/* --- The road --------------------------------------------------------------------------------- */

static GSocket *
open_socket (GError **error)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocket)        socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
                                                    G_SOCKET_PROTOCOL_UDP, error);

  if (socket == NULL || !g_socket_bind (socket, any, FALSE, error))
    return NULL;
  g_socket_set_blocking (socket, FALSE);

  return g_steal_pointer (&socket);
}

Road *
road_new (guint16 server_port, guint32 delay_usec, GError **error)
{
  g_autoptr (GSocket) front = open_socket (error);
  g_autoptr (GSocket) back = front != NULL ? open_socket (error) : NULL;
  Road               *self;

  if (back == NULL)
    return NULL;

  self = g_new0 (Road, 1);
  self->front = g_steal_pointer (&front);
  self->back = g_steal_pointer (&back);
  self->server = g_inet_socket_address_new_from_string ("127.0.0.1", server_port);
  self->delay_usec = delay_usec;
  g_mutex_init (&self->mutex);
  self->chance = g_rand_new_with_seed (SEED);
  g_queue_init (&self->packets);
  self->thread = g_thread_new ("road", run, self);

  return self;
}

void
road_free (Road *self)
{
  g_atomic_int_set (&self->is_over, 1);
  g_thread_join (self->thread);
  g_queue_clear_full (&self->packets, g_free);
  g_rand_free (self->chance);
  g_mutex_clear (&self->mutex);
  g_clear_object (&self->client);
  g_object_unref (self->server);
  g_object_unref (self->back);
  g_object_unref (self->front);
  g_free (self);
}

guint16
road_get_port (Road *self)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (self->front, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

void
road_set_loss (Road *self, gdouble share)
{
  g_mutex_lock (&self->mutex);
  self->loss = share;
  g_mutex_unlock (&self->mutex);
}

void
road_count (Road *self, guint *out_n_lost, guint *out_n_packets)
{
  g_mutex_lock (&self->mutex);
  *out_n_lost = self->n_lost;
  *out_n_packets = self->n_packets;
  g_mutex_unlock (&self->mutex);
}
