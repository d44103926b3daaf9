/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client.h"

#include <string.h>

/* Most faults happen once, and afterwards everything is as it should be. */
static void
assert_works (Fixture *f)
{
  g_autoptr (Answer) answer = subscribe (f);
  g_autoptr (Answer) ended = NULL;

  g_assert_cmpuint (answer->status, ==, 201);
  ended = request (f, "DELETE", answer_param (answer, "subscription"), NULL, NULL);
  g_assert_cmpuint (ended->status, ==, 200);
}

static void
test_refusals (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *parameters;
    guint       status;
    int         code;
  } rows[] = {
    { "wrong-password", NULL, 403, 4 },
    { "unauthorized", NULL, 401, 27 },
    { "refuse", NULL, 403, 27 },
    { "refuse", "{\"code\":63}", 403, 63 },
    { "refuse", "{\"http\":500,\"code\":26,\"reason\":\"internal\"}", 500, 26 },
    { "refuse", "{\"http\":404,\"code\":1004,\"phrase\":\"Nowhere\"}", 404, 1004 },
    { "refuse", "{\"http\":200,\"code\":5}", 200, 5 },
    { "unavailable", "{\"retry-after-ms\":700}", 503, 503 },
    { "unavailable", NULL, 503, 503 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = NULL;

    set_fault (f, rows[i].name, rows[i].parameters);
    answer = subscribe (f);
    assert_refused (answer, rows[i].status, rows[i].code);
    g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
    assert_works (f);
  }
}

static void
test_refusal_forms (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) html = NULL;
  g_autoptr (Answer) plain = NULL;
  g_autoptr (Answer) empty = NULL;
  gint64 code = 0;

  set_fault (f, "unknown-user", NULL);
  html = subscribe (f);
  g_assert_cmpuint (html->status, ==, 403);
  g_assert_true (g_str_has_prefix (soup_message_headers_get_one (
                                     soup_message_get_response_headers (html->message),
                                     "Content-Type"), "text/html"));
  g_assert_nonnull (strstr (html->text, "<html>"));

  set_fault (f, "refuse", "{\"form\":\"plain\",\"http\":500,\"code\":26,\"reason\":\"a reason\","
                          "\"phrase\":\"A phrase\"}");
  plain = subscribe (f);
  g_assert_cmpuint (plain->status, ==, 500);
  g_assert_cmpstr (soup_message_get_reason_phrase (plain->message), ==, "A phrase");
  g_assert_true (ahoy_json_get_int (plain->object, "statusCode", 26, 26, &code));
  g_assert_cmpstr (ahoy_json_get_string (plain->object, "reason"), ==, "a reason");

  set_fault (f, "refuse", "{\"form\":\"empty\",\"http\":500}");
  empty = subscribe (f);
  g_assert_cmpuint (empty->status, ==, 500);
  g_assert_cmpstr (empty->text, ==, "");
  assert_works (f);
}

static void
test_unavailable (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *parameters;
    gint64      body;   /* -1: none */
    const char *header; /* NULL: none */
  } rows[] = {
    { NULL, -1, NULL },
    { "{\"retry-after-ms\":700}", 700, NULL },
    { "{\"retry-after-header\":3}", -1, "3" },
    { "{\"retry-after-header\":\"Wed, 21 Oct 2026 07:28:00 GMT\"}", -1,
      "Wed, 21 Oct 2026 07:28:00 GMT" },
    { "{\"retry-after-header\":\"1\\r\\nX-Other: 1\"}", -1, NULL },
    { "{\"retry-after-ms\":5,\"retry-after-header\":3}", 5, "3" },
  };
  g_autoptr (Answer) html = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = NULL;
    gint64 body = -1;

    set_fault (f, "unavailable", rows[i].parameters);
    answer = subscribe (f);
    assert_refused (answer, 503, 503);
    ahoy_json_get_int (answer_wrapper (answer, "subscribeResponse"), "retryAfter", 0, G_MAXINT,
                       &body);
    g_assert_cmpint (body, ==, rows[i].body);
    g_assert_cmpstr (soup_message_headers_get_one (
                       soup_message_get_response_headers (answer->message), "Retry-After"),
                     ==, rows[i].header);
  }

  set_fault (f, "unavailable", "{\"html\":true}");
  html = subscribe (f);
  g_assert_cmpuint (html->status, ==, 503);
  g_assert_null (html->object);
  assert_works (f);
}

