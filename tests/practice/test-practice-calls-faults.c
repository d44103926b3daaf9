/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "phone.h"

#include <string.h>

#define SDP(text) "\"sdp\":\"" text "\""

static void
test_requests (Calls *f, gconstpointer data)
{
  static const char * const types[] = {
    "ringing", "callAnswer", "startCallUpdate", "respondCallUpdate", "audit", "sendCustomHeaders",
    "transfer"
  };
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) end = NULL;
  g_autoptr (Answer) other = NULL;
  g_autofree char *path = NULL;

  set_fault (&f->base, "refuse", "{\"for\":\"callStart\",\"http\":500,\"code\":26}");
  refused = phone_start (alice, BOB, NULL);
  assert_refused (refused, 500, 26);
  phone_connect (alice, bob);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *fault = g_strdup_printf ("{\"for\":\"%s\",\"http\":403,\"code\":77}", types[i]);
    g_autoptr (Answer) answer = NULL;

    set_fault (&f->base, "refuse", fault);
    phone_put (alice, strcmp (types[i], "audit") == 0 ? "sendCustomHeaders" : "audit",
               "\"customParameters\":[]"); /* another one */
    answer = phone_try (alice, alice->session, types[i], SDP ("v=0"));
    assert_refused (answer, 403, 77);
    answer_wrapper (answer, "callControlResponse");
  }
  phone_expect_nothing (bob);

  /* All of them. */
  path = g_strdup_printf ("callControl/callSessions/%s", alice->session);
  set_fault (&f->base, "refuse", "{\"for\":\"call\",\"count\":2,\"code\":78}");
  end = phone_request (alice, "DELETE", path, NULL);
  assert_refused (end, 403, 78);
  other = phone_request (alice, "GET", path, NULL);
  assert_refused (other, 403, 78);
  phone_put (alice, "audit", NULL);
}

static void
set_true (gboolean *done)
{
  *done = TRUE;
}

static void
test_delay (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *authorization = basic (ALICE, PASSWORD);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) answer = NULL;
  static const char *audit = "{\"callControlRequest\":{\"type\":\"audit\"}}";
  gboolean done = FALSE;

  phone_connect (alice, bob);
  set_fault (&f->base, "delay", "{\"for\":\"audit\",\"ms\":700}");
  uri = g_strdup_printf ("%s/rest/version/1/user/" ALICE "/callControl/callSessions/%s",
                         f->base.base, alice->session);
  message = soup_message_new ("PUT", uri);
  body = g_bytes_new_static (audit, strlen (audit));
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                authorization);
  g_signal_connect_swapped (message, "finished", G_CALLBACK (set_true), &done);
  soup_session_send_and_read_async (f->base.session, message, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  WAIT_UNTIL (ahoy_practice_get_count (f->base.practice, "audit") == 1);
  fake_clock_advance (f->clock, 699);
  g_assert_false (done);
  fake_clock_advance (f->clock, 1);
  WAIT_UNTIL (done);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
}

static void
test_notifications (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (Answer) started = NULL;

  phone_connect (alice, bob);
  set_fault (&f->base, "drop-notification",
             "{\"eventType\":\"respondCallUpdate\",\"user\":\"" ALICE "\"}");
  phone_put (alice, "startCallUpdate", SDP ("v=0 hold"));
  json_object_unref (phone_expect (bob, "startCallUpdate"));
  phone_put (bob, "respondCallUpdate", SDP ("v=0 held"));
  phone_expect_nothing (alice);

  set_fault (&f->base, "repeat-notification", NULL);
  phone_put (alice, "startCallUpdate", SDP ("v=0 hold"));
  first = phone_expect (bob, "startCallUpdate");
  again = phone_expect (bob, "startCallUpdate");
  g_assert_cmpstr (ahoy_json_get_string (first, "eventId"), ==,
                   ahoy_json_get_string (again, "eventId"));

  /* The end overtakes the answer. */
  set_fault (&f->base, "delay-notification", "{\"eventType\":\"respondCallUpdate\",\"ms\":500}");
  phone_put (bob, "respondCallUpdate", SDP ("v=0 held"));
  phone_delete (bob);
  phone_expect_end (alice, "callEnd", 9900);
  phone_expect_nothing (alice);
  fake_clock_advance (f->clock, 500 - 2 * AFTER_ANSWER);
  json_object_unref (phone_expect (alice, "respondCallUpdate"));
}

