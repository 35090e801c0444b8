/* SPDX-License-Identifier: MIT */

/* Counts what is bound in a context and in all contexts below it, by list() and its iterator. */

#include "census.h"

#define PORTION 20

static gboolean
count_context (Census                  *self,
               CosNamingNamingContext  *context,
               CosNamingName           *name,
               GError                 **error)
{
  g_autoptr (OdeonRef)               object = NULL;
  g_autoptr (CosNamingNamingContext) found = NULL;

  self->contexts++;
  if (!cos_naming_naming_context_resolve_sync (context, name, &object, error))
    return FALSE;

  /* An object of whatever interface is narrowed to the one that it should have. */
  found = cos_naming_naming_context_from_ref (object, error);

  return found != NULL && census_take (self, found, error);
}

static gboolean
count (Census                  *self,
       CosNamingNamingContext  *context,
       CosNamingBindingList    *portion,
       GError                 **error)
{
  self->portions++;
  for (guint i = 0; i < portion->len; i++)
    {
      CosNamingBinding *binding = portion->pdata[i];

      if (binding->binding_type == COS_NAMING_BINDING_TYPE_NOBJECT)
        self->objects++;
      else if (!count_context (self, context, binding->binding_name, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
count_rest (Census                    *self,
            CosNamingNamingContext    *context,
            CosNamingBindingIterator  *iterator,
            GError                   **error)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (CosNamingBindingList) portion = NULL;

      if (!cos_naming_binding_iterator_next_n_sync (iterator, PORTION, &more, &portion, error)
          || (more && !count (self, context, portion, error)))
        return FALSE;
    }

  return cos_naming_binding_iterator_destroy_sync (iterator, error);
}

gboolean
census_take (Census *self, CosNamingNamingContext *context, GError **error)
{
  g_autoptr (CosNamingBindingList)     portion = NULL;
  g_autoptr (CosNamingBindingIterator) iterator = NULL;

  return cos_naming_naming_context_list_sync (context, PORTION, &portion, &iterator, error)
         && count (self, context, portion, error)
         && (iterator == NULL || count_rest (self, context, iterator, error));
}
