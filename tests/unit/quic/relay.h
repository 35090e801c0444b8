/* SPDX-License-Identifier: MIT */

/* A bad road: a relay between one client and a server that loses, doubles and delays packets, as a
 * seed says, and can change its own address under way, as a router at home does. */

#pragma once

#include "errand.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define RELAY_PACKET_MAX 2048
#define RELAY_LATE_USEC  2000

typedef struct
{
  gint64 due;
  gint   from; /* whose it was */
  gsize  size;
  guint8 bytes[RELAY_PACKET_MAX];
} RelayPacket;

typedef struct
{
  GSocketAddress    *address; /* what clients dial */
  struct sockaddr_in client;
  struct sockaddr_in server;
  gint               front;
  gint               back;
  GThread           *thread;
  GRand             *rand;
  GQueue             late; /* of RelayPacket */
  gdouble            loss;
  gdouble            doubling;
  gdouble            delay;
  volatile gint      wants_rebind;
  volatile gint      is_cut; /* nothing passes any more */
  volatile gint      is_over;
  GMutex             mutex;
  GCond              cond;
  gint64             passed_at; /* when the last packet did */
  guint              n_cut;     /* packets that have not passed */
} Relay;

static G_GNUC_UNUSED gint
relay_open_socket (void)
{
  struct sockaddr_in any = { .sin_family = AF_INET };
  gint               fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  any.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  assert_int_equal (bind (fd, (struct sockaddr *) &any, sizeof any), 0);

  return fd;
}

static G_GNUC_UNUSED void
relay_pass (Relay *self, gint from, const guint8 *bytes, gsize size)
{
  if (from == self->front)
    sendto (self->back, bytes, size, 0, (struct sockaddr *) &self->server, sizeof self->server);
  else
    sendto (self->front, bytes, size, 0, (struct sockaddr *) &self->client, sizeof self->client);
  g_mutex_lock (&self->mutex);
  self->passed_at = g_get_monotonic_time ();
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* Until a packet passes at @after, or later; %FALSE: none does. */
static G_GNUC_UNUSED gboolean
relay_await_packet (Relay *self, gint64 after)
{
  gint64   end = after + PATIENCE;
  gboolean is_in_time = TRUE;

  g_mutex_lock (&self->mutex);
  while (self->passed_at < after && is_in_time)
    is_in_time = g_cond_wait_until (&self->cond, &self->mutex, end);
  g_mutex_unlock (&self->mutex);

  return is_in_time;
}

/* Until @n packets have not passed. */
static G_GNUC_UNUSED void
relay_await_cut (Relay *self, guint n)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  g_mutex_lock (&self->mutex);
  while (self->n_cut < n && g_cond_wait_until (&self->cond, &self->mutex, end))
    ;
  assert_true (self->n_cut >= n);
  g_mutex_unlock (&self->mutex);
}

static G_GNUC_UNUSED void
relay_take (Relay *self, gint from, struct sockaddr_in *whose)
{
  RelayPacket packet;
  socklen_t   length = sizeof *whose;
  gssize      size = recvfrom (from, packet.bytes, sizeof packet.bytes, MSG_DONTWAIT,
                               (struct sockaddr *) whose, &length);

  if (size > 0 && g_atomic_int_get (&self->is_cut))
    {
      g_mutex_lock (&self->mutex);
      self->n_cut++;
      g_cond_signal (&self->cond);
      g_mutex_unlock (&self->mutex);
      return;
    }
  if (size <= 0 || g_rand_double (self->rand) < self->loss)
    return;

  packet.from = from;
  packet.size = (gsize) size;
  packet.due = g_get_monotonic_time () + RELAY_LATE_USEC;
  if (g_rand_double (self->rand) < self->delay)
    {
      g_queue_push_tail (&self->late, g_memdup2 (&packet, sizeof packet));
      return;
    }
  relay_pass (self, from, packet.bytes, packet.size);
  if (g_rand_double (self->rand) < self->doubling)
    relay_pass (self, from, packet.bytes, packet.size);
}

static G_GNUC_UNUSED void
relay_pass_late (Relay *self)
{
  RelayPacket *packet;

  while ((packet = g_queue_peek_head (&self->late)) != NULL
         && packet->due <= g_get_monotonic_time ())
    {
      relay_pass (self, packet->from, packet->bytes, packet->size);
      g_free (g_queue_pop_head (&self->late));
    }
}

static G_GNUC_UNUSED gpointer
relay_main (gpointer data)
{
  Relay             *self = data;
  struct sockaddr_in nobody;

  while (!g_atomic_int_get (&self->is_over))
    {
      struct pollfd fds[] = { { .fd = self->front, .events = POLLIN },
                              { .fd = self->back, .events = POLLIN } };

      poll (fds, 2, 1);
      if (g_atomic_int_compare_and_exchange (&self->wants_rebind, 1, 0))
        {
          close (self->back);
          self->back = relay_open_socket ();
          continue;
        }
      if (fds[0].revents & POLLIN)
        relay_take (self, self->front, &self->client);
      if (fds[1].revents & POLLIN)
        relay_take (self, self->back, &nobody);
      relay_pass_late (self);
    }

  return NULL;
}

static G_GNUC_UNUSED Relay *
relay_new (GSocketAddress *server, guint32 seed, gdouble loss, gdouble doubling, gdouble delay)
{
  Relay             *self = g_new0 (Relay, 1);
  struct sockaddr_in own;
  socklen_t          size = sizeof own;

  g_socket_address_to_native (server, &self->server, sizeof self->server, NULL);
  self->rand = g_rand_new_with_seed (seed);
  self->loss = loss;
  self->doubling = doubling;
  self->delay = delay;
  g_queue_init (&self->late);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->front = relay_open_socket ();
  self->back = relay_open_socket ();
  getsockname (self->front, (struct sockaddr *) &own, &size);
  self->address = g_socket_address_new_from_native (&own, size);
  self->thread = g_thread_new ("relay", relay_main, self);

  return self;
}

static G_GNUC_UNUSED void
relay_free (Relay *self)
{
  g_atomic_int_set (&self->is_over, 1);
  g_thread_join (self->thread);
  g_queue_clear_full (&self->late, g_free);
  close (self->front);
  close (self->back);
  g_rand_free (self->rand);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_object_unref (self->address);
  g_free (self);
}
