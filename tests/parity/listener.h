/* SPDX-License-Identifier: MIT */

/* Subscribers to the events of parity.idl: actors that write what they are called with into a
 * journal, as "tag.number". */

#pragma once

#include "parity.idl.h"
#include "stage.h"

typedef struct
{
  Journal    *journal;
  const char *tag;
  gint        priority;
  gboolean    consumes;
  guint64     id;
  gint        n; /* calls */
} Listener;

static inline gboolean
listener_notice (const ParityNoticed *event, gpointer data)
{
  Listener         *self = data;
  g_autofree gchar *word = g_strdup_printf ("%d", event->number);

  g_atomic_int_inc (&self->n);
  journal_add (self->journal, self->tag, word);

  return self->consumes;
}

static inline void
listener_subscribe (OdeonActor *actor, gpointer data)
{
  Listener *self = data;

  self->id = parity_noticed_subscribe (actor, self->priority, listener_notice, self, NULL);
  assert_int_not_equal (self->id, 0);
}

/* Makes @ref call @self with all that is noticed. */
static inline void
listen_in (OdeonRef *ref, Listener *self)
{
  await_ok (invoke (ref, listener_subscribe, self));
}

static inline guint
notice (gpointer in, gint number)
{
  ParityNoticed event = { .number = number };

  return parity_noticed_publish (in, &event);
}

/* Returns once what was sent to @ref before has been handled. */
static inline void
settle (OdeonRef *ref)
{
  await_int (ask_int (ref, 0));
}
