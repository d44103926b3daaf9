# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls through networks in which the two sides cannot reach each other without help."""

import os
import signal
import sys
import time

from network import Network, run_tests
from relay import LONG, Relay, Side, candidates, kinds, negotiate

SIDE = os.path.abspath(sys.argv[1])
RELAY, RELAY_6 = "10.77.0.1", "fd77::1"
# A relay that does not answer must not cost more than this, a bit of which is this computer's.
GATHER_LIMIT = 3
SLOW = 5
TONES = {"caller": 440, "callee": 1000}


class OfficeNetwork(Network):
    """Two computers that reach a third, and not each other. What leaves the first two in another
    way than to the third is counted."""

    def build(self):
        self.computer("relay")
        self.extra("relay", f"{RELAY}/32")
        self.extra("relay", f"{RELAY_6}/128")
        for number, name in enumerate(("caller", "callee"), 1):
            self.computer(name)
            self.wire(name, f"10.77.{number}.2/24", "relay", f"10.77.{number}.1/24")
            self.route(name, f"10.77.{number}.1")
            self.filter(name, f"""table inet ahoy {{
                counter direct {{}}
                chain out {{
                    type filter hook output priority 0;
                    oifname "lo" accept
                    meta l4proto ipv6-icmp accept
                    ip daddr {RELAY} accept
                    counter name direct
                }}
            }}""")


def side(network, name, *options, **arguments):
    other = TONES["callee" if name == "caller" else "caller"]
    return Side(SIDE, network, name, "--tone", str(TONES[name]), "--hears", str(other), *options,
                **arguments)


def forbid(network, protocol):
    for name in ("caller", "callee"):
        network.filter(name, f"""table inet firewall {{
            chain out {{
                type filter hook output priority 1;
                oifname != "lo" meta l4proto {protocol} drop;
            }}
        }}""")


def hear_and_see(caller, callee, pair=None):
    for one, other in ((caller, callee), (callee, caller)):
        one.partner = other
        one.hear_of("connected")
        one.hear_of("hears")
        one.hear_of("sees")
        if pair is not None:
            assert one.hear_of("pair")[1] == pair, one.lines
        one.partner = None


def relay_only(protocol, *servers):
    """By that protocol, which is the only one that the network lets through."""
    with OfficeNetwork() as network, Relay(network, "relay", RELAY) as relay:
        forbid(network, "tcp" if protocol == "udp" else "udp")
        options = ["--relay-only", "--video"]
        with side(network, "caller", *options, servers=servers) as caller, \
                side(network, "callee", *options, servers=servers) as callee:
            offer, answer = negotiate(caller, callee)
            for sdp in (offer, answer):
                assert kinds(sdp) == {"relay"}, sdp
                assert "10.77.1." not in sdp and "10.77.2." not in sdp, sdp
                for fields in candidates(sdp):
                    assert fields[4] == RELAY, fields
            hear_and_see(caller, callee, "relay relay")
            for one in (caller, callee):
                assert one.hear_of("way")[1] == f"udp {protocol}", one.lines
            for name in ("caller", "callee"):
                assert network.count(name, "direct") == 0, name
            caller.finish()
            callee.finish()
        # Both have given back what they had.
        for _ in range(2):
            relay.wait_for(lambda line: "closed" in line and "session" in line)


def relay_only_by_udp():
    """The same relay takes both at the same port, here and in the next one."""
    relay_only("udp", f"turn:{RELAY}:3478?transport=tcp", f"turn:{RELAY}")


def relay_only_by_tcp():
    relay_only("tcp", f"turn:{RELAY}:3478?transport=tcp", f"turn:{RELAY}")


def relay_only_by_tls():
    relay_only("tls", f"turns:{RELAY}:5349?transport=tcp")


def relay_where_it_is_needed():
    """Without the wish for relays, they are used because nothing else works."""
    server = f"turn:{RELAY}"
    with OfficeNetwork() as network, Relay(network, "relay", RELAY), \
            side(network, "caller", "--video", servers=[server]) as caller, \
            side(network, "callee", "--video", servers=[server]) as callee:
        offer, answer = negotiate(caller, callee)
        assert {"host", "relay"} <= kinds(offer) and {"host", "relay"} <= kinds(answer), offer
        hear_and_see(caller, callee)
        assert "relay" in caller.hear_of("pair")[1], caller.lines


