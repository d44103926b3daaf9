/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"
#include "stages.h"

#include <string.h>

/* Several calls, and what the session and its connection have to do with them. */

#define AUDIO AHOY_MEDIA_AUDIO

static guint
n_calls (Party *party)
{
  return g_list_model_get_n_items (ahoy_session_get_calls (party->session));
}

/* Lets the time pass until the next audit is asked for, with signs of life of the service. */
static void
pass_to_audit (Office *f, guint n, guint ms)
{
  g_assert_cmpuint (office_count (f, "audit"), <, n);
  while (ms > 0) {
    guint step = MIN (ms, 5000);

    g_ptr_array_set_size (f->alice.events, 0);
    g_ptr_array_set_size (f->bob.events, 0);
    fake_clock_advance (f->clock, step);
    ahoy_practice_notify (f->practice, NULL, "presenceWatcher", NULL);
    WAIT_UNTIL (party_has_event (&f->alice, "presenceWatcher"));
    WAIT_UNTIL (party_has_event (&f->bob, "presenceWatcher"));
    ms -= step;
  }
  WAIT_UNTIL (office_count (f, "audit") >= n);
}

/* A call whose other side does not audit. */
static AhoyCall *
call_of_one (Office *f)
{
  AhoyCall *call;

  party_log_out (&f->bob);
  office_fault (f, "no-wrapper", "{\"for\":\"ringing\"}");
  ahoy_practice_notify (f->practice, ALICE, "call", "{\"sessionParams\":{\"sessionData\":\"one\","
                        "\"sdp\":\"fake audio\"},\"callNotificationParams\":{\"callerName\":"
                        "\"Somebody\",\"callerDisplayNumber\":\"somebody@practice.example\"}}");
  call = party_wait_call (&f->alice, 1);
  g_assert_cmpstr (ahoy_call_get_remote_name (call), ==, "Somebody");

  return call;
}

static void
test_audit (Office *f)
{
  party_talk (&f->alice, &f->bob, AUDIO);
  WAIT_UNTIL (office_count (f, "audit") == 2); /* each side, at once */
  office_turn ();
  pass_to_audit (f, 4, 25000);
  office_turn ();
  g_assert_cmpuint (office_count (f, "audit"), ==, 4);
  pass_to_audit (f, 6, 25000);
  g_assert_cmpint (ahoy_call_get_state (party_call (&f->alice)), ==, AHOY_CALL_STATE_CONNECTED);
}

static void
test_audit_gone (Office *f)
{
  AhoyCall *call;

  party_talk (&f->alice, &f->bob, AUDIO);
  call = party_call (&f->alice);
  WAIT_UNTIL (office_count (f, "audit") == 2);
  office_turn ();
  office_fault (f, "refuse", "{\"for\":\"audit\",\"http\":404,\"code\":42,\"user\":\"" ALICE "\"}");
  pass_to_audit (f, 4, 25000);
  WAIT_UNTIL (fake_clock_next (f->clock) <= 500);
  fake_clock_advance (f->clock, 500);
  assert_end (call, VANISHED);
  g_assert_error (ahoy_call_get_error (call), AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED);
  g_assert_nonnull (strstr (ahoy_call_get_error (call)->message, "(9909)"));
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 0);
}

/* Refused for another reason, not answered at all, and nobody there. */
static void
test_audit_again (Office *f)
{
  AhoyCall *call;

  office_fault (f, "refuse", "{\"for\":\"audit\",\"http\":500,\"code\":26}");
  call = call_of_one (f);
  /* Not that of the request, which is 4000. */
  WAIT_UNTIL (fake_clock_next (f->clock) > 4000 && fake_clock_next (f->clock) <= 5000);
  office_fault (f, "silent", "{\"for\":\"audit\"}");
  fake_clock_advance (f->clock, 5000);
  WAIT_UNTIL (office_count (f, "audit") == 2);
  fake_clock_advance (f->clock, 4000);
  WAIT_UNTIL (fake_clock_next (f->clock) <= 1000);
  office_fault (f, "drop", "{\"for\":\"audit\"}");
  fake_clock_advance (f->clock, 1000);
  WAIT_UNTIL (office_count (f, "audit") == 3);
  g_assert_cmpint (ahoy_call_get_state (call), ==, AHOY_CALL_STATE_RINGING);
}

