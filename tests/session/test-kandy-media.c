/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studio.h"

/* What is special about descriptions on Kandy Link, with real media. */

/* Bob hears of the call without a description: both sides offer, and each takes the other's offer
 * for an answer. */
static void
test_slow_call (Studio *f)
{
  AhoyCall *out, *in;

  studio_fault (f, "slow-start", "{\"user\":\"" BOB "\"}");
  out = voice_dial (&f->alice, BOB, AUDIO);
  in = voice_wait_call (&f->bob, 1);
  voice_answer (&f->bob, AUDIO);
  wait_state (in, CONNECTED);
  wait_state (out, CONNECTED);
  voices_talk (&f->alice, &f->bob);

  voice_do (&f->bob, ahoy_call_hold_async, ahoy_call_hold_finish);
  WAIT_UNTIL (ahoy_call_get_remote_hold (out));
  voice_do (&f->bob, ahoy_call_unhold_async, ahoy_call_unhold_finish);
  voices_talk (&f->alice, &f->bob);
  voice_do (&f->alice, ahoy_call_add_video_async, ahoy_call_add_video_finish);
  WAIT_UNTIL (ahoy_call_get_receiving_video (in));
  voices_talk (&f->alice, &f->bob);
  g_assert_cmpuint (f->alice.problems->len + f->bob.problems->len, ==, 0);
}

static void
test_slow_call_with_picture (Studio *f)
{
  AhoyCall *out, *in;

  studio_fault (f, "slow-start", "{\"user\":\"" BOB "\"}");
  out = voice_dial (&f->alice, BOB, BOTH);
  in = voice_wait_call (&f->bob, 1);
  voice_answer (&f->bob, BOTH);
  wait_state (out, CONNECTED);
  voices_talk (&f->alice, &f->bob);
  g_assert_true (ahoy_call_get_sending_video (out) && ahoy_call_get_receiving_video (out));
  g_assert_true (ahoy_call_get_sending_video (in) && ahoy_call_get_receiving_video (in));
}

/* Alice's change comes to Bob without a description: his offer is of other media than hers are for,
 * and both come together nevertheless. */
static void
test_slow_update (Studio *f)
{
  AhoyCall *out = voice_dial (&f->alice, BOB, AUDIO);
  AhoyCall *in = voice_wait_call (&f->bob, 1);

  voice_answer (&f->bob, AUDIO);
  voices_talk (&f->alice, &f->bob);
  studio_fault (f, "slow-start", "{\"user\":\"" BOB "\",\"eventType\":\"startCallUpdate\"}");
  voice_do (&f->alice, ahoy_call_hold_async, ahoy_call_hold_finish);
  WAIT_UNTIL (ahoy_call_get_remote_hold (in));
  voice_do (&f->alice, ahoy_call_unhold_async, ahoy_call_unhold_finish);
  wait_state (in, CONNECTED);
  wait_state (out, CONNECTED);
  voices_talk (&f->alice, &f->bob);
}

/* Alice has called Bob, and sends him to Carol, who is called and offers. */
static void
transfer_directly (Studio *f, AhoyMediaFlags media, AhoyMediaFlags carols)
{
  AhoyCall *first = voice_dial (&f->alice, BOB, media);
  AhoyCall *in = voice_wait_call (&f->bob, 1);
  AhoyCall *out;

  voice_answer (&f->bob, media);
  voices_talk (&f->alice, &f->bob);
  ahoy_call_transfer_async (first, CAROL, NULL, voice_store, &f->alice);
  out = voice_wait_call (&f->carol, 1);
  g_assert_cmpstr (ahoy_call_get_remote (out), ==, BOB);
  voice_answer (&f->carol, carols);
  wait_state (out, CONNECTED);
  WAIT_UNTIL (!ahoy_call_get_remote_hold (in));
  wait_state (in, CONNECTED);
  g_assert_cmpstr (ahoy_call_get_remote (in), ==, CAROL);
  g_assert_cmpstr (ahoy_call_get_remote_name (in), ==, "carol");
  voices_talk (&f->bob, &f->carol);
  voice_expect_success (&f->alice, ahoy_call_transfer_finish);
  assert_end (first, TRANSFERRED);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpuint (f->bob.problems->len + f->carol.problems->len, ==, 0);

  /* The two have a call as any other. */
  voice_do (&f->carol, ahoy_call_hold_async, ahoy_call_hold_finish);
  WAIT_UNTIL (ahoy_call_get_remote_hold (in));
  voice_do (&f->carol, ahoy_call_unhold_async, ahoy_call_unhold_finish);
  wait_state (in, CONNECTED);
  voices_talk (&f->bob, &f->carol);
}