def wrong_password():
    with OfficeNetwork() as network, Relay(network, "relay", RELAY) as relay:
        for server in (f"turn:{RELAY}", f"turn:{RELAY}?transport=tcp", f"turns:{RELAY}"):
            with side(network, "caller", "--relay-only", servers=[server],
                      secret="other") as caller:
                word, text, took = caller.describe("offer")
                assert word == "error" and "name and password" in text, (word, text)
                assert took < GATHER_LIMIT + SLOW, took
                caller.finish()
        relay.wait_for(lambda line: "401" in line or "Unauthorized" in line)


def certificate_that_is_not_trusted():
    for certificate, trusted, reason in (
            ("server", False, "authority"), ("self-signed", True, "signed by itself"),
            ("unknown-ca", True, "authority"), ("wrong-host", True, "another server"),
            ("expired", True, "expired")):
        with OfficeNetwork() as network, \
                Relay(network, "relay", RELAY, certificate) as relay:
            arguments = {"servers": [f"turns:{RELAY}"], "trusted": trusted}
            with side(network, "caller", "--relay-only", **arguments) as caller:
                word, text, took = caller.describe("offer")
                assert word == "error" and reason in text, (certificate, text)
                assert took < GATHER_LIMIT + SLOW, took
                assert reason in caller.hear_of("failed")[1], caller.lines
                caller.finish()
            # Without the wish for relays, that is a warning.
            with side(network, "caller", **arguments) as caller:
                word, text, _ = caller.describe("offer")
                assert word == "offer" and kinds(text) == {"host"}, text
                assert reason in caller.hear_of("failed")[1], caller.lines
                caller.finish()
            assert not any("ALLOCATE" in line for line in relay.lines), relay.lines


def relay_that_does_not_answer():
    with OfficeNetwork() as network, Relay(network, "relay", RELAY) as relay:
        servers = [f"turn:{RELAY}", f"turn:{RELAY}?transport=tcp", f"turns:{RELAY}"]
        relay.process.send_signal(signal.SIGSTOP)
        for server in servers:
            with side(network, "caller", servers=[server]) as caller:
                word, text, took = caller.describe("offer")
                assert word == "offer" and kinds(text) == {"host"}, text
                assert took < GATHER_LIMIT + SLOW, took
            with side(network, "caller", "--relay-only", servers=[server]) as caller:
                word, text, took = caller.describe("offer")
                assert word == "error", text
                assert took < GATHER_LIMIT + SLOW, took


def first_of_several_is_dead():
    with OfficeNetwork() as network, Relay(network, "relay", RELAY):
        # Nothing listens there, and nobody says so.
        network.filter("relay", """table inet firewall {
            chain in { type filter hook input priority 0; th dport 9999 drop; }
        }""")
        dead = [f"turn:{RELAY}:9999", f"turn:{RELAY}:9999?transport=tcp", f"turns:{RELAY}:9999",
                f"stun:{RELAY}:9999", "turn:nowhere.invalid", "turn:malformed:address:here"]
        servers = [*dead, f"turn:{RELAY}"]
        options = ["--relay-only", "--video"]
        with side(network, "caller", *options, servers=servers) as caller, \
                side(network, "callee", *options, servers=servers) as callee:
            word, offer, took = caller.describe("offer")
            assert word == "offer" and kinds(offer) == {"relay"}, offer
            # A second after the live one has answered nobody waits for the others.
            assert took < 2 + SLOW, took
            callee.take("offer", offer)
            caller.take("answer", callee.describe("answer")[1])
            hear_and_see(caller, callee)


def no_relay_at_all():
    with OfficeNetwork() as network, side(network, "caller", "--relay-only") as caller:
        word, text, took = caller.describe("offer")
        assert word == "error" and "relay" in text, text
        assert took < 1 + SLOW, took
        caller.finish()


def prepared():
    """What was gathered before is in the offer at once."""
    for server in (f"turn:{RELAY}", f"turns:{RELAY}"):
        with OfficeNetwork() as network, Relay(network, "relay", RELAY) as relay, \
                side(network, "caller", "--relay-only", servers=[server]) as caller:
            caller.order("prepare")
            relay.wait_for(lambda line: "ALLOCATE processed, success" in line)
            word, offer, took = caller.describe("offer")
            assert word == "offer" and kinds(offer) == {"relay"}, offer
            assert took < SLOW, took
            caller.finish()


