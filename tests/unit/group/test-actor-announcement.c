/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-group-root-private.h"

/* Two types, announced from the start; the first one's registration can be made to take long. */
typedef OdeonActor      Early;
typedef OdeonActorClass EarlyClass;
typedef OdeonActor      Late;
typedef OdeonActorClass LateClass;

static GType early_get_type (void);
static GType late_get_type (void);

G_DEFINE_TYPE (Early, early, ODEON_TYPE_ACTOR)
G_DEFINE_TYPE (Late, late, ODEON_TYPE_ACTOR)

static void
early_class_init (EarlyClass *klass G_GNUC_UNUSED)
{
}

static void
early_init (Early *self G_GNUC_UNUSED)
{
}

static void
late_class_init (LateClass *klass G_GNUC_UNUSED)
{
}

static void
late_init (Late *self G_GNUC_UNUSED)
{
}

/* The thread that waits at it in the midst of its search. */
static Gate    *gate;
static GThread *slow;

static GType
slowly_get_type (void)
{
  if (g_thread_self () == slow)
    wait_at_gate (NULL, gate);

  return early_get_type ();
}

static OdeonActorAnnouncement late_announcement = { late_get_type, NULL };

/* The last announced is looked at first. */
static OdeonActorAnnouncement early_announcement = { slowly_get_type, NULL };

static gpointer
find_early (gpointer data)
{
  GMutex *known = data;

  /* `slow` is set. */
  g_mutex_lock (known);
  g_mutex_unlock (known);

  return GSIZE_TO_POINTER (_odeon_actor_type_find ("Early"));
}

static void
a_name_that_is_being_registered_hides_no_other (void **state G_GNUC_UNUSED)
{
  GMutex        known;
  g_auto (Gate) waiting;
  GType         found;

  gate_init (&waiting);
  gate = &waiting;
  g_mutex_init (&known);
  g_mutex_lock (&known);
  slow = g_thread_new ("slow", find_early, &known);
  g_mutex_unlock (&known);
  gate_await_arrival (&waiting);
  found = _odeon_actor_type_find ("Late");
  gate_open (&waiting);

  assert_true (GPOINTER_TO_SIZE (g_thread_join (slow)) == early_get_type ());
  assert_true (found == late_get_type ());
  g_mutex_clear (&known);
  slow = NULL;
}

static void
one_that_nobody_announced_is_not_found (void **state G_GNUC_UNUSED)
{
  assert_true (_odeon_actor_type_find ("Nobody") == G_TYPE_INVALID);
  /* Nor does asking for it make the others unknown. */
  assert_true (_odeon_actor_type_find ("Late") == late_get_type ());
}

static void
one_that_is_registered_need_not_be_announced (void **state G_GNUC_UNUSED)
{
  assert_true (_odeon_actor_type_find ("OdeonActor") == ODEON_TYPE_ACTOR);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_name_that_is_being_registered_hides_no_other),
    cmocka_unit_test (one_that_nobody_announced_is_not_found),
    cmocka_unit_test (one_that_is_registered_need_not_be_announced),
  };

  odeon_actor_announcement_add (&late_announcement);
  odeon_actor_announcement_add (&early_announcement);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
