/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "phone.h"

#include <string.h>

#define SDP(text) "\"sdp\":\"" text "\""
#define TO_CAROL  "\"address\":\"sip:" CAROL "\""

/* Who is transferred, by whom, and to whom: alice, bob and carol of the protocol page's section 10.
 * bob stays, and alice leaves. */
typedef struct {
  Phone *alice;
  Phone *bob;
  Phone *carol;
} Three;

static void
three_clear (Three *t)
{
  phone_free (t->alice);
  phone_free (t->bob);
  phone_free (t->carol);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Three, three_clear)

static Three
begin (Calls *f)
{
  Three t = { phone_new (f, ALICE), phone_new (f, BOB), phone_new (f, CAROL) };

  phone_connect (t.alice, t.bob);

  return t;
}

/* As begin(), and it rings at carol's, who is asked for an offer. */
static Three
begin_direct (Calls *f)
{
  Three t = begin (f);
  g_autoptr (JsonObject) call = NULL;

  phone_put (t.alice, "transfer", TO_CAROL);
  call = phone_expect (t.carol, "call");
  g_assert_null (session_string (call, "sdp"));
  g_assert_cmpstr (names_string (call, "callerDisplayNumber"), ==, BOB);
  g_assert_cmpstr (names_string (call, "callerName"), ==, "bob");
  phone_put (t.carol, "ringing", NULL);

  return t;
}

/* As begin_direct(), and bob is offered what carol has answered with. */
static Three
begin_joined (Calls *f)
{
  Three t = begin_direct (f);
  g_autoptr (JsonObject) offer = NULL;

  phone_put (t.carol, "callAnswer", SDP ("v=0 of carol"));
  json_object_unref (phone_expect (t.carol, "callCancel"));
  offer = phone_expect (t.bob, "startCallUpdate");
  g_assert_cmpstr (session_string (offer, "sdp"), ==, "v=0 of carol");
  g_assert_cmpstr (session_string (offer, "sessionData"), ==, t.bob->session);
  g_assert_cmpstr (names_string (offer, "callerDisplayNumber"), ==, CAROL);

  return t;
}

/* bob and carol talk to each other. */
static void
assert_joined (Three *t)
{
  g_autoptr (JsonObject) offer = NULL;
  g_autoptr (JsonObject) answer = NULL;

  phone_put (t->bob, "startCallUpdate", SDP ("v=0 hold"));
  offer = phone_expect (t->carol, "startCallUpdate");
  g_assert_cmpstr (names_string (offer, "remoteDisplayNumber"), ==, BOB);
  phone_put (t->carol, "respondCallUpdate", SDP ("v=0 held"));
  answer = phone_expect (t->bob, "respondCallUpdate");
  g_assert_cmpstr (session_string (answer, "sdp"), ==, "v=0 held");
}

/* alice and bob do. */
static void
assert_undone (Three *t)
{
  g_autoptr (JsonObject) offer = NULL;

  phone_put (t->alice, "startCallUpdate", SDP ("v=0 hold"));
  offer = phone_expect (t->bob, "startCallUpdate");
  g_assert_cmpstr (names_string (offer, "callerDisplayNumber"), ==, ALICE);
  phone_put (t->bob, "respondCallUpdate", SDP ("v=0 held"));
  json_object_unref (phone_expect (t->alice, "respondCallUpdate"));
}

static void
expect_result (Phone *phone, const char *event, const char *reason)
{
  g_autoptr (JsonObject) result = phone_expect (phone, event);

  g_assert_cmpstr (session_string (result, "sessionData"), ==, phone->session);
  g_assert_cmpstr (session_string (result, "reasonText"), ==, reason);
}

static void
test_direct (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_joined (f);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (Answer) refused = NULL;

  /* alice has nobody to talk to now. */
  refused = phone_try (t.alice, t.alice->session, "startCallUpdate", SDP ("v=0 hold"));
  assert_refused (refused, 400, 1004);

  phone_put (t.bob, "respondCallUpdate", SDP ("v=0 of bob"));
  answer = phone_expect (t.carol, "respondCallUpdate");
  g_assert_cmpstr (session_string (answer, "sdp"), ==, "v=0 of bob");
  g_assert_cmpstr (names_string (answer, "callerDisplayNumber"), ==, BOB);
  expect_result (t.alice, "sessionComplete", "Direct Transfer Successful");
  phone_delete (t.alice);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, ALICE), ==, 0);

  assert_joined (&t);
  phone_delete (t.carol);
  phone_expect_end (t.bob, "callEnd", 9900);
  phone_expect_nothing (t.alice);
}

