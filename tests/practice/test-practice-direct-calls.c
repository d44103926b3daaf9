/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "handset.h"

#include <string.h>

#define CONNECTION ",\"connection\":{\"connection_type\":\"host\",\"relay_protocol\":\"\"," \
                   "\"protocol\":\"udp\"}"

static void
assert_side (JsonObject *body, const char *member, const char *user, const char *role)
{
  JsonObject *side = ahoy_json_get_object (body, member);

  g_assert_cmpstr (ahoy_json_get_string (side, "user_id"), ==, user);
  g_assert_cmpstr (ahoy_json_get_string (side, "role"), ==, role);
  g_assert_nonnull (ahoy_json_get_string (side, "nickname"));
}

/* What dial, accept and their acknowledgements have in common. */
static void
assert_body (JsonObject *body, const char *call, const char *user, gboolean video)
{
  JsonObject *constraints = ahoy_json_get_object (body, "constraints");
  JsonObject *credential = ahoy_json_get_object (body, "turn_credential");
  JsonArray *urls = ahoy_json_get_array (credential, "turn_urls");
  g_autofree char *base64 = g_base64_encode ((const guchar *) user, strlen (user));
  g_auto (GStrv) parts = g_strsplit (ahoy_json_get_string (credential, "username"), ":", -1);

  g_assert_cmpstr (ahoy_json_get_string (body, "call_id"), ==, call);
  assert_side (body, "caller", ALICE, "dc_caller");
  assert_side (body, "callee", BOB, "dc_callee");
  g_assert_true (json_object_get_boolean_member (body, "is_video_call"));
  g_assert_true (json_object_get_boolean_member (constraints, "audio"));
  g_assert_cmpint (json_object_get_boolean_member (constraints, "video"), ==, video);
  g_assert_cmpuint (json_array_get_length (urls), ==, 1);
  g_assert_cmpstr (ahoy_json_get_string (credential, "transport_policy"), ==, "all");
  g_assert_nonnull (ahoy_json_get_string (credential, "password"));
  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  g_assert_cmpstr (parts[1], ==, call);
  g_assert_cmpstr (parts[2], ==, base64);
}

static void
assert_ended (JsonObject *payload, const char *role)
{
  JsonObject *ended = ahoy_json_get_object (payload, "ended_call");

  g_assert_cmpstr (ahoy_json_get_string (ended, "end_result"), ==, "completed");
  g_assert_cmpstr (ahoy_json_get_string (ended, "state"), ==, "ended");
  g_assert_cmpstr (ahoy_json_get_string (ended, "user_role"), ==, role);
  g_assert_cmpstr (ahoy_json_get_string (ended, "started_by"), ==, ALICE);
  g_assert_cmpstr (ahoy_json_get_string (ended, "ended_by"), ==, BOB);
  g_assert_cmpint (frame_int (ended, "duration"), ==, 5000);
  g_assert_cmpuint (json_array_get_length (ahoy_json_get_array (ended, "participants")), ==, 2);
}

/* Section 9, from one end to the other. */
static void
test_call (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autoptr (JsonObject) dial = NULL;
  g_autoptr (JsonObject) dial_ack = NULL;
  g_autoptr (JsonObject) accept = NULL;
  g_autoptr (JsonObject) accept_ack = NULL;
  g_autoptr (JsonObject) end = NULL;
  g_autoptr (JsonObject) end_ack = NULL;
  g_autoptr (Answer) received = NULL;
  g_autoptr (Answer) again = NULL;

  handset_send (alice, "CALL", "dial", ",\"callee_id\":\"" BOB "\",\"is_video_call\":true,"
                "\"constraints\":{\"audio\":true,\"video\":false}");
  dial_ack = handset_expect_ack (alice, "dial");
  alice->call = g_strdup (ahoy_json_get_string (dial_ack, "call_id"));
  assert_body (dial_ack, alice->call, ALICE, FALSE);
  g_assert_false (json_object_has_member (dial_ack, "sbcall_short_lived_token"));

  dial = handset_expect (bob, "CALL", "dial");
  assert_body (dial, alice->call, BOB, FALSE);
  bob->call = g_strdup (alice->call);
  bob->token = g_strdup (ahoy_json_get_string (dial, "sbcall_short_lived_token"));
  received = handset_dial_rcv (bob);
  g_assert_cmpuint (received->status, ==, 200);
  g_assert_cmpstr (received->text, ==, "{}");
  json_object_unref (handset_expect (alice, "CALL", "dial_rcv"));
  again = handset_dial_rcv (bob);
  g_assert_cmpuint (again->status, ==, 200);
  handset_expect_nothing (alice);

  handset_send (bob, "CALL", "accept", ",\"constraints\":{\"audio\":true,\"video\":true}");
  accept_ack = handset_expect_ack (bob, "accept");
  accept = handset_expect (alice, "CALL", "accept");
  assert_body (accept_ack, alice->call, BOB, TRUE);
  assert_body (accept, alice->call, ALICE, TRUE);

  fake_clock_advance (f->clock, 5000);
  handset_send (bob, "CALL", "end", NULL);
  end_ack = handset_expect_ack (bob, "end");
  end = handset_expect (alice, "CALL", "end");
  assert_ended (end_ack, "dc_callee");
  assert_ended (end, "dc_caller");
  handset_expect_nothing (alice);
  handset_expect_nothing (bob);
}