static void
wait_reopened (Party *party)
{
  WAIT_UNTIL (ahoy_session_get_reconnecting (party->session));
  WAIT_UNTIL (!ahoy_session_get_reconnecting (party->session));
}

/* The websocket goes and comes: the call goes on, and is asked after at once. */
static void
test_socket_away (Office *f)
{
  AhoyCall *out, *in;
  guint n;

  party_talk (&f->alice, &f->bob, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  WAIT_UNTIL (office_count (f, "audit") == 2);
  WAIT_UNTIL (fake_clock_n_waiting (f->clock) > 0);
  office_turn ();
  n = office_count (f, "audit");
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  wait_reopened (&f->alice);
  WAIT_UNTIL (office_count (f, "audit") == n + 1);
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_CONNECTED);

  /* What happens meanwhile is heard of afterwards. */
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  party_end (&f->bob, in);
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->alice.session));
  WAIT_UNTIL (fake_clock_next (f->clock) <= 1000);
  fake_clock_advance (f->clock, 1000);
  assert_end (out, REMOTE_HUNG_UP);
}

/* What still rings may have been answered elsewhere while nothing could be heard. */
static void
test_answered_meanwhile (Office *f)
{
  AhoyCall *in;

  party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  office_turn ();
  office_fault (f, "refuse", "{\"for\":\"callState\",\"http\":404,\"code\":47}");
  ahoy_practice_close_sockets (f->practice, BOB, 0);
  wait_reopened (&f->bob);
  WAIT_UNTIL (office_count (f, "callState") == 1);
  WAIT_UNTIL (fake_clock_next (f->clock) <= 500);
  fake_clock_advance (f->clock, 500);
  assert_end (in, MISSED);
}

/* The answer to a change may be there and cannot be heard: it is waited for. */
static void
test_change_while_away (Office *f)
{
  AhoyCall *call;

  party_talk (&f->alice, &f->bob, AUDIO);
  call = party_call (&f->alice);
  WAIT_UNTIL (office_count (f, "audit") == 2);
  office_turn ();
  party_media (&f->bob)->slow = TRUE;
  ahoy_call_hold_async (call, NULL, party_store, &f->alice);
  WAIT_UNTIL (g_str_has_suffix (party_media (&f->bob)->trace->str, "take-offer "));
  pass_to_audit (f, 4, 25000);

  office_fault (f, "refuse-upgrade", "{\"user\":\"" ALICE "\",\"count\":0}");
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (party_has_event (&f->alice, "(try 1)"));
  fake_clock_advance (f->clock, 5000); /* 30 s after the offer */
  WAIT_UNTIL (party_has_event (&f->alice, "(try 2)"));
  fake_media_go_on (party_media (&f->bob));
  WAIT_UNTIL (ahoy_call_get_remote_hold (party_call (&f->bob)));
  g_assert_null (f->alice.result);
  ahoy_practice_clear_faults (f->practice);
  fake_clock_advance (f->clock, 5000);
  party_expect_success (&f->alice, ahoy_call_hold_finish);
}

static void
test_log_out (Office *f)
{
  AhoyCall *out, *ringing;

  party_log_in (&f->carol);
  party_talk (&f->alice, &f->bob, AUDIO);
  out = party_call (&f->alice);
  party_dial (&f->carol, &f->alice, AUDIO);
  ringing = party_wait_call (&f->alice, 2);
  ahoy_session_disconnect_async (f->alice.session, NULL, party_store, &f->alice);
  assert_end (out, SESSION_ENDED);
  assert_end (ringing, SESSION_ENDED);
  g_assert_null (ahoy_call_get_error (out));
  g_assert_cmpuint (n_calls (&f->alice), ==, 0);
  WAIT_UNTIL (f->alice.result != NULL);
  g_clear_object (&f->alice.result);
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 1);
  g_assert_cmpuint (office_count (f, "reject"), ==, 0); /* it rings on elsewhere */
  g_assert_cmpuint (office_count (f, "unsubscribe"), ==, 1);
  assert_end (party_call (&f->bob), REMOTE_HUNG_UP);
}

