/* SPDX-License-Identifier: MIT */

/* Exceptions of IDL are GErrors that carry their members (an extended error domain, GLib 2.68). */

#pragma once

#include "odeon-type-info.h"

G_BEGIN_DECLS

/**
 * odeon_error_domain_register:
 * @name: a static string, the domain's quark name
 * @errors: (array length=n_errors): the domain's exceptions; index is code
 * @n_errors: how many
 *
 * For generated code: registers the domain of a scope's exceptions, once.
 *
 * Returns: the domain
 */
ODEON_EXPORT
GQuark odeon_error_domain_register (const gchar                 *name,
                                    const OdeonErrorInfo *const *errors,
                                    guint                        n_errors);

/**
 * odeon_error_new:
 * @info: an exception
 * @detail: (nullable): its members: a struct of @info's members, copied; %NULL is all zeros
 *
 * Returns: (transfer full): an error whose message names the exception and its members; if
 *   @detail is not valid, an %ODEON_ERROR_INVALID_ARGUMENT that says why
 */
ODEON_EXPORT
GError *odeon_error_new (const OdeonErrorInfo *info, gconstpointer detail);

/**
 * odeon_error_new_of_members: (skip)
 * @info: an exception
 * @members: (array): where each of its members is, in the order of the table: the address of the
 *   variable that holds it; of a struct, union or array the pointer to it. %NULL is an optional
 *   member that is absent
 *
 * For generated code: odeon_error_new() with what a `_new_error` function was given.
 *
 * Returns: (transfer full): an error, as odeon_error_new() makes it
 */
ODEON_EXPORT
GError *odeon_error_new_of_members (const OdeonErrorInfo *info, const gconstpointer *members);

/**
 * odeon_error_get_detail:
 * @error: (nullable): an error
 * @info: an exception
 *
 * Returns: (transfer none) (nullable): the members, as long as @error lives; %NULL if it is
 *   another error. All zeros if the error was not made by odeon_error_new()
 */
ODEON_EXPORT
gconstpointer odeon_error_get_detail (const GError *error, const OdeonErrorInfo *info);

G_END_DECLS
