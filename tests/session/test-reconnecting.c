/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

#include <string.h>

/* The connection of sound and picture is lost in the middle of a call, and what each service has
 * agreed on about that. */

#define AUDIO AHOY_MEDIA_AUDIO
#define VIDEO (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

static void
lose (Party *party)
{
  fake_media_set_state (party_media (party), AHOY_MEDIA_STATE_DISCONNECTED);
  g_assert_true (ahoy_call_get_reconnecting (party_call (party)));
}

static gboolean
has_done (Party *party, const char *words)
{
  return g_str_has_suffix (party_media (party)->trace->str, words);
}

static void
expect_restart (Office *f, Party *party, Party *other)
{
  WAIT_UNTIL (has_done (party, "offer-restart take-answer "));
  WAIT_UNTIL (has_done (other, "take-offer answer "));
  g_assert_true ((party_media (other)->offered_remote & AHOY_MEDIA_RESTART) != 0);
  WAIT_UNTIL (!ahoy_call_get_reconnecting (party_call (party)));
  g_assert_cmpint (ahoy_call_get_end_reason (party_call (party)), ==, AHOY_CALL_END_REASON_NONE);
  g_assert_cmpint (ahoy_call_get_end_reason (party_call (other)), ==, AHOY_CALL_END_REASON_NONE);
  /* Nothing is left that would be done again. */
  office_pass_time (f, 65000);
  office_turn ();
  g_assert_true (has_done (party, "offer-restart take-answer "));
  g_assert_cmpint (ahoy_call_get_end_reason (party_call (party)), ==, AHOY_CALL_END_REASON_NONE);
}

/* Back before anything was done about it. */
static void
test_back (Office *f)
{
  office_talk (f, AUDIO);
  lose (&f->alice);
  office_pass_time (f, 9500);
  fake_media_set_state (party_media (&f->alice), AHOY_MEDIA_STATE_CONNECTED);
  g_assert_false (ahoy_call_get_reconnecting (party_call (&f->alice)));
  office_pass_time (f, 65000);
  office_turn ();
  g_assert_null (strstr (party_media (&f->alice)->trace->str, "restart"));
  g_assert_cmpint (ahoy_call_get_state (party_call (&f->alice)), ==, AHOY_CALL_STATE_CONNECTED);
}

/* Kandy Link: whoever has lost it, after ten seconds; the caller leaves the other side some time to
 * do so. */
static void
test_update (Office *f)
{
  office_talk (f, VIDEO);
  lose (&f->bob);
  office_pass_time (f, 9900);
  office_turn ();
  g_assert_cmpuint (office_count (f, "startCallUpdate"), ==, 0);
  office_pass_time (f, 100);
  expect_restart (f, &f->bob, &f->alice);

  lose (&f->alice);
  office_pass_time (f, 12900);
  office_turn ();
  g_assert_cmpuint (office_count (f, "startCallUpdate"), ==, 1);
  office_pass_time (f, 100);
  expect_restart (f, &f->alice, &f->bob);
  g_assert_true (ahoy_call_get_sending_video (party_call (&f->alice)));
}

/* Back by itself before the other side has agreed, which may happen after all. */
static void
test_back_meanwhile (Office *f)
{
  AhoyCall *in;

  office_talk (f, AUDIO);
  in = party_call (&f->bob);
  party_media (&f->alice)->slow = TRUE;
  lose (&f->bob);
  office_pass_time (f, 10000);
  WAIT_UNTIL (has_done (&f->alice, "take-offer "));
  g_assert_cmpint (ahoy_call_get_operation (in), ==, AHOY_CALL_OPERATION_RESTART_MEDIA);
  fake_media_set_state (party_media (&f->bob), AHOY_MEDIA_STATE_CONNECTED);
  WAIT_UNTIL (has_done (&f->bob, "offer-restart rollback "));
  WAIT_UNTIL (ahoy_call_get_operation (in) == AHOY_CALL_OPERATION_NONE);

  fake_media_go_on (party_media (&f->alice));
  WAIT_UNTIL (office_count (f, "respondCallUpdate") == 1);
  office_turn ();
  ahoy_call_hold_async (in, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_hold_finish);
}

/* It does not take the call back from hold. */
static void
test_update_on_hold (Office *f)
{
  AhoyCall *out;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  ahoy_call_hold_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_hold_finish);
  lose (&f->alice);
  office_pass_time (f, 13000);
  expect_restart (f, &f->alice, &f->bob);
  g_assert_cmpint (party_media (&f->bob)->offered_remote, ==,
                   AUDIO | AHOY_MEDIA_HOLD | AHOY_MEDIA_RESTART);
  g_assert_true (ahoy_call_get_local_hold (out));
  ahoy_call_unhold_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_unhold_finish);
  g_assert_cmpint (party_media (&f->bob)->offered_remote, ==, AUDIO);
}

/* Asked for by the person. */
static void
test_wish (Office *f)
{
  AhoyCall *out;

  office_talk (f, AUDIO);
  out = party_call (&f->alice);
  ahoy_call_restart_media_async (out, NULL, party_store, &f->alice);
  g_assert_cmpint (ahoy_call_get_operation (out), ==, AHOY_CALL_OPERATION_RESTART_MEDIA);
  party_expect_success (&f->alice, ahoy_call_restart_media_finish);
  g_assert_cmpint (ahoy_call_get_operation (out), ==, AHOY_CALL_OPERATION_NONE);
  expect_restart (f, &f->alice, &f->bob);
}

