/* SPDX-License-Identifier: MIT */

#pragma once

#include "CosNaming.idl.h"

G_BEGIN_DECLS

/* What one context has bound. Each function looks at a name's first component only; what fails
 * fails with the standard's exceptions. */
typedef struct _NamingBindings NamingBindings;

NamingBindings *naming_bindings_new      (void);
void            naming_bindings_free     (NamingBindings *self);
gboolean        naming_bindings_is_empty (NamingBindings *self);

gboolean naming_bindings_is_free (NamingBindings *self, CosNamingName *name, GError **error);

gboolean naming_bindings_bind   (NamingBindings       *self,
                                 CosNamingName        *name,
                                 CosNamingBindingType  type,
                                 OdeonRef             *object,
                                 GError              **error);
gboolean naming_bindings_rebind (NamingBindings       *self,
                                 CosNamingName        *name,
                                 CosNamingBindingType  type,
                                 OdeonRef             *object,
                                 GError              **error);
gboolean naming_bindings_unbind (NamingBindings *self, CosNamingName *name, GError **error);

gboolean                naming_bindings_resolve (NamingBindings  *self,
                                                 CosNamingName   *name,
                                                 OdeonRef       **out_object,
                                                 GError         **error);
CosNamingNamingContext *naming_bindings_enter   (NamingBindings  *self,
                                                 CosNamingName   *name,
                                                 GError         **error);

CosNamingBindingList *naming_bindings_list (NamingBindings *self);

G_END_DECLS
