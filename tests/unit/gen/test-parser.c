/* SPDX-License-Identifier: MIT */

/* The tree that comes of a text: what the emitters rely on. Mistakes are covered by tests/idl. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "parser.h"
#include "preprocessor.h"

typedef struct
{
  IdlSources      *sources;
  IdlDiagnostics  *diagnostics;
  IdlPreprocessor *preprocessor;
  IdlModel        *model;
} Fixture;

static Fixture *
fixture_new (const gchar *text)
{
  Fixture *self = g_new0 (Fixture, 1);
  guint    file;

  self->sources = idl_sources_new ();
  file = idl_sources_add_text (self->sources, "test.idl", text);
  self->diagnostics = idl_diagnostics_new (self->sources, 0, FALSE);
  self->preprocessor = idl_preprocessor_new (self->sources, self->diagnostics);
  self->model = idl_model_new ("test");
  idl_parser_run (self->model, self->sources, idl_preprocessor_run (self->preprocessor, file),
                  self->diagnostics);
  idl_diagnostics_print (self->diagnostics, stderr);
  assert_int_equal (idl_diagnostics_get_n_errors (self->diagnostics), 0);
  return self;
}

static void
fixture_free (Fixture *self)
{
  idl_model_free (self->model);
  idl_preprocessor_free (self->preprocessor);
  idl_diagnostics_free (self->diagnostics);
  idl_sources_free (self->sources);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static const IdlNode *
get_child (const GPtrArray *nodes, guint index)
{
  assert_true (index < nodes->len);
  return g_ptr_array_index (nodes, index);
}

static const IdlNode *
get_node (const Fixture *fixture, guint index)
{
  return get_child (fixture->model->nodes, index);
}

static void
assert_node (const IdlNode *node, IdlNodeKind kind, const gchar *name)
{
  assert_int_equal (node->kind, kind);
  assert_string_equal (node->name, name);
}

static void
test_interface (void **state)
{
  g_autoptr (Fixture) fixture =
    fixture_new ("exception E { string why; };\n"
                 "interface A { readonly attribute long x, y; };\n"
                 "/** Docs. */ @idempotent interface B : A {\n"
                 "  oneway void f (in long a);\n"
                 "  string g (out sequence<octet, 4> b, inout A c) raises (E);\n"
                 "  attribute double z getraises (E);\n"
                 "};");
  const IdlNode *a = get_node (fixture, 1), *b = get_node (fixture, 2), *g;

  (void) state;
  assert_node (get_child (a->children, 1), IDL_NODE_ATTRIBUTE, "y");
  assert_true (get_child (a->children, 1)->readonly);
  assert_node (b, IDL_NODE_INTERFACE, "B");
  assert_string_equal (b->doc, "Docs.");
  assert_non_null (idl_node_get_annotation (b, "idempotent"));
  assert_ptr_equal (get_child (b->bases, 0), a);
  assert_true (get_child (b->children, 0)->oneway);
  assert_int_equal (get_child (b->children, 0)->type->kind, IDL_TYPE_VOID);

  g = get_child (b->children, 1);
  assert_int_equal (g->type->kind, IDL_TYPE_STRING);
  assert_ptr_equal (get_child (g->raises, 0), get_node (fixture, 0));
  assert_int_equal (get_child (g->children, 0)->direction, IDL_DIRECTION_OUT);
  assert_int_equal (get_child (g->children, 0)->type->bound, 4);
  assert_int_equal (get_child (g->children, 0)->type->element->kind, IDL_TYPE_OCTET);
  assert_int_equal (get_child (g->children, 1)->direction, IDL_DIRECTION_INOUT);
  assert_ptr_equal (get_child (g->children, 1)->type->node, a);
  assert_int_equal (get_child (b->children, 2)->raises->len, 1);
  assert_int_equal (get_child (b->children, 2)->set_raises->len, 0);
}