/* What is refused is tried again, until the call is given up. */
static void
test_update_refused (Office *f)
{
  AhoyCall *in;

  office_talk (f, AUDIO);
  in = party_call (&f->bob);
  office_fault (f, "refuse", "{\"for\":\"startCallUpdate\",\"http\":500,\"code\":26}");
  lose (&f->bob);
  office_pass_time (f, 10000);
  WAIT_UNTIL (has_done (&f->bob, "offer-restart rollback "));
  g_assert_true (ahoy_call_get_reconnecting (in));
  office_pass_time (f, 5000);
  expect_restart (f, &f->bob, &f->alice);

  office_fault (f, "refuse", "{\"for\":\"startCallUpdate\",\"http\":500,\"code\":26,\"count\":0}");
  lose (&f->bob);
  for (guint i = 0; i < 59; i++) {
    office_pass_time (f, 1000);
    office_turn ();
  }
  g_assert_cmpint (ahoy_call_get_end_reason (in), ==, AHOY_CALL_END_REASON_NONE);
  g_assert_cmpuint (office_count (f, "startCallUpdate"), >, 5);
  office_pass_time (f, 2000);
  assert_end (in, CONNECTION_LOST);
  g_assert_nonnull (ahoy_call_get_error (in));
  assert_end (party_call (&f->alice), REMOTE_HUNG_UP);
}

/* The websocket is away as well: as soon as it is back. */
static void
test_update_away (Office *f)
{
  office_talk (f, AUDIO);
  office_fault (f, "drop-socket", "{\"user\":\"" BOB "\"}");
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->bob.session));
  lose (&f->bob);
  fake_clock_advance (f->clock, 1000);
  WAIT_UNTIL (!ahoy_session_get_reconnecting (f->bob.session));
  fake_clock_advance (f->clock, 1);
  expect_restart (f, &f->bob, &f->alice);
}

/* Sendbird Calls: the caller, after ten seconds. */
static void
test_offer (Office *f)
{
  office_talk (f, VIDEO);
  lose (&f->alice);
  office_pass_time (f, 9900);
  office_turn ();
  g_assert_null (strstr (party_media (&f->alice)->trace->str, "restart"));
  office_pass_time (f, 100);
  expect_restart (f, &f->alice, &f->bob);
  WAIT_UNTIL (office_count (f, "reconnected") == 1);
  g_assert_true (ahoy_call_get_sending_video (party_call (&f->alice)));
}

/* The callee waits for that, and not for ever. */
static void
test_callee_waits (Office *f)
{
  office_talk (f, AUDIO);
  lose (&f->bob);
  office_pass_time (f, 29000);
  office_turn ();
  g_assert_null (strstr (party_media (&f->bob)->trace->str, "restart"));
  office_pass_time (f, 1500);
  assert_end (party_call (&f->bob), CONNECTION_LOST);
  assert_end (party_call (&f->alice), CONNECTION_LOST);
}

/* An offer without an answer is followed by another one. */
static void
test_offer_again (Office *f)
{
  office_talk (f, AUDIO);
  fake_media_fail_next (party_media (&f->bob), AHOY_MEDIA_ERROR_DESCRIPTION);
  lose (&f->alice);
  office_pass_time (f, 10000);
  WAIT_UNTIL (f->bob.problem != NULL);
  office_pass_time (f, 10000);
  WAIT_UNTIL (has_done (&f->alice, "offer-restart rollback offer-restart take-answer "));
  expect_restart (f, &f->alice, &f->bob);
}

static void
test_offer_away (Office *f)
{
  office_talk (f, AUDIO);
  lose (&f->alice);
  office_pass_time (f, 9000);
  office_fault (f, "drop-socket", "{\"user\":\"" ALICE "\"}");
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->alice.session));
  fake_clock_advance (f->clock, 1500);
  office_turn ();
  g_assert_null (strstr (party_media (&f->alice)->trace->str, "restart"));
  fake_clock_advance (f->clock, 500);
  WAIT_UNTIL (!ahoy_session_get_reconnecting (f->alice.session));
  expect_restart (f, &f->alice, &f->bob);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  office_add_for (NULL, "/reconnecting/back", test_back);
  office_add_for ("kandy", "/reconnecting/update", test_update);
  office_add_for ("kandy", "/reconnecting/back-meanwhile", test_back_meanwhile);
  office_add_for ("kandy", "/reconnecting/update-on-hold", test_update_on_hold);
  office_add_for ("kandy", "/reconnecting/update-refused", test_update_refused);
  office_add_for ("kandy", "/reconnecting/update-away", test_update_away);
  office_add_for ("kandy", "/reconnecting/wish", test_wish);
  office_add_for ("sendbird", "/reconnecting/offer", test_offer);
  office_add_for ("sendbird", "/reconnecting/callee-waits", test_callee_waits);
  office_add_for ("sendbird", "/reconnecting/offer-again", test_offer_again);
  office_add_for ("sendbird", "/reconnecting/offer-away", test_offer_away);

  return g_test_run ();
}
