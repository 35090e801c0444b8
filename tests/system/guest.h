/* SPDX-License-Identifier: MIT */

/* An actor for groups to hold, that tells where it is and takes its process along when asked. */

#pragma once

#include "stage.h"

#include "guest.idl.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct
{
  OdeonActor parent_instance;

  gchar *label;
  gint32 sum;
  gint32 last_heard;
  gint32 n_ended;
} Visitor;

typedef OdeonActorClass VisitorClass;

GType visitor_get_type (void);

static gboolean
visitor_get_label (InnGuestImpl *impl, gchar **out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = g_strdup (((Visitor *) impl)->label);

  return TRUE;
}

static gboolean
visitor_get_pid (InnGuestImpl *impl G_GNUC_UNUSED,
                 gint64         *out_value,
                 GError        **error G_GNUC_UNUSED)
{
  *out_value = getpid ();

  return TRUE;
}

static gboolean
visitor_add (InnGuestImpl *impl, gint32 number, gint32 *out, GError **error G_GNUC_UNUSED)
{
  *out = ((Visitor *) impl)->sum += number;

  return TRUE;
}

static gboolean
visitor_note (InnGuestImpl *impl, gint32 number, GError **error G_GNUC_UNUSED)
{
  ((Visitor *) impl)->sum += number;

  return TRUE;
}

static gboolean
visitor_look (InnGuestImpl *impl G_GNUC_UNUSED,
              const gchar    *what,
              gchar         **out,
              GError        **error G_GNUC_UNUSED)
{
  struct rlimit limit;

  if (g_str_equal (what, "directory"))
    *out = g_get_current_dir ();
  else if (g_str_equal (what, "files") && getrlimit (RLIMIT_NOFILE, &limit) == 0)
    *out = g_strdup_printf ("%lu", (gulong) limit.rlim_cur);
  else if (g_str_equal (what, "session"))
    *out = g_strdup (getsid (0) == getpid () ? "own" : "shared");
  else
    *out = g_strdup (g_getenv (what) != NULL ? g_getenv (what) : "");

  return TRUE;
}

static gboolean
visitor_misbehave (InnGuestImpl *impl G_GNUC_UNUSED,
                   const gchar    *how,
                   GError        **error G_GNUC_UNUSED)
{
  if (g_str_equal (how, "abort"))
    raise (SIGABRT);
  else if (g_str_equal (how, "exit"))
    _exit (0);
  else if (g_str_equal (how, "null"))
    raise (SIGSEGV);
  else if (g_str_equal (how, "hang"))
    raise (SIGSTOP);

  return TRUE;
}

static gboolean
visitor_refuse (InnGuestImpl *impl G_GNUC_UNUSED, gint32 room, GError **error)
{
  g_propagate_error (error, inn_full_new_error (room));

  return FALSE;
}

static gboolean
visitor_ask (InnGuestImpl *impl G_GNUC_UNUSED,
             InnGuest     *other,
             gint32          number,
             gint32         *out,
             GError        **error)
{
  return inn_guest_add_sync (other, number, out, error);
}

static gboolean
visitor_itself (InnGuestImpl *impl, InnGuest **out, GError **error G_GNUC_UNUSED)
{
  *out = odeon_ref_ref (odeon_actor_get_ref (ODEON_ACTOR (impl)));

  return TRUE;
}

static gboolean
visitor_measure (InnGuestImpl *impl G_GNUC_UNUSED,
                 GBytes         *bytes,
                 gint32         *out,
                 GError        **error G_GNUC_UNUSED)
{
  *out = (gint32) g_bytes_get_size (bytes);

  return TRUE;
}

static gboolean
visitor_echo (InnGuestImpl *impl G_GNUC_UNUSED,
              GBytes         *bytes,
              GBytes        **out,
              GError        **error G_GNUC_UNUSED)
{
  *out = g_bytes_ref (bytes);

  return TRUE;
}

static gboolean
visitor_trip (InnGuestImpl *impl G_GNUC_UNUSED, const gchar *over, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, over);

  return FALSE;
}

static gboolean
visitor_ring (InnGuestImpl *impl, gint32 first, gint32 n, GError **error G_GNUC_UNUSED)
{
  for (gint32 i = first; i < first + n; i++)
    inn_rang_publish (impl, &(InnRang) { i });

  return TRUE;
}

