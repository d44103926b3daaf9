#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls is told by notifications, which are clicked in a real notification service; and tools
use the same actions over the session bus."""

import os
import signal
import subprocess
import sys

from ahoy_journey import (APP_ID, APP_USER, GLib, Gio, PASSWORD, SECOND_PASSWORD, SECOND_USER,
                          TOKEN, USER, USER_WITHOUT_TOKEN, check, check_equal, journey, run,
                          spawn, wait_for, wait_until_equal)
from journey_calls import CallWindow, tell_robots
from journey_notifications import Actions, Notifications, has_owner, work_elsewhere

INCOMING = "summary: 'Incoming call'"
INCOMING_VIDEO = "summary: 'Incoming video call'"
MISSED = "summary: 'Missed call'"
MISSED_TWICE = "summary: '2 missed calls'"


def start(stage):
    """The window of somebody who is logged in, while they look at something else."""
    notifications = Notifications(stage)
    program = stage.start('--test-media')
    program.log_in()
    return notifications, program, work_elsewhere(program)


def get_calls(stage):
    return stage.practice.ask('GET', 'robots')['calls']


def ring(stage, notifications, robot='echo', video=False):
    """A robot calls, and the notification service shows it."""
    sentence = INCOMING_VIDEO if video else INCOMING
    seen = notifications.said.count(sentence)
    tell_robots(stage, 'call', robot, video=video)
    wait_for(lambda: notifications.said.count(sentence) == seen + 1, 'the call to be told')


def give_up(stage, robot='echo'):
    tell_robots(stage, 'hang-up', robot)
    wait_until_equal(lambda: get_calls(stage), [], 'the calls at the service')


@journey
def answer(stage):
    notifications, program, other = start(stage)
    ring(stage, notifications)
    check('category: call.incoming' in notifications.said, 'the category is told')
    check('urgency: CRITICAL' in notifications.said, 'it is urgent')
    check("body: 'echo (echo@practice.example)'" in notifications.said, 'it tells who calls')
    notifications.click('Answer')
    call = CallWindow(program, 'echo')
    call.wait_state('Connected')
    notifications.wait_count(0)
    check_equal(get_calls(stage)[0]['receives'], ['audio'], 'what is sent')
    call.click('Hang Up')
    call.wait_closed()

    other.present()
    wait_for(lambda: not program.window.state('active'), 'another program to have the attention')
    ring(stage, notifications, video=True)
    notifications.click('Answer with Video')
    wait_for(lambda: sorted(get_calls(stage)[0]['receives']) == ['audio', 'video'], 'the picture')
    notifications.wait_count(0)
    call = CallWindow(program, 'echo')
    call.click('Hang Up')
    call.wait_closed()


@journey
def decline(stage):
    notifications, program, _ = start(stage)
    ring(stage, notifications)
    notifications.click('Decline')
    wait_until_equal(lambda: get_calls(stage), [], 'the calls at the service')
    notifications.wait_count(0)
    CallWindow(program, 'echo').wait_state('You declined the call')
    check(MISSED not in notifications.said, 'who was declined is not told to be missed')


@journey
def missed_and_called_back(stage):
    """One notification for each who has called in vain, until they are called back."""
    notifications, program, other = start(stage)
    ring(stage, notifications)
    give_up(stage)
    notifications.wait_said(MISSED)
    notifications.wait_count(1)
    check('category: call.unanswered' in notifications.said, 'the category is told')
    other.present()
    wait_for(lambda: other.is_active(), 'another program to have the attention')
    ring(stage, notifications)
    give_up(stage)
    notifications.wait_said(MISSED_TWICE)
    notifications.wait_count(1)

    other.present()
    wait_for(lambda: other.is_active(), 'another program to have the attention')
    ring(stage, notifications, 'callback')
    give_up(stage, 'callback')
    notifications.wait_count(2)
    # Only whoever is told of can be called this way.
    Actions().activate('call-back', SECOND_USER)
    wait_for(lambda: program.page_shown('Calls'), 'the page with the calls')
    check_equal(get_calls(stage), [], 'the calls at the service')


@journey
def call_back(stage):
    notifications, program, _ = start(stage)
    ring(stage, notifications)
    give_up(stage)
    notifications.wait_said(MISSED)
    notifications.click('Call Back')
    wait_for(lambda: [call['media'] for call in get_calls(stage)] == ['connected'],
             'the call to be connected')
    notifications.wait_count(0)
    Actions().activate('hang-up')
    wait_until_equal(lambda: get_calls(stage), [], 'the calls at the service')
    check(program.process.poll() is None, 'the program goes on')


def start_device(stage, service, user, *command, secret=None):
    """Another device, and the file with what it tells."""
    arguments = [os.environ['AHOYCTL'], f'--service={service}', f'--server={stage.practice.rest}',
                 f'--user={user}']
    if service == 'sendbird':
        arguments.append(f'--app-id={APP_ID}')
    if secret is not None:
        path = stage.folder / 'secret'
        path.write_text(secret)
        path.chmod(0o600)
        arguments.append(f'--password-file={path}')
    output = stage.folder / f'device-{user}'
    with open(output, 'wb') as log:
        device = spawn(arguments + [*command, '--test-media'], env=stage.environment,
                       stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.DEVNULL)
    stage.clean_up.append(device.wait)
    stage.clean_up.append(device.kill)
    return device, output


@journey
def answered_elsewhere(stage):
    """Another device of the same person answers: the notification goes, and nobody was missed."""
    notifications = Notifications(stage)
    program = stage.start('--test-media')
    program.log_in_to_app()
    work_elsewhere(program)
    device, _ = start_device(stage, 'sendbird', APP_USER, 'answer', secret=TOKEN)
    wait_for(lambda: [session['socket'] for session in stage.practice.state['sessions']]
             == [True, True], 'the other device')
    device.send_signal(signal.SIGSTOP)  # people take longer to answer than to be told
    _, caller = start_device(stage, 'sendbird', USER_WITHOUT_TOKEN, 'call', APP_USER)
    notifications.wait_said(INCOMING)
    device.send_signal(signal.SIGCONT)
    wait_for(lambda: '"state":"connected"' in caller.read_text(), 'the other device to answer')
    notifications.wait_count(0)
    # Whatever it had to tell of the call, it has told before it answers this.
    Actions().describe('mute')
    check_equal(notifications.count, 0, 'the notifications that can be seen')
    check(MISSED not in notifications.said, 'nobody was missed')


@journey
def answered_elsewhere_on_kandy_link(stage):
    """The same, where devices are told the same as when who calls has given up."""
    notifications, program, _ = start(stage)
    program.show_page('Calls')
    start_device(stage, 'kandy', USER, 'answer', secret=PASSWORD)
    wait_for(lambda: [login['socket'] for login in stage.practice.logins(USER)] == [True, True],
             'the other device')
    tell_robots(stage, 'call', 'echo')

    def said():
        calls = program.look(lambda node: node.role == 'list' and node.name == 'Recent calls')
        return calls is not None and [node.name for node in calls.children()
                                      if node.name.endswith(', Answered on another device')]
    wait_for(said, 'the call in the list')
    wait_for(lambda: [call['media'] for call in get_calls(stage)] == ['connected'],
             'the other device to be in the call')
    notifications.wait_count(0)
    check(MISSED not in notifications.said, 'nobody was missed')


@journey
def gone_after_logout(stage):
    notifications, program, _ = start(stage)
    ring(stage, notifications)
    give_up(stage)
    notifications.wait_said(MISSED)
    program.log_out()
    notifications.wait_count(0)
    program.log_in(SECOND_USER, SECOND_PASSWORD)
    check_equal(notifications.count, 0, 'the notifications that the next user finds')


@journey
def told_to_be_logged_out(stage):
    notifications, program, _ = start(stage)
    stage.practice.fault('gone', user=USER)
    notifications.wait_said("summary: 'You are no longer logged in'")
    notifications.wait_count(1)
    program.fill('Password', PASSWORD)
    program.click('Login')
    program.wait_logged_in()
    notifications.wait_count(0)


def check_quiet(stage, program, notifications):
    """Somebody calls and gives up, and nothing disturbs."""
    told = notifications.said.count(INCOMING)
    tell_robots(stage, 'call', 'echo')
    program.wait_activity('echo (echo@practice.example) calls.')
    check(all(node.name != 'echo' for node in program.application.children()),
          'no window has opened')
    give_up(stage)
    program.wait_activity('You missed a call from echo (echo@practice.example).')
    check_equal(notifications.said.count(INCOMING), told, 'the calls that were told')


@journey
def do_not_disturb(stage):
    notifications, program, other = start(stage)
    actions = Actions()
    actions.activate('do-not-disturb')
    wait_until_equal(lambda: actions.describe('do-not-disturb'), (True, True), 'the switch')
    wait_until_equal(lambda: stage.setting('do-not-disturb'), 'true', 'the setting')
    program.find(lambda node: node.name == 'Switch do not disturb off' and node.state('visible'),
                 'what tells of it')
    check_quiet(stage, program, notifications)
    notifications.wait_said(MISSED)
    check('urgency: LOW' in notifications.said, 'who was missed is told quietly')

    # It can be answered nevertheless, where it is seen.
    tell_robots(stage, 'call', 'callback')
    wait_for(lambda: get_calls(stage), 'the call')
    program.show_page('Calls')
    program.find(lambda node: node.role in ('list item', 'table row') and 'callback' in node.name
                 or node.name == 'callback', 'the call on the page')
    actions.activate('answer', '')
    call = CallWindow(program, 'callback')
    call.wait_state('Connected')
    call.click('Hang Up')
    call.wait_closed()

    actions.activate('do-not-disturb')
    wait_until_equal(lambda: actions.describe('do-not-disturb'), (True, False), 'the switch')
    other.present()
    wait_for(lambda: not program.window.state('active'), 'another program to have the attention')
    ring(stage, notifications)
    CallWindow(program, 'echo').wait_state('Incoming call')


@journey
def do_not_disturb_declines(stage):
    stage.write_settings(do_not_disturb='true', do_not_disturb_declines='true')
    notifications, program, _ = start(stage)
    tell_robots(stage, 'call', 'echo')
    notifications.wait_said(MISSED)
    wait_until_equal(lambda: get_calls(stage), [], 'the calls at the service')
    check(INCOMING not in notifications.said, 'nothing has disturbed')
    check(all(node.name != 'echo' for node in program.application.children()),
          'no window has opened')


@journey
def desktop_does_not_disturb(stage):
    """The switch of the desktop counts too: that of GNOME, and what the notification service says."""
    stage.write_settings()
    with open(stage.keyfile, 'a', encoding='utf-8') as keyfile:
        keyfile.write('[org/gnome/desktop/notifications]\nshow-banners=false\n')
    notifications, program, _ = start(stage)
    check_quiet(stage, program, notifications)


SERVICE = '''<node><interface name="org.freedesktop.Notifications">
  <property name="Inhibited" type="b" access="read"/>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
</interface></node>'''


@journey
def notification_service_is_inhibited(stage):
    inhibited = [True]
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    interface = Gio.DBusNodeInfo.new_for_xml(SERVICE).interfaces[0]

    def get_property(_bus, _sender, _path, _interface, _name):
        return GLib.Variant('b', inhibited[0])

    service = bus.register_object('/org/freedesktop/Notifications', interface, None, get_property,
                                  None)
    name = Gio.bus_own_name_on_connection(bus, Notifications.NAME, 0, None, None)
    stage.clean_up.append(lambda: bus.unregister_object(service))
    stage.clean_up.append(lambda: Gio.bus_unown_name(name))
    wait_for(lambda: has_owner(Notifications.NAME), 'the notification service')

    program = stage.start('--test-media')
    program.log_in()
    tell_robots(stage, 'call', 'echo')
    program.wait_activity('echo (echo@practice.example) calls.')
    check(all(node.name != 'echo' for node in program.application.children()),
          'no window has opened')
    give_up(stage)

    inhibited[0] = False
    bus.emit_signal(None, '/org/freedesktop/Notifications', 'org.freedesktop.DBus.Properties',
                    'PropertiesChanged', GLib.Variant('(sa{sv}as)', (
                        Notifications.NAME, {'Inhibited': GLib.Variant('b', False)}, [])))
    # The bus keeps the order: what comes after has been told of the change.
    Actions().describe('mute')
    tell_robots(stage, 'call', 'callback')
    CallWindow(program, 'callback').wait_state('Incoming call')


@journey
def tool_of_a_headset(stage):
    """Answers, mutes and hangs up over the session bus."""
    program = stage.start('--test-media')
    program.log_in()
    actions = Actions()
    check_equal(actions.describe('mute'), (False, False), 'mute without a call')
    check_equal(actions.describe('hang-up'), (False, None), 'hang-up without a call')
    actions.activate('answer', '')
    actions.activate('answer', 'no such call')

    tell_robots(stage, 'call', 'echo')
    call = CallWindow(program, 'echo')
    call.wait_state('Incoming call')
    actions.activate('answer', '')
    call.wait_state('Connected')
    wait_until_equal(lambda: actions.describe('mute'), (True, False), 'mute in a call')
    actions.set_state('mute', True)
    wait_until_equal(lambda: actions.describe('mute'), (True, True), 'mute when muted')
    program.wait_activity('echo (echo@practice.example) does not hear you any more.')
    call.click('Mute')
    wait_until_equal(lambda: actions.describe('mute'), (True, False), 'mute in the window')
    actions.activate('hang-up')
    call.wait_closed()
    check_equal(actions.describe('mute'), (False, False), 'mute after the call')


if __name__ == '__main__':
    sys.exit(run())
