/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "phone.h"

#include <string.h>

#define ANSWER_MEMBER "\"sdp\":\"v=0 answer\""
#define HOLD_MEMBER   "\"sdp\":\"v=0 hold\""
#define HELD_MEMBER   "\"sdp\":\"v=0 held\""
#define PARAMETERS(value) \
  "\"customParameters\":[{\"name\":\"X-Note\",\"value\":\"" value "\"}]"

static const char *
note (JsonObject *notification)
{
  JsonArray *parameters = ahoy_json_get_array (notification, "customParameters");
  JsonObject *first;

  if (parameters == NULL)
    return NULL;
  g_assert_cmpuint (json_array_get_length (parameters), ==, 1);
  first = json_array_get_object_element (parameters, 0);
  g_assert_cmpstr (ahoy_json_get_string (first, "name"), ==, "X-Note");

  return ahoy_json_get_string (first, "value");
}

static guint
n_calls (Calls *f)
{
  return ahoy_practice_get_n_calls (f->base.practice, NULL);
}

/* Section 10 of the protocol page: a call that is answered, and that its caller ends. */
static void
test_answered (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) started = phone_start (alice, BOB, NULL);
  g_autoptr (JsonObject) call = NULL;
  g_autoptr (JsonObject) ringing = NULL;
  g_autoptr (JsonObject) cancelled = NULL;
  g_autoptr (JsonObject) answered = NULL;
  g_autoptr (JsonObject) ended = NULL;

  g_assert_cmpuint (started->status, ==, 201);
  g_assert_cmpint (answer_code (started), ==, 0);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, ALICE), ==, 1);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, BOB), ==, 1);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, "nobody"), ==, 0);
  phone_put (alice, "audit", NULL);

  call = phone_expect (bob, "call");
  g_assert_cmpstr (bob->session, !=, alice->session);
  g_assert_cmpstr (session_string (call, "sdp"), ==, OFFER);
  g_assert_cmpstr (names_string (call, "callerName"), ==, "alice");
  g_assert_cmpstr (names_string (call, "callerDisplayNumber"), ==, ALICE);
  g_assert_cmpstr (names_string (call, "calleeDisplayNumber"), ==, BOB);
  g_assert_cmpstr (names_string (call, "remoteName"), ==, "alice");
  g_assert_null (note (call));

  phone_put (bob, "ringing", NULL);
  ringing = phone_expect (alice, "ringing");
  g_assert_cmpstr (session_string (ringing, "sessionData"), ==, alice->session);
  g_assert_cmpstr (names_string (ringing, "remoteName"), ==, "bob");
  g_assert_cmpstr (names_string (ringing, "remoteDisplayNumber"), ==, BOB);
  g_assert_cmpstr (names_string (ringing, "callerDisplayNumber"), ==, ALICE);

  phone_put (bob, "callAnswer", ANSWER_MEMBER);
  cancelled = phone_expect (bob, "callCancel");
  g_assert_cmpstr (session_string (cancelled, "sessionData"), ==, bob->session);
  answered = phone_expect (alice, "respondCallUpdate");
  g_assert_cmpstr (session_string (answered, "sdp"), ==, "v=0 answer");

  phone_delete (alice);
  ended = phone_expect (bob, "callEnd");
  g_assert_cmpstr (session_string (ended, "sessionData"), ==, bob->session);
  g_assert_cmpint (session_int (ended, "statusCode"), ==, 9900);
  g_assert_cmpstr (session_string (ended, "reasonText"), ==, "Call ended");
  g_assert_cmpstr (names_string (ended, "callerDisplayNumber"), ==, ALICE);
  g_assert_cmpuint (n_calls (f), ==, 0);
  phone_expect_nothing (alice);
}

/* Nobody is told before the answer is there, nor right after it. */
static void
test_order (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) started = phone_start (alice, BOB, NULL);
  guint notified = ahoy_practice_get_count (f->base.practice, "notification");

  fake_clock_advance (f->clock, AFTER_ANSWER - 1);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "notification"), ==, notified);
  fake_clock_advance (f->clock, 1);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "notification"), ==, notified + 1);
  json_object_unref (phone_expect (bob, "call"));
}

