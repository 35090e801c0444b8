/* SPDX-License-Identifier: MIT */

/* What one sends to another arrives in the order of its sending, whatever changes on the way, and
 * all of it, once: 40,000 messages; ODEON_TEST_SCALE=25 makes them a million. */

#include "triangle.h"

#define N_WRITERS  4
#define N_NOTES    10000 /* of each */
#define BATCH      20
#define FAIL_EVERY 500

/* --- a writer: tells whom it keeps as many notes as it is asked for, and runs wherever there is
 * time --- */

typedef Office      Writer;
typedef OfficeClass WriterClass;

GType writer_get_type (void);

static gboolean
writer_add (PostOfficeImpl *impl, gint32 n, gint32 *out_result, GError **error G_GNUC_UNUSED)
{
  Writer *self = (Writer *) impl;

  for (gint32 i = 0; i < n; i++)
    post_office_note (self->kept, self->sum++);
  *out_result = self->sum;

  return TRUE;
}

static void
writer_implement (PostOfficeImplInterface *iface)
{
  iface->add = writer_add;
}

G_DEFINE_TYPE_WITH_CODE (Writer, writer, office_get_type (),
                         G_IMPLEMENT_INTERFACE (POST_TYPE_OFFICE_IMPL, writer_implement))

static void
writer_class_init (WriterClass *klass)
{
  ODEON_ACTOR_CLASS (klass)->migratable = TRUE;
}

static void
writer_init (Writer *self G_GNUC_UNUSED)
{
}

/* --- a reader that fails now and then, and is made anew; what it has read is the test's --- */

typedef Office      Reader;
typedef OfficeClass ReaderClass;

GType reader_get_type (void);

static atomic_llong n_read;
static atomic_int   n_failures;
static atomic_bool  is_disordered;

static gboolean
reader_note (PostOfficeImpl *impl G_GNUC_UNUSED, gint64 number, GError **error)
{
  if (number != atomic_load (&n_read))
    atomic_store (&is_disordered, TRUE);
  atomic_fetch_add (&n_read, 1);
  if (number % FAIL_EVERY != FAIL_EVERY - 1)
    return TRUE;

  atomic_fetch_add (&n_failures, 1);
  g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_FAILED, "it is time");

  return FALSE;
}

static void
reader_implement (PostOfficeImplInterface *iface)
{
  iface->note = reader_note;
}

G_DEFINE_TYPE_WITH_CODE (Reader, reader, office_get_type (),
                         G_IMPLEMENT_INTERFACE (POST_TYPE_OFFICE_IMPL, reader_implement))

static void
reader_class_init (ReaderClass *klass G_GNUC_UNUSED)
{
}

static void
reader_init (Reader *self G_GNUC_UNUSED)
{
}

/* --- */

static PostOffice *
spawn_writer (OdeonSystem *system, PostOffice *reader)
{
  PostOffice            *writer;
  g_autoptr (PostOffice) back = NULL;
  GError                *error = NULL;

  writer = (PostOffice *) odeon_spawn (ODEON_SPAWNER (system), writer_get_type (), NULL, &error,
                                       NULL);
  assert_no_error (error);
  assert_true (post_office_keep_sync (writer, reader, &back, NULL));

  return writer;
}

/* All at once, so that some wait and are taken over by who has time. */
static void
write_all (PostOffice **writers, guint n_writers, gint32 n_notes)
{
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func ((GDestroyNotify)
                                                                  odeon_future_unref);

  for (gint32 i = 0; i < n_notes; i += BATCH)
    for (guint k = 0; k < n_writers; k++)
      g_ptr_array_add (futures, post_office_add (writers[k], BATCH));
  for (guint i = 0; i < futures->len; i++)
    assert_true (odeon_future_await (futures->pdata[i], NULL));
}

/* Once all have arrived; those of another process may be on their way. */
static void
assert_read (PostOffice *reader, gint64 n)
{
  gint64 noted = 0;

  while (noted >= 0 && noted < n)
    assert_true (post_office_count_notes_sync (reader, &noted, NULL));
  assert_int_equal (noted, n);
}

static gint32
get_n_notes (void)
{
  return (scaled (N_NOTES) + BATCH - 1) / BATCH * BATCH;
}

/* The link of its own comes in the midst of it. */
static void
across_migration_and_a_new_connection (void **state G_GNUC_UNUSED)
{
  Triangle   *self = triangle_new (2, TRUE);
  PostOffice *writers[N_WRITERS];
  PostOffice *readers[N_WRITERS];
  gint32      n = get_n_notes ();

  for (guint i = 0; i < N_WRITERS; i++)
    {
      g_autoptr (PostOffice) child = NULL;

      /* The first has a link of its own to come, the others are reached by S alone. */
      assert_true (post_office_open_sync ((PostOffice *) self->to_b.root, &child, NULL));
      readers[i] = odeon_ref_ref (child);
      writers[i] = spawn_writer (self->a.system, i == 0 ? self->remote : child);
    }
  write_all (writers, N_WRITERS, n);

  assert_read ((PostOffice *) self->to_b.root, n);
  for (guint i = 1; i < N_WRITERS; i++)
    assert_read (readers[i], n);
  await_direct (self->remote);
  for (guint i = 0; i < N_WRITERS; i++)
    {
      odeon_ref_unref (writers[i]);
      odeon_ref_unref (readers[i]);
    }
  triangle_free (self);
}

static void
across_restarts (void **state G_GNUC_UNUSED)
{
  Side          here;
  Side          there;
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  PostOffice   *reader;
  PostOffice   *writer;
  GError       *error = NULL;
  gint32        n = get_n_notes ();

  side_init (&here, 2);
  side_init (&there, 2);
  strategy.max_restarts = G_MAXUINT;
  odeon_system_supervise (there.system, &strategy);
  reader = (PostOffice *) odeon_spawn (ODEON_SPAWNER (there.system), reader_get_type (), NULL,
                                       &error, NULL);
  assert_no_error (error);
  join (&there, &here, reader, FALSE);
  writer = spawn_writer (here.system, (PostOffice *) here.root);

  write_all (&writer, 1, n);
  while (atomic_load (&n_read) < n)
    g_thread_yield ();

  assert_false (atomic_load (&is_disordered));
  assert_int_equal (atomic_load (&n_failures), n / FAIL_EVERY);
  odeon_ref_unref (writer);
  odeon_ref_unref (reader);
  side_close (&here);
  side_clear (&here);
  side_clear (&there);
}

/* Half is told to the promise, half to the actor. */
static void
across_the_resolution_of_promises (void **state G_GNUC_UNUSED)
{
  Offices *self = offices_new (1, NULL, NULL);
  gint64   least = get_n_notes ();
  gint64   n = 0;

  while (n < least)
    {
      OdeonFuture           *future = post_office_keep (self->remote, self->ours);
      g_autoptr (PostOffice) promised = post_office_from_future (odeon_future_ref (future), NULL);
      g_autoptr (PostOffice) actual = NULL;

      for (guint i = 0; i < BATCH / 2; i++)
        post_office_note (promised, n++);
      assert_true (post_office_keep_await (future, &actual, NULL));
      for (guint i = 0; i < BATCH / 2; i++)
        post_office_note (actual, n++);
    }

  assert_read (self->ours, n);
  offices_free (self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (across_migration_and_a_new_connection),
    cmocka_unit_test (across_restarts),
    cmocka_unit_test (across_the_resolution_of_promises),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
