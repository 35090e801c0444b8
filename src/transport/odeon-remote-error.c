/* SPDX-License-Identifier: MIT */

/* Errors on their way. An exception of IDL arrives as itself, with its members; an error of any
 * other domain that this program knows, with its code; all others as ODEON_ERROR_FAILED. */

#include "odeon-session-private.h"

#include "odeon-detail-private.h"

/* (nullable) (transfer full) */
static GBytes *
encode_detail (const GError *error, GPtrArray *refs)
{
  const OdeonErrorInfo *info = _odeon_error_find_info (error->domain, error->code);
  gconstpointer         detail = info != NULL ? odeon_error_get_detail (error, info) : NULL;

  return detail != NULL ? odeon_value_to_bytes (info->members, detail, refs, NULL) : NULL;
}

void
_odeon_session_write_error (OdeonSession *self, guint32 call, const GError *error)
{
  g_autoptr (GBytes) detail = encode_detail (error, self->sent_refs);
  g_autofree gchar  *message = g_utf8_make_valid (error->message, -1);
  OdeonFrameHeader   header = { .kind = ODEON_FRAME_ERROR, .call = call };
  OdeonErrorNotice   notice = { (gchar *) g_quark_to_string (error->domain), error->code,
                                message, detail };

  if (_odeon_session_write (self, &header, &_odeon_notice_error, ODEON_PARAM_IN, &notice, NULL))
    return;

  /* Too long, or with references that cannot be sent. */
  notice.message = (gchar *) "An error that could not be sent";
  notice.detail = NULL;
  _odeon_session_write (self, &header, &_odeon_notice_error, ODEON_PARAM_IN, &notice, NULL);
}

/* (nullable): the exception that is meant. The domains of those that the operation declares exist
 * from the moment when they are asked for. */
static const OdeonErrorInfo *
find_exception (const OdeonErrorNotice *notice, const OdeonMethodInfo *method)
{
  GQuark domain;

  for (guint i = 0; method->raises != NULL && method->raises[i] != NULL; i++)
    method->raises[i]->domain ();
  domain = g_quark_try_string (notice->domain);

  return domain != 0 ? _odeon_error_find_info (domain, notice->code) : NULL;
}

/* (nullable): if the members are not those of the exception. */
static GError *
read_exception (OdeonSession *self, const OdeonErrorNotice *notice, const OdeonErrorInfo *info)
{
  g_autofree gpointer detail = g_malloc0 (info->members->size);
  const OdeonLimits   limits = { .max_size = self->options.max_frame };
  GError             *error = NULL;
  gsize               size;
  gconstpointer       data = g_bytes_get_data (notice->detail, &size);

  if (!odeon_value_decode (info->members, detail, data, size, self->received_refs, &limits, NULL))
    return NULL;

  error = odeon_error_new (info, detail);
  odeon_value_clear (info->members, detail);
  g_free (error->message);
  error->message = g_strdup (notice->message);

  return error;
}

GError *
_odeon_session_read_error (OdeonSession          *self,
                           const OdeonFrame      *frame,
                           const OdeonMethodInfo *method)
{
  OdeonErrorNotice      notice = { NULL, 0, NULL, NULL };
  const OdeonErrorInfo *info;
  GError               *error = NULL;

  if (!_odeon_session_read (self, frame, &_odeon_notice_error, ODEON_PARAM_IN, &notice))
    return NULL;

  info = find_exception (&notice, method);
  if (info != NULL && notice.detail != NULL && g_bytes_get_size (notice.detail) > 0)
    error = read_exception (self, &notice, info);
  if (error == NULL && g_quark_try_string (notice.domain) != 0)
    error = g_error_new_literal (g_quark_try_string (notice.domain), notice.code, notice.message);
  if (error == NULL)
    error = g_error_new (ODEON_ERROR, ODEON_ERROR_FAILED, "%s (%s %d)", notice.message,
                         notice.domain, notice.code);
  _odeon_notice_clear (&_odeon_notice_error, &notice);

  return error;
}
