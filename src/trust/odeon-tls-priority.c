/* SPDX-License-Identifier: MIT */

#include "odeon-tls-priority-private.h"

#include <string.h>

gchar *
_odeon_tls_priority_new (gboolean has_aes, gboolean raw_keys)
{
  return g_strconcat ("NORMAL:-VERS-ALL:+VERS-TLS1.3:%DISABLE_TLS13_COMPAT_MODE",
                      ":-CIPHER-ALL",
                      has_aes ? ":+AES-128-GCM:+CHACHA20-POLY1305"
                              : ":+CHACHA20-POLY1305:+AES-128-GCM",
                      ":+AES-256-GCM",
                      ":-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1",
                      raw_keys ? ":-CTYPE-ALL:+CTYPE-CLI-RAWPK:+CTYPE-SRV-RAWPK" : "", NULL);
}

/* "flags : fpu … aes …" on x86, "Features : fp asimd aes …" on ARM. */
gboolean
_odeon_tls_priority_names_aes (const gchar *cpuinfo)
{
  g_auto (GStrv) lines = g_strsplit (cpuinfo, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "flags") || g_str_has_prefix (lines[i], "Features"))
      {
        g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

        return g_strv_contains ((const gchar *const *) words, "aes");
      }

  return FALSE;
}

gboolean
_odeon_tls_priority_has_aes (void)
{
  static gsize answer; /* 0: not asked yet; 1: no; 2: yes */

  if (g_once_init_enter (&answer))
    {
      g_autofree gchar *cpuinfo = NULL;
      gboolean          has_aes = g_file_get_contents ("/proc/cpuinfo", &cpuinfo, NULL, NULL)
                                  && _odeon_tls_priority_names_aes (cpuinfo);

      g_once_init_leave (&answer, has_aes ? 2 : 1);
    }

  return answer == 2;
}
