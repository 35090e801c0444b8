/* SPDX-License-Identifier: MIT */

/* HELLO and WELCOME. Each side says at once who it is, and answers the other's HELLO; when both
 * have answered, calls may go. */

#include "odeon-neighbors-private.h"

#include "odeon-value.h"

#include <string.h>

#define IDENTITY_MAX 64

void
_odeon_session_send_hello (OdeonSession *self)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_HELLO };
  OdeonHello       hello = {
          .magic = ODEON_WIRE_MAGIC,
          .min_version = ODEON_WIRE_VERSION,
          .max_version = ODEON_WIRE_VERSION,
          .max_frame = self->options.max_frame,
          .window = self->options.window,
          .library = g_strdup (PACKAGE_STRING),
          .name = g_strdup (self->own_name != NULL ? self->own_name : ""),
          .identity = g_strdup (self->introductions.neighbors != NULL
                                  ? _odeon_neighbors_get_identity (self->introductions.neighbors)
                                  : ""),
  };

  _odeon_dialect_describe (&self->dialect, &hello);
  _odeon_session_write (self, &header, &_odeon_notice_hello, ODEON_PARAM_IN, &hello, NULL);
  _odeon_notice_clear (&_odeon_notice_hello, &hello);
}

/* --- the peer's --- */

static gboolean
check_hello (OdeonSession *self, const OdeonHello *hello)
{
  if (hello->magic != ODEON_WIRE_MAGIC)
    return _odeon_session_violates (self, "this is no Odeon");
  if (hello->min_version > ODEON_WIRE_VERSION || hello->max_version < ODEON_WIRE_VERSION)
    return _odeon_session_violates (self, "%s speaks versions %u to %u of the protocol, not %u",
                                    hello->library, hello->min_version, hello->max_version,
                                    ODEON_WIRE_VERSION);
  if (strlen (hello->identity) > IDENTITY_MAX)
    return _odeon_session_violates (self, "an identity that is none");
  if (hello->fingerprints->len != g_strv_length (hello->interfaces))
    return _odeon_session_violates (self, "interfaces without fingerprints");

  return TRUE;
}

static gboolean
learn_interfaces (OdeonSession *self, const OdeonHello *hello)
{
  for (guint i = 0; hello->interfaces[i] != NULL; i++)
    if (!_odeon_dialect_learn (&self->dialect, hello->interfaces[i],
                               g_array_index (hello->fingerprints, guint64, i)))
      return _odeon_session_violates (self, "too many interfaces");

  return !self->options.is_strict || _odeon_dialect_check (self);
}

static void
send_welcome (OdeonSession *self)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_WELCOME };

  if (self->own_root != NULL)
    g_ptr_array_add (self->sent_refs, odeon_ref_ref (self->own_root));
  _odeon_session_write (self, &header, &_odeon_notice_welcome, ODEON_PARAM_IN, NULL, NULL);
  self->lanes.announced = self->output.position;
}

static gboolean
agree (OdeonSession *self, OdeonHello *hello)
{
  if (!check_hello (self, hello))
    return FALSE;

  self->peer_max_frame = hello->max_frame;
  _odeon_credit_begin (&self->credit, hello->window);
  if (*hello->name != '\0')
    {
      g_free (self->peer_name);
      self->peer_name = g_steal_pointer (&hello->name);
    }
  if (*hello->identity != '\0' && self->introductions.neighbors != NULL)
    self->introductions.peer_identity = g_steal_pointer (&hello->identity);
  if (!learn_interfaces (self, hello))
    return FALSE;

  self->phase = ODEON_SESSION_AGREEING;
  send_welcome (self);

  return TRUE;
}

gboolean
_odeon_session_take_hello (OdeonSession *self, const OdeonFrame *frame)
{
  OdeonHello hello;
  gboolean   agreed;

  if (self->phase != ODEON_SESSION_GREETING)
    return _odeon_session_violates (self, "a second HELLO");

  memset (&hello, 0, sizeof hello);
  if (!_odeon_session_read (self, frame, &_odeon_notice_hello, ODEON_PARAM_IN, &hello))
    return FALSE;

  agreed = agree (self, &hello);
  _odeon_notice_clear (&_odeon_notice_hello, &hello);

  return agreed;
}

gboolean
_odeon_session_take_welcome (OdeonSession *self, const OdeonFrame *frame)
{
  if (self->phase != ODEON_SESSION_AGREEING)
    return _odeon_session_violates (self, "a WELCOME out of turn");
  if (!_odeon_session_read (self, frame, &_odeon_notice_welcome, ODEON_PARAM_IN, NULL))
    return FALSE;
  if (self->received_refs->len > 1)
    return _odeon_session_violates (self, "a WELCOME with %u roots", self->received_refs->len);

  if (self->received_refs->len == 1)
    self->peer_root = odeon_ref_ref (self->received_refs->pdata[0]);
  self->phase = ODEON_SESSION_OPEN;
  self->klass->ready (self->carrier);
  _odeon_introductions_begin (self);

  return TRUE;
}
