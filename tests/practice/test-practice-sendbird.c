/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sendbird-client.h"

#include <string.h>

#define ANYBODY "nobody-special"

static void
test_login (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = sendbird_login (f, ALICE, APP, CLIENT, NULL);
  JsonObject *user;
  gboolean active = FALSE;

  g_assert_cmpuint (strlen (sendbird_token (answer)), >=, 32);
  user = ahoy_json_get_object (answer->object, "user");
  g_assert_cmpstr (ahoy_json_get_string (user, "user_id"), ==, ALICE);
  g_assert_cmpstr (ahoy_json_get_string (user, "nickname"), ==, "alice");
  g_assert_cmpstr (ahoy_json_get_string (user, "profile_url"), ==, "");
  g_assert_nonnull (ahoy_json_get_object (user, "metadata"));
  g_assert_true (ahoy_json_get_boolean (user, "is_active", &active));
  g_assert_true (active);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, ALICE), ==, 1);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, BOB), ==, 0);
  /* The user of that name on the other service has not logged in. */
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "login"), ==, 1);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *path;
    const char *body;
    int         code;
  } rows[] = {
    { LOGIN (ALICE), NULL, 400100 },
    { LOGIN (ALICE), "no JSON", 400100 },
    { LOGIN (ALICE), "[]", 400100 },
    { LOGIN (ALICE), "{}", 400111 },
    { LOGIN (ALICE), "{\"app_id\":\"" APP "\"}", 400111 },
    { LOGIN (ALICE), "{\"user_id\":\"" ALICE "\"}", 400111 },
    { LOGIN (ALICE), "{\"app_id\":null,\"user_id\":\"" ALICE "\"}", 400111 },
    { LOGIN (ALICE), "{\"app_id\":\"\",\"user_id\":\"" ALICE "\"}", 400100 },
    { LOGIN (ALICE), "{\"app_id\":7,\"user_id\":\"" ALICE "\"}", 400100 },
    { LOGIN (ALICE), "{\"app_id\":\"a\\nb\",\"user_id\":\"" ALICE "\"}", 400100 },
    { LOGIN (ALICE), "{\"app_id\":\"" APP "\",\"user_id\":[]}", 400100 },
    { LOGIN (ALICE), "{\"app_id\":\"" APP "\",\"user_id\":\"" BOB "\"}", 400100 },
    { LOGIN (ALICE), "{\"app_id\":\"" APP "\",\"user_id\":\"" ALICE "\",\"access_token\":7}",
      400100 },
    { LOGIN (ALICE), "{\"app_id\":\"" APP "\",\"user_id\":\"" ALICE "\"}", 400302 },
    { LOGIN (ALICE), "{\"app_id\":\"" APP "\",\"user_id\":\"" ALICE "\",\"access_token\":null}",
      400302 },
    { LOGIN (ALICE), "{\"app_id\":\"" APP "\",\"user_id\":\"" ALICE "\",\"access_token\":\"\"}",
      400302 },
    { LOGIN (ALICE), "{\"app_id\":\"" APP "\",\"user_id\":\"" ALICE "\",\"access_token\":\"no\"}",
      400302 },
    { LOGIN ("nobody"), "{\"app_id\":\"" APP "\",\"user_id\":\"nobody\"}", 400302 },
    { LOGIN ("nobody"), "{\"app_id\":\"" APP "\",\"user_id\":\"nobody\",\"access_token\":\"no\"}",
      400302 },
  };
  g_autoptr (Answer) no_client = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = sendbird_request (f, "POST", rows[i].path, rows[i].body, NULL);

    assert_sendbird_refused (answer, 400, rows[i].code);
  }
  no_client = request (f, "POST", LOGIN (ALICE), rows[3].body, "Authorization", NULL, NULL);
  assert_sendbird_refused (no_client, 400, 400111);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, NULL), ==, 0);
}

