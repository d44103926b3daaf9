/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-login.h"
#include "hostile.h"

#include "ahoy-credentials.h"
#include "ahoy-json.h"

#include <string.h>

/* As on the protocol page, section 2.1. */
#define ANSWER \
  "{\"sbcall_session_token\":\"S\",\n" \
  " \"user\":{\"user_id\":\"alice\",\"nickname\":\"Alice\",\"profile_url\":\"\",\"metadata\":{}," \
  "\"is_active\":true}}"

#define UNREADABLE "The server sent something that Ahoy cannot read"

static void
assert_app_id (const char *app_id, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) server_error = NULL;
  g_autoptr (GError) websocket_error = NULL;
  g_autofree char *server = ahoy_sendbird_default_server (app_id, &server_error);
  g_autofree char *websocket = ahoy_sendbird_default_websocket_server (app_id, &websocket_error);

  g_assert_true (ahoy_sendbird_app_id_check (app_id, &error) == (message == NULL));
  if (message == NULL) {
    g_autofree char *expected = g_strdup_printf ("https://api-%s.calls.sendbird.com", app_id);
    g_autofree char *expected_socket = g_strdup_printf ("wss://ws-%s.calls.sendbird.com", app_id);

    g_assert_no_error (error);
    g_assert_no_error (server_error);
    g_assert_no_error (websocket_error);
    g_assert_cmpstr (server, ==, expected);
    g_assert_cmpstr (websocket, ==, expected_socket);
  } else {
    g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT);
    g_assert_cmpstr (error->message, ==, message);
    g_assert_error (server_error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT);
    g_assert_cmpstr (server_error->message, ==, message);
    g_assert_error (websocket_error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT);
    g_assert_cmpstr (websocket_error->message, ==, message);
    g_assert_null (server);
    g_assert_null (websocket);
  }
}

static void
test_app_id (void)
{
  static const char characters[] = "The application ID may have letters, digits and hyphens only";
  static const char * const wrong[] = {
    " ", "a b", "a.b", "a/b", "a:b", "a@b", "a?b", "a#b", "a%2fb", "a_b", "a\nb", "é", "\xff",
    "a,b", "evil.example/", "APP ", "[::1]",
  };
  g_autofree char *longest = g_strnfill (59, 'a');
  g_autofree char *longer = g_strnfill (60, 'a');
  g_autofree char *endless = g_strnfill (1000000, '.');

  assert_app_id ("C9D9F0F3-0D5E-4A5E-8C1E-2F0A3B4C5D6E", NULL);
  assert_app_id ("APP", NULL);
  assert_app_id ("a", NULL);
  assert_app_id ("0", NULL);
  assert_app_id ("-a", NULL);
  assert_app_id (longest, NULL);
  assert_app_id (NULL, "Enter the application ID");
  assert_app_id ("", "Enter the application ID");
  assert_app_id (longer, "The application ID is too long");
  assert_app_id (endless, "The application ID is too long");
  assert_app_id ("a-", "The application ID cannot end with a hyphen");
  assert_app_id ("-", "The application ID cannot end with a hyphen");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_app_id (wrong[i], characters);
}

