#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second person at the same window finds nothing of the first."""

import sys

from ahoy_journey import (NOT_CONNECTED, PASSWORD, SECOND_PASSWORD, SECOND_USER, USER, check,
                          journey, run, wait_until_equal)
from journey_keyring import Keyring

FIRST_NAME = USER.split('@', maxsplit=1)[0]


def check_nothing(program, when):
    """Nothing that the window has in any of its pages names the first person."""
    for text in program.all_texts():
        for trace in (FIRST_NAME, FIRST_NAME.capitalize(), 'firstNotice', PASSWORD):
            check(trace not in text, f'{when} the window has “{text}”')


def use_as_first(stage):
    program = stage.start()
    program.set_stay_logged_in(True)
    program.log_in()
    stage.practice.notify(USER, 'firstNotice')
    program.wait_activity('Notification received: firstNotice')
    return program


@journey
def after_logout(stage):
    keyring = Keyring(stage)
    program = use_as_first(stage)
    program.log_out()
    check_nothing(program, 'after Logout')
    check(not program.switch('Stay logged in').state('checked'), 'the switch is off')
    wait_until_equal(lambda: program.activity, ['You logged out.'], 'the activity')
    wait_until_equal(lambda: keyring.secrets, {}, 'the keyring')

    program.log_in(SECOND_USER, SECOND_PASSWORD)
    check_nothing(program, 'after the second login')
    program.log_out()
    check_nothing(program, 'after the second log-out')


@journey
def after_forced_logout(stage):
    Keyring(stage)
    program = use_as_first(stage)
    stage.practice.fault('gone', user=USER)
    program.wait_state(NOT_CONNECTED)
    program.log_in(SECOND_USER, SECOND_PASSWORD)
    check_nothing(program, 'after the second login')


@journey
def logout_after_forced_logout(stage):
    """Whom the service has logged out can leave nothing behind, without logging in again."""
    keyring = Keyring(stage)
    program = use_as_first(stage)
    stage.practice.fault('gone', user=USER)
    program.wait_state(NOT_CONNECTED)
    wait_until_equal(lambda: keyring.secrets, {USER: PASSWORD}, 'the keyring')
    program.click('Logout')
    program.wait_sentence('You logged out.')
    check_nothing(program, 'after Logout')
    check(not program.button('Logout').sensitive, 'there is nothing more to forget')
    wait_until_equal(lambda: keyring.secrets, {}, 'the keyring')


@journey
def after_clearing_the_activity(stage):
    """What was cleared can be brought back, but not by the next person."""
    program = stage.start()
    program.log_in()
    stage.practice.notify(USER, 'firstNotice')
    program.wait_activity('Notification received: firstNotice')
    program.show_page('Activity')
    program.click('Clear activity')
    wait_until_equal(lambda: program.activity, [], 'the activity')
    check('win.activity-undo-clear' in program.window.actions, 'clearing can be undone')
    program.log_out()
    if 'win.activity-undo-clear' in program.window.actions:
        program.window.act('win.activity-undo-clear')
    program.log_in(SECOND_USER, SECOND_PASSWORD)
    check_nothing(program, 'after the second login')


@journey
def at_the_next_start(stage):
    keyring = Keyring(stage)
    program = use_as_first(stage)
    program.log_out()
    wait_until_equal(lambda: keyring.secrets, {}, 'the keyring')
    program.close()
    program = stage.start()
    program.wait_sentence('Not logged in.')
    check_nothing(program, 'at the next start')
    for path in stage.home.rglob('*'):
        if path.is_file():
            check(FIRST_NAME.encode() not in path.read_bytes(), f'{path.name} names nobody')


if __name__ == '__main__':
    sys.exit(run())
