/* SPDX-License-Identifier: MIT */

/* The type strings of a tree that is built by hand: so each mark of the checks can be set alone. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "wire-type.h"

static const IdlLocation nowhere = { 0, 1, 1, 1 };

static IdlType *
new_type (IdlModel *model, IdlTypeKind kind, IdlType *key, IdlType *element)
{
  IdlType *type = idl_type_new (model, kind, nowhere);

  type->key = key;
  type->element = element;
  return type;
}

static IdlType *
new_named (IdlModel *model, IdlNode *node)
{
  IdlType *type = idl_type_new (model, IDL_TYPE_NAMED, nowhere);

  type->node = node;
  return type;
}

static IdlNode *
new_node (IdlModel *model, IdlNodeKind kind)
{
  return idl_node_new (model, kind, "x", NULL, nowhere);
}

static IdlNode *
add_member (IdlModel *model, IdlNode *node, IdlType *type)
{
  IdlNode *member = idl_node_new (model, IDL_NODE_MEMBER, "m", node, nowhere);

  member->type = type;
  g_ptr_array_add (node->children, member);
  return member;
}

static void
assert_type_is (const IdlType *type, const gchar *expected)
{
  g_autofree gchar *text = idl_type_dup_wire_type (type);

  assert_string_equal (text, expected);
}

static void
assert_node_is (const IdlNode *node, const gchar *expected)
{
  g_autofree gchar *text = idl_node_dup_wire_type (node);

  assert_string_equal (text, expected);
}

static void
test_structs_and_what_they_inherit (void **state)
{
  IdlModel *model = idl_model_new ("test");
  IdlNode  *base = new_node (model, IDL_NODE_STRUCT);
  IdlNode  *derived = new_node (model, IDL_NODE_STRUCT);

  (void) state;
  assert_node_is (base, "()");
  add_member (model, base, new_type (model, IDL_TYPE_INT64, NULL, NULL));
  add_member (model, derived, new_type (model, IDL_TYPE_FLOAT, NULL, NULL));
  g_ptr_array_add (derived->bases, base);
  assert_node_is (derived, "(xd)");
  add_member (model, derived, new_named (model, base))->optional = TRUE;
  assert_node_is (derived, "(xdm(x))");
  idl_model_free (model);
}

static void
test_what_can_grow_ends_in_a_dictionary (void **state)
{
  IdlModel *model = idl_model_new ("test");
  IdlNode  *node = new_node (model, IDL_NODE_STRUCT);

  (void) state;
  add_member (model, node, new_type (model, IDL_TYPE_OCTET, NULL, NULL));
  add_member (model, node, new_type (model, IDL_TYPE_ANY, NULL, NULL))->extended = TRUE;
  node->extensibility = IDL_EXTENSIBILITY_APPENDABLE;
  assert_node_is (node, "(ya{uv})");
  idl_model_free (model);
}

static void
test_maps_by_their_keys (void **state)
{
  IdlModel *model = idl_model_new ("test");
  IdlNode  *mood = new_node (model, IDL_NODE_ENUM);
  IdlNode  *pair = new_node (model, IDL_NODE_STRUCT);
  IdlNode  *alias = new_node (model, IDL_NODE_TYPEDEF);
  IdlType  *value = new_type (model, IDL_TYPE_WCHAR, NULL, NULL);

  (void) state;
  alias->type = new_type (model, IDL_TYPE_STRING, NULL, NULL);
  assert_type_is (new_type (model, IDL_TYPE_MAP, new_named (model, alias), value), "a{su}");
  assert_type_is (new_type (model, IDL_TYPE_MAP, new_named (model, mood), value), "a{iu}");
  assert_type_is (new_type (model, IDL_TYPE_MAP, new_named (model, pair), value), "a(()u)");
  idl_model_free (model);
}

static void
test_bits_take_the_smallest_number (void **state)
{
  static const struct
  {
    guint        bits;
    const gchar *text;
  } cases[] = { { 1, "y" },  { 8, "y" },  { 9, "q" },  { 16, "q" },
                { 17, "u" }, { 32, "u" }, { 33, "t" }, { 64, "t" } };
  IdlModel *model = idl_model_new ("test");
  IdlNode  *node = new_node (model, IDL_NODE_BITSET);

  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      node->bits = cases[i].bits;
      assert_node_is (node, cases[i].text);
    }
  idl_model_free (model);
}

static void
test_unions_and_references (void **state)
{
  IdlModel *model = idl_model_new ("test");
  IdlNode  *shape = new_node (model, IDL_NODE_UNION);
  IdlNode  *actor = new_node (model, IDL_NODE_INTERFACE);

  (void) state;
  shape->discriminator = new_type (model, IDL_TYPE_BOOLEAN, NULL, NULL);
  assert_node_is (shape, "(bv)");
  assert_type_is (new_type (model, IDL_TYPE_SEQUENCE, NULL, new_named (model, actor)), "ah");
  idl_model_free (model);
}

static void
test_a_type_inside_itself_is_a_variant (void **state)
{
  IdlModel *model = idl_model_new ("test");
  IdlNode  *tree = new_node (model, IDL_NODE_STRUCT);
  IdlType  *inner = new_named (model, tree);

  (void) state;
  inner->recursive = TRUE;
  add_member (model, tree, new_type (model, IDL_TYPE_INT32, NULL, NULL));
  add_member (model, tree, new_type (model, IDL_TYPE_SEQUENCE, NULL, inner));
  assert_node_is (tree, "(iav)");
  idl_model_free (model);
}

/* Forty levels of two members each would be a string of 2⁴⁰ characters. */
static void
test_types_that_double_have_none (void **state)
{
  IdlModel *model = idl_model_new ("test");
  IdlNode  *level = new_node (model, IDL_NODE_STRUCT);

  (void) state;
  for (guint i = 0; i < 40; i++)
    {
      IdlNode *next = new_node (model, IDL_NODE_STRUCT);

      add_member (model, next, new_named (model, level));
      add_member (model, next, new_named (model, level));
      level = next;
    }
  assert_null (idl_node_dup_wire_type (level));
  idl_model_free (model);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_structs_and_what_they_inherit),
    cmocka_unit_test (test_what_can_grow_ends_in_a_dictionary),
    cmocka_unit_test (test_maps_by_their_keys),
    cmocka_unit_test (test_bits_take_the_smallest_number),
    cmocka_unit_test (test_unions_and_references),
    cmocka_unit_test (test_a_type_inside_itself_is_a_variant),
    cmocka_unit_test (test_types_that_double_have_none),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
