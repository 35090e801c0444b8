/* SPDX-License-Identifier: MIT */

/* An interface is described in a canonical text, and that is hashed. In it a definition is known by
 * its scoped name; what the name means follows once, in the order in which names are first
 * mentioned. A reference to an interface is its name alone: an actor behind it is asked for what it
 * is when it is called.
 */

#include "fingerprint.h"

#include "methods.h"

typedef struct
{
  GString    *text;
  GHashTable *mentioned; /* of IdlNode */
  GQueue      pending;   /* mentioned, not yet described */
} Description;

static void
append_mention (Description *self, const IdlNode *node)
{
  g_autofree gchar *name = idl_node_dup_scoped_name (node);

  g_string_append_printf (self->text, "::%s", name);
  if (g_hash_table_add (self->mentioned, (gpointer) node))
    g_queue_push_tail (&self->pending, (gpointer) node);
}

static void
append_constant (Description *self, const gchar *word, const IdlConstant *constant)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  if (constant == NULL)
    return;
  if (constant->kind == IDL_VALUE_FLOAT)
    g_string_append_printf (self->text, " %s %s", word,
                            g_ascii_dtostr (number, sizeof number, constant->number));
  else if (constant->kind == IDL_VALUE_BOOLEAN)
    g_string_append_printf (self->text, " %s %d", word, constant->boolean);
  else if (constant->kind == IDL_VALUE_ENUM)
    g_string_append_printf (self->text, " %s %s", word, constant->enumerator->name);
  else
    g_string_append_printf (self->text, " %s %s%" G_GUINT64_FORMAT, word,
                            constant->negative ? "-" : "", constant->magnitude);
}

/* Typedefs are names for C, not for the wire. */
static void
append_type (Description *self, const IdlType *type)
{
  append_constant (self, "min", type->min);
  append_constant (self, "max", type->max);
  while (type->kind == IDL_TYPE_NAMED && type->node->kind == IDL_NODE_TYPEDEF)
    {
      type = type->node->type;
      append_constant (self, "min", type->min);
      append_constant (self, "max", type->max);
    }

  g_string_append_c (self->text, ' ');
  switch (type->kind)
    {
    case IDL_TYPE_NAMED:
      append_mention (self, type->node);
      break;
    case IDL_TYPE_MAP:
      g_string_append (self->text, "map");
      append_type (self, type->key);
      append_type (self, type->element);
      break;
    case IDL_TYPE_SEQUENCE:
    case IDL_TYPE_ARRAY:
      g_string_append (self->text, type->kind == IDL_TYPE_ARRAY ? "array" : "sequence");
      append_type (self, type->element);
      break;
    default:
      g_string_append (self->text, idl_type_kind_get_name (type->kind));
    }
  if (type->bound > 0)
    g_string_append_printf (self->text, " bound %" G_GUINT64_FORMAT, type->bound);
}

static void
append_member (Description *self, const IdlNode *member)
{
  g_string_append_printf (self->text, "\n%s %u%s%s", member->name, member->id,
                          member->optional ? " optional" : "", member->extended ? " extended" : "");
  for (guint i = 0; member->labels != NULL && i < member->labels->len; i++)
    append_constant (self, "case", g_ptr_array_index (member->labels, i));
  if (member->is_default)
    g_string_append (self->text, " default");
  append_type (self, member->type);
}

/* Enumerators, bits and bit fields are numbers to which names belong. */
static void
append_number (Description *self, const IdlNode *node)
{
  g_string_append_printf (self->text, "\n%s", node->name);
  append_constant (self, "=", &node->value);
  if (node->kind == IDL_NODE_BITFIELD)
    g_string_append_printf (self->text, " bits %u", node->bits);
}

static void
append_definition (Description *self, const IdlNode *node)
{
  g_autofree gchar *name = idl_node_dup_scoped_name (node);

  g_string_append_printf (self->text, "\ndefinition %d ::%s %d %u", node->kind, name,
                          node->extensibility, node->bits);
  if (node->kind == IDL_NODE_UNION)
    append_type (self, node->discriminator);
  for (guint i = 0; node->kind != IDL_NODE_INTERFACE && i < node->bases->len; i++)
    append_mention (self, g_ptr_array_index (node->bases, i));
  for (guint i = 0; node->kind != IDL_NODE_INTERFACE && i < node->children->len; i++)
    {
      const IdlNode *child = g_ptr_array_index (node->children, i);

      if (child->kind == IDL_NODE_MEMBER)
        append_member (self, child);
      else if (child->kind == IDL_NODE_ENUMERATOR || child->kind == IDL_NODE_BIT
               || child->kind == IDL_NODE_BITFIELD)
        append_number (self, child);
    }
}

static void
append_arguments (Description *self, const gchar *direction, const GPtrArray *arguments)
{
  for (guint i = 0; i < arguments->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (arguments, i);

      g_string_append_printf (self->text, "\n%s %s", direction, argument->name);
      append_type (self, argument->type);
    }
}

static void
append_interface (Description *self, const IdlNode *interface)
{
  g_autoptr (GPtrArray) methods = idl_interface_list_methods (interface);
  g_autofree gchar *name = idl_node_dup_scoped_name (interface);

  g_string_append_printf (self->text, "\ninterface ::%s", name);
  for (guint i = 0; i < methods->len; i++)
    {
      const IdlMethod *method = g_ptr_array_index (methods, i);

      g_string_append_printf (self->text, "\nmethod %d %s", method->kind, method->node->name);
      append_arguments (self, "in", method->ins);
      append_arguments (self, "out", method->outs);
      for (guint j = 0; j < method->raises->len; j++)
        {
          g_string_append (self->text, "\nraises ");
          append_mention (self, g_ptr_array_index (method->raises, j));
        }
    }
}

static guint64
hash (const GString *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8  digest[32];
  gsize   length = sizeof digest;
  guint64 number = 0;

  g_checksum_update (checksum, (const guchar *) text->str, (gssize) text->len);
  g_checksum_get_digest (checksum, digest, &length);
  for (guint i = 0; i < sizeof number; i++)
    number = number << 8 | digest[i];
  return number;
}

guint64
idl_fingerprint_of_interface (const IdlNode *interface)
{
  g_autoptr (GPtrArray) bases = idl_interface_list_bases (interface);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GHashTable) mentioned = g_hash_table_new (NULL, NULL);
  Description self = { text, mentioned, G_QUEUE_INIT };

  append_interface (&self, interface);
  for (guint i = 0; i < bases->len; i++)
    append_interface (&self, g_ptr_array_index (bases, i));
  while (!g_queue_is_empty (&self.pending))
    append_definition (&self, g_queue_pop_head (&self.pending));

  return hash (text);
}
