#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything by the keyboard alone."""

import sys

from ahoy_journey import (NOT_CONNECTED, PASSWORD, USER, Failure, check, check_equal, journey, press, run,
                          type_text, wait_for, wait_until_equal)


def start(stage):
    """With the server already chosen, so that the person begins with the name."""
    stage.write_settings(server=f"'{stage.practice.rest}'")
    return stage.start()


def type_login(program):
    type_text(USER)
    wait_until_equal(lambda: program.entry('User name').text, USER, 'what was typed')
    press('Tab')
    type_text(PASSWORD)
    wait_until_equal(lambda: len(program.entry('Password').text), len(PASSWORD), 'what was typed')


def tab_to(program, name):
    """Presses Tab until a button has the focus, more than once around if need be."""
    button = program.button(name)
    for _ in range(200):
        # Entries of libadwaita 1.2 do not tell that they have the focus, so nothing can be waited
        # for after each key. Going through the whole window takes the program long enough to have
        # dealt with the last key.
        if button.focused and program.all_texts() and button.focused:
            return
        press('Tab')
    raise Failure(f'Tab does not get to the button {name}')


@journey
def enter_logs_in(stage):
    program = start(stage)
    type_login(program)
    press('Return')
    program.wait_logged_in()
    press('Control+Shift+l')
    program.wait_sentence('You logged out.')
    stage.practice.wait_logins(0)
    # The focus is where the next person begins.
    type_login(program)
    press('Return')
    program.wait_logged_in()
    press('Control+q')
    program.wait_end()
    stage.practice.wait_logins(0)


@journey
def escape_cancels(stage):
    stage.practice.fault('silent')
    program = start(stage)
    type_login(program)
    press('Return')
    program.wait_sentence('Logging in…')
    wait_for(lambda: stage.practice.count('subscribe') == 1, 'the login to reach the service')
    press('Escape')
    program.wait_sentence('Login cancelled.')
    check_equal(program.state, NOT_CONNECTED, 'the state')
    # The focus is back in the form: the same login again, without a mouse.
    press('Return')
    program.wait_logged_in()


@journey
def wrong_password_typed_again(stage):
    stage.practice.fault('wrong-password')
    program = start(stage)
    type_login(program)
    press('Return')
    program.wait_sentence('The user name or password is wrong (4)')
    # What is wrong is selected, so that typing replaces it.
    type_text(PASSWORD)
    wait_until_equal(lambda: program.entry('Password').selected, None, 'the selection')
    wait_until_equal(lambda: len(program.entry('Password').text), len(PASSWORD), 'what was typed')
    press('Return')
    program.wait_logged_in()


@journey
def tab_reaches_the_buttons(stage):
    program = start(stage)
    type_login(program)
    tab_to(program, 'Login')
    press('space')
    program.wait_logged_in()
    tab_to(program, 'Logout')
    press('Return')
    program.wait_sentence('You logged out.')


@journey
def pages_and_windows(stage):
    program = start(stage)
    press('Alt+3')
    wait_for(lambda: program.page_shown('Activity'), 'the page Activity')
    press('Alt+2')
    wait_for(lambda: program.page_shown('Account'), 'the page Account')
    press('Control+,')
    preferences = program.find(lambda node: node.name == 'Preferences'
                               and node.role in ('frame', 'window', 'dialog'), 'the preferences')
    check(not program.is_closed(preferences), 'the preferences are open')
    press('Escape')
    wait_for(lambda: program.is_closed(preferences), 'the preferences to be closed')
    press('Control+?')
    shortcuts = program.find(lambda node: node.role in ('frame', 'window', 'dialog')
                             and 'hortcuts' in node.name, 'the shortcuts')
    check(not program.is_closed(shortcuts), 'the shortcuts are shown')
    press('Escape')
    wait_for(lambda: program.is_closed(shortcuts), 'the shortcuts to be closed')
    press('Control+w')
    program.wait_end()


@journey
def help_by_key(stage):
    """Where there is no program for help, it is a window of our own."""
    program = stage.start()
    press('F1')
    window = program.find(lambda node: node.role in ('frame', 'window') and node.name == 'Help',
                          'the help')
    program.find(lambda node: 'Be reachable, or not' in (node.name, node.text), 'a page', window)
    stage.screenshot('help')
    press('Escape')
    wait_for(lambda: program.is_closed(window), 'the help to close')


if __name__ == '__main__':
    sys.exit(run())
