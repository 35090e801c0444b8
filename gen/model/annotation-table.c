/* SPDX-License-Identifier: MIT */

/* The annotations that are known: those of IDL 4.2 and DDS, and our own. */

#include "annotation.h"

#define TYPES                                                                                      \
  (IDL_PLACE_STRUCT | IDL_PLACE_UNION | IDL_PLACE_ENUM | IDL_PLACE_BITMASK | IDL_PLACE_BITSET      \
   | IDL_PLACE_EXCEPTION)
#define EXTENSIBLE (IDL_PLACE_STRUCT | IDL_PLACE_UNION | IDL_PLACE_ENUM | IDL_PLACE_BITMASK)
#define MEMBERS (IDL_PLACE_MEMBER | IDL_PLACE_BRANCH)
#define CALLS (IDL_PLACE_OPERATION | IDL_PLACE_ATTRIBUTE)
#define NUMBERS                                                                                    \
  (MEMBERS | IDL_PLACE_PARAMETER | IDL_PLACE_TYPEDEF | CALLS | IDL_PLACE_ELEMENT)
#define NAMED (IDL_PLACE_ANYWHERE & ~(IDL_PLACE_ELEMENT | IDL_PLACE_DISCRIMINATOR | IDL_PLACE_BASE \
      | IDL_PLACE_FORWARD))

/* A member's number in DDS has 28 bits. */
#define MAX_ID 0x0fffffff

/* As ODEON_MAILBOX_BOUND_MAX. */
#define MAX_CAPACITY (1u << 28)

static const gchar *const extensibilities[] = { "FINAL", "APPENDABLE", "MUTABLE",
                                                /* as they were before DDS-XTypes 1.2 */
                                                "FINAL_EXTENSIBILITY", "EXTENSIBLE_EXTENSIBILITY",
                                                "MUTABLE_EXTENSIBILITY", NULL };
static const gchar *const id_kinds[] = { "SEQUENTIAL", "HASH", NULL };
static const gchar *const deliveries[] = { "ordered", "reliable", "sequenced", "unreliable", NULL };
static const gchar *const overflows[] = { "refuse", "drop_newest", "drop_oldest",
                                          "park",   "stop",        NULL };
static const gchar *const placements[] = { "BEGIN_FILE",         "BEFORE_DECLARATION",
                                           "BEGIN_DECLARATION",  "END_DECLARATION",
                                           "AFTER_DECLARATION",  "END_FILE",
                                           NULL };

