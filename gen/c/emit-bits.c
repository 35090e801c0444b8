/* SPDX-License-Identifier: MIT */

/* Bitmasks are a C flags enum and its GFlags as far as those go, which is 32 bits; longer ones are
 * a guint64 with macros. Bitsets are an unsigned integer and a pair of accessors for each field:
 * no C bit-fields, whose layout is the compiler's own business. */

#include "c-types.h"
#include "emit-docs.h"
#include "emit-parts.h"
#include "wire-type.h"

enum
{
  FLAGS_BITS = 32
};

static gboolean
is_long (const IdlNode *bitmask)
{
  return bitmask->bits > FLAGS_BITS;
}

static guint64
get_mask (guint bits)
{
  return bits >= 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << bits) - 1;
}

/* "BANK_PERM_READ = 1 << 0", or the macros of a long one. */
static gchar *
dup_bits (const IdlNode *bitmask)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < bitmask->children->len; i++)
    {
      const IdlNode *bit = g_ptr_array_index (bitmask->children, i);
      guint          position = (guint) bit->value.magnitude;

      if (is_long (bitmask))
        g_string_append_printf (lines, "#define %s (G_GUINT64_CONSTANT (1) << %u)\n", bit->c_upper,
                                position);
      else
        g_string_append_printf (lines, "%s%s = 1%s << %u", i > 0 ? ",\n" : "", bit->c_upper,
                                position == FLAGS_BITS - 1 ? "u" : "", position);
    }
  return g_string_free (lines, FALSE);
}

void
idl_emit_bitmask_header (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_holes_take (holes, "doc", idl_enum_dup_doc (node));
  idl_holes_take (holes, "bits", dup_bits (node));
  if (is_long (node))
    idl_write (out, holes,
               "\n"
               "%{doc}\n"
               "typedef guint64 %{Type};\n"
               "\n"
               "%{bits}\n");
  else
    idl_write (out, holes,
               "\n"
               "%{doc}\n"
               "typedef enum /*< flags >*/\n"
               "{\n"
               "  %{bits}\n"
               "} %{Type};\n"
               "\n"
               "#define %{TYPE} (%{snake}_get_type ())\n"
               "\n"
               "GType %{snake}_get_type (void) G_GNUC_CONST;\n");
  idl_write (out, holes,
             "\n"
             "/*< private >*/\n"
             "extern const OdeonTypeInfo %{snake}_info;\n");
}

static void
emit_flags_type (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_holes_take (
    holes, "values",
    idl_enum_dup_lines (node, "{ %{UPPER}, \"%{UPPER}\", \"%{nick}\" },", "\n"));
  idl_write (out, holes,
             "\n"
             "GType\n"
             "%{snake}_get_type (void)\n"
             "{\n"
             "  static const GFlagsValue values[] = {\n"
             "    %{values}\n"
             "    { 0, NULL, NULL }\n"
             "  };\n"
             "  static gsize type;\n"
             "\n"
             "  if (g_once_init_enter (&type))\n"
             "    g_once_init_leave (&type, g_flags_register_static (\"%{Type}\", values));\n"
             "  return type;\n"
             "}\n");
}

static void
emit_table (GString *out, const IdlNode *node, guint64 mask)
{
  gboolean          is_mask = node->kind == IDL_NODE_BITMASK;
  gboolean          is_open = is_mask && node->extensibility != IDL_EXTENSIBILITY_FINAL;
  g_autofree gchar *before = g_strdup_printf ("const OdeonTypeInfo %s_info", node->c_snake);
  g_autofree gchar *idl = idl_node_dup_scoped_name (node);
  GString          *fields = g_string_new (NULL);

  idl_fields_add (fields, ".kind = ODEON_KIND_%s", is_mask ? "BITMASK" : "BITSET");
  idl_fields_add (fields, ".size = sizeof (%s)", node->c_type);
  idl_fields_add (fields, ".name = \"%s\"", idl);
  if (is_mask && !is_long (node))
    idl_fields_add (fields, ".get_type = %s_get_type", node->c_snake);
  idl_fields_add_type_flags (fields, is_open ? IDL_TABLE_OPEN : 0);
  idl_fields_add (fields, ".mask = G_GUINT64_CONSTANT (0x%" G_GINT64_MODIFIER "x)", mask);
  idl_fields_take_wire_type (fields, idl_node_dup_wire_type (node));
  idl_fields_add_annotations (fields, node);
  idl_fields_write (out, before, fields);
}

void
idl_emit_bitmask_body (GString *out, const IdlNode *node)
{
  guint64 mask = 0;

  for (guint i = 0; i < node->children->len; i++)
    mask |= G_GUINT64_CONSTANT (1)
            << ((const IdlNode *) g_ptr_array_index (node->children, i))->value.magnitude;

  if (!is_long (node))
    emit_flags_type (out, node);
  emit_table (out, node, mask);
}

/* The type of a field that names none: the smallest that holds it. */
static IdlTypeKind
get_default_kind (guint bits)
{
  if (bits == 1)
    return IDL_TYPE_BOOLEAN;
  if (bits <= 8)
    return IDL_TYPE_OCTET;
  if (bits <= 16)
    return IDL_TYPE_UINT16;
  return bits <= 32 ? IDL_TYPE_UINT32 : IDL_TYPE_UINT64;
}

