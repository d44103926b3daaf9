/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caller.h"

#include <string.h>

/* How calls of robots begin and end, and what they leave behind. */

#define AUDIO AHOY_MEDIA_AUDIO
#define BOTH  (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)
#define TONE  440 /* what a caller sends, in Hz */

static guint
n_calls (Calls *f)
{
  return ahoy_practice_get_n_calls (f->base.practice, NULL);
}

/* A call to callback up to its end. */
static void
ask_for_call (Caller *self, AhoyMediaFlags wanted)
{
  caller_dial (self, "callback", wanted);
  json_object_unref (phone_expect (self->phone, "ringing"));
  phone_expect_end (self->phone, "callEnd", 603);
  caller_hang_media_up (self);
}

static void
test_callback (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  const double notes[] = { 523.25, 659.26, 783.99 };

  for (guint i = 0; i < 2; i++) {
    AhoyMediaFlags wanted = i == 0 ? AUDIO : BOTH;

    ask_for_call (alice, wanted);
    caller_answer (alice, wanted);
    g_assert_cmpint (ahoy_media_get_receives (alice->side->media), ==, wanted);
    for (guint note = 0; note < G_N_ELEMENTS (notes); note++)
      caller_wait_flow (alice, notes[note], wanted == BOTH);
    phone_delete (alice->phone);
    g_assert_cmpuint (n_calls (f), ==, 0);
    caller_hang_media_up (alice);
  }
}

static void
test_callback_declined (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autoptr (JsonObject) call = NULL;

  ask_for_call (alice, AUDIO);
  call = phone_expect (alice->phone, "call");
  g_assert_cmpstr (names_string (call, "callerDisplayNumber"), ==, CALLBACK);
  phone_dispose (alice->phone, "reject", NULL);
  phone_expect_end (alice->phone, "callCancel", 603);
  g_assert_cmpuint (n_calls (f), ==, 0);
}

static void
test_callback_ignored (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autoptr (Answer) history = NULL;
  JsonArray *items;
  JsonObject *params;

  ask_for_call (alice, AUDIO);
  json_object_unref (phone_expect (alice->phone, "call"));
  phone_put (alice->phone, "ringing", NULL);
  fake_clock_advance (f->clock, 30000);
  phone_expect_end (alice->phone, "callCancel", 480);
  g_assert_cmpuint (n_calls (f), ==, 0);
  history = phone_request (alice->phone, "GET", "logHistory?count=1", NULL);
  items = ahoy_json_get_array (answer_wrapper (history, "logHistory"), "logItems");
  g_assert_cmpuint (json_array_get_length (items), ==, 1);
  params = ahoy_json_get_object (json_array_get_object_element (items, 0), "params");
  g_assert_cmpstr (ahoy_json_get_string (params, "direction"), ==, "missed");
  g_assert_cmpstr (ahoy_json_get_string (params, "callerDisplayNumber"), ==, CALLBACK);
}

/* Who has gone is not called back. */
static void
test_callback_nobody (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  ask_for_call (alice, AUDIO);
  g_assert_cmpuint (n_calls (f), ==, 1);
  phone_log_out (alice->phone);
  WAIT_UNTIL (n_calls (f) == 0);
}

static void
test_cancelled (Calls *f, gconstpointer data)
{
  static const char * const robots[] = { ECHO, CALLBACK };
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  for (guint i = 0; i < G_N_ELEMENTS (robots); i++) {
    set_fault (&f->base, "answer-time", "{\"ms\":10000}");
    caller_dial (alice, robots[i], BOTH);
    json_object_unref (phone_expect (alice->phone, "ringing"));
    phone_delete (alice->phone);
    g_assert_cmpuint (n_calls (f), ==, 0);
    fake_clock_advance (f->clock, 60000);
    g_assert_cmpuint (n_calls (f), ==, 0);
    phone_expect_nothing (alice->phone);
    caller_hang_media_up (alice);
  }
}

/* While the media is at work, which ends with the call and needs nobody to wait for it. */
static void
test_cancelled_at_once (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  set_fault (&f->base, "answer-time", "{\"ms\":0}");
  caller_dial (alice, ECHO, BOTH);
  json_object_unref (phone_expect (alice->phone, "ringing"));
  phone_delete (alice->phone);
  g_assert_cmpuint (n_calls (f), ==, 0);
}

static void
test_unusable (Calls *f, gconstpointer data)
{
  static const char * const offers[] = {
    "v=0 nothing",
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n",
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n",
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=rtpmap:96 nothing/8000\r\n",
  };
  g_autoptr (Phone) alice = phone_new (f, ALICE);

  for (guint i = 0; i < G_N_ELEMENTS (offers); i++) {
    g_autofree char *quoted = ahoy_json_quote (offers[i]);
    g_autofree char *more = g_strdup_printf ("\"sdp\":%s", quoted);
    g_autoptr (Answer) started = phone_start (alice, ECHO, more);
    g_autoptr (JsonObject) next = NULL;

    g_assert_cmpuint (started->status, ==, 201);
    fake_clock_advance (f->clock, AFTER_ANSWER);
    next = phone_take (alice);
    if (g_str_equal (ahoy_json_get_string (next, "eventType"), "ringing")) {
      json_object_unref (next);
      next = phone_take (alice);
    }
    g_assert_cmpstr (ahoy_json_get_string (next, "eventType"), ==, "callEnd");
    g_assert_cmpint (session_int (next, "statusCode"), ==, 488);
    g_assert_cmpuint (n_calls (f), ==, 0);
  }
}

