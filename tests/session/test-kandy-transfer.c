/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

#include "../practice/phone.h"

/* Handing a call over to somebody else. */

#define AUDIO AHOY_MEDIA_AUDIO

#define TO_DAVE "dave"
#define HELD    (AUDIO | AHOY_MEDIA_HOLD)

/* Dave has no program of ours: the test says for him what is to be said. */
typedef struct {
  Calls  calls;
  Phone *phone;
} Dave;

static void
dave_log_in (Dave *dave, Office *f)
{
  ahoy_practice_add_user (f->practice, DAVE, PASSWORD);
  dave->calls.clock = f->clock;
  dave->calls.base = (Fixture) {
    .practice = f->practice,
    .session = soup_session_new (),
    .base = ahoy_practice_get_rest_uri (f->practice),
  };
  dave->phone = phone_new (&dave->calls, DAVE);
}

static void
dave_clear (Dave *dave)
{
  phone_log_out (dave->phone);
  phone_free (dave->phone);
  soup_session_abort (dave->calls.base.session);
  g_object_unref (dave->calls.base.session);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Dave, dave_clear)

static void
dave_expect (Dave *dave, const char *event)
{
  json_object_unref (phone_expect (dave->phone, event));
}

static void
dave_put (Dave *dave, const char *type, AhoyMediaFlags media)
{
  g_autofree char *description = fake_description (media);
  g_autofree char *quoted = ahoy_json_quote (description);
  g_autofree char *more = g_strconcat ("\"sdp\":", quoted, NULL);

  phone_put (dave->phone, type, more);
}

static void
begin (Party *party, AhoyCall *call, const char *address, GCancellable *cancellable)
{
  ahoy_call_transfer_async (call, address, cancellable, party_store, party);
}

static void
begin_to_call (Party *party, AhoyCall *call, AhoyCall *other)
{
  ahoy_call_transfer_to_call_async (call, other, NULL, party_store, party);
}

static void
hold (Party *party, AhoyCall *call)
{
  ahoy_call_hold_async (call, NULL, party_store, party);
  party_expect_success (party, ahoy_call_hold_finish);
}

/* All is as it was, on both sides. */
static void
assert_goes_on (AhoyCall *call, AhoyCall *other)
{
  g_assert_cmpint (ahoy_call_get_state (call), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpint (ahoy_call_get_operation (call), ==, AHOY_CALL_OPERATION_NONE);
  g_assert_true (ahoy_call_can (call, AHOY_CALL_EVENT_TRANSFER));
  wait_state (other, CONNECTED);
}

/* Bob, who is transferred, and Dave have each other. */
static void
assert_joined (Office *f, Dave *dave)
{
  AhoyCall *call = party_call (&f->bob);

  wait_state (call, CONNECTED);
  WAIT_UNTIL (g_strcmp0 (ahoy_call_get_remote (call), DAVE) == 0);
  phone_delete (dave->phone);
  assert_end (call, REMOTE_HUNG_UP);
}

/* Alice has called Bob, or Bob Alice. */
static AhoyCall *
talk (Office *f, gboolean outgoing)
{
  if (outgoing)
    office_talk (f, AUDIO);
  else
    party_talk (&f->bob, &f->alice, AUDIO);
  party_wait_media (&f->alice);
  party_wait_media (&f->bob);

  return party_call (&f->alice);
}

/* It rings at Dave, who is to get Alice's call. */
static AhoyCall *
ring (Office *f, Dave *dave, gboolean outgoing)
{
  AhoyCall *call = talk (f, outgoing);

  begin (&f->alice, call, TO_DAVE, NULL);
  g_assert_cmpint (ahoy_call_get_operation (call), ==, AHOY_CALL_OPERATION_TRANSFER);
  dave_expect (dave, "call");
  g_assert_true (ahoy_call_get_local_hold (call));
  g_assert_cmpint (ahoy_call_get_operation (call), ==, AHOY_CALL_OPERATION_TRANSFER);

  return call;
}

/* Dave takes the call. */
static void
pick_up (Dave *dave)
{
  dave_put (dave, "callAnswer", AUDIO);
  dave_expect (dave, "callCancel");
  dave_expect (dave, "respondCallUpdate");
}

static void
direct (Office *f, gboolean outgoing)
{
  g_auto (Dave) dave = { 0 };
  AhoyCall *call;

  dave_log_in (&dave, f);
  call = ring (f, &dave, outgoing);
  WAIT_UNTIL (ahoy_call_get_remote_hold (party_call (&f->bob)));
  pick_up (&dave);
  party_expect_success (&f->alice, ahoy_call_transfer_finish);
  assert_end (call, TRANSFERRED);
  g_assert_null (ahoy_call_get_error (call));
  WAIT_UNTIL (ahoy_practice_get_n_calls (f->practice, ALICE) == 0);
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 1);
  assert_joined (f, &dave);
}

