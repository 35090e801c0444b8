/* SPDX-License-Identifier: MIT */

/* A message as bytes: a GVariant of MAIL_TYPE, little-endian, that says which operation it is, what
 * its arguments look like, and the arguments as they are on the wire (odeon-frame-codec.h). An
 * operation whose arguments look different by now is not the one that was called. */

#include "odeon-custom-mailbox-private.h"
#include "odeon-actor-private.h"
#include "odeon-frame-codec-private.h"
#include "odeon-variant-type-private.h"

#include <string.h>

/* Version, interface, operation, kind of accessor, signature, arguments. */
#define MAIL_TYPE    "(yssusay)"
#define MAIL_VERSION 1
#define ACCESSOR     (ODEON_METHOD_GETTER | ODEON_METHOD_SETTER)

static void
append_signature (GString *signature, const OdeonMethodInfo *method)
{
  guint n = _odeon_method_get_first_result (method);

  g_string_append_c (signature, '(');
  for (guint i = 0; i < n; i++)
    {
      GString *buffer = NULL;

      g_string_append (signature,
                       _odeon_type_info_get_signature (method->params[i].type, &buffer));
      if (buffer != NULL)
        g_string_free (buffer, TRUE);
    }
  g_string_append_c (signature, ')');
}

static gchar *
dup_signature (const OdeonMethodInfo *method)
{
  GString *signature = g_string_new (NULL);

  append_signature (signature, method);

  return g_string_free (signature, FALSE);
}

/* --- writing --- */

static gboolean
invalid (const gchar *what, GError **error)
{
  g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, what);

  return FALSE;
}

/* Where a member ends, which the form has at its end, the last one first. */
typedef struct
{
  GString *text;
  gsize    ends[3];
  guint    n_ends;
} Writer;

static void
write_string (Writer *self, const gchar *string)
{
  g_string_append_len (self->text, string, (gssize) strlen (string) + 1);
  self->ends[self->n_ends++] = self->text->len;
}

static void
write_signature (Writer *self, const OdeonMethodInfo *method)
{
  append_signature (self->text, method);
  g_string_append_c (self->text, '\0');
  self->ends[self->n_ends++] = self->text->len;
}

static void
write_number (Writer *self, guint32 number)
{
  guint32 little = GUINT32_TO_LE (number);

  while (self->text->len % sizeof little != 0)
    g_string_append_c (self->text, '\0');
  g_string_append_len (self->text, (const gchar *) &little, sizeof little);
}

static gboolean
write_arguments (Writer *self, OdeonCall *call, GPtrArray *refs, GError **error)
{
  guint64           small[32];
  gsize             size = _odeon_frame_get_encoded_size (call->method, ODEON_PARAM_IN,
                                                          call->frame);
  g_autofree gchar *large = size > sizeof small ? g_malloc (size) : NULL;
  gchar            *buffer = large != NULL ? large : (gchar *) small;

  if (!_odeon_frame_encode (call->method, ODEON_PARAM_IN, call->frame, buffer, size, refs, &size,
                            error))
    return FALSE;

  g_string_append_len (self->text, buffer, (gssize) size);

  return TRUE;
}

static gsize
get_offset_size (gsize body, guint n)
{
  return body + n <= G_MAXUINT8 ? 1
         : body + 2 * n <= G_MAXUINT16 ? 2
         : body + 4 * n <= G_MAXUINT32 ? 4 : 8;
}

static void
write_ends (Writer *self)
{
  gsize size = get_offset_size (self->text->len, self->n_ends);

  while (self->n_ends > 0)
    {
      guint64 little = GUINT64_TO_LE (self->ends[--self->n_ends]);

      g_string_append_len (self->text, (const gchar *) &little, (gssize) size);
    }
}

/* Without a GVariant in between: each message of a durable mailbox passes here. */
static GBytes *
encode (OdeonCall *call, GPtrArray *refs, GError **error)
{
  const OdeonMethodInfo *method = call->method;
  Writer                 writer = { g_string_sized_new (128), { 0 }, 0 };

  g_string_append_c (writer.text, MAIL_VERSION);
  write_string (&writer, method->interface != NULL ? method->interface->name : "");
  write_string (&writer, method->name);
  write_number (&writer, method->flags & ACCESSOR);
  write_signature (&writer, method);
  if (!write_arguments (&writer, call, refs, error))
    {
      g_string_free (writer.text, TRUE);
      return NULL;
    }
  write_ends (&writer);

  return g_string_free_to_bytes (writer.text);
}