static void
test_transferred (Studio *f)
{
  transfer_directly (f, AUDIO, AUDIO);
}

static void
test_transferred_with_picture (Studio *f)
{
  transfer_directly (f, BOTH, BOTH);
  g_assert_true (ahoy_call_get_sending_video (f->bob.calls->pdata[0]));
  g_assert_true (ahoy_call_get_receiving_video (f->bob.calls->pdata[0]));
  g_assert_true (ahoy_call_get_receiving_video (f->carol.calls->pdata[0]));
}

/* Carol's description has less in it than Alice's. */
static void
test_transferred_to_less (Studio *f)
{
  transfer_directly (f, BOTH, AUDIO);
  g_assert_false (ahoy_call_get_sending_video (f->bob.calls->pdata[0]));
  g_assert_false (ahoy_call_get_receiving_video (f->bob.calls->pdata[0]));
}

/* Alice talks to Bob, who has called, and to Carol, whom she has called: now they talk to each other.
 * Carol is asked for an offer. */
static void
test_transferred_after_talk (Studio *f)
{
  AhoyCall *out = voice_dial (&f->bob, ALICE, AUDIO);
  AhoyCall *first = voice_wait_call (&f->alice, 1);
  AhoyCall *second, *in;

  voice_answer (&f->alice, AUDIO);
  voices_talk (&f->alice, &f->bob);
  voice_do (&f->alice, ahoy_call_hold_async, ahoy_call_hold_finish);
  second = voice_dial (&f->alice, CAROL, AUDIO);
  in = voice_wait_call (&f->carol, 1);
  voice_answer (&f->carol, AUDIO);
  voices_talk (&f->alice, &f->carol);
  ahoy_call_transfer_to_call_async (first, second, NULL, voice_store, &f->alice);
  voice_expect_success (&f->alice, ahoy_call_transfer_to_call_finish);
  assert_end (first, TRANSFERRED);
  assert_end (second, TRANSFERRED);
  WAIT_UNTIL (!ahoy_call_get_remote_hold (in) && !ahoy_call_get_remote_hold (out));
  wait_state (in, CONNECTED);
  wait_state (out, CONNECTED);
  g_assert_cmpstr (ahoy_call_get_remote (in), ==, BOB);
  g_assert_cmpstr (ahoy_call_get_remote (out), ==, CAROL);
  voices_talk (&f->bob, &f->carol);
}

/* Each of the two tones, and nothing else that would count. */
static gboolean
hears_both (Voice *self, Voice *one, Voice *other)
{
  for (guint i = 0; i < self->ends->len; i++) {
    AhoyTestEnds *ends = self->ends->pdata[i];
    double first = ahoy_test_ends_get_share (ends, one->tone);
    double second = ahoy_test_ends_get_share (ends, other->tone);

    if (ahoy_test_ends_get_loudness (ends) > 0.1 && first > 0.3 && second > 0.3
        && first + second > 0.9)
      return TRUE;
  }

  return FALSE;
}

static void
wait_hears_both (Voice *self, Voice *one, Voice *other)
{
  voice_forget (self);
  WAIT_UNTIL (hears_both (self, one, other));
}

/* Alice talks to Bob, who has called with a picture, and to Carol, whom she has called: now all three
 * talk to each other. Then Alice goes, and the other two go on. */
