/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client.h"

#include <string.h>

static void
assert_login (Fixture *f, const char *path, const char *header, const char *value, guint status,
              int code)
{
  g_autoptr (Answer) answer = request (f, "POST", path, SUBSCRIBE, "Authorization", NULL, header,
                                       value, NULL);

  g_assert_no_error (answer->error);
  g_assert_cmpuint (answer->status, ==, status);
  if (code >= 0)
    g_assert_cmpint (answer_code (answer), ==, code);
  if (status == 201) {
    g_autoptr (Answer) ended = request (f, "DELETE", answer_param (answer, "subscription"), NULL,
                                        NULL);

    g_assert_cmpuint (ended->status, ==, 200);
  }
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
}

static void
test_basic (Fixture *f, gconstpointer data)
{
  const char *password = password_of (f, ALICE);
  g_autofree char *bob = basic (BOB, password_of (f, BOB));
  g_autofree char *authname = basic ("alice", password);
  g_autofree char *wrong = basic (ALICE, "wrong");
  g_autofree char *nobody = basic ("nobody@practice.example", password);
  g_autofree char *lower = g_strconcat ("basic ", f->authorization + strlen ("Basic "), NULL);

  assert_login (f, SUBSCRIPTION (ALICE), "Authorization", f->authorization, 201, 0);
  assert_login (f, SUBSCRIPTION (ALICE), "Authorization", lower, 201, 0);
  assert_login (f, SUBSCRIPTION (ALICE), "Authorization", authname, 201, 0);
  assert_login (f, SUBSCRIPTION ("alice%40practice.example"), "Authorization", f->authorization,
                201, 0);
  assert_login (f, SUBSCRIPTION (ALICE), "Authorization", wrong, 403, 4);
  assert_login (f, SUBSCRIPTION (ALICE), "Authorization", bob, 403, 4);
  assert_login (f, SUBSCRIPTION (ALICE), "Authorization", "Basic !!!", 403, 4);
  assert_login (f, SUBSCRIPTION (ALICE), "Authorization", "Digest username=\"alice\"", 403, 4);
  assert_login (f, SUBSCRIPTION (ALICE), "X-Other", "1", 401, 27);
  assert_login (f, SUBSCRIPTION ("nobody@practice.example"), "Authorization", nobody, 403, -1);
}

static void
test_bearer (Fixture *f, gconstpointer data)
{
  g_autofree char *right = g_strconcat ("Bearer ", password_of (f, ALICE), NULL);

  assert_login (f, SUBSCRIPTION (ALICE), "Authorization", right, 201, 0);
  assert_login (f, SUBSCRIPTION (ALICE), "Authorization", "Bearer wrong", 403, 4);
}

static void
test_query (Fixture *f, gconstpointer data)
{
  static const char * const names[] = { "token", "key" };
  g_autofree char *password = g_uri_escape_string (password_of (f, ALICE), NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *right = g_strdup_printf (SUBSCRIPTION (ALICE) "?%s=%s", names[i], password);
    g_autofree char *wrong = g_strdup_printf (SUBSCRIPTION (ALICE) "?%s=wrong", names[i]);

    assert_login (f, right, "X-Other", "1", 201, 0);
    assert_login (f, wrong, "X-Other", "1", 403, 4);
    /* Nothing wrong may stand beside what is right. */
    assert_login (f, wrong, "Authorization", f->authorization, 403, 4);
  }
}

/* The token is good for the first request, the session id for all later ones. */
static void
test_hmac (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = request (f, "POST", SUBSCRIPTION (ALICE), SUBSCRIBE, "Authorization",
                                      NULL, "x-token", password_of (f, ALICE), NULL);
  g_autoptr (Answer) refreshed = NULL;
  g_autoptr (Answer) wrong = NULL;
  g_autoptr (Answer) other_user = NULL;
  g_autoptr (Answer) ended = NULL;
  const char *path = answer_param (login, "subscription");
  const char *session = answer_param (login, "sessionId");

  g_assert_nonnull (session);
  refreshed = request (f, "PUT", path, SUBSCRIBE, "Authorization", NULL, "x-session", session,
                       NULL);
  g_assert_cmpuint (refreshed->status, ==, 200);
  wrong = request (f, "PUT", path, SUBSCRIBE, "Authorization", NULL, "x-session", "wrong", NULL);
  assert_refused (wrong, 403, 4);
  other_user = request (f, "POST", SUBSCRIPTION (BOB), SUBSCRIBE, "Authorization", NULL,
                        "x-session", session, NULL);
  assert_refused (other_user, 403, 4);
  ended = request (f, "DELETE", path, NULL, "Authorization", NULL, "x-session", session, NULL);
  g_assert_cmpuint (ended->status, ==, 200);
}

