/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-account.h"
#include "ahoy-clock.h"
#include "ahoy-credentials.h"
#include "ahoy-error.h"
#include "ahoy-ice-url.h"
#include "ahoy-log.h"
#include "ahoy-server.h"

#include <string.h>

static void
test_server (void)
{
  static const struct {
    const char *text, *uri;
    int         code;
  } rows[] = {
    { "https://host", "https://host:443", 0 },
    { "https://host/", "https://host:443", 0 },
    { "https://host:8443", "https://host:8443", 0 },
    { "HTTPS://Host", "https://host:443", 0 },
    { " host ", "https://host:443", 0 },
    { "host:8443", "https://host:8443", 0 },
    { "192.0.2.7:1", "https://192.0.2.7:1", 0 },
    { "[2001:db8::1]:8443", "https://[2001:db8::1]:8443", 0 },
    { "https://m\xc3\xbcnchen.example", "https://xn--mnchen-3ya.example:443", 0 },
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080", 0 },
    { "http://127.9.9.9", "http://127.9.9.9:80", 0 },
    { "http://localhost", "http://localhost:80", 0 },
    { "http://[::1]:81", "http://[::1]:81", 0 },
    { "http://example.com", NULL, AHOY_SESSION_ERROR_INSECURE },
    { "http://192.0.2.1", NULL, AHOY_SESSION_ERROR_INSECURE },
    { "http://localhost.example.com", NULL, AHOY_SESSION_ERROR_INSECURE },
    { "http://127.0.0.1.example.com", NULL, AHOY_SESSION_ERROR_INSECURE },
    { NULL, NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "   ", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://host/path", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://host?token=word", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://host#part", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://user@host", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://user:word@host", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://user:word@w@host/?word", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://host:0", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://host:65536", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://host:port", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://ho st", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://ho\r\nst", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "https://a%2fb", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "wss://host", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "ftp://host", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "file:///etc/passwd", NULL, AHOY_SESSION_ERROR_INVALID_ACCOUNT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *uri = ahoy_server_parse (rows[i].text, &error);

    g_test_message ("%s", rows[i].text);
    g_assert_cmpstr (uri, ==, rows[i].uri);
    if (rows[i].uri == NULL) {
      g_assert_error (error, AHOY_SESSION_ERROR, rows[i].code);
      g_assert_null (strstr (error->message, "word"));
    } else {
      g_assert_no_error (error);
    }
  }
}

static void
test_ice_server (void)
{
  static const struct {
    const char *text, *uri;
  } rows[] = {
    { "stun:host", "stun:host" },
    { " STUN:host:3478 ", "stun:host:3478" },
    { "turn:host", "turn:host" },
    { "turn:192.0.2.7:443?transport=tcp", "turn:192.0.2.7:443?transport=tcp" },
    { "turn:host?Transport=UDP", "turn:host?transport=udp" },
    { "turns:[2001:db8::1]:5349?transport=tcp", "turns:[2001:db8::1]:5349?transport=tcp" },
    { "turns:[2001:db8::1]", "turns:[2001:db8::1]" },
    { "turn:m\xc3\xbcnchen.example:1", "turn:xn--mnchen-3ya.example:1" },
    { "", NULL },
    { "host", NULL },
    { "http://host", NULL },
    { "stuns:host", NULL },
    { "stun:", NULL },
    { "stun://host", NULL },
    { "stun:host?transport=udp", NULL },
    { "turn:host?", NULL },
    { "turn:host?transport=hunter2", NULL },
    { "turns:host?transport=udp", NULL },
    { "turn:host:", NULL },
    { "turn:host:0", NULL },
    { "turn:host:65536", NULL },
    { "turn:host:1x", NULL },
    { "turn:2001:db8::1", NULL },
    { "turn:[host]", NULL },
    { "turn:[::1", NULL },
    { "turn:[::1]1", NULL },
    { "turn:user:hunter2@host", NULL },
    { "turn:ho\r\nst", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *uri = ahoy_server_parse_ice (rows[i].text, &error);

    g_test_message ("%s", rows[i].text);
    g_assert_cmpstr (uri, ==, rows[i].uri);
    if (rows[i].uri == NULL) {
      g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT);
      g_assert_null (strstr (error->message, "hunter2"));
    } else {
      g_assert_no_error (error);
    }
  }
}

static void
test_websocket_server (void)
{
  static const struct {
    const char *text, *server, *uri;
  } rows[] = {
    { NULL, "https://host:443", "wss://host:443" },
    { "", "http://127.0.0.1:8080", "ws://127.0.0.1:8080" },
    { "wss://other", "https://host:443", "wss://other:443" },
    { "other:1", "https://host:443", "wss://other:1" },
    { "ws://127.0.0.1:1", "https://host:443", "ws://127.0.0.1:1" },
    { "ws://other", "https://host:443", NULL },
    { "https://other", "https://host:443", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *uri = ahoy_server_parse_websocket (rows[i].text, rows[i].server, &error);

    g_assert_cmpstr (uri, ==, rows[i].uri);
    g_assert_true ((uri == NULL) == (error != NULL));
  }
}

static void
test_ice_url (void)
{
  static const struct {
    const char  *text, *host;
    AhoyIceKind  kind;
    guint        port;
  } rows[] = {
    { "stun:host", "host", AHOY_ICE_KIND_STUN, 3478 },
    { " STUN:Host.Example:1 ", "host.example", AHOY_ICE_KIND_STUN, 1 },
    { "stun:192.0.2.1:65535", "192.0.2.1", AHOY_ICE_KIND_STUN, 65535 },
    { "turn:host", "host", AHOY_ICE_KIND_TURN_UDP, 3478 },
    { "turn:host:80?transport=udp", "host", AHOY_ICE_KIND_TURN_UDP, 80 },
    { "turn:host?transport=tcp", "host", AHOY_ICE_KIND_TURN_TCP, 3478 },
    { "turn:[2001:db8::1]:3479?transport=TCP", "2001:db8::1", AHOY_ICE_KIND_TURN_TCP, 3479 },
    { "turns:host", "host", AHOY_ICE_KIND_TURN_TLS, 5349 },
    { "turns:[::1]", "::1", AHOY_ICE_KIND_TURN_TLS, 5349 },
    { "turns:m\xc3\xbcnchen.example:443?transport=tcp", "xn--mnchen-3ya.example",
      AHOY_ICE_KIND_TURN_TLS, 443 },
  };
  static const char *const wrong[] = {
    "", "host", "host:3478", "http://host", "stuns:host", "turn:", "turn::3478", "turn://host",
    "turn:host:", "turn:host:0", "turn:host:65536", "turn:host:3478x", "turn:host:+1",
    "turn:user@host", "turn:user:geheim@host", "turn:ho st", "turn:2001:db8::1",
    "turn:[2001:db8::1",
    "turn:[host]", "turn:[192.0.2.1]", "turn:[::1]x", "turn:host?transport=sctp", "turn:host?",
    "turn:host?transport=tcp&x=y", "turns:host?transport=udp", "stun:host?transport=udp",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AhoyIceUrl) url = ahoy_ice_url_parse (rows[i].text, &error);

    g_test_message ("%s", rows[i].text);
    g_assert_no_error (error);
    g_assert_cmpstr (url->host, ==, rows[i].host);
    g_assert_cmpint (url->kind, ==, rows[i].kind);
    g_assert_cmpuint (url->port, ==, rows[i].port);
  }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", wrong[i]);
    g_assert_null (ahoy_ice_url_parse (wrong[i], &error));
    g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT);
    g_assert_null (strstr (error->message, "geheim"));
  }
}

