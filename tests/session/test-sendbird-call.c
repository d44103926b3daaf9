/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-leg-private.h"
#include "office.h"

#include <string.h>

/* What only calls on Sendbird do. */

#define AUDIO AHOY_MEDIA_AUDIO
#define VIDEO (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

/* The caller offers when the other side has accepted, and the service says which servers help. */
static void
test_wire (Office *f)
{
  FakeMedia *out, *in;

  party_dial (&f->alice, &f->bob, AUDIO);
  party_wait_call (&f->bob, 1);
  wait_state (party_call (&f->alice), RINGING);
  out = party_media (&f->alice);
  in = party_media (&f->bob);
  g_assert_cmpstr (out->trace->str, ==, "");
  g_assert_cmpuint (out->n_prepared, ==, 1);
  g_assert_cmpuint (in->n_prepared, ==, 1);
  party_answer (&f->bob, AUDIO);
  party_wait_media (&f->alice);
  party_wait_media (&f->bob);
  g_assert_true (party_media (&f->alice) == out);
  g_assert_cmpstr (out->trace->str, ==, "offer take-answer ");
  g_assert_cmpstr (in->trace->str, ==, "take-offer answer ");
  g_assert_true (out->trickle && in->trickle);
  g_assert_cmpuint (out->ice_servers->len, ==, 1);
  g_assert_nonnull (strstr (out->ice_servers->pdata[0], "turn:127.0.0.1:3478 "));
  WAIT_UNTIL (office_count (f, "connected") == 2);
}

static void
test_candidates (Office *f)
{
  FakeMedia *out, *in;

  office_talk (f, AUDIO);
  out = party_media (&f->alice);
  in = party_media (&f->bob);
  ahoy_media_emit_candidate (AHOY_MEDIA (out), "0", 0,
                             "candidate:1 1 UDP 2015363327 192.0.2.1 5000 typ host");
  ahoy_media_emit_candidate (AHOY_MEDIA (out), "0", 0, "");
  ahoy_media_emit_candidate (AHOY_MEDIA (in), "0", 0,
                             "candidate:1 1 UDP 2015363327 192.0.2.2 5000 typ host");
  WAIT_UNTIL (in->candidates->len == 1 && out->candidates->len == 1);
  g_assert_cmpstr (in->candidates->pdata[0], ==,
                   "0 0 candidate:1 1 UDP 2015363327 192.0.2.1 5000 typ host");
}

/* What is found while there is no websocket is told afterwards. */
static void
test_candidates_wait (Office *f)
{
  FakeMedia *out, *in;

  office_talk (f, AUDIO);
  out = party_media (&f->alice);
  in = party_media (&f->bob);
  office_fault (f, "drop-socket", "{\"user\":\"" ALICE "\"}");
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->alice.session));
  ahoy_media_emit_candidate (AHOY_MEDIA (out), "0", 0, "candidate:1 1 UDP 1 192.0.2.1 1 typ host");
  ahoy_media_emit_candidate (AHOY_MEDIA (out), "0", 0, "candidate:2 1 UDP 1 192.0.2.1 2 typ host");
  ahoy_call_set_muted (party_call (&f->alice), TRUE);
  fake_clock_advance (f->clock, 2000);
  WAIT_UNTIL (in->candidates->len == 2);
  WAIT_UNTIL (ahoy_call_get_remote_muted (party_call (&f->bob)));
}

static void
test_muted (Office *f)
{
  AhoyCall *out, *in;

  party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  out = party_call (&f->alice);
  ahoy_call_set_muted (in, TRUE); /* before anybody can be told */
  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);
  WAIT_UNTIL (ahoy_call_get_remote_muted (out));
  g_assert_false (ahoy_call_get_remote_muted (in));
  ahoy_call_set_muted (in, FALSE);
  WAIT_UNTIL (!ahoy_call_get_remote_muted (out));
}

/* The kind of a call is decided when it begins. */
static void
test_no_video_later (Office *f)
{
  office_talk (f, AUDIO);
  g_assert_false (ahoy_call_can (party_call (&f->alice), AHOY_CALL_EVENT_CHANGE_MEDIA));
  ahoy_call_add_video_async (party_call (&f->alice), NULL, party_store, &f->alice);
  party_expect_error (&f->alice, ahoy_call_add_video_finish, G_IO_ERROR,
                      G_IO_ERROR_NOT_SUPPORTED);
  g_assert_cmpstr (party_media (&f->alice)->trace->str, ==, "offer take-answer ");
}

