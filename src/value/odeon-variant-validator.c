/* SPDX-License-Identifier: MIT */

/* A type string is compiled into an array of nodes, one for each character that stands for a type,
 * parents before their children; then the bytes are walked through with it. So a type is analysed
 * once, however many elements of it there are. A variant within brings a type of its own, which
 * lies in its own bytes: all types together are no longer than the data.
 */

#include "odeon-variant-validator-private.h"

#include "odeon-decoder-private.h"

typedef struct
{
  gchar       kind;    /* the character in the type string; '(' of a tuple, '{' of an entry */
  guint32     n_nodes; /* this one and all within: the next is so many further on */
  OdeonLayout layout;
} Node;

/* Few, for there may be one such set on the stack for each level. */
#define FIRST_NODES 16

/* For each character of a type, this and GLib take some 50 bytes. */
#define MAX_SIGNATURE 65536

typedef struct
{
  const gchar *next; /* in the type string */
  const gchar *end;
  Node        *nodes;
  guint        n_nodes;
} Compiler;

static gboolean
fault_signature (GError **error)
{
  return _odeon_value_fault (error, "not a valid type string");
}

static gboolean compile (Compiler *self, guint depth, GError **error);

static OdeonLayout
get_basic_layout (gchar kind)
{
  switch (kind)
    {
    case 'b':
    case 'y':
      return (OdeonLayout) { 1, 1 };
    case 'n':
    case 'q':
      return (OdeonLayout) { 2, 2 };
    case 'i':
    case 'u':
    case 'h':
      return (OdeonLayout) { 4, 4 };
    case 'x':
    case 't':
    case 'd':
      return (OdeonLayout) { 8, 8 };
    case 's':
    case 'o':
    case 'g':
      return (OdeonLayout) { 1, 0 };
    default:
      return (OdeonLayout) { 0, 0 };
    }
}

static gboolean
compile_child (Compiler *self, Node *node, guint depth, GError **error)
{
  const Node *child = &self->nodes[self->n_nodes];

  if (!compile (self, depth + 1, error))
    return FALSE;

  node->layout = (OdeonLayout) { child->layout.alignment, 0 };
  return TRUE;
}

static gboolean
compile_tuple (Compiler *self, Node *node, guint depth, GError **error)
{
  OdeonLayout layout = { 1, 0 };

  while (self->next < self->end && *self->next != ')')
    {
      const Node *child = &self->nodes[self->n_nodes];

      if (!compile (self, depth + 1, error))
        return FALSE;
      layout = _odeon_layout_add_child (layout, child->layout);
    }
  if (self->next == self->end)
    return fault_signature (error);

  self->next++;
  node->layout = _odeon_layout_end_tuple (layout);
  return TRUE;
}

static gboolean
compile_entry (Compiler *self, Node *node, guint depth, GError **error)
{
  const Node *key = &self->nodes[self->n_nodes];
  const Node *value;

  if (!compile (self, depth + 1, error))
    return FALSE;
  if (get_basic_layout (key->kind).alignment == 0)
    return fault_signature (error);

  value = &self->nodes[self->n_nodes];
  if (!compile (self, depth + 1, error))
    return FALSE;
  if (self->next == self->end || *self->next != '}')
    return fault_signature (error);

  self->next++;
  node->layout = _odeon_layout_add_child ((OdeonLayout) { 1, 0 }, key->layout);
  node->layout = _odeon_layout_end_tuple (_odeon_layout_add_child (node->layout, value->layout));
  return TRUE;
}

/* Never makes more nodes than there are characters. */
static gboolean
compile (Compiler *self, guint depth, GError **error)
{
  Node    *node = &self->nodes[self->n_nodes];
  gboolean done;

  if (depth > ODEON_VALUE_MAX_DEPTH)
    return _odeon_value_fault_too_deep (error);
  if (self->next == self->end)
    return fault_signature (error);

  self->n_nodes++;
  node->kind = *self->next++;
  switch (node->kind)
    {
    case 'v':
      node->layout = ODEON_LAYOUT_VARIANT;
      done = TRUE;
      break;
    case 'a':
    case 'm':
      done = compile_child (self, node, depth, error);
      break;
    case '(':
      done = compile_tuple (self, node, depth, error);
      break;
    case '{':
      done = compile_entry (self, node, depth, error);
      break;
    default:
      node->layout = get_basic_layout (node->kind);
      done = node->layout.alignment != 0 || fault_signature (error);
      break;
    }
  node->n_nodes = (guint32) (&self->nodes[self->n_nodes] - node);

  return done;
}

static gboolean walk (OdeonDecoder *self,
                      const Node   *node,
                      OdeonSpan     span,
                      guint         depth,
                      GError      **error);

