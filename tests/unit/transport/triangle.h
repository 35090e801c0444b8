/* SPDX-License-Identifier: MIT */

/* Three systems of this process: A and B know of each other by S. */

#pragma once

#include "office.h"

#include "odeon-neighbors-private.h"
#include "odeon-remote-ref-private.h"

/* A and B, which S has each a link to; S has given A its reference to B's office. */
typedef struct
{
  Side        a;
  Side        to_a; /* S's, as the next */
  Side        to_b;
  Side        b;
  PostOffice *office; /* B's, as it is there */
  PostOffice *remote; /* the same, as it is in A */
} Triangle;

static inline void
join (Side *one, Side *other, gpointer root, gboolean introduces)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;
  gint             fds[2];

  options.introduces = introduces;
  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  side_open (one, fds[0], root, &options);
  side_open (other, fds[1], NULL, &options);
  side_await_ready (one);
  side_await_ready (other);
}

static inline Triangle *
triangle_new (gint workers, gboolean introduces)
{
  Triangle *self = g_new0 (Triangle, 1);

  side_init (&self->a, workers);
  side_init (&self->to_a, workers);
  side_init (&self->to_b, workers);
  side_init (&self->b, workers);
  g_set_object (&self->to_b.system, self->to_a.system);
  self->office = spawn_office (self->b.system);
  join (&self->b, &self->to_b, self->office, introduces);
  join (&self->to_a, &self->a, self->to_b.root, introduces);
  self->remote = (PostOffice *) self->a.root;

  return self;
}

static inline void
triangle_free (Triangle *self)
{
  odeon_ref_unref (self->office);
  side_close (&self->to_a);
  side_close (&self->to_b);
  side_clear (&self->to_a);
  side_clear (&self->to_b);
  side_clear (&self->a);
  side_clear (&self->b);
  g_free (self);
}

static inline gboolean
is_direct (PostOffice *remote)
{
  OdeonRemoteRef *self = _odeon_remote_ref_of_any ((OdeonRef *) remote);

  return _odeon_remote_ref_get_last (self) != self;
}

static inline void
await_direct (PostOffice *remote)
{
  for (gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND; !is_direct (remote);)
    {
      assert_true (g_get_monotonic_time () < end);
      g_thread_yield ();
    }
}
