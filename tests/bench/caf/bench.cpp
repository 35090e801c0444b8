/* SPDX-License-Identifier: MIT */

/* The program: one actor system, and the cases of all groups. CAF's scheduler is as it is set up by
 * default, except where many actors are made. */

#include "bench.hpp"

#include <cstdio>
#include <cstdlib>

namespace bench
{

static caf::actor_system *the_system;

caf::actor_system &
actors ()
{
  return *the_system;
}

/* At once: from a worker's thread, nothing can be taken down in order. */
void
require (bool right, const char *what)
{
  if (right)
    return;
  std::fprintf (stderr, "bench-caf: wrong: %s\n", what);
  std::_Exit (EXIT_FAILURE);
}

int64_t
share (int64_t n, int64_t among, int64_t index)
{
  return n / among + (index < n % among ? 1 : 0);
}

void
Clock::start (caf::event_based_actor *driver)
{
  asker = driver->make_response_promise ();
  began = program_now ();
}

void
Clock::stop ()
{
  seconds = program_now () - began;
}

void
Clock::report (caf::event_based_actor *driver)
{
  if (seconds < 0)
    stop ();
  asker.deliver (seconds);
  driver->quit (caf::exit_reason::user_shutdown);
}

double
measure (caf::actor driver)
{
  caf::scoped_actor self{ actors () };
  double result = 0;

  self->request (driver, caf::infinite, begin)
    .receive ([&] (double seconds) { result = seconds; },
              [&] (caf::error &error) { require (false, actors ().render (error).c_str ()); });
  self->wait_for (driver);
  return result;
}

} /* namespace bench */

/* CAF's thieves walk the whole queue of their victim for each theft, and new actors are what they
 * take. Where many are made at a stretch, one queue for all workers is twice to many times as fast,
 * and a good user chooses it; skynet, which goes down the tree before across, is the exception. */
static bool
crowds_a_queue (const std::string &name)
{
  return name == "fjcreate" || name == "spawn" || name == "uct";
}

static bench::Cases
all_cases ()
{
  bench::Cases all;

  for (auto group : { bench::ask_cases, bench::fork_cases, bench::growth_cases,
                      bench::meeting_cases, bench::message_cases, bench::sharing_cases })
    for (const ProgramCase &one : group ())
      all.push_back (one);
  return all;
}

int
main (int argc, char **argv)
{
  bench::Cases cases = all_cases ();
  caf::actor_system_config config;

  if (argc > 1 && crowds_a_queue (argv[1]))
    config.set ("scheduler.policy", caf::atom ("sharing"));

  caf::actor_system system{ config };

  bench::the_system = &system;
  return program_main (argc, argv, cases.data (), cases.size ());
}
