/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

#include <string.h>

/* Changes in a call that is answered, from either side. */

#define AUDIO AHOY_MEDIA_AUDIO
#define VIDEO (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

static void
hold (Party *party)
{
  ahoy_call_hold_async (party_call (party), NULL, party_store, party);
  party_expect_success (party, ahoy_call_hold_finish);
}

static void
unhold (Party *party)
{
  ahoy_call_unhold_async (party_call (party), NULL, party_store, party);
  party_expect_success (party, ahoy_call_unhold_finish);
}

static void
test_hold (Office *f)
{
  Party *parties[] = { &f->alice, &f->bob };

  party_talk (&f->alice, &f->bob, VIDEO);
  for (guint i = 0; i < G_N_ELEMENTS (parties); i++) {
    AhoyCall *call = party_call (parties[i]);
    AhoyCall *other = party_call (parties[1 - i]);

    hold (parties[i]);
    g_assert_cmpint (ahoy_call_get_state (call), ==, AHOY_CALL_STATE_ON_HOLD);
    g_assert_true (ahoy_call_get_local_hold (call));
    WAIT_UNTIL (ahoy_call_get_remote_hold (other));
    g_assert_cmpint (ahoy_call_get_state (other), ==, AHOY_CALL_STATE_ON_HOLD);
    g_assert_false (ahoy_call_get_local_hold (other));
    g_assert_false (ahoy_call_get_sending_video (call));
    unhold (parties[i]);
    g_assert_cmpint (ahoy_call_get_state (call), ==, AHOY_CALL_STATE_CONNECTED);
    WAIT_UNTIL (!ahoy_call_get_remote_hold (other));
    g_assert_true (ahoy_call_get_sending_video (call));
  }
}

static void
test_dual_hold (Office *f)
{
  AhoyCall *out, *in;

  party_talk (&f->alice, &f->bob, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  hold (&f->alice);
  WAIT_UNTIL (ahoy_call_get_remote_hold (in));
  hold (&f->bob);
  WAIT_UNTIL (ahoy_call_get_remote_hold (out));
  g_assert_true (ahoy_call_get_local_hold (out));
  unhold (&f->alice);
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_ON_HOLD);
  WAIT_UNTIL (!ahoy_call_get_remote_hold (in));
  g_assert_true (ahoy_call_get_local_hold (in));
  unhold (&f->bob);
  wait_state (out, CONNECTED);
  wait_state (in, CONNECTED);
}

static void
test_video (Office *f)
{
  Party *parties[] = { &f->alice, &f->bob };

  party_talk (&f->alice, &f->bob, AUDIO);
  for (guint i = 0; i < G_N_ELEMENTS (parties); i++) {
    AhoyCall *call = party_call (parties[i]);
    AhoyCall *other = party_call (parties[1 - i]);

    ahoy_call_add_video_async (call, NULL, party_store, parties[i]);
    party_expect_success (parties[i], ahoy_call_add_video_finish);
    g_assert_true (ahoy_call_get_sending_video (call));
    WAIT_UNTIL (ahoy_call_get_receiving_video (other));
    g_assert_false (ahoy_call_get_sending_video (other));
    ahoy_call_stop_video_async (call, NULL, party_store, parties[i]);
    party_expect_success (parties[i], ahoy_call_stop_video_finish);
    g_assert_false (ahoy_call_get_sending_video (call));
    WAIT_UNTIL (!ahoy_call_get_receiving_video (other));
    ahoy_call_add_video_async (call, NULL, party_store, parties[i]);
    party_expect_success (parties[i], ahoy_call_add_video_finish);
    WAIT_UNTIL (ahoy_call_get_receiving_video (other));
    ahoy_call_stop_video_async (call, NULL, party_store, parties[i]);
    party_expect_success (parties[i], ahoy_call_stop_video_finish);
    WAIT_UNTIL (!ahoy_call_get_receiving_video (other));
  }
}