/* Nobody touches somebody else's login. */
static void
test_others (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = subscribe (f);
  g_autofree char *bob = basic (BOB, password_of (f, BOB));
  const char *path = answer_param (login, "subscription");
  g_autofree char *moved = g_strconcat (SUBSCRIPTION (BOB), strrchr (path, '/'), NULL);
  static const char * const methods[] = { "PUT", "DELETE" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    const char *body = i == 0 ? SUBSCRIBE : NULL;
    g_autoptr (Answer) nobody = request (f, methods[i], path, body, "Authorization", NULL, NULL);
    g_autoptr (Answer) wrong = request (f, methods[i], path, body, "Authorization", bob, NULL);
    g_autoptr (Answer) elsewhere = request (f, methods[i], moved, body, "Authorization", bob, NULL);

    assert_refused (nobody, 401, 27);
    assert_refused (wrong, 403, 4);
    assert_refused (elsewhere, 404, 39);
  }
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, ALICE), ==, 1);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  static const char *name = "odd name#?/%:ü@practice.example";
  g_autofree char *encoded = g_uri_escape_string (name, "@", FALSE);
  g_autofree char *path = g_strdup_printf ("/rest/version/1/user/%s/subscription", encoded);
  g_autofree char *authorization = basic (name, "pass:wörd");

  ahoy_practice_add_user (f->practice, name, "pass:wörd");
  g_free (f->authorization);
  f->authorization = g_strdup (authorization);
  assert_login (f, path, "Authorization", authorization, 201, 0);
}

static void
test_malformed (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *body;
    guint       status;
    int         code;
  } rows[] = {
    { NULL, 400, 5 },
    { "", 400, 5 },
    { "no JSON", 400, 5 },
    { "[]", 400, 5 },
    { "{}", 400, 5 },
    { "{\"subscribeRequest\":[]}", 400, 5 },
    { "{\"subscribeRequest\":{}}", 400, 5 },
    { "{\"subscribeRequest\":{\"service\":\"call\"}}", 400, 5 },
    { "{\"subscribeRequest\":{\"service\":[1]}}", 400, 5 },
    { "{\"subscribeRequest\":{\"service\":[\"call\"],\"expires\":\"x\"}}", 400, 5 },
    { "{\"subscribeRequest\":{\"service\":[\"call\"],\"expires\":[]}}", 400, 5 },
    { "{\"subscribeRequest\":{\"service\":[\"call\"],\"useTurn\":\"yes\"}}", 400, 5 },
    { "{\"subscribeRequest\":{\"service\":[\"call\"],\"forceLogOut\":true}}", 400, 5 },
    { "{\"subscribeRequest\":{\"service\":[\"call\"],\"forceLogOut\":\"maybe\"}}", 403, 37 },
    { "{\"subscribeRequest\":{\"service\":[\"call\"],\"notificationType\":\"Smoke\"}}", 403, 37 },
    { "{\"subscribeRequest\":{\"service\":[\"call\"],\"clientCorrelator\":\"\"}}", 403, 37 },
    { "{\"subscribeRequest\":{\"service\":[\"call\"],\"clientCorrelator\":{}}}", 400, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = request (f, "POST", SUBSCRIPTION (ALICE), rows[i].body, NULL);

    assert_refused (answer, rows[i].status, rows[i].code);
    answer_wrapper (answer, "subscribeResponse");
  }
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
}

static void
test_grant (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *wish;
    gint64      expires;
    const char *granted;
  } rows[] = {
    { "\"service\":[\"call\",\"IM\"]", 3600, "call,IM" },
    { "\"service\":[],\"expires\":3600", 3600, "" },
    { "\"service\":[\"CALL\",\"fax\",\"event:\"],\"expires\":1", 60, "" },
    { "\"service\":[\"event:dialog\",\"MWI\",\"CallMe\",\"directory\",\"addressbook\"],"
      "\"expires\":-5", 60, "event:dialog,MWI,CallMe,directory,addressbook" },
    { "\"service\":[\"Presence\"],\"expires\":9999999", 86400, "Presence" },
    { "\"service\":[\"Presence\"],\"expires\":null,\"clientCorrelator\":null", 3600, "Presence" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *body = g_strdup_printf ("{\"subscribeRequest\":{%s}}", rows[i].wish);
    g_autoptr (Answer) answer = request (f, "POST", SUBSCRIPTION (ALICE), body, NULL);
    g_autoptr (Answer) ended = NULL;
    JsonObject *params = ahoy_json_get_object (answer_wrapper (answer, "subscribeResponse"),
                                               "subscriptionParams");
    g_auto (GStrv) services = ahoy_json_get_strv (params, "service", 16);
    g_autofree char *granted = g_strjoinv (",", services);
    gint64 expires = 0;

    g_assert_cmpuint (answer->status, ==, 201);
    g_assert_true (ahoy_json_get_int (params, "expires", 1, 86400, &expires));
    g_assert_cmpint (expires, ==, rows[i].expires);
    g_assert_cmpstr (granted, ==, rows[i].granted);
    ended = request (f, "DELETE", answer_param (answer, "subscription"), NULL, NULL);
    g_assert_cmpuint (ended->status, ==, 200);
  }
}

