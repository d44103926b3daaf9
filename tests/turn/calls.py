# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions on the computers of a network, which call each other through the practice service."""

import json
import os
import subprocess
import sys
import time

from network import LONG
from relay import CERTIFICATES, Lines

AHOYCTL, PEER = (os.path.abspath(path) for path in sys.argv[1:3])
SERVICE = "10.77.0.1"
PASSWORD = "wonderland"
APP = "practice-app"
TONES = {"alice": 440, "bob": 1000}

# Runs on the service's computer: nobody else may speak to the control interface.
CONTROL = """
import json, sys, urllib.request
request = urllib.request.Request(sys.argv[1], sys.argv[2].encode(),
                                 {"Content-Type": "application/json"})
urllib.request.urlopen(request).read()
"""


class Practice(Lines):
    def __init__(self, network):
        users = [part for user in TONES
                 for part in ("--user", f"{user}@practice.example:{PASSWORD}")]
        environment = {name: value for name, value in os.environ.items() if name != "G_DEBUG"}
        super().__init__([*network.inside("service"), AHOYCTL, "practice", "--listen", SERVICE,
                          "--tls-port", "0", "--tls-certificate", f"{CERTIFICATES}/server.pem",
                          "--tls-key", f"{CERTIFICATES}/server-key.pem", *users], env=environment)
        where = json.loads(self.wait_for(lambda line: "rest-tls" in line))
        self.network = network
        self.control = where["control"]
        self.server = where["rest-tls"].replace("127.0.0.1", SERVICE)
        self.websocket = where["websocket-tls"].replace("127.0.0.1", SERVICE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def fault(self, name, **fields):
        self.network.run("service", sys.executable, "-c", CONTROL, f"{self.control}/faults",
                         json.dumps({"name": name, **fields}))


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
        reply = self.try_to(what, **fields)
        assert not reply.get("error"), (self.name, what, reply)
        return reply

    def try_to(self, what, **fields):
        self.number += 1
        number = self.number
        self.process.stdin.write(json.dumps({"id": number, "do": what, **fields}).encode() + b"\n")
        self.process.stdin.flush()
        reply = json.loads(self.wait_for(lambda line: json.loads(line)["id"] == number))
        self.lines.clear()
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
