/* SPDX-License-Identifier: MIT */

/* What an implementer of a mailbox calls. Whose it is is found by an id, for the actor may end
 * meanwhile. */

#include "odeon-mailbox.h"
#include "odeon-custom-mailbox-private.h"

G_DEFINE_INTERFACE (OdeonMailbox, odeon_mailbox, G_TYPE_OBJECT)

static void
odeon_mailbox_default_init (OdeonMailboxInterface *iface G_GNUC_UNUSED)
{
}

void
odeon_mailbox_notify (OdeonMailbox *self)
{
  OdeonCustomMailbox *custom;
  OdeonCell          *cell;

  g_return_if_fail (ODEON_IS_MAILBOX (self));

  custom = _odeon_custom_mailbox_dup (self);
  if (custom == NULL)
    return;

  cell = _odeon_custom_mailbox_dup_cell (custom);
  if (cell != NULL)
    {
      _odeon_custom_mailbox_notify (custom, cell);
      odeon_ref_unref (cell);
    }
  _odeon_custom_mailbox_unref (custom);
}
