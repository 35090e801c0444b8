/* SPDX-License-Identifier: MIT */

/* What a pipeline is made of: odeon-pipeline.c is the worker's part of it, odeon-pipeline-way.c
 * that of all others. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-pipeline-private.h"
#include "odeon-remote-ref-private.h"

/* Of one whose index the peer was not told. */
#define NO_INDEX G_MAXUINT32

struct _OdeonPipeline
{
  OdeonRemoteRef       remote; /* first */
  OdeonCall           *source; /* constant, counted: who promised it */
  gchar               *path;   /* constant (nullable) */
  const OdeonTypeInfo *type;   /* constant */
  OdeonMessage         end;    /* to the worker: the promised ref needs it no more */

  /* Under the lock of the session's. */
  OdeonPipeline       *next;   /* of the same source */
  gboolean             is_sealed;
  guint                n_taken;

  /* The worker's. */
  OdeonChain           parked;
  gboolean             is_announced;
  guint                n_written;    /* of those that were taken */
  OdeonOutCall        *held;         /* (nullable): whose answer waits for the fence */
  OdeonWaiter          fence_waiter;
};

extern const OdeonRefClass     _odeon_pipeline_class;
extern const OdeonMessageClass _odeon_pipeline_piped_class; /* of a call, to the worker */
extern const OdeonMessageClass _odeon_pipeline_end_class;

void _odeon_pipeline_free (OdeonPipeline *self);

/* By its mark the session is found from now on, or no more. */
void _odeon_pipelines_enroll     (OdeonSession *session);
void _odeon_pipelines_strike_off (OdeonSession *session);
