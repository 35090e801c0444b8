/* SPDX-License-Identifier: MIT */

#include "odeon-output-private.h"

#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CHUNKS 64

/* The byte at @position of every stream here. */
static guint8
byte_at (guint64 position)
{
  return (guint8) (position * 131 >> 3);
}

static void
put (OdeonOutput *self, gsize size)
{
  gsize   room;
  guint8 *place = _odeon_output_reserve (self, 0, size, &room);

  assert_true (room >= size);
  for (gsize i = 0; i < size; i++)
    place[i] = byte_at (self->position + i);
  _odeon_output_commit (self, size);
}

/* Writes at most @size bytes; how many it were, all of them the right ones. */
static gsize
write_some (OdeonOutput *self, gsize size)
{
  struct iovec       iov[CHUNKS];
  const OdeonParcel *parcel;
  gsize              offered;
  gint               n = _odeon_output_gather (self, iov, CHUNKS, &offered, &parcel);
  guint64            position = self->written;

  for (gint i = 0; i < n; i++)
    for (gsize j = 0; j < iov[i].iov_len; j++)
      assert_int_equal (((guint8 *) iov[i].iov_base)[j], byte_at (position++));
  assert_int_equal (position - self->written, offered);
  size = MIN (size, offered);
  _odeon_output_wrote (self, size);

  return size;
}

static void
what_is_put_comes_out_in_order (void **state G_GNUC_UNUSED)
{
  OdeonOutput output;
  gsize       total = 0;

  _odeon_output_init (&output);
  for (gsize i = 0; i < 1000; i++)
    {
      put (&output, 8 * (1 + i % 300));
      total += 8 * (1 + i % 300);
    }
  while (!_odeon_output_is_empty (&output))
    total -= write_some (&output, 1001);

  assert_int_equal (total, 0);
  _odeon_output_clear (&output);
}

static void
what_is_not_acknowledged_stays_in_its_place (void **state G_GNUC_UNUSED)
{
  OdeonOutput        output;
  struct iovec       iov[CHUNKS];
  const OdeonParcel *parcel;
  gsize              size;
  gint               n;

  _odeon_output_init (&output);
  for (gsize i = 0; i < 100; i++)
    put (&output, 8000);
  n = _odeon_output_gather (&output, iov, CHUNKS, &size, &parcel);
  assert_int_equal (size, 800000);
  _odeon_output_wrote (&output, size);
  assert_true (_odeon_output_is_empty (&output));
  _odeon_output_acknowledge (&output, 4000);
  for (gsize i = 0; i < 100; i++)
    put (&output, 8000);

  size = 4000;
  for (gint i = 0; i < n; i++)
    for (gsize j = i == 0 ? size : 0; j < iov[i].iov_len; j++, size++)
      assert_int_equal (((guint8 *) iov[i].iov_base)[j], byte_at (size));
  assert_int_equal (size, 800000);
  assert_int_equal (write_some (&output, G_MAXSIZE), 800000);
  _odeon_output_clear (&output);
}

static void
it_is_written_again_from_where_it_is_rewound_to (void **state G_GNUC_UNUSED)
{
  OdeonOutput output;

  _odeon_output_init (&output);
  for (gsize i = 0; i < 50; i++)
    put (&output, 8000);
  write_some (&output, 300000);
  _odeon_output_acknowledge (&output, 100000);
  _odeon_output_rewind (&output, 160000);
  assert_int_equal (output.written, 160000);
  while (!_odeon_output_is_empty (&output))
    write_some (&output, 70001);
  _odeon_output_rewind (&output, 100000);
  put (&output, 8000);

  assert_int_equal (write_some (&output, G_MAXSIZE), 308000);
  _odeon_output_clear (&output);
}

static void
a_frame_is_found_until_it_is_acknowledged (void **state G_GNUC_UNUSED)
{
  OdeonOutput output;

  _odeon_output_init (&output);
  for (gsize i = 0; i < 50; i++)
    put (&output, 8000);
  write_some (&output, 390000);
  _odeon_output_acknowledge (&output, 8000);
  for (guint64 position = 8000; position < 400000; position += 8000)
    {
      guint8 *place = _odeon_output_find (&output, position);

      for (gsize i = 0; i < 8000; i++)
        assert_int_equal (place[i], byte_at (position + i));
    }
  _odeon_output_clear (&output);
}

/* Acknowledgements come late, doubled, and in the middle of chunks. */
static void
any_mixture_keeps_the_order (void **state G_GNUC_UNUSED)
{
  GRand      *rand = g_rand_new_with_seed (7);
  OdeonOutput output;

  _odeon_output_init (&output);
  for (guint i = 0; i < 20000; i++)
    switch (g_rand_int_range (rand, 0, 5))
      {
      case 0:
      case 1:
        put (&output, 8 * (gsize) g_rand_int_range (rand, 1, i % 100 == 0 ? 20000 : 800));
        break;
      case 2:
        write_some (&output, (gsize) g_rand_int_range (rand, 0, 20000));
        break;
      case 3:
        _odeon_output_acknowledge (&output,
                                   output.written - (guint64) g_rand_int_range (rand, 0, 20000)
                                                    % (output.written + 1));
        break;
      default:
        if (output.written - output.acknowledged > 100000)
          _odeon_output_rewind (&output, output.written - 50000);
      }

  while (!_odeon_output_is_empty (&output))
    write_some (&output, G_MAXSIZE);
  _odeon_output_acknowledge (&output, output.written);
  assert_ptr_equal (output.first, output.last);
  _odeon_output_clear (&output);
  g_rand_free (rand);
}

