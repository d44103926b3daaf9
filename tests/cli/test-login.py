# SPDX-License-Identifier: GPL-3.0-or-later
"""login and events against the practice service."""

import os
import signal
import tempfile

from harness import (KANDY, PASSWORD, SENDBIRD, USER_WITHOUT_TOKEN, Practice, ahoyctl, is_connected,
                     is_pending, on_each_service, run)

NOTHING = {"event": "session", "connected": False, "pending": False, "reconnecting": False,
           "error": None}


def assert_no_repeats(process):
    sessions = process.sessions()
    for one, next_one in zip(sessions, sessions[1:]):
        assert one != next_one, sessions


def login_and_out(service):
    orders = [["login"], ["login", "--stay", "1"]]
    if service == KANDY:
        orders.append(["--services", "call, IM", "login"])
    with Practice() as practice:
        for order in orders:
            with ahoyctl(practice, *service, *order) as process:
                assert process.finish() == 0, process.stderr()
                assert process.sessions() == [
                    {**NOTHING, "pending": True},
                    {**NOTHING, "connected": True},
                    {**NOTHING, "connected": True, "pending": True},
                    NOTHING,
                ], process.sessions()
                kinds = {line["kind"] for line in process.lines if line["event"] == "message"}
                assert "connection" in kinds, kinds
            practice.wait_for_no_logins()


def every_login_kind():
    with Practice() as practice:
        for kind in ("password", "bearer", "hmac", "token"):
            with ahoyctl(practice, "login", "--login-kind", kind) as process:
                assert process.finish() == 0, (kind, process.stderr())
        with ahoyctl(practice, "login", "--login-kind", "authname",
                     "--authname", "alice") as process:
            assert process.finish() == 0, process.stderr()


def wrong_secret(service):
    with Practice() as practice, ahoyctl(practice, *service, "login",
                                         secret="wrong-one") as process:
        assert process.finish() == 1
        error = process.sessions()[-1]["error"]
        assert error["domain"] == "ahoy-session-error-quark" and error["code"] == 4, error
        assert error["message"].endswith("(4)" if service == KANDY else "(400302)"), error
        assert error["message"] in process.stderr(), process.stderr()
        assert not any(line["connected"] for line in process.sessions())
        assert_no_repeats(process)


def nobody_there(service):
    with Practice() as practice:
        practice.signal(signal.SIGTERM)
        assert practice.finish() == 0
        with ahoyctl(practice, *service, "login") as process:
            assert process.finish() == 1
            error = process.sessions()[-1]["error"]
            assert error["domain"] == "g-io-error-quark", error


def password_file():
    with Practice() as practice, tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "secret")
        for end in ("", "\n", "\r\n", "\nsecond line\n"):
            with open(path, "w", newline="", encoding="utf-8") as file:
                file.write(PASSWORD + end)
            os.chmod(path, 0o600)
            with ahoyctl(practice, "login", "--password-file", path, secret=None) as process:
                assert process.finish() == 0, process.stderr()
                assert "chmod" not in process.stderr()
        os.chmod(path, 0o644)
        with ahoyctl(practice, "login", "--password-file", path, secret=None) as process:
            assert process.finish() == 0, process.stderr()
            assert "chmod 600" in process.stderr()


def interrupted_while_pending(service):
    with Practice() as practice:
        practice.fault("silent", count=0)
        for command, number, code in (("login", signal.SIGINT, 1), ("events", signal.SIGTERM, 0)):
            with ahoyctl(practice, *service, command) as process:
                process.wait_for(is_pending)
                process.signal(number)
                assert process.finish() == code, process.stderr()
                assert process.sessions()[-1] == NOTHING
                assert_no_repeats(process)


def interrupted_while_connected(service):
    with Practice() as practice:
        for command in (["login", "--stay", "100000"], ["events"]):
            for number in (signal.SIGINT, signal.SIGTERM):
                with ahoyctl(practice, *service, *command) as process:
                    process.wait_for(is_connected)
                    assert practice.n_logins() == 1
                    process.signal(number)
                    assert process.finish() == 0, process.stderr()
                    assert process.sessions()[-1] == NOTHING
                practice.wait_for_no_logins()


