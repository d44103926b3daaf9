/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

/* Calls from their beginning to their end. */

#define AUDIO AHOY_MEDIA_AUDIO
#define VIDEO (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

static void
on_notify_state (AhoyCall *call, GParamSpec *pspec, GString *trace)
{
  g_string_append_printf (trace, "%d ", ahoy_call_get_state (call));
}

static void
test_call (Office *f)
{
  g_autoptr (GString) trace = g_string_new (NULL);
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in;

  g_signal_connect (out, "notify::state", G_CALLBACK (on_notify_state), trace);
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_INITIATING);
  g_assert_cmpstr (ahoy_call_get_remote (out), ==, BOB);
  in = party_wait_call (&f->bob, 1);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);
  g_assert_cmpint (ahoy_call_get_direction (in), ==, AHOY_CALL_DIRECTION_INCOMING);
  g_assert_cmpstr (ahoy_call_get_remote (in), ==, ALICE);
  wait_state (out, RINGING);
  g_assert_nonnull (ahoy_call_get_remote_name (out));

  party_answer (&f->bob, AUDIO);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
  wait_state (out, CONNECTED);
  g_assert_cmpstr (trace->str, ==, "1 2 4 ");
  g_assert_false (ahoy_call_get_sending_video (out));
  g_assert_cmpstr (party_media (&f->alice)->trace->str, ==, "offer take-answer ");
  g_assert_cmpstr (party_media (&f->bob)->trace->str, ==, "take-offer answer ");
  g_assert_false (party_media (&f->bob)->trickle);
  g_assert_true (party_media (&f->alice)->caller);
  g_assert_false (party_media (&f->bob)->caller);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->practice, NULL), >, 0);

  party_end (&f->alice, out);
  assert_end (out, HUNG_UP);
  assert_end (in, REMOTE_HUNG_UP);
  g_assert_null (ahoy_call_get_error (in));
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->practice, NULL), ==, 0);
  g_signal_handlers_disconnect_by_data (out, trace);
}

static void
test_video (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, VIDEO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);
  g_assert_true (ahoy_call_get_sending_video (out));
  g_assert_false (ahoy_call_get_receiving_video (out));
  g_assert_false (ahoy_call_get_sending_video (in));
  g_assert_true (ahoy_call_get_receiving_video (in));
  party_end (&f->bob, in);
  assert_end (in, HUNG_UP);
  assert_end (out, REMOTE_HUNG_UP);
}

static void
test_reject (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  ahoy_call_reject_async (in, NULL, party_store, &f->bob);
  assert_end (in, REJECTED);
  party_expect_success (&f->bob, ahoy_call_reject_finish);
  assert_end (out, DECLINED);
  g_assert_cmpuint (office_count (f, "reject"), ==, 1);
}

static void
test_decline_by_end (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  party_end (&f->bob, in);
  assert_end (in, REJECTED);
  assert_end (out, DECLINED);
  g_assert_cmpuint (office_count (f, "reject"), ==, 1);
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 0);
}

static void
test_ignore (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);
  g_autoptr (GError) error = NULL;

  wait_state (out, RINGING);
  g_assert_true (ahoy_call_ignore (in, &error));
  assert_end (in, IGNORED);
  party_end (&f->alice, out);
  assert_end (out, CANCELLED);
  /* What the service tells of it afterwards is passed over. */
  WAIT_UNTIL (party_has_event (&f->bob, "callCancel"));
  g_assert_cmpuint (f->bob.n_ended, ==, 1);
  g_assert_cmpuint (office_count (f, "reject"), ==, 0);
}

static void
test_cancel (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  party_end (&f->alice, out);
  assert_end (out, CANCELLED);
  assert_end (in, MISSED);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CANCELLED);
}

static AhoyCall *
dial_text (Office *f, const char *address, GError **error)
{
  return ahoy_session_call (f->alice.session, address, AUDIO, NULL, error);
}

