/* SPDX-License-Identifier: MIT */

/* What ngtcp2 1.0 and later call by other names than 0.12; see odeon-ngtcp2-0-private.h. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>
#include <ngtcp2/ngtcp2.h>
#include <ngtcp2/ngtcp2_crypto.h>
#include <ngtcp2/ngtcp2_crypto_gnutls.h>

#define ODEON_NGTCP2_BBR NGTCP2_CC_ALGO_BBR

typedef ngtcp2_ccerr                     OdeonNgtcp2Close;
typedef ngtcp2_conn_info                 OdeonNgtcp2Path;
typedef ngtcp2_connection_id_status_type OdeonNgtcp2IdStatus;

static inline void
_odeon_ngtcp2_close_set_application (OdeonNgtcp2Close *self, guint64 code, const gchar *reason,
                                     gsize size)
{
  ngtcp2_ccerr_set_application_error (self, code, (const uint8_t *) reason, size);
}

static inline void
_odeon_ngtcp2_close_set_library (OdeonNgtcp2Close *self, gint code)
{
  ngtcp2_ccerr_set_liberr (self, code, NULL, 0);
}

static inline void
_odeon_ngtcp2_close_set_alert (OdeonNgtcp2Close *self, guint8 alert)
{
  ngtcp2_ccerr_set_tls_alert (self, alert, NULL, 0);
}

/* What the peer has said. */
static inline void
_odeon_ngtcp2_close_init (OdeonNgtcp2Close *self, ngtcp2_conn *conn)
{
  *self = *ngtcp2_conn_get_ccerr (conn);
}

static inline gboolean
_odeon_ngtcp2_close_is_application (const OdeonNgtcp2Close *self)
{
  return self->type == NGTCP2_CCERR_TYPE_APPLICATION;
}

static inline void
_odeon_ngtcp2_path_init (OdeonNgtcp2Path *self, ngtcp2_conn *conn)
{
  ngtcp2_conn_get_conn_info (conn, self);
}

/* When a packet counts as lost, at the earliest: that alone is not told. */
static inline guint64
_odeon_ngtcp2_get_loss_expiry (ngtcp2_conn *conn)
{
  return ngtcp2_conn_get_expiry (conn);
}

static inline void
_odeon_ngtcp2_settings_set_token (ngtcp2_settings *self, const guint8 *token, gsize size)
{
  self->token = token;
  self->tokenlen = size;
  self->token_type = NGTCP2_TOKEN_TYPE_RETRY;
}

static inline const guint8 *
_odeon_ngtcp2_header_get_token (const ngtcp2_pkt_hd *self, gsize *out_size)
{
  *out_size = self->tokenlen;

  return self->token;
}

static inline void
_odeon_ngtcp2_settings_set_log (ngtcp2_settings  *self,
                                ngtcp2_qlog_write write,
                                const ngtcp2_cid *original G_GNUC_UNUSED)
{
  self->qlog_write = write;
}

static inline void
_odeon_ngtcp2_params_set_original (ngtcp2_transport_params *self, const ngtcp2_cid *original)
{
  self->original_dcid = *original;
  self->original_dcid_present = 1;
}
