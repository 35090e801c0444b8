/* SPDX-License-Identifier: MIT */

/* What an IDL specification says, after parsing and checking: a tree of nodes, types resolved.
 *
 * Everything is allocated with the model and freed with it: nodes, types and strings may be held
 * by plain pointers for as long as the model lives. The parser builds it, the checks fill in what
 * is marked so, the names fill in the C spellings, the emitters only read.
 */

#pragma once

#include "literal.h"
#include "source.h"

typedef struct _IdlType       IdlType;
typedef struct _IdlModel      IdlModel;
typedef struct _IdlAnnotation IdlAnnotation;

/* What can be named in a node: scope.h. */
typedef struct _IdlScope IdlScope;

typedef enum
{
  IDL_NODE_MODULE,
  IDL_NODE_INTERFACE,
  IDL_NODE_STRUCT,
  IDL_NODE_UNION,
  IDL_NODE_EXCEPTION,
  IDL_NODE_ENUM,
  IDL_NODE_TYPEDEF,
  IDL_NODE_CONST,
  IDL_NODE_ENUMERATOR, /* child of an enum; in scope in the enum's parent */
  IDL_NODE_MEMBER,     /* child of a struct, union or exception */
  IDL_NODE_OPERATION,
  IDL_NODE_ATTRIBUTE,
  IDL_NODE_PARAMETER,  /* child of an operation */
  IDL_NODE_BITMASK,
  IDL_NODE_BIT,        /* child of a bitmask: its position is the value; in scope there */
  IDL_NODE_BITSET,
  IDL_NODE_BITFIELD,   /* child of a bitset: its first bit is the value */
  IDL_NODE_NATIVE      /* a type of the program's own */
} IdlNodeKind;

typedef enum
{
  IDL_TYPE_VOID, /* an operation's result only */
  IDL_TYPE_BOOLEAN,
  IDL_TYPE_OCTET,
  IDL_TYPE_CHAR,
  IDL_TYPE_WCHAR,
  IDL_TYPE_INT8,
  IDL_TYPE_INT16,
  IDL_TYPE_UINT16,
  IDL_TYPE_INT32,
  IDL_TYPE_UINT32,
  IDL_TYPE_INT64,
  IDL_TYPE_UINT64,
  IDL_TYPE_FLOAT,
  IDL_TYPE_DOUBLE,
  IDL_TYPE_STRING,
  IDL_TYPE_ANY,
  IDL_TYPE_OBJECT,
  IDL_TYPE_SEQUENCE,
  IDL_TYPE_ARRAY, /* one dimension; of more, the element is an array again */
  IDL_TYPE_MAP,
  IDL_TYPE_NAMED  /* a struct, union, enum, bitmask, bitset, native, exception, typedef or
                   * interface */
} IdlTypeKind;

struct _IdlType
{
  IdlTypeKind kind;
  IdlType    *element; /* sequence, array, map: the value */
  IdlType    *key;     /* map */
  guint64     bound;   /* string, sequence, map: 0 is none; array: the length */
  IdlNode    *node;    /* named */
  gboolean    wide;    /* wstring */

  GPtrArray *annotations; /* (nullable): of IdlAnnotation: of an element: sequence<@external T> */

  /* (nullable): of a number: @min, @max, @range of what has this type. A type with either is not
   * shared: it is a copy for the member, parameter, typedef or element that is annotated. */
  const IdlConstant *min;
  const IdlConstant *max;

  /* By the checks: a NAMED struct or union, used inside a definition that it contains itself. */
  gboolean recursive;
  IdlLocation where;
};

typedef enum
{
  IDL_DIRECTION_IN,
  IDL_DIRECTION_OUT,
  IDL_DIRECTION_INOUT
} IdlDirection;

typedef enum
{
  IDL_EXTENSIBILITY_FINAL, /* unless annotated */
  IDL_EXTENSIBILITY_APPENDABLE,
  IDL_EXTENSIBILITY_MUTABLE
} IdlExtensibility;

struct _IdlAnnotation
{
  const gchar *name;
  GPtrArray   *arguments; /* of IdlAnnotationArgument */
  IdlLocation  where;
};

typedef struct
{
  const gchar *name; /* NULL in the shorthand with one unnamed value */
  IdlConstant  value;
} IdlAnnotationArgument;

struct _IdlNode
{
  IdlNodeKind  kind;
  const gchar *name; /* as declared, without the escaping underscore */
  IdlNode     *parent;
  IdlLocation  where;
  gboolean     imported;    /* declared in an included file: used, not emitted */
  const gchar *doc;         /* (nullable): its documentation comment, markers stripped */
  GPtrArray   *annotations; /* of IdlAnnotation */

  IdlScope *scope; /* (nullable): the parser's */

  GPtrArray *children; /* of IdlNode, in order: of a module, interface, struct, union, exception,
                        * enum, operation (its parameters). A module that is reopened is two nodes
                        * with the same name and one scope. */

