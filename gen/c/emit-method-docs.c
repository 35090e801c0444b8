/* SPDX-License-Identifier: MIT */

#include "emit-method-docs.h"

#include "emit-docs.h"

typedef struct
{
  const IdlModel  *model;
  const IdlMethod *method;
  gchar           *function;  /* bank_account_withdraw */
  gchar           *interface; /* Bank::Account */
} Subject;

static IdlDoc *
doc_new (const Subject *subject, const gchar *suffix)
{
  g_autofree gchar *symbol = g_strconcat (subject->function, suffix, NULL);

  return idl_doc_new (symbol, "", subject->method->node);
}

static void
add_self (IdlDoc *doc, const Subject *subject)
{
  g_autofree gchar *text = g_strdup_printf ("an actor that is a `%s`", subject->interface);

  idl_doc_add_parameter (doc, "self", "", text);
}

static void
add_arguments (IdlDoc *doc, GPtrArray *arguments, IdlPosition position)
{
  for (guint i = 0; i < arguments->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (arguments, i);
      g_autofree gchar  *text = g_strdup_printf ("the %s", argument->name);

      idl_doc_add_typed (doc, position == IDL_POSITION_OUT ? argument->c_out : argument->c_in,
                         argument->name, argument->type, position, text);
    }
}

/* Names the codes of the exceptions that the operation raises, as far as the main file has them. */
static void
add_error (IdlDoc *doc, const Subject *subject)
{
  g_autoptr (GString) text = g_string_new ("return location for an error");

  for (guint i = 0; i < subject->method->raises->len; i++)
    {
      const IdlNode    *exception = g_ptr_array_index (subject->method->raises, i);
      const IdlDomain  *domain = idl_names_get_domain (subject->model, exception);
      g_autofree gchar *code = domain != NULL ? idl_names_dup_code (domain, exception) : NULL;

      g_string_append_printf (text, "%s%s%s", i == 0 ? ": " : ", ", code != NULL ? "%" : "#",
                              code != NULL ? code : exception->c_type);
    }
  if (subject->method->raises->len > 0)
    g_string_append (text, ", or one of #OdeonError");
  idl_doc_add_parameter (doc, "error", "", text->str);
}

static void
add_success (IdlDoc *doc)
{
  idl_doc_add_returns (doc, "", "%TRUE, or %FALSE with @error set");
}

static void
add_timeout (IdlDoc *doc, const IdlMethod *method)
{
  guint64           timeout = idl_method_get_timeout (method);
  g_autofree gchar *text =
    g_strdup_printf ("The call fails with %%ODEON_ERROR_TIMED_OUT after %" G_GUINT64_FORMAT
                     " ms without an answer.", timeout);

  if (timeout != 0)
    idl_doc_add_text (doc, text);
}

static void
add_priority (IdlDoc *doc, const IdlMethod *method)
{
  if (idl_method_get_priority (method) != 0)
    idl_doc_add_text (doc, "The call overtakes those of a lower priority that wait there.");
}

static void
add_delivery (IdlDoc *doc, const IdlMethod *method)
{
  const gchar *delivery = idl_method_get_delivery (method);

  if (g_strcmp0 (delivery, "reliable") == 0)
    idl_doc_add_text (doc, "Between machines it may overtake other messages.");
  else if (g_strcmp0 (delivery, "sequenced") == 0)
    idl_doc_add_text (doc, "Between machines it may be lost, but never comes after a later one.");
  else if (delivery != NULL)
    idl_doc_add_text (doc, "Between machines it may be lost, or overtake other messages.");
}

static gchar *
dup_call_doc (const Subject *subject)
{
  g_autoptr (IdlDoc) doc = doc_new (subject, "");

  add_self (doc, subject);
  add_arguments (doc, subject->method->ins, IDL_POSITION_IN);
  idl_doc_add_body (doc);
  add_priority (doc, subject->method);
  if (subject->method->kind == IDL_METHOD_ONEWAY)
    {
      idl_doc_add_text (doc, "Nobody answers: this only sends a message.");
      add_delivery (doc, subject->method);
      idl_doc_add_returns (doc, "", "%FALSE if it is known already that it cannot arrive");
    }
  else
    {
      g_autofree gchar *text = g_strdup_printf ("a future for %s_await() or %s_finish()",
                                                subject->function, subject->function);

      add_timeout (doc, subject->method);
      idl_doc_add_returns (doc, "(transfer full)", text);
    }
  return idl_doc_to_string (doc);
}