/* The client has forgotten to delete it. */
static void
test_left_over (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_joined (f);
  g_autoptr (Answer) audit = NULL;

  phone_put (t.bob, "respondCallUpdate", SDP ("v=0 of bob"));
  json_object_unref (phone_expect (t.carol, "respondCallUpdate"));
  expect_result (t.alice, "sessionComplete", "Direct Transfer Successful");
  phone_put (t.alice, "audit", NULL);
  fake_clock_advance (f->clock, 60000);
  audit = phone_try (t.alice, t.alice->session, "audit", NULL);
  assert_refused (audit, 404, 42);
  phone_expect_nothing (t.alice);
}

static void
test_direct_refused (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_direct (f);
  g_autoptr (Answer) again = phone_try (t.alice, t.alice->session, "transfer", TO_CAROL);

  assert_refused (again, 400, 1004);
  phone_dispose (t.carol, "reject", NULL);
  phone_expect_end (t.carol, "callCancel", 603);
  expect_result (t.alice, "sessionFail", "Direct Transfer Failed");
  assert_undone (&t);

  /* Nobody there at all; and nobody who answers. */
  phone_put (t.alice, "transfer", "\"address\":\"sip:nobody\"");
  expect_result (t.alice, "sessionFail", "Direct Transfer Failed");
  set_fault (&f->base, "ring-time", "{\"ms\":5000}");
  phone_put (t.alice, "transfer", TO_CAROL);
  json_object_unref (phone_expect (t.carol, "call"));
  fake_clock_advance (f->clock, 5000);
  expect_result (t.alice, "sessionFail", "Direct Transfer Failed");
  phone_expect_end (t.carol, "callCancel", 480);
  assert_undone (&t);
}

static void
test_direct_forwarded (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_direct (f);
  g_autoptr (Phone) dave = phone_new (f, DAVE);
  g_autoptr (JsonObject) call = NULL;
  g_autoptr (JsonObject) offer = NULL;

  phone_dispose (t.carol, "forward", "\"address\":\"sip:dave\"");
  phone_expect_end (t.carol, "callCancel", 9900);
  call = phone_expect (dave, "call");
  g_assert_null (session_string (call, "sdp"));
  phone_put (dave, "callAnswer", SDP ("v=0 of dave"));
  json_object_unref (phone_expect (dave, "callCancel"));
  offer = phone_expect (t.bob, "startCallUpdate");
  g_assert_cmpstr (session_string (offer, "sdp"), ==, "v=0 of dave");
  phone_put (t.bob, "respondCallUpdate", SDP ("v=0 of bob"));
  json_object_unref (phone_expect (dave, "respondCallUpdate"));
  expect_result (t.alice, "sessionComplete", "Direct Transfer Successful");
}

static void
test_direct_forwarded_to_nobody (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_direct (f);

  phone_dispose (t.carol, "forward", "\"address\":\"sip:nobody\"");
  phone_expect_end (t.carol, "callCancel", 9900);
  expect_result (t.alice, "sessionFail", "Direct Transfer Failed");
  assert_undone (&t);
}

/* Before the third has answered, the end of the call is the end of everything. */
static void
test_direct_given_up (Calls *f, gconstpointer data)
{
  for (guint i = 0; i < 2; i++) {
    g_auto (Three) t = begin_direct (f);
    Phone *ends = i == 0 ? t.alice : t.bob;
    Phone *other = i == 0 ? t.bob : t.alice;

    phone_delete (ends);
    if (i == 1)
      expect_result (t.alice, "sessionFail", "Direct Transfer Failed");
    phone_expect_end (t.carol, "callCancel", 9900);
    phone_expect_end (other, "callEnd", 9900);
    phone_expect_nothing (ends);
    g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 0);
  }
}

/* One of the three ends while bob has not answered carol's offer. */
static void
test_direct_ended (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_joined (f);

  phone_delete (t.carol);
  expect_result (t.alice, "sessionFail", "Direct Transfer Failed");
  assert_undone (&t);
  phone_expect_nothing (t.carol);
}