static void
test_unreadable (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) no_wrapper = NULL;
  g_autoptr (Answer) no_params = NULL;
  g_autoptr (Answer) big = NULL;
  g_autoptr (Answer) redirect = NULL;

  assert_garbage (f, subscribe, 201);
  set_fault (f, "no-wrapper", NULL);
  no_wrapper = subscribe (f);
  g_assert_cmpuint (no_wrapper->status, ==, 201);
  g_assert_null (ahoy_json_get_object (no_wrapper->object, "subscribeResponse"));

  set_fault (f, "no-params", NULL);
  no_params = subscribe (f);
  g_assert_cmpuint (no_params->status, ==, 201);
  g_assert_null (ahoy_json_get_object (answer_wrapper (no_params, "subscribeResponse"),
                                       "subscriptionParams"));

  set_fault (f, "big-answer", "{\"megabytes\":3}");
  big = subscribe (f);
  g_assert_no_error (big->error);
  g_assert_cmpuint (strlen (big->text), >, 3 * 1024 * 1024);
  g_assert_true (g_str_has_suffix (big->text, "x\"}"));

  set_fault (f, "redirect", "{\"http\":307}");
  redirect = subscribe (f);
  g_assert_cmpuint (redirect->status, ==, 307);
  g_assert_cmpstr (soup_message_headers_get_one (
                     soup_message_get_response_headers (redirect->message), "Location"), ==,
                   "https://elsewhere.invalid/");
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
  assert_works (f);
}

static void
test_no_answer (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *parameters;
  } rows[] = {
    { "drop", NULL },
    { "drop", "{\"reset\":true}" },
    { "cut-answer", NULL },
    { "not-http", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = NULL;

    /* A client may send a request on a connection that had none before once more. */
    set_fault (f, rows[i].name, "{\"count\":0}");
    if (rows[i].parameters != NULL)
      set_fault (f, rows[i].name, "{\"count\":0,\"reset\":true}");
    answer = subscribe (f);
    g_assert_nonnull (answer->error);
    g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
    ahoy_practice_clear_faults (f->practice);
    assert_works (f);
  }
}

typedef struct {
  GCancellable *cancellable;
  GAsyncResult *result;
} Pending;

static void
pending_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Pending *) data)->result = g_object_ref (result);
}

/* A request that is given up when the service has it. */
static void
give_up (Fixture *f)
{
  g_autofree char *uri = g_strconcat (f->base, SUBSCRIPTION (ALICE), NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", uri);
  g_autoptr (GBytes) body = g_bytes_new_static (SUBSCRIBE, strlen (SUBSCRIBE));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Pending pending = { NULL };
  guint n_before = ahoy_practice_get_count (f->practice, "subscribe");

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                f->authorization);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_session_send_and_read_async (f->session, message, G_PRIORITY_DEFAULT, cancellable,
                                    pending_cb, &pending);
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "subscribe") > n_before);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (pending.result != NULL);
  soup_session_send_and_read_finish (f->session, pending.result, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (pending.result);
}

static void
test_silent (Fixture *f, gconstpointer data)
{
  set_fault (f, "silent", NULL);
  give_up (f);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);

  set_fault (f, "trickle", "{\"ms\":1}");
  give_up (f);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
  assert_works (f);
}

static void
test_trickle_to_the_end (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;

  set_fault (f, "trickle", "{\"ms\":1,\"bytes\":20}");
  answer = subscribe (f);
  g_assert_no_error (answer->error);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->text, ==, "                    ");
}

