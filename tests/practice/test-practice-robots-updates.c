/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caller.h"

/* What robots change by themselves when they are told to, and what others change around them. */

#define AUDIO AHOY_MEDIA_AUDIO
#define BOTH  (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)
#define TONE  440 /* what a caller sends, in Hz */

#define TELL(action) "{\"action\":\"" action "\",\"user\":\"" ALICE "\"}"

static gboolean
robot_flag (Calls *f, const char *name)
{
  g_autoptr (JsonObject) call = robots_call (f, 0);
  gboolean value = FALSE;

  g_assert_true (ahoy_json_get_boolean (call, name, &value));

  return value;
}

static void
test_hold (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  caller_call (alice, ECHO, BOTH);
  caller_wait_flow (alice, TONE, TRUE);
  g_assert_cmpuint (tell_robots (f, TELL ("hold")), ==, 1);
  caller_respond (alice, BOTH);
  g_assert_true (ahoy_media_get_remote_hold (alice->side->media));
  caller_wait_silence (alice);
  WAIT_UNTIL (robot_flag (f, "hold"));
  g_assert_false (robot_flag (f, "remote-hold"));

  /* Both hold, and each takes back what is its own. */
  caller_update (alice, BOTH | AHOY_MEDIA_HOLD);
  WAIT_UNTIL (robot_flag (f, "remote-hold"));
  g_assert_cmpuint (tell_robots (f, TELL ("unhold")), ==, 1);
  caller_respond (alice, BOTH | AHOY_MEDIA_HOLD);
  caller_wait_silence (alice);
  caller_update (alice, BOTH);
  g_assert_cmpint (ahoy_media_get_receives (alice->side->media), ==, BOTH);
  g_assert_false (robot_flag (f, "hold"));
  caller_wait_flow (alice, TONE, TRUE);
  phone_delete (alice->phone);
}

static void
test_video (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  caller_call (alice, ECHO, AUDIO);
  g_assert_cmpuint (tell_robots (f, TELL ("add-video")), ==, 1);
  caller_respond (alice, BOTH);
  g_assert_cmpint (ahoy_media_get_receives (alice->side->media), ==, BOTH);
  caller_wait_flow (alice, TONE, TRUE);
  g_assert_cmpuint (tell_robots (f, TELL ("stop-video")), ==, 1);
  caller_respond (alice, BOTH);
  g_assert_cmpint (ahoy_media_get_receives (alice->side->media), ==, AUDIO);
  caller_wait_flow (alice, TONE, FALSE);
  phone_delete (alice->phone);
}

static void
test_digits (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  caller_call (alice, ECHO, AUDIO);
  caller_wait_flow (alice, TONE, FALSE);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"digits\",\"digits\":\"0815\"}"), ==, 1);
  WAIT_UNTIL (alice->side->digits->len == 4);
  g_assert_cmpstr (alice->side->digits->str, ==, "0815");
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"digits\",\"digits\":\"x\"}"), ==, 0);
  phone_delete (alice->phone);
}

/* alice's update and the robot's cross each other. Whichever the service has heard of last is refused,
 * and offered again after the other one. */
static void
test_glare (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = NULL;
  g_autoptr (JsonObject) first = NULL;

  caller_call (alice, ECHO, AUDIO);
  caller_wait_flow (alice, TONE, FALSE);
  offer = side_offer (alice->side, BOTH, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tell_robots (f, TELL ("hold")), ==, 1);
  caller_put (alice, "startCallUpdate", offer);
  first = phone_take (alice->phone);
  alice->phone->seen--;
  if (g_str_equal (ahoy_json_get_string (first, "eventType"), "startCallUpdate")) {
    ahoy_media_rollback (alice->side->media);
    caller_respond (alice, AUDIO);
    json_object_unref (phone_expect (alice->phone, "respondCallUpdate"));
    caller_update (alice, BOTH);
  } else {
    caller_take_answer (alice);
    caller_respond (alice, BOTH);
  }
  g_assert_true (ahoy_media_get_remote_hold (alice->side->media));
  g_assert_cmpuint (tell_robots (f, TELL ("unhold")), ==, 1);
  caller_respond (alice, BOTH);
  g_assert_cmpint (ahoy_media_get_receives (alice->side->media), ==, BOTH);
  caller_wait_flow (alice, TONE, TRUE);
  phone_delete (alice->phone);
}

/* A setting refuses what the robot offers: the call goes on as it was, and the robot tries again
 * only where that may help. */
static void
test_refused (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  caller_call (alice, ECHO, AUDIO);
  set_fault (&f->base, "refuse-update", "{\"user\":\"" ECHO "\",\"code\":603}");
  g_assert_cmpuint (tell_robots (f, TELL ("hold")), ==, 1);
  caller_wait_flow (alice, TONE, FALSE);
  g_assert_cmpuint (tell_robots (f, TELL ("add-video")), ==, 1);
  caller_respond (alice, BOTH);
  g_assert_false (robot_flag (f, "hold"));
  set_fault (&f->base, "refuse-update", "{\"user\":\"" ECHO "\",\"retryAfter\":100}");
  g_assert_cmpuint (tell_robots (f, TELL ("hold")), ==, 1);
  caller_respond (alice, BOTH);
  WAIT_UNTIL (robot_flag (f, "hold"));
  phone_delete (alice->phone);
}

