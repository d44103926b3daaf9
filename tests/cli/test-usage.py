# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong usage ends with 2, a sentence on standard error, and nothing on standard output."""

import os
import tempfile

from harness import AHOYCTL, Process, run

SERVER = ["--server", "https://host.example"]
WHO = [*SERVER, "--user", "alice@practice.example"]


def assert_wrong(arguments, words, **options):
    with Process([AHOYCTL, *arguments], **options) as process:
        code = process.finish()
        said = process.stderr()
        assert code == 2, (arguments, code, said)
        assert process.raw == b"", (arguments, process.raw)
        assert words in said, (arguments, said)
        assert "CRITICAL" not in said and "WARNING" not in said, said
        return said


def commands():
    assert_wrong([], "command is missing")
    assert_wrong(["dial"], "no command of this name")
    assert_wrong(["dial", "echo"], "no command of this name")
    assert_wrong([*WHO, "login", "echo"], "too many arguments")


def options_of_calls():
    assert_wrong([*WHO, "call"], "address to call is missing")
    assert_wrong([*WHO, "call", ""], "address to call is missing")
    assert_wrong([*WHO, "call", "echo", "callback"], "too many arguments")
    assert_wrong([*WHO, "answer", "echo"], "too many arguments")
    for command in (["call", "echo"], ["answer"]):
        assert_wrong([*SERVER, *command], "--user is missing")
        assert_wrong([*WHO, *command, "--stay", "3"], "--stay")
        assert_wrong([*WHO, *command, "--duration", "0"], "--duration")
        assert_wrong([*WHO, *command, "--duration", "long"], "long")
        assert_wrong([*WHO, *command, "--transfer", ""], "--transfer")
        assert_wrong([*WHO, *command, "--join", ""], "--join")
        assert_wrong([*WHO, *command, "--join", "echo", "--transfer", "echo"], "--join")
    assert_wrong([*WHO, "answer", "--reject", "--transfer", "echo"], "--transfer")
    assert_wrong([*WHO, "events", "--transfer", "echo"], "--transfer")
    assert_wrong([*WHO, "answer", "--reject", "--join", "echo"], "--join")
    assert_wrong([*WHO, "answer", "--forward", ""], "--forward")
    assert_wrong([*WHO, "answer", "--forward", "echo", "--reject"], "--forward")
    assert_wrong([*WHO, "answer", "--forward", "echo", "--transfer", "echo"], "--forward")
    assert_wrong([*WHO, "call", "echo", "--forward", "echo"], "--forward")
    for digits in ("", "12e", "5 5"):
        assert_wrong([*WHO, "call", "echo", "--dtmf", digits], "--dtmf")
    assert_wrong([*WHO, "call", "echo", "--reject"], "--reject")
    assert_wrong([*WHO, "answer", "--hold"], "--hold")
    assert_wrong([*WHO, "answer", "--dtmf", "5"], "--dtmf")
    assert_wrong([*WHO, "events", "--video"], "--video")


def options_of_login():
    assert_wrong([*SERVER, "login"], "--user is missing")
    assert_wrong(["--user", "a", "login"], "--server is missing")
    assert_wrong([*WHO, "--user", "b", "login"], "given twice")
    assert_wrong([*WHO, "login", "--stay", "-1"], "--stay")
    assert_wrong([*WHO, "login", "--stay", "soon"], "soon")
    assert_wrong([*WHO, "events", "--stay", "3"], "--stay")
    assert_wrong([*WHO, "login", "--port", "3"], "--port")
    assert_wrong([*WHO, "login", "--services", "call,,IM"], "--services")
    assert_wrong([*WHO, "login", "--login-kind", "charm"], "--login-kind")
    assert_wrong([*WHO, "login", "--login-kind", "authname"], "--authname")
    assert_wrong([*WHO, "login", "--authname", "x"], "--authname")
    assert_wrong([*WHO, "--service", "nobody", "login"], "kandy, sendbird")
    assert_wrong([*WHO, "login", "--nonsense"], "--nonsense")


