/* SPDX-License-Identifier: MIT */

/* An actor without IDL. It takes untyped messages: any GVariant. A dictionary is kept; the string
 * "get messages" is answered with all that were kept, in the order in which they came. */

#include <odeon.h>

/* An actor is a GObject. Nobody but the actor itself touches its fields, one message at a time:
 * there is nothing to lock. */
#define TYPE_PLAIN_ACTOR (plain_actor_get_type ())
G_DECLARE_FINAL_TYPE (PlainActor, plain_actor, PLAIN, ACTOR, OdeonActor)

struct _PlainActor
{
  OdeonActor parent_instance;

  GPtrArray *messages;
};

G_DEFINE_FINAL_TYPE (PlainActor, plain_actor, ODEON_TYPE_ACTOR)

static GVariant *
plain_actor_receive (OdeonActor *actor, GVariant *message, GError **error)
{
  PlainActor *self = PLAIN_ACTOR (actor);

  if (g_variant_is_of_type (message, G_VARIANT_TYPE_VARDICT))
    {
      g_ptr_array_add (self->messages, g_variant_ref (message));
      return NULL; /* without an error: done, and nothing to say */
    }

  if (g_variant_is_of_type (message, G_VARIANT_TYPE_STRING)
      && g_str_equal (g_variant_get_string (message, NULL), "get messages"))
    return g_variant_new_array (G_VARIANT_TYPE_VARDICT,
                                (GVariant *const *) self->messages->pdata,
                                self->messages->len);

  /* Goes to whoever asked; the actor lives on. */
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "I do not understand %s messages",
               g_variant_get_type_string (message));
  return NULL;
}

static void
plain_actor_finalize (GObject *object)
{
  g_ptr_array_unref (PLAIN_ACTOR (object)->messages);

  G_OBJECT_CLASS (plain_actor_parent_class)->finalize (object);
}

static void
plain_actor_class_init (PlainActorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = plain_actor_finalize;
  ODEON_ACTOR_CLASS (klass)->receive = plain_actor_receive;
}

static void
plain_actor_init (PlainActor *self)
{
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
}

/* ---------------------------------------------------------------------------------------------- */

/* Asks, and waits for the answer. */
static GVariant *
ask (OdeonRef *actor, GVariant *question, GError **error)
{
  g_autoptr (OdeonFuture) future = odeon_ref_ask (actor, question);

  if (!odeon_future_await (future, error))
    return NULL;

  return odeon_future_dup_variant (future, error);
}

static gboolean
print_messages (OdeonRef *actor, GError **error)
{
  g_autoptr (GVariant) messages = ask (actor, g_variant_new_string ("get messages"), error);

  if (messages == NULL)
    return FALSE;

  for (gsize i = 0; i < g_variant_n_children (messages); i++)
    {
      g_autoptr (GVariant)  message = g_variant_get_child_value (messages, i);
      g_autofree gchar     *text = g_variant_print (message, FALSE);

      g_print ("%s\n", text);
    }

  return TRUE;
}

static gboolean
run (OdeonSystem *system, GError **error)
{
  g_autoptr (OdeonRef)    actor = NULL;
  g_autoptr (OdeonFuture) stopped = NULL;
  g_autoptr (GVariant)    answer = NULL;
  g_autoptr (GError)      refusal = NULL;

  actor = odeon_spawn (ODEON_SPAWNER (system), TYPE_PLAIN_ACTOR, NULL, error, NULL);
  if (actor == NULL)
    return FALSE;

  /* A tell wants no answer and never waits. What one sender sends arrives in order. */
  odeon_ref_tell (actor, g_variant_new_parsed ("{'no': <'Norway'>, 'se': <'Sweden'>}"));
  odeon_ref_tell (actor, g_variant_new_parsed ("{'a': <3>, 'b': <4>, 'c': <5>}"));

  if (!print_messages (actor, error))
    return FALSE;

  /* An error crosses over as a value does. */
  answer = ask (actor, g_variant_new_int32 (42), &refusal);
  if (answer == NULL)
    g_print ("Asked with a number, it says: %s\n", refusal->message);

  /* Stopping is a message too: what was sent before is handled first. */
  stopped = odeon_ref_stop (actor);
  return odeon_future_await (stopped, error);
}

int
main (void)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (OdeonSystem) system = odeon_system_new (ODEON_WORKERS_AUTO, &error);

  if (system == NULL || !run (system, &error))
    {
      g_printerr ("plain: %s\n", error->message);
      return 1;
    }

  return 0;
}
