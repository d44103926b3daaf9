/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client.h"

#include <string.h>

#define FAULTS "/practice/faults"

/* Without what a test of a login sends with each request. */
#define control(f, method, path, body, ...) \
  request (f, method, path, body, "Authorization", NULL, __VA_ARGS__)

static JsonObject *
find_fault (Answer *answer, const char *name)
{
  JsonArray *faults = ahoy_json_get_array (answer->object, "faults");

  for (guint i = 0; i < json_array_get_length (faults); i++) {
    JsonObject *fault = json_array_get_object_element (faults, i);

    if (strcmp (ahoy_json_get_string (fault, "name"), name) == 0)
      return fault;
  }

  return NULL;
}

static void
assert_active (Fixture *f, const char *name, gboolean expected)
{
  g_autoptr (Answer) answer = control (f, "GET", FAULTS, NULL, NULL);
  gboolean active = FALSE;

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_true (ahoy_json_get_boolean (find_fault (answer, name), "active", &active));
  g_assert_cmpint (active, ==, expected);
}

static void
test_list (Fixture *f, gconstpointer data)
{
  static const char * const names[] = {
    "wrong-password", "unknown-user", "unauthorized", "refuse", "unavailable", "refresh-gone",
    "refuse-refresh", "refuse-unsubscribe", "delay", "silent", "drop", "garbage", "no-wrapper",
    "no-params", "big-answer", "redirect", "refuse-upgrade", "close", "drop-socket", "mute-socket",
    "gone", "overridden", "duplicate-notification", "unknown-notification", "malformed-frame",
    "binary-frame", "endless-fragments", "burst", "pong-text", "expire-now", "short-expires",
    "echo-correlator", "no-turn", "restart"
  };
  g_autoptr (Answer) answer = control (f, "GET", FAULTS, NULL, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_null (soup_message_headers_get_one (soup_message_get_response_headers (answer->message),
                                               "Access-Control-Allow-Origin"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    JsonObject *fault = find_fault (answer, names[i]);

    g_assert_nonnull (fault);
    g_assert_nonnull (ahoy_json_get_string (fault, "description"));
    g_assert_nonnull (ahoy_json_get_array (fault, "parameters"));
  }
}

/* The page has a row for each fault, and names each of its parameters. */
static void
test_page (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = control (f, "GET", FAULTS, NULL, NULL);
  JsonArray *faults = ahoy_json_get_array (answer->object, "faults");
  g_autofree char *file = g_build_filename (g_getenv ("AHOY_TEST_DOC"), "practice.md", NULL);
  g_autofree char *page = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (file, &page, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (faults), >, 30);
  for (guint i = 0; i < json_array_get_length (faults); i++) {
    JsonObject *fault = json_array_get_object_element (faults, i);
    const char *name = ahoy_json_get_string (fault, "name");
    g_autofree char *row = g_strdup_printf ("\n| `%s` | ", name);
    JsonArray *parameters = ahoy_json_get_array (fault, "parameters");

    g_assert_nonnull (strstr (page, row));
    for (guint j = 0; j < json_array_get_length (parameters); j++) {
      JsonObject *parameter = json_array_get_object_element (parameters, j);
      g_autofree char *quoted = g_strdup_printf ("`%s`", ahoy_json_get_string (parameter, "name"));

      g_assert_nonnull (strstr (page, quoted));
    }
  }
}

static void
test_switch (Fixture *f, gconstpointer data)
{
  static const char *on = "{\"name\":\"refuse\",\"code\":63,\"count\":0,\"user\":\"" ALICE "\"}";
  static const char *off = "{\"name\":\"refuse\",\"active\":false}";
  g_autoptr (Answer) switched_on = control (f, "POST", FAULTS, on, NULL);
  g_autoptr (Answer) refused = subscribe (f);
  g_autoptr (Answer) listed = NULL;
  g_autoptr (Answer) switched_off = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) one = NULL;
  g_autoptr (Answer) all = NULL;
  JsonObject *state;
  gint64 hits = 0;

  g_assert_cmpuint (switched_on->status, ==, 200);
  assert_refused (refused, 403, 63);
  listed = control (f, "GET", FAULTS, NULL, NULL);
  state = json_array_get_object_element (
    ahoy_json_get_array (find_fault (listed, "refuse"), "on"), 0);
  g_assert_cmpstr (ahoy_json_get_string (state, "user"), ==, ALICE);
  g_assert_true (ahoy_json_get_int (state, "hits", 1, 1, &hits));

  switched_off = control (f, "POST", FAULTS, off, NULL);
  g_assert_cmpuint (switched_off->status, ==, 200);
  assert_active (f, "refuse", FALSE);

  again = control (f, "POST", FAULTS, on, NULL);
  assert_active (f, "refuse", TRUE);
  one = control (f, "DELETE", FAULTS "/refuse", NULL, NULL);
  g_assert_cmpuint (one->status, ==, 200);
  assert_active (f, "refuse", FALSE);

  g_clear_pointer (&again, answer_free);
  again = control (f, "POST", FAULTS, on, NULL);
  all = control (f, "DELETE", FAULTS, NULL, NULL);
  g_assert_cmpuint (all->status, ==, 200);
  assert_active (f, "refuse", FALSE);
}

static void
test_wrong (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *method;
    const char *path;
    const char *body;
    guint       status;
  } rows[] = {
    { "POST", FAULTS, "{\"name\":\"no-such-fault\"}", 404 },
    { "POST", FAULTS, "{\"name\":7}", 400 },
    { "POST", FAULTS, "{}", 400 },
    { "POST", FAULTS, "no JSON", 400 },
    { "POST", FAULTS, "{\"name\":\"refuse\",\"http\":1}", 400 },
    { "POST", FAULTS, NULL, 415 },
    { "PUT", FAULTS, "{}", 405 },
    { "DELETE", FAULTS "/no-such-fault", NULL, 404 },
    { "OPTIONS", FAULTS, NULL, 405 },
    { "GET", "/practice", NULL, 404 },
    { "GET", "/practice/elsewhere", NULL, 404 },
    { "POST", "/practice/state", "{}", 405 },
    { "POST", "/practice/notify", "{}", 400 },
    { "POST", "/practice/notify", "{\"user\":5,\"eventType\":\"x\"}", 400 },
    { "POST", "/practice/notify", "{\"user\":\"nobody\",\"eventType\":\"x\"}", 404 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = control (f, rows[i].method, rows[i].path, rows[i].body, NULL);

    g_assert_cmpuint (answer->status, ==, rows[i].status);
    g_assert_nonnull (ahoy_json_get_string (answer->object, "error"));
    g_assert_null (soup_message_headers_get_one (
                     soup_message_get_response_headers (answer->message),
                     "Access-Control-Allow-Origin"));
  }
}

static void
test_not_for_browsers (Fixture *f, gconstpointer data)
{
  static const char *fault = "{\"name\":\"wrong-password\"}";
  static const char * const headers[][2] = {
    { "Origin", "https://page.example" },
    { "Origin", "null" },
    { "Sec-Fetch-Site", "cross-site" },
    { "Host", "page.example" },
    { "Host", "127.0.0.1.page.example" },
    { "Host", "localhost@page.example" },
    { "Host", "10.0.0.1" },
  };
  g_autoptr (Answer) text = NULL;
  g_autoptr (Answer) localhost = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++) {
    g_autoptr (Answer) posted = control (f, "POST", FAULTS, fault, headers[i][0], headers[i][1],
                                         NULL);
    g_autoptr (Answer) read = control (f, "GET", "/practice/state", NULL, headers[i][0],
                                       headers[i][1], NULL);

    g_assert_cmpuint (posted->status, ==, 403);
    g_assert_cmpuint (read->status, ==, 403);
    g_assert_null (soup_message_headers_get_one (soup_message_get_response_headers (read->message),
                                                 "Access-Control-Allow-Origin"));
  }
  /* The kind of request that a page may send without asking first. */
  text = control (f, "POST", FAULTS, fault, "Content-Type", "text/plain", NULL);
  g_assert_cmpuint (text->status, ==, 415);
  assert_active (f, "wrong-password", FALSE);

  localhost = control (f, "POST", FAULTS, fault, "Host", "localhost:1", NULL);
  g_assert_cmpuint (localhost->status, ==, 200);
  assert_active (f, "wrong-password", TRUE);
}

