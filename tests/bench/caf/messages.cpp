/* SPDX-License-Identifier: MIT */

/* Messages that are not asks: what one operation is in each case is the same as in floor.c. */

#include "bench.hpp"

namespace bench
{
namespace
{

using join_atom = caf::atom_constant<caf::atom ("join")>;
using ping_atom = caf::atom_constant<caf::atom ("ping")>;
using pong_atom = caf::atom_constant<caf::atom ("pong")>;
using ask_atom = caf::atom_constant<caf::atom ("ask")>;

constexpr int64_t ring_size = 503;
constexpr int64_t sources = 4;
constexpr int64_t burst = 256;

/* --- Ping-pong: messages, not asks --- */

struct Game
{
  Clock clock;
  caf::actor partner;
  int64_t left;
};

caf::behavior
pong ()
{
  return { [] (ping_atom) { return pong_atom::value; } };
}

caf::behavior
pingpong (caf::stateful_actor<Game> *self, int64_t n)
{
  self->state.partner = self->spawn<caf::linked> (pong);
  self->state.left = n;
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      self->send (self->state.partner, ping_atom::value);
    },
    [=] (pong_atom) {
      if (--self->state.left > 0)
        self->send (self->state.partner, ping_atom::value);
      else
        self->state.clock.report (self);
    },
  };
}

/* --- Fan-in --- */

struct Crowd
{
  Clock clock;
  Actors all;
  int64_t missing;
};

/* So many in one turn and the rest in later ones: a source that sent all at a stretch would keep
 * the sink from running. */
caf::behavior
source (caf::event_based_actor *self, caf::actor sink)
{
  return {
    [=] (put_atom, int64_t messages) {
      int64_t left = std::max<int64_t> (messages - burst, 0);

      for (int64_t i = messages; i > left; i--)
        self->send (sink, put_atom::value, i);
      if (left > 0)
        self->send (self, put_atom::value, left);
    },
  };
}

caf::behavior
fanin (caf::stateful_actor<Crowd> *self, int64_t n)
{
  int64_t quota = n / sources;

  for (int64_t i = 0; i < sources; i++)
    self->state.all.push_back (self->spawn<caf::linked> (source, self));
  self->state.missing = quota * sources;
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (const caf::actor &one : self->state.all)
        self->send (one, put_atom::value, quota);
    },
    [=] (put_atom, int64_t) {
      if (--self->state.missing == 0)
        self->state.clock.report (self);
    },
  };
}

/* --- Spawn: create, one message, one reply, gone --- */

struct Parent
{
  Clock clock;
  int64_t left;
};

caf::behavior
reply_and_go (caf::event_based_actor *self)
{
  return {
    [=] (ask_atom, int64_t value) {
      self->quit ();
      return value;
    },
  };
}

/* It is first scheduled when it has the message. The clock stops when the last one is gone. */
void
spawn_next (caf::stateful_actor<Parent> *self)
{
  caf::actor child = self->spawn<caf::lazy_init> (reply_and_go);

  if (--self->state.left == 0)
    self->monitor (child);
  self->send (child, ask_atom::value, self->state.left);
}

caf::behavior
spawn_and_end (caf::stateful_actor<Parent> *self, int64_t n)
{
  self->state.left = n;
  self->set_down_handler ([=] (caf::down_msg &) { self->state.clock.report (self); });
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      spawn_next (self);
    },
    [=] (int64_t value) {
      require (value == self->state.left, "the child's reply");
      if (value > 0)
        spawn_next (self);
    },
  };
}

/* --- Ring: a token that counts its hops down --- */

struct Ring
{
  Clock clock;
  Actors all;
};

struct Link
{
  caf::actor following;
};

caf::behavior
link (caf::stateful_actor<Link> *self, caf::actor driver)
{
  return {
    [=] (join_atom, caf::actor &following) { self->state.following = std::move (following); },
    [=] (put_atom, int64_t hops) {
      if (hops > 1)
        self->send (self->state.following, put_atom::value, hops - 1);
      else
        self->send (driver, done);
    },
  };
}

template <int64_t size>
caf::behavior
ring (caf::stateful_actor<Ring> *self, int64_t n)
{
  Actors &links = self->state.all;

  for (int64_t i = 0; i < size; i++)
    links.push_back (self->spawn<caf::linked> (link, self));
  for (int64_t i = 0; i < size; i++)
    self->send (links[i], join_atom::value, links[(i + 1) % size]);
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      self->send (self->state.all[0], put_atom::value, n);
    },
    [=] (done_atom) { self->state.clock.report (self); },
  };
}

} /* namespace */

Cases
message_cases ()
{
  return {
    { "pingpong", run<pingpong>, PROGRAM_WARMED },
    { "fanin", run<fanin>, PROGRAM_WARMED },
    { "spawn", run<spawn_and_end>, PROGRAM_WARMED },
    { "ring", run<ring<ring_size>>, PROGRAM_WARMED },
    { "threadring", run<ring<100>>, PROGRAM_WARMED },
  };
}

} /* namespace bench */
