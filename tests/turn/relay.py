# SPDX-License-Identifier: GPL-3.0-or-later
"""A real relay, and the two sides of a call, each on a computer of a network."""

import os
import selectors
import signal
import subprocess
import tempfile
import time
import urllib.parse

from network import LONG

CERTIFICATES = os.environ["AHOY_TEST_CERTIFICATES"]
USER, SECRET = "ann@relay", "wonder%ful/word"


class Lines:
    """What a process prints, read as it comes."""

    def __init__(self, command, **options):
        self.stderr_file = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.stderr_file,
                                        **options)
        self.lines = []
        self.rest = b""
        self.partner = None  # without which there is nothing to wait for

    def read_more(self, deadline):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if self.partner is not None:
                selector.register(self.partner.process.stdout, selectors.EVENT_READ)
            while True:
                ready = selector.select(max(0, deadline - time.monotonic()))
                if not ready:
                    raise AssertionError(f"nothing more came after {self.lines}; {self.stderr()}")
                if any(key.fileobj is self.process.stdout for key, _ in ready):
                    break
                if not self.partner.take_lines():
                    raise AssertionError(f"the other side has ended with "
                                         f"{self.partner.process.wait()} after "
                                         f"{self.partner.lines}; {self.partner.stderr()}")
        return self.take_lines()

    def take_lines(self):
        data = os.read(self.process.stdout.fileno(), 65536)
        *whole, self.rest = (self.rest + data).split(b"\n")
        self.lines += [line.decode() for line in whole]
        return bool(data)

    def wait_for(self, condition, start=0):
        deadline = time.monotonic() + LONG
        while True:
            for line in self.lines[start:]:
                if condition(line):
                    return line
            if not self.read_more(deadline):
                raise AssertionError(f"ended after {self.lines}; {self.stderr()}")

    def stderr(self):
        self.stderr_file.seek(0)
        return self.stderr_file.read().decode(errors="replace")

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.stderr_file.close()


class Relay(Lines):
    """coturn on a computer of a network."""

    def __init__(self, network, name, address, certificate="server"):
        self.folder = tempfile.TemporaryDirectory()
        config = os.path.join(self.folder.name, "turnserver.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"""listening-ip={address}
relay-ip={address}
listening-port=3478
tls-listening-port=5349
cert={CERTIFICATES}/{certificate}.pem
pkey={CERTIFICATES}/{certificate}-key.pem
lt-cred-mech
realm=practice.example
user={USER}:{SECRET}
allocation-default-address-family=keep
no-dtls
no-cli
fingerprint
userdb={self.folder.name}/users
pidfile={self.folder.name}/pid
log-file=stdout
simple-log
verbose
""")
        super().__init__([*network.inside(name), "stdbuf", "-oL", "turnserver", "-c", config])
        self.wait_for(lambda line: "IPv" in line and "TCP" in line and "listener opened" in line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGCONT)
        self.stop()
        self.folder.cleanup()


class Side(Lines):
    """One side of a call."""

    def __init__(self, program, network, name, *options, servers=(), secret=SECRET, trusted=True,
                 environment=None):
        options = [*options, "--ice-user", USER, "--ice-secret", secret]
        options += [part for server in servers for part in ("--ice-server", server)]
        if trusted:
            options += ["--ca", f"{CERTIFICATES}/ca.pem"]
        super().__init__([*network.inside(name), program, *options], stdin=subprocess.PIPE,
                         env={**os.environ, **(environment or {})})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def order(self, word, text=""):
        self.process.stdin.write(f"{word} {urllib.parse.quote(text)}\n".encode())
        self.process.stdin.flush()

    def hear_of(self, *words, start=0):
        """The first line of that kind: the word and what belongs to it."""
        line = self.wait_for(lambda line: line.split(" ")[0] in words, start)
        word, text = line.split(" ", 1)
        return word, urllib.parse.unquote(text)

    def describe(self, kind, order=None):
        """An offer or an answer; how long it took, in seconds of the process's own."""
        start = len(self.lines)
        self.order(order or kind)
        took = int(self.hear_of("took", start=start)[1]) / 1000
        word, text = self.hear_of(kind, "error", start=start)
        return word, text, took

    def take(self, kind, sdp):
        start = len(self.lines)
        self.order("take-" + kind, sdp)
        word, text = self.hear_of("taken", "error", start=start)
        assert word == "taken", text

    def finish(self):
        self.process.stdin.close()
        deadline = time.monotonic() + LONG
        while self.read_more(deadline):
            pass
        code = self.process.wait(LONG)
        said = self.stderr()
        assert code == 0 and "CRITICAL" not in said and "WARNING" not in said, (code, said)


def candidates(sdp):
    return [line.split(":", 1)[1].split() for line in sdp.splitlines()
            if line.startswith("a=candidate:")]


def kinds(sdp):
    return {fields[fields.index("typ") + 1] for fields in candidates(sdp)}


def negotiate(caller, callee, order="offer", attempts=1):
    """The two descriptions."""
    for _ in range(attempts):
        word, offer, _ = caller.describe("offer", order)
        if word == "offer":
            break
    assert word == "offer", offer
    callee.take("offer", offer)
    word, answer, _ = callee.describe("answer")
    assert word == "answer", answer
    caller.take("answer", answer)
    return offer, answer
