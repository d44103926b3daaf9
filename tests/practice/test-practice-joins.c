/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caller.h"

/* Two calls that become one, in which the service mixes the sound of three (section 7.9 of the protocol
 * page). */

#define AUDIO AHOY_MEDIA_AUDIO
#define BOTH  (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

#define ALICE_TONE 440
#define BOB_TONE   1000
#define CAROL_TONE 2200

#define SDP(text) "\"sdp\":\"" text "\""

/* alice has a call with bob and one with carol, whose names she keeps here. */
typedef struct {
  Calls  *f;
  Caller *alice;
  Caller *bob;
  Caller *carol;
  char   *first;
  char   *second;
} Three;

static Caller *
enter (Calls *f, const char *user, double tone)
{
  Caller *self = caller_new (f, user);

  ahoy_test_ends_set_tone (self->side->ends, tone);

  return self;
}

static Three
begin (Calls *f)
{
  Three t = {
    f, enter (f, ALICE, ALICE_TONE), enter (f, BOB, BOB_TONE), enter (f, CAROL, CAROL_TONE), NULL,
    NULL,
  };

  phone_connect (t.alice->phone, t.bob->phone);
  t.first = g_strdup (t.alice->phone->session);
  phone_connect (t.alice->phone, t.carol->phone);
  t.second = g_strdup (t.alice->phone->session);

  return t;
}

static void
three_clear (Three *t)
{
  caller_free (t->alice);
  caller_free (t->bob);
  caller_free (t->carol);
  g_free (t->first);
  g_free (t->second);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Three, three_clear)

/* alice asks for it; the new call is hers from here on. */
static Answer *
try_join (Caller *alice, const char *first, const char *second, const char *sdp)
{
  g_autofree char *quoted = ahoy_json_quote (sdp);
  g_autofree char *body =
    g_strdup_printf ("{\"callControlRequest\":{\"type\":\"join\",\"firstSessionData\":\"%s\","
                     "\"secondSessionData\":\"%s\",\"sdp\":%s}}", first, second, quoted);
  Answer *answer = phone_request (alice->phone, "POST", "callControl", body);

  if (answer->status == 201) {
    g_free (alice->phone->session);
    alice->phone->session =
      g_strdup (ahoy_json_get_string (answer_wrapper (answer, "callControlResponse"),
                                      "sessionData"));
    g_assert_nonnull (alice->phone->session);
  }

  return answer;
}

static void
join (Three *t)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (t->alice->side, AUDIO, &error);
  g_autoptr (Answer) answer = NULL;

  g_assert_no_error (error);
  answer = try_join (t->alice, t->first, t->second, offer);
  g_assert_cmpuint (answer->status, ==, 201);
}

/* One of the others is offered to talk to the mixer. */
static void
expect_offer (Caller *self, const char *names)
{
  g_autoptr (JsonObject) update = phone_expect (self->phone, "startCallUpdate");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (session_string (update, "sessionData"), ==, self->phone->session);
  g_assert_cmpstr (names_string (update, "callerName"), ==, names);
  g_assert_cmpstr (names_string (update, "callerDisplayNumber"), ==,
                   "conference@practice.example");
  side_take (self->side, AHOY_DESCRIPTION_KIND_OFFER, session_string (update, "sdp"), &error);
  g_assert_no_error (error);
}

static void
agree (Caller *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = side_answer (self->side, AUDIO, &error);

  g_assert_no_error (error);
  caller_put (self, "respondCallUpdate", sdp);
}

static void
expect_result (Phone *phone, const char *session, const char *event, int code, const char *reason)
{
  g_autoptr (JsonObject) result = phone_expect (phone, event);

  g_assert_cmpstr (session_string (result, "sessionData"), ==, session);
  g_assert_cmpint (session_int (result, "statusCode"), ==, code);
  g_assert_cmpstr (session_string (result, "reasonText"), ==, reason);
}

static void
delete_session (Phone *phone, const char *session)
{
  g_autofree char *path = g_strdup_printf ("callControl/callSessions/%s", session);
  g_autoptr (Answer) answer = phone_request (phone, "DELETE", path, NULL);

  assert_refused (answer, 200, 0);
}

/* Both tones, and nothing else that would count. */
static gboolean
hears (Caller *self, double tone, double other)
{
  AhoyTestEnds *ends = self->side->ends;

  return ahoy_test_ends_get_loudness (ends) > 0.1 && ahoy_test_ends_get_share (ends, tone) > 0.3
         && ahoy_test_ends_get_share (ends, other) > 0.3
         && ahoy_test_ends_get_share (ends, tone) + ahoy_test_ends_get_share (ends, other) > 0.9;
}

static void
wait_hears (Caller *self, double tone, double other)
{
  ahoy_test_ends_forget (self->side->ends);
  WAIT_UNTIL (hears (self, tone, other));
}

static void
wait_all_hear (Three *t)
{
  wait_hears (t->alice, BOB_TONE, CAROL_TONE);
  wait_hears (t->bob, ALICE_TONE, CAROL_TONE);
  wait_hears (t->carol, ALICE_TONE, BOB_TONE);
}