static void
test_direct_outgoing (Office *f)
{
  direct (f, TRUE);
}

static void
test_direct_incoming (Office *f)
{
  direct (f, FALSE);
}

static void
test_refused (Office *f)
{
  AhoyCall *call = talk (f, TRUE);

  office_fault (f, "refuse", "{\"for\":\"transfer\",\"http\":403,\"code\":35}");
  begin (&f->alice, call, CAROL, NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_NOT_ALLOWED);
  assert_goes_on (call, party_call (&f->bob));

  /* What was on hold before stays so. */
  hold (&f->alice, call);
  office_fault (f, "refuse", "{\"for\":\"transfer\",\"http\":503,\"code\":503}");
  begin (&f->alice, call, CAROL, NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_UNAVAILABLE);
  g_assert_true (ahoy_call_get_local_hold (call));
  g_assert_cmpint (ahoy_call_get_operation (call), ==, AHOY_CALL_OPERATION_NONE);
}

/* The service tries, and says then that it does not go. */
static void
test_failed (Office *f)
{
  g_auto (Dave) dave = { 0 };
  AhoyCall *call;

  dave_log_in (&dave, f);
  call = ring (f, &dave, FALSE);
  phone_dispose (dave.phone, "reject", NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_FAILED);
  assert_goes_on (call, party_call (&f->bob));
  begin (&f->alice, call, "nobody", NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_FAILED);
  assert_goes_on (call, party_call (&f->bob));
}

/* Nothing is tried that cannot go. */
static void
test_bad_address (Office *f)
{
  AhoyCall *call = talk (f, TRUE);

  begin (&f->alice, call, " ", NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_INVALID_ADDRESS);
  g_assert_cmpuint (office_count (f, "startCallUpdate"), ==, 0);
  assert_goes_on (call, party_call (&f->bob));
}

static void
test_hold_refused (Office *f)
{
  AhoyCall *call = talk (f, TRUE);

  office_fault (f, "refuse", "{\"for\":\"startCallUpdate\",\"http\":403,\"code\":35}");
  begin (&f->alice, call, CAROL, NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_NOT_ALLOWED);
  g_assert_cmpuint (office_count (f, "transfer"), ==, 0);
  assert_goes_on (call, party_call (&f->bob));
}

/* What the service was not asked for yet, it is not. */
static void
test_cancelled_early (Office *f)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  AhoyCall *call = talk (f, TRUE);

  party_media (&f->bob)->slow = TRUE;
  begin (&f->alice, call, CAROL, cancellable);
  WAIT_UNTIL (office_count (f, "startCallUpdate") == 1);
  g_cancellable_cancel (cancellable);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (ahoy_call_get_operation (call), ==, AHOY_CALL_OPERATION_TRANSFER);
  WAIT_UNTIL (party_media (&f->bob)->task != NULL);
  fake_media_go_on (party_media (&f->bob));
  WAIT_UNTIL (ahoy_call_get_operation (call) == AHOY_CALL_OPERATION_NONE);
  assert_goes_on (call, party_call (&f->bob));
  g_assert_cmpuint (office_count (f, "transfer"), ==, 0);
  g_assert_cmpuint (office_count (f, "startCallUpdate"), ==, 2);
}

static void
test_cancelled_late (Office *f)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Dave) dave = { 0 };
  AhoyCall *call;

  dave_log_in (&dave, f);
  call = talk (f, TRUE);
  begin (&f->alice, call, TO_DAVE, cancellable);
  dave_expect (&dave, "call");
  g_cancellable_cancel (cancellable);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  pick_up (&dave);
  assert_end (call, TRANSFERRED);
  assert_joined (f, &dave);
}

