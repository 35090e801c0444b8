/* SPDX-License-Identifier: MIT */

/* What a double was told about one call: what it must look like, how often it comes, and how it is
 * answered. Its double's lock guards it. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-call-private.h"
#include "odeon-dynamic.h"

typedef enum
{
  ODEON_ANSWER_NONE,   /* nothing was said */
  ODEON_ANSWER_VALUES,
  ODEON_ANSWER_ERROR,
  ODEON_ANSWER_NEVER,
  ODEON_ANSWER_RUN
} OdeonAnswerKind;

/* Counted, as the answering goes on without the lock. */
typedef struct
{
  OdeonAnswerKind  kind;
  OdeonCall       *values; /* never sent: its frame has the results */
  GError          *error;
  OdeonDynamicFunc function;
  gpointer         user_data;
  GDestroyNotify   destroy;
} OdeonAnswer;

OdeonAnswer *_odeon_answer_new   (OdeonAnswerKind kind);
OdeonAnswer *_odeon_answer_ref   (OdeonAnswer *self);
void         _odeon_answer_unref (OdeonAnswer *self);

/* Answers @call, of which nothing is left then. Not for NONE with results, nor for NEVER. */
void _odeon_answer_give (OdeonAnswer *self, OdeonActor *actor, OdeonCall *call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonAnswer, _odeon_answer_unref)

typedef struct
{
  const OdeonMethodInfo *method;
  OdeonCall             *pattern; /* never sent: its frame has the arguments; NULL: any */
  guint                  n_wanted; /* 0: any number */
  guint                  n_came;
  OdeonAnswer           *answer;
} OdeonExpectation;

/* NULL if the operation does not exist, or the arguments do not fit. */
OdeonExpectation *_odeon_expectation_new (const OdeonInterfaceInfo *interface,
                                          const gchar              *operation,
                                          GVariant                 *arguments,
                                          GPtrArray                *refs,
                                          guint                     n_wanted,
                                          GError                  **error);
void              _odeon_expectation_free (OdeonExpectation *self);

gboolean _odeon_expectation_matches (const OdeonExpectation *self, OdeonCall *call);

/* "deposit (100)", "deposit (…)", to be freed. */
gchar *_odeon_expectation_dup_text (const OdeonExpectation *self);

void _odeon_expectation_take_answer (OdeonExpectation *self, OdeonAnswer *answer);

static inline gboolean
_odeon_expectation_is_met (const OdeonExpectation *self)
{
  return self->n_came >= self->n_wanted;
}