/* The caller's connection breaks before the answer: the call has begun all the same. */
static void
test_order_broken (Calls *f, gconstpointer data)
{
  static const char *body = "{\"callControlRequest\":{\"type\":\"callStart\",\"sdp\":\"v=0\","
                            "\"from\":\"sip:" ALICE "\",\"to\":\"sip:" BOB "\"}}";
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *authorization = basic (ALICE, PASSWORD);
  g_autofree char *sent = NULL;
  g_autoptr (GError) error = NULL;

  connection = g_socket_client_connect_to_uri (client, f->base.base, 80, NULL, &error);
  g_assert_no_error (error);
  sent = g_strdup_printf ("POST /rest/version/1/user/" ALICE "/callControl HTTP/1.1\r\n"
                          "Host: 127.0.0.1\r\nAuthorization: %s\r\nContent-Length: %zu\r\n\r\n%s",
                          authorization, strlen (body), body);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), sent,
                             strlen (sent), NULL, NULL, &error);
  g_assert_no_error (error);
  g_io_stream_close (G_IO_STREAM (connection), NULL, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (ahoy_practice_get_count (f->base.practice, "callStart") == 1);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  json_object_unref (phone_expect (bob, "call"));
}

static void
test_callee_ends (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);

  phone_connect (alice, bob);
  phone_delete (bob);
  phone_expect_end (alice, "callEnd", 9900);
  phone_expect_nothing (bob);
  g_assert_cmpuint (n_calls (f), ==, 0);
}

static void
test_cancelled (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Phone) desk = phone_new (f, BOB);
  g_autoptr (Answer) started = phone_start (alice, BOB, NULL);

  json_object_unref (phone_expect (bob, "call"));
  json_object_unref (phone_expect (desk, "call"));
  g_assert_cmpstr (bob->session, ==, desk->session);
  phone_put (bob, "ringing", NULL);
  json_object_unref (phone_expect (alice, "ringing"));
  phone_put (desk, "ringing", NULL);
  phone_expect_nothing (alice); /* it rings already */

  phone_delete (alice);
  phone_expect_end (bob, "callCancel", 9900);
  phone_expect_end (desk, "callCancel", 9900);
  g_assert_cmpuint (n_calls (f), ==, 0);
}

/* Each place of the callee hears that it rings no more; none of the later ones is told of it. */
static void
test_two_places (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Phone) desk = phone_new (f, BOB);
  g_autoptr (Answer) started = phone_start (alice, BOB, NULL);
  g_autoptr (Phone) late = NULL;
  g_autoptr (Answer) again = NULL;

  json_object_unref (phone_expect (bob, "call"));
  json_object_unref (phone_expect (desk, "call"));
  late = phone_new (f, BOB);
  phone_put (desk, "callAnswer", ANSWER_MEMBER);
  json_object_unref (phone_expect (bob, "callCancel"));
  json_object_unref (phone_expect (desk, "callCancel"));
  json_object_unref (phone_expect (alice, "respondCallUpdate"));
  again = phone_try (bob, bob->session, "callAnswer", ANSWER_MEMBER);
  assert_refused (again, 400, 1004);
  phone_put (bob, "ringing", NULL); /* too late, but harmless */
  phone_expect_nothing (alice);

  phone_delete (alice);
  phone_expect_end (desk, "callEnd", 9900);
  g_assert_cmpuint (late->socket->texts->len, ==, 0);
}

/* Requests come from that program from here on. */
static void
use_program (Calls *f, const char *name)
{
  g_object_set (f->base.session, "user-agent", name, NULL);
}

/* A user who is logged in by two programs: the one that is not in a call knows nothing of it, or that
 * it has ended, and hears no more. */