static void
test_signals (Calls *f, gconstpointer data)
{
  static const struct {
    const char *cmd;
    const char *type;
    const char *more;
  } rows[] = {
    { "COMM", "audio", ",\"is_enabled\":false" },
    { "COMM", "video", ",\"is_enabled\":true" },
    { "SGNL", "offer", ",\"sdp\":\"H4sI\",\"unknown\":[1,{}]" },
    { "SGNL", "answer", ",\"sdp\":\"H4sI\"" },
    { "SGNL", "candidate", ",\"candidate\":{\"sdp\":\"candidate:1\",\"sdp_mline_index\":0}" },
  };
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  Handset *sides[] = { alice, bob, alice };

  /* Nobody is there yet to hear them. */
  handset_dial (alice, BOB);
  handset_ring (bob);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    handset_send (alice, rows[i].cmd, rows[i].type, rows[i].more);
    handset_send (bob, rows[i].cmd, rows[i].type, rows[i].more);
  }
  handset_expect_nothing (alice);
  handset_expect_nothing (bob);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "not-relayed"), ==, 10);

  handset_accept (bob, alice);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (rows); i++) {
    guint row = i / 2;
    g_autofree char *expected = g_strdup_printf ("{\"call_id\":\"%s\"%s}", alice->call,
                                                 rows[row].more);
    g_autoptr (JsonObject) payload = NULL;
    g_autofree char *text = NULL;

    handset_send (sides[i % 2], rows[row].cmd, rows[row].type, rows[row].more);
    payload = handset_expect (sides[i % 2 + 1], rows[row].cmd, rows[row].type);
    text = ahoy_json_to_text (payload);
    g_assert_cmpstr (text, ==, expected);
  }

  /* What nobody hears of but the service. */
  handset_send (alice, "SGNL", "connected", CONNECTION ",\"reconnect\":false");
  handset_send (alice, "SGNL", "connected", CONNECTION ",\"reconnect\":true");
  handset_send (alice, "SGNL", "connected", ",\"connection\":{},\"reconnect\":false");
  handset_send (alice, "SGNL", "connected", CONNECTION);
  handset_expect_nothing (alice);
  handset_expect_nothing (bob);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "connected"), ==, 1);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "reconnected"), ==, 1);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "unknown-message"), ==, 2);
  handset_hang_up (alice, bob);
}

static void
test_hold (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");

  handset_dial (alice, BOB);
  handset_ring (bob);
  handset_send (alice, "CALL", "hold", ",\"is_on_hold\":true,\"was_relayed\":false");
  handset_expect_refusal (alice, "hold", 1400101);
  handset_accept (bob, alice);
  handset_send (alice, "CALL", "hold", NULL);
  handset_expect_refusal (alice, "hold", 400100);
  for (int on_hold = 1; on_hold >= 0; on_hold--) {
    g_autofree char *more = g_strdup_printf (",\"is_on_hold\":%s,\"was_relayed\":false",
                                             on_hold ? "true" : "false");
    g_autoptr (JsonObject) ack = NULL;
    g_autoptr (JsonObject) event = NULL;

    handset_send (alice, "CALL", "hold", more);
    ack = handset_expect_ack (alice, "hold");
    event = handset_expect (bob, "CALL", "hold");
    g_assert_cmpstr (ahoy_json_get_string (ack, "user_id"), ==, ALICE);
    g_assert_true (json_object_get_boolean_member (ack, "is_relayed"));
    g_assert_cmpint (json_object_get_boolean_member (event, "is_on_hold"), ==, on_hold);
    g_assert_cmpstr (ahoy_json_get_string (event, "user_id"), ==, ALICE);
  }
}

