/* SPDX-License-Identifier: MIT */

/* A main context within another's poll, and within a thread's sleep. */

#include "stage.h"

#include <glib-unix.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "odeon-subcontext-private.h"

static gboolean
count (gpointer data)
{
  ++*(gint *) data;

  return G_SOURCE_CONTINUE;
}

static gboolean
count_fd (gint fd, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
  eventfd_t value;

  eventfd_read (fd, &value);

  return count (data);
}

static void
attach (GMainContext *context, GSource *source, GSourceFunc function, gpointer data)
{
  g_source_set_callback (source, function, data, NULL);
  g_source_attach (source, context);
  g_source_unref (source);
}

static gpointer
attach_idle (gpointer data)
{
  OdeonSubcontext *self = data;
  static gint      n;

  attach (self->context, g_idle_source_new (), count, &n);

  return &n;
}

static void
what_it_has_is_dispatched_with_the_outer_one (void **state G_GNUC_UNUSED)
{
  g_autoptr (GMainContext) outer = g_main_context_new ();
  OdeonSubcontext         *self = _odeon_subcontext_new (outer);
  gint                     n_timeouts = 0;
  gint                     n_events = 0;
  gint                     n_idle = 0;
  gint                     fd = eventfd (0, EFD_CLOEXEC);

  while (g_main_context_iteration (outer, FALSE))
    ;
  attach (self->context, g_timeout_source_new (1), count, &n_timeouts);
  while (n_timeouts < 3)
    g_main_context_iteration (outer, TRUE);
  /* A file descriptor comes, is ready again and again, and goes. */
  attach (self->context, g_unix_fd_source_new (fd, G_IO_IN), G_SOURCE_FUNC (count_fd), &n_events);
  for (gint i = 1; i <= 3; i++)
    {
      eventfd_write (fd, 1);
      while (n_events < i)
        g_main_context_iteration (outer, TRUE);
    }
  /* What is always ready is so without a poll. */
  attach (self->context, g_idle_source_new (), count, &n_idle);
  while (n_idle < 3)
    g_main_context_iteration (outer, TRUE);
  _odeon_subcontext_free (self);
  close (fd);
  assert_false (g_main_context_iteration (outer, FALSE));
}

static void
what_another_thread_attaches_wakes_the_outer_one (void **state G_GNUC_UNUSED)
{
  g_autoptr (GMainContext) outer = g_main_context_new ();
  OdeonSubcontext         *self = _odeon_subcontext_new (outer);
  GThread                 *thread = g_thread_new ("attacher", attach_idle, self);
  gint                    *n;

  while (!g_main_context_iteration (outer, TRUE))
    ;
  n = g_thread_join (thread);
  while (*n == 0)
    g_main_context_iteration (outer, TRUE);
  _odeon_subcontext_free (self);
}

static void
a_wait_ends_when_something_is_ready_and_leaves_it (void **state G_GNUC_UNUSED)
{
  OdeonSubcontext *self[2] = { _odeon_subcontext_new (NULL), _odeon_subcontext_new (NULL) };
  gint             n_timeouts = 0;
  gint             wake_fd = eventfd (0, EFD_CLOEXEC);

  _odeon_subcontexts_wait (self, 2, wake_fd, 1);
  attach (self[1]->context, g_timeout_source_new (1), count, &n_timeouts);
  _odeon_subcontexts_wait (self, 2, wake_fd, -1);
  assert_int_equal (n_timeouts, 0);
  while (n_timeouts == 0)
    _odeon_subcontext_iterate (self[1]);
  g_thread_join (g_thread_new ("attacher", attach_idle, self[0]));
  _odeon_subcontexts_wait (self, 2, wake_fd, -1);
  eventfd_write (wake_fd, 1);
  _odeon_subcontexts_wait (self, 2, wake_fd, -1);
  _odeon_subcontext_free (self[0]);
  _odeon_subcontext_free (self[1]);
  close (wake_fd);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_it_has_is_dispatched_with_the_outer_one),
    cmocka_unit_test (what_another_thread_attaches_wakes_the_outer_one),
    cmocka_unit_test (a_wait_ends_when_something_is_ready_and_leaves_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
