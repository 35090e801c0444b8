/* SPDX-License-Identifier: MIT */

/* A documentation comment of IDL is read as GTK-Doc or Doxygen people write it: paragraphs, and
 * entries that begin with `@name:` or `@param name`, with `Returns:` or `@return`, and go on until
 * the next entry or an empty line.
 */

#include "emit-docs.h"

#include <string.h>

enum
{
  PAGE_WIDTH = 100
};

struct _IdlDoc
{
  GString    *text;    /* the lines so far, each with its " * " */
  GHashTable *entries; /* what the IDL's comment says about each parameter */
  GString    *body;    /* the rest of it */
};

static gchar *
dup_without_marker (const gchar *line)
{
  const gchar *start = line + strspn (line, " \t");

  if (*start == '*')
    start += start[1] == ' ' ? 2 : 1;
  else if (start > line)
    start = line + MIN (start - line, 1);
  return g_strchomp (g_strdup (start));
}

static const gchar *
skip_prefix (const gchar *line, const gchar *const *prefixes)
{
  for (; *prefixes != NULL; prefixes++)
    if (g_str_has_prefix (line, *prefixes))
      return line + strlen (*prefixes);
  return NULL;
}

/* If the line begins an entry: its name, to be freed, and where its text begins. */
static gchar *
match_entry (const gchar *line, const gchar **text)
{
  static const gchar *const returns[] = { "Returns:",  "returns:", "@returns", "@return",
                                          "\\returns", "\\return", NULL };
  static const gchar *const params[] = { "@param ", "\\param ", NULL };
  const gchar              *rest = skip_prefix (line, returns);
  const gchar              *end;

  if (rest != NULL)
    {
      *text = rest + strspn (rest, ": ");
      return g_strdup ("result");
    }

  rest = skip_prefix (line, params);
  if (rest == NULL && *line == '@')
    rest = line + 1;
  if (rest == NULL)
    return NULL;

  for (end = rest; g_ascii_isalnum (*end) || *end == '_'; end++)
    ;
  if (end == rest || (rest == line + 1 && *end != ':'))
    return NULL;
  *text = end + strspn (end, ": ");
  return g_strndup (rest, (gsize) (end - rest));
}

static void
add_to_entry (IdlDoc *self, const gchar *name, const gchar *text)
{
  const gchar *known = g_hash_table_lookup (self->entries, name);

  g_hash_table_insert (self->entries, g_strdup (name),
                       known != NULL ? g_strconcat (known, " ", text, NULL) : g_strdup (text));
}

/* Without what begins or ends a comment in C. */
static GString *
dup_harmless (const gchar *comment)
{
  GString *harmless = g_string_new (comment);

  g_string_replace (harmless, "*/", "* /", 0);
  g_string_replace (harmless, "/*", "/ *", 0);
  return harmless;
}

static void
read_comment (IdlDoc *self, const gchar *comment)
{
  g_autoptr (GString) harmless = dup_harmless (comment);
  g_auto (GStrv) lines = g_strsplit (harmless->str, "\n", -1);
  g_autofree gchar *entry = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree gchar *line = dup_without_marker (lines[i]);
      const gchar      *text = g_strchug (g_strdup (line));
      g_autofree gchar *content = (gchar *) text;
      g_autofree gchar *name = match_entry (content, &text);

      if (name != NULL)
        {
          add_to_entry (self, name, text);
          g_free (entry);
          entry = g_steal_pointer (&name);
        }
      else if (*content == '\0')
        {
          g_clear_pointer (&entry, g_free);
          g_string_append_c (self->body, '\n');
        }
      else if (entry != NULL)
        add_to_entry (self, entry, content);
      else
        g_string_append_printf (self->body, "%s\n", line);
    }
}

IdlDoc *
idl_doc_new (const gchar *symbol, const gchar *annotations, const IdlNode *node)
{
  IdlDoc *self = g_new (IdlDoc, 1);

  self->text = g_string_new ("/**\n");
  g_string_append_printf (self->text, " * %s:%s%s\n", symbol, *annotations != '\0' ? " " : "",
                          annotations);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = g_string_new (NULL);
  if (node != NULL && node->doc != NULL)
    read_comment (self, node->doc);
  g_strchomp (self->body->str);
  g_string_set_size (self->body, strlen (self->body->str));
  return self;
}

