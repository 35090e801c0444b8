/* SPDX-License-Identifier: MIT */

#pragma once

#include "methods.h"
#include "writer.h"

/* The functions that are generated for one method, by what they take. */
typedef enum
{
  IDL_SIGNATURE_CALL,     /* proxy, arguments: the call itself, and _tell */
  IDL_SIGNATURE_AWAIT,    /* future, results, error: _await and _finish */
  IDL_SIGNATURE_SYNC,     /* proxy, arguments, results, error */
  IDL_SIGNATURE_HANDLER,  /* implementation, arguments, results, error */
  IDL_SIGNATURE_DEFERRED, /* implementation, call, arguments */
  IDL_SIGNATURE_COMPLETE  /* call, the results as arguments */
} IdlSignature;

/* The parameter list, to be freed, one parameter a line. */
gchar *idl_signature_dup_parameters (IdlSignature signature, const IdlMethod *method);

/* Holes for all that templates say about a method: Type, snake (of the interface), method,
 * function (interface and method), entry, Frame, index, idl, and a list for each signature:
 * call_params, await_params, sync_params, handler_params, deferred_params, complete_params. */
IdlHoles *idl_holes_new_for_method (const IdlMethod *method);

/* Chooses the template for an argument, by its form. */
typedef const gchar *(*IdlTemplateFunc) (const IdlArgument *argument);

/* Fills a template for each argument; its holes are in and out. To be freed. */
gchar *idl_arguments_fill (GPtrArray *arguments, IdlTemplateFunc get_template);
