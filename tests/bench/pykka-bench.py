#!/usr/bin/env python3
# SPDX-License-Identifier: MIT

"""Pykka's side of the benchmarks: `pykka-bench.py CASE N` prints `CASE N RESULT`.

What one operation is in each case is the same as in the programs written in C. The actors are
ThreadingActors with plain messages, the fastest that Pykka has: its proxies cost more.
"""

import collections
import sys
import threading
import time

import pykka

RING_SIZE = 503
SAVINA_RING_SIZE = 100
WINDOW = 1000
PRODUCERS = 4
SETTLED = 10


def timed(start, finished):
    """Runs start() and returns the seconds until the event `finished` is set."""
    began = time.monotonic()
    start()
    finished.wait()
    return time.monotonic() - began


# Ping-pong

class Ponger(pykka.ThreadingActor):
    def on_receive(self, message):
        message.tell("pong")


class Pinger(pykka.ThreadingActor):
    def __init__(self, ponger, rounds, finished):
        super().__init__()
        self.ponger = ponger
        self.left = rounds
        self.finished = finished

    def on_receive(self, message):
        if self.left == 0:
            self.finished.set()
            return
        self.left -= 1
        self.ponger.tell(self.actor_ref)


def pingpong(n):
    finished = threading.Event()
    pinger = Pinger.start(Ponger.start(), n, finished)
    return timed(lambda: pinger.tell("start"), finished)


# Fan-in

class Consumer(pykka.ThreadingActor):
    def __init__(self, expected, finished):
        super().__init__()
        self.left = expected
        self.finished = finished

    def on_receive(self, message):
        self.left -= 1
        if self.left == 0:
            self.finished.set()


class Producer(pykka.ThreadingActor):
    def __init__(self, consumer):
        super().__init__()
        self.consumer = consumer

    def on_receive(self, quota):
        for i in range(quota):
            self.consumer.tell(i)


def fanin(n):
    finished = threading.Event()
    quota = n // PRODUCERS
    consumer = Consumer.start(quota * PRODUCERS, finished)
    producers = [Producer.start(consumer) for _ in range(PRODUCERS)]

    def start():
        for producer in producers:
            producer.tell(quota)

    return timed(start, finished)


# Asks, from inside an actor

class Echo(pykka.ThreadingActor):
    def on_receive(self, message):
        return message


class Asker(pykka.ThreadingActor):
    """Runs the function that it is sent; returns the seconds it took."""

    def on_receive(self, function):
        began = time.monotonic()
        function()
        return time.monotonic() - began


def in_actor(function):
    return Asker.start().ask(function)


def ask_seq(n):
    echo = Echo.start()

    def ask_all():
        for i in range(n):
            echo.ask(i)

    return in_actor(ask_all)


def ask_pipe(n):
    echo = Echo.start()

    def ask_all():
        window = collections.deque()
        for i in range(n):
            if len(window) == WINDOW:
                window.popleft().get()
            window.append(echo.ask(i, block=False))
        for future in window:
            future.get()

    return in_actor(ask_all)


# Spawn: create, one message, one reply, gone

def spawn(n):
    def spawn_all():
        for i in range(n):
            child = Echo.start()
            child.ask(i)
            child.stop()

    return in_actor(spawn_all)


# Bytes per actor that has had a message and waits for the next

def populate(n):
    actors = [Echo.start() for _ in range(n)]
    for actor in actors:
        actor.ask(None)


def resident_bytes():
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError("/proc/self/status has no VmRSS")


def spawn_bytes(n):
    populate(SETTLED)
    before = resident_bytes()
    populate(n)
    return (resident_bytes() - before) / n


# Ring

class Node(pykka.ThreadingActor):
    next = None

    def __init__(self, finished):
        super().__init__()
        self.finished = finished

    def on_receive(self, message):
        if self.next is None:
            self.next = message
        elif message > 1:
            self.next.tell(message - 1)
        else:
            self.finished.set()


def ring_of(size, n):
    finished = threading.Event()
    nodes = [Node.start(finished) for _ in range(size)]
    for node, following in zip(nodes, nodes[1:] + nodes[:1]):
        node.ask(following)
    return timed(lambda: nodes[0].tell(n), finished)


def ring(n):
    return ring_of(RING_SIZE, n)


# Of Savina: its ping-pong is the one above

def threadring(n):
    return ring_of(SAVINA_RING_SIZE, n)


class Counter(pykka.ThreadingActor):
    value = 0

    def on_receive(self, message):
        if message == "retrieve":
            return self.value
        self.value += 1


def count(n):
    counter = Counter.start()

    def produce():
        for _ in range(n):
            counter.tell("increment")
        if counter.ask("retrieve") != n:
            sys.exit(f"count: {n} were sent, others have come")

    return in_actor(produce)


# Idle

def idle_cpu(n):
    populate(n)
    before = time.process_time()
    time.sleep(2)
    return (time.process_time() - before) * 1000


WARMED = {
    "pingpong": pingpong,
    "fanin": fanin,
    "spawn": spawn,
    "ring": ring,
    "ask_seq": ask_seq,
    "ask_pipe": ask_pipe,
    "threadring": threadring,
    "count": count,
}
COLD = {"spawn_bytes": spawn_bytes, "idle_cpu": idle_cpu}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in {*WARMED, *COLD}:
        print(f"Usage: {sys.argv[0]} CASE N, where CASE is one of", *WARMED, *COLD,
              file=sys.stderr)
        return 2

    case, n = sys.argv[1], int(sys.argv[2])
    if case in WARMED:
        WARMED[case](n // 10 + 1)
        pykka.ActorRegistry.stop_all()
        result = WARMED[case](n)
    else:
        result = COLD[case](n)
    print(f"{case} {n} {result:.9f}", flush=True)
    pykka.ActorRegistry.stop_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
