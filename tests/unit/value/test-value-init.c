/* SPDX-License-Identifier: MIT */

#include "kinds.h"

#include "odeon-member-private.h"

#include <string.h>

static void
members_have_their_defaults (void **state G_GNUC_UNUSED)
{
  Card *card = odeon_boxed_new (&card_info);

  assert_int_equal (card->percent, 50);
  assert_string_equal (card->greeting, "hi");
  assert_ptr_not_equal (card->greeting, greeting_initial);
  assert_int_equal (card->mood, 3);
  card_free (card);
}

static void
optional_members_are_absent_and_external_ones_there (void **state G_GNUC_UNUSED)
{
  Card *card = odeon_boxed_new (&card_info);

  assert_null (card->nick);
  assert_null (card->home);
  assert_false (card->has_age);
  assert_null (card->next);
  assert_int_equal (card->office->x, 0);
  assert_int_equal (*card->floor, 7);
  assert_true (odeon_value_check (&card_info, card, NULL));
  card_free (card);
}

/* struct Outer { Card card; Mood moods[2]; }; */
typedef struct
{
  Card card;
  gint moods[2];
} Outer;

static const OdeonTypeInfo two_moods_info = {
  .kind    = ODEON_KIND_ARRAY,
  .size    = 2 * sizeof (gint),
  .bound   = 2,
  .element = &mood_info,
};

static const OdeonMemberInfo outer_members[] = {
  { .name = "card", .type = &card_info, .offset = G_STRUCT_OFFSET (Outer, card) },
  { .name = "moods", .type = &two_moods_info, .offset = G_STRUCT_OFFSET (Outer, moods) },
};

static const OdeonTypeInfo outer_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (Outer),
  .members   = outer_members,
  .n_members = G_N_ELEMENTS (outer_members),
};

static void
structs_and_enums_within_are_initialised_too (void **state G_GNUC_UNUSED)
{
  Outer outer;

  memset (&outer, 0xa5, sizeof outer);
  odeon_value_init (&outer_info, &outer);

  assert_int_equal (outer.card.percent, 50);
  assert_int_equal (*outer.card.floor, 7);
  assert_int_equal (outer.moods[0], 3);
  assert_int_equal (outer.moods[1], 3);
  assert_null (outer.card.nick);
  odeon_value_clear (&outer_info, &outer);
}

static void
a_union_begins_with_the_member_of_its_first_discriminator (void **state G_GNUC_UNUSED)
{
  Part part;

  odeon_value_init (&part_info, &part);
  assert_int_equal (part._d, COLOR_RED);
  assert_non_null (part._u.dot);
  odeon_value_clear (&part_info, &part);
}

/* struct Loop { @external Loop loop; }; has no value that ends. */
static const OdeonTypeInfo loop_info;

static const OdeonMemberInfo loop_members[] = {
  { .name  = "loop",
    .type  = &loop_info,
    .flags = ODEON_MEMBER_INDIRECT | ODEON_MEMBER_RECURSIVE },
};

static const OdeonTypeInfo loop_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (gpointer),
  .members   = loop_members,
  .n_members = 1,
};

static void
an_endless_struct_is_left_open (void **state G_GNUC_UNUSED)
{
  gpointer *loop = odeon_boxed_new (&loop_info);

  assert_null (*loop);
  assert_false (odeon_value_check (&loop_info, loop, NULL));
  odeon_boxed_free (&loop_info, loop);
}

static void
what_a_peer_did_not_send_is_valid (void **state G_GNUC_UNUSED)
{
  Form form = { 0 };

  for (guint i = 1; i < form_info.n_members; i++)
    assert_true (_odeon_member_set_missing (&form_members[i], &form, NULL));

  assert_true (odeon_value_check (&form_info, &form, NULL));
  assert_int_equal (form.x, 3);
  assert_string_equal (form.note, "");
  assert_false (form.has_size);
  assert_int_equal (form.percent, 5);
  assert_null (form.previous);
  odeon_value_clear (&form_info, &form);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (members_have_their_defaults),
    cmocka_unit_test (optional_members_are_absent_and_external_ones_there),
    cmocka_unit_test (structs_and_enums_within_are_initialised_too),
    cmocka_unit_test (a_union_begins_with_the_member_of_its_first_discriminator),
    cmocka_unit_test (an_endless_struct_is_left_open),
    cmocka_unit_test (what_a_peer_did_not_send_is_valid),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
