/* SPDX-License-Identifier: MIT */

/* Certificates for tests, of one authority. */

#pragma once

#include "stage.h"

#include "notary.h"

#include "odeon-trust-private.h"

static Paper authority;

static G_GNUC_UNUSED int
quay_set_up (void **state)
{
  if (folder_set_up (state) != 0)
    return -1;
  authority = MAKE (.is_authority = TRUE, .subject = "authority");
  write_certificate (&authority, "authority.pem");

  return 0;
}

static G_GNUC_UNUSED int
quay_tear_down (void **state)
{
  paper_clear (&authority);

  return folder_tear_down (state);
}

static G_GNUC_UNUSED OdeonCredentials *
credentials_of (const Wish *wish)
{
  g_autofree gchar *certificate = g_strconcat (wish->name, ".pem", NULL);
  g_autofree gchar *key = g_strconcat (wish->name, ".key", NULL);
  g_auto (Paper)    paper = make_paper (wish);
  GError           *error = NULL;
  OdeonCredentials *self;

  self = odeon_credentials_new_from_files (in_folder ("authority.pem"),
                                           write_certificate (&paper, certificate),
                                           write_key (&paper, key), &error);
  assert_no_error (error);

  return self;
}

static G_GNUC_UNUSED OdeonCredentials *
new_credentials (const gchar *name)
{
  return credentials_of (&(Wish){ .name = name, .issuer = &authority });
}
