# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ahoyctl as a process and reads its lines, for the tests beside it."""

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request

AHOYCTL, KEYRING_PUT = map(os.path.abspath, sys.argv[1:3])
CERTIFICATES = os.environ["AHOY_TEST_CERTIFICATES"]
# Only for what hangs: nothing waits that long when all is well.
LONG = 60
USER = "alice@practice.example"
PASSWORD = "correct-horse-battery"
# On Sendbird Calls the password is the access token, and this one needs none.
USER_WITHOUT_TOKEN = "dave"

# What tells ahoyctl which service it is.
KANDY = []
SENDBIRD = ["--service", "sendbird", "--app-id", "A1B2"]


class Process:
    """A started program. What it prints is read as it comes, up to a deadline."""

    def __init__(self, arguments, secret=None, **options):
        self.stderr_file = tempfile.TemporaryFile()
        descriptors = ()
        if secret is not None:
            reading, writing = os.pipe()
            os.write(writing, secret.encode())
            os.close(writing)
            arguments = [*arguments, "--password-fd", str(reading)]
            descriptors = (reading,)
        self.process = subprocess.Popen(
            arguments, stdin=options.pop("stdin", subprocess.DEVNULL),
            stdout=options.pop("stdout", subprocess.PIPE), stderr=self.stderr_file,
            pass_fds=descriptors, **options)
        for descriptor in descriptors:
            os.close(descriptor)
        self.raw = b""
        self.lines = []
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.stderr_file.close()

    def read_more(self, deadline):
        """Waits for output. False at its end."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(max(0, deadline - time.monotonic())):
                raise AssertionError(f"nothing more came after {self.lines}; {self.stderr()}")
        data = os.read(self.process.stdout.fileno(), 65536)
        self.raw += data
        *whole, self.rest = (self.rest + data).split(b"\n")
        self.lines += [json.loads(line) for line in whole]
        return bool(data)

    def wait_for(self, condition, after=None):
        """The first line that fits, from the beginning or after a line that came before."""
        deadline = time.monotonic() + LONG
        start = 0
        if after is not None:
            start = 1 + next(i for i, line in enumerate(self.lines) if line is after)
        while True:
            for line in self.lines[start:]:
                if condition(line):
                    return line
            if not self.read_more(deadline):
                raise AssertionError(f"ended after {self.lines}; {self.stderr()}")

    def finish(self):
        """Reads to the end; the exit code."""
        deadline = time.monotonic() + LONG
        while self.read_more(deadline):
            pass
        assert self.rest == b"", f"a line without an end: {self.rest}"
        return self.process.wait(LONG)

    def signal(self, number):
        self.process.send_signal(number)

    def stderr(self):
        self.stderr_file.seek(0)
        return self.stderr_file.read().decode(errors='backslashreplace')

    def sessions(self):
        return [line for line in self.lines if line["event"] == "session"]


class Practice(Process):
    """The practice service, with one user, and one without a token."""

    def __init__(self, *arguments, user=USER, password=PASSWORD):
        # libsoup warns of a client that has gone before it could be asked for its address.
        environment = {name: value for name, value in os.environ.items() if name != "G_DEBUG"}
        super().__init__([AHOYCTL, "practice", "--user", f"{user}:{password}",
                          "--user", f"{USER_WITHOUT_TOKEN}:", *arguments], env=environment)
        self.event = self.wait_for(lambda line: line["event"] == "practice")
        self.rest_uri = self.event["rest"]

    def control(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.event['control']}/{path}", data,
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=LONG) as answer:
            return json.load(answer)

    def fault(self, name, **parameters):
        return self.control("faults", {"name": name, **parameters})

    def n_logins(self):
        """Of all services; on Sendbird Calls a login is a websocket."""
        state = self.control("state")
        return len(state["subscriptions"]) + sum(one["socket"] for one in state["sessions"])

    def wait_for_no_logins(self):
        deadline = time.monotonic() + LONG
        while self.n_logins() > 0:
            assert time.monotonic() < deadline, self.control("state")


def ahoyctl(practice, *arguments, secret=PASSWORD, user=USER, **options):
    """ahoyctl with a practice service's address and user."""
    return Process([AHOYCTL, "--server", practice.rest_uri, "--user", user, *arguments],
                   secret=secret, **options)


def is_pending(line):
    return line["event"] == "session" and line["pending"]


def is_connected(line):
    return line["event"] == "session" and line["connected"] and not line["pending"]


def start_keyring(password=None):
    """A real gnome-keyring-daemon; without a password what it has is locked."""
    environment = {name: value for name, value in os.environ.items() if name != "G_DEBUG"}
    unlock = ["--unlock"] if password is not None else []
    daemon = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--components=secrets", *unlock],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=environment)
    daemon.stdin.write((password or "").encode())
    daemon.stdin.close()
    subprocess.run(["gdbus", "wait", "--session", "--timeout", str(LONG),
                    "org.freedesktop.secrets"], check=True)
    return daemon


def stop_keyring(daemon):
    daemon.send_signal(signal.SIGTERM)
    daemon.wait(LONG)


def on_each_service(test):
    """A test of each service from one that takes the service's options."""
    def make(name, service):
        def one():
            test(service)
        one.__name__ = f"{test.__name__}_on_{name}"
        return one
    return [make("kandy", KANDY), make("sendbird", SENDBIRD)]


def run(*tests):
    """Runs the functions and reports in TAP."""
    failed = 0
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", "-")
        try:
            test()
            print(f"ok {number} {name}", flush=True)
        except Exception:  # a failure of any kind is the test's
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)
