/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

/* Calls and changes that come without a description: it is for us to offer. */

#define AUDIO AHOY_MEDIA_AUDIO
#define VIDEO (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

static void
notify_call (Office *f, const char *type, const char *session, const char *members)
{
  g_autofree char *body = g_strdup_printf ("{\"sessionParams\":{\"sessionData\":\"%s\"%s}}",
                                           session, members);

  ahoy_practice_notify (f->practice, BOB, type, body);
}

/* Alice calls Bob, who hears nothing of what she offers. */
static AhoyCall *
dial_slowly (Office *f)
{
  office_fault (f, "slow-start", "{\"user\":\"" BOB "\"}");
  party_dial (&f->alice, &f->bob, AUDIO);

  return party_wait_call (&f->bob, f->bob.calls->len + 1);
}

/* A call that only this test speaks for, up to the offer that answers it. */
static AhoyCall *
answer_nobody (Office *f, const char *session)
{
  AhoyCall *in;
  guint n = office_count (f, "callAnswer");

  notify_call (f, "call", session, "");
  in = party_wait_call (&f->bob, f->bob.calls->len + 1);
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "callAnswer") == n + 1);

  return in;
}

static void
test_call (Office *f)
{
  AhoyCall *in = dial_slowly (f);
  AhoyCall *out = party_call (&f->alice);

  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);
  g_assert_cmpstr (ahoy_call_get_remote (in), ==, ALICE);
  wait_state (out, RINGING);
  g_assert_cmpstr (party_media (&f->bob)->trace->str, ==, "");
  g_assert_cmpuint (party_media (&f->bob)->n_prepared, ==, 1);

  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "callAnswer") == 1);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);
  g_assert_cmpint (ahoy_call_get_operation (in), ==, AHOY_CALL_OPERATION_ANSWER);
  party_expect_success (&f->bob, ahoy_call_answer_finish);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpstr (party_media (&f->bob)->trace->str, ==, "offer take-answer ");
  wait_state (out, CONNECTED);

  /* From here on it is a call as any other. */
  ahoy_call_hold_async (in, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_hold_finish);
  WAIT_UNTIL (ahoy_call_get_remote_hold (out));
  ahoy_call_unhold_async (in, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_unhold_finish);
  party_end (&f->bob, in);
  assert_end (in, HUNG_UP);
  assert_end (out, REMOTE_HUNG_UP);
}

static void
test_reject (Office *f)
{
  AhoyCall *in = dial_slowly (f);

  ahoy_call_reject_async (in, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_reject_finish);
  assert_end (in, REJECTED);
  assert_end (party_call (&f->alice), DECLINED);
  g_assert_cmpuint (office_count (f, "reject"), ==, 1);
}

static void
test_cancelled (Office *f)
{
  AhoyCall *in = dial_slowly (f);

  party_end (&f->alice, party_call (&f->alice));
  assert_end (in, MISSED);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CANCELLED);
}

/* The service does not take the answer: it rings on, and the next try is with other media. */
static void
test_refused (Office *f)
{
  AhoyCall *in = dial_slowly (f);

  office_fault (f, "refuse", "{\"for\":\"callAnswer\",\"http\":500,\"code\":26}");
  ahoy_call_answer_async (in, VIDEO, NULL, party_store, &f->bob);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);
  g_assert_cmpuint (fake_media_factory_get_n_made (f->bob.factory), ==, 2);

  fake_media_fail_next (party_media (&f->bob), AHOY_MEDIA_ERROR_DEVICE);
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->bob);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);

  party_answer (&f->bob, AUDIO);
  wait_state (party_call (&f->alice), CONNECTED);
  g_assert_false (ahoy_call_get_sending_video (in));
}

/* The reply may be faster than the service's answer to the request. */
static void
test_fast_reply (Office *f)
{
  AhoyCall *in;

  office_fault (f, "silent", "{\"for\":\"callAnswer\"}");
  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  in = answer_nobody (f, "fast");
  notify_call (f, "respondCallUpdate", "fast", ",\"sdp\":\"fake audio\"");
  party_expect_success (&f->bob, ahoy_call_answer_finish);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
  fake_clock_advance (f->clock, 30000); /* the request is given up, and that means nothing */
  office_turn ();
  party_end (&f->bob, in);
  assert_end (in, HUNG_UP);
}

/* Nobody replies. */
static void
test_unanswered (Office *f)
{
  AhoyCall *in;

  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  in = answer_nobody (f, "unanswered");
  WAIT_UNTIL (fake_clock_next (f->clock) <= 30000);
  office_turn ();
  office_pass_time (f, 30000);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_SESSION_ERROR,
                      AHOY_SESSION_ERROR_TIMED_OUT);
  assert_end (in, FAILED);
  /* The service takes it for answered: it is hung up, and not declined. */
  WAIT_UNTIL (office_count (f, "callEnd") == 1);
  g_assert_cmpuint (office_count (f, "reject"), ==, 0);
}

/* What the caller replies is of no use. */
static void
test_unusable (Office *f)
{
  static const struct {
    const char        *members;
    AhoyCallEndReason  reason;
  } replies[] = {
    { ",\"sdp\":\"no description\"", AHOY_CALL_END_REASON_MEDIA_FAILED },
    { ",\"sdp\":[]", AHOY_CALL_END_REASON_MEDIA_FAILED },
    { ",\"statusCode\":488,\"reasonText\":\"Not Acceptable\"", AHOY_CALL_END_REASON_MEDIA_FAILED },
    { ",\"statusCode\":500,\"reasonText\":\"Broken\"", AHOY_CALL_END_REASON_FAILED },
    { "", AHOY_CALL_END_REASON_FAILED },
  };

  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++) {
    g_autofree char *session = g_strdup_printf ("unusable-%u", i);
    g_autoptr (GError) error = NULL;
    AhoyCall *in = answer_nobody (f, session);

    notify_call (f, "respondCallUpdate", session, replies[i].members);
    error = party_finish (&f->bob, ahoy_call_answer_finish);
    g_assert_nonnull (error);
    g_assert_cmpstr (error->message, !=, "");
    g_assert_cmpint (ahoy_call_get_end_reason (in), ==, replies[i].reason);
    WAIT_UNTIL (office_count (f, "callEnd") == i + 1);
  }
}

/* Ended by either side while the reply is awaited. */
static void
test_ended (Office *f)
{
  AhoyCall *in;

  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  in = answer_nobody (f, "ended-here");
  ahoy_call_end_async (in, NULL, NULL, NULL);
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  WAIT_UNTIL (office_count (f, "callEnd") == 1);
  notify_call (f, "respondCallUpdate", "ended-here", ",\"sdp\":\"fake audio\"");

  in = answer_nobody (f, "ended-there");
  notify_call (f, "callCancel", "ended-there", ""); /* somebody has answered: that was we */
  notify_call (f, "callEnd", "ended-there", "");
  party_expect_error (&f->bob, ahoy_call_answer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  assert_end (in, REMOTE_HUNG_UP);
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  office_add ("/kandy-slow/call", test_call);
  office_add ("/kandy-slow/reject", test_reject);
  office_add ("/kandy-slow/cancelled", test_cancelled);
  office_add ("/kandy-slow/refused", test_refused);
  office_add ("/kandy-slow/fast-reply", test_fast_reply);
  office_add ("/kandy-slow/unanswered", test_unanswered);
  office_add ("/kandy-slow/unusable", test_unusable);
  office_add ("/kandy-slow/ended", test_ended);

  return g_test_run ();
}
