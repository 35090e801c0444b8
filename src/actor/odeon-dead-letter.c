/* SPDX-License-Identifier: MIT */

/* Who looks at dead letters: a list for the whole process, in which each system is known by its
 * host. A cell that has ended may have outlived that, so its address is only compared. Nobody looks
 * at the list, nor at a message, unless somebody watches.
 */

#include "odeon-dead-letter-private.h"
#include "odeon-actor-private.h"
#include "odeon-intake-private.h"
#include "odeon-pool-private.h"

struct _OdeonDeadLetter
{
  OdeonCell    *cell;
  OdeonMessage *message;
  const GError *why;
};

/* Counted: it may be unwatched while it runs. */
typedef struct
{
  guint               id;
  OdeonHost          *host;
  OdeonDeadLetterFunc func;
  gpointer            user_data;
  GDestroyNotify      destroy;
} Watch;

atomic_uint _odeon_n_dead_letter_watches;

static GMutex                lock;
static GSList               *watches; /* under the lock */
static guint                 last_id; /* likewise */
static _Thread_local gboolean is_showing;

static void
watch_clear (gpointer data)
{
  Watch *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
}

static void
watch_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, watch_clear);
}

guint
_odeon_dead_letters_watch (OdeonHost          *host,
                           OdeonDeadLetterFunc func,
                           gpointer            user_data,
                           GDestroyNotify      destroy)
{
  Watch *self = g_atomic_rc_box_new (Watch);
  guint  id;

  g_mutex_lock (&lock);
  id = ++last_id;
  *self = (Watch) { id, host, func, user_data, destroy };
  watches = g_slist_append (watches, self);
  g_mutex_unlock (&lock);
  atomic_fetch_add_explicit (&_odeon_n_dead_letter_watches, 1, memory_order_relaxed);

  return id;
}

/* All of the host's, if @id is 0. */
static void
unwatch (OdeonHost *host, guint id)
{
  GSList *gone = NULL;

  g_mutex_lock (&lock);
  for (GSList *at = watches, *next; at != NULL; at = next)
    {
      Watch *watch = at->data;

      next = at->next;
      if (watch->host != host || (id != 0 && watch->id != id))
        continue;
      watches = g_slist_delete_link (watches, at);
      gone = g_slist_prepend (gone, watch);
      atomic_fetch_sub_explicit (&_odeon_n_dead_letter_watches, 1, memory_order_relaxed);
    }
  g_mutex_unlock (&lock);

  g_slist_free_full (gone, watch_unref);
}

void
_odeon_dead_letters_unwatch (OdeonHost *host, guint id)
{
  if (id != 0)
    unwatch (host, id);
}

void
_odeon_dead_letters_forget (OdeonHost *host)
{
  unwatch (host, 0);
}

static GPtrArray *
find_watches (OdeonHost *host)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (watch_unref);

  g_mutex_lock (&lock);
  for (GSList *at = watches; at != NULL; at = at->next)
    if (((Watch *) at->data)->host == host)
      g_ptr_array_add (found, g_atomic_rc_box_acquire (at->data));
  g_mutex_unlock (&lock);

  return found;
}

/* %NULL: it is an invocation. */
static OdeonCall *
call_of (const OdeonDeadLetter *self)
{
  if (self->message->klass == &_odeon_invocation_class
      || self->message->klass == &_odeon_counted_invocation_class)
    return NULL;

  return ODEON_CALL_OF_MESSAGE (self->message);
}

/* What users send: neither the library's own calls nor continuations. */
static gboolean
is_letter (const OdeonMessage *message)
{
  const OdeonMethodInfo *method;

  if (message->klass != _odeon_call_message_class)
    return message->klass == &_odeon_counted_call_class
           || message->klass == &_odeon_pooled_call_class
           || message->klass == &_odeon_counted_pooled_call_class
           || message->klass == &_odeon_routed_call_class
           || message->klass == &_odeon_invocation_class
           || message->klass == &_odeon_counted_invocation_class;

  method = ODEON_CALL_OF_MESSAGE (message)->method;

  return method->interface != NULL || method == &_odeon_method_receive;
}

void
_odeon_dead_letter_show (OdeonCell *cell, OdeonMessage *message, const GError *why)
{
  OdeonDeadLetter       self = { cell, message, why };
  g_autoptr (GPtrArray) found = NULL;

  if (is_showing || !is_letter (message))
    return;

  found = find_watches (cell->host);
  is_showing = TRUE;
  for (guint i = 0; i < found->len; i++)
    {
      Watch *watch = found->pdata[i];

      watch->func (&self, watch->user_data);
    }
  is_showing = FALSE;
}

void
_odeon_dead_letter_expired (OdeonCell *cell, OdeonCall *call)
{
  g_autoptr (GError) why = NULL;

  if (atomic_load_explicit (&_odeon_n_dead_letter_watches, memory_order_relaxed) == 0
      || _odeon_future_get_state (&call->future) != ODEON_STATE_REJECTED)
    return;

  why = _odeon_future_dup_error (&call->future);
  if (g_error_matches (why, ODEON_ERROR, ODEON_ERROR_TIMED_OUT))
    _odeon_dead_letter_show (cell, &call->message, why);
}

/* --- what it is --- */

OdeonRef *
odeon_dead_letter_get_target (const OdeonDeadLetter *letter)
{
  g_return_val_if_fail (letter != NULL, NULL);

  return &letter->cell->ref;
}

gchar *
odeon_dead_letter_dup_operation (const OdeonDeadLetter *letter)
{
  OdeonCall *call;

  g_return_val_if_fail (letter != NULL, NULL);
  call = call_of (letter);

  return call != NULL ? _odeon_method_dup_name (call->method) : g_strdup ("invoke");
}

GVariant *
odeon_dead_letter_dup_arguments (const OdeonDeadLetter *letter)
{
  OdeonCall *call;

  g_return_val_if_fail (letter != NULL, NULL);
  call = call_of (letter);

  return call != NULL ? odeon_call_dup_arguments (call, NULL) : NULL;
}

const GError *
odeon_dead_letter_get_reason (const OdeonDeadLetter *letter)
{
  g_return_val_if_fail (letter != NULL, NULL);

  return letter->why;
}

OdeonRef *
odeon_dead_letter_dup_sender (const OdeonDeadLetter *letter)
{
  OdeonCall *call;
  guint64    id;

  g_return_val_if_fail (letter != NULL, NULL);
  call = call_of (letter);
  id = call != NULL ? atomic_load_explicit (&call->sender_id, memory_order_relaxed) : 0;

  return id != 0 ? ODEON_REF (_odeon_identity_dup_cell (id)) : NULL;
}

gboolean
odeon_dead_letter_is_told (const OdeonDeadLetter *letter)
{
  OdeonCall *call;

  g_return_val_if_fail (letter != NULL, FALSE);
  call = call_of (letter);

  return call != NULL && (call->flags & ODEON_CALL_TELL);
}
