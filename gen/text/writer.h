/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* Fills templates: whole blocks of output with named holes in them.
 *
 *   %{name}   the value; if it has several lines, they begin in the column of the hole. A line with
 *             nothing but holes on it is left out if they are all empty.
 *   %(name)   a list, one element a line in the value: on one line if that fits into the width of
 *             a page, otherwise one element below the other, as parameters are declared.
 *   %[name]   a list too, but each line takes as many elements as fit, as arguments are passed.
 */

/* The values of a template's holes. */
typedef struct _IdlHoles IdlHoles;

IdlHoles *idl_holes_new  (void);
void      idl_holes_free (IdlHoles *holes);

/* Fills the hole of that name in holes, if it knows it. */
typedef void (*IdlHoleSource) (IdlHoles     *holes,
                               const gchar  *name,
                               gsize         length,
                               gconstpointer data);

/* Asked for what is wanted and has no value. The data live as long as the holes. */
void idl_holes_set_source (IdlHoles *holes, IdlHoleSource source, gconstpointer data);

/* A hole that is filled again has the new value from then on. Names are not copied. */
void idl_holes_set    (IdlHoles *holes, const gchar *name, const gchar *value);
void idl_holes_take   (IdlHoles *holes, const gchar *name, gchar *value);
void idl_holes_format (IdlHoles *holes, const gchar *name, const gchar *format, ...)
  G_GNUC_PRINTF (3, 4);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlHoles, idl_holes_free)

/* Appends the filled template to out. Every hole must have been given a value. */
void idl_write (GString *out, const IdlHoles *holes, const gchar *template);

/* The same as a string of its own, without the last line's end. */
gchar *idl_fill (const IdlHoles *holes, const gchar *template);