  IdlType    *type;  /* typedef, const, member, attribute, parameter; operation: the result */
  IdlConstant value; /* const; enumerator: an INTEGER */

  const IdlType *resolved; /* typedef: (nullable): what its chain ends in */

  /* interface, struct, bitset */
  GPtrArray *bases;   /* of IdlNode: direct bases; of a struct or bitset at most one */
  GPtrArray *ancestors; /* of IdlNode: an interface's bases and theirs, each once */
  gboolean   defined; /* FALSE while only declared forward (interface, struct, union) */

  /* operation, attribute */
  gboolean     oneway;
  gboolean     readonly;
  IdlDirection direction;  /* parameter */
  GPtrArray   *raises;     /* of IdlNode: operation; attribute's getraises */
  GPtrArray   *set_raises; /* attribute */

  /* union */
  IdlType   *discriminator;
  GPtrArray *labels;     /* of IdlConstant: of a union's member, INTEGER or ENUM or BOOLEAN */
  gboolean   is_default; /* of a union's member */

  guint depth;   /* struct, union, typedef: how deep types are nested in it */
  guint aliases; /* typedef: how many more there are in its chain */

  /* struct, union, enum, bitmask */
  IdlExtensibility extensibility;

  /* member of a struct or exception */
  gboolean           optional;
  gboolean           external;
  gboolean           extended; /* in the a{uv} of an extensible struct: see idl/mapping.md */
  gboolean           key;
  guint32            id;      /* @id, else by @autoid */
  const IdlConstant *initial; /* (nullable): @default */

  /* enum, bitmask: @bit_bound or 32; bitset: the sum; bitfield: its width */
  guint    bits;
  IdlNode *literal; /* enum: (nullable): @default_literal */

  /* C spellings, by names.c */
  const gchar *c_type;  /* BankAccount */
  const gchar *c_snake; /* bank_account; of members, parameters, operations and attributes the last
                         * part alone: owner */
  const gchar *c_upper; /* BANK_ACCOUNT; of enumerators and constants the whole name */
  const gchar *c_own;   /* account: the last part alone, of what has a scope */
  const gchar *c_proxy; /* of interfaces: bank_account; what _get_type is put behind */
  const gchar *c_entry; /* of operations: the vtable's entry, which must not be a keyword */
};

/* A value of a struct or union that is not defined yet is made a part of another one. */
typedef struct
{
  const IdlNode *used;
  const IdlNode *user;
  IdlLocation    where;
} IdlPremature;

struct _IdlModel
{
  GPtrArray *nodes;     /* of IdlNode: the top level, in order, included files' too */
  GPtrArray *includes;  /* of gchar *: what the main file includes directly, as written */
  GPtrArray *premature; /* of IdlPremature: by the parser, for the checks */
  gboolean   incomplete; /* a file that was to be included is missing: so may be names */
  gchar     *base_name; /* of the main file without directory and ".idl" */
  GPtrArray *domains;   /* of IdlDomain, by names.c: the error domains of the main file */

  /* Memory. */
  GStringChunk *strings;
  GPtrArray    *none;   /* of nothing: the list of whoever can have nothing in it */
  GArray       *owned;  /* what idl_model_free() frees */
  GPtrArray    *blocks; /* what idl_model_alloc() gives out; the last has block_used bytes gone */
  gsize         block_used;
};

IdlModel *idl_model_new  (const gchar *base_name);
void      idl_model_free (IdlModel *model);
IdlNode  *idl_node_new (IdlModel    *model,
                        IdlNodeKind  kind,
                        const gchar *name,
                        IdlNode     *parent,
                        IdlLocation  where);
IdlType  *idl_type_new   (IdlModel *model, IdlTypeKind kind, IdlLocation where);

/* Zeroed memory that lives as long as the model. At most some kilobytes. */
gpointer idl_model_alloc (IdlModel *model, gsize size);

/* Frees data with destroy when the model is freed. Returns data. */
gpointer   idl_model_own       (IdlModel *model, gpointer data, GDestroyNotify destroy);
GPtrArray *idl_model_new_array (IdlModel *model);

/* The model's copy of a string; the latter frees the one that it is given. */
const gchar *idl_model_keep_string (IdlModel *model, const gchar *string);
const gchar *idl_model_own_string  (IdlModel *model, gchar *string);

/* C cannot have what a file at that path declares: there will be no header of it to include. */
void idl_model_drop_include (IdlModel *model, const gchar *path);

/* "int32", "sequence", "named": the standard's words in one. */
const gchar *idl_type_kind_get_name (IdlTypeKind kind);

/* What a typedef's chain ends in: never a NAMED typedef. Arrays and sequences stay as they are. */
const IdlType *idl_type_resolve (const IdlType *type);

/* "Bank::Account", to be freed. */
gchar *idl_node_dup_scoped_name (const IdlNode *node);

/* (nullable): the annotation of that name. */
const IdlAnnotation *idl_node_get_annotation (const IdlNode *node, const gchar *name);