static void
test_no_camera (Office *f)
{
  AhoyCall *out;

  office_talk (f, VIDEO);
  out = party_call (&f->alice);
  ahoy_call_stop_video_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_stop_video_finish);
  WAIT_UNTIL (!ahoy_call_get_receiving_video (party_call (&f->bob)));
  fake_media_fail_next (party_media (&f->alice), AHOY_MEDIA_ERROR_DEVICE);
  ahoy_call_add_video_async (out, NULL, party_store, &f->alice);
  party_expect_error (&f->alice, ahoy_call_add_video_finish, AHOY_MEDIA_ERROR,
                      AHOY_MEDIA_ERROR_DEVICE);
  g_assert_false (ahoy_call_get_sending_video (out));
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_CONNECTED);
}

static void
test_no_answer (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  wait_state (out, RINGING);
  office_pass_time (f, 59000);
  g_assert_cmpint (ahoy_call_get_end_reason (out), ==, AHOY_CALL_END_REASON_NONE);
  office_pass_time (f, 1500);
  assert_end (out, NO_ANSWER);
  assert_end (in, MISSED);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->practice, NULL), ==, 0);
}

/* The service's own time is over first. */
static void
test_no_answer_told (Office *f)
{
  AhoyCall *out, *in;

  office_fault (f, "ring-time", "{\"user\":\"" BOB "\",\"ms\":1}");
  out = party_dial (&f->alice, &f->bob, AUDIO);
  assert_end (out, NO_ANSWER);
  WAIT_UNTIL (f->alice.n_ended == 1);
  office_turn ();
  if (f->bob.calls->len > 0) {
    in = party_call (&f->bob);
    assert_end (in, MISSED);
  }
}

