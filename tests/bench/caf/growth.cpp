/* SPDX-License-Identifier: MIT */

/* Savina's sieve and uct, and skynet: actors that make more actors as they find more to do. */

#include "bench.hpp"

namespace bench
{
namespace
{

using check_atom = caf::atom_constant<caf::atom ("check")>;
using grow_atom = caf::atom_constant<caf::atom ("grow")>;
using visit_atom = caf::atom_constant<caf::atom ("visit")>;

constexpr size_t local_primes = 1000;
constexpr int64_t max_height = 10;
constexpr int leaf_work = 100;
constexpr int64_t branches = 10;

/* --- Sieve --- */

struct Sieve
{
  Clock clock;
  caf::actor first;
};

struct Filter
{
  std::vector<int64_t> primes;
  caf::actor following;
};

bool
divides_none (const std::vector<int64_t> &primes, int64_t candidate)
{
  for (int64_t prime : primes)
    if (candidate % prime == 0)
      return false;
  return true;
}

/* The last one tells the driver how many primes all have. */
caf::behavior
filter (caf::stateful_actor<Filter> *self, caf::actor driver, int64_t prime)
{
  self->state.primes.push_back (prime);
  return {
    [=] (check_atom, int64_t candidate) {
      Filter &state = self->state;

      if (!divides_none (state.primes, candidate))
        return;
      if (state.primes.size () < local_primes)
        state.primes.push_back (candidate);
      else if (state.following)
        self->send (state.following, check_atom::value, candidate);
      else
        state.following = self->spawn (filter, driver, candidate);
    },
    [=] (done_atom, int64_t before) {
      Filter &state = self->state;
      int64_t primes = before + static_cast<int64_t> (state.primes.size ());

      self->send (state.following ? state.following : driver, done, primes);
      self->quit ();
    },
  };
}

int64_t
count_primes (int64_t n)
{
  std::vector<bool> composite (n + 1);
  int64_t count = 0;

  for (int64_t i = 2; i <= n; i++)
    {
      if (composite[i])
        continue;
      count++;
      for (int64_t j = i * i; j <= n; j += i)
        composite[j] = true;
    }
  return count;
}

caf::behavior
sieve (caf::stateful_actor<Sieve> *self, int64_t n)
{
  self->state.first = self->spawn (filter, self, 2);
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (int64_t candidate = 3; candidate <= n; candidate += 2)
        self->send (self->state.first, check_atom::value, candidate);
      self->send (self->state.first, done, int64_t{ 0 });
    },
    [=] (done_atom, int64_t primes) {
      self->state.clock.stop ();
      require (primes == count_primes (n), "the number of primes");
      self->state.clock.report (self);
    },
  };
}

/* --- Unbalanced cobwebbed tree --- */

/* A node that is not the root asks it how many children to have, and visits them when told to. */
struct Node
{
  Actors children;
  size_t unheard = 0;
  int64_t visited = 1;
};

/* The root keeps the budget, and so knows when all nodes have been answered. */
struct Root : Node
{
  Clock clock;
  uint32_t random = 1;
  int64_t budget;
  int64_t unanswered = 0;
};

caf::behavior node (caf::stateful_actor<Node> *self, caf::actor root, caf::actor parent,
                           int64_t height);

void
grow (caf::event_based_actor *self, Node &state, const caf::actor &root, int64_t children,
      int64_t height)
{
  for (int64_t i = 0; i < children; i++)
    state.children.push_back (self->spawn (node, root, self, height + 1));
}

void
visit_children (caf::event_based_actor *self, Node &state)
{
  state.unheard = state.children.size ();
  for (const caf::actor &child : state.children)
    self->send (child, visit_atom::value);
}

void
busy_loop ()
{
  for (volatile int i = 0; i < leaf_work; i = i + 1)
    continue;
}

caf::behavior
node (caf::stateful_actor<Node> *self, caf::actor root, caf::actor parent, int64_t height)
{
  auto report = [=] {
    self->send (parent, done, self->state.visited);
    self->quit ();
  };

  self->send (root, grow_atom::value, height);
  return {
    [=] (grow_atom, int64_t children) { grow (self, self->state, root, children, height); },
    [=] (visit_atom) {
      visit_children (self, self->state);
      if (self->state.unheard > 0)
        return;
      busy_loop ();
      report ();
    },
    [=] (done_atom, int64_t visited) {
      self->state.visited += visited;
      if (--self->state.unheard == 0)
        report ();
    },
  };
}

/* How many children a node at that height has, as long as the budget lasts. */
int64_t
plan (Root &root, int64_t height)
{
  int64_t children;

  if (root.budget == 0 || height >= max_height)
    return 0;
  root.random = (root.random * 1103515245U + 12345U) & 0x7fffffffU;
  children = std::min<int64_t> (2 + (root.random >> 16) % 9, root.budget);
  root.budget -= children;
  root.unanswered += children;
  return children;
}

caf::behavior
uct (caf::stateful_actor<Root> *self, int64_t n)
{
  self->state.budget = std::max<int64_t> (n - 1, 1);
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      grow (self, self->state, self, plan (self->state, 0), 0);
    },
    [=] (grow_atom, int64_t height) {
      int64_t children = plan (self->state, height);

      if (--self->state.unanswered == 0)
        visit_children (self, self->state);
      return caf::result<grow_atom, int64_t> (grow_atom::value, children);
    },
    [=] (done_atom, int64_t visited) {
      self->state.visited += visited;
      if (--self->state.unheard > 0)
        return;
      require (self->state.visited == std::max<int64_t> (n, 2), "the number of nodes visited");
      self->state.clock.report (self);
    },
  };
}

/* --- Skynet --- */

struct Sum
{
  int64_t unheard = branches;
  int64_t sum = 0;
};

struct Skynet
{
  Clock clock;
};

/* A leaf has no behaviour: it ends as soon as it has answered. */
caf::behavior
skynet_node (caf::stateful_actor<Sum> *self, caf::actor parent, int64_t first, int64_t leaves)
{
  int64_t part = leaves / branches;

  if (leaves == 1)
    {
      self->send (parent, first);
      return {};
    }
  for (int64_t i = 0; i < branches; i++)
    self->spawn (skynet_node, self, first + i * part, part);
  return {
    [=] (int64_t sum) {
      self->state.sum += sum;
      if (--self->state.unheard > 0)
        return;
      self->send (parent, self->state.sum);
      self->quit ();
    },
  };
}

/* Other numbers than powers of ten are taken for the one below. */
caf::behavior
skynet (caf::stateful_actor<Skynet> *self, int64_t n)
{
  int64_t leaves = 1;

  while (leaves <= n / branches)
    leaves *= branches;
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      self->spawn (skynet_node, self, 0, leaves);
    },
    [=] (int64_t sum) {
      require (sum == leaves * (leaves - 1) / 2, "the sum of the leaves");
      self->state.clock.report (self);
    },
  };
}

} /* namespace */

Cases
growth_cases ()
{
  return {
    { "sieve", run<sieve>, PROGRAM_WARMED },
    { "uct", run<uct>, PROGRAM_WARMED },
    { "skynet", run<skynet>, PROGRAM_WARMED },
  };
}

} /* namespace bench */