/* The service does not take in that the call is over: the log-out goes on. */
static void
test_log_out_in_vain (Office *f)
{
  party_talk (&f->alice, &f->bob, AUDIO);
  office_fault (f, "silent", "{\"for\":\"callEnd\"}");
  ahoy_session_disconnect_async (f->alice.session, NULL, party_store, &f->alice);
  WAIT_UNTIL (office_count (f, "callEnd") == 1);
  office_turn ();
  g_assert_cmpuint (office_count (f, "unsubscribe"), ==, 0);
  fake_clock_advance (f->clock, 2000);
  WAIT_UNTIL (f->alice.result != NULL);
  g_clear_object (&f->alice.result);
  g_assert_cmpuint (office_count (f, "unsubscribe"), ==, 1);
  fake_clock_advance (f->clock, 3000);
}

static void
test_gone (Office *f)
{
  AhoyCall *call;

  party_talk (&f->alice, &f->bob, AUDIO);
  call = party_call (&f->alice);
  ahoy_practice_end_subscriptions (f->practice, ALICE, "gone");
  assert_end (call, SESSION_ENDED);
  g_assert_error (ahoy_call_get_error (call), AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_GONE);
  office_turn ();
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 0);
  g_assert_false (ahoy_session_get_connected (f->alice.session));
}

/* The session can be destroyed at any moment of a call, and nothing is left of it. */
static void
test_destroyed (Office *f, guint stage)
{
  office_stages[stage].enter (f);
  ahoy_session_destroy (f->alice.session);
  g_assert_cmpuint (n_calls (&f->alice), ==, 0);
  WAIT_UNTIL (ahoy_practice_get_n_subscriptions (f->practice, ALICE) == 0);
  fake_clock_advance (f->clock, 30000); /* for what is never answered */
}

#define DESTROYED(n)                                          \
  static void test_destroyed_##n (Office *f) { test_destroyed (f, n); }

DESTROYED (0)
DESTROYED (1)
DESTROYED (2)
DESTROYED (3)
DESTROYED (4)
DESTROYED (5)
DESTROYED (6)
DESTROYED (7)
DESTROYED (8)
DESTROYED (9)

static void
destroy_at_end (AhoyCall *call, AhoySession *session)
{
  ahoy_session_destroy (session);
}

/* Who hears that a call has ended with the log-out may end the session. */
static void
test_destroyed_by_handler (Office *f)
{
  g_autoptr (GError) error = NULL;

  party_talk (&f->alice, &f->bob, AUDIO);
  g_signal_connect (party_call (&f->alice), "ended", G_CALLBACK (destroy_at_end),
                    f->alice.session);
  ahoy_session_disconnect_async (f->alice.session, NULL, party_store, &f->alice);
  WAIT_UNTIL (f->alice.result != NULL);
  ahoy_session_disconnect_finish (f->alice.session, f->alice.result, &error);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_DESTROYED);
  g_signal_handlers_disconnect_by_data (party_call (&f->alice), f->alice.session);
}

