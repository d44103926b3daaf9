# SPDX-License-Identifier: GPL-3.0-or-later
"""Keyrings for the journeys: a real one with files of its own, on the private bus, and none."""

import subprocess

from ahoy_journey import (APP_ID, APP_USER, LIMIT, PASSWORD, TOKEN, USER, Atspi, Gio, GLib, Node,
                          Program, check, spawn, wait_for, wait_until_equal)

SERVICE = 'org.freedesktop.secrets'
ROOT = '/org/freedesktop/secrets'
LOGIN = ROOT + '/collection/login'
MASTER_PASSWORD = 'keyring of a journey'


class Keyring:
    """A keyring of the stage's home; unlocked at the start."""

    def __init__(self, stage):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        with open(stage.folder / 'keyring', 'wb') as log:
            self.process = spawn(
                ['gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets',
                 f'--control-directory={stage.folder / "keyring-control"}'],
                env=stage.environment, stdin=subprocess.PIPE, stdout=log, stderr=log)
        stage.clean_up.append(self.stop)
        self.process.stdin.write(MASTER_PASSWORD.encode())
        self.process.stdin.close()
        wait_for(self._is_there, 'the keyring')

    def stop(self):
        self.process.kill()
        self.process.wait()

    def _is_there(self):
        check(self.process.poll() is None, 'the keyring has ended')
        answer = self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                                    'org.freedesktop.DBus', 'NameHasOwner',
                                    GLib.Variant('(s)', (SERVICE,)), None, 0, -1, None)
        return answer.unpack()[0] and not self.locked

    def _call(self, path, interface, method, arguments=None):
        return self.bus.call_sync(SERVICE, path, interface, method, arguments, None,
                                  Gio.DBusCallFlags.NO_AUTO_START, LIMIT * 1000, None).unpack()

    def _get(self, path, interface, name):
        return self._call(path, 'org.freedesktop.DBus.Properties', 'Get',
                          GLib.Variant('(ss)', (interface, name)))[0]

    def _open_plain_session(self):
        return self._call(ROOT, 'org.freedesktop.Secret.Service', 'OpenSession',
                          GLib.Variant('(sv)', ('plain', GLib.Variant('s', ''))))[1]

    @property
    def locked(self):
        return self._get(LOGIN, 'org.freedesktop.Secret.Collection', 'Locked')

    def lock(self):
        self._call(ROOT, 'org.freedesktop.Secret.Service', 'Lock',
                   GLib.Variant('(ao)', ([LOGIN],)))
        wait_for(lambda: self.locked, 'the keyring to be locked')

    def unlock(self):
        """As another program does that knows the keyring's password."""
        secret = (self._open_plain_session(), b'', MASTER_PASSWORD.encode(), 'text/plain')
        self._call(ROOT, 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface',
                   'UnlockWithMasterPassword', GLib.Variant('(o(oayays))', (LOGIN, secret)))
        wait_for(lambda: not self.locked, 'the keyring to be unlocked')

    @property
    def secrets(self):
        """What is kept for Ahoy on Kandy Link: a dictionary from user names to passwords."""
        return {attributes['user']: secret for attributes, secret in self.items('kandy')}

    @property
    def app_secrets(self):
        """The same on Sendbird Calls, from applications and user IDs to tokens."""
        return {(attributes['app-id'], attributes['user']): secret
                for attributes, secret in self.items('sendbird')}

    def put(self, secret, attributes):
        """What an earlier login has left."""
        item = 'org.freedesktop.Secret.Item.'
        properties = {item + 'Label': GLib.Variant('s', 'of a journey'),
                      item + 'Attributes': GLib.Variant('a{ss}', attributes)}
        self._call(LOGIN, 'org.freedesktop.Secret.Collection', 'CreateItem',
                   GLib.Variant('(a{sv}(oayays)b)', (properties, (
                       self._open_plain_session(), b'', secret, 'text/plain'), False)))

    def items(self, service):
        """What is kept for Ahoy on a service: attributes and secrets."""
        unlocked, locked = self._call(ROOT, 'org.freedesktop.Secret.Service', 'SearchItems',
                                      GLib.Variant('(a{ss})', ({'service': service},)))
        check(not locked, 'the keyring can be read')
        session = self._open_plain_session()
        kept = []
        for item in unlocked:
            attributes = self._get(item, 'org.freedesktop.Secret.Item', 'Attributes')
            secret = self._call(item, 'org.freedesktop.Secret.Item', 'GetSecret',
                                GLib.Variant('(o)', (session,)))[0]
            kept.append((attributes, bytes(secret[2]).decode()))
        return kept


def _stay(stage, log_in, kept):
    keyring = Keyring(stage)
    program = stage.start()
    program.set_stay_logged_in(True)
    log_in(program)
    wait_until_equal(lambda: (keyring.secrets, keyring.app_secrets), kept, 'the keyring')
    return keyring, program


def stay(stage):
    """Somebody logs in to stay; their password is in the keyring, which is returned first."""
    return _stay(stage, Program.log_in, ({USER: PASSWORD}, {}))


def stay_in_app(stage):
    """The same on Sendbird Calls."""
    return _stay(stage, Program.log_in_to_app, ({}, {(APP_ID, APP_USER): TOKEN}))


class Prompt:
    """The keyring's own window, that asks for its password."""

    def __init__(self):
        self.application = wait_for(self._find, 'the prompt of the keyring')

    @staticmethod
    def _find():
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application is not None and application.get_name() == 'gcr-prompter':
                node = Node(application)
                # It is a process that stays for later prompts: there is one when it can be used.
                if any(one.name == 'Cancel' and one.state('showing') for one in node.walk()):
                    return node
        return None

    def _click(self, name):
        button = wait_for(lambda: next((node for node in self.application.walk()
                                        if node.name == name and node.role in Node.BUTTONS), None),
                          f'the button {name} of the prompt')
        wait_for(lambda: button.sensitive, f'the button {name} of the prompt to be usable')
        button.act()

    def cancel(self):
        self._click('Cancel')

    def unlock(self):
        entry = wait_for(lambda: next((node for node in self.application.walk()
                                       if node.has('EditableText') and node.focused), None),
                         'the entry of the prompt')
        entry.set_text(MASTER_PASSWORD)
        self._click('Unlock')


class BusWithoutKeyring:
    """A session bus on which there is no keyring and none can be started."""

    CONFIGURATION = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''

    def __init__(self, stage):
        configuration = stage.folder / 'bus.conf'
        configuration.write_text(self.CONFIGURATION.format(folder=stage.folder))
        with open(stage.folder / 'bus', 'wb') as log:
            self.process = spawn(
                ['dbus-daemon', '--nofork', '--print-address', f'--config-file={configuration}'],
                env=stage.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=log)
        stage.clean_up.append(self.stop)
        self.address = self.process.stdout.readline().decode().strip()
        check(self.address, 'the bus starts')
        outer = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        accessibility = outer.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus',
                                        'GetAddress', None, None, 0, LIMIT * 1000, None)
        self.environment = {'DBUS_SESSION_BUS_ADDRESS': self.address,
                            'AT_SPI_BUS_ADDRESS': accessibility.unpack()[0]}

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
