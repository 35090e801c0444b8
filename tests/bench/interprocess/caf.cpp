/* SPDX-License-Identifier: MIT */

/* CAF between two of its nodes, over TCP on the loopback interface, for that is what its middleman
 * has. An echo is a message and the message that its handler returns, which is less than a request
 * of CAF's with its timeout. */

#include <caf/all.hpp>
#include <caf/io/all.hpp>
#include <optional>
#include <unistd.h>
#include <vector>

extern "C" {
#include "traffic.h"
}

namespace
{

using echo_atom = caf::atom_constant<caf::atom ("echo")>;
using put_atom = caf::atom_constant<caf::atom ("put")>;
using Bytes = std::vector<char>;

constexpr const char *host = "127.0.0.1";

struct Node
{
  caf::actor_system_config config;
  std::optional<caf::actor_system> system;

  Node ()
  {
    config.load<caf::io::middleman> ();
    system.emplace (config);
  }
};

caf::behavior
mirror ()
{
  return {
    [] (echo_atom, Bytes &bytes) { return std::move (bytes); },
    [] (put_atom, const Bytes &) {},
  };
}

void
serve (int fd)
{
  Node node;
  auto port = node.system->middleman ().publish (node.system->spawn (mirror), 0, host);

  if (!port)
    traffic_fail ("publish");
  traffic_tell_port (fd, *port);
  for (;;)
    pause ();
}

struct Client
{
  Node node;
  std::optional<caf::scoped_actor> self;
  caf::actor glass;
  Bytes payload{ payload_bytes, payload_bytes + sizeof payload_bytes };

  explicit Client (uint16_t port)
  {
    auto found = node.system->middleman ().remote_actor (host, port);

    if (!found)
      traffic_fail ("remote_actor");
    glass = *found;
    self.emplace (*node.system);
  }
};

std::optional<Client> client;

void
begin (int fd)
{
  client.emplace (static_cast<uint16_t> (traffic_hear_port (fd)));
}

void
call ()
{
  (*client->self)->send (client->glass, echo_atom::value, client->payload);
}

void
take ()
{
  (*client->self)->receive ([] (const Bytes &) {});
}

void
put ()
{
  (*client->self)->send (client->glass, put_atom::value, client->payload);
}

void
end ()
{
  client.reset ();
}

const Traffic traffic = { serve, begin, call, take, put, end };

}

int
main (int argc, char **argv)
{
  return traffic_main (argc, argv, &traffic);
}
