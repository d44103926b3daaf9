# SPDX-License-Identifier: GPL-3.0-or-later
"""The password from a real gnome-keyring."""

import subprocess

from harness import (KEYRING_PUT, LONG, PASSWORD, SENDBIRD, USER, Practice, ahoyctl, run,
                     start_keyring, stop_keyring)


def put(practice, secret):
    subprocess.run([KEYRING_PUT, "kandy", practice.rest_uri, USER], input=secret.encode(),
                   check=True, timeout=LONG)


def no_keyring():
    with Practice() as practice, ahoyctl(practice, "login", secret=None) as process:
        assert process.finish() == 2
        assert "--password-file" in process.stderr(), process.stderr()


def from_the_keyring():
    daemon = start_keyring("the keyring's own")
    try:
        with Practice() as practice:
            with ahoyctl(practice, "login", secret=None) as process:
                assert process.finish() == 2, process.stderr()
            put(practice, PASSWORD)
            with ahoyctl(practice, "login", secret=None) as process:
                assert process.finish() == 0, process.stderr()
            # That of another login kind is another secret.
            with ahoyctl(practice, "login", "--login-kind", "bearer", secret=None) as process:
                assert process.finish() == 2, process.stderr()
            # What is given goes first.
            with ahoyctl(practice, "login", secret="wrong-one") as process:
                assert process.finish() == 1, process.stderr()
    finally:
        stop_keyring(daemon)


def a_token_of_an_application():
    daemon = start_keyring("the keyring's own")
    try:
        with Practice() as practice:
            subprocess.run([KEYRING_PUT, "sendbird", practice.rest_uri, USER, "A1B2"],
                           input=PASSWORD.encode(), check=True, timeout=LONG)
            with ahoyctl(practice, *SENDBIRD, "login", secret=None) as process:
                assert process.finish() == 0, process.stderr()
            # The same user of another application is somebody else.
            with ahoyctl(practice, *SENDBIRD, "--app-id", "C3D4", "login",
                         secret=None) as process:
                assert process.finish() == 1, process.stderr()
                assert "(400302)" in process.stderr(), process.stderr()
    finally:
        stop_keyring(daemon)


def a_locked_keyring():
    with Practice() as practice:
        daemon = start_keyring("the keyring's own")
        put(practice, PASSWORD)
        stop_keyring(daemon)
        daemon = start_keyring()
        try:
            with ahoyctl(practice, "login", secret=None) as process:
                assert process.finish() == 2, process.stderr()
                assert "locked" in process.stderr(), process.stderr()
            with ahoyctl(practice, "login") as process:
                assert process.finish() == 0, process.stderr()
        finally:
            stop_keyring(daemon)


run(no_keyring, from_the_keyring, a_token_of_an_application, a_locked_keyring)
