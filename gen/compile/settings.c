/* SPDX-License-Identifier: MIT */

#include "settings.h"

IdlColour
idl_settings_get_colour (const IdlSettings *settings)
{
  if (g_strcmp0 (settings->colour, "always") == 0)
    return IDL_COLOUR_ALWAYS;
  return g_strcmp0 (settings->colour, "never") == 0 ? IDL_COLOUR_NEVER : IDL_COLOUR_AUTO;
}

void
idl_settings_clear (IdlSettings *settings)
{
  g_strfreev (settings->files);
  g_strfreev (settings->directories);
  g_strfreev (settings->definitions);
  g_free (settings->output_directory);
  g_free (settings->namespace);
  g_free (settings->old_file);
  g_free (settings->dependency_file);
  g_free (settings->rule_file);
  g_strfreev (settings->targets);
  g_strfreev (settings->interfaces);
  g_strfreev (settings->quoted_targets);
  g_free (settings->symbol_decorator);
  g_free (settings->symbol_decorator_header);
  g_free (settings->colour);
}
