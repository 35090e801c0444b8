/* SPDX-License-Identifier: MIT */

#include "odeon-dialect-private.h"
#include "odeon-session-private.h"

#include "odeon-error.h"
#include "odeon-topic-private.h"

void
_odeon_dialect_init (OdeonDialect *self)
{
  self->numbers = g_hash_table_new (NULL, NULL);
  self->foreign = g_array_new (FALSE, TRUE, sizeof (OdeonForeignInterface));
  self->different = g_hash_table_new (NULL, NULL);
}

void
_odeon_dialect_clear (OdeonDialect *self)
{
  g_hash_table_unref (self->numbers);
  g_array_unref (self->foreign);
  g_hash_table_unref (self->different);
}

static guint16
add_own (OdeonDialect *self, const OdeonInterfaceInfo *info)
{
  guint number = g_hash_table_size (self->numbers) + 1;

  if (number > G_MAXUINT16)
    return 0;

  g_hash_table_insert (self->numbers, (gpointer) info, GUINT_TO_POINTER (number));

  return (guint16) number;
}

void
_odeon_dialect_describe (OdeonDialect *self, OdeonHello *hello)
{
  g_autofree const OdeonInterfaceInfo **infos = odeon_interface_list ();
  g_autoptr (GPtrArray)                 names = g_ptr_array_new ();

  hello->fingerprints = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; infos[i] != NULL && add_own (self, infos[i]) != 0; i++)
    {
      g_ptr_array_add (names, g_strdup (infos[i]->name));
      g_array_append_val (hello->fingerprints, infos[i]->fingerprint);
    }
  g_ptr_array_add (names, NULL);
  hello->interfaces = (gchar **) g_ptr_array_steal (names, NULL);
}

/* (nullable) */
static const OdeonInterfaceInfo *
find (const gchar *name)
{
  const OdeonInterfaceInfo *info = odeon_interface_find (name);
  OdeonSubject             *subject = info == NULL ? _odeon_subject_find (name) : NULL;

  return subject != NULL ? subject->interface : info;
}

gboolean
_odeon_dialect_learn (OdeonDialect *self, const gchar *name, guint64 fingerprint)
{
  OdeonForeignInterface foreign = { find (name), FALSE };

  if (self->foreign->len == G_MAXUINT16)
    return FALSE;

  foreign.is_same = foreign.info != NULL && foreign.info->fingerprint == fingerprint;
  if (foreign.info != NULL && !foreign.is_same)
    g_hash_table_add (self->different, (gpointer) foreign.info);
  g_array_append_val (self->foreign, foreign);

  return TRUE;
}

guint16
_odeon_dialect_number (OdeonSession *session, const OdeonInterfaceInfo *info)
{
  OdeonDialect        *self = &session->dialect;
  gpointer             found = g_hash_table_lookup (self->numbers, info);
  guint16              number = (guint16) GPOINTER_TO_UINT (found);
  OdeonFrameHeader     header = { .kind = ODEON_FRAME_INTERFACE };
  OdeonInterfaceNotice notice = { (gchar *) info->name, info->fingerprint };

  if (G_LIKELY (number != 0))
    return number;

  number = add_own (self, info);
  header.target = number;
  if (number != 0)
    _odeon_session_write (session, &header, &_odeon_notice_interface, ODEON_PARAM_IN, &notice,
                          NULL);
  session->lanes.announced = session->output.position;

  return number;
}

gboolean
_odeon_dialect_agrees (OdeonSession *session, const OdeonInterfaceInfo *info, GError **error)
{
  if (G_LIKELY (!g_hash_table_contains (session->dialect.different, info)))
    return TRUE;

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE,
               "%s has another version of the interface %s", session->peer_name, info->name);

  return FALSE;
}

gboolean
_odeon_dialect_check (OdeonSession *session)
{
  GHashTableIter iter;
  gpointer       info;

  g_hash_table_iter_init (&iter, session->dialect.different);
  if (!g_hash_table_iter_next (&iter, &info, NULL))
    return TRUE;

  return _odeon_session_violates (session, "it has another version of the interface %s",
                                  ((const OdeonInterfaceInfo *) info)->name);
}

const OdeonForeignInterface *
_odeon_dialect_look_up (OdeonDialect *self, guint16 number)
{
  if (number == 0 || number > self->foreign->len)
    return NULL;

  return &g_array_index (self->foreign, OdeonForeignInterface, number - 1u);
}
