/* SPDX-License-Identifier: MIT */

#pragma once

#include "naming-bindings.h"

G_BEGIN_DECLS

/* Generated functions that answer an operation: one without results, and one with an object. */
typedef void (*NamingComplete)       (OdeonCall *call);
typedef void (*NamingCompleteObject) (OdeonCall *call, OdeonRef *result);

/* Where a call that names something has to go. */
typedef struct
{
  OdeonCall              *call;            /* NULL once it is answered */
  NamingComplete          complete;        /* of an operation without results */
  NamingCompleteObject    complete_object; /* of one that resolves */
  CosNamingNamingContext *next;            /* NULL: the name has one component, and is ours */
  CosNamingName          *rest;            /* the name as @next knows it */
} NamingRoute;

NamingRoute *naming_route_new     (NamingBindings *bindings, CosNamingName *name, OdeonCall *call);
void         naming_route_unref   (NamingRoute *self);

void         naming_route_follow  (NamingRoute *self, OdeonFuture *future, OdeonDoneFunc done);
void         naming_route_arrived (OdeonFuture *done, gpointer self);
void         naming_route_end     (NamingRoute *self, GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NamingRoute, naming_route_unref)

G_END_DECLS
