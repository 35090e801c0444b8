/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

/* Makes the object of a cell; it knows its cell from the first line of its init on. */
OdeonActor *_odeon_actor_new (OdeonCell    *cell,
                              guint         n_properties,
                              const gchar **names,
                              const GValue *values);

/* The object may outlive its actor. */
void _odeon_actor_survive (GObject *object);

/* The library's own messages to an actor: methods that belong to no interface, whose vtable is the
 * cell. */
extern const OdeonMethodInfo _odeon_method_receive;
extern const OdeonMethodInfo _odeon_method_invoke;
extern const OdeonMethodInfo _odeon_method_started;
extern const OdeonMethodInfo _odeon_method_stop;
extern const OdeonMethodInfo _odeon_method_kill;

/* Of odeon_actor_invoke(). */
extern const OdeonMessageClass _odeon_invocation_class;

/* Answers a call of stop or kill. */
void _odeon_control_answer (OdeonCall *call, gboolean ended);