/* Of the two functions that take the answer. */
static gchar *
dup_answer_doc (const Subject *subject,
                const gchar   *suffix,
                const gchar   *transfer,
                const gchar   *state,
                const gchar   *text)
{
  g_autoptr (IdlDoc) doc = doc_new (subject, suffix);
  g_autofree gchar *future = g_strdup_printf ("what %s() returned%s", subject->function, state);

  idl_doc_add_parameter (doc, "future", transfer, future);
  add_arguments (doc, subject->method->outs, IDL_POSITION_OUT);
  add_error (doc, subject);
  idl_doc_add_text (doc, text);
  add_success (doc);
  return idl_doc_to_string (doc);
}

static gchar *
dup_await_doc (const Subject *subject)
{
  return dup_answer_doc (subject, "_await", "(transfer full)", "",
                         "Waits for the answer: in an actor by suspending that actor, elsewhere by "
                         "blocking the thread.");
}

static gchar *
dup_finish_doc (const Subject *subject)
{
  return dup_answer_doc (subject, "_finish", "(transfer none)", ", done",
                         "Takes the answer without waiting: what is not done yet fails with "
                         "%ODEON_ERROR_PENDING.");
}

static gchar *
dup_sync_doc (const Subject *subject)
{
  g_autoptr (IdlDoc) doc = doc_new (subject, "_sync");
  g_autofree gchar *text =
    g_strdup_printf ("%s(), then %s_await().", subject->function, subject->function);

  add_self (doc, subject);
  add_arguments (doc, subject->method->ins, IDL_POSITION_IN);
  add_arguments (doc, subject->method->outs, IDL_POSITION_OUT);
  add_error (doc, subject);
  idl_doc_add_text (doc, text);
  add_success (doc);
  return idl_doc_to_string (doc);
}

static gchar *
dup_promised_doc (const Subject *subject)
{
  g_autoptr (IdlDoc) doc = doc_new (subject, "_promised");
  g_autofree gchar *text =
    g_strdup_printf ("%s(), and at once the actor that it will return: what is sent to that goes "
                     "there in order; if the call fails, it all fails with its error.",
                     subject->function);

  add_self (doc, subject);
  add_arguments (doc, subject->method->ins, IDL_POSITION_IN);
  idl_doc_add_text (doc, text);
  idl_doc_add_returns (doc, "(transfer full)", "the actor, as by odeon_ref_from_future()");
  return idl_doc_to_string (doc);
}

static gchar *
dup_tell_doc (const Subject *subject)
{
  g_autoptr (IdlDoc) doc = doc_new (subject, "_tell");
  g_autofree gchar *text = g_strdup_printf ("%s() without an answer.", subject->function);

  add_self (doc, subject);
  add_arguments (doc, subject->method->ins, IDL_POSITION_IN);
  idl_doc_add_text (doc, text);
  idl_doc_add_returns (doc, "", "%FALSE if it is known already that it cannot arrive");
  return idl_doc_to_string (doc);
}

static gchar *
dup_complete_doc (const Subject *subject)
{
  const IdlNode    *interface = subject->method->node->parent;
  g_autofree gchar *symbol =
    g_strdup_printf ("%s_complete_%s", interface->c_snake, subject->method->c_snake);
  g_autoptr (IdlDoc) doc = idl_doc_new (symbol, "", subject->method->node);
  g_autofree gchar *call =
    g_strdup_printf ("what the handler `%s_deferred` was given", subject->method->c_entry);

  idl_doc_add_parameter (doc, "call", "(transfer full)", call);
  add_arguments (doc, subject->method->outs, IDL_POSITION_IN);
  idl_doc_add_text (doc, "Answers the call, from any thread; odeon_call_return_error() says why "
                         "there is no answer.");
  return idl_doc_to_string (doc);
}

void
idl_holes_add_method_docs (IdlHoles *holes, const IdlModel *model, const IdlMethod *method)
{
  const IdlNode *interface = method->node->parent;
  Subject subject = { model, method, g_strconcat (interface->c_snake, "_", method->c_snake, NULL),
                      idl_node_dup_scoped_name (interface) };

  idl_holes_take (holes, "call_doc", dup_call_doc (&subject));
  idl_holes_take (holes, "await_doc", dup_await_doc (&subject));
  idl_holes_take (holes, "finish_doc", dup_finish_doc (&subject));
  idl_holes_take (holes, "sync_doc", dup_sync_doc (&subject));
  if (idl_method_get_promised (method) != NULL)
    idl_holes_take (holes, "promised_doc", dup_promised_doc (&subject));
  idl_holes_take (holes, "tell_doc", dup_tell_doc (&subject));
  idl_holes_take (holes, "complete_doc", dup_complete_doc (&subject));
  g_free (subject.function);
  g_free (subject.interface);
}
