/* SPDX-License-Identifier: MIT */

/* A durable mailbox as a user might write it, with nothing but the public headers: a file to which
 * each message is appended before its sender goes on, and each acknowledgement when its handler has
 * returned. What is in there without one is handled by whoever opens the file next. A message that
 * its actor fails of is tried ATTEMPTS times in all, then counted as poison.
 *
 * A record is a head and, of a message, its bytes. What a crash has left half written at the end is
 * cut off. */

#pragma once

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "odeon.h"

#define ATTEMPTS 3

typedef struct
{
  guint64 id;
  guint32 size;
  guint32 is_done;
} RecordHead;

typedef struct
{
  guint64    id;
  GBytes    *bytes;
  OdeonMail *mail; /* (nullable): as it was put, while somebody awaits the answer */
  guint      n_attempts;
} Entry;

typedef struct
{
  GObject parent_instance;

  GMutex  mutex;
  gint    fd;
  guint64 last_id;
  GQueue  waiting; /* entries */
  guint   n_poison;
} FileMailbox;

typedef struct
{
  GObjectClass parent_class;
} FileMailboxClass;

GType file_mailbox_get_type (void);

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_bytes_unref (self->bytes);
  odeon_mail_unref (self->mail);
  g_free (self);
}

static gboolean
append_locked (FileMailbox *self, guint64 id, GBytes *bytes, GError **error)
{
  RecordHead           head = { id, 0, bytes == NULL };
  g_autoptr (GString)  record = g_string_new (NULL);
  off_t                before = lseek (self->fd, 0, SEEK_END);

  if (bytes != NULL)
    head.size = (guint32) g_bytes_get_size (bytes);
  g_string_append_len (record, (const gchar *) &head, sizeof head);
  if (bytes != NULL)
    g_string_append_len (record, g_bytes_get_data (bytes, NULL), head.size);
  if (write (self->fd, record->str, record->len) == (gssize) record->len
      && fdatasync (self->fd) == 0)
    return TRUE;

  g_set_error (error, G_FILE_ERROR, (gint) g_file_error_from_errno (errno), "%s",
               g_strerror (errno));
  if (before >= 0 && ftruncate (self->fd, before) != 0)
    g_warning ("The mailbox's file is damaged: %s", g_strerror (errno));

  return FALSE;
}

static gboolean
file_mailbox_put (OdeonMailbox *mailbox, OdeonMail *mail, GError **error)
{
  FileMailbox *self = (FileMailbox *) mailbox;
  GBytes      *bytes = odeon_mail_to_bytes (mail, NULL, error);
  Entry       *entry;
  gboolean     ok;

  if (bytes == NULL)
    return FALSE;

  entry = g_new0 (Entry, 1);
  entry->bytes = bytes;
  g_mutex_lock (&self->mutex);
  ok = append_locked (self, self->last_id + 1, bytes, error);
  if (ok)
    {
      entry->id = ++self->last_id;
      odeon_mail_set_stored (mail);
      if (!odeon_mail_is_told (mail))
        entry->mail = odeon_mail_ref (mail);
      g_queue_push_tail (&self->waiting, entry);
    }
  g_mutex_unlock (&self->mutex);
  if (!ok)
    entry_free (entry);

  return ok;
}

static OdeonMail *
file_mailbox_take (OdeonMailbox *mailbox)
{
  FileMailbox       *self = (FileMailbox *) mailbox;
  g_autoptr (GError) error = NULL;
  OdeonMail         *mail;
  Entry             *entry;

  g_mutex_lock (&self->mutex);
  entry = g_queue_pop_head (&self->waiting);
  g_mutex_unlock (&self->mutex);
  if (entry == NULL)
    return NULL;

  mail = entry->mail != NULL ? g_steal_pointer (&entry->mail)
                             : odeon_mailbox_decode (mailbox, entry->bytes, NULL, &error);
  if (mail == NULL)
    {
      g_warning ("Message %" G_GUINT64_FORMAT " cannot be read: %s", entry->id, error->message);
      entry_free (entry);
      return file_mailbox_take (mailbox);
    }
  odeon_mail_set_data (mail, entry, NULL);

  return mail;
}

