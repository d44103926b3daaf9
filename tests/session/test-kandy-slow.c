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

/* A call that only this test speaks for, and in which both sides are. */
static AhoyCall *
talk_to_nobody (Office *f, const char *session)
{
  AhoyCall *in;

  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  notify_call (f, "call", session, ",\"sdp\":\"fake audio #other\"");
  in = party_wait_call (&f->bob, f->bob.calls->len + 1);
  party_answer (&f->bob, AUDIO);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);

  return in;
}

/* The service asks for an offer; returns the media by which it is made. */
static FakeMedia *
ask (Office *f, const char *session)
{
  guint n = office_count (f, "respondCallUpdate");

  notify_call (f, "startCallUpdate", session, "");
  WAIT_UNTIL (office_count (f, "respondCallUpdate") == n + 1);

  return fake_media_factory_get_last (f->bob.factory);
}

/* All is as it was, and lives on. */
static void
assert_untouched (Office *f, FakeMedia *media, const char *session)
{
  g_assert_true (party_media (&f->bob) == media);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 1);
  g_assert_cmpint (ahoy_call_get_state (party_call (&f->bob)), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpint (media->paused, ==, AHOY_MEDIA_NONE);
  ahoy_call_hold_async (party_call (&f->bob), NULL, party_store, &f->bob);
  WAIT_UNTIL (media->local_open);
  office_turn ();
  notify_call (f, "respondCallUpdate", session, ",\"sdp\":\"fake audio #other\"");
  party_expect_success (&f->bob, ahoy_call_hold_finish);
  party_end (&f->bob, party_call (&f->bob));
}

static void
test_asked (Office *f)
{
  AhoyCall *in = talk_to_nobody (f, "asked");
  FakeMedia *media = party_media (&f->bob);
  FakeMedia *fresh;

  ahoy_call_set_muted (in, TRUE);
  fresh = ask (f, "asked");
  g_assert_true (fresh != media && party_media (&f->bob) == media);
  g_assert_cmpstr (fresh->trace->str, ==, "offer ");
  g_assert_true (fresh->muted);
  g_assert_cmpint (media->state, ==, AHOY_MEDIA_STATE_CONNECTED);
  notify_call (f, "respondCallUpdate", "asked", ",\"sdp\":\"fake audio video #third\"");
  WAIT_UNTIL (party_media (&f->bob) == fresh);
  g_assert_true (ahoy_call_get_receiving_video (in));
  g_assert_true (ahoy_call_get_muted (in));
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 1);
  g_assert_null (f->bob.problem);

  /* From now on the third is the other side. */
  notify_call (f, "startCallUpdate", "asked", ",\"sdp\":\"fake audio hold #third\"");
  WAIT_UNTIL (ahoy_call_get_remote_hold (in));
  g_assert_cmpuint (fake_media_factory_get_n_made (f->bob.factory), ==, 2);
  party_end (&f->bob, in);
}

/* Also while we hold the call, and it stays held. */
static void
test_asked_on_hold (Office *f)
{
  AhoyCall *in = talk_to_nobody (f, "held");
  FakeMedia *fresh;

  ahoy_call_hold_async (in, NULL, party_store, &f->bob);
  WAIT_UNTIL (party_media (&f->bob)->local_open);
  WAIT_UNTIL (office_count (f, "startCallUpdate") == 1);
  notify_call (f, "respondCallUpdate", "held", ",\"sdp\":\"fake audio hold #other\"");
  party_expect_success (&f->bob, ahoy_call_hold_finish);
  WAIT_UNTIL (ahoy_call_get_remote_hold (in));
  fresh = ask (f, "held");
  g_assert_true (fresh->offered_local & AHOY_MEDIA_HOLD);
  notify_call (f, "respondCallUpdate", "held", ",\"sdp\":\"fake audio #third\"");
  WAIT_UNTIL (party_media (&f->bob) == fresh);
  g_assert_false (ahoy_call_get_remote_hold (in));
  g_assert_true (ahoy_call_get_local_hold (in));
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_ON_HOLD);
  party_end (&f->bob, in);
}

