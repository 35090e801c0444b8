/* SPDX-License-Identifier: MIT */

/* A thread makes each namespace by leaving the one that it was in, and ends; a descriptor keeps the
 * namespace, and one of its tun device carries its packets. */

#include "road.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <linux/if_tun.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEVICE     "road"
#define MAX_PACKET 2048
#define MAX_QUEUE  10000 /* packets: only the road is to lose any */

typedef struct
{
  gint   namespace_fd;
  gint   tun_fd;
  gint64 free_at; /* by when all that was sent before is on the road: of its rate */
} Gate;

typedef struct
{
  gint64  due;
  RoadEnd to;
  gsize   size;
  guint8  bytes[];
} Packet;

struct _Road
{
  Gate     gates[2];
  GThread *thread;
  gint     wake_fd;

  GMutex         lock; /* guards: */
  RoadConditions conditions;
  RoadCounts     counts;
  gboolean       is_closed;
  gboolean       is_over;

  /* The thread's. */
  GRand     *rand;
  GSequence *packets; /* of Packet, by `due` */
};

static const gchar *const addresses[2][2] = {
  { "10.77.0.1", "fd77::1" },
  { "10.77.0.2", "fd77::2" },
};

const gchar *
road_get_address (RoadEnd end, gboolean is_v6)
{
  return addresses[end][is_v6 ? 1 : 0];
}

/* --- namespaces --- */

typedef struct
{
  Gate   *gate;
  RoadEnd end;
  gint    errnum;
} Laying;

static gboolean
set_v4 (gint fd, RoadEnd end)
{
  struct ifreq        request = { .ifr_name = DEVICE };
  struct sockaddr_in *address = (struct sockaddr_in *) &request.ifr_addr;

  address->sin_family = AF_INET;
  inet_pton (AF_INET, addresses[end][0], &address->sin_addr);
  if (ioctl (fd, SIOCSIFADDR, &request) != 0)
    return FALSE;
  inet_pton (AF_INET, "255.255.255.0", &address->sin_addr);

  return ioctl (fd, SIOCSIFNETMASK, &request) == 0;
}

static gboolean
set_v6 (RoadEnd end)
{
  struct in6_ifreq request = { .ifr6_prefixlen = 64,
                               .ifr6_ifindex = (gint) if_nametoindex (DEVICE) };
  gint             fd = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean         ok;

  inet_pton (AF_INET6, addresses[end][1], &request.ifr6_addr);
  ok = fd >= 0 && ioctl (fd, SIOCSIFADDR, &request) == 0;
  if (fd >= 0)
    close (fd);

  return ok;
}

/* The kernel gives an address of IPv6 at its leisure, also where it asks nobody who has it. */
static void
await_v6 (RoadEnd end)
{
  struct sockaddr_in6 own = { .sin6_family = AF_INET6 };
  gint                fd = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  inet_pton (AF_INET6, addresses[end][1], &own.sin6_addr);
  while (fd >= 0 && bind (fd, (struct sockaddr *) &own, sizeof own) != 0
         && errno == EADDRNOTAVAIL)
    g_thread_yield ();
  if (fd >= 0)
    close (fd);
}

static gboolean
start_device (gint fd, const gchar *name)
{
  struct ifreq request = { .ifr_flags = IFF_UP | IFF_RUNNING };

  g_strlcpy (request.ifr_name, name, sizeof request.ifr_name);

  return ioctl (fd, SIOCSIFFLAGS, &request) == 0;
}

static gboolean
widen_queue (gint fd)
{
  struct ifreq request = { .ifr_name = DEVICE, .ifr_qlen = MAX_QUEUE };

  return ioctl (fd, SIOCSIFTXQLEN, &request) == 0;
}

/* A machine without IPv6 has a road all the same. */
static gboolean
set_addresses (RoadEnd end)
{
  gint     fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean ok = fd >= 0 && start_device (fd, "lo") && set_v4 (fd, end)
                && widen_queue (fd) && start_device (fd, DEVICE);

  if (ok && set_v6 (end))
    await_v6 (end);
  if (fd >= 0)
    close (fd);

  return ok;
}

