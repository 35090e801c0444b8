/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-quic-schedule-private.h"

#define PACKET ((gsize) 1200)

typedef struct
{
  OdeonQuicSchedule schedule;
  OdeonOutput       outputs[8];
  guint             n;
} Desk;

static void
desk_init (Desk *self)
{
  memset (self, 0, sizeof *self);
  _odeon_quic_schedule_init (&self->schedule);
}

static void
desk_clear (Desk *self)
{
  _odeon_quic_schedule_clear (&self->schedule);
  for (guint i = 0; i < self->n; i++)
    _odeon_output_clear (&self->outputs[i]);
}

static void
fill (OdeonOutput *output, gsize size)
{
  gsize room;

  memset (_odeon_output_reserve (output, 0, size, &room), 'x', size);
  _odeon_output_commit (output, size);
}

/* With @size bytes to be sent. */
static OdeonQuicStream *
add (Desk *self, OdeonQuicPriority priority, gsize size)
{
  OdeonQuicStream *stream = _odeon_quic_stream_new (NULL, (gint64) self->n);
  OdeonOutput     *output = &self->outputs[self->n++];

  _odeon_output_init (output);
  if (size > 0)
    fill (output, size);
  stream->source = output;
  stream->priority = priority;
  _odeon_quic_schedule_add (&self->schedule, stream);
  _odeon_quic_schedule_enlist (&self->schedule, stream);

  return stream;
}

/* (nullable): whose packet is next; it is sent. */
static OdeonQuicStream *
send_one (Desk *self, gboolean has_datagram)
{
  OdeonQuicStream *stream = _odeon_quic_schedule_next (&self->schedule, has_datagram);
  gsize            size;

  if (stream == NULL)
    return NULL;

  size = MIN (PACKET, stream->source->position - stream->source->written);
  _odeon_quic_stream_wrote (stream, size);
  _odeon_quic_schedule_sent (&self->schedule, stream, size);

  return stream;
}

static void
ordered_goes_before_datagrams_and_these_before_lanes (void **state G_GNUC_UNUSED)
{
  Desk             self;
  OdeonQuicStream *lane;
  OdeonQuicStream *ordered;

  desk_init (&self);
  lane = add (&self, ODEON_QUIC_LANE, 100);
  ordered = add (&self, ODEON_QUIC_ORDERED, 100);
  _odeon_quic_schedule_begin (&self.schedule);
  assert_ptr_equal (send_one (&self, TRUE), ordered);
  assert_null (send_one (&self, TRUE));
  assert_ptr_equal (send_one (&self, FALSE), lane);
  assert_null (send_one (&self, FALSE));
  assert_true (_odeon_quic_schedule_is_dry (&self.schedule));
  desk_clear (&self);
}

static void
lanes_take_turns (void **state G_GNUC_UNUSED)
{
  Desk             self;
  OdeonQuicStream *lanes[3];

  desk_init (&self);
  for (guint i = 0; i < G_N_ELEMENTS (lanes); i++)
    lanes[i] = add (&self, ODEON_QUIC_LANE, 2 * PACKET);
  _odeon_quic_schedule_begin (&self.schedule);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (lanes); i++)
    assert_ptr_equal (send_one (&self, FALSE), lanes[i % G_N_ELEMENTS (lanes)]);
  assert_null (send_one (&self, FALSE));
  desk_clear (&self);
}

static void
bulk_and_the_others_share (void **state G_GNUC_UNUSED)
{
  Desk             self;
  OdeonQuicStream *ordered;
  OdeonQuicStream *bulk;
  gsize            longest = 0;
  gsize            stretch = 0;
  gsize            sent[2] = { 0, 0 };

  desk_init (&self);
  ordered = add (&self, ODEON_QUIC_ORDERED, 1 << 20);
  bulk = add (&self, ODEON_QUIC_BULK, 1 << 20);
  _odeon_quic_schedule_begin (&self.schedule);
  for (guint i = 0; i < 800; i++)
    {
      gboolean is_bulk = send_one (&self, FALSE) == bulk;

      sent[is_bulk] += PACKET;
      stretch = is_bulk ? stretch + PACKET : 0;
      longest = MAX (longest, stretch);
    }
  assert_true (sent[1] > sent[0] / 2 && sent[0] > sent[1] / 2);
  assert_true (longest <= (16 << 10) + PACKET);
  assert_true (ordered->source->written > 0);
  desk_clear (&self);
}

static void
bulk_has_all_that_nobody_else_wants (void **state G_GNUC_UNUSED)
{
  Desk             self;
  OdeonQuicStream *bulk;
  OdeonQuicStream *ordered;

  desk_init (&self);
  ordered = add (&self, ODEON_QUIC_ORDERED, 0);
  bulk = add (&self, ODEON_QUIC_BULK, 1 << 20);
  _odeon_quic_schedule_begin (&self.schedule);
  for (guint i = 0; i < 100; i++)
    assert_ptr_equal (send_one (&self, FALSE), bulk);
  /* Who comes then waits for a share at the most. */
  fill (ordered->source, 64);
  _odeon_quic_schedule_begin (&self.schedule);
  for (guint i = 0; i < 15; i++)
    if (send_one (&self, FALSE) == ordered)
      break;
  assert_true (_odeon_output_is_empty (ordered->source));
  desk_clear (&self);
}

