/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* Where something stands: a file of the model's source set, and a byte range in it. */
typedef struct
{
  guint file;   /* index into the sources */
  guint line;   /* from 1 */
  guint column; /* from 1, in bytes */
  guint length; /* of the token, for the underline */
} IdlLocation;

/* The files of one run, in the order in which they were opened: the main file is number 0. A file
 * that is included twice stands here twice, with one text, since it was included from two places.
 */
typedef struct _IdlSources IdlSources;

typedef struct
{
  const gchar *path; /* as a message names it: as given, or directory and name joined */
  const gchar *text; /* NUL-terminated; holds no other NUL */
  gsize        length;
  gboolean     included;      /* FALSE of the main file */
  IdlLocation  included_from; /* the #include, where included */
} IdlSource;

/* A file larger than this is refused: nobody writes one by hand. */
#define IDL_SOURCE_MAX_SIZE (16 * 1024 * 1024)

IdlSources *idl_sources_new  (void);
void        idl_sources_free (IdlSources *sources);

/* From now on there are no files but those that are given so: for who tries the compiler without a
 * disk. The paths are matched as they are written. */
void idl_sources_give (IdlSources *sources, const gchar *path, const gchar *text);

gboolean idl_sources_has_file (const IdlSources *sources, const gchar *path);

/* (transfer full): the names of what is in a directory, in the order of the alphabet. */
gchar **idl_sources_list_files (const IdlSources *sources, const gchar *directory);

/* Reads the file and takes it in. Fails with a message fit for a user (no path in it, no newline)
 * where the file cannot be read, is too large, or is no text. included_from is NULL for the main
 * file. */
gboolean idl_sources_open (IdlSources        *sources,
                           const gchar       *path,
                           const IdlLocation *included_from,
                           guint             *out_file,
                           gchar            **out_problem);

/* Takes in a text that is in no file: a definition from the command line, a test. */
guint idl_sources_add_text (IdlSources *sources, const gchar *path, const gchar *text);

guint            idl_sources_get_n_files (const IdlSources *sources);
const IdlSource *idl_sources_get         (const IdlSources *sources, guint file);

/* Whether both are the same file on disk, however their paths are spelt. */
gboolean idl_sources_is_same_file (const IdlSources *sources, guint file, const gchar *path);

/* The bytes of a line, without its newline; the empty string past the end. */
const gchar *
idl_sources_get_line (const IdlSources *sources, guint file, guint line, gsize *out_length);

/* #line: from physical line "line" on, messages count from "presumed", in the file "path"
 * (nullable: the path stays). */
void idl_sources_mark_line (IdlSources  *sources,
                            guint        file,
                            guint        line,
                            guint        presumed,
                            const gchar *path);

/* What a message should say about a place: its path and line, as #line has them. */
const gchar *idl_sources_present (const IdlSources *sources, IdlLocation where, guint *out_line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlSources, idl_sources_free)