/* Accepted, and no way from one to the other. */
static void
test_timeout (Office *f)
{
  AhoyCall *out, *in;

  fake_media_factory_set_slow (f->alice.factory, TRUE);
  party_talk (&f->alice, &f->bob, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  office_pass_time (f, 60500);
  assert_end (out, MEDIA_FAILED);
  assert_end (in, MEDIA_FAILED);
  g_assert_nonnull (ahoy_call_get_error (out));
  WAIT_UNTIL (office_count (f, "offering-timeout") > 0);
}

/* By the callee, who waits for the caller to do something about it. */
static void
test_connection_lost (Office *f)
{
  AhoyCall *out, *in;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  fake_media_set_state (party_media (&f->bob), AHOY_MEDIA_STATE_DISCONNECTED);
  g_assert_true (ahoy_call_get_reconnecting (in));
  office_pass_time (f, 29000);
  fake_media_set_state (party_media (&f->bob), AHOY_MEDIA_STATE_CONNECTED);
  g_assert_false (ahoy_call_get_reconnecting (in));
  WAIT_UNTIL (office_count (f, "reconnected") == 1);
  g_assert_cmpuint (office_count (f, "connected"), ==, 2);
  office_pass_time (f, 2000);
  g_assert_cmpint (ahoy_call_get_end_reason (in), ==, AHOY_CALL_END_REASON_NONE);

  fake_media_set_state (party_media (&f->bob), AHOY_MEDIA_STATE_FAILED);
  office_pass_time (f, 30500);
  assert_end (out, CONNECTION_LOST);
  assert_end (in, CONNECTION_LOST);
}

/* Each way in which the service may say that it is over, in words that fit. */
static void
test_told_ends (Office *f)
{
  static const struct {
    const char        *type;
    const char        *result;
    AhoyCallEndReason  caller;
    AhoyCallEndReason  callee;
  } ends[] = {
    { "end", "completed", AHOY_CALL_END_REASON_REMOTE_HUNG_UP, AHOY_CALL_END_REASON_REMOTE_HUNG_UP },
    { "timeout", "timed_out", AHOY_CALL_END_REASON_MEDIA_FAILED, AHOY_CALL_END_REASON_MEDIA_FAILED },
    { "connection_lost", "connection_lost", AHOY_CALL_END_REASON_CONNECTION_LOST,
      AHOY_CALL_END_REASON_CONNECTION_LOST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autofree char *parameters = g_strdup_printf ("{\"user\":\"" ALICE "\",\"type\":\"%s\",\"result\":\"%s\"}",
                                                   ends[i].type, ends[i].result);

    office_talk (f, AUDIO);
    office_fault (f, "end-direct-call", parameters);
    WAIT_UNTIL (f->alice.n_ended == i + 1 && f->bob.n_ended == i + 1);
    g_assert_cmpint (ahoy_call_get_end_reason (party_call (&f->alice)), ==, ends[i].caller);
    g_assert_cmpint (ahoy_call_get_end_reason (party_call (&f->bob)), ==, ends[i].callee);
  }
}

static void
test_refusals (Office *f)
{
  Party nobody = { .user = "nobody" };
  g_autoptr (GError) error = NULL;
  AhoyCall *out;

  out = party_dial (&f->alice, &nobody, AUDIO);
  assert_end (out, NOT_FOUND);
  out = party_dial (&f->alice, &f->carol, AUDIO); /* who has never logged in */
  assert_end (out, UNREACHABLE);
  g_assert_nonnull (strstr (ahoy_call_get_error (out)->message, "(1400106)"));
  g_assert_null (ahoy_session_call (f->alice.session, " " ALICE " ", AUDIO, NULL, &error));
  g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS);
  g_assert_nonnull (strstr (error->message, "(1800101)"));
}

static char *
print_parameters (AhoyCall *call)
{
  return g_variant_print (ahoy_call_get_custom_parameters (call), FALSE);
}

static void
wait_parameters (AhoyCall *call, const char *wanted)
{
  g_autofree char *text = print_parameters (call);

  while (!g_str_equal (text, wanted)) {
    g_main_context_iteration (NULL, TRUE);
    g_free (text);
    text = print_parameters (call);
  }
}

static void
test_items (Office *f)
{
  g_autoptr (AhoyCall) out = NULL;
  g_autoptr (GError) error = NULL;
  AhoyCall *in;

  out = ahoy_session_call (f->alice.session, BOB, AUDIO, g_variant_new_parsed ("[('a', '1')]"),
                           &error);
  g_assert_no_error (error);
  in = party_wait_call (&f->bob, 1);
  wait_parameters (in, "[('a', '1')]");
  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);

  ahoy_call_set_parameters_async (in, g_variant_new_parsed ("[('b', '2')]"), NULL, party_store,
                                  &f->bob);
  party_expect_success (&f->bob, ahoy_call_set_parameters_finish);
  wait_parameters (in, "[('a', '1'), ('b', '2')]");
  wait_parameters (out, "[('a', '1'), ('b', '2')]");

  /* Ours that we do not name any more are gone, the other side's are not. */
  ahoy_call_set_parameters_async (out, g_variant_new_parsed ("[('c', '3')]"), NULL, party_store,
                                  &f->alice);
  party_expect_success (&f->alice, ahoy_call_set_parameters_finish);
  wait_parameters (out, "[('b', '2'), ('c', '3')]");
  wait_parameters (in, "[('b', '2'), ('c', '3')]");
  ahoy_call_set_parameters_async (out, g_variant_new_parsed ("@a(ss) []"), NULL, party_store,
                                  &f->alice);
  party_expect_success (&f->alice, ahoy_call_set_parameters_finish);
  wait_parameters (in, "[('b', '2')]");

  ahoy_call_set_parameters_async (out, g_variant_new_parsed ("[('with, comma', '3')]"), NULL,
                                  party_store, &f->alice);
  party_expect_error (&f->alice, ahoy_call_set_parameters_finish, G_IO_ERROR,
                      G_IO_ERROR_INVALID_ARGUMENT);
  party_end (&f->bob, in);
  assert_end (out, REMOTE_HUNG_UP);
}

/* Sends events about Alice's call with these numbers; each sets the item n to its place in the list. */
static void
send_events (Office *f, const char *numbers)
{
  const char *id = ahoy_leg_get_id (AHOY_LEG (party_call (&f->alice)->driver));
  g_autofree char *parameters =
    g_strdup_printf ("{\"user\":\"" ALICE "\",\"call\":\"%s\",\"sequence\":\"%s\"}", id, numbers);

  office_fault (f, "events", parameters);
}

