/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

#include <string.h>

/* What is to be heard before a call is answered. */

#define AUDIO AHOY_MEDIA_AUDIO

/* Something of Alice's calls, which Bob has not caused. */
static void
tell_alice (Office *f, const char *type, const char *sdp)
{
  g_autofree char *parameters =
    g_strdup_printf ("{\"user\":\"" ALICE "\",\"eventType\":\"%s\",\"sessionParams\":{%s%s%s}}", type,
                     sdp != NULL ? "\"sdp\":\"" : "", sdp != NULL ? sdp : "",
                     sdp != NULL ? "\"" : "");

  office_fault (f, "call-notification", parameters);
}

static AhoyCall *
dial (Office *f)
{
  AhoyCall *out = party_dial (&f->alice, &f->bob, AUDIO);

  party_wait_call (&f->bob, 1);
  wait_state (out, RINGING);

  return out;
}

static void
test_heard (Office *f)
{
  AhoyCall *out = dial (f);

  tell_alice (f, "sessionProgress", "fake audio");
  wait_state (out, EARLY_MEDIA);
  g_assert_cmpint (ahoy_call_get_since (out), ==, 0);
  g_assert_true (ahoy_call_send_dtmf (out, "1", NULL));
  tell_alice (f, "ringing", NULL); /* it does, and that is no news */
  tell_alice (f, "sessionProgress", "fake audio");
  office_turn ();
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_EARLY_MEDIA);
  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);
  g_assert_cmpuint (fake_media_factory_get_n_made (f->alice.factory), ==, 1);
  tell_alice (f, "sessionProgress", "fake audio"); /* too late */
  ahoy_call_hold_async (out, NULL, party_store, &f->alice);
  party_expect_success (&f->alice, ahoy_call_hold_finish);
  g_assert_null (strstr (party_media (&f->alice)->trace->str, "take-answer take-early"));
}

/* Another one is heard than who answers: the call is offered to that one anew. */
static void
test_other (Office *f)
{
  AhoyCall *out = dial (f);

  tell_alice (f, "sessionProgress", "fake audio #announcement");
  wait_state (out, EARLY_MEDIA);
  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);
  WAIT_UNTIL (fake_media_factory_get_n_made (f->alice.factory) == 2);
  WAIT_UNTIL (party_media (&f->alice)->state == AHOY_MEDIA_STATE_CONNECTED);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->alice.factory) == 1);
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->bob.factory) == 1);
  ahoy_call_hold_async (party_call (&f->bob), NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_hold_finish);
  WAIT_UNTIL (ahoy_call_get_remote_hold (out));
  g_assert_null (f->alice.problem);
  g_assert_null (f->bob.problem);
}

/* The answer comes while the media are still at what is to be heard. */
static void
test_overtaken (Office *f)
{
  AhoyCall *out = dial (f);

  party_media (&f->alice)->slow = TRUE;
  tell_alice (f, "sessionProgress", "fake audio");
  WAIT_UNTIL (g_str_has_suffix (party_media (&f->alice)->trace->str, "take-early "));
  tell_alice (f, "sessionProgress", "fake audio"); /* waits, and is passed over */
  party_answer (&f->bob, AUDIO);
  WAIT_UNTIL (party_has_event (&f->alice, "respondCallUpdate"));
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_RINGING);
  fake_media_go_on (party_media (&f->alice));
  wait_state (out, CONNECTED);
  g_assert_cmpstr (party_media (&f->alice)->trace->str, ==, "offer take-early take-answer ");
}

/* What cannot be heard is none, and the call rings on. */
static void
test_unusable (Office *f)
{
  AhoyCall *out = dial (f);

  tell_alice (f, "sessionProgress", NULL);
  tell_alice (f, "sessionProgress", "no description");
  WAIT_UNTIL (g_str_has_suffix (party_media (&f->alice)->trace->str, "take-early "));
  WAIT_UNTIL (party_media (&f->alice)->task == NULL);
  office_turn ();
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_RINGING);
  g_assert_null (f->alice.problem);
  party_answer (&f->bob, AUDIO);
  wait_state (out, CONNECTED);
}

static void
test_ended (Office *f)
{
  AhoyCall *out = dial (f);

  tell_alice (f, "sessionProgress", "fake audio");
  wait_state (out, EARLY_MEDIA);
  ahoy_call_reject_async (party_call (&f->bob), NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_reject_finish);
  assert_end (out, DECLINED);

  out = party_dial (&f->alice, &f->bob, AUDIO);
  party_wait_call (&f->bob, 2);
  tell_alice (f, "sessionProgress", "fake audio");
  wait_state (out, EARLY_MEDIA);
  party_end (&f->alice, out);
  assert_end (out, CANCELLED);
}

/* Who is called is told nothing of that kind. */
static void
test_incoming (Office *f)
{
  dial (f);
  office_fault (f, "call-notification", "{\"user\":\"" BOB "\",\"sessionParams\":"
                "{\"sdp\":\"fake audio\"}}");
  WAIT_UNTIL (party_has_event (&f->bob, "sessionProgress"));
  g_assert_cmpint (ahoy_call_get_state (party_call (&f->bob)), ==, AHOY_CALL_STATE_RINGING);
  g_assert_cmpstr (party_media (&f->bob)->trace->str, ==, "take-offer ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  office_add ("/kandy-early/heard", test_heard);
  office_add ("/kandy-early/other", test_other);
  office_add ("/kandy-early/overtaken", test_overtaken);
  office_add ("/kandy-early/unusable", test_unusable);
  office_add ("/kandy-early/ended", test_ended);
  office_add ("/kandy-early/incoming", test_incoming);

  return g_test_run ();
}
