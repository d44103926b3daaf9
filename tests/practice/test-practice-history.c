/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "phone.h"

#include <string.h>

/* The rows that a page of the history has. */
static JsonArray *
get_history (Phone *phone, const char *query)
{
  g_autofree char *path = g_strconcat ("logHistory", query, NULL);
  g_autoptr (Answer) answer = phone_request (phone, "GET", path, NULL);
  JsonArray *items;

  assert_refused (answer, 200, 0);
  items = ahoy_json_get_array (answer_wrapper (answer, "logHistory"), "logItems");
  g_assert_nonnull (items);

  return json_array_ref (items);
}

static JsonObject *
get_row (JsonArray *items, guint index)
{
  JsonObject *item = json_array_get_object_element (items, index);

  g_assert_cmpstr (ahoy_json_get_string (item, "type"), ==, "CallLog");

  return ahoy_json_get_object (item, "params");
}

static void
assert_row (JsonArray *items, guint index, const char *direction, const char *duration,
            const char *caller, const char *callee)
{
  JsonObject *row = get_row (items, index);

  g_assert_cmpstr (ahoy_json_get_string (row, "direction"), ==, direction);
  g_assert_cmpstr (ahoy_json_get_string (row, "duration"), ==, duration);
  g_assert_cmpstr (ahoy_json_get_string (row, "callerDisplayNumber"), ==, caller);
  g_assert_cmpstr (ahoy_json_get_string (row, "calleeDisplayNumber"), ==, callee);
  g_assert_nonnull (ahoy_json_get_string (row, "recordId"));
  g_assert_cmpstr (ahoy_json_get_string (row, "resourceLocation"), ==, "");
}

/* Both sides have a row for each call, the newest first. */
static void
test_rows (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (Answer) rejected = NULL;
  g_autoptr (Answer) missed = NULL;
  g_autoptr (Answer) nobody = NULL;
  g_autoptr (JsonArray) of_alice = NULL;
  g_autoptr (JsonArray) of_bob = NULL;
  g_autofree char *start = g_strdup_printf ("%" G_GINT64_FORMAT,
                                            ahoy_clock_get_now (AHOY_CLOCK (f->clock)));

  phone_connect (alice, bob);
  fake_clock_advance (f->clock, 42000);
  phone_delete (alice);
  phone_expect_end (bob, "callEnd", 9900);

  rejected = phone_start (alice, BOB, NULL);
  json_object_unref (phone_expect (bob, "call"));
  phone_dispose (bob, "reject", NULL);
  missed = phone_start (alice, BOB, NULL);
  phone_delete (alice);
  nobody = phone_start (alice, "nobody@practice.example", NULL);

  of_alice = get_history (alice, "");
  of_bob = get_history (bob, "?count=10&startIndex=0");
  g_assert_cmpuint (json_array_get_length (of_alice), ==, 4);
  g_assert_cmpuint (json_array_get_length (of_bob), ==, 3);
  assert_row (of_alice, 0, "outgoing", "0", ALICE, "nobody@practice.example");
  assert_row (of_alice, 1, "outgoing", "0", ALICE, BOB);
  assert_row (of_alice, 2, "outgoing", "0", ALICE, BOB);
  assert_row (of_alice, 3, "outgoing", "42060", ALICE, BOB);
  g_assert_cmpstr (ahoy_json_get_string (get_row (of_alice, 3), "startTime"), ==, start);
  g_assert_cmpstr (ahoy_json_get_string (get_row (of_alice, 3), "calleeName"), ==, "bob");
  assert_row (of_bob, 0, "missed", "0", ALICE, BOB);
  assert_row (of_bob, 1, "incoming", "0", ALICE, BOB);
  g_assert_cmpstr (ahoy_json_get_string (get_row (of_bob, 2), "callerName"), ==, "alice");
  /* Two notifications have taken their time before. */
  assert_row (of_bob, 2, "incoming", "42060", ALICE, BOB);
}

/* Who was not logged in can see later who has called. */
static void
test_away (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Answer) started = phone_start (alice, BOB, NULL);
  g_autoptr (Phone) bob = NULL;
  g_autoptr (JsonArray) items = NULL;

  phone_expect_end (alice, "callEnd", 480);
  bob = phone_new (f, BOB);
  items = get_history (bob, "");
  g_assert_cmpuint (json_array_get_length (items), ==, 1);
  assert_row (items, 0, "missed", "0", ALICE, BOB);
}

static void
call_nobody (Phone *phone, guint times)
{
  for (guint i = 0; i < times; i++) {
    g_autofree char *to = g_strdup_printf ("n%u@practice.example", i);
    g_autoptr (Answer) answer = phone_start (phone, to, NULL);

    g_assert_cmpuint (answer->status, ==, 201);
  }
}

