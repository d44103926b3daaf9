# SPDX-License-Identifier: GPL-3.0-or-later
"""The robots of ahoyctl practice, called by ahoyctl call: real media between two processes."""

import signal

from harness import KANDY, Practice, ahoyctl, is_connected, on_each_service, run

ECHO = "echo@practice.example"
CALLBACK = "callback@practice.example"
TEST = ["--test-media"]


def is_call(state, **members):
    def condition(line):
        return line["event"] == "call" and line["state"] == state and all(
            line[name.replace("_", "-")] == value for name, value in members.items())
    return condition


def flows(video):
    def condition(line):
        return line["event"] == "stats" and line["audio"]["packets-received"] > 0 and (
            not video or line["video"]["frames-decoded"] > 0)
    return condition


def parts(practice):
    """How many of GStreamer's parts the service has loaded."""
    with open(f"/proc/{practice.process.pid}/maps", encoding="utf-8") as maps:
        return len({line.split()[-1] for line in maps if "/gstreamer-1.0/lib" in line})


def stop(practice):
    practice.signal(signal.SIGINT)
    assert practice.finish() == 0
    said = practice.stderr()
    assert "CRITICAL" not in said and "WARNING" not in said, said


def echo(service):
    with Practice() as practice:
        assert parts(practice) == 0
        # A user ID is what it is: no domain is added to it.
        address = "echo" if service == KANDY else ECHO
        with ahoyctl(practice, *service, "call", address, *TEST, "--video", "--hold",
                     "--dtmf", "5#") as caller:
            first = caller.wait_for(is_call("connected", sending_video=True, receiving_video=True))
            assert first["remote"] == ECHO, first
            last = caller.wait_for(is_call("on-hold", local_hold=True), first)
            last = caller.wait_for(is_call("connected", receiving_video=True), last)
            last = caller.wait_for(flows(True), last)
            for digit in "5#":
                last = caller.wait_for(lambda line: line["event"] == "message" and line["text"]
                                       == f"The other side has pressed “{digit}”.", last)
            assert parts(practice) > 0
            caller.signal(signal.SIGINT)
            assert caller.finish() == 0, caller.stderr()
        assert practice.control("robots")["calls"] == []
        stop(practice)


def callback(service):
    with Practice() as practice, \
            ahoyctl(practice, *service, "answer", *TEST, "--video") as callee:
        callee.wait_for(is_connected)
        practice.fault("callback-time", ms=5000)
        with ahoyctl(practice, *service, "call", CALLBACK, *TEST, "--video") as caller:
            assert caller.finish() == 1, caller.stderr()
            last = [line for line in caller.lines if line["event"] == "call"][-1]
            assert last["end-reason"] == "declined", last
        callee.wait_for(is_call("connected", direction="incoming", remote=CALLBACK,
                                receiving_video=True))
        callee.wait_for(flows(True))
        callee.signal(signal.SIGINT)
        assert callee.finish() == 0, callee.stderr()
        stop(practice)


def robot_hangs_up():
    with Practice() as practice, ahoyctl(practice, "call", ECHO, *TEST) as caller:
        caller.wait_for(flows(False))
        assert practice.control("robots", {"action": "hang-up"}) == {"affected": 1}
        assert caller.finish() == 0, caller.stderr()
        last = [line for line in caller.lines if line["event"] == "call"][-1]
        assert last["end-reason"] == "remote-hung-up", last


def service_stops(service):
    with Practice() as practice, \
            ahoyctl(practice, *service, "call", ECHO, *TEST, "--video") as caller:
        caller.wait_for(flows(True))
        stop(practice)


run(*(one for test in (echo, callback, service_stops) for one in on_each_service(test)),
    robot_hangs_up)
