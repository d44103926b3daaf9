#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that is locked at the start: the person is told, and can unlock it."""

import sys

from ahoy_journey import (NOT_CONNECTED, PASSWORD, USER, check, check_equal, journey, run,
                          wait_for)
from journey_keyring import Prompt, stay

UNREADABLE = 'The keyring is locked, so the saved password or token could not be read'


def start_locked(stage):
    """The person of before stays logged in, but the keyring is locked at this start."""
    keyring, program = stay(stage)
    program.close()
    keyring.lock()
    program = stage.start()
    program.wait_said(UNREADABLE)
    program.wait_sentence('Enter your password to log in.')
    check_equal(program.state, NOT_CONNECTED, 'the state')
    check_equal(program.entry('User name').text, USER, 'the user name in the form')
    check(program.button('Login').sensitive, 'Login can be used')
    return keyring, program


@journey
def locked_and_unlocked_elsewhere(stage):
    keyring, program = start_locked(stage)
    keyring.unlock()
    program.click('Unlock')
    program.wait_logged_in()
    wait_for(lambda: not program.is_said(UNREADABLE), 'the notice to go')


@journey
def locked_and_dismissed(stage):
    keyring, program = start_locked(stage)
    program.click('Dismiss')
    wait_for(lambda: not program.is_said(UNREADABLE), 'the notice to go')
    program.set_stay_logged_in(False)
    program.fill('Password', PASSWORD)
    program.click('Login')
    program.wait_logged_in()
    keyring.unlock()


@journey
def unlocked_by_the_person(stage):
    keyring, program = start_locked(stage)
    program.click('Unlock')
    Prompt().cancel()
    program.wait_said(UNREADABLE)
    program.wait_sentence('Enter your password to log in.')
    program.click('Unlock')
    Prompt().unlock()
    program.wait_logged_in()
    check_equal(keyring.secrets, {USER: PASSWORD}, 'the keyring')


if __name__ == '__main__':
    sys.exit(run())
