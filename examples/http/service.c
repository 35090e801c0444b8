/* SPDX-License-Identifier: MIT */

/* A request is paused while the actor has its call; a continuation answers it. All of this runs in
 * one main context, and nobody in it ever waits. */

#include "service.h"

#include <json-glib/json-glib.h>

#define PATH "/counter"

/* What is to be read is short, and JSON nests. */
#define BODY_MAX 1024

struct _Service
{
  SoupServer   *server;
  TallyCounter *counter;
  guint         n_requests; /* that have come whole, and have not been answered */

  GFunc    done; /* (nullable): it is ending */
  gpointer user_data;
};

typedef struct
{
  Service           *service;
  SoupServerMessage *message;
} Request;

/* --- answers --- */

static void
answer (SoupServerMessage *message, guint status, JsonNode *json)
{
  gchar *text = json_to_string (json, FALSE);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, text,
                                    strlen (text));
  json_node_unref (json);
}

static void
answer_value (SoupServerMessage *message, gint64 value)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "value", value);
  answer (message, SOUP_STATUS_OK,
          json_node_init_object (json_node_alloc (), object));
  json_object_unref (object);
}

static void
answer_error (SoupServerMessage *message, guint status, const gchar *what)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", what);
  answer (message, status, json_node_init_object (json_node_alloc (), object));
  json_object_unref (object);
}

/* The actor is gone, or something is wrong with us: neither is the caller's fault. */
static void
answer_failure (SoupServerMessage *message, const GError *error)
{
  const TallyOverflow *overflow = tally_overflow_get_detail (error);

  if (overflow != NULL)
    answer_error (message, SOUP_STATUS_CONFLICT, "the counter cannot go that far");
  else if (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD))
    answer_error (message, SOUP_STATUS_SERVICE_UNAVAILABLE, "the counter has been closed");
  else
    answer_error (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, error->message);
}

/* --- requests under way --- */

static void
end_if_idle (Service *self)
{
  if (self->done != NULL && self->n_requests == 0)
    self->done (self, self->user_data);
}

static void
on_finished (SoupServerMessage *message G_GNUC_UNUSED, gpointer data)
{
  Service *self = data;

  self->n_requests--;
  end_if_idle (self);
}

static Request *
request_new (Service *service, SoupServerMessage *message)
{
  Request *self = g_new0 (Request, 1);

  self->service = service;
  self->message = g_object_ref (message);
  soup_server_message_pause (message);

  return self;
}

/* Also if its client has left meanwhile: then nobody reads the answer. */
static void
request_free (gpointer data)
{
  Request *self = data;

  soup_server_message_unpause (self->message);
  g_object_unref (self->message);
  g_free (self);
}

static void
on_value (OdeonFuture *done, gpointer data)
{
  Request           *self = data;
  g_autoptr (GError) error = NULL;
  gint64             value;

  if (tally_counter_get_value_finish (done, &value, &error))
    answer_value (self->message, value);
  else
    answer_failure (self->message, error);
}

static void
on_added (OdeonFuture *done, gpointer data)
{
  Request           *self = data;
  g_autoptr (GError) error = NULL;
  gint64             value;

  if (tally_counter_add_finish (done, &value, &error))
    answer_value (self->message, value);
  else
    answer_failure (self->message, error);
}

