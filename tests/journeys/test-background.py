#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program runs, and people are reachable, while its window is closed."""

import os
import sys

from ahoy_journey import (GLib, USER, check, check_equal, journey, run, wait_for,
                          wait_until_equal)
from journey_calls import CallWindow, tell_robots
from journey_keyring import stay
from journey_notifications import Actions, Notifications, has_window

INCOMING = "summary: 'Incoming call'"


def is_hidden(program):
    try:
        return not program.window.state('showing')
    except GLib.Error:
        return True  # for libatspi a program without a window is none


def wait_hidden(program):
    wait_for(lambda: is_hidden(program), 'the window to be closed')
    check(program.process.poll() is None, 'the program goes on')


@journey
def stay_reachable(stage):
    """Asked once, then called, answered and found again."""
    stage.write_settings(close_window="'ask'")
    notifications = Notifications(stage)
    program = stage.start('--test-media')
    program.log_in()
    program.window.act('window.close')
    program.wait_said('Stay Reachable?')
    program.wait_button('Cancel').act()
    wait_for(lambda: not program.is_said('Stay Reachable?'), 'the question to go')
    check(program.window.state('showing'), 'the window stays')
    program.window.act('window.close')
    program.wait_button('Keep Running').act()
    wait_hidden(program)
    wait_until_equal(lambda: stage.setting('close-window'), "'keep'", 'the setting')

    tell_robots(stage, 'call', 'echo')
    notifications.wait_said(INCOMING)
    notifications.click('Answer')
    call = CallWindow(program, 'echo')
    call.wait_state('Connected')
    call.click('Hang Up')
    call.wait_closed()
    check(is_hidden(program), 'the window is still closed')

    stage.start_again()
    program.look_at_window()
    check_equal(program.state, 'Connected: true', 'the state')
    program.window.act('window.close')
    wait_hidden(program)
    stage.start_again('--background')
    check(is_hidden(program), 'the window is still closed')

    Actions().activate('quit')
    program.wait_end()
    stage.practice.wait_logins(0)


@journey
def not_reachable(stage):
    """Asked, and with the other answer the program ends; while nobody is logged in, it always does."""
    stage.write_settings(close_window="'ask'")
    program = stage.start()
    program.log_in()
    program.window.act('window.close')
    program.wait_button('Quit').act()
    program.wait_end()
    stage.practice.wait_logins(0)
    check_equal(stage.setting('close-window'), "'quit'", 'the setting')

    stage.write_settings(close_window="'keep'")
    stage.start().close()


@journey
def start_without_window(stage):
    notifications = Notifications(stage)
    _, program = stay(stage)
    program.close()
    program = stage.start('--background', '--test-media', window=False)
    stage.practice.wait_logins(1, USER)
    wait_for(lambda: stage.practice.logins(USER)[0]['socket'], 'the connection')
    tell_robots(stage, 'call', 'echo')
    notifications.wait_said(INCOMING)
    notifications.click('Answer')
    wait_for(lambda: [call['media'] for call in stage.practice.ask('GET', 'robots')['calls']]
             == ['connected'], 'the call to be connected')
    Actions().activate('hang-up')
    wait_until_equal(lambda: stage.practice.ask('GET', 'robots')['calls'], [],
                     'the calls at the service')
    check(not has_window(), 'no window but that of the call has opened')
    stage.start_again()
    program.look_at_window()
    check_equal(stage.practice.count('subscribe'), 2, 'logins')
    Actions().activate('quit')
    program.wait_end()
    stage.practice.wait_logins(0)


@journey
def nobody_to_start_for(stage):
    program = stage.start('--background', window=False)
    program.wait_end()


@journey
def told_that_login_failed(stage):
    """Without a window, a notification tells it, which opens the window."""
    notifications = Notifications(stage)
    _, program = stay(stage)
    program.close()
    stage.practice.fault('wrong-password')
    program = stage.start('--background', window=False)
    notifications.wait_said("body: 'The user name or password is wrong")
    check_equal(notifications.said.count("summary: 'You are not logged in'"), 1, 'how often')
    notifications.activate()
    program.look_at_window()
    notifications.wait_count(0)


@journey
def start_at_login(stage):
    file = stage.home / 'config' / 'autostart' / f'{os.environ["AHOY_ID"]}.desktop'
    program = stage.start()
    program.log_in()
    Actions().activate('preferences')
    program.find(lambda node: node.name == 'Desktop' and node.role == 'page tab',
                 'the page of the preferences').act()
    switch = program.find(lambda node: node.role in node.SWITCHES
                          and node.name == 'Start at login', 'the switch')
    switch.act()
    wait_for(file.exists, 'the file')
    check('--background' in file.read_text(), 'it starts without a window')
    wait_until_equal(lambda: stage.setting('start-at-login'), 'true', 'the setting')
    switch.act()
    wait_for(lambda: not file.exists(), 'the file to go')
    switch.act()
    wait_for(file.exists, 'the file')
    Actions().activate('quit')
    program.wait_end()

    # Taken away by a tool of the desktop.
    file.unlink()
    program = stage.start()
    check(stage.setting('start-at-login') in (None, 'false'), 'the setting follows the file')
    check(not file.exists(), 'the file has not come back')


if __name__ == '__main__':
    sys.exit(run())
