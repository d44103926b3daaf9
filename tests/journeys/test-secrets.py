#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""With every debug output on, no secret is anywhere but in the keyring."""

import base64
import pathlib
import re
import socket
import sys
import threading
import urllib.parse

from ahoy_journey import (APP_ID, APP_USER, PASSWORD, SECOND_PASSWORD, SECOND_USER, TOKEN, USER,
                          WRONG_TOKEN, check, journey, press, read_clipboard, run, type_text,
                          wait_for, wait_until_equal)
from journey_keyring import MASTER_PASSWORD, Keyring

WRONG_PASSWORD = 'ganz falsch & geheim'
RELAY_USER = 'relay-alice'
RELAY_PASSWORD = 'r3lay-w0rd:&+=5'

EVERYTHING = {
    'DBUS_VERBOSE': '1',
    'G_DBUS_DEBUG': 'all',
    'G_MESSAGES_DEBUG': 'all',
    'GDK_DEBUG': 'events,misc,settings,selection,clipboard,dnd',
    'GNUTLS_DEBUG_LEVEL': '99',
    'GTK_DEBUG': 'actions,keybindings,text,modules,builder,builder-objects',
    'LIBSOUP_DEBUG': '99',
    'SECRET_DEBUG': 'all',
    'SOUP_DEBUG': '99',
}


def forms(secret):
    """How a secret could have been written."""
    raw = secret.encode()
    yield raw
    yield urllib.parse.quote(secret, safe='').encode()
    yield urllib.parse.quote_plus(secret).encode()
    yield base64.b64encode(raw)
    yield raw.hex().encode()
    yield raw.hex(' ').encode()


class Search:
    """What must not be found, and where it is looked for."""

    def __init__(self, stage):
        self.stage = stage
        self.forms = {}
        for secret in (PASSWORD, SECOND_PASSWORD, TOKEN, WRONG_PASSWORD, MASTER_PASSWORD,
                       RELAY_PASSWORD):
            self.add(secret)
        for user, password in ((USER, PASSWORD), (SECOND_USER, SECOND_PASSWORD)):
            self.add(f'{user}:{password}')

    def add(self, secret):
        for form in forms(secret):
            self.forms[form] = secret

    def add_all(self, secrets):
        for secret in secrets:
            self.add(secret)

    def check_text(self, text, where):
        for form in self.forms:
            check(form not in text, f'{where} has {form!r}')

    def check_process(self, program):
        folder = pathlib.Path(f'/proc/{program.process.pid}')
        for name in ('cmdline', 'environ'):
            try:
                text = (folder / name).read_bytes()
            except PermissionError:
                continue  # root alone may: the program keeps its memory private
            check(text, f'{name} can be read')
            self.check_text(text, name)

    def check_files(self):
        count = 0
        for path in self.stage.folder.rglob('*'):
            # The keyring itself is encrypted, and searched like everything else.
            if path.is_file():
                count += 1
                self.check_text(path.read_bytes(), str(path))
        check(count >= 3, f'{count} files were searched')

    def check_window(self, program):
        for text in program.all_texts():
            self.check_text(text.encode(), 'the window')


class Relay:
    """Stands between the program and the service, to know what no log may show."""

    KANDY = (
        rb'(?im)^(?:authorization|x-token): *(?:basic|bearer)? *([^\r\n]+)',
        rb'/websocket/([^ "?\\]+)',
        rb'"sessionId" *: *"([^"]+)"',
        rb'"password" *: *"([^"]+)"',
    )
    SENDBIRD = (
        rb'"access_token" *: *"([^"]+)"',
        rb'"sbcall_session_token" *: *"([^"]+)"',
        rb'(?im)^sbcall-session-token: *([^\r\n]+)',
        rb'[?&]sbcall_session_token=([^& ]+)',
    )

    def __init__(self, stage, patterns=KANDY):
        self.patterns = patterns
        self.port = stage.practice.port
        self.seen = bytearray()
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.rest = f'http://127.0.0.1:{self.listener.getsockname()[1]}'
        stage.clean_up.append(self.stop)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        try:
            while True:
                near = self.listener.accept()[0]
                far = socket.create_connection(('127.0.0.1', self.port))
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()
        except OSError:
            return  # stopped

    def _carry(self, source, target):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                self.seen += data
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def secrets(self):
        """What has gone over the wire: each pattern must have found something."""
        found = set()
        for pattern in self.patterns:
            values = set(re.findall(pattern, bytes(self.seen)))
            check(values, f'the relay has seen {pattern!r}')
            found |= {value.decode().replace('\\/', '/') for value in values}
        return found


