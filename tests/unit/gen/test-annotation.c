/* SPDX-License-Identifier: MIT */

/* What annotations do to the model. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "checks.h"
#include "parser.h"
#include "preprocessor.h"

static IdlModel *
read_text (const gchar *text)
{
  g_autoptr (IdlSources) sources = idl_sources_new ();
  g_autoptr (IdlDiagnostics) diagnostics = idl_diagnostics_new (sources, 0, FALSE);
  g_autoptr (IdlPreprocessor) preprocessor = idl_preprocessor_new (sources, diagnostics);
  guint     file = idl_sources_add_text (sources, "test.idl", text);
  IdlModel *model = idl_model_new ("test");

  idl_parser_run (model, sources, idl_preprocessor_run (preprocessor, file), diagnostics);
  idl_checks_run (model, diagnostics);
  assert_int_equal (idl_diagnostics_get_n_errors (diagnostics), 0);
  return model;
}

static IdlNode *
find (const GPtrArray *nodes, const gchar *name)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      IdlNode *node = g_ptr_array_index (nodes, i);

      if (g_str_equal (node->name, name))
        return node;
    }
  fail ();
  return NULL;
}

static IdlNode *
find_member (const IdlModel *model, const gchar *type, const gchar *member)
{
  return find (find (model->nodes, type)->children, member);
}

static void
test_members_are_numbered (void **state)
{
  IdlModel *model =
    read_text ("@mutable struct A { long a; @id(7) long b; long c; };\n"
               "@mutable struct B : A { long d; };\n"
               "@autoid(HASH) struct C { long color; @hashid(\"shapesize\") long s; };\n"
               "@appendable struct D { long a; @id(3) long b; };");

  (void) state;
  assert_int_equal (find_member (model, "A", "a")->id, 0);
  assert_int_equal (find_member (model, "A", "b")->id, 7);
  assert_int_equal (find_member (model, "A", "c")->id, 8);
  assert_int_equal (find_member (model, "B", "d")->id, 9);
  assert_true (find_member (model, "A", "a")->extended);
  assert_false (find_member (model, "D", "a")->extended);
  assert_true (find_member (model, "D", "b")->extended);
  /* The examples of DDS-XTypes 1.3, 7.3.1.2.1.1. */
  assert_int_equal (find_member (model, "C", "color")->id, 0x0fa5dd70);
  assert_int_equal (find_member (model, "C", "s")->id, 0x047790da);
  idl_model_free (model);
}

static void
test_members_are_marked (void **state)
{
  IdlModel *model = read_text ("struct A { @optional long a; @external long b; @key long c;\n"
                               "           @optional(FALSE) long d; @default(5) long e; };");

  (void) state;
  assert_true (find_member (model, "A", "a")->optional);
  assert_true (find_member (model, "A", "b")->external);
  assert_true (find_member (model, "A", "c")->key);
  assert_false (find_member (model, "A", "d")->optional);
  assert_int_equal (find_member (model, "A", "e")->initial->magnitude, 5);
  assert_null (find_member (model, "A", "d")->initial);
  idl_model_free (model);
}

static void
test_a_range_is_in_the_type_of_the_use (void **state)
{
  IdlModel *model =
    read_text ("typedef @min(1) long T; struct A { @max(9) T a; T b; @min(2) long c[3]; };");
  const IdlType *a = find_member (model, "A", "a")->type;

  (void) state;
  assert_int_equal (find (model->nodes, "T")->type->min->magnitude, 1);
  assert_int_equal (a->max->magnitude, 9);
  assert_null (a->min);
  assert_null (find_member (model, "A", "b")->type->max);
  assert_int_equal (find_member (model, "A", "c")->type->element->min->magnitude, 2);
  idl_model_free (model);
}

static void
test_bits_have_their_places (void **state)
{
  IdlModel *model = read_text ("@bit_bound(9) bitmask M { a, @position(5) b, c };\n"
                               "bitset S { bitfield<3> a; bitfield<2>; bitfield<4, short> b; };\n"
                               "bitset T : S { bitfield<1> c; };");

  (void) state;
  assert_int_equal (find (model->nodes, "M")->bits, 9);
  assert_int_equal (find_member (model, "M", "c")->value.magnitude, 6);
  assert_int_equal (find (model->nodes, "S")->bits, 9);
  assert_int_equal (find_member (model, "S", "b")->value.magnitude, 5);
  assert_int_equal (find_member (model, "S", "b")->type->kind, IDL_TYPE_INT16);
  assert_int_equal (find_member (model, "S", "a")->type->kind, IDL_TYPE_OCTET);
  assert_int_equal (find_member (model, "T", "c")->value.magnitude, 9);
  assert_int_equal (find_member (model, "T", "c")->type->kind, IDL_TYPE_BOOLEAN);
  idl_model_free (model);
}

static void
test_uses_of_a_struct_in_itself_are_marked (void **state)
{
  IdlModel *model =
    read_text ("struct Tree; typedef Tree Alias; typedef sequence<Alias> Trees;\n"
               "struct Leaf { long a; };\n"
               "struct Tree { Trees a; map<long, Tree> b; @optional Tree c; Leaf d;\n"
               "              sequence<Leaf> e; };\n"
               "struct Wood { Tree a; sequence<Tree> b; };");

  (void) state;
  assert_true (find (model->nodes, "Trees")->type->element->recursive);
  assert_false (find (model->nodes, "Alias")->type->recursive);
  assert_false (find_member (model, "Tree", "a")->type->recursive);
  assert_true (find_member (model, "Tree", "b")->type->element->recursive);
  assert_true (find_member (model, "Tree", "c")->type->recursive);
  assert_false (find_member (model, "Tree", "d")->type->recursive);
  assert_false (find_member (model, "Tree", "e")->type->element->recursive);
  assert_false (find_member (model, "Wood", "a")->type->recursive);
  assert_false (find_member (model, "Wood", "b")->type->element->recursive);
  idl_model_free (model);
}

static void
test_annotations_of_elements_are_kept (void **state)
{
  IdlModel      *model = read_text ("struct A { sequence<@external long> a; };\n"
                                         "union U switch (@key long) { case 1: long a; };");
  const IdlType *element = find_member (model, "A", "a")->type->element;
  const IdlType *discriminator = find (model->nodes, "U")->discriminator;

  (void) state;
  assert_string_equal (((IdlAnnotation *) element->annotations->pdata[0])->name, "external");
  assert_string_equal (((IdlAnnotation *) discriminator->annotations->pdata[0])->name, "key");
  idl_model_free (model);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_members_are_numbered),
    cmocka_unit_test (test_members_are_marked),
    cmocka_unit_test (test_a_range_is_in_the_type_of_the_use),
    cmocka_unit_test (test_bits_have_their_places),
    cmocka_unit_test (test_uses_of_a_struct_in_itself_are_marked),
    cmocka_unit_test (test_annotations_of_elements_are_kept),
  };

  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
