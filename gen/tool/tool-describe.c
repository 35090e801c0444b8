/* SPDX-License-Identifier: MIT */

/* --describe: all that the compiler knows of a file, as JSON, for other tools. */

#include "describe.h"
#include "options.h"
#include "output.h"

static void
add_location (const IdlDescription *self, IdlLocation where)
{
  idl_json_begin_flat_object (self->json, "included_from");
  idl_json_add_string (self->json, "file", idl_sources_get (self->sources, where.file)->path);
  idl_json_add_integer (self->json, "line", FALSE, where.line);
  idl_json_end_object (self->json);
}

static void
add_files (const IdlDescription *self)
{
  idl_json_begin_array (self->json, "files");
  for (guint i = 0; i < idl_sources_get_n_files (self->sources); i++)
    {
      const IdlSource *source = idl_sources_get (self->sources, i);

      if (i > 0 && !source->included)
        continue;
      idl_json_begin_flat_object (self->json, NULL);
      idl_json_add_string (self->json, "path", source->path);
      if (source->included)
        add_location (self, source->included_from);
      idl_json_end_object (self->json);
    }
  idl_json_end_array (self->json);
}

static void
add_includes (const IdlDescription *self)
{
  idl_json_begin_array (self->json, "includes");
  for (guint i = 0; i < self->model->includes->len; i++)
    idl_json_add_string (self->json, NULL, g_ptr_array_index (self->model->includes, i));
  idl_json_end_array (self->json);
}

int
idl_tool_describe (const IdlSettings *settings)
{
  g_autoptr (IdlCompilation) compilation = idl_compilation_new (settings, settings->files[0]);
  g_autoptr (IdlJson) json = idl_json_new ();
  IdlDescription self = {
    json,
    idl_compilation_get_model (compilation),
    idl_compilation_get_sources (compilation),
  };

  if (self.model == NULL)
    return IDL_EXIT_INPUT;

  idl_json_begin_object (json, NULL);
  idl_json_add_integer (json, "format", FALSE, IDL_DESCRIBE_FORMAT);
  idl_json_add_string (json, "generator", "odeon-codegen " ODEON_VERSION);
  idl_json_add_string (json, "name", self.model->base_name);
  add_files (&self);
  add_includes (&self);
  idl_describe_nodes (&self, "definitions", self.model->nodes);
  idl_json_end_object (json);
  return idl_output_print (idl_json_get_text (json)) ? IDL_EXIT_FINE : IDL_EXIT_INPUT;
}
