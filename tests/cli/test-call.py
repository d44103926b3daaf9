# SPDX-License-Identifier: GPL-3.0-or-later
"""ahoyctl call and ahoyctl answer: real media between two processes."""

import os
import signal
import tempfile

from harness import (PASSWORD, SENDBIRD, USER, Practice, ahoyctl, is_connected, on_each_service,
                     run)

OTHER = "bob@practice.example"
ECHO = "echo@practice.example"
TEST = ["--test-media"]
MEMBERS = ["event", "id", "direction", "remote", "state", "local-hold", "remote-hold",
           "remote-muted", "sending-video", "receiving-video"]


def practice_service():
    return Practice("--user", f"{OTHER}:{PASSWORD}")


def is_call(state, **members):
    def condition(line):
        return line["event"] == "call" and line["state"] == state and all(
            line[name.replace("_", "-")] == value for name, value in members.items())
    return condition


def flows(video=False):
    def condition(line):
        if line["event"] != "stats":
            return False
        audio, picture = line["audio"], line["video"]
        return audio["packets-sent"] > 0 and audio["packets-received"] > 0 and (
            not video or (picture["frames-sent"] > 0 and picture["frames-decoded"] > 0))
    return condition


def answer(practice, *options, user=OTHER):
    process = ahoyctl(practice, *options, "answer", user=user)
    process.wait_for(is_connected)
    return process


def assert_ended(process, code, reason, state="ended"):
    assert process.finish() == code, (process.lines, process.stderr())
    last = [line for line in process.lines if line["event"] == "call"][-1]
    assert list(last) == [*MEMBERS, "end-reason", "error"], last
    assert (last["state"], last["end-reason"]) == (state, reason), last
    said = process.stderr()
    assert "CRITICAL" not in said and "WARNING" not in said, said
    return last


def sound(service):
    with practice_service() as practice, answer(practice, *service, *TEST) as callee, \
            ahoyctl(practice, *service, "call", OTHER, *TEST) as caller:
        for process, direction, remote in ((caller, "outgoing", OTHER), (callee, "incoming", USER)):
            first = process.wait_for(lambda line: line["event"] == "call")
            assert list(first) == MEMBERS, first
            assert first["direction"] == direction and first["remote"] == remote, first
            assert not first["local-hold"] and not first["remote-hold"], first
            one = process.wait_for(flows())
            assert list(one) == ["event", "id", "rtt-ms", "audio", "video"], one
            assert one["id"] == first["id"], one
            assert list(one["audio"]) == ["packets-sent", "packets-received", "bytes-sent",
                                          "bytes-received", "lost"], one
            assert list(one["video"]) == [*one["audio"], "frames-sent", "frames-decoded"], one
            assert one["video"]["frames-decoded"] == 0, one
            more = process.wait_for(
                lambda line: line["event"] == "stats"
                and all(line["audio"][name] > one["audio"][name] for name in
                        ("packets-sent", "packets-received", "bytes-sent", "bytes-received")), one)
            assert more["id"] == first["id"], more
        caller.signal(signal.SIGINT)
        assert_ended(caller, 0, "hung-up")
        assert_ended(callee, 0, "remote-hung-up")
        practice.wait_for_no_logins()


def for_a_while(service):
    for duration in (5, 30):  # the longer one only where the computer had no time for the first
        with practice_service() as practice, answer(practice, *service, *TEST) as callee, \
                ahoyctl(practice, *service, "call", OTHER, *TEST, "--duration",
                        str(duration)) as caller:
            missed = caller.finish() == 1 and "Not everything that was agreed on" in caller.stderr()
            if missed and duration == 5:
                continue
            assert_ended(caller, 0, "hung-up")
            assert_ended(callee, 0, "remote-hung-up")
            states = [line["state"] for line in caller.lines if line["event"] == "call"]
            assert states[0] == "initiating" and "ringing" in states and "connected" in states, \
                states
            break


def picture(service):
    with practice_service() as practice, answer(practice, *service, *TEST, "--video") as callee, \
            ahoyctl(practice, *service, "call", OTHER, *TEST, "--video") as caller:
        for process in (caller, callee):
            process.wait_for(is_call("connected", sending_video=True, receiving_video=True))
            process.wait_for(flows(video=True))
        callee.signal(signal.SIGINT)
        assert_ended(callee, 0, "hung-up")
        assert_ended(caller, 0, "remote-hung-up")


def hold_and_digits(service):
    with practice_service() as practice, answer(practice, *service, *TEST) as callee, \
            ahoyctl(practice, *service, "call", OTHER, *TEST, "--hold", "--dtmf", "4#A") as caller:
        held = caller.wait_for(is_call("on-hold", local_hold=True))
        caller.wait_for(is_call("connected", local_hold=False), held)
        held = callee.wait_for(is_call("on-hold", remote_hold=True))
        held = callee.wait_for(is_call("connected", remote_hold=False), held)
        for digit in "4#A":
            held = callee.wait_for(lambda line: line["event"] == "message"
                                   and line["text"] == f"The other side has pressed “{digit}”.",
                                   held)
        caller.signal(signal.SIGINT)
        assert_ended(caller, 0, "hung-up")
        assert_ended(callee, 0, "remote-hung-up")