static void
assert_refused (Office *f, const char *address, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (dial_text (f, address, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpstr (error->message, !=, "");
}

static void
test_nobody (Office *f)
{
  g_autoptr (AhoyCall) stranger = dial_text (f, "nobody", NULL);
  g_autoptr (AhoyCall) away = NULL;

  assert_end (stranger, NOT_FOUND);
  g_assert_error (ahoy_call_get_error (stranger), AHOY_CALL_ERROR, AHOY_CALL_ERROR_UNREACHABLE);
  away = dial_text (f, "sip:carol@practice.example", NULL);
  assert_end (away, UNREACHABLE);
  assert_refused (f, " ", AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS);
}

static void
test_not_possible (Office *f)
{
  g_autoptr (AhoySession) session =
    ahoy_session_new (ahoy_session_get_account (f->alice.session), NULL);
  g_autoptr (GError) error = NULL;

  party_log_out (&f->alice);
  assert_refused (f, BOB, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  ahoy_session_destroy (f->alice.session);
  assert_refused (f, BOB, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_DESTROYED);

  /* A session without media logs in as ever. */
  g_set_object (&f->alice.session, session);
  party_log_in (&f->alice);
  assert_refused (f, BOB, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNAVAILABLE);
  party_dial (&f->bob, &f->alice, AUDIO);
  WAIT_UNTIL (office_count (f, "callStart") == 1);
  office_turn ();
  g_assert_cmpuint (f->alice.calls->len, ==, 0);
  ahoy_session_destroy (session);
}

static void
test_start_refused (Office *f)
{
  AhoyCall *call;

  office_fault (f, "refuse", "{\"for\":\"callStart\",\"http\":403,\"code\":35}");
  call = party_dial (&f->alice, &f->bob, AUDIO);
  assert_end (call, NOT_ALLOWED);
  g_assert_error (ahoy_call_get_error (call), AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED);

  office_fault (f, "garbage", "{\"for\":\"callStart\"}");
  call = party_dial (&f->alice, &f->bob, AUDIO);
  assert_end (call, FAILED);
  g_assert_nonnull (ahoy_call_get_error (call));

  office_fault (f, "drop", "{\"for\":\"callStart\"}");
  call = party_dial (&f->alice, &f->bob, AUDIO);
  assert_end (call, FAILED);
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 0);

  office_fault (f, "silent", "{\"for\":\"callStart\"}");
  call = party_dial (&f->alice, &f->bob, AUDIO);
  WAIT_UNTIL (office_count (f, "callStart") == 4);
  fake_clock_advance (f->clock, 30000);
  assert_end (call, FAILED);
  g_assert_error (ahoy_call_get_error (call), AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT);
}

static void
test_no_media (Office *f)
{
  AhoyCall *call;

  fake_media_factory_set_slow (f->alice.factory, TRUE);
  call = party_dial (&f->alice, &f->bob, AUDIO);
  fake_media_fail_next (party_media (&f->alice), AHOY_MEDIA_ERROR_NO_CANDIDATES);
  fake_media_go_on (party_media (&f->alice));
  assert_end (call, MEDIA_FAILED);
  g_assert_error (ahoy_call_get_error (call), AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_NO_CANDIDATES);
  g_assert_cmpuint (office_count (f, "callStart"), ==, 0);
}

/* Given up while the media gather, and nobody has heard of it. */
static void
test_cancel_early (Office *f)
{
  AhoyCall *call;

  fake_media_factory_set_slow (f->alice.factory, TRUE);
  call = party_dial (&f->alice, &f->bob, AUDIO);
  office_turn ();
  party_end (&f->alice, call);
  assert_end (call, CANCELLED);
  office_turn ();
  g_assert_cmpuint (office_count (f, "callStart"), ==, 0);
}

/* Given up while the service has not said yet what it calls the call. */
static void
test_cancel_starting (Office *f)
{
  AhoyCall *call;

  office_fault (f, "delay", "{\"for\":\"callStart\",\"ms\":50}");
  call = party_dial (&f->alice, &f->bob, AUDIO);
  WAIT_UNTIL (office_count (f, "callStart") == 1);
  ahoy_call_end_async (call, NULL, party_store, &f->alice);
  assert_end (call, CANCELLED);
  g_assert_null (f->alice.result);
  party_expect_success (&f->alice, ahoy_call_end_finish);
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 1);
  WAIT_UNTIL (ahoy_practice_get_n_calls (f->practice, NULL) == 0);
}

/* The same, and the service refuses. */
static void
test_cancel_refused (Office *f)
{
  AhoyCall *call;

  office_fault (f, "delay", "{\"for\":\"callStart\",\"ms\":50}");
  office_fault (f, "refuse", "{\"for\":\"callStart\"}");
  call = party_dial (&f->alice, &f->bob, AUDIO);
  WAIT_UNTIL (office_count (f, "callStart") == 1);
  party_end (&f->alice, call);
  assert_end (call, CANCELLED);
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 0);
}