def options_of_ice():
    turn = ["--ice-server", "turn:host.example"]
    for url, words in (
        ("", "must begin"), ("host.example", "must begin"), ("https://host.example", "must begin"),
        ("stuns:host.example", "not supported"), ("stun:", "stun:host"),
        ("stun:host.example?transport=tcp", "transport"), ("stun:host:0", "stun:host"),
        ("turn://host.example", "turn:host"), ("turn:host.example:99999", "turn:host"),
        ("turn:host.example?transport=sctp", "transport"), ("turn:host?x=1", "transport"),
        ("turns:host.example?transport=udp", "transport"), ("turn:::1", "turn:host"),
        ("turn:[::1", "turn:host"), ("turn:ho st", "turn:host"),
    ):
        assert_wrong([*WHO, "--ice-server", url, "login"], words)
    said = assert_wrong([*WHO, "--ice-server", "turn:bob:hunter2@host.example", "login"],
                        "do not belong")
    assert "hunter2" not in said, said
    assert_wrong([*WHO, *turn, "--ice-server", "ftp:x", "login"], "must begin")
    for user in ([], ["--ice-user", ""]):
        assert_wrong([*WHO, *turn, *user, "--ice-secret-fd", "0", "login"], "--ice-user needs")
    assert_wrong([*WHO, *turn, "--ice-user", "bob", "login"], "--ice-user needs")
    assert_wrong([*WHO, "--ice-user", "bob", "--ice-secret-fd", "0", "login"], "TURN server")
    assert_wrong([*WHO, *turn, "--ice-user", "bob", "--ice-secret-fd", "-2", "login"],
                 "file descriptor")
    assert_wrong([*WHO, *turn, "--ice-user", "bob", "--ice-secret-fd", "0", "--ice-secret-file",
                  "x", "login"], "exclude")
    assert_wrong([*WHO, *turn, "--ice-user", "bob", "--ice-secret-fd", "0", "--password-fd", "0",
                  "login"], "the same")
    for options in ([], ["--ice-server", "stun:host.example"]):
        assert_wrong([*WHO, *options, "--relay-only", "login"], "--relay-only needs")
    app = ["--service", "sendbird", "--user", "alice", "--app-id", "A1"]
    assert_wrong([*app, *turn, "login"], "--ice-server")
    # What is read is not told.
    with tempfile.TemporaryDirectory() as folder:
        who = [*WHO, *turn, "--ice-user", "bob", "--ice-secret-file"]
        missing = os.path.join(folder, "missing")
        assert_wrong([*who, missing, "login"], "--ice-secret-file: ")
        empty = os.path.join(folder, "empty")
        with open(empty, "w", encoding="utf-8") as file:
            file.write("\nhunter2\n")
        said = assert_wrong([*who, empty, "login"], "empty")
        assert "hunter2" not in said, said
    assert_wrong([*WHO, *turn, "--ice-secret=hunter2", "login"], "--ice-secret")


def options_of_services():
    app = ["--service", "sendbird", "--user", "alice"]
    for command in ("login", "events"):
        assert_wrong([*app, command], "--app-id is missing")
    assert_wrong([*app, "--app-id", "", "login"], "--app-id is missing")
    assert_wrong([*WHO, "--app-id", "A1", "login"], "--app-id does not belong here")
    app += ["--app-id", "A1"]
    assert_wrong(["--service", "sendbird", "--app-id", "A1", "login"], "--user is missing")
    assert_wrong([*app, "--login-kind", "password", "login"], "can only be token")
    for option in (["--services", "call"], ["--correlator", "desk"], ["--force-logout"]):
        assert_wrong([*app, *option, "login"], "--correlator")
    assert_wrong([*app, "--server", "http://host.example", "login"], "encrypted")
    assert_wrong([*app, "--websocket", "ws://host.example", "login"], "encrypted")
    # An application has servers of its own; this one cannot.
    with Process([AHOYCTL, "--service", "sendbird", "--app-id", "a/b", "--user", "alice",
                  "login"]) as process:
        assert process.finish() == 1, process.stderr()
        assert "hyphens" in process.stderr(), process.stderr()


