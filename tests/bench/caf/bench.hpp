/* SPDX-License-Identifier: MIT */

/* What CAF's cases share. A case is a driver, an actor that makes the others when it is spawned. It
 * starts its clock when it is told to begin, within one of CAF's own threads, so that no wake-up
 * from outside is measured, and answers with the seconds. What comes out wrong ends the program. */

#pragma once

#include <caf/all.hpp>
#include <vector>

extern "C" {
#include "../program.h"
}

namespace bench
{

using begin_atom = caf::atom_constant<caf::atom ("begin")>;
using put_atom = caf::atom_constant<caf::atom ("put")>;
using done_atom = caf::atom_constant<caf::atom ("done")>;
using stop_atom = caf::atom_constant<caf::atom ("stop")>;

/* Messages that say nothing but what they are. */
constexpr begin_atom begin;
constexpr done_atom done;
constexpr stop_atom stop;

using Actors = std::vector<caf::actor>;

/* A driver's clock. */
class Clock
{
public:
  /* In the handler of `begin`. */
  void start (caf::event_based_actor *driver);
  void stop ();

  /* Stops it unless it has been, answers `begin`, and ends the driver. */
  void report (caf::event_based_actor *driver);

private:
  caf::response_promise asker;
  double began = 0;
  double seconds = -1;
};

caf::actor_system &actors ();

/* Exits with a message unless what must be so is. */
void require (bool right, const char *what);

/* Part `index` of n when it is divided among so many, as evenly as can be. */
int64_t share (int64_t n, int64_t among, int64_t index);

/* Tells a driver to begin; returns the seconds when it has ended. */
double measure (caf::actor driver);

/* The ProgramRun of a driver, which is of CAF's kind: (stateful_actor<State> *self, int64_t n). */
template <auto driver>
double
run (int64_t n)
{
  return measure (actors ().spawn (driver, n));
}

using Cases = std::vector<ProgramCase>;

Cases ask_cases ();
Cases fork_cases ();
Cases growth_cases ();
Cases meeting_cases ();
Cases message_cases ();
Cases sharing_cases ();

} /* namespace bench */