/* Who may end a call in which state, and how it has ended then. */
static void
test_ends (Calls *f, gconstpointer data)
{
  static const struct {
    const char *type;
    gboolean    accepted;
    const char *by_caller; /* NULL: refused */
    const char *by_callee;
  } rows[] = {
    { "cancel", FALSE, "canceled", NULL },
    { "cancel", TRUE, "canceled", NULL },
    { "decline", FALSE, NULL, "declined" },
    { "decline", TRUE, NULL, NULL },
    { "end", FALSE, NULL, NULL },
    { "end", TRUE, "completed", "completed" },
    { "no_answer", FALSE, "no_answer", "no_answer" },
    { "no_answer", TRUE, NULL, NULL },
    { "timeout", FALSE, NULL, NULL },
    { "timeout", TRUE, "timed_out", "timed_out" },
    { "connection_lost", FALSE, NULL, NULL },
    { "connection_lost", TRUE, "connection_lost", "connection_lost" },
  };
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");

  for (guint i = 0; i < 2 * G_N_ELEMENTS (rows); i++) {
    gboolean by_caller = i % 2 == 0;
    const char *type = rows[i / 2].type;
    const char *result = by_caller ? rows[i / 2].by_caller : rows[i / 2].by_callee;
    Handset *who = by_caller ? alice : bob;
    Handset *other = by_caller ? bob : alice;
    g_autofree char *ack = g_strconcat (type, "_ack", NULL);

    handset_dial (alice, BOB);
    handset_ring (bob);
    if (rows[i / 2].accepted)
      handset_accept (bob, alice);
    handset_send (who, "CALL", type, NULL);
    if (result == NULL) {
      handset_expect_refusal (who, type, 1400101);
      handset_send (alice, "CALL", "cancel", NULL);
      handset_expect_end (alice, "cancel_ack", "canceled");
      handset_expect_end (bob, "cancel", "canceled");
      continue;
    }
    handset_expect_end (who, ack, result);
    handset_expect_end (other, type, result);
    /* Who comes second is told the same. */
    handset_send (other, "CALL", "no_answer", NULL);
    handset_expect_end (other, "no_answer_ack", result);
    handset_send (who, "CALL", "accept", NULL);
    handset_expect_refusal (who, "accept", 1400101);
    handset_send (who, "SGNL", "offer", ",\"sdp\":\"\"");
    handset_expect_nothing (other);
  }
  g_assert_cmpuint (fake_clock_n_waiting (f->clock), ==, 0);
}

static void
test_ring_time (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autoptr (Handset) phone = handset_new (f, BOB, "phone");

  handset_dial (alice, BOB);
  handset_ring (bob);
  handset_ring (phone);
  /* Clients have a time of their own, which may be longer than usual. */
  fake_clock_advance (f->clock, 179999);
  handset_expect_nothing (alice);
  fake_clock_advance (f->clock, 1);
  handset_expect_end (alice, "no_answer", "no_answer");
  handset_expect_end (bob, "no_answer", "no_answer");
  handset_expect_end (phone, "no_answer", "no_answer");
  handset_send (bob, "CALL", "no_answer", NULL);
  handset_expect_end (bob, "no_answer_ack", "no_answer");

  set_fault (&f->base, "ring-time", "{\"ms\":10}");
  handset_dial (alice, BOB);
  handset_ring (bob);
  fake_clock_advance (f->clock, 10);
  handset_expect_end (alice, "no_answer", "no_answer");

  /* An accepted call rings no more. */
  handset_dial (alice, BOB);
  handset_expect_end (bob, "no_answer", "no_answer");
  handset_ring (bob);
  handset_accept (bob, alice);
  fake_clock_advance (f->clock, 1000000);
  handset_expect_nothing (alice);
}

