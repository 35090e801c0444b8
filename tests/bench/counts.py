#!/usr/bin/env python3
# SPDX-License-Identifier: MIT

"""Count what one operation costs: instructions, allocations, atomic operations, system calls.

Other than times, these do not depend on the mood of the machine. Each case is run twice, with
different N: what the longer run has more, divided by how many operations it did more, is the cost
of one, without what it takes to begin and to end. Under valgrind one thread runs at a time, and
slowly: where threads wait for each other, as in fan-in, and where the clock decides, the figures
are near the truth but vary.
"""

import argparse
import os
import queue
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile

sys.dont_write_bytecode = True  # the source tree stays as it is

import callgrind            # noqa: E402
import machinecode          # noqa: E402
import report               # noqa: E402
import systems              # noqa: E402
from catalog import CASES, NS, OURS  # noqa: E402

FLOOR = "floor"
# Several processes, or too long for what counts.
UNCOUNTED = ("savina", "interprocess", "network")

SIZES = (10_000, 40_000)
QUICK_SIZES = (2_000, 10_000)
COUNTS = ("instructions", "allocations", "atomics", "syscalls")
TOOLS = {"valgrind": COUNTS[:3], "objdump": COUNTS[:3], "strace": COUNTS[3:]}
PACKAGES = {"objdump": "binutils"}


def operations(n):
    """What a program that is warmed does in all: see program.c."""
    return n + n // 10 + 1


def execution(build):
    """What lies in a build tree may be a script of libtool's around the program."""
    return [build / "libtool", "--mode=execute"]


def profile(build, command, sizes, pinned):
    """The profile of the operations that the longer run has more."""
    fewer, more = (callgrind.run(execution(build), command, n, pinned) for n in sizes)
    return more - fewer


def system_calls(build, command, n, pinned):
    with NamedTemporaryFile("r", prefix="odeon-bench-") as summary:
        systems.run([*execution(build), "strace", "-f", "-c", "-o", summary.name, *command],
                    n, pinned)
        # % time, seconds, usecs/call, calls, (errors,) "total"
        return int(summary.readlines()[-1].split()[3])


def system_calls_each(build, command, n, pinned):
    """How many system calls one of the operations makes, in all processes."""
    if "strace" in missing_tools():
        raise systems.Failed("strace not found: apt install strace")
    sizes = (n // 5, n)
    fewer, more = (system_calls(build, command, size, pinned) for size in sizes)
    return (more - fewer) / (operations(sizes[1]) - operations(sizes[0]))


def count(build, command, sizes, pinned, absent):
    """One case of one system: {count: how many per operation}."""
    found = {}
    done = operations(sizes[1]) - operations(sizes[0])

    if not absent & {"valgrind", "objdump"}:
        executed = profile(build, command, sizes, pinned)
        found["instructions"] = executed.total()
        found["allocations"] = executed.only(machinecode.allocators).total()
        found["atomics"] = executed.only(machinecode.atomics).total()
    if "strace" not in absent:
        fewer, more = (system_calls(build, command, n, pinned) for n in sizes)
        found["syscalls"] = more - fewer
    return {name: round(max(total, 0) / done, 3) for name, total in found.items()}


class Cores:
    """Counting is not disturbed by who else runs: on each core there is a run at a time."""

    def __init__(self):
        self.all = os.sched_getaffinity(0)
        self.free = queue.SimpleQueue()
        for core in self.all:
            self.free.put(core)

    def run(self, function, pinned):
        core = self.free.get()
        try:
            # Of this thread; a process that it starts inherits it.
            os.sched_setaffinity(0, {core} if pinned else self.all)
            return function()
        finally:
            self.free.put(core)


def missing_tools():
    return {tool for tool in TOOLS if not shutil.which(tool)}


def why_not(absent):
    return [f"{', '.join(TOOLS[tool])} per operation: {tool} not found: "
            f"apt install {PACKAGES.get(tool, tool)}" for tool in sorted(absent)]


def chosen(commands, options):
    """The cases that both have, each with the systems of `commands` among the two, and those of
    ours that have something added."""
    for case in CASES:
        if (case.unit == NS and (FLOOR in case.systems or case.suite == "added")
                and case.suite != "interprocess" and case.is_wanted(options)):
            for system in (OURS, FLOOR):
                if system in commands and system in case.systems:
                    yield case, system


def measure(commands, options):
    """Returns the rows of the table, why something is not counted, and what failed."""
    sizes = QUICK_SIZES if options.quick else SIZES
    absent = missing_tools()
    cores = Cores()
    rows, failures = [], []

    def start(case, system):
        pinned = True in case.pinned
        command = commands[system](case)
        return pool.submit(cores.run,
                           lambda: count(options.build, command, sizes, pinned, absent), pinned)

    with ThreadPoolExecutor(len(cores.all)) as pool:
        started = [(case, system, start(case, system))
                   for case, system in chosen(commands, options)]
        for case, system, result in started:
            try:
                rows.append({"case": case.name, "system": system, **result.result()})
            except systems.Failed as error:
                failures.append(f"{system}: {error}")
    return rows, why_not(absent), failures


def cell(row, name):
    if name not in row:
        return "–"
    return f"{row[name]:,.0f}" if name == "instructions" else f"{row[name]:.2f}"


def table(rows):
    """A line for each row, with how many times the floor's instructions ours are."""
    floor = {row["case"]: row.get("instructions") for row in rows if row["system"] == FLOOR}
    grid = [["case", "system", *COUNTS]] if rows else []
    for row in rows:
        cells = [cell(row, name) for name in COUNTS]
        if row["system"] == OURS and floor.get(row["case"]):
            cells[0] += f" ({report.number(row['instructions'] / floor[row['case']])}×)"
        grid.append([row["case"], row["system"], *cells])
    return report.aligned(grid, "<<" + ">" * len(COUNTS))


# By itself: where the instructions of a case are

def parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", choices=[case.name for case in CASES
                                         if case.suite not in UNCOUNTED],
                        help="the case whose functions are listed")
    parser.add_argument("--system", choices=(OURS, FLOOR), default=OURS, help="whose (odeon)")
    parser.add_argument("--build", type=Path, default=Path.cwd(), metavar="DIR",
                        help="where Odeon was built (default: the current directory)")
    return parser.parse_args()


def main():
    """Lists the functions that one operation executes, and their atomic instructions."""
    options = parse_options()
    build = options.build.resolve()
    case = next(case for case in CASES if case.name == options.case)
    command = systems.PREPARE[options.system](build, None, {case.suite})(case)
    executed = profile(build, command, SIZES, True)
    atomics = executed.only(machinecode.atomics).functions()
    done = operations(SIZES[1]) - operations(SIZES[0])
    grid = [["function", "instructions", "atomics"]]

    for function, times in executed.functions().most_common():
        locked = max(atomics[function], 0)
        if times >= done or locked * 10 >= done:
            grid.append([function, f"{times / done:.1f}", f"{locked / done:.2f}"])
    print(*report.aligned(grid, "<>>"), sep="\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (systems.Failed, systems.Missing) as error:
        sys.exit(f"counts: {error}")
