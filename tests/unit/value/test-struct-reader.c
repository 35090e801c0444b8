/* SPDX-License-Identifier: MIT */

#include "kinds.h"
#include "reading.h"

static void
an_optional_member_is_a_maybe_or_simply_there (void **state G_GNUC_UNUSED)
{
  Card *full = card_new_full ();
  Card *card = odeon_boxed_new (&card_info);

  g_clear_pointer (&full->next, card_free);
  g_hash_table_remove_all (full->friends);
  assert_reads (&card_info,
                "(@ms 'al', @m(nd) (1, 2.0), @mn 40, @may [0x00, 0x00, 0xfd], @mai [],"
                " @mv <byte 0x09>, @ms nothing, (4, 0), 7, 3, 50, 'hi', @mv nothing,"
                " @a{sv} {}, @ma{si} {'bob': 112})", full);
  assert_reads (&card_info,
                "('al', (1, 2.0), 40, [0, 0, -3], @ai [], <byte 0x09>, @ms nothing, (4, 0), 7, 3,"
                " 50, 'hi', @mv nothing, @a{sv} {}, {'bob': 112})", full);
  assert_reads (&card_info,
                "{'office': <(0, 0)>, 'floor': <7>, 'mood': <3>, 'percent': <50>,"
                " 'greeting': <'hi'>, 'friends': <@a{sv} {}>}", card);
  assert_reads (&card_info,
                "{'office': <(0, 0)>, 'floor': <7>, 'mood': <3>, 'percent': <50>, 'age': <@mn"
                " nothing>, 'greeting': <'hi'>, 'friends': <@a{sv} {}>}", card);
  card_free (full);
  card_free (card);
}

static void
members_that_were_not_sent_have_their_defaults (void **state G_GNUC_UNUSED)
{
  Form form = {
    .serial  = 9,
    .x       = 3,
    .note    = (gchar *) "",
    .extra   = g_variant_ref_sink (g_variant_new_tuple (NULL, 0)),
    .percent = 5,
  };

  assert_reads (&form_info, "(9, @a{uv} {})", &form);
  assert_reads (&form_info, "(9, {20: <3>})", &form);
  assert_reads (&form_info, "{'serial': <9>}", &form);
  form.x = 4;
  form.has_size = TRUE;
  form.size = 2;
  assert_reads (&form_info, "(9, {30: <2>, 20: <4>})", &form);
  assert_reads (&form_info, "{'x': <4>, 'size': <2>, 'serial': <9>}", &form);
  g_variant_unref (form.extra);
}

static void
what_a_newer_peer_sent_is_skipped (void **state G_GNUC_UNUSED)
{
  Form form = { .serial = 9, .x = 3, .note = (gchar *) "n", .percent = 5 };

  form.extra = g_variant_ref_sink (g_variant_new_tuple (NULL, 0));
  assert_reads (&form_info, "(9, {4000: <'?'>, 10: <'n'>, 6: <((),)>})", &form);
  g_variant_unref (form.extra);
}

static void
extended_members_keep_the_rules (void **state G_GNUC_UNUSED)
{
  assert_refuses (&form_info, "(9, {10: <1>})",
                  "Test::Form.note: a string is expected, not a variant of type 'i'");
  assert_refuses (&form_info, "(9, {50: <101>})",
                  "Test::Form.percent: 101 is above the maximum of 100");
  assert_refuses (&form_info, "(9, {20: <1>, 20: <1>})",
                  "Test::Form: the member “x” is there twice");
  assert_refuses (&form_info, "(9, 20)",
                  "Test::Form: a dictionary of further members is expected,"
                  " not a variant of type 'i'");
  assert_refuses (&form_info, "(9,)", "Test::Form: 1 members, 2 are expected");
  assert_refuses (&form_info, "(9, {'x': <1>})",
                  "Test::Form: an integer is expected, not a variant of type 's'");
  assert_refuses (&form_info, "{'serial': <1>, 'y': <2>}",
                  "Test::Form: 2 members, 1 are expected");
  assert_refuses (&form_info, "{'x': <1>}", "Test::Form: the member “serial” is missing");
}

static void
an_open_union_loses_what_it_does_not_know (void **state G_GNUC_UNUSED)
{
  Point origin = { 1, 2 };
  Part dot = { COLOR_RED, { .dot = &origin } };
  Part none = { COLOR_BLUE, { .dot = NULL } };
  Part unknown = { 77, { .dot = NULL } };

  assert_reads (&part_info, "(0, <(1, 2)>)", &dot);
  assert_reads (&part_info, "(-2, <()>)", &none);
  assert_reads (&part_info, "(77, <('newer', 1)>)", &unknown);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_optional_member_is_a_maybe_or_simply_there),
    cmocka_unit_test (members_that_were_not_sent_have_their_defaults),
    cmocka_unit_test (what_a_newer_peer_sent_is_skipped),
    cmocka_unit_test (extended_members_keep_the_rules),
    cmocka_unit_test (an_open_union_loses_what_it_does_not_know),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
