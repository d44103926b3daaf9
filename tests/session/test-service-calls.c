/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

/* What a call does whatever the service: each case is run with every one of them. */

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
  in = party_wait_call (&f->bob, 1);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);
  g_assert_cmpint (ahoy_call_get_direction (in), ==, AHOY_CALL_DIRECTION_INCOMING);
  g_assert_cmpstr (ahoy_call_get_remote (out), ==, BOB);
  g_assert_cmpstr (ahoy_call_get_remote (in), ==, ALICE);
  wait_state (out, RINGING);
  g_assert_nonnull (ahoy_call_get_remote_name (out));

  party_answer (&f->bob, AUDIO);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
  wait_state (out, CONNECTED);
  party_wait_media (&f->alice);
  party_wait_media (&f->bob);
  g_assert_cmpstr (trace->str, ==, "1 2 4 ");
  g_assert_false (ahoy_call_get_sending_video (out));
  g_assert_false (ahoy_call_get_receiving_video (in));
  g_assert_false (ahoy_call_get_reconnecting (in));

  party_end (&f->alice, out);
  assert_end (out, HUNG_UP);
  assert_end (in, REMOTE_HUNG_UP);
  g_assert_null (ahoy_call_get_error (in));
  g_signal_handlers_disconnect_by_data (out, trace);
}

static void
test_video (Office *f)
{
  AhoyCall *out, *in;

  office_talk (f, VIDEO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  WAIT_UNTIL (ahoy_call_get_sending_video (out) && ahoy_call_get_receiving_video (out));
  WAIT_UNTIL (ahoy_call_get_sending_video (in) && ahoy_call_get_receiving_video (in));
  party_end (&f->bob, in);
  assert_end (in, HUNG_UP);
  assert_end (out, REMOTE_HUNG_UP);
}

/* The camera of who is called stays off, and may be switched on later. */
static void
test_answer_without_video (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, VIDEO);
  AhoyCall *in = party_wait_call (&f->bob, 1);

  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);
  party_wait_media (&f->alice);
  party_wait_media (&f->bob);
  WAIT_UNTIL (ahoy_call_get_sending_video (out) && ahoy_call_get_receiving_video (in));
  g_assert_false (ahoy_call_get_receiving_video (out));
  g_assert_false (ahoy_call_get_sending_video (in));

  ahoy_call_add_video_async (in, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_add_video_finish);
  g_assert_true (ahoy_call_get_sending_video (in));
  WAIT_UNTIL (ahoy_call_get_receiving_video (out));
  ahoy_call_stop_video_async (in, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_stop_video_finish);
  g_assert_false (ahoy_call_get_sending_video (in));
  WAIT_UNTIL (!ahoy_call_get_receiving_video (out));
  g_assert_true (ahoy_call_get_sending_video (out));
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
  g_assert_cmpuint (f->bob.n_ended, ==, 1);
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

/* Before the service has a name for the call. */
static void
test_cancel_at_once (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);

  party_end (&f->alice, out);
  assert_end (out, CANCELLED);
  party_talk (&f->bob, &f->alice, AUDIO);
}

static void
test_nobody (Office *f)
{
  Party nobody = { .user = "nobody@practice.example" };
  AhoyCall *out = party_dial (&f->alice, &nobody, AUDIO);

  WAIT_UNTIL (ahoy_call_get_end_reason (out) != AHOY_CALL_END_REASON_NONE);
  g_assert_nonnull (ahoy_call_get_error (out));
  g_assert_cmpint (f->alice.n_ended, ==, 1);
}