static const IdlAnnotationParameter a_boolean[] = {
  { .name = "value", .kind = IDL_ARGUMENT_BOOLEAN },
};
static const IdlAnnotationParameter a_string[] = {
  { .name = "value", .kind = IDL_ARGUMENT_STRING, .required = TRUE },
};
static const IdlAnnotationParameter a_value[] = {
  { .name = "value", .kind = IDL_ARGUMENT_VALUE, .required = TRUE },
};
static const IdlAnnotationParameter a_range[] = {
  { .name = "min", .kind = IDL_ARGUMENT_VALUE, .required = TRUE },
  { .name = "max", .kind = IDL_ARGUMENT_VALUE, .required = TRUE },
};
static const IdlAnnotationParameter an_id[] = {
  { .name = "value", .kind = IDL_ARGUMENT_INTEGER, .required = TRUE, .max = MAX_ID },
};
static const IdlAnnotationParameter an_autoid[] = {
  { .name = "value", .kind = IDL_ARGUMENT_WORD, .words = id_kinds },
};
static const IdlAnnotationParameter a_hashid[] = {
  { .name = "value", .kind = IDL_ARGUMENT_STRING },
};
static const IdlAnnotationParameter an_enum_value[] = {
  { .name = "value",
    .kind = IDL_ARGUMENT_INTEGER,
    .required = TRUE,
    .min = G_MININT32,
    .max = G_MAXINT32 },
};
static const IdlAnnotationParameter a_position[] = {
  { .name = "value", .kind = IDL_ARGUMENT_INTEGER, .required = TRUE, .max = 63 },
};
static const IdlAnnotationParameter a_bit_bound[] = {
  { .name = "value", .kind = IDL_ARGUMENT_INTEGER, .required = TRUE, .min = 1, .max = 64 },
};
static const IdlAnnotationParameter an_extensibility[] = {
  { .name = "value", .kind = IDL_ARGUMENT_WORD, .required = TRUE, .words = extensibilities },
};
static const IdlAnnotationParameter a_topic[] = {
  { .name = "name", .kind = IDL_ARGUMENT_STRING },
  { .name = "platform", .kind = IDL_ARGUMENT_STRING },
};
static const IdlAnnotationParameter a_verbatim[] = {
  { .name = "language", .kind = IDL_ARGUMENT_STRING },
  { .name = "placement", .kind = IDL_ARGUMENT_WORD, .words = placements },
  { .name = "text", .kind = IDL_ARGUMENT_STRING, .required = TRUE },
};
static const IdlAnnotationParameter a_timeout[] = {
  { .name = "ms", .kind = IDL_ARGUMENT_INTEGER, .required = TRUE, .min = 1, .max = G_MAXUINT32 },
};
static const IdlAnnotationParameter a_priority[] = {
  { .name = "n",
    .kind = IDL_ARGUMENT_INTEGER,
    .required = TRUE,
    .min = G_MININT32,
    .max = G_MAXINT32 },
};
static const IdlAnnotationParameter a_delivery[] = {
  { .name = "kind", .kind = IDL_ARGUMENT_WORD, .required = TRUE, .words = deliveries },
};
static const IdlAnnotationParameter a_mailbox[] = {
  { .name = "capacity", .kind = IDL_ARGUMENT_INTEGER, .min = 1, .max = MAX_CAPACITY },
  { .name = "overflow", .kind = IDL_ARGUMENT_WORD, .words = overflows },
  { .name = "durable", .kind = IDL_ARGUMENT_BOOLEAN },
};

/* clang-format off */
#define PARAMETERS(array) .parameters = (array), .n_parameters = G_N_ELEMENTS (array)