/* Under the lock nobody claims it. */
static GBytes *
encode_locked (OdeonMail *mail, GPtrArray *refs, GError **error)
{
  if (mail->message == NULL)
    {
      invalid ("The message has been taken or refused already", error);
      return NULL;
    }

  return encode (ODEON_CALL_OF_MESSAGE (mail->message), refs, error);
}

GBytes *
odeon_mail_to_bytes (OdeonMail *mail, GPtrArray *refs, GError **error)
{
  g_autoptr (GPtrArray) own = NULL;
  GBytes               *bytes;

  g_return_val_if_fail (mail != NULL, NULL);

  if (mail->method == NULL)
    {
      invalid ("A function to be invoked cannot be written down", error);
      return NULL;
    }

  if (refs == NULL)
    refs = own = g_ptr_array_new_with_free_func (odeon_ref_unref);
  g_mutex_lock (&mail->box->lock);
  bytes = encode_locked (mail, refs, error);
  g_mutex_unlock (&mail->box->lock);
  if (bytes != NULL && own != NULL && own->len > 0)
    {
      g_clear_pointer (&bytes, g_bytes_unref);
      invalid ("The message has references, which cannot be written down", error);
    }

  return bytes;
}

/* --- reading --- */

static const OdeonMethodInfo *
find_method (OdeonCell   *cell,
             const gchar *interface,
             const gchar *name,
             guint32      accessor,
             GError     **error)
{
  const OdeonInterfaceInfo *info = *interface != '\0' ? odeon_interface_find (interface) : NULL;
  const OdeonMethodInfo    *method = NULL;

  if (*interface == '\0' && g_str_equal (name, _odeon_method_receive.name))
    method = &_odeon_method_receive;
  else if (info != NULL && g_type_is_a (cell->kind->type, info->get_type ()))
    method = odeon_interface_find_method (info, name, accessor & ACCESSOR);
  if (method == NULL)
    {
      g_autofree gchar *who = _odeon_cell_describe (cell);

      g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE, "%s has no %s.%s", who,
                   interface, name);
    }

  return method;
}

static gboolean
check_signature (const OdeonMethodInfo *method, const gchar *found, GError **error)
{
  g_autofree gchar *expected = dup_signature (method);
  g_autofree gchar *name = NULL;

  if (g_str_equal (found, expected))
    return TRUE;

  name = _odeon_method_dup_name (method);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE,
               "%s takes arguments of the type %s, not %s", name, expected, found);

  return FALSE;
}

/* What a message consists of. */
typedef struct
{
  const gchar  *interface;
  const gchar  *name;
  const gchar  *signature;
  guint32       accessor;
  gconstpointer arguments;
  gsize         size;
} Reader;

static gsize
read_end (const gchar *data, gsize size)
{
  guint64 little = 0;

  memcpy (&little, data, size);

  return GUINT64_FROM_LE (little);
}

static gboolean
read_string (const gchar *data, gsize begin, gsize end, const gchar **out_string)
{
  if (end <= begin || data[end - 1] != '\0'
      || !g_utf8_validate_len (data + begin, end - begin - 1, NULL))
    return FALSE;

  *out_string = data + begin;

  return TRUE;
}

/* @ends[1] is not beyond @size. */
static gboolean
read_number (const gchar *data, const gsize ends[3], guint32 *out_number, gsize *out_end)
{
  gsize   at = ends[1];
  guint32 little;

  for (; at % sizeof little != 0; at++)
    if (at >= ends[2] || data[at] != '\0')
      return FALSE;
  if (ends[2] < at + sizeof little)
    return FALSE;

  memcpy (&little, data + at, sizeof little);
  *out_number = GUINT32_FROM_LE (little);
  *out_end = at + sizeof little;

  return TRUE;
}