static gboolean
visitor_hear (const InnRang *event, gpointer data)
{
  Visitor *self = data;

  if (event->number == self->last_heard + 1)
    self->sum += self->last_heard = event->number;

  return ODEON_EVENT_CONTINUE;
}

static void
visitor_hear_no_more (gpointer self)
{
  ((Visitor *) self)->n_ended++;
}

static gboolean
visitor_listen (InnGuestImpl *impl, InnGuest *other, GError **error G_GNUC_UNUSED)
{
  inn_rang_subscribe_to (impl, other, 0, visitor_hear, impl, visitor_hear_no_more);

  return TRUE;
}

static gboolean
visitor_deafness (InnGuestImpl *impl, gint32 *out, GError **error G_GNUC_UNUSED)
{
  *out = ((Visitor *) impl)->n_ended;

  return TRUE;
}

static void
visitor_implement (InnGuestImplInterface *iface)
{
  iface->get_label = visitor_get_label;
  iface->get_pid = visitor_get_pid;
  iface->add = visitor_add;
  iface->note = visitor_note;
  iface->look = visitor_look;
  iface->misbehave = visitor_misbehave;
  iface->refuse = visitor_refuse;
  iface->ask = visitor_ask;
  iface->itself = visitor_itself;
  iface->measure = visitor_measure;
  iface->echo = visitor_echo;
  iface->trip = visitor_trip;
  iface->ring = visitor_ring;
  iface->listen = visitor_listen;
  iface->deafness = visitor_deafness;
}

G_DEFINE_TYPE_WITH_CODE (Visitor, visitor, ODEON_TYPE_ACTOR,
                         G_IMPLEMENT_INTERFACE (INN_TYPE_GUEST_IMPL, visitor_implement))

ODEON_ANNOUNCE_ACTOR (visitor)

static void
visitor_set_property (GObject      *object,
                      guint         id G_GNUC_UNUSED,
                      const GValue *value,
                      GParamSpec   *pspec G_GNUC_UNUSED)
{
  g_free (((Visitor *) object)->label);
  ((Visitor *) object)->label = g_value_dup_string (value);
}

static void
visitor_finalize (GObject *object)
{
  g_free (((Visitor *) object)->label);
  G_OBJECT_CLASS (visitor_parent_class)->finalize (object);
}

static void
visitor_class_init (VisitorClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);

  object->set_property = visitor_set_property;
  object->finalize = visitor_finalize;
  g_object_class_install_property (object, 1,
                                   g_param_spec_string ("label", NULL, NULL, "",
                                                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT));
}

static void
visitor_init (Visitor *self G_GNUC_UNUSED)
{
}

/* --- groups of them --- */

static inline OdeonGroup *
start_group (OdeonSystem *system, const OdeonGroupOptions *options)
{
  OdeonGroupOptions patient = ODEON_GROUP_OPTIONS_INIT;
  GError           *error = NULL;
  OdeonGroup       *group;

  if (options != NULL)
    patient = *options;
  /* Under valgrind, on a machine that has other things to do, a process takes its time. */
  if (patient.start_timeout == 0)
    patient.start_timeout = G_TIME_SPAN_MINUTE;
  group = odeon_system_start_group (system, &patient, &error);
  assert_no_error (error);

  return group;
}

static inline OdeonGroup *
start_named (OdeonSystem *system, const gchar *name)
{
  OdeonGroupOptions options = ODEON_GROUP_OPTIONS_INIT;

  options.name = name;

  return start_group (system, &options);
}

static inline InnGuest *
spawn_visitor (gpointer in, const gchar *name, const gchar *label)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  GError           *error = NULL;
  InnGuest       *guest;

  options.name = name;
  guest = inn_guest_spawn (in, visitor_get_type (), &options, &error, "label", label, NULL);
  assert_no_error (error);

  return guest;
}

static inline gint32
add (InnGuest *guest, gint32 number)
{
  GError *error = NULL;
  gint32  sum = 0;

  inn_guest_add_sync (guest, number, &sum, &error);
  assert_no_error (error);

  return sum;
}

static inline gint64
pid_of (InnGuest *guest)
{
  GError *error = NULL;
  gint64  pid = 0;

  inn_guest_get_pid_sync (guest, &pid, &error);
  assert_no_error (error);

  return pid;
}
