# SPDX-License-Identifier: MIT

"""What is measured, how much of it makes a round, and what Odeon is to reach.

A round of a timed case does as many operations as take about ROUND_SECONDS, by the typical cost
of one on the machine where the figures of this file were taken. A faulty guess costs only time.
Savina's cases do what the suite's authors say instead, as much for each system.
"""

from dataclasses import dataclass, field

from targets import OURS, Below, Faster, FasterOnAverage, Flat, Line, NearFloor, Steady

SYSTEMS = (OURS, "floor", "erlang", "erlang-bare", "caf", "glib", "zeromq", "pykka", "sd-bus",
           "capnp", "ice", "thrift", "gdbus", "enet", "tls", "redis")

# Who competes. Bare messages there and back are no ask: no error, no timeout, no dead partner; and
# what sends bytes over a socket is what a network costs at least.
PEERS = tuple(system for system in SYSTEMS
              if system not in (OURS, "floor", "erlang-bare", "tls"))

ROUND_SECONDS = 0.5
QUICK_ROUND_SECONDS = 0.12

# How far what grows: actors alive, messages queued, operations of an interface.
SIZES = {
    "actors": (10, 100, 1_000, 10_000, 100_000, 1_000_000),
    "queue": (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000),
    "methods": (1, 10, 100, 1_000),
}

NS = "ns/op"          # on the clock
CPU_NS = "CPU ns/op"  # of all threads
PERCENT = "%"         # of CPU time, above another case
SYSCALLS = "syscalls/op"  # of both processes


@dataclass(frozen=True)
class Case:
    """One case: what its programs do is said in the head of each, and the same for all."""

    name: str
    unit: str
    pinned: tuple = (True,)        # one row each: on one core, on all
    typical: dict = field(default_factory=dict)  # ns per operation, by system, on one core
    unpinned: dict = field(default_factory=dict)  # the same on all cores, where it differs much
    counts: dict = field(default_factory=dict)   # N, where it is not to follow from the cost
    quick_divisor: int = 1         # of the counts, when time is short
    most: int = 1 << 40            # the largest N
    suite: str = "inprocess"
    program: str = None            # what its programs call it, if not `name`
    is_dispensable: bool = False   # left out when time is short

    @property
    def timed(self):
        return self.unit in (NS, CPU_NS)

    @property
    def label(self):
        return Line(self.suite, self.name, True).label

    @property
    def systems(self):
        return [system for system in SYSTEMS if system in {**self.typical, **self.counts}]

    def is_wanted(self, options):
        """Whether the command line asks for it."""
        return (self.name in (options.case or [self.name])
                and self.suite in (options.suite or [self.suite])
                and not (options.quick and self.is_dispensable))

    def rounds(self, wanted, quick):
        """What is not taken from the clock hardly varies, and Savina takes its time: one round
        does when that is short."""
        if self.unit == SYSCALLS:
            return 1
        return 1 if quick and (self.unit != NS or self.suite == "savina") else wanted

    def count(self, system, pinned, quick):
        """N of a round: a round number, which the sources of fan-in can share."""
        if system in self.counts:
            return self.counts[system] // (self.quick_divisor if quick else 1)
        seconds = QUICK_ROUND_SECONDS if quick else ROUND_SECONDS
        cost = self.typical[system]
        if not pinned:
            cost = self.unpinned.get(system, cost)
        n = int(seconds * 1e9 / cost)
        return min(n - n % (1000 if n > 10_000 else 100), self.most)

    def value(self, n, result):
        """A result in the unit of the case: of what is timed, it is in seconds."""
        return result * 1e9 / n if self.timed else result


def savina(name, n, quick_divisor=10, **others):
    """A case of the suite: N is the same for those who compete, for some cost more than twice as
    much for twice as many; Pykka has what it can do in a second."""
    return Case(name, NS, pinned=(False,), suite="savina", quick_divisor=quick_divisor,
                counts={"odeon": n, "erlang": n, "caf": n, **others})


