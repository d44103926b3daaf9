# SPDX-License-Identifier: GPL-3.0-or-later
"""With every debug output on, no secret that went over the wire is in anything that is written."""

import base64
import os
import re
import signal
import socket
import ssl
import tempfile
import threading
import urllib.parse

from harness import (AHOYCTL, CERTIFICATES, PASSWORD, SENDBIRD, USER, Practice, Process,
                     is_connected, on_each_service, run)

NOISY = {
    "G_MESSAGES_DEBUG": "all",
    "G_DBUS_DEBUG": "all",
    "GNUTLS_DEBUG_LEVEL": "99",
    "LIBPROXY_DEBUG": "1",
    "SOUP_DEBUG": "all",
}

# What is a secret, as the wire has it. Lines of HTTP, JSON of the answers.
PATTERNS = {
    "Authorization": rb"\r\n[Aa]uthorization: *([^\r\n]+)",
    "x-token": rb"\r\n[Xx]-[Tt]oken: *([^\r\n]+)",
    "query": rb"[?&](?:token|key|access_token)=([^& \r\n]+)",
    "channel": rb'"notificationChannel" *: *"([^"]+)"',
    "session": rb'"sessionId" *: *"([^"]+)"',
    "turn": rb'"(?:password|credential)" *: *"([^"]+)"',
    "x-session": rb"\r\n[Xx]-[Ss]ession: *([^\r\n]+)",
    "access-token": rb'"access_token" *: *"([^"]+)"',
    "app-session": rb'"sbcall_session_token" *: *"([^"]+)"',
    "app-session-header": rb"\r\n[Ss]bcall-[Ss]ession-[Tt]oken: *([^\r\n]+)",
    "app-session-query": rb"[?&]sbcall_session_token=([^& \r\n]+)",
}


class Recorder:
    """Stands between ahoyctl and the practice service, with TLS if wanted, and keeps everything."""

    def __init__(self, target, tls):
        host, port = urllib.parse.urlsplit(target).netloc.split(":")
        self.target = (host, int(port))
        self.seen = []
        self.context = None
        if tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(f"{CERTIFICATES}/server.pem",
                                         f"{CERTIFICATES}/server-key.pem")
        self.listener = socket.create_server(("127.0.0.1", 0))
        scheme = "https" if tls else "http"
        self.address = f"{scheme}://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            if self.context is not None:
                client = self.context.wrap_socket(client, server_side=True)
            server = socket.create_connection(self.target)
        except OSError:
            client.close()
            return
        threading.Thread(target=self.pass_on, args=(client, server), daemon=True).start()
        self.pass_on(server, client)

    def pass_on(self, source, destination):
        # One record each way, so that a pattern is not cut in two by the other direction.
        record = bytearray()
        self.seen.append(record)
        try:
            while data := source.recv(65536):
                record += data
                destination.sendall(data)
        except OSError:
            pass
        finally:
            for end in (source, destination):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def secrets(self):
        found = {}
        for record in list(self.seen):
            for name, pattern in PATTERNS.items():
                for match in re.findall(pattern, bytes(record)):
                    found.setdefault(name, set()).add(match.replace(rb"\/", b"/"))
        return found

    def close(self):
        self.listener.close()


def forms_of(secret):
    """A secret as it is, its last part, and encoded as headers and addresses have it."""
    whole = secret.decode()
    parts = {whole, whole.split(" ", 1)[-1], urllib.parse.unquote(whole)}
    if "/" in whole:
        parts |= {part for part in whole.split("/") if len(part) > 15}
    return {part.encode() for part in parts}


def everything_written(folder):
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), "rb") as file:
                yield os.path.join(path, name), file.read()


