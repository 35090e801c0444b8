/* SPDX-License-Identifier: MIT */

#include "office.h"

static void
a_reference_to_one_of_ours_comes_home (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) back = NULL;
  GError                *error = NULL;

  assert_true (post_office_keep_sync (self->remote, self->ours, &back, &error));

  assert_ptr_equal (back, self->ours);
}

static void
a_reference_to_one_of_theirs_is_the_same_each_time (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) first = NULL;
  g_autoptr (PostOffice) second = NULL;

  assert_true (post_office_keep_sync (self->remote, self->remote, &first, NULL));
  assert_true (post_office_keep_sync (self->remote, self->remote, &second, NULL));

  assert_ptr_equal (first, self->remote);
  assert_ptr_equal (second, self->remote);
}

static void
nil_crosses (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) back = NULL;

  assert_true (post_office_keep_sync (self->remote, NULL, &back, NULL));

  assert_null (back);
}

static void
they_call_what_they_were_given (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) back = NULL;
  gint32                 sum;

  assert_true (post_office_keep_sync (self->remote, self->ours, &back, NULL));
  assert_true (post_office_ask_kept_sync (self->remote, 5, &sum, NULL));
  assert_true (post_office_ask_kept_sync (self->remote, 6, &sum, NULL));

  assert_int_equal (sum, 11);
}

static void
a_new_actor_comes_back_as_a_result (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) child = NULL;
  gint32                 sum;

  assert_true (post_office_open_sync (self->remote, &child, NULL));
  assert_true (post_office_add_sync (child, 3, &sum, NULL));

  assert_int_equal (sum, 3);
  assert_true (odeon_ref_implements (child, &post_office_interface_info));
  assert_null (odeon_ref_get_name (child));
}

static void
what_they_have_promised_is_called_at_once (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) child = post_office_open_promised (self->remote);
  OdeonFuture           *first = post_office_add (child, 3);
  OdeonFuture           *second = post_office_add (child, 4);
  gint32                 sum;

  assert_true (post_office_add_await (first, &sum, NULL));
  assert_int_equal (sum, 3);
  assert_true (post_office_add_await (second, &sum, NULL));
  assert_int_equal (sum, 7);
}

static void
what_they_have_promised_goes_home_as_what_it_is (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) child = post_office_open_promised (self->remote);
  g_autoptr (PostOffice) actual = NULL;
  g_autoptr (PostOffice) back = NULL;
  g_autofree gchar      *urn = NULL;

  actual = odeon_ref_resolve_await (odeon_ref_resolve (child), NULL);
  assert_true (post_office_keep_sync (self->remote, child, &back, NULL));
  urn = odeon_ref_dup_urn (child);

  assert_ptr_equal (back, actual);
  assert_non_null (urn);
}

/* It is called there before anybody knows here what it is. */
static void
a_promised_actor_crosses_and_is_called_there (void **state)
{
  Offices               *self = *state;
  OdeonPromise          *promise = odeon_promise_new ();
  g_autoptr (PostOffice) promised = NULL;
  g_autoptr (PostOffice) back = NULL;
  g_auto (GValue)        value = G_VALUE_INIT;
  OdeonFuture           *future;
  gint32                 sum;

  promised = post_office_from_future (odeon_promise_get_future (promise), NULL);
  assert_true (post_office_keep_sync (self->remote, promised, &back, NULL));
  assert_ptr_equal (back, promised);
  future = post_office_ask_kept (self->remote, 5);

  g_value_init (&value, ODEON_TYPE_REF);
  g_value_set_boxed (&value, self->ours);
  odeon_promise_set_value (promise, &value);
  odeon_promise_free (promise);

  assert_true (post_office_ask_kept_await (future, &sum, NULL));
  assert_int_equal (sum, 5);
}

