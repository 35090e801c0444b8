/* SPDX-License-Identifier: MIT */

#include "odeon-custom-mailbox-private.h"
#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-log-private.h"

/* As many as others handle in a turn. */
#define BATCH_MAX 100u

/* Of `state`. */
#define CLOSING 1u
#define ONE     2u

static void check_run    (OdeonMessage *message, gpointer receiver);
static void check_refuse (OdeonMessage *message, const GError *why);

static const OdeonMessageClass check_class = {
  .run = check_run,
  .refuse = check_refuse,
};

/* --- whom it serves --- */

static GQuark
get_quark (void)
{
  static GQuark quark;

  if (quark == 0)
    quark = g_quark_from_static_string ("odeon-custom-mailbox");

  return quark;
}

static void
clear (gpointer mailbox)
{
  OdeonCustomMailbox *self = mailbox;

  if (self->last_head != NULL)
    g_string_free (self->last_head, TRUE);
  g_mutex_clear (&self->lock);
}

OdeonCustomMailbox *
_odeon_custom_mailbox_ref (OdeonCustomMailbox *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
_odeon_custom_mailbox_unref (OdeonCustomMailbox *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
unref_data (gpointer data)
{
  _odeon_custom_mailbox_unref (data);
}

static gpointer
dup_data (gpointer data, gpointer user_data G_GNUC_UNUSED)
{
  return data != NULL ? _odeon_custom_mailbox_ref (data) : NULL;
}

OdeonCustomMailbox *
_odeon_custom_mailbox_dup (OdeonMailbox *mailbox)
{
  return g_object_dup_qdata ((GObject *) mailbox, get_quark (), dup_data, NULL);
}

OdeonCell *
_odeon_custom_mailbox_dup_cell (OdeonCustomMailbox *self)
{
  guint64 id = atomic_load_explicit (&self->cell_id, memory_order_relaxed);

  return id != 0 ? _odeon_identity_dup_cell (id) : NULL;
}

static gboolean
is_complete (const OdeonMailboxInterface *iface)
{
  return iface->put != NULL && iface->take != NULL && iface->size != NULL && iface->close != NULL;
}

static gboolean
refuse_mailbox (OdeonMailbox *mailbox, const gchar *why, GError **error)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "A %s cannot be the mailbox: %s",
               G_OBJECT_TYPE_NAME (mailbox), why);

  return FALSE;
}

OdeonCustomMailbox *
_odeon_custom_mailbox_new (OdeonMailbox *mailbox, guint bound, GError **error)
{
  OdeonCustomMailbox *self;

  if (!is_complete (ODEON_MAILBOX_GET_IFACE (mailbox)))
    {
      refuse_mailbox (mailbox, "it lacks put, take, size or close", error);
      return NULL;
    }

  self = g_atomic_rc_box_new0 (OdeonCustomMailbox);
  self->bound = bound;
  atomic_init (&self->cell_id, 0);
  atomic_init (&self->state, 0);
  atomic_init (&self->is_checked, FALSE);
  self->check.klass = &check_class;
  g_mutex_init (&self->lock);

  if (!g_object_replace_qdata ((GObject *) mailbox, get_quark (), NULL,
                               _odeon_custom_mailbox_ref (self), unref_data, NULL))
    {
      _odeon_custom_mailbox_unref (self);
      _odeon_custom_mailbox_unref (self);
      refuse_mailbox (mailbox, "it serves another actor", error);
      return NULL;
    }
  self->mailbox = g_object_ref (mailbox);

  return self;
}

/* From here on it may serve another. */
static void
release (OdeonCustomMailbox *self)
{
  g_autoptr (OdeonMailbox) mailbox = g_steal_pointer (&self->mailbox);

  g_object_set_qdata ((GObject *) mailbox, get_quark (), NULL);
}

/* --- in and out --- */

static gboolean
enter (OdeonCustomMailbox *self)
{
  guint state = atomic_load_explicit (&self->state, memory_order_relaxed);

  do
    if (state & CLOSING)
      return FALSE;
  while (!atomic_compare_exchange_weak_explicit (&self->state, &state, state + ONE,
                                                 memory_order_acquire, memory_order_relaxed));

  return TRUE;
}

gboolean
_odeon_custom_mailbox_is_closing (OdeonCustomMailbox *self)
{
  return (atomic_load_explicit (&self->state, memory_order_relaxed) & CLOSING) != 0;
}