static const IdlAnnotationSpec specs[] = {
  { .name = "id",
    .places = MEMBERS,
    PARAMETERS (an_id),
    .effect = idl_annotation_apply_id },
  { .name = "autoid",
    .places = IDL_PLACE_MODULE | IDL_PLACE_STRUCT | IDL_PLACE_UNION | IDL_PLACE_EXCEPTION,
    PARAMETERS (an_autoid) },
  { .name = "hashid",
    .places = MEMBERS,
    PARAMETERS (a_hashid) },
  { .name = "optional",
    .places = IDL_PLACE_MEMBER,
    PARAMETERS (a_boolean),
    .effect = idl_annotation_apply_optional },
  { .name = "external",
    .places = MEMBERS | IDL_PLACE_ELEMENT,
    PARAMETERS (a_boolean),
    .effect = idl_annotation_apply_external },
  { .name = "key",
    .places = IDL_PLACE_MEMBER | IDL_PLACE_DISCRIMINATOR | IDL_PLACE_PARAMETER,
    PARAMETERS (a_boolean),
    .effect = idl_annotation_apply_key },
  { .name = "default",
    .places = IDL_PLACE_MEMBER,
    PARAMETERS (a_value),
    .effect = idl_annotation_apply_default },
  { .name = "default_literal",
    .places = IDL_PLACE_ENUMERATOR,
    .effect = idl_annotation_apply_default_literal },
  { .name = "value",
    .places = IDL_PLACE_ENUMERATOR,
    PARAMETERS (an_enum_value),
    .effect = idl_annotation_apply_value },
  { .name = "position",
    .places = IDL_PLACE_BIT,
    PARAMETERS (a_position),
    .effect = idl_annotation_apply_position },
  { .name = "bit_bound",
    .places = IDL_PLACE_ENUM | IDL_PLACE_BITMASK,
    PARAMETERS (a_bit_bound),
    .effect = idl_annotation_apply_bit_bound },
  { .name = "min",
    .places = NUMBERS,
    PARAMETERS (a_value),
    .effect = idl_annotation_apply_min },
  { .name = "max",
    .places = NUMBERS,
    PARAMETERS (a_value),
    .effect = idl_annotation_apply_max },
  { .name = "range",
    .places = NUMBERS,
    PARAMETERS (a_range),
    .effect = idl_annotation_apply_range },
  { .name = "unit",
    .places = NUMBERS | IDL_PLACE_CONST | IDL_PLACE_BITFIELD,
    PARAMETERS (a_string) },
  { .name = "extensibility",
    .places = EXTENSIBLE,
    PARAMETERS (an_extensibility),
    .effect = idl_annotation_apply_extensibility },
  { .name = "final",
    .places = EXTENSIBLE,
    .effect = idl_annotation_apply_extensibility },
  { .name = "appendable",
    .places = EXTENSIBLE,
    .effect = idl_annotation_apply_extensibility },
  { .name = "mutable",
    .places = EXTENSIBLE,
    .effect = idl_annotation_apply_extensibility },
  { .name = "verbatim",
    .places = NAMED,
    .repeatable = TRUE,
    PARAMETERS (a_verbatim) },
  { .name = "topic",
    .places = IDL_PLACE_STRUCT | IDL_PLACE_UNION,
    .repeatable = TRUE,
    PARAMETERS (a_topic) },
  { .name = "name",
    .places = NAMED,
    PARAMETERS (a_string) },
  { .name = "oneway",
    .places = IDL_PLACE_OPERATION,
    PARAMETERS (a_boolean),
    .effect = idl_annotation_apply_oneway },
  { .name = "idempotent",
    .places = CALLS,
    PARAMETERS (a_boolean) },
  { .name = "timeout",
    .places = CALLS | IDL_PLACE_INTERFACE,
    PARAMETERS (a_timeout) },
  { .name = "priority",
    .places = CALLS | IDL_PLACE_INTERFACE,
    PARAMETERS (a_priority) },
  { .name = "delivery",
    .places = CALLS | IDL_PLACE_INTERFACE | IDL_PLACE_STRUCT | IDL_PLACE_UNION,
    PARAMETERS (a_delivery) },
  { .name = "mailbox",
    .places = IDL_PLACE_INTERFACE,
    PARAMETERS (a_mailbox) },

  /* Of the standards, and without a meaning here. */
  { .name = "nested", .places = IDL_PLACE_ANYWHERE, .unread = TRUE },
  { .name = "default_nested", .places = IDL_PLACE_ANYWHERE, .unread = TRUE },
  { .name = "must_understand", .places = IDL_PLACE_ANYWHERE, .unread = TRUE },
  { .name = "non_serialized", .places = IDL_PLACE_ANYWHERE, .unread = TRUE },
  { .name = "service", .places = IDL_PLACE_ANYWHERE, .unread = TRUE },
  { .name = "ami", .places = IDL_PLACE_ANYWHERE, .unread = TRUE },
  { .name = "ignore_literal_names", .places = IDL_PLACE_ANYWHERE, .unread = TRUE },
  { .name = "try_construct", .places = IDL_PLACE_ANYWHERE, .unread = TRUE },
  { .name = "data_representation", .places = IDL_PLACE_ANYWHERE, .unread = TRUE },
};
/* clang-format on */

const IdlAnnotationSpec *
idl_annotation_find (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    if (g_str_equal (specs[i].name, name))
      return &specs[i];
  return NULL;
}

void
idl_annotation_suggest (IdlSuggestion *suggestion)
{
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    idl_suggestion_offer (suggestion, specs[i].name);
}
