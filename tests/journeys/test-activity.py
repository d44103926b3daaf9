#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of what has happened: copying, exporting, clearing."""

import re
import sys

from ahoy_journey import (PASSWORD, USER, check, check_equal, journey, press, read_clipboard, run,
                          wait_for, wait_until_equal)

CHANGED = 'Connection state changed.'
NOTICE = 'Notification received: '


def begin(stage):
    program = stage.start()
    program.log_in()
    stage.practice.notify(USER, 'firstNotice')
    stage.practice.notify(USER, 'secondNotice')
    program.wait_activity(CHANGED, CHANGED, NOTICE + 'firstNotice', NOTICE + 'secondNotice')
    program.show_page('Activity')
    return program


def check_lines(text, expected):
    """Each line has a date, a time with its zone, and what happened."""
    lines = text.splitlines()
    for line in lines:
        check(re.match(r'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}  \S', line), f'a time in “{line}”')
    check_equal([line.split('  ', 1)[1] for line in lines], expected, 'the lines')
    check(PASSWORD not in text, 'no password in the lines')


@journey
def list_shows_what_happens(stage):
    program = begin(stage)
    stage.practice.fault('duplicate-notification', eventType='twiceNotice')
    stage.practice.fault('malformed-frame')
    program.wait_activity(NOTICE + 'twiceNotice',
                          'The service sent a message that could not be read.')
    check_equal(program.activity.count(NOTICE + 'twiceNotice'), 1, 'lines about the duplicate')
    for row in program.activity_list.children():
        texts = [node.name for node in row.walk() if node.role == 'label']
        check(re.match(r'\d?\d[:.]\d\d', texts[1]), f'a time beside “{texts[0]}”')


def copied(count):
    """The clipboard, once it has so many lines."""
    return read_clipboard(lambda text: len(text.splitlines()) == count)


@journey
def copying(stage):
    program = begin(stage)
    lines = program.activity
    check(not program.button('Copy selected lines').sensitive, 'nothing is selected')
    program.click('Copy All')
    check_lines(copied(len(lines)), lines)

    program.activity_list.act('list.select-all')
    stage.practice.notify(USER, 'thirdNotice')
    program.wait_activity(NOTICE + 'thirdNotice')
    press('Control+Shift+c')
    check_lines(copied(len(lines) + 1), lines + [NOTICE + 'thirdNotice'])
    # What came after the selection is not in it.
    program.click('Copy selected lines')
    check_lines(copied(len(lines)), lines)

    program.activity_list.act('list.unselect-all')
    wait_for(lambda: not program.button('Copy selected lines').sensitive, 'nothing is selected')


@journey
def exporting(stage):
    program = begin(stage)
    lines = program.activity
    program.click('Export…')
    # GTK 4.8 calls it “_Export Export”.
    export = program.find(lambda node: node.role in node.BUTTONS and 'Export' in node.name.split(),
                          'the button of the file chooser')
    wait_for(lambda: export.sensitive, 'the button of the file chooser to be usable')
    export.act()
    file = wait_for(lambda: next(stage.home.rglob('ahoy-activity-*.txt'), None), 'the file')
    wait_until_equal(lambda: len(file.read_text().splitlines()), len(lines), 'lines in the file')
    check_lines(file.read_text(), lines)


@journey
def clearing(stage):
    program = begin(stage)
    lines = program.activity
    program.click('Clear activity')
    wait_until_equal(lambda: program.activity, [], 'the activity')
    program.wait_said('No Activity Yet')
    program.window.act('win.activity-undo-clear')
    wait_until_equal(lambda: program.activity, lines, 'the activity')
    program.click('Clear activity')
    wait_until_equal(lambda: program.activity, [], 'the activity')
    stage.practice.notify(USER, 'thirdNotice')
    wait_until_equal(lambda: program.activity, [NOTICE + 'thirdNotice'], 'the activity')


@journey
def ten_thousand_notifications(stage):
    """The newest are kept, can be copied, and the window goes on working."""
    program = begin(stage)
    stage.practice.fault('burst', count=12000)
    stage.practice.notify(USER, 'lastNotice')
    wait_for(lambda: program.activity[-1:] == [NOTICE + 'lastNotice'], 'the last notification')
    program.click('Copy All')
    text = read_clipboard(lambda text: text.rstrip().endswith(NOTICE + 'lastNotice'))
    check(5000 < len(text.splitlines()) <= 10000, f'{len(text.splitlines())} lines are kept')
    check_equal(program.sentence, f'Logged in as {USER}.', 'the sentence')
    program.log_out()
    wait_until_equal(lambda: program.activity, ['You logged out.'], 'the activity')


if __name__ == '__main__':
    sys.exit(run())
