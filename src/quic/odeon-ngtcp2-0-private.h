/* SPDX-License-Identifier: MIT */

/* What ngtcp2 0.12 calls by other names than 1.0 and later; see odeon-ngtcp2-1-private.h. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>
#include <ngtcp2/ngtcp2.h>
#include <ngtcp2/ngtcp2_crypto.h>
#include <ngtcp2/ngtcp2_crypto_gnutls.h>

#define ODEON_NGTCP2_BBR NGTCP2_CC_ALGO_BBR2

typedef ngtcp2_connection_close_error OdeonNgtcp2Close;
typedef ngtcp2_conn_stat              OdeonNgtcp2Path;
typedef int                           OdeonNgtcp2IdStatus;

static inline void
_odeon_ngtcp2_close_set_application (OdeonNgtcp2Close *self, guint64 code, const gchar *reason,
                                     gsize size)
{
  ngtcp2_connection_close_error_set_application_error (self, code, (const uint8_t *) reason, size);
}

static inline void
_odeon_ngtcp2_close_set_library (OdeonNgtcp2Close *self, gint code)
{
  ngtcp2_connection_close_error_set_transport_error_liberr (self, code, NULL, 0);
}

static inline void
_odeon_ngtcp2_close_set_alert (OdeonNgtcp2Close *self, guint8 alert)
{
  ngtcp2_connection_close_error_set_transport_error_tls_alert (self, alert, NULL, 0);
}

/* What the peer has said. */
static inline void
_odeon_ngtcp2_close_init (OdeonNgtcp2Close *self, ngtcp2_conn *conn)
{
  ngtcp2_conn_get_connection_close_error (conn, self);
}

static inline gboolean
_odeon_ngtcp2_close_is_application (const OdeonNgtcp2Close *self)
{
  return self->type == NGTCP2_CONNECTION_CLOSE_ERROR_CODE_TYPE_APPLICATION;
}

static inline void
_odeon_ngtcp2_path_init (OdeonNgtcp2Path *self, ngtcp2_conn *conn)
{
  ngtcp2_conn_get_conn_stat (conn, self);
}

/* When a packet counts as lost. */
static inline guint64
_odeon_ngtcp2_get_loss_expiry (ngtcp2_conn *conn)
{
  ngtcp2_conn_stat stat;

  ngtcp2_conn_get_conn_stat (conn, &stat);

  return stat.loss_detection_timer;
}

static inline void
_odeon_ngtcp2_settings_set_token (ngtcp2_settings *self, const guint8 *token, gsize size)
{
  self->token.base = (uint8_t *) token;
  self->token.len = size;
}

static inline const guint8 *
_odeon_ngtcp2_header_get_token (const ngtcp2_pkt_hd *self, gsize *out_size)
{
  *out_size = self->token.len;

  return self->token.base;
}

static inline void
_odeon_ngtcp2_settings_set_log (ngtcp2_settings *self, ngtcp2_qlog_write write,
                                const ngtcp2_cid *original)
{
  self->qlog.write = write;
  self->qlog.odcid = *original;
}

static inline void
_odeon_ngtcp2_params_set_original (ngtcp2_transport_params *self, const ngtcp2_cid *original)
{
  self->original_dcid = *original;
}
