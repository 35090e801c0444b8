/* SPDX-License-Identifier: MIT */

/* Two systems with an actor of post.idl in each, joined: what `here` calls is `there`. */

#pragma once

#include "clerk.h"

typedef struct
{
  Side        here;
  Side        there;
  PostOffice *ours;   /* here */
  PostOffice *theirs; /* there, as it is there */
  PostOffice *remote; /* the same, as it is here */
} Offices;

static inline Offices *
offices_new (gint workers, const OdeonLinkOptions *here, const OdeonLinkOptions *there)
{
  Offices *self = g_new0 (Offices, 1);
  gint     fds[2];

  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  side_init (&self->here, workers);
  side_init (&self->there, workers);
  self->ours = spawn_office (self->here.system);
  self->theirs = spawn_office (self->there.system);
  side_open (&self->here, fds[0], NULL, here);
  side_open (&self->there, fds[1], self->theirs, there);
  side_await_ready (&self->here);
  side_await_ready (&self->there);
  self->remote = (PostOffice *) self->here.root;

  return self;
}

static inline void
offices_free (Offices *self)
{
  side_close (&self->here);
  side_close (&self->there);
  odeon_ref_unref (self->ours);
  odeon_ref_unref (self->theirs);
  side_clear (&self->here);
  side_clear (&self->there);
  g_free (self);
}

static inline int
offices_set_up (void **state)
{
  *state = offices_new (1, NULL, NULL);

  return 0;
}

static inline int
offices_tear_down (void **state)
{
  offices_free (*state);

  return 0;
}