static gboolean
is_signed (IdlTypeKind kind)
{
  return kind == IDL_TYPE_INT8 || kind == IDL_TYPE_INT16 || kind == IDL_TYPE_INT32
         || kind == IDL_TYPE_INT64;
}

static gchar *
dup_hex (guint64 number)
{
  return number <= G_MAXINT32 ? g_strdup_printf ("0x%x", (guint) number)
                              : g_strdup_printf ("G_GUINT64_CONSTANT (0x%" G_GINT64_MODIFIER "x)",
                                                 number);
}

static IdlHoles *
holes_new_for_field (const IdlNode *bitset, const IdlNode *field)
{
  IdlHoles   *holes = idl_holes_new_for_node (bitset);
  IdlType     implied = { .kind = get_default_kind (field->bits) };
  const IdlType *type = field->type != NULL ? field->type : &implied;
  IdlTypeKind kind = idl_type_resolve (type)->kind;
  g_autofree gchar *summary = NULL;
  g_autofree gchar *text = g_strdup_printf ("`%s`", field->name);

  summary = idl_doc_dup_summary (field, text);
  idl_holes_set (holes, "field", field->c_snake);
  idl_holes_set (holes, "summary", summary);
  idl_holes_take (holes, "type", idl_type_dup_c (type, IDL_POSITION_MEMBER));
  idl_holes_format (holes, "shift", "%" G_GUINT64_FORMAT, field->value.magnitude);
  idl_holes_take (holes, "mask", dup_hex (get_mask (field->bits)));
  idl_holes_take (holes, "sign", dup_hex (G_GUINT64_CONSTANT (1) << (field->bits - 1)));
  idl_holes_set (holes, "truth", kind == IDL_TYPE_BOOLEAN ? "(value != 0)" : "value");

  /* Flipping the sign bit and taking it off again extends it, and is defined for all. */
  idl_holes_take (
    holes, "read",
    idl_fill (holes, is_signed (kind) ? "((bits ^ %{sign}) - %{sign})" : "bits"));
  return holes;
}

static void
emit_accessors (GString *out, const IdlNode *bitset, const IdlNode *field)
{
  g_autoptr (IdlHoles) holes = holes_new_for_field (bitset, field);

  idl_write (out, holes,
             "\n"
             "/**\n"
             " * %{snake}_get_%{field}: (skip)\n"
             " * @self: the bits\n"
             " *\n"
             " * Returns: %{summary}\n"
             " */\n"
             "static inline %{type}\n"
             "%{snake}_get_%{field} (%{Type} self)\n"
             "{\n"
             "  guint64 bits = (self >> %{shift}) & %{mask};\n"
             "\n"
             "  return (%{type}) %{read};\n"
             "}\n"
             "\n"
             "/**\n"
             " * %{snake}_set_%{field}: (skip)\n"
             " * @self: the bits\n"
             " * @value: %{summary}; of what does not fit, the lower bits\n"
             " */\n"
             "static inline void\n"
             "%{snake}_set_%{field} (%{Type} *self, %{type} value)\n"
             "{\n"
             "  const guint64 mask = (guint64) %{mask} << %{shift};\n"
             "\n"
             "  *self = (%{Type}) ((*self & ~mask) | (((guint64) %{truth} << %{shift}) & mask));\n"
             "}\n");
}

/* Those of the bases first; a field without a name is nothing but room. */
static void
visit_fields (const IdlNode *bitset,
              const IdlNode *node,
              GString       *out,
              guint64       *mask)
{
  for (guint i = 0; i < node->bases->len; i++)
    visit_fields (bitset, g_ptr_array_index (node->bases, i), out, mask);
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *field = g_ptr_array_index (node->children, i);

      if (field->kind != IDL_NODE_BITFIELD || field->name == NULL || *field->name == '\0')
        continue;
      if (out != NULL)
        emit_accessors (out, bitset, field);
      *mask |= get_mask (field->bits) << field->value.magnitude;
    }
}

static const gchar *
get_integer (guint bits)
{
  if (bits <= 8)
    return "guint8";
  if (bits <= 16)
    return "guint16";
  return bits <= 32 ? "guint32" : "guint64";
}

void
idl_emit_bitset_header (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);
  g_autoptr (IdlDoc) doc = idl_doc_new (node->c_type, "", node);
  guint64 mask = 0;

  idl_doc_add_body (doc);
  idl_holes_take (holes, "doc", node->doc != NULL ? idl_doc_to_string (doc) : g_strdup (""));
  idl_holes_set (holes, "integer", get_integer (node->bits));
  idl_write (out, holes,
             "\n"
             "%{doc}\n"
             "typedef %{integer} %{Type};\n");
  visit_fields (node, node, out, &mask);
  idl_write (out, holes,
             "\n"
             "/*< private >*/\n"
             "extern const OdeonTypeInfo %{snake}_info;\n");
}

void
idl_emit_bitset_body (GString *out, const IdlNode *node)
{
  guint64 mask = 0;

  visit_fields (node, node, NULL, &mask);
  emit_table (out, node, mask);
}