/* Nobody is inside. */
static void
finish (OdeonCustomMailbox *self, OdeonCell *cell)
{
  g_autoptr (GError) why = _odeon_cell_dup_reason (cell);
  OdeonMessage      *message;

  ODEON_MAILBOX_GET_IFACE (self->mailbox)->close (self->mailbox);

  do
    {
      OdeonCell *target;
      gboolean   is_stored = FALSE;

      message = NULL;
      g_mutex_lock (&self->lock);
      if (self->first != NULL)
        {
          is_stored = self->first->is_stored;
          message = _odeon_mail_claim_locked (self->first, &target);
        }
      g_mutex_unlock (&self->lock);
      if (message != NULL)
        _odeon_mail_refuse (message, target, is_stored, why);
    }
  while (message != NULL);

  release (self);
}

static void
leave (OdeonCustomMailbox *self, OdeonCell *cell)
{
  /* Release: what was done inside comes before the close; acquire: the others', for who closes. */
  if (atomic_fetch_sub_explicit (&self->state, ONE, memory_order_acq_rel) == (ONE | CLOSING))
    finish (self, cell);
}

void
_odeon_custom_mailbox_close (OdeonCustomMailbox *self, OdeonCell *cell)
{
  OdeonMessage *stop;

  while ((stop = (OdeonMessage *) _odeon_chain_pop (&self->stops)) != NULL)
    _odeon_cell_add_ender (cell, ODEON_CALL_OF_MESSAGE (stop));

  if (atomic_fetch_or_explicit (&self->state, CLOSING, memory_order_acq_rel) == 0)
    finish (self, cell);
}

void
_odeon_custom_mailbox_free (OdeonCustomMailbox *self)
{
  if (self == NULL)
    return;

  /* Of a spawn that failed: the mailbox never heard of it. */
  if (self->mailbox != NULL)
    release (self);
  _odeon_custom_mailbox_unref (self);
}

/* --- what is put --- */

static gboolean
fits (OdeonCustomMailbox *self, OdeonMail *mail, GError **error)
{
  OdeonMailboxInterface *iface = ODEON_MAILBOX_GET_IFACE (self->mailbox);

  if (self->bound == 0 || iface->size (self->mailbox) < self->bound)
    return TRUE;

  return iface->overflow != NULL && iface->overflow (self->mailbox, mail, error);
}

static void
explain (OdeonCell *cell, GError **error)
{
  g_autofree gchar *who = NULL;

  if (*error != NULL)
    return;

  who = _odeon_cell_describe (cell);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_MAILBOX_FULL, "The mailbox of %s is full", who);
}

/* Whoever loses the message settles it, on any thread. */
static void
leave_home (OdeonMessage *message)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);

  if (message->klass == _odeon_call_message_class && !(call->flags & ODEON_CALL_SHORT))
    atomic_store_explicit (&call->near, NULL, memory_order_relaxed);
}

gboolean
_odeon_custom_mailbox_put (OdeonCustomMailbox *self, OdeonCell *cell, OdeonMessage *message)
{
  g_autoptr (OdeonMail) mail = NULL;
  g_autoptr (GError)    error = NULL;
  gboolean              ok;

  leave_home (message);
  if (!enter (self))
    {
      error = _odeon_cell_dup_reason (cell);
      _odeon_cell_refuse (cell, message, error);
      return FALSE;
    }

  odeon_ref_ref (cell);
  mail = _odeon_mail_new (self, cell, message, TRUE);
  ok = fits (self, mail, &error)
       && ODEON_MAILBOX_GET_IFACE (self->mailbox)->put (self->mailbox, mail, &error);
  if (ok && !ODEON_MAILBOX_GET_IFACE (self->mailbox)->notifies)
    _odeon_custom_mailbox_notify (self, cell);
  if (!ok)
    {
      OdeonCell *target;

      message = _odeon_mail_claim (mail, &target);
      explain (cell, &error);
      if (message != NULL)
        _odeon_mail_refuse (message, target, FALSE, error);
    }
  leave (self, cell);
  odeon_ref_unref (cell);

  return ok;
}

/* --- what is taken --- */

void
_odeon_custom_mailbox_notify (OdeonCustomMailbox *self, OdeonCell *cell)
{
  /* Acquire and release, as in check_run(): either that sees what was put before this, or it has
   * come to an end, and is sent anew. */
  if (atomic_exchange_explicit (&self->is_checked, TRUE, memory_order_acq_rel))
    return;

  self->checked = odeon_ref_ref (cell);
  _odeon_cell_post (cell, &self->check);
}

void
_odeon_custom_mailbox_begin (OdeonCustomMailbox *self, OdeonCell *cell)
{
  atomic_store_explicit (&self->cell_id, cell->id, memory_order_relaxed);
  _odeon_custom_mailbox_notify (self, cell);
}

