/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-log.h"
#include "bare-server.h"
#include "fixture.h"

#include <string.h>

/* A login on Sendbird Calls on the wire, byte by byte: sections 1 to 3 and 9 of the protocol page. */
typedef struct {
  FakeClock    *clock;
  BareServer   *server;
  AhoyAccount  *account;
  AhoySession  *session;
  GAsyncResult *result;
  guint         n_whole; /* how often the connection was whole again */
} Wire;

static void
on_session_event (AhoySession *session, AhoyEventKind kind, const char *text, Wire *w)
{
  w->n_whole += strstr (text, "whole again") != NULL;
}

static void
wire_set_up (Wire *w, gconstpointer data)
{
  g_autofree char *server = NULL;

  w->clock = fake_clock_new ();
  w->server = bare_server_new ();
  server = g_strdup_printf ("http://127.0.0.1:%u", w->server->port);
  w->account = ahoy_account_new ();
  g_object_set (w->account, "service", "sendbird", "app-id", "APP", "user", "al/ice b", "server",
                server, NULL);
  w->session = ahoy_session_new (w->account, AHOY_CLOCK (w->clock));
  g_signal_connect (w->session, "event", G_CALLBACK (on_session_event), w);
}

static void
wire_tear_down (Wire *w, gconstpointer data)
{
  ahoy_session_destroy (w->session);
  for (guint i = 0; i < w->server->peers->len; i++)
    bare_peer_hang_up (w->server->peers->pdata[i]);
  bare_server_free (w->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&w->session));
  g_clear_object (&w->account);
  g_assert_cmpuint (fake_clock_n_waiting (w->clock), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&w->clock));
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Wire *) data)->result = g_object_ref (result);
}

static void
begin_login (Wire *w, const char *token)
{
  g_autoptr (AhoyCredentials) credentials = ahoy_credentials_new (AHOY_LOGIN_KIND_TOKEN, NULL,
                                                                  token);

  ahoy_session_connect_async (w->session, credentials, NULL, store_result, w);
}

static void
finish_login (Wire *w)
{
  g_autoptr (GError) error = NULL;

  WAIT_UNTIL (w->result != NULL);
  ahoy_session_connect_finish (w->session, w->result, &error);
  g_assert_no_error (error);
  g_clear_object (&w->result);
}

/* Waits for a request that begins like this, and gives who sends it. */
static BarePeer *
wait_for (Wire *w, const char *start)
{
  for (;;) {
    for (guint i = 0; i < w->server->peers->len; i++) {
      BarePeer *peer = g_ptr_array_index (w->server->peers, i);
      const char *head_end = strstr (peer->request->str, "\r\n\r\n");

      if (g_str_has_prefix (peer->request->str, start) && head_end != NULL &&
          (!g_str_has_prefix (start, "POST") || g_str_has_suffix (peer->request->str, "}")))
        return peer;
    }
    g_main_context_iteration (NULL, TRUE);
  }
}

/* The value of a header, or NULL. */
static char *
get_header (BarePeer *peer, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (peer->request->str, "\r\n", -1);
  g_autofree char *start = g_strconcat (name, ": ", NULL);

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
    if (g_ascii_strncasecmp (lines[i], start, strlen (start)) == 0)
      return g_strdup (lines[i] + strlen (start));
  }

  return NULL;
}

static void
reply (BarePeer *peer, const char *body)
{
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %" G_GSIZE_FORMAT
                                           "\r\n\r\n%s", strlen (body), body);

  g_string_truncate (peer->request, 0);
  bare_peer_say (peer, text, -1);
}

#define GRANT(token) \
  "{\"sbcall_session_token\":\"" token "\",\"user\":{\"user_id\":\"al/ice b\"}}"