def growing_name(what, size):
    return f"{what}_{size}"


def growing(what):
    """A case for each size; its programs print nanoseconds themselves. Every other size is enough
    to see that something is wrong."""
    for i, size in enumerate(SIZES[what]):
        yield Case(growing_name(what, size), "ns/message", suite="growth", program=what,
                   counts={OURS: size, "floor": size}, is_dispensable=i % 2 == 1)


BETWEEN_PROCESSES = ("odeon", "floor", "erlang", "caf", "zeromq", "sd-bus", "capnp", "ice",
                     "thrift", "gdbus")

# A receiver that falls behind keeps all in memory: no more messages than that allows. Pykka is
# three times as fast as long as its backlog is short, and always has as many for that reason.
FANIN = dict(pinned=(False,), most=2_000_000,
             typical={"odeon": 120, "floor": 60, "erlang": 180, "caf": 280, "glib": 190,
                      "zeromq": 190},
             counts={"pykka": 120_000})

def counting(name, n):
    """How many system calls an operation of the case `name` makes, of both processes. To start one
    is not always the same: where there is a limit, it must not count."""
    return Case(f"syscalls_{name}", SYSCALLS, suite="interprocess", program=name, quick_divisor=4,
                counts={**dict.fromkeys(BETWEEN_PROCESSES, n), OURS: max(40_000, n)})


