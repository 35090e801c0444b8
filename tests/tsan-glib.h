/* SPDX-License-Identifier: MIT */

/* For builds with ThreadSanitizer only, in front of every file (-include): GLib's mutexes,
 * conditions, once-locks and counted boxes are futexes and atomics in a library that is not
 * instrumented, so that the sanitizer does not see what they order. Each is told of here, at the
 * call. */

#pragma once

#include <glib.h>
#include <sanitizer/tsan_interface.h>

static inline void
tsan_mutex_lock (GMutex *mutex)
{
  g_mutex_lock (mutex);
  __tsan_acquire (mutex);
}

static inline void
tsan_mutex_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  g_mutex_unlock (mutex);
}

static inline void
tsan_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  g_cond_wait (cond, mutex);
  __tsan_acquire (mutex);
}

static inline gboolean
tsan_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end)
{
  gboolean in_time;

  __tsan_release (mutex);
  in_time = g_cond_wait_until (cond, mutex, end);
  __tsan_acquire (mutex);

  return in_time;
}

static inline gboolean
tsan_main_context_acquire (GMainContext *context)
{
  gboolean acquired = g_main_context_acquire (context);

  if (acquired)
    __tsan_acquire (context);

  return acquired;
}

static inline void
tsan_main_context_release (GMainContext *context)
{
  __tsan_release (context);
  g_main_context_release (context);
}

static inline gboolean
tsan_once_enter (gsize *location)
{
  gboolean first = g_once_init_enter (location);

  __tsan_acquire (location);

  return first;
}

static inline void
tsan_once_leave (gsize *location, gsize result)
{
  __tsan_release (location);
  g_once_init_leave (location, result);
}

static _Thread_local GDestroyNotify tsan_rc_box_clear;

static inline void
tsan_rc_box_clear_last (gpointer box)
{
  __tsan_acquire (box);
  tsan_rc_box_clear (box);
}

static inline void
tsan_rc_box_release_full (gpointer box, GDestroyNotify clear)
{
  __tsan_release (box);
  tsan_rc_box_clear = clear;
  g_atomic_rc_box_release_full (box, tsan_rc_box_clear_last);
}

#undef g_once_init_enter
#undef g_once_init_leave
#define g_once_init_enter(location)         tsan_once_enter ((gsize *) (location))
#define g_once_init_leave(location, result) tsan_once_leave ((gsize *) (location), (gsize) (result))

#define g_atomic_rc_box_release_full tsan_rc_box_release_full

#define g_mutex_lock           tsan_mutex_lock
#define g_mutex_unlock         tsan_mutex_unlock
#define g_cond_wait            tsan_cond_wait
#define g_cond_wait_until      tsan_cond_wait_until
#define g_main_context_acquire tsan_main_context_acquire
#define g_main_context_release tsan_main_context_release