/* All three talk to each other. */
static Three
begin_joined (Calls *f)
{
  Three t = begin (f);
  Phone *alice = t.alice->phone;

  join (&t);
  expect_offer (t.bob, "alice, carol");
  agree (t.bob);
  expect_offer (t.carol, "alice, bob");
  agree (t.carol);
  caller_take_answer (t.alice);
  expect_result (alice, t.first, "sessionComplete", 9906, "Join Successful");
  expect_result (alice, t.second, "sessionComplete", 9906, "Join Successful");
  delete_session (alice, t.first);
  delete_session (alice, t.second);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, ALICE), ==, 1);
  wait_all_hear (&t);

  return t;
}

/* Who has made it goes, and then it is a call of two, and of nobody. */
static void
test_joined (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_joined (f);

  phone_delete (t.alice->phone);
  caller_wait_flow (t.bob, CAROL_TONE, FALSE);
  caller_wait_flow (t.carol, BOB_TONE, FALSE);
  phone_delete (t.carol->phone);
  phone_expect_end (t.bob->phone, "callEnd", 9900);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 0);
}

/* One of the others goes; the call is changed as any other. */
static void
test_other_goes (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin_joined (f);
  g_autoptr (Answer) refused = NULL;

  caller_update (t.bob, AUDIO | AHOY_MEDIA_HOLD);
  caller_wait_silence (t.bob);
  caller_wait_flow (t.alice, CAROL_TONE, FALSE);
  caller_wait_flow (t.carol, ALICE_TONE, FALSE);
  caller_update (t.bob, AUDIO);
  wait_all_hear (&t);
  /* There are no pictures. */
  caller_update (t.alice, BOTH);
  g_assert_cmpint (ahoy_media_get_receives (t.alice->side->media), ==, AUDIO);
  refused = phone_try (t.alice->phone, t.alice->phone->session, "transfer",
                       "\"address\":\"sip:" DAVE "\"");
  assert_refused (refused, 400, 1004);

  phone_delete (t.bob->phone);
  caller_wait_flow (t.alice, CAROL_TONE, FALSE);
  caller_wait_flow (t.carol, ALICE_TONE, FALSE);
  phone_log_out (t.carol->phone);
  phone_expect_end (t.alice->phone, "callEnd", 9900);
}

/* The echo sends back what it hears, which alice hears in turn; a person is there as well. */
static void
test_robot (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin (f);

  t.alice->wanted = AUDIO;
  phone_delete (t.alice->phone);
  phone_expect_end (t.carol->phone, "callEnd", 9900);
  caller_call (t.alice, ECHO, AUDIO);
  g_free (t.second);
  t.second = g_strdup (t.alice->phone->session);
  caller_hang_media_up (t.alice);
  ahoy_test_ends_set_tone (t.alice->side->ends, ALICE_TONE);
  join (&t);
  expect_offer (t.bob, "alice, echo");
  agree (t.bob);
  caller_take_answer (t.alice);
  expect_result (t.alice->phone, t.first, "sessionComplete", 9906, "Join Successful");
  expect_result (t.alice->phone, t.second, "sessionComplete", 9906, "Join Successful");
  ahoy_test_ends_forget (t.bob->side->ends);
  WAIT_UNTIL (ahoy_test_ends_get_share (t.bob->side->ends, BOB_TONE) > 0.1
              && ahoy_test_ends_get_share (t.bob->side->ends, ALICE_TONE) > 0.3);
  phone_delete (t.alice->phone);
  /* An echo alone is no company, and goes on for as long as somebody is there. */
  caller_wait_flow (t.bob, BOB_TONE, FALSE);
  phone_delete (t.bob->phone);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, ECHO), ==, 0);
}

static void
test_refused (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin (f);
  g_autoptr (Phone) dave = phone_new (f, DAVE);
  g_autofree char *ringing = NULL;
  const struct {
    const char *first;
    const char *second;
    const char *sdp;
    guint       status;
    int         code;
  } rows[] = {
    { "none", t.second, "v=0", 404, 42 },
    { t.first, "none", "v=0", 404, 42 },
    { t.first, t.bob->phone->session, "v=0", 404, 42 },
    { t.first, t.first, "v=0", 403, 37 },
    { t.first, t.second, "", 400, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = try_join (t.alice, rows[i].first, rows[i].second, rows[i].sdp);

    assert_refused (answer, rows[i].status, rows[i].code);
  }

  /* One of them rings, or is just being transferred. */
  {
    g_autoptr (Answer) started = phone_start (t.alice->phone, DAVE, NULL);
    g_autoptr (Answer) unanswered = NULL;
    g_autoptr (Answer) busy = NULL;

    json_object_unref (phone_expect (dave, "call"));
    ringing = g_strdup (t.alice->phone->session);
    unanswered = try_join (t.alice, t.first, ringing, "v=0");
    assert_refused (unanswered, 400, 1004);
    phone_delete (t.alice->phone);
    json_object_unref (phone_expect (dave, "callCancel"));
    g_free (t.alice->phone->session);
    t.alice->phone->session = g_strdup (t.first);
    phone_put (t.alice->phone, "transfer", "\"address\":\"sip:" DAVE "\"");
    busy = try_join (t.alice, t.first, t.second, "v=0");
    assert_refused (busy, 400, 1004);
  }
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, "conference@practice.example"), ==,
                    0);
}

