/* SPDX-License-Identifier: MIT */

/* The runtime's side of a mailbox that a user wrote: what is believed of it, and what is not.
 *
 * Each message that is put is wrapped in an OdeonMail and stands in a list here as well, until
 * somebody claims it: the actor that handles it, the end that refuses it, or the finalisation of a
 * mail that was lost. The claim is made under the lock, so there is one; a mail without its message
 * is only an empty envelope, however often the mailbox gives it out.
 *
 * The actor is told that there is something by a message in its own mail queue, `check`, of which
 * there is one at most. It takes one mail, handles it as if it were the queue's, and sends itself
 * again; so quantum, suspension, restart and kill are what they are for any mail. It is marked as
 * taken before the mailbox is asked: what comes too late for that sends it anew.
 *
 * A stop that is popped waits until all is handled that had been put by then, or nothing is given
 * out.
 *
 * `state` counts those who are inside the mailbox and says that it is closing; whoever is the last
 * one out then closes it.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"
#include "odeon-mailbox.h"

typedef struct _OdeonCustomMailbox OdeonCustomMailbox;

struct _OdeonCustomMailbox
{
  OdeonMailbox     *mailbox; /* counted until it is released */
  guint             bound;   /* 0: none */
  _Atomic (guint64) cell_id; /* 0: not known yet, or never */
  atomic_uint       state;

  OdeonMessage      check;
  atomic_bool       is_checked; /* whoever sets it sends it */
  OdeonCell        *checked;    /* counted meanwhile */

  GMutex            lock;
  OdeonMail        *first; /* under the lock, in the order of putting: what nobody has claimed */
  OdeonMail        *last;
  guint64           n_put;
  GString          *last_head;   /* (nullable): of the bytes that were decoded last, all but the */
  const OdeonMethodInfo *last_method; /* arguments; and what that means to the actor */

  /* The cell's worker's. */
  OdeonChain        stops; /* calls that wait for `stop_mark` */
  guint64           stop_mark;
  gboolean          lets_stop;
};

/* An OdeonMail's inside. */
struct _OdeonMail
{
  /* Constant. */
  OdeonCustomMailbox    *box; /* counted */
  const OdeonMethodInfo *method;
  guint64                sender_id;
  gboolean               is_told;

  /* Under the box's lock. */
  OdeonMessage          *message; /* until it is claimed */
  OdeonCell             *cell;    /* counted likewise */
  OdeonMail             *next;
  OdeonMail             *previous;
  guint64                serial;
  gboolean               is_stored;

  /* Its mailbox's. */
  gpointer               data;
  GDestroyNotify         destroy;
};

/* %NULL: @mailbox serves another actor, or is none. */
OdeonCustomMailbox *_odeon_custom_mailbox_new (OdeonMailbox *mailbox, guint bound, GError **error);

/* Its actor is gone, or was never made. */
void _odeon_custom_mailbox_free (OdeonCustomMailbox *self);

/* (nullable): whom @mailbox serves. To be unref'd. */
OdeonCustomMailbox *_odeon_custom_mailbox_dup   (OdeonMailbox *mailbox);
OdeonCustomMailbox *_odeon_custom_mailbox_ref   (OdeonCustomMailbox *self);
void                _odeon_custom_mailbox_unref (OdeonCustomMailbox *self);

/* (nullable): its actor's cell, if that has not ended. To be unref'd. */
OdeonCell *_odeon_custom_mailbox_dup_cell (OdeonCustomMailbox *self);

/* The cell is made: it looks for what waits already. */
void _odeon_custom_mailbox_begin (OdeonCustomMailbox *self, OdeonCell *cell);

/* On the sender's thread; %FALSE: it was refused. */
gboolean _odeon_custom_mailbox_put (OdeonCustomMailbox *self,
                                    OdeonCell          *cell,
                                    OdeonMessage       *message);

/* Any thread. */
void _odeon_custom_mailbox_notify (OdeonCustomMailbox *self, OdeonCell *cell);

/* On the cell's worker: whether @stop is to wait; then it is run again. */
gboolean _odeon_custom_mailbox_delays_stop (OdeonCustomMailbox *self,
                                            OdeonCell          *cell,
                                            OdeonCall          *stop);

/* On the cell's worker: it is ending. */
void _odeon_custom_mailbox_close (OdeonCustomMailbox *self, OdeonCell *cell);

/* Any thread. */
gboolean _odeon_custom_mailbox_is_closing (OdeonCustomMailbox *self);

/* odeon-mail.c: a mail in the list; the message is the list's. @waits: a stop waits for it. */
OdeonMail *_odeon_mail_new (OdeonCustomMailbox *box,
                            OdeonCell          *cell,
                            OdeonMessage       *message,
                            gboolean            waits);

/* Takes the message out, of which there is one claim: then the message and a reference to @out_cell
 * are the caller's. Else %NULL. */
OdeonMessage *_odeon_mail_claim        (OdeonMail *self, OdeonCell **out_cell);
OdeonMessage *_odeon_mail_claim_locked (OdeonMail *self, OdeonCell **out_cell);

/* Refuses a claimed message; takes over both. */
void _odeon_mail_refuse (OdeonMessage *message,
                         OdeonCell    *cell,
                         gboolean      is_stored,
                         const GError *why);
