/* SPDX-License-Identifier: MIT */

#include "odeon-group-confinement-private.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef HAVE_VALGRIND_H
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND FALSE
#endif

static gboolean
failed (const gchar *what, GError **error)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES, "%s: %s", what, g_strerror (errno));

  return FALSE;
}

/* Soft and hard: nobody raises it. A limit that the process has already may be the lower one.
 * Valgrind has files of its own, and refuses to have the hard limit of these lowered. */
static gboolean
limit (__rlimit_resource_t resource, guint64 most, const gchar *what, GError **error)
{
  const gboolean is_fixed = resource == RLIMIT_NOFILE && RUNNING_ON_VALGRIND;
  struct rlimit  now;

  if (most == 0)
    return TRUE;
  if (getrlimit (resource, &now) != 0)
    return failed (what, error);

  if (!is_fixed)
    now.rlim_max = MIN (now.rlim_max, most);
  now.rlim_cur = MIN (now.rlim_cur, most);

  return setrlimit (resource, &now) == 0 || failed (what, error);
}

gboolean
_odeon_group_confine (const OdeonGroupSettings *settings, GError **error)
{
  if (!limit (RLIMIT_AS, settings->max_memory, "The limit of memory", error)
      || !limit (RLIMIT_CPU, settings->max_cpu_seconds, "The limit of processor time", error)
      || !limit (RLIMIT_NOFILE, settings->max_files, "The limit of open files", error))
    return FALSE;
  if (!settings->confined)
    return TRUE;

  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return failed ("No new privileges", error);

  /* EPERM: it leads a process group, and has to itself whatever it can. */
  return setsid () >= 0 || errno == EPERM || failed ("A session of its own", error);
}