static void
test_altered (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) second = NULL;
  g_autoptr (Answer) third = NULL;
  g_autoptr (Answer) fourth = NULL;
  g_autoptr (JsonObject) garbled = NULL;
  g_autoptr (JsonObject) anonymous = NULL;
  g_autoptr (JsonObject) nameless = NULL;
  g_autoptr (JsonObject) whole = NULL;

  set_fault (&f->base, "alter-notification",
             "{\"eventType\":\"call\",\"value\":\"no description\"}");
  first = phone_start (alice, BOB, NULL);
  garbled = phone_expect (bob, "call");
  g_assert_cmpstr (session_string (garbled, "sdp"), ==, "no description");

  set_fault (&f->base, "alter-notification", "{\"object\":\"callNotificationParams\","
                                             "\"member\":\"callerName\"}");
  second = phone_start (alice, BOB, NULL);
  nameless = phone_expect (bob, "call");
  g_assert_null (names_string (nameless, "callerName"));
  g_assert_nonnull (names_string (nameless, "callerDisplayNumber"));

  set_fault (&f->base, "alter-notification",
             "{\"object\":\"\",\"member\":\"callNotificationParams\",\"value\":7}");
  third = phone_start (alice, BOB, NULL);
  anonymous = phone_expect (bob, "call");
  g_assert_true (json_object_has_member (anonymous, "callNotificationParams"));
  g_assert_null (names_string (anonymous, "callerName"));

  set_fault (&f->base, "alter-notification", "{\"object\":\"nothing\"}");
  fourth = phone_start (alice, BOB, NULL);
  whole = phone_expect (bob, "call");
  g_assert_cmpstr (session_string (whole, "sdp"), ==, OFFER);
}

static void
test_fingerprint (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) started = NULL;
  g_autoptr (JsonObject) call = NULL;

  set_fault (&f->base, "wrong-fingerprint", NULL);
  started = phone_start (alice, BOB, SDP ("v=0\\r\\na=fingerprint:sha-256 AB:CD\\r\\nm=audio\\r\\n"
                                          "a=fingerprint:sha-256 01:CD\\r\\n"
                                          "a=fingerprint:odd\\r\\na=fingerprint:"));
  call = phone_expect (bob, "call");
  g_assert_cmpstr (session_string (call, "sdp"), ==,
                   "v=0\r\na=fingerprint:sha-256 0B:CD\r\nm=audio\r\n"
                   "a=fingerprint:sha-256 11:CD\r\na=fingerprint:odd\r\na=fingerprint:");
}

static void
test_compressed (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr (Answer) started = NULL;
  g_autoptr (JsonObject) call = NULL;
  g_autofree guchar *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0, n_read = 0, n_written = 0;
  char text[200];

  set_fault (&f->base, "compress-sdp", NULL);
  started = phone_start (alice, BOB, NULL);
  call = phone_expect (bob, "call");
  g_assert_cmpstr (session_string (call, "sdpFormat"), ==, "compressed");
  bytes = g_base64_decode (session_string (call, "sdp"), &length);
  g_assert_cmpint (g_converter_convert (G_CONVERTER (zlib), bytes, length, text, sizeof text,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, &error),
                   ==, G_CONVERTER_FINISHED);
  g_assert_no_error (error);
  g_assert_cmpmem (text, n_written, OFFER, strlen (OFFER));

  /* What has no description is as it is. */
  phone_put (bob, "ringing", NULL);
  json_object_unref (phone_expect (alice, "ringing"));
}

/* Each side has offered, and takes the other's offer for an answer. */
static void
test_slow_start (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) started = NULL;
  g_autoptr (JsonObject) call = NULL;
  g_autoptr (JsonObject) for_alice = NULL;
  g_autoptr (JsonObject) for_bob = NULL;
  g_autoptr (JsonObject) asked = NULL;
  g_autoptr (JsonObject) update_for_alice = NULL;
  g_autoptr (JsonObject) update_for_bob = NULL;

  set_fault (&f->base, "slow-start", NULL);
  started = phone_start (alice, BOB, NULL);
  call = phone_expect (bob, "call");
  g_assert_null (session_string (call, "sdp"));
  phone_put (bob, "callAnswer", SDP ("v=0 of bob"));
  json_object_unref (phone_expect (bob, "callCancel"));
  for_alice = phone_expect (alice, "respondCallUpdate");
  g_assert_cmpstr (session_string (for_alice, "sdp"), ==, "v=0 of bob");
  for_bob = phone_expect (bob, "respondCallUpdate");
  g_assert_cmpstr (session_string (for_bob, "sdp"), ==, OFFER);

  set_fault (&f->base, "slow-start", "{\"eventType\":\"startCallUpdate\"}");
  phone_put (alice, "startCallUpdate", SDP ("v=0 hold"));
  asked = phone_expect (bob, "startCallUpdate");
  g_assert_null (session_string (asked, "sdp"));
  phone_put (bob, "respondCallUpdate", SDP ("v=0 again"));
  update_for_alice = phone_expect (alice, "respondCallUpdate");
  g_assert_cmpstr (session_string (update_for_alice, "sdp"), ==, "v=0 again");
  update_for_bob = phone_expect (bob, "respondCallUpdate");
  g_assert_cmpstr (session_string (update_for_bob, "sdp"), ==, "v=0 hold");
}