/* Answers the login, and gives the client id; checks what each request carries. */
static char *
serve_login (Wire *w, const char *old_token, const char *body, const char *granted)
{
  BarePeer *peer = wait_for (w, "POST /v1/users/al%2Fice%20b/login HTTP/1.1\r\n");
  g_autofree char *client_id = get_header (peer, "sbcall-client-id");
  g_autofree char *agent = get_header (peer, "sendbird");
  g_autofree char *type = get_header (peer, "content-type");
  g_autofree char *token = get_header (peer, "sbcall-session-token");
  g_auto (GStrv) parts = NULL;

  g_assert_cmpstr (token, ==, old_token);
  g_assert_cmpstr (type, ==, "application/json");
  g_assert_nonnull (agent);
  parts = g_strsplit (agent, ",", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  g_assert_true (g_uuid_string_is_valid (client_id));
  for (const char *c = client_id; *c != '\0'; c++)
    g_assert_false (g_ascii_isupper (*c));
  g_assert_cmpstr (strstr (peer->request->str, "\r\n\r\n") + 4, ==, body);
  reply (peer, granted);

  return g_steal_pointer (&client_id);
}

/* Opens the websocket, and gives it. */
static BarePeer *
serve_upgrade (Wire *w, const char *token, const char *client_id)
{
  g_autofree char *start = g_strdup_printf (
    "GET /?sbcall_session_token=%s&sbcall_client_id=%s&sendbird=Linux%%2C", token, client_id);
  BarePeer *peer = wait_for (w, start);
  g_autofree char *answer = bare_peer_websocket (peer);
  g_autofree char *protocol = get_header (peer, "Sec-WebSocket-Protocol");

  g_assert_null (protocol);
  g_string_truncate (peer->request, 0);
  bare_peer_say (peer, answer, -1);
  bare_peer_say (peer, "\r\n", 2);

  return peer;
}

static void
serve_missed_signal (Wire *w, const char *token, const char *client_id)
{
  BarePeer *peer = wait_for (w, "GET /v1/direct_calls/missed_signal?call_ids= HTTP/1.1\r\n");
  g_autofree char *sent_token = get_header (peer, "sbcall-session-token");
  g_autofree char *sent_id = get_header (peer, "sbcall-client-id");
  g_autofree char *type = get_header (peer, "content-type");
  g_autofree char *agent = get_header (peer, "sendbird");

  g_assert_cmpstr (sent_token, ==, token);
  g_assert_cmpstr (sent_id, ==, client_id);
  g_assert_cmpstr (type, ==, "application/json");
  g_assert_nonnull (agent);
  reply (peer, "{}");
}

#define BODY "{\"app_id\":\"APP\",\"user_id\":\"al/ice b\",\"access_token\":\"word\"}"

/* A whole login, and its websocket. */
static BarePeer *
log_in (Wire *w, const char *old_token, const char *granted, const char *token, char **client_id)
{
  BarePeer *websocket;

  begin_login (w, "word");
  *client_id = serve_login (w, old_token, BODY, granted);
  websocket = serve_upgrade (w, token, *client_id);
  finish_login (w);
  serve_missed_signal (w, token, *client_id);

  return websocket;
}

static void
lose (Wire *w, BarePeer *websocket)
{
  bare_peer_hang_up (websocket);
  WAIT_UNTIL (ahoy_session_get_reconnecting (w->session) ||
              !ahoy_session_get_connected (w->session));
}

static void
log_out (Wire *w)
{
  ahoy_session_disconnect_async (w->session, NULL, store_result, w);
  WAIT_UNTIL (w->result != NULL);
  g_assert_true (ahoy_session_disconnect_finish (w->session, w->result, NULL));
  g_clear_object (&w->result);
}

/* Login, the same token and client id at each opening again, log-out. */
static void
test_login_logout (Wire *w, gconstpointer data)
{
  g_autofree char *client_id = NULL;
  g_autofree char *same_id = NULL;
  BarePeer *websocket;
  guint n_peers;

  websocket = log_in (w, NULL, GRANT ("S1"), "S1", &client_id);
  for (guint i = 1; i < 3; i++) {
    lose (w, websocket);
    fake_clock_advance (w->clock, 2000);
    websocket = serve_upgrade (w, "S1", client_id);
    serve_missed_signal (w, "S1", client_id);
    WAIT_UNTIL (w->n_whole == i);
    fake_clock_advance (w->clock, 10000);
  }

  /* A close frame without a code, and no request. */
  n_peers = w->server->peers->len;
  log_out (w);
  WAIT_UNTIL (websocket->request->len >= 6);
  g_assert_cmphex ((guchar) websocket->request->str[0], ==, 0x88);
  g_assert_cmphex ((guchar) websocket->request->str[1], ==, 0x80);
  fixture_turn ();
  g_assert_cmpuint (w->server->peers->len, ==, n_peers);
  for (guint i = 0; i < n_peers; i++) {
    BarePeer *peer = g_ptr_array_index (w->server->peers, i);

    g_assert_true (peer == websocket || peer->request->len == 0);
  }

  /* Of the old token nothing is left; the client is the same. */
  log_in (w, NULL, GRANT ("S2"), "S2", &same_id);
  g_assert_cmpstr (same_id, ==, client_id);
}

/* Without a token, and with what must be quoted in JSON and in addresses. */
static void
test_encoding (Wire *w, gconstpointer data)
{
  g_autofree char *client_id = NULL;
  g_autofree char *same_id = NULL;

  begin_login (w, "");
  client_id = serve_login (w, NULL, "{\"app_id\":\"APP\",\"user_id\":\"al/ice b\"}", GRANT ("S+1"));
  serve_upgrade (w, "S%2B1", client_id);
  finish_login (w);
  serve_missed_signal (w, "S+1", client_id);
  log_out (w);

  begin_login (w, "to\"ken");
  same_id = serve_login (w, NULL, "{\"app_id\":\"APP\",\"user_id\":\"al/ice b\","
                         "\"access_token\":\"to\\\"ken\"}", GRANT ("S2"));
  serve_upgrade (w, "S2", client_id);
  finish_login (w);
  serve_missed_signal (w, "S2", same_id);
}

/* Section 2.1: who was not logged out sends the old token. */
static void
test_old_token (Wire *w, gconstpointer data)
{
  g_autofree char *client_id = NULL;
  g_autofree char *same_id = NULL;
  g_autofree char *other_id = NULL;
  g_autoptr (AhoyAccount) other = NULL;
  BarePeer *websocket;

  g_object_set (w->account, "auto-reconnect", FALSE, NULL);
  other = ahoy_account_copy (w->account);
  g_object_set (other, "app-id", "OTHER", NULL);
  g_object_unref (w->session);
  w->session = ahoy_session_new (w->account, AHOY_CLOCK (w->clock));
  websocket = log_in (w, NULL, GRANT ("S1"), "S1", &client_id);
  lose (w, websocket);

  websocket = log_in (w, "S1", GRANT ("S2"), "S2", &same_id);
  g_assert_cmpstr (same_id, ==, client_id);
  lose (w, websocket);

  /* Not in another application. */
  g_assert_true (ahoy_session_set_account (w->session, other));
  begin_login (w, "word");
  other_id = serve_login (w, NULL, "{\"app_id\":\"OTHER\",\"user_id\":\"al/ice b\","
                          "\"access_token\":\"word\"}", GRANT ("S3"));
  g_assert_cmpstr (other_id, !=, client_id);
  serve_upgrade (w, "S3", other_id);
  finish_login (w);
  serve_missed_signal (w, "S3", other_id);
}

/* What the service has granted is known to be a secret as long as it lives. */
static void
test_token_hidden (Wire *w, gconstpointer data)
{
  g_autofree char *client_id = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *after = NULL;

  log_in (w, NULL, GRANT ("session-word"), "session-word", &client_id);
  shown = ahoy_log_redact ("say session-word");
  g_assert_cmpstr (shown, ==, "say <redacted>");
  log_out (w);
  fixture_turn ();
  after = ahoy_log_redact ("say session-word");
  g_assert_cmpstr (after, ==, "say session-word");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/sendbird/wire/" path, Wire, NULL, wire_set_up, func, wire_tear_down)

  ADD ("login-logout", test_login_logout);
  ADD ("encoding", test_encoding);
  ADD ("old-token", test_old_token);
  ADD ("token-hidden", test_token_hidden);

  return g_test_run ();
}
