/* SPDX-License-Identifier: MIT */

#include "codec.h"

#include "program.h"

#include <glib.h>

double
run_sxi (int64_t n)
{
  gint64 number = SXI_NUMBER;
  double start = program_now ();

  for (int64_t i = 0; i < n; i++)
    {
      g_autoptr (GVariant) written = NULL;
      g_autoptr (GVariant) read = NULL;
      g_autofree gchar *text = NULL;
      gint64 number_again;
      gint32 count;

      number += i;
      written = g_variant_ref_sink (g_variant_new ("(sxi)", SXI_TEXT, number, SXI_COUNT));
      read = g_variant_new_from_data (G_VARIANT_TYPE ("(sxi)"), g_variant_get_data (written),
                                      g_variant_get_size (written), FALSE, NULL, NULL);
      g_variant_ref_sink (read);
      g_variant_get (read, "(sxi)", &text, &number_again, &count);
      if (number_again != number)
        g_error ("what was read back is not what was written");
    }

  return program_now () - start;
}
