/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "phone.h"

#include <string.h>

/* What is refused, what is bounded, and how calls end without being hung up. */

#define SESSION(phone) ((phone)->session)
#define SDP(text)      "\"sdp\":\"" text "\""

static void
set_session (Phone *phone, const char *session)
{
  g_free (phone->session);
  phone->session = g_strdup (session);
}

static void
test_start_refused (Calls *f, gconstpointer data)
{
#define FROM "\"from\":\"sip:" ALICE "\""
#define TO   "\"to\":\"sip:" BOB "\""
#define SOME "\"sdp\":\"v=0\""
#define JOIN(text) "{\"callControlRequest\":{\"type\":\"join\"," text "}}"
#define START(members) "{\"callControlRequest\":{\"type\":\"callStart\"," members "}}"
  static const struct {
    const char *body;
    guint       status;
    int         code;
  } rows[] = {
    { NULL, 400, 5 },
    { "no JSON", 400, 5 },
    { "{}", 400, 5 },
    { "{\"callControlRequest\":[]}", 400, 5 },
    { "{\"callControlRequest\":{}}", 400, 5 },
    { "{\"callControlRequest\":{\"type\":7}}", 400, 5 },
    { "{\"callControlRequest\":{\"type\":\"ringing\"}}", 400, 1004 },
    { "{\"callControlRequest\":{\"type\":\"dance\"}}", 400, 1004 },
    { START (FROM "," TO), 400, 5 },
    { START (FROM "," TO ",\"sdp\":\"\""), 400, 5 },
    { START (FROM "," TO ",\"sdp\":{}"), 400, 5 },
    { START (FROM "," SOME), 400, 5 },
    { START (TO "," SOME), 400, 5 },
    { START ("\"from\":7," TO "," SOME), 400, 5 },
    { START ("\"from\":\"sip:" CAROL "\"," TO "," SOME), 403, 37 },
    { START (FROM "," TO "," SOME ",\"customParameters\":{}"), 400, 5 },
    { START (FROM "," TO "," SOME ",\"customParameters\":[7]"), 400, 5 },
    { START (FROM "," TO "," SOME ",\"customParameters\":[{\"name\":\"X\"}]"), 400, 5 },
    { START (FROM "," TO "," SOME ",\"customParameters\":[{\"value\":\"X\"}]"), 400, 5 },
    { START (FROM "," TO "," SOME ",\"customParameters\":[{\"name\":\"X\\n\",\"value\":\"\"}]"),
      400, 5 },
    { JOIN ("\"firstSessionData\":\"1\",\"secondSessionData\":\"2\",\"sdp\":\"v=0\""), 404, 42 },
    { JOIN ("\"secondSessionData\":\"2\",\"sdp\":\"v=0\""), 400, 5 },
    { JOIN ("\"firstSessionData\":7,\"sdp\":\"v=0\""), 400, 5 },
  };
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autofree char *wrong = basic (ALICE, "wrong");
  g_autoptr (Answer) stranger = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = phone_request (alice, "POST", "callControl", rows[i].body);

    assert_refused (answer, rows[i].status, rows[i].code);
    answer_wrapper (answer, "callControlResponse");
  }
  stranger = request (&f->base, "POST", "/rest/version/1/user/" ALICE "/callControl",
                      START (FROM "," TO "," SOME), "Authorization", wrong, NULL);
  assert_refused (stranger, 403, 4);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 0);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "join"), ==, 3);
  phone_expect_nothing (bob);
}

static char *
long_text (gsize length)
{
  return g_strnfill (length, 'x');
}

