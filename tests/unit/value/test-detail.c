/* SPDX-License-Identifier: MIT */

#include "fixtures.h"

#include "odeon-detail.h"
#include "odeon-error.h"

/* exception InsufficientFunds { long long balance; string reason; }; exception Closed {}; */
typedef struct
{
  gint64 balance;
  gchar *reason;
} Funds;

enum
{
  BANK_ERROR_INSUFFICIENT_FUNDS,
  BANK_ERROR_CLOSED,
  BANK_ERROR_LATE
};

static const OdeonMemberInfo funds_members[] = {
  { .name = "balance", .type = &odeon_int64_info, .offset = G_STRUCT_OFFSET (Funds, balance) },
  { .name = "reason", .type = &odeon_string_info, .offset = G_STRUCT_OFFSET (Funds, reason) },
};

static const OdeonTypeInfo funds_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (Funds),
  .name      = "Bank::InsufficientFunds",
  .members   = funds_members,
  .n_members = G_N_ELEMENTS (funds_members),
};

static GQuark bank_error_quark (void);

static const OdeonErrorInfo late_error_info;

static const OdeonErrorInfo funds_error_info = {
  .name    = "Bank::InsufficientFunds",
  .domain  = bank_error_quark,
  .code    = BANK_ERROR_INSUFFICIENT_FUNDS,
  .members = &funds_info,
};

static const OdeonErrorInfo closed_error_info = {
  .name    = "Bank::Closed",
  .domain  = bank_error_quark,
  .code    = BANK_ERROR_CLOSED,
  .members = &nothing_info,
};

static GQuark
bank_error_quark (void)
{
  static const OdeonErrorInfo *const errors[] = { &funds_error_info, &closed_error_info,
                                                 &late_error_info };
  static gsize quark;

  if (g_once_init_enter (&quark))
    g_once_init_leave (&quark, odeon_error_domain_register ("bank-error-quark", errors,
                                                            G_N_ELEMENTS (errors)));

  return (GQuark) quark;
}

static GError *
make_funds_error (void)
{
  gchar reason[] = "rent";
  const Funds funds = { 10, reason };

  return odeon_error_new (&funds_error_info, &funds);
}

static void
an_error_carries_its_members (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) error = make_funds_error ();
  const Funds *funds = odeon_error_get_detail (error, &funds_error_info);

  assert_true (g_error_matches (error, bank_error_quark (), BANK_ERROR_INSUFFICIENT_FUNDS));
  assert_string_equal (error->message, "Bank::InsufficientFunds (balance: 10, reason: 'rent')");
  assert_int_equal (funds->balance, 10);
  assert_string_equal (funds->reason, "rent");
}

static void
a_copy_has_members_of_its_own (void **state G_GNUC_UNUSED)
{
  GError *error = make_funds_error ();
  g_autoptr (GError) copy = g_error_copy (error);
  const Funds *funds = odeon_error_get_detail (copy, &funds_error_info);

  assert_ptr_not_equal (funds, odeon_error_get_detail (error, &funds_error_info));
  g_error_free (error);
  assert_int_equal (funds->balance, 10);
  assert_string_equal (funds->reason, "rent");
}

static void
members_survive_propagation_and_prefixes (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  const Funds *funds;

  g_propagate_prefixed_error (&error, make_funds_error (), "transfer: ");
  funds = odeon_error_get_detail (error, &funds_error_info);
  assert_int_equal (funds->balance, 10);
  assert_true (g_str_has_prefix (error->message, "transfer: Bank::InsufficientFunds"));
}

static void
an_exception_without_members_is_named_alone (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) error = odeon_error_new (&closed_error_info, NULL);

  assert_string_equal (error->message, "Bank::Closed");
  assert_non_null (odeon_error_get_detail (error, &closed_error_info));
}

static void
no_detail_is_all_zeros (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) made = odeon_error_new (&funds_error_info, NULL);
  g_autoptr (GError) plain = NULL;
  const Funds *funds;

  g_set_error (&plain, bank_error_quark (), BANK_ERROR_INSUFFICIENT_FUNDS, "in plain GLib");

  funds = odeon_error_get_detail (made, &funds_error_info);
  assert_int_equal (funds->balance, 0);
  funds = odeon_error_get_detail (plain, &funds_error_info);
  assert_int_equal (funds->balance, 0);
  assert_null (funds->reason);
  assert_string_equal (plain->message, "in plain GLib");
}

static void
other_errors_have_no_detail (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) foreign = g_error_new (ODEON_ERROR, 0, "foreign");
  g_autoptr (GError) sibling = odeon_error_new (&closed_error_info, NULL);
  g_autoptr (GError) unknown = g_error_new (bank_error_quark (), 99, "no such code");
  g_autoptr (GError) copy = g_error_copy (unknown);

  assert_null (odeon_error_get_detail (NULL, &funds_error_info));
  assert_null (odeon_error_get_detail (foreign, &funds_error_info));
  assert_null (odeon_error_get_detail (sibling, &funds_error_info));
  assert_null (odeon_error_get_detail (unknown, &funds_error_info));
  assert_null (odeon_error_get_detail (copy, &funds_error_info));
}