static void
test_refusals (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) busy = NULL;
  g_autoptr (JsonObject) lost = NULL;
  gint64 code = 0;

  set_fault (&f->base, "refuse-call", "{\"user\":\"" BOB "\"}");
  busy = phone_start (alice, BOB, NULL);
  phone_expect_end (alice, "callEnd", 486);
  phone_expect_nothing (bob);

  phone_connect (alice, bob);
  set_fault (&f->base, "refuse-update",
             "{\"code\":488,\"retryAfter\":250,\"reason\":\"Not Acceptable Here\"}");
  phone_put (alice, "startCallUpdate", SDP ("v=0 hold"));
  lost = phone_expect (alice, "respondCallUpdate");
  g_assert_true (ahoy_json_get_int (lost, "statusCode", 488, 488, &code));
  g_assert_cmpint (session_int (lost, "retryAfter"), ==, 250);
  g_assert_cmpstr (session_string (lost, "reasonText"), ==, "Not Acceptable Here");
  phone_expect_nothing (bob);
  phone_put (alice, "startCallUpdate", SDP ("v=0 hold"));
  json_object_unref (phone_expect (bob, "startCallUpdate"));
}

static void
test_ends (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Phone) desk = phone_new (f, BOB);
  g_autoptr (JsonObject) ended = NULL;
  g_autoptr (Answer) gone = NULL;
  g_autoptr (Answer) nobodys = NULL;

  phone_connect (alice, bob);
  set_fault (&f->base, "end-call", "{\"user\":\"" BOB "\",\"code\":500,\"reason\":\"Trouble\"}");
  phone_expect_end (bob, "callEnd", 500);
  ended = phone_expect (alice, "callEnd");
  g_assert_cmpint (session_int (ended, "statusCode"), ==, 500);
  g_assert_cmpstr (session_string (ended, "reasonText"), ==, "Trouble");

  phone_connect (alice, bob);
  set_fault (&f->base, "audit-gone", "{\"user\":\"" ALICE "\"}");
  gone = phone_try (alice, alice->session, "audit", NULL);
  assert_refused (gone, 404, 42);
  answer_wrapper (gone, "callControlResponse");
  phone_expect_end (bob, "callEnd", 408);
  phone_expect_nothing (alice);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 0);

  set_fault (&f->base, "audit-gone", NULL);
  nobodys = request (&f->base, "PUT",
                     "/rest/version/1/user/nobody/callControl/callSessions/0123",
                     "{\"callControlRequest\":{\"type\":\"audit\"}}", NULL);
  assert_refused (nobodys, 404, 42);
}

static void
test_call_notification (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) desk = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) started = phone_start (alice, BOB, NULL);
  g_autoptr (JsonObject) progress = NULL;
  g_autoptr (JsonObject) at_desk = NULL;
  g_autoptr (JsonObject) odd = NULL;

  json_object_unref (phone_expect (bob, "call"));
  set_fault (&f->base, "call-notification",
             "{\"user\":\"" ALICE "\",\"sessionParams\":{\"sdp\":\"v=0\\r\\n\"}}");
  progress = phone_expect (alice, "sessionProgress");
  g_assert_cmpstr (session_string (progress, "sdp"), ==, "v=0\r\n");
  g_assert_cmpstr (session_string (progress, "sessionData"), ==, alice->session);
  g_assert_cmpstr (names_string (progress, "remoteDisplayNumber"), ==, BOB);
  at_desk = phone_expect (desk, "sessionProgress");
  phone_expect_nothing (alice);

  set_fault (&f->base, "call-notification",
             "{\"user\":\"" BOB "\",\"eventType\":\"sessionFail\",\"sessionParams\":7}");
  odd = phone_expect (bob, "sessionFail");
  g_assert_cmpstr (session_string (odd, "sessionData"), ==, bob->session);
}

static void
test_times (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) started = NULL;

  set_fault (&f->base, "ring-time", "{\"ms\":5000}");
  started = phone_start (alice, BOB, NULL);
  json_object_unref (phone_expect (bob, "call"));
  fake_clock_advance (f->clock, 5000);
  phone_expect_end (alice, "callEnd", 480);
  phone_expect_end (bob, "callCancel", 480);

  set_fault (&f->base, "audit-time", "{\"ms\":1000}");
  phone_connect (alice, bob);
  fake_clock_advance (f->clock, 1000);
  phone_expect_end (alice, "callEnd", 408);
  phone_expect_end (bob, "callEnd", 408);
}

int
main (int argc, char *argv[])
{
  static const CallsTest tests[] = {
    { "/practice/calls/faults/requests", test_requests },
    { "/practice/calls/faults/delay", test_delay },
    { "/practice/calls/faults/notifications", test_notifications },
    { "/practice/calls/faults/altered", test_altered },
    { "/practice/calls/faults/fingerprint", test_fingerprint },
    { "/practice/calls/faults/compressed", test_compressed },
    { "/practice/calls/faults/slow-start", test_slow_start },
    { "/practice/calls/faults/refusals", test_refusals },
    { "/practice/calls/faults/ends", test_ends },
    { "/practice/calls/faults/call-notification", test_call_notification },
    { "/practice/calls/faults/times", test_times },
  };

  return run_calls_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