void
idl_doc_free (IdlDoc *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_string_free (self->body, TRUE);
  g_hash_table_unref (self->entries);
  g_free (self);
}

/* Appends text word by word, indented from the second line on. */
static void
append_wrapped (GString *out, const gchar *text, const gchar *indent)
{
  glong column = 0;

  for (text += strspn (text, " "); *text != '\0'; text += strspn (text, " "))
    {
      gsize length = strcspn (text, " ");
      glong width = g_utf8_strlen (text, (gssize) length);

      if (column == 0 || column + 1 + width > PAGE_WIDTH)
        {
          const gchar *start = column == 0 ? "" : indent;

          g_string_append (out, column == 0 ? "" : "\n");
          g_string_append (out, " *");
          g_string_append (out, start);
          g_string_append_c (out, ' ');
          column = 3 + (glong) strlen (start);
        }
      else
        {
          g_string_append_c (out, ' ');
          column++;
        }
      g_string_append_len (out, text, (gssize) length);
      column += width;
      text += length;
    }
  g_string_append_c (out, '\n');
}

static void
add_entry (IdlDoc *self, const gchar *what, const gchar *annotations, const gchar *text)
{
  g_autofree gchar *entry = *annotations != '\0'
                              ? g_strdup_printf ("%s: %s: %s", what, annotations, text)
                              : g_strdup_printf ("%s: %s", what, text);

  append_wrapped (self->text, entry, "  ");
}

void
idl_doc_add_parameter (IdlDoc *self, const gchar *name, const gchar *annotations, const gchar *text)
{
  g_autofree gchar *what = g_strconcat ("@", name, NULL);

  add_entry (self, what, annotations, text);
}

void
idl_doc_add_typed (IdlDoc        *self,
                   const gchar   *name,
                   const gchar   *idl_name,
                   const IdlType *type,
                   IdlPosition    position,
                   const gchar   *text)
{
  g_autofree gchar *annotations = idl_type_dup_annotations (type, position);
  const gchar      *known = g_hash_table_lookup (self->entries, idl_name);

  idl_doc_add_parameter (self, name, annotations, known != NULL ? known : text);
}

void
idl_doc_add_text (IdlDoc *self, const gchar *text)
{
  g_string_append (self->text, " *\n");
  append_wrapped (self->text, text, "");
}

void
idl_doc_add_body (IdlDoc *self)
{
  g_auto (GStrv) lines = NULL;

  if (self->body->len == 0)
    return;

  g_string_append (self->text, " *\n");
  lines = g_strsplit (self->body->str + strspn (self->body->str, "\n"), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (self->text, " *%s%s\n", *lines[i] != '\0' ? " " : "", lines[i]);
}

void
idl_doc_add_returns (IdlDoc *self, const gchar *annotations, const gchar *text)
{
  g_string_append (self->text, " *\n");
  add_entry (self, "Returns", annotations, text);
}

const gchar *
idl_doc_get_entry (const IdlDoc *self, const gchar *name)
{
  return g_hash_table_lookup (self->entries, name);
}

const gchar *
idl_doc_get_body (const IdlDoc *self)
{
  return self->body->str + strspn (self->body->str, "\n");
}

gchar *
idl_doc_to_string (const IdlDoc *self)
{
  return g_strconcat (self->text->str, " */", NULL);
}

gchar *
idl_doc_dup_summary (const IdlNode *node, const gchar *text)
{
  g_autoptr (IdlDoc) doc = idl_doc_new ("", "", node);
  const gchar      *start = doc->body->str + strspn (doc->body->str, "\n");
  const gchar      *end = strstr (start, "\n\n");
  g_autofree gchar *summary =
    end != NULL ? g_strndup (start, (gsize) (end - start)) : g_strdup (start);

  return g_strdup (*summary != '\0' ? g_strdelimit (summary, "\n", ' ') : text);
}
