#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Staying logged in on Sendbird Calls, with and without a token."""

import sys

from ahoy_journey import (APP_ID, APP_USER, TOKEN, USER_WITHOUT_TOKEN, WRONG_TOKEN, check,
                          check_equal, journey, run, wait_for, wait_until_equal)
from journey_keyring import BusWithoutKeyring, stay_in_app


@journey
def stay_logged_in(stage):
    keyring, program = stay_in_app(stage)
    program.close()
    wait_for(lambda: not stage.practice.has_app_socket, 'the websocket to be closed')
    stage.check_settings(service="'sendbird'", app_id=f"'{APP_ID}'", user=f"'{APP_USER}'")

    program = stage.start()
    program.wait_logged_in(APP_USER)
    program.log_out()
    wait_until_equal(lambda: keyring.app_secrets, {}, 'the keyring after Logout')
    program.close()
    stage.check_settings(service="'sendbird'", app_id=f"'{APP_ID}'", user=None)

    program = stage.start()
    program.wait_sentence('Not logged in.')
    check_equal(program.chooser('Service').description, 'Sendbird Calls', 'the service')
    check_equal(program.entry('Application ID').text, APP_ID, 'the application ID in the form')
    check_equal(program.entry('User ID').text, '', 'the user ID in the form')


@journey
def token_changed_meanwhile(stage):
    keyring, program = stay_in_app(stage)
    program.close()
    stage.practice.fault('wrong-password')
    program = stage.start()
    program.wait_sentence(WRONG_TOKEN)
    check_equal(program.entry('User ID').text, APP_USER, 'the user ID in the form')
    wait_until_equal(lambda: keyring.app_secrets, {}, 'the keyring, whose token is wrong')
    program.fill('Access token', TOKEN)
    program.click('Login')
    program.wait_logged_in(APP_USER)
    wait_until_equal(lambda: keyring.app_secrets, {(APP_ID, APP_USER): TOKEN}, 'the keyring')


@journey
def stay_logged_in_without_a_token(stage):
    """Who has no token needs no keyring for it."""
    bus = BusWithoutKeyring(stage)
    program = stage.start(environment=bus.environment)
    program.set_stay_logged_in(True)
    program.log_in_to_app(USER_WITHOUT_TOKEN, '')
    program.close()
    stage.check_settings(user=f"'{USER_WITHOUT_TOKEN}'", has_secret='false')

    program = stage.start(environment=bus.environment)
    program.wait_logged_in(USER_WITHOUT_TOKEN)
    for text in program.all_texts():
        check('no keyring' not in text, f'the window has “{text}”')
    program.log_out()
    program.close()
    stage.check_settings(user=None, has_secret=None, stay_logged_in=None)


@journey
def no_token_any_more(stage):
    """A token that the keyring still has goes when the user logs in without one."""
    keyring, program = stay_in_app(stage)
    (attributes, _), = keyring.items('sendbird')
    keyring.put(b'old', {**attributes, 'user': USER_WITHOUT_TOKEN})
    program.log_out()
    wait_until_equal(lambda: keyring.app_secrets, {(APP_ID, USER_WITHOUT_TOKEN): 'old'},
                     'the keyring')
    program.set_stay_logged_in(True)
    program.log_in_to_app(USER_WITHOUT_TOKEN, '')
    wait_until_equal(lambda: keyring.app_secrets, {}, 'the keyring')


if __name__ == '__main__':
    sys.exit(run())
