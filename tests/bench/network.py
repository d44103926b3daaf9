# SPDX-License-Identifier: GPL-3.0-or-later
"""Two computers on this one, a fixed time apart."""

import os
import shutil
import subprocess

# The certificate of the tests is good for these.
ADDRESSES = {"client": "10.77.0.1", "server": "10.77.0.2"}


class NotPossible(Exception):
    """This machine does not let us do that; the message says why."""


class DelayedNetwork:
    """Two network namespaces whose packets take `delay` ms each way. As a context."""

    def __init__(self, delay_tun, delay):
        self.delay_tun = delay_tun
        self.delay = delay
        self.made = []
        self.process = None

    def name(self, end):
        return f"ahoy-bench-{os.getpid()}-{end}"

    def address(self, end):
        return ADDRESSES[end]

    def inside(self, end):
        """What to put before a command, so that it runs on that computer."""
        return ["ip", "netns", "exec", self.name(end)]

    def ip(self, *arguments):
        done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise NotPossible(f"network namespaces are not allowed here: {done.stderr.strip()}")

    def make(self):
        if os.geteuid() != 0:
            raise NotPossible("network namespaces need root")
        if shutil.which("ip") is None:
            raise NotPossible("the program ip is missing (Debian: iproute2)")

        for end in ADDRESSES:
            self.ip("netns", "add", self.name(end))
            self.made.append(self.name(end))
        command = [self.delay_tun, str(self.delay)]
        command += [f"/run/netns/{self.name(end)}={address}" for end, address in ADDRESSES.items()]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        if self.process.stdout.readline() != "ready\n":
            raise NotPossible("there is no /dev/net/tun to be used")
        for end, address in ADDRESSES.items():
            self.ip("-n", self.name(end), "link", "set", "lo", "up")
            self.ip("-n", self.name(end), "address", "add", f"{address}/24", "dev", "eth0")
            self.ip("-n", self.name(end), "link", "set", "eth0", "up")
            self.ip("-n", self.name(end), "route", "add", "default", "dev", "eth0")

    def __enter__(self):
        try:
            self.make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process is not None:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
        for name in self.made:
            subprocess.run(["ip", "netns", "delete", name], check=False)