def assert_silent(kind, tls, needed):
    how = SENDBIRD if kind == "sendbird" else ["--login-kind", kind]
    with Practice() as practice, tempfile.TemporaryDirectory() as folder:
        recorder = Recorder(practice.rest_uri, tls)
        arguments = [AHOYCTL, "--server", recorder.address, "--user", USER, *how,
                     "--ca", f"{CERTIFICATES}/ca.pem", "events"]
        if kind == "authname":
            arguments += ["--authname", "alice"]
        environment = {**os.environ, **NOISY, "HOME": folder, "TMPDIR": folder,
                       "XDG_CACHE_HOME": folder, "XDG_CONFIG_HOME": folder,
                       "XDG_DATA_HOME": folder, "SSLKEYLOGFILE": f"{folder}/keys"}
        with Process(arguments, secret=PASSWORD, env=environment, cwd=folder) as process:
            process.wait_for(is_connected)
            if kind != "sendbird":
                practice.fault("unknown-notification")
                process.wait_for(lambda line: line.get("kind") == "notification")
            practice.fault("drop-socket")
            process.wait_for(lambda line: line["event"] == "session" and line["reconnecting"])
            process.signal(signal.SIGINT)
            assert process.finish() == 0, process.stderr()
            stderr = process.stderr()
            written = [("stdout", process.raw), ("stderr", stderr.encode()),
                       *everything_written(folder)]
        recorder.close()

    # The test must have seen secrets, and the program must have been talkative.
    secrets = recorder.secrets()
    assert needed <= set(secrets), (needed, secrets)
    assert "DEBUG" in stderr, stderr
    hidden = {PASSWORD.encode(), base64.b64encode(PASSWORD.encode()).rstrip(b"="),
              urllib.parse.quote(PASSWORD).encode(),
              base64.b64encode(f"{USER}:{PASSWORD}".encode())}
    for values in secrets.values():
        for value in values:
            hidden |= forms_of(value)
    for name, content in written:
        for secret in hidden:
            assert secret not in content, f"{secret} is in {name}"


def wrong_secret_is_not_repeated(service):
    with Practice() as practice:
        with Process([AHOYCTL, "login", *service, "--server", practice.rest_uri, "--user", USER],
                     secret="a-wrong-but-real-one", env={**os.environ, **NOISY}) as process:
            assert process.finish() == 1
            assert b"a-wrong-but-real-one" not in process.raw + process.stderr().encode()


def ice_secret_is_not_repeated():
    secret = "an-ice-secret+of/ours"
    forms = {secret, urllib.parse.quote(secret), urllib.parse.quote(secret, safe="")}
    with Practice() as practice, tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "secret")
        with open(path, "w", encoding="utf-8") as file:
            file.write(secret + "\n")
        os.chmod(path, 0o600)
        environment = {**os.environ, **NOISY, "GST_DEBUG": "*:5", "NICE_DEBUG": "all"}
        arguments = [AHOYCTL, "call", "nobody", "--server", practice.rest_uri, "--user", USER,
                     "--test-media", "--ice-server", "turn:127.0.0.1:9", "--ice-user", "bob",
                     "--ice-secret-file", path]
        with Process(arguments, secret=PASSWORD, env=environment) as process:
            with open(f"/proc/{process.process.pid}/cmdline", "rb") as file:
                assert secret.encode() not in file.read()
            process.finish()
            written = process.raw.decode() + process.stderr()
        assert "turn" in written.lower(), "the server was not used"
        for form in forms:
            assert form not in written, form


def make_test(kind, tls, needed):
    def test():
        assert_silent(kind, tls, needed)
    test.__name__ = f"{kind}_over_{'https' if tls else 'http'}"
    return test


NEEDED = {
    "password": {"Authorization"},
    "authname": {"Authorization"},
    "bearer": {"Authorization"},
    "hmac": {"x-token", "x-session", "session"},
    "token": {"query", "session"},
}
for needed in NEEDED.values():
    needed |= {"channel", "turn"}
NEEDED["sendbird"] = {"access-token", "app-session", "app-session-header", "app-session-query"}
run(*(make_test(kind, tls, needed) for kind, needed in NEEDED.items() for tls in (False, True)),
    *on_each_service(wrong_secret_is_not_repeated), ice_secret_is_not_repeated)
