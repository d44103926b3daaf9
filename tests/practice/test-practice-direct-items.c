/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Custom items of direct calls, and their log. */
#include "handset.h"

#include <string.h>

static Answer *
change (Handset *who, const char *method, const char *body)
{
  g_autofree char *path = g_strdup_printf ("/v1/direct_calls/%s/custom_items", who->call);

  return handset_request (who, method, path, body);
}

static void
assert_change (Answer *answer, const char *expected)
{
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->text, ==, expected);
}

/* The event has what the answer had, and names the call. */
static void
expect_change (Handset *other, const char *type, const char *expected)
{
  g_autoptr (JsonObject) payload = handset_expect (other, "CALL", type);
  g_autofree char *text = NULL;

  g_assert_cmpstr (ahoy_json_get_string (payload, "call_id"), ==, other->call);
  json_object_remove_member (payload, "call_id");
  text = ahoy_json_to_text (payload);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_items (Calls *f, gconstpointer data)
{
#define UPDATED "{\"custom_items\":{\"a\":\"1\",\"b\":\"2\"},\"updated\":[\"a\",\"b\"]}"
#define CHANGED "{\"custom_items\":{\"a\":\"x\",\"b\":\"2\"},\"updated\":[\"a\"]}"
#define DELETED "{\"custom_items\":{\"a\":\"x\"},\"deleted\":[\"b\"]}"
#define EMPTY   "{\"custom_items\":{},\"deleted\":[\"a\"]}"
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autoptr (Answer) updated = NULL;
  g_autoptr (Answer) changed = NULL;
  g_autoptr (Answer) deleted = NULL;
  g_autoptr (Answer) emptied = NULL;
  g_autoptr (Answer) late = NULL;

  handset_dial (alice, BOB);
  handset_ring (bob);
  updated = change (alice, "PUT", "{\"custom_items\":{\"a\":\"1\",\"b\":\"2\"},\"mode\":\"upsert\"}");
  assert_change (updated, UPDATED);
  expect_change (bob, "custom_items_update", UPDATED);
  handset_accept (bob, alice);
  changed = change (bob, "PUT", "{\"custom_items\":{\"a\":\"x\"},\"mode\":\"upsert\"}");
  assert_change (changed, CHANGED);
  expect_change (alice, "custom_items_update", CHANGED);
  deleted = change (alice, "DELETE", "{\"keys\":[\"b\",\"unknown\"]}");
  assert_change (deleted, DELETED);
  expect_change (bob, "custom_items_delete", DELETED);
  emptied = change (alice, "DELETE", "{}");
  assert_change (emptied, EMPTY);
  expect_change (bob, "custom_items_delete", EMPTY);

  /* When the call is over they are changed, and nobody is told. */
  handset_hang_up (alice, bob);
  late = change (alice, "PUT", "{\"custom_items\":{\"late\":\"1\"},\"mode\":\"upsert\"}");
  assert_change (late, "{\"custom_items\":{\"late\":\"1\"},\"updated\":[\"late\"]}");
  handset_expect_nothing (bob);
  g_assert_cmpuint (ahoy_practice_get_count (f->base.practice, "items"), ==, 5);
}

static void
test_items_refused (Calls *f, gconstpointer data)
{
  static const char * const bodies[] = {
    "", "[]", "{}", "{\"custom_items\":{\"a\":\"1\"}}", "{\"custom_items\":[],\"mode\":\"upsert\"}",
    "{\"custom_items\":{\"a\":1},\"mode\":\"upsert\"}",
    "{\"custom_items\":{\"a,b\":\"1\"},\"mode\":\"upsert\"}",
    "{\"custom_items\":{\"\":\"1\"},\"mode\":\"upsert\"}",
    "{\"custom_items\":{\"1\":\"\",\"2\":\"\",\"3\":\"\",\"4\":\"\",\"5\":\"\",\"6\":\"\",\"7\":\"\","
    "\"8\":\"\",\"9\":\"\",\"10\":\"\",\"11\":\"\"},\"mode\":\"upsert\"}",
  };
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autoptr (Handset) carol = handset_new (f, CAROL, "carol");
  g_autofree char *letters = g_strnfill (129, 'x');
  g_autofree char *too_long = g_strdup_printf ("{\"custom_items\":{\"a\":\"%s\"},"
                                               "\"mode\":\"upsert\"}", letters);
  g_autoptr (Answer) endless = NULL;
  g_autoptr (Answer) keys = NULL;
  g_autoptr (Answer) stranger = NULL;
  g_autoptr (Answer) unknown = NULL;

  handset_dial (alice, BOB);
  handset_ring (bob);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (Answer) answer = change (alice, "PUT", bodies[i]);

    assert_sendbird_refused (answer, 400, 400100);
  }
  endless = change (alice, "PUT", too_long);
  assert_sendbird_refused (endless, 400, 400100);
  keys = change (alice, "DELETE", "{\"keys\":\"a\"}");
  assert_sendbird_refused (keys, 400, 400100);
  carol->call = g_strdup (alice->call);
  stranger = change (carol, "DELETE", "{}");
  assert_sendbird_refused (stranger, 400, 1400102);
  g_free (carol->call);
  carol->call = g_strdup ("unknown");
  unknown = change (carol, "DELETE", "{}");
  assert_sendbird_refused (unknown, 400, 1400102);
  handset_expect_nothing (bob);
}