def prepared_with_a_relay_that_is_not_trusted():
    """Whoever calls then hears of it, though it has happened before."""
    with OfficeNetwork() as network, Relay(network, "relay", RELAY) as relay, \
            side(network, "caller", servers=[f"turns:{RELAY}"], trusted=False) as caller:
        caller.order("prepare")
        relay.wait_for(lambda line: "TLS/TCP" in line and "connected to" in line
                       or "session" in line and "closed" in line)
        word, offer, _ = caller.describe("offer")
        assert word == "offer" and kinds(offer) == {"host"}, offer
        assert "authority" in caller.hear_of("failed")[1], caller.lines
        caller.finish()


def addresses_seen_from_outside():
    """Both sides behind routers that translate addresses; only STUN helps."""
    with Network() as network:
        network.computer("relay", forwards=True)
        network.extra("relay", f"{RELAY}/32")
        for number, name in enumerate(("caller", "callee"), 1):
            router = f"{name}-router"
            network.computer(name)
            network.computer(router, forwards=True)
            network.wire(name, "192.168.77.2/24", router, "192.168.77.1/24")
            network.wire(router, f"10.77.{number}.2/24", "relay", f"10.77.{number}.1/24")
            network.route(name, "192.168.77.1")
            network.route(router, f"10.77.{number}.1")
            # Nobody from outside gets in without having been called.
            network.filter(router, """table inet ahoy {
                chain nat {
                    type nat hook postrouting priority 100;
                    ip saddr 192.168.77.0/24 masquerade
                }
                chain through {
                    type filter hook forward priority 0; policy drop;
                    ct state established,related accept
                    ip saddr 192.168.77.0/24 accept
                }
                chain in { type filter hook input priority 0; ip saddr 10.77.0.0/16 drop; }
            }""")
        servers = [f"stun:{RELAY}"]
        with Relay(network, "relay", RELAY), \
                side(network, "caller", "--video", servers=servers) as caller, \
                side(network, "callee", "--video", servers=servers) as callee:
            offer, answer = negotiate(caller, callee)
            for number, sdp in enumerate((offer, answer), 1):
                assert kinds(sdp) == {"host", "srflx"}, sdp
                seen = {fields[4] for fields in candidates(sdp) if "srflx" in fields}
                assert seen == {f"10.77.{number}.2"}, sdp
            hear_and_see(caller, callee)


def only_ipv6():
    with Network() as network:
        network.computer("caller")
        network.computer("callee")
        network.wire("caller", "fd77:1::2/64", "callee", "fd77:1::3/64")
        with side(network, "caller", "--video") as caller, \
                side(network, "callee", "--video") as callee:
            offer, answer = negotiate(caller, callee)
            assert any(fields[4] == "fd77:1::2" for fields in candidates(offer)), offer
            assert any(fields[4] == "fd77:1::3" for fields in candidates(answer)), answer
            hear_and_see(caller, callee, "host host")


def relay_only_by_ipv6():
    for server in (f"turn:[{RELAY_6}]", f"turns:[{RELAY_6}]:5349"):
        with Network() as network:
            network.computer("relay")
            network.extra("relay", f"{RELAY_6}/128")
            for number, name in enumerate(("caller", "callee"), 1):
                network.computer(name)
                network.wire(name, f"fd77:{number}::2/64", "relay", f"fd77:{number}::1/64")
                network.route(name, f"fd77:{number}::1")
            options = ["--relay-only", "--video"]
            with Relay(network, "relay", RELAY_6), \
                    side(network, "caller", *options, servers=[server]) as caller, \
                    side(network, "callee", *options, servers=[server]) as callee:
                offer, answer = negotiate(caller, callee)
                for sdp in (offer, answer):
                    assert kinds(sdp) == {"relay"}, sdp
                    assert f"fd77:1::2" not in sdp and "fd77:2::2" not in sdp, sdp
                hear_and_see(caller, callee, "relay relay")


