#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in and out, and what can go wrong with it."""

import sys

from ahoy_journey import (CONNECTED, NOT_CONNECTED, PASSWORD, USER, check, check_equal, journey,
                          run, wait_for, wait_until_equal)


@journey
def login_and_logout(stage):
    program = stage.start()
    check_equal(program.state, NOT_CONNECTED, 'the state at the start')
    check(program.button('Login').sensitive, 'Login can be used')
    check(not program.button('Logout').sensitive, 'Logout cannot be used')

    program.log_in()
    check_equal(len(stage.practice.logins(USER)), 1, 'logins at the service')
    check(not program.button('Login').sensitive, 'Login cannot be used while logged in')
    check(program.button('Logout').sensitive, 'Logout can be used while logged in')
    program.wait_activity('Connection state changed.', 'Connection state changed.')
    check_equal(program.entry('Password').text, '', 'the password that is still in the form')

    program.log_out()
    stage.practice.wait_logins(0)
    check_equal(program.entry('User name').text, '', 'the user name that is still in the form')
    check_equal(program.entry('Server').text, stage.practice.rest, 'the server in the form')
    wait_until_equal(lambda: program.activity, ['You logged out.'], 'the activity')
    check(program.button('Login').sensitive, 'Login can be used again')


@journey
def login_again_after_logout(stage):
    program = stage.start()
    for _ in range(3):
        program.log_in()
        program.log_out()
    check_equal(stage.practice.count('subscribe'), 3, 'logins')
    check_equal(stage.practice.count('unsubscribe'), 3, 'log-outs')


@journey
def wrong_password(stage):
    program = stage.start()
    program.fill_login(password='not the password')
    program.click('Login')
    program.wait_sentence('The user name or password is wrong (4)')
    check_equal(program.state, NOT_CONNECTED, 'the state')
    program.wait_activity('Connect error: The user name or password is wrong (4)')
    wait_until_equal(lambda: program.entry('Password').selected, (0, len('not the password')),
                     'what is selected of the password, to be typed again')
    check_equal(program.entry('User name').text, USER, 'the user name in the form')

    program.fill('Password', PASSWORD)
    program.click('Login')
    program.wait_logged_in()


@journey
def missing_fields(stage):
    program = stage.start()
    program.click('Login')
    program.wait_said('Enter your user name.')
    program.wait_said('Enter your password.')
    check_equal(program.state, NOT_CONNECTED, 'the state')
    program.log_in()
    check(not program.is_said('Enter your user name.'), 'the error at the user name has gone')
    check_equal(stage.practice.count('subscribe'), 1, 'logins that were tried')


@journey
def cancel_by_logout(stage):
    stage.practice.fault('silent')
    program = stage.start()
    program.fill_login()
    program.click('Login')
    program.wait_sentence('Logging in…')
    wait_for(lambda: stage.practice.count('subscribe') == 1, 'the login to reach the service')
    check_equal(program.state, NOT_CONNECTED, 'the state')
    check(not program.button('Login').sensitive, 'Login cannot be used while logging in')

    program.click('Logout')
    program.wait_sentence('Login cancelled.')
    wait_for(lambda: program.button('Login').sensitive, 'Login to be usable again')
    check_equal(program.entry('User name').text, USER, 'the user name in the form')

    stage.practice.no_faults()
    program.click('Login')
    program.wait_logged_in()
    stage.practice.wait_logins(1)


@journey
def refused_and_unreachable(stage):
    program = stage.start()
    program.fill_login()
    stage.practice.fault('refuse', http=403, code=62)
    program.click('Login')
    program.wait_sentence('This account is disabled (62)')
    stage.practice.fault('unknown-user')
    program.click('Login')
    program.wait_sentence('The user name or password is wrong (403)')
    check_equal(program.state, NOT_CONNECTED, 'the state')

    stage.practice.stop()
    program.click('Login')
    program.wait_sentence('127.0.0.1 refused the connection')
    program.wait_activity('Connect error: This account is disabled (62)',
                          'Connect error: The user name or password is wrong (403)',
                          'Connect error: 127.0.0.1 refused the connection (connection-refused)')

    stage.restart_practice()
    program.click('Login')
    program.wait_state(CONNECTED)


if __name__ == '__main__':
    sys.exit(run())
