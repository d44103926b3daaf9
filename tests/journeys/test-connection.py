#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to somebody who is logged in when the service or another login wants it."""

import sys

from ahoy_journey import (CONNECTED, NOT_CONNECTED, PASSWORD, USER, check, check_equal, journey,
                          run, wait_for, wait_until_equal)
from journey_keyring import stay

QUICK = {'reconnect_delay': 'uint32 100', 'reconnect_limit': 'uint32 20'}


def wait_waiting(program):
    """The connection is lost, or the first try after that has failed already."""
    wait_for(lambda: program.sentence.startswith('Connection lost. Logging in again as soon as')
             or program.sentence.endswith(' Trying again…'), 'the next try to be told')


@journey
def connection_dropped(stage):
    stage.write_settings(**QUICK)
    program = stage.start()
    program.log_in()
    stage.practice.fault('refuse-upgrade', count=2)
    stage.practice.fault('drop-socket', user=USER)
    program.wait_sentence('Connection lost. Reconnecting…')
    check_equal(program.state, CONNECTED, 'the state while reconnecting')
    program.wait_sentence(f'Logged in as {USER}.')
    program.wait_activity('The connection is whole again.')
    wait_for(lambda: stage.practice.logins(USER)[0]['socket'], 'the new connection')
    check_equal(stage.practice.count('subscribe'), 1, 'logins')
    # It is a whole connection: what the service says arrives.
    stage.practice.notify(USER, 'practiceNotice')
    program.wait_activity('Notification received: practiceNotice')
    check(program.button('Logout').sensitive, 'Logout can be used')


@journey
def logout_while_reconnecting(stage):
    stage.write_settings(reconnect_delay='uint32 60000')
    program = stage.start()
    program.log_in()
    stage.practice.fault('refuse-upgrade', count=0)
    stage.practice.fault('drop-socket', user=USER)
    program.wait_sentence('Connection lost. Reconnecting…')
    program.log_out()
    stage.practice.wait_logins(0)
    wait_until_equal(lambda: program.activity, ['You logged out.'], 'the activity')


@journey
def service_gone_and_back(stage):
    stage.write_settings(**QUICK)
    program = stage.start()
    program.log_in()
    stage.practice.stop()
    program.wait_sentence('Connection lost. Reconnecting…')
    check_equal(program.state, CONNECTED, 'the state while reconnecting')
    wait_for(lambda: any('(try 2)' in line for line in program.activity), 'a second try')

    # The service that comes back knows nobody: the person has to log in again, and can.
    stage.restart_practice()
    program.wait_state(NOT_CONNECTED)
    check(program.sentence not in ('', 'Not logged in.'), 'the reason is told')
    check_equal(program.entry('User name').text, USER, 'the user name in the form')
    check_equal(program.entry('Password').text, '', 'the password in the form')
    program.fill('Password', PASSWORD)
    program.click('Login')
    program.wait_logged_in()
    stage.practice.wait_logins(1)


@journey
def service_gone_for_good(stage):
    stage.write_settings(reconnect_delay='uint32 100', reconnect_limit='uint32 2')
    program = stage.start()
    program.log_in()
    stage.practice.stop()
    program.wait_state(NOT_CONNECTED)
    check('The connection to the service was lost' in program.sentence,
          f'the reason is told, not {program.sentence!r}')
    check(program.button('Login').sensitive, 'Login can be used')


@journey
def lost_and_logged_in_again(stage):
    """Whoever stays logged in need not do anything; what cannot be had back they can give up."""
    stage.write_settings(reconnect_delay='uint32 100', reconnect_limit='uint32 2')
    _, program = stay(stage)
    stage.practice.stop()
    wait_waiting(program)
    program.wait_state(NOT_CONNECTED)
    check(not program.button('Login').sensitive, 'Login cannot be used')
    stage.restart_practice()
    program.wait_logged_in()
    check_equal(len(stage.practice.logins(USER)), 1, 'logins')

    stage.practice.stop()
    wait_waiting(program)
    program.click('Logout')
    program.wait_sentence('Login cancelled.')
    program.wait_state(NOT_CONNECTED)
    check(program.button('Login').sensitive, 'Login can be used')


@journey
def logged_out_by_the_service(stage):
    program = stage.start()
    program.log_in()
    stage.practice.fault('gone', user=USER)
    program.wait_state(NOT_CONNECTED)
    check('another login' in program.sentence, f'the reason is told, not {program.sentence!r}')
    wait_for(lambda: any(line.startswith('The session has ended: ') for line in program.activity),
             'the reason in the activity')
    check_equal(program.entry('User name').text, USER, 'the user name in the form')
    check_equal(program.entry('Password').text, '', 'the password in the form')
    program.fill('Password', PASSWORD)
    program.click('Login')
    program.wait_logged_in()


@journey
def taken_over_by_another_connection(stage):
    program = stage.start()
    program.log_in()
    stage.practice.fault('overridden', user=USER)
    program.wait_state(NOT_CONNECTED)
    check('taken over' in program.sentence, f'the reason is told, not {program.sentence!r}')
    check(program.button('Login').sensitive, 'Login can be used')


if __name__ == '__main__':
    sys.exit(run())