static void
test_delay (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) dropped = NULL;
  g_autoptr (Socket) socket = NULL;

  set_fault (f, "delay", "{\"ms\":1,\"for\":\"subscribe\"}");
  answer = subscribe (f);
  g_assert_cmpuint (answer->status, ==, 201);

  set_fault (f, "delay", "{\"ms\":1,\"for\":\"upgrade\"}");
  socket = open_socket (f, answer_param (answer, "notificationChannel"));
  soup_websocket_connection_send_text (socket->connection, "{\"message_type\":\"ping\"}");
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "keepalive") == 1);

  /* The delay comes before any other fault. */
  set_fault (f, "delay", "{\"ms\":1}");
  set_fault (f, "wrong-password", NULL);
  refused = subscribe (f);
  assert_refused (refused, 403, 4);

  set_fault (f, "delay", "{\"ms\":1,\"count\":0}");
  set_fault (f, "drop", "{\"count\":0}");
  dropped = subscribe (f);
  g_assert_nonnull (dropped->error);
}

static void
test_delay_given_up (Fixture *f, gconstpointer data)
{
  set_fault (f, "delay", "{\"ms\":50}");
  give_up (f);
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "given-up") == 1);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);

  /* One that is still waiting when the service stops is forgotten. */
  set_fault (f, "delay", "{\"ms\":86400000}");
  give_up (f);
}

static void
test_refresh (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = subscribe (f);
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) kept = NULL;
  g_autoptr (Answer) gone = NULL;
  g_autoptr (Answer) again = NULL;
  const char *path = answer_param (login, "subscription");

  set_fault (f, "refuse-refresh", NULL);
  set_fault (f, "refuse-unsubscribe", "{\"http\":404,\"code\":39}");
  refused = request (f, "PUT", path, SUBSCRIBE, NULL);
  assert_refused (refused, 500, 26);
  kept = request (f, "DELETE", path, NULL, NULL);
  assert_refused (kept, 404, 39);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 1);

  set_fault (f, "refresh-gone", NULL);
  gone = request (f, "PUT", path, SUBSCRIBE, NULL);
  assert_refused (gone, 404, 39);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
  again = request (f, "PUT", path, SUBSCRIBE, NULL);
  assert_refused (again, 404, 39);
}

static void
test_upgrade (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = subscribe (f);
  const char *path = answer_param (login, "notificationChannel");
  g_autoptr (Socket) refused = NULL;
  g_autoptr (Socket) dropped = NULL;
  g_autoptr (Socket) opened = NULL;

  set_fault (f, "refuse-upgrade", "{\"http\":500}");
  refused = try_socket (f, path);
  g_assert_null (refused->connection);
  g_assert_cmpuint (refused->status, ==, 500);

  set_fault (f, "drop", "{\"for\":\"upgrade\",\"count\":0}");
  dropped = try_socket (f, path);
  g_assert_null (dropped->connection);
  ahoy_practice_clear_faults (f->practice);

  opened = open_socket (f, path);
  g_assert_nonnull (opened->connection);
}

static void
test_users_and_counts (Fixture *f, gconstpointer data)
{
  g_autofree char *bob = basic (BOB, password_of (f, BOB));

  set_fault (f, "wrong-password", "{\"user\":\"" BOB "\",\"count\":2}");
  for (guint i = 0; i < 3; i++) {
    g_autoptr (Answer) mine = subscribe (f);
    g_autoptr (Answer) his = request (f, "POST", SUBSCRIPTION (BOB), SUBSCRIBE, "Authorization",
                                      bob, NULL);

    g_assert_cmpuint (mine->status, ==, 201);
    g_assert_cmpuint (his->status, ==, i < 2 ? 403 : 201);
  }

  set_fault (f, "unauthorized", "{\"count\":0}");
  for (guint i = 0; i < 3; i++) {
    g_autoptr (Answer) refused = subscribe (f);

    g_assert_cmpuint (refused->status, ==, 401);
  }
  set_fault (f, "unauthorized", "{\"active\":false}");
  assert_works (f);
}

