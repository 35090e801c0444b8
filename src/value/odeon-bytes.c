/* SPDX-License-Identifier: MIT */

#include "odeon-block-private.h"
#include "odeon-bytes-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/* What has come from others keeps so many descriptors, to be sent on without being copied. */
#define KEPT_MAX 256

/* Aligned as malloc() does it. */
typedef struct
{
  gsize size; /* of the whole */
  _Alignas (16) guint8 data[];
} ShortBytes;

static void
short_free (gpointer data)
{
  _odeon_block_free (data, ((ShortBytes *) data)->size);
}

GBytes *
_odeon_bytes_new (gconstpointer data, gsize size)
{
  gsize       whole = sizeof (ShortBytes) + size;
  ShortBytes *self;

  if (size > ODEON_BLOCK_STEP * ODEON_BLOCK_CLASSES - sizeof (ShortBytes))
    return g_bytes_new (data, size);

  self = _odeon_block_new (whole);
  self->size = whole;
  if (G_LIKELY (size > 0))
    memcpy (self->data, data, size);

  return g_bytes_new_with_free_func (self->data, size, short_free, self);
}

/* --- shared --- */

typedef struct
{
  gint     fd;        /* -1: none was kept */
  gpointer data;
  gsize    size;
  gboolean is_sealed; /* under the lock */
} Mapping;

/* A GBytes does not say what it is of: its mapping is found by where its data begins. */
static GMutex      lock;
static GHashTable *mappings; /* under the lock: by the address */

static gboolean
fail (GError **error, const gchar *what)
{
  gint code = errno;

  g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (code), "%s: %s", what,
               g_strerror (code));

  return FALSE;
}

static void
mapping_free (gpointer data)
{
  Mapping *self = data;

  g_mutex_lock (&lock);
  g_hash_table_remove (mappings, self->data);
  g_mutex_unlock (&lock);
  munmap (self->data, self->size);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/* Takes @fd and the memory. */
static GBytes *
mapping_new (gint fd, gpointer data, gsize size, gboolean is_sealed)
{
  Mapping *self = g_new (Mapping, 1);

  *self = (Mapping) { fd, data, size, is_sealed };
  g_mutex_lock (&lock);
  if (mappings == NULL)
    mappings = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (mappings, data, self);
  g_mutex_unlock (&lock);

  return g_bytes_new_with_free_func (data, size, mapping_free, self);
}

static guint
count_mappings (void)
{
  guint n;

  g_mutex_lock (&lock);
  n = mappings != NULL ? g_hash_table_size (mappings) : 0;
  g_mutex_unlock (&lock);

  return n;
}

/* (nullable): not a part of one either. */
static Mapping *
find_mapping_locked (GBytes *bytes)
{
  gsize         size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  Mapping      *self = mappings != NULL ? g_hash_table_lookup (mappings, data) : NULL;

  return self != NULL && self->size == size ? self : NULL;
}

gboolean
_odeon_bytes_is_shared (GBytes *bytes)
{
  gboolean found;

  g_mutex_lock (&lock);
  found = find_mapping_locked (bytes) != NULL;
  g_mutex_unlock (&lock);

  return found;
}

gint
_odeon_bytes_get_fd (GBytes *bytes)
{
  Mapping *self;

  g_mutex_lock (&lock);
  self = find_mapping_locked (bytes);
  g_mutex_unlock (&lock);

  return self != NULL ? self->fd : -1;
}

/* -1, with errno set */
static gint
open_memory (void)
{
  return memfd_create ("odeon", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

GBytes *
odeon_bytes_new_shared (gsize size, gpointer *out_data, GError **error)
{
  gint     fd;
  gpointer data;

  g_return_val_if_fail (size > 0, NULL);
  g_return_val_if_fail (out_data != NULL, NULL);

  fd = open_memory ();
  if (fd < 0)
    {
      fail (error, "No shared memory");
      return NULL;
    }
  if (size > G_MAXINT64 || ftruncate (fd, (off_t) size) != 0
      || (data = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) == MAP_FAILED)
    {
      fail (error, "No shared memory of that size");
      close (fd);
      return NULL;
    }

  *out_data = data;

  return mapping_new (fd, data, size, FALSE);
}

/* --- sending --- */

/* As long as it is mapped to be written it cannot be sealed: it is mapped anew, in its place. A
 * private mapping that nobody can write is the file's own pages. */
static gboolean
seal_locked (Mapping *self)
{
  if (self->is_sealed)
    return self->fd >= 0;

  self->is_sealed = mmap (self->data, self->size, PROT_READ, MAP_PRIVATE | MAP_FIXED, self->fd, 0)
                      != MAP_FAILED
                    && fcntl (self->fd, F_ADD_SEALS, SEALS | F_SEAL_SEAL) == 0;

  return self->is_sealed;
}

static gboolean
write_all (gint fd, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gssize written = write (fd, data, size);

      if (written < 0 && errno != EINTR)
        return FALSE;
      if (written > 0)
        {
          data += written;
          size -= (gsize) written;
        }
    }

  return TRUE;
}

/* Written into the file, not into its memory: no page of it is made twice. */
static GBytes *
copy (GBytes *bytes)
{
  gsize         size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  gint          fd = open_memory ();
  gpointer      mapped;

  if (fd < 0)
    return NULL;
  if (!write_all (fd, data, size) || fcntl (fd, F_ADD_SEALS, SEALS | F_SEAL_SEAL) != 0
      || (mapped = mmap (NULL, size, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED)
    {
      close (fd);
      return NULL;
    }

  return mapping_new (fd, mapped, size, TRUE);
}

GBytes *
_odeon_bytes_seal (GBytes *bytes)
{
  Mapping *self;
  gboolean ok;

  g_mutex_lock (&lock);
  self = find_mapping_locked (bytes);
  ok = self != NULL && seal_locked (self);
  g_mutex_unlock (&lock);

  return ok ? g_bytes_ref (bytes) : copy (bytes);
}

/* --- receiving --- */

static gboolean
check (gint fd, gsize size, GError **error)
{
  struct stat status;
  gint        seals = fcntl (fd, F_GET_SEALS);

  if (seals < 0 || (seals & SEALS) != SEALS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "Shared bytes that are not sealed");
      return FALSE;
    }
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || size == 0
      || (guint64) status.st_size != size)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "Shared bytes of another size");
      return FALSE;
    }

  return TRUE;
}

GBytes *
_odeon_bytes_new_received (gint fd, gsize size, GError **error)
{
  gpointer data;

  if (!check (fd, size, error))
    {
      close (fd);
      return NULL;
    }
  data = mmap (NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (data == MAP_FAILED)
    {
      fail (error, "Shared bytes that cannot be mapped");
      close (fd);
      return NULL;
    }

  if (count_mappings () >= KEPT_MAX)
    {
      close (fd);
      fd = -1;
    }

  return mapping_new (fd, data, size, TRUE);
}
