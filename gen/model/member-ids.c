/* SPDX-License-Identifier: MIT */

/* The ids of members, as DDS-XTypes has them: @id says one, @hashid makes one of a name, and
 * @autoid (HASH) of the member's own. Without any of these a member counts on from the one before,
 * the first from the last of its base.
 */

#include "member-ids.h"

#include <string.h>

#include "annotation.h"

#define MAX_ID 0x0fffffff

static guint32
hash_name (const gchar *name)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  guint8  digest[16];
  gsize   length = sizeof digest;
  guint32 value;

  g_checksum_update (checksum, (const guchar *) name, (gssize) strlen (name));
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (&value, digest, sizeof value);
  return GUINT32_FROM_LE (value) & MAX_ID;
}

/* The nearest @autoid: the type's own, or that of a module around it. */
static gboolean
is_hashed (const IdlNode *node)
{
  for (; node != NULL; node = node->parent)
    {
      const IdlAnnotation     *annotation = idl_node_get_annotation (node, "autoid");
      const IdlParsedArgument *argument;

      if (annotation == NULL)
        continue;
      argument = idl_annotation_get_argument ((const IdlParsedAnnotation *) annotation, "value");
      return argument == NULL || g_str_equal (argument->public.value.string, "HASH");
    }
  return FALSE;
}

/* Returns FALSE if no annotation says one. */
static gboolean
read_explicit (IdlNode *member)
{
  const IdlAnnotation     *annotation = idl_node_get_annotation (member, "hashid");
  const IdlParsedArgument *argument;
  const gchar             *name = member->name;

  if (annotation == NULL)
    return idl_node_get_annotation (member, "id") != NULL;
  argument = idl_annotation_get_argument ((const IdlParsedAnnotation *) annotation, "value");
  if (argument != NULL && *argument->public.value.string != '\0')
    name = argument->public.value.string;
  member->id = hash_name (name);
  return TRUE;
}

static void
note_id (GHashTable *seen, const IdlNode *member, IdlDiagnostics *diagnostics)
{
  const IdlNode *earlier = g_hash_table_lookup (seen, GUINT_TO_POINTER (member->id));

  if (earlier == NULL)
    {
      g_hash_table_insert (seen, GUINT_TO_POINTER (member->id), (gpointer) member);
      return;
    }
  if (diagnostics == NULL)
    return;
  idl_diagnostics_error (diagnostics, member->where, "`%s` has the id %u, as `%s` has already",
                         member->name, member->id, earlier->name);
  idl_diagnostics_note (diagnostics, earlier->where, "declared here");
}

/* Returns the id after the last. What is wrong in a base was reported there. */
static guint32
note_base (GHashTable *seen, const IdlNode *node)
{
  guint32 next = 0;

  for (guint i = 0; i < node->bases->len; i++)
    next = note_base (seen, g_ptr_array_index (node->bases, i));
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);

      note_id (seen, member, NULL);
      next = member->id + 1;
    }
  return next;
}

void
idl_member_ids_assign (const IdlNode *node, IdlDiagnostics *diagnostics)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  gboolean hashed = is_hashed (node);
  guint32  next = 0;

  for (guint i = 0; i < node->bases->len; i++)
    next = note_base (seen, g_ptr_array_index (node->bases, i));
  for (guint i = 0; i < node->children->len; i++)
    {
      IdlNode *member = g_ptr_array_index (node->children, i);
      gboolean is_explicit = read_explicit (member);

      if (!is_explicit)
        member->id = hashed ? hash_name (member->name) : next & MAX_ID;
      member->extended = node->extensibility == IDL_EXTENSIBILITY_MUTABLE
                         || (node->extensibility == IDL_EXTENSIBILITY_APPENDABLE && is_explicit);
      next = member->id + 1;
      note_id (seen, member, diagnostics);
    }
}
