/* SPDX-License-Identifier: MIT */

#pragma once

#include "operand.h"
#include "suggestion.h"
#include "model.h"

typedef struct _IdlAnnotationSpec    IdlAnnotationSpec;
typedef struct _IdlParsedAnnotation  IdlParsedAnnotation;
typedef struct _IdlAnnotationContext IdlAnnotationContext;

/* Where an annotation stands: a node of that kind, or something that is none. */
typedef enum
{
  IDL_PLACE_MODULE = 1 << 0,
  IDL_PLACE_INTERFACE = 1 << 1,
  IDL_PLACE_STRUCT = 1 << 2,
  IDL_PLACE_UNION = 1 << 3,
  IDL_PLACE_EXCEPTION = 1 << 4,
  IDL_PLACE_ENUM = 1 << 5,
  IDL_PLACE_TYPEDEF = 1 << 6,
  IDL_PLACE_CONST = 1 << 7,
  IDL_PLACE_ENUMERATOR = 1 << 8,
  IDL_PLACE_MEMBER = 1 << 9,  /* of a struct or exception */
  IDL_PLACE_BRANCH = 1 << 10, /* of a union */
  IDL_PLACE_OPERATION = 1 << 11,
  IDL_PLACE_ATTRIBUTE = 1 << 12,
  IDL_PLACE_PARAMETER = 1 << 13,
  IDL_PLACE_BITMASK = 1 << 14,
  IDL_PLACE_BIT = 1 << 15,
  IDL_PLACE_BITSET = 1 << 16,
  IDL_PLACE_BITFIELD = 1 << 17,
  IDL_PLACE_ELEMENT = 1 << 18, /* of a sequence or map */
  IDL_PLACE_DISCRIMINATOR = 1 << 19,
  IDL_PLACE_BASE = 1 << 20,
  IDL_PLACE_FORWARD = 1 << 21, /* a declaration without a body */
  IDL_PLACE_NATIVE = 1 << 22
} IdlAnnotationPlace;

#define IDL_PLACE_ANYWHERE G_MAXUINT

/* What an argument must be. */
typedef enum
{
  IDL_ARGUMENT_ANY,
  IDL_ARGUMENT_BOOLEAN,
  IDL_ARGUMENT_INTEGER,
  IDL_ARGUMENT_STRING,
  IDL_ARGUMENT_WORD,  /* one of the parameter's words */
  IDL_ARGUMENT_VALUE, /* of the type of what is annotated: judged there */
  IDL_ARGUMENT_TYPED  /* of the parameter's type */
} IdlArgumentKind;

typedef struct
{
  const gchar        *name;
  IdlArgumentKind     kind;
  gboolean            required;
  gint64              min; /* integer */
  guint64             max;
  const gchar *const *words; /* word */
  const IdlType      *type;  /* typed: (nullable) where a mistake in it was reported */
} IdlAnnotationParameter;

/* What puts an annotation into the model. */
typedef void (*IdlAnnotationEffect) (const IdlAnnotationContext *context,
                                     const IdlParsedAnnotation  *annotation);

struct _IdlAnnotationSpec
{
  const gchar                  *name;
  guint                         places; /* of IdlAnnotationPlace: elsewhere it has no effect */
  gboolean                      repeatable;
  gboolean                      unread; /* its arguments are of no interest */
  const IdlAnnotationParameter *parameters;
  guint                         n_parameters;
  IdlAnnotationEffect           effect; /* (nullable) */
};

typedef struct
{
  IdlAnnotationArgument public;

  const IdlAnnotationParameter *parameter;
  IdlOperand                    operand;
} IdlParsedArgument;

/* Every annotation in the model is one of these. */
struct _IdlParsedAnnotation
{
  IdlAnnotation public;

  const IdlAnnotationSpec *spec;      /* (nullable): of one that nobody knows */
  gboolean                 misplaced; /* and reported as such */
};

/* What is annotated: a node, whose type is that of the node, or a type alone. */
struct _IdlAnnotationContext
{
  IdlModel          *model;
  IdlDiagnostics    *diagnostics;
  IdlAnnotationPlace place;
  IdlNode           *node; /* (nullable) */
  IdlType           *type; /* (nullable) */
};

/* annotation-table.c */
const IdlAnnotationSpec *idl_annotation_find (const gchar *name);
void                     idl_annotation_suggest (IdlSuggestion *suggestion);

/* (nullable): the argument for the parameter of that name. */
const IdlParsedArgument *idl_annotation_get_argument (const IdlParsedAnnotation *annotation,
                                                      const gchar               *name);

/* The only argument, a boolean that is TRUE if it is left out. */
gboolean idl_annotation_is_set (const IdlParsedAnnotation *annotation);

/* annotation.c: checks where the annotations stand, and lets them have their effect. */
void idl_annotation_apply_all (const IdlAnnotationContext *context, const GPtrArray *annotations);
void idl_annotation_apply_to_node (IdlModel *model, IdlDiagnostics *diagnostics, IdlNode *node);

/* Reports an annotation that stands where it means nothing, once. */
void idl_annotation_misplace (IdlDiagnostics *diagnostics, IdlParsedAnnotation *annotation);

/* annotation-number.c */
void idl_annotation_apply_min (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_max (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_range (const IdlAnnotationContext *, const IdlParsedAnnotation *);

/* What a member's annotations must be together. */
void idl_annotation_check_member (IdlDiagnostics *diagnostics, const IdlNode *node);

/* The value of @default must lie in the range of its type. */
void idl_annotation_check_initial (IdlDiagnostics *diagnostics, const IdlNode *node);

/* annotation-effect.c */
void idl_annotation_apply_id (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_optional (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_external (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_key (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_default (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_default_literal (const IdlAnnotationContext *,
                                           const IdlParsedAnnotation *);
void idl_annotation_apply_value (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_position (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_bit_bound (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_extensibility (const IdlAnnotationContext *, const IdlParsedAnnotation *);
void idl_annotation_apply_oneway (const IdlAnnotationContext *, const IdlParsedAnnotation *);