def interrupted_twice():
    with Practice() as practice:
        practice.fault("silent", **{"for": "unsubscribe", "count": 0})
        with ahoyctl(practice, "events") as process:
            process.wait_for(is_connected)
            process.signal(signal.SIGINT)
            process.wait_for(lambda line: is_pending(line) and line["connected"])
            process.signal(signal.SIGINT)
            assert process.finish() == 1
            assert process.sessions()[-1]["pending"]


def ended_by_the_service():
    with Practice() as practice:
        for command in (["login", "--stay", "100000"], ["events"]):
            with ahoyctl(practice, *command) as process:
                process.wait_for(is_connected)
                practice.fault("gone")
                assert process.finish() == 1
                last = process.sessions()[-1]
                assert not last["connected"] and not last["pending"], last
                assert last["error"]["domain"] == "ahoy-session-error-quark", last
                assert last["error"]["code"] == 9, last
                assert process.lines[-1]["kind"] == "ended", process.lines[-1]
                assert process.stderr().count(last["error"]["message"]) == 1, process.stderr()


def reconnecting_is_told(service):
    with Practice() as practice, ahoyctl(practice, *service, "events") as process:
        process.wait_for(is_connected)
        practice.fault("drop-socket")
        lost = process.wait_for(lambda line: line["event"] == "session" and line["reconnecting"])
        process.wait_for(lambda line: is_connected(line) and not line["reconnecting"], after=lost)
        process.signal(signal.SIGINT)
        assert process.finish() == 0, process.stderr()
        assert_no_repeats(process)


def notifications_are_told():
    with Practice() as practice, ahoyctl(practice, "events") as process:
        process.wait_for(is_connected)
        practice.fault("unknown-notification")
        line = process.wait_for(lambda line: line.get("kind") == "notification")
        assert "practiceNotice" in line["text"], line
        process.signal(signal.SIGINT)
        assert process.finish() == 0, process.stderr()


def reader_goes_away(service):
    """While there is something to tell and while there is not."""
    with Practice() as practice:
        for idle in (False, True):
            with ahoyctl(practice, *service, "events") as process:
                process.wait_for(is_pending)
                if idle:
                    connected = process.wait_for(is_connected)
                    process.wait_for(lambda line: line["event"] == "message", after=connected)
                process.process.stdout.close()
                assert process.process.wait(60) == 1
                practice.wait_for_no_logins()
                assert "CRITICAL" not in process.stderr(), process.stderr()


def full_disk():
    """What cannot be written is told, and nobody stays logged in."""
    with Practice() as practice, open("/dev/full", "wb") as full:
        for command in ("events", "login"):
            with ahoyctl(practice, command, stdout=full) as process:
                assert process.process.wait(60) == 1, process.stderr()
                assert process.stderr().count("No space left") == 1, process.stderr()
            practice.wait_for_no_logins()


def no_token():
    """Nobody is asked for a token, and where one is needed the service says so."""
    with Practice() as practice:
        for command in (["login"], ["login", "--login-kind", "token"]):
            with ahoyctl(practice, *SENDBIRD, *command, user=USER_WITHOUT_TOKEN,
                         secret=None) as process:
                assert process.finish() == 0, process.stderr()
                assert any(map(is_connected, process.lines))
        with ahoyctl(practice, *SENDBIRD, "events", user=USER_WITHOUT_TOKEN,
                     secret=None) as process:
            process.wait_for(is_connected)
            process.signal(signal.SIGINT)
            assert process.finish() == 0, process.stderr()
        with ahoyctl(practice, *SENDBIRD, "login", secret=None) as process:
            assert process.finish() == 1
            assert "(400302)" in process.stderr(), process.stderr()


def own_websocket_server():
    with Practice() as practice:
        with ahoyctl(practice, *SENDBIRD, "--websocket", practice.event["websocket"],
                     "login") as process:
            assert process.finish() == 0, process.stderr()
        with ahoyctl(practice, *SENDBIRD, "--websocket", "ws://127.0.0.1:1", "login") as process:
            assert process.finish() == 1, process.stderr()
            assert not any(map(is_connected, process.lines))


run(*on_each_service(login_and_out), *on_each_service(wrong_secret),
    *on_each_service(nobody_there), *on_each_service(interrupted_while_pending),
    *on_each_service(interrupted_while_connected), *on_each_service(reconnecting_is_told),
    *on_each_service(reader_goes_away), every_login_kind, password_file, interrupted_twice,
    ended_by_the_service, notifications_are_told, full_disk, no_token, own_websocket_server)