static void
test_dial_rcv_refused (Calls *f, gconstpointer data)
{
  static const char * const bodies[] = {
    "", "{}", "{\"cmd\":\"CALL\",\"type\":\"dial_rcv\",\"payload\":{}}",
    "{\"cmd\":\"CALL\",\"type\":\"dial\",\"payload\":{\"call_id\":\"%s\"}}",
    "{\"cmd\":\"CALL\",\"type\":\"dial_rcv\",\"payload\":{\"call_id\":\"%s\"}}",
  };
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autoptr (Handset) phone = handset_new (f, BOB, "phone");
  g_autofree char *good = NULL;
  g_autoptr (Answer) wrong = NULL;
  g_autoptr (Answer) missing = NULL;
  g_autoptr (Answer) late = NULL;

  handset_dial (alice, BOB);
  handset_ring (bob);
  handset_ring (phone);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_auto (GStrv) parts = g_strsplit (bodies[i], "%s", -1);
    g_autofree char *body = g_strjoinv (bob->call, parts);
    g_autoptr (Answer) answer =
      request (&f->base, "POST", "/v1/action/direct_call", body, "Authorization", NULL,
               "sbcall-client-id", "bob", "sbcall-short-lived-token", bob->token, NULL);

    assert_sendbird_refused (answer, 400, 400100);
  }

  /* The token is good for the client that it was sent to alone. */
  good = g_steal_pointer (&bob->token);
  bob->token = g_strdup (phone->token);
  wrong = handset_dial_rcv (bob);
  assert_sendbird_refused (wrong, 401, 401121);
  g_clear_pointer (&bob->token, g_free);
  missing = handset_dial_rcv (bob);
  assert_sendbird_refused (missing, 401, 401121);
  bob->token = g_steal_pointer (&good);
  handset_send (alice, "CALL", "cancel", NULL);
  handset_expect_end (alice, "cancel_ack", "canceled");
  late = handset_dial_rcv (bob);
  assert_sendbird_refused (late, 401, 401121);
  handset_expect_nothing (alice);
}

/* The results of the rows, with commas between. */
static char *
list_log (Handset *who, const char *query, gboolean *has_next, char **next)
{
  g_autofree char *path = g_strdup_printf ("/v1/users/%s/calls%s", who->user, query);
  g_autoptr (Answer) answer = handset_request (who, "GET", path, NULL);
  GString *text = g_string_new (NULL);
  JsonArray *calls;

  g_assert_cmpuint (answer->status, ==, 200);
  calls = ahoy_json_get_array (answer->object, "calls");
  for (guint i = 0; i < json_array_get_length (calls); i++) {
    JsonObject *row = json_array_get_object_element (calls, i);

    g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                            ahoy_json_get_string (row, "end_result"));
  }
  if (has_next != NULL)
    *has_next = json_object_get_boolean_member (answer->object, "has_next");
  if (next != NULL)
    *next = g_strdup (ahoy_json_get_string (answer->object, "next"));

  return g_string_free (text, FALSE);
}

static void
assert_log (Handset *who, const char *query, const char *expected)
{
  g_autofree char *text = list_log (who, query, NULL, NULL);

  g_assert_cmpstr (text, ==, expected);
}

