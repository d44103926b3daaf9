#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page for calls: whom to call, and what is remembered of it."""

import os
import sys

from ahoy_journey import (Failure, check_equal, journey, press, run, spawn, type_text,
                          wait_for)
from journey_calls import CallWindow, tell_robots

ECHO = 'echo (echo@practice.example)'
CALLBACK = 'callback (callback@practice.example)'


def start(stage):
    program = stage.start('--test-media')
    program.log_in()
    program.show_page('Calls')
    return program


def list_calls(program):
    """The recent calls as a screen reader says them, without their times, newest first."""
    calls = program.look(lambda node: node.role == 'list' and node.name == 'Recent calls')
    if calls is None:  # GTK before 4.14 tells of lists that are not shown, later ones do not
        return []
    names = [node.name for node in calls.children() if node.role == 'list item' and node.name]
    return [name.rsplit(', ', 1)[0] for name in names]


def wait_calls(program, *starts):
    """Waits until the list has such calls and no others."""
    def is_so():
        names = list_calls(program)
        return (len(names) == len(starts)
                and all(name.startswith(start) for name, start in zip(names, starts)))
    try:
        wait_for(is_so, 'the recent calls')
    except Failure:
        check_equal(list_calls(program), starts, 'the recent calls')
        raise


def get_badge(program):
    """How many missed calls the tab says."""
    tab = program.look(lambda node: node.role == 'page tab' and node.name == 'Calls')
    # The tab has a label for wide windows and one for narrow ones.
    texts = {node.text for node in tab.walk() if node.role == 'label'} - {'Calls'}
    return ''.join(texts)


@journey
def typed_and_called_again(stage):
    """All by keyboard: type a name, call, hang up; then the recent call calls again."""
    program = start(stage)
    program.wait_said('No Calls Yet')
    press('Control+n')
    type_text('echo')
    press('Return')
    call = CallWindow(program, 'echo')
    call.wait_state('Connected')
    press('Control+m')
    program.wait_activity(f'{ECHO} does not hear you any more.')
    press('Control+Shift+e')
    call.wait_closed()
    program.show_page('Calls')
    wait_calls(program, f'Outgoing call to {ECHO}')

    program.wait_button('Call echo').act()
    call = CallWindow(program, 'echo')
    call.wait_state('Connected')
    call.click('Hang Up')
    call.wait_closed()
    wait_calls(program, f'Outgoing call to {ECHO}', f'Outgoing call to {ECHO}')


@journey
def nobody_to_call(stage):
    program = start(stage)
    press('Control+n')
    type_text('two words!')
    press('Return')
    program.wait_said('“two words!” has characters that an address cannot have')
    press('Control+a')
    type_text('nobody')
    press('Return')
    call = CallWindow(program, 'nobody')
    call.wait_state('Nobody has this address')
    call.click('Close')
    call.wait_closed()


@journey
def missed_counted_and_deleted(stage):
    program = start(stage)
    program.show_page('Account')
    for number in (1, 2):
        tell_robots(stage, 'call', 'callback')
        call = CallWindow(program, 'callback')
        call.wait_state('Incoming call')
        tell_robots(stage, 'hang-up', 'callback')
        call.wait_closed()
        wait_for(lambda: get_badge(program) == str(number), 'the missed calls to be counted')
    program.show_page('Calls')
    wait_calls(program, f'Missed call from {CALLBACK}', f'Missed call from {CALLBACK}')

    program.wait_button('Delete All…').act()
    program.wait_said('Delete All Calls?')
    program.wait_button('Cancel').act()
    wait_calls(program, f'Missed call from {CALLBACK}', f'Missed call from {CALLBACK}')
    program.wait_button('Delete All…').act()
    program.wait_button('Delete All').act()
    program.wait_said('No Calls Yet')
    check_equal(list_calls(program), [], 'the recent calls')
    # The service has forgotten them, too: the next login does not bring them back.
    program.log_out()
    program.log_in()
    program.show_page('Calls')
    program.wait_said('No Calls Yet')


def miss_calls(stage, program, count):
    """Lets somebody call and give up, while another page is looked at."""
    program.show_page('Account')
    for number in range(1, count + 1):
        tell_robots(stage, 'call', 'callback')
        call = CallWindow(program, 'callback')
        call.wait_state('Incoming call')
        tell_robots(stage, 'hang-up', 'callback')
        call.wait_closed()
        wait_for(lambda n=number: get_badge(program) == str(n), 'the missed calls to be counted')


def look_at(stage, program):
    """Brings the window to the front, as the launcher does: nobody else manages windows here."""
    spawn([os.environ['AHOY']], env=stage.environment, cwd=stage.home).wait()
    wait_for(lambda: program.window.state('active'), 'the window to be active')


def delete_first(program):
    program.find(lambda node: 'recent.delete' in node.actions, 'a recent call').act('recent.delete')


@journey
def seen_marked(stage):
    """Who looks at the page has seen what was missed; what comes then is counted anew."""
    program = start(stage)
    miss_calls(stage, program, 2)
    look_at(stage, program)
    check_equal(get_badge(program), '2', 'the missed calls while another page is looked at')
    program.show_page('Calls')
    wait_for(lambda: get_badge(program) == '', 'the missed calls to be seen')
    miss_calls(stage, program, 1)
    program.show_page('Calls')
    look_at(stage, program)
    wait_for(lambda: get_badge(program) == '', 'the third missed call to be seen')
    wait_calls(program, *[f'Missed call from {CALLBACK}'] * 3)


@journey
def deleted_and_brought_back(stage):
    """What was deleted comes back, or is gone for good when the log-out comes."""
    missed = f'Missed call from {CALLBACK}'
    program = start(stage)
    miss_calls(stage, program, 2)
    program.show_page('Calls')
    look_at(stage, program)
    wait_calls(program, missed, missed)
    delete_first(program)
    program.wait_button('Undo').act()
    wait_calls(program, missed, missed)

    delete_first(program)
    delete_first(program)
    program.wait_said('2 calls deleted')
    press('Tab')  # in the entry, the keys would be about its text
    press('Control+z')
    wait_calls(program, missed, missed)
    check_equal(stage.practice.count('logRecord'), 0, 'what was deleted at the service')

    delete_first(program)
    wait_calls(program, missed)
    program.log_out()
    check_equal(stage.practice.count('logRecord'), 1, 'what was deleted at the service')
    program.log_in()
    program.show_page('Calls')
    wait_calls(program, missed)


if __name__ == '__main__':
    sys.exit(run())