/* Else an address of IPv6 is nobody's for a second, while the kernel asks who has it. */
static void
trust_addresses (void)
{
  gint fd = open ("/proc/sys/net/ipv6/conf/default/accept_dad", O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (write (fd, "0", 1) < 0)
    g_warning ("road: accept_dad: %s", g_strerror (errno));
  close (fd);
}

static gboolean
open_device (Gate *gate)
{
  struct ifreq request = { .ifr_name = DEVICE, .ifr_flags = IFF_TUN | IFF_NO_PI };

  gate->tun_fd = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

  return gate->tun_fd >= 0 && ioctl (gate->tun_fd, TUNSETIFF, &request) == 0;
}

static gpointer
lay (gpointer data)
{
  Laying *self = data;

  if (unshare (CLONE_NEWNET) != 0)
    {
      self->errnum = errno;
      return NULL;
    }

  trust_addresses ();
  if ((self->gate->namespace_fd = open ("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) < 0
      || !open_device (self->gate) || !set_addresses (self->end))
    self->errnum = errno;

  return NULL;
}

gboolean
road_enter (Road *self, RoadEnd end)
{
  return setns (self->gates[end].namespace_fd, CLONE_NEWNET) == 0;
}

/* --- the way --- */

static gint
compare_due (gconstpointer a, gconstpointer b, gpointer user_data G_GNUC_UNUSED)
{
  gint64 x = ((const Packet *) a)->due;
  gint64 y = ((const Packet *) b)->due;

  return (x > y) - (x < y);
}

static void
admit (Road *self, RoadEnd to, gconstpointer bytes, gsize size, gint64 due)
{
  Packet *packet = g_malloc (sizeof *packet + size);

  packet->due = due;
  packet->to = to;
  packet->size = size;
  memcpy (packet->bytes, bytes, size);
  g_sequence_insert_sorted (self->packets, packet, compare_due, NULL);
}

/* When what is sent now is on the road, at its rate. */
static gint64
depart (Gate *gate, const RoadConditions *conditions, gsize size)
{
  gint64 now = g_get_monotonic_time ();

  if (conditions->rate == 0)
    return now;
  gate->free_at = MAX (gate->free_at, now) + (gint64) (size * G_USEC_PER_SEC / conditions->rate);

  return gate->free_at;
}

static gboolean
chance (Road *self, gdouble probability)
{
  return g_rand_double (self->rand) < probability;
}

static void
send_on (Road *self, RoadEnd from, gconstpointer bytes, gsize size)
{
  const RoadConditions *conditions = &self->conditions;
  gint64                due;

  self->counts.n_sent++;
  if (self->is_closed || chance (self, conditions->loss))
    {
      self->counts.n_lost++;
      return;
    }

  due = depart (&self->gates[from], conditions, size) + conditions->delay;
  if (chance (self, conditions->reorder))
    {
      self->counts.n_reordered++;
      due += conditions->delay / 2;
    }
  admit (self, !from, bytes, size, due);
  if (chance (self, conditions->duplicate))
    {
      self->counts.n_doubled++;
      admit (self, !from, bytes, size, due);
    }
}

/* What IPv6 says by itself to all that might be there, which nobody counts. */
static gboolean
is_to_all (const guint8 *bytes, gsize size)
{
  return size >= 40 && bytes[0] >> 4 == 6 && bytes[24] == 0xff;
}

static void
take_in (Road *self, RoadEnd from)
{
  guint8  bytes[MAX_PACKET];
  gssize  size;

  while ((size = read (self->gates[from].tun_fd, bytes, sizeof bytes)) > 0)
    {
      if (is_to_all (bytes, (gsize) size))
        continue;
      g_mutex_lock (&self->lock);
      send_on (self, from, bytes, (gsize) size);
      g_mutex_unlock (&self->lock);
    }
}

/* (nullable): the packet that is due next. */
static Packet *
peek (Road *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->packets);

  return g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);
}

static void
let_out (Road *self)
{
  Packet *packet;

  while ((packet = peek (self)) != NULL && packet->due <= g_get_monotonic_time ())
    {
      /* A device that is full loses it, as any would. */
      if (write (self->gates[packet->to].tun_fd, packet->bytes, packet->size) < 0
          && errno != EAGAIN && errno != EIO)
        g_warning ("road: %s", g_strerror (errno));
      g_sequence_remove (g_sequence_get_begin_iter (self->packets));
    }
}

static void
wait_for_more (Road *self)
{
  struct pollfd fds[] = { { .fd = self->gates[ROAD_NEAR].tun_fd, .events = POLLIN },
                          { .fd = self->gates[ROAD_FAR].tun_fd, .events = POLLIN },
                          { .fd = self->wake_fd, .events = POLLIN } };
  const Packet *packet = peek (self);
  gint64        wait = packet != NULL ? MAX (packet->due - g_get_monotonic_time (), 0) : 0;
  struct timespec patience = { wait / G_USEC_PER_SEC, wait % G_USEC_PER_SEC * 1000 };

  ppoll (fds, G_N_ELEMENTS (fds), packet != NULL ? &patience : NULL, NULL);
}

static gboolean
look_up (Road *self)
{
  gboolean is_over;

  g_mutex_lock (&self->lock);
  is_over = self->is_over;
  if (self->is_closed)
    g_sequence_remove_range (g_sequence_get_begin_iter (self->packets),
                             g_sequence_get_end_iter (self->packets));
  g_mutex_unlock (&self->lock);

  return !is_over;
}

static gpointer
run (gpointer data)
{
  Road    *self = data;
  eventfd_t ignored;

  while (look_up (self))
    {
      eventfd_read (self->wake_fd, &ignored);
      take_in (self, ROAD_NEAR);
      take_in (self, ROAD_FAR);
      let_out (self);
      wait_for_more (self);
    }

  return NULL;
}

/* --- the road --- */

static void
wake (Road *self)
{
  eventfd_write (self->wake_fd, 1);
}

void
road_set_conditions (Road *self, const RoadConditions *conditions)
{
  g_mutex_lock (&self->lock);
  self->conditions = *conditions;
  g_mutex_unlock (&self->lock);
}

void
road_set_closed (Road *self, gboolean is_closed)
{
  g_mutex_lock (&self->lock);
  self->is_closed = is_closed;
  g_mutex_unlock (&self->lock);
  wake (self);
}

RoadCounts
road_get_counts (Road *self)
{
  RoadCounts counts;

  g_mutex_lock (&self->lock);
  counts = self->counts;
  g_mutex_unlock (&self->lock);

  return counts;
}

static gint
lay_gates (Road *self)
{
  for (RoadEnd end = ROAD_NEAR; end <= ROAD_FAR; end++)
    {
      Laying laying = { &self->gates[end], end, 0 };

      g_thread_join (g_thread_new ("road", lay, &laying));
      if (laying.errnum != 0)
        return laying.errnum;
    }

  return 0;
}

Road *
road_new (const RoadConditions *conditions, GError **error)
{
  Road *self = g_new0 (Road, 1);
  gint  errnum;

  g_mutex_init (&self->lock);
  self->conditions = *conditions;
  self->rand = g_rand_new_with_seed (conditions->seed);
  self->packets = g_sequence_new (g_free);
  self->wake_fd = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  for (RoadEnd end = ROAD_NEAR; end <= ROAD_FAR; end++)
    self->gates[end] = (Gate) { -1, -1, 0 };

  errnum = lay_gates (self);
  if (errnum != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errnum),
                   "no network namespaces here: %s", g_strerror (errnum));
      road_free (self);
      return NULL;
    }
  self->thread = g_thread_new ("road", run, self);

  return self;
}

static void
close_gate (Gate *gate)
{
  if (gate->tun_fd >= 0)
    close (gate->tun_fd);
  if (gate->namespace_fd >= 0)
    close (gate->namespace_fd);
}

void
road_free (Road *self)
{
  if (self->thread != NULL)
    {
      g_mutex_lock (&self->lock);
      self->is_over = TRUE;
      g_mutex_unlock (&self->lock);
      wake (self);
      g_thread_join (self->thread);
    }
  close_gate (&self->gates[ROAD_NEAR]);
  close_gate (&self->gates[ROAD_FAR]);
  close (self->wake_fd);
  g_sequence_free (self->packets);
  g_rand_free (self->rand);
  g_mutex_clear (&self->lock);
  g_free (self);
}
