/* SPDX-License-Identifier: MIT */

/* The command odeon-codegen, and the list of what it can do. */

#include <locale.h>

#include "options.h"

/* All tools that read a whole specification take these. */
#define READING "include define strict werror color"

static const IdlTool tools[] = {
  { "describe", READING " namespace", 1, idl_tool_describe },
  { "diff", READING " namespace", 1, idl_tool_diff },
  { "docs", READING " namespace output-directory", 0, idl_tool_docs },
  { "example-impl", READING " namespace interface", 1, idl_tool_example },
  { "format", "check color in-place", 0, idl_tool_format },
  { NULL,
    READING " check output-directory header body namespace symbol-decorator symbol-decorator-header"
            " dependency-file MD MF MT MQ MP",
    0, idl_tool_compile },
};

int
main (int argc, char *argv[])
{
  g_auto (IdlSettings) settings = { 0 };
  g_autoptr (GError) error = NULL;
  const IdlTool *tool;

  (void) argc;
  /* Not LC_NUMERIC: what is written is the same everywhere. */
  setlocale (LC_CTYPE, "");
  tool = idl_options_parse (&settings, tools, argv, &error);
  if (tool != NULL)
    return tool->run (&settings);

  g_printerr ("odeon-codegen: %s\n", error->message);
  return IDL_EXIT_USAGE;
}