static void
test_settings (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) shorter = NULL;
  g_autoptr (Answer) less = NULL;
  g_autoptr (Answer) replaced = NULL;
  g_autoptr (Answer) removed = NULL;
  g_auto (GStrv) services = NULL;
  JsonObject *params;
  gint64 expires = 0;

  set_fault (f, "short-expires", "{\"seconds\":7}");
  set_fault (f, "no-turn", NULL);
  shorter = subscribe (f);
  params = ahoy_json_get_object (answer_wrapper (shorter, "subscribeResponse"),
                                 "subscriptionParams");
  g_assert_true (ahoy_json_get_int (params, "expires", 7, 7, &expires));
  g_assert_null (ahoy_json_get_object (params, "turnCredentials"));

  set_fault (f, "grant", "{\"services\":\"IM,MWI\"}");
  less = subscribe (f);
  services = ahoy_json_get_strv (ahoy_json_get_object (answer_wrapper (less, "subscribeResponse"),
                                                       "subscriptionParams"), "service", 8);
  g_assert_cmpuint (g_strv_length (services), ==, 1);
  g_assert_cmpstr (services[0], ==, "IM");

  set_fault (f, "replace-member", "{\"value\":\"https://elsewhere.invalid/\"}");
  replaced = subscribe (f);
  g_assert_cmpstr (answer_param (replaced, "notificationChannel"), ==,
                   "https://elsewhere.invalid/");
  set_fault (f, "replace-member", "{\"member\":\"subscription\"}");
  removed = subscribe (f);
  g_assert_null (answer_param (removed, "subscription"));
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, ALICE), ==, 4);
}

static void
test_wrong_parameters (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *parameters;
    int         code;
  } rows[] = {
    { "no-such-fault", NULL, G_IO_ERROR_NOT_FOUND },
    { "refuse", "no JSON", G_IO_ERROR_INVALID_ARGUMENT },
    { "refuse", "{\"http\":99}", G_IO_ERROR_INVALID_ARGUMENT },
    { "refuse", "{\"http\":\"many\"}", G_IO_ERROR_INVALID_ARGUMENT },
    { "refuse", "{\"code\":1.5}", G_IO_ERROR_INVALID_ARGUMENT },
    { "refuse", "{\"colour\":\"red\"}", G_IO_ERROR_INVALID_ARGUMENT },
    { "refuse", "{\"form\":\"round\"}", G_IO_ERROR_INVALID_ARGUMENT },
    { "refuse", "{\"phrase\":\"one\\r\\ntwo\"}", G_IO_ERROR_INVALID_ARGUMENT },
    { "refuse", "{\"count\":-1}", G_IO_ERROR_INVALID_ARGUMENT },
    { "refuse", "{\"active\":1}", G_IO_ERROR_INVALID_ARGUMENT },
    { "refuse", "{\"for\":\"lunch\"}", G_IO_ERROR_INVALID_ARGUMENT },
    { "refuse", "{\"at-open\":true}", G_IO_ERROR_INVALID_ARGUMENT },
    { "close", "{\"for\":\"subscribe\"}", G_IO_ERROR_INVALID_ARGUMENT },
    { "close", "{\"user\":\"nobody@practice.example\"}", G_IO_ERROR_INVALID_ARGUMENT },
    { "close", "{\"user\":null}", G_IO_ERROR_INVALID_ARGUMENT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (ahoy_practice_set_fault (f->practice, rows[i].name, rows[i].parameters,
                                             &error));
    g_assert_error (error, G_IO_ERROR, rows[i].code);
  }
  assert_works (f);
}

int
main (int argc, char *argv[])
{
  static const Test tests[] = {
    { "/practice/faults/refusals", test_refusals },
    { "/practice/faults/refusal-forms", test_refusal_forms },
    { "/practice/faults/unavailable", test_unavailable },
    { "/practice/faults/unreadable", test_unreadable },
    { "/practice/faults/no-answer", test_no_answer },
    { "/practice/faults/silent", test_silent },
    { "/practice/faults/trickle-to-the-end", test_trickle_to_the_end },
    { "/practice/faults/delay", test_delay },
    { "/practice/faults/delay-given-up", test_delay_given_up },
    { "/practice/faults/refresh", test_refresh },
    { "/practice/faults/upgrade", test_upgrade },
    { "/practice/faults/users-and-counts", test_users_and_counts },
    { "/practice/faults/settings", test_settings },
    { "/practice/faults/wrong-parameters", test_wrong_parameters },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