static void
test_other_gone (Office *f)
{
  g_auto (Dave) dave = { 0 };
  AhoyCall *call;

  dave_log_in (&dave, f);
  call = ring (f, &dave, TRUE);
  party_end (&f->bob, party_call (&f->bob));
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  assert_end (call, REMOTE_HUNG_UP);
  dave_expect (&dave, "callCancel");
}

static void
test_given_up (Office *f)
{
  g_auto (Dave) dave = { 0 };
  g_autoptr (GError) error = NULL;
  AhoyCall *call;

  dave_log_in (&dave, f);
  call = ring (f, &dave, TRUE);
  ahoy_call_end_async (call, NULL, NULL, NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  assert_end (call, HUNG_UP);
  assert_end (party_call (&f->bob), REMOTE_HUNG_UP);
  dave_expect (&dave, "callCancel");
}

/* And the call is being taken back, which may take its time. */
static void
pass_time_until_given_up (Office *f)
{
  while (office_count (f, "startCallUpdate") < 2)
    office_pass_time (f, 5000);
}

/* Nobody says what has become of it; and then somebody does. */
static void
test_silence (Office *f)
{
  g_auto (Dave) dave = { 0 };
  AhoyCall *call;

  dave_log_in (&dave, f);
  call = ring (f, &dave, TRUE);
  pass_time_until_given_up (f);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_SESSION_ERROR,
                      AHOY_SESSION_ERROR_TIMED_OUT);
  assert_goes_on (call, party_call (&f->bob));
  pick_up (&dave);
  assert_end (call, TRANSFERRED);
  WAIT_UNTIL (ahoy_practice_get_n_calls (f->practice, ALICE) == 0);
  assert_joined (f, &dave);
}

static void
test_answer_lost (Office *f)
{
  AhoyCall *call = talk (f, TRUE);

  office_fault (f, "silent", "{\"for\":\"transfer\"}");
  begin (&f->alice, call, CAROL, NULL);
  WAIT_UNTIL (office_count (f, "transfer") == 1);
  pass_time_until_given_up (f);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_SESSION_ERROR,
                      AHOY_SESSION_ERROR_TIMED_OUT);
  assert_goes_on (call, party_call (&f->bob));
}

static void
test_vanished (Office *f)
{
  AhoyCall *call = talk (f, TRUE);

  office_fault (f, "refuse", "{\"for\":\"transfer\",\"http\":404,\"code\":42}");
  begin (&f->alice, call, CAROL, NULL);
  WAIT_UNTIL (office_count (f, "transfer") == 1);
  while (ahoy_call_get_end_reason (call) == AHOY_CALL_END_REASON_NONE)
    office_pass_time (f, 500);
  assert_end (call, VANISHED);
  WAIT_UNTIL (f->alice.result != NULL);
  g_assert_nonnull (ahoy_call_get_error (call));
  g_clear_object (&f->alice.result);
}