static void
test_direct_ended_by_bob (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_joined (f);

  phone_delete (t.bob);
  expect_result (t.alice, "sessionFail", "Direct Transfer Failed");
  phone_expect_end (t.alice, "callEnd", 9900);
  phone_expect_end (t.carol, "callEnd", 9900);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 0);
}

/* The two others can do without the one who has made them talk. */
static void
test_direct_ended_by_alice (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_joined (f);

  phone_delete (t.alice);
  phone_put (t.bob, "respondCallUpdate", SDP ("v=0 of bob"));
  json_object_unref (phone_expect (t.carol, "respondCallUpdate"));
  assert_joined (&t);
  phone_expect_nothing (t.alice);
}

static void
test_direct_unanswered (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_joined (f);

  fake_clock_advance (f->clock, 30000);
  expect_result (t.alice, "sessionFail", "Direct Transfer Failed");
  phone_expect_end (t.carol, "callEnd", 408);
  assert_undone (&t);
}

/* While it rings at carol's, alice and bob talk as before. */
static void
test_direct_meanwhile (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_direct (f);
  g_autoptr (JsonObject) late = NULL;
  gint64 code = 0;

  assert_undone (&t);
  phone_put (t.bob, "startCallUpdate", SDP ("v=0 hold"));
  json_object_unref (phone_expect (t.alice, "startCallUpdate"));
  fake_clock_advance (f->clock, 30000);
  late = phone_expect (t.bob, "respondCallUpdate");
  g_assert_true (ahoy_json_get_int (late, "statusCode", 408, 408, &code));
  phone_expect_nothing (t.alice);
  phone_put (t.carol, "callAnswer", SDP ("v=0 of carol"));
  json_object_unref (phone_expect (t.carol, "callCancel"));
  json_object_unref (phone_expect (t.bob, "startCallUpdate"));
}

/* What alice and bob were about to change comes to nothing. */
static void
test_direct_crossed (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_direct (f);
  g_autoptr (JsonObject) lost = NULL;
  gint64 code = 0;

  phone_put (t.bob, "startCallUpdate", SDP ("v=0 hold"));
  json_object_unref (phone_expect (t.alice, "startCallUpdate"));
  phone_put (t.carol, "callAnswer", SDP ("v=0 of carol"));
  json_object_unref (phone_expect (t.carol, "callCancel"));
  lost = phone_expect (t.bob, "respondCallUpdate");
  g_assert_true (ahoy_json_get_int (lost, "statusCode", 49, 49, &code));
  json_object_unref (phone_expect (t.bob, "startCallUpdate"));
  phone_put (t.bob, "respondCallUpdate", SDP ("v=0 of bob"));
  json_object_unref (phone_expect (t.carol, "respondCallUpdate"));
  expect_result (t.alice, "sessionComplete", "Direct Transfer Successful");
}

/* alice talks to bob, in her first call, and to carol, in her second one. */
static char *
begin_consultative (Three *t)
{
  g_autofree char *first = g_strdup (t->alice->session);
  g_autofree char *more = NULL;
  char *second;
  g_autoptr (JsonObject) asked = NULL;

  phone_connect (t->alice, t->carol);
  second = t->alice->session;
  t->alice->session = g_steal_pointer (&first);
  more = g_strdup_printf ("\"sessionData\":\"%s\"," TO_CAROL, second);
  phone_put (t->alice, "transfer", more);
  asked = phone_expect (t->carol, "startCallUpdate");
  g_assert_null (session_string (asked, "sdp"));
  g_assert_cmpstr (names_string (asked, "callerDisplayNumber"), ==, BOB);

  return second;
}

static void
test_consultative (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin (f);
  g_autofree char *second = begin_consultative (&t);
  g_autoptr (JsonObject) offer = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) ended = NULL;

  phone_put (t.carol, "respondCallUpdate", SDP ("v=0 of carol"));
  offer = phone_expect (t.bob, "startCallUpdate");
  g_assert_cmpstr (session_string (offer, "sdp"), ==, "v=0 of carol");
  phone_put (t.bob, "respondCallUpdate", SDP ("v=0 of bob"));
  answer = phone_expect (t.carol, "respondCallUpdate");
  g_assert_cmpstr (session_string (answer, "sdp"), ==, "v=0 of bob");
  expect_result (t.alice, "sessionComplete", "Transfer Successful");
  ended = phone_expect (t.alice, "callEnd");
  g_assert_cmpstr (session_string (ended, "sessionData"), ==, second);
  phone_delete (t.alice);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, ALICE), ==, 0);
  assert_joined (&t);
}