static void
test_bounds (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autofree char *most = long_text (256 * 1024);
  g_autofree char *whole = g_strdup_printf (SDP ("%s"), most);
  g_autofree char *more = g_strdup_printf (SDP ("x%s"), most);
  g_autofree char *value = long_text (4097);
  g_autofree char *parameter =
    g_strdup_printf ("\"customParameters\":[{\"name\":\"X\",\"value\":\"%s\"}]", value);
  g_autoptr (GString) many = g_string_new ("\"customParameters\":[");
  g_autoptr (Answer) too_long = phone_start (alice, BOB, more);
  g_autoptr (Answer) long_enough = NULL;
  g_autoptr (Answer) long_value = NULL;
  g_autoptr (Answer) too_many = NULL;
  g_autoptr (JsonObject) call = NULL;

  assert_refused (too_long, 403, 37);
  long_enough = phone_start (alice, BOB, whole);
  g_assert_cmpuint (long_enough->status, ==, 201);
  call = phone_expect (bob, "call");
  g_assert_cmpstr (session_string (call, "sdp"), ==, most);

  long_value = phone_start (alice, BOB, parameter);
  assert_refused (long_value, 400, 5);
  for (guint i = 0; i < 65; i++)
    g_string_append_printf (many, "%s{\"name\":\"X\",\"value\":\"\"}", i > 0 ? "," : "");
  g_string_append_c (many, ']');
  too_many = phone_start (alice, BOB, many->str);
  assert_refused (too_many, 400, 5);
}

static void
test_most_calls (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Phone) carol = phone_new (f, CAROL);
  g_autoptr (Answer) one_more = NULL;
  g_autoptr (Answer) busy = NULL;

  for (guint i = 0; i < 20; i++) {
    g_autoptr (Answer) started = phone_start (alice, BOB, NULL);

    g_assert_cmpuint (started->status, ==, 201);
  }
  one_more = phone_start (alice, BOB, NULL);
  assert_refused (one_more, 403, 46);
  busy = phone_start (carol, BOB, NULL);
  g_assert_cmpuint (busy->status, ==, 201);
  phone_expect_end (carol, "callEnd", 486);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 40);
}

/* Without the service nobody calls, nor is called. */
static void
test_no_service (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = NULL;
  g_autoptr (Phone) bob = NULL;
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) started = NULL;

  set_fault (&f->base, "grant", "{\"services\":\"IM\",\"user\":\"" ALICE "\"}");
  alice = phone_new (f, ALICE);
  bob = phone_new (f, BOB);
  refused = phone_start (alice, BOB, NULL);
  assert_refused (refused, 403, 35);
  started = phone_start (bob, ALICE, NULL);
  phone_expect_end (bob, "callEnd", 480);
  phone_expect_nothing (alice);
}