CASES = (
    Case("pingpong", NS, pinned=(True, False),
         typical={"odeon": 100, "floor": 40, "erlang": 650, "caf": 2300, "glib": 1600,
                  "pykka": 30_000},
         unpinned={"pykka": 100_000}),
    Case("fanin", NS, **FANIN),
    Case("fanin_cpu", CPU_NS, program="fanin", **FANIN),
    Case("spawn", NS,
         typical={"odeon": 220, "floor": 50, "erlang": 1700, "caf": 6400, "pykka": 250_000}),
    Case("spawn_bytes", "bytes",
         counts={"odeon": 20_000, "floor": 100_000, "erlang": 20_000, "caf": 60_000,
                 "pykka": 500}),
    Case("ring", NS,
         typical={"odeon": 50, "floor": 20, "erlang": 300, "caf": 1100, "pykka": 25_000}),
    Case("ask_seq", NS, pinned=(True, False),
         typical={"odeon": 160, "floor": 40, "erlang": 2000, "erlang-bare": 700, "caf": 2600,
                  "pykka": 35_000},
         unpinned={"pykka": 120_000}),
    Case("ask_pipe", NS,
         typical={"odeon": 70, "floor": 30, "erlang": 500, "caf": 2600, "pykka": 20_000}),
    Case("idle_cpu", "ms", pinned=(False,),
         counts={"odeon": 100, "erlang": 100, "pykka": 100}),
    Case("ask_static", NS, suite="dynamic", typical={"odeon": 160}),
    Case("ask_dynamic", NS, suite="dynamic", typical={"odeon": 500}),
    # An await that suspends or not, each beside another way to take the answers of the same calls.
    *(Case(name, NS, suite="await", typical={"odeon": cost})
      for name, cost in (("await_then", 150), ("await_suspend", 160), ("await_finish", 80),
                         ("await_done", 80))),
    # The same with something added. What is in percent says itself how much more CPU time it took:
    # with a bound; published to one subscriber and not told to it.
    Case("pingpong_supervised", NS, suite="added", typical={"odeon": 100}),
    Case("pingpong_bounded", PERCENT, suite="added", counts={"odeon": 50_000}, quick_divisor=5),
    Case("fanin_bounded", PERCENT, pinned=(False,), suite="added", counts={"odeon": 200_000},
         quick_divisor=5),
    Case("restart", NS, suite="added", typical={"odeon": 3000}),
    Case("tell_one", NS, suite="added", typical={"odeon": 35}),
    Case("publish_one", NS, suite="added", typical={"odeon": 55}),
    Case("publish_cpu", PERCENT, suite="added", counts={"odeon": 100_000}, quick_divisor=5),
    Case("sxi", NS, typical={"odeon": 60, "glib": 1200}, suite="codec"),

    # As many as the suite has, times ten where that is over in no time.
    savina("pingpong", 400_000, pykka=20_000),
    savina("count", 4_000_000, pykka=100_000),
    savina("fjthrput", 3_000_000),
    savina("fjcreate", 200_000),
    savina("threadring", 1_000_000, pykka=20_000),
    savina("chameneos", 200_000),
    savina("big", 120 * 20_000),
    savina("bndbuffer", 400_000),
    savina("philosopher", 20 * 10_000),
    savina("banking", 50_000, quick_divisor=1),  # fewer, and it would be about opening accounts
    savina("sieve", 100_000, quick_divisor=1),   # fewer, and there would be few filters
    savina("uct", 200_000),
    savina("skynet", 1_000_000),

    *(case for what in SIZES for case in growing(what)),

    Case("rtt", NS, suite="interprocess",
         typical={"odeon": 10_000, "floor": 6_000, "erlang": 100_000, "caf": 400_000,
                  "zeromq": 40_000, "sd-bus": 15_000, "capnp": 40_000, "ice": 50_000,
                  "thrift": 25_000, "gdbus": 150_000}),
    Case("pipe1000", NS, suite="interprocess",
         typical={"odeon": 600, "floor": 40, "erlang": 20_000, "caf": 60_000, "zeromq": 600,
                  "sd-bus": 8_000, "capnp": 40_000, "ice": 15_000, "thrift": 15_000,
                  "gdbus": 80_000}),
    Case("oneway", NS, suite="interprocess",
         typical={"odeon": 300, "floor": 30, "erlang": 5_000, "caf": 25_000, "zeromq": 300,
                  "sd-bus": 5_000, "capnp": 40_000, "ice": 7_000, "thrift": 10_000,
                  "gdbus": 60_000}),
    counting("rtt", 1_000),
    counting("pipe1000", 20_000),
    Case("group_start", NS, suite="interprocess", counts={"odeon": 20}),
    # 64 MiB. Beside shared memory, the floor streams; beside any other, it copies.
    Case("bulk_shared", NS, suite="interprocess", counts={"odeon": 10, "floor": 10}),
    Case("bulk", NS, suite="interprocess", counts={"odeon": 10, "floor": 10}),

    # Between machines, over the loopback interface. Datagrams are not repeated: what needs that, or
    # is larger than one, they are not asked for. Round trips on one core.
    Case("rtt", NS, suite="network",
         typical={"odeon": 25_000, "enet": 15_000, "tls": 12_000, "floor": 7_000}),
    Case("oneway", NS, suite="network", pinned=(False,),
         typical={"odeon": 300, "enet": 500, "tls": 100}),
    Case("unreliable", NS, suite="network", pinned=(False,),
         typical={"odeon": 1_000, "enet": 1_000, "floor": 2_000}),
    # 16 KiB each.
    Case("bulk", NS, suite="network", pinned=(False,),
         typical={"odeon": 50_000, "enet": 200_000, "tls": 20_000}),
    # With 20 ms there and back and so many of a hundred datagrams lost each way: the 99th percentile
    # of a thousand ordered messages a second, and 16 KiB messages. Of three runs ENet gives one up
    # where it is worst.
    Case("loss5_p99", "ms", suite="network", pinned=(False,), quick_divisor=5,
         counts={"odeon": 5_000, "enet": 5_000}),
    Case("loss20_p99", "ms", suite="network", pinned=(False,), quick_divisor=5,
         counts={"odeon": 5_000}),
    Case("loss1_bulk", NS, suite="network", pinned=(False,), quick_divisor=5,
         counts={"odeon": 500, "enet": 500}),

    # Durable mail: until the server has it, and until an actor has handled it besides.
    Case("append", NS, suite="store", pinned=(False,), typical={"odeon": 6_000, "redis": 2_000}),
    Case("handle", NS, suite="store", pinned=(False,), typical={"odeon": 10_000}),
)