static void
test_other_devices (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) tablet = handset_new (f, ALICE, "tablet");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autoptr (Handset) phone = handset_new (f, BOB, "phone");
  g_autoptr (Handset) carol = handset_new (f, CAROL, "carol");
  g_autoptr (Answer) late = NULL;

  handset_dial (alice, BOB);
  handset_ring (bob);
  handset_ring (phone);
  g_assert_cmpstr (bob->token, !=, phone->token);
  handset_accept (phone, alice);
  json_object_unref (handset_expect (bob, "CALL", "other_device_accepted"));
  handset_send (bob, "CALL", "accept", NULL);
  handset_expect_refusal (bob, "accept", 1400101);
  handset_send (bob, "CALL", "end", NULL);
  handset_expect_refusal (bob, "end", 1400105);
  handset_send (bob, "SGNL", "offer", ",\"sdp\":\"\"");
  late = handset_dial_rcv (bob);
  assert_sendbird_refused (late, 401, 401121);

  /* Who is not in it does not learn that there is one. */
  tablet->call = g_strdup (alice->call);
  carol->call = g_strdup (alice->call);
  handset_send (tablet, "CALL", "end", NULL);
  handset_expect_refusal (tablet, "end", 1400105);
  handset_send (carol, "CALL", "end", NULL);
  handset_expect_refusal (carol, "end", 1400102);
  handset_expect_nothing (alice);
  handset_hang_up (alice, phone);
  handset_expect_nothing (bob);

  /* Declined in one place, it rings in none. */
  handset_dial (alice, BOB);
  handset_ring (bob);
  handset_ring (phone);
  handset_send (bob, "CALL", "decline", NULL);
  handset_expect_end (bob, "decline_ack", "declined");
  handset_expect_end (phone, "decline", "declined");
  handset_expect_end (alice, "decline", "declined");
}

/* What cannot be sent waits, and is not sent if nobody has ever heard of the call. */
static void
test_lost_socket (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");

  handset_dial (alice, BOB);
  handset_ring (bob);
  handset_accept (bob, alice);
  handset_close (bob);
  handset_send (alice, "COMM", "audio", ",\"is_enabled\":false");
  handset_send (alice, "CALL", "end", NULL);
  handset_expect_end (alice, "end_ack", "completed");
  handset_open (bob);
  json_object_unref (handset_expect (bob, "COMM", "audio"));
  handset_expect_end (bob, "end", "completed");

  handset_close (bob);
  handset_dial (alice, BOB);
  handset_open (bob);
  handset_ring (bob);
  handset_send (alice, "CALL", "cancel", NULL);
  handset_expect_end (alice, "cancel_ack", "canceled");
  handset_expect_end (bob, "cancel", "canceled");

  handset_close (bob);
  handset_dial (alice, BOB);
  handset_send (alice, "CALL", "cancel", NULL);
  handset_expect_end (alice, "cancel_ack", "canceled");
  handset_open (bob);
  handset_expect_nothing (bob);
}

/* A login that ends takes its calls with it. */
/* What was on its way when a websocket was lost is told again to who asks for it. */
static void
test_missed (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autofree char *path = NULL;

  /* One that rings need not be named. */
  handset_dial (alice, BOB);
  handset_ring (bob);
  answer_free (handset_dial_rcv (bob));
  json_object_unref (handset_expect (alice, "CALL", "dial_rcv"));
  handset_close (bob);
  handset_open (bob);
  handset_expect_nothing (bob);
  g_hash_table_remove_all (bob->numbers);
  answer_free (handset_request (bob, "GET", "/v1/direct_calls/missed_signal?call_ids=", NULL));
  handset_ring (bob);
  handset_accept (bob, alice);

  set_fault (&f->base, "drop-notification", "{\"user\":\"" ALICE "\",\"count\":2}");
  handset_send (bob, "COMM", "audio", ",\"is_enabled\":false");
  handset_send (bob, "CALL", "end", NULL);
  handset_expect_end (bob, "end_ack", "completed");
  handset_expect_nothing (alice);
  handset_close (alice);
  handset_open (alice);
  answer_free (handset_request (alice, "GET", "/v1/direct_calls/missed_signal?call_ids=X", NULL));
  handset_expect_nothing (alice);
  path = g_strdup_printf ("/v1/direct_calls/missed_signal?call_ids=X,%s", alice->call);
  g_hash_table_remove_all (alice->numbers);
  answer_free (handset_request (alice, "GET", path, NULL));
  json_object_unref (handset_expect (alice, "CALL", "dial_rcv"));
  json_object_unref (handset_expect (alice, "CALL", "accept"));
  json_object_unref (handset_expect (alice, "COMM", "audio"));
  handset_expect_end (alice, "end", "completed");
}

