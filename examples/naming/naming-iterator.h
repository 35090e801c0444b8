/* SPDX-License-Identifier: MIT */

#pragma once

#include "CosNaming.idl.h"

G_BEGIN_DECLS

/* An actor that is a CosNaming::BindingIterator. Property at construction: "bindings", a
 * CosNamingBindingList. */
#define NAMING_TYPE_ITERATOR (naming_iterator_get_type ())
G_DECLARE_FINAL_TYPE (NamingIterator, naming_iterator, NAMING, ITERATOR, OdeonActor)

CosNamingBindingList *naming_iterator_slice (CosNamingBindingList *list, guint from, guint n);

G_END_DECLS