#define WITH_CORRELATOR \
  "{\"subscribeRequest\":{\"service\":[\"call\"],\"clientCorrelator\":\"my device\"}}"

static void
test_correlator (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) silent = request (f, "POST", SUBSCRIPTION (ALICE), WITH_CORRELATOR, NULL);
  g_autoptr (Answer) echoed = NULL;
  g_autoptr (Answer) refreshed = NULL;
  g_autoptr (Answer) ended = NULL;
  g_autoptr (Answer) again = NULL;

  g_assert_null (answer_param (silent, "clientCorrelator"));
  set_fault (f, "echo-correlator", NULL);
  echoed = request (f, "POST", SUBSCRIPTION (ALICE), WITH_CORRELATOR, NULL);
  g_assert_cmpstr (answer_param (echoed, "clientCorrelator"), ==, "my device");
  /* One device, one login. */
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, ALICE), ==, 1);

  refreshed = request (f, "PUT", SUBSCRIPTION (ALICE) "/clientCorrelator/my%20device",
                       SUBSCRIBE, NULL);
  g_assert_cmpuint (refreshed->status, ==, 200);
  g_assert_cmpstr (answer_param (refreshed, "subscription"), ==,
                   answer_param (echoed, "subscription"));
  ended = request (f, "DELETE", SUBSCRIPTION (ALICE) "/clientCorrelator/my%20device", NULL, NULL);
  g_assert_cmpuint (ended->status, ==, 200);
  again = request (f, "PUT", SUBSCRIPTION (ALICE) "/clientCorrelator/my%20device", SUBSCRIBE, NULL);
  assert_refused (again, 404, 39);
}

static void
test_too_many (Fixture *f, gconstpointer data)
{
  static const char *forced =
    "{\"subscribeRequest\":{\"service\":[\"call\"],\"forceLogOut\":\"true\"}}";
  g_autoptr (GPtrArray) logins = g_ptr_array_new_with_free_func ((GDestroyNotify) answer_free);
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) sixth = NULL;
  g_autoptr (Answer) oldest = NULL;
  g_autoptr (Answer) second = NULL;
  g_autoptr (Socket) socket = NULL;

  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (logins, subscribe (f));
  socket = open_socket (f, answer_param (logins->pdata[0], "notificationChannel"));
  refused = subscribe (f);
  assert_refused (refused, 403, 46);

  sixth = request (f, "POST", SUBSCRIPTION (ALICE), forced, NULL);
  g_assert_cmpuint (sixth->status, ==, 201);
  g_assert_cmpstr (socket_event (socket, 0), ==, "gone");
  oldest = request (f, "PUT", answer_param (logins->pdata[0], "subscription"), SUBSCRIBE, NULL);
  assert_refused (oldest, 404, 39);
  second = request (f, "PUT", answer_param (logins->pdata[1], "subscription"), SUBSCRIBE, NULL);
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, ALICE), ==, 5);
}