static void
test_no_token (Fixture *f, gconstpointer data)
{
  static const char *body = "{\"app_id\":\"" APP "\",\"user_id\":\"" ANYBODY "\"}";
  static const char *wrong = "{\"app_id\":\"" APP "\",\"user_id\":\"" ANYBODY "\","
                             "\"access_token\":\"wrong\"}";
  g_autofree char *authorization = basic (ANYBODY, "");
  g_autoptr (Answer) login = NULL;
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) elsewhere = NULL;

  ahoy_practice_add_user (f->practice, ANYBODY, "");
  login = sendbird_request (f, "POST", LOGIN (ANYBODY), body, NULL);
  sendbird_token (login);
  refused = sendbird_request (f, "POST", LOGIN (ANYBODY), wrong, NULL);
  assert_sendbird_refused (refused, 400, 400302);
  /* Without a password there is nothing to log in with where passwords are asked for. */
  elsewhere = request (f, "POST", SUBSCRIPTION (ANYBODY), SUBSCRIBE, "Authorization",
                       authorization, NULL);
  g_assert_cmpuint (elsewhere->status, ==, 403);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  static const char *name = "alice o/b?#%ü";
  g_autofree char *encoded = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/v1/users/%s/login", encoded);
  g_autoptr (Answer) login = NULL;

  ahoy_practice_add_user (f->practice, name, "");
  login = sendbird_request (f, "POST", path, "{\"app_id\":\"ä b\",\"user_id\":\"alice o/b?#%ü\"}",
                            NULL);
  sendbird_token (login);
  g_assert_cmpstr (ahoy_json_get_string (ahoy_json_get_object (login->object, "user"), "user_id"),
                   ==, name);
}

static guint
missed_signal (Fixture *f, const char *token, const char *client_id)
{
  g_autoptr (Answer) answer = request (f, "GET", "/v1/direct_calls/missed_signal?call_ids=", NULL,
                                       "Authorization", NULL, "sbcall-client-id", client_id,
                                       "sbcall-session-token", token, NULL);

  g_assert_no_error (answer->error);
  if (answer->status == 200)
    g_assert_cmpstr (answer->text, ==, "{}");

  return answer->status;
}

/* One client has one session, with the token of its last login. */
static void
test_again (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) first = sendbird_login (f, ALICE, APP, CLIENT, NULL);
  g_autoptr (Answer) second = sendbird_login (f, ALICE, APP, CLIENT, sendbird_token (first));
  g_autoptr (Answer) unknown = sendbird_login (f, ALICE, APP, CLIENT, "no-such-token");
  g_autoptr (Answer) other_user = NULL;
  g_autoptr (Answer) other_client = NULL;
  g_autoptr (Answer) other_app = NULL;

  g_assert_cmpstr (sendbird_token (first), !=, sendbird_token (second));
  g_assert_cmpuint (missed_signal (f, sendbird_token (first), CLIENT), ==, 401);
  g_assert_cmpuint (missed_signal (f, sendbird_token (second), CLIENT), ==, 401);
  g_assert_cmpuint (missed_signal (f, sendbird_token (unknown), CLIENT), ==, 200);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, NULL), ==, 1);

  /* Somebody else on the same client. */
  other_user = sendbird_login (f, BOB, APP, CLIENT, sendbird_token (unknown));
  g_assert_cmpuint (missed_signal (f, sendbird_token (unknown), CLIENT), ==, 401);
  g_assert_cmpuint (missed_signal (f, sendbird_token (other_user), CLIENT), ==, 200);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, ALICE), ==, 0);

  /* The same user elsewhere. */
  other_client = sendbird_login (f, BOB, APP, "other-client", sendbird_token (other_user));
  other_app = sendbird_login (f, BOB, "OTHER-APP", CLIENT, NULL);
  g_assert_cmpuint (missed_signal (f, sendbird_token (other_user), CLIENT), ==, 200);
  g_assert_cmpuint (missed_signal (f, sendbird_token (other_client), "other-client"), ==, 200);
  g_assert_cmpuint (missed_signal (f, sendbird_token (other_app), CLIENT), ==, 200);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, BOB), ==, 3);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "missed-signal"), ==, 8);
}

