# SPDX-License-Identifier: LGPL-2.1-or-later
"""Logs in, calls the echo, is called back, and logs out. The password comes on standard input:
echo.py SERVICE SERVER WEBSOCKET-SERVER APP-ID USER"""

import sys

import gi

gi.require_version("Ahoy", "1")
from gi.repository import Ahoy, GLib

service, server, websocket_server, app_id, user = sys.argv[1:]
addresses = ["echo@practice.example", "callback@practice.example"]
loop = GLib.MainLoop()


def on_stats(call, stats):
    if stats.audio.frames_decoded > 0:  # something was heard: that is enough
        call.end_async(None, None)


def on_ended(call):
    incoming = call.get_direction() == Ahoy.CallDirection.INCOMING
    reason = Ahoy.call_end_reason_to_sentence(call.get_end_reason())
    print("from" if incoming else "to", f"{call.get_remote()}: {reason}")
    if incoming:
        session.disconnect_async(None, leave_cb)
    elif addresses:
        watch(session.call(addresses.pop(0), Ahoy.MediaFlags.AUDIO, None))


def watch(call):
    call.connect("stats", on_stats)
    call.connect("ended", on_ended)


def on_incoming(_, call):
    watch(call)
    call.answer_async(Ahoy.MediaFlags.AUDIO, None, None)


def connect_cb(_, result):
    try:
        session.connect_finish(result)
    except GLib.Error as error:
        sys.exit(error.message)
    watch(session.call(addresses.pop(0), Ahoy.MediaFlags.AUDIO, None))


def leave_cb(_, result):
    session.disconnect_finish(result)
    loop.quit()


account = Ahoy.Account(service=service, server=server, websocket_server=websocket_server,
                       app_id=app_id, user=user)
several = Ahoy.Session.get_service_traits(service) & Ahoy.ServiceTraits.LOGIN_KINDS
credentials = Ahoy.Credentials.new(
    Ahoy.LoginKind.PASSWORD if several else Ahoy.LoginKind.TOKEN, None, sys.stdin.readline().rstrip())
# A tone in place of a microphone; Ahoy.WebrtcMediaFactory.new_for_devices() takes real ones.
session = Ahoy.Session(account=account, media_factory=Ahoy.WebrtcMediaFactory.new_test(440))
session.connect("incoming-call", on_incoming)
session.connect_async(credentials, None, connect_cb)
loop.run()
