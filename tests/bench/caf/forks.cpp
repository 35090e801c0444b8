/* SPDX-License-Identifier: MIT */

/* Savina's count, fjthrput and fjcreate: one actor sends, the others work. */

#include "bench.hpp"

#include <cmath>

namespace bench
{
namespace
{

using inc_atom = caf::atom_constant<caf::atom ("inc")>;
using get_atom = caf::atom_constant<caf::atom ("get")>;

constexpr int64_t workers = 60;

/* volatile: to be calculated with, each time */
volatile double angle = 37.2;

double
small_work ()
{
  double sine = std::sin (angle);

  return sine * sine;
}

bool
is_work_of (double sum, int64_t messages)
{
  double right = static_cast<double> (messages) * small_work ();

  return std::fabs (sum - right) <= 1e-6 * right;
}

/* --- Counting --- */

struct Producer
{
  Clock clock;
  caf::actor counter;
};

struct Counter
{
  int64_t count = 0;
};

caf::behavior
counter (caf::stateful_actor<Counter> *self)
{
  return {
    [=] (inc_atom) { self->state.count++; },
    [=] (get_atom) { return self->state.count; },
  };
}

caf::behavior
count (caf::stateful_actor<Producer> *self, int64_t n)
{
  self->state.counter = self->spawn<caf::linked> (counter);
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (int64_t i = 0; i < n; i++)
        self->send (self->state.counter, inc_atom::value);
      self->request (self->state.counter, caf::infinite, get_atom::value)
        .then ([=] (int64_t counted) {
          require (counted == n, "the count");
          self->state.clock.report (self);
        });
    },
  };
}

/* --- Fork-join throughput --- */

struct Fork
{
  Clock clock;
  Actors all;
  int64_t unfinished;
};

struct Worker
{
  double sum = 0;
  int64_t left;
};

caf::behavior
worker (caf::stateful_actor<Worker> *self, caf::actor driver, int64_t messages)
{
  self->state.left = messages;
  return {
    [=] (put_atom) {
      self->state.sum += small_work ();
      if (--self->state.left > 0)
        return;
      require (is_work_of (self->state.sum, messages), "the worker's sum");
      self->send (driver, done);
    },
  };
}

caf::behavior
fjthrput (caf::stateful_actor<Fork> *self, int64_t n)
{
  for (int64_t i = 0; i < workers; i++)
    self->state.all.push_back (
      self->spawn<caf::linked> (worker, self, share (n, workers, i)));
  self->state.unfinished = std::min (n, workers);
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (int64_t i = 0; i < n; i++)
        self->send (self->state.all[i % workers], put_atom::value);
    },
    [=] (done_atom) {
      if (--self->state.unfinished == 0)
        self->state.clock.report (self);
    },
  };
}

/* --- Fork-join creation --- */

struct Creator
{
  Clock clock;
  double sum = 0;
  int64_t unfinished;
};

caf::behavior
work_and_go (caf::event_based_actor *self)
{
  return {
    [=] (put_atom) {
      self->quit ();
      return small_work ();
    },
  };
}

caf::behavior
fjcreate (caf::stateful_actor<Creator> *self, int64_t n)
{
  self->state.unfinished = n;
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (int64_t i = 0; i < n; i++)
        self->send (self->spawn<caf::lazy_init> (work_and_go), put_atom::value);
    },
    [=] (double result) {
      self->state.sum += result;
      if (--self->state.unfinished > 0)
        return;
      require (is_work_of (self->state.sum, n), "the sum of all workers");
      self->state.clock.report (self);
    },
  };
}

} /* namespace */

Cases
fork_cases ()
{
  return {
    { "count", run<count>, PROGRAM_WARMED },
    { "fjthrput", run<fjthrput>, PROGRAM_WARMED },
    { "fjcreate", run<fjcreate>, PROGRAM_WARMED },
  };
}

} /* namespace bench */
