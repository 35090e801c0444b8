/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-double.h"
#include "odeon-expectation-private.h"
#include "odeon-promise.h"

struct _OdeonDouble
{
  const OdeonInterfaceInfo *interface;
  OdeonRef                 *ref; /* the test's */

  GMutex        mutex;
  gboolean      any_order;
  GPtrArray    *expected; /* of OdeonExpectation, in order */
  GPtrArray    *allowed;
  gpointer      last;     /* (nullable): the OdeonExpectation stated last */
  GString      *failures; /* a line each */
  GPtrArray    *open;     /* of OdeonCall, never answered */
  OdeonPromise *settled;  /* (nullable): all that is expected has come, or something else */
};

void _odeon_double_add_failure_locked (OdeonDouble *self, const gchar *format, ...)
  G_GNUC_PRINTF (2, 3);
