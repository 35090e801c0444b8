/* SPDX-License-Identifier: MIT */

/* Nodes of one authority, which is made anew for each test, and whom they do not believe. */

#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "handshake.h"

static Paper             authority;
static OdeonRevocations *revocations;

static int
set_up (void **state)
{
  authority = MAKE (.subject = "authority", .is_authority = TRUE);
  revocations = _odeon_revocations_new ();

  return folder_set_up (state);
}

static int
tear_down (void **state)
{
  paper_clear (&authority);
  g_clear_pointer (&revocations, _odeon_revocations_unref);

  return folder_tear_down (state);
}

/* What the node with @paper believes. */
static OdeonTrust *
trust_of (const Paper *paper, GError **error)
{
  const OdeonTrustFiles files = {
    .authority = write_certificate (&authority, "authority.pem"),
    .certificate = write_certificate (paper, "node.pem"),
    .key = write_key (paper, "node.key"),
  };

  return _odeon_trust_new (&files, revocations, error);
}

static G_GNUC_UNUSED OdeonTrust *
trust_named (const gchar *name)
{
  g_auto (Paper) paper = MAKE (.name = name, .issuer = &authority);
  OdeonTrust    *trust = trust_of (&paper, NULL);

  assert_non_null (trust);

  return trust;
}

#define PROMISE(promise) cmocka_unit_test_setup_teardown (promise, set_up, tear_down)
