/* SPDX-License-Identifier: MIT */

#pragma once

#include "methods.h"
#include "names.h"
#include "writer.h"

/* One emitter for each construct, for each of the two files. Each appends whole blocks, with an
 * empty line in front. */

void idl_emit_const_header (GString *out, const IdlNode *node);

void idl_emit_enum_header (GString *out, const IdlNode *node);
void idl_emit_enum_body   (GString *out, const IdlNode *node);

/* Structs and unions. */
void idl_emit_struct_header (GString *out, const IdlNode *node);
void idl_emit_struct_body   (GString *out, const IdlNode *node);

/* Those of them that are topics. */
void idl_emit_topic_header (GString *out, const IdlNode *node);
void idl_emit_topic_body   (GString *out, const IdlNode *node);

void idl_emit_exception_header (GString *out, const IdlDomain *domain, const IdlNode *node);
void idl_emit_exception_body   (GString *out, const IdlDomain *domain, const IdlNode *node);
void idl_emit_domain_header    (GString *out, const IdlDomain *domain);
void idl_emit_domain_body      (GString *out, const IdlDomain *domain);

void idl_emit_typedef_header (GString *out, const IdlNode *node);
void idl_emit_typedef_body   (GString *out, const IdlNode *node);

/* Of a typedef that names a container: its functions. */
void idl_emit_container_header (GString *out, const IdlNode *node);
void idl_emit_container_body   (GString *out, const IdlNode *node);

void idl_emit_bitmask_header (GString *out, const IdlNode *node);
void idl_emit_bitmask_body   (GString *out, const IdlNode *node);
void idl_emit_bitset_header  (GString *out, const IdlNode *node);
void idl_emit_bitset_body    (GString *out, const IdlNode *node);

void idl_emit_native_header (GString *out, const IdlNode *node);
void idl_emit_native_body   (GString *out, const IdlNode *node);

void idl_emit_interface_header (GString *out, const IdlModel *model, const IdlNode *node);
void idl_emit_interface_body   (GString *out, const IdlModel *model, const IdlNode *node);

/* What announces the interfaces of the main file, if it has any. */
void idl_emit_interface_set (GString *out, const IdlModel *model);

/* The emitters for one of the files. */
typedef struct
{
  void (*emit_const)     (GString *out, const IdlNode *node); /* (nullable) */
  void (*emit_enum)      (GString *out, const IdlNode *node);
  void (*emit_struct)    (GString *out, const IdlNode *node);
  void (*emit_domain)    (GString *out, const IdlDomain *domain);
  void (*emit_exception) (GString *out, const IdlDomain *domain, const IdlNode *node);
  void (*emit_bitmask)   (GString *out, const IdlNode *node);
  void (*emit_bitset)    (GString *out, const IdlNode *node);
  void (*emit_native)    (GString *out, const IdlNode *node);
  void (*emit_typedef)   (GString *out, const IdlNode *node);
  void (*emit_interface) (GString *out, const IdlModel *model, const IdlNode *node);
} IdlEmitters;

/* All nodes that the main file declares, and what is in them. */
void idl_emit_nodes (GString           *out,
                     const IdlModel    *model,
                     const GPtrArray   *nodes,
                     const IdlEmitters *emitters);

/* The tables of types without a name that the main file uses, each once. */
void idl_emit_anonymous_tables (GString *out, const IdlModel *model);

/* Parts of several emitters. */

/* The table of a sequence, array or string type; node: (nullable): the typedef it is for. */
void idl_emit_built_table (GString *out, const IdlType *type, const IdlNode *node);

/* Of a struct, union or exception: the struct's definition, to be freed; its tables. */
gchar *idl_struct_dup_definition (const IdlNode *node);
void   idl_emit_struct_table     (GString *out, const IdlNode *node);

/* The fields of a table, one a line: ".size = 4". What is zero is left out. */
void idl_fields_add             (GString *fields, const gchar *format, ...) G_GNUC_PRINTF (2, 3);
void idl_fields_take_wire_type  (GString *fields, gchar *wire_type); /* (nullable) */
void idl_fields_add_annotations (GString *fields, const IdlNode *node);

/* names: of the bits, from the lowest on, ends with NULL */
void idl_fields_add_flags (GString *fields, guint flags, const gchar *const *names);

/* OdeonTypeFlags, as ours. */
typedef enum
{
  IDL_TABLE_EXTENSIBLE = 1 << 0,
  IDL_TABLE_OPEN = 1 << 1,
  IDL_TABLE_RECURSIVE_ELEMENT = 1 << 2
} IdlTableFlags;

void idl_fields_add_type_flags (GString *fields, guint flags);

/* The address of a constant of that type. constant: (nullable) */
void idl_fields_add_slot (GString           *fields,
                          const gchar       *field,
                          const IdlConstant *constant,
                          const IdlType     *type);

/* Writes "before = { … };". Takes the fields. */
void idl_fields_write (GString *out, const gchar *before, GString *fields);

/* Holes that every template about a node has: Type, snake, UPPER, TYPE (the GType's macro), idl
 * (the scoped name). */
IdlHoles *idl_holes_new_for_node (const IdlNode *node);

/* The comment of the definition of an enum or bitmask, with its children; to be freed. */
gchar *idl_enum_dup_doc (const IdlNode *node);

/* Fills a template for each child of an enum or bitmask, with the holes UPPER, name, nick and
 * value; to be freed. */
gchar *idl_enum_dup_lines (const IdlNode *node, const gchar *template, const gchar *separator);

/* An enumerator, label or constant as a C expression of that type, to be freed. */
gchar *idl_constant_dup_c (const IdlConstant *constant, const IdlType *type);
