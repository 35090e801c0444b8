/* SPDX-License-Identifier: MIT */

/* The actors behind Parity::Machine and Parity::Motor. A machine has a motor, which has dials; each
 * is a child of the one before. */

#pragma once

#include "dial.h"

/* --- the motor --- */

typedef struct
{
  OdeonActor parent_instance;

  ParityDial *throttle;
} Motor;

typedef OdeonActorClass MotorClass;

GType motor_get_type (void);

static gboolean
motor_get_throttle (ParityMotorImpl *impl, ParityDial **out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = parity_dial_ref (((Motor *) impl)->throttle);

  return TRUE;
}

static gboolean
motor_set_throttle (ParityMotorImpl *impl, ParityDial *value, GError **error G_GNUC_UNUSED)
{
  Motor *self = (Motor *) impl;

  if (value != NULL)
    parity_dial_ref (value);
  g_clear_pointer (&self->throttle, parity_dial_unref);
  self->throttle = value;

  return TRUE;
}

static ParityPanel *
panel_of (ParityDial *dial)
{
  ParityPanel *panel = parity_panel_new ();

  panel->title = g_strdup ("panel");
  panel->main = dial != NULL ? parity_dial_ref (dial) : NULL;
  panel->dials = parity_dial_list_new ();
  parity_dial_list_append (panel->dials, dial);
  panel->named = parity_dial_table_new ();
  parity_dial_table_insert (panel->named, "throttle", dial);

  return panel;
}

static gboolean
motor_get_board (ParityMotorImpl *impl, ParityPanel **out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = panel_of (((Motor *) impl)->throttle);

  return TRUE;
}

static void
motor_impl_init (ParityMotorImplInterface *iface)
{
  iface->get_throttle = motor_get_throttle;
  iface->set_throttle = motor_set_throttle;
  iface->get_board = motor_get_board;
}

G_DEFINE_TYPE_WITH_CODE (Motor, motor, ODEON_TYPE_ACTOR,
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_MOTOR_IMPL, motor_impl_init))

static gboolean
motor_started (OdeonActor *actor, GError **error)
{
  Motor *self = (Motor *) actor;

  self->throttle = parity_dial_spawn (ODEON_SPAWNER (actor), dial_get_type (), NULL, error, "tag",
                                      "throttle", NULL);

  return self->throttle != NULL;
}

static void
motor_finalize (GObject *object)
{
  g_clear_pointer (&((Motor *) object)->throttle, parity_dial_unref);
  G_OBJECT_CLASS (motor_parent_class)->finalize (object);
}

static void
motor_class_init (MotorClass *klass)
{
  klass->started = motor_started;
  G_OBJECT_CLASS (klass)->finalize = motor_finalize;
}

static void
motor_init (Motor *self G_GNUC_UNUSED)
{
}

/* --- the machine --- */

typedef struct
{
  OdeonActor parent_instance;

  ParityMotor *motor;
} Machine;

typedef OdeonActorClass MachineClass;

GType machine_get_type (void);

static gboolean
machine_get_label (ParityLabelledImpl *impl G_GNUC_UNUSED, gchar **out_value,
                   GError **error G_GNUC_UNUSED)
{
  *out_value = g_strdup ("machine");

  return TRUE;
}

static gboolean
machine_get_drive (ParityMachineImpl *impl, ParityMotor **out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = parity_motor_ref (((Machine *) impl)->motor);

  return TRUE;
}

static gboolean
machine_get_plate (ParityMachineImpl *impl, ParityLabelled **out_value,
                   GError **error G_GNUC_UNUSED)
{
  *out_value = odeon_ref_ref (odeon_actor_get_ref (ODEON_ACTOR (impl)));

  return TRUE;
}

static gboolean
machine_open (ParityMachineImpl *impl,
              const gchar       *key,
              ParityMotor      **out_result,
              ParityPanel      **out_board,
              GError           **error)
{
  Machine *self = (Machine *) impl;

  if (g_str_equal (key, ""))
    {
      g_propagate_error (error, parity_out_of_range_new_error (0));
      return FALSE;
    }
  *out_board = panel_of (NULL);
  *out_result = g_str_equal (key, "none") ? NULL : parity_motor_ref (self->motor);

  return TRUE;
}

static gboolean
machine_look (ParityMachineImpl *impl, gboolean through_itself, gint32 *out_result, GError **error)
{
  g_autoptr (ParityMachine) self =
    parity_machine_from_ref (odeon_actor_get_ref (ODEON_ACTOR (impl)), NULL);
  g_autoptr (ParityMotor)   motor = through_itself ? parity_machine_get_drive_promised (self)
                                                   : parity_motor_ref (((Machine *) impl)->motor);
  g_autoptr (ParityDial)    throttle = parity_motor_get_throttle_promised (motor);

  return parity_dial_get_level_sync (throttle, out_result, error);
}

static void
machine_labelled_impl_init (ParityLabelledImplInterface *iface)
{
  iface->get_label = machine_get_label;
}

static void
machine_impl_init (ParityMachineImplInterface *iface)
{
  iface->get_drive = machine_get_drive;
  iface->get_plate = machine_get_plate;
  iface->open = machine_open;
  iface->look = machine_look;
}

G_DEFINE_TYPE_WITH_CODE (Machine, machine, ODEON_TYPE_ACTOR,
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_LABELLED_IMPL,
                                                machine_labelled_impl_init)
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_MACHINE_IMPL, machine_impl_init))

static gboolean
machine_started (OdeonActor *actor, GError **error)
{
  Machine *self = (Machine *) actor;

  self->motor = parity_motor_spawn (ODEON_SPAWNER (actor), motor_get_type (), NULL, error, NULL);

  return self->motor != NULL;
}

static void
machine_finalize (GObject *object)
{
  g_clear_pointer (&((Machine *) object)->motor, parity_motor_unref);
  G_OBJECT_CLASS (machine_parent_class)->finalize (object);
}

static void
machine_class_init (MachineClass *klass)
{
  klass->started = machine_started;
  G_OBJECT_CLASS (klass)->finalize = machine_finalize;
}

static void
machine_init (Machine *self G_GNUC_UNUSED)
{
}

static inline ParityMachine *
spawn_machine (OdeonSystem *system)
{
  GError        *error = NULL;
  ParityMachine *self = parity_machine_spawn (ODEON_SPAWNER (system), machine_get_type (), NULL,
                                              &error, NULL);

  assert_no_error (error);
  assert_non_null (self);

  return self;
}
