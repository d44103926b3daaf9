#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sendbird Calls in the same window, and one service after the other."""

import sys

from ahoy_journey import (APP_ID, APP_USER, CONNECTED, NOT_CONNECTED, PASSWORD, TOKEN, USER,
                          USER_WITHOUT_TOKEN, WRONG_TOKEN, check, check_equal, journey, run, wait_for,
                          wait_until_equal)
from journey_keyring import stay_in_app

REFUSED = 'The server refused the request: Not today (400399)'


def check_no_trace(program, traces, when):
    for text in program.all_texts():
        for trace in traces:
            check(trace not in text, f'{when} the window has “{text}”')


@journey
def wrong_token_then_right(stage):
    program = stage.start()
    program.fill_app_login(token='not-the-token')
    program.click('Login')
    program.wait_sentence(WRONG_TOKEN)
    check_equal(program.state, NOT_CONNECTED, 'the state')
    program.wait_activity(f'Connect error: {WRONG_TOKEN}')
    program.show_page('Account')
    wait_until_equal(lambda: program.entry('Access token').selected, (0, len('not-the-token')),
                     'what is selected of the token, to be typed again')
    check_equal(program.entry('User ID').text, APP_USER, 'the user ID in the form')

    program.fill('Access token', TOKEN)
    program.click('Login')
    program.wait_logged_in(APP_USER)
    wait_for(lambda: stage.practice.has_app_socket, 'the websocket at the service')
    check_equal(program.entry('Access token').text, '', 'the token that is still in the form')
    check(not program.button('Login').sensitive, 'Login cannot be used while logged in')

    program.log_out()
    wait_for(lambda: not stage.practice.has_app_socket, 'the websocket to be closed')
    wait_until_equal(lambda: program.activity, ['You logged out.'], 'the activity')
    program.show_page('Account')
    check_equal(program.entry('User ID').text, '', 'the user ID that is still in the form')
    check_equal(program.entry('Access token').text, '', 'the token that is still in the form')
    check_equal(program.entry('Application ID').text, APP_ID, 'the application ID in the form')
    check_equal(program.entry('Server').text, stage.practice.rest, 'the server in the form')


@journey
def refused_with_a_reason(stage):
    stage.practice.fault('refuse', http=400, code=400399, reason='Not today')
    program = stage.start()
    program.fill_app_login()
    program.click('Login')
    program.wait_sentence(REFUSED)
    stage.practice.fault('refuse-upgrade', count=0)
    program.click('Login')
    program.wait_sentence('The service refused the connection for events (503)')
    check_equal(program.state, NOT_CONNECTED, 'the state')
    stage.practice.no_faults()
    program.click('Login')
    program.wait_logged_in(APP_USER)


@journey
def missing_fields(stage):
    program = stage.start()
    program.choose('Service', 'Sendbird Calls')
    program.click('Login')
    program.wait_said('Enter the application ID.')
    program.wait_said('Enter your user ID.')
    check(not program.is_said('Enter your access token.'), 'nobody has to have a token')
    check_equal(program.state, NOT_CONNECTED, 'the state')
    check_equal(stage.practice.count('login'), 0, 'logins that were tried')
    program.log_in_to_app(USER_WITHOUT_TOKEN, '')
    check(not program.is_said('Enter the application ID.'), 'the error at the field has gone')


@journey
def connection_dropped(stage):
    program = stage.start()
    program.log_in_to_app()
    stage.practice.fault('drop-socket', user=APP_USER)
    program.wait_sentence('Connection lost. Reconnecting…')
    check_equal(program.state, CONNECTED, 'the state while reconnecting')
    program.wait_sentence(f'Logged in as {APP_USER}.')
    program.wait_activity('The connection is whole again.')
    check_equal(stage.practice.count('login'), 1, 'logins')


@journey
def the_other_service_after_logout(stage):
    """Nothing of whom was logged in on one service is there on the other."""
    keyring, program = stay_in_app(stage)
    program.log_out()
    wait_until_equal(lambda: keyring.app_secrets, {}, 'the keyring')
    check(not program.switch('Stay logged in').state('checked'), 'the switch is off')
    check_no_trace(program, (APP_USER, TOKEN), 'after Logout')

    program.choose_before('Service', 'Kandy Link')
    for name in ('User name', 'Password', 'Server', 'Websocket server'):
        check_equal(program.entry(name).text, '', f'{name} in the form')
    program.log_in()
    check_no_trace(program, (APP_USER, TOKEN), 'after the second login')
    stage.check_settings(service="'kandy'", app_id=None, user=None)

    program.log_out()
    program.choose('Service', 'Sendbird Calls')
    check_no_trace(program, (USER, PASSWORD), 'on the first service again')
    program.log_in_to_app(USER_WITHOUT_TOKEN, '')
    check_no_trace(program, (USER, PASSWORD, APP_USER), 'after the third login')
    program.close()
    stage.check_settings(service="'sendbird'", app_id=f"'{APP_ID}'", user=None)
    check_equal(keyring.secrets, {}, 'the keyring')
    check_equal(keyring.app_secrets, {}, 'the keyring')


if __name__ == '__main__':
    sys.exit(run())