static void
test_two_programs (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = NULL;
  g_autoptr (Phone) page = NULL;
  g_autoptr (Answer) started = NULL;
  g_autoptr (Answer) back = NULL;

  use_program (f, "Page");
  page = phone_new (f, BOB);
  use_program (f, "Bob");
  bob = phone_new (f, BOB);
  started = phone_start (alice, BOB, NULL);
  json_object_unref (phone_expect (page, "call"));
  json_object_unref (phone_expect (bob, "call"));
  phone_put (bob, "callAnswer", ANSWER_MEMBER);
  json_object_unref (phone_expect (page, "callCancel"));
  json_object_unref (phone_expect (bob, "callCancel"));
  json_object_unref (phone_expect (alice, "respondCallUpdate"));
  phone_put (alice, "startCallUpdate", HOLD_MEMBER);
  json_object_unref (phone_expect (bob, "startCallUpdate"));
  phone_delete (alice);
  phone_expect_end (bob, "callEnd", 9900);

  back = phone_start (bob, ALICE, NULL);
  json_object_unref (phone_expect (alice, "call"));
  phone_put (alice, "ringing", NULL);
  json_object_unref (phone_expect (bob, "ringing"));
  phone_log_out (bob); /* and the other one does not have the call */
  phone_expect_end (alice, "callCancel", 480);
  phone_expect_nothing (page);
}

static void
test_rejected (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) first = phone_start (alice, BOB, NULL);
  g_autoptr (Answer) second = NULL;

  json_object_unref (phone_expect (bob, "call"));
  phone_dispose (bob, "reject", NULL);
  phone_expect_end (bob, "callCancel", 603);
  phone_expect_end (alice, "callEnd", 603);

  /* Hanging up what rings is the same. */
  second = phone_start (alice, BOB, NULL);
  json_object_unref (phone_expect (bob, "call"));
  phone_delete (bob);
  phone_expect_end (bob, "callCancel", 603);
  phone_expect_end (alice, "callEnd", 603);
}

/* Nothing comes from who ignores a call; the caller gives up. */
static void
test_ignored (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) started = phone_start (alice, BOB, NULL);

  json_object_unref (phone_expect (bob, "call"));
  fake_clock_advance (f->clock, 100000);
  phone_expect_nothing (alice);
  phone_delete (alice);
  phone_expect_end (bob, "callCancel", 9900);
}

static void
test_unanswered (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) first = phone_start (alice, BOB, NULL);

  json_object_unref (phone_expect (bob, "call"));
  fake_clock_advance (f->clock, 120000);
  phone_expect_end (alice, "callEnd", 480);
  phone_expect_end (bob, "callCancel", 480);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "unanswered"), ==, 1);
  g_assert_cmpuint (n_calls (f), ==, 0);
}

/* The request is taken; what is wrong comes later. */
static void
test_nobody (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Answer) unknown = phone_start (alice, "nobody@practice.example", NULL);
  g_autoptr (Answer) away = NULL;

  g_assert_cmpuint (unknown->status, ==, 201);
  phone_expect_end (alice, "callEnd", 404);
  away = phone_start (alice, BOB, NULL);
  g_assert_cmpuint (away->status, ==, 201);
  phone_expect_end (alice, "callEnd", 480);
  g_assert_cmpuint (n_calls (f), ==, 0);
}

