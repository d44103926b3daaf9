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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  studio_add ("/kandy-media/slow-call", test_slow_call);
  studio_add ("/kandy-media/slow-call-with-picture", test_slow_call_with_picture);

  return g_test_run ();
}