static void
test_path (void)
{
  static const struct {
    const char *user_id;
    const char *path;
  } rows[] = {
    { "alice", "/v1/users/alice/login" },
    { "alice o/b", "/v1/users/alice%20o%2Fb/login" },
    { "alice@example.com", "/v1/users/alice%40example.com/login" },
    { "a?b#c%d&e", "/v1/users/a%3Fb%23c%25d%26e/login" },
    { "jörg", "/v1/users/j%C3%B6rg/login" },
    { "a\r\nb", "/v1/users/a%0D%0Ab/login" },
    { "..", "/v1/users/%2E%2E/login" },
    { ".", "/v1/users/%2E/login" },
    { "a.b-c_d~e", "/v1/users/a.b-c_d~e/login" },
    { "\xff", "/v1/users/%FF/login" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = ahoy_sendbird_login_path (rows[i].user_id);

    g_assert_cmpstr (path, ==, rows[i].path);
  }
}

static void
assert_body (const char *app_id, const char *user_id, const char *token, const char *expected)
{
  g_autoptr (AhoySecret) body = ahoy_sendbird_login_body (app_id, user_id, token);
  g_autoptr (JsonObject) object = ahoy_json_parse_object (body, -1, NULL);

  g_assert_nonnull (object);
  g_assert_cmpstr (body, ==, expected);
}

static void
test_body (void)
{
  assert_body ("APP", "alice", "TOKEN",
               "{\"app_id\":\"APP\",\"user_id\":\"alice\",\"access_token\":\"TOKEN\"}");
  assert_body ("APP", "alice", NULL, "{\"app_id\":\"APP\",\"user_id\":\"alice\"}");
  assert_body ("APP", "alice", "", "{\"app_id\":\"APP\",\"user_id\":\"alice\"}");
  assert_body ("APP", "alice", " \n", "{\"app_id\":\"APP\",\"user_id\":\"alice\"}");
  assert_body ("APP", "alice", " TO KEN\r\n",
               "{\"app_id\":\"APP\",\"user_id\":\"alice\",\"access_token\":\"TOKEN\"}");
  assert_body ("a\"b", "\\\n\x01é😀", "t\"},{\\",
               "{\"app_id\":\"a\\\"b\",\"user_id\":\"\\\\\\u000a\\u0001é😀\","
               "\"access_token\":\"t\\\"},{\\\\\"}");
  assert_body ("\xff", "a\xc3", "\xed\xa0\x80",
               "{\"app_id\":\"\xef\xbf\xbd\",\"user_id\":\"a\xef\xbf\xbd\","
               "\"access_token\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}");
}

static AhoySendbirdLogin *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AhoySendbirdLogin *login = ahoy_sendbird_login_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (login);

  return login;
}

static AhoySendbirdLogin *
parse_user (const char *members)
{
  g_autofree char *text = g_strdup_printf (
    "{\"sbcall_session_token\":\"S\",\"user\":{\"user_id\":\"alice\"%s}}", members);

  return parse (text);
}

static void
test_parse (void)
{
  g_autoptr (AhoySendbirdLogin) page = parse (ANSWER);
  g_autoptr (AhoySendbirdLogin) least = parse_user ("");
  g_autoptr (AhoySendbirdLogin) full = parse_user (
    ",\"nickname\":\"Älice 😀\",\"profile_url\":\"https://host.example/a.png\","
    "\"is_active\":false,\"new\":[{}]");

  g_assert_cmpstr (page->session_token, ==, "S");
  g_assert_cmpstr (page->user_id, ==, "alice");
  g_assert_cmpstr (page->nickname, ==, "Alice");
  g_assert_null (page->profile_url);
  g_assert_true (page->is_active);

  g_assert_cmpstr (least->session_token, ==, "S");
  g_assert_cmpstr (least->user_id, ==, "alice");
  g_assert_null (least->nickname);
  g_assert_null (least->profile_url);
  g_assert_true (least->is_active);

  g_assert_cmpstr (full->nickname, ==, "Älice 😀");
  g_assert_cmpstr (full->profile_url, ==, "https://host.example/a.png");
  g_assert_false (full->is_active);
}