/* What is no request about a call, what is about none, and what comes at the wrong time. */
static void
test_session_refused (Calls *f, gconstpointer data)
{
  static const char * const types[] = {
    "ringing", "callAnswer", "startCallUpdate", "respondCallUpdate", "audit", "sendCustomHeaders",
    "transfer"
  };
  static const struct {
    const char *type;
    const char *more;
    int         code;
  } rows[] = {
    { NULL, "no JSON", 5 },
    { "callStart", SDP ("v=0"), 1004 },
    { "dance", NULL, 1004 },
    { "ringing", NULL, 1004 },               /* the caller's own call */
    { "callAnswer", SDP ("v=0"), 1004 },
    { "callAnswer", NULL, 5 },
    { "startCallUpdate", NULL, 5 },
    { "startCallUpdate", SDP ("v=0"), 1004 }, /* not answered */
    { "startCallUpdate", SDP ("v=0") ",\"customParameters\":7", 5 },
    { "respondCallUpdate", SDP ("v=0"), 1004 },
    { "respondCallUpdate", NULL, 5 },
    { "sendCustomHeaders", NULL, 5 },
    { "sendCustomHeaders", "\"customParameters\":7", 5 },
    { "transfer", "\"address\":\"sip:" CAROL "\"", 1004 },
  };
  static const char * const dispositions[] = {
    "{\"action\":\"reject\"}",
    "{\"action\":\"reject\",\"sessionData\":7}",
    "{\"action\":\"reject\",\"sessionData\":\"0123\"}",
  };
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Phone) carol = phone_new (f, CAROL);
  g_autoptr (Answer) started = phone_start (alice, BOB, NULL);
  g_autoptr (Answer) own = NULL;
  g_autoptr (Answer) nowhere = NULL;
  g_autoptr (Answer) dance = NULL;
  g_autofree char *own_body =
    g_strdup_printf ("{\"callDispositionRequest\":{\"action\":\"reject\",\"sessionData\":\"%s\"}}",
                     SESSION (alice));
  g_autofree char *nowhere_body = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autoptr (Answer) unknown = phone_try (alice, "0123", types[i], NULL);
    g_autoptr (Answer) others = phone_try (carol, SESSION (alice), types[i], NULL);

    assert_refused (unknown, 404, 42);
    assert_refused (others, 404, 42);
    g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, types[i]), ==, 2);
  }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = phone_try (alice, SESSION (alice), rows[i].type, rows[i].more);

    assert_refused (answer, 400, rows[i].code);
  }
  for (guint i = 0; i < G_N_ELEMENTS (dispositions); i++) {
    g_autofree char *body = g_strdup_printf ("{\"callDispositionRequest\":%s}", dispositions[i]);
    g_autoptr (Answer) answer = phone_request (bob, "POST", "calldisposition", body);

    assert_refused (answer, 404, 42);
    answer_wrapper (answer, "callDispositionResponse");
  }
  own = phone_request (alice, "POST", "calldisposition", own_body);
  assert_refused (own, 400, 1004);
  json_object_unref (phone_expect (bob, "call"));
  nowhere_body =
    g_strdup_printf ("{\"callDispositionRequest\":{\"action\":\"forward\",\"sessionData\":\"%s\"}}",
                     SESSION (bob));
  nowhere = phone_request (bob, "POST", "calldisposition", nowhere_body);
  assert_refused (nowhere, 400, 5);
  dance = phone_request (bob, "POST", "calldisposition",
                         "{\"callDispositionRequest\":{\"action\":\"dance\"}}");
  assert_refused (dance, 400, 1004);
  phone_expect_nothing (alice);
}

static void
assert_state (Phone *phone, const char *state)
{
  g_autofree char *path = g_strdup_printf ("callControl/callSessions/%s", SESSION (phone));
  g_autoptr (Answer) answer = phone_request (phone, "GET", path, NULL);

  if (state == NULL) {
    assert_refused (answer, 404, 47);
    return;
  }
  assert_refused (answer, 200, 0);
  g_assert_cmpstr (ahoy_json_get_string (answer_wrapper (answer, "callControlResponse"), "state"),
                   ==, state);
}

static void
test_state (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) started = phone_start (alice, BOB, NULL);
  g_autoptr (Answer) state = NULL;
  JsonArray *calls;
  JsonObject *first;

  assert_state (alice, "INITIATED");
  json_object_unref (phone_expect (bob, "call"));
  phone_put (bob, "ringing", NULL);
  assert_state (alice, "RINGING");
  assert_state (bob, "RINGING");
  phone_put (bob, "callAnswer", SDP ("v=0 answer"));
  assert_state (alice, "ANSWERED");

  state = request (&f->base, "GET", "/practice/state", NULL, NULL);
  g_assert_null (strstr (state->text, "v=0"));
  calls = ahoy_json_get_array (state->object, "calls");
  g_assert_cmpuint (json_array_get_length (calls), ==, 2);
  first = json_array_get_object_element (calls, 0);
  g_assert_cmpstr (ahoy_json_get_string (first, "id"), ==, SESSION (alice));
  g_assert_cmpstr (ahoy_json_get_string (first, "peer"), ==, SESSION (bob));
  g_assert_cmpstr (ahoy_json_get_string (first, "user"), ==, ALICE);
  g_assert_cmpstr (ahoy_json_get_string (first, "remote"), ==, BOB);
  g_assert_cmpstr (ahoy_json_get_string (first, "direction"), ==, "outgoing");
  g_assert_cmpstr (ahoy_json_get_string (first, "state"), ==, "answered");

  phone_delete (alice);
  assert_state (alice, NULL);
  assert_state (bob, NULL);
}