static guint
file_mailbox_size (OdeonMailbox *mailbox)
{
  FileMailbox *self = (FileMailbox *) mailbox;
  guint        size;

  g_mutex_lock (&self->mutex);
  size = self->waiting.length;
  g_mutex_unlock (&self->mutex);

  return size;
}

static void
file_mailbox_handled (OdeonMailbox *mailbox, OdeonMail *mail, gboolean failed)
{
  FileMailbox       *self = (FileMailbox *) mailbox;
  Entry             *entry = odeon_mail_get_data (mail);
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->mutex);
  if (failed && ++entry->n_attempts < ATTEMPTS)
    {
      g_queue_push_head (&self->waiting, entry);
      entry = NULL;
    }
  else
    {
      self->n_poison += failed;
      if (!append_locked (self, entry->id, NULL, &error))
        g_warning ("A message will be handled again: %s", error->message);
    }
  g_mutex_unlock (&self->mutex);
  if (entry != NULL)
    entry_free (entry);
}

/* The file keeps it all. */
static void
file_mailbox_close (OdeonMailbox *mailbox)
{
  FileMailbox *self = (FileMailbox *) mailbox;

  for (GList *at = self->waiting.head; at != NULL; at = at->next)
    g_clear_pointer (&((Entry *) at->data)->mail, odeon_mail_unref);
}

static void
file_mailbox_iface_init (OdeonMailboxInterface *iface)
{
  iface->put = file_mailbox_put;
  iface->take = file_mailbox_take;
  iface->size = file_mailbox_size;
  iface->handled = file_mailbox_handled;
  iface->close = file_mailbox_close;
}

G_DEFINE_TYPE_WITH_CODE (FileMailbox, file_mailbox, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (ODEON_TYPE_MAILBOX, file_mailbox_iface_init))

static void
file_mailbox_finalize (GObject *object)
{
  FileMailbox *self = (FileMailbox *) object;

  g_queue_clear_full (&self->waiting, entry_free);
  if (self->fd >= 0)
    close (self->fd);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (file_mailbox_parent_class)->finalize (object);
}

static void
file_mailbox_class_init (FileMailboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = file_mailbox_finalize;
}

static void
file_mailbox_init (FileMailbox *self)
{
  g_mutex_init (&self->mutex);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FileMailbox, g_object_unref)

static void
forget (FileMailbox *self, guint64 id)
{
  for (GList *at = self->waiting.head; at != NULL; at = at->next)
    if (((Entry *) at->data)->id == id)
      {
        entry_free (at->data);
        g_queue_delete_link (&self->waiting, at);
        return;
      }
}

static void
read_records (FileMailbox *self, const gchar *data, gsize size)
{
  RecordHead head;
  gsize      at = 0;

  while (size - at >= sizeof head)
    {
      memcpy (&head, data + at, sizeof head);
      if (size - at - sizeof head < head.size)
        break;

      self->last_id = MAX (self->last_id, head.id);
      if (head.is_done)
        forget (self, head.id);
      else
        {
          Entry *entry = g_new0 (Entry, 1);

          entry->id = head.id;
          entry->bytes = g_bytes_new (data + at + sizeof head, head.size);
          g_queue_push_tail (&self->waiting, entry);
        }
      at += sizeof head + head.size;
    }
  if (ftruncate (self->fd, (off_t) at) != 0)
    g_warning ("The mailbox's file is damaged: %s", g_strerror (errno));
}

static inline FileMailbox *
file_mailbox_new (const gchar *path, GError **error)
{
  g_autoptr (FileMailbox) self = g_object_new (file_mailbox_get_type (), NULL);
  g_autofree gchar       *data = NULL;
  gsize                   size;

  self->fd = g_open (path, O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, (gint) g_file_error_from_errno (errno), "%s: %s", path,
                   g_strerror (errno));
      return NULL;
    }
  if (!g_file_get_contents (path, &data, &size, error))
    return NULL;

  read_records (self, data, size);

  return g_steal_pointer (&self);
}