static void
test_joined (Studio *f)
{
  AhoyCall *out = voice_dial (&f->bob, ALICE, BOTH);
  AhoyCall *first = voice_wait_call (&f->alice, 1);
  GListModel *calls = ahoy_session_get_calls (f->alice.session);
  g_autoptr (AhoyCall) joined = NULL;
  g_autoptr (AhoyCall) listed = NULL;
  g_autoptr (GError) error = NULL;
  AhoyCall *second, *in;

  voice_answer (&f->alice, BOTH);
  voices_talk (&f->alice, &f->bob);
  voice_do (&f->alice, ahoy_call_hold_async, ahoy_call_hold_finish);
  second = voice_dial (&f->alice, CAROL, AUDIO);
  in = voice_wait_call (&f->carol, 1);
  voice_answer (&f->carol, AUDIO);
  voices_talk (&f->alice, &f->carol);
  ahoy_call_join_async (first, second, NULL, voice_store, &f->alice);
  g_assert_cmpint (ahoy_call_get_operation (first), ==, AHOY_CALL_OPERATION_JOIN);
  g_assert_cmpint (ahoy_call_get_operation (second), ==, AHOY_CALL_OPERATION_JOIN);
  WAIT_UNTIL (f->alice.result != NULL);
  joined = ahoy_call_join_finish (first, f->alice.result, &error);
  g_clear_object (&f->alice.result);
  g_assert_no_error (error);
  assert_end (first, JOINED);
  assert_end (second, JOINED);
  g_assert_null (ahoy_call_get_error (first));
  wait_state (joined, CONNECTED);
  g_assert_cmpuint (g_list_model_get_n_items (calls), ==, 1);
  listed = g_list_model_get_item (calls, 0);
  g_assert_true (listed == joined);
  g_assert_cmpstr (ahoy_call_get_remote_name (joined), ==, "bob and carol");
  g_assert_cmpstr (ahoy_call_get_remote (joined), ==, "conference@practice.example");
  g_assert_false (ahoy_call_get_video (joined));
  WAIT_UNTIL (!ahoy_call_get_remote_hold (in) && !ahoy_call_get_remote_hold (out));
  g_assert_cmpstr (ahoy_call_get_remote_name (in), ==, "alice, bob");
  g_assert_cmpstr (ahoy_call_get_remote_name (out), ==, "alice, carol");
  wait_hears_both (&f->alice, &f->bob, &f->carol);
  wait_hears_both (&f->bob, &f->alice, &f->carol);
  wait_hears_both (&f->carol, &f->alice, &f->bob);
  /* Only this one and the others' are left. */
  WAIT_UNTIL (ahoy_practice_get_n_calls (f->practice, ALICE) == 1);

  ahoy_call_end_async (joined, NULL, NULL, NULL);
  voices_talk (&f->bob, &f->carol);
  voice_do (&f->bob, ahoy_call_end_async, ahoy_call_end_finish);
  assert_end (in, REMOTE_HUNG_UP);
  g_assert_cmpuint (f->bob.problems->len + f->carol.problems->len + f->alice.problems->len, ==, 0);
}

/* Carol's program cannot be asked; Bob, who had agreed, talks to Alice as before, by media that begin
 * anew. */