/* What a client says of itself is bounded, and never breaks the JSON that tells it. */
static void
test_odd_headers (Fixture *f, gconstpointer data)
{
  g_autofree char *body = g_strdup_printf ("{\"app_id\":\"" APP "\",\"user_id\":\"" ALICE "\","
                                           "\"access_token\":\"%s\"}", password_of (f, ALICE));
  g_autofree char *long_text = g_strnfill (1000, 'x');
  g_autofree char *sdk = g_strconcat ("\xff\xfe", long_text, NULL);
  const char *clients[] = { "", long_text };
  g_autoptr (Answer) login = NULL;
  g_autoptr (Answer) state = NULL;
  JsonObject *session;

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++) {
    g_autoptr (Answer) answer = request (f, "POST", LOGIN (ALICE), body, "Authorization", NULL,
                                         "sbcall-client-id", clients[i], NULL);

    assert_sendbird_refused (answer, 400, 400100);
  }
  login = request (f, "POST", LOGIN (ALICE), body, "Authorization", NULL, "sbcall-client-id",
                   CLIENT, "sendbird", sdk, NULL);
  sendbird_token (login);
  state = request (f, "GET", "/practice/state", NULL, "Authorization", NULL, NULL);
  g_assert_nonnull (state->object);
  session = json_array_get_object_element (ahoy_json_get_array (state->object, "sessions"), 0);
  g_assert_cmpuint (strlen (ahoy_json_get_string (session, "sdk")), <, 512);
}

/* Clients do not say when they log out. */
static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) first = sendbird_login (f, ALICE, APP, CLIENT, NULL);
  g_autoptr (Answer) second = sendbird_login (f, ALICE, APP, "second", NULL);
  g_autoptr (Socket) socket = sendbird_open (f, first, CLIENT);

  for (guint i = 0; i < 100; i++) {
    g_autofree char *client = g_strdup_printf ("client-%u", i);
    g_autoptr (Answer) login = sendbird_login (f, ALICE, APP, client, NULL);

    sendbird_token (login);
  }
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, ALICE), ==, 100);
  g_assert_cmpuint (missed_signal (f, sendbird_token (first), CLIENT), ==, 200);
  g_assert_cmpuint (missed_signal (f, sendbird_token (second), "second"), ==, 401);
}

static void
test_requests (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *method;
    const char *path;
    const char *body;
    const char *answer;
    const char *count;
  } rows[] = {
    { "GET", "/v1/direct_calls/missed_signal?call_ids=", NULL, "{}", "missed-signal" },
    { "GET", "/v1/direct_calls/missed_signal?call_ids=A,B", NULL, "{}", "missed-signal" },
    { "POST", "/v1/direct_calls/A/summary", "{\"version\":1}", "{}", "summary" },
    { "POST", "/v1/sdk/logs", "{\"log_group\":\"x\"}", "{}", "logs" },
    { "POST", "/v1/users/" ALICE "/push/fcm_voip", "{\"token\":\"T\"}", "{}", "push" },
    { "GET", "/v1/users/" ALICE "/calls?limit=20", NULL, "{\"calls\":[],\"has_next\":false}",
      "calls" },
  };
  g_autoptr (Answer) login = sendbird_login (f, ALICE, APP, CLIENT, NULL);
  const char *token = sendbird_token (login);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    guint n_before = ahoy_practice_get_count (f->practice, rows[i].count);
    g_autoptr (Answer) answer = sendbird_request (f, rows[i].method, rows[i].path, rows[i].body,
                                                  "sbcall-session-token", token, NULL);
    g_autoptr (Answer) nobody = sendbird_request (f, rows[i].method, rows[i].path, rows[i].body,
                                                  NULL);
    g_autoptr (Answer) wrong = sendbird_request (f, rows[i].method, rows[i].path, rows[i].body,
                                                 "sbcall-session-token", "wrong", NULL);
    g_autoptr (Answer) no_client = request (f, rows[i].method, rows[i].path, rows[i].body,
                                            "Authorization", NULL, "sbcall-session-token", token,
                                            NULL);
    g_autoptr (Answer) other_client = request (f, rows[i].method, rows[i].path, rows[i].body,
                                               "Authorization", NULL, "sbcall-session-token", token,
                                               "sbcall-client-id", "other", NULL);

    g_assert_cmpuint (answer->status, ==, 200);
    g_assert_cmpstr (answer->text, ==, rows[i].answer);
    assert_sendbird_refused (nobody, 401, 401121);
    assert_sendbird_refused (wrong, 401, 401121);
    assert_sendbird_refused (no_client, 400, 400111);
    assert_sendbird_refused (other_client, 401, 401120);
    g_assert_cmpuint (ahoy_practice_get_count (f->practice, rows[i].count), ==, n_before + 5);
  }
}

