/* SPDX-License-Identifier: MIT */

/* --diff: what changed between two versions of a file, and whom it hurts. The exit status says the
 * worst of it: a connection that breaks is worse than a build that does. */

#include "compatibility.h"
#include "compilation.h"
#include "options.h"
#include "output.h"

#define EXIT_SOURCE 3
#define EXIT_WIRE 4

/* In the order of IdlImpact. */
static const gchar *const impacts[] = { "compatible", "breaks the source", "breaks the wire",
                                        "breaks the source and the wire" };

static void
append_change (GString *text, const IdlSources *sources, const IdlChange *change)
{
  guint        line;
  const gchar *path = idl_sources_present (sources, change->where, &line);

  g_string_append_printf (text, "%s:%u:%u: %s: %s\n", path, line, change->where.column,
                          impacts[change->impact], change->text);
}

static IdlImpact
append_changes (GString              *text,
                const IdlComparison  *comparison,
                const IdlCompilation *old,
                const IdlCompilation *new)
{
  IdlImpact impact = IDL_IMPACT_NONE;

  for (guint i = 0; i < comparison->changes->len; i++)
    {
      const IdlChange *change = &g_array_index (comparison->changes, IdlChange, i);

      impact |= change->impact;
      append_change (text, idl_compilation_get_sources (change->is_old ? old : new), change);
    }
  return impact;
}

int
idl_tool_diff (const IdlSettings *settings)
{
  g_autoptr (IdlCompilation) old = idl_compilation_new (settings, settings->old_file);
  g_autoptr (IdlCompilation) new = idl_compilation_new (settings, settings->files[0]);
  g_autoptr (IdlComparison) comparison = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  IdlImpact impact;

  if (idl_compilation_get_model (old) == NULL || idl_compilation_get_model (new) == NULL)
    return IDL_EXIT_INPUT;

  comparison =
    idl_comparison_new (idl_compilation_get_model (old), idl_compilation_get_model (new));
  idl_comparison_run (comparison);
  impact = append_changes (text, comparison, old, new);
  if (!idl_output_print (text->str))
    return IDL_EXIT_INPUT;
  if ((impact & IDL_IMPACT_WIRE) != 0)
    return EXIT_WIRE;
  return impact != IDL_IMPACT_NONE ? EXIT_SOURCE : IDL_EXIT_FINE;
}
