/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

/* Two calls that are to become one, which comes to nothing here: with real media, in
 * test-kandy-media.c, it goes. */

#define AUDIO AHOY_MEDIA_AUDIO

/* Alice holds a call with Bob, and talks to Carol. */
static AhoyCall *
talk (Office *f, AhoyCall **second)
{
  AhoyCall *first;

  party_log_in (&f->carol);
  office_talk (f, AUDIO);
  party_wait_media (&f->alice);
  party_wait_media (&f->bob);
  first = party_call (&f->alice);
  party_talk (&f->alice, &f->carol, AUDIO);
  *second = party_call (&f->alice);
  party_wait_media (&f->alice);
  party_wait_media (&f->carol);
  WAIT_UNTIL (ahoy_call_get_local_hold (first));
  WAIT_UNTIL (ahoy_call_get_operation (first) == AHOY_CALL_OPERATION_NONE);

  return first;
}

static void
expect_error (Party *party, AhoyCall *call, GQuark domain, int code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  WAIT_UNTIL (party->result != NULL);
  result = g_steal_pointer (&party->result);
  g_assert_null (ahoy_call_join_finish (call, result, &error));
  g_assert_error (error, domain, code);
}

/* One is spoken in, and one waits, as before; nobody has heard of a third one. */
static void
assert_both_go_on (Office *f, AhoyCall *first, AhoyCall *second)
{
  g_assert_true (ahoy_call_get_local_hold (first));
  g_assert_cmpint (ahoy_call_get_operation (first), ==, AHOY_CALL_OPERATION_NONE);
  wait_state (second, CONNECTED);
  WAIT_UNTIL (ahoy_call_get_operation (second) == AHOY_CALL_OPERATION_NONE);
  wait_state (party_call (&f->carol), CONNECTED);
  g_assert_cmpuint (g_list_model_get_n_items (ahoy_session_get_calls (f->alice.session)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (ahoy_session_get_recents (
                      f->alice.session))), ==, 0);
  WAIT_UNTIL (ahoy_practice_get_n_calls (f->practice, ALICE) == 2);
  g_assert_true (ahoy_call_can (first, AHOY_CALL_EVENT_JOIN));
  g_assert_true (ahoy_call_can (second, AHOY_CALL_EVENT_JOIN));
}

static void
join (Office *f, AhoyCall *first, AhoyCall *second)
{
  ahoy_call_join_async (first, second, NULL, party_store, &f->alice);
}

static void
test_refused (Office *f)
{
  AhoyCall *second;
  AhoyCall *first = talk (f, &second);

  office_fault (f, "refuse", "{\"for\":\"join\",\"http\":403,\"code\":35}");
  join (f, first, second);
  expect_error (&f->alice, first, AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED);
  assert_both_go_on (f, first, second);
}

/* The mixer cannot use what Alice offers, and the service says that it does not go. */
static void
test_failed (Office *f)
{
  AhoyCall *second;
  AhoyCall *first = talk (f, &second);

  join (f, first, second);
  expect_error (&f->alice, first, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  assert_both_go_on (f, first, second);
}

/* It is only said of the second one. */
static void
test_said_of_second (Office *f)
{
  AhoyCall *second;
  AhoyCall *first = talk (f, &second);

  office_fault (f, "drop-notification",
                "{\"user\":\"" ALICE "\",\"eventType\":\"sessionFail\"}");
  join (f, first, second);
  expect_error (&f->alice, first, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  assert_both_go_on (f, first, second);
}

/* The request has no answer, and then one of the two goes. */
static void
test_gone (Office *f)
{
  AhoyCall *second;
  AhoyCall *first = talk (f, &second);

  office_fault (f, "silent", "{\"for\":\"join\"}");
  join (f, first, second);
  WAIT_UNTIL (office_count (f, "join") == 1);
  g_assert_cmpint (ahoy_call_get_operation (second), ==, AHOY_CALL_OPERATION_JOIN);
  party_end (&f->bob, f->bob.calls->pdata[0]);
  assert_end (first, REMOTE_HUNG_UP);
  expect_error (&f->alice, first, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
  wait_state (second, CONNECTED);
  WAIT_UNTIL (ahoy_call_get_operation (second) == AHOY_CALL_OPERATION_NONE);
  office_pass_time (f, 35000); /* until nobody waits for that answer any more */
}

static void
test_silence (Office *f)
{
  AhoyCall *second;
  AhoyCall *first = talk (f, &second);

  office_fault (f, "silent", "{\"for\":\"join\"}");
  join (f, first, second);
  WAIT_UNTIL (office_count (f, "join") == 1);
  while (f->alice.result == NULL && ahoy_call_get_operation (second) == AHOY_CALL_OPERATION_JOIN
         && office_count (f, "startCallUpdate") < 3)
    office_pass_time (f, 5000);
  expect_error (&f->alice, first, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT);
  assert_both_go_on (f, first, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  office_add_for ("kandy", "/kandy-join/refused", test_refused);
  office_add_for ("kandy", "/kandy-join/failed", test_failed);
  office_add_for ("kandy", "/kandy-join/said-of-second", test_said_of_second);
  office_add_for ("kandy", "/kandy-join/gone", test_gone);
  office_add_for ("kandy", "/kandy-join/silence", test_silence);

  return g_test_run ();
}
