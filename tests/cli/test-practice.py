# SPDX-License-Identifier: GPL-3.0-or-later
"""ahoyctl practice."""

import signal

from harness import AHOYCTL, CERTIFICATES, PASSWORD, USER, Practice, Process, ahoyctl, run

TLS = ["--tls-port", "0", "--tls-certificate", f"{CERTIFICATES}/server.pem",
       "--tls-key", f"{CERTIFICATES}/server-key.pem"]


def its_line():
    for number in (signal.SIGINT, signal.SIGTERM):
        with Process([AHOYCTL, "practice"]) as process:
            event = process.wait_for(lambda line: True)
            assert list(event) == ["event", "rest", "websocket", "rest-tls", "websocket-tls",
                                   "control", "users"], event
            assert event["event"] == "practice"
            assert event["rest"].startswith("http://127.0.0.1:"), event
            assert event["websocket"] == event["rest"].replace("http", "ws"), event
            assert event["rest-tls"] is None and event["websocket-tls"] is None, event
            assert event["control"].startswith(event["rest"] + "/"), event
            assert [user["name"] for user in event["users"]] == [
                "alice@practice.example", "bob@practice.example"], event
            assert all(len(user["password"]) > 7 for user in event["users"]), event
            process.signal(number)
            assert process.finish() == 0
            assert len(process.lines) == 1


def its_users():
    with Process([AHOYCTL, "practice", "--user", "a@b:c:d", "--user", "e:f"]) as process:
        event = process.wait_for(lambda line: True)
        assert event["users"] == [{"name": "a@b", "password": "c:d"},
                                  {"name": "e", "password": "f"}], event


def with_tls():
    with Practice(*TLS, "--listen", "127.0.0.2") as practice:
        rest = practice.event["rest-tls"]
        assert rest.startswith("https://127.0.0.1:"), practice.event
        assert practice.event["websocket-tls"] == rest.replace("https", "wss"), practice.event
        for server in (rest, rest.replace("127.0.0.1", "127.0.0.2")):
            trusted = ["--ca", f"{CERTIFICATES}/ca.pem"]
            with Process([AHOYCTL, "login", "--server", server, "--user", USER, *trusted],
                         secret=PASSWORD) as process:
                code = process.finish()
                said = process.stderr()
            if server == rest:
                assert code == 0, said
            # The certificate is for 127.0.0.1 alone: refused, and that from the other address.
            else:
                assert code == 1, said
                assert process.sessions()[-1]["error"]["domain"] == "g-tls-error-quark", said
        with Process([AHOYCTL, "login", "--server", rest, "--user", USER],
                     secret=PASSWORD) as process:
            assert process.finish() == 1
            assert process.sessions()[-1]["error"]["domain"] == "g-tls-error-quark"


def two_ports():
    with Practice(*TLS) as practice:
        websocket = ["--websocket", practice.event["websocket"]]
        with ahoyctl(practice, "login", *websocket) as process:
            assert process.finish() == 0, process.stderr()


def what_fails():
    with Practice() as practice:
        port = practice.rest_uri.rsplit(":", 1)[1]
        with Process([AHOYCTL, "practice", "--port", port]) as process:
            assert process.finish() == 1
            assert process.raw == b"" and process.stderr().startswith("ahoyctl: ")
    for arguments in (["--tls-certificate", "none.pem", "--tls-key", "none.pem"],
                      [*TLS, "--listen", "nowhere"]):
        with Process([AHOYCTL, "practice", *arguments]) as process:
            assert process.finish() == 1
            assert process.raw == b"" and process.stderr().startswith("ahoyctl: ")


run(its_line, its_users, with_tls, two_ports, what_fails)
