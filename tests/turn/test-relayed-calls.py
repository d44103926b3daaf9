# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls between sessions that cannot reach each other: the service says which relays there are."""

import sys

from calls import SERVICE, Peer, Practice, everything_flows, talk, until
from network import Network, run_tests
from relay import SECRET, USER, Relay


class Office(Network):
    """Two computers that reach the service, which has a relay, and not each other."""

    def build(self):
        self.computer("service")
        self.extra("service", f"{SERVICE}/32")
        for number, name in enumerate(("alice", "bob"), 1):
            self.computer(name)
            self.wire(name, f"10.77.{number}.2/24", "service", f"10.77.{number}.1/24")
            self.route(name, f"10.77.{number}.1")


def pair(one):
    """How its media are connected, when it is known."""
    until(f"{one.name} knows how", lambda: one.call()["localCandidate"])
    call = one.call()
    return call["localCandidate"], call["remoteCandidate"]


def relayed(url, policy, alice_calls=True):
    with Office() as network, Relay(network, "service", SERVICE) as relay, \
            Practice(network) as practice:
        practice.fault("turn-credential", urls=url, username=USER, password=SECRET, policy=policy)
        with Peer(network, practice, "alice", "sendbird") as alice, \
                Peer(network, practice, "bob", "sendbird") as bob:
            talk(*((alice, bob) if alice_calls else (bob, alice)))
            for one in (alice, bob):
                kinds = pair(one)
                assert "relay" in kinds and (policy == "all" or kinds == ("relay", "relay")), kinds
            alice.ask("hold", call=0)
            until("bob is told", lambda: bob.call()["remoteHold"])
            alice.ask("unhold", call=0)
            until("bob is told", lambda: not bob.call()["remoteHold"])
            everything_flows(alice, bob)
            bob.ask("end", call=0)
            until("it is over", lambda: alice.call()["endReason"] != "none")
            for one in (alice, bob):
                one.finish()
        # Both have given back what they had.
        for _ in range(2):
            relay.wait_for(lambda line: "closed" in line and "session" in line)


def only_by_udp():
    relayed(f"turn:{SERVICE}", "relay")


def only_by_tcp():
    relayed(f"turn:{SERVICE}:3478?transport=tcp", "relay", alice_calls=False)


def only_by_tls():
    relayed(f"turns:{SERVICE}:5349?transport=tcp", "relay")


def where_it_is_needed():
    relayed(f"turn:{SERVICE}", "all", alice_calls=False)


def first_of_several_is_dead():
    relayed(f"turn:{SERVICE}:9999,turn:{SERVICE}", "relay")


TESTS = [only_by_udp, only_by_tcp, only_by_tls, where_it_is_needed, first_of_several_is_dead]


run_tests(TESTS, sys.argv[3:])