/* What the service answers to the end of a call changes nothing. */
static void
test_end_refused (Office *f)
{
  party_talk (&f->alice, &f->bob, AUDIO);
  office_fault (f, "refuse", "{\"for\":\"callEnd\",\"http\":500,\"code\":26}");
  party_end (&f->alice, party_call (&f->alice));
  assert_end (party_call (&f->alice), HUNG_UP);
}

static void
test_ringing_refused (Office *f)
{
  AhoyCall *out, *in;

  office_fault (f, "refuse", "{\"for\":\"ringing\",\"http\":500,\"code\":26}");
  out = party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_INITIATED);
  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);
}

static void
test_ringing_vanished (Office *f)
{
  AhoyCall *out;

  office_fault (f, "refuse", "{\"for\":\"ringing\",\"http\":404,\"code\":42}");
  out = party_dial (&f->alice, &f->bob, AUDIO);
  WAIT_UNTIL (g_list_model_get_n_items (ahoy_session_get_calls (f->bob.session)) == 1);
  WAIT_UNTIL (fake_clock_next (f->clock) <= 500);
  fake_clock_advance (f->clock, 500);
  g_assert_cmpuint (g_list_model_get_n_items (ahoy_session_get_calls (f->bob.session)), ==, 0);
  g_assert_cmpuint (f->bob.calls->len, ==, 0);
  party_end (&f->alice, out);
}

/* An answer that is refused leaves the call ringing, and the next one is about other media. */
static void
test_answer_refused (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  office_fault (f, "refuse", "{\"for\":\"callAnswer\",\"http\":500,\"code\":26}");
  ahoy_call_answer_async (in, VIDEO, NULL, party_store, &f->bob);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);
  g_assert_cmpuint (fake_media_factory_get_n_made (f->bob.factory), ==, 2);
  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);
  g_assert_false (ahoy_call_get_sending_video (in));
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 1);
}

static void
test_answer_vanished (Office *f)
{
  AhoyCall *in;

  party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  office_fault (f, "refuse", "{\"for\":\"callAnswer\",\"http\":404,\"code\":42}");
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED);
  fake_clock_advance (f->clock, 500);
  assert_end (in, MISSED);
}

/* The caller gives up, and nothing of what we wait for comes: the end is told nevertheless. */
static void
give_up_in_answer (Office *f, AhoyCall *in)
{
  party_end (&f->alice, party_call (&f->alice));
  assert_end (in, MISSED);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CANCELLED);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  g_assert_cmpuint (office_count (f, "reject"), ==, 0);
}

static void
test_given_up_before_answer (Office *f)
{
  AhoyCall *in;

  party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  party_media (&f->bob)->slow = TRUE;
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  give_up_in_answer (f, in);
  g_assert_cmpuint (office_count (f, "callAnswer"), ==, 0);
}

static void
test_given_up_in_answer (Office *f)
{
  AhoyCall *in;

  party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  office_fault (f, "silent", "{\"for\":\"callAnswer\"}");
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "callAnswer") == 1);
  give_up_in_answer (f, in);
  g_assert_cmpuint (office_count (f, "callState"), ==, 1);
}

/* What we are in has to be held first, which takes its time. */
static void
test_given_up_in_gate (Office *f)
{
  AhoyCall *in;

  party_log_in (&f->carol);
  party_talk (&f->carol, &f->bob, AUDIO);
  party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 2);
  office_fault (f, "silent", "{\"for\":\"startCallUpdate\"}");
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "startCallUpdate") == 1);
  give_up_in_answer (f, in);
  g_assert_cmpuint (office_count (f, "callAnswer"), ==, 1); /* of the first call */;
}

