/* SPDX-License-Identifier: MIT */

#include "odeon-udp-private.h"

#include "odeon-udp-intake-private.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/udp.h>
#include <string.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

#define BUFFER_SIZE ((gint) 4 << 20)

/* --- addresses --- */

static gboolean
is_mapped (const OdeonUdpAddress *self)
{
  return self->any.sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED (&self->in6.sin6_addr);
}

static void
map (OdeonUdpAddress *self)
{
  struct sockaddr_in in = self->in;

  memset (&self->in6, 0, sizeof self->in6);
  self->size = sizeof self->in6;
  self->in6.sin6_family = AF_INET6;
  self->in6.sin6_port = in.sin_port;
  self->in6.sin6_addr.s6_addr[10] = 0xff;
  self->in6.sin6_addr.s6_addr[11] = 0xff;
  memcpy (self->in6.sin6_addr.s6_addr + 12, &in.sin_addr, 4);
}

static gboolean
set_native (OdeonUdpAddress *self, GSocketAddress *address, GError **error)
{
  gssize size = g_socket_address_get_native_size (address);

  memset (self, 0, sizeof *self);
  if (size < 0 || (gsize) size > sizeof self->in6 || !G_IS_INET_SOCKET_ADDRESS (address))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "Not an address of the Internet");
      return FALSE;
    }

  self->size = (socklen_t) size;

  return g_socket_address_to_native (address, &self->any, (gsize) size, error);
}

gboolean
_odeon_udp_set_address (OdeonUdp        *self,
                        GSocketAddress  *address,
                        OdeonUdpAddress *out_address,
                        GError         **error)
{
  if (!set_native (out_address, address, error))
    return FALSE;

  if (self->local.any.sa_family == AF_INET6 && out_address->any.sa_family == AF_INET)
    map (out_address);
  if (self->local.any.sa_family != out_address->any.sa_family)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "An IPv6 address is not reached from an IPv4 socket");
      return FALSE;
    }

  return TRUE;
}

GSocketAddress *
_odeon_udp_address_to_socket (const OdeonUdpAddress *self)
{
  OdeonUdpAddress plain = *self;

  if (is_mapped (self))
    {
      memset (&plain, 0, sizeof plain);
      plain.size = sizeof plain.in;
      plain.in.sin_family = AF_INET;
      plain.in.sin_port = self->in6.sin6_port;
      memcpy (&plain.in.sin_addr, self->in6.sin6_addr.s6_addr + 12, 4);
    }

  return g_socket_address_new_from_native (&plain.any, plain.size);
}

static gboolean
is_any (const OdeonUdpAddress *self)
{
  return self->any.sa_family == AF_INET6
           ? IN6_IS_ADDR_UNSPECIFIED (&self->in6.sin6_addr)
           : self->in.sin_addr.s_addr == htonl (INADDR_ANY);
}

static void
set_error (GError **error, const gchar *what)
{
  gint code = errno;

  g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (code), "%s: %s", what,
               g_strerror (code));
}