static void
test_unusable_update (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  static const char * const offers[] = {
    "v=0 nothing", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
  };

  caller_call (alice, ECHO, AUDIO);
  for (guint i = 0; i < G_N_ELEMENTS (offers); i++) {
    g_autoptr (JsonObject) refused = NULL;
    gint64 code = 0;

    caller_put (alice, "startCallUpdate", offers[i]);
    refused = phone_expect (alice->phone, "respondCallUpdate");
    g_assert_true (ahoy_json_get_int (refused, "statusCode", 0, 999, &code));
    g_assert_cmpint (code, ==, 488);
    g_assert_null (session_string (refused, "sdp"));
    caller_wait_flow (alice, TONE, FALSE);
  }
  caller_update (alice, BOTH);
  caller_wait_flow (alice, TONE, TRUE);
  phone_delete (alice->phone);
}

/* The robot makes the offer; each side takes the other's for an answer. */
static void
test_slow_call (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  set_fault (&f->base, "slow-start", "{\"user\":\"" ECHO "\"}");
  caller_call (alice, ECHO, AUDIO);
  caller_wait_flow (alice, TONE, FALSE);
  caller_update (alice, AUDIO | AHOY_MEDIA_HOLD);
  caller_wait_silence (alice);
  caller_update (alice, AUDIO);
  caller_wait_flow (alice, TONE, FALSE);
  phone_delete (alice->phone);
}

/* What comes to a side that is to talk to somebody else. */
static void
take_over (Caller *self, const char *event, AhoyMediaFlags wanted)
{
  g_autoptr (JsonObject) update = phone_expect (self->phone, event);
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = NULL;

  if (session_string (update, "sdp") == NULL) {
    sdp = side_offer (self->side, wanted, &error);
  } else {
    side_take (self->side, AHOY_DESCRIPTION_KIND_OFFER, session_string (update, "sdp"), &error);
    g_assert_no_error (error);
    sdp = side_answer (self->side, wanted, &error);
  }
  g_assert_no_error (error);
  caller_put (self, g_str_equal (event, "call") ? "callAnswer" : "respondCallUpdate", sdp);
}

static void
expect_transferred (Caller *self)
{
  phone_expect_end (self->phone, "sessionComplete", 9905);
  phone_delete (self->phone);
}

/* alice sends the robot that she talks to to bob, who makes the offer. */
static void
test_transferred (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autoptr (Caller) bob = caller_new (f, BOB);

  caller_call (alice, ECHO, AUDIO);
  caller_update (alice, AUDIO | AHOY_MEDIA_HOLD);
  phone_put (alice->phone, "transfer", "\"address\":\"sip:" BOB "\"");
  take_over (bob, "call", AUDIO);
  json_object_unref (phone_expect (bob->phone, "callCancel"));
  caller_take_answer (bob);
  caller_wait_flow (bob, TONE, FALSE);
  expect_transferred (alice);
  caller_update (bob, BOTH);
  caller_wait_flow (bob, TONE, TRUE);
  phone_delete (bob->phone);
}

/* alice sends bob to a robot, which makes the offer. */
static void
test_target (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autoptr (Caller) bob = caller_new (f, BOB);

  phone_connect (alice->phone, bob->phone);
  phone_put (alice->phone, "transfer", "\"address\":\"sip:" ECHO "\"");
  take_over (bob, "startCallUpdate", AUDIO);
  caller_wait_flow (bob, TONE, FALSE);
  expect_transferred (alice);
  phone_delete (bob->phone);
}

/* alice talks to both, and leaves them to each other: the robot is asked for an offer. */
static void
test_consultative (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autoptr (Caller) bob = caller_new (f, BOB);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *more = NULL;

  phone_connect (alice->phone, bob->phone);
  first = g_strdup (alice->phone->session);
  caller_call (alice, ECHO, AUDIO);
  caller_update (alice, AUDIO | AHOY_MEDIA_HOLD);
  second = g_steal_pointer (&alice->phone->session);
  alice->phone->session = g_steal_pointer (&first);
  more = g_strdup_printf ("\"sessionData\":\"%s\",\"address\":\"sip:" ECHO "\"", second);
  phone_put (alice->phone, "transfer", more);
  take_over (bob, "startCallUpdate", AUDIO);
  caller_wait_flow (bob, TONE, FALSE);
  expect_transferred (alice);
  json_object_unref (phone_expect (alice->phone, "callEnd"));
  phone_delete (bob->phone);
}

/* Nobody would ever end a call of two robots: they are not brought together, and go on. */
static void
test_two_robots (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autofree char *first = NULL;
  g_autofree char *more = NULL;

  caller_call (alice, ECHO, AUDIO);
  phone_put (alice->phone, "transfer", "\"address\":\"sip:" CALLBACK "\"");
  phone_expect_end (alice->phone, "sessionFail", 480);
  first = g_strdup (alice->phone->session);
  caller_hang_media_up (alice);
  caller_call (alice, ECHO, AUDIO);
  more = g_strdup_printf ("\"sessionData\":\"%s\",\"address\":\"sip:" ECHO "\"", first);
  phone_put (alice->phone, "transfer", more);
  phone_expect_end (alice->phone, "sessionFail", 480);
  caller_wait_flow (alice, TONE, FALSE);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, ECHO), ==, 2);
}

static const CallsTest tests[] = {
  { "/practice/robots-updates/hold", test_hold },
  { "/practice/robots-updates/video", test_video },
  { "/practice/robots-updates/digits", test_digits },
  { "/practice/robots-updates/glare", test_glare },
  { "/practice/robots-updates/refused", test_refused },
  { "/practice/robots-updates/unusable", test_unusable_update },
  { "/practice/robots-updates/slow-call", test_slow_call },
  { "/practice/robots-updates/transferred", test_transferred },
  { "/practice/robots-updates/target", test_target },
  { "/practice/robots-updates/consultative", test_consultative },
  { "/practice/robots-updates/two-robots", test_two_robots },
};

int
main (int argc, char *argv[])
{
  return run_caller_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