def hold_that_is_not_taken_back(service):
    with practice_service() as practice, answer(practice, *service, *TEST) as callee, \
            ahoyctl(practice, *service, "call", OTHER, *TEST, "--hold") as caller:
        caller.wait_for(is_call("on-hold", local_hold=True))
        callee.wait_for(is_call("on-hold", remote_hold=True))
        callee.signal(signal.SIGINT)
        # It may have been held before it had counted what it was sent.
        assert_ended(callee, callee.finish(), "hung-up")
        assert_ended(caller, 1, "remote-hung-up")
        assert "before everything was done" in caller.stderr(), caller.stderr()


def declined(service):
    with practice_service() as practice, answer(practice, *service, *TEST, "--reject") as callee, \
            ahoyctl(practice, *service, "call", OTHER, *TEST) as caller:
        assert_ended(caller, 1, "declined")
        assert_ended(callee, 0, "rejected")
        practice.wait_for_no_logins()


def given_up(service):
    # Who is called is logged in, but does not answer.
    with practice_service() as practice, ahoyctl(practice, *service, "events", user=OTHER) as callee:
        callee.wait_for(is_connected)
        with ahoyctl(practice, *service, "call", OTHER, *TEST) as caller:
            caller.wait_for(is_call("initiated"))
            caller.signal(signal.SIGINT)
            assert_ended(caller, 1, "cancelled")
        callee.signal(signal.SIGINT)
        assert callee.finish() == 0, callee.stderr()
        practice.wait_for_no_logins()


def nobody_there(service):
    with practice_service() as practice:
        for address in (OTHER, "nobody@practice.example"):
            with ahoyctl(practice, *service, "call", address, *TEST) as caller:
                assert caller.finish() == 1, caller.stderr()
                last = [line for line in caller.lines if line["event"] == "call"][-1]
                assert last["end-reason"] in ("unreachable", "not-found"), last
                assert last["error"] is None or last["error"]["message"], last


def heard_before_the_answer():
    with practice_service() as practice:
        for ms in (2000, 30000):  # as above
            practice.fault("early-media", user=ECHO)
            practice.fault("answer-time", user=ECHO, ms=ms)
            with ahoyctl(practice, "call", "echo", *TEST) as caller:
                connected = caller.wait_for(is_call("connected"))
                states = [line["state"] for line in caller.lines if line["event"] == "call"]
                early = "early-media" in states[:states.index("connected")]
                caller.wait_for(flows(), connected)
                caller.signal(signal.SIGINT)
                assert_ended(caller, 0, "hung-up")
            practice.wait_for_no_logins()
            if early:
                return
        raise AssertionError(states)


def handed_over_by_the_caller():
    """The echo gets somebody else to answer to, who hears it."""
    with practice_service() as practice, answer(practice, *TEST) as third, \
            ahoyctl(practice, "call", "echo", *TEST, "--dtmf", "1", "--transfer", OTHER) as caller:
        assert_ended(caller, 0, "transferred")
        third.wait_for(is_call("connected"))
        third.wait_for(flows(), third.wait_for(flows()))
        third.signal(signal.SIGINT)
        assert_ended(third, 0, "hung-up")
        practice.wait_for_no_logins()


def handed_over_by_who_is_called():
    with practice_service() as practice, answer(practice, *TEST) as third, \
            ahoyctl(practice, "answer", *TEST, "--transfer", OTHER) as callee:
        callee.wait_for(is_connected)
        assert practice.control("robots", {"action": "call", "user": USER}) == {"affected": 1}
        assert_ended(callee, 0, "transferred")
        third.wait_for(flows(), third.wait_for(flows()))
        third.signal(signal.SIGINT)
        assert_ended(third, 0, "hung-up")
        practice.wait_for_no_logins()


def handed_over_to_nobody():
    with practice_service() as practice, \
            ahoyctl(practice, "call", "echo", *TEST, "--transfer", "nobody") as caller:
        assert_ended(caller, 1, "hung-up")
        assert "could not be transferred" in caller.stderr(), caller.stderr()
        held = next(line for line in caller.lines if line["event"] == "call" and line["local-hold"])
        caller.wait_for(is_call("connected", local_hold=False), held)
        practice.wait_for_no_logins()


def handed_over_where_that_cannot_be():
    with practice_service() as practice, answer(practice, *SENDBIRD, *TEST) as callee, \
            ahoyctl(practice, *SENDBIRD, "call", OTHER, *TEST, "--transfer", "echo") as caller:
        assert_ended(caller, 1, "hung-up")
        assert "This service cannot do this" in caller.stderr(), caller.stderr()
        # Nothing may have got there yet.
        callee.wait_for(is_call("ended", end_reason="remote-hung-up"))


