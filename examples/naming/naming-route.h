/* SPDX-License-Identifier: MIT */

#pragma once

#include "naming-bindings.h"

G_BEGIN_DECLS

/* Answers an operation that has no results: a generated function. */
typedef void (*NamingComplete) (OdeonCall *call);

/* Where a call that names something has to go. */
typedef struct
{
  OdeonCall              *call;     /* NULL once it is answered */
  NamingComplete          complete; /* NULL: there are results, to be given by the context */
  CosNamingNamingContext *next;     /* NULL: the name has one component, and is ours */
  CosNamingName          *rest;     /* the name as @next knows it */
} NamingRoute;

NamingRoute *naming_route_new     (NamingBindings *bindings,
                                   CosNamingName  *name,
                                   OdeonCall      *call,
                                   NamingComplete  complete);
void         naming_route_unref   (NamingRoute *self);

void         naming_route_follow  (NamingRoute *self, OdeonFuture *future, OdeonDoneFunc done);
void         naming_route_arrived (OdeonFuture *done, gpointer self);
void         naming_route_end     (NamingRoute *self, GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NamingRoute, naming_route_unref)

G_END_DECLS