static gboolean
walk_string (OdeonDecoder *self, gchar kind, OdeonSpan span, GError **error)
{
  const gchar *string = (const gchar *) self->data + span.start;
  gsize        size = _odeon_span_get_size (span);

  if (size == 0 || string[size - 1] != '\0')
    return _odeon_value_fault (error, "a string that does not end");
  if (!g_utf8_validate_len (string, size - 1, NULL))
    return _odeon_value_fault (error, "not valid UTF-8");
  if (kind == 'o' && !g_variant_is_object_path (string))
    return _odeon_value_fault (error, "not a valid object path");
  if (kind == 'g' && !g_variant_is_signature (string))
    return _odeon_value_fault (error, "not a valid signature");

  return TRUE;
}

static gboolean
walk_maybe (OdeonDecoder *self, const Node *child, OdeonSpan span, guint depth, GError **error)
{
  gboolean  present;
  OdeonSpan inner;

  return _odeon_decoder_open_maybe (self, child->layout, span, &inner, &present, error)
         && (!present || walk (self, child, inner, depth + 1, error));
}

/* Whether there is nothing to be found in values of the type: any bits are one. */
static gboolean
is_free (const Node *node)
{
  return node->n_nodes == 1 && node->layout.fixed_size != 0 && node->kind != 'b'
         && node->kind != '(';
}

static gboolean
walk_array (OdeonDecoder *self, const Node *child, OdeonSpan span, guint depth, GError **error)
{
  OdeonArrayReader reader;
  OdeonSpan        inner;

  if (!_odeon_array_reader_init (&reader, self, child->layout, span, error))
    return FALSE;
  if (is_free (child))
    return TRUE;

  for (gsize i = 0; i < reader.length; i++)
    if (!_odeon_array_reader_next (&reader, self, &inner, error)
        || !walk (self, child, inner, depth + 1, error))
      return FALSE;

  return TRUE;
}

/* Of a tuple or an entry. */
static gboolean
walk_tuple (OdeonDecoder *self, const Node *node, OdeonSpan span, guint depth, GError **error)
{
  const Node      *end = node + node->n_nodes;
  OdeonTupleReader reader;
  OdeonSpan        inner;

  _odeon_tuple_reader_init (&reader, span);
  for (const Node *child = node + 1; child < end; child += child->n_nodes)
    if (!_odeon_tuple_reader_next (&reader, self, child->layout, child + child->n_nodes == end,
                                   &inner, error)
        || !walk (self, child, inner, depth + 1, error))
      return FALSE;

  return _odeon_tuple_reader_end (&reader, self, node->layout, error);
}

/* The value in @span, of the type that is in @signature. */
static gboolean
walk_typed (OdeonDecoder *self,
            const gchar  *signature,
            gsize         length,
            OdeonSpan     span,
            guint         depth,
            GError      **error)
{
  Node             first_nodes[FIRST_NODES];
  g_autofree Node *more_nodes = NULL;
  Compiler         compiler;

  if (length > MAX_SIGNATURE)
    return _odeon_value_fault (error, "a type string of %" G_GSIZE_FORMAT " bytes", length);
  if (length > FIRST_NODES)
    more_nodes = g_new (Node, length);

  compiler.next = signature;
  compiler.end = signature + length;
  compiler.nodes = more_nodes != NULL ? more_nodes : first_nodes;
  compiler.n_nodes = 0;

  if (!compile (&compiler, depth, error))
    return FALSE;
  if (compiler.next != compiler.end)
    return fault_signature (error);

  return walk (self, compiler.nodes, span, depth, error);
}

static gboolean
walk_variant (OdeonDecoder *self, OdeonSpan span, guint depth, GError **error)
{
  OdeonSpan child;
  OdeonSpan signature;

  return _odeon_decoder_open_variant (self, span, &child, &signature, error)
         && walk_typed (self, (const gchar *) self->data + signature.start,
                        _odeon_span_get_size (signature), child, depth + 1, error);
}

static gboolean
walk (OdeonDecoder *self, const Node *node, OdeonSpan span, guint depth, GError **error)
{
  gsize size = _odeon_span_get_size (span);

  if (node->layout.fixed_size != 0 && size != node->layout.fixed_size)
    return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " bytes, %" G_GSIZE_FORMAT
                               " are expected", size, node->layout.fixed_size);

  switch (node->kind)
    {
    case 'b':
      return self->data[span.start] <= 1
             || _odeon_value_fault (error, "a boolean that is neither 0 nor 1");
    case 's':
    case 'o':
    case 'g':
      return walk_string (self, node->kind, span, error);
    case 'v':
      return walk_variant (self, span, depth, error);
    case 'm':
      return walk_maybe (self, node + 1, span, depth, error);
    case 'a':
      return walk_array (self, node + 1, span, depth, error);
    case '(':
    case '{':
      return walk_tuple (self, node, span, depth, error);
    default:
      return TRUE;
    }
}

gboolean
_odeon_variant_validate (const gchar  *signature,
                         gsize         signature_length,
                         const guint8 *data,
                         gsize         size,
                         guint         depth,
                         GError      **error)
{
  OdeonDecoder decoder = { .data = data, .size = size };

  return walk_typed (&decoder, signature, signature_length, (OdeonSpan) { 0, size }, depth, error);
}