/* The caller never says where it is. */
static void
test_never_connects (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  caller_dial (alice, ECHO, AUDIO);
  json_object_unref (phone_expect (alice->phone, "ringing"));
  json_object_unref (phone_expect (alice->phone, "respondCallUpdate"));
  phone_put (alice->phone, "audit", NULL);
  fake_clock_advance (f->clock, 30000);
  phone_expect_end (alice->phone, "callEnd", 408);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "unconnected"), ==, 1);
}

/* Somebody else's certificate. */
static void
test_untrusted (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *offer = side_offer (alice->side, AUDIO, &error);
  char *digit = strstr (offer, "a=fingerprint:sha-256 ") + strlen ("a=fingerprint:sha-256 ");
  g_autofree char *quoted = NULL;
  g_autofree char *more = NULL;
  g_autoptr (Answer) started = NULL;

  *digit = *digit == '0' ? '1' : '0';
  quoted = ahoy_json_quote (offer);
  more = g_strdup_printf ("\"sdp\":%s", quoted);
  started = phone_start (alice->phone, ECHO, more);
  json_object_unref (phone_expect (alice->phone, "ringing"));
  answer = phone_expect (alice->phone, "respondCallUpdate");
  side_take (alice->side, AHOY_DESCRIPTION_KIND_ANSWER, session_string (answer, "sdp"), &error);
  g_assert_no_error (error);
  phone_expect_end (alice->phone, "callEnd", 488);
}

static void
test_busy (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);

  set_fault (&f->base, "answer-time", "{\"ms\":10000}");
  for (guint i = 0; i < 8; i++) {
    answer_free (phone_start (alice, CALLBACK, "\"sdp\":\"v=0\\r\\no=- 1 1 IN IP4 127.0.0.1\\r\\n"
                              "s=-\\r\\nt=0 0\\r\\n\""));
    json_object_unref (phone_expect (alice, "ringing"));
  }
  answer_free (phone_start (bob, ECHO, NULL));
  phone_expect_end (bob, "callEnd", 486);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"call\",\"user\":\"" BOB "\"}"), ==, 0);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"hang-up\",\"user\":\"" ALICE "\"}"), ==, 8);
  for (guint i = 0; i < 8; i++) {
    g_autoptr (JsonObject) ended = phone_expect (alice, "callEnd");

    g_assert_cmpint (session_int (ended, "statusCode"), ==, 603);
  }
  g_assert_cmpuint (n_calls (f), ==, 0);
}

/* Two people at a time, each with an echo of their own. */
static void
test_several (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autoptr (Caller) bob = caller_new (f, BOB);

  caller_call (alice, ECHO, AUDIO);
  caller_call (bob, ECHO, AUDIO);
  caller_wait_flow (alice, TONE, FALSE);
  caller_wait_flow (bob, TONE, FALSE);
  phone_delete (alice->phone);
  g_assert_cmpuint (n_calls (f), ==, 2);
  caller_wait_flow (bob, TONE, FALSE);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"hang-up\"}"), ==, 1);
  phone_expect_end (bob->phone, "callEnd", 9900);
}

/* A robot that was told to calls, by itself. */
static void
test_told_to_call (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  g_assert_cmpuint (tell_robots (f, "{\"action\":\"call\",\"user\":\"" ALICE "\",\"video\":true,"
                                    "\"robot\":\"echo\"}"), ==, 1);
  caller_answer (alice, BOTH);
  caller_wait_flow (alice, TONE, TRUE);
  phone_delete (alice->phone);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"call\",\"user\":\"" BOB "\"}"), ==, 1);
  WAIT_UNTIL (n_calls (f) == 0); /* nobody is there */
}

static void
test_stopped (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autoptr (GError) error = NULL;

  caller_call (alice, ECHO, BOTH);
  caller_wait_flow (alice, TONE, TRUE);
  ahoy_practice_stop (f->base.practice);
  ahoy_practice_start (f->base.practice, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_calls (f), ==, 0);
}

static void
test_gone (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  caller_call (alice, ECHO, AUDIO);
  set_fault (&f->base, "gone", NULL);
  g_assert_cmpuint (n_calls (f), ==, 0);
}

static void
one_call (Calls *f, Caller *alice)
{
  caller_call (alice, ECHO, AUDIO);
  caller_wait_flow (alice, TONE, FALSE);
  phone_delete (alice->phone);
  caller_hang_media_up (alice);
}