static void
on_stopped (OdeonFuture *done G_GNUC_UNUSED, gpointer data)
{
  soup_server_message_set_status (((Request *) data)->message, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
when_done (Service           *self,
           SoupServerMessage *message,
           OdeonFuture       *future,
           OdeonDoneFunc      function)
{
  odeon_future_on_done (future, function, request_new (self, message), request_free);
  odeon_future_unref (future);
}

/* --- what they ask for --- */

/* JSON-GLib lets a number that is too large become another one, which is not what was sent. */
static gboolean
is_as_sent (JsonNode *number, const gchar *text)
{
  g_autofree gchar *again = json_to_string (number, FALSE);

  return strstr (text, again) != NULL;
}

static gboolean
read_by (SoupMessageBody *body, gint64 *out_by, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode              *root;
  JsonNode              *by = NULL;

  if (!json_parser_load_from_data (parser, body->data, (gssize) body->length, error))
    return FALSE;

  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    by = json_object_get_member (json_node_get_object (root), "by");
  if (by == NULL || !JSON_NODE_HOLDS_VALUE (by) || json_node_get_value_type (by) != G_TYPE_INT64)
    {
      g_set_error_literal (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_INVALID_DATA,
                           "expected an object with a whole number \"by\"");
      return FALSE;
    }
  if (!is_as_sent (by, body->data))
    {
      g_set_error_literal (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_INVALID_DATA,
                           "\"by\" is too large");
      return FALSE;
    }
  *out_by = json_node_get_int (by);

  return TRUE;
}

static void
post (Service *self, SoupServerMessage *message)
{
  g_autoptr (GError) error = NULL;
  gint64             by;

  if (read_by (soup_server_message_get_request_body (message), &by, &error))
    when_done (self, message, tally_counter_add (self->counter, by), on_added);
  else
    answer_error (message, SOUP_STATUS_BAD_REQUEST, error->message);
}

static void
on_request (SoupServer        *server G_GNUC_UNUSED,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query G_GNUC_UNUSED,
            gpointer           data)
{
  Service    *self = data;
  const char *method = soup_server_message_get_method (message);

  self->n_requests++;
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), self);
  if (!g_str_equal (path, PATH))
    answer_error (message, SOUP_STATUS_NOT_FOUND, "there is nothing but " PATH);
  else if (g_str_equal (method, "GET"))
    when_done (self, message, tally_counter_get_value (self->counter), on_value);
  else if (g_str_equal (method, "POST"))
    post (self, message);
  else if (g_str_equal (method, "DELETE"))
    when_done (self, message, odeon_ref_stop (self->counter), on_stopped);
  else
    {
      soup_message_headers_append (soup_server_message_get_response_headers (message), "Allow",
                                   "GET, POST, DELETE");
      answer_error (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "use GET, POST or DELETE");
    }
}

/* Before the body is read, however long it is. */
static void
on_headers (SoupServer        *server G_GNUC_UNUSED,
            SoupServerMessage *message,
            const char        *path G_GNUC_UNUSED,
            GHashTable        *query G_GNUC_UNUSED,
            gpointer           data G_GNUC_UNUSED)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    answer_error (message, SOUP_STATUS_LENGTH_REQUIRED, "say how long the body is");
  else if (soup_message_headers_get_content_length (headers) > BODY_MAX)
    answer_error (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "the body is too long");
}

/* --- the whole --- */

Service *
service_new (SoupServer *server, TallyCounter *counter)
{
  Service *self = g_new0 (Service, 1);

  self->server = g_object_ref (server);
  self->counter = tally_counter_ref (counter);
  soup_server_add_early_handler (server, NULL, on_headers, NULL, NULL);
  soup_server_add_handler (server, NULL, on_request, self, NULL);

  return self;
}

void
service_free (Service *self)
{
  if (self == NULL)
    return;

  soup_server_remove_handler (self->server, NULL);
  g_object_unref (self->server);
  tally_counter_unref (self->counter);
  g_free (self);
}

static void
on_counter_stopped (OdeonFuture *done G_GNUC_UNUSED, gpointer data)
{
  end_if_idle (data);
}

void
service_end (Service *self, GFunc done, gpointer user_data)
{
  g_autoptr (OdeonFuture) stopped = odeon_ref_stop (self->counter);

  /* Only its listening sockets are closed. */
  soup_server_disconnect (self->server);
  self->done = done;
  self->user_data = user_data;
  odeon_future_on_done (stopped, on_counter_stopped, self, NULL);
}