static void
test_pages (Calls *f, gconstpointer data)
{
  static const struct {
    const char *query;
    guint       length;
    const char *first;
  } rows[] = {
    { "", 50, "n59@practice.example" },
    { "?count=10", 10, "n59@practice.example" },
    { "?count=10&startIndex=5", 10, "n54@practice.example" },
    { "?startIndex=55", 5, "n4@practice.example" },
    { "?count=0", 0, NULL },
    { "?count=1000&startIndex=1", 59, "n58@practice.example" },
    { "?startIndex=60", 0, NULL },
  };
  static const char * const wrong[] = {
    "?count=-1", "?count=ten", "?count=", "?startIndex=1.5", "?startIndex=99999999999"
  };
  g_autoptr (Phone) alice = phone_new (f, ALICE);

  call_nobody (alice, 60);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonArray) items = get_history (alice, rows[i].query);

    g_assert_cmpuint (json_array_get_length (items), ==, rows[i].length);
    if (rows[i].length > 0)
      assert_row (items, 0, "outgoing", "0", ALICE, rows[i].first);
  }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *path = g_strconcat ("logHistory", wrong[i], NULL);
    g_autoptr (Answer) answer = phone_request (alice, "GET", path, NULL);

    assert_refused (answer, 403, 37);
    answer_wrapper (answer, "logHistory");
  }
}

static void
test_delete (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (JsonArray) items = NULL;
  g_autoptr (JsonArray) left = NULL;
  g_autoptr (JsonArray) none = NULL;
  g_autoptr (JsonArray) of_bob = NULL;
  g_autofree char *path = NULL;
  g_autoptr (Answer) others = NULL;
  g_autoptr (Answer) one = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) all = NULL;

  call_nobody (alice, 3);
  call_nobody (bob, 1);
  items = get_history (alice, "");
  path = g_strdup_printf ("logRecord/%s", ahoy_json_get_string (get_row (items, 1), "recordId"));
  others = phone_request (bob, "DELETE", path, NULL);
  assert_refused (others, 404, 42);
  one = phone_request (alice, "DELETE", path, NULL);
  assert_refused (one, 200, 0);
  answer_wrapper (one, "logRecord");
  again = phone_request (alice, "DELETE", path, NULL);
  assert_refused (again, 404, 42);
  left = get_history (alice, "");
  g_assert_cmpuint (json_array_get_length (left), ==, 2);
  assert_row (left, 0, "outgoing", "0", ALICE, "n2@practice.example");
  assert_row (left, 1, "outgoing", "0", ALICE, "n0@practice.example");

  all = phone_request (alice, "DELETE", "logHistory", NULL);
  assert_refused (all, 200, 0);
  none = get_history (alice, "");
  g_assert_cmpuint (json_array_get_length (none), ==, 0);
  of_bob = get_history (bob, "");
  g_assert_cmpuint (json_array_get_length (of_bob), ==, 1);
}

/* The oldest rows make room, for each user alone. */
static void
test_most (Calls *f, gconstpointer data)
{
  g_autoptr (Phone) alice = phone_new (f, ALICE);
  g_autoptr (Phone) bob = phone_new (f, BOB);
  g_autoptr (JsonArray) items = NULL;
  g_autoptr (JsonArray) of_bob = NULL;

  call_nobody (bob, 1);
  call_nobody (alice, 1005);
  items = get_history (alice, "?count=2000");
  g_assert_cmpuint (json_array_get_length (items), ==, 1000);
  assert_row (items, 0, "outgoing", "0", ALICE, "n1004@practice.example");
  assert_row (items, 999, "outgoing", "0", ALICE, "n5@practice.example");
  of_bob = get_history (bob, "");
  g_assert_cmpuint (json_array_get_length (of_bob), ==, 1);
}

static void
test_strangers (Calls *f, gconstpointer data)
{
  static const struct {
    const char *method;
    const char *path;
  } rows[] = {
    { "GET", "/rest/version/1/user/" ALICE "/logHistory" },
    { "DELETE", "/rest/version/1/user/" ALICE "/logHistory" },
    { "DELETE", "/rest/version/1/user/" ALICE "/logRecord/0123" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = request (&f->base, rows[i].method, rows[i].path, NULL,
                                         "Authorization", NULL, NULL);

    assert_refused (answer, 401, 27);
  }
}

int
main (int argc, char *argv[])
{
  static const CallsTest tests[] = {
    { "/practice/history/rows", test_rows },
    { "/practice/history/away", test_away },
    { "/practice/history/pages", test_pages },
    { "/practice/history/delete", test_delete },
    { "/practice/history/most", test_most },
    { "/practice/history/strangers", test_strangers },
  };

  return run_calls_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
