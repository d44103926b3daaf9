# SPDX-License-Identifier: GPL-3.0-or-later
"""The password asked for at the terminal."""

import os
import pty
import selectors
import signal
import termios
import time

from harness import (AHOYCTL, LONG, PASSWORD, SENDBIRD, USER, USER_WITHOUT_TOKEN, Practice, run)


class Terminal:
    """ahoyctl with a terminal of its own for all three streams."""

    def __init__(self, *arguments):
        # The second end stays open, to look at the settings after the program has gone.
        self.fd, self.slave = pty.openpty()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.fd)
            os.login_tty(self.slave)
            # Whoever started the tests in the background has these ignored, for all below it.
            for number in (signal.SIGINT, signal.SIGQUIT):
                signal.signal(number, signal.SIG_DFL)
            os.execv(AHOYCTL, [AHOYCTL, *arguments])
        self.seen = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.slave)
        os.close(self.fd)

    def echoes(self):
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def wait_for(self, text):
        deadline = time.monotonic() + LONG
        with selectors.DefaultSelector() as selector:
            selector.register(self.fd, selectors.EVENT_READ)
            while text not in self.seen:
                assert selector.select(max(0, deadline - time.monotonic())), self.seen
                self.seen += os.read(self.fd, 65536)

    def type(self, text):
        os.write(self.fd, text)

    def finish(self):
        _, status = os.waitpid(self.pid, 0)
        with selectors.DefaultSelector() as selector:
            selector.register(self.fd, selectors.EVENT_READ)
            while selector.select(0):
                self.seen += os.read(self.fd, 65536)
        return status


def login(practice):
    return Terminal("--server", practice.rest_uri, "--user", USER, "login")


def not_asked():
    with Practice() as practice, Terminal("--server", practice.rest_uri, *SENDBIRD, "--user",
                                          USER_WITHOUT_TOKEN, "login") as terminal:
        terminal.wait_for(b"Logged out.")
        assert os.waitstatus_to_exitcode(terminal.finish()) == 0
        assert b"Token of" not in terminal.seen, terminal.seen


def asked_without_echo():
    with Practice() as practice, login(practice) as terminal:
        terminal.wait_for(b"Password of alice@practice.example: ")
        assert not terminal.echoes()
        terminal.type(PASSWORD.encode() + b"\n")
        terminal.wait_for(b"Logged out.")
        assert os.waitstatus_to_exitcode(terminal.finish()) == 0
        assert terminal.echoes()
        assert PASSWORD.encode() not in terminal.seen, terminal.seen


def an_empty_line():
    with Practice() as practice, login(practice) as terminal:
        terminal.wait_for(b"Password of")
        terminal.type(b"\n")
        terminal.wait_for(b"The password is empty")
        assert os.waitstatus_to_exitcode(terminal.finish()) == 2
        assert terminal.echoes()


def interrupted():
    for key, number in ((b"\x03", signal.SIGINT), (b"\x1c", signal.SIGQUIT)):
        with Practice() as practice, login(practice) as terminal:
            terminal.wait_for(b"Password of")
            terminal.type(b"half a pass" + key)
            assert os.waitstatus_to_exitcode(terminal.finish()) == -number
            assert terminal.echoes()
            assert b"half a pass" not in terminal.seen, terminal.seen


def suspended():
    with Practice() as practice, login(practice) as terminal:
        terminal.wait_for(b"Password of")
        terminal.type(b"\x1a")
        _, status = os.waitpid(terminal.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), status
        assert terminal.echoes()
        terminal.seen = b""
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for(b"Password of")
        assert not terminal.echoes()
        terminal.type(PASSWORD.encode() + b"\n")
        terminal.wait_for(b"Logged out.")
        assert os.waitstatus_to_exitcode(terminal.finish()) == 0
        assert terminal.echoes()


run(asked_without_echo, not_asked, an_empty_line, interrupted, suspended)
