/* SPDX-License-Identifier: MIT */

/* A message in a mailbox that a user wrote: see odeon-custom-mailbox-private.h. What can be asked
 * of it is copied when it is made, for the message itself goes with whoever claims it. */

#include "odeon-actor-private.h"
#include "odeon-custom-mailbox-private.h"
#include "odeon-dead-letter-private.h"

G_DEFINE_BOXED_TYPE (OdeonMail, odeon_mail, odeon_mail_ref, odeon_mail_unref)

static void
enlist_locked (OdeonMail *self)
{
  OdeonCustomMailbox *box = self->box;

  self->previous = box->last;
  if (box->last != NULL)
    box->last->next = self;
  else
    box->first = self;
  box->last = self;
}

static void
delist_locked (OdeonMail *self)
{
  OdeonCustomMailbox *box = self->box;

  if (self->previous != NULL)
    self->previous->next = self->next;
  else
    box->first = self->next;
  if (self->next != NULL)
    self->next->previous = self->previous;
  else
    box->last = self->previous;
}

OdeonMail *
_odeon_mail_new (OdeonCustomMailbox *box,
                 OdeonCell          *cell,
                 OdeonMessage       *message,
                 gboolean            waits)
{
  OdeonMail *self = g_atomic_rc_box_new0 (OdeonMail);

  self->box = _odeon_custom_mailbox_ref (box);
  if (message->klass == _odeon_call_message_class)
    {
      OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);

      self->method = call->method;
      self->sender_id = atomic_load_explicit (&call->sender_id, memory_order_relaxed);
      self->is_told = (call->flags & ODEON_CALL_TELL) != 0;
    }
  self->message = message;
  self->cell = odeon_ref_ref (cell);

  g_mutex_lock (&box->lock);
  self->serial = waits ? ++box->n_put : G_MAXUINT64;
  enlist_locked (self);
  g_mutex_unlock (&box->lock);

  return self;
}

OdeonMessage *
_odeon_mail_claim_locked (OdeonMail *self, OdeonCell **out_cell)
{
  if (self->message == NULL)
    return NULL;

  delist_locked (self);
  *out_cell = g_steal_pointer (&self->cell);

  return g_steal_pointer (&self->message);
}

OdeonMessage *
_odeon_mail_claim (OdeonMail *self, OdeonCell **out_cell)
{
  OdeonMessage *message;

  g_mutex_lock (&self->box->lock);
  message = _odeon_mail_claim_locked (self, out_cell);
  g_mutex_unlock (&self->box->lock);

  return message;
}

/* What is stored is not dead. */
void
_odeon_mail_refuse (OdeonMessage *message, OdeonCell *cell, gboolean is_stored, const GError *why)
{
  if (!is_stored)
    _odeon_cell_refuse (cell, message, why);
  else if (message->klass == _odeon_call_message_class)
    _odeon_call_fail (ODEON_CALL_OF_MESSAGE (message), g_error_copy (why));
  else
    message->klass->refuse (message, why);
  odeon_ref_unref (cell);
}

/* At the end of its actor a mailbox is right to let go of all. */
static GError *
dup_reason (OdeonCustomMailbox *box, OdeonCell *cell)
{
  g_autofree gchar *who = NULL;

  if (_odeon_custom_mailbox_is_closing (box))
    return _odeon_cell_dup_reason (cell);

  who = _odeon_cell_describe (cell);

  return g_error_new (ODEON_ERROR, ODEON_ERROR_BROKEN_PROMISE,
                      "The mailbox of %s let go of the message", who);
}

static void
clear (gpointer mail)
{
  OdeonMail    *self = mail;
  OdeonCell    *cell;
  OdeonMessage *message = _odeon_mail_claim (self, &cell);

  /* What is stored and awaited by nobody is not lost. */
  if (message != NULL && self->is_stored && self->is_told)
    {
      _odeon_call_discard (ODEON_CALL_OF_MESSAGE (message));
      odeon_ref_unref (cell);
    }
  else if (message != NULL)
    {
      g_autoptr (GError) why = dup_reason (self->box, cell);

      _odeon_mail_refuse (message, cell, self->is_stored, why);
    }
  if (self->destroy != NULL)
    self->destroy (self->data);
  _odeon_custom_mailbox_unref (self->box);
}

OdeonMail *
odeon_mail_ref (OdeonMail *mail)
{
  g_return_val_if_fail (mail != NULL, NULL);

  return g_atomic_rc_box_acquire (mail);
}

void
odeon_mail_unref (OdeonMail *mail)
{
  if (mail != NULL)
    g_atomic_rc_box_release_full (mail, clear);
}

const OdeonMethodInfo *
odeon_mail_get_method (OdeonMail *mail)
{
  g_return_val_if_fail (mail != NULL, NULL);

  return mail->method;
}

gint
odeon_mail_get_priority (OdeonMail *mail)
{
  g_return_val_if_fail (mail != NULL, 0);

  return mail->method != NULL ? mail->method->priority : 0;
}

gboolean
odeon_mail_is_told (OdeonMail *mail)
{
  g_return_val_if_fail (mail != NULL, FALSE);

  return mail->is_told;
}

OdeonRef *
odeon_mail_dup_sender (OdeonMail *mail)
{
  g_return_val_if_fail (mail != NULL, NULL);

  return mail->sender_id != 0 ? ODEON_REF (_odeon_identity_dup_cell (mail->sender_id)) : NULL;
}

GVariant *
odeon_mail_dup_arguments (OdeonMail *mail)
{
  GVariant *arguments = NULL;

  g_return_val_if_fail (mail != NULL, NULL);

  /* Under the lock nobody claims it. */
  g_mutex_lock (&mail->box->lock);
  if (mail->message != NULL && mail->method != NULL)
    arguments = odeon_call_dup_arguments (ODEON_CALL_OF_MESSAGE (mail->message), NULL);
  g_mutex_unlock (&mail->box->lock);

  return arguments;
}

void
odeon_mail_set_data (OdeonMail *mail, gpointer data, GDestroyNotify destroy)
{
  g_return_if_fail (mail != NULL);

  if (mail->destroy != NULL)
    mail->destroy (mail->data);
  mail->data = data;
  mail->destroy = destroy;
}

gpointer
odeon_mail_get_data (OdeonMail *mail)
{
  g_return_val_if_fail (mail != NULL, NULL);

  return mail->data;
}

void
odeon_mail_set_stored (OdeonMail *mail)
{
  g_return_if_fail (mail != NULL);

  g_mutex_lock (&mail->box->lock);
  mail->is_stored = TRUE;
  g_mutex_unlock (&mail->box->lock);
}

void
odeon_mail_refuse (OdeonMail *mail, const GError *reason)
{
  OdeonMessage *message;
  OdeonCell    *cell;

  g_return_if_fail (mail != NULL);
  g_return_if_fail (reason != NULL);

  message = _odeon_mail_claim (mail, &cell);
  if (message != NULL)
    _odeon_mail_refuse (message, cell, FALSE, reason);
}
