/* SPDX-License-Identifier: MIT */

#include "codec.h"

#include "bench.idl.h"
#include "program.h"

double
run_sxi (int64_t n)
{
  BenchSample sample = { .text = SXI_TEXT, .number = SXI_NUMBER, .count = SXI_COUNT };
  BenchSample again;
  guint64     buffer[16];
  gsize       size;
  double      start = program_now ();

  for (int64_t i = 0; i < n; i++)
    {
      sample.number += i;
      if (!odeon_value_encode (&bench_sample_info, &sample, buffer, sizeof buffer, NULL, &size,
                               NULL)
          || !odeon_value_decode (&bench_sample_info, &again, buffer, size, NULL, NULL, NULL)
          || again.number != sample.number)
        g_error ("what was read back is not what was written");
      odeon_value_clear (&bench_sample_info, &again);
    }

  return program_now () - start;
}