static OdeonMessage *
claim (OdeonCustomMailbox *self, OdeonCell *cell, OdeonMail *mail)
{
  OdeonMessage     *message = NULL;
  OdeonCell        *target;
  g_autofree gchar *who = NULL;

  if (mail == NULL)
    return NULL;

  if (mail->box == self && (message = _odeon_mail_claim (mail, &target)) != NULL)
    {
      /* The cell that runs has references enough. */
      odeon_ref_unref (target);
      return message;
    }

  who = _odeon_cell_describe (cell);
  g_log (ODEON_LOG_MAILBOX, G_LOG_LEVEL_WARNING, "The mailbox of %s gave out a message %s", who,
             mail->box == self ? "a second time" : "of another actor");

  return NULL;
}

/* Whether the message that was just run is to be had again. */
static gboolean
has_failed (OdeonCell *cell)
{
  return cell->killed || _odeon_cell_get_stage (cell) != ODEON_STAGE_UP
         || (cell->rare != NULL && cell->rare->pending.error != NULL)
         || (_odeon_cell_get_phase (cell) >= ODEON_PHASE_STOPPING
             && cell->end == ODEON_END_FAILED);
}

/* %FALSE: there is none. */
static gboolean
run_next (OdeonCustomMailbox *self, OdeonCell *cell)
{
  OdeonMailboxInterface *iface = ODEON_MAILBOX_GET_IFACE (self->mailbox);
  g_autoptr (OdeonMail)  mail = iface->take (self->mailbox);
  OdeonMessage          *message = claim (self, cell, mail);

  if (message == NULL)
    return FALSE;

  message->klass->run (message, cell);
  if (iface->handled != NULL)
    iface->handled (self->mailbox, mail, has_failed (cell));

  return TRUE;
}

/* Of those that wait already, so many at a stretch, unless there is something else to be done. What
 * one of them brings is for the next time. %FALSE: there is none. */
static gboolean
run_some (OdeonCustomMailbox *self, OdeonCell *cell)
{
  guint    n = ODEON_MAILBOX_GET_IFACE (self->mailbox)->size (self->mailbox);
  gboolean more = run_next (self, cell);

  for (n = MIN (n, BATCH_MAX); more && n > 1 && !cell->attention && self->stops.first == NULL; n--)
    {
      _odeon_cell_get_turns (cell)->n_done++;
      more = run_next (self, cell);
    }

  return more;
}

static gboolean
has_reached_stop (OdeonCustomMailbox *self)
{
  gboolean reached;

  g_mutex_lock (&self->lock);
  reached = self->first == NULL || self->first->serial > self->stop_mark;
  g_mutex_unlock (&self->lock);

  return reached;
}

/* The first one ends the actor, or is undone; the others wait for the same. */
static void
let_stop (OdeonCustomMailbox *self, OdeonCell *cell)
{
  OdeonMessage *stop;

  self->lets_stop = TRUE;
  while ((stop = (OdeonMessage *) _odeon_chain_pop (&self->stops)) != NULL)
    stop->klass->run (stop, cell);
  self->lets_stop = FALSE;
}

static void
check_run (OdeonMessage *message, gpointer receiver)
{
  OdeonCustomMailbox *self = (OdeonCustomMailbox *)
    (gpointer) ((gchar *) message - G_STRUCT_OFFSET (OdeonCustomMailbox, check));
  OdeonCell          *cell = receiver;
  gboolean            more;

  /* See _odeon_custom_mailbox_notify(). */
  atomic_exchange_explicit (&self->is_checked, FALSE, memory_order_acq_rel);
  if (enter (self))
    {
      more = run_some (self, cell);
      if (self->stops.first != NULL && (!more || has_reached_stop (self)))
        let_stop (self, cell);
      if (more)
        _odeon_custom_mailbox_notify (self, cell);
      leave (self, cell);
    }
  odeon_ref_unref (cell);
}

static void
check_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  OdeonCustomMailbox *self = (OdeonCustomMailbox *)
    (gpointer) ((gchar *) message - G_STRUCT_OFFSET (OdeonCustomMailbox, check));

  odeon_ref_unref (self->checked);
}

gboolean
_odeon_custom_mailbox_delays_stop (OdeonCustomMailbox *self, OdeonCell *cell, OdeonCall *stop)
{
  if (self->lets_stop)
    return FALSE;

  if (self->stops.first == NULL)
    {
      g_mutex_lock (&self->lock);
      self->stop_mark = self->n_put;
      g_mutex_unlock (&self->lock);
    }
  _odeon_chain_append (&self->stops, &stop->message.node);
  _odeon_custom_mailbox_notify (self, cell);

  return TRUE;
}