static void
test_others (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = sendbird_login (f, ALICE, APP, CLIENT, NULL);
  const char *token = sendbird_token (login);
  g_autoptr (Answer) calls = sendbird_request (f, "GET", "/v1/users/" BOB "/calls", NULL,
                                               "sbcall-session-token", token, NULL);
  g_autoptr (Answer) push = sendbird_request (f, "POST", "/v1/users/" BOB "/push/apns_voip", "{}",
                                              "sbcall-session-token", token, NULL);

  assert_sendbird_refused (calls, 401, 401120);
  assert_sendbird_refused (push, 401, 401120);
}

static const char *
header (Answer *answer, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (answer->message), name);
}

static void
test_paths (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *method;
    const char *path;
    guint       status;
    int         code;
  } rows[] = {
    { "GET", "/v1", 400, 400200 },
    { "GET", "/v1/", 400, 400200 },
    { "GET", "/v1/lunch", 400, 400200 },
    { "POST", "/v1/users//login", 400, 400200 },
    { "POST", "/v1/users/" ALICE "/login/more", 400, 400200 },
    { "GET", LOGIN (ALICE), 405, 400100 },
    { "DELETE", "/v1/direct_calls/missed_signal", 405, 400100 },
    { "PUT", "/v1/users/" ALICE "/push/fcm_voip", 405, 400100 },
    { "POST", "/v1/users/%FF%FE/login", 400, 400100 },
  };
  g_autoptr (Answer) root = request (f, "GET", "/", NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = sendbird_request (f, rows[i].method, rows[i].path, NULL, NULL);

    assert_sendbird_refused (answer, rows[i].status, rows[i].code);
    g_assert_nonnull (header (answer, "Access-Control-Allow-Origin"));
    g_assert_cmpint (header (answer, "Allow") != NULL, ==, rows[i].status == 405);
  }
  /* Only a websocket is served there. */
  assert_refused (root, 404, 42);
}

static void
test_long_bodies (Fixture *f, gconstpointer data)
{
  g_autofree char *body = g_strnfill (4 * 1024 * 1024, ' ');
  g_autoptr (Answer) answer = sendbird_request (f, "POST", LOGIN (ALICE), body, NULL);

  /* The answer may be lost in the end of the connection. */
  if (answer->error == NULL)
    assert_sendbird_refused (answer, 413, 400100);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, NULL), ==, 0);
}

/* What a browser asks before a page of another origin may log in, and before it may read why it
 * could not. */
static void
test_cors (Fixture *f, gconstpointer data)
{
  static const char * const paths[] = {
    LOGIN (ALICE), "/v1/direct_calls/missed_signal?call_ids=", "/v1/lunch"
  };
  static const char * const methods[] = { "POST", "GET", "GET" };
  static const char * const wanted[] = {
    "Content-Type", "sendbird", "sbcall-client-id", "sbcall-session-token",
    "sbcall-short-lived-token", "x-of-tomorrow"
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (Answer) preflight = request (f, "OPTIONS", paths[i], NULL, "Authorization", NULL,
                                            "Origin", "https://page.example",
                                            "Access-Control-Request-Method", methods[i],
                                            "Access-Control-Request-Headers",
                                            "content-type, sbcall-client-id, "
                                            "sendbird, x-of-tomorrow", NULL);
    g_autoptr (Answer) refused = sendbird_request (f, methods[i], paths[i], NULL, "Origin",
                                                   "https://page.example", NULL);
    g_auto (GStrv) allowed = NULL;

    g_assert_cmpuint (preflight->status, ==, 204);
    g_assert_cmpstr (header (preflight, "Access-Control-Allow-Origin"), ==, "https://page.example");
    g_assert_nonnull (strstr (header (preflight, "Access-Control-Allow-Methods"), methods[i]));
    allowed = g_strsplit (header (preflight, "Access-Control-Allow-Headers"), ", ", -1);
    for (guint j = 0; j < G_N_ELEMENTS (wanted); j++)
      g_assert_true (g_strv_contains ((const char * const *) allowed, wanted[j]));
    g_assert_cmpuint (refused->status, >=, 400);
    g_assert_cmpstr (header (refused, "Access-Control-Allow-Origin"), ==, "https://page.example");
  }
}