def start(stage, search):
    program = stage.start(environment=dict(EVERYTHING, SSLKEYLOGFILE=str(stage.folder / 'keys')))
    search.check_process(program)
    return program


def type_secret(program, secret, name='Password'):
    """By the keyboard: what AT-SPI fills in is in the debug output of D-Bus, by AT-SPI's doing."""
    type_text(secret)
    wait_until_equal(lambda: len(program.entry(name).text), len(secret), 'what was typed')
    press('Return')


def type_user(program, user, name='User name'):
    type_text(user)
    wait_until_equal(lambda: program.entry(name).text, user, 'what was typed')
    press('Tab')


def check_debug_output(program):
    """That there has been debug output to search."""
    log = program.output.read_bytes() + program.errors.read_bytes()
    for domain in (b'GLib-GIO', b'Gtk'):
        check(domain + b'-DEBUG' in log, f'{domain.decode()} has written debug messages')


@journey
def nothing_in_logs_and_files(stage):
    search = Search(stage)
    keyring = Keyring(stage)
    relay = Relay(stage)
    stage.write_settings(server=f"'{relay.rest}'", reconnect_delay='uint32 100')
    program = start(stage, search)
    program.set_stay_logged_in(True)

    type_user(program, USER)
    type_secret(program, WRONG_PASSWORD)
    program.wait_sentence('The user name or password is wrong (4)')
    stage.practice.fault('cut-answer')
    program.fill('TURN user name', RELAY_USER)
    program.fill('TURN password', RELAY_PASSWORD)
    type_secret(program, PASSWORD)
    wait_for(lambda: stage.practice.count('subscribe') == 2, 'the login to reach the service')
    wait_for(lambda: program.button('Login').sensitive, 'the answer')
    press('Return')
    program.wait_logged_in()
    wait_until_equal(lambda: keyring.secrets,
                     {USER: '\n'.join((PASSWORD, RELAY_USER, RELAY_PASSWORD))}, 'the keyring')
    search.add_all(relay.secrets())
    search.check_window(program)
    search.check_process(program)
    stage.practice.fault('drop-socket', user=USER)
    program.wait_activity('The connection is whole again.')
    program.close()
    search.check_files()

    # Once more with what the keyring has, and Logout.
    program = start(stage, search)
    program.wait_logged_in()
    search.add_all(relay.secrets())
    program.show_page('Activity')
    program.click('Copy All')
    read_clipboard(lambda text: 'Connection state changed.' in text)
    program.log_out()
    program.close()
    search.check_files()
    check_debug_output(program)


@journey
def nothing_with_tokens(stage):
    search = Search(stage)
    relay = Relay(stage)
    stage.write_settings(server=f"'{relay.rest}'", login_kind="'authname'")
    program = start(stage, search)
    for kind in ('OAuth bearer token', 'HMAC token', 'Access token'):
        program.chooser('Log in with').act('combo.next')
        wait_until_equal(lambda: program.chooser('Log in with').description, kind, 'the login kind')
        type_user(program, SECOND_USER)
        type_secret(program, SECOND_PASSWORD, 'Token')
        program.wait_logged_in(SECOND_USER)
        search.add_all(relay.secrets())
        search.check_window(program)
        program.log_out()
    program.close()
    search.check_files()
    check_debug_output(program)


@journey
def nothing_of_applications(stage):
    search = Search(stage)
    keyring = Keyring(stage)
    relay = Relay(stage, Relay.SENDBIRD)
    stage.write_settings(service="'sendbird'", app_id=f"'{APP_ID}'", server=f"'{relay.rest}'")
    program = start(stage, search)
    program.set_stay_logged_in(True)
    type_user(program, APP_USER, 'User ID')
    type_secret(program, WRONG_PASSWORD, 'Access token')
    program.wait_sentence(WRONG_TOKEN)
    type_secret(program, TOKEN, 'Access token')
    program.wait_logged_in(APP_USER)
    wait_until_equal(lambda: keyring.app_secrets, {(APP_ID, APP_USER): TOKEN}, 'the keyring')
    stage.practice.fault('drop-socket', user=APP_USER)
    program.wait_activity('The connection is whole again.')
    search.add_all(relay.secrets())
    search.check_window(program)
    search.check_process(program)
    program.close()
    search.check_files()

    program = start(stage, search)
    program.wait_logged_in(APP_USER)
    search.add_all(relay.secrets())
    program.log_out()
    program.close()
    search.check_files()
    check_debug_output(program)


if __name__ == '__main__':
    sys.exit(run())
