/* SPDX-License-Identifier: MIT */

/* Asks, which have an answer each, and the cost of actors that wait to be asked. */

#include "bench.hpp"

namespace bench
{
namespace
{

using ask_atom = caf::atom_constant<caf::atom ("ask")>;

constexpr int64_t window = 1000;
constexpr int64_t settled = 1000;

/* --- Asks: one after the other, or so many at once --- */

struct Asker
{
  Clock clock;
  caf::actor echo;
  int64_t unasked;
  int64_t unanswered;
};

caf::behavior
echo ()
{
  return { [] (ask_atom, int64_t value) { return value; } };
}

/* Each answer makes room for one more question. */
void
ask_next (caf::stateful_actor<Asker> *self)
{
  int64_t question = --self->state.unasked;

  self->request (self->state.echo, caf::infinite, ask_atom::value, question)
    .then ([=] (int64_t answer) {
      require (answer == question, "the answer");
      if (self->state.unasked > 0)
        ask_next (self);
      if (--self->state.unanswered == 0)
        self->state.clock.report (self);
    });
}

template <int64_t outstanding>
caf::behavior
ask (caf::stateful_actor<Asker> *self, int64_t n)
{
  self->state.echo = self->spawn<caf::linked> (echo);
  self->state.unasked = n;
  self->state.unanswered = n;
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (int64_t i = std::min (n, outstanding); i > 0; i--)
        ask_next (self);
    },
  };
}

/* --- Actors that have had a message and wait for the next --- */

Actors
populate (int64_t n)
{
  caf::scoped_actor self{ actors () };
  Actors all;

  for (int64_t i = 0; i < n; i++)
    {
      all.push_back (self->spawn (echo));
      self->send (all.back (), ask_atom::value, i);
      self->receive ([=] (int64_t answer) { require (answer == i, "the answer"); });
    }
  return all;
}

void
dismiss (const Actors &all)
{
  for (const caf::actor &one : all)
    caf::anon_send_exit (one, caf::exit_reason::user_shutdown);
}

double
spawn_bytes (int64_t n)
{
  Actors first = populate (settled);
  double before = program_resident_bytes ();
  Actors rest = populate (n);
  double bytes = (program_resident_bytes () - before) / static_cast<double> (n);

  dismiss (first);
  dismiss (rest);
  return bytes;
}

double
idle_cpu (int64_t n)
{
  Actors idle = populate (n);
  double ms = program_idle_cpu ();

  dismiss (idle);
  return ms;
}

} /* namespace */

Cases
ask_cases ()
{
  return {
    { "ask_seq", run<ask<1>>, PROGRAM_WARMED },
    { "ask_pipe", run<ask<window>>, PROGRAM_WARMED },
    { "spawn_bytes", spawn_bytes, PROGRAM_COLD },
    { "idle_cpu", idle_cpu, PROGRAM_COLD },
  };
}

} /* namespace bench */
