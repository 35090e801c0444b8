/* SPDX-License-Identifier: MIT */

/* TLS 1.3 over TCP, by GnuTLS with a key that both know. What is sent waits until there is nothing
 * more to read or a record is full, as the floor of the suite `interprocess` does. */

#include "freight.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RECORD   ((size_t) 16 << 10)
#define BUFFER   ((size_t) 64 << 10)
#define PRIORITY "NORMAL:-VERS-ALL:+VERS-TLS1.3:-KX-ALL:+ECDHE-PSK:+PSK:-CIPHER-ALL:+AES-128-GCM"

typedef struct
{
  uint32_t size; /* of the bytes behind it */
  uint32_t kind;
} Header;

static gnutls_session_t session;
static uint8_t          out[RECORD];
static size_t           n_out;
static uint8_t          in[BUFFER];
static size_t           in_begin;
static size_t           in_end;

static unsigned char key_bytes[32] = "which they both know; no secret";

static void
require (int code, const char *what)
{
  if (code < 0)
    {
      fprintf (stderr, "TLS: %s: %s\n", what, gnutls_strerror (code));
      exit (EXIT_FAILURE);
    }
}

static int
look_up_key (gnutls_session_t asking, const char *name, gnutls_datum_t *key)
{
  (void) asking;
  (void) name;
  key->data = gnutls_malloc (sizeof key_bytes);
  key->size = sizeof key_bytes;
  memcpy (key->data, key_bytes, sizeof key_bytes);
  return 0;
}

static void
start_session (int fd, unsigned flags)
{
  int            at_once = 1;
  gnutls_datum_t key = { key_bytes, sizeof key_bytes };

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  require (gnutls_init (&session, flags), "init");
  require (gnutls_priority_set_direct (session, PRIORITY, NULL), "priorities");
  if (flags == GNUTLS_CLIENT)
    {
      gnutls_psk_client_credentials_t own;

      gnutls_psk_allocate_client_credentials (&own);
      gnutls_psk_set_client_credentials (own, "bench", &key, GNUTLS_PSK_KEY_RAW);
      gnutls_credentials_set (session, GNUTLS_CRD_PSK, own);
    }
  else
    {
      gnutls_psk_server_credentials_t own;

      gnutls_psk_allocate_server_credentials (&own);
      gnutls_psk_set_server_credentials_function (own, look_up_key);
      gnutls_credentials_set (session, GNUTLS_CRD_PSK, own);
    }
  gnutls_transport_set_int (session, fd);
  require (gnutls_handshake (session), "handshake");
  n_out = in_begin = in_end = 0;
}

static void
flush (void)
{
  size_t at = 0;

  while (at < n_out)
    {
      ssize_t written = gnutls_record_send (session, out + at, n_out - at);

      require ((int) written, "send");
      at += (size_t) written;
    }
  n_out = 0;
}

static void
append (const void *bytes, size_t size)
{
  const uint8_t *from = bytes;

  while (size > 0)
    {
      size_t part = RECORD - n_out < size ? RECORD - n_out : size;

      memcpy (out + n_out, from, part);
      n_out += part;
      from += part;
      size -= part;
      if (n_out == RECORD)
        flush ();
    }
}

static void
send_freight (FreightKind kind, const uint8_t *bytes, size_t size)
{
  Header header = { (uint32_t) size, kind };

  append (&header, sizeof header);
  append (bytes, size);
}

/* Says whether there was any. */
static bool
need (size_t size)
{
  while (in_end - in_begin < size)
    {
      ssize_t more;

      flush ();
      memmove (in, in + in_begin, in_end - in_begin);
      in_end -= in_begin;
      in_begin = 0;
      more = gnutls_record_recv (session, in + in_end, BUFFER - in_end);
      if (more <= 0)
        return false;
      in_end += (size_t) more;
    }
  return true;
}

/* (nullable): until the next. */
static const uint8_t *
receive (Header *header)
{
  const uint8_t *bytes;

  if (!need (sizeof *header))
    return NULL;
  memcpy (header, in + in_begin, sizeof *header);
  if (header->size > BUFFER - sizeof *header || !need (sizeof *header + header->size))
    return NULL;
  bytes = in + in_begin + sizeof *header;
  in_begin += sizeof *header + header->size;
  return bytes;
}

static void
serve (int fd)
{
  struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t          size = sizeof own;
  int                listening = socket (AF_INET, SOCK_STREAM, 0);
  Header             header;
  const uint8_t     *bytes;

  if (bind (listening, (struct sockaddr *) &own, sizeof own) != 0 || listen (listening, 1) != 0
      || getsockname (listening, (struct sockaddr *) &own, &size) != 0)
    traffic_fail ("listen");
  traffic_tell_port (fd, ntohs (own.sin_port));
  start_session (accept (listening, NULL, NULL), GNUTLS_SERVER);
  while ((bytes = receive (&header)) != NULL)
    {
      uint8_t answer[sizeof payload_bytes];

      if (freight_answer (header.kind, bytes, answer))
        send_freight (FREIGHT_REQUEST, answer, sizeof answer);
    }
}

static void
begin (int port)
{
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int                stream = socket (AF_INET, SOCK_STREAM, 0);

  to.sin_port = htons ((uint16_t) port);
  if (connect (stream, (struct sockaddr *) &to, sizeof to) != 0)
    traffic_fail ("connect");
  start_session (stream, GNUTLS_CLIENT);
}

static void
take (uint8_t *answer)
{
  Header         header;
  const uint8_t *bytes = receive (&header);

  if (bytes == NULL)
    traffic_fail ("the end of the stream");
  memcpy (answer, bytes, sizeof payload_bytes);
}

static void
end (void)
{
  close (gnutls_transport_get_int (session));
  gnutls_deinit (session);
}

static const Freight freight = {
  .serve = serve, .begin = begin, .send = send_freight, .take = take, .rest = freight_rest,
  .end = end,
};

int
main (int argc, char **argv)
{
  return freight_main (argc, argv, &freight);
}