static void
test_state (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = subscribe (f);
  g_autoptr (Socket) socket = open_socket (f, answer_param (login, "notificationChannel"));
  g_autoptr (Answer) state = control (f, "GET", "/practice/state", NULL, NULL);
  g_auto (GStrv) users = ahoy_json_get_strv (state->object, "users", 8);
  JsonObject *subscription = json_array_get_object_element (
    ahoy_json_get_array (state->object, "subscriptions"), 0);
  const char *channel = strrchr (answer_param (login, "notificationChannel"), '/') + 1;
  gint64 number = 0;

  g_assert_cmpuint (g_strv_length (users), ==, 2);
  g_assert_cmpstr (users[0], ==, ALICE);
  g_assert_cmpstr (ahoy_json_get_string (subscription, "user"), ==, ALICE);
  g_assert_true (json_object_get_boolean_member (subscription, "socket"));
  g_assert_true (ahoy_json_get_int (subscription, "remaining", 3598, 3600, &number));
  g_assert_true (ahoy_json_get_int (state->object, "sockets", 1, 1, &number));
  g_assert_true (ahoy_json_get_int (ahoy_json_get_object (state->object, "counts"), "subscribe", 1,
                                    1, &number));

  /* No secrets. */
  g_assert_null (strstr (state->text, channel));
  g_assert_null (strstr (state->text, answer_param (login, "sessionId")));
  g_assert_null (strstr (state->text, password_of (f, ALICE)));
}

