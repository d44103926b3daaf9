// SPDX-License-Identifier: LGPL-2.1-or-later
// Logs in, calls the echo, is called back, and logs out. The password comes on standard input:
// gjs -m echo.js SERVICE SERVER WEBSOCKET-SERVER APP-ID USER

import Ahoy from 'gi://Ahoy?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import {exit, programArgs} from 'system';

const [service, server, websocketServer, appId, user] = programArgs;
const addresses = ['echo@practice.example', 'callback@practice.example'];
const loop = GLib.MainLoop.new(null, false);

function watch(call) {
    call.connect('stats', (_, stats) => {
        if (stats.audio.frames_decoded > 0) // something was heard: that is enough
            call.end_async(null, null);
    });
    call.connect('ended', () => {
        const incoming = call.get_direction() === Ahoy.CallDirection.INCOMING;
        const reason = Ahoy.call_end_reason_to_sentence(call.get_end_reason());
        print(`${incoming ? 'from' : 'to'} ${call.get_remote()}: ${reason}`);
        if (incoming)
            session.disconnect_async(null, leaveCb);
        else if (addresses.length > 0)
            watch(session.call(addresses.shift(), Ahoy.MediaFlags.AUDIO, null));
    });
}

function connectCb(_, result) {
    try {
        session.connect_finish(result);
        watch(session.call(addresses.shift(), Ahoy.MediaFlags.AUDIO, null));
    } catch (error) {
        printerr(error.message);
        exit(1);
    }
}

function leaveCb(_, result) {
    session.disconnect_finish(result);
    loop.quit();
}

const input = new Gio.DataInputStream({base_stream: Gio.UnixInputStream.new(0, false)});
const [secret] = input.read_line_utf8(null);
const account = new Ahoy.Account({service, server, websocketServer, appId, user});
const several = Ahoy.Session.get_service_traits(service) & Ahoy.ServiceTraits.LOGIN_KINDS;
const credentials = Ahoy.Credentials.new(
    several ? Ahoy.LoginKind.PASSWORD : Ahoy.LoginKind.TOKEN, null, secret);
// A tone in place of a microphone; Ahoy.WebrtcMediaFactory.new_for_devices() takes real ones.
const session = new Ahoy.Session({
    account,
    mediaFactory: Ahoy.WebrtcMediaFactory.new_test(440),
});
session.connect('incoming-call', (_, call) => {
    watch(call);
    call.answer_async(Ahoy.MediaFlags.AUDIO, null, null);
});
session.connect_async(credentials, null, connectCb);
loop.run();