static void
test_forward (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Phone) carol = phone_new (f, CAROL);
  g_autoptr (Answer) started = phone_start (alice, BOB, NULL);
  g_autoptr (JsonObject) call = NULL;
  g_autoptr (JsonObject) answered = NULL;

  json_object_unref (phone_expect (bob, "call"));
  phone_dispose (bob, "forward", "\"address\":\"sip:" CAROL "\"");
  phone_expect_end (bob, "callCancel", 9900);
  call = phone_expect (carol, "call");
  g_assert_cmpstr (session_string (call, "sdp"), ==, OFFER);
  g_assert_cmpstr (SESSION (carol), !=, SESSION (bob));
  g_assert_cmpstr (names_string (call, "callerDisplayNumber"), ==, ALICE);
  phone_put (carol, "callAnswer", SDP ("v=0 answer"));
  json_object_unref (phone_expect (carol, "callCancel"));
  answered = phone_expect (alice, "respondCallUpdate");
  g_assert_cmpstr (names_string (answered, "remoteDisplayNumber"), ==, CAROL);
  phone_delete (carol);
  phone_expect_end (alice, "callEnd", 9900);
}

static void
test_forward_ends (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) first = phone_start (alice, BOB, NULL);
  g_autoptr (Answer) second = NULL;

  json_object_unref (phone_expect (bob, "call"));
  phone_dispose (bob, "forward", "\"address\":\"sip:nobody\"");
  phone_expect_end (bob, "callCancel", 9900);
  phone_expect_end (alice, "callEnd", 404);

  /* To himself, again and again. */
  second = phone_start (alice, BOB, NULL);
  for (guint i = 0; i <= 10; i++) {
    json_object_unref (phone_expect (bob, "call"));
    phone_dispose (bob, "forward", "\"address\":\"sip:bob\"");
    phone_expect_end (bob, "callCancel", 9900);
  }
  phone_expect_end (alice, "callEnd", 483);
}

static void
test_logged_out (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Phone) desk = phone_new (f, BOB);
  g_autoptr (Answer) started = NULL;

  phone_connect (alice, bob);
  phone_log_out (bob); /* the call may be at the desk */
  phone_expect_nothing (alice);
  phone_log_out (desk);
  phone_expect_end (alice, "callEnd", 480);

  {
    g_autoptr (Phone) again = phone_new (f, BOB);

    started = phone_start (alice, BOB, NULL);
    json_object_unref (phone_expect (again, "call"));
    phone_log_out (again);
    phone_expect_end (alice, "callEnd", 480);
  }
  {
    g_autoptr (Phone) again = phone_new (f, BOB);
    g_autoptr (Answer) last = phone_start (alice, BOB, NULL);

    json_object_unref (phone_expect (again, "call"));
    ahoy_practice_end_subscriptions (f->base.practice, ALICE, "gone");
    phone_expect_end (again, "callCancel", 480);
  }
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 0);
}

/* What happens while a websocket is away waits for the next one; when none comes in time, the login
 * ends, and the call with it. */
static void
test_socket_away (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) started = NULL;

  phone_connect (alice, bob);
  ahoy_practice_close_sockets (f->base.practice, BOB, 0);
  phone_put (alice, "startCallUpdate", SDP ("v=0 hold"));
  fake_clock_advance (f->clock, AFTER_ANSWER);
  socket_free (bob->socket);
  bob->socket = open_socket (&f->base, answer_param (bob->login, "notificationChannel"));
  bob->seen = 0;
  json_object_unref (phone_expect (bob, "startCallUpdate"));
  phone_put (bob, "respondCallUpdate", SDP ("v=0 held"));
  json_object_unref (phone_expect (alice, "respondCallUpdate"));

  ahoy_practice_close_sockets (f->base.practice, BOB, 0);
  fake_clock_advance (f->clock, 60000);
  phone_expect_end (alice, "callEnd", 480);
}

