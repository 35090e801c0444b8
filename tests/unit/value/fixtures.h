/* SPDX-License-Identifier: MIT */

/* The tables of a few IDL types, as the compiler would emit them, for the tests of values. */

#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "odeon-ref-private.h"
#include "odeon-value.h"

/* enum Color { RED, GREEN, BLUE }; with values that leave gaps */
typedef enum
{
  COLOR_RED   = 0,
  COLOR_GREEN = 5,
  COLOR_BLUE  = -2
} Color;

static const OdeonEnumInfo color_enums[] = {
  { "RED", COLOR_RED },
  { "GREEN", COLOR_GREEN },
  { "BLUE", COLOR_BLUE },
};

static const OdeonTypeInfo color_info = {
  .kind    = ODEON_KIND_ENUM,
  .size    = sizeof (Color),
  .name    = "Test::Color",
  .enums   = color_enums,
  .n_enums = G_N_ELEMENTS (color_enums),
};

/* struct Point { short x; double y; }; */
typedef struct
{
  gint16  x;
  gdouble y;
} Point;

static const OdeonMemberInfo point_members[] = {
  { .name = "x", .type = &odeon_int16_info, .offset = G_STRUCT_OFFSET (Point, x) },
  { .name = "y", .type = &odeon_double_info, .offset = G_STRUCT_OFFSET (Point, y) },
};

static void point_free (gpointer point);

static const OdeonTypeInfo point_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (Point),
  .name      = "Test::Point",
  .members   = point_members,
  .n_members = G_N_ELEMENTS (point_members),
  .free_func = point_free,
};

static void
point_free (gpointer point)
{
  odeon_boxed_free (&point_info, point);
}

/* union Shape switch (Color) { case RED: case BLUE: Point dot; case GREEN: string<8> label; }; */
typedef struct
{
  Color _d;
  union
  {
    Point  dot;
    gchar *label;
  } _u;
} Shape;

static const OdeonTypeInfo short_string_info = {
  .kind  = ODEON_KIND_STRING,
  .size  = sizeof (gchar *),
  .bound = 8,
};

static const gint64 shape_dot_labels[] = { COLOR_RED, COLOR_BLUE };
static const gint64 shape_label_labels[] = { COLOR_GREEN };

static const OdeonMemberInfo shape_members[] = {
  { .name     = "dot",
    .type     = &point_info,
    .offset   = G_STRUCT_OFFSET (Shape, _u),
    .labels   = shape_dot_labels,
    .n_labels = G_N_ELEMENTS (shape_dot_labels) },
  { .name     = "label",
    .type     = &short_string_info,
    .offset   = G_STRUCT_OFFSET (Shape, _u),
    .labels   = shape_label_labels,
    .n_labels = G_N_ELEMENTS (shape_label_labels) },
};

static void shape_free (gpointer shape);

static const OdeonTypeInfo shape_info = {
  .kind      = ODEON_KIND_UNION,
  .size      = sizeof (Shape),
  .name      = "Test::Shape",
  .element   = &color_info,
  .members   = shape_members,
  .n_members = G_N_ELEMENTS (shape_members),
  .free_func = shape_free,
};

static void
shape_free (gpointer shape)
{
  odeon_boxed_free (&shape_info, shape);
}

/* union Choice switch (long long) { case 7: sequence<long> numbers; default: any other; };
 * and union Maybe switch (boolean) { case TRUE: string text; }; */
typedef struct
{
  gint64 _d;
  union
  {
    GArray   *numbers;
    GVariant *other;
  } _u;
} Choice;

typedef struct
{
  gboolean _d;
  union
  {
    gchar *text;
  } _u;
} Maybe;

static const OdeonTypeInfo numbers_info = {
  .kind    = ODEON_KIND_VALUES,
  .size    = sizeof (GArray *),
  .element = &odeon_int32_info,
};

static const gint64 choice_numbers_labels[] = { 7 };
static const gint64 maybe_text_labels[] = { TRUE };

static const OdeonMemberInfo choice_members[] = {
  { .name     = "numbers",
    .type     = &numbers_info,
    .offset   = G_STRUCT_OFFSET (Choice, _u),
    .labels   = choice_numbers_labels,
    .n_labels = 1 },
  { .name       = "other",
    .type       = &odeon_any_info,
    .offset     = G_STRUCT_OFFSET (Choice, _u),
    .is_default = TRUE },
};

static const OdeonMemberInfo maybe_members[] = {
  { .name     = "text",
    .type     = &odeon_string_info,
    .offset   = G_STRUCT_OFFSET (Maybe, _u),
    .labels   = maybe_text_labels,
    .n_labels = 1 },
};

static const OdeonTypeInfo choice_info = {
  .kind      = ODEON_KIND_UNION,
  .size      = sizeof (Choice),
  .name      = "Test::Choice",
  .element   = &odeon_int64_info,
  .members   = choice_members,
  .n_members = G_N_ELEMENTS (choice_members),
};

