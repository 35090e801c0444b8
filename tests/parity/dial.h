/* SPDX-License-Identifier: MIT */

/* The actor behind the proxies of parity.idl: a Player that is a Parity::Dial. Everything here is
 * built as a user's program would be: public headers and generated code alone. */

#pragma once

#include "parity.idl.h"
#include "stage.h"

typedef struct
{
  Player parent_instance;

  gint32 level;
} Dial;

typedef PlayerClass DialClass;

GType dial_get_type (void);

static gboolean
dial_get_label (ParityLabelledImpl *impl, gchar **out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = g_strdup (((Player *) impl)->tag);

  return TRUE;
}

static gboolean
dial_get_level (ParityDialImpl *impl, gint32 *out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = ((Dial *) impl)->level;

  return TRUE;
}

static gboolean
dial_set_level (ParityDialImpl *impl, gint32 value, GError **error)
{
  if (value < 0 || value > 100)
    {
      g_propagate_error (error, parity_out_of_range_new_error (value));
      return FALSE;
    }
  ((Dial *) impl)->level = value;

  return TRUE;
}

static gboolean
dial_turn (ParityDialImpl *impl, gint32 by, gint32 *out_result, GError **error)
{
  Dial *self = (Dial *) impl;

  if (!dial_set_level (impl, self->level + by, error))
    return FALSE;
  *out_result = self->level;

  return TRUE;
}

static gboolean
dial_note (ParityDialImpl *impl, const gchar *word, GError **error)
{
  Player *player = (Player *) impl;

  journal_add (player->journal, player->tag, word);
  if (!g_str_equal (word, "fail"))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "as asked");

  return FALSE;
}

static void
dial_labelled_impl_init (ParityLabelledImplInterface *iface)
{
  iface->get_label = dial_get_label;
}

static void
dial_impl_init (ParityDialImplInterface *iface)
{
  iface->get_level = dial_get_level;
  iface->set_level = dial_set_level;
  iface->turn = dial_turn;
  iface->note = dial_note;
}

G_DEFINE_TYPE_WITH_CODE (Dial, dial, player_get_type (),
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_LABELLED_IMPL,
                                                dial_labelled_impl_init)
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_DIAL_IMPL, dial_impl_init))

static void
dial_class_init (DialClass *klass G_GNUC_UNUSED)
{
}

static void
dial_init (Dial *self G_GNUC_UNUSED)
{
}

static inline ParityDial *
spawn_dial (OdeonSystem *system, const gchar *tag, Journal *journal)
{
  GError     *error = NULL;
  ParityDial *self = parity_dial_spawn (ODEON_SPAWNER (system), dial_get_type (), NULL, &error,
                                        "tag", tag, "journal", journal, NULL);

  assert_no_error (error);
  assert_non_null (self);

  return self;
}

static inline gint
level_of (ParityDial *self)
{
  GError *error = NULL;
  gint32  level = -1;

  parity_dial_get_level_sync (self, &level, &error);
  assert_no_error (error);

  return level;
}
