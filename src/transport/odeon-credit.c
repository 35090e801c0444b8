/* SPDX-License-Identifier: MIT */

#include "odeon-credit-private.h"
#include "odeon-session-private.h"

void
_odeon_credit_init (OdeonCredit *self)
{
  atomic_init (&self->left, 0);
}

void
_odeon_credit_clear (OdeonCredit *self G_GNUC_UNUSED)
{
}

void
_odeon_credit_begin (OdeonCredit *self, guint32 window)
{
  atomic_store_explicit (&self->left, window, memory_order_relaxed);
}

void
_odeon_credit_close (OdeonCredit *self G_GNUC_UNUSED, const GError *why G_GNUC_UNUSED)
{
}

gboolean
_odeon_credit_grant (OdeonSession *session, guint32 size)
{
  atomic_fetch_add_explicit (&session->credit.left, size, memory_order_relaxed);

  return TRUE;
}