def fastest(name, times=1, suite="inprocess", without=(), **other):
    """Of all that compete in a case."""
    case = next(case for case in CASES if (case.suite, case.name) == (suite, name))
    peers = tuple(peer for peer in case.systems if peer in PEERS and peer not in without)
    return Faster(name, suite, peers=peers, times=times, **other)


SAVINA = tuple(case.name for case in CASES if case.suite == "savina")
SAVINA_PEERS = ("erlang", "caf")

TARGETS = (
    fastest("pingpong", 6),
    NearFloor("pingpong", times=2),
    fastest("pingpong", 6, pinned=False),
    Steady("pingpong", times=1.3),
    fastest("fanin", 1.3),
    NearFloor("fanin", times=1.8),
    fastest("fanin_cpu", 1.3),
    fastest("spawn", 6),
    NearFloor("spawn", times=4),
    Below("spawn_bytes", limit=400, unit="bytes"),
    fastest("ring", 5),
    NearFloor("ring", times=2),
    fastest("ask_seq", 15),
    NearFloor("ask_seq", times=1.6),
    fastest("ask_pipe", 7),
    NearFloor("ask_pipe", times=1.6),
    *(Faster(case.name, peers=("pykka",), times=40) for case in CASES
      if case.suite == "inprocess" and case.unit == NS and "pykka" in case.systems),
    Below("idle_cpu", limit=10, unit="ms in 2 s"),
    Below("ask_dynamic", "dynamic", limit=1000, unit="ns", above="ask_static"),
    Below("await_suspend", "await", limit=150, unit="ns", above="await_then"),
    Below("await_done", "await", limit=10, unit="ns", above="await_finish"),
    Below("pingpong_bounded", "added", limit=10, unit="% above the unbounded"),
    Below("fanin_bounded", "added", limit=10, unit="% above the unbounded"),
    Below("restart", "added", limit=5000, unit="ns"),
    Below("publish_cpu", "added", limit=50, unit="% above a tell"),
    *(Flat("growth", what, tuple(growing_name(what, size) for size in sizes), times=1.5)
      for what, sizes in SIZES.items()),
    Faster("sxi", "codec", peers=("glib",), times=20),
    *(Faster(name, "savina", peers=SAVINA_PEERS) for name in SAVINA),
    NearFloor("rtt", "interprocess", times=1.5),
    fastest("rtt", suite="interprocess"),
    Faster("pipe1000", "interprocess", peers=("zeromq",)),
    # ZeroMQ dispatches nothing.
    fastest("pipe1000", 10, suite="interprocess", without=("zeromq",)),
    Faster("pipe1000", "interprocess", peers=("gdbus",), times=80),
    Faster("oneway", "interprocess", peers=("zeromq",), times=1.5),
    Below("syscalls_rtt", "interprocess", limit=6, unit="system calls"),
    Below("syscalls_pipe1000", "interprocess", limit=0.1, unit="system calls"),
    Below("group_start", "interprocess", limit=15e6, unit="ns"),
    Faster("bulk_shared", "interprocess", peers=("floor",), times=5),
    NearFloor("bulk", "interprocess", times=5),
    Faster("rtt", "network", peers=("enet",), times=1 / 1.1),
    Faster("oneway", "network", peers=("enet",), times=2.5),
    Faster("unreliable", "network", peers=("enet",)),
    Faster("bulk", "network", peers=("enet",), times=2),
    Faster("loss5_p99", "network", peers=("enet",), times=1 / 0.15),
    Below("loss20_p99", "network", limit=250, unit="ms"),
    Faster("loss1_bulk", "network", peers=("enet",), times=3),
    FasterOnAverage("savina", SAVINA, SAVINA_PEERS, times=4),
    Faster("append", "store", peers=("redis",), times=0.7),
    Below("handle", "store", limit=10_000, unit="ns"),
)