static void
call (Handset *from, Handset *to, const char *type, const char *result)
{
  g_autofree char *ack = g_strconcat (type, "_ack", NULL);

  handset_dial (from, to->user);
  handset_ring (to);
  if (strcmp (type, "end") == 0)
    handset_accept (to, from);
  handset_send (from, "CALL", type, NULL);
  handset_expect_end (from, ack, result);
  handset_expect_end (to, type, result);
  fake_clock_advance (from->calls->clock, 1000);
}

static void
test_log (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autoptr (Handset) carol = handset_new (f, CAROL, "carol");
  gint64 start = ahoy_clock_get_now (AHOY_CLOCK (f->clock));
  g_autofree char *later = g_strdup_printf ("?start_ts=%" G_GINT64_FORMAT, start + 1000);
  g_autofree char *earlier = g_strdup_printf ("?end_ts=%" G_GINT64_FORMAT, start + 1000);
  g_autofree char *neither = g_strdup_printf ("?start_ts=%" G_GINT64_FORMAT "&end_ts=%"
                                              G_GINT64_FORMAT, start + 1, start + 999);

  assert_log (alice, "", "");
  call (alice, bob, "end", "completed");
  call (bob, alice, "cancel", "canceled");
  call (alice, bob, "no_answer", "no_answer");
  call (carol, bob, "cancel", "canceled");
  handset_dial (alice, BOB); /* one that goes on */

  assert_log (alice, "", "no_answer,canceled,completed");
  assert_log (bob, "", "canceled,no_answer,canceled,completed");
  assert_log (carol, "", "canceled");
  assert_log (alice, "?role=dc_caller", "no_answer,completed");
  assert_log (alice, "?role=all&limit=1", "no_answer");
  assert_log (alice, "?role=dc_callee&limit=20", "canceled");
  assert_log (alice, "?end_result=completed,no_answer", "no_answer,completed");
  assert_log (alice, "?end_result=declined", "");
  assert_log (alice, later, "no_answer,canceled");
  assert_log (alice, earlier, "canceled,completed");
  assert_log (alice, neither, "");
}

/* Also when there are more calls between two pages. */
static void
test_log_pages (Calls *f, gconstpointer data)
{
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Handset) bob = handset_new (f, BOB, "bob");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *next = NULL;
  g_autofree char *query = NULL;
  gboolean has_next;

  call (alice, bob, "end", "completed");
  call (alice, bob, "cancel", "canceled");
  call (alice, bob, "no_answer", "no_answer");
  first = list_log (alice, "?limit=2", &has_next, &next);
  g_assert_cmpstr (first, ==, "no_answer,canceled");
  g_assert_true (has_next);
  g_assert_nonnull (next);

  call (alice, bob, "end", "completed");
  query = g_strdup_printf ("?limit=2&next=%s", next);
  g_clear_pointer (&next, g_free);
  second = list_log (alice, query, &has_next, &next);
  g_assert_cmpstr (second, ==, "completed");
  g_assert_false (has_next);
  g_assert_null (next);

  third = list_log (alice, "?limit=4", &has_next, NULL);
  g_assert_cmpstr (third, ==, "completed,no_answer,canceled,completed");
  g_assert_false (has_next);
}

static void
test_log_refused (Calls *f, gconstpointer data)
{
  static const char * const queries[] = {
    "?role=me", "?limit=0", "?limit=101", "?limit=x", "?start_ts=-1", "?end_ts=x", "?next=unknown",
  };
  g_autoptr (Handset) alice = handset_new (f, ALICE, "alice");
  g_autoptr (Answer) other = handset_request (alice, "GET", "/v1/users/" BOB "/calls", NULL);

  assert_sendbird_refused (other, 401, 401120);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autofree char *path = g_strconcat ("/v1/users/" ALICE "/calls", queries[i], NULL);
    g_autoptr (Answer) answer = handset_request (alice, "GET", path, NULL);

    assert_sendbird_refused (answer, 400, 400100);
  }
}

int
main (int argc, char *argv[])
{
  static const CallsTest tests[] = {
    { "/practice/direct-items/items", test_items },
    { "/practice/direct-items/items-refused", test_items_refused },
    { "/practice/direct-items/dial-rcv-refused", test_dial_rcv_refused },
    { "/practice/direct-items/log", test_log },
    { "/practice/direct-items/log-pages", test_log_pages },
    { "/practice/direct-items/log-refused", test_log_refused },
  };

  return run_calls_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
