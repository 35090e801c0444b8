/* SPDX-License-Identifier: MIT */

#include "odeon-socket-private.h"

#include "odeon-bytes-private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define INPUT_SIZE ((gsize) 64 << 10)

/* So many reads at a stretch, of a peer that sends without end. */
#define READS_MAX 8

#define CHUNKS_MAX 16

void
_odeon_socket_init (OdeonSocket *self, gint fd)
{
  memset (self, 0, sizeof *self);
  self->fd = fd;
}

/* --- writing --- */

/* It is told of what is there already, too. */
static void
watch_again (OdeonSocket *self)
{
  _odeon_fd_watch_set (&self->watch, self->is_blocked ? G_IO_IN | G_IO_OUT : G_IO_IN);
}

static void
set_blocked (OdeonSocket *self, gboolean is_blocked)
{
  if (self->is_blocked == is_blocked)
    return;

  self->is_blocked = is_blocked;
  watch_again (self);
}

/* Room for the descriptors that go with one frame. */
typedef union
{
  struct cmsghdr header; /* for its alignment */
  gchar          bytes[CMSG_SPACE (ODEON_FRAME_MAX_APART * sizeof (gint))];
} Control;

static void
enclose (struct msghdr *message, Control *control, const OdeonParcel *parcel)
{
  struct cmsghdr *header = &control->header;
  gint           *fds = (gint *) (gpointer) CMSG_DATA (header);
  guint           n = parcel->bytes != NULL ? parcel->bytes->len : 1;

  message->msg_control = control;
  message->msg_controllen = CMSG_SPACE (n * sizeof (gint));
  memset (control, 0, sizeof *control);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN (n * sizeof (gint));
  for (guint i = 0; i < n; i++)
    fds[i] = parcel->bytes != NULL ? _odeon_bytes_get_fd (parcel->bytes->pdata[i]) : parcel->fd;
}

static gssize
write_message (OdeonSocket *self, struct iovec *iov, gint n, const OdeonParcel *parcel)
{
  struct msghdr message = { .msg_iov = iov, .msg_iovlen = (gsize) n };
  Control       control;

  /* Past the C library, where it would be a point at which a thread may be cancelled: that takes
   * two atomics. So does recvmsg() below. */
  if (G_LIKELY (n == 1 && parcel == NULL))
    return syscall (SYS_sendto, self->fd, iov->iov_base, iov->iov_len,
                    MSG_NOSIGNAL | MSG_DONTWAIT, NULL, 0);
  if (parcel != NULL)
    enclose (&message, &control, parcel);

  return sendmsg (self->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* How much was written; -1: it is broken. */
static gssize
write_some (OdeonSocket *self, struct iovec *iov, gint n, const OdeonParcel *parcel)
{
  gssize written;

  do
    written = write_message (self, iov, n, parcel);
  while (written < 0 && errno == EINTR);

  if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return 0;

  return written;
}

/* Of what there is, *@out_size bytes at once; returns as above. The kernel loses nothing. */
static gssize
write_rest (OdeonSocket *self, gsize *out_size)
{
  OdeonOutput       *output = &self->session->output;
  struct iovec       iov[CHUNKS_MAX];
  const OdeonParcel *parcel = NULL;
  gboolean           is_all = _odeon_output_peek_only (output, iov);
  gint               n = 1;
  gssize             written;

  if (G_LIKELY (is_all))
    *out_size = iov[0].iov_len;
  else
    n = _odeon_output_gather (output, iov, CHUNKS_MAX, out_size, &parcel);

  written = write_some (self, iov, n, parcel);
  if (G_LIKELY (is_all && written == (gssize) *out_size))
    _odeon_output_finish (output);
  else if (written > 0)
    {
      _odeon_output_wrote (output, (gsize) written);
      _odeon_output_acknowledge (output, output->written);
    }

  return written;
}

static void
flush (OdeonSocket *self)
{
  OdeonOutput *output = &self->session->output;

  while (!_odeon_output_is_empty (output) && !self->is_broken)
    {
      gsize  size;
      gssize written = write_rest (self, &size);

      /* The peer is gone, but may have said something before: reading finds the end. */
      if (written < 0)
        {
          self->is_broken = TRUE;
          return;
        }
      if ((gsize) written < size)
        {
          set_blocked (self, TRUE);
          return;
        }
    }

  set_blocked (self, FALSE);
  _odeon_session_flushed (self->session);
}

void
_odeon_socket_flush (OdeonSocket *self)
{
  if (self->fd >= 0 && !self->is_blocked)
    flush (self);
}

/* --- reading --- */

static void
consume (OdeonSocket *self)
{
  gsize used = _odeon_session_receive (self->session, self->input, self->n_input);

  if (self->fd < 0)
    return;

  self->n_input -= used;
  if (self->n_input > 0 && used > 0)
    memmove (self->input, self->input + used, self->n_input);
  /* A frame that is longer: as much more as has come of it. */
  if (G_UNLIKELY (self->n_input == self->input_size))
    {
      self->input_size *= 2;
      self->input = g_realloc (self->input, self->input_size);
    }
}

static void
lost (OdeonSocket *self, gint error)
{
  if (error == 0)
    _odeon_session_close (self->session,
                          g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                       "%s has closed the connection", self->session->peer_name));
  else
    _odeon_session_close (self->session,
                          g_error_new (G_IO_ERROR, (gint) g_io_error_from_errno (error),
                                       "The connection to %s: %s", self->session->peer_name,
                                       g_strerror (error)));
}

/* Descriptors that have come. More than fit are none that we asked for. */
static void
take_descriptors (OdeonSocket *self, struct msghdr *message)
{
  for (struct cmsghdr *header = CMSG_FIRSTHDR (message); header != NULL;
       header = CMSG_NXTHDR (message, header))
    if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
      {
        const gint *fds = (const gint *) (gpointer) CMSG_DATA (header);
        gsize       n = (header->cmsg_len - CMSG_LEN (0)) / sizeof (gint);

        for (gsize i = 0; i < n; i++)
          _odeon_session_receive_fd (self->session, fds[i]);
      }
}

static gssize
read_message (OdeonSocket *self, gsize room)
{
  struct iovec  iov = { self->input + self->n_input, room };
  Control       control;
  struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
                            .msg_controllen = sizeof control };
  gssize        size = syscall (SYS_recvmsg, self->fd, &message,
                                MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

  if (G_UNLIKELY (size > 0 && message.msg_controllen > 0))
    {
      self->has_paused = TRUE;
      take_descriptors (self, &message);
      if (message.msg_flags & MSG_CTRUNC)
        _odeon_session_leave (self->session,
                              g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES,
                                                   "There is no room for its descriptors"));
    }

  return size;
}