/* A refused change is taken back, and the call lives on. */
static void
test_refused (Office *f)
{
  AhoyCall *call;

  party_talk (&f->alice, &f->bob, AUDIO);
  call = party_call (&f->alice);
  office_fault (f, "refuse", "{\"for\":\"startCallUpdate\",\"http\":403,\"code\":35}");
  ahoy_call_hold_async (call, NULL, party_store, &f->alice);
  party_expect_error (&f->alice, ahoy_call_hold_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_NOT_ALLOWED);
  g_assert_cmpint (ahoy_call_get_state (call), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_false (party_media (&f->alice)->local_open);
  g_assert_true (g_str_has_suffix (party_media (&f->alice)->trace->str, "offer rollback "));

  fake_media_fail_next (party_media (&f->alice), AHOY_MEDIA_ERROR_DEVICE);
  ahoy_call_add_video_async (call, NULL, party_store, &f->alice);
  party_expect_error (&f->alice, ahoy_call_add_video_finish, AHOY_MEDIA_ERROR,
                      AHOY_MEDIA_ERROR_DEVICE);
  hold (&f->alice);
  unhold (&f->alice);
  office_fault (f, "refuse", "{\"for\":\"startCallUpdate\",\"http\":404,\"code\":42}");
  ahoy_call_hold_async (call, NULL, party_store, &f->alice);
  party_expect_error (&f->alice, ahoy_call_hold_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_VANISHED);
  fake_clock_advance (f->clock, 500);
  assert_end (call, VANISHED);
}

/* The other side cannot use what is offered: nobody answers. */
static void
test_not_answered (Office *f)
{
  AhoyCall *call;

  party_talk (&f->alice, &f->bob, AUDIO);
  call = party_call (&f->alice);
  fake_media_fail_next (party_media (&f->bob), AHOY_MEDIA_ERROR_DESCRIPTION);
  ahoy_call_hold_async (call, NULL, party_store, &f->alice);
  WAIT_UNTIL (f->bob.problem != NULL);
  g_assert_error (f->bob.problem, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DESCRIPTION);
  fake_clock_advance (f->clock, 30000);
  party_expect_error (&f->alice, ahoy_call_hold_finish, AHOY_SESSION_ERROR,
                      AHOY_SESSION_ERROR_TIMED_OUT);
  g_assert_false (party_media (&f->alice)->local_open);
  g_assert_cmpint (ahoy_call_get_state (call), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpint (ahoy_call_get_state (party_call (&f->bob)), ==, AHOY_CALL_STATE_CONNECTED);
}

static void
test_answer_refused (Office *f)
{
  party_talk (&f->alice, &f->bob, AUDIO);
  office_fault (f, "refuse", "{\"for\":\"respondCallUpdate\",\"http\":500,\"code\":26}");
  ahoy_call_hold_async (party_call (&f->alice), NULL, party_store, &f->alice);
  WAIT_UNTIL (f->bob.problem != NULL);
  g_assert_error (f->bob.problem, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  fake_media_fail_next (party_media (&f->alice), AHOY_MEDIA_ERROR_FAILED);
  ahoy_call_end_async (party_call (&f->bob), NULL, NULL, NULL);
  assert_end (party_call (&f->alice), REMOTE_HUNG_UP);
  party_expect_error (&f->alice, ahoy_call_hold_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
}

static void
test_answer_unusable (Office *f)
{
  party_talk (&f->alice, &f->bob, AUDIO);
  ahoy_call_hold_async (party_call (&f->alice), NULL, party_store, &f->alice);
  WAIT_UNTIL (party_media (&f->alice)->local_open);
  fake_media_fail_next (party_media (&f->alice), AHOY_MEDIA_ERROR_DESCRIPTION);
  party_expect_error (&f->alice, ahoy_call_hold_finish, AHOY_MEDIA_ERROR,
                      AHOY_MEDIA_ERROR_DESCRIPTION);
  g_assert_false (party_media (&f->alice)->local_open);
  g_assert_false (ahoy_call_get_local_hold (party_call (&f->alice)));
}

static void
finish_both (Office *f)
{
  party_expect_success (&f->alice, ahoy_call_hold_finish);
  WAIT_UNTIL (fake_clock_next (f->clock) <= 1000);
  fake_clock_advance (f->clock, 1000);
  party_expect_success (&f->bob, ahoy_call_hold_finish);
}

/* Both sides offer at once: one is told to wait, answers the other, and tries again. */
static void
test_crossed (Office *f)
{
  AhoyCall *out, *in;

  party_talk (&f->alice, &f->bob, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  ahoy_call_hold_async (out, NULL, party_store, &f->alice);
  WAIT_UNTIL (office_count (f, "startCallUpdate") == 1);
  /* Before the service tells of the first, 30 ms later. */
  ahoy_call_hold_async (in, NULL, party_store, &f->bob);
  finish_both (f);
  g_assert_cmpuint (office_count (f, "startCallUpdate"), ==, 3);
  WAIT_UNTIL (ahoy_call_get_remote_hold (out));
  WAIT_UNTIL (ahoy_call_get_remote_hold (in));
  g_assert_true (ahoy_call_get_local_hold (out));
  g_assert_true (ahoy_call_get_local_hold (in));
  g_assert_true (strstr (party_media (&f->bob)->trace->str, "offer rollback take-offer answer "
                         "offer take-answer ") != NULL);
}

/* The same, told by the answer to the request; again and again, until it is enough. */
static void
test_crossed_for_ever (Office *f)
{
  party_talk (&f->alice, &f->bob, AUDIO);
  office_fault (f, "refuse", "{\"for\":\"startCallUpdate\",\"http\":409,\"code\":49,\"count\":0}");
  ahoy_call_hold_async (party_call (&f->alice), NULL, party_store, &f->alice);
  for (guint i = 1; i <= 6; i++) {
    WAIT_UNTIL (office_count (f, "startCallUpdate") == i);
    while (f->alice.result == NULL && fake_clock_next (f->clock) > 1000)
      g_main_context_iteration (NULL, TRUE);
    fake_clock_advance (f->clock, 1000);
  }
  party_expect_error (&f->alice, ahoy_call_hold_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_CROSSED);
  g_assert_false (ahoy_call_get_local_hold (party_call (&f->alice)));
}

/* What the other side wants while ours waits is answered first, and with what holds then. */
static void
test_turns (Office *f)
{
  AhoyCall *out, *in;

  party_talk (&f->alice, &f->bob, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  party_media (&f->alice)->slow = TRUE;
  ahoy_call_hold_async (in, NULL, party_store, &f->bob);
  WAIT_UNTIL (g_str_has_suffix (party_media (&f->alice)->trace->str, "take-offer "));
  ahoy_call_add_video_async (out, NULL, party_store, &f->alice);
  g_assert_true (g_str_has_suffix (party_media (&f->alice)->trace->str, "take-offer "));
  fake_media_go_on (party_media (&f->alice));
  party_expect_success (&f->bob, ahoy_call_hold_finish);
  party_expect_success (&f->alice, ahoy_call_add_video_finish);
  g_assert_true (g_str_has_suffix (party_media (&f->alice)->trace->str,
                                   "take-offer answer offer take-answer "));
}

static void
notify_call (Office *f, const char *user, const char *type, const char *session,
             const char *members)
{
  g_autofree char *body = g_strdup_printf ("{\"sessionParams\":{\"sessionData\":\"%s\"%s}}",
                                           session, members);

  ahoy_practice_notify (f->practice, user, type, body);
}

/* A call that only this test speaks for. */
static AhoyCall *
call_bob (Office *f, const char *session)
{
  notify_call (f, BOB, "call", session, ",\"sdp\":\"fake audio\"");

  return party_wait_call (&f->bob, f->bob.calls->len + 1);
}

/* What is no answer to anything, or cannot be done, does no harm. */
static void
test_odd_notifications (Office *f)
{
  static const char * const types[] = {
    "ringing", "respondCallUpdate", "sessionProgress", "sessionComplete", "sessionFail", "call",
  };
  AhoyCall *in;

  office_fault (f, "garbage", "{\"for\":\"call\",\"kind\":\"half\",\"count\":0}");
  in = call_bob (f, "odd");
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_INITIATED);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    notify_call (f, BOB, types[i], "odd", ",\"sdp\":\"fake audio\"");
    notify_call (f, BOB, types[i], "unknown-session", ",\"sdp\":7");
    ahoy_practice_notify (f->practice, BOB, types[i], NULL);
  }
  notify_call (f, BOB, "startCallUpdate", "odd", ""); /* nobody is offered what is not answered */
  notify_call (f, BOB, "startCallUpdate", "odd", ",\"sdp\":7");
  WAIT_UNTIL (g_error_matches (f->bob.problem, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DESCRIPTION));
  for (guint i = 0; i < 20; i++) /* the answer is not there: they wait, and are forgotten */
    notify_call (f, BOB, "startCallUpdate", "odd", ",\"sdp\":\"fake video\"");
  notify_call (f, BOB, "callEnd", "odd", ",\"statusCode\":486,\"reasonText\":\"Busy\"");
  assert_end (in, BUSY);
  g_assert_cmpuint (f->bob.calls->len, ==, 1);
  WAIT_UNTIL (party_has_event (&f->bob, "was declined")); /* that with an odd description */
  WAIT_UNTIL (office_count (f, "reject") == 1);
}

/* An offer before the answer waits for it for a while. */
static void
test_early_offer (Office *f)
{
  AhoyCall *in;

  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  in = call_bob (f, "early");
  notify_call (f, BOB, "startCallUpdate", "early", ",\"sdp\":\"fake audio video\"");
  WAIT_UNTIL (party_has_event (&f->bob, "startCallUpdate"));
  office_turn ();
  g_assert_cmpstr (party_media (&f->bob)->trace->str, ==, "take-offer ");
  party_answer (&f->bob, AUDIO);
  WAIT_UNTIL (office_count (f, "respondCallUpdate") == 1);
  g_assert_true (ahoy_call_get_receiving_video (in));

  party_end (&f->bob, in);
  in = call_bob (f, "late");
  g_ptr_array_set_size (f->bob.events, 0);
  notify_call (f, BOB, "startCallUpdate", "late", ",\"sdp\":\"fake audio video\"");
  WAIT_UNTIL (party_has_event (&f->bob, "startCallUpdate"));
  fake_clock_advance (f->clock, 3000);
  party_answer (&f->bob, AUDIO);
  office_turn ();
  g_assert_false (ahoy_call_get_receiving_video (in));
}

/* Answers that refuse, in ways that the practice service has not. */
static void
test_told_refusals (Office *f)
{
  AhoyCall *in;

  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  in = call_bob (f, "told");
  party_answer (&f->bob, AUDIO);
  ahoy_call_hold_async (in, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "startCallUpdate") == 1);
  notify_call (f, BOB, "respondCallUpdate", "told", ",\"statusCode\":488,\"reasonText\":\"No\"");
  party_expect_error (&f->bob, ahoy_call_hold_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  office_turn ();
  ahoy_call_hold_async (in, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "startCallUpdate") == 2);
  notify_call (f, BOB, "respondCallUpdate", "told", ",\"sdp\":[]");
  party_expect_error (&f->bob, ahoy_call_hold_finish, AHOY_MEDIA_ERROR,
                      AHOY_MEDIA_ERROR_DESCRIPTION);
  g_assert_false (party_media (&f->bob)->local_open);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
}

/* Somebody else takes the place of the other side: that one has media of their own. */
static AhoyCall *
move_bob (Office *f, const char *session, const char *sdp)
{
  static const char names[] = "\"callNotificationParams\":{\"callerName\":\"Carol\","
                              "\"callerDisplayNumber\":\"" CAROL "\"}";
  g_autofree char *body = g_strdup_printf ("{\"sessionParams\":{\"sessionData\":\"%s\","
                                           "\"sdp\":\"%s\"},%s}", session, sdp, names);
  AhoyCall *in;

  notify_call (f, BOB, "call", session, ",\"sdp\":\"fake audio #1\"");
  in = party_wait_call (&f->bob, f->bob.calls->len + 1);
  party_answer (&f->bob, AUDIO);
  notify_call (f, BOB, "startCallUpdate", session, ",\"sdp\":\"fake audio hold #1\"");
  WAIT_UNTIL (ahoy_call_get_remote_hold (in));
  WAIT_UNTIL (office_count (f, "respondCallUpdate") == 1);
  office_turn ();
  g_ptr_array_set_size (f->bob.events, 0);
  ahoy_practice_notify (f->practice, BOB, "startCallUpdate", body);

  return in;
}

static void
test_moved (Office *f)
{
  FakeMedia *media;
  AhoyCall *in;

  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  in = move_bob (f, "moved", "fake audio video #2");
  WAIT_UNTIL (!ahoy_call_get_remote_hold (in));
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpstr (ahoy_call_get_remote (in), ==, CAROL);
  g_assert_cmpstr (ahoy_call_get_remote_name (in), ==, "Carol");
  g_assert_true (ahoy_call_get_receiving_video (in));
  media = party_media (&f->bob);
  g_assert_cmpstr (media->trace->str, ==, "take-offer answer ");
  g_assert_cmpuint (fake_media_factory_get_n_made (f->bob.factory), ==, 2);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 1);

  notify_call (f, BOB, "startCallUpdate", "moved", ",\"sdp\":\"fake audio #2\"");
  WAIT_UNTIL (!ahoy_call_get_receiving_video (in));
  g_assert_true (party_media (&f->bob) == media);
  g_assert_null (f->bob.problem);
}

/* Nothing comes of it: the call is held as it was. */
static void
test_moved_in_vain (Office *f)
{
  FakeMedia *media;
  AhoyCall *in;

  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  fake_media_factory_set_slow (f->bob.factory, FALSE);
  in = move_bob (f, "vain", "fake audio #2");
  media = party_media (&f->bob);
  fake_media_factory_set_slow (f->bob.factory, TRUE);
  WAIT_UNTIL (fake_media_factory_get_last (f->bob.factory) != media);
  fake_media_fail_next (fake_media_factory_get_last (f->bob.factory), AHOY_MEDIA_ERROR_DEVICE);
  fake_media_go_on (fake_media_factory_get_last (f->bob.factory));
  WAIT_UNTIL (f->bob.problem != NULL);
  g_assert_error (f->bob.problem, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE);
  g_assert_true (party_media (&f->bob) == media);
  g_assert_true (ahoy_call_get_remote_hold (in));
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 1);

  /* The service does not take what is answered. */
  g_clear_error (&f->bob.problem);
  fake_media_factory_set_slow (f->bob.factory, FALSE);
  office_fault (f, "refuse", "{\"for\":\"respondCallUpdate\",\"http\":500,\"code\":26}");
  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"active\":false}");
  notify_call (f, BOB, "startCallUpdate", "vain", ",\"sdp\":\"fake audio #2\"");
  WAIT_UNTIL (f->bob.problem != NULL);
  g_assert_error (f->bob.problem, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  g_assert_true (party_media (&f->bob) == media);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 1);

  /* The one before goes on. */
  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  notify_call (f, BOB, "startCallUpdate", "vain", ",\"sdp\":\"fake audio #1\"");
  WAIT_UNTIL (!ahoy_call_get_remote_hold (in));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  office_add ("/kandy-update/hold", test_hold);
  office_add ("/kandy-update/dual-hold", test_dual_hold);
  office_add ("/kandy-update/video", test_video);
  office_add ("/kandy-update/refused", test_refused);
  office_add ("/kandy-update/not-answered", test_not_answered);
  office_add ("/kandy-update/answer-refused", test_answer_refused);
  office_add ("/kandy-update/answer-unusable", test_answer_unusable);
  office_add ("/kandy-update/crossed", test_crossed);
  office_add ("/kandy-update/crossed-for-ever", test_crossed_for_ever);
  office_add ("/kandy-update/turns", test_turns);
  office_add ("/kandy-update/odd-notifications", test_odd_notifications);
  office_add ("/kandy-update/early-offer", test_early_offer);
  office_add ("/kandy-update/told-refusals", test_told_refusals);

  office_add ("/kandy-update/moved", test_moved);
  office_add ("/kandy-update/moved-in-vain", test_moved_in_vain);

  return g_test_run ();
}
