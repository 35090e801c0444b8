/* SPDX-License-Identifier: MIT */

/* Savina's chameneos, big and philosopher: equals that meet, in pairs or over what they share. */

#include "bench.hpp"

#include <random>

namespace bench
{
namespace
{

using meet_atom = caf::atom_constant<caf::atom ("meet")>;
using change_atom = caf::atom_constant<caf::atom ("change")>;
using join_atom = caf::atom_constant<caf::atom ("join")>;
using ping_atom = caf::atom_constant<caf::atom ("ping")>;
using pong_atom = caf::atom_constant<caf::atom ("pong")>;
using hungry_atom = caf::atom_constant<caf::atom ("hungry")>;
using eat_atom = caf::atom_constant<caf::atom ("eat")>;
using denied_atom = caf::atom_constant<caf::atom ("denied")>;

constexpr int64_t creatures = 100;
constexpr int64_t players = 120;
constexpr int64_t philosophers = 20;

/* --- Chameneos --- */

/* The driver is the mall. */
struct Mall
{
  Clock clock;
  Actors all;
  caf::strong_actor_ptr waiting;
  int waiting_colour;
  int64_t left;
  int64_t unheard = creatures;
  int64_t meetings = 0;
};

struct Creature
{
  int colour;
  int64_t meetings = 0;
};

/* The third colour, or the only one. */
int
complement (int mine, int other)
{
  return mine == other ? mine : 3 - mine - other;
}

caf::behavior
creature (caf::stateful_actor<Creature> *self, caf::actor mall, int colour)
{
  auto change = [=] (int to) {
    self->state.colour = to;
    self->state.meetings++;
    self->send (mall, meet_atom::value, to);
  };

  self->state.colour = colour;
  return {
    [=] (begin_atom) { self->send (mall, meet_atom::value, self->state.colour); },
    [=] (meet_atom, int other) {
      int changed = complement (self->state.colour, other);

      self->send (caf::actor_cast<caf::actor> (self->current_sender ()), change_atom::value,
                  changed);
      change (changed);
    },
    [=] (change_atom, int to) { change (to); },
    [=] (stop_atom) {
      self->send (mall, done, self->state.meetings);
      self->quit ();
    },
  };
}

/* The second one gets the first one's request, as if it came from there. */
void
pair_up (caf::stateful_actor<Mall> *self, int colour)
{
  Mall &mall = self->state;
  caf::actor sender = caf::actor_cast<caf::actor> (self->current_sender ());

  if (mall.left == 0)
    self->send (sender, stop);
  else if (mall.waiting == nullptr)
    {
      mall.waiting = self->current_sender ();
      mall.waiting_colour = colour;
    }
  else
    {
      mall.left--;
      caf::send_as (caf::actor_cast<caf::actor> (std::move (mall.waiting)), sender,
                    meet_atom::value, mall.waiting_colour);
      mall.waiting = nullptr;
    }
}

caf::behavior
chameneos (caf::stateful_actor<Mall> *self, int64_t n)
{
  for (int64_t i = 0; i < creatures; i++)
    self->state.all.push_back (self->spawn (creature, self, static_cast<int> (i % 3)));
  self->state.left = n;
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (const caf::actor &one : self->state.all)
        self->send (one, begin);
    },
    [=] (meet_atom, int colour) { pair_up (self, colour); },
    [=] (done_atom, int64_t meetings) {
      self->state.meetings += meetings;
      if (--self->state.unheard > 0)
        return;
      require (self->state.meetings == 2 * n, "the number of meetings");
      self->state.clock.report (self);
    },
  };
}

/* --- Big: everybody pings everybody --- */

struct Crowd
{
  Clock clock;
  Actors all;
  int64_t unfinished;
};

struct Player
{
  Actors all;
  std::minstd_rand random;
  int64_t index;
  int64_t left;
};

/* Another one than itself. */
void
ping_next (caf::stateful_actor<Player> *self)
{
  int64_t other = self->state.random () % (players - 1);

  if (other >= self->state.index)
    other++;
  self->send (self->state.all[other], ping_atom::value);
}

caf::behavior
player (caf::stateful_actor<Player> *self, caf::actor driver, int64_t index, int64_t pings)
{
  self->state.random.seed (static_cast<unsigned> (index + 1));
  self->state.index = index;
  self->state.left = pings;
  return {
    [=] (join_atom, Actors &all) { self->state.all = std::move (all); },
    [=] (begin_atom) { ping_next (self); },
    [=] (ping_atom) { return pong_atom::value; },
    [=] (pong_atom) {
      if (--self->state.left > 0)
        ping_next (self);
      else
        self->send (driver, done);
    },
  };
}

caf::behavior
big (caf::stateful_actor<Crowd> *self, int64_t n)
{
  Actors &all = self->state.all;

  for (int64_t i = 0; i < players; i++)
    all.push_back (self->spawn<caf::linked> (player, self, i, share (n, players, i)));
  for (const caf::actor &one : all)
    self->send (one, join_atom::value, all);
  self->state.unfinished = std::min (n, players);
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (int64_t i = 0; i < self->state.unfinished; i++)
        self->send (self->state.all[i], begin);
    },
    [=] (done_atom) {
      if (--self->state.unfinished == 0)
        self->state.clock.report (self);
    },
  };
}

/* --- Philosophers --- */

/* The driver is the arbiter. */
struct Table
{
  Clock clock;
  Actors seats;
  bool taken[philosophers] = {};
  int64_t meals = 0;
  int64_t unfinished = philosophers;
};

struct Philosopher
{
  int64_t left;
};

caf::behavior
philosopher (caf::stateful_actor<Philosopher> *self, caf::actor arbiter, int64_t seat,
             int64_t meals)
{
  auto go_on = [=] {
    if (self->state.left > 0)
      self->send (arbiter, hungry_atom::value, seat);
    else
      self->send (arbiter, stop);
  };

  self->state.left = meals;
  return {
    [=] (begin_atom) { go_on (); },
    [=] (denied_atom) { go_on (); },
    [=] (eat_atom) {
      self->state.left--;
      self->send (arbiter, done, seat);
      go_on ();
    },
  };
}

void
serve (caf::stateful_actor<Table> *self, int64_t seat)
{
  bool &left = self->state.taken[seat];
  bool &right = self->state.taken[(seat + 1) % philosophers];

  if (left || right)
    {
      self->send (self->state.seats[seat], denied_atom::value);
      return;
    }
  left = right = true;
  self->state.meals++;
  self->send (self->state.seats[seat], eat_atom::value);
}

caf::behavior
dine (caf::stateful_actor<Table> *self, int64_t n)
{
  for (int64_t i = 0; i < philosophers; i++)
    self->state.seats.push_back (
      self->spawn<caf::linked> (philosopher, self, i, share (n, philosophers, i)));
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (const caf::actor &one : self->state.seats)
        self->send (one, begin);
    },
    [=] (hungry_atom, int64_t seat) { serve (self, seat); },
    [=] (done_atom, int64_t seat) {
      self->state.taken[seat] = false;
      self->state.taken[(seat + 1) % philosophers] = false;
    },
    [=] (stop_atom) {
      if (--self->state.unfinished > 0)
        return;
      require (self->state.meals == n, "the number of meals");
      self->state.clock.report (self);
    },
  };
}

} /* namespace */

Cases
meeting_cases ()
{
  return {
    { "chameneos", run<chameneos>, PROGRAM_WARMED },
    { "big", run<big>, PROGRAM_WARMED },
    { "philosopher", run<dine>, PROGRAM_WARMED },
  };
}

} /* namespace bench */
