#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do with the flatpak in its sandbox, with the real portals outside.
build-aux/test-flatpak runs this; no build has what is needed for it."""

import os
import subprocess
import sys

from ahoy_journey import check, journey, run, wait_for, wait_until_equal
from journey_calls import call_echo, tell_robots
from journey_notifications import Actions, Notifications, has_owner

INCOMING = "summary: 'Incoming call'"
PORTAL = 'org.freedesktop.portal.Desktop'


@journey
def echo_called(stage):
    program = stage.start('--test-media')
    program.log_in()
    call = call_echo(stage, program)
    call.click('Hang Up')
    call.wait_closed()


def wait_in_background(stage):
    """Somebody who is logged in, with the window closed."""
    stage.write_settings(close_window="'keep'")
    notifications = Notifications(stage)
    program = stage.start('--test-media')
    program.log_in()
    program.window.act('window.close')
    wait_for(lambda: program.is_closed(program.window), 'the window to be closed')
    return program, notifications


def get_media(stage):
    """What the robots know of the sound of their calls."""
    return [call['media'] for call in stage.practice.ask('GET', 'robots')['calls']]


@journey
def called_and_answered_with_the_window_closed(stage):
    """The notification goes through its portal, and so does what is clicked on it."""
    program, notifications = wait_in_background(stage)
    tell_robots(stage, 'call', 'echo')
    notifications.wait_said(INCOMING)
    check(has_owner(PORTAL), 'the portals are there')
    notifications.click('Answer')
    wait_until_equal(lambda: get_media(stage), ['connected'], 'the call at the service')
    Actions().activate('hang-up')
    wait_until_equal(lambda: get_media(stage), [], 'the call at the service')
    Actions().activate('quit')
    program.wait_end()
    stage.practice.wait_logins(0)


@journey
def missed_with_the_window_closed(stage):
    program, notifications = wait_in_background(stage)
    tell_robots(stage, 'call', 'echo')
    notifications.wait_said(INCOMING)
    tell_robots(stage, 'hang-up', 'echo')
    notifications.wait_said("summary: 'Missed call'")
    # The call itself is not told any more.
    notifications.wait_count(1)
    Actions().activate('quit')
    program.wait_end()


def can_start():
    return subprocess.run([os.environ['AHOYCTL'], '--version'], check=False,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


if __name__ == '__main__':
    # In a new session, flatpak tells the first sandbox of a socket that its own service is still
    # making.
    wait_for(can_start, 'the first sandbox of the session')
    sys.exit(run())