/* There is one camera: the fresh media have it, and it comes back when nothing becomes of them. */
static void
test_asked_with_picture (Office *f)
{
  AhoyCall *in;
  FakeMedia *media, *fresh;

  office_fault (f, "no-wrapper", "{\"for\":\"call\",\"count\":0}");
  notify_call (f, "call", "picture", ",\"sdp\":\"fake audio video #other\"");
  in = party_wait_call (&f->bob, 1);
  party_answer (&f->bob, VIDEO);
  media = party_media (&f->bob);
  fresh = ask (f, "picture");
  g_assert_cmpint (media->paused, ==, AHOY_MEDIA_VIDEO);
  g_assert_cmpint (fresh->offered_local & VIDEO, ==, VIDEO);
  notify_call (f, "respondCallUpdate", "picture", ",\"statusCode\":49");
  WAIT_UNTIL (media->paused == AHOY_MEDIA_NONE);
  g_assert_true (ahoy_call_get_sending_video (in));
  g_assert_null (f->bob.problem); /* it is for the other side to try again */
  assert_untouched (f, media, "picture");
}

static void
test_asked_refused (Office *f)
{
  static const char * const replies[] = {
    ",\"statusCode\":488,\"reasonText\":\"No\"", "", ",\"sdp\":7", ",\"sdp\":\"no description\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++) {
    g_autofree char *session = g_strdup_printf ("refused-%u", i);
    FakeMedia *media;

    talk_to_nobody (f, session);
    media = party_media (&f->bob);
    ask (f, session);
    notify_call (f, "respondCallUpdate", session, replies[i]);
    WAIT_UNTIL (f->bob.problem != NULL);
    g_assert_cmpstr (f->bob.problem->message, !=, "");
    g_clear_error (&f->bob.problem);
    assert_untouched (f, media, session);
  }
}

static void
test_asked_in_vain (Office *f)
{
  FakeMedia *media;

  /* Nobody answers what we offer. */
  talk_to_nobody (f, "vain");
  media = party_media (&f->bob);
  ask (f, "vain");
  WAIT_UNTIL (fake_clock_next (f->clock) <= 30000);
  office_turn ();
  office_pass_time (f, 30000);
  WAIT_UNTIL (f->bob.problem != NULL);
  g_assert_error (f->bob.problem, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT);
  g_clear_error (&f->bob.problem);
  assert_untouched (f, media, "vain");

  /* The service does not take it. */
  office_fault (f, "refuse", "{\"for\":\"respondCallUpdate\",\"http\":500,\"code\":26}");
  talk_to_nobody (f, "not-taken");
  media = party_media (&f->bob);
  ask (f, "not-taken");
  WAIT_UNTIL (f->bob.problem != NULL);
  g_assert_error (f->bob.problem, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  g_clear_error (&f->bob.problem);
  assert_untouched (f, media, "not-taken");

  /* There is nothing to offer. */
  talk_to_nobody (f, "nothing");
  media = party_media (&f->bob);
  fake_media_factory_set_slow (f->bob.factory, TRUE);
  notify_call (f, "startCallUpdate", "nothing", "");
  WAIT_UNTIL (fake_media_factory_get_last (f->bob.factory) != media);
  fake_media_fail_next (fake_media_factory_get_last (f->bob.factory), AHOY_MEDIA_ERROR_DEVICE);
  fake_media_go_on (fake_media_factory_get_last (f->bob.factory));
  WAIT_UNTIL (f->bob.problem != NULL);
  g_assert_error (f->bob.problem, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE);
  assert_untouched (f, media, "nothing");
}

/* The other side wants something else meanwhile. */
static void
test_asked_and_overtaken (Office *f)
{
  AhoyCall *in = talk_to_nobody (f, "overtaken");
  FakeMedia *media = party_media (&f->bob);

  ask (f, "overtaken");
  notify_call (f, "startCallUpdate", "overtaken", ",\"sdp\":\"fake audio video #other\"");
  WAIT_UNTIL (ahoy_call_get_receiving_video (in));
  notify_call (f, "respondCallUpdate", "overtaken", ",\"sdp\":\"fake audio #third\"");
  office_turn ();
  g_assert_null (f->bob.problem);
  assert_untouched (f, media, "overtaken");
}

/* What we want ourselves has its turn afterwards, with whom there is then. */
static void
test_asked_in_turn (Office *f)
{
  AhoyCall *in = talk_to_nobody (f, "turn");
  FakeMedia *fresh = ask (f, "turn");

  ahoy_call_hold_async (in, NULL, party_store, &f->bob);
  office_turn ();
  g_assert_cmpuint (office_count (f, "startCallUpdate"), ==, 0);
  notify_call (f, "respondCallUpdate", "turn", ",\"sdp\":\"fake audio #third\"");
  WAIT_UNTIL (office_count (f, "startCallUpdate") == 1);
  g_assert_true (party_media (&f->bob) == fresh);
  notify_call (f, "respondCallUpdate", "turn", ",\"sdp\":\"fake audio #third\"");
  party_expect_success (&f->bob, ahoy_call_hold_finish);
  party_end (&f->bob, in);
}

static void
test_asked_and_ended (Office *f)
{
  AhoyCall *in = talk_to_nobody (f, "ended");

  ask (f, "ended");
  party_end (&f->bob, in);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 0);

  /* While the fresh media are still at it. */
  in = talk_to_nobody (f, "ended-early");
  fake_media_factory_set_slow (f->bob.factory, TRUE);
  notify_call (f, "startCallUpdate", "ended-early", "");
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 2);
  party_end (&f->bob, in);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 0);
}