/* %TRUE: there may be more. */
static gboolean
read_some (OdeonSocket *self)
{
  gsize  room = self->input_size - self->n_input;
  gssize size;

  self->has_paused = FALSE;
  do
    size = read_message (self, room);
  while (size < 0 && errno == EINTR);

  if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return FALSE;
  if (size <= 0)
    {
      lost (self, size == 0 ? 0 : errno);
      return FALSE;
    }

  self->has_heard = TRUE;
  self->n_input += (gsize) size;
  consume (self);

  /* A read ends behind what has descriptors, too. */
  return ((gsize) size == room || self->has_paused || self->is_ending) && self->fd >= 0;
}

void
_odeon_socket_read (OdeonSocket *self)
{
  guint n = 0;

  /* Somebody runs a main loop in a destroy notify. */
  self->has_missed = self->is_reading;
  if (self->is_reading || self->fd < 0)
    return;

  self->is_reading = TRUE;
  while (n < READS_MAX && self->fd >= 0 && (read_some (self) || self->has_missed))
    {
      self->has_missed = FALSE;
      n++;
    }
  self->is_reading = FALSE;
  if (n == READS_MAX && self->fd >= 0)
    watch_again (self);
}

static void
ready (OdeonFdWatch *watch, GIOCondition condition)
{
  OdeonSocket *self = (OdeonSocket *) ((gchar *) watch - G_STRUCT_OFFSET (OdeonSocket, watch));

  if (condition & ~(G_IO_IN | G_IO_OUT))
    self->is_ending = TRUE;
  if (condition & G_IO_OUT)
    flush (self);
  if (condition & ~G_IO_OUT)
    _odeon_socket_read (self);
}

/* --- its life --- */

void
_odeon_socket_open (OdeonSocket *self, OdeonSession *session)
{
  self->session = session;
  self->input_size = INPUT_SIZE;
  self->input = g_malloc (self->input_size);
  self->watch.is_greedy = TRUE;
  _odeon_fd_watch_start (&self->watch, self->fd, G_IO_IN, ready);
}

void
_odeon_socket_close (OdeonSocket *self)
{
  if (self->fd < 0)
    return;

  if (self->session != NULL)
    flush (self);
  _odeon_fd_watch_stop (&self->watch);
  close (self->fd);
  self->fd = -1;
}

void
_odeon_socket_clear (OdeonSocket *self)
{
  _odeon_socket_close (self);
  g_free (self->input);
}
