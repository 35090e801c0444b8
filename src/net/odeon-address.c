/* SPDX-License-Identifier: MIT */

/* GUri knows URIs: brackets, encoding, ports, names beyond ASCII. Here is what an address of ours
 * has of that, and what it must not have. */

#include "odeon-address-private.h"

#include "odeon-error.h"
#include "odeon-node-name-private.h"

#include <string.h>

#define SCHEME   "odeon"
#define HOST_MAX 253

/* A URI, decoded. */
typedef struct
{
  gchar *scheme;
  gchar *userinfo;
  gchar *host;
  gint   port;
  gchar *path;
  gchar *query;
  gchar *fragment;
} Parts;

static void
parts_clear (Parts *self)
{
  g_free (self->scheme);
  g_free (self->userinfo);
  g_free (self->host);
  g_free (self->path);
  g_free (self->query);
  g_free (self->fragment);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* Whoever wrote @text is told which it was, without what may be a secret. */
static gboolean
refuse (GError **error, const gchar *text, const gchar *why)
{
  g_autofree gchar *public = g_strndup (text, strcspn (text, "#"));
  g_autofree gchar *shown = g_utf8_make_valid (public, -1);

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "`%s` is no address: %s", shown,
               why);

  return FALSE;
}

static gboolean
split (const gchar *uri, const gchar *shown, Parts *out, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (!g_utf8_validate (uri, -1, NULL))
    return refuse (error, shown, "it is not in UTF-8");

  /* Its messages repeat what is before the fragment alone. */
  return g_uri_split (uri, G_URI_FLAGS_NONE, &out->scheme, &out->userinfo, &out->host, &out->port,
                      &out->path, &out->query, &out->fragment, &why)
         || refuse (error, shown, why->message);
}

/* --- the host --- */

static gboolean
is_host_name (const gchar *host)
{
  if (*host == '\0' || *host == '.' || *host == '-' || strlen (host) > HOST_MAX
      || strstr (host, "..") != NULL)
    return FALSE;

  for (const gchar *c = host; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '.' && *c != '_')
      return FALSE;

  return TRUE;
}

/* GUri lets an address with a zone, `fe80::1%eth0`, through its brackets alone. */
static gboolean
is_host (const gchar *host)
{
  return strchr (host, ':') != NULL || is_host_name (host);
}

/* --- what is there --- */

static gboolean
has_control_characters (const gchar *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return TRUE;

  return FALSE;
}

static gboolean
parse_token (const gchar *text, guint8 *out_token)
{
  if (strlen (text) != 2 * ODEON_TOKEN_SIZE)
    return FALSE;

  for (guint i = 0; i < ODEON_TOKEN_SIZE; i++)
    {
      gint high = g_ascii_xdigit_value (text[2 * i]);
      gint low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      out_token[i] = (guint8) (high << 4 | low);
    }

  return TRUE;
}

/* (nullable): what is wrong with them, taken together. */
static const gchar *
find_fault (const Parts *parts)
{
  if (g_strcmp0 (parts->scheme, SCHEME) != 0)
    return "it does not begin with odeon://";
  if (parts->host == NULL || !is_host (parts->host))
    return "it names no host";
  if (parts->port == 0)
    return "0 is no port";
  if (parts->userinfo != NULL && !_odeon_node_name_is_valid (parts->userinfo))
    return "what is before the @ is no node's name";
  if (parts->query != NULL)
    return "it has no place for a `?`; percent-encode it in a name";
  if (has_control_characters (parts->path))
    return "a name has no control characters";

  return NULL;
}

static gboolean
take_place (const Parts *parts, const gchar *uri, OdeonAddress *self, GError **error)
{
  const gchar *name = parts->path + (*parts->path == '/');

  if (parts->fragment == NULL && *name == '\0')
    return refuse (error, uri, "it names neither what is exported there nor a token");
  if (parts->fragment != NULL && *name != '\0')
    return refuse (error, uri, "it has a name and a token: one of them is enough");
  if (parts->fragment != NULL && !parse_token (parts->fragment, self->token))
    return refuse (error, uri, "a token has 32 hexadecimal digits");

  self->has_token = parts->fragment != NULL;
  self->name = self->has_token ? NULL : g_strdup (name);

  return TRUE;
}

gboolean
_odeon_address_parse (const gchar *uri, OdeonAddress *out_address, GError **error)
{
  g_auto (Parts)        parts = { 0 };
  g_auto (OdeonAddress) self = { 0 };
  const gchar          *fault;

  if (!split (uri, uri, &parts, error))
    return FALSE;
  fault = find_fault (&parts);
  if (fault != NULL)
    return refuse (error, uri, fault);
  if (!take_place (&parts, uri, &self, error))
    return FALSE;

  self.node = g_steal_pointer (&parts.userinfo);
  self.host = g_ascii_strdown (parts.host, -1);
  self.port = (guint16) MAX (parts.port, 0);
  *out_address = self;
  memset (&self, 0, sizeof self);

  return TRUE;
}

void
_odeon_address_clear (OdeonAddress *self)
{
  g_clear_pointer (&self->node, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->name, g_free);
}

/* --- in print --- */

static gchar *
print (const OdeonAddress *self, const gchar *token)
{
  g_autofree gchar *name = NULL;
  g_autofree gchar *path = NULL;

  if (self->name != NULL)
    name = g_uri_escape_string (self->name, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
  path = g_strconcat ("/", name, NULL);

  return g_uri_join (G_URI_FLAGS_ENCODED_PATH, SCHEME, self->node, self->host,
                     self->port != 0 ? (gint) self->port : -1, path, NULL, token);
}

gchar *
_odeon_address_print (const OdeonAddress *self)
{
  gchar token[2 * ODEON_TOKEN_SIZE + 1];

  for (guint i = 0; i < ODEON_TOKEN_SIZE; i++)
    g_snprintf (token + 2 * i, 3, "%02x", self->token[i]);

  return print (self, self->has_token ? token : NULL);
}

gchar *
_odeon_address_describe (const OdeonAddress *self)
{
  return print (self, NULL);
}

/* --- where to listen --- */

/* (nullable): what is wrong. */
static const gchar *
find_fault_of_endpoint (const Parts *parts)
{
  if (parts->host == NULL || !is_host (parts->host))
    return "it names no host";
  if (parts->port < 0)
    return "it names no port";
  if (parts->userinfo != NULL || *parts->path != '\0' || parts->query != NULL
      || parts->fragment != NULL)
    return "it is HOST:PORT, and no more";

  return NULL;
}

gboolean
_odeon_address_parse_endpoint (const gchar *text,
                               gchar      **out_host,
                               guint16     *out_port,
                               GError     **error)
{
  g_autofree gchar *uri = g_strconcat (SCHEME "://", text, NULL);
  g_auto (Parts)    parts = { 0 };
  const gchar      *fault;

  if (!split (uri, text, &parts, error))
    return FALSE;
  fault = find_fault_of_endpoint (&parts);
  if (fault != NULL)
    return refuse (error, text, fault);

  *out_host = g_ascii_strdown (parts.host, -1);
  *out_port = (guint16) parts.port;

  return TRUE;
}