/* Who has answered is told the same as all who were called, and maybe first. */
static void
test_cancel_before_answered (Office *f)
{
  AhoyCall *in;

  party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  office_fault (f, "delay", "{\"for\":\"callAnswer\",\"ms\":300}");
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "callAnswer") == 1);
  office_fault (f, "call-notification",
                "{\"user\":\"" BOB "\",\"eventType\":\"callCancel\"}");
  WAIT_UNTIL (office_count (f, "callState") == 1);
  party_expect_success (&f->bob, ahoy_call_answer_finish);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
}

static void
test_answer_without_media (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  WAIT_UNTIL (party_media (&f->bob)->remote_open);
  fake_media_fail_next (party_media (&f->bob), AHOY_MEDIA_ERROR_DEVICE);
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_MEDIA_ERROR,
                      AHOY_MEDIA_ERROR_DEVICE);
  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);
}

/* Who is quicker than the media waits for them. */
static void
test_answer_quickly (Office *f)
{
  AhoyCall *in;

  fake_media_factory_set_slow (f->bob.factory, TRUE);
  party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  g_assert_cmpstr (party_media (&f->bob)->trace->str, ==, "take-offer ");
  fake_media_go_on (party_media (&f->bob));
  party_expect_success (&f->bob, ahoy_call_answer_finish);
  wait_state (party_call (&f->alice), CONNECTED);
}

static void
test_ended_while_answering (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  party_media (&f->bob)->slow = TRUE;
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  ahoy_call_end_async (in, NULL, NULL, NULL);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  assert_end (out, DECLINED);
}

/* The answer cannot be used: the other side learns that there is no call. */
static void
test_bad_answer (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  wait_state (out, RINGING);
  fake_media_fail_next (party_media (&f->alice), AHOY_MEDIA_ERROR_DESCRIPTION);
  party_answer (&f->bob, AUDIO);
  assert_end (out, MEDIA_FAILED);
  assert_end (in, REMOTE_HUNG_UP);
}

static void
test_parameters (Office *f)
{
  g_autoptr (GVariant) parameters =
    g_variant_ref_sink (g_variant_new_parsed ("[('X-Note', 'one'), ('X-Other', 'two')]"));
  g_autoptr (AhoyCall) out = NULL;
  g_autoptr (GError) error = NULL;
  AhoyCall *in;

  g_assert_null (ahoy_session_call (f->alice.session, BOB, AUDIO,
                                    g_variant_new_parsed ("[('Bad name', '')]"), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  out = ahoy_session_call (f->alice.session, BOB, AUDIO, parameters, &error);
  g_assert_no_error (error);
  in = party_wait_call (&f->bob, 1);
  g_assert_true (g_variant_equal (ahoy_call_get_custom_parameters (in), parameters));
  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);

  /* They come with the next change. */
  ahoy_call_set_parameters_async (out, g_variant_new_parsed ("[('X-Note', 'three')]"), NULL,
                                  party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_set_parameters_finish);
  ahoy_call_hold_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_hold_finish);
  g_variant_unref (parameters);
  parameters = g_variant_ref_sink (g_variant_new_parsed ("[('X-Note', 'three')]"));
  WAIT_UNTIL (g_variant_equal (ahoy_call_get_custom_parameters (in), parameters));

  ahoy_call_set_parameters_async (out, g_variant_new_parsed ("[('', '')]"), NULL, party_store,
                                  &f->alice);
  party_expect_error (&f->alice, ahoy_call_set_parameters_finish, G_IO_ERROR,
                      G_IO_ERROR_INVALID_ARGUMENT);
  office_fault (f, "refuse", "{\"for\":\"sendCustomHeaders\",\"http\":404,\"code\":42}");
  ahoy_call_set_parameters_async (out, parameters, NULL, party_store, &f->alice);
  party_expect_error (&f->alice, ahoy_call_set_parameters_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_VANISHED);
  fake_clock_advance (f->clock, 500);
  assert_end (out, VANISHED);
}