static void
test_login_over (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");

  handset_dial (alice, BOB);
  handset_ring (bob);
  handset_accept (bob, alice);
  set_fault (&f->base, "restart", "{\"user\":\"" BOB "\"}");
  handset_expect_end (alice, "connection_lost", "connection_lost");
  g_clear_pointer (&bob, handset_free);

  bob = handset_new (f, BOB, "bob");
  handset_dial (alice, BOB);
  handset_ring (bob);
  set_fault (&f->base, "restart", "{\"user\":\"" ALICE "\"}");
  handset_expect_end (bob, "cancel", "canceled");
  g_clear_pointer (&alice, handset_free);

  /* It rings on without the one who is called. */
  alice = handset_new (f, ALICE, "alice");
  handset_dial (alice, BOB);
  set_fault (&f->base, "restart", "{\"user\":\"" BOB "\"}");
  handset_expect_nothing (alice);
  fake_clock_advance (f->clock, 180000);
  handset_expect_end (alice, "no_answer", "no_answer");
}

static void
test_limits (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autoptr (Handset) elsewhere = handset_new_in (f, BOB, "OTHER-APP", "elsewhere");
  g_autoptr (Handset) carol = handset_new_in (f, CAROL, "OTHER-APP", "carol");

  for (guint i = 0; i < 32; i++)
    handset_dial (alice, BOB);
  handset_send (alice, "CALL", "dial", ",\"callee_id\":\"" BOB "\",\"is_video_call\":false");
  handset_expect_refusal (alice, "dial", 1400105);
  for (guint i = 0; i < 32; i++)
    handset_ring (bob);

  /* The user of that name in another app is somebody else. */
  handset_expect_nothing (elsewhere);
  elsewhere->call = g_strdup (bob->call);
  handset_send (elsewhere, "CALL", "decline", NULL);
  handset_expect_refusal (elsewhere, "decline", 1400102);
  handset_dial (carol, BOB);
  handset_ring (elsewhere);
  handset_expect_nothing (bob);
}

static void
test_state (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");

  for (guint i = 0; i < 3; i++) {
    static const char * const states[] = { "ringing", "accepted", NULL };
    g_autoptr (Answer) answer = NULL;
    g_autoptr (Answer) received = NULL;
    JsonArray *calls;
    JsonObject *call;

    if (i == 0) {
      handset_dial (alice, BOB);
      handset_ring (bob);
      received = handset_dial_rcv (bob);
      json_object_unref (handset_expect (alice, "CALL", "dial_rcv"));
    } else if (i == 1) {
      handset_accept (bob, alice);
    } else {
      handset_hang_up (alice, bob);
    }
    answer = request (&f->base, "GET", "/practice/state", NULL, "Authorization", NULL, NULL);
    calls = ahoy_json_get_array (answer->object, "direct-calls");
    g_assert_cmpuint (json_array_get_length (calls), ==, states[i] != NULL ? 1 : 0);
    if (states[i] == NULL)
      continue;
    call = json_array_get_object_element (calls, 0);
    g_assert_cmpstr (ahoy_json_get_string (call, "call_id"), ==, alice->call);
    g_assert_cmpstr (ahoy_json_get_string (call, "caller"), ==, ALICE);
    g_assert_cmpstr (ahoy_json_get_string (call, "callee"), ==, BOB);
    g_assert_cmpstr (ahoy_json_get_string (call, "state"), ==, states[i]);
  }
}

int
main (int argc, char *argv[])
{
  static const CallsTest tests[] = {
    { "/practice/direct-calls/call", test_call },
    { "/practice/direct-calls/signals", test_signals },
    { "/practice/direct-calls/hold", test_hold },
    { "/practice/direct-calls/ends", test_ends },
    { "/practice/direct-calls/ring-time", test_ring_time },
    { "/practice/direct-calls/other-devices", test_other_devices },
    { "/practice/direct-calls/lost-socket", test_lost_socket },
    { "/practice/direct-calls/missed", test_missed },
    { "/practice/direct-calls/login-over", test_login_over },
    { "/practice/direct-calls/limits", test_limits },
    { "/practice/direct-calls/state", test_state },
  };

  return run_calls_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
