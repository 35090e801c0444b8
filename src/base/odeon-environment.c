/* SPDX-License-Identifier: MIT */

#include "odeon-environment-private.h"

#include <errno.h>
#include <sys/random.h>

static void
random_bytes (gpointer bytes, gsize size)
{
  gchar *at = bytes;

  while (size > 0)
    {
      gssize got = getrandom (at, size, 0);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        g_error ("No random bytes from the kernel: %s", g_strerror (errno));
      at += got;
      size -= (gsize) got;
    }
}

static const OdeonEnvironment real_environment = {
  .now = g_get_monotonic_time,
  .random = random_bytes,
  .skip = NULL,
  .choose = NULL,
};

const OdeonEnvironment *_odeon_environment = &real_environment;
