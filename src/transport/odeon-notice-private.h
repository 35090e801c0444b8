/* SPDX-License-Identifier: MIT */

/* The bodies of the frames that are no calls. Each is described as the arguments of an operation
 * are, so that the codec of calls writes it, and reads it trusting nothing. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-frame-codec-private.h"

/* HELLO. The interface numbers of a side begin with 1 and go on as it names them. */
typedef struct
{
  guint32  magic;
  guint32  min_version;
  guint32  max_version;
  guint32  max_frame;    /* how long a frame may be that it is sent */
  guint32  window;       /* how many bytes of requests it takes before some are handled */
  gchar   *library;      /* "Odeon 1.0" */
  gchar   *name;         /* for messages */
  gchar  **interfaces;
  GArray  *fingerprints; /* of guint64 */
  gchar   *identity;     /* empty: it talks to nobody whom it is introduced to */
} OdeonHello;

/* INTERFACE: `target` is its number. */
typedef struct
{
  gchar  *name;
  guint64 fingerprint;
} OdeonInterfaceNotice;

/* EXPORT. */
typedef struct
{
  gchar    *type;       /* for people */
  gchar    *name;       /* empty: none */
  gchar    *urn;
  GArray   *interfaces; /* of guint16: the sender's numbers */
  gchar    *home;       /* the identity of the process where it is; empty: the sender's */
} OdeonExportNotice;

/* OFFER, LINK, INTRODUCED and CLAIM: what they do not need is empty. */
typedef struct
{
  gchar *token;
  gchar *identity; /* of the process that it is about */
} OdeonIntroductionNotice;

/* PROMISE. */
typedef struct
{
  gchar *path; /* empty: the first reference */
} OdeonPromiseNotice;

/* ERROR. */
typedef struct
{
  gchar  *domain;
  gint32  code;
  gchar  *message;
  GBytes *detail; /* an exception's members; else empty */
} OdeonErrorNotice;

/* GOODBYE. */
typedef struct
{
  guint64 handled; /* the position up to which frames have been handled, or will be */
  gchar  *reason;
} OdeonGoodbye;

extern const OdeonMethodInfo _odeon_notice_hello;
extern const OdeonMethodInfo _odeon_notice_welcome; /* nothing */
extern const OdeonMethodInfo _odeon_notice_interface;
extern const OdeonMethodInfo _odeon_notice_export;
extern const OdeonMethodInfo _odeon_notice_promise;
extern const OdeonMethodInfo _odeon_notice_introduction;
extern const OdeonMethodInfo _odeon_notice_error;
extern const OdeonMethodInfo _odeon_notice_goodbye;

/* Releases what a struct of @notice holds. */
void _odeon_notice_clear (const OdeonMethodInfo *notice, gpointer body);
