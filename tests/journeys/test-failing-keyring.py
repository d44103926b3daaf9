#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that takes or gives nothing, or none at all: the person is told, the rest works."""

import sys

from ahoy_journey import (CONNECTED, PASSWORD, USER, check_equal, journey, run, wait_until_equal)
from journey_keyring import BusWithoutKeyring, Keyring, Prompt, stay

ABSENT = 'There is no keyring on this computer that could have kept a password or token'
ABSENT_FOR_SAVING = ('There is no keyring on this computer, so the password or token was not saved: '
                     'you will have to enter it again next time')
UNREMOVABLE = 'The keyring is locked, so the saved password or token could not be removed'
UNSAVED = 'The keyring is locked, so the password or token was not saved'


@journey
def locked_when_saving(stage):
    keyring = Keyring(stage)
    keyring.lock()
    program = stage.start()
    program.set_stay_logged_in(True)
    program.log_in()
    Prompt().cancel()
    program.wait_said(UNSAVED)
    check_equal(program.state, CONNECTED, 'the state')
    program.log_out()
    keyring.unlock()
    check_equal(keyring.secrets, {}, 'the keyring')


@journey
def locked_when_logging_out(stage):
    keyring, program = stay(stage)
    keyring.lock()
    program.log_out()
    Prompt().cancel()
    program.wait_said(UNREMOVABLE)
    keyring.unlock()
    check_equal(keyring.secrets, {USER: PASSWORD}, 'the keyring, which could not be changed')


@journey
def no_keyring(stage):
    bus = BusWithoutKeyring(stage)
    program = stage.start(environment=bus.environment)
    program.set_stay_logged_in(True)
    program.log_in()
    program.wait_said(ABSENT_FOR_SAVING)
    check_equal(program.state, CONNECTED, 'the state')
    program.close()
    stage.practice.wait_logins(0)

    program = stage.start(environment=bus.environment)
    program.wait_said(ABSENT)
    program.wait_sentence('Enter your password to log in.')
    check_equal(program.entry('User name').text, USER, 'the user name in the form')
    program.fill('Password', PASSWORD)
    program.click('Login')
    program.wait_logged_in()
    program.log_out()
    check_equal(program.entry('User name').text, '', 'the user name in the form')


if __name__ == '__main__':
    sys.exit(run())
