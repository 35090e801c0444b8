/* SPDX-License-Identifier: MIT */

/* What a node hears first over a connection. What is understood is understood of nothing less, and
 * says the same when it is said again. */

#include "odeon-preamble-private.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_part (const guint8 *data, gsize size)
{
  g_autofree guint8 *part = g_memdup2 (data, size);
  OdeonPreamble      preamble;

  if (_odeon_preamble_parse (&preamble, part, size, NULL) != 0)
    g_error ("a part of %" G_GSIZE_FORMAT " bytes was taken for the whole", size);
}

static void
check_again (const OdeonPreamble *preamble)
{
  g_autoptr (GBytes) bytes = _odeon_preamble_to_bytes (preamble);
  OdeonPreamble      again;
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  if (_odeon_preamble_parse (&again, data, size, NULL) != (gssize) size
      || memcmp (&again, preamble, sizeof again) != 0)
    g_error ("it says something else now");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  OdeonPreamble      preamble;
  g_autoptr (GError) error = NULL;
  gssize             used = _odeon_preamble_parse (&preamble, data, size, &error);

  if ((used < 0) != (error != NULL))
    g_error ("an error that is none");
  if (used <= 0)
    return 0;

  for (gsize part = 0; part < (gsize) used; part++)
    check_part (data, part);
  check_again (&preamble);

  return 0;
}