/* What GStreamer and libnice log, in their own words. */
static void
test_log_network (void)
{
  static const struct { const char *text, *leak; } rows[] = {
    { "produced ICE candidate for mline:0 and candidate:3 1 UDP 2015363327 192.0.2.1 40000 typ host",
      "192.0.2.1" },
    { "a=candidate:3 1 UDP 20 host.example 40000 typ host\r\na=mid:0", "host.example" },
    { "Setting local ICE credentials on ICE stream 1 ufrag:abcd pwd:geheim", "geheim" },
    { "Setting local ICE credentials on ICE stream 1 ufrag:abcd pwd:geheim", "abcd" },
    { "added relay server [192.0.2.1]:3478 of type 0 to s/c 1/1 with user/pass : ann -- geheim",
      "geheim" },
    { "Found valid username, returning password : 'geheim'", "geheim" },
    { "candidate password 'geheim' is not allowed", "geheim" },
    { "gathered UDP local candidate : [192.0.2.1]:1 for s1/c1. U/P 'abcd'/'geheim'", "geheim" },
    { "gathered UDP local candidate : [192.0.2.1]:1 for s1/c1. U/P 'abcd'/'geheim'", "abcd" },
    { "  key     : 0x0123456789abcdef0123456789abcdef", "89abcdef" },
    { "  First username: 0x0123456789abcdef0123", "89abcdef" },
    { "caps application/x-srtp, srtp-key=(buffer)00ff00ff, srtp-cipher=(string)null", "00ff" },
    { "Failed pair is [192.0.2.1]:1 --> [2001:db8::7]:2", "192.0" },
    { "Failed pair is [192.0.2.1]:1 --> [2001:db8::7]:2", "db8" },
    { "IP Address: fe80::1", "fe80" },
    { "IP Address: 2001:db8:1:2:3:4:5:6", "db8" },
  };
  g_autofree char *plain = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *shown = ahoy_log_redact_network (rows[i].text);

    g_test_message ("%s", shown);
    g_assert_null (strstr (shown, rows[i].leak));
    g_assert_nonnull (strstr (shown, "<redacted>"));
  }

  plain = ahoy_log_redact_network ("0:00:01.25 notify::state 1.22.0 of 0x7f0011223344");
  g_assert_cmpstr (plain, ==, "0:00:01.25 notify::state 1.22.0 of 0x7f0011223344");
}