/* One at a time, and nothing else meanwhile. */
static void
test_pending (Office *f)
{
  g_auto (Dave) dave = { 0 };
  g_autoptr (GAsyncResult) first = NULL;
  AhoyCall *call;

  dave_log_in (&dave, f);
  call = ring (f, &dave, TRUE);
  g_assert_false (ahoy_call_can (call, AHOY_CALL_EVENT_TRANSFER));
  begin (&f->alice, call, CAROL, NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, G_IO_ERROR, G_IO_ERROR_PENDING);
  ahoy_call_unhold_async (call, NULL, party_store, &f->alice);
  party_expect_error (&f->alice, ahoy_call_unhold_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_BUSY);
  pick_up (&dave);
  party_expect_success (&f->alice, ahoy_call_transfer_finish);
  begin (&f->alice, call, CAROL, NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
}

static void
test_too_early (Office *f)
{
  AhoyCall *call = party_dial (&f->alice, &f->bob, AUDIO);

  party_wait_call (&f->bob, 1);
  g_assert_false (ahoy_call_can (call, AHOY_CALL_EVENT_TRANSFER));
  begin (&f->alice, call, CAROL, NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
}

/* Who has begun to talk to somebody else is not called back. */
static void
test_other_call_begun (Office *f)
{
  g_auto (Dave) dave = { 0 };
  AhoyCall *call, *other;

  party_log_in (&f->carol);
  dave_log_in (&dave, f);
  call = ring (f, &dave, TRUE);
  party_talk (&f->alice, &f->carol, AUDIO);
  other = party_call (&f->alice);
  phone_dispose (dave.phone, "reject", NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_FAILED);
  g_assert_cmpint (ahoy_call_get_operation (call), ==, AHOY_CALL_OPERATION_NONE);
  g_assert_true (ahoy_call_get_local_hold (call));
  g_assert_cmpint (ahoy_call_get_state (other), ==, AHOY_CALL_STATE_CONNECTED);
}

/* Alice talks to Bob, and has called Dave to ask. */
static AhoyCall *
consult (Office *f, Dave *dave, AhoyCall **second)
{
  static Party party = { .user = DAVE };
  AhoyCall *first = talk (f, TRUE);

  *second = party_dial (&f->alice, &party, AUDIO);
  dave_expect (dave, "call");
  dave_put (dave, "callAnswer", AUDIO);
  dave_expect (dave, "callCancel");
  wait_state (*second, CONNECTED);
  WAIT_UNTIL (ahoy_call_get_local_hold (first));
  WAIT_UNTIL (ahoy_call_get_operation (first) == AHOY_CALL_OPERATION_NONE);

  return first;
}

/* Dave agrees to being put on hold, or to be talked to again. */
static void
dave_agrees (Dave *dave, AhoyMediaFlags media)
{
  g_autoptr (JsonObject) offer = phone_expect (dave->phone, "startCallUpdate");
  g_autofree char *expected = fake_description (media);

  /* Behind it is who has made it. */
  g_assert_true (g_str_has_prefix (session_string (offer, "sdp"), expected));
  dave_put (dave, "respondCallUpdate", media);
}

static void
test_consultative (Office *f)
{
  g_auto (Dave) dave = { 0 };
  g_autoptr (JsonObject) asked = NULL;
  AhoyCall *first, *second;

  dave_log_in (&dave, f);
  first = consult (f, &dave, &second);
  begin_to_call (&f->alice, first, second);
  g_assert_cmpint (ahoy_call_get_operation (first), ==, AHOY_CALL_OPERATION_TRANSFER);
  g_assert_cmpint (ahoy_call_get_operation (second), ==, AHOY_CALL_OPERATION_TRANSFER);
  dave_agrees (&dave, HELD);
  asked = phone_expect (dave.phone, "startCallUpdate");
  g_assert_null (session_string (asked, "sdp"));
  dave_put (&dave, "respondCallUpdate", AUDIO);
  dave_expect (&dave, "respondCallUpdate");
  party_expect_success (&f->alice, ahoy_call_transfer_to_call_finish);
  assert_end (first, TRANSFERRED);
  assert_end (second, TRANSFERRED);
  WAIT_UNTIL (ahoy_practice_get_n_calls (f->practice, ALICE) == 0);
  /* Only the first was for us to end. */
  g_assert_cmpuint (office_count (f, "callEnd"), ==, 1);
  assert_joined (f, &dave);
}

static void
test_consultative_refused (Office *f)
{
  g_auto (Dave) dave = { 0 };
  AhoyCall *first, *second;

  dave_log_in (&dave, f);
  first = consult (f, &dave, &second);
  office_fault (f, "refuse", "{\"for\":\"transfer\",\"http\":403,\"code\":35}");
  begin_to_call (&f->alice, first, second);
  dave_agrees (&dave, HELD);
  dave_agrees (&dave, AUDIO);
  party_expect_error (&f->alice, ahoy_call_transfer_to_call_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_NOT_ALLOWED);
  /* One is spoken in, and one waits, as before. */
  g_assert_true (ahoy_call_get_local_hold (first));
  g_assert_cmpint (ahoy_call_get_operation (first), ==, AHOY_CALL_OPERATION_NONE);
  wait_state (second, CONNECTED);
  WAIT_UNTIL (ahoy_call_get_operation (second) == AHOY_CALL_OPERATION_NONE);
}

/* Whom it was to be handed over to has had enough. */
static void
test_consultative_third_gone (Office *f)
{
  g_auto (Dave) dave = { 0 };
  AhoyCall *first, *second;

  dave_log_in (&dave, f);
  first = consult (f, &dave, &second);
  begin_to_call (&f->alice, first, second);
  dave_agrees (&dave, HELD);
  dave_expect (&dave, "startCallUpdate");
  phone_delete (dave.phone);
  party_expect_error (&f->alice, ahoy_call_transfer_to_call_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_FAILED);
  assert_end (second, REMOTE_HUNG_UP);
  g_assert_true (ahoy_call_get_local_hold (first));
  g_assert_true (ahoy_call_can (first, AHOY_CALL_EVENT_TRANSFER));
}

/* Or goes while the call with it is being put on hold. */
static void
test_consultative_third_gone_early (Office *f)
{
  g_auto (Dave) dave = { 0 };
  AhoyCall *first, *second;

  dave_log_in (&dave, f);
  first = consult (f, &dave, &second);
  begin_to_call (&f->alice, first, second);
  dave_expect (&dave, "startCallUpdate");
  phone_delete (dave.phone);
  party_expect_error (&f->alice, ahoy_call_transfer_to_call_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  assert_end (second, REMOTE_HUNG_UP);
  g_assert_cmpint (ahoy_call_get_operation (first), ==, AHOY_CALL_OPERATION_NONE);
  g_assert_cmpuint (office_count (f, "transfer"), ==, 0);
}

/* The one who was to be transferred goes; the call with the other is as it was. */
static void
test_consultative_first_gone (Office *f)
{
  g_auto (Dave) dave = { 0 };
  AhoyCall *first, *second;

  dave_log_in (&dave, f);
  first = consult (f, &dave, &second);
  begin_to_call (&f->alice, first, second);
  party_end (&f->bob, party_call (&f->bob));
  party_expect_error (&f->alice, ahoy_call_transfer_to_call_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_WRONG_STATE);
  assert_end (first, REMOTE_HUNG_UP);
  dave_agrees (&dave, HELD);
  dave_agrees (&dave, AUDIO);
  wait_state (second, CONNECTED);
  WAIT_UNTIL (ahoy_call_get_operation (second) == AHOY_CALL_OPERATION_NONE);
  g_assert_true (ahoy_call_can (second, AHOY_CALL_EVENT_TRANSFER));
}

static void
test_not_supported (Office *f)
{
  AhoyCall *call = talk (f, TRUE);

  g_assert_false (ahoy_call_can (call, AHOY_CALL_EVENT_TRANSFER));
  begin (&f->alice, call, "carol", NULL);
  party_expect_error (&f->alice, ahoy_call_transfer_finish, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_cmpint (ahoy_call_get_state (call), ==, AHOY_CALL_STATE_CONNECTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  office_add ("/kandy-transfer/direct/outgoing", test_direct_outgoing);
  office_add ("/kandy-transfer/direct/incoming", test_direct_incoming);
  office_add ("/kandy-transfer/refused", test_refused);
  office_add ("/kandy-transfer/failed", test_failed);
  office_add ("/kandy-transfer/bad-address", test_bad_address);
  office_add ("/kandy-transfer/hold-refused", test_hold_refused);
  office_add ("/kandy-transfer/cancelled/early", test_cancelled_early);
  office_add ("/kandy-transfer/cancelled/late", test_cancelled_late);
  office_add ("/kandy-transfer/other-gone", test_other_gone);
  office_add ("/kandy-transfer/given-up", test_given_up);
  office_add ("/kandy-transfer/silence", test_silence);
  office_add ("/kandy-transfer/answer-lost", test_answer_lost);
  office_add ("/kandy-transfer/vanished", test_vanished);
  office_add ("/kandy-transfer/pending", test_pending);
  office_add ("/kandy-transfer/too-early", test_too_early);
  office_add ("/kandy-transfer/other-call-begun", test_other_call_begun);
  office_add ("/kandy-transfer/consultative/done", test_consultative);
  office_add ("/kandy-transfer/consultative/refused", test_consultative_refused);
  office_add ("/kandy-transfer/consultative/third-gone", test_consultative_third_gone);
  office_add ("/kandy-transfer/consultative/third-gone-early",
              test_consultative_third_gone_early);
  office_add ("/kandy-transfer/consultative/first-gone", test_consultative_first_gone);
  office_add_for ("sendbird", "/kandy-transfer/not-supported", test_not_supported);

  return g_test_run ();
}
