/* SPDX-License-Identifier: MIT */

/* struct Leaf { Object who; long n; @optional Object maybe; };
 * union Choice switch (long) { case 1: Object one; case 2: Leaf two; };
 * struct Tree { Leaf leaf; sequence<Leaf> leaves; Object pair[2]; map<long, Leaf> by_number;
 *               map<string, Object> by_name; Choice choice; }; */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "odeon.h"
#include "odeon-value-path-private.h"

typedef struct
{
  OdeonRef *who;
  gint32    n;
  OdeonRef *maybe;
} Leaf;

static const OdeonMemberInfo leaf_members[] = {
  { .name = "who", .type = &odeon_ref_info, .offset = G_STRUCT_OFFSET (Leaf, who) },
  { .name = "n", .type = &odeon_int32_info, .offset = G_STRUCT_OFFSET (Leaf, n) },
  { .name = "maybe", .type = &odeon_ref_info, .offset = G_STRUCT_OFFSET (Leaf, maybe),
    .flags = ODEON_MEMBER_OPTIONAL },
};

static const OdeonTypeInfo leaf_info = {
  .kind = ODEON_KIND_STRUCT, .size = sizeof (Leaf), .name = "Leaf", .members = leaf_members,
  .n_members = G_N_ELEMENTS (leaf_members), .free_func = g_free,
};

typedef struct
{
  gint32 _d;
  union
  {
    OdeonRef *one;
    Leaf      two;
  } _u;
} Choice;

static const OdeonMemberInfo choice_members[] = {
  { .name = "one", .type = &odeon_ref_info, .offset = G_STRUCT_OFFSET (Choice, _u.one),
    .labels = (const gint64[]) { 1 }, .n_labels = 1 },
  { .name = "two", .type = &leaf_info, .offset = G_STRUCT_OFFSET (Choice, _u.two),
    .labels = (const gint64[]) { 2 }, .n_labels = 1 },
};

static const OdeonTypeInfo choice_info = {
  .kind = ODEON_KIND_UNION, .size = sizeof (Choice), .name = "Choice",
  .element = &odeon_int32_info, .members = choice_members,
  .n_members = G_N_ELEMENTS (choice_members),
};

static const OdeonTypeInfo leaves_info = {
  .kind = ODEON_KIND_POINTERS, .size = sizeof (gpointer), .element = &leaf_info,
};

static const OdeonTypeInfo pair_info = {
  .kind = ODEON_KIND_ARRAY, .size = 2 * sizeof (gpointer), .bound = 2, .element = &odeon_ref_info,
};

static const OdeonTypeInfo by_number_info = {
  .kind = ODEON_KIND_MAP, .size = sizeof (gpointer), .key = &odeon_int32_info,
  .element = &leaf_info,
};

static const OdeonTypeInfo by_name_info = {
  .kind = ODEON_KIND_MAP, .size = sizeof (gpointer), .key = &odeon_string_info,
  .element = &odeon_ref_info,
};

typedef struct
{
  Leaf        leaf;
  GPtrArray  *leaves;
  OdeonRef   *pair[2];
  GHashTable *by_number;
  GHashTable *by_name;
  Choice      choice;
} Tree;

static const OdeonMemberInfo tree_members[] = {
  { .name = "leaf", .type = &leaf_info, .offset = G_STRUCT_OFFSET (Tree, leaf) },
  { .name = "leaves", .type = &leaves_info, .offset = G_STRUCT_OFFSET (Tree, leaves) },
  { .name = "pair", .type = &pair_info, .offset = G_STRUCT_OFFSET (Tree, pair) },
  { .name = "by_number", .type = &by_number_info, .offset = G_STRUCT_OFFSET (Tree, by_number) },
  { .name = "by_name", .type = &by_name_info, .offset = G_STRUCT_OFFSET (Tree, by_name) },
  { .name = "choice", .type = &choice_info, .offset = G_STRUCT_OFFSET (Tree, choice) },
};

static const OdeonTypeInfo tree_info = {
  .kind = ODEON_KIND_STRUCT, .size = sizeof (Tree), .name = "Tree", .members = tree_members,
  .n_members = G_N_ELEMENTS (tree_members),
};

/* Nobody looks at what a reference refers to: these are told apart by their addresses. */
static gchar places[8];

#define REF(i) ((OdeonRef *) (gpointer) &places[i])