/* Alice has had dial_rcv, accept, audio, video and answer: the numbers 0 to 4. */
static void
test_frames (Office *f)
{
  AhoyCall *out;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  send_events (f, "6,5"); /* the first one is told last */
  wait_parameters (out, "[('n', '0')]");
  send_events (f, "5,7,7,5,0"); /* repeated, all but one */
  wait_parameters (out, "[('n', '1')]");
  send_events (f, "8,-"); /* without a number: at once */
  send_events (f, "9,10,10");
  wait_parameters (out, "[('n', '1')]");
  send_events (f, "12,13,14"); /* 11 is lost */
  office_pass_time (f, 1); /* they are there */
  wait_parameters (out, "[('n', '1')]");
  office_pass_time (f, 5500);
  wait_parameters (out, "[('n', '2')]");
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_CONNECTED);
  party_end (&f->alice, out);
  assert_end (party_call (&f->bob), REMOTE_HUNG_UP);
}

/* A websocket may be lost at each moment of a call. */
static void
drop_and_return (Office *f, Party *party)
{
  g_autofree char *parameters = g_strdup_printf ("{\"user\":\"%s\"}", party->user);

  office_fault (f, "drop-socket", parameters);
  WAIT_UNTIL (ahoy_session_get_reconnecting (party->session));
  fake_clock_advance (f->clock, 2000);
  WAIT_UNTIL (!ahoy_session_get_reconnecting (party->session));
}

static void
test_drops (Office *f)
{
  Party *parties[] = { &f->alice, &f->bob };

  for (guint i = 0; i < G_N_ELEMENTS (parties); i++) {
    AhoyCall *out = party_dial (&f->alice, &f->bob, VIDEO);
    AhoyCall *in = party_wait_call (&f->bob, i + 1);

    wait_state (out, RINGING);
    drop_and_return (f, parties[i]);
    g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_RINGING);
    party_answer (&f->bob, VIDEO);
    wait_state (out, CONNECTED);
    party_wait_media (&f->alice);
    party_wait_media (&f->bob);
    drop_and_return (f, parties[i]);
    ahoy_call_hold_async (out, NULL, party_store, &f->alice);
    party_expect_success (&f->alice, ahoy_call_hold_finish);
    WAIT_UNTIL (ahoy_call_get_remote_hold (in));
    drop_and_return (f, parties[i]);
    ahoy_call_unhold_async (out, NULL, party_store, &f->alice);
    party_expect_success (&f->alice, ahoy_call_unhold_finish);
    WAIT_UNTIL (!ahoy_call_get_remote_hold (in));
    party_end (&f->bob, in);
    assert_end (out, REMOTE_HUNG_UP);
  }
}

/* The answer to the accept is lost, but the caller goes on: so the service has taken it. */
static void
test_lost_accept (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);
  g_autofree char *parameters =
    g_strdup_printf ("{\"user\":\"" BOB "\",\"call\":\"%s\",\"sequence\":\"1\",\"type\":\"hold\"}",
                     ahoy_leg_get_id (AHOY_LEG (in->driver)));

  wait_state (out, RINGING);
  office_fault (f, "no-ack", "{\"user\":\"" BOB "\"}");
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "frame") >= 2);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);
  office_fault (f, "events", parameters);
  party_expect_success (&f->bob, ahoy_call_answer_finish);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
  ahoy_practice_clear_faults (f->practice);
}

static void
lose_accept (Office *f, AhoyCall *in)
{
  office_fault (f, "lose-ack", "{\"user\":\"" BOB "\",\"eventType\":\"accept\"}");
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "frame") >= 2);
  office_fault (f, "drop-socket", "{\"user\":\"" BOB "\"}");
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->bob.session));
  ahoy_practice_clear_faults (f->practice);
}

/* The same with the websocket: what the caller has said meanwhile shows that it is accepted. */
static void
test_lost_accept_socket (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  wait_state (out, RINGING);
  lose_accept (f, in);
  wait_state (out, CONNECTED);
  g_assert_cmpint (ahoy_call_get_operation (in), ==, AHOY_CALL_OPERATION_ANSWER);
  fake_clock_advance (f->clock, 2000);
  party_expect_success (&f->bob, ahoy_call_answer_finish);
  wait_state (in, CONNECTED);
  party_wait_media (&f->alice);
  party_wait_media (&f->bob);
}

/* The caller is slow: the service refuses to be told again, and the person has to be asked again. */
static void
lose_accept_for_good (Office *f, AhoyCall *in)
{
  office_fault (f, "drop-notification", "{\"user\":\"" ALICE "\",\"eventType\":\"accept\"}");
  lose_accept (f, in);
  fake_clock_advance (f->clock, 2000);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);
}