static const OdeonTypeInfo maybe_info = {
  .kind      = ODEON_KIND_UNION,
  .size      = sizeof (Maybe),
  .name      = "Test::Maybe",
  .element   = &odeon_boolean_info,
  .members   = maybe_members,
  .n_members = G_N_ELEMENTS (maybe_members),
};

/* Sequences and arrays. */
static const OdeonTypeInfo points_info = {
  .kind    = ODEON_KIND_POINTERS,
  .size    = sizeof (GPtrArray *),
  .bound   = 3,
  .element = &point_info,
};

static const OdeonTypeInfo shapes_info = {
  .kind    = ODEON_KIND_POINTERS,
  .size    = sizeof (GPtrArray *),
  .element = &shape_info,
};

static const OdeonTypeInfo colors_info = {
  .kind    = ODEON_KIND_VALUES,
  .size    = sizeof (GArray *),
  .bound   = 4,
  .element = &color_info,
};

static const OdeonTypeInfo flags_info = {
  .kind    = ODEON_KIND_VALUES,
  .size    = sizeof (GArray *),
  .element = &odeon_boolean_info,
};

static const OdeonTypeInfo matrix_info = {
  .kind    = ODEON_KIND_POINTERS,
  .size    = sizeof (GPtrArray *),
  .name    = "Test::Matrix",
  .element = &numbers_info,
};

static const OdeonTypeInfo refs_info = {
  .kind    = ODEON_KIND_POINTERS,
  .size    = sizeof (GPtrArray *),
  .element = &odeon_ref_info,
};

static const OdeonTypeInfo short_bytes_info = {
  .kind    = ODEON_KIND_BYTES,
  .size    = sizeof (GBytes *),
  .bound   = 4,
  .element = &odeon_octet_info,
};

static const OdeonTypeInfo short_strv_info = {
  .kind    = ODEON_KIND_STRV,
  .size    = sizeof (GStrv),
  .bound   = 2,
  .element = &short_string_info,
};

static const OdeonTypeInfo row_info = {
  .kind    = ODEON_KIND_ARRAY,
  .size    = 3 * sizeof (gint8),
  .bound   = 3,
  .element = &odeon_int8_info,
};

static const OdeonTypeInfo grid_info = {
  .kind    = ODEON_KIND_ARRAY,
  .size    = 2 * 3 * sizeof (gint8),
  .bound   = 2,
  .element = &row_info,
};

/* struct Person: a member of nearly every kind */
typedef struct
{
  gchar     *name;
  gboolean   is_adult;
  Color      color;
  Shape      shape;
  GBytes    *photo;
  GStrv      aliases;
  GArray    *colors;
  GPtrArray *points;
  GPtrArray *matrix;
  GVariant  *extra;
  OdeonRef  *boss;
  gint8      grid[2][3];
} Person;

static const OdeonMemberInfo person_members[] = {
  { .name = "name", .type = &odeon_string_info, .offset = G_STRUCT_OFFSET (Person, name) },
  { .name = "adult", .type = &odeon_boolean_info, .offset = G_STRUCT_OFFSET (Person, is_adult) },
  { .name = "color", .type = &color_info, .offset = G_STRUCT_OFFSET (Person, color) },
  { .name = "shape", .type = &shape_info, .offset = G_STRUCT_OFFSET (Person, shape) },
  { .name = "photo", .type = &odeon_bytes_info, .offset = G_STRUCT_OFFSET (Person, photo) },
  { .name = "aliases", .type = &short_strv_info, .offset = G_STRUCT_OFFSET (Person, aliases) },
  { .name = "colors", .type = &colors_info, .offset = G_STRUCT_OFFSET (Person, colors) },
  { .name = "points", .type = &points_info, .offset = G_STRUCT_OFFSET (Person, points) },
  { .name = "matrix", .type = &matrix_info, .offset = G_STRUCT_OFFSET (Person, matrix) },
  { .name = "extra", .type = &odeon_any_info, .offset = G_STRUCT_OFFSET (Person, extra) },
  { .name = "boss", .type = &odeon_ref_info, .offset = G_STRUCT_OFFSET (Person, boss) },
  { .name = "grid", .type = &grid_info, .offset = G_STRUCT_OFFSET (Person, grid) },
};

static const OdeonTypeInfo person_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (Person),
  .name      = "Test::Person",
  .members   = person_members,
  .n_members = G_N_ELEMENTS (person_members),
};

/* struct Node { long value; sequence<Node> children; }; */
typedef struct
{
  gint32     value;
  GPtrArray *children;
} Node;

static const OdeonTypeInfo nodes_info;

static const OdeonMemberInfo node_members[] = {
  { .name = "value", .type = &odeon_int32_info, .offset = G_STRUCT_OFFSET (Node, value) },
  { .name = "children", .type = &nodes_info, .offset = G_STRUCT_OFFSET (Node, children) },
};

static void node_free (gpointer node);

