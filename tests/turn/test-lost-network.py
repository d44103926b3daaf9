# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls on both services while a computer is without a network, or gets into another one: the
websocket, requests and media are all gone, and come back."""

import json
import os
import signal
import subprocess
import sys
import time
import traceback

from network import LONG, Network, NotPossible, check_possible
from relay import CERTIFICATES, Lines

AHOYCTL, PEER = (os.path.abspath(path) for path in sys.argv[1:3])
SERVICE = "10.77.0.1"
PASSWORD = "wonderland"
APP = "practice-app"
TONES = {"alice": 440, "bob": 1000}
OUTAGE = 20
# From the loss to everything being back: longer than both services wait would be too late.
LIMIT = 60


class Office(Network):
    """Two computers that reach the service and, through it, each other."""

    def build(self):
        self.computer("service", forwards=True)
        self.extra("service", f"{SERVICE}/32")
        for number, name in enumerate(("alice", "bob"), 1):
            self.computer(name)
            self.wire(name, f"10.77.{number}.2/24", "service", f"10.77.{number}.1/24")
            self.route(name, f"10.77.{number}.1")


class Practice(Lines):
    def __init__(self, network):
        users = [part for user in TONES
                 for part in ("--user", f"{user}@practice.example:{PASSWORD}")]
        environment = {name: value for name, value in os.environ.items() if name != "G_DEBUG"}
        super().__init__([*network.inside("service"), AHOYCTL, "practice", "--listen", SERVICE,
                          "--tls-port", "0", "--tls-certificate", f"{CERTIFICATES}/server.pem",
                          "--tls-key", f"{CERTIFICATES}/server-key.pem", *users], env=environment)
        where = json.loads(self.wait_for(lambda line: "rest-tls" in line))
        self.server = where["rest-tls"].replace("127.0.0.1", SERVICE)
        self.websocket = where["websocket-tls"].replace("127.0.0.1", SERVICE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Peer(Lines):
    """A session on a computer, with the media of the window but for its devices."""

    def __init__(self, network, practice, name, service):
        super().__init__([*network.inside(name), PEER], stdin=subprocess.PIPE)
        self.name, self.number = name, 0
        self.ask("ends", tone=TONES[name], width=320, height=240)
        self.address = f"{name}@practice.example"
        self.ask("login", service=service, server=practice.server, websocket=practice.websocket,
                 app=APP, user=self.address, password=PASSWORD, ca=f"{CERTIFICATES}/ca.pem")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def ask(self, what, **fields):
        self.number += 1
        number = self.number
        self.process.stdin.write(json.dumps({"id": number, "do": what, **fields}).encode() + b"\n")
        self.process.stdin.flush()
        reply = json.loads(self.wait_for(lambda line: json.loads(line)["id"] == number))
        self.lines.clear()
        assert not reply.get("error"), (self.name, what, reply)
        return reply

    def facts(self, tone=0):
        return self.ask("facts", tone=tone)

    def call(self, tone=0):
        calls = self.facts(tone)["calls"]
        return calls[0] if calls else None

    def finish(self):
        self.ask("logout")
        self.process.stdin.close()
        assert self.process.wait(LONG) == 0, self.stderr()
        said = self.stderr()
        assert "CRITICAL" not in said and "WARNING" not in said, said


def until(what, look, limit=LONG):
    deadline = time.monotonic() + limit
    while not look():
        if time.monotonic() > deadline:
            raise AssertionError(f"it has never been so: {what}")
        time.sleep(0.05)


def everything_flows(one, other, limit=LONG):
    """What comes from now on counts, not what was there before."""
    for this, that in ((one, other), (other, one)):
        this.ask("deafen", call=0)
        frames = this.call()["frames"]

        def hears_and_sees(this=this, that=that, frames=frames):
            call = this.call(TONES[that.name])
            assert call["endReason"] == "none", (this.name, call)
            return call["share"] > 0.9 and call["loudness"] > 0.1 and call["frames"] >= frames + 10

        until(f"{this.name} hears and sees {that.name}", hears_and_sees, limit)


def talk(caller, callee):
    caller.ask("call", to=callee.address, video=True)
    until("it rings", lambda: callee.call() is not None and callee.call()["canAnswer"])
    callee.ask("answer", call=0, video=True)
    everything_flows(caller, callee)


def lose(alice, bob):
    """Both notice it, and tell it."""
    for one in (alice, bob):
        until(f"{one.name} reconnects", lambda one=one: one.call()["reconnecting"])
        assert one.call()["endReason"] == "none", one.call()


def come_back(alice, bob):
    begun = time.monotonic()
    everything_flows(alice, bob, LIMIT)
    for one in (alice, bob):
        until(f"{one.name} has reconnected", lambda one=one: not one.call()["reconnecting"])
        until(f"{one.name} is logged in", lambda one=one: one.facts()["isConnected"]
              and not one.facts()["isReconnecting"])
    print(f"# {time.monotonic() - begun:.1f} s until everything was back", flush=True)
    everything_flows(alice, bob)
    for one in (alice, bob):  # what was begun for a connection that is back already
        until("nothing is under way", lambda one=one: one.call()["operation"] == "none")
    # The service can still be spoken to about the call.
    alice.ask("hold", call=0)
    until("bob is told", lambda: bob.call()["remoteHold"])
    alice.ask("unhold", call=0)
    until("bob is told", lambda: not bob.call()["remoteHold"])
    everything_flows(alice, bob)
    bob.ask("end", call=0)
    until("it is over", lambda: alice.call()["endReason"] != "none")
    for one in (alice, bob):
        one.finish()


def without_network(service):
    with Office() as network, Practice(network) as practice, \
            Peer(network, practice, "alice", service) as alice, \
            Peer(network, practice, "bob", service) as bob:
        talk(alice, bob)
        gone = time.monotonic()
        network.pull("alice")
        lose(alice, bob)
        until("the network is mended", lambda: time.monotonic() >= gone + OUTAGE)
        network.plug("alice", "10.77.1.2/24", "10.77.1.1")
        come_back(alice, bob)


def another_address(service, alice_calls):
    with Office() as network, Practice(network) as practice, \
            Peer(network, practice, "alice", service) as alice, \
            Peer(network, practice, "bob", service) as bob:
        talk(*((alice, bob) if alice_calls else (bob, alice)))
        network.pull("alice")
        network.plug("alice", "10.77.1.3/24", "10.77.1.1", old="10.77.1.2/24")
        lose(alice, bob)
        come_back(alice, bob)


def kandy_without_network():
    without_network("kandy")


def sendbird_without_network():
    without_network("sendbird")


def kandy_another_address_of_the_caller():
    another_address("kandy", True)


def kandy_another_address_of_the_callee():
    another_address("kandy", False)


def sendbird_another_address_of_the_caller():
    another_address("sendbird", True)


def sendbird_another_address_of_the_callee():
    another_address("sendbird", False)


TESTS = [
    kandy_without_network, sendbird_without_network, kandy_another_address_of_the_caller,
    kandy_another_address_of_the_callee, sendbird_another_address_of_the_caller,
    sendbird_another_address_of_the_callee,
]


def main():
    # What is asked for by name, else all.
    tests = [test for test in TESTS if test.__name__ in sys.argv[3:]] or TESTS
    try:
        check_possible()
    except NotPossible as reason:
        print(f"1..0 # SKIP {reason}")
        return 0
    failed = 0
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", "-")
        begun = time.monotonic()
        try:
            test()
            print(f"ok {number} {name}", flush=True)
        except Exception:  # a failure of any kind is the test's
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} {name}", flush=True)
        print(f"# {name}: {time.monotonic() - begun:.1f} s", flush=True)
    return 1 if failed else 0


# What is being done when the test is stopped is undone as well.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
sys.exit(main())