static void
test_hold (Office *f)
{
  AhoyCall *out, *in;

  office_talk (f, VIDEO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  WAIT_UNTIL (ahoy_call_get_sending_video (in) && ahoy_call_get_sending_video (out));

  ahoy_call_hold_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_hold_finish);
  g_assert_true (ahoy_call_get_local_hold (out));
  WAIT_UNTIL (ahoy_call_get_remote_hold (in));
  g_assert_cmpint (ahoy_media_get_sends (ahoy_call_get_media (in)), ==, AHOY_MEDIA_NONE);
  g_assert_cmpint (ahoy_media_get_sends (ahoy_call_get_media (out)), ==, AHOY_MEDIA_NONE);

  ahoy_call_hold_async (in, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_hold_finish);
  WAIT_UNTIL (ahoy_call_get_remote_hold (out));
  ahoy_call_unhold_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_unhold_finish);
  WAIT_UNTIL (!ahoy_call_get_remote_hold (in));
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_ON_HOLD);
  g_assert_cmpint (ahoy_media_get_sends (ahoy_call_get_media (out)), ==, AHOY_MEDIA_NONE);
  ahoy_call_unhold_async (in, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_unhold_finish);
  wait_state (out, CONNECTED);
  WAIT_UNTIL (ahoy_call_get_sending_video (in) && ahoy_call_get_sending_video (out));
}

/* Who answers a second call holds the first. */
static void
test_second_call (Office *f)
{
  AhoyCall *first, *second;

  party_log_in (&f->carol);
  office_talk (f, AUDIO);
  first = party_call (&f->bob);
  party_talk (&f->carol, &f->bob, AUDIO);
  second = party_call (&f->bob);
  WAIT_UNTIL (ahoy_call_get_local_hold (first));
  WAIT_UNTIL (ahoy_call_get_remote_hold (party_call (&f->alice)));
  party_end (&f->bob, second);
  ahoy_call_unhold_async (first, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_unhold_finish);
  wait_state (party_call (&f->alice), CONNECTED);
}

static void
test_log_out (Office *f)
{
  AhoyCall *out, *in;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  party_log_out (&f->alice);
  assert_end (out, SESSION_ENDED);
  assert_end (in, REMOTE_HUNG_UP);
}

static void
test_parameters (Office *f)
{
  AhoyCall *out, *in;
  g_autofree char *text = NULL;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  ahoy_call_set_parameters_async (out, g_variant_new_parsed ("[('colour', 'blue')]"), NULL,
                                  party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_set_parameters_finish);
  /* Not every service tells of them before the next change. */
  ahoy_call_hold_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_hold_finish);
  WAIT_UNTIL (g_variant_n_children (ahoy_call_get_custom_parameters (in)) > 0);
  text = g_variant_print (ahoy_call_get_custom_parameters (in), FALSE);
  g_assert_cmpstr (text, ==, "[('colour', 'blue')]");
}

/* The call goes on while the websocket is away, and can be ended then. */
static void
test_socket_lost (Office *f)
{
  AhoyCall *out, *in;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  office_fault (f, "drop-socket", "{\"user\":\"" ALICE "\"}");
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->alice.session));
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
  fake_clock_advance (f->clock, 5000);
  WAIT_UNTIL (!ahoy_session_get_reconnecting (f->alice.session));
  ahoy_call_hold_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_hold_finish);
  WAIT_UNTIL (ahoy_call_get_remote_hold (in));
  party_end (&f->alice, out);
  assert_end (in, REMOTE_HUNG_UP);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  office_add_for (NULL, "/calls/call", test_call);
  office_add_for (NULL, "/calls/video", test_video);
  office_add_for (NULL, "/calls/answer-without-video", test_answer_without_video);
  office_add_for (NULL, "/calls/reject", test_reject);
  office_add_for (NULL, "/calls/ignore", test_ignore);
  office_add_for (NULL, "/calls/cancel", test_cancel);
  office_add_for (NULL, "/calls/cancel-at-once", test_cancel_at_once);
  office_add_for (NULL, "/calls/nobody", test_nobody);
  office_add_for (NULL, "/calls/hold", test_hold);
  office_add_for (NULL, "/calls/second-call", test_second_call);
  office_add_for (NULL, "/calls/log-out", test_log_out);
  office_add_for (NULL, "/calls/parameters", test_parameters);
  office_add_for (NULL, "/calls/socket-lost", test_socket_lost);

  return g_test_run ();
}