/* In the normal form, and in no other; without a GVariant, as it was written. */
static gboolean
read_parts (Reader *self, const gchar *data, gsize size)
{
  gsize width = get_offset_size (size, 0);
  gsize ends[3];
  gsize body;
  gsize after;

  if (size <= 3 * width)
    return FALSE;

  body = size - 3 * width;
  for (guint i = 0; i < 3; i++)
    ends[i] = read_end (data + size - (i + 1) * width, width);
  if (ends[0] > ends[1] || ends[1] > ends[2] || ends[2] > body)
    return FALSE;

  self->arguments = data + ends[2];
  self->size = body - ends[2];

  return read_string (data, 1, ends[0], &self->interface)
         && read_string (data, ends[0], ends[1], &self->name)
         && read_number (data, ends, &self->accessor, &after)
         && read_string (data, after, ends[2], &self->signature);
}

static const OdeonMethodInfo *
read_method (OdeonCell *cell, const Reader *reader, GError **error)
{
  const OdeonMethodInfo *method = find_method (cell, reader->interface, reader->name,
                                               reader->accessor, error);

  return method != NULL && check_signature (method, reader->signature, error) ? method : NULL;
}

/* Most are of the operation that the last one was: what is before the arguments is the same. */
static const OdeonMethodInfo *
find_last (OdeonCustomMailbox *box, const gchar *data, gsize size)
{
  const OdeonMethodInfo *method = NULL;

  g_mutex_lock (&box->lock);
  if (box->last_head != NULL && box->last_head->len == size
      && memcmp (box->last_head->str, data, size) == 0)
    method = box->last_method;
  g_mutex_unlock (&box->lock);

  return method;
}

static void
keep_last (OdeonCustomMailbox    *box,
           const OdeonMethodInfo *method,
           const gchar           *data,
           gsize                  size)
{
  g_mutex_lock (&box->lock);
  if (box->last_head == NULL)
    box->last_head = g_string_new (NULL);
  g_string_truncate (box->last_head, 0);
  g_string_append_len (box->last_head, data, (gssize) size);
  box->last_method = method;
  g_mutex_unlock (&box->lock);
}

static OdeonCall *
decode (OdeonCustomMailbox *box, OdeonCell *cell, GBytes *bytes, GPtrArray *refs, GError **error)
{
  gsize                  size;
  const gchar           *data = g_bytes_get_data (bytes, &size);
  Reader                 reader;
  gsize                  head;
  const OdeonMethodInfo *method;
  OdeonCall             *call;

  if (!read_parts (&reader, data, size))
    {
      invalid ("The bytes are no message", error);
      return NULL;
    }
  if (data[0] != MAIL_VERSION)
    {
      invalid ("The bytes are of another version", error);
      return NULL;
    }

  head = (gsize) ((const gchar *) reader.arguments - data);
  method = find_last (box, data, head);
  if (method == NULL)
    {
      method = read_method (cell, &reader, error);
      if (method == NULL)
        return NULL;
      keep_last (box, method, data, head);
    }

  call = odeon_call_new (cell, method);
  if (!_odeon_frame_decode (method, ODEON_PARAM_IN, call->frame, reader.arguments, reader.size,
                            refs, NULL, error))
    {
      _odeon_call_discard (call);
      return NULL;
    }

  call->flags |= ODEON_CALL_TELL;
  atomic_store_explicit (&call->target_id, cell->id, memory_order_relaxed);

  return call;
}

static OdeonMail *
decode_for (OdeonCustomMailbox *box,
            OdeonCell          *cell,
            GBytes             *bytes,
            GPtrArray          *refs,
            GError            **error)
{
  OdeonCall *call = decode (box, cell, bytes, refs, error);
  OdeonMail *mail;

  if (call == NULL)
    return NULL;

  mail = _odeon_mail_new (box, cell, &call->message, FALSE);
  odeon_mail_set_stored (mail);

  return mail;
}

OdeonMail *
odeon_mailbox_decode (OdeonMailbox *self, GBytes *bytes, GPtrArray *refs, GError **error)
{
  OdeonCustomMailbox *box;
  OdeonCell          *cell;
  OdeonMail          *mail = NULL;

  g_return_val_if_fail (ODEON_IS_MAILBOX (self), NULL);
  g_return_val_if_fail (bytes != NULL, NULL);

  box = _odeon_custom_mailbox_dup (self);
  cell = box != NULL ? _odeon_custom_mailbox_dup_cell (box) : NULL;
  if (cell != NULL)
    {
      mail = decode_for (box, cell, bytes, refs, error);
      odeon_ref_unref (cell);
    }
  else
    g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD, "The mailbox has no actor");
  if (box != NULL)
    _odeon_custom_mailbox_unref (box);

  return mail;
}
