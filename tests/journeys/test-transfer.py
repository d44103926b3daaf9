#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that are handed over to somebody else, in the real window: a robot of the practice service is
at the other side, and somebody with a program of their own is the third. All have real media."""

import os
import subprocess
import sys

from ahoy_journey import (SECOND_PASSWORD, SECOND_USER, USER, check, journey, press, run, spawn,
                          wait_for, wait_until_equal)
from journey_calls import CallWindow, tell_robots


class Third:
    """Answers one call, and sends a tone."""

    def __init__(self, stage, *options):
        secret = stage.folder / 'secret'
        secret.write_text(SECOND_PASSWORD)
        self.process = spawn([os.environ['AHOYCTL'], '--server', stage.practice.rest, '--user',
                              SECOND_USER, '--password-file', str(secret), 'answer',
                              '--test-media', *options],
                             env=stage.environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stage.clean_up.append(self.stop)
        stage.practice.wait_logins(1, SECOND_USER)

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def wait_end(self):
        wait_for(lambda: self.process.poll() is not None, 'the third to be done')


def wait_robot_talks_to(stage, user):
    def is_so():
        calls = stage.practice.ask('GET', 'robots')['calls']
        return (len(calls) == 1 and calls[0]['remote'] == user and calls[0]['media'] == 'connected'
                and calls[0]['receives'] and not calls[0]['remote-hold'])
    wait_for(is_so, f'the robot to talk to {user}')


def call_echo(stage):
    program = stage.start('--test-media')
    program.log_in()
    program.show_page('Calls')
    program.entry('Address').set_text('echo')
    program.click('Call')
    call = CallWindow(program, 'echo')
    call.wait_state('Connected')
    return program, call


class Chooser(CallWindow):
    """Where a person says to whom a call is transferred, or forwarded."""

    def __init__(self, program, name='Transfer Call'):
        self.program = program
        self.name = name
        self.window = program.find(lambda node: node.role in ('frame', 'window', 'dialog')
                                   and node.name == self.name, 'the chooser')

    def fill(self, address):
        self.find('Address', ('entry', 'text')).set_text(address)


@journey
def transfer_now(stage):
    """First to nobody, after which the call goes on, and then to somebody."""
    third = Third(stage)
    program, call = call_echo(stage)
    call.click('Transfer')
    chooser = Chooser(program)
    chooser.fill('no body')
    chooser.click('Transfer Now')
    program.wait_said('“no body” has characters that an address cannot have')
    stage.screenshot('chooser')
    chooser.fill('nobody')
    chooser.click('Transfer Now')
    chooser.wait_closed()
    program.wait_said('The call could not be transferred (480)')
    stage.screenshot('refused')
    call.wait_state('Connected')

    call.click('Transfer')
    chooser = Chooser(program)
    chooser.fill('bob')
    chooser.click('Transfer Now')
    call.wait_state('The call was transferred')
    wait_robot_talks_to(stage, SECOND_USER)
    call.wait_closed()
    check(third.process.poll() is None, 'the third talks')


@journey
def ask_first(stage):
    """Goes back once, and transfers the second time, by keyboard."""
    third = Third(stage)
    program, call = call_echo(stage)
    call.click('Transfer')
    chooser = Chooser(program)
    chooser.fill('bob')
    chooser.click('Ask First')
    asked = CallWindow(program, 'bob')
    asked.wait_state('Connected')
    call.wait_state('On hold')
    for window in (call, asked):
        window.find('Transfer echo to bob?', ('panel', 'grouping'))
        check(window.find('Transfer').sensitive, 'it can be transferred')
    stage.screenshot('asked')
    asked.click('Return to echo')
    asked.wait_closed()
    call.wait_state('Connected')
    third.wait_end()

    third = Third(stage)
    call.click('Transfer')
    chooser = Chooser(program)
    chooser.fill('bob')
    chooser.click('Ask First')
    asked = CallWindow(program, 'bob')
    asked.wait_state('Connected')
    transfer = asked.find('Transfer')
    wait_for(lambda: transfer.sensitive, 'it can be transferred')
    wait_for(lambda: asked.window.state('active'), 'the window of who is asked to be in front')
    press('Control+t')
    for window in (asked, call):
        window.wait_state('The call was transferred')
    wait_robot_talks_to(stage, SECOND_USER)
    for window in (asked, call):
        window.wait_closed()
    wait_until_equal(lambda: [one for one in stage.practice.state['calls'] if one['user'] == USER],
                     [], 'the calls of who has left')


@journey
def forward(stage):
    """By keyboard: a call that rings is let ring at somebody else's, who answers it."""
    third = Third(stage)
    program = stage.start('--test-media')
    program.log_in()
    stage.practice.fault('ring-time', user='callback@practice.example', ms=3600000)
    tell_robots(stage, 'call', 'callback')
    call = CallWindow(program, 'callback')
    call.wait_state('Incoming call')
    wait_for(lambda: call.find('Forward…').sensitive, 'it can be forwarded')
    stage.screenshot('incoming')
    wait_for(lambda: call.window.state('active'), 'the window of the call to be in front')
    press('Control+f')
    chooser = Chooser(program, 'Forward Call')
    chooser.fill('no body')
    chooser.click('Forward')
    program.wait_said('“no body” has characters that an address cannot have')
    stage.screenshot('forward')
    stage.practice.fault('refuse', **{'for': 'forward', 'http': 403, 'code': 35})
    chooser.fill('bob')
    chooser.click('Forward')
    chooser.wait_closed()
    program.wait_said('The call could not be forwarded. Calls are not enabled for this account (35)')
    call.wait_state('Incoming call')
    stage.screenshot('not-forwarded')

    call.click('Forward…')
    chooser = Chooser(program, 'Forward Call')
    chooser.fill('bob')
    wait_for(lambda: chooser.window.state('active'), 'the chooser to be in front')
    press('Return')
    call.wait_state('You forwarded the call')
    wait_robot_talks_to(stage, SECOND_USER)
    call.wait_closed()
    check(third.process.poll() is None, 'the third talks')


@journey
def join(stage):
    """Asks somebody, and then all three talk in one call; the other two stay in it without who has
    joined them."""
    third = Third(stage)
    program, call = call_echo(stage)
    call.click('Transfer')
    chooser = Chooser(program)
    chooser.fill('bob')
    chooser.click('Ask First')
    asked = CallWindow(program, 'bob')
    asked.wait_state('Connected')
    button = asked.find('Join')
    wait_for(lambda: button.sensitive, 'both calls can be joined')
    wait_for(lambda: asked.window.state('active'), 'the window of who is asked to be in front')
    press('Control+j')
    joined = CallWindow(program, 'echo and bob')
    joined.wait_state('Connected')
    for window in (asked, call):
        window.wait_closed()
    wait_until_equal(lambda: len([one for one in stage.practice.state['calls']
                                  if one['user'] == USER]), 1, 'the calls of who has joined them')

    def all_flow():
        calls = stage.practice.ask('GET', 'robots')['calls']
        seats = [one for one in calls if one['user'].startswith('conference@')]
        return len(seats) == 3 and all(one['media'] == 'connected' and one['receives']
                                       and one['sends'] for one in seats)
    wait_for(all_flow, 'all three to be connected to the mixer')
    stage.screenshot('joined')
    joined.click('Hang Up')
    joined.wait_closed()
    check(third.process.poll() is None, 'the third goes on')


if __name__ == '__main__':
    sys.exit(run())
