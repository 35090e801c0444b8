/* SPDX-License-Identifier: MIT */

/* What is known at once is said by an idle source, so that all lookups end alike. The resolver's
 * answer may come when the lookup is gone: it finds a Ticket, which knows. */

#include "odeon-lookup-private.h"

#include "odeon-error.h"

typedef struct _Ticket Ticket;

struct _OdeonLookup
{
  OdeonLookupFunc           func;
  gpointer                  data;
  gchar                    *host;
  GPtrArray                *addresses;
  GError                   *error;
  GSource                  *idle;       /* (nullable): it is known */
  GSocketAddressEnumerator *enumerator; /* (nullable): it is asked */
  GCancellable             *cancellable;
  Ticket                   *ticket;     /* (nullable): of the question that is under way */
};

struct _Ticket
{
  OdeonLookup *lookup; /* (nullable): it was cancelled */
};

static void
lookup_free (OdeonLookup *self)
{
  if (self->idle != NULL)
    {
      g_source_destroy (self->idle);
      g_source_unref (self->idle);
    }
  g_clear_object (&self->enumerator);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self->host);
  g_free (self);
}

void
_odeon_lookup_cancel (OdeonLookup *self)
{
  if (self->ticket != NULL)
    {
      self->ticket->lookup = NULL;
      g_cancellable_cancel (self->cancellable);
    }
  lookup_free (self);
}

/* --- its end --- */

/* The lookup is gone when func runs, which may start another one in its place. */
static void
finish (OdeonLookup *self)
{
  const OdeonLookupFunc func = self->func;
  const gpointer        data = self->data;
  g_autoptr (GPtrArray) addresses = g_steal_pointer (&self->addresses);
  g_autoptr (GError)    error = g_steal_pointer (&self->error);

  lookup_free (self);
  func (error == NULL ? addresses : NULL, error, data);
}

static gboolean
finish_idly (gpointer data)
{
  finish (data);

  return G_SOURCE_REMOVE;
}

static void
finish_soon (OdeonLookup *self)
{
  self->idle = g_idle_source_new ();
  g_source_set_priority (self->idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->idle, finish_idly, self, NULL);
  g_source_attach (self->idle, g_main_context_get_thread_default ());
}

/* --- the resolver --- */

static void ask (OdeonLookup *self);

/* Whatever is no internet address is left out. */
static gboolean
take (OdeonLookup *self, GSocketAddress *address)
{
  if (G_IS_INET_SOCKET_ADDRESS (address))
    g_ptr_array_add (self->addresses, g_object_ref (address));

  return self->addresses->len < ODEON_LOOKUP_MAX;
}

/* One address that works is enough: what goes wrong behind it is nobody's business. */
static void
finish_asked (OdeonLookup *self, GError *error)
{
  if (self->addresses->len > 0)
    g_clear_error (&error);
  else if (error == NULL)
    error = g_error_new (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s has no address",
                         self->host);
  self->error = error;
  finish (self);
}

static void
answered (GObject *enumerator, GAsyncResult *result, gpointer data)
{
  Ticket                    *ticket = data;
  OdeonLookup               *self = ticket->lookup;
  GError                    *error = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  address = g_socket_address_enumerator_next_finish (G_SOCKET_ADDRESS_ENUMERATOR (enumerator),
                                                     result, &error);
  g_free (ticket);
  if (self == NULL)
    {
      g_clear_error (&error);
      return;
    }

  self->ticket = NULL;
  if (address != NULL && take (self, address))
    ask (self);
  else
    finish_asked (self, error);
}

static void
ask (OdeonLookup *self)
{
  self->ticket = g_new (Ticket, 1);
  self->ticket->lookup = self;
  g_socket_address_enumerator_next_async (self->enumerator, self->cancellable, answered,
                                          self->ticket);
}

/* --- the ways, in turn --- */

static gboolean
find_at_once (OdeonLookup *self, const OdeonLookupWays *ways, guint16 port)
{
  GSocketAddress *literal;

  if (ways->hosts != NULL)
    {
      GPtrArray *listed = _odeon_hosts_find (ways->hosts, self->host, port);

      if (listed != NULL)
        {
          g_ptr_array_unref (self->addresses);
          self->addresses = listed;
          return TRUE;
        }
    }

  literal = g_inet_socket_address_new_from_string (self->host, port);
  if (literal != NULL)
    g_ptr_array_add (self->addresses, literal);

  return literal != NULL;
}

/* A list may leave the port out, as who asks may; both must not. */
static gboolean
have_ports (const OdeonLookup *self)
{
  for (guint i = 0; i < self->addresses->len; i++)
    if (g_inet_socket_address_get_port (self->addresses->pdata[i]) == 0)
      return FALSE;

  return TRUE;
}

static void
fail_for_a_port (OdeonLookup *self)
{
  self->error = g_error_new (ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                             "It is not said which port of %s", self->host);
  finish_soon (self);
}

/* (nullable): whom to ask: the hook, or else the resolver, which knows no port. */
static GSocketConnectable *
choose_connectable (const OdeonLookup *self, const OdeonLookupWays *ways, guint16 port)
{
  GSocketConnectable *connectable = NULL;

  if (ways->hook != NULL)
    connectable = ways->hook (self->host, port, ways->hook_data);

  return connectable == NULL && port != 0 ? g_network_address_new (self->host, port) : connectable;
}

static void
start (OdeonLookup *self, const OdeonLookupWays *ways, guint16 port)
{
  g_autoptr (GSocketConnectable) connectable = NULL;

  if (find_at_once (self, ways, port))
    {
      if (have_ports (self))
        finish_soon (self);
      else
        fail_for_a_port (self);
      return;
    }

  connectable = choose_connectable (self, ways, port);
  if (connectable != NULL)
    {
      self->enumerator = g_socket_connectable_enumerate (connectable);
      ask (self);
    }
  else
    fail_for_a_port (self);
}

OdeonLookup *
_odeon_lookup_start (const OdeonLookupWays *ways,
                     const gchar           *host,
                     guint16                port,
                     OdeonLookupFunc        func,
                     gpointer               data)
{
  OdeonLookup *self = g_new0 (OdeonLookup, 1);

  self->func = func;
  self->data = data;
  self->host = g_strdup (host);
  self->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  start (self, ways, port);

  return self;
}