def logs_tell_no_secrets():
    logging = {"G_MESSAGES_DEBUG": "all libnice libnice-stun libnice-verbose",
               "NICE_DEBUG": "all", "GST_DEBUG": "*:7", "GST_DEBUG_NO_COLOR": "1"}
    # All of what GStreamer says in a call is a gigabyte: this is what has to do with the network.
    logging["GST_DEBUG"] = "webrtc*:9,nice*:9,dtls*:9,srtp*:9,GST_CAPS:6,GST_EVENT:5,3"
    server = f"turns:{RELAY}"
    with OfficeNetwork() as network, Relay(network, "relay", RELAY), \
            side(network, "caller", "--relay-only", "--video", servers=[server, f"turn:{RELAY}"],
                 environment=logging) as caller, \
            side(network, "callee", "--relay-only", "--video", servers=[server]) as callee:
        offer, answer = negotiate(caller, callee)
        hear_and_see(caller, callee)
        caller.process.stdin.close()
        while caller.read_more(time.monotonic() + LONG):
            pass
        told = ("offer", "answer", "taken", "took", "pair", "connected", "hears", "sees")
        said = "\n".join([caller.stderr(), *(line for line in caller.lines
                                              if line.split(" ")[0] not in told)])
        assert "libnice-stun" in said and "webrtc" in said, said[:2000]
        secrets = ["wonder%ful/word", "wonder%25ful", RELAY, "10.77.1.", "10.77.2."]
        for sdp in (offer, answer):
            secrets += [line.split(":", 1)[1] for line in sdp.splitlines()
                        if line.startswith(("a=ice-pwd:", "a=ice-ufrag:"))]
            secrets += [line.split("a=ice-pwd:")[1].encode().hex() for line in sdp.splitlines()
                        if line.startswith("a=ice-pwd:")]
        for secret in secrets:
            shown = [line for line in said.splitlines() if secret in line]
            assert not shown, (secret, len(shown), shown[:3])
        assert "-key=(buffer)" not in said.replace("-key=(buffer)<redacted>", ""), "media keys"


def hear_and_see_again(caller, callee):
    starts = []
    for one in (caller, callee):
        starts.append(len(one.lines))
        one.order("anew")
    for one, other, start in ((caller, callee, starts[0]), (callee, caller, starts[1])):
        one.partner = other
        one.hear_of("hears", start=start)
        one.hear_of("sees", start=start)
        one.partner = None


def relay_is_restarted():
    """What the relay knew of the call is gone: each side gets a new place there."""
    for server in (f"turn:{RELAY}", f"turns:{RELAY}"):
        options = ["--relay-only", "--video"]
        with OfficeNetwork() as network, \
                side(network, "caller", *options, servers=[server]) as caller, \
                side(network, "callee", *options, servers=[server]) as callee:
            with Relay(network, "relay", RELAY):
                offer, _ = negotiate(caller, callee)
                hear_and_see(caller, callee, "relay relay")
            with Relay(network, "relay", RELAY):
                for one in (caller, callee):
                    one.hear_of("lost")
                # A session asks again as well where the relay takes its time.
                again, answer = negotiate(callee, caller, "restart", attempts=5)
                for sdp in (again, answer):
                    assert kinds(sdp) == {"relay"}, sdp
                    assert not [fields for fields in candidates(sdp)
                                if fields[5] in [old[5] for old in candidates(offer)]], sdp
                for one in (caller, callee):
                    one.hear_of("back")
                hear_and_see_again(caller, callee)
                caller.finish()
                callee.finish()


def other_network():
    """A computer gets another address in the middle of a call."""
    with Network() as network:
        network.computer("caller")
        network.computer("callee")
        network.wire("caller", "10.77.1.2/24", "callee", "10.77.1.9/24")
        with side(network, "caller", "--video") as caller, \
                side(network, "callee", "--video") as callee:
            negotiate(caller, callee)
            hear_and_see(caller, callee, "host host")
            network.pull("caller")
            callee.hear_of("lost")
            network.plug("caller", "10.77.1.3/24", "10.77.1.9", old="10.77.1.2/24")
            offer, _ = negotiate(caller, callee, "restart")
            assert {fields[4] for fields in candidates(offer) if ":" not in fields[4]} == \
                {"10.77.1.3"}, offer
            callee.hear_of("back")
            hear_and_see_again(caller, callee)
            caller.finish()
            callee.finish()


TESTS = [
    relay_only_by_udp, relay_only_by_tcp, relay_only_by_tls, relay_where_it_is_needed,
    wrong_password, certificate_that_is_not_trusted, relay_that_does_not_answer,
    first_of_several_is_dead, no_relay_at_all, prepared,
    prepared_with_a_relay_that_is_not_trusted, addresses_seen_from_outside, only_ipv6,
    relay_only_by_ipv6, relay_is_restarted, other_network, logs_tell_no_secrets,
]


run_tests(TESTS, sys.argv[2:])
