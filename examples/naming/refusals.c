/* SPDX-License-Identifier: MIT */

/* What a naming service must refuse, and how it says so. */

#include "refusals.h"

static const gchar *
get_nick (GType enum_type, gint value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (enum_type);

  return g_enum_get_value (klass, value)->value_nick;
}

/* NotFound tells why, and what was left of the name. */
static gboolean
print_not_found (CosNamingNamingContextExt            *root,
                 const gchar                          *name,
                 const CosNamingNamingContextNotFound *not_found,
                 GError                              **error)
{
  g_autofree gchar *rest = NULL;

  if (!cos_naming_naming_context_ext_to_string_sync (root, not_found->rest_of_name, &rest, error))
    return FALSE;
  g_print ("%s: NotFound, %s: %s\n", name,
           get_nick (COS_NAMING_NAMING_CONTEXT_TYPE_NOT_FOUND_REASON, (gint) not_found->why), rest);

  return TRUE;
}

/* CannotProceed tells which context to ask directly, and for which name. */
static gboolean
print_stuck (CosNamingNamingContextExt                 *root,
             const gchar                               *name,
             const CosNamingNamingContextCannotProceed *stuck,
             GError                                   **error)
{
  g_autofree gchar *rest = NULL;

  if (!cos_naming_naming_context_ext_to_string_sync (root, stuck->rest_of_name, &rest, error))
    return FALSE;
  g_print ("%s: CannotProceed: %s, in a context that is %s\n", name, rest,
           odeon_ref_is_alive (stuck->cxt) ? "busy" : "no more");

  return TRUE;
}

static gboolean
look_in_vain (CosNamingNamingContextExt *root, const gchar *name, GError **error)
{
  g_autoptr (GError)                         refusal = NULL;
  g_autoptr (OdeonRef)                       book = NULL;
  const CosNamingNamingContextNotFound      *not_found;
  const CosNamingNamingContextCannotProceed *stuck;

  if (cos_naming_naming_context_ext_resolve_str_sync (root, name, &book, &refusal))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s was not to be found, but was", name);
      return FALSE;
    }

  not_found = cos_naming_naming_context_not_found_get_detail (refusal);
  if (not_found != NULL)
    return print_not_found (root, name, not_found, error);

  stuck = cos_naming_naming_context_cannot_proceed_get_detail (refusal);
  if (stuck != NULL)
    return print_stuck (root, name, stuck, error);

  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

/* Makes a context, and destroys it while it is bound. */
static gboolean
burn_attic (CosNamingNamingContextExt *root, GError **error)
{
  CosNamingNamingContext            *context = NULL;
  g_autoptr (CosNamingName)          name = NULL;
  g_autoptr (CosNamingNamingContext) attic = NULL;

  context = cos_naming_naming_context_ext_as_naming_context (root);

  return cos_naming_naming_context_ext_to_name_sync (root, "attic", &name, error)
         && cos_naming_naming_context_bind_new_context_sync (context, name, &attic, error)
         && cos_naming_naming_context_destroy_sync (attic, error)
         && look_in_vain (root, "attic/diary", error);
}

static void
print_outcome (const gchar *what, gboolean done, GError **refusal)
{
  g_print ("%s: %s\n", what, done ? "done" : (*refusal)->message);
  g_clear_error (refusal);
}

gboolean
print_refusals (CosNamingNamingContextExt *root, GError **error)
{
  CosNamingNamingContext    *context = cos_naming_naming_context_ext_as_naming_context (root);
  g_autoptr (CosNamingName)  name = NULL;
  g_autoptr (CosNamingName)  wrong = NULL;
  g_autoptr (GError)         refusal = NULL;

  if (!look_in_vain (root, "shelf-1/crate-7/book-0.novel", error)
      || !look_in_vain (root, "shelf-1/box-2/book-3.novel/page-4", error)
      || !burn_attic (root, error)
      || !cos_naming_naming_context_ext_to_name_sync (root, "shelf-1/box-2/book-3.novel", &name,
                                                      error))
    return FALSE;

  print_outcome ("binding a name twice",
                 cos_naming_naming_context_bind_sync (context, name, NULL, &refusal), &refusal);
  print_outcome ("destroying a context that is in use",
                 cos_naming_naming_context_destroy_sync (context, &refusal), &refusal);
  print_outcome ("a name that ends in a dot",
                 cos_naming_naming_context_ext_to_name_sync (root, "shelf-1.", &wrong, &refusal),
                 &refusal);

  return TRUE;
}
