#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The computer sleeps and wakes up, as a logind tells that is played on the private bus."""

import os
import sys

from ahoy_journey import (GLib, Gio, NOT_CONNECTED, USER, check, check_equal, journey, run,
                          wait_for, wait_until_equal)
from journey_calls import CallWindow, tell_robots
from journey_keyring import stay
from journey_notifications import has_owner

NAME = 'org.freedesktop.login1'
PATH = '/org/freedesktop/login1'
MANAGER = NAME + '.Manager'
DESCRIPTION = f'''<node><interface name="{MANAGER}">
  <method name="Inhibit">
    <arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="h" direction="out"/>
  </method>
  <signal name="PrepareForSleep"><arg type="b"/></signal>
  <signal name="PrepareForShutdown"><arg type="b"/></signal>
</interface></node>'''

AWAKE = ('sleep:shutdown', 'delay')
IN_CALL = ('sleep:idle', 'block')


class Logind:
    """A logind that only knows of inhibitors and of what it is told to tell."""

    def __init__(self, stage):
        self.inhibitors = []
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        interface = Gio.DBusNodeInfo.new_for_xml(DESCRIPTION).interfaces[0]
        self.object = self.bus.register_object(PATH, interface, self._on_call, None, None)
        self.name = Gio.bus_own_name_on_connection(self.bus, NAME, 0, None, None)
        stage.clean_up.append(self.stop)
        wait_for(lambda: has_owner(NAME), 'the logind')
        # The session bus of a journey is private: it is the bus of the system, too.
        stage.environment['DBUS_SYSTEM_BUS_ADDRESS'] = os.environ['DBUS_SESSION_BUS_ADDRESS']

    def stop(self):
        self.bus.unregister_object(self.object)
        Gio.bus_unown_name(self.name)
        for _, reader in self.inhibitors:
            os.close(reader)

    def _on_call(self, _bus, _sender, _path, _interface, _method, parameters, invocation):
        what, _who, _why, mode = parameters.unpack()
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        files = Gio.UnixFDList.new_from_array([writer])
        self.inhibitors.append(((what, mode), reader))
        invocation.return_value_with_unix_fd_list(GLib.Variant('(h)', (0,)), files)

    @property
    def held(self):
        """The inhibitors that were not let go."""
        held = []
        for kind, reader in self.inhibitors:
            try:
                if os.read(reader, 1):
                    held.append(kind)
            except BlockingIOError:
                held.append(kind)
        return sorted(held)

    def wait_held(self, *kinds):
        wait_until_equal(lambda: self.held, sorted(kinds), 'what holds the computer')

    def tell(self, signal, start):
        self.bus.emit_signal(None, PATH, MANAGER, signal, GLib.Variant('(b)', (start,)))


@journey
def sleep_and_wake(stage):
    logind = Logind(stage)
    program = stage.start()
    check_equal(logind.held, [], 'what holds the computer before the login')
    program.log_in()
    logind.wait_held(AWAKE)

    for number in range(2, 4):
        logind.tell('PrepareForSleep', True)
        logind.wait_held()
        check_equal(stage.practice.logins(), [], 'the logins while the computer sleeps')
        program.wait_state(NOT_CONNECTED)
        logind.tell('PrepareForSleep', False)
        program.wait_logged_in()
        logind.wait_held(AWAKE)
        check_equal(stage.practice.count('subscribe'), number, 'logins')
    # What the service says arrives.
    stage.practice.notify(USER, 'practiceNotice')
    program.wait_activity('Notification received: practiceNotice')
    program.log_out()
    logind.wait_held()


@journey
def network_comes_later(stage):
    """After the sleep the service cannot be reached at first."""
    logind = Logind(stage)
    _, program = stay(stage)
    logind.wait_held(AWAKE)
    logind.tell('PrepareForSleep', True)
    logind.wait_held()
    stage.practice.stop()
    logind.tell('PrepareForSleep', False)
    wait_for(lambda: program.sentence.endswith(' Trying again…'), 'the next try to be told')
    check(program.button('Logout').sensitive, 'it can be cancelled')
    stage.restart_practice()
    program.wait_logged_in()


@journey
def not_wanted_any_more(stage):
    logind = Logind(stage)
    program = stage.start()
    program.log_in()
    logind.wait_held(AWAKE)
    logind.tell('PrepareForSleep', True)
    logind.wait_held()
    stage.practice.stop()
    logind.tell('PrepareForSleep', False)
    wait_for(lambda: program.sentence.endswith(' Trying again…'), 'the next try to be told')
    program.click('Logout')
    program.wait_sentence('Login cancelled.')
    logind.tell('PrepareForSleep', True)
    logind.tell('PrepareForSleep', False)
    check_equal(program.sentence, 'Login cancelled.', 'the sentence')


@journey
def awake_in_a_call(stage):
    logind = Logind(stage)
    program = stage.start('--test-media')
    program.log_in()
    tell_robots(stage, 'call', 'echo')
    call = CallWindow(program, 'echo')
    call.wait_state('Incoming call')
    check_equal(logind.held, [AWAKE], 'what holds the computer while it rings')
    call.click('Answer')
    call.wait_state('Connected')
    logind.wait_held(AWAKE, IN_CALL)
    call.click('Hang Up')
    logind.wait_held(AWAKE)


@journey
def sleeps_in_a_call(stage):
    """The lid is closed: the call ends at the other side too."""
    logind = Logind(stage)
    program = stage.start('--test-media')
    program.log_in()
    tell_robots(stage, 'call', 'echo')
    call = CallWindow(program, 'echo')
    call.click('Answer')
    call.wait_state('Connected')
    logind.wait_held(AWAKE, IN_CALL)
    logind.tell('PrepareForSleep', True)
    logind.wait_held()
    check_equal(stage.practice.ask('GET', 'robots')['calls'], [], 'the calls at the service')
    logind.tell('PrepareForSleep', False)
    program.wait_logged_in()


@journey
def computer_ends(stage):
    logind = Logind(stage)
    program = stage.start()
    program.log_in()
    logind.wait_held(AWAKE)
    logind.tell('PrepareForShutdown', True)
    program.wait_end()
    check_equal(stage.practice.logins(), [], 'the logins')
    check_equal(logind.held, [], 'what holds the computer')


if __name__ == '__main__':
    sys.exit(run())
