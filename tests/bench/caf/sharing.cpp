/* SPDX-License-Identifier: MIT */

/* Savina's bndbuffer and banking: what is handed over is neither lost nor doubled. */

#include "bench.hpp"

#include <cmath>
#include <deque>
#include <random>

namespace bench
{
namespace
{

using item_atom = caf::atom_constant<caf::atom ("item")>;
using produce_atom = caf::atom_constant<caf::atom ("produce")>;
using ready_atom = caf::atom_constant<caf::atom ("ready")>;
using credit_atom = caf::atom_constant<caf::atom ("credit")>;
using debit_atom = caf::atom_constant<caf::atom ("debit")>;
using balance_atom = caf::atom_constant<caf::atom ("balance")>;

constexpr int64_t producers = 40;
constexpr int64_t consumers = 40;
constexpr int64_t buffer_size = 50;
constexpr int item_cost = 25;
constexpr size_t accounts = 1000;
constexpr int64_t opening_balance = 1'000'000'000;

/* --- Bounded buffer --- */

/* The driver is the buffer's manager. */
struct Buffer
{
  Clock clock;
  Actors producers;
  Actors consumers;
  std::deque<double> items;
  std::deque<caf::actor> ready_producers; /* those that were not told to go on */
  std::deque<caf::actor> ready_consumers;
  int64_t unfinished;
  int64_t consumed = 0;
};

struct Producer
{
  double item = 0;
  int64_t left;
};

struct Consumer
{
  double item = 0;
};

double
process (double item)
{
  for (int i = 0; i < item_cost; i++)
    item += std::log (std::fabs (item) + 0.01);
  return item;
}

caf::behavior
producer (caf::stateful_actor<Producer> *self, caf::actor manager, int64_t items)
{
  self->state.left = items;
  return {
    [=] (produce_atom) {
      if (self->state.left == 0)
        {
          self->send (manager, stop);
          return;
        }
      self->state.left--;
      self->state.item = process (self->state.item);
      self->send (manager, item_atom::value, self->state.item);
    },
  };
}

caf::behavior
consumer (caf::stateful_actor<Consumer> *self, caf::actor manager)
{
  return {
    [=] (item_atom, double item) {
      self->state.item = process (self->state.item + item);
      self->send (manager, ready_atom::value);
    },
  };
}

caf::actor
take_first (std::deque<caf::actor> &queue)
{
  caf::actor first = std::move (queue.front ());

  queue.pop_front ();
  return first;
}

/* Each producer that is told to go on may bring one more item: their number is kept free. */
void
take_item (caf::stateful_actor<Buffer> *self, double item)
{
  Buffer &buffer = self->state;
  caf::actor sender = caf::actor_cast<caf::actor> (self->current_sender ());

  if (buffer.ready_consumers.empty ())
    buffer.items.push_back (item);
  else
    self->send (take_first (buffer.ready_consumers), item_atom::value, item);

  if (static_cast<int64_t> (buffer.items.size ()) >= buffer_size - producers)
    buffer.ready_producers.push_back (std::move (sender));
  else
    self->send (sender, produce_atom::value);
}

void
give_item (caf::stateful_actor<Buffer> *self, const caf::actor &consumer)
{
  Buffer &buffer = self->state;

  if (buffer.items.empty ())
    {
      buffer.ready_consumers.push_back (consumer);
      return;
    }
  self->send (consumer, item_atom::value, buffer.items.front ());
  buffer.items.pop_front ();
  if (!buffer.ready_producers.empty ())
    self->send (take_first (buffer.ready_producers), produce_atom::value);
}

/* When all producers have ended and all consumers wait, everything has been consumed. */
void
report_if_empty (caf::stateful_actor<Buffer> *self, int64_t n)
{
  Buffer &buffer = self->state;

  if (buffer.unfinished > 0 || buffer.ready_consumers.size () < consumers)
    return;
  require (buffer.consumed == n && buffer.items.empty (), "the number of items");
  buffer.clock.report (self);
}

caf::behavior
bndbuffer (caf::stateful_actor<Buffer> *self, int64_t n)
{
  Buffer &buffer = self->state;

  for (int64_t i = 0; i < producers; i++)
    buffer.producers.push_back (
      self->spawn<caf::linked> (producer, self, share (n, producers, i)));
  for (int64_t i = 0; i < consumers; i++)
    buffer.consumers.push_back (self->spawn<caf::linked> (consumer, self));
  buffer.unfinished = producers;
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (const caf::actor &one : self->state.consumers)
        self->state.ready_consumers.push_back (one);
      for (const caf::actor &one : self->state.producers)
        self->send (one, produce_atom::value);
    },
    [=] (item_atom, double item) { take_item (self, item); },
    [=] (ready_atom) {
      self->state.consumed++;
      give_item (self, caf::actor_cast<caf::actor> (self->current_sender ()));
      report_if_empty (self, n);
    },
    [=] (stop_atom) {
      self->state.unfinished--;
      report_if_empty (self, n);
    },
  };
}

/* --- Banking --- */

/* The driver is the teller. */
struct Bank
{
  Clock clock;
  Actors all;
  std::minstd_rand random;
  int64_t unfinished;
  size_t unheard = accounts;
  int64_t total = 0;
};

struct Account
{
  int64_t balance = opening_balance;
};

/* While it awaits the other account's answer, an account takes no other message. */
caf::behavior
account (caf::stateful_actor<Account> *self)
{
  return {
    [=] (credit_atom, int64_t amount, const caf::actor &destination) {
      caf::response_promise teller = self->make_response_promise ();

      self->state.balance -= amount;
      self->request (destination, caf::infinite, debit_atom::value, amount)
        .await ([=] (done_atom) mutable { teller.deliver (done); });
    },
    [=] (debit_atom, int64_t amount) {
      self->state.balance += amount;
      return done;
    },
    [=] (balance_atom) { return self->state.balance; },
  };
}

/* From an account to one behind it: then no two can await each other. */
void
transfer (caf::stateful_actor<Bank> *self)
{
  Bank &bank = self->state;
  size_t source = bank.random () % (accounts - 1);
  size_t destination = source + 1 + bank.random () % (accounts - 1 - source);
  int64_t amount = static_cast<int64_t> (bank.random () % 1000);

  self->send (bank.all[source], credit_atom::value, amount, bank.all[destination]);
}

caf::behavior
banking (caf::stateful_actor<Bank> *self, int64_t n)
{
  for (size_t i = 0; i < accounts; i++)
    self->state.all.push_back (self->spawn<caf::linked> (account));
  self->state.unfinished = n;
  return {
    [=] (begin_atom) {
      self->state.clock.start (self);
      for (int64_t i = 0; i < n; i++)
        transfer (self);
    },
    [=] (done_atom) {
      if (--self->state.unfinished > 0)
        return;
      self->state.clock.stop ();
      for (const caf::actor &one : self->state.all)
        self->send (one, balance_atom::value);
    },
    [=] (int64_t balance) {
      self->state.total += balance;
      if (--self->state.unheard > 0)
        return;
      require (self->state.total == accounts * opening_balance, "the sum of the balances");
      self->state.clock.report (self);
    },
  };
}

} /* namespace */

Cases
sharing_cases ()
{
  return {
    { "bndbuffer", run<bndbuffer>, PROGRAM_WARMED },
    { "banking", run<banking>, PROGRAM_WARMED },
  };
}

} /* namespace bench */