static void
test_error (void)
{
  g_autoptr (GError) with_code = ahoy_session_error_new (AHOY_SESSION_ERROR_FAILED, "26", "No");
  g_autoptr (GError) without = ahoy_session_error_new (AHOY_SESSION_ERROR_TIMED_OUT, NULL, "Late");
  g_autoptr (GError) call = ahoy_call_error_new (AHOY_CALL_ERROR_VANISHED, "42", "Gone");
  g_autoptr (GError) busy = ahoy_call_error_new (AHOY_CALL_ERROR_WRONG_STATE, "", "Wait");
  g_autoptr (GError) io = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "Refused");
  g_autoptr (GError) other = g_error_new_literal (g_quark_from_string ("other"), 7, "Other");
  const struct {
    GError     *error;
    const char *text;
  } rows[] = {
    { with_code, "No (26)" },
    { without, "Late (timed-out)" },
    { call, "Gone (42)" },
    { busy, "Wait (wrong-state)" },
    { io, "Refused (connection-refused)" },
    { other, "Other (other 7)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = ahoy_error_describe (rows[i].error);

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

static void
test_account (void)
{
  static const char * const services[] = { "call", "MWI", NULL };
  g_autoptr (AhoyAccount) account = ahoy_account_new ();
  g_autoptr (AhoyAccount) copy = NULL;

  g_assert_cmpuint (ahoy_account_get_expires (account), ==, 3600);
  g_assert_cmpuint (ahoy_account_get_reconnect_limit (account), ==, 5);
  g_assert_true (ahoy_account_get_auto_reconnect (account));
  g_assert_null (ahoy_account_get_user (account));
  g_assert_null (ahoy_account_get_app_id (account));

  g_object_set (account, "user", "alice", "app-id", "A1", "services", services,
                "reconnect-multiplier", 2.5, NULL);
  copy = ahoy_account_copy (account);
  g_object_set (account, "user", "bob", "app-id", NULL, NULL);
  g_assert_cmpstr (ahoy_account_get_user (copy), ==, "alice");
  g_assert_cmpstr (ahoy_account_get_app_id (copy), ==, "A1");
  g_assert_cmpstr (ahoy_account_get_services (copy)[1], ==, "MWI");
  g_assert_cmpfloat (ahoy_account_get_reconnect_multiplier (copy), ==, 2.5);
}

static void
test_log (void)
{
  static const struct {
    const char *text, *leak;
  } rows[] = {
    { "the word is wonderful-word, says she", "wonderful-word" },
    { "GET /x?user=1&pw=word%20%26%20more HTTP", "word%20" },
    { "Basic d29uZGVyZnVsLXdvcmQ=", "d29uZGVy" },
    { "{\"message\":\"no \\\"quoted\\\\word\\\"\"}", "quoted" },
    { "no such user: pastedtoken", "pastedtoken" },
    { "Authorization: Basic YWxpY2U6c2VjcmV0", "YWxpY2U6" },
    { "authorization: bearer abc.def", "abc.def" },
    { "{\"Authorization\": \"Bearer xyz\"}", "xyz" },
    { "x-token: 12345678", "12345678" },
    { "X-Session=12345678", "12345678" },
    { "GET wss://h/rest/version/1/websocket/75dd463a?access_token=tok", "75dd463a" },
    { "GET /y?access_token=tok123 HTTP/1.1", "tok123" },
    { "GET /y?token=tok123&z=1", "tok123" },
    { "{\"app_id\":\"A\",\"access_token\":\"tok123\"}", "tok123" },
    { "{\\\"access_token\\\" : \\\"tok123\\\"}", "tok123" },
    { "GET /?sbcall_session_token=tok123&sbcall_client_id=c", "tok123" },
    { "GET /?x=y&sbcall_short_lived_token=tok123", "tok123" },
    { "sbcall-session-token: tok123", "tok123" },
    { "SBCALL-Session-Token: tok123", "tok123" },
    { "sbcall-short-lived-token: tok123", "tok123" },
    { "{\"sbcall_session_token\": \"tok123\"}", "tok123" },
    { "{\"sbcall_short_lived_token\":\"tok123\"}", "tok123" },
    { "\"turnCredentials\":{\"username\":\"u\",\"password\":\"turn-secret\"}", "turn-secret" },
    { "\"sessionId\":\"cabfc7c46a\"", "cabfc7c46a" },
    { "a=ice-pwd:asd88fgpdd777uzjYhagZg", "asd88fg" },
  };

  ahoy_log_hide ("wonderful-word");
  ahoy_log_hide ("word & more");
  ahoy_log_hide ("\"quoted\\word\"");
  ahoy_log_hide ("pasted to\r\nken\n");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *shown = ahoy_log_redact (rows[i].text);

    g_test_message ("%s", shown);
    g_assert_null (strstr (shown, rows[i].leak));
    g_assert_nonnull (strstr (shown, "<redacted>"));
  }

  /* What is no secret is left alone, and so is a secret that is dead. */
  ahoy_log_unhide ("wonderful-word");
  ahoy_log_unhide ("word & more");
  ahoy_log_unhide ("\"quoted\\word\"");
  ahoy_log_unhide ("pasted to\r\nken\n");
  {
    g_autofree char *plain = ahoy_log_redact ("a wonderful-word, pastedtoken and basics of rings");

    g_assert_cmpstr (plain, ==, "a wonderful-word, pastedtoken and basics of rings");
  }

  /* A secret that holds another one. */
  ahoy_log_hide ("wonderful");
  ahoy_log_hide ("most-wonderful-word");
  {
    g_autofree char *shown = ahoy_log_redact ("a most-wonderful-word, a wonderful one");

    g_assert_cmpstr (shown, ==, "a <redacted>, a <redacted> one");
  }
  ahoy_log_unhide ("wonderful");
  ahoy_log_unhide ("most-wonderful-word");

  /* Two holders, one of whom lets go. */
  ahoy_log_hide ("wonderful-word");
  ahoy_log_hide ("wonderful-word");
  ahoy_log_unhide ("wonderful-word");
  {
    g_autofree char *still = ahoy_log_redact ("a wonderful-word");

    g_assert_cmpstr (still, ==, "a <redacted>");
  }
  ahoy_log_unhide ("wonderful-word");
}

static void
test_log_writer (void)
{
  if (g_test_subprocess ()) {
    g_autoptr (AhoyCredentials) credentials = NULL;

    g_setenv ("SSLKEYLOGFILE", "/nowhere", TRUE);
    g_setenv ("G_DBUS_DEBUG", "all", TRUE);
    ahoy_log_install ();
    g_assert_null (g_getenv ("SSLKEYLOGFILE"));
    g_assert_null (g_getenv ("G_DBUS_DEBUG"));
    credentials = ahoy_credentials_new (AHOY_LOGIN_KIND_PASSWORD, NULL, "wonderful-word");
    g_log_structured ("elsewhere", G_LOG_LEVEL_MESSAGE, "MESSAGE", "say %s now",
                      ahoy_credentials_get_secret (credentials));
    g_message ("%s again", ahoy_credentials_get_secret (credentials));
    return;
  }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*say <redacted> now*<redacted> again*");
  g_test_trap_assert_stderr_unmatched ("*wonderful-word*");
}

static void
test_credentials (void)
{
  AhoyCredentials *credentials = ahoy_credentials_new (AHOY_LOGIN_KIND_AUTHNAME, "name", "word");
  AhoyCredentials *same = ahoy_credentials_ref (credentials);

  ahoy_credentials_unref (credentials);
  g_assert_cmpint (ahoy_credentials_get_kind (same), ==, AHOY_LOGIN_KIND_AUTHNAME);
  g_assert_cmpstr (ahoy_credentials_get_authname (same), ==, "name");
  g_assert_cmpstr (ahoy_credentials_get_secret (same), ==, "word");
  ahoy_credentials_unref (same);
  ahoy_secret_free (NULL);
}

/* What is kept of them is all of them, and one text as before where there is only one secret. */
static void
test_kept_credentials (void)
{
  g_autoptr (AhoyCredentials) plain = ahoy_credentials_new (AHOY_LOGIN_KIND_PASSWORD, NULL, "word");
  g_autoptr (AhoyCredentials) with_relay =
    ahoy_credentials_new (AHOY_LOGIN_KIND_AUTHNAME, "name", "word");
  g_autoptr (AhoyCredentials) plain_again = NULL;
  g_autoptr (AhoyCredentials) again = NULL;
  g_autoptr (AhoySecret) kept = ahoy_credentials_dup_kept (plain);
  g_autoptr (AhoySecret) all = NULL;

  g_assert_cmpstr (kept, ==, "word");
  plain_again = ahoy_credentials_new_kept (AHOY_LOGIN_KIND_PASSWORD, NULL, kept);
  g_assert_cmpstr (ahoy_credentials_get_secret (plain_again), ==, "word");
  g_assert_null (ahoy_credentials_get_relay_user (plain_again));
  g_assert_null (ahoy_credentials_get_relay_secret (plain_again));

  ahoy_credentials_set_relay (with_relay, "relay-user", "relay-word");
  all = ahoy_credentials_dup_kept (with_relay);
  again = ahoy_credentials_new_kept (AHOY_LOGIN_KIND_AUTHNAME, "name", all);
  g_assert_cmpstr (ahoy_credentials_get_secret (again), ==, "word");
  g_assert_cmpstr (ahoy_credentials_get_relay_user (again), ==, "relay-user");
  g_assert_cmpstr (ahoy_credentials_get_relay_secret (again), ==, "relay-word");
  ahoy_credentials_set_relay (again, NULL, NULL);
  g_assert_null (ahoy_credentials_get_relay_user (again));
}

static void
count (gpointer data)
{
  (*(guint *) data)++;
}

static void
test_system_clock (void)
{
  g_autoptr (AhoyClock) clock = ahoy_system_clock_new ();
  gint64 begin = ahoy_clock_get_time (clock);
  guint n_called = 0, n_cleared = 0, id;

  g_assert_cmpint (ahoy_clock_get_now (clock), >, G_GINT64_CONSTANT (1600000000000));
  id = ahoy_clock_add (clock, 1, count, &n_cleared);
  ahoy_clock_clear (clock, &id);
  g_assert_cmpuint (id, ==, 0);
  ahoy_clock_clear (clock, &id);
  ahoy_clock_add (clock, 5, count, &n_called);
  while (n_called == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ahoy_clock_get_time (clock), >=, begin + 4);
  g_assert_cmpuint (n_cleared, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/account", test_account);
  g_test_add_func ("/core/credentials", test_credentials);
  g_test_add_func ("/core/credentials/kept", test_kept_credentials);
  g_test_add_func ("/core/error", test_error);
  g_test_add_func ("/core/ice-url", test_ice_url);
  g_test_add_func ("/core/log", test_log);
  g_test_add_func ("/core/log/network", test_log_network);
  g_test_add_func ("/core/log/writer", test_log_writer);
  g_test_add_func ("/core/server", test_server);
  g_test_add_func ("/core/server/ice", test_ice_server);
  g_test_add_func ("/core/server/websocket", test_websocket_server);
  g_test_add_func ("/core/system-clock", test_system_clock);

  return g_test_run ();
}