static void
test_paths (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *method;
    const char *path;
    guint       status;
    const char *wrapper;
    int         code;
  } rows[] = {
    { "GET", "/", 404, "errorResponse", 42 },
    { "GET", "/rest/version/2/user/" ALICE "/subscription", 404, "subscribeResponse", 42 },
    { "POST", "/rest/version/1/user//subscription", 404, "subscribeResponse", 42 },
    { "POST", "/rest/version/1/user/" ALICE "/callControl/7", 404, "callControlResponse", 42 },
    { "POST", "/rest/version/1/user/" ALICE "/instantmessage", 404, "imResponse", 42 },
    { "POST", "/rest/version/1/user/" ALICE "/lunch", 404, "errorResponse", 42 },
    { "GET", SUBSCRIPTION (ALICE), 405, "subscribeResponse", 5 },
    { "POST", SUBSCRIPTION (ALICE) "/0123", 405, "subscribeResponse", 5 },
    { "PUT", SUBSCRIPTION (ALICE), 405, "subscribeResponse", 5 },
    { "BREW", SUBSCRIPTION (ALICE), 405, "subscribeResponse", 5 },
    { "POST", "/rest/version/1/websocket/0123", 405, "errorResponse", 5 },
    { "POST", "/rest/version/1/user/%FF%FE/subscription", 400, "errorResponse", 5 },
    { "GET", "/rest/version/1/websocket/0123", 404, "websocketResponse", 39 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = request (f, rows[i].method, rows[i].path, NULL, NULL);

    assert_refused (answer, rows[i].status, rows[i].code);
    answer_wrapper (answer, rows[i].wrapper);
    g_assert_nonnull (soup_message_headers_get_one (
                        soup_message_get_response_headers (answer->message),
                        "Access-Control-Allow-Origin"));
  }
}

static const char *
header (Answer *answer, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (answer->message), name);
}

static void
test_cors (Fixture *f, gconstpointer data)
{
  static const char * const wanted[] = {
    "Authorization", "Content-Type", "Accept", "X-Cpaas-Agent", "x-token", "x-session"
  };
  g_autoptr (Answer) preflight = request (f, "OPTIONS", SUBSCRIPTION (ALICE), NULL,
                                          "Authorization", NULL,
                                          "Origin", "https://page.example",
                                          "Access-Control-Request-Method", "POST",
                                          "Access-Control-Request-Headers", "authorization", NULL);
  g_autoptr (Answer) anywhere = request (f, "OPTIONS", "/no/such/path", NULL, NULL);
  g_autoptr (Answer) refused = request (f, "POST", SUBSCRIPTION (ALICE), SUBSCRIBE,
                                        "Authorization", "Basic !!!",
                                        "Origin", "https://page.example", NULL);
  g_auto (GStrv) allowed = NULL;

  g_assert_cmpuint (preflight->status, ==, 204);
  g_assert_cmpstr (header (preflight, "Access-Control-Allow-Origin"), ==, "https://page.example");
  g_assert_cmpstr (header (preflight, "Access-Control-Allow-Methods"), ==,
                   "GET, POST, PUT, DELETE");
  allowed = g_strsplit (header (preflight, "Access-Control-Allow-Headers"), ", ", -1);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_true (g_strv_contains ((const char * const *) allowed, wanted[i]));
  g_assert_cmpuint (anywhere->status, ==, 204);
  g_assert_nonnull (header (anywhere, "Access-Control-Allow-Origin"));
  g_assert_cmpuint (refused->status, ==, 403);
  g_assert_cmpstr (header (refused, "Access-Control-Allow-Origin"), ==, "https://page.example");
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "options"), ==, 2);
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_long_bodies (Fixture *f, gconstpointer data)
{
  g_autofree char *body = g_strnfill (4 * 1024 * 1024, ' ');
  g_autoptr (Answer) announced = request (f, "POST", SUBSCRIPTION (ALICE), body, NULL);
  g_autofree char *uri = g_strconcat (f->base, SUBSCRIPTION (ALICE), NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", uri);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (body, strlen (body), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) works = NULL;

  /* The answer may be lost in the end of the connection. */
  if (announced->error == NULL)
    assert_refused (announced, 413, 5);

  /* In chunks the length is not known before. */
  soup_message_set_request_body (message, "application/json", stream, -1);
  soup_session_send_and_read_async (f->session, message, G_PRIORITY_DEFAULT, NULL, store_result,
                                    &result);
  WAIT_UNTIL (result != NULL);
  bytes = soup_session_send_and_read_finish (f->session, result, &error);
  g_assert_null (bytes);
  g_assert_nonnull (error);

  works = subscribe (f);
  g_assert_cmpuint (works->status, ==, 201);
}

int
main (int argc, char *argv[])
{
  static const Test tests[] = {
    { "/practice/login/basic", test_basic },
    { "/practice/login/bearer", test_bearer },
    { "/practice/login/query", test_query },
    { "/practice/login/hmac", test_hmac },
    { "/practice/login/others", test_others },
    { "/practice/login/names", test_names },
    { "/practice/login/malformed", test_malformed },
    { "/practice/login/grant", test_grant },
    { "/practice/login/correlator", test_correlator },
    { "/practice/login/too-many", test_too_many },
    { "/practice/login/paths", test_paths },
    { "/practice/login/cors", test_cors },
    { "/practice/login/long-bodies", test_long_bodies },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
