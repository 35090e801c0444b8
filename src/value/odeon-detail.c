/* SPDX-License-Identifier: MIT */

/* Exceptions as GErrors that carry their members.
 *
 * A domain of exceptions is an extended error domain: GLib allots each of its errors a private
 * part, which lies in front of the GError. Ours holds the exception's table and a box with its
 * members. The table is found by domain and code when GLib makes the error; later functions go by
 * the private part alone, so that an error whose code was changed by hand still releases what it
 * holds.
 *
 * An error made by g_set_error() in such a domain gets a box of zeros; with a code that the domain
 * does not have it gets none.
 */

#include "odeon-detail-private.h"

#include "odeon-error.h"
#include "odeon-value.h"

#include <string.h>

typedef struct
{
  const OdeonErrorInfo *info;
  gpointer              box;
} Detail;

typedef struct
{
  const OdeonErrorInfo *const *errors;
  guint                        n_errors;
} Domain;

/* From quark to Domain. Only grows; the mutex guards it. */
static GHashTable *domains;
static GMutex      domains_mutex;

const OdeonErrorInfo *
_odeon_error_find_info (GQuark quark, gint code)
{
  const OdeonErrorInfo *info = NULL;
  const Domain *domain;

  g_mutex_lock (&domains_mutex);
  domain = domains != NULL ? g_hash_table_lookup (domains, GUINT_TO_POINTER (quark)) : NULL;
  if (domain != NULL && code >= 0 && (guint) code < domain->n_errors)
    info = domain->errors[code];
  g_mutex_unlock (&domains_mutex);

  return info;
}

/* The private part ends where the GError begins; it is rounded up as G_DEFINE_EXTENDED_ERROR()
 * says, to twice the size of a pointer. */
static Detail *
get_detail (const GError *error)
{
  const gsize alignment = 2 * sizeof (gsize);
  const gsize size = (sizeof (Detail) + alignment - 1) & ~(alignment - 1);

  return (Detail *) ((guint8 *) error - size);
}

static void
init_detail (GError *error)
{
  Detail *detail = get_detail (error);

  detail->info = _odeon_error_find_info (error->domain, error->code);
  if (detail->info != NULL)
    detail->box = odeon_boxed_new (detail->info->members);
}

static void
clear_detail (GError *error)
{
  Detail *detail = get_detail (error);

  if (detail->info != NULL)
    odeon_boxed_free (detail->info->members, detail->box);
}

static void
copy_detail (const GError *source, GError *dest)
{
  const Detail *from = get_detail (source);
  Detail *to = get_detail (dest);

  /* GLib has initialised the copy, by its code. */
  clear_detail (dest);
  to->info = from->info;
  to->box = from->info != NULL ? odeon_boxed_copy (from->info->members, from->box) : NULL;
}

GQuark
odeon_error_domain_register (const gchar                 *name,
                             const OdeonErrorInfo *const *errors,
                             guint                        n_errors)
{
  GQuark quark = g_quark_from_static_string (name);
  Domain *domain = g_new (Domain, 1);

  *domain = (Domain) { errors, n_errors };
  g_mutex_lock (&domains_mutex);
  if (domains == NULL)
    domains = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_insert (domains, GUINT_TO_POINTER (quark), domain);
  g_mutex_unlock (&domains_mutex);

  return g_error_domain_register_static (name, sizeof (Detail), init_detail, copy_detail,
                                         clear_detail);
}

/* `Bank::InsufficientFunds (balance: 10, wanted: 25)` */
static gchar *
describe (const OdeonErrorInfo *info, gconstpointer box)
{
  const OdeonTypeInfo *members = info->members;
  GString *message = g_string_new (info->name);

  for (guint i = 0; i < members->n_members; i++)
    {
      const OdeonMemberInfo *member = &members->members[i];
      g_autofree gchar *value = NULL;

      value = odeon_value_to_string (member->type, (const guint8 *) box + member->offset);
      g_string_append_printf (message, "%s%s: %s", i == 0 ? " (" : ", ", member->name, value);
    }
  if (members->n_members > 0)
    g_string_append_c (message, ')');

  return g_string_free (message, FALSE);
}

GError *
odeon_error_new (const OdeonErrorInfo *info, gconstpointer detail)
{
  GError *error = NULL;
  Detail *own;

  if (detail != NULL && !odeon_value_check (info->members, detail, &error))
    return error;

  error = g_error_new_literal (info->domain (), info->code, "");
  own = get_detail (error);
  g_assert (own->info == info);

  if (detail != NULL)
    {
      odeon_value_clear (info->members, own->box);
      odeon_value_copy (info->members, own->box, detail);
    }

  g_free (error->message);
  error->message = describe (info, own->box);

  return error;
}

/* Whether a gboolean says that an optional member is there: where it is no pointer. */
static gboolean
has_presence (const OdeonMemberInfo *member)
{
  OdeonKind kind = member->type->kind;

  return (member->flags & ODEON_MEMBER_OPTIONAL) && !(member->flags & ODEON_MEMBER_INDIRECT)
         && (kind <= ODEON_KIND_ENUM || kind == ODEON_KIND_ARRAY || kind == ODEON_KIND_BITMASK
             || kind == ODEON_KIND_BITSET);
}

/* Lays a member into a detail that owns nothing. Returns FALSE if it must be there and is not. */
static gboolean
borrow_member (gpointer detail, const OdeonMemberInfo *member, gconstpointer slot)
{
  guint8 *place = (guint8 *) detail + member->offset;

  if (member->flags & ODEON_MEMBER_INDIRECT)
    *(gconstpointer *) place = slot;
  else if (slot != NULL)
    memcpy (place, slot, member->type->size);
  else
    return (member->flags & ODEON_MEMBER_OPTIONAL) != 0;

  if (has_presence (member))
    *(gboolean *) ((guint8 *) detail + member->has_offset) = TRUE;
  return TRUE;
}

GError *
odeon_error_new_of_members (const OdeonErrorInfo *info, const gconstpointer *members)
{
  const OdeonTypeInfo *type = info->members;
  g_autofree gpointer  detail = g_malloc0 (type->size);

  for (guint i = 0; i < type->n_members; i++)
    if (!borrow_member (detail, &type->members[i], members[i]))
      return g_error_new (ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "%s.%s: NULL is no value",
                          type->name, type->members[i].name);

  return odeon_error_new (info, detail);
}

gconstpointer
odeon_error_get_detail (const GError *error, const OdeonErrorInfo *info)
{
  const Detail *detail;

  if (error == NULL || error->domain != info->domain ())
    return NULL;

  detail = get_detail (error);

  return detail->info == info ? detail->box : NULL;
}
