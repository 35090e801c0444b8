/* SPDX-License-Identifier: MIT */

/* `corbaname:ADDRESS#NAME`, by which a name can be passed on outside of CORBA (Naming Service 1.3,
 * "URL schemes" and the operation to_url). The address says where a naming service is, as in
 * `:host:2809/NameService`, and must not be empty. The stringified name may be; in it, what a URL
 * cannot hold is written as `%` and two hexadecimal digits. */

#include "naming-url.h"

#include "naming-name.h"

/* These need no `%`, nor do letters, digits, and `-_.~`. */
#define ALLOWED_IN_NAME ";/:?@&=+$,!*'()"
#define ALLOWED_IN_ADDRESS ALLOWED_IN_NAME "-_.~%[]"

static gboolean
is_address (const gchar *address)
{
  const gchar *p = address;

  while (g_ascii_isalnum (*p) || (*p != '\0' && strchr (ALLOWED_IN_ADDRESS, *p) != NULL))
    p++;

  return p != address && *p == '\0';
}

gchar *
naming_url_new (const gchar *address, const gchar *string_name, GError **error)
{
  g_autofree gchar *escaped = NULL;

  if (!is_address (address))
    {
      g_propagate_error (error, cos_naming_naming_context_ext_invalid_address_new_error ());
      return NULL;
    }

  if (*string_name != '\0')
    {
      g_autoptr (CosNamingName) name = naming_name_parse (string_name, error);

      if (name == NULL)
        return NULL;
    }

  escaped = g_uri_escape_string (string_name, ALLOWED_IN_NAME, FALSE);

  return g_strdup_printf ("corbaname:%s#%s", address, escaped);
}
