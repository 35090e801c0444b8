/* SPDX-License-Identifier: MIT */

/* A sequence or map that a typedef names is GLib's container with functions of its own that know
 * the types. They copy what they are given; `_take` variants, where there is something to move,
 * take it over. What they return stays the container's.
 */

#include "c-types.h"
#include "emit-parts.h"

/* How an element, key or value is spelt. */
typedef struct
{
  gchar   *in;       /* given or borrowed: "const BankMoved *" */
  gchar   *declared; /* the parameter that gives it: "const BankMoved *value" */
  gchar   *taken;    /* the parameter that hands it over */
  gboolean is_slot;  /* it is the pointer to a slot by itself */
} Spelling;

static const gchar *
get_space (const gchar *type)
{
  return g_str_has_suffix (type, "*") ? "" : " ";
}

/* An array, which has a name here, is handed about by its address. */
static Spelling
spell (const IdlType *type, const gchar *name)
{
  IdlForm           form = idl_type_get_form (type);
  Spelling          self = { 0 };
  g_autofree gchar *array = idl_type_dup_c_base (type);
  g_autofree gchar *taken = idl_type_dup_c (type, IDL_POSITION_RESULT);

  self.is_slot = form == IDL_FORM_STRUCT || form == IDL_FORM_ARRAY;
  self.in = form == IDL_FORM_ARRAY ? g_strconcat (array, " *", NULL)
                                   : idl_type_dup_c (type, IDL_POSITION_IN);
  self.declared = g_strconcat (self.in, get_space (self.in), name, NULL);
  if (form == IDL_FORM_ARRAY)
    self.taken = g_strdup (self.declared);
  else
    self.taken = g_strconcat (taken, get_space (taken), name, NULL);
  return self;
}

static void
clear (Spelling *self)
{
  g_free (self->in);
  g_free (self->declared);
  g_free (self->taken);
}

/* The holes for a key or a value. */
typedef struct
{
  const gchar *name;
  const gchar *in;
  const gchar *before; /* in, with the blank that a name needs behind it */
  const gchar *declared;
  const gchar *taken;
  const gchar *slot;
} Part;

static const Part keys = { "key", "key_in", "key_before", "key_declared", "key_taken", "key_slot" };
static const Part values = { "value",          "value_in",    "value_before",
                             "value_declared", "value_taken", "value_slot" };

static void
set_part (IdlHoles *holes, const Part *part, const IdlType *type)
{
  Spelling spelling = spell (type, part->name);

  idl_holes_set (holes, part->in, spelling.in);
  idl_holes_format (holes, part->before, "%s%s", spelling.in, get_space (spelling.in));
  idl_holes_set (holes, part->declared, spelling.declared);
  idl_holes_set (holes, part->taken, spelling.taken);
  idl_holes_format (holes, part->slot, "%s%s", spelling.is_slot ? "" : "&", part->name);
  clear (&spelling);
}

static gboolean
is_number (const IdlType *type)
{
  IdlForm form = idl_type_get_form (type);

  return form == IDL_FORM_NUMBER || form == IDL_FORM_CHECKED;
}

static void
set_list (IdlHoles *holes, const gchar *name, const gchar *template)
{
  idl_holes_take (holes, name, idl_fill (holes, template));
}

static IdlHoles *
holes_new (const IdlNode *node)
{
  IdlHoles         *holes = idl_holes_new_for_node (node);
  g_autofree gchar *annotation = idl_type_dup_element_annotation (node->type);

  idl_holes_format (holes, "element", " %s", annotation);
  idl_holes_set (holes, "what", node->type->key != NULL ? "map" : "sequence");
  set_part (holes, &values, node->type->element);
  if (node->type->key == NULL)
    return holes;

  set_part (holes, &keys, node->type->key);
  set_list (holes, "insert_params", "%{Type} *self,\n%{key_declared},\n%{value_declared}");
  set_list (holes, "take_params", "%{Type} *self,\n%{key_declared},\n%{value_taken}");
  set_list (holes, "lookup_params", "%{Type} *self,\n%{key_declared},\n%{value_before}*out_value");
  set_list (holes, "entry", "&%{snake}_info,\nself,\n%{key_slot},\n%{value_slot}");
  return holes;
}

