/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong with direct calls. */
#include "handset.h"

#include "ahoy-packed-text.h"

#include <string.h>

typedef struct {
  Handset *alice;
  Handset *bob;
} Pair;

static void
pair_connect (Calls *f, Pair *pair)
{
  pair->alice = handset_new (f, ALICE, "alice");
  pair->bob = handset_new (f, BOB, "bob");
  handset_dial (pair->alice, BOB);
  handset_ring (pair->bob);
  handset_accept (pair->bob, pair->alice);
}

static void
pair_free (Pair *pair)
{
  handset_free (pair->alice);
  handset_free (pair->bob);
}

static gint64
take_number (Handset *who, const char *type, JsonObject **frame)
{
  *frame = handset_take (who);
  g_assert_cmpstr (ahoy_json_get_string (*frame, "type"), ==, type);

  return frame_int (*frame, "sequence_number");
}

/* A lost event leaves a hole, a doubled one has the same message_id, a late one is overtaken. */
static void
test_events (Calls *f, gconstpointer data)
{
  g_autoptr (JsonObject) dropped_after = NULL;
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  g_autoptr (JsonObject) overtaking = NULL;
  g_autoptr (JsonObject) late = NULL;
  Pair pair;

  pair_connect (f, &pair);
  set_fault (&f->base, "drop-notification", "{\"eventType\":\"audio\",\"user\":\"" BOB "\"}");
  handset_send (pair.alice, "COMM", "audio", ",\"is_enabled\":true");
  handset_send (pair.alice, "COMM", "video", ",\"is_enabled\":true");
  g_assert_cmpint (take_number (pair.bob, "video", &dropped_after), ==, 2);

  set_fault (&f->base, "repeat-notification", "{\"eventType\":\"audio\",\"user\":\"" BOB "\"}");
  handset_send (pair.alice, "COMM", "audio", ",\"is_enabled\":false");
  g_assert_cmpint (take_number (pair.bob, "audio", &first), ==, 3);
  g_assert_cmpint (take_number (pair.bob, "audio", &second), ==, 3);
  g_assert_cmpstr (ahoy_json_get_string (first, "message_id"), ==,
                   ahoy_json_get_string (second, "message_id"));

  set_fault (&f->base, "delay-notification",
             "{\"eventType\":\"audio\",\"user\":\"" BOB "\",\"ms\":50}");
  handset_send (pair.alice, "COMM", "audio", ",\"is_enabled\":true");
  handset_send (pair.alice, "COMM", "video", ",\"is_enabled\":true");
  g_assert_cmpint (take_number (pair.bob, "video", &overtaking), ==, 5);
  fake_clock_advance (f->clock, 50);
  g_assert_cmpint (take_number (pair.bob, "audio", &late), ==, 4);
  pair_free (&pair);
}