static void
test_parse_tolerant (void)
{
  g_autofree char *letters = g_strnfill (500000, 'x');
  g_autofree char *endless = g_strdup_printf (",\"nickname\":\"%s\",\"profile_url\":\"%.2049s\"",
                                              letters, letters);
  g_autofree char *limit = g_strdup_printf (",\"profile_url\":\"%.2048s\"", letters);
  g_autoptr (AhoySendbirdLogin) types = parse_user (
    ",\"nickname\":5,\"profile_url\":[],\"is_active\":\"no\",\"metadata\":7");
  g_autoptr (AhoySendbirdLogin) nulls = parse_user (
    ",\"nickname\":null,\"profile_url\":null,\"is_active\":null,\"metadata\":null");
  g_autoptr (AhoySendbirdLogin) odd = parse_user (
    ",\"nickname\":\" A\\nB\\u202e \",\"profile_url\":\"a\\nb\"");
  g_autoptr (AhoySendbirdLogin) bounded = parse_user (endless);
  g_autoptr (AhoySendbirdLogin) longest = parse_user (limit);

  g_assert_null (types->nickname);
  g_assert_null (types->profile_url);
  g_assert_true (types->is_active);
  g_assert_null (nulls->nickname);
  g_assert_null (nulls->profile_url);
  g_assert_true (nulls->is_active);
  g_assert_cmpstr (odd->nickname, ==, "A B");
  g_assert_null (odd->profile_url);
  g_assert_cmpint (g_utf8_strlen (bounded->nickname, -1), ==, 257);
  g_assert_true (g_str_has_suffix (bounded->nickname, "x…"));
  g_assert_null (bounded->profile_url);
  g_assert_cmpuint (strlen (longest->profile_url), ==, 2048);
}

static void
assert_refused (const char *text, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_sendbird_login_parse (text, -1, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, message);
}

/* The client of the service takes such a login, but has no session then. */
static void
test_parse_without_session (void)
{
  static const char sentence[] = "The server accepted the login but did not begin a session";

  assert_refused ("{\"user\":{\"user_id\":\"alice\"}}", sentence);
  assert_refused ("{\"sbcall_session_token\":null,\"user\":{\"user_id\":\"alice\"}}", sentence);
  assert_refused ("{\"sbcall_session_token\":\"\",\"user\":{\"user_id\":\"alice\"}}", sentence);
  assert_refused ("{\"sbcall_session_token\":5,\"user\":{\"user_id\":\"alice\"}}", sentence);
}

static void
test_parse_refused (void)
{
  static const char * const users[] = {
    "null", "[]", "\"alice\"", "{}", "{\"user_id\":null}", "{\"user_id\":\"\"}", "{\"user_id\":5}",
    "{\"user_id\":[\"alice\"]}", "{\"user_id\":\"a\\nb\"}", "{\"id\":\"alice\"}",
  };
  static const char * const tokens[] = { "a b", "a\\nb", "a\\r\\nx-evil: 1", "é", "\\u007f", " " };
  g_autofree char *letters = g_strnfill (5000, 'x');
  g_autofree char *long_user = g_strdup_printf (
    "{\"sbcall_session_token\":\"S\",\"user\":{\"user_id\":\"%.1025s\"}}", letters);
  g_autofree char *long_token = g_strdup_printf (
    "{\"sbcall_session_token\":\"%.4097s\",\"user\":{\"user_id\":\"alice\"}}", letters);

  for (guint i = 0; i < G_N_ELEMENTS (users); i++) {
    g_autofree char *text = g_strdup_printf ("{\"sbcall_session_token\":\"S\",\"user\":%s}",
                                             users[i]);

    assert_refused (text, UNREADABLE);
  }
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    g_autofree char *text = g_strdup_printf (
      "{\"sbcall_session_token\":\"%s\",\"user\":{\"user_id\":\"alice\"}}", tokens[i]);

    assert_refused (text, UNREADABLE);
  }
  assert_refused (long_user, UNREADABLE);
  assert_refused (long_token, UNREADABLE);
  assert_refused ("{}", UNREADABLE);
  assert_refused ("", UNREADABLE);
  assert_refused ("OK", UNREADABLE);
  assert_refused ("[" ANSWER "]", UNREADABLE);
  /* Under status 200 this is not an error (section 1), but not a login either. */
  assert_refused ("{\"error\":true,\"code\":400302,\"message\":\"no\"}", UNREADABLE);
}

static gboolean
read_login (const char *text, gssize length, GError **error)
{
  g_autoptr (AhoySendbirdLogin) login = ahoy_sendbird_login_parse (text, length, error);

  if (login == NULL)
    return FALSE;

  g_assert_cmpstr (login->session_token, !=, "");
  g_assert_null (strpbrk (login->session_token, " \r\n"));
  g_assert_cmpstr (login->user_id, !=, "");
  g_assert_true (g_utf8_validate (login->user_id, -1, NULL));
  g_assert_true (login->nickname == NULL || g_utf8_validate (login->nickname, -1, NULL));
  g_assert_true (login->profile_url == NULL || g_utf8_validate (login->profile_url, -1, NULL));

  return TRUE;
}

