# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls on both services while a computer is without a network, or gets into another one: the
websocket, requests and media are all gone, and come back."""

import sys
import time

from calls import SERVICE, Peer, Practice, everything_flows, talk, until
from network import Network, run_tests

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
    # The service can still be spoken to about the call, though it may wait for an answer first that
    # is on its way since there was no network.
    until("alice can hold", lambda: not alice.try_to("hold", call=0).get("error"))
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


run_tests(TESTS, sys.argv[3:])