static void
test_forward_declaration_is_the_same_node (void **state)
{
  g_autoptr (Fixture) fixture = fixture_new ("module M { interface I; struct S { I one; }; };\n"
                                             "module M { interface I { void f (); }; };");
  const IdlNode *first = get_node (fixture, 0), *second = get_node (fixture, 1);
  const IdlNode *s = get_child (first->children, 0), *i = get_child (second->children, 0);

  (void) state;
  assert_int_equal (first->children->len, 1);
  assert_ptr_equal (get_child (s->children, 0)->type->node, i);
  assert_true (i->defined);
  assert_ptr_equal (i->parent, second);
  assert_ptr_equal (first->scope, second->scope);
}

static void
test_arrays (void **state)
{
  g_autoptr (Fixture) fixture = fixture_new ("typedef long a, b[3], c[2][5];");
  const IdlType *c = get_node (fixture, 2)->type;

  (void) state;
  assert_int_equal (get_node (fixture, 0)->type->kind, IDL_TYPE_INT32);
  assert_int_equal (get_node (fixture, 1)->type->bound, 3);
  assert_int_equal (c->kind, IDL_TYPE_ARRAY);
  assert_int_equal (c->bound, 2);
  assert_int_equal (c->element->bound, 5);
  assert_int_equal (c->element->element->kind, IDL_TYPE_INT32);
}

static void
test_union (void **state)
{
  g_autoptr (Fixture) fixture = fixture_new ("union U switch (enum E { one, two, three }) {\n"
                                             "  case two: case one: long a; default: string b; };");
  const IdlNode *e = get_node (fixture, 0), *u = get_node (fixture, 1),
                *a = get_child (u->children, 0);
  const IdlConstant *label = g_ptr_array_index (a->labels, 0);

  (void) state;
  assert_node (e, IDL_NODE_ENUM, "E");
  assert_ptr_equal (e->parent, u);
  assert_ptr_equal (u->discriminator->node, e);
  assert_int_equal (a->labels->len, 2);
  assert_int_equal (label->kind, IDL_VALUE_ENUM);
  assert_ptr_equal (label->enumerator, get_child (e->children, 1));
  assert_true (get_child (u->children, 1)->is_default);
}

static void
test_constants (void **state)
{
  g_autoptr (Fixture) fixture = fixture_new ("const long long a = -9223372036854775808;\n"
                                             "const octet b = (1 << 4 | 3) % 16;\n"
                                             "const string c = \"\\xA\" \"B\";\n"
                                             "const boolean d = TRUE;\n"
                                             "const double e = b / 2.0;\n"
                                             "const char f = '\\101';\n");

  (void) state;
  assert_true (get_node (fixture, 0)->value.negative);
  assert_true (get_node (fixture, 0)->value.magnitude == (guint64) 1 << 63);
  assert_int_equal (get_node (fixture, 1)->value.magnitude, 3);
  assert_string_equal (get_node (fixture, 2)->value.string, "\nB");
  assert_true (get_node (fixture, 3)->value.boolean);
  assert_true (get_node (fixture, 4)->value.number == 1.5);
  assert_int_equal (get_node (fixture, 5)->value.magnitude, 'A');
}

static void
test_enumerators (void **state)
{
  g_autoptr (Fixture) fixture = fixture_new ("enum Level { a, @value(7) b, c, @value(-2) d, e };");
  const GPtrArray *enumerators = get_node (fixture, 0)->children;

  (void) state;
  assert_int_equal (get_child (enumerators, 0)->value.magnitude, 0);
  assert_int_equal (get_child (enumerators, 1)->value.magnitude, 7);
  assert_int_equal (get_child (enumerators, 2)->value.magnitude, 8);
  assert_true (get_child (enumerators, 3)->value.negative);
  assert_int_equal (get_child (enumerators, 4)->value.magnitude, 1);
  assert_true (get_child (enumerators, 4)->value.negative);
}