/* What waits for a websocket has a bound in bytes, too: descriptions are long. */
static void
test_long_wait (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autofree char *most = g_strnfill (256 * 1024, 'x');
  g_autofree char *sdp = g_strdup_printf (SDP ("%s"), most);
  g_autoptr (JsonObject) last = NULL;
  guint n_dropped;

  ahoy_practice_close_sockets (f->base.practice, BOB, 0);
  for (guint i = 0; i < 40; i++) {
    g_autoptr (Answer) started = phone_start (alice, BOB, sdp);

    phone_delete (alice);
  }
  fake_clock_advance (f->clock, AFTER_ANSWER);
  n_dropped = ahoy_practice_get_count (f->base.practice, "dropped");
  g_assert_cmpuint (n_dropped, >, 2 * (40 - 32));
  g_assert_cmpuint (n_dropped, <, 2 * (40 - 28));
  socket_free (bob->socket);
  bob->socket = open_socket (&f->base, answer_param (bob->login, "notificationChannel"));
  last = socket_notification (bob->socket, 2 * 40 - n_dropped - 1);
  g_assert_cmpstr (ahoy_json_get_string (last, "eventType"), ==, "callCancel");
}

static void
test_unaudited (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) late = NULL;

  phone_connect (alice, bob);
  for (guint i = 0; i < 10; i++) {
    fake_clock_advance (f->clock, 25000);
    phone_put (alice, "audit", NULL);
    if (i < 8)
      phone_put (bob, "audit", NULL);
  }
  phone_expect_nothing (alice);
  fake_clock_advance (f->clock, 25000);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "unaudited"), ==, 1);
  phone_expect_end (bob, "callEnd", 408);
  phone_expect_end (alice, "callEnd", 408);
  late = phone_try (alice, SESSION (alice), "audit", NULL);
  assert_refused (late, 404, 42);
}

/* Both sides of a call may be the same user's. */
static void
test_oneself (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Answer) started = phone_start (alice, ALICE, NULL);
  g_autofree char *outgoing = g_strdup (SESSION (alice));
  g_autofree char *incoming = NULL;
  g_autoptr (JsonObject) answered = NULL;

  json_object_unref (phone_expect (alice, "call"));
  incoming = g_strdup (SESSION (alice));
  g_assert_cmpstr (incoming, !=, outgoing);
  phone_put (alice, "callAnswer", SDP ("v=0 answer"));
  json_object_unref (phone_expect (alice, "callCancel"));
  answered = phone_expect (alice, "respondCallUpdate");
  g_assert_cmpstr (session_string (answered, "sessionData"), ==, outgoing);
  set_session (alice, incoming);
  phone_delete (alice);
  set_session (alice, outgoing);
  phone_expect_end (alice, "callEnd", 9900);

  {
    g_autoptr (Answer) again = phone_start (alice, ALICE, NULL);

    json_object_unref (phone_expect (alice, "call"));
    phone_log_out (alice);
  }
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 0);
}

/* The service ends in the middle of everything. */
static void
test_stop (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Phone) carol = phone_new (f, CAROL);
  g_autoptr (Answer) started = NULL;

  phone_connect (alice, bob);
  phone_put (alice, "transfer", "\"address\":\"sip:" CAROL "\"");
  started = phone_start (carol, ALICE, NULL);
  ahoy_practice_stop (f->base.practice);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 0);
}

int
main (int argc, char *argv[])
{
  static const CallsTest tests[] = {
    { "/practice/calls/start-refused", test_start_refused },
    { "/practice/calls/bounds", test_bounds },
    { "/practice/calls/most-calls", test_most_calls },
    { "/practice/calls/no-service", test_no_service },
    { "/practice/calls/session-refused", test_session_refused },
    { "/practice/calls/state", test_state },
    { "/practice/calls/forward", test_forward },
    { "/practice/calls/forward-ends", test_forward_ends },
    { "/practice/calls/logged-out", test_logged_out },
    { "/practice/calls/socket-away", test_socket_away },
    { "/practice/calls/long-wait", test_long_wait },
    { "/practice/calls/unaudited", test_unaudited },
    { "/practice/calls/oneself", test_oneself },
    { "/practice/calls/stop", test_stop },
  };

  return run_calls_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
