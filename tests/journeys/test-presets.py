#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing where to log in."""

import sys

from ahoy_journey import (NOT_CONNECTED, check, check_equal, journey, run, wait_for,
                          wait_until_equal)

PRESETS = (
    ('North America', 'na'),
    ('EMEA', 'em'),
    ('Asia-Pacific', 'ap'),
)


def wait_place(program, title):
    wait_until_equal(lambda: program.chooser('Location').description, title, 'the chosen place')


def check_preset(program, title, place):
    wait_place(program, title)
    check_equal(program.entry('Server').text, f'https://webrtc-{place}.kandy.io:443', 'the server')
    check_equal(program.entry('Websocket server').text, f'wss://webrtc-{place}.kandy.io:443',
                'the websocket server')
    check_equal(program.entry('ICE servers').text.split(),
                [f'turns:turn-{place}-1.kandy.io:443?transport=tcp',
                 f'turns:turn-{place}-2.kandy.io:443?transport=tcp',
                 f'stun:turn-{place}-1.kandy.io:3478',
                 f'stun:turn-{place}-2.kandy.io:3478'], 'the ICE servers')


@journey
def each_preset(stage):
    program = stage.start()
    check_equal(program.chooser('Service').description, 'Kandy Link', 'the service')
    wait_place(program, 'Own server')
    for title, place in PRESETS:
        program.chooser('Location').act('combo.next')
        check_preset(program, title, place)
    for title, place in reversed(PRESETS[:-1]):
        program.chooser('Location').act('combo.previous')
        check_preset(program, title, place)
    program.chooser('Location').act('combo.previous')
    wait_place(program, 'Own server')
    for entry in ('Server', 'Websocket server', 'ICE servers'):
        check_equal(program.entry(entry).text, '', f'the {entry} of no preset')


@journey
def own_server_instead_of_a_preset(stage):
    """What belongs to the preset's server goes when another server is typed."""
    program = stage.start()
    program.chooser('Location').act('combo.next')
    check_preset(program, *PRESETS[0])
    program.fill('Server', stage.practice.rest)
    wait_place(program, 'Own server')
    check_equal(program.entry('Websocket server').text, '', 'the websocket server')
    check_equal(program.entry('ICE servers').text, '', 'the ICE servers')
    program.log_in()
    program.close()
    check_equal(stage.setting('server'), f"'{stage.practice.rest}'", 'the server on the disk')


@journey
def preset_that_is_remembered(stage):
    stage.write_settings(server="'https://webrtc-em.kandy.io:443'",
                         websocket_server="'wss://webrtc-em.kandy.io:443'")
    program = stage.start()
    wait_place(program, 'EMEA')
    check_equal(program.entry('Server').text, 'https://webrtc-em.kandy.io:443', 'the server')


@journey
def unsafe_or_malformed_server(stage):
    program = stage.start()
    program.fill_login()
    for server in ('http://service.example', 'ftp://service.example', 'https://', 'nonsense::'):
        program.fill('Server', server)
        program.click('Login')
        wait_for(lambda: program.entry('Server').description, f'what is wrong with {server}')
        check_equal(program.state, NOT_CONNECTED, 'the state')
        check_equal(program.sentence, 'Not logged in.', 'the sentence')
    program.fill('Server', stage.practice.rest)
    program.click('Login')
    program.wait_logged_in()
    check_equal(program.entry('Server').description, '', 'what is wrong with the server')


def log_in_to_practice(stage, program):
    wait_place(program, 'Practice on this computer')
    wait_until_equal(lambda: program.entry('User name').text, 'alice@practice.example',
                     'the user name')
    check(program.entry('Server').text.startswith('http://127.0.0.1:'), 'the server is here')
    hint = program.find(lambda node: 'with the password' in node.name, 'the hint').name
    password = hint.split('“')[-1].split('”')[0]
    program.click('Login')
    program.wait_logged_in()
    program.log_out()
    # What the hint says is right, and it is still there for the next login.
    check(program.is_said(hint), 'the hint stays')
    program.fill('User name', 'alice@practice.example')
    program.fill('Password', password)
    program.click('Login')
    program.wait_logged_in()
    program.close()
    check_equal(stage.setting('server'), None, 'the server on the disk')
    check_equal(stage.setting('user'), None, 'the user name on the disk')


@journey
def practice_from_the_chooser(stage):
    program = stage.start()
    for _ in range(len(PRESETS) + 1):
        program.chooser('Location').act('combo.next')
    log_in_to_practice(stage, program)


@journey
def practice_from_the_command_line(stage):
    log_in_to_practice(stage, stage.start('--practice'))


if __name__ == '__main__':
    sys.exit(run())
