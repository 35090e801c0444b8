/* SPDX-License-Identifier: MIT */

#include "kinds.h"
#include "reading.h"

static void
maps_come_as_dictionaries_or_pairs_in_any_order (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) phones = odeon_map_new (&phones_info);
  const gchar *names[] = { "a", "b" };
  const gint32 numbers[] = { 1, 2 };

  for (guint i = 0; i < 2; i++)
    odeon_map_insert (&phones_info, phones, &names[i], &numbers[i]);

  assert_reads (&phones_info, "{'b': 2, 'a': 1}", &phones);
  assert_reads (&phones_info, "[('a', byte 1), ('b', 2)]", &phones);
  assert_reads (&phones_info, "{'a': <1>, 'b': <<2>>}", &phones);
  assert_reads (&phones_info, "<[<('a', 1)>, <('b', 2)>]>", &phones);
}

static void
a_key_may_be_there_but_once (void **state G_GNUC_UNUSED)
{
  assert_refuses (&phones_info, "{'a': 1, 'a': 1}",
                  "Test::Phones['a']: the key is there twice");
  assert_refuses (&small_info, "[(byte 255, byte 1), (0xff, 2)]",
                  "Test::Small[0xff]: the key is there twice");
  assert_refuses (&spots_info, "[((1, 0.0), (0, <(1, 1)>)), ((1, -0.0), (0, <(1, 1)>))]",
                  "Test::Spots[(1, -0.0)]: the key is there twice");
}

static void
a_fault_names_the_key (void **state G_GNUC_UNUSED)
{
  assert_refuses (&phones_info, "{'a': 'b'}",
                  "Test::Phones['a']: an integer is expected, not a variant of type 's'");
  assert_refuses (&phones_info, "{1: 2}",
                  "Test::Phones (key): a string is expected, not a variant of type 'i'");
  assert_refuses (&phones_info, "{'1': 1, '2': 2, '3': 3, '4': 4}",
                  "Test::Phones: 4 elements, at most 3 are allowed");
  assert_refuses (&phones_info, "[1]",
                  "Test::Phones: a pair of key and value is expected, not a variant of type 'i'");
  assert_refuses (&phones_info, "1",
                  "Test::Phones: a dictionary is expected, not a variant of type 'i'");
  assert_refuses (&moods_info, "{3: 9}",
                  "Test::Moods[3]: 0x9 has bits that are not declared");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (maps_come_as_dictionaries_or_pairs_in_any_order),
    cmocka_unit_test (a_key_may_be_there_but_once),
    cmocka_unit_test (a_fault_names_the_key),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
