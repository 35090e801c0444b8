# SPDX-License-Identifier: MIT

"""Which instructions a program executes, and how often, as valgrind's callgrind sees it."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import systems

OPTIONS = ("--tool=callgrind", "--dump-instr=yes", "--dump-line=no", "--compress-strings=no",
           "--compress-pos=no")

# Under valgrind we and GLib would leave to malloc what we keep in lists of our own elsewhere.
ENVIRONMENT = ("ODEON_BLOCKS=magazines", "G_SLICE=")

# Of all instructions: an object with fewer is not worth being disassembled.
WORTH_A_LOOK = 0.001


class Profile:
    """How often each instruction was executed, by object, function and address."""

    def __init__(self, times=()):
        self.times = Counter(times)

    def __sub__(self, other):
        """What this one has more; instructions may be fewer in a longer run, at its edges."""
        times = self.times.copy()
        times.subtract(other.times)
        return Profile(times)

    def total(self):
        return sum(self.times.values())

    def objects(self):
        totals = Counter()
        for (path, _, _), times in self.times.items():
            totals[path] += times
        return [path for path, times in totals.items() if times > WORTH_A_LOOK * self.total()]

    def only(self, find):
        """The part of it at those addresses of each object that find(path) returns."""
        chosen = {path: find(path) for path in self.objects()}
        return Profile({key: times for key, times in self.times.items()
                        if key[2] in chosen.get(key[0], ())})

    def functions(self):
        totals = Counter()
        for (_, function, _), times in self.times.items():
            totals[function] += times
        return totals


def parse(text):
    """Reads what callgrind wrote: `ob=` and `fn=` say where the lines after them belong; a line
    after `calls=` is what the called function took, which has lines of its own."""
    times = Counter()
    path = function = None
    is_call = False

    for line in text.splitlines():
        if line.startswith("0x"):
            if not is_call:
                address, count = line.split()
                times[path, function, int(address, 16)] += int(count)
            is_call = False
        elif line.startswith("calls="):
            is_call = True
        elif line.startswith("ob="):
            path = line[3:]
        elif line.startswith("fn="):
            # Called within itself, it has a number behind its name; what LTO appends is no name.
            function = line[3:].partition("'")[0].partition(".lto_priv")[0]
    return Profile(times)


def run(execute, command, n, pinned):
    """Runs a program once, by what `execute` begins with; returns its profile."""
    with TemporaryDirectory(prefix="odeon-bench-") as directory:
        written = Path(directory) / "profile"
        systems.run([*execute, "env", *ENVIRONMENT, "valgrind", "-q", *OPTIONS,
                     f"--callgrind-out-file={written}", *command], n, pinned)
        return parse(written.read_text(encoding="utf-8", errors="replace"))