static void
test_notify (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = subscribe (f);
  g_autoptr (Socket) socket = open_socket (f, answer_param (login, "notificationChannel"));
  g_autoptr (Answer) sent = control (f, "POST", "/practice/notify",
                                     "{\"user\":\"" ALICE "\",\"eventType\":\"mwi\",\"time\":5,"
                                     "\"mwiNotificationParams\":{\"mwi\":\"yes\"}}", NULL);
  g_autoptr (JsonObject) notification = socket_notification (socket, 0);
  gint64 number = 0;

  g_assert_cmpuint (sent->status, ==, 200);
  g_assert_true (ahoy_json_get_int (sent->object, "affected", 1, 1, &number));
  g_assert_cmpstr (ahoy_json_get_string (notification, "eventType"), ==, "mwi");
  g_assert_nonnull (ahoy_json_get_string (notification, "eventId"));
  g_assert_null (ahoy_json_get_string (notification, "user"));
  g_assert_true (ahoy_json_get_int (notification, "time", 5, 5, &number));
  g_assert_cmpstr (ahoy_json_get_string (ahoy_json_get_object (notification,
                                                               "mwiNotificationParams"), "mwi"),
                   ==, "yes");
}

static void
test_act (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) nobody = control (f, "POST", FAULTS, "{\"name\":\"close\"}", NULL);
  g_autoptr (Answer) login = subscribe (f);
  g_autoptr (Socket) socket = open_socket (f, answer_param (login, "notificationChannel"));
  g_autoptr (Answer) closed = control (f, "POST", FAULTS, "{\"name\":\"close\",\"code\":1011}",
                                       NULL);
  gint64 number = 0;

  g_assert_true (ahoy_json_get_int (nobody->object, "affected", 0, 0, &number));
  g_assert_true (ahoy_json_get_int (closed->object, "affected", 1, 1, &number));
  WAIT_UNTIL (socket->closed);
  g_assert_cmpuint (socket->code, ==, 1011);
}

int
main (int argc, char *argv[])
{
  static const Test tests[] = {
    { "/practice/control/list", test_list },
    { "/practice/control/page", test_page },
    { "/practice/control/switch", test_switch },
    { "/practice/control/wrong", test_wrong },
    { "/practice/control/not-for-browsers", test_not_for_browsers },
    { "/practice/control/state", test_state },
    { "/practice/control/notify", test_notify },
    { "/practice/control/act", test_act },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
