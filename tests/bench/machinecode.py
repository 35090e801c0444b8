# SPDX-License-Identifier: MIT

"""What the machine code of an object is made of, as far as it costs more than others: where its
atomic instructions are, and where its allocating functions begin."""

import functools
import re
import subprocess

# Those that hand out memory; what they call inside each other does not begin there.
ALLOCATORS = {"malloc", "calloc", "realloc", "memalign", "posix_memalign", "aligned_alloc"}

# Locks its bus: by a prefix, or because xchg with memory always does.
ATOMIC = re.compile(r"^\s*([0-9a-f]+):\t(?:lock |xchg .*\()")


def lines_of(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.splitlines()


@functools.cache
def atomics(path):
    """The addresses of its atomic instructions."""
    code = lines_of("objdump", "-d", "--no-show-raw-insn", path)
    return {int(match[1], 16) for match in map(ATOMIC.match, code) if match}


@functools.cache
def allocators(path):
    """The addresses where its allocating functions begin."""
    symbols = (line.split() for line in lines_of("nm", "-D", "--defined-only", path))
    return {int(symbol[0], 16) for symbol in symbols
            if len(symbol) == 3 and symbol[2].split("@")[0] in ALLOCATORS}