static void
test_hostile (void)
{
  hostile_check (ANSWER, read_login);
  hostile_check ("{\"sbcall_session_token\":\"S\",\"user\":{\"user_id\":\"älice\","
                 "\"nickname\":\"Älice\",\"profile_url\":\"https://host.example/\"}}", read_login);
}

static void
test_agent (void)
{
  static const struct {
    const char *platform;
    const char *os;
    const char *version;
    const char *agent;
  } rows[] = {
    { "Linux", "Debian GNU/Linux 12 (bookworm)", "0.1.0",
      "Linux,Debian GNU/Linux 12 (bookworm),0.1.0" },
    { "JS", "Mozilla/5.0 (X11, Linux), like Gecko", "1.10.21",
      "JS,Mozilla/5.0 (X11. Linux). like Gecko,1.10.21" },
    { "a,b", "", "1,2", "a.b,,1.2" },
    { "a", "é\r\nx-evil: 1\x7f", "1", "a,????x-evil: 1?,1" },
  };
  g_autofree char *letters = g_strnfill (500000, 'x');
  g_autofree char *bounded = ahoy_sendbird_agent (letters, letters, letters);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *agent = ahoy_sendbird_agent (rows[i].platform, rows[i].os, rows[i].version);

    g_assert_cmpstr (agent, ==, rows[i].agent);
  }
  g_assert_cmpuint (strlen (bounded), ==, 3 * 512 + 2);
}

static void
test_socket_query (void)
{
  g_autoptr (AhoySecret) query = ahoy_sendbird_socket_query (
    "to+ken/=&", "5b7dc3d7-1b1f-4d0e-8c64-6b8b4ae6e0a2", "Linux,Debian 12,0.1.0");

  g_assert_cmpstr (query, ==,
                   "sbcall_session_token=to%2Bken%2F%3D%26"
                   "&sbcall_client_id=5b7dc3d7-1b1f-4d0e-8c64-6b8b4ae6e0a2"
                   "&sendbird=Linux%2CDebian%2012%2C0.1.0");
}

static void
assert_missed_signal (const char * const *call_ids, const char *expected)
{
  g_autofree char *query = ahoy_sendbird_missed_signal_query (call_ids);

  g_assert_cmpstr (query, ==, expected);
}

static void
test_missed_signal_query (void)
{
  assert_missed_signal (NULL, "call_ids=");
  assert_missed_signal ((const char *[]) { NULL }, "call_ids=");
  assert_missed_signal ((const char *[]) { "A-1", NULL }, "call_ids=A-1");
  assert_missed_signal ((const char *[]) { "A-1", "B", "C", NULL }, "call_ids=A-1,B,C");
  assert_missed_signal ((const char *[]) { "a,b", "c&d", NULL }, "call_ids=a%2Cb,c%26d");
}

static void
test_free_null (void)
{
  ahoy_sendbird_login_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/login/app-id", test_app_id);
  g_test_add_func ("/sendbird/login/path", test_path);
  g_test_add_func ("/sendbird/login/body", test_body);
  g_test_add_func ("/sendbird/login/parse", test_parse);
  g_test_add_func ("/sendbird/login/parse-tolerant", test_parse_tolerant);
  g_test_add_func ("/sendbird/login/parse-without-session", test_parse_without_session);
  g_test_add_func ("/sendbird/login/parse-refused", test_parse_refused);
  g_test_add_func ("/sendbird/login/hostile", test_hostile);
  g_test_add_func ("/sendbird/login/agent", test_agent);
  g_test_add_func ("/sendbird/login/socket-query", test_socket_query);
  g_test_add_func ("/sendbird/login/missed-signal-query", test_missed_signal_query);
  g_test_add_func ("/sendbird/login/free-null", test_free_null);

  return g_test_run ();
}