static void
test_lost_accept_late (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);
  g_autofree char *parameters =
    g_strdup_printf ("{\"user\":\"" BOB "\",\"call\":\"%s\",\"sequence\":\"1\",\"type\":\"hold\"}",
                     ahoy_leg_get_id (AHOY_LEG (in->driver)));

  wait_state (out, RINGING);
  lose_accept_for_good (f, in);
  office_fault (f, "events", parameters);
  WAIT_UNTIL (AHOY_SENDBIRD_LEG (in->driver)->taken);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_answer_finish);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
}

/* The person does not want it any more, of which the caller hears. */
static void
test_lost_accept_declined (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  wait_state (out, RINGING);
  lose_accept_for_good (f, in);
  party_end (&f->bob, in);
  office_turn ();
  office_pass_time (f, 6000); /* the caller waits a while for what it was not told */
  assert_end (out, REMOTE_HUNG_UP);
}

/* The service rings for a call that has failed here. */
static void
test_lost_dial (Office *f)
{
  AhoyCall *out, *in;

  office_fault (f, "lose-ack", "{\"user\":\"" ALICE "\",\"eventType\":\"dial\"}");
  out = party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  wait_state (in, RINGING);
  office_fault (f, "drop-socket", "{\"user\":\"" ALICE "\"}");
  assert_end (out, FAILED);
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->alice.session));
  g_assert_cmpint (ahoy_call_get_end_reason (in), ==, AHOY_CALL_END_REASON_NONE);
  fake_clock_advance (f->clock, 2000);
  assert_end (in, MISSED);
}

static void
test_unanswered_dial (Office *f)
{
  AhoyCall *out, *in;

  office_fault (f, "lose-ack", "{\"user\":\"" ALICE "\",\"eventType\":\"dial\"}");
  out = party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  wait_state (in, RINGING);
  office_pass_time (f, 20500);
  assert_end (out, FAILED);
  assert_end (in, MISSED);
}

/* The websocket is lost before the service has read that we hang up: it is said again. */
static void
test_lost_end (Office *f)
{
  AhoyCall *out, *in;
  guint n_frames;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  office_fault (f, "no-ack", "{\"user\":\"" ALICE "\",\"eventType\":\"end\"}");
  n_frames = office_count (f, "frame");
  ahoy_call_end_async (out, NULL, party_store, &f->alice);
  WAIT_UNTIL (office_count (f, "frame") > n_frames);
  office_fault (f, "drop-socket", "{\"user\":\"" ALICE "\"}");
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->alice.session));
  ahoy_practice_clear_faults (f->practice);
  g_assert_cmpint (ahoy_call_get_end_reason (in), ==, AHOY_CALL_END_REASON_NONE);
  fake_clock_advance (f->clock, 2000);
  assert_end (in, REMOTE_HUNG_UP);
  party_expect_success (&f->alice, ahoy_call_end_finish);
  assert_end (out, HUNG_UP);
}

/* What the service has told while nobody could hear it is told again. */
static void
test_missed (Office *f)
{
  AhoyCall *out, *in;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  office_fault (f, "drop-notification", "{\"user\":\"" ALICE "\",\"count\":2}");
  ahoy_call_set_muted (in, TRUE);
  party_end (&f->bob, in);
  g_assert_cmpint (ahoy_call_get_end_reason (out), ==, AHOY_CALL_END_REASON_NONE);
  office_fault (f, "drop-socket", "{\"user\":\"" ALICE "\"}");
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->alice.session));
  fake_clock_advance (f->clock, 2000);
  assert_end (out, REMOTE_HUNG_UP);
  g_assert_cmpuint (office_count (f, "told-again"), >, 2);
}

/* The caller gives up before our accept is acknowledged, which never happens. */
static void
test_given_up_in_accept (Office *f)
{
  AhoyCall *in;

  party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  wait_state (party_call (&f->alice), RINGING);
  office_fault (f, "no-ack", "{\"user\":\"" BOB "\"}");
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "frame") >= 2);
  office_fault (f, "end-direct-call",
                "{\"user\":\"" BOB "\",\"type\":\"cancel\",\"result\":\"canceled\"}");
  assert_end (in, MISSED);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  ahoy_practice_clear_faults (f->practice);
}

static void
test_refused_hold (Office *f)
{
  AhoyCall *out;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  office_fault (f, "refuse-frame", "{\"user\":\"" ALICE "\"}");
  ahoy_call_hold_async (out, NULL, party_store, &f->alice);
  {
    g_autoptr (GError) error = party_finish (&f->alice, ahoy_call_hold_finish);

    g_assert_nonnull (error);
  }
  ahoy_practice_clear_faults (f->practice);
  g_assert_false (ahoy_call_get_local_hold (out));
  g_assert_cmpint (ahoy_media_get_sends (ahoy_call_get_media (out)), ==, AHOY_MEDIA_AUDIO);
}