static void
test_consultative_failed (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin (f);
  g_autofree char *second = begin_consultative (&t);

  fake_clock_advance (f->clock, 30000);
  expect_result (t.alice, "sessionFail", "Transfer Failed");
  assert_undone (&t);

  /* Her second call has come to life again, too. */
  g_free (t.alice->session);
  t.alice->session = g_steal_pointer (&second);
  phone_delete (t.alice);
  phone_expect_end (t.carol, "callEnd", 9900);
}

static void
test_consultative_left (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin (f);
  g_autofree char *second = begin_consultative (&t);
  g_autoptr (JsonObject) ended = NULL;

  phone_delete (t.alice);
  ended = phone_expect (t.alice, "callEnd");
  g_assert_cmpstr (session_string (ended, "sessionData"), ==, second);
  phone_put (t.carol, "respondCallUpdate", SDP ("v=0 of carol"));
  json_object_unref (phone_expect (t.bob, "startCallUpdate"));
  phone_put (t.bob, "respondCallUpdate", SDP ("v=0 of bob"));
  json_object_unref (phone_expect (t.carol, "respondCallUpdate"));
  assert_joined (&t);
}

static void
test_consultative_refused (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin (f);
  g_autofree char *own = g_strdup_printf ("\"sessionData\":\"%s\"," TO_CAROL, t.alice->session);
  g_autoptr (Answer) unknown = phone_try (t.alice, t.alice->session, "transfer",
                                          "\"sessionData\":\"0123\"," TO_CAROL);
  g_autoptr (Answer) number = phone_try (t.alice, t.alice->session, "transfer",
                                         "\"sessionData\":7," TO_CAROL);
  g_autoptr (Answer) same = phone_try (t.alice, t.alice->session, "transfer", own);
  g_autoptr (Answer) nowhere = phone_try (t.alice, t.alice->session, "transfer", NULL);
  g_autofree char *first = g_strdup (t.alice->session);
  g_autofree char *more = NULL;
  g_autoptr (Answer) started = NULL;

  assert_refused (unknown, 403, 37);
  assert_refused (number, 403, 37);
  assert_refused (same, 403, 37);
  assert_refused (nowhere, 400, 5);

  /* The second call is not answered. */
  started = phone_start (t.alice, CAROL, NULL);
  more = g_strdup_printf ("\"sessionData\":\"%s\"," TO_CAROL, t.alice->session);
  g_free (t.alice->session);
  t.alice->session = g_steal_pointer (&first);
  phone_put (t.alice, "transfer", more);
  expect_result (t.alice, "sessionFail", "Transfer Failed");
  assert_undone (&t);
}

int
main (int argc, char *argv[])
{
  static const CallsTest tests[] = {
    { "/practice/calls/transfer/direct", test_direct },
    { "/practice/calls/transfer/left-over", test_left_over },
    { "/practice/calls/transfer/direct-refused", test_direct_refused },
    { "/practice/calls/transfer/direct-forwarded", test_direct_forwarded },
    { "/practice/calls/transfer/direct-forwarded-to-nobody", test_direct_forwarded_to_nobody },
    { "/practice/calls/transfer/direct-given-up", test_direct_given_up },
    { "/practice/calls/transfer/direct-ended", test_direct_ended },
    { "/practice/calls/transfer/direct-ended-by-bob", test_direct_ended_by_bob },
    { "/practice/calls/transfer/direct-ended-by-alice", test_direct_ended_by_alice },
    { "/practice/calls/transfer/direct-unanswered", test_direct_unanswered },
    { "/practice/calls/transfer/direct-meanwhile", test_direct_meanwhile },
    { "/practice/calls/transfer/direct-crossed", test_direct_crossed },
    { "/practice/calls/transfer/consultative", test_consultative },
    { "/practice/calls/transfer/consultative-failed", test_consultative_failed },
    { "/practice/calls/transfer/consultative-left", test_consultative_left },
    { "/practice/calls/transfer/consultative-refused", test_consultative_refused },
  };

  return run_calls_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
