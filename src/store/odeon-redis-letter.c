/* SPDX-License-Identifier: MIT */

#include "odeon-redis-box-private.h"

/* So many may be on their way while nobody waits for them. */
#define CALLS_MAX 4096u

/* So many told ones are kept as they were put; others are decoded when they come back. */
#define OWN_MAX 8192u

static void
letter_free (OdeonRedisLetter *self)
{
  g_bytes_unref (self->bytes);
  g_free (self->key);
  odeon_mail_unref (self->mail);
  odeon_promise_free (self->promise);
  g_free (self);
}

/* What is let go of may be the last reference, which is not for under the lock. */
static void
forget (OdeonRedisBox *self, guint64 number)
{
  g_autoptr (OdeonMail) own = NULL;

  g_mutex_lock (&self->lock);
  g_hash_table_steal_extended (self->own, GSIZE_TO_POINTER (number), NULL, (gpointer *) &own);
  g_mutex_unlock (&self->lock);
}

/* --- on the sender's thread --- */

static OdeonRedisLetter *
letter_new (OdeonRedisBox *box, OdeonMail *mail, GError **error)
{
  OdeonRedisLetter *self;
  GBytes           *bytes = odeon_mail_to_bytes (mail, NULL, error);

  if (bytes == NULL)
    return NULL;

  self = g_new0 (OdeonRedisLetter, 1);
  self->link.data = self;
  self->waiting.data = self;
  self->bytes = bytes;
  self->mail = odeon_mail_ref (mail);
  if (box->key_of != NULL)
    self->key = box->key_of (mail, box->key_data);
  self->deadline = g_get_monotonic_time () + box->timeout;

  return self;
}

/* What comes back to this process needs no decoding, and a call is answered by it alone. */
static gboolean
is_to_be_kept (OdeonRedisBox *self, OdeonMail *mail)
{
  return !self->shared && !self->send_only
         && (!odeon_mail_is_told (mail) || g_hash_table_size (self->own) < OWN_MAX);
}

/* (nullable): what the sender is to wait for. */
static OdeonFuture *
post (OdeonRedisBox *self, OdeonRedisLetter *letter, guint64 *out_number)
{
  gboolean     told = odeon_mail_is_told (letter->mail);
  guint        max = told ? self->window : MAX (self->window, CALLS_MAX);
  OdeonFuture *future = NULL;
  gboolean     is_full;

  g_mutex_lock (&self->lock);
  letter->number = *out_number = ++self->n_put;
  if (self->n_put - self->n_answered > max)
    {
      letter->promise = odeon_promise_new ();
      letter->room = letter->number - max / 2;
      g_queue_push_tail_link (&self->waiting, &letter->waiting);
      future = odeon_promise_get_future (letter->promise);
    }
  if (is_to_be_kept (self, letter->mail))
    g_hash_table_insert (self->own, GSIZE_TO_POINTER (letter->number),
                         odeon_mail_ref (letter->mail));
  g_queue_push_tail_link (&self->posted, &letter->link);
  is_full = self->is_full;
  g_mutex_unlock (&self->lock);
  if (!is_full)
    _odeon_redis_kick (self->kick);

  return future;
}

static gboolean
refuse_call (const gchar *why, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "A %s Redis mailbox takes no calls, since nobody here could answer", why);

  return FALSE;
}

gboolean
_odeon_redis_letter_put (OdeonRedisBox *self, OdeonMail *mail, GError **error)
{
  OdeonRedisLetter *letter;
  OdeonFuture      *future;
  guint64           number;
  gboolean          ok;

  if (!odeon_mail_is_told (mail) && (self->shared || self->send_only))
    return refuse_call (self->shared ? "shared" : "send-only", error);
  if (_odeon_redis_thread_is_current (self->redis->thread))
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK,
                           "The thread that reaches Redis cannot wait for Redis");
      return FALSE;
    }

  letter = letter_new (self, mail, error);
  if (letter == NULL)
    return FALSE;

  future = post (self, letter, &number);
  if (future == NULL)
    return TRUE;

  ok = odeon_future_await (future, error);
  odeon_future_unref (future);
  /* Killed in its await, it cannot know what becomes of the message, which is refused here. */
  if (!ok)
    forget (self, number);

  return ok;
}

/* --- on the server's thread: an answer for a sender --- */

/* (nullable): of one who waits for room, which there is; who waits for its own answer gets that. */
static OdeonPromise *
steal_promise_locked (OdeonRedisBox *self)
{
  OdeonRedisLetter *first = self->waiting.head != NULL ? self->waiting.head->data : NULL;

  if (first == NULL || self->n_answered < first->room || self->n_answered >= first->number)
    return NULL;

  g_queue_unlink (&self->waiting, &first->waiting);

  return g_steal_pointer (&first->promise);
}

static void
let_go_on (OdeonPromise *promise)
{
  odeon_promise_set_boolean (promise, TRUE);
  odeon_promise_free (promise);
}

void
_odeon_redis_box_count_answers (OdeonRedisBox *self, guint n)
{
  OdeonPromise *promise;

  g_mutex_lock (&self->lock);
  self->n_answered += n;
  while ((promise = steal_promise_locked (self)) != NULL)
    {
      g_mutex_unlock (&self->lock);
      let_go_on (promise);
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
}

static void
stop_waiting (OdeonRedisLetter *self, OdeonRedisBox *box)
{
  if (self->promise == NULL)
    return;

  g_mutex_lock (&box->lock);
  g_queue_unlink (&box->waiting, &self->waiting);
  g_mutex_unlock (&box->lock);
}

void
_odeon_redis_letter_accept (OdeonRedisLetter *self, OdeonRedisBox *box)
{
  stop_waiting (self, box);
  odeon_mail_set_stored (self->mail);
  if (self->promise != NULL)
    let_go_on (g_steal_pointer (&self->promise));
  letter_free (self);
}

/* One whose sender waits is refused by `put`; who has sent a call learns it by the answer. */
void
_odeon_redis_letter_refuse (OdeonRedisLetter *self, OdeonRedisBox *box, const GError *why)
{
  stop_waiting (self, box);
  forget (box, self->number);
  g_mutex_lock (&box->lock);
  box->n_answered++;
  if (self->promise == NULL && box->refusal == NULL && odeon_mail_is_told (self->mail))
    box->refusal = g_error_copy (why);
  g_mutex_unlock (&box->lock);

  if (self->promise != NULL)
    odeon_promise_set_error (self->promise, g_error_copy (why));
  else
    odeon_mail_refuse (self->mail, why);
  letter_free (self);
}

void
_odeon_redis_letter_drop_duplicate (OdeonRedisLetter *self, OdeonRedisBox *box)
{
  g_autoptr (GError) why = NULL;

  if (odeon_mail_is_told (self->mail))
    {
      forget (box, self->number);
      _odeon_redis_box_count_answers (box, 1);
      _odeon_redis_letter_accept (self, box);
      return;
    }

  why = g_error_new (G_IO_ERROR, G_IO_ERROR_EXISTS, "\"%s\" has been stored before", self->key);
  _odeon_redis_letter_refuse (self, box, why);
}
