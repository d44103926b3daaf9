#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is remembered from one start to the next, and what is forgotten."""

import sys

from ahoy_journey import (NOT_CONNECTED, PASSWORD, SECOND_PASSWORD, SECOND_USER, USER, check,
                          check_equal, journey, run, wait_until_equal)
from journey_keyring import Keyring, stay


def check_forgotten(stage):
    """Nothing but the server may be left of the person on the disk."""
    check(stage.setting('user') in (None, "''"), 'the user name is forgotten')
    check(stage.setting('stay-logged-in') in (None, 'false'), 'nobody stays logged in')
    check_equal(stage.setting('server'), f"'{stage.practice.rest}'", 'the server on the disk')


@journey
def stay_logged_in(stage):
    keyring, program = stay(stage)
    program.close()
    stage.practice.wait_logins(0)
    check_equal(stage.practice.count('unsubscribe'), 1, 'log-outs when the window was closed')
    check_equal(keyring.secrets, {USER: PASSWORD}, 'the keyring after the window was closed')
    check_equal(stage.setting('user'), f"'{USER}'", 'the user name on the disk')

    # Twice, since what is remembered must outlast a start that did not come from the form.
    for _ in range(2):
        program = stage.start()
        program.wait_logged_in()
        check_equal(len(stage.practice.logins(USER)), 1, 'logins at the service')
        program.close()
        stage.practice.wait_logins(0)

    program = stage.start()
    program.wait_logged_in()
    program.log_out()
    wait_until_equal(lambda: keyring.secrets, {}, 'the keyring after Logout')
    program.close()
    check_forgotten(stage)

    program = stage.start()
    program.wait_sentence('Not logged in.')
    check_equal(program.entry('User name').text, '', 'the user name in the form')
    check_equal(program.entry('Server').text, stage.practice.rest, 'the server in the form')
    check(not program.switch('Stay logged in').state('checked'), 'the switch is off')


@journey
def quit_without_staying(stage):
    keyring = Keyring(stage)
    program = stage.start()
    program.log_in()
    program.close()
    stage.practice.wait_logins(0)
    check_equal(stage.practice.count('unsubscribe'), 1, 'log-outs when the window was closed')
    check_equal(keyring.secrets, {}, 'the keyring')
    check_forgotten(stage)

    program = stage.start()
    program.wait_sentence('Not logged in.')
    check_equal(program.entry('User name').text, '', 'the user name in the form')
    check_equal(program.entry('Server').text, stage.practice.rest, 'the server in the form')


@journey
def quit_by_signal(stage):
    keyring, program = stay(stage)
    program.process.terminate()
    program.wait_end()
    stage.practice.wait_logins(0)
    check_equal(keyring.secrets, {USER: PASSWORD}, 'the keyring')


@journey
def stay_no_longer(stage):
    """Logging in without "Stay logged in" ends what an earlier login has made remembered."""
    keyring, program = stay(stage)
    stage.practice.fault('gone', user=USER)
    program.wait_state(NOT_CONNECTED)
    program.set_stay_logged_in(False)
    program.fill('Password', PASSWORD)
    program.click('Login')
    program.wait_logged_in()
    wait_until_equal(lambda: keyring.secrets, {}, 'the keyring')
    program.close()
    check_forgotten(stage)


@journey
def password_changed_meanwhile(stage):
    keyring, program = stay(stage)
    program.close()

    stage.practice.fault('wrong-password')
    program = stage.start()
    program.wait_sentence('The user name or password is wrong (4)')
    check_equal(program.state, NOT_CONNECTED, 'the state')
    check_equal(program.entry('User name').text, USER, 'the user name in the form')
    wait_until_equal(lambda: keyring.secrets, {}, 'the keyring, whose password is wrong')
    program.fill('Password', PASSWORD)
    program.click('Login')
    program.wait_logged_in()
    wait_until_equal(lambda: keyring.secrets, {USER: PASSWORD}, 'the keyring')


@journey
def somebody_else_stays(stage):
    keyring, program = stay(stage)
    stage.practice.fault('gone', user=USER)
    program.wait_state(NOT_CONNECTED)
    program.log_in(SECOND_USER, SECOND_PASSWORD)
    wait_until_equal(lambda: keyring.secrets, {SECOND_USER: SECOND_PASSWORD}, 'the keyring')
    program.close()
    program = stage.start()
    program.wait_logged_in(SECOND_USER)


if __name__ == '__main__':
    sys.exit(run())
