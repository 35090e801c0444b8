/* SPDX-License-Identifier: MIT */

#include "odeon-udp-intake-private.h"

#include <errno.h>
#include <netinet/udp.h>
#include <string.h>

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

/* What the kernel joins is at most that long. */
#define BUFFER_SIZE ((gsize) 64 << 10)
#define N_MESSAGES  8

typedef union
{
  struct cmsghdr header; /* for its alignment */
  gchar          bytes[CMSG_SPACE (sizeof (struct in6_pktinfo)) + 3 * CMSG_SPACE (sizeof (gint))];
} Control;

struct _OdeonUdpIntake
{
  struct mmsghdr  messages[N_MESSAGES];
  struct iovec    iovs[N_MESSAGES];
  Control         controls[N_MESSAGES];
  OdeonUdpAddress remotes[N_MESSAGES];
  guint8         *buffers; /* one behind the other */
};

OdeonUdpIntake *
_odeon_udp_intake_new (gint fd)
{
  OdeonUdpIntake *self = g_new0 (OdeonUdpIntake, 1);
  gint            on = 1;

  self->buffers = g_malloc (N_MESSAGES * BUFFER_SIZE);
  (void) setsockopt (fd, IPPROTO_UDP, UDP_GRO, &on, sizeof on);

  return self;
}

void
_odeon_udp_intake_free (OdeonUdpIntake *self)
{
  g_free (self->buffers);
  g_free (self);
}

static void
prepare (OdeonUdpIntake *self, guint i)
{
  struct msghdr *message = &self->messages[i].msg_hdr;

  self->iovs[i].iov_base = self->buffers + i * BUFFER_SIZE;
  self->iovs[i].iov_len = BUFFER_SIZE;
  message->msg_name = &self->remotes[i];
  message->msg_namelen = sizeof (struct sockaddr_in6);
  message->msg_iov = &self->iovs[i];
  message->msg_iovlen = 1;
  message->msg_control = &self->controls[i];
  message->msg_controllen = sizeof self->controls[i];
}

static gint
get_int (const struct cmsghdr *header)
{
  gint value = 0;

  memcpy (&value, CMSG_DATA (header), MIN (header->cmsg_len - CMSG_LEN (0), sizeof value));

  return value;
}

static void
read_v4 (OdeonUdpBatch *batch, const struct cmsghdr *header)
{
  if (header->cmsg_type == IP_TOS)
    batch->ecn = (guint) *CMSG_DATA (header) & 3;
  else if (header->cmsg_type == IP_PKTINFO && batch->local.any.sa_family == AF_INET)
    {
      struct in_pktinfo info;

      memcpy (&info, CMSG_DATA (header), sizeof info);
      batch->local.in.sin_addr = info.ipi_addr;
    }
}

static void
read_v6 (OdeonUdpBatch *batch, const struct cmsghdr *header)
{
  if (header->cmsg_type == IPV6_TCLASS)
    batch->ecn = (guint) get_int (header) & 3;
  else if (header->cmsg_type == IPV6_PKTINFO)
    {
      struct in6_pktinfo info;

      memcpy (&info, CMSG_DATA (header), sizeof info);
      batch->local.in6.sin6_addr = info.ipi6_addr;
      if (IN6_IS_ADDR_LINKLOCAL (&info.ipi6_addr))
        batch->local.in6.sin6_scope_id = info.ipi6_ifindex;
    }
}

static void
read_control (OdeonUdpBatch *batch, struct msghdr *message)
{
  for (struct cmsghdr *header = CMSG_FIRSTHDR (message); header != NULL;
       header = CMSG_NXTHDR (message, header))
    switch (header->cmsg_level)
      {
      case IPPROTO_IP:
        read_v4 (batch, header);
        break;
      case IPPROTO_IPV6:
        read_v6 (batch, header);
        break;
      case IPPROTO_UDP:
        if (header->cmsg_type == UDP_GRO && get_int (header) > 0)
          batch->segment = (gsize) get_int (header);
        break;
      default:
        break;
      }
}

gboolean
_odeon_udp_intake_run (OdeonUdpIntake        *self,
                       gint                   fd,
                       const OdeonUdpAddress *local,
                       OdeonUdpFunc           func,
                       gpointer               data)
{
  gint n;

  for (guint i = 0; i < N_MESSAGES; i++)
    prepare (self, i);
  /* An error is one of an earlier packet that was sent, or a signal. */
  n = recvmmsg (fd, self->messages, N_MESSAGES, MSG_DONTWAIT, NULL);
  if (n < 0 && errno != EAGAIN)
    n = recvmmsg (fd, self->messages, N_MESSAGES, MSG_DONTWAIT, NULL);
  if (n < 0)
    return errno != EAGAIN;

  for (gint i = 0; i < n; i++)
    {
      OdeonUdpBatch batch = { .local = *local, .remote = self->remotes[i] };

      batch.remote.size = self->messages[i].msg_hdr.msg_namelen;
      batch.bytes = self->buffers + (gsize) i * BUFFER_SIZE;
      batch.size = self->messages[i].msg_len;
      batch.segment = batch.size;
      read_control (&batch, &self->messages[i].msg_hdr);
      if (batch.size > 0)
        func (&batch, data);
    }

  return n == N_MESSAGES;
}