static void
test_addresses (Calls *f, gconstpointer data)
{
  static const struct {
    const char *to;
    int         code; /* 0: it is bob's */
  } rows[] = {
    { BOB, 0 },
    { "bob", 0 },
    { "sip:bob", 0 },
    { "SIPS:" BOB, 0 },
    { "tel:bob", 0 },
    { " sip:" BOB " ", 0 },
    { "Bob Builder<sip:" BOB ">", 0 },
    { "bob@elsewhere.example", 404 },
    { "BOB", 404 },
    { "sip:", -1 },
    { "", -1 },
    { "@practice.example", -1 },
    { "bob@", -1 },
    { "<sip:bob", -1 },
    { "bob builder", -1 },
    { "bob\\nbuilder", -1 },
  };
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *body =
      g_strdup_printf ("{\"callControlRequest\":{\"type\":\"callStart\","
                       "\"from\":\"Alice \\\"A\\\" Example<sip:" ALICE ">\",\"to\":\"%s\","
                       "\"sdp\":\"v=0\"}}", rows[i].to);
    g_autoptr (Answer) answer = phone_request (alice, "POST", "callControl", body);
    g_autoptr (JsonObject) notification = NULL;

    if (rows[i].code < 0) {
      assert_refused (answer, 400, 5);
      continue;
    }
    g_assert_cmpuint (answer->status, ==, 201);
    if (rows[i].code != 0) {
      notification = phone_expect (alice, "callEnd");
      g_assert_cmpint (session_int (notification, "statusCode"), ==, rows[i].code);
      continue;
    }
    notification = phone_expect (bob, "call");
    g_assert_cmpstr (names_string (notification, "callerName"), ==, "Alice \"A\" Example");
    phone_dispose (bob, "reject", NULL);
    json_object_unref (phone_expect (bob, "callCancel"));
    json_object_unref (phone_expect (alice, "callEnd"));
  }
}

/* Hold and everything else that changes a call. */
static void
test_update (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);

  phone_connect (alice, bob);
  for (guint i = 0; i < 2; i++) {
    Phone *one = i == 0 ? alice : bob;
    Phone *other = i == 0 ? bob : alice;
    g_autoptr (JsonObject) offer = NULL;
    g_autoptr (JsonObject) answer = NULL;

    phone_put (one, "startCallUpdate", HOLD_MEMBER);
    offer = phone_expect (other, "startCallUpdate");
    g_assert_cmpstr (session_string (offer, "sdp"), ==, "v=0 hold");
    g_assert_cmpstr (session_string (offer, "sessionData"), ==, other->session);
    phone_put (other, "respondCallUpdate", HELD_MEMBER);
    answer = phone_expect (one, "respondCallUpdate");
    g_assert_cmpstr (session_string (answer, "sdp"), ==, "v=0 held");
    g_assert_cmpstr (names_string (answer, "remoteDisplayNumber"), ==, other->user);
    g_assert_false (json_object_has_member (answer, "statusCode"));
  }
  phone_expect_nothing (alice);
  phone_expect_nothing (bob);
}

/* Of two offers that cross each other the second one has lost. */
static void
test_glare (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (JsonObject) lost = NULL;
  g_autoptr (JsonObject) offer = NULL;
  g_autoptr (JsonObject) again = NULL;
  gint64 code = 0;

  phone_connect (alice, bob);
  phone_put (alice, "startCallUpdate", HOLD_MEMBER);
  phone_put (bob, "startCallUpdate", HOLD_MEMBER);
  offer = phone_expect (bob, "startCallUpdate");
  lost = phone_expect (bob, "respondCallUpdate");
  g_assert_true (ahoy_json_get_int (lost, "statusCode", 49, 49, &code));
  g_assert_cmpint (session_int (lost, "retryAfter"), ==, 1000);
  g_assert_cmpstr (session_string (lost, "reasonText"), ==, "Request Pending");
  g_assert_null (session_string (lost, "sdp"));
  g_assert_cmpint (session_int (lost, "statusCode"), ==, -1);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "glare"), ==, 1);

  /* The one who has won may not begin once more either. */
  phone_put (alice, "startCallUpdate", HOLD_MEMBER);
  again = phone_expect (alice, "respondCallUpdate");
  g_assert_true (ahoy_json_get_int (again, "statusCode", 49, 49, &code));

  phone_put (bob, "respondCallUpdate", HELD_MEMBER);
  json_object_unref (phone_expect (alice, "respondCallUpdate"));
  phone_put (bob, "startCallUpdate", HOLD_MEMBER);
  json_object_unref (phone_expect (alice, "startCallUpdate"));
}