static void
test_ice_servers (Office *f)
{
  FakeMedia *media;

  party_dial (&f->alice, &f->bob, AUDIO);
  media = party_media (&f->alice);
  g_assert_cmpuint (media->ice_servers->len, ==, 2);
  g_assert_cmpstr (media->ice_servers->pdata[0], ==, "stun:127.0.0.1:3478 (null) (null)");
  g_assert_false (g_str_has_suffix (media->ice_servers->pdata[1], "(null)"));

  party_log_out (&f->alice);
  office_fault (f, "no-turn", NULL);
  party_log_in (&f->alice);
  party_dial (&f->alice, &f->bob, AUDIO);
  media = party_media (&f->alice);
  g_assert_cmpstr (media->ice_servers->pdata[1], ==, "turn:127.0.0.1:3478 (null) (null)");
  g_assert_false (media->relay_only);

  party_log_out (&f->alice);
  f->alice.relay_only = TRUE;
  party_become (&f->alice, ALICE);
  party_log_in (&f->alice);
  party_dial (&f->alice, &f->bob, AUDIO);
  g_assert_true (party_media (&f->alice)->relay_only);
}

/* What the service gives anew counts, and what is prepared with the old names is let go. */
static void
test_renewed_turn (Office *f)
{
  const char * const services[] = { "call", NULL };

  ahoy_session_prepare_call (f->alice.session, AUDIO);
  office_fault (f, "replace-member", "{\"member\":\"turnCredentials\",\"value\":"
                "{\"username\":\"new\",\"password\":\"newer\"}}");
  ahoy_session_set_services_async (f->alice.session, services, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, (OfficeFinish) ahoy_session_set_services_finish);
  office_turn ();
  g_assert_cmpuint (fake_media_factory_get_n_alive (f->alice.factory), ==, 0);
  party_dial (&f->alice, &f->bob, AUDIO);
  g_assert_cmpstr (party_media (&f->alice)->ice_servers->pdata[1], ==,
                   "turn:127.0.0.1:3478 new newer");
}

/* Who has a name of their own uses that, until they log out. */
static void
test_own_ice_user (Office *f)
{
  ahoy_session_set_ice_credentials (f->alice.session, "me", "mine");
  party_dial (&f->alice, &f->bob, AUDIO);
  g_assert_cmpstr (party_media (&f->alice)->ice_servers->pdata[0], ==,
                   "stun:127.0.0.1:3478 (null) (null)");
  g_assert_cmpstr (party_media (&f->alice)->ice_servers->pdata[1], ==,
                   "turn:127.0.0.1:3478 me mine");
  party_log_out (&f->alice);
  party_log_in (&f->alice);
  party_dial (&f->alice, &f->bob, AUDIO);
  g_assert_false (g_str_has_suffix (party_media (&f->alice)->ice_servers->pdata[1], " me mine"));
  ahoy_session_destroy (f->alice.session);
  ahoy_session_set_ice_credentials (f->alice.session, "me", "mine");
}

static void
test_prepared (Office *f)
{
  FakeMedia *media;

  /* For each letter that is typed. */
  for (guint i = 0; i < 10; i++)
    ahoy_session_prepare_call (f->alice.session, AUDIO);
  ahoy_session_prepare_call (f->alice.session, AUDIO | AHOY_MEDIA_VIDEO);
  g_assert_cmpuint (fake_media_factory_get_n_made (f->alice.factory), ==, 1);
  media = fake_media_factory_get_last (f->alice.factory);
  g_assert_cmpuint (media->n_prepared, ==, 2);
  g_assert_true (media->prepared & AHOY_MEDIA_VIDEO);
  fake_clock_advance (f->clock, 20000);
  party_dial (&f->alice, &f->bob, AUDIO);
  g_assert_true (party_media (&f->alice) == media);
  WAIT_UNTIL (g_str_has_suffix (media->trace->str, "offer "));
  g_assert_cmpuint (fake_media_factory_get_n_made (f->alice.factory), ==, 1);

  /* What comes in is prepared by itself, and takes nothing of what is for others. */
  ahoy_session_prepare_call (f->bob.session, AUDIO);
  party_wait_call (&f->bob, 1);
  g_assert_cmpuint (party_media (&f->bob)->n_prepared, ==, 1);
  g_assert_cmpuint (fake_media_factory_get_n_made (f->bob.factory), ==, 2);
  g_assert_cmpuint (fake_media_factory_get_n_alive (f->bob.factory), ==, 2);
  party_log_out (&f->bob);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 0);
  ahoy_session_prepare_call (f->bob.session, AUDIO);
  g_assert_cmpuint (fake_media_factory_get_n_made (f->bob.factory), ==, 2);
}

