# SPDX-License-Identifier: MIT

"""What is measured, how much of it makes a round, and what Odeon is to reach.

A round of a timed case does as many operations as take about ROUND_SECONDS, by the typical cost
of one on the machine where the figures of this file were taken. A faulty guess costs only time.
"""

from dataclasses import dataclass, field

OURS = "odeon"
SYSTEMS = (OURS, "floor", "erlang", "erlang-bare", "glib", "pykka")

ROUND_SECONDS = 0.5
QUICK_ROUND_SECONDS = 0.12


@dataclass(frozen=True)
class Case:
    """One case: what its programs do is said in the head of each, and the same for all."""

    name: str
    unit: str
    pinned: tuple = (True,)        # one row each: on one core, on all
    typical: dict = field(default_factory=dict)  # ns per operation, by system, on one core
    unpinned: dict = field(default_factory=dict)  # the same on all cores, where it differs much
    counts: dict = field(default_factory=dict)   # N, where it is not to follow from the cost
    most: int = 1 << 40            # the largest N
    suite: str = "inprocess"

    @property
    def timed(self):
        return self.unit == "ns/op"

    @property
    def systems(self):
        return [system for system in SYSTEMS if system in {**self.typical, **self.counts}]

    def rounds(self, wanted, quick):
        """What is not timed hardly varies: one round does when time is short."""
        return 1 if quick and not self.timed else wanted

    def count(self, system, pinned, quick):
        """N of a round: a round number, which the sources of fan-in can share."""
        if system in self.counts:
            return self.counts[system]
        seconds = QUICK_ROUND_SECONDS if quick else ROUND_SECONDS
        cost = self.typical[system]
        if not pinned:
            cost = self.unpinned.get(system, cost)
        n = int(seconds * 1e9 / cost)
        return min(n - n % (1000 if n > 10_000 else 100), self.most)

    def value(self, n, result):
        """What a program printed, in the unit of the case."""
        return result * 1e9 / n if self.timed else result


CASES = (
    Case("pingpong", "ns/op", pinned=(True, False),
         typical={"odeon": 100, "floor": 40, "erlang": 650, "glib": 1600, "pykka": 30_000},
         unpinned={"pykka": 100_000}),
    # A receiver that falls behind keeps all in memory: no more messages than that allows. Pykka is
    # three times as fast as long as its backlog is short, and always has as many for that reason.
    Case("fanin", "ns/op", pinned=(False,), most=2_000_000,
         typical={"odeon": 120, "floor": 60, "erlang": 180, "glib": 190},
         counts={"pykka": 120_000}),
    Case("spawn", "ns/op",
         typical={"odeon": 700, "floor": 50, "erlang": 1700, "pykka": 250_000}),
    Case("spawn_bytes", "bytes",
         counts={"odeon": 20_000, "floor": 100_000, "erlang": 20_000, "pykka": 500}),
    Case("ring", "ns/op",
         typical={"odeon": 50, "floor": 20, "erlang": 300, "pykka": 25_000}),
    Case("ask_seq", "ns/op", pinned=(True, False),
         typical={"odeon": 160, "floor": 40, "erlang": 2000, "erlang-bare": 700, "pykka": 35_000},
         unpinned={"pykka": 120_000}),
    Case("ask_pipe", "ns/op",
         typical={"odeon": 70, "floor": 30, "erlang": 500, "pykka": 20_000}),
    Case("idle_cpu", "ms", pinned=(False,),
         counts={"odeon": 100, "erlang": 100, "pykka": 100}),
    Case("ask_static", "ns/op", suite="dynamic", typical={"odeon": 160}),
    Case("ask_dynamic", "ns/op", suite="dynamic", typical={"odeon": 500}),
    Case("sxi", "ns/op", typical={"odeon": 60, "glib": 1200}, suite="codec"),
)


@dataclass(frozen=True)
class Target:
    """Odeon at least `factor` times as fast as `peer`; or below `limit` where there is no peer, in
    the unit of the case, above what the case `above` takes."""

    case: str
    peer: str = None
    factor: float = 1
    limit: float = None
    above: str = None


TARGETS = (
    Target("pingpong", "erlang", 4),
    Target("fanin", "glib", 1),
    Target("spawn", "erlang", 3),
    Target("ring", "erlang", 3),
    Target("ask_seq", "erlang", 10),
    Target("ask_pipe", "erlang", 5),
    *(Target(case.name, "pykka", 40) for case in CASES
      if case.timed and "pykka" in case.systems),
    Target("sxi", "glib", 20),
    Target("idle_cpu", limit=10),
    Target("ask_dynamic", limit=1000, above="ask_static"),
)