static void
emit_life_header (GString *out, const IdlHoles *holes)
{
  idl_write (out, holes,
             "\n"
             "/**\n"
             " * %{snake}_new:\n"
             " *\n"
             " * Returns: (transfer full)%{element}: an empty %{what}\n"
             " */\n"
             "%{Type} *%{snake}_new (void);\n"
             "\n"
             "/**\n"
             " * %{snake}_copy:\n"
             " * @self: (nullable)%{element}: what to copy\n"
             " *\n"
             " * Returns: (transfer full)%{element}:\n"
             " *   a deep copy; an empty %{what} of %NULL\n"
             " */\n"
             "%{Type} *%{snake}_copy (%{Type} *self);\n"
             "\n"
             "/**\n"
             " * %{snake}_free:\n"
             " * @self: (transfer full) (nullable)%{element}: what to free\n"
             " */\n"
             "void %{snake}_free (%{Type} *self);\n"
             "\n"
             "G_DEFINE_AUTOPTR_CLEANUP_FUNC (%{Type}, %{snake}_free)\n");
}

static void
emit_sequence_header (GString *out, const IdlHoles *holes, const IdlType *type)
{
  idl_write (out, holes,
             "\n"
             "/**\n"
             " * %{snake}_get_length:\n"
             " * @self: (nullable)%{element}: a sequence\n"
             " *\n"
             " * Returns: how many elements it has\n"
             " */\n"
             "guint %{snake}_get_length (const %{Type} *self);\n"
             "\n"
             "/**\n"
             " * %{snake}_get:\n"
             " * @self:%{element}: a sequence\n"
             " * @index: from 0 to the length less one\n"
             " *\n"
             " * Returns: (transfer none): the element\n"
             " */\n"
             "%{value_before}%{snake}_get (const %{Type} *self, guint index);\n"
             "\n"
             "/**\n"
             " * %{snake}_append:\n"
             " * @self:%{element}: a sequence\n"
             " * @value: a valid element, which is copied\n"
             " */\n"
             "void %{snake}_append (%{Type} *self, %{value_declared});\n");
  if (!is_number (type->element))
    idl_write (out, holes,
               "\n"
               "/**\n"
               " * %{snake}_append_take: (skip)\n"
               " * @self:%{element}: a sequence\n"
               " * @value: (transfer full): a valid element\n"
               " */\n"
               "void %{snake}_append_take (%{Type} *self, %{value_taken});\n");
}

static void
emit_map_header (GString *out, const IdlHoles *holes, const IdlType *type)
{
  idl_write (out, holes,
             "\n"
             "/**\n"
             " * %{snake}_get_size:\n"
             " * @self: (nullable)%{element}: a map\n"
             " *\n"
             " * Returns: how many entries it has\n"
             " */\n"
             "guint %{snake}_get_size (%{Type} *self);\n"
             "\n"
             "/**\n"
             " * %{snake}_insert:\n"
             " * @self:%{element}: a map\n"
             " * @key: a valid key, which is copied\n"
             " * @value: a valid value, which is copied\n"
             " *\n"
             " * Puts an entry into the map, in place of one that has this key.\n"
             " *\n"
             " * Returns: whether the key was not there before\n"
             " */\n"
             "gboolean %{snake}_insert (%[insert_params]);\n");
  if (!is_number (type->element))
    idl_write (out, holes,
               "\n"
               "/**\n"
               " * %{snake}_insert_take: (skip)\n"
               " * @self:%{element}: a map\n"
               " * @key: a valid key, which is copied\n"
               " * @value: (transfer full): a valid value\n"
               " *\n"
               " * Returns: whether the key was not there before\n"
               " */\n"
               "gboolean %{snake}_insert_take (%[take_params]);\n");
  idl_write (out, holes,
             "\n"
             "/**\n"
             " * %{snake}_lookup:\n"
             " * @self: (nullable)%{element}: a map\n"
             " * @key: a valid key\n"
             " * @out_value: (out) (optional) (transfer none): the value, which stays the map's;\n"
             " *   untouched if there is none\n"
             " *\n"
             " * Returns: whether the key is there\n"
             " */\n"
             "gboolean %{snake}_lookup (%[lookup_params]);\n"
             "\n"
             "/**\n"
             " * %{snake}_remove:\n"
             " * @self:%{element}: a map\n"
             " * @key: a valid key\n"
             " *\n"
             " * Returns: whether the key was there\n"
             " */\n"
             "gboolean %{snake}_remove (%{Type} *self, %{key_declared});\n");
}

