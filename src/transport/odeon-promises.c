/* SPDX-License-Identifier: MIT */

#include "odeon-promises-private.h"

#include "odeon-interface-private.h"
#include "odeon-promised-ref-private.h"
#include "odeon-session-private.h"
#include "odeon-value.h"

/* Above those that are kept: who goes on making them does not mean well. */
#define TOO_MANY 65536

void
_odeon_promises_init (OdeonPromises *self)
{
  self->refs = g_hash_table_new_full (NULL, NULL, NULL, odeon_ref_unref);
}

/* What is let go of may come back here. */
void
_odeon_promises_clear (OdeonPromises *self)
{
  GHashTable *refs = g_steal_pointer (&self->refs);

  if (refs != NULL)
    g_hash_table_unref (refs);
}

OdeonRef *
_odeon_promises_look_up (OdeonPromises *self, guint32 index)
{
  return g_hash_table_lookup (self->refs, GUINT_TO_POINTER (index));
}

/* Nobody need look at it. It may be sent on as what it was to be: whoever does may not know yet.
 * Takes over @why. */
static OdeonRef *
new_broken (const OdeonTypeInfo *type, GError *why)
{
  OdeonFuture *future = odeon_future_new_error (why);

  _odeon_future_mark (future, ODEON_MARK_OBSERVED);

  return odeon_ref_from_future (future, NULL, type);
}

static OdeonRef *
promise (OdeonSession             *session,
         guint32                   call,
         const gchar              *path,
         const OdeonInterfaceInfo *interface)
{
  const OdeonTypeInfo *type = _odeon_interface_get_reference (interface);
  OdeonPromises       *self = &session->promises;
  OdeonFuture         *future;

  if (g_hash_table_size (self->refs) >= session->options.max_calls)
    return new_broken (type, g_error_new (ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                                          "%s has %u promises already", session->peer_name,
                                          session->options.max_calls));

  /* Of what it has failed the caller knows. */
  future = _odeon_incoming_dup_future (session, call);
  if (future == NULL)
    return new_broken (type, g_error_new_literal (ODEON_ERROR, ODEON_ERROR_BROKEN_PROMISE,
                                                  "the call has been answered without it"));

  return odeon_ref_from_future (future, *path != '\0' ? path : NULL, type);
}

gboolean
_odeon_promises_take (OdeonSession *session, const OdeonFrame *frame)
{
  OdeonPromises               *self = &session->promises;
  const OdeonFrameHeader      *header = &frame->header;
  const OdeonForeignInterface *foreign = NULL;
  OdeonPromiseNotice           notice = { NULL };

  if (_odeon_promises_look_up (self, header->target) != NULL)
    return _odeon_session_violates (session, "promise %u was made before", header->target);
  if (g_hash_table_size (self->refs) >= (gsize) session->options.max_calls + TOO_MANY)
    return _odeon_session_violates (session, "promise %u is one too many", header->target);
  if (header->interface != 0)
    {
      foreign = _odeon_dialect_look_up (&session->dialect, header->interface);
      if (foreign == NULL)
        return _odeon_session_violates (session, "there is no interface %u", header->interface);
    }
  if (!_odeon_session_read (session, frame, &_odeon_notice_promise, ODEON_PARAM_IN, &notice))
    return FALSE;

  g_hash_table_insert (self->refs, GUINT_TO_POINTER (header->target),
                       promise (session, header->call, notice.path,
                                foreign != NULL ? foreign->info : NULL));
  _odeon_notice_clear (&_odeon_notice_promise, &notice);

  return TRUE;
}

gboolean
_odeon_promises_release (OdeonSession *session, guint32 index)
{
  OdeonRef *ref = _odeon_promises_look_up (&session->promises, index);

  if (ref == NULL)
    return _odeon_session_violates (session, "there is no promise %u", index);

  g_hash_table_steal (session->promises.refs, GUINT_TO_POINTER (index));
  odeon_ref_unref (ref);

  return TRUE;
}
