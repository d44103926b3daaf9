# SPDX-License-Identifier: GPL-3.0-or-later
"""Computers and the wires between them, on this one: network namespaces."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

# Only for what hangs: nothing waits that long when all is well.
LONG = 60
AT_ONCE = 3


class NotPossible(Exception):
    """This machine does not let us do that; the message says why."""


class Network:
    """As a context: what was made is gone at its end."""

    number = 0

    def __init__(self):
        Network.number += 1
        # Other runs of the tests may be under way.
        self.prefix = f"ahoy-{os.getpid()}-{Network.number}-"
        self.made = []
        self.wires = 0

    def __enter__(self):
        try:
            self.build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def build(self):
        """For networks that are always the same."""

    def __exit__(self, *_):
        for name in self.made:
            subprocess.run(["ip", "netns", "delete", self.prefix + name], check=False,
                           stderr=subprocess.DEVNULL)

    def ip(self, name, *arguments):
        run("ip", "-n", self.prefix + name, *arguments)

    def inside(self, name):
        """What to put before a command, so that it runs on that computer."""
        return ["ip", "netns", "exec", self.prefix + name]

    def run(self, name, *command):
        return run(*self.inside(name), *command)

    def computer(self, name, forwards=False):
        run("ip", "netns", "add", self.prefix + name)
        self.made.append(name)
        self.ip(name, "link", "set", "lo", "up")
        # A new namespace takes this over from the first one.
        for family in ("ipv4.ip_forward", "ipv6.conf.all.forwarding"):
            self.run(name, "sysctl", "-q", "-w", f"net.{family}={int(forwards)}")
        # Nobody else has our addresses, so that nobody need wait for a second to find that out.
        self.run(name, "sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0")

    def wire(self, one, one_address, other, other_address):
        """Connects two computers; addresses have their prefix length."""
        self.wires += 1
        device = f"wire{self.wires}"
        run("ip", "link", "add", device, "netns", self.prefix + one, "type", "veth",
            "peer", "name", device, "netns", self.prefix + other)
        for name, address in ((one, one_address), (other, other_address)):
            self.address(name, device, address)
            self.ip(name, "link", "set", device, "up")
        for name in (one, other):
            self.wait_up(name, device)

    def wait_up(self, name, device):
        """The carrier of a wire comes a moment after it was set up, and IPv6 with it: before that,
        a program that asks for the addresses of this computer finds none."""
        deadline = time.monotonic() + LONG
        while True:
            shown = run("ip", "-n", self.prefix + name, "address", "show", "dev", device)
            if "state UP" in shown and "tentative" not in shown:
                return
            if time.monotonic() > deadline:
                raise RuntimeError(f"{device} of {name} does not come up: {shown}")
            time.sleep(0.002)

    def address(self, name, device, address):
        self.ip(name, "address", "add", address, "dev", device)

    def pull(self, name, device="wire1"):
        """Takes a wire out of a computer."""
        self.ip(name, "link", "set", device, "down")

    def plug(self, name, address, way, old=None, device="wire1"):
        """Puts it in again, with an address and a way out, as a network would give them."""
        if old is not None and old != address:
            self.ip(name, "address", "delete", old, "dev", device)
            self.address(name, device, address)
        self.ip(name, "link", "set", device, "up")
        self.wait_up(name, device)
        self.ip(name, "route", "replace", "default", "via", way)

    def extra(self, name, address):
        """An address that belongs to no wire."""
        self.address(name, "lo", address)

    def route(self, name, way):
        self.ip(name, "route", "add", "default", "via", way)

    def filter(self, name, rules):
        subprocess.run([*self.inside(name), "nft", "-f", "-"], input=rules, text=True, check=True)

    def count(self, name, counter):
        """Packets that a named counter of the table `ahoy` has seen."""
        text = self.run(name, "nft", "list", "counter", "inet", "ahoy", counter)
        return int(text.split("packets")[1].split()[0])


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def check_possible():
    if os.geteuid() != 0:
        raise NotPossible("network namespaces need root")
    for program, package in (("ip", "iproute2"), ("nft", "nftables"), ("turnserver", "coturn"),
                             ("sysctl", "procps")):
        if shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin") is None:
            raise NotPossible(f"the program {program} is missing (Debian: {package})")
    try:
        with Network() as network:
            network.computer("probe")
            network.run("probe", "nft", "list", "ruleset")
    except RuntimeError as error:
        raise NotPossible(f"network namespaces are not allowed here: {error}") from error


def stop(*_):
    """What is being done is undone as well, and not by halves when we are told twice."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(1)


def run_test(number, test):
    """Tells the outcome as TAP."""
    name = test.__name__.replace("_", "-")
    begun = time.monotonic()
    try:
        test()
        outcome = "ok"
    except Exception:  # a failure of any kind is the test's
        outcome = "not ok"
        for line in traceback.format_exc().splitlines():
            print(f"# {line}")
    print(f"{outcome} {number} {name}")
    print(f"# {name}: {time.monotonic() - begun:.1f} s", flush=True)
    return outcome == "ok"


class Running:
    """A test in a process of its own. What it prints is kept, since TAP is in order."""

    def __init__(self, number, test):
        self.output = tempfile.TemporaryFile()
        self.status = None
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                os.dup2(self.output.fileno(), sys.stdout.fileno())
                code = 0 if run_test(number, test) else 1
            finally:
                sys.stdout.flush()
                os._exit(code)

    def show(self):
        self.output.seek(0)
        print(self.output.read().decode(errors="replace"), end="", flush=True)
        self.output.close()


def run_tests(tests, names):
    """Runs those tests that are asked for by name, else all, tells the outcome as TAP, and ends the
    program. Each has networks of its own and mostly waits: some run at the same time."""
    signal.signal(signal.SIGTERM, stop)
    tests = [test for test in tests if test.__name__ in names] or tests
    try:
        check_possible()
    except NotPossible as reason:
        print(f"1..0 # SKIP {reason}")
        sys.exit(0)
    print(f"1..{len(tests)}")
    begun = []
    shown = 0
    try:
        while shown < len(tests):
            while len(begun) < len(tests) and \
                    sum(one.status is None for one in begun) < AT_ONCE:
                begun.append(Running(len(begun) + 1, tests[len(begun)]))
            pid, status = os.wait()
            for one in begun:
                if one.pid == pid:
                    one.status = status
            while shown < len(begun) and begun[shown].status is not None:
                begun[shown].show()
                shown += 1
    finally:
        for one in begun:
            if one.status is None:
                os.kill(one.pid, signal.SIGTERM)
                os.waitpid(one.pid, 0)
    sys.exit(1 if any(one.status != 0 for one in begun) else 0)
