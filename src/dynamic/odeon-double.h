/* SPDX-License-Identifier: MIT */

/* Test doubles: actors that are told what they will be called with and what they answer, to test
 * the actors that call them. Works with cmocka, with GLib's tests, and with any other.
 *
 *   OdeonDouble *account = odeon_double_new (odeon_interface_find ("Bank::Account"), system, NULL);
 *
 *   odeon_double_expect (account, "withdraw", "(i)", 100);
 *   odeon_double_will_return (account, "(i)", 900);
 *   odeon_double_expect (account, "touch", NULL);
 *
 *   assert_true (bank_branch_transfer_sync (branch, odeon_double_get_ref (account), …));
 *   odeon_double_assert (account);
 *   odeon_double_free (account);
 *
 * Arguments and results are given as for g_variant_new(), as one tuple, and read as
 * odeon_value_from_variant() does: an `i` serves for any integer. State what is expected before the
 * code under test runs. */

#pragma once

#include "odeon-dynamic.h"

G_BEGIN_DECLS

/**
 * OdeonDouble:
 *
 * An actor that stands in for another in a test. All functions may be called from any thread.
 */
typedef struct _OdeonDouble OdeonDouble;

/**
 * odeon_double_new:
 * @interface: the interface to stand in for; what it inherits comes along
 * @in: (type GObject.Object): where the actor is made: a system, or an actor
 * @error: return location for an error, as for odeon_interface_implement_dynamic()
 *
 * Makes a double that expects nothing.
 *
 * Returns: (transfer full) (nullable): the double
 */
ODEON_EXPORT
OdeonDouble *odeon_double_new (const OdeonInterfaceInfo *interface, gpointer in, GError **error);

/**
 * odeon_double_free:
 * @self: (transfer full) (nullable): a double
 *
 * Ends the actor. Calls that were never answered fail with %ODEON_ERROR_BROKEN_PROMISE.
 */
ODEON_EXPORT
void odeon_double_free (OdeonDouble *self);

/**
 * odeon_double_get_ref:
 * @self: a double
 *
 * Returns: (transfer none) (type OdeonRef): the actor, to be given to the code under test as a
 *   proxy of its interface
 */
ODEON_EXPORT
gpointer odeon_double_get_ref (OdeonDouble *self);

/**
 * odeon_double_set_in_order:
 * @self: a double
 * @in_order: whether calls must come in the order in which they are expected: the default
 *
 * What odeon_double_allow() allows may come at any time.
 */
ODEON_EXPORT
void odeon_double_set_in_order (OdeonDouble *self, gboolean in_order);

/**
 * odeon_double_expect:
 * @self: a double
 * @operation: the name of an operation, or `get_x`, `set_x`
 * @format: (nullable): the arguments it is to be called with: a tuple, as for g_variant_new();
 *   %NULL: with any
 * @...: what @format wants
 *
 * Expects one call. Any other fails its caller with %ODEON_ERROR_UNEXPECTED_CALL, and
 * odeon_double_verify().
 */
ODEON_EXPORT
void odeon_double_expect (OdeonDouble *self, const gchar *operation, const gchar *format, ...);

/**
 * odeon_double_expect_variant:
 * @self: a double
 * @operation: as for odeon_double_expect()
 * @arguments: (nullable): a tuple, %NULL for any; a floating one is consumed
 * @refs: (nullable) (element-type OdeonRef): the references that an `h` in @arguments means
 *
 * As odeon_double_expect().
 */
ODEON_EXPORT
void odeon_double_expect_variant (OdeonDouble *self,
                                  const gchar *operation,
                                  GVariant    *arguments,
                                  GPtrArray   *refs);

/**
 * odeon_double_allow:
 * @self: a double
 * @operation: as for odeon_double_expect()
 * @format: (nullable): as for odeon_double_expect()
 * @...: what @format wants
 *
 * Answers such calls, however many there are and whenever they come, if they are not expected.
 */
ODEON_EXPORT
void odeon_double_allow (OdeonDouble *self, const gchar *operation, const gchar *format, ...);