static void
nothing_at_all (OdeonActor *self G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

static void
assert_not_across (OdeonFuture *future)
{
  g_autoptr (GError) error = NULL;

  assert_false (odeon_future_await (future, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  odeon_future_unref (future);
}

static void
what_cannot_be_done_in_another_process_is_refused (void **state)
{
  Offices *self = *state;

  assert_not_across (odeon_actor_invoke (self->remote, nothing_at_all, NULL, NULL));
  assert_null (odeon_ref_dup_path (self->remote));
}

static void
it_bears_the_urn_that_it_has_there (void **state)
{
  Offices          *self = *state;
  g_autofree gchar *here = odeon_ref_dup_urn (self->remote);
  g_autofree gchar *there = odeon_ref_dup_urn (self->theirs);

  assert_string_equal (here, there);
}

static void
an_exception_arrives_with_its_members (void **state)
{
  Offices           *self = *state;
  g_autoptr (GError) error = NULL;
  const PostRefused *refused;

  assert_false (post_office_refuse_sync (self->remote, 12, "the queue", &error));

  assert_true (g_error_matches (error, POST_ERROR, POST_ERROR_REFUSED));
  refused = post_refused_get_detail (error);
  assert_int_equal (refused->code, 12);
  assert_string_equal (refused->why, "the queue");
}

static void
what_is_let_go_of_leaves_the_tables_empty (void **state)
{
  Offices *self = *state;
  Census   here;
  Census   there;

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (PostOffice) back = NULL;
      g_autoptr (PostOffice) child = NULL;

      assert_true (post_office_keep_sync (self->remote, self->ours, &back, NULL));
      assert_true (post_office_open_sync (self->remote, &child, NULL));
    }
  /* What is let go of goes before it on one way, and before its answer on the other. */
  assert_true (post_office_let_go_sync (self->remote, NULL));
  assert_true (post_office_let_go_sync (self->remote, NULL));
  here = take_census (&self->here);
  there = take_census (&self->there);

  assert_int_equal (here.n_exports, 0);
  assert_int_equal (here.n_imports, 1); /* the root */
  assert_int_equal (there.n_exports, 1);
  assert_int_equal (there.n_imports, 0);
  assert_int_equal (here.n_outgoing + there.n_outgoing + here.n_incoming + there.n_incoming, 0);
}

/* Each lets go of it while the other may be sending it. */
static void
a_reference_that_is_sent_while_it_is_let_go_of_is_not_lost (void **state)
{
  Offices *self = *state;
  gint32   sum = 0;

  for (gint i = 0; i < scaled (5000); i++)
    {
      g_autoptr (OdeonFuture) kept = post_office_keep (self->remote, self->ours);
      g_autoptr (OdeonFuture) asked = post_office_ask_kept (self->remote, 1);
      g_autoptr (OdeonFuture) gone = post_office_let_go (self->remote);

      if (i % 16 == 0)
        {
          assert_true (odeon_future_await (gone, NULL));
          assert_true (post_office_ask_kept_finish (asked, &sum, NULL));
          assert_int_equal (sum, i + 1);
        }
    }
  assert_true (post_office_let_go_sync (self->remote, NULL));
  assert_true (post_office_let_go_sync (self->remote, NULL));
  assert_int_equal (take_census (&self->here).n_exports, 0);
  assert_int_equal (take_census (&self->there).n_imports, 0);
}

/* A third process, with a link to `here` alone. */
typedef struct
{
  Side        bridge; /* in the system of `here` */
  Side        third;
  PostOffice *office; /* in the third */
} Neighbour;

static void
neighbour_init (Neighbour *self, Offices *offices)
{
  gint fds[2];

  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  side_init (&self->bridge, 1);
  g_set_object (&self->bridge.system, offices->here.system);
  side_init (&self->third, 1);
  self->office = spawn_office (self->third.system);
  side_open (&self->bridge, fds[0], NULL, NULL);
  side_open (&self->third, fds[1], self->office, NULL);
  side_await_ready (&self->bridge);
  side_await_ready (&self->third);
}

static void
neighbour_clear (Neighbour *self)
{
  side_close (&self->bridge);
  odeon_ref_unref (self->office);
  side_clear (&self->third);
  side_clear (&self->bridge);
}

static void
an_actor_of_a_third_process_is_reached_by_way_of_this_one (void **state)
{
  Offices               *self = *state;
  Neighbour              neighbour;
  g_autoptr (PostOffice) back = NULL;
  g_autoptr (GError)     error = NULL;
  gint32                 sum;

  neighbour_init (&neighbour, self);
  assert_true (post_office_keep_sync (self->remote, (PostOffice *) neighbour.bridge.root, &back,
                                      NULL));
  assert_ptr_equal (back, neighbour.bridge.root);
  assert_true (post_office_ask_kept_sync (self->remote, 5, &sum, NULL));
  assert_true (post_office_ask_kept_sync (self->remote, 6, &sum, NULL));
  assert_int_equal (sum, 11);

  side_close (&neighbour.third);
  error = side_await_closed (&neighbour.bridge);
  g_clear_error (&error);
  assert_false (post_office_ask_kept_sync (self->remote, 1, &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED));
  neighbour_clear (&neighbour);
}

/* What is told. */
static void
file_some (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Offices           *self = data;
  g_autoptr (GBytes) page = g_bytes_new_static ("abc", 3);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (gint32 i = 1; i <= 3; i++)
    g_array_append_val (numbers, i);
  assert_true (post_office_file (self->remote, "one", page, numbers, self->ours));
  assert_true (post_office_file (self->remote, "", NULL, NULL, NULL));
  odeon_future_unref (post_office_add (self->remote, 4));
  assert_false (post_office_file (self->remote, "much too long", page, numbers, NULL));
  assert_false (post_office_file (self->remote, "\xff", page, numbers, NULL));
  assert_true (post_office_file (self->remote, "two", page, NULL, self->remote));
}

static void
assert_filed (Offices *self)
{
  g_autofree gchar *files = NULL;
  gint32            sum;

  assert_true (post_office_list_files_sync (self->remote, &files, NULL));
  assert_string_equal (files, "one 3 6 somebody;  0 0 nobody; two 3 0 me; ");
  assert_true (post_office_add_sync (self->remote, 0, &sum, NULL));
  assert_int_equal (sum, 4);
}

static void
what_a_neighbour_of_the_link_tells_arrives_and_what_is_not_valid_is_refused (void **state)
{
  Offices *self = *state;

  await_ok (invoke (self->ours, file_some, self));
  assert_filed (self);
}

static void
what_a_thread_tells_arrives_and_what_is_not_valid_is_refused (void **state)
{
  file_some (NULL, *state);
  assert_filed (*state);
}

/* The answers come after what was asked with is gone. */
static void
ask_some (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Offices               *self = data;
  gchar                 *page = g_strdup ("abc");
  GBytes                *bytes = g_bytes_new (page, 3);
  OdeonFuture           *copied = post_office_copy (self->remote, bytes);
  OdeonFuture           *empty = post_office_copy (self->remote, NULL);
  OdeonFuture           *kept = post_office_keep (self->remote, (PostOffice *) self->ours);
  OdeonFuture           *invalid = post_office_refuse (self->remote, 1, "\xff");
  OdeonFuture           *refused = post_office_refuse (self->remote, 2, page);
  g_autoptr (GBytes)     copy = NULL;
  g_autoptr (GBytes)     nothing = NULL;
  g_autoptr (PostOffice) back = NULL;
  g_autoptr (GError)     error = NULL;

  g_bytes_unref (bytes);
  memset (page, '!', 3);
  g_free (page);
  assert_true (post_office_copy_await (copied, &copy, NULL));
  assert_memory_equal (g_bytes_get_data (copy, NULL), "abc", 3);
  assert_true (post_office_copy_await (empty, &nothing, NULL));
  assert_int_equal (g_bytes_get_size (nothing), 0);
  assert_true (post_office_keep_await (kept, &back, NULL));
  assert_ptr_equal (back, self->ours);
  assert_false (post_office_refuse_await (invalid, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  g_clear_error (&error);
  assert_false (post_office_refuse_await (refused, &error));
  assert_non_null (strstr (error->message, "abc"));
}

static void
what_a_neighbour_of_the_link_asks_is_answered_and_what_is_not_valid_is_refused (void **state)
{
  Offices *self = *state;

  await_ok (invoke (self->ours, ask_some, self));
}

static void
what_a_thread_asks_is_answered_and_what_is_not_valid_is_refused (void **state)
{
  ask_some (NULL, *state);
}

static void
tell_the_promised (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Offices               *self = data;
  g_autoptr (PostOffice) promised = post_office_open_promised (self->remote);
  g_autofree gchar      *files = NULL;
  gint32                 sum;

  assert_true (post_office_file (promised, "before", NULL, NULL, NULL));
  assert_true (post_office_add_await (post_office_add (promised, 1), &sum, NULL));
  assert_true (post_office_file (promised, "after", NULL, NULL, NULL));
  assert_true (post_office_list_files_await (post_office_list_files (promised), &files, NULL));
  assert_string_equal (files, "before 0 0 nobody; after 0 0 nobody; ");
}

static void
what_a_promised_one_is_told_arrives_before_and_after_it_is_known (void **state)
{
  Offices *self = *state;

  await_ok (invoke (self->ours, tell_the_promised, self));
}

#define test(name) cmocka_unit_test_setup_teardown (name, offices_set_up, offices_tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    test (a_reference_to_one_of_ours_comes_home),
    test (a_reference_to_one_of_theirs_is_the_same_each_time),
    test (nil_crosses),
    test (they_call_what_they_were_given),
    test (a_new_actor_comes_back_as_a_result),
    test (what_they_have_promised_is_called_at_once),
    test (what_they_have_promised_goes_home_as_what_it_is),
    test (a_promised_actor_crosses_and_is_called_there),
    test (what_cannot_be_done_in_another_process_is_refused),
    test (it_bears_the_urn_that_it_has_there),
    test (what_is_let_go_of_leaves_the_tables_empty),
    test (a_reference_that_is_sent_while_it_is_let_go_of_is_not_lost),
    test (an_actor_of_a_third_process_is_reached_by_way_of_this_one),
    test (an_exception_arrives_with_its_members),
    test (what_a_neighbour_of_the_link_tells_arrives_and_what_is_not_valid_is_refused),
    test (what_a_thread_tells_arrives_and_what_is_not_valid_is_refused),
    test (what_a_neighbour_of_the_link_asks_is_answered_and_what_is_not_valid_is_refused),
    test (what_a_thread_asks_is_answered_and_what_is_not_valid_is_refused),
    test (what_a_promised_one_is_told_arrives_before_and_after_it_is_known),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
