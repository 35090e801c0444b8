/* SPDX-License-Identifier: MIT */

/* The actors behind the proxies of Parity::Desk and its like. */

#pragma once

#include "parity.idl.h"
#include "stage.h"

typedef struct
{
  Player parent_instance;

  gint32 n;
} Desk;

typedef PlayerClass DeskClass;

GType desk_get_type (void);

static gboolean
desk_write (ParityDeskImpl *impl, const gchar *word, GError **error G_GNUC_UNUSED)
{
  Desk *self = (Desk *) impl;

  self->n++;
  journal_add (self->parent_instance.journal, self->parent_instance.tag, word);

  return TRUE;
}

static gboolean
desk_count (ParityDeskImpl *impl, const gchar *word, gint32 *out_result, GError **error)
{
  desk_write (impl, word, error);
  *out_result = ((Desk *) impl)->n;

  return TRUE;
}

static void
desk_impl_init (ParityDeskImplInterface *iface)
{
  iface->note = desk_write;
  iface->hurry = desk_write;
  iface->panic = desk_write;
  iface->count = desk_count;
  iface->also = desk_write;
  iface->later = desk_write;
}

G_DEFINE_TYPE_WITH_CODE (Desk, desk, player_get_type (),
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_DESK_IMPL, desk_impl_init))

static void
desk_class_init (DeskClass *klass G_GNUC_UNUSED)
{
}

static void
desk_init (Desk *self G_GNUC_UNUSED)
{
}

typedef Desk      Tray;
typedef DeskClass TrayClass;

GType tray_get_type (void);

G_DEFINE_TYPE_WITH_CODE (Tray, tray, desk_get_type (),
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_TRAY_IMPL, NULL))

static void
tray_class_init (TrayClass *klass G_GNUC_UNUSED)
{
}

static void
tray_init (Tray *self G_GNUC_UNUSED)
{
}

typedef Desk      Vault;
typedef DeskClass VaultClass;

GType vault_get_type (void);

G_DEFINE_TYPE_WITH_CODE (Vault, vault, desk_get_type (),
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_VAULT_IMPL, NULL))

static void
vault_class_init (VaultClass *klass G_GNUC_UNUSED)
{
}

static void
vault_init (Vault *self G_GNUC_UNUSED)
{
}

static inline ParityDesk *
spawn_desk (OdeonSystem             *system,
            GType                    type,
            const OdeonSpawnOptions *options,
            Journal                 *journal)
{
  GError     *error = NULL;
  ParityDesk *self = parity_desk_spawn (ODEON_SPAWNER (system), type, options, &error, "tag", "",
                                        "journal", journal, NULL);

  assert_no_error (error);

  return self;
}