static const OdeonTypeInfo node_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (Node),
  .name      = "Test::Node",
  .members   = node_members,
  .n_members = G_N_ELEMENTS (node_members),
  .free_func = node_free,
};

static const OdeonTypeInfo nodes_info = {
  .kind    = ODEON_KIND_POINTERS,
  .size    = sizeof (GPtrArray *),
  .element = &node_info,
  .flags   = ODEON_TYPE_RECURSIVE_ELEMENT,
};

static void
node_free (gpointer node)
{
  odeon_boxed_free (&node_info, node);
}

/* union Tree switch (boolean) { case TRUE: sequence<Tree> branches; }; */
typedef struct
{
  gboolean _d;
  union
  {
    GPtrArray *branches;
  } _u;
} Tree;

static const OdeonTypeInfo trees_info;

static const gint64 tree_branches_labels[] = { TRUE };

static const OdeonMemberInfo tree_members[] = {
  { .name     = "branches",
    .type     = &trees_info,
    .offset   = G_STRUCT_OFFSET (Tree, _u),
    .labels   = tree_branches_labels,
    .n_labels = 1 },
};

static void tree_free (gpointer tree);

static const OdeonTypeInfo tree_info = {
  .kind      = ODEON_KIND_UNION,
  .size      = sizeof (Tree),
  .name      = "Test::Tree",
  .element   = &odeon_boolean_info,
  .members   = tree_members,
  .n_members = G_N_ELEMENTS (tree_members),
  .free_func = tree_free,
};

static const OdeonTypeInfo trees_info = {
  .kind    = ODEON_KIND_POINTERS,
  .size    = sizeof (GPtrArray *),
  .element = &tree_info,
  .flags   = ODEON_TYPE_RECURSIVE_ELEMENT,
};

static void
tree_free (gpointer tree)
{
  odeon_boxed_free (&tree_info, tree);
}

/* struct Nothing {}; */
static const OdeonTypeInfo nothing_info = {
  .kind = ODEON_KIND_STRUCT,
  .size = 1,
  .name = "Test::Nothing",
};

/* A chain of @length nodes, each the child of the one before. */
static inline Node *
node_new_chain (guint length)
{
  Node *node = odeon_boxed_new (&node_info);

  node->value = (gint32) length;
  node->children = odeon_pointers_new (&nodes_info);
  if (length > 1)
    g_ptr_array_add (node->children, node_new_chain (length - 1));

  return node;
}

/* A trunk of @length trees, each the only branch of the one before. */
static inline Tree *
tree_new_trunk (guint length)
{
  Tree *tree = odeon_boxed_new (&tree_info);

  tree->_d = TRUE;
  tree->_u.branches = odeon_pointers_new (&trees_info);
  if (length > 1)
    g_ptr_array_add (tree->_u.branches, tree_new_trunk (length - 1));

  return tree;
}

/* A ref to nobody, which lives on the stack: the tests look at its count. */
static inline gchar *
nobody_dup_urn (OdeonRef *self G_GNUC_UNUSED)
{
  return g_strdup ("urn:uuid:0b0b5a43-6d1c-4b6a-9d9c-7f3f7d1c2e11");
}

static inline void
nobody_finalize (OdeonRef *self G_GNUC_UNUSED)
{
  fail_msg ("a ref was released once too often");
}

static const OdeonRefClass nobody_class = {
  .dup_urn  = nobody_dup_urn,
  .finalize = nobody_finalize,
};

static inline Person *
person_new_alice (OdeonRef *boss)
{
  static const Color colors[] = { COLOR_BLUE, COLOR_GREEN };
  static const gint32 row[] = { 1, -2, 3 };
  const Person template = {
    .name     = g_strdup ("Alice"),
    .is_adult = TRUE,
    .color    = COLOR_GREEN,
    .shape    = { COLOR_GREEN, { .label = g_strdup ("round") } },
    .photo    = g_bytes_new ("\0\1\2", 3),
    .aliases  = g_strsplit ("Al,Liz", ",", 0),
    .colors   = odeon_values_new (&colors_info),
    .points   = odeon_pointers_new (&points_info),
    .matrix   = odeon_pointers_new (&matrix_info),
    .extra    = g_variant_ref_sink (g_variant_new ("(si)", "pay", 10)),
    .boss     = boss != NULL ? odeon_ref_ref (boss) : NULL,
    .grid     = { { 1, 2, 3 }, { -1, -2, -3 } },
  };
  const Point point = { -3, 0.5 };
  GArray *numbers = odeon_values_new (&numbers_info);
  Person *alice = odeon_boxed_new (&person_info);

  *alice = template;
  g_array_append_vals (alice->colors, colors, G_N_ELEMENTS (colors));
  g_ptr_array_add (alice->points, odeon_boxed_copy (&point_info, &point));
  g_array_append_vals (numbers, row, G_N_ELEMENTS (row));
  g_ptr_array_add (alice->matrix, numbers);
  g_ptr_array_add (alice->matrix, odeon_values_new (&numbers_info));

  return alice;
}
