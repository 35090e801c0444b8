# SPDX-License-Identifier: MIT

"""The systems that are measured: whether each is here, and the command that runs one case."""

import functools
import os
import resource
import shutil
import socket
import subprocess
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).resolve().parent
TIMEOUT = 120  # seconds; no round takes a tenth of it


class Missing(Exception):
    """A system cannot be run; says what is needed."""


class Failed(Exception):
    """A system's program did not do its job; says how."""


class Run(NamedTuple):
    result: float       # what the program printed
    cpu_seconds: float  # what it used in all, from its start to its end


def compiled(needs=None, **suites):
    """Programs of ours, built beside this one where what they `need` is there; `suites`: whose
    they are; the first is also that of those that have none of their own."""

    def prepare(build, _output, wanted):
        programs = {suite: build / "tests" / "bench" / f"bench-{program}"
                    for suite, program in suites.items()}
        first = next(iter(programs.values()))
        for program in {programs.get(suite, first) for suite in wanted or programs}:
            if not os.access(program, os.X_OK):
                why = f"; it needs {needs}" if needs else ""
                raise Missing(f"{program} is not built: ./bootstrap bench builds it{why}")
        return lambda case: [programs.get(case.suite, first), case.program or case.name]

    return prepare


@functools.cache
def compile_erlang(output):
    done = subprocess.run(["erlc", "-o", output, *SOURCE.rglob("*.erl")],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"erlc: exit status {done.returncode}\n{done.stdout}{done.stderr}")


ERLANG_MODULES = {"savina": "odeon_savina", "interprocess": "odeon_interprocess"}


def free_port():
    with socket.create_server(("localhost", 0)) as listening:
        return listening.getsockname()[1]


def erlang_options(suite):
    """Skynet needs more processes than Erlang allows by default; two nodes agree on a port."""
    if suite == "savina":
        return ["+P", "4000000"]
    if suite == "interprocess":
        return ["-setcookie", "odeon_bench", "-erl_epmd_port", free_port()]
    return []


def erlang(rename):
    """Erlang's programs; `rename` turns the case's name into the name it has there."""

    def prepare(_build, output, _wanted):
        if not (shutil.which("erl") and shutil.which("erlc")):
            raise Missing("erl and erlc not found: apt install erlang-base")
        compile_erlang(output)

        def command(case):
            name = case.program or case.name
            module = ERLANG_MODULES.get(case.suite, "odeon_bench")
            return ["erl", *erlang_options(case.suite), "-noinput", "-pa", output, "-run", module,
                    "main", rename.get(name, name)]

        return command

    return prepare


def pykka(_build, _output, _wanted):
    # Debian's Python has Debian's Pykka; another one may come first in the path.
    for python in ("/usr/bin/python3", shutil.which("python3")):
        if python and os.access(python, os.X_OK) and subprocess.run(
                [python, "-c", "import pykka"], stderr=subprocess.DEVNULL).returncode == 0:
            return lambda case: [python, SOURCE / "pykka-bench.py", case.program or case.name]
    raise Missing("Python's module pykka not found: apt install python3-pykka")


PREPARE = {
    "odeon": compiled(inprocess="odeon", savina="savina", growth="growth",
                      interprocess="interprocess-odeon", network="network-odeon",
                      store="store-odeon"),
    "redis": compiled(store="store-redis",
                      needs="hiredis and Redis: apt install libhiredis-dev redis-server"),
    "floor": compiled(inprocess="floor", growth="floor-growth", interprocess="interprocess-floor",
                      network="network-floor"),
    "erlang": erlang({}),
    "erlang-bare": erlang({"ask_seq": "ask_seq_bare"}),
    "caf": compiled(inprocess="caf", interprocess="interprocess-caf",
                    needs="CAF: apt install libcaf-dev"),
    "glib": compiled(inprocess="glib"),
    "zeromq": compiled(inprocess="zeromq", interprocess="interprocess-zeromq",
                       needs="ZeroMQ: apt install libzmq3-dev"),
    "sd-bus": compiled(interprocess="interprocess-sd-bus",
                       needs="sd-bus: apt install libsystemd-dev"),
    "gdbus": compiled(interprocess="interprocess-gdbus",
                      needs="gdbus-codegen: apt install libglib2.0-dev-bin"),
    "capnp": compiled(interprocess="interprocess-capnp",
                      needs="Cap'n Proto: apt install capnproto libcapnp-dev"),
    "ice": compiled(interprocess="interprocess-ice",
                    needs="Ice: apt install libzeroc-ice-dev zeroc-ice-compilers"),
    "thrift": compiled(interprocess="interprocess-thrift",
                       needs="Thrift: apt install libthrift-c-glib-dev thrift-compiler"),
    "enet": compiled(network="network-enet", needs="ENet: apt install libenet-dev"),
    "tls": compiled(network="network-tls", needs="GnuTLS: apt install libgnutls28-dev"),
    "pykka": pykka,
}


def prepare(names, build, output, suites=None):
    """Returns the commands of the systems that are here and the reasons of those that are not: with
    a program for each of the suites, or of all."""
    commands, missing = {}, {}
    for name in names:
        try:
            commands[name] = PREPARE[name](build, output, suites)
        except Missing as reason:
            missing[name] = str(reason)
    return commands, missing


def pin_to_one_core():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(command, n, pinned):
    """Runs a program once; returns what came of it, a Run."""
    arguments = [*map(str, command), str(n)]
    what = " ".join(arguments)
    before = children_cpu()
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
    return Run(float(words[2]), children_cpu() - before)