/* A second call while in one is offered; who answers it puts the first on hold before. */
static void
test_second (Office *f)
{
  AhoyCall *first, *second;

  party_log_in (&f->carol);
  party_talk (&f->alice, &f->bob, AUDIO);
  first = party_call (&f->alice);
  party_dial (&f->carol, &f->alice, AUDIO);
  second = party_wait_call (&f->alice, 2);
  g_assert_cmpint (ahoy_call_get_state (first), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpuint (n_calls (&f->alice), ==, 2);
  party_answer (&f->alice, AUDIO);
  g_assert_true (ahoy_call_get_local_hold (first));
  g_assert_cmpint (ahoy_call_get_state (second), ==, AHOY_CALL_STATE_CONNECTED);

  for (guint i = 0; i < 4; i++) {
    ahoy_session_swap_async (f->alice.session, NULL, party_store, &f->alice);
    party_expect_success (&f->alice, (OfficeFinish) ahoy_session_swap_finish);
    g_assert_true (ahoy_call_get_local_hold (first) == (i % 2 == 1));
    g_assert_true (ahoy_call_get_local_hold (second) == (i % 2 == 0));
  }
  party_end (&f->alice, second);
  g_assert_cmpuint (n_calls (&f->alice), ==, 1);
  g_assert_true (ahoy_call_get_local_hold (first));
  ahoy_session_swap_async (f->alice.session, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, (OfficeFinish) ahoy_session_swap_finish);
  ahoy_session_swap_async (f->alice.session, NULL, party_store, &f->alice);
  party_expect_error (&f->alice, (OfficeFinish) ahoy_session_swap_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
}

/* The first cannot be put on hold: nobody shall hear what is meant for somebody else. */
static void
test_second_refused (Office *f)
{
  AhoyCall *first, *second;

  party_log_in (&f->carol);
  party_talk (&f->alice, &f->bob, AUDIO);
  first = party_call (&f->alice);
  party_dial (&f->carol, &f->alice, AUDIO);
  second = party_wait_call (&f->alice, 2);
  office_fault (f, "refuse", "{\"for\":\"startCallUpdate\",\"http\":403,\"code\":35}");
  ahoy_call_answer_async (second, AUDIO, NULL, party_store, &f->alice);
  party_expect_error (&f->alice, ahoy_call_answer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_NOT_ALLOWED);
  g_assert_cmpint (ahoy_call_get_state (first), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpint (ahoy_call_get_state (second), ==, AHOY_CALL_STATE_RINGING);

  /* While it is busy otherwise, the second waits; and does not when it ends. */
  party_media (&f->bob)->slow = TRUE;
  ahoy_call_add_video_async (first, NULL, NULL, NULL);
  ahoy_call_answer_async (second, AUDIO, NULL, party_store, &f->alice);
  office_turn ();
  g_assert_cmpuint (office_count (f, "callAnswer"), ==, 1);
  ahoy_call_end_async (first, NULL, NULL, NULL);
  party_expect_success (&f->alice, ahoy_call_answer_finish);
}

/* Who calls somebody else is not heard by the first one any more. */
static void
test_second_outgoing (Office *f)
{
  AhoyCall *first, *second;

  party_log_in (&f->carol);
  party_talk (&f->alice, &f->bob, AUDIO);
  first = party_call (&f->alice);
  second = party_dial (&f->alice, &f->carol, AUDIO);
  WAIT_UNTIL (ahoy_call_get_local_hold (first));
  ahoy_call_unhold_async (first, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_unhold_finish);
  party_wait_call (&f->carol, 1);
  party_answer (&f->carol, AUDIO);
  wait_state (second, CONNECTED);
  WAIT_UNTIL (ahoy_call_get_local_hold (first));

  /* Where that is not possible, it is said. */
  office_fault (f, "refuse", "{\"for\":\"startCallUpdate\",\"http\":403,\"code\":35}");
  party_dial (&f->alice, &f->bob, AUDIO);
  WAIT_UNTIL (party_has_event (&f->alice, "could not be put on hold"));
}

/* Another device of the same user, which has Carol's place, rings as well. Returns its call. */
static AhoyCall *
ring_at_two (Office *f)
{
  party_become (&f->carol, BOB);
  party_log_in (&f->carol);
  party_dial (&f->alice, &f->bob, AUDIO);
  party_wait_call (&f->bob, 1);

  return party_wait_call (&f->carol, 1);
}

/* Another device answers. What is told of it is the same as when the caller gives up. */
static void
test_two_devices (Office *f)
{
  AhoyCall *at_other = ring_at_two (f);

  party_answer (&f->bob, AUDIO);
  assert_end (at_other, ANSWERED_ELSEWHERE);
  g_assert_cmpint (ahoy_call_get_state (at_other), ==, AHOY_CALL_STATE_CANCELLED);
  g_assert_cmpuint (party_n_recents (&f->carol), ==, 1);
  g_assert_false (ahoy_recent_get_missed (party_get_recent (&f->carol, 0)));
  g_assert_cmpint (ahoy_recent_get_end_reason (party_get_recent (&f->carol, 0)), ==,
                   AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE);
  WAIT_UNTIL (party_has_event (&f->bob, "callCancel"));
  g_assert_cmpint (ahoy_call_get_state (party_call (&f->bob)), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 0);
  g_assert_cmpuint (office_count (f, "reject"), ==, 0);
}

/* Whoever answers while the service is asked who was quicker was not. */
static void
test_second_answer (Office *f)
{
  AhoyCall *at_other = ring_at_two (f);

  office_fault (f, "delay", "{\"for\":\"callState\",\"ms\":50}");
  party_answer (&f->bob, AUDIO);
  WAIT_UNTIL (office_count (f, "callState") == 1);
  ahoy_call_answer_async (at_other, AUDIO, NULL, party_store, &f->carol);
  assert_end (at_other, ANSWERED_ELSEWHERE);
  party_expect_error (&f->carol, ahoy_call_answer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  g_assert_cmpuint (office_count (f, "callAnswer"), ==, 1);
  g_assert_cmpint (ahoy_call_get_state (party_call (&f->bob)), ==, AHOY_CALL_STATE_CONNECTED);
}

/* The service does not say why: it stops ringing nevertheless. */
static void
test_never_told_why (Office *f)
{
  AhoyCall *at_other = ring_at_two (f);

  office_fault (f, "silent", "{\"for\":\"callState\"}");
  party_answer (&f->bob, AUDIO);
  WAIT_UNTIL (office_count (f, "callState") == 1);
  g_assert_cmpint (ahoy_call_get_state (at_other), ==, AHOY_CALL_STATE_RINGING);
  fake_clock_advance (f->clock, 2000);
  assert_end (at_other, MISSED);
}

/* More calls than anybody can take, and some that nobody can. */
static void
test_hostile (Office *f)
{
  party_log_out (&f->bob);
  office_fault (f, "no-wrapper", "{\"for\":\"ringing\",\"count\":0}");
  office_fault (f, "no-wrapper", "{\"for\":\"audit\",\"count\":0}");
  for (guint i = 0; i < 40; i++) {
    g_autofree char *body = g_strdup_printf (
      "{\"sessionParams\":{\"sessionData\":\"session-%u\",\"sdp\":\"fake audio\"}}", i / 2);

    ahoy_practice_notify (f->practice, ALICE, "call", body);
  }
  party_wait_call (&f->alice, 20); /* each came twice */
  for (guint i = 20; i < 40; i++) {
    g_autofree char *body = g_strdup_printf (
      "{\"sessionParams\":{\"sessionData\":\"session-%u\",\"sdp\":\"fake audio\"}}", i);

    ahoy_practice_notify (f->practice, ALICE, "call", body);
  }
  party_wait_call (&f->alice, 32);
  WAIT_UNTIL (party_has_event (&f->alice, "too many at once"));
  g_assert_null (ahoy_session_call (f->alice.session, BOB, AUDIO, NULL, NULL));
}

static void
test_bad_offer (Office *f)
{
  ahoy_practice_notify (f->practice, ALICE, "call", "{\"sessionParams\":{\"sessionData\":\"bad\","
                        "\"sdp\":\"v=0\"},\"callNotificationParams\":{\"callerDisplayNumber\":"
                        "\"mallory@practice.example\"}}");
  WAIT_UNTIL (party_has_event (&f->alice, "A call from mallory@practice.example could not be"));
  WAIT_UNTIL (office_count (f, "reject") == 1);
  g_assert_cmpuint (f->alice.calls->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  office_add ("/session-calls/audit", test_audit);
  office_add ("/session-calls/audit-gone", test_audit_gone);
  office_add ("/session-calls/audit-again", test_audit_again);
  office_add ("/session-calls/socket-away", test_socket_away);
  office_add ("/session-calls/answered-meanwhile", test_answered_meanwhile);
  office_add ("/session-calls/change-while-away", test_change_while_away);
  office_add ("/session-calls/log-out", test_log_out);
  office_add ("/session-calls/log-out-in-vain", test_log_out_in_vain);
  office_add ("/session-calls/gone", test_gone);
  office_add ("/session-calls/destroyed/gathering", test_destroyed_0);
  office_add ("/session-calls/destroyed/starting", test_destroyed_1);
  office_add ("/session-calls/destroyed/ringing", test_destroyed_2);
  office_add ("/session-calls/destroyed/rung", test_destroyed_3);
  office_add ("/session-calls/destroyed/telling", test_destroyed_4);
  office_add ("/session-calls/destroyed/answering", test_destroyed_5);
  office_add ("/session-calls/destroyed/talking", test_destroyed_6);
  office_add ("/session-calls/destroyed/changing", test_destroyed_7);
  office_add ("/session-calls/destroyed/changed", test_destroyed_8);
  office_add ("/session-calls/destroyed/ending", test_destroyed_9);
  office_add ("/session-calls/destroyed/by-handler", test_destroyed_by_handler);
  office_add ("/session-calls/second", test_second);
  office_add ("/session-calls/second-refused", test_second_refused);
  office_add ("/session-calls/second-outgoing", test_second_outgoing);
  office_add ("/session-calls/two-devices", test_two_devices);
  office_add ("/session-calls/two-devices/second-answer", test_second_answer);
  office_add ("/session-calls/two-devices/never-told-why", test_never_told_why);
  office_add ("/session-calls/hostile", test_hostile);
  office_add ("/session-calls/bad-offer", test_bad_offer);

  return g_test_run ();
}
