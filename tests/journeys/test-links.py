#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links and the command line fill in whom to call, and call nobody."""

import os
import pathlib
import subprocess
import sys

from ahoy_journey import (GLib, LIMIT, check, check_equal, journey, run, wait_for,
                          wait_until_equal)
from journey_notifications import Actions, call_bus, has_owner, has_window


def open_links(*links):
    """As a desktop does that starts the program over the bus."""
    actions = Actions()
    call_bus(actions.name, actions.path, 'org.freedesktop.Application', 'Open',
             GLib.Variant('(asa{sv})', (links, {})))


def wait_filled(program, address):
    wait_until_equal(lambda: program.page_shown('Calls'), True, 'the page for calls')
    wait_until_equal(lambda: program.entry('Address').text, address, 'the address')


@journey
def links(stage):
    program = stage.start('--test-media')
    program.log_in()
    for link, address in (
            ('tel:+49-30-901820', '+49-30-901820'),
            ('TEL:+493012345;ext=7;isub=1', '+493012345'),
            ('tel:901820;phone-context=+4930', '+4930901820'),
            ('sip:echo@practice.example', 'echo@practice.example'),
            ('sip:bob:secret@practice.example:5060;transport=tls?subject=x',
             'bob@practice.example'),
            ('sips:%65cho@practice.example', 'echo@practice.example'),
            ('callto://echo', 'echo'),
            ('callto:echo?call', 'echo')):
        open_links(link)
        wait_filled(program, address)
        program.show_page('Activity')
    check_equal(stage.practice.ask('GET', 'robots')['calls'], [], 'calls that nobody wanted')
    check(not any(line.startswith('You call ') for line in program.activity), 'nobody is called')


@journey
def hostile_links(stage):
    program = stage.start()
    program.log_in()
    open_links('tel:+4930')
    wait_filled(program, '+4930')
    for link, sentence in (
            ('tel:' + '1' * 5000, 'The link is too long to be an address.'),
            ('tel:%00%07', 'The link has characters that no address has.'),
            ('sip:%E2%80%AEecho@practice.example', 'The link has characters that no address has.'),
            ('sip:%ff@practice.example', 'The link has characters that no address has.'),
            ('tel:', 'The link has no address.'),
            ('sip:@practice.example', 'The link has no address.'),
            ('javascript:alert(1)', 'Ahoy opens tel:, sip: and callto: links only.'),
            ('file:///etc/passwd', 'Ahoy opens tel:, sip: and callto: links only.')):
        open_links(link)
        program.wait_said(sentence)
        check_equal(program.entry('Address').text, '+4930', f'the address after {link[:30]}')


@journey
def before_the_login(stage):
    """What a link asked for is kept until somebody is logged in."""
    program = stage.start('tel:+49-30-901820')
    program.wait_sentence('Log in to call +49-30-901820.')
    program.log_in()
    wait_filled(program, '+49-30-901820')
    program.log_out()
    program.log_in()
    program.show_page('Calls')
    check_equal(program.entry('Address').text, '', 'the address that the next login finds')


@journey
def command_line(stage):
    program = stage.start('--call', 'echo')
    program.log_in()
    wait_filled(program, 'echo')
    stage.start_again('--call', 'sip:callback@practice.example')
    wait_filled(program, 'callback@practice.example')
    stage.start_again('tel:+4930')
    wait_filled(program, '+4930')
    check_equal(stage.practice.ask('GET', 'robots')['calls'], [], 'calls that nobody wanted')


@journey
def opened_by_the_desktop(stage):
    """By its desktop file, as another program does with a link."""
    program = stage.start()
    program.log_in()
    folder = stage.home / 'data' / 'applications'
    folder.mkdir()
    source = pathlib.Path(os.environ['AHOY_DESKTOP_FILE'])
    text = source.read_text().replace('Exec=ahoy', f'Exec={os.environ["AHOY"]}')
    (folder / source.name).write_text(text)
    subprocess.run(['update-desktop-database', str(folder)], check=True)
    subprocess.run(['gio', 'mime', 'x-scheme-handler/tel', source.name], check=True,
                   env=stage.environment, stdout=subprocess.DEVNULL)
    subprocess.run(['gio', 'open', 'tel:+49-30-901820'], check=True, env=stage.environment,
                   timeout=LIMIT)
    wait_filled(program, '+49-30-901820')


@journey
def from_cold(stage):
    """A link starts the program over the bus, as it does on desktops."""
    services = pathlib.Path(os.environ['XDG_DATA_HOME']) / 'dbus-1' / 'services'
    services.mkdir(parents=True)
    name = os.environ['AHOY_ID']
    (services / f'{name}.service').write_text(
        f'[D-BUS Service]\nName={name}\nExec={os.environ["AHOY"]} --gapplication-service\n')
    stage.clean_up.append(lambda: (services / f'{name}.service').unlink())
    daemon = ('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus')
    call_bus(*daemon, 'ReloadConfig')
    call_bus(*daemon, 'UpdateActivationEnvironment',
             GLib.Variant('(a{ss})', (stage.environment,)))
    open_links('tel:+49-30-901820')
    wait_for(has_window, 'the window')
    Actions().activate('quit')
    wait_for(lambda: not has_owner(name), 'the end of the program')


if __name__ == '__main__':
    sys.exit(run())