/* The first calls start what stays: GStreamer's threads and files. */
static void
test_ten (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  guint n_threads, n_files;

  for (guint i = 0; i < 2; i++)
    one_call (f, alice);
  n_threads = count_entries ("/proc/self/task");
  n_files = count_entries ("/proc/self/fd");
  for (guint i = 0; i < 10; i++)
    one_call (f, alice);
  g_assert_cmpuint (n_calls (f), ==, 0);
  WAIT_UNTIL (count_entries ("/proc/self/task") <= n_threads);
  WAIT_UNTIL (count_entries ("/proc/self/fd") <= n_files);
}

static void
assert_told (Calls *f, const char *body, guint status)
{
  g_autoptr (Answer) answer =
    request (&f->base, "POST", "/practice/robots", body, "Authorization", NULL, NULL);

  g_assert_cmpuint (answer->status, ==, status);
  if (status != 200)
    g_assert_nonnull (ahoy_json_get_string (answer->object, "error"));
}

static void
test_control (Calls *f, gconstpointer data)
{
  g_autoptr (Answer) answer =
    request (&f->base, "GET", "/practice/robots", NULL, "Authorization", NULL, NULL);
  g_autoptr (Answer) deleted =
    request (&f->base, "DELETE", "/practice/robots", NULL, "Authorization", NULL, NULL);
  JsonArray *robots = ahoy_json_get_array (answer->object, "robots");
  JsonObject *first = json_array_get_object_element (robots, 0);
  g_auto (GStrv) addresses = ahoy_json_get_strv (first, "addresses", 10);

  g_assert_cmpuint (deleted->status, ==, 405);
  g_assert_cmpuint (json_array_get_length (robots), ==, 2);
  g_assert_cmpstr (ahoy_json_get_string (first, "name"), ==, "echo");
  g_assert_nonnull (ahoy_json_get_string (first, "description"));
  g_assert_cmpuint (g_strv_length (addresses), ==, 1);
  g_assert_cmpstr (addresses[0], ==, ECHO);
  g_assert_cmpuint (json_array_get_length (ahoy_json_get_array (answer->object, "actions")), ==, 7);
  g_assert_cmpuint (json_array_get_length (ahoy_json_get_array (answer->object, "calls")), ==, 0);

  assert_told (f, "{\"action\":\"hold\"}", 200);
  assert_told (f, "{\"action\":\"dance\"}", 404);
  assert_told (f, "{\"action\":1}", 400);
  assert_told (f, "{}", 400);
  assert_told (f, "{\"action\":\"hold\",\"robot\":\"nobody\"}", 400);
  assert_told (f, "{\"action\":\"hold\",\"user\":\"nobody\"}", 400);
  assert_told (f, "{\"action\":\"hold\",\"user\":1}", 400);
  assert_told (f, "{\"action\":\"digits\"}", 400);
  assert_told (f, "{\"action\":\"call\"}", 400);
  assert_told (f, "{\"action\":\"call\",\"user\":\"" ALICE "\",\"video\":1}", 400);
}

/* Where a user has a robot's name, the user is called; in other domains there is nobody. */
static void
test_names (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);

  answer_free (phone_start (alice, "echo@elsewhere.example", NULL));
  phone_expect_end (alice, "callEnd", 404);
  answer_free (phone_start (alice, "echos", NULL));
  phone_expect_end (alice, "callEnd", 404);
  ahoy_practice_add_user (f->base.practice, "ann@elsewhere.example", PASSWORD);
  answer_free (phone_start (alice, "callback@elsewhere.example", NULL));
  json_object_unref (phone_expect (alice, "ringing"));
  phone_delete (alice);
  ahoy_practice_add_user (f->base.practice, ECHO, PASSWORD);
  answer_free (phone_start (alice, ECHO, NULL));
  phone_expect_end (alice, "callEnd", 480);
}

static const CallsTest tests[] = {
  { "/practice/robots-ends/control", test_control },
  { "/practice/robots-ends/names", test_names },
  { "/practice/robots-ends/callback", test_callback },
  { "/practice/robots-ends/callback-declined", test_callback_declined },
  { "/practice/robots-ends/callback-ignored", test_callback_ignored },
  { "/practice/robots-ends/callback-nobody", test_callback_nobody },
  { "/practice/robots-ends/cancelled", test_cancelled },
  { "/practice/robots-ends/cancelled-at-once", test_cancelled_at_once },
  { "/practice/robots-ends/unusable", test_unusable },
  { "/practice/robots-ends/never-connects", test_never_connects },
  { "/practice/robots-ends/untrusted", test_untrusted },
  { "/practice/robots-ends/busy", test_busy },
  { "/practice/robots-ends/several", test_several },
  { "/practice/robots-ends/told-to-call", test_told_to_call },
  { "/practice/robots-ends/stopped", test_stopped },
  { "/practice/robots-ends/gone", test_gone },
  { "/practice/robots-ends/ten", test_ten },
};

int
main (int argc, char *argv[])
{
  return run_caller_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