void
idl_emit_container_header (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = holes_new (node);

  emit_life_header (out, holes);
  if (node->type->key != NULL)
    emit_map_header (out, holes, node->type);
  else
    emit_sequence_header (out, holes, node->type);
}

static void
emit_sequence_body (GString *out, IdlHoles *holes, const IdlType *type)
{
  gboolean          is_values = idl_type_get_form (type) == IDL_FORM_VALUES;
  g_autofree gchar *element = idl_type_dup_c (type->element, IDL_POSITION_MEMBER);

  idl_holes_take (holes, "read",
                  is_values ? g_strdup_printf ("g_array_index (self, %s, index)", element)
                            : g_strdup ("g_ptr_array_index (self, index)"));
  idl_holes_set (holes, "nothing", is_number (type->element) ? "0" : "NULL");
  idl_write (out, holes,
             "\n"
             "guint\n"
             "%{snake}_get_length (const %{Type} *self)\n"
             "{\n"
             "  return self != NULL ? self->len : 0;\n"
             "}\n"
             "\n"
             "%{value_in}\n"
             "%{snake}_get (const %{Type} *self, guint index)\n"
             "{\n"
             "  g_return_val_if_fail (self != NULL && index < self->len, %{nothing});\n"
             "\n"
             "  return %{read};\n"
             "}\n"
             "\n"
             "void\n"
             "%{snake}_append (%{Type} *self, %{value_declared})\n"
             "{\n"
             "  odeon_sequence_append (&%{snake}_info, self, %{value_slot});\n"
             "}\n");
  if (!is_number (type->element))
    idl_write (out, holes,
               "\n"
               "void\n"
               "%{snake}_append_take (%{Type} *self, %{value_taken})\n"
               "{\n"
               "  odeon_sequence_append_take (&%{snake}_info, self, %{value_slot});\n"
               "}\n");
}

static void
emit_map_body (GString *out, const IdlHoles *holes, const IdlType *type)
{
  idl_write (out, holes,
             "\n"
             "guint\n"
             "%{snake}_get_size (%{Type} *self)\n"
             "{\n"
             "  return self != NULL ? g_hash_table_size (self) : 0;\n"
             "}\n"
             "\n"
             "gboolean\n"
             "%{snake}_insert (%[insert_params])\n"
             "{\n"
             "  return odeon_map_insert (%[entry]);\n"
             "}\n");
  if (!is_number (type->element))
    idl_write (out, holes,
               "\n"
               "gboolean\n"
               "%{snake}_insert_take (%[take_params])\n"
               "{\n"
               "  return odeon_map_insert_take (%[entry]);\n"
               "}\n");
  idl_write (out, holes,
             "\n"
             "gboolean\n"
             "%{snake}_lookup (%[lookup_params])\n"
             "{\n"
             "  return odeon_map_lookup (&%{snake}_info, self, %{key_slot}, out_value);\n"
             "}\n"
             "\n"
             "gboolean\n"
             "%{snake}_remove (%{Type} *self, %{key_declared})\n"
             "{\n"
             "  return odeon_map_remove (&%{snake}_info, self, %{key_slot});\n"
             "}\n");
}

void
idl_emit_container_body (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = holes_new (node);
  IdlForm form = idl_type_get_form (node->type);

  idl_holes_set (holes, "containers", form == IDL_FORM_VALUES     ? "values"
                                      : form == IDL_FORM_POINTERS ? "pointers"
                                                                  : "map");
  idl_write (out, holes,
             "\n"
             "%{Type} *\n"
             "%{snake}_new (void)\n"
             "{\n"
             "  return odeon_%{containers}_new (&%{snake}_info);\n"
             "}\n"
             "\n"
             "%{Type} *\n"
             "%{snake}_copy (%{Type} *self)\n"
             "{\n"
             "  %{Type} *copy;\n"
             "\n"
             "  odeon_value_copy (&%{snake}_info, &copy, &self);\n"
             "  return copy;\n"
             "}\n"
             "\n"
             "void\n"
             "%{snake}_free (%{Type} *self)\n"
             "{\n"
             "  odeon_value_clear (&%{snake}_info, &self);\n"
             "}\n");
  if (node->type->key != NULL)
    emit_map_body (out, holes, node->type);
  else
    emit_sequence_body (out, holes, node->type);
}
