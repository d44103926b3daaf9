#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Told to end by the system, the program logs out within seconds, whatever it is doing."""

import signal
import sys
import time

from ahoy_journey import PASSWORD, USER, check, journey, run, wait_for, wait_until_equal
from journey_calls import CallWindow, tell_robots
from journey_keyring import stay

# How long systemd and desktops wait at least before they use force.
PATIENCE = 10


def check_ends(stage, program, number=signal.SIGTERM):
    begun = time.monotonic()
    program.process.send_signal(number)
    program.wait_end()
    check(time.monotonic() - begun < PATIENCE, 'it ends within seconds')
    stage.practice.wait_logins(0)
    wait_until_equal(lambda: stage.practice.ask('GET', 'robots')['calls'], [],
                     'the calls at the service')


@journey
def logged_out(stage):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        check_ends(stage, stage.start(), number)


@journey
def logged_in(stage):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        program = stage.start()
        program.log_in()
        check_ends(stage, program, number)


@journey
def logging_in(stage):
    program = stage.start()
    stage.practice.fault('silent')
    program.fill_login(USER, PASSWORD)
    program.click('Login')
    program.wait_sentence('Logging in…')
    check_ends(stage, program)


@journey
def logging_out(stage):
    program = stage.start()
    program.log_in()
    stage.practice.fault('delay', ms=1000)
    program.click('Logout')
    program.wait_sentence('Logging out…')
    check_ends(stage, program)


@journey
def reconnecting(stage):
    stage.write_settings(reconnect_delay='uint32 60000')
    program = stage.start()
    program.log_in()
    stage.practice.fault('refuse-upgrade', count=0)
    stage.practice.fault('drop-socket', user=USER)
    program.wait_sentence('Connection lost. Reconnecting…')
    check_ends(stage, program)


@journey
def ringing(stage):
    program = stage.start('--test-media')
    program.log_in()
    tell_robots(stage, 'call', 'echo')
    CallWindow(program, 'echo').wait_state('Incoming call')
    check_ends(stage, program)


@journey
def in_a_call(stage):
    program = stage.start('--test-media')
    program.log_in()
    tell_robots(stage, 'call', 'echo')
    call = CallWindow(program, 'echo')
    call.click('Answer')
    call.wait_state('Connected')
    check_ends(stage, program)


@journey
def without_a_window(stage):
    keyring, program = stay(stage)
    program.close()
    program = stage.start('--background', window=False)
    stage.practice.wait_logins(1)
    check_ends(stage, program)
    wait_for(lambda: keyring.secrets == {USER: PASSWORD}, 'the keyring to be kept')


@journey
def service_does_not_answer(stage):
    """The program does not wait for long for a service that says nothing."""
    program = stage.start()
    program.log_in()
    stage.practice.fault('silent')
    begun = time.monotonic()
    program.process.terminate()
    program.wait_end()
    check(time.monotonic() - begun < PATIENCE, 'it ends within seconds')


if __name__ == '__main__':
    sys.exit(run())
