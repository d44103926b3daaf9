#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator has preset with an override file."""

import os
import pathlib
import shutil
import subprocess
import sys

from ahoy_journey import PASSWORD, USER, check, check_equal, journey, run, wait_until_equal
from journey_notifications import Actions


@journey
def preset_for_everybody(stage):
    application = os.environ['AHOY_ID']
    schemas = stage.folder / 'schemas'
    schemas.mkdir()
    source = pathlib.Path(os.environ['GSETTINGS_SCHEMA_DIR']) / f'{application}.gschema.xml'
    shutil.copy(source, schemas)
    (schemas / '20_company.gschema.override').write_text(f'''[{application}]
server='{stage.practice.rest}'
ice-servers=['stun:stun.example.com']
relay-only=true
do-not-disturb-declines=true
close-window='quit'
''')
    subprocess.run(['glib-compile-schemas', '--strict', str(schemas)], check=True)
    stage.environment['GSETTINGS_SCHEMA_DIR'] = str(schemas)

    program = stage.start()
    check_equal(program.entry('Server').text, stage.practice.rest, 'the server in the form')
    check_equal(program.entry('ICE servers').text, 'stun:stun.example.com', 'the ICE servers')
    program.fill('User name', USER)
    program.fill('Password', PASSWORD)
    program.click('Login')
    program.wait_logged_in()
    check_equal(stage.setting('server'), None, 'the server among what was chosen')
    Actions().activate('preferences')
    program.find(lambda node: node.name == 'Desktop' and node.role == 'page tab',
                 'the page of the preferences').act()
    switch = program.find(lambda node: node.role in node.SWITCHES
                          and node.name == 'Decline calls meanwhile', 'the switch')
    check(switch.state('checked'), 'the preset is shown')

    # It is only a default: people may choose otherwise.
    switch.act()
    wait_until_equal(lambda: stage.setting('do-not-disturb-declines'), 'false', 'the setting')
    program.log_out()
    program.close()
    program = stage.start()
    check_equal(program.entry('Server').text, stage.practice.rest, 'the server after a log-out')


if __name__ == '__main__':
    sys.exit(run())