def joined():
    """The echo and somebody else, who stay when the one who has joined them goes."""
    with practice_service() as practice, answer(practice, *TEST) as third, \
            ahoyctl(practice, "call", "echo", *TEST, "--join", OTHER) as caller:
        connected = caller.wait_for(is_call("connected", remote="conference@practice.example"))
        caller.wait_for(flows(), caller.wait_for(flows(), connected))
        caller.signal(signal.SIGINT)
        assert_ended(caller, 0, "hung-up")
        states = [(line["remote"], line["state"], line.get("end-reason")) for line in caller.lines
                  if line["event"] == "call"]
        assert ("echo@practice.example", "ended", "joined") in states, states
        assert states[-1][0] == "conference@practice.example", states
        third.wait_for(flows(), third.wait_for(flows()))
        third.signal(signal.SIGINT)
        assert_ended(third, 0, "hung-up")
        practice.wait_for_no_logins()


def joined_with_nobody():
    with practice_service() as practice, \
            ahoyctl(practice, "call", "echo", *TEST, "--join", "nobody") as caller:
        assert_ended(caller, 1, "hung-up")
        assert "Nobody has this address" in caller.stderr(), caller.stderr()
        practice.wait_for_no_logins()


def passed_on():
    with practice_service() as practice, answer(practice, *TEST, "--forward", "echo") as callee, \
            ahoyctl(practice, "call", OTHER, *TEST) as caller:
        assert_ended(callee, 0, "forwarded")
        connected = caller.wait_for(is_call("connected"))
        assert connected["remote"] == "echo@practice.example", connected
        caller.wait_for(flows(), connected)
        caller.signal(signal.SIGINT)
        assert_ended(caller, 0, "hung-up")
        practice.wait_for_no_logins()


def passed_on_where_that_cannot_be():
    with practice_service() as practice, \
            answer(practice, *SENDBIRD, *TEST, "--forward", "echo") as callee, \
            ahoyctl(practice, *SENDBIRD, "call", OTHER, *TEST) as caller:
        assert_ended(callee, 1, "rejected")
        assert "This service cannot do this" in callee.stderr(), callee.stderr()
        assert_ended(caller, 1, "declined")


def nobody_calls(service):
    with practice_service() as practice, answer(practice, *service, *TEST) as callee:
        callee.signal(signal.SIGINT)
        assert callee.finish() == 1, callee.stderr()
        practice.wait_for_no_logins()


def terminated(service):
    with practice_service() as practice, answer(practice, *service, *TEST) as callee, \
            ahoyctl(practice, *service, "call", OTHER, *TEST) as caller:
        callee.wait_for(flows())
        caller.wait_for(flows())
        callee.signal(signal.SIGTERM)
        assert_ended(callee, 0, "hung-up")
        assert_ended(caller, 0, "remote-hung-up")
        practice.wait_for_no_logins()


def service_ends_the_sessions():
    with practice_service() as practice, answer(practice, *TEST) as callee, \
            ahoyctl(practice, "call", OTHER, *TEST) as caller:
        callee.wait_for(flows())
        caller.wait_for(flows())
        practice.fault("gone")
        for process in (caller, callee):
            assert process.finish() == 1, (process.lines, process.stderr())
            last = [line for line in process.lines if line["event"] == "call"][-1]
            assert last["state"] == "ended" and last["end-reason"] == "session-ended", last
            assert last["error"]["domain"] and last["error"]["message"], last
            assert process.stderr().count(last["error"]["message"]) == 1, process.stderr()
            assert "CRITICAL" not in process.stderr(), process.stderr()


def an_address_that_is_none():
    with practice_service() as practice, ahoyctl(practice, "call", "@", *TEST) as process:
        assert process.finish() == 1, process.lines
        assert not [line for line in process.lines if line["event"] == "call"]
        practice.wait_for_no_logins()


def nothing_to_call_with():
    """Without GStreamer's parts it is said before anybody is called, or even logged in."""
    with practice_service() as practice, tempfile.TemporaryDirectory() as empty:
        environment = {**os.environ, "GST_PLUGIN_SYSTEM_PATH_1_0": empty,
                       "GST_PLUGIN_PATH_1_0": empty, "GST_REGISTRY_1_0": f"{empty}/registry"}
        with ahoyctl(practice, "call", OTHER, env=environment) as process:
            assert process.finish() == 1, process.lines
            assert process.raw == b"" and "missing on this computer" in process.stderr()


run(*(one for test in (sound, for_a_while, picture, hold_and_digits, hold_that_is_not_taken_back,
                       declined, given_up, nobody_there, nobody_calls, terminated)
      for one in on_each_service(test)),
    joined, joined_with_nobody, passed_on, passed_on_where_that_cannot_be, heard_before_the_answer,
    handed_over_by_the_caller, handed_over_by_who_is_called,
    handed_over_to_nobody, handed_over_where_that_cannot_be, service_ends_the_sessions,
    an_address_that_is_none, nothing_to_call_with)