/* Both sides offer, and each takes the other's offer for an answer. Alice's media are for Bob's old
 * ones: she offers anew. */
static void
test_glued (Office *f)
{
  AhoyCall *out, *in;

  party_talk (&f->alice, &f->bob, AUDIO);
  out = party_call (&f->alice);
  in = party_call (&f->bob);
  office_fault (f, "slow-start", "{\"user\":\"" BOB "\",\"eventType\":\"startCallUpdate\"}");
  ahoy_call_hold_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_hold_finish);
  g_assert_true (ahoy_call_get_local_hold (out));
  WAIT_UNTIL (ahoy_call_get_remote_hold (in));
  g_assert_cmpuint (fake_media_factory_get_n_made (f->alice.factory), ==, 2);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->alice.factory) == 1);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 1);
  ahoy_call_unhold_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_unhold_finish);
  wait_state (in, CONNECTED);
  g_assert_null (f->alice.problem);
  g_assert_null (f->bob.problem);
}

/* Alice is spoken for by somebody with whom there is no agreement: nothing is left of the call. */
static void
test_renewal_refused (Office *f)
{
  AhoyCall *in = talk_to_nobody (f, "renewal");

  ahoy_call_hold_async (in, NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "startCallUpdate") == 1);
  notify_call (f, "respondCallUpdate", "renewal", ",\"sdp\":\"fake audio #third\"");
  WAIT_UNTIL (office_count (f, "startCallUpdate") == 2);
  notify_call (f, "respondCallUpdate", "renewal", ",\"sdp\":\"no description\"");
  party_expect_error (&f->bob, ahoy_call_hold_finish, AHOY_MEDIA_ERROR,
                      AHOY_MEDIA_ERROR_DESCRIPTION);
  assert_end (in, MEDIA_FAILED);
  WAIT_UNTIL (office_count (f, "callEnd") == 1);
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

  office_add ("/kandy-slow/asked", test_asked);
  office_add ("/kandy-slow/asked-on-hold", test_asked_on_hold);
  office_add ("/kandy-slow/asked-with-picture", test_asked_with_picture);
  office_add ("/kandy-slow/asked-refused", test_asked_refused);
  office_add ("/kandy-slow/asked-in-vain", test_asked_in_vain);
  office_add ("/kandy-slow/asked-and-overtaken", test_asked_and_overtaken);
  office_add ("/kandy-slow/asked-in-turn", test_asked_in_turn);
  office_add ("/kandy-slow/asked-and-ended", test_asked_and_ended);
  office_add ("/kandy-slow/glued", test_glued);
  office_add ("/kandy-slow/renewal-refused", test_renewal_refused);

  return g_test_run ();
}