static void
an_acknowledged_chunk_is_used_again (void **state G_GNUC_UNUSED)
{
  OdeonOutput output;
  gsize       room;
  guint8     *place;

  _odeon_output_init (&output);
  place = _odeon_output_reserve (&output, 0, 8, &room);
  for (guint i = 0; i < 100000; i++)
    {
      put (&output, 64);
      write_some (&output, 64);
      _odeon_output_acknowledge (&output, output.written);
    }

  assert_ptr_equal (_odeon_output_reserve (&output, 0, 8, &room), place);
  assert_null (output.spare);
  _odeon_output_clear (&output);
}

static void
a_larger_frame_than_a_chunk_lies_in_one (void **state G_GNUC_UNUSED)
{
  OdeonOutput output;

  _odeon_output_init (&output);
  put (&output, 64);
  put (&output, 1 << 20);
  put (&output, 64);
  write_some (&output, G_MAXSIZE);
  assert_int_equal (_odeon_output_find (&output, 64 + (1 << 20) - 1)
                    - _odeon_output_find (&output, 64), (1 << 20) - 1);
  _odeon_output_acknowledge (&output, output.written);
  put (&output, 1 << 20);
  assert_int_equal (write_some (&output, G_MAXSIZE), 1 << 20);
  _odeon_output_acknowledge (&output, output.written);
  put (&output, 64);
  assert_int_equal (write_some (&output, G_MAXSIZE), 64);
  _odeon_output_clear (&output);
}

static void
what_goes_beside_goes_once_with_the_first_byte (void **state G_GNUC_UNUSED)
{
  OdeonOutput        output;
  struct iovec       iov[CHUNKS];
  const OdeonParcel *parcel;
  gsize              size;

  _odeon_output_init (&output);
  put (&output, 64);
  _odeon_output_enclose (&output, g_ptr_array_new ());
  put (&output, 64);
  _odeon_output_gather (&output, iov, CHUNKS, &size, &parcel);
  assert_int_equal (size, 64);
  assert_null (parcel);
  _odeon_output_wrote (&output, 64);
  _odeon_output_gather (&output, iov, CHUNKS, &size, &parcel);
  assert_int_equal (size, 64);
  assert_non_null (parcel);
  _odeon_output_wrote (&output, 10);
  _odeon_output_gather (&output, iov, CHUNKS, &size, &parcel);
  assert_int_equal (size, 54);
  assert_null (parcel);
  _odeon_output_clear (&output);
}

static void
what_is_all_in_one_piece_goes_at_once (void **state G_GNUC_UNUSED)
{
  OdeonOutput  output;
  struct iovec iov;

  _odeon_output_init (&output);
  assert_false (_odeon_output_peek_only (&output, &iov));
  for (guint i = 0; i < 3; i++)
    {
      put (&output, 64);
      put (&output, 16);
      assert_true (_odeon_output_peek_only (&output, &iov));
      assert_int_equal (iov.iov_len, 80);
      for (gsize j = 0; j < 80; j++)
        assert_int_equal (((guint8 *) iov.iov_base)[j], byte_at (output.written + j));
      _odeon_output_finish (&output);
      assert_true (_odeon_output_is_empty (&output));
      assert_int_equal (output.acknowledged, 80 * (i + 1));
    }
  put (&output, 64);
  assert_int_equal (write_some (&output, 64), 64);
  _odeon_output_acknowledge (&output, output.written);
  _odeon_output_clear (&output);
}

/* What was written in part, is in several pieces, or has something beside it. */
static void
what_is_not_takes_the_long_way (void **state G_GNUC_UNUSED)
{
  OdeonOutput  output;
  struct iovec iov;

  _odeon_output_init (&output);
  put (&output, 64);
  assert_int_equal (write_some (&output, 10), 10);
  assert_false (_odeon_output_peek_only (&output, &iov));
  assert_int_equal (write_some (&output, 54), 54);
  put (&output, 64);
  assert_false (_odeon_output_peek_only (&output, &iov));
  assert_int_equal (write_some (&output, 64), 64);
  _odeon_output_acknowledge (&output, output.written);

  put (&output, 60000);
  put (&output, 60000);
  assert_false (_odeon_output_peek_only (&output, &iov));
  while (write_some (&output, 60000) > 0)
    ;
  _odeon_output_acknowledge (&output, output.written);

  _odeon_output_enclose (&output, g_ptr_array_new ());
  put (&output, 64);
  assert_false (_odeon_output_peek_only (&output, &iov));
  _odeon_output_clear (&output);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_put_comes_out_in_order),
    cmocka_unit_test (what_is_not_acknowledged_stays_in_its_place),
    cmocka_unit_test (it_is_written_again_from_where_it_is_rewound_to),
    cmocka_unit_test (a_frame_is_found_until_it_is_acknowledged),
    cmocka_unit_test (any_mixture_keeps_the_order),
    cmocka_unit_test (an_acknowledged_chunk_is_used_again),
    cmocka_unit_test (a_larger_frame_than_a_chunk_lies_in_one),
    cmocka_unit_test (what_goes_beside_goes_once_with_the_first_byte),
    cmocka_unit_test (what_is_all_in_one_piece_goes_at_once),
    cmocka_unit_test (what_is_not_takes_the_long_way),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