gboolean
_odeon_udp_find_local (OdeonUdp              *self,
                       const OdeonUdpAddress *remote,
                       OdeonUdpAddress       *out_local,
                       GError               **error)
{
  gint      fd;
  socklen_t size = sizeof (struct sockaddr_in6);
  gboolean  done;

  *out_local = self->local;
  if (!self->is_wildcard)
    return TRUE;

  fd = socket (remote->any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  done = fd >= 0 && connect (fd, &remote->any, remote->size) == 0
         && getsockname (fd, &out_local->any, &size) == 0;
  if (!done)
    set_error (error, "No way to the peer");
  if (fd >= 0)
    close (fd);
  /* Both kinds have it at the same place. */
  out_local->in.sin_port = self->local.in.sin_port;

  return done;
}

/* --- opening --- */

static void
set_option (gint fd, gint level, gint option, gint value)
{
  /* What is not there is done without. */
  (void) setsockopt (fd, level, option, &value, sizeof value);
}

static void
set_options (gint fd, gboolean is_v6, gboolean is_wildcard)
{
  set_option (fd, SOL_SOCKET, SO_RCVBUF, BUFFER_SIZE);
  set_option (fd, SOL_SOCKET, SO_SNDBUF, BUFFER_SIZE);
  set_option (fd, IPPROTO_IP, IP_RECVTOS, 1);
  set_option (fd, IPPROTO_IP, IP_RECVERR, 1);
  set_option (fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
  if (is_v6)
    {
      set_option (fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
      set_option (fd, IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
      set_option (fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
      set_option (fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE);
    }
  if (is_wildcard)
    set_option (fd, is_v6 ? IPPROTO_IPV6 : IPPROTO_IP, is_v6 ? IPV6_RECVPKTINFO : IP_PKTINFO, 1);
}

static gboolean
bind_it (OdeonUdp *self)
{
  socklen_t size = sizeof self->local.in6;

  return bind (self->fd, &self->local.any, self->local.size) == 0
         && getsockname (self->fd, &self->local.any, &size) == 0;
}

gboolean
_odeon_udp_open (OdeonUdp *self, GSocketAddress *bind, GError **error)
{
  memset (self, 0, sizeof *self);
  if (!set_native (&self->local, bind, error))
    return FALSE;

  self->is_wildcard = is_any (&self->local);
  self->has_gso = TRUE;
  self->fd = socket (self->local.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->fd < 0)
    {
      set_error (error, "No UDP socket");
      return FALSE;
    }
  set_options (self->fd, self->local.any.sa_family == AF_INET6, self->is_wildcard);
  if (!bind_it (self))
    {
      set_error (error, "The address cannot be bound");
      close (self->fd);
      return FALSE;
    }
  self->intake = _odeon_udp_intake_new (self->fd);

  return TRUE;
}

void
_odeon_udp_clear (OdeonUdp *self)
{
  close (self->fd);
  self->fd = -1;
  g_clear_pointer (&self->intake, _odeon_udp_intake_free);
}

gboolean
_odeon_udp_receive (OdeonUdp *self, OdeonUdpFunc func, gpointer data)
{
  return _odeon_udp_intake_run (self->intake, self->fd, &self->local, func, data);
}

/* %TRUE: it is about a packet that nobody took. */
static gboolean
is_refusal (struct msghdr *message)
{
  struct sock_extended_err said;

  for (struct cmsghdr *header = CMSG_FIRSTHDR (message); header != NULL;
       header = CMSG_NXTHDR (message, header))
    if ((header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR)
        || (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_RECVERR))
      {
        memcpy (&said, CMSG_DATA (header), sizeof said);
        return said.ee_errno == ECONNREFUSED;
      }

  return FALSE;
}

/* %FALSE: nothing more was said. */
static gboolean
receive_refusal (OdeonUdp *self, OdeonUdpRefusalFunc func, gpointer data)
{
  OdeonUdpAddress remote;
  union
  {
    struct cmsghdr header; /* for its alignment */
    gchar          bytes[512];
  } control;
  struct msghdr message = { .msg_name = &remote, .msg_namelen = sizeof remote.in6,
                            .msg_control = &control, .msg_controllen = sizeof control };

  if (recvmsg (self->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
    return FALSE;

  remote.size = message.msg_namelen;
  if (is_refusal (&message))
    func (&remote, data);

  return TRUE;
}

void
_odeon_udp_receive_refusals (OdeonUdp *self, OdeonUdpRefusalFunc func, gpointer data)
{
  gint      code;
  socklen_t size = sizeof code;

  while (receive_refusal (self, func, data))
    ;
  /* An error without words would stand for ever. */
  (void) getsockopt (self->fd, SOL_SOCKET, SO_ERROR, &code, &size);
}

/* --- sending --- */

/* What goes with a message: the source address, the mark of congestion, the size of segments. */
typedef struct
{
  struct msghdr message;
  struct iovec  iov;
  union
  {
    struct cmsghdr header; /* for its alignment */
    gchar          bytes[CMSG_SPACE (sizeof (struct in6_pktinfo)) + CMSG_SPACE (sizeof (gint))
                         + CMSG_SPACE (sizeof (guint16))];
  } control;
} Envelope;

static void
add_control (Envelope *self, gint level, gint type, gconstpointer value, gsize size)
{
  struct cmsghdr *header;

  header = (struct cmsghdr *) (gpointer) (self->control.bytes + self->message.msg_controllen);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN (size);
  memcpy (CMSG_DATA (header), value, size);
  self->message.msg_control = &self->control;
  self->message.msg_controllen += CMSG_SPACE (size);
}

static void
add_source (Envelope *self, const OdeonUdpAddress *local)
{
  if (local->any.sa_family == AF_INET6)
    {
      struct in6_pktinfo info = { .ipi6_addr = local->in6.sin6_addr };

      add_control (self, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
    }
  else
    {
      struct in_pktinfo info = { .ipi_spec_dst = local->in.sin_addr };

      add_control (self, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
    }
}

static void
add_ecn (Envelope *self, const OdeonUdpBatch *batch)
{
  gint     ecn = (gint) batch->ecn;
  gboolean is_v6 = batch->remote.any.sa_family == AF_INET6 && !is_mapped (&batch->remote);

  add_control (self, is_v6 ? IPPROTO_IPV6 : IPPROTO_IP, is_v6 ? IPV6_TCLASS : IP_TOS, &ecn,
               sizeof ecn);
}

/* What the network has said of an earlier packet is told with the next one, which is not sent. */
static gssize
send_message (gint fd, const struct msghdr *message)
{
  gssize sent;

  for (guint i = 0; i < 3; i++)
    {
      sent = sendmsg (fd, message, MSG_NOSIGNAL);
      if (sent >= 0 || (errno != EINTR && errno != ECONNREFUSED && errno != EHOSTUNREACH))
        return sent;
    }

  return sent;
}

/* The first @size bytes of @batch. */
static gssize
send_some (OdeonUdp *self, OdeonUdpBatch *batch, gsize size)
{
  Envelope envelope;

  memset (&envelope.message, 0, sizeof envelope.message);
  envelope.iov.iov_base = batch->bytes;
  envelope.iov.iov_len = size;
  envelope.message.msg_name = &batch->remote;
  envelope.message.msg_namelen = batch->remote.size;
  envelope.message.msg_iov = &envelope.iov;
  envelope.message.msg_iovlen = 1;
  if (self->is_wildcard && !is_any (&batch->local))
    add_source (&envelope, &batch->local);
  if (batch->ecn != 0)
    add_ecn (&envelope, batch);
  if (size > batch->segment)
    {
      guint16 segment = (guint16) batch->segment;

      add_control (&envelope, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof segment);
    }

  return send_message (self->fd, &envelope.message);
}

gboolean
_odeon_udp_send (OdeonUdp *self, OdeonUdpBatch *batch)
{
  while (batch->size > 0)
    {
      gsize size = self->has_gso ? batch->size : MIN (batch->segment, batch->size);

      if (send_some (self, batch, size) < 0)
        {
          if (errno == EAGAIN || errno == EWOULDBLOCK)
            return FALSE;
          /* The device, or the kernel, does not do it. */
          if ((errno == EIO || errno == EINVAL) && size > batch->segment)
            {
              self->has_gso = FALSE;
              continue;
            }
        }
      batch->bytes += size;
      batch->size -= size;
    }

  return TRUE;
}