static void
what_is_blocked_is_passed_over (void **state G_GNUC_UNUSED)
{
  Desk             self;
  OdeonQuicStream *ordered;
  OdeonQuicStream *lane;

  desk_init (&self);
  ordered = add (&self, ODEON_QUIC_ORDERED, 100);
  lane = add (&self, ODEON_QUIC_LANE, 100);
  ordered->is_blocked = TRUE;
  _odeon_quic_schedule_begin (&self.schedule);
  assert_ptr_equal (send_one (&self, FALSE), lane);
  assert_null (send_one (&self, FALSE));
  ordered->is_blocked = FALSE;
  _odeon_quic_schedule_begin (&self.schedule);
  assert_ptr_equal (send_one (&self, FALSE), ordered);
  desk_clear (&self);
}

static void
what_is_not_acknowledged_anchors (void **state G_GNUC_UNUSED)
{
  Desk             self;
  OdeonQuicStream *ordered;

  desk_init (&self);
  assert_false (_odeon_quic_schedule_is_anchored (&self.schedule, ODEON_QUIC_ORDERED));
  add (&self, ODEON_QUIC_LANE, 100);
  ordered = add (&self, ODEON_QUIC_ORDERED, 100);
  assert_true (_odeon_quic_schedule_is_anchored (&self.schedule, ODEON_QUIC_ORDERED));
  _odeon_quic_stream_wrote (ordered, 100);
  assert_true (_odeon_quic_schedule_is_anchored (&self.schedule, ODEON_QUIC_ORDERED));
  assert_true (_odeon_quic_stream_acknowledge (ordered, 100));
  assert_false (_odeon_quic_schedule_is_anchored (&self.schedule, ODEON_QUIC_ORDERED));
  desk_clear (&self);
}

static void
what_is_written_within_a_flush_is_found (void **state G_GNUC_UNUSED)
{
  Desk             self;
  OdeonQuicStream *ordered;

  desk_init (&self);
  ordered = add (&self, ODEON_QUIC_ORDERED, 0);
  _odeon_quic_schedule_begin (&self.schedule);
  assert_null (send_one (&self, FALSE));
  fill (&self.outputs[0], 10);
  _odeon_quic_schedule_refill (&self.schedule, ODEON_QUIC_ORDERED);
  assert_ptr_equal (send_one (&self, FALSE), ordered);
  desk_clear (&self);
}

/* There is nothing to be asked about a packet that can have but one piece. */
static void
a_stream_that_is_alone_ends_the_flush (void **state G_GNUC_UNUSED)
{
  Desk             self;
  OdeonQuicStream *ordered;

  desk_init (&self);
  ordered = add (&self, ODEON_QUIC_ORDERED, PACKET + 1);
  _odeon_quic_schedule_begin (&self.schedule);
  assert_true (_odeon_quic_schedule_is_simple (&self.schedule, FALSE));
  assert_false (_odeon_quic_schedule_is_simple (&self.schedule, TRUE));
  send_one (&self, FALSE);
  assert_false (_odeon_quic_schedule_finish (&self.schedule, ordered));
  send_one (&self, FALSE);
  assert_true (_odeon_quic_schedule_finish (&self.schedule, ordered));
  assert_true (_odeon_quic_schedule_is_dry (&self.schedule));
  assert_true (_odeon_quic_schedule_is_simple (&self.schedule, TRUE));
  add (&self, ODEON_QUIC_LANE, 0);
  assert_false (_odeon_quic_schedule_is_simple (&self.schedule, FALSE));
  assert_false (_odeon_quic_schedule_finish (&self.schedule, ordered));
  desk_clear (&self);
}

static void
a_detached_source_is_not_touched (void **state G_GNUC_UNUSED)
{
  Desk             self;
  OdeonQuicStream *ordered;

  desk_init (&self);
  ordered = add (&self, ODEON_QUIC_ORDERED, 100);
  _odeon_quic_stream_wrote (ordered, 50);
  _odeon_quic_schedule_detach (&self.schedule);
  _odeon_quic_schedule_begin (&self.schedule);
  assert_null (send_one (&self, FALSE));
  assert_false (_odeon_quic_stream_acknowledge (ordered, 50));
  assert_int_equal (self.outputs[0].acknowledged, 0);
  desk_clear (&self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (ordered_goes_before_datagrams_and_these_before_lanes),
    cmocka_unit_test (lanes_take_turns),
    cmocka_unit_test (bulk_and_the_others_share),
    cmocka_unit_test (bulk_has_all_that_nobody_else_wants),
    cmocka_unit_test (what_is_blocked_is_passed_over),
    cmocka_unit_test (what_is_not_acknowledged_anchors),
    cmocka_unit_test (what_is_written_within_a_flush_is_found),
    cmocka_unit_test (a_stream_that_is_alone_ends_the_flush),
    cmocka_unit_test (a_detached_source_is_not_touched),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
