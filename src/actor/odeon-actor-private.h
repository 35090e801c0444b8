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

/* Of calls that are answered with a boolean. */
typedef struct
{
  gboolean result;
  gboolean for_good; /* of stop and kill: not to be undone, whoever asks */
} OdeonControlFrame;

#define ODEON_CONTROL_N_PARAMS 1

extern const OdeonParamInfo _odeon_control_params[ODEON_CONTROL_N_PARAMS];

void _odeon_control_answer (OdeonCall *call, gboolean result);

/* Sends a new call to the worker of @ref, past the mailbox; on that worker itself it is run at
 * once. It holds a reference to its target until then; where it cannot, _refuse() answers %FALSE.
 */
OdeonFuture *_odeon_control_send   (gpointer                 ref,
                                    const OdeonMethodInfo   *method,
                                    const OdeonMessageClass *klass);
void         _odeon_control_refuse (OdeonMessage *message, const GError *why);

/* (nullable): what odeon_ref_call() sends. */
OdeonCall *_odeon_ref_new_call (gpointer     ref,
                                const gchar *operation,
                                GVariant    *arguments,
                                GError     **error);
