/* SPDX-License-Identifier: MIT */

/* Ice over TCP (it has no Unix sockets), through what its compiler makes of Glass.ice. What is put
 * is sent oneway, each for itself, as calls are. */

#include "Glass.h"

extern "C" {
#include "traffic.h"
}

#include <Ice/Ice.h>
#include <deque>
#include <future>

namespace
{

Ice::CommunicatorPtr communicator;
std::shared_ptr<Bench::GlassPrx> glass;
std::shared_ptr<Bench::GlassPrx> oneway;
std::deque<std::future<Bench::Blob>> asked;
const Bench::Blob payload (payload_bytes, payload_bytes + sizeof payload_bytes);

class Server final : public Bench::Glass
{
  Bench::Blob
  echo (Bench::Blob data, const Ice::Current &) override
  {
    return data;
  }

  void
  put (Bench::Blob, const Ice::Current &) override
  {
  }
};

/* An endpoint's information has its layers, of which TCP's is the innermost. */
int
port_of (const Ice::EndpointPtr &endpoint)
{
  Ice::EndpointInfoPtr info = endpoint->getInfo ();

  while (info->underlying)
    info = info->underlying;
  return std::dynamic_pointer_cast<Ice::IPEndpointInfo> (info)->port;
}

void
serve (int fd)
{
  communicator = Ice::initialize ();
  auto adapter = communicator->createObjectAdapterWithEndpoints ("glass", "tcp -h 127.0.0.1 -p 0");

  adapter->add (std::make_shared<Server> (), Ice::stringToIdentity ("glass"));
  adapter->activate ();
  traffic_tell_port (fd, port_of (adapter->getEndpoints ().front ()));
  communicator->waitForShutdown ();
}

void
begin (int fd)
{
  int port = traffic_hear_port (fd);

  communicator = Ice::initialize ();
  glass = Ice::uncheckedCast<Bench::GlassPrx> (
    communicator->stringToProxy ("glass:tcp -h 127.0.0.1 -p " + std::to_string (port)));
  oneway = glass->ice_oneway ();
}

void
call ()
{
  asked.push_back (glass->echoAsync (payload));
}

void
take ()
{
  asked.front ().get ();
  asked.pop_front ();
}

void
put ()
{
  oneway->put (payload);
}

void
end ()
{
  oneway = nullptr;
  glass = nullptr;
  communicator->destroy ();
}

const Traffic traffic = { serve, begin, call, take, put, end };

}

int
main (int argc, char **argv)
{
  return traffic_main (argc, argv, &traffic);
}