static void
test_join_undone (Studio *f)
{
  AhoyCall *out = voice_dial (&f->bob, ALICE, AUDIO);
  AhoyCall *first = voice_wait_call (&f->alice, 1);
  g_autoptr (AhoyCall) joined = NULL;
  g_autoptr (GError) error = NULL;
  AhoyCall *second, *in;

  voice_answer (&f->alice, AUDIO);
  voices_talk (&f->alice, &f->bob);
  voice_do (&f->alice, ahoy_call_hold_async, ahoy_call_hold_finish);
  second = voice_dial (&f->alice, CAROL, AUDIO);
  in = voice_wait_call (&f->carol, 1);
  voice_answer (&f->carol, AUDIO);
  voices_talk (&f->alice, &f->carol);
  voice_do (&f->alice, ahoy_call_hold_async, ahoy_call_hold_finish);
  studio_fault (f, "alter-notification",
                "{\"user\":\"" CAROL "\",\"eventType\":\"startCallUpdate\","
                "\"member\":\"sdp\",\"value\":\"v=0\"}");
  ahoy_call_join_async (first, second, NULL, voice_store, &f->alice);
  WAIT_UNTIL (!ahoy_call_get_remote_hold (out)); /* Bob has agreed */
  ahoy_call_end_async (in, NULL, NULL, NULL);
  WAIT_UNTIL (f->alice.result != NULL);
  joined = ahoy_call_join_finish (first, f->alice.result, &error);
  g_clear_object (&f->alice.result);
  g_assert_null (joined);
  g_assert_nonnull (error);
  assert_end (second, REMOTE_HUNG_UP);
  g_assert_true (ahoy_call_get_local_hold (first));
  g_assert_cmpint (ahoy_call_get_operation (first), ==, AHOY_CALL_OPERATION_NONE);
  ahoy_call_unhold_async (first, NULL, voice_store, &f->alice);
  voice_expect_success (&f->alice, ahoy_call_unhold_finish);
  voices_talk (&f->alice, &f->bob);
}

/* The robot is heard before it answers, which it does with the same description. */
static void
test_early (Studio *f)
{
  AhoyCall *out;

  studio_fault (f, "early-media", "{\"user\":\"" ECHO "\"}");
  studio_fault (f, "answer-time", "{\"user\":\"" ECHO "\",\"ms\":8000}");
  out = voice_dial (&f->alice, ECHO, AUDIO);
  wait_state (out, EARLY_MEDIA);
  WAIT_UNTIL (voice_hears (&f->alice, f->alice.tone));
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_EARLY_MEDIA);
  wait_state (out, CONNECTED);
  voice_forget (&f->alice);
  WAIT_UNTIL (voice_hears (&f->alice, f->alice.tone));
  voice_do (&f->alice, ahoy_call_hold_async, ahoy_call_hold_finish);
  voice_do (&f->alice, ahoy_call_unhold_async, ahoy_call_unhold_finish);
  voice_forget (&f->alice);
  WAIT_UNTIL (voice_hears (&f->alice, f->alice.tone));
  g_assert_cmpuint (f->alice.ends->len, ==, 1);
  g_assert_cmpuint (f->alice.problems->len, ==, 0);
}

/* Who answers is not who was heard. */
static void
test_early_other (Studio *f)
{
  AhoyCall *out;

  studio_fault (f, "early-media", "{\"user\":\"" ECHO "\",\"other\":true}");
  studio_fault (f, "answer-time", "{\"user\":\"" ECHO "\",\"ms\":8000}");
  out = voice_dial (&f->alice, ECHO, BOTH);
  wait_state (out, EARLY_MEDIA);
  WAIT_UNTIL (voice_hears (&f->alice, f->alice.tone));
  wait_state (out, CONNECTED);
  WAIT_UNTIL (f->alice.ends->len == 2);
  voice_forget (&f->alice);
  WAIT_UNTIL (voice_hears (&f->alice, f->alice.tone));
  WAIT_UNTIL (ahoy_call_get_sending_video (out) && ahoy_call_get_receiving_video (out));
  g_assert_cmpuint (f->alice.problems->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  studio_add ("/kandy-media/slow-call", test_slow_call);
  studio_add ("/kandy-media/slow-call-with-picture", test_slow_call_with_picture);

  studio_add ("/kandy-media/slow-update", test_slow_update);
  studio_add ("/kandy-media/transferred", test_transferred);
  studio_add ("/kandy-media/transferred-with-picture", test_transferred_with_picture);
  studio_add ("/kandy-media/transferred-to-less", test_transferred_to_less);
  studio_add ("/kandy-media/transferred-after-talk", test_transferred_after_talk);
  studio_add ("/kandy-media/joined", test_joined);
  studio_add ("/kandy-media/join-undone", test_join_undone);

  studio_add ("/kandy-media/early", test_early);
  studio_add ("/kandy-media/early-other", test_early_other);

  return g_test_run ();
}
