#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls in the real window, with a tone and a test picture, and with the robots of the practice
service at the other side, who have real media."""

import sys

from ahoy_journey import (APP_USER, USER_WITHOUT_TOKEN, check, check_equal, journey, run,
                          wait_for, wait_until_equal)
from journey_calls import CallWindow, call_echo, tell_robots
from journey_picture import wait_for_moving_ball


def get_robot_call(stage):
    """What the robots know of their only call."""
    calls = stage.practice.ask('GET', 'robots')['calls']
    return calls[0] if len(calls) == 1 else None


def wait_robot(stage, what, **members):
    """Waits until the robot's call is so: what the other side sees, not what the window says."""
    def is_so():
        call = get_robot_call(stage)
        return call and all(call[name.replace('_', '-')] == value
                            for name, value in members.items())
    wait_for(is_so, what)


def start(stage):
    program = stage.start('--test-media')
    program.log_in()
    return program


@journey
def talk(stage):
    """Answers, mutes, holds, sends keys, sees the own picture come back, and hangs up."""
    program = start(stage)
    tell_robots(stage, 'call', 'echo', video=True)
    call = CallWindow(program, 'echo')
    call.wait_state('Incoming video call')
    for name in ('Answer', 'Answer with Video', 'Decline', 'Ignore'):
        check(call.find(name).sensitive, f'{name} can be used')

    call.click('Answer with Video')
    call.wait_state('Connected')
    wait_until_equal(lambda: call.window.description, 'Connected', 'what is announced')
    wait_robot(stage, 'media at the other side', media='connected')
    wait_for_moving_ball(stage)

    call.click('Hold')
    call.wait_state('On hold')
    wait_robot(stage, 'the other side to be held', remote_hold=True)
    call.click('Hold')
    call.wait_state('Connected')
    wait_robot(stage, 'the other side to be taken back', remote_hold=False)
    tell_robots(stage, 'hold', 'echo')
    call.wait_state('Held by the other side')
    tell_robots(stage, 'unhold', 'echo')
    call.wait_state('Connected')

    call.click('Keypad')
    keys = call.find('Keys sent', ('label',))
    call.click('1')
    call.click('2')
    wait_until_equal(lambda: keys.text, '12', 'the keys that were sent')
    # The echo sends back what it gets.
    program.wait_activity('echo (echo@practice.example) pressed the key 1.',
                          'echo (echo@practice.example) pressed the key 2.')

    call.click('Mute')
    program.wait_activity('echo (echo@practice.example) does not hear you any more.')
    call.click('Hang Up')
    call.wait_state('You ended the call')
    call.wait_closed()
    wait_until_equal(lambda: stage.practice.ask('GET', 'robots')['calls'], [],
                     'the calls at the service')


@journey
def decline_and_call_back(stage):
    program = start(stage)
    tell_robots(stage, 'call', 'callback')
    call = CallWindow(program, 'callback')
    call.click('Decline')
    call.wait_state('You declined the call')
    call.wait_closed()

    tell_robots(stage, 'call', 'echo')
    call = CallWindow(program, 'echo')
    call.click('Answer')
    call.wait_state('Connected')
    tell_robots(stage, 'hang-up', 'echo')
    call.wait_state('The other side ended the call')
    call.click('Call Back')
    call.wait_closed(left=1)
    call = CallWindow(program, 'echo')
    call.wait_state('Connected')
    wait_robot(stage, 'media at the other side', media='connected')
    call.window.act('window.close')
    call.wait_closed()
    wait_until_equal(lambda: stage.practice.ask('GET', 'robots')['calls'], [],
                     'the calls at the service')


@journey
def second_call(stage):
    program = start(stage)
    tell_robots(stage, 'call', 'echo')
    first = CallWindow(program, 'echo')
    first.click('Answer')
    first.wait_state('Connected')
    tell_robots(stage, 'call', 'callback')
    second = CallWindow(program, 'callback')
    second.click('Hold and Answer')
    second.wait_state('Connected')
    first.wait_state('On hold')

    second.click('Other Calls')
    second.click('Resume')
    first.wait_state('Connected')
    second.wait_state('On hold')
    tell_robots(stage, 'hang-up', 'callback')
    second.wait_state('The other side ended the call')
    first.wait_state('Connected')
    first.click('Hang Up')
    first.wait_closed()


@journey
def logout_asks(stage):
    program = start(stage)
    tell_robots(stage, 'call', 'echo')
    call = CallWindow(program, 'echo')
    call.click('Answer')
    call.wait_state('Connected')
    program.click('Logout')
    program.wait_said('End the Call and Log Out?')
    program.wait_button('Log Out').act()
    call.wait_closed()
    program.wait_state('Connected: false')
    wait_until_equal(lambda: program.activity, ['You logged out.'], 'the activity')
    check_equal(stage.practice.ask('GET', 'robots')['calls'], [], 'the calls at the service')


@journey
def call_on_the_other_service(stage):
    """Calls, sees the own picture come back, and hangs up; the next user finds nothing of it."""
    program = stage.start('--test-media')
    program.log_in_to_app()
    call = call_echo(stage, program)
    call.click('Hold')
    call.wait_state('On hold')
    call.click('Hold')
    call.wait_state('Connected')
    call.click('Hang Up')
    call.wait_state('You ended the call')
    call.wait_closed()
    wait_for(lambda: any('echo' in text for text in program.all_texts()), 'the call in the recents')

    program.log_out()
    program.log_in_to_app(user=USER_WITHOUT_TOKEN, token='')
    program.show_page('Calls')
    for text in program.all_texts():
        check('echo' not in text and APP_USER not in text, f'the next user finds “{text}”')


if __name__ == '__main__':
    sys.exit(run())