/**
 * odeon_double_times:
 * @self: a double
 * @n: how often, at least once
 *
 * Expects the call that was stated last so often, instead of once.
 */
ODEON_EXPORT
void odeon_double_times (OdeonDouble *self, guint n);

/* How the call that was stated last is answered, each time. Told nothing, an operation without
 * results returns; any other fails like an unexpected call. */

/**
 * odeon_double_will_return:
 * @self: a double
 * @format: the results: a tuple, as for g_variant_new()
 * @...: what @format wants
 *
 * The call that was stated last will return that.
 */
ODEON_EXPORT
void odeon_double_will_return (OdeonDouble *self, const gchar *format, ...);

/**
 * odeon_double_will_return_variant:
 * @self: a double
 * @results: a tuple; a floating one is consumed
 * @refs: (nullable) (element-type OdeonRef): the references that an `h` in @results means
 *
 * As odeon_double_will_return().
 */
ODEON_EXPORT
void odeon_double_will_return_variant (OdeonDouble *self, GVariant *results, GPtrArray *refs);

/**
 * odeon_double_will_return_ref:
 * @self: a double
 * @ref: (nullable) (type OdeonRef): a ref or a proxy, of another double perhaps
 *
 * The call that was stated last will return a reference, and nothing else.
 */
ODEON_EXPORT
void odeon_double_will_return_ref (OdeonDouble *self, gpointer ref);

/**
 * odeon_double_will_fail:
 * @self: a double
 * @error: (transfer full): the error, such as a generated `…_new_error` function makes
 *
 * The call that was stated last will fail.
 */
ODEON_EXPORT
void odeon_double_will_fail (OdeonDouble *self, GError *error);

/**
 * odeon_double_will_never_answer:
 * @self: a double
 *
 * The call that was stated last will be left open until the double is freed.
 */
ODEON_EXPORT
void odeon_double_will_never_answer (OdeonDouble *self);

/**
 * odeon_double_will_run:
 * @self: a double
 * @function: (scope notified): answers the call, now or later
 * @user_data: data for @function
 * @destroy: (nullable): releases @user_data, on any thread
 *
 * The call that was stated last will be answered by a callback.
 */
ODEON_EXPORT
void odeon_double_will_run (OdeonDouble     *self,
                            OdeonDynamicFunc function,
                            gpointer         user_data,
                            GDestroyNotify   destroy);

/**
 * odeon_double_verify:
 * @self: a double
 * @error: return location for %ODEON_ERROR_UNEXPECTED_CALL, whose message has a line for each call
 *   that was not expected, each that was expected and has not come, and each statement that fits no
 *   operation of the interface
 *
 * Handles the messages that the double has, and tells whether all went as expected. Must not be
 * called in the double itself.
 *
 * Returns: whether it did
 */
ODEON_EXPORT
gboolean odeon_double_verify (OdeonDouble *self, GError **error);

/**
 * odeon_double_wait:
 * @self: a double
 * @timeout_ms: how long at most, in milliseconds
 * @error: return location for an error, as for odeon_double_verify()
 *
 * Waits until all that is expected has come, or something else: for code under test that nobody can
 * be asked about when it is done. Then as odeon_double_verify().
 *
 * Returns: whether all went as expected
 */
ODEON_EXPORT
gboolean odeon_double_wait (OdeonDouble *self, guint timeout_ms, GError **error);

/**
 * odeon_double_assert:
 * @self: a double
 *
 * For tests with cmocka: fails the test, and says why, unless odeon_double_verify() succeeds. With
 * GLib's tests, odeon_double_verify() and g_assert_no_error() do the same.
 */
#define odeon_double_assert(self)                                                                  \
  G_STMT_START                                                                                     \
    {                                                                                              \
      g_autoptr (GError) _odeon_double_error = NULL;                                               \
                                                                                                   \
      if (!odeon_double_verify (self, &_odeon_double_error))                                       \
        fail_msg ("%s", _odeon_double_error->message);                                             \
    }                                                                                              \
  G_STMT_END

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonDouble, odeon_double_free)

G_END_DECLS
