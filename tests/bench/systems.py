# SPDX-License-Identifier: MIT

"""The systems that are measured: whether each is here, and the command that runs one case."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
TIMEOUT = 120  # seconds; no round takes a tenth of it


class Missing(Exception):
    """A system cannot be run; says what is needed."""


class Failed(Exception):
    """A system's program did not do its job; says how."""


def compiled(name):
    """A program of ours, built beside this one."""

    def prepare(build, _output):
        program = build / "tests" / "bench" / f"bench-{name}"
        if not os.access(program, os.X_OK):
            raise Missing(f"{program} is not built: ./bootstrap bench builds it")
        return lambda case: [program, case]

    return prepare


@functools.cache
def compile_erlang(output):
    done = subprocess.run(["erlc", "-o", output, SOURCE / "odeon_bench.erl"],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"erlc: exit status {done.returncode}\n{done.stdout}{done.stderr}")


def erlang(rename):
    """Erlang's program; `rename` turns the case's name into the name it has there."""

    def prepare(_build, output):
        if not (shutil.which("erl") and shutil.which("erlc")):
            raise Missing("erl and erlc not found: apt install erlang-base")
        compile_erlang(output)
        return lambda case: ["erl", "-noinput", "-pa", output, "-run", "odeon_bench", "main",
                             rename.get(case, case)]

    return prepare


def pykka(_build, _output):
    # Debian's Python has Debian's Pykka; another one may come first in the path.
    for python in ("/usr/bin/python3", shutil.which("python3")):
        if python and os.access(python, os.X_OK) and subprocess.run(
                [python, "-c", "import pykka"], stderr=subprocess.DEVNULL).returncode == 0:
            return lambda case: [python, SOURCE / "pykka-bench.py", case]
    raise Missing("Python's module pykka not found: apt install python3-pykka")


PREPARE = {
    "odeon": compiled("odeon"),
    "floor": compiled("floor"),
    "erlang": erlang({}),
    "erlang-bare": erlang({"ask_seq": "ask_seq_bare"}),
    "glib": compiled("glib"),
    "pykka": pykka,
}


def prepare(names, build, output):
    """Returns the commands of the systems that are here and the reasons of those that are not."""
    commands, missing = {}, {}
    for name in names:
        try:
            commands[name] = PREPARE[name](build, output)
        except Missing as reason:
            missing[name] = str(reason)
    return commands, missing


def pin_to_one_core():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def run(command, n, pinned):
    """Runs a program once; returns the result it printed."""
    arguments = [*map(str, command), str(n)]
    what = " ".join(arguments)
    try:
        done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=TIMEOUT, preexec_fn=pin_to_one_core if pinned else None)
    except subprocess.TimeoutExpired:
        raise Failed(f"{what}: took more than {TIMEOUT} s") from None
    if done.returncode != 0:
        raise Failed(f"{what}: exit status {done.returncode}\n{done.stderr.strip()}")

    words = done.stdout.split()
    if len(words) != 3 or words[1] != str(n):
        raise Failed(f"{what}: unexpected output: {done.stdout!r}")
    return float(words[2])
