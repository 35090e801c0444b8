/* SPDX-License-Identifier: MIT */

/* What a struct or union has besides if it is a `@topic`. The annotation's arguments are DDS's, and
 * change nothing here. */

#include "emit-parts.h"

#include <string.h>

/* As many blanks as the beginning of a prototype is long. */
static gchar *
dup_indent (const gchar *before, const IdlNode *node, const gchar *after)
{
  return g_strnfill (strlen (before) + strlen (node->c_snake) + strlen (after), ' ');
}

void
idl_emit_topic_header (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_holes_take (holes, "indent", dup_indent ("OdeonFuture *", node, "_trigger ("));
  idl_holes_take (holes, "margin", dup_indent ("guint64 ", node, "_subscribe ("));
  idl_holes_take (holes, "wide", dup_indent ("guint64 ", node, "_subscribe_to ("));
  idl_write (out, holes,
             "\n"
             "/**\n"
             " * %{Type}Func:\n"
             " * @event: the event, shared by all subscribers; valid until the function returns\n"
             " * @user_data: what was given to %{snake}_subscribe()\n"
             " *\n"
             " * Returns: %ODEON_EVENT_CONTINUE, or %ODEON_EVENT_CONSUME to keep the event from\n"
             " *   those behind it, as odeon_topic_subscribe() says\n"
             " */\n"
             "typedef gboolean (*%{Type}Func) (const %{Type} *event, gpointer user_data);\n"
             "\n"
             "/**\n"
             " * %{snake}_publish:\n"
             " * @in: (type OdeonSpawner): the system to publish in; or, in an actor, the actor\n"
             " * @event: the event\n"
             " *\n"
             " * Sends a copy of @event to all who have subscribed in that system; never blocks.\n"
             " *\n"
             " * Returns: how many these are\n"
             " */\n"
             "guint %{snake}_publish (gpointer in, const %{Type} *event);\n"
             "\n"
             "/**\n"
             " * %{snake}_publish_to:\n"
             " * @ref: (nullable) (type OdeonRef): an actor\n"
             " * @event: the event\n"
             " *\n"
             " * Sends a copy of @event to that actor's subscriptions alone; never blocks.\n"
             " *\n"
             " * Returns: %FALSE if it is known already that the event cannot arrive\n"
             " */\n"
             "gboolean %{snake}_publish_to (gpointer ref, const %{Type} *event);\n"
             "\n"
             "/**\n"
             " * %{snake}_trigger:\n"
             " * @in: (type OdeonSpawner): as for %{snake}_publish()\n"
             " * @event: the event\n"
             " *\n"
             " * Publishes, and tells when all are through with it: see odeon_topic_trigger().\n"
             " *\n"
             " * Returns: (transfer full): a future of an int64: how many were called\n"
             " */\n"
             "OdeonFuture *%{snake}_trigger (gpointer in,\n"
             "%{indent}const %{Type} *event) G_GNUC_WARN_UNUSED_RESULT;\n"
             "\n"
             "/**\n"
             " * %{snake}_subscribe:\n"
             " * @in: (type OdeonSpawner): the system whose events are wanted; or, in an actor,\n"
             " *   the actor\n"
             " * @priority: those with higher ones are called first\n"
             " * @function: (scope notified): what to call with each event\n"
             " * @user_data: what to pass to it\n"
             " * @destroy: (nullable): what releases @user_data\n"
             " *\n"
             " * Calls @function with every `%{idl}` that is published there from now on: in an\n"
             " * actor as a message of it, elsewhere in this thread's main context. See\n"
             " * odeon_topic_subscribe().\n"
             " *\n"
             " * Returns: what odeon_topic_unsubscribe() takes\n"
             " */\n"
             "guint64 %{snake}_subscribe (gpointer in, gint priority, %{Type}Func function,\n"
             "%{margin}gpointer user_data, GDestroyNotify destroy);\n"
             "\n"
             "/**\n"
             " * %{snake}_subscribe_to:\n"
             " * @in: (type OdeonSpawner): as for %{snake}_subscribe()\n"
             " * @publisher: (type OdeonRef): an actor, wherever it lives\n"
             " * @priority: those with higher ones are called first\n"
             " * @function: (scope notified): what to call with each event\n"
             " * @user_data: what to pass to it\n"
             " * @destroy: (nullable): what releases @user_data\n"
             " *\n"
             " * Calls @function with every `%{idl}` that @publisher publishes, until it\n"
             " * ends. See odeon_topic_subscribe_to().\n"
             " *\n"
             " * Returns: what odeon_topic_unsubscribe() takes\n"
             " */\n"
             "guint64 %{snake}_subscribe_to (gpointer in, gpointer publisher, gint priority,\n"
             "%{wide}%{Type}Func function, gpointer user_data,\n"
             "%{wide}GDestroyNotify destroy);\n"
             "\n"
             "/* For odeon_topic_abort() and its like. */\n"
             "extern OdeonTopic %{snake}_topic;\n");
}

void
idl_emit_topic_body (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_write (out, holes,
             "\n"
             "ODEON_DEFINE_TOPIC (%{Type}, %{snake})\n");
}
