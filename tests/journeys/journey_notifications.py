# SPDX-License-Identifier: GPL-3.0-or-later
"""A real notification service for the journeys, and somebody who clicks what it shows."""

import os
import subprocess

from ahoy_journey import GLib, Gio, Gtk, LIMIT, check, spawn, wait_for, wait_until_equal

CONFIGURATION = '''[global]
dmenu = {menu}
notification_limit = 20
[urgency_low]
timeout = 0
[urgency_normal]
timeout = 0
[urgency_critical]
timeout = 0
'''

# Whoever has the menu of the service before them chooses by the words of the entry.
MENU = '''#!/bin/sh
exec grep -m1 -F "#$(cat '{choice}') ("
'''


def call_bus(name, path, interface, method, arguments=None, reply=None):
    """Calls a method on the session bus, and returns what it has answered."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    return bus.call_sync(name, path, interface, method, arguments, reply, 0, LIMIT * 1000,
                         None).unpack()


def has_owner(name):
    return call_bus('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                    'NameHasOwner', GLib.Variant('(s)', (name,)))[0]


def work_elsewhere(program):
    """Another program has the attention of the person from now on; returns its window."""
    Gtk.init()
    window = Gtk.Window(title='Another program')
    window.present()
    wait_for(lambda: window.is_active(), 'another program to have the attention')
    wait_for(lambda: not program.window.state('active'), 'the window to be in the background')
    return window


class Notifications:
    """Dunst, with everything that it was asked to show."""

    NAME = 'org.freedesktop.Notifications'

    def __init__(self, stage):
        folder = stage.folder / 'notifications'
        folder.mkdir()
        self.choice = folder / 'choice'
        menu = folder / 'menu'
        menu.write_text(MENU.format(choice=self.choice))
        menu.chmod(0o700)
        configuration = folder / 'dunstrc'
        configuration.write_text(CONFIGURATION.format(menu=menu))
        self.log = folder / 'log'
        with open(self.log, 'wb') as log:
            self.process = spawn(['dunst', '-conf', str(configuration), '-print'],
                                 env=stage.environment, stdin=subprocess.DEVNULL, stdout=log,
                                 stderr=log)
        self.environment = stage.environment
        stage.clean_up.append(self.stop)
        wait_for(self._is_there, 'the notification service')

    def _is_there(self):
        check(self.process.poll() is None, 'the notification service has ended')
        return has_owner(self.NAME)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def _control(self, *arguments):
        return subprocess.run(['dunstctl', *arguments], env=self.environment, check=True,
                              stdout=subprocess.PIPE, timeout=LIMIT).stdout.decode()

    @property
    def count(self):
        """How many can be seen."""
        return int(self._control('count', 'displayed'))

    def wait_count(self, count):
        wait_until_equal(lambda: self.count, count, 'the notifications that can be seen')

    @property
    def said(self):
        """Everything that all of them have said until now."""
        return self.log.read_text(errors='replace')

    def wait_said(self, text):
        wait_for(lambda: text in self.said, f'a notification with “{text}”')

    def click(self, button):
        """Chooses what is on a button of one of them."""
        self.choice.write_text(button)
        self._control('context')

    def activate(self):
        """Clicks the newest one itself."""
        self._control('action', '0')


class Actions:
    """The program's actions, as a tool at the other end of the session bus uses them."""

    def __init__(self):
        self.name = os.environ['AHOY_ID']
        self.path = '/' + self.name.replace('.', '/')

    def _call(self, method, arguments):
        return call_bus(self.name, self.path, 'org.gtk.Actions', method, arguments)

    def describe(self, action):
        """Whether it can be used, and its state."""
        enabled, _type, state = self._call('Describe', GLib.Variant('(s)', (action,)))[0]
        return enabled, state[0] if state else None

    def activate(self, action, target=None):
        parameters = [] if target is None else [GLib.Variant('s', target)]
        self._call('Activate', GLib.Variant('(sava{sv})', (action, parameters, {})))

    def set_state(self, action, value):
        self._call('SetState', GLib.Variant('(sva{sv})', (action, GLib.Variant('b', value), {})))


def has_window():
    """Whether the program has its window, whatever libatspi knows of it yet."""
    actions = Actions()
    try:
        call_bus(actions.name, actions.path + '/window/1', 'org.gtk.Actions', 'Describe',
                 GLib.Variant('(s)', ('login',)))
    except GLib.Error:
        return False
    return True