static void
test_update_unanswered (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (JsonObject) late = NULL;
  g_autoptr (Answer) refused = NULL;
  gint64 code = 0;

  phone_connect (alice, bob);
  phone_put (alice, "startCallUpdate", HOLD_MEMBER);
  json_object_unref (phone_expect (bob, "startCallUpdate"));
  fake_clock_advance (f->clock, 30000);
  late = phone_expect (alice, "respondCallUpdate");
  g_assert_true (ahoy_json_get_int (late, "statusCode", 408, 408, &code));
  g_assert_cmpint (session_int (late, "retryAfter"), ==, -1);
  refused = phone_try (bob, bob->session, "respondCallUpdate", HELD_MEMBER);
  assert_refused (refused, 400, 1004);
  phone_put (alice, "startCallUpdate", HOLD_MEMBER);
  json_object_unref (phone_expect (bob, "startCallUpdate"));
}

static void
test_parameters (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) started = phone_start (alice, BOB, PARAMETERS ("one"));
  g_autoptr (JsonObject) call = phone_expect (bob, "call");
  g_autoptr (JsonObject) ringing = NULL;
  g_autoptr (JsonObject) answered = NULL;
  g_autoptr (JsonObject) update = NULL;
  g_autoptr (JsonObject) response = NULL;
  g_autoptr (JsonObject) ended = NULL;

  g_assert_cmpstr (note (call), ==, "one");
  phone_put (bob, "ringing", NULL);
  ringing = phone_expect (alice, "ringing");
  g_assert_null (note (ringing));
  phone_put (bob, "callAnswer", ANSWER_MEMBER "," PARAMETERS ("two"));
  json_object_unref (phone_expect (bob, "callCancel"));
  answered = phone_expect (alice, "respondCallUpdate");
  g_assert_cmpstr (note (answered), ==, "two");

  phone_put (alice, "sendCustomHeaders", PARAMETERS ("three"));
  phone_expect_nothing (bob);
  phone_put (alice, "startCallUpdate", HOLD_MEMBER);
  update = phone_expect (bob, "startCallUpdate");
  g_assert_cmpstr (note (update), ==, "three");
  phone_put (bob, "respondCallUpdate", HELD_MEMBER "," PARAMETERS ("four"));
  response = phone_expect (alice, "respondCallUpdate");
  g_assert_cmpstr (note (response), ==, "four");
  phone_delete (bob);
  ended = phone_expect (alice, "callEnd");
  g_assert_cmpstr (note (ended), ==, "four");
}

/* Nothing is left of calls that are over. */
static void
test_many (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  guint n_timers = fake_clock_n_waiting (f->clock);

  for (guint i = 0; i < 200; i++) {
    Phone *from = i % 2 == 0 ? alice : bob;
    Phone *to = i % 2 == 0 ? bob : alice;

    phone_connect (from, to);
    phone_put (from, "startCallUpdate", HOLD_MEMBER);
    json_object_unref (phone_expect (to, "startCallUpdate"));
    phone_delete (from);
    phone_expect_end (to, "callEnd", 9900);
  }
  g_assert_cmpuint (n_calls (f), ==, 0);
  g_assert_cmpuint (fake_clock_n_waiting (f->clock), ==, n_timers);
}

int
main (int argc, char *argv[])
{
  static const CallsTest tests[] = {
    { "/practice/calls/answered", test_answered },
    { "/practice/calls/order", test_order },
    { "/practice/calls/order-broken", test_order_broken },
    { "/practice/calls/callee-ends", test_callee_ends },
    { "/practice/calls/cancelled", test_cancelled },
    { "/practice/calls/two-places", test_two_places },
    { "/practice/calls/two-programs", test_two_programs },
    { "/practice/calls/rejected", test_rejected },
    { "/practice/calls/ignored", test_ignored },
    { "/practice/calls/unanswered", test_unanswered },
    { "/practice/calls/nobody", test_nobody },
    { "/practice/calls/addresses", test_addresses },
    { "/practice/calls/update", test_update },
    { "/practice/calls/glare", test_glare },
    { "/practice/calls/update-unanswered", test_update_unanswered },
    { "/practice/calls/parameters", test_parameters },
    { "/practice/calls/many", test_many },
  };

  return run_calls_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
