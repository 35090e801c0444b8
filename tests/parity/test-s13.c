/* SPDX-License-Identifier: MIT */

/* S13: any to any: actors of one group call those of another, by refs that they are given; and a
 * group may start groups. */

#include "guest.h"

#include <signal.h>

/* A visitor that is asked for itself answers with one in a group that it starts. */
typedef Visitor      Host;
typedef VisitorClass HostClass;

GType host_get_type (void);

static gboolean
host_itself (InnGuestImpl *impl, InnGuest **out, GError **error)
{
  g_autoptr (OdeonGroup) group = odeon_actor_start_group (ODEON_ACTOR (impl), NULL, error);

  if (group == NULL)
    return FALSE;
  *out = inn_guest_spawn (ODEON_SPAWNER (group), visitor_get_type (), NULL, error, NULL);

  return *out != NULL;
}

static void
host_implement (InnGuestImplInterface *iface)
{
  iface->itself = host_itself;
}

G_DEFINE_TYPE_WITH_CODE (Host, host, visitor_get_type (),
                         G_IMPLEMENT_INTERFACE (INN_TYPE_GUEST_IMPL, host_implement))

ODEON_ANNOUNCE_ACTOR (host)

static void
host_class_init (HostClass *klass G_GNUC_UNUSED)
{
}

static void
host_init (Host *self G_GNUC_UNUSED)
{
}

static gint32
ask (InnGuest *who, InnGuest *other, gint32 number)
{
  GError *error = NULL;
  gint32  sum = 0;

  inn_guest_ask_sync (who, other, number, &sum, &error);
  assert_no_error (error);

  return sum;
}

static void
s13_each_group_calls_each_other (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GPtrArray)   guests = g_ptr_array_new_with_free_func (odeon_ref_unref);
  gint32                  sums[3] = { 0, 0, 0 };

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (OdeonGroup) group = start_group (system, NULL);

      g_ptr_array_add (guests, spawn_visitor (group, NULL, ""));
    }
  for (gint32 i = 0; i < 3; i++)
    for (gint32 k = 0; k < 3; k++)
      if (i != k)
        assert_int_equal (ask (guests->pdata[i], guests->pdata[k], 10 + i), sums[k] += 10 + i);
  await_ok (odeon_system_shut_down (system));
}

/* Whether it does while that process is stopped. A link of one's own is opened at the first call;
 * what is called meanwhile goes by who knows both. */
static gboolean
answers_without (InnGuest *who, pid_t between)
{
  OdeonFuture *future;
  gboolean     answers;

  assert_int_equal (kill (between, SIGSTOP), 0);
  future = inn_guest_add (who, 1);
  answers = odeon_future_await_for (future, 200, NULL);
  assert_int_equal (kill (between, SIGCONT), 0);
  odeon_future_await (future, NULL);
  odeon_future_unref (future);

  return answers;
}

static void
s13_a_group_starts_a_group (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  g_autoptr (InnGuest)    near = spawn_visitor (system, NULL, "");
  g_autoptr (InnGuest)    host = NULL;
  g_autoptr (InnGuest)    far = NULL;
  gint64                  pid;
  GError                 *error = NULL;

  host = inn_guest_spawn (ODEON_SPAWNER (group), host_get_type (), NULL, &error, NULL);
  assert_no_error (error);
  inn_guest_itself_sync (host, &far, &error);
  assert_no_error (error);
  pid = pid_of (far);
  assert_true (pid != getpid () && pid != odeon_group_get_pid (group));

  /* From here to the innermost, and from there to here. */
  assert_int_equal (add (far, 3), 3);
  assert_int_equal (ask (far, near, 4), 4);
  assert_int_equal (ask (near, far, 4), 7);

  /* These two need nobody between them. */
  while (!answers_without (far, (pid_t) odeon_group_get_pid (group)))
    ;
  await_ok (odeon_system_shut_down (system));
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (s13_each_group_calls_each_other),
    cmocka_unit_test (s13_a_group_starts_a_group),
  };

  odeon_init (&argc, &argv);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