/* alice talks to bob and to carol again, each by itself. */
static void
assert_undone (Three *t)
{
  Phone *alice = t->alice->phone;
  Phone *others[] = { t->bob->phone, t->carol->phone };
  const char *sessions[] = { t->first, t->second };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autoptr (Answer) answer =
      phone_try (alice, sessions[i], "startCallUpdate", SDP ("v=0 again"));
    g_autoptr (JsonObject) offer = NULL;

    assert_refused (answer, 200, 0);
    offer = phone_expect (others[i], "startCallUpdate");
    g_assert_cmpstr (names_string (offer, "callerDisplayNumber"), ==, ALICE);
    phone_put (others[i], "respondCallUpdate", SDP ("v=0 again"));
    json_object_unref (phone_expect (alice, "respondCallUpdate"));
  }
  g_assert_cmpuint (ahoy_practice_get_n_calls (t->f->base.practice, NULL), ==, 4);
}

static void
expect_failure (Three *t)
{
  Phone *alice = t->alice->phone;

  expect_result (alice, t->first, "sessionFail", 480, "Join Failed");
  expect_result (alice, t->second, "sessionFail", 480, "Join Failed");
  phone_expect_end (alice, "callEnd", 480);
}

/* What alice offers is of no use; then the second of the others does not agree; then the first one
 * does not, by saying nothing. */
static void
test_undone (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin (f);
  g_autoptr (Answer) answer = try_join (t.alice, t.first, t.second, "v=0 nothing");

  g_assert_cmpuint (answer->status, ==, 201);
  expect_failure (&t);
  assert_undone (&t);

  join (&t);
  expect_offer (t.bob, "alice, carol");
  agree (t.bob);
  expect_offer (t.carol, "alice, bob");
  caller_put (t.carol, "respondCallUpdate", "v=0 nothing");
  expect_failure (&t);
  assert_undone (&t);

  caller_hang_media_up (t.alice);
  join (&t);
  json_object_unref (phone_expect (t.bob->phone, "startCallUpdate"));
  fake_clock_advance (f->clock, 30000);
  expect_failure (&t);
  assert_undone (&t);
}

/* alice gives it up. */
static void
test_given_up (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin (f);
  Phone *alice = t.alice->phone;

  join (&t);
  json_object_unref (phone_expect (t.bob->phone, "startCallUpdate"));
  phone_delete (alice);
  expect_result (alice, t.first, "sessionFail", 480, "Join Failed");
  expect_result (alice, t.second, "sessionFail", 480, "Join Failed");
  assert_undone (&t);
}

/* One of the others goes before there is one call, and then alice does. */
static void
test_gone (Calls *f, gconstpointer data)
{
  g_auto (Three) t = begin (f);
  Phone *alice = t.alice->phone;

  join (&t);
  json_object_unref (phone_expect (t.bob->phone, "startCallUpdate"));
  phone_delete (t.bob->phone);
  expect_failure (&t);
  expect_result (alice, t.first, "callEnd", 9900, "Call ended");
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 2);

  phone_connect (alice, t.bob->phone);
  g_free (t.first);
  t.first = g_strdup (alice->session);
  caller_hang_media_up (t.alice);
  join (&t);
  json_object_unref (phone_expect (t.bob->phone, "startCallUpdate"));
  delete_session (alice, t.second);
  phone_expect_end (t.carol->phone, "callEnd", 9900);
  expect_result (alice, t.first, "sessionFail", 480, "Join Failed");
  phone_expect_end (alice, "callEnd", 480);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 2);
}

/* Two that only return what they hear would get louder and louder. */
static void
test_echoes (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autofree char *first = NULL;
  g_autoptr (Answer) refused = NULL;

  caller_call (alice, ECHO, AUDIO);
  first = g_strdup (alice->phone->session);
  caller_hang_media_up (alice);
  caller_call (alice, ECHO, AUDIO);
  refused = try_join (alice, first, alice->phone->session, "v=0");
  assert_refused (refused, 400, 1004);
  phone_delete (alice->phone);
}

static const CallsTest tests[] = {
  { "/practice/joins/joined", test_joined },
  { "/practice/joins/other-goes", test_other_goes },
  { "/practice/joins/robot", test_robot },
  { "/practice/joins/refused", test_refused },
  { "/practice/joins/undone", test_undone },
  { "/practice/joins/given-up", test_given_up },
  { "/practice/joins/gone", test_gone },
  { "/practice/joins/echoes", test_echoes },
};

int
main (int argc, char *argv[])
{
  return run_caller_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