static void
test_tls (Fixture *f, gconstpointer data)
{
  const char *directory = g_getenv ("AHOY_TEST_CERTIFICATES");
  g_autofree char *certificate = g_build_filename (directory, "server.pem", NULL);
  g_autofree char *key = g_build_filename (directory, "server-key.pem", NULL);
  g_autofree char *ca = g_build_filename (directory, "ca.pem", NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) login = NULL;
  g_autoptr (Socket) socket = NULL;

  database = g_tls_file_database_new (ca, &error);
  g_assert_no_error (error);
  soup_session_set_tls_database (f->session, database);
  ahoy_practice_start_tls (f->practice, 0, NULL, certificate, key, &error);
  g_assert_no_error (error);
  f->base = ahoy_practice_get_rest_tls_uri (f->practice);

  login = sendbird_login (f, ALICE, APP, CLIENT, NULL);
  socket = sendbird_open (f, login, CLIENT);
  g_assert_cmpuint (ahoy_practice_get_n_sockets (f->practice, ALICE), ==, 1);
}

/* Everything that is known, and no secret. */
static void
test_state (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = sendbird_login (f, ALICE, APP, CLIENT, NULL);
  g_autoptr (Socket) socket = sendbird_open (f, login, CLIENT);
  g_autoptr (Answer) bob = sendbird_login (f, BOB, "OTHER-APP", "other-client", NULL);
  g_autoptr (Answer) state = request (f, "GET", "/practice/state", NULL, "Authorization", NULL,
                                      NULL);
  JsonArray *sessions = ahoy_json_get_array (state->object, "sessions");
  JsonObject *counts = ahoy_json_get_object (state->object, "counts");
  JsonObject *first, *second;

  g_assert_cmpuint (json_array_get_length (sessions), ==, 2);
  first = json_array_get_object_element (sessions, 0);
  second = json_array_get_object_element (sessions, 1);
  g_assert_cmpstr (ahoy_json_get_string (first, "app-id"), ==, APP);
  g_assert_cmpstr (ahoy_json_get_string (first, "user"), ==, ALICE);
  g_assert_cmpstr (ahoy_json_get_string (first, "client-id"), ==, CLIENT);
  g_assert_cmpstr (ahoy_json_get_string (first, "sdk"), ==, SDK);
  g_assert_true (json_object_get_boolean_member (first, "socket"));
  g_assert_cmpstr (ahoy_json_get_string (second, "app-id"), ==, "OTHER-APP");
  g_assert_false (json_object_get_boolean_member (second, "socket"));
  g_assert_cmpint (frame_int (counts, "login"), ==, 2);
  g_assert_cmpint (frame_int (counts, "upgrade"), ==, 1);
  g_assert_cmpuint (json_array_get_length (ahoy_json_get_array (state->object, "subscriptions")),
                    ==, 0);

  g_assert_null (strstr (state->text, sendbird_token (login)));
  g_assert_null (strstr (state->text, sendbird_token (bob)));
  g_assert_null (strstr (state->text, password_of (f, ALICE)));
}

int
main (int argc, char *argv[])
{
  static const Test tests[] = {
    { "/practice/sendbird/login", test_login },
    { "/practice/sendbird/refused", test_refused },
    { "/practice/sendbird/no-token", test_no_token },
    { "/practice/sendbird/names", test_names },
    { "/practice/sendbird/again", test_again },
    { "/practice/sendbird/odd-headers", test_odd_headers },
    { "/practice/sendbird/many", test_many },
    { "/practice/sendbird/requests", test_requests },
    { "/practice/sendbird/others", test_others },
    { "/practice/sendbird/paths", test_paths },
    { "/practice/sendbird/long-bodies", test_long_bodies },
    { "/practice/sendbird/cors", test_cors },
    { "/practice/sendbird/tls", test_tls },
    { "/practice/sendbird/state", test_state },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