/* The other side is told the end as soon as it can be. */
static void
test_end_while_away (Office *f)
{
  AhoyCall *out, *in;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  office_fault (f, "drop-socket", "{\"user\":\"" ALICE "\"}");
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->alice.session));
  ahoy_call_end_async (out, NULL, party_store, &f->alice);
  assert_end (out, HUNG_UP);
  g_assert_cmpint (ahoy_call_get_end_reason (in), ==, AHOY_CALL_END_REASON_NONE);
  fake_clock_advance (f->clock, 2000);
  party_expect_success (&f->alice, ahoy_call_end_finish);
  assert_end (in, REMOTE_HUNG_UP);
}

static void
test_another_device (Office *f)
{
  AhoyCall *out, *first, *second;

  party_become (&f->carol, BOB);
  party_log_in (&f->carol);
  out = party_dial (&f->alice, &f->bob, AUDIO);
  first = party_wait_call (&f->bob, 1);
  second = party_wait_call (&f->carol, 1);
  party_answer (&f->carol, AUDIO);
  wait_state (out, CONNECTED);
  assert_end (first, ANSWERED_ELSEWHERE);
  g_assert_cmpint (ahoy_call_get_state (second), ==, AHOY_CALL_STATE_CONNECTED);
}

static void
test_offer_fails (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  wait_state (out, RINGING);
  fake_media_fail_next (party_media (&f->alice), AHOY_MEDIA_ERROR_DEVICE);
  party_answer (&f->bob, AUDIO);
  assert_end (out, MEDIA_FAILED);
  assert_end (in, REMOTE_HUNG_UP);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  office_add_for ("sendbird", "/sendbird-call/wire", test_wire);
  office_add_for ("sendbird", "/sendbird-call/candidates", test_candidates);
  office_add_for ("sendbird", "/sendbird-call/candidates-wait", test_candidates_wait);
  office_add_for ("sendbird", "/sendbird-call/muted", test_muted);
  office_add_for ("sendbird", "/sendbird-call/no-video-later", test_no_video_later);
  office_add_for ("sendbird", "/sendbird-call/no-camera", test_no_camera);
  office_add_for ("sendbird", "/sendbird-call/no-answer", test_no_answer);
  office_add_for ("sendbird", "/sendbird-call/no-answer-told", test_no_answer_told);
  office_add_for ("sendbird", "/sendbird-call/timeout", test_timeout);
  office_add_for ("sendbird", "/sendbird-call/connection-lost", test_connection_lost);
  office_add_for ("sendbird", "/sendbird-call/told-ends", test_told_ends);
  office_add_for ("sendbird", "/sendbird-call/refusals", test_refusals);
  office_add_for ("sendbird", "/sendbird-call/items", test_items);
  office_add_for ("sendbird", "/sendbird-call/frames", test_frames);
  office_add_for ("sendbird", "/sendbird-call/drops", test_drops);
  office_add_for ("sendbird", "/sendbird-call/lost-accept", test_lost_accept);
  office_add_for ("sendbird", "/sendbird-call/lost-accept-socket", test_lost_accept_socket);
  office_add_for ("sendbird", "/sendbird-call/lost-accept-late", test_lost_accept_late);
  office_add_for ("sendbird", "/sendbird-call/lost-accept-declined", test_lost_accept_declined);
  office_add_for ("sendbird", "/sendbird-call/lost-end", test_lost_end);
  office_add_for ("sendbird", "/sendbird-call/missed", test_missed);
  office_add_for ("sendbird", "/sendbird-call/lost-dial", test_lost_dial);
  office_add_for ("sendbird", "/sendbird-call/unanswered-dial", test_unanswered_dial);
  office_add_for ("sendbird", "/sendbird-call/given-up-in-accept", test_given_up_in_accept);
  office_add_for ("sendbird", "/sendbird-call/refused-hold", test_refused_hold);
  office_add_for ("sendbird", "/sendbird-call/end-while-away", test_end_while_away);
  office_add_for ("sendbird", "/sendbird-call/another-device", test_another_device);
  office_add_for ("sendbird", "/sendbird-call/offer-fails", test_offer_fails);

  return g_test_run ();
}
