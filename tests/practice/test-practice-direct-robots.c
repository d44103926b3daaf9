/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caller.h"
#include "handset.h"

/* When robots begin and end direct calls, as far as it needs no media. What is heard and seen of
 * them, a browser looks at. */

static void
set_times (Calls *f)
{
  set_fault (&f->base, "answer-time", "{\"ms\":100}");
  set_fault (&f->base, "callback-time", "{\"ms\":200,\"service\":\"sendbird\"}");
}

/* Who ended it, as the call log says. */
static void
assert_ended_by (Handset *handset, const char *user)
{
  g_autofree char *path = g_strdup_printf ("/v1/users/%s/calls?limit=1", handset->user);
  g_autoptr (Answer) answer = handset_request (handset, "GET", path, NULL);
  JsonArray *calls = ahoy_json_get_array (answer->object, "calls");

  g_assert_cmpuint (json_array_get_length (calls), ==, 1);
  g_assert_cmpstr (ahoy_json_get_string (json_array_get_object_element (calls, 0), "ended_by"), ==,
                   user);
}

static void
expect (Handset *handset, const char *cmd, const char *type)
{
  g_autoptr (JsonObject) payload = handset_expect (handset, cmd, type);
}

static void
be_accepted (Calls *f, Handset *handset)
{
  handset_dial (handset, ECHO);
  expect (handset, "CALL", "dial_rcv");
  fake_clock_advance (f->clock, 99);
  handset_expect_nothing (handset);
  fake_clock_advance (f->clock, 1);
  expect (handset, "CALL", "accept");
  expect (handset, "COMM", "audio");
  expect (handset, "COMM", "video");
}

static void
test_unconnected (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");

  set_times (f);
  be_accepted (f, alice);
  fake_clock_advance (f->clock, 59999);
  handset_expect_nothing (alice);
  fake_clock_advance (f->clock, 1);
  handset_expect_end (alice, "timeout", "timed_out");
  assert_ended_by (alice, ECHO);
  g_assert_cmpuint (fake_clock_n_waiting (f->clock), ==, 0);

  set_fault (&f->base, "connect-time", "{\"ms\":10}");
  be_accepted (f, alice);
  fake_clock_advance (f->clock, 10);
  handset_expect_end (alice, "timeout", "timed_out");
}

static void
test_hang_up (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (JsonObject) told = NULL;

  set_times (f);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"hang-up\"}"), ==, 0);
  handset_dial (alice, ECHO);
  expect (alice, "CALL", "dial_rcv");
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"hang-up\"}"), ==, 1);
  handset_expect_end (alice, "decline", "declined");
  assert_ended_by (alice, ECHO);

  be_accepted (f, alice);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"hang-up\",\"user\":\"" BOB "\"}"), ==, 0);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"hang-up\",\"robot\":\"callback\"}"), ==, 0);
  told = robots_call (f, 0);
  g_assert_cmpstr (ahoy_json_get_string (told, "id"), ==, alice->call);
  g_assert_cmpstr (ahoy_json_get_string (told, "user"), ==, ECHO);
  g_assert_cmpstr (ahoy_json_get_string (told, "remote"), ==, ALICE);
  g_assert_cmpstr (ahoy_json_get_string (told, "direction"), ==, "incoming");
  g_assert_cmpstr (ahoy_json_get_string (told, "state"), ==, "answered");
  g_assert_cmpstr (ahoy_json_get_string (told, "media"), ==, "new");
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"hang-up\",\"user\":\"" ALICE "\"}"), ==, 1);
  handset_expect_end (alice, "end", "completed");
  assert_ended_by (alice, ECHO);
}

static void
test_call (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");

  set_times (f);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"call\",\"user\":\"" ALICE "\"}"), ==, 1);
  fake_clock_advance (f->clock, 0);
  handset_ring (alice);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"hang-up\"}"), ==, 1);
  handset_expect_end (alice, "cancel", "canceled");
  assert_ended_by (alice, CALLBACK);

  /* It does not wait for ever. */
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"call\",\"user\":\"" ALICE "\"}"), ==, 1);
  fake_clock_advance (f->clock, 0);
  handset_ring (alice);
  fake_clock_advance (f->clock, 60000);
  handset_expect_end (alice, "no_answer", "no_answer");
}

static void
test_callback (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");

  set_times (f);
  handset_dial (alice, CALLBACK);
  expect (alice, "CALL", "dial_rcv");
  fake_clock_advance (f->clock, 100);
  handset_expect_end (alice, "decline", "declined");
  assert_ended_by (alice, CALLBACK);
  fake_clock_advance (f->clock, 199);
  handset_expect_nothing (alice);
  fake_clock_advance (f->clock, 1);
  handset_ring (alice);
  handset_send (alice, "CALL", "decline", NULL);
  handset_expect_end (alice, "decline_ack", "declined");
}

/* Without media, or where it is not accepted, there is nothing to change. */
static void
test_nothing_to_change (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");

  set_times (f);
  be_accepted (f, alice);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"hold\"}"), ==, 0);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"stop-video\"}"), ==, 0);
  g_assert_cmpuint (tell_robots (f, "{\"action\":\"digits\",\"digits\":\"1\"}"), ==, 0);
  handset_expect_nothing (alice);
  tell_robots (f, "{\"action\":\"hang-up\"}");
  handset_expect_end (alice, "end", "completed");
}

int
main (int argc, char *argv[])
{
  static const CallsTest tests[] = {
    { "/practice/direct-robots/unconnected", test_unconnected },
    { "/practice/direct-robots/hang-up", test_hang_up },
    { "/practice/direct-robots/call", test_call },
    { "/practice/direct-robots/callback", test_callback },
    { "/practice/direct-robots/nothing-to-change", test_nothing_to_change },
  };

  return run_calls_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
