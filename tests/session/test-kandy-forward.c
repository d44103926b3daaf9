/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

/* Calls that are passed on before anybody has answered them. */

#define AUDIO AHOY_MEDIA_AUDIO

static AhoyCall *
dial (Office *f)
{
  party_log_in (&f->carol);
  party_dial (&f->alice, &f->bob, AUDIO);

  return party_wait_call (&f->bob, 1);
}

static void
forward (Office *f, const char *address)
{
  ahoy_call_forward_async (party_call (&f->bob), address, NULL, party_store, &f->bob);
}

static void
test_forward (Office *f)
{
  AhoyCall *in = dial (f);
  AhoyCall *out = party_call (&f->alice);
  AhoyCall *next;

  forward (f, "carol");
  g_assert_cmpint (ahoy_call_get_operation (in), ==, AHOY_CALL_OPERATION_FORWARD);
  party_expect_success (&f->bob, ahoy_call_forward_finish);
  assert_end (in, FORWARDED);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_ENDED);
  g_assert_null (ahoy_call_get_error (in));

  /* Whoever has called rings on, and learns who it is that answers. */
  next = party_wait_call (&f->carol, 1);
  g_assert_cmpstr (ahoy_call_get_remote (next), ==, ALICE);
  g_assert_cmpint (ahoy_call_get_state (out), ==, AHOY_CALL_STATE_RINGING);
  party_answer (&f->carol, AUDIO);
  wait_state (out, CONNECTED);
  g_assert_cmpstr (ahoy_call_get_remote (out), ==, CAROL);
  g_assert_cmpuint (fake_media_factory_get_n_made (f->alice.factory), ==, 1);
  g_assert_cmpuint (office_count (f, "forward"), ==, 1);
  g_assert_cmpuint (office_count (f, "reject") + office_count (f, "callEnd"), ==, 0);
  party_end (&f->alice, out);
  assert_end (next, REMOTE_HUNG_UP);
}

/* Passed on to somebody who is not there. */
static void
test_nobody (Office *f)
{
  AhoyCall *in = dial (f);

  forward (f, "nobody");
  party_expect_success (&f->bob, ahoy_call_forward_finish);
  assert_end (in, FORWARDED);
  assert_end (party_call (&f->alice), NOT_FOUND);
}

/* What the service does not take rings on. */
static void
test_refused (Office *f)
{
  AhoyCall *in = dial (f);

  office_fault (f, "refuse", "{\"for\":\"forward\",\"http\":403,\"code\":35}");
  forward (f, CAROL);
  party_expect_error (&f->bob, ahoy_call_forward_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_NOT_ALLOWED);
  g_assert_cmpint (ahoy_call_get_state (in), ==, AHOY_CALL_STATE_RINGING);
  forward (f, " ");
  party_expect_error (&f->bob, ahoy_call_forward_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_INVALID_ADDRESS);
  party_answer (&f->bob, AUDIO);
  wait_state (party_call (&f->alice), CONNECTED);
  forward (f, CAROL);
  party_expect_error (&f->bob, ahoy_call_forward_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  ahoy_call_forward_async (party_call (&f->alice), CAROL, NULL, party_store, &f->alice);
  party_expect_error (&f->alice, ahoy_call_forward_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
}

static void
test_vanished (Office *f)
{
  AhoyCall *in = dial (f);

  office_fault (f, "refuse", "{\"for\":\"forward\",\"http\":404,\"code\":42}");
  forward (f, CAROL);
  party_expect_error (&f->bob, ahoy_call_forward_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED);
  fake_clock_advance (f->clock, 500);
  assert_end (in, MISSED);
}

/* One thing at a time; and it ends while the service is asked. */
static void
test_busy (Office *f)
{
  g_autoptr (GError) error = NULL;
  AhoyCall *in = dial (f);

  office_fault (f, "silent", "{\"for\":\"forward\"}");
  forward (f, CAROL);
  WAIT_UNTIL (office_count (f, "forward") == 1);
  ahoy_call_forward_async (in, CAROL, NULL, party_store, &f->carol);
  party_expect_error (&f->carol, ahoy_call_forward_finish, G_IO_ERROR, G_IO_ERROR_PENDING);
  ahoy_call_answer_async (in, AUDIO, NULL, party_store, &f->carol);
  party_expect_error (&f->carol, ahoy_call_answer_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_BUSY);
  party_end (&f->alice, party_call (&f->alice));
  WAIT_UNTIL (party_has_event (&f->bob, "callCancel"));
  fake_clock_advance (f->clock, 30000);
  error = party_finish (&f->bob, ahoy_call_forward_finish);
  g_assert_nonnull (error);
  assert_end (in, MISSED);
}

static void
test_not_here (Office *f)
{
  AhoyCall *in;

  party_dial (&f->alice, &f->bob, AUDIO);
  in = party_wait_call (&f->bob, 1);
  g_assert_false (ahoy_call_can (in, AHOY_CALL_EVENT_FORWARD));
  forward (f, "carol");
  party_expect_error (&f->bob, ahoy_call_forward_finish, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  office_add ("/kandy-forward/forward", test_forward);
  office_add ("/kandy-forward/nobody", test_nobody);
  office_add ("/kandy-forward/refused", test_refused);
  office_add ("/kandy-forward/vanished", test_vanished);
  office_add ("/kandy-forward/busy", test_busy);
  office_add_for ("sendbird", "/kandy-forward/not-here", test_not_here);

  return g_test_run ();
}