static void
test_alter (Calls *f, gconstpointer data)
{
  static const char sdp[] = "v=0\r\na=fingerprint:sha-256 0A:0B\r\nm=audio 9 X 0\r\n";
  g_autofree char *packed = ahoy_packed_text_pack (sdp, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autofree char *more = g_strdup_printf (",\"sdp\":\"%s\"", packed);
  g_autoptr (JsonObject) altered = NULL;
  g_autoptr (JsonObject) falsified = NULL;
  g_autoptr (JsonObject) unreadable = NULL;
  g_autofree char *false_sdp = NULL;
  Pair pair;

  pair_connect (f, &pair);
  set_fault (&f->base, "alter-notification", "{\"eventType\":\"offer\",\"object\":\"payload\","
             "\"member\":\"sdp\",\"value\":7}");
  handset_send (pair.alice, "SGNL", "offer", more);
  altered = handset_expect (pair.bob, "SGNL", "offer");
  g_assert_cmpint (frame_int (altered, "sdp"), ==, 7);

  set_fault (&f->base, "wrong-fingerprint", "{\"eventType\":\"offer\"}");
  handset_send (pair.alice, "SGNL", "offer", more);
  falsified = handset_expect (pair.bob, "SGNL", "offer");
  false_sdp = ahoy_packed_text_unpack (ahoy_json_get_string (falsified, "sdp"),
                                       G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1000);
  g_assert_cmpstr (false_sdp, ==, "v=0\r\na=fingerprint:sha-256 1A:0B\r\nm=audio 9 X 0\r\n");

  /* What cannot be unpacked stays as it is. */
  set_fault (&f->base, "wrong-fingerprint", "{\"eventType\":\"answer\"}");
  handset_send (pair.alice, "SGNL", "answer", ",\"sdp\":\"x\"");
  unreadable = handset_expect (pair.bob, "SGNL", "answer");
  g_assert_cmpstr (ahoy_json_get_string (unreadable, "sdp"), ==, "x");
  pair_free (&pair);
}

static void
test_frames (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");

  set_fault (&f->base, "refuse-frame", "{\"eventType\":\"accept\",\"code\":1400999}");
  set_fault (&f->base, "no-ack", "{\"eventType\":\"end\"}");
  handset_dial (alice, BOB);
  handset_ring (bob);
  handset_send (bob, "CALL", "accept", NULL);
  handset_expect_refusal (bob, "accept", 1400999);
  handset_accept (bob, alice);
  handset_send (alice, "CALL", "end", NULL);
  handset_expect_nothing (alice);
  handset_expect_nothing (bob);
  ahoy_practice_clear_faults (f->base.practice);
  handset_hang_up (alice, bob);
}

static void
test_end (Calls *f, gconstpointer data)
{
  g_autoptr (JsonObject) alice_end = NULL;
  g_autoptr (JsonObject) bob_end = NULL;
  JsonObject *ended;
  Pair pair;

  pair_connect (f, &pair);
  set_fault (&f->base, "no-end-result", "{\"user\":\"" BOB "\"}");
  set_fault (&f->base, "end-direct-call",
             "{\"user\":\"" ALICE "\",\"type\":\"timeout\",\"result\":\"not_connected\"}");
  alice_end = handset_expect (pair.alice, "CALL", "timeout");
  bob_end = handset_expect (pair.bob, "CALL", "timeout");
  ended = ahoy_json_get_object (alice_end, "ended_call");
  g_assert_cmpstr (ahoy_json_get_string (ended, "end_result"), ==, "not_connected");
  g_assert_false (json_object_has_member (ended, "ended_by"));
  ended = ahoy_json_get_object (bob_end, "ended_call");
  g_assert_nonnull (ended);
  g_assert_false (json_object_has_member (ended, "end_result"));
  pair_free (&pair);
}

static void
test_credential (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autoptr (JsonObject) ack = NULL;
  g_autoptr (JsonObject) dial = NULL;
  g_autofree char *text = NULL;

  set_fault (&f->base, "turn-credential",
             "{\"user\":\"" ALICE "\",\"urls\":\"turn:a,turns:b\",\"username\":\"U\","
             "\"password\":\"P\",\"policy\":\"relay\"}");
  set_fault (&f->base, "turn-credential", "{\"user\":\"" BOB "\",\"missing\":true}");
  handset_send (alice, "CALL", "dial", ",\"callee_id\":\"" BOB "\",\"is_video_call\":false");
  ack = handset_expect_ack (alice, "dial");
  dial = handset_expect (bob, "CALL", "dial");
  text = ahoy_json_to_text (ahoy_json_get_object (ack, "turn_credential"));
  g_assert_cmpstr (text, ==, "{\"username\":\"U\",\"password\":\"P\","
                   "\"turn_urls\":[\"turn:a\",\"turns:b\"],\"transport_policy\":\"relay\"}");
  g_assert_false (json_object_has_member (dial, "turn_credential"));
}

/* Requests about calls can fail as all others can. */
static void
test_requests (Calls *f, gconstpointer data)
{
  g_autoptr (Answer) action = NULL;
  g_autoptr (Answer) items = NULL;
  g_autofree char *path = NULL;
  Pair pair;

  set_fault (&f->base, "refuse", "{\"for\":\"action\",\"http\":500,\"code\":500999}");
  set_fault (&f->base, "refuse", "{\"for\":\"items\",\"http\":400,\"code\":400200}");
  pair_connect (f, &pair);
  action = handset_dial_rcv (pair.bob);
  assert_sendbird_refused (action, 500, 500999);
  path = g_strdup_printf ("/v1/direct_calls/%s/custom_items", pair.bob->call);
  items = handset_request (pair.bob, "DELETE", path, "{}");
  assert_sendbird_refused (items, 400, 400200);
  pair_free (&pair);
}

int
main (int argc, char *argv[])
{
  static const CallsTest tests[] = {
    { "/practice/direct-faults/events", test_events },
    { "/practice/direct-faults/alter", test_alter },
    { "/practice/direct-faults/frames", test_frames },
    { "/practice/direct-faults/end", test_end },
    { "/practice/direct-faults/credential", test_credential },
    { "/practice/direct-faults/requests", test_requests },
  };

  return run_calls_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
