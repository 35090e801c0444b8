/* SPDX-License-Identifier: MIT */

/* Cap'n Proto's RPC over a socket pair, through what its compiler makes of glass.capnp. Version 0.9
 * has no calls without an answer: what is put is answered, and the answer dropped. */

#include "glass.capnp.h"

extern "C" {
#include "traffic.h"
}

#include <capnp/rpc-twoparty.h>
#include <deque>
#include <kj/async-io.h>
#include <optional>
#include <unistd.h>

namespace
{

class Server final : public Glass::Server
{
  kj::Promise<void>
  echo (EchoContext context) override
  {
    context.getResults ().setResult (context.getParams ().getData ());
    return kj::READY_NOW;
  }

  kj::Promise<void>
  put (PutContext) override
  {
    return kj::READY_NOW;
  }
};

void
serve (int fd)
{
  auto io = kj::setupAsyncIo ();
  auto stream = io.lowLevelProvider->wrapSocketFd (fd);
  capnp::TwoPartyServer server (kj::heap<Server> ());

  server.accept (kj::mv (stream));
  kj::NEVER_DONE.wait (io.waitScope);
}

struct Client
{
  kj::AsyncIoContext io = kj::setupAsyncIo ();
  kj::Own<kj::AsyncIoStream> stream;
  capnp::TwoPartyClient party;
  Glass::Client glass;
  std::deque<capnp::RemotePromise<Glass::EchoResults>> asked;

  /* It closes what it has. */
  kj::Own<kj::AsyncIoStream>
  wrap (int fd)
  {
    return io.lowLevelProvider->wrapSocketFd (dup (fd),
                                              kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP);
  }

  explicit Client (int fd)
    : stream (wrap (fd)), party (*stream),
      glass (party.bootstrap ().castAs<Glass> ())
  {
  }
};

std::optional<Client> client;

capnp::Data::Reader
payload ()
{
  return { payload_bytes, sizeof payload_bytes };
}

void
begin (int fd)
{
  client.emplace (fd);
}

void
call ()
{
  auto request = client->glass.echoRequest ();

  request.setData (payload ());
  client->asked.push_back (request.send ());
}

void
take ()
{
  auto promise = kj::mv (client->asked.front ());

  client->asked.pop_front ();
  promise.wait (client->io.waitScope);
}

void
put ()
{
  auto request = client->glass.putRequest ();

  request.setData (payload ());
  request.send ().detach ([] (kj::Exception &&) {});
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
