# SPDX-License-Identifier: MIT

"""The kinds of promises, and whether what was measured keeps one.

Each says what it is `about` and what is `wanted`, and judges the medians, which are given as
{Line: {system: median}}. Where a case has a line on one core and one on all, the first is meant
unless `pinned` says otherwise.
"""

from dataclasses import dataclass
from math import prod
from typing import NamedTuple, Optional

OURS = "odeon"


class Line(NamedTuple):
    """A line of the table."""

    suite: str
    case: str
    pinned: bool

    @property
    def label(self):
        """The case, with its suite where that is not the usual one."""
        return self.case if self.suite == "inprocess" else f"{self.suite} {self.case}"


class Verdict(NamedTuple):
    measured: str = ""
    kept: Optional[bool] = None  # None: it cannot be said
    remark: str = ""


def find(medians, suite, case, pinned=None):
    """The medians of a case by system; none if it was not measured."""
    for choice in (True, False) if pinned is None else (pinned,):
        if Line(suite, case, choice) in medians:
            return medians[Line(suite, case, choice)]
    return {}


def lead(line, peers):
    """How many times as fast as the best of the peers, and which that is; None if nobody ran."""
    here = [peer for peer in peers if peer in line]
    if not here or OURS not in line:
        return None, None
    best = min(here, key=line.get)
    return line[best] / line[OURS], best


def without(absent):
    return f"without {', '.join(absent)}" if absent else ""


@dataclass(frozen=True)
class Promise:
    case: str
    suite: str = "inprocess"

    @property
    def about(self):
        return Line(self.suite, self.case, True).label


@dataclass(frozen=True, kw_only=True)
class Faster(Promise):
    """At least `times` as fast as each peer."""

    peers: tuple
    times: float = 1
    pinned: Optional[bool] = None

    @property
    def wanted(self):
        rivals = " and ".join(self.peers) if len(self.peers) <= 2 else "the best peer"
        cores = ", on all cores" if self.pinned is False else ""
        much = "faster than" if self.times == 1 else f"at least {self.times:g}× as fast as"
        return f"{much} {rivals}{cores}"

    def judge(self, medians):
        line = find(medians, self.suite, self.case, self.pinned)
        reached, best = lead(line, self.peers)
        if reached is None:
            return Verdict()
        absent = [peer for peer in self.peers if peer not in line]
        return Verdict(f"{reached:.2f}× {best}", reached >= self.times, without(absent))


@dataclass(frozen=True)
class FasterOnAverage:
    """The same in the geometric mean of all cases of a suite, each beside its best peer."""

    suite: str
    cases: tuple
    peers: tuple
    times: float

    @property
    def about(self):
        return f"{self.suite}, mean"

    @property
    def wanted(self):
        return f"at least {self.times:g}× as fast as the better of {' and '.join(self.peers)}"

    def judge(self, medians):
        lines = [find(medians, self.suite, case) for case in self.cases]
        leads = [reached for reached, _ in (lead(line, self.peers) for line in lines) if reached]
        if len(leads) < len(self.cases):
            return Verdict()
        mean = prod(leads) ** (1 / len(leads))
        absent = [peer for peer in self.peers if any(peer not in line for line in lines)]
        return Verdict(f"{mean:.2f}×", mean >= self.times, without(absent))


@dataclass(frozen=True, kw_only=True)
class NearFloor(Promise):
    """At most `times` what the floor program takes."""

    times: float

    @property
    def wanted(self):
        return f"at most {self.times:g}× the floor"

    def judge(self, medians):
        line = find(medians, self.suite, self.case)
        if OURS not in line or "floor" not in line:
            return Verdict()
        reached = line[OURS] / line["floor"]
        return Verdict(f"{reached:.2f}×", reached <= self.times)


@dataclass(frozen=True, kw_only=True)
class Steady(Promise):
    """On all cores at most `times` what it takes on one: those who talk are kept together."""

    times: float

    @property
    def wanted(self):
        return f"on all cores at most {self.times:g}× as on one"

    def judge(self, medians):
        one, all_cores = (find(medians, self.suite, self.case, pinned) for pinned in (True, False))
        if OURS not in one or OURS not in all_cores:
            return Verdict()
        reached = all_cores[OURS] / one[OURS]
        return Verdict(f"{reached:.2f}×", reached <= self.times)


@dataclass(frozen=True)
class Flat:
    """As something grows, what we take grows as what the floor program does: the one divided by the
    other is at most `times` as much at one size as at another."""

    suite: str
    what: str
    cases: tuple
    times: float

    @property
    def about(self):
        return f"{self.suite} {self.what}"

    @property
    def wanted(self):
        return f"beside the floor at most {self.times:g}× as much at any size"

    def judge(self, medians):
        lines = [find(medians, self.suite, case) for case in self.cases]
        ratios = [line[OURS] / line["floor"] for line in lines if OURS in line and "floor" in line]
        if len(ratios) < 2:
            return Verdict()
        spread = max(ratios) / min(ratios)
        return Verdict(f"{spread:.2f}×", spread <= self.times,
                       f"{min(ratios):.2f}× to {max(ratios):.2f}× the floor")


@dataclass(frozen=True, kw_only=True)
class Below(Promise):
    """At most so much, or so much above what the case `above` of the suite takes."""

    limit: float
    unit: str
    above: Optional[str] = None

    @property
    def wanted(self):
        above = f" above {self.above}" if self.above else ""
        return f"at most {self.limit:,g} {self.unit}{above}"

    def judge(self, medians):
        ours = find(medians, self.suite, self.case).get(OURS)
        base = find(medians, self.suite, self.above).get(OURS) if self.above else 0
        if ours is None or base is None:
            return Verdict()
        return Verdict(f"{ours - base:,.3g}", ours - base <= self.limit)