def addresses():
    for server in ("", "https://", "https://host.example/path", "ftp://host.example",
                   "https://a:b@host.example"):
        assert_wrong(["--server", server, "--user", "a", "login"], "ahoyctl:")
    assert_wrong(["--server", "http://host.example", "--user", "a", "login"], "encrypted")
    assert_wrong([*WHO, "--websocket", "ws://host.example", "login"], "encrypted")


def options_of_practice():
    assert_wrong(["practice", "--port", "70000"], "--port")
    assert_wrong(["practice", "--port", "-1"], "--port")
    assert_wrong(["practice", "--tls-port", "0"], "--tls-certificate")
    assert_wrong(["practice", "--listen", "127.0.0.2"], "--tls-certificate")
    assert_wrong(["practice", "--tls-key", "key.pem"], "--tls-certificate")
    assert_wrong(["practice", "--server", "https://host.example"], "--server")
    for user in ("alice", ":password"):
        assert_wrong(["practice", "--user", user], "colon")


def a_password_is_no_argument():
    said = assert_wrong([*WHO, "login", "--password=hunter2"], "--password")
    assert "hunter2" not in said
    said = assert_wrong([*WHO, "login", "hunter2"], "too many arguments")
    assert "hunter2" not in said


def no_password():
    environment = {**os.environ, "PASSWORD": "hunter2", "AHOY_PASSWORD": "hunter2"}
    assert_wrong([*WHO, "login"], "--password-file", env=environment)


def password_sources():
    with tempfile.TemporaryDirectory() as folder:
        def file_with(content):
            path = os.path.join(folder, "secret")
            with open(path, "wb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(content)
            return path

        assert_wrong([*WHO, "login", "--password-file", f"{folder}/none"], "could not be opened")
        assert_wrong([*WHO, "login", "--password-file", folder], "could not be read")
        assert_wrong([*WHO, "login", "--password-file", file_with(b"")], "empty")
        assert_wrong([*WHO, "login", "--password-file", file_with(b"\nsecond")], "empty")
        assert_wrong([*WHO, "login", "--password-file", file_with(b"\xff\xfe")], "not text")
        assert_wrong([*WHO, "login", "--password-file", file_with(b"a\0b")], "not text")
        assert_wrong([*WHO, "login", "--password-file", file_with(b"x" * 70000)], "too long")
        assert_wrong([*WHO, "login", "--password-fd", "-4"], "--password-fd")
        assert_wrong([*WHO, "login", "--password-fd", "99"], "could not be read")
        assert_wrong([*WHO, "login", "--password-fd", "9", "--password-file", "x"], "exclude")


def assert_help(arguments, *words):
    with Process([AHOYCTL, *arguments]) as process:
        code = process.process.wait()
        text = process.process.stdout.read().decode()
        assert code == 0, code
        for word in words:
            assert word in text, (word, text)
        assert process.stderr() == ""
        return text


def help_and_version():
    assert_help(["--help"], "login", "events", "call", "answer", "practice")
    assert "--reject" not in assert_help(["call", "--help"], "call ADDRESS", "--video",
                                         "--duration=SECONDS", "--hold", "--dtmf=DIGITS",
                                         "--test-media", "--transfer=ADDRESS",
                                         "--join=ADDRESS", "--password-fd")
    assert "--hold" not in assert_help(["answer", "--help"], "--video", "--duration=SECONDS",
                                       "--reject", "--test-media", "--transfer=ADDRESS",
                                       "--forward=ADDRESS")
    assert_help(["login", "--help"], "--stay", "--password-fd", "--user=USER", "--app-id=ID",
                "kandy, sendbird")
    assert_help(["--help", "login"], "--stay")
    assert "--stay" not in assert_help(["events", "-h"], "--password-file")
    assert "--server" not in assert_help(["practice", "--help"], "--tls-port", "NAME:PASSWORD")
    assert_help(["--version"], "ahoyctl ")


run(commands, options_of_calls, options_of_login, options_of_ice, options_of_services, addresses,
    options_of_practice, a_password_is_no_argument, no_password, password_sources,
    help_and_version)