static void
a_code_changed_by_hand_releases_what_there_is (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) error = make_funds_error ();
  g_autoptr (GError) copy = NULL;

  error->code = BANK_ERROR_CLOSED;
  copy = g_error_copy (error);
  assert_null (odeon_error_get_detail (copy, &closed_error_info));
  assert_string_equal (((const Funds *) odeon_error_get_detail (copy, &funds_error_info))->reason,
                       "rent");
}

static void
invalid_members_make_another_error (void **state G_GNUC_UNUSED)
{
  gchar latin1[] = "\xe9";
  const Funds funds = { 10, latin1 };
  g_autoptr (GError) error = odeon_error_new (&funds_error_info, &funds);

  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (error->message, "Bank::InsufficientFunds.reason: not valid UTF-8");
}

static void
members_are_given_one_by_one (void **state G_GNUC_UNUSED)
{
  gint64 balance = 10;
  const gchar *reason = "rent";
  const gconstpointer members[] = { &balance, &reason };
  g_autoptr (GError) error = odeon_error_new_of_members (&funds_error_info, members);
  const Funds *funds = odeon_error_get_detail (error, &funds_error_info);

  assert_int_equal (funds->balance, 10);
  assert_string_equal (funds->reason, "rent");
  assert_ptr_not_equal (funds->reason, reason);
}

/* exception Late { @optional long days; @optional Funds debt; @external double rate; }; */
typedef struct
{
  gboolean has_days;
  gint32 days;
  Funds *debt;
  gdouble *rate;
} Late;

static const OdeonMemberInfo late_members[] = {
  { .name = "days", .type = &odeon_int32_info, .offset = G_STRUCT_OFFSET (Late, days),
    .flags = ODEON_MEMBER_OPTIONAL, .has_offset = G_STRUCT_OFFSET (Late, has_days) },
  { .name = "debt", .type = &funds_info, .offset = G_STRUCT_OFFSET (Late, debt),
    .flags = ODEON_MEMBER_OPTIONAL | ODEON_MEMBER_INDIRECT },
  { .name = "rate", .type = &odeon_double_info, .offset = G_STRUCT_OFFSET (Late, rate),
    .flags = ODEON_MEMBER_INDIRECT },
};

static const OdeonTypeInfo late_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (Late),
  .name      = "Bank::Late",
  .members   = late_members,
  .n_members = G_N_ELEMENTS (late_members),
};

static const OdeonErrorInfo late_error_info = {
  .name    = "Bank::Late",
  .domain  = bank_error_quark,
  .code    = BANK_ERROR_LATE,
  .members = &late_info,
};

static void
members_may_be_absent_or_elsewhere (void **state G_GNUC_UNUSED)
{
  gint32 days = 3;
  gdouble rate = 0.5;
  Funds debt = { 7, (gchar *) "fine" };
  const gconstpointer all[] = { &days, &debt, &rate };
  const gconstpointer least[] = { NULL, NULL, &rate };
  g_autoptr (GError) full = odeon_error_new_of_members (&late_error_info, all);
  g_autoptr (GError) bare = odeon_error_new_of_members (&late_error_info, least);
  const Late *late = odeon_error_get_detail (full, &late_error_info);

  assert_true (late->has_days);
  assert_int_equal (late->days, 3);
  assert_string_equal (late->debt->reason, "fine");
  assert_true (*late->rate == 0.5);

  late = odeon_error_get_detail (bare, &late_error_info);
  assert_false (late->has_days);
  assert_null (late->debt);
  assert_true (*late->rate == 0.5);
}

static void
a_member_that_must_be_there_is_missed (void **state G_GNUC_UNUSED)
{
  gint32 days = 3;
  const gconstpointer members[] = { &days, NULL, NULL };
  const gconstpointer nothing[] = { NULL, NULL };
  g_autoptr (GError) external = odeon_error_new_of_members (&late_error_info, members);
  g_autoptr (GError) plain = odeon_error_new_of_members (&funds_error_info, nothing);

  assert_true (g_error_matches (external, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_true (g_error_matches (plain, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (plain->message, "Bank::InsufficientFunds.balance: NULL is no value");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_error_carries_its_members),
    cmocka_unit_test (a_copy_has_members_of_its_own),
    cmocka_unit_test (members_survive_propagation_and_prefixes),
    cmocka_unit_test (an_exception_without_members_is_named_alone),
    cmocka_unit_test (no_detail_is_all_zeros),
    cmocka_unit_test (other_errors_have_no_detail),
    cmocka_unit_test (a_code_changed_by_hand_releases_what_there_is),
    cmocka_unit_test (invalid_members_make_another_error),
    cmocka_unit_test (members_are_given_one_by_one),
    cmocka_unit_test (members_may_be_absent_or_elsewhere),
    cmocka_unit_test (a_member_that_must_be_there_is_missed),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