typedef struct
{
  Tree tree;
  Leaf first;
  Leaf second;
  Leaf numbered;
} Wood;

static void
wood_init (Wood *self)
{
  *self = (Wood) { .tree.leaf = { REF (0), 1, NULL },
                   .tree.pair = { REF (3), NULL },
                   .tree.choice = { ._d = 2, ._u.two = { REF (6), 1, REF (7) } },
                   .first = { REF (1), 1, NULL },
                   .second = { REF (2), 1, NULL },
                   .numbered = { REF (4), 1, NULL } };
  self->tree.leaves = g_ptr_array_new ();
  g_ptr_array_add (self->tree.leaves, &self->first);
  g_ptr_array_add (self->tree.leaves, &self->second);
  self->tree.by_number = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (self->tree.by_number, GINT_TO_POINTER (-5), &self->numbered);
  self->tree.by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (self->tree.by_name, (gpointer) "a ] '\" b", REF (5));
  g_hash_table_insert (self->tree.by_name, (gpointer) "a", REF (6));
}

static void
wood_clear (Wood *self)
{
  g_ptr_array_unref (self->tree.leaves);
  g_hash_table_unref (self->tree.by_number);
  g_hash_table_unref (self->tree.by_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wood, wood_clear)

static void
a_path_leads_to_a_reference_in_any_type (void **state G_GNUC_UNUSED)
{
  static const struct
  {
    const gchar *path;
    gint         place;
  } cases[] = {
    { ".leaf.who", 0 },
    { ".leaves[0].who", 1 },
    { ".leaves[1].who", 2 },
    { ".pair[0]", 3 },
    { ".by_number[-5].who", 4 },
    { ".by_name['a ] '\" b']", 5 },
    { ".by_name[\"a\"]", 6 },
    { ".choice.two.who", 6 },
    { ".choice.two.maybe", 7 },
  };
  g_auto (Wood) wood;

  wood_init (&wood);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      OdeonRef          *found = NULL;

      if (!_odeon_value_find_ref (&tree_info, &wood.tree, cases[i].path, &found, &error))
        fail_msg ("%s", error->message);
      assert_ptr_equal (found, REF (cases[i].place));
    }
}

static void
a_nil_reference_is_one (void **state G_GNUC_UNUSED)
{
  g_auto (Wood) wood;
  OdeonRef     *found = REF (0);

  wood_init (&wood);
  assert_true (_odeon_value_find_ref (&tree_info, &wood.tree, ".pair[1]", &found, NULL));
  assert_null (found);
}

static void
what_is_not_there_is_named (void **state G_GNUC_UNUSED)
{
  static const struct
  {
    const gchar *path;
    const gchar *message;
  } cases[] = {
    { "", "it is no reference" },
    { "leaf", "there is no \"leaf\"" },
    { ".", "there is no \".\"" },
    { ".lea", "there is no \".lea\"" },
    { ".leaf.n", "it is no reference" },
    { ".leaf.n.x", "there is no \".x\"" },
    { ".leaf.who[0]", "there is no \"[0]\"" },
    { ".leaf.maybe", "there is no \".maybe\"" },
    { ".leaves[2].who", "there is no \"[2]\"" },
    { ".leaves[-1].who", "there is no \"[-1]\"" },
    { ".leaves[ 1].who", "there is no \"[ 1]\"" },
    { ".leaves[99999999999999999999999].who", "there is no \"[99999999999999999999999]\"" },
    { ".leaves[1", "there is no \"[1\"" },
    { ".leaves[", "there is no \"[\"" },
    { ".by_number[5].who", "there is no \"[5].who\"" },
    { ".by_name[a]", "there is no \"[a]\"" },
    { ".by_name['a\"]", "there is no \"['a\"]\"" },
    { ".by_name[", "there is no \"[\"" },
    { ".choice.one", "there is no \".one\"" },
  };
  g_auto (Wood) wood;

  wood_init (&wood);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      OdeonRef          *found = NULL;

      assert_false (_odeon_value_find_ref (&tree_info, &wood.tree, cases[i].path, &found, &error));
      assert_string_equal (error->message, cases[i].message);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_path_leads_to_a_reference_in_any_type),
    cmocka_unit_test (a_nil_reference_is_one),
    cmocka_unit_test (what_is_not_there_is_named),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