/* n times 5 seconds, with signs of life of the service. */
static void
pass_time (Office *f, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_ptr_array_set_size (f->alice.events, 0);
    g_ptr_array_set_size (f->bob.events, 0);
    fake_clock_advance (f->clock, 5000);
    ahoy_practice_notify (f->practice, NULL, "presenceWatcher", NULL);
    WAIT_UNTIL (party_has_event (&f->alice, "presenceWatcher"));
    WAIT_UNTIL (party_has_event (&f->bob, "presenceWatcher"));
  }
}

static void
test_prepared_dropped (Office *f)
{
  FakeMediaFactory *factory = f->alice.factory;
  g_autoptr (GError) error = g_error_new_literal (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNAVAILABLE,
                                                  "as the test wants it");

  /* Not used for a minute; the network is another one; they are broken. */
  ahoy_session_prepare_call (f->alice.session, AUDIO);
  pass_time (f, 11);
  ahoy_session_prepare_call (f->alice.session, AUDIO);
  pass_time (f, 11);
  g_assert_cmpuint (fake_media_factory_get_n_alive (factory), ==, 1);
  pass_time (f, 1);
  office_turn ();
  g_assert_cmpuint (fake_media_factory_get_n_alive (factory), ==, 0);
  ahoy_session_prepare_call (f->alice.session, AUDIO);
  ahoy_media_emit_failed (AHOY_MEDIA (fake_media_factory_get_last (factory)), error);
  office_turn ();
  g_assert_cmpuint (fake_media_factory_get_n_alive (factory), ==, 0);
  ahoy_session_prepare_call (f->alice.session, AUDIO);
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  office_turn ();
  g_assert_cmpuint (fake_media_factory_get_n_alive (factory), ==, 0);
  ahoy_session_prepare_call (f->alice.session, AUDIO);
  g_assert_cmpuint (fake_media_factory_get_n_alive (factory), ==, 1);
  ahoy_session_destroy (f->alice.session);
  WAIT_UNTIL (fake_media_factory_get_n_alive (factory) == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  office_add ("/kandy-call/call", test_call);
  office_add ("/kandy-call/video", test_video);
  office_add ("/kandy-call/reject", test_reject);
  office_add ("/kandy-call/decline-by-end", test_decline_by_end);
  office_add ("/kandy-call/ignore", test_ignore);
  office_add ("/kandy-call/cancel", test_cancel);
  office_add ("/kandy-call/nobody", test_nobody);
  office_add ("/kandy-call/not-possible", test_not_possible);
  office_add ("/kandy-call/start-refused", test_start_refused);
  office_add ("/kandy-call/no-media", test_no_media);
  office_add ("/kandy-call/cancel-early", test_cancel_early);
  office_add ("/kandy-call/cancel-starting", test_cancel_starting);
  office_add ("/kandy-call/cancel-refused", test_cancel_refused);
  office_add ("/kandy-call/end-refused", test_end_refused);
  office_add ("/kandy-call/ringing-refused", test_ringing_refused);
  office_add ("/kandy-call/ringing-vanished", test_ringing_vanished);
  office_add ("/kandy-call/answer-refused", test_answer_refused);
  office_add ("/kandy-call/answer-vanished", test_answer_vanished);
  office_add ("/kandy-call/given-up-before-answer", test_given_up_before_answer);
  office_add ("/kandy-call/given-up-in-answer", test_given_up_in_answer);
  office_add ("/kandy-call/given-up-in-gate", test_given_up_in_gate);
  office_add ("/kandy-call/cancel-before-answered", test_cancel_before_answered);
  office_add ("/kandy-call/answer-without-media", test_answer_without_media);
  office_add ("/kandy-call/answer-quickly", test_answer_quickly);
  office_add ("/kandy-call/ended-while-answering", test_ended_while_answering);
  office_add ("/kandy-call/bad-answer", test_bad_answer);
  office_add ("/kandy-call/parameters", test_parameters);
  office_add ("/kandy-call/ice-servers", test_ice_servers);
  office_add ("/kandy-call/renewed-turn", test_renewed_turn);
  office_add ("/kandy-call/own-ice-user", test_own_ice_user);
  office_add ("/kandy-call/prepared", test_prepared);
  office_add ("/kandy-call/prepared-dropped", test_prepared_dropped);

  return g_test_run ();
}