static void
test_enumerators_reach_both_ends (void **state)
{
  g_autoptr (Fixture) fixture =
    fixture_new ("enum Level { @value(-2147483648) a, b, @value(2147483646) c, d };");
  const GPtrArray *enumerators = get_node (fixture, 0)->children;

  (void) state;
  assert_true (get_child (enumerators, 0)->value.negative);
  assert_true (get_child (enumerators, 0)->value.magnitude == (guint64) 1 << 31);
  assert_true (get_child (enumerators, 1)->value.negative);
  assert_int_equal (get_child (enumerators, 1)->value.magnitude, G_MAXINT32);
  assert_int_equal (get_child (enumerators, 3)->value.magnitude, G_MAXINT32);
}

static void
test_oneway_annotation (void **state)
{
  g_autoptr (Fixture) fixture = fixture_new ("interface I {\n"
                                             "  @oneway void a ();\n"
                                             "  @oneway(TRUE) void b ();\n"
                                             "  @oneway(FALSE) void c ();\n"
                                             "  @oneway(FALSE) oneway void d ();\n"
                                             "};");
  const GPtrArray *operations = get_node (fixture, 0)->children;

  (void) state;
  assert_true (get_child (operations, 0)->oneway);
  assert_true (get_child (operations, 1)->oneway);
  assert_false (get_child (operations, 2)->oneway);
  assert_true (get_child (operations, 3)->oneway);
}

static void
test_annotations_around_a_direction (void **state)
{
  g_autoptr (Fixture) fixture =
    fixture_new ("interface I { void f (@name(\"x\") in @unit(\"s\") long a,\n"
                 "                      /** Outside. */ out /** Inside. */ long b,\n"
                 "                      inout @name(\"z\") /** Inside. */ long c); };");
  const GPtrArray *parameters = get_child (get_node (fixture, 0)->children, 0)->children;

  (void) state;
  assert_non_null (idl_node_get_annotation (get_child (parameters, 0), "name"));
  assert_non_null (idl_node_get_annotation (get_child (parameters, 0), "unit"));
  assert_non_null (strstr (get_child (parameters, 1)->doc, "Outside."));
  assert_non_null (idl_node_get_annotation (get_child (parameters, 2), "name"));
  assert_non_null (strstr (get_child (parameters, 2)->doc, "Inside."));
}

static void
test_annotation_arguments (void **state)
{
  g_autoptr (Fixture) fixture = fixture_new (
    "@mailbox(capacity=100, overflow=drop_oldest) @default(1.5) @name(\"x\") interface I { };");
  const IdlNode               *node = get_node (fixture, 0);
  const IdlAnnotation         *mailbox = idl_node_get_annotation (node, "mailbox");
  const IdlAnnotationArgument *capacity = g_ptr_array_index (mailbox->arguments, 0);
  const IdlAnnotationArgument *overflow = g_ptr_array_index (mailbox->arguments, 1);
  const IdlAnnotationArgument *unnamed =
    g_ptr_array_index (idl_node_get_annotation (node, "default")->arguments, 0);

  (void) state;
  assert_string_equal (capacity->name, "capacity");
  assert_int_equal (capacity->value.magnitude, 100);
  assert_string_equal (overflow->value.string, "drop_oldest");
  assert_null (unnamed->name);
  assert_true (unnamed->value.number == 1.5);
}

static void
test_escaped_names (void **state)
{
  g_autoptr (Fixture) fixture =
    fixture_new ("struct _interface { long _struct; }; typedef _interface T;");

  (void) state;
  assert_string_equal (get_node (fixture, 0)->name, "interface");
  assert_string_equal (get_child (get_node (fixture, 0)->children, 0)->name, "struct");
  assert_ptr_equal (get_node (fixture, 1)->type->node, get_node (fixture, 0));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_interface),
    cmocka_unit_test (test_forward_declaration_is_the_same_node),
    cmocka_unit_test (test_arrays),
    cmocka_unit_test (test_union),
    cmocka_unit_test (test_constants),
    cmocka_unit_test (test_enumerators),
    cmocka_unit_test (test_enumerators_reach_both_ends),
    cmocka_unit_test (test_oneway_annotation),
    cmocka_unit_test (test_annotations_around_a_direction),
    cmocka_unit_test (test_annotation_arguments),
    cmocka_unit_test (test_escaped_names),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
