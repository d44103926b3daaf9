/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sendbird-client.h"

#include <string.h>

#define FRAME(id, cmd, type, payload) \
  "{\"version\":1,\"request_id\":\"" id "\",\"cmd\":\"" cmd "\",\"type\":\"" type "\"," \
  "\"payload\":" payload "}\n"
#define ALIVE FRAME ("alive-1", "SGNL", "alive", "{\"call_id\":\"A\"}")

/* A login with an open websocket. */
typedef struct {
  Fixture  base;
  Answer  *login;
  Socket  *socket;
} Login;

static void
login_set_up (Login *f, gconstpointer data)
{
  fixture_set_up (&f->base, data);
  f->login = sendbird_login (&f->base, ALICE, APP, CLIENT, NULL);
  f->socket = sendbird_open (&f->base, f->login, CLIENT);
}

static void
login_tear_down (Login *f, gconstpointer data)
{
  socket_free (f->socket);
  answer_free (f->login);
  fixture_tear_down (&f->base, data);
}

static guint
count (Login *f, const char *name)
{
  return ahoy_practice_get_count (f->base.practice, name);
}

static void
reopen (Login *f)
{
  socket_free (f->socket);
  f->socket = sendbird_open (&f->base, f->login, CLIENT);
}

static void
send_text (Login *f, const char *text)
{
  soup_websocket_connection_send_text (f->socket->connection, text);
}

/* The acknowledgement of that number is of request_id; code 0: it is no error. */
static void
assert_ack (Login *f, guint index, const char *request_id, const char *type, int code)
{
  g_autoptr (JsonObject) ack = sendbird_frame (f->socket, index);
  gboolean error = FALSE;

  ahoy_json_get_boolean (ack, "error", &error);
  g_assert_cmpint (frame_int (ack, "version"), ==, 1);
  g_assert_cmpstr (ahoy_json_get_string (ack, "request_id"), ==, request_id);
  g_assert_cmpstr (ahoy_json_get_string (ack, "type"), ==, type);
  g_assert_cmpint (error, ==, code != 0);
  if (code != 0) {
    g_assert_cmpint (frame_int (ack, "code"), ==, code);
    g_assert_nonnull (ahoy_json_get_string (ack, "message"));
    g_assert_false (json_object_has_member (ack, "payload"));
  } else {
    g_assert_nonnull (ahoy_json_get_object (ack, "payload"));
  }
}

static void
test_refused (Login *f, gconstpointer data)
{
  const char *token = sendbird_token (f->login);
  g_autofree char *wrong_token = sendbird_socket_path ("wrong", CLIENT);
  g_autofree char *wrong_client = sendbird_socket_path (token, "other-client");
  g_autofree char *no_client = g_strdup_printf ("/?sbcall_session_token=%s", token);
  const struct {
    const char *path;
    guint       status;
  } rows[] = {
    { "/", 401 },
    { "/?sbcall_client_id=" CLIENT, 401 },
    { wrong_token, 401 },
    { wrong_client, 401 },
    { no_client, 400 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Socket) socket = try_socket (&f->base, rows[i].path);

    g_assert_null (socket->connection);
    g_assert_cmpuint (socket->status, ==, rows[i].status);
  }
  g_assert_false (f->socket->closed);
  g_assert_cmpuint (count (f, "upgrade"), ==, 6);
  g_assert_cmpuint (count (f, "opened"), ==, 1);
}

/* An open socket is all: nobody is greeted. */
static void
test_second (Login *f, gconstpointer data)
{
  g_autoptr (Socket) second = sendbird_open (&f->base, f->login, CLIENT);

  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (f->socket->code, ==, 1000);
  g_assert_cmpuint (f->socket->texts->len, ==, 0);
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->base.practice, ALICE) == 1);

  soup_websocket_connection_send_text (second->connection, ALIVE);
  WAIT_UNTIL (second->texts->len == 1);
}

static void
test_frames (Login *f, gconstpointer data)
{
  /* Several in a message, with blanks between, and the last without a line end. */
  send_text (f, ALIVE "\n \r\n" FRAME ("end-1", "CALL", "end", "{\"call_id\":\"A\"}")
             FRAME ("offer-1", "SGNL", "offer", "{\"call_id\":\"A\",\"sdp\":\"\"}")
             "{\"version\":1,\"request_id\":\"alive-2\",\"cmd\":\"SGNL\",\"type\":\"alive\","
             "\"payload\":{}}");
  assert_ack (f, 0, "alive-1", "alive_ack", 0);
  assert_ack (f, 1, "end-1", "end_ack", 1400102);
  assert_ack (f, 2, "alive-2", "alive_ack", 0);
  g_assert_cmpuint (count (f, "frame"), ==, 4);
  g_assert_cmpuint (count (f, "report"), ==, 1);
  g_assert_cmpuint (count (f, "unknown-message"), ==, 0);
}

/* What is about a call, and there is none. */
static void
test_no_call (Login *f, gconstpointer data)
{
  static const char * const acknowledged[] = {
    "accept", "cancel", "decline", "end", "no_answer", "timeout", "connection_lost", "hold"
  };
  static const char * const others[] = {
    "offer", "answer", "candidate", "connected", "audio", "video"
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *frame = g_strdup_printf (FRAME ("none", "%s", "%s", "{\"call_id\":\"A\"}"),
                                              i < 4 ? "SGNL" : "COMM", others[i]);

    send_text (f, frame);
  }
  for (guint i = 0; i < G_N_ELEMENTS (acknowledged); i++) {
    g_autofree char *frame = g_strdup_printf (FRAME ("some", "CALL", "%s", "{\"call_id\":\"A\"}"),
                                              acknowledged[i]);
    g_autofree char *type = g_strconcat (acknowledged[i], "_ack", NULL);

    send_text (f, frame);
    assert_ack (f, i, "some", type, 1400102);
  }
}

static void
test_dial (Login *f, gconstpointer data)
{
  g_autoptr (Answer) elsewhere = NULL;
  g_autoptr (Answer) here = NULL;

  send_text (f, FRAME ("1", "CALL", "dial", "{}"));
  assert_ack (f, 0, "1", "dial_ack", 400100);
  send_text (f, FRAME ("2", "CALL", "dial", "{\"callee_id\":\"nobody\"}"));
  assert_ack (f, 1, "2", "dial_ack", 1400103);
  send_text (f, FRAME ("3", "CALL", "dial", "{\"callee_id\":\"" ALICE "\"}"));
  assert_ack (f, 2, "3", "dial_ack", 1400104);
  send_text (f, FRAME ("4", "CALL", "dial", "{\"callee_id\":\"" BOB "\"}"));
  assert_ack (f, 3, "4", "dial_ack", 1400106);

  /* Users of one app are nobody in another. */
  elsewhere = sendbird_login (&f->base, BOB, "OTHER-APP", "bob", NULL);
  sendbird_token (elsewhere);
  send_text (f, FRAME ("5", "CALL", "dial", "{\"callee_id\":\"" BOB "\"}"));
  assert_ack (f, 4, "5", "dial_ack", 1400106);
  here = sendbird_login (&f->base, BOB, APP, "bob", NULL);
  sendbird_token (here);
  send_text (f, FRAME ("6", "CALL", "dial", "{\"callee_id\":\"" BOB "\"}"));
  assert_ack (f, 5, "6", "dial_ack", 400100);
  send_text (f, FRAME ("7", "CALL", "dial", "{\"callee_id\":\"" BOB "\",\"is_video_call\":true,"
                       "\"custom_items\":{\"a,b\":\"c\"}}"));
  assert_ack (f, 6, "7", "dial_ack", 400100);
  send_text (f, FRAME ("8", "CALL", "dial", "{\"callee_id\":\"" BOB "\",\"is_video_call\":true}"));
  assert_ack (f, 7, "8", "dial_ack", 0);
}

static void
test_bad_frames (Login *f, gconstpointer data)
{
  static const char * const texts[] = {
    "no JSON", "[]", "{}", "null",
    "{\"version\":2,\"request_id\":\"a\",\"cmd\":\"CALL\",\"type\":\"end\",\"payload\":{}}",
    "{\"request_id\":\"a\",\"cmd\":\"CALL\",\"type\":\"end\",\"payload\":{}}",
    "{\"version\":1,\"cmd\":\"CALL\",\"type\":\"end\",\"payload\":{}}",
    "{\"version\":1,\"request_id\":\"\",\"cmd\":\"CALL\",\"type\":\"end\",\"payload\":{}}",
    "{\"version\":1,\"request_id\":7,\"cmd\":\"CALL\",\"type\":\"end\",\"payload\":{}}",
    "{\"version\":1,\"request_id\":\"a\",\"cmd\":\"LUNCH\",\"type\":\"end\",\"payload\":{}}",
    "{\"version\":1,\"request_id\":\"a\",\"cmd\":\"CALL\",\"type\":[],\"payload\":{}}",
    "{\"version\":1,\"request_id\":\"a\",\"cmd\":\"CALL\",\"type\":\"lunch\",\"payload\":{}}",
    "{\"version\":1,\"request_id\":\"a\",\"cmd\":\"SGNL\",\"type\":\"end\",\"payload\":{}}",
    "{\"version\":1,\"request_id\":\"a\",\"cmd\":\"CALL\",\"type\":\"end\",\"payload\":[]}",
    "{\"version\":1,\"request_id\":\"a\",\"cmd\":\"CALL\",\"type\":\"end\"}",
  };
  g_autofree char *long_id = g_strnfill (1000, 'x');
  g_autofree char *with_long_id = g_strdup_printf (FRAME ("%s", "CALL", "end", "{}"), long_id);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    send_text (f, texts[i]);
  send_text (f, with_long_id);
  soup_websocket_connection_send_binary (f->socket->connection, ALIVE, strlen (ALIVE));
  send_text (f, "");
  send_text (f, ALIVE);
  assert_ack (f, 0, "alive-1", "alive_ack", 0);
  g_assert_cmpuint (count (f, "unknown-message"), ==, G_N_ELEMENTS (texts) + 2);
  g_assert_cmpuint (f->socket->texts->len, ==, 1);
}

static void
test_too_big (Login *f, gconstpointer data)
{
  g_autofree char *big = g_strnfill (64 * 1024 + 1, '\n');

  send_text (f, big);
  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (f->socket->code, ==, 1009);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->base.practice, ALICE), ==, 1);
}

/* Events count from 0 for each call, and wait while there is no socket. */
static void
test_events (Login *f, gconstpointer data)
{
  static const struct {
    const char *type;
    const char *members;
    gint64      number;
  } rows[] = {
    { "end", NULL, 0 },
    { "end", "{\"payload\":{\"call_id\":\"A\"}}", 0 },
    { "cancel", "{\"payload\":{\"call_id\":\"B\"}}", 0 },
    { "audio", "{\"cmd\":\"COMM\",\"payload\":{\"call_id\":\"A\",\"is_enabled\":true}}", 1 },
    { "end", NULL, 1 },
    { "end", "{\"sequence_number\":7,\"payload\":{\"call_id\":\"A\"}}", 7 },
    { "end", "{\"sequence_number\":null,\"payload\":{\"call_id\":\"A\"}}", -1 },
    { "end", "{\"payload\":{\"call_id\":\"A\"}}", 2 },
  };
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  ahoy_practice_close_sockets (f->base.practice, ALICE, 0);
  WAIT_UNTIL (f->socket->closed);
  ahoy_practice_notify (f->base.practice, BOB, "end", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    ahoy_practice_notify (f->base.practice, ALICE, rows[i].type, rows[i].members);
  reopen (f);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) event = sendbird_frame (f->socket, i);

    g_assert_cmpint (frame_int (event, "version"), ==, 1);
    g_assert_cmpstr (ahoy_json_get_string (event, "cmd"), ==, i == 3 ? "COMM" : "CALL");
    g_assert_cmpstr (ahoy_json_get_string (event, "type"), ==, rows[i].type);
    g_assert_cmpstr (ahoy_json_get_string (event, "call_type"), ==, "direct_call");
    g_assert_cmpstr (ahoy_json_get_string (ahoy_json_get_object (event, "delivery_info"), "type"),
                     ==, "ws");
    g_assert_cmpint (frame_int (event, "sequence_number"), ==, rows[i].number);
    g_assert_nonnull (ahoy_json_get_string (ahoy_json_get_object (event, "payload"), "call_id"));
    g_hash_table_add (ids, g_strdup (ahoy_json_get_string (event, "message_id")));
  }
  g_assert_cmpuint (g_hash_table_size (ids), ==, G_N_ELEMENTS (rows));
}

/* The same client's socket stays over a new login, somebody else's does not. */
static void
test_again (Login *f, gconstpointer data)
{
  g_autoptr (Answer) same = sendbird_login (&f->base, ALICE, APP, CLIENT,
                                            sendbird_token (f->login));
  g_autofree char *old_path = sendbird_socket_path (sendbird_token (f->login), CLIENT);
  g_autoptr (Socket) old_token = try_socket (&f->base, old_path);
  g_autoptr (Answer) other = NULL;

  g_assert_cmpuint (old_token->status, ==, 401);
  send_text (f, ALIVE);
  assert_ack (f, 0, "alive-1", "alive_ack", 0);

  other = sendbird_login (&f->base, BOB, APP, CLIENT, sendbird_token (same));
  sendbird_token (other);
  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->base.practice, ALICE), ==, 0);
}

/* A client that logs out closes its socket without a code, and says no more. */
static void
test_logout (Login *f, gconstpointer data)
{
  soup_websocket_connection_close (f->socket->connection, SOUP_WEBSOCKET_CLOSE_NO_STATUS, NULL);
  WAIT_UNTIL (f->socket->closed);
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->base.practice, NULL) == 0);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->base.practice, ALICE), ==, 1);
  reopen (f);
  send_text (f, ALIVE);
  assert_ack (f, 0, "alive-1", "alive_ack", 0);
}

static void
test_stop (Login *f, gconstpointer data)
{
  g_autoptr (Socket) late = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = sendbird_socket_path (sendbird_token (f->login), CLIENT);

  ahoy_practice_stop (f->base.practice);
  WAIT_UNTIL (f->socket->closed);
  ahoy_practice_start (f->base.practice, 0, &error);
  g_assert_no_error (error);
  f->base.base = ahoy_practice_get_rest_uri (f->base.practice);
  late = try_socket (&f->base, path);
  g_assert_cmpuint (late->status, ==, 401);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void      (*test) (Login *f, gconstpointer data);
  } tests[] = {
    { "/practice/sendbird-socket/refused", test_refused },
    { "/practice/sendbird-socket/second", test_second },
    { "/practice/sendbird-socket/frames", test_frames },
    { "/practice/sendbird-socket/no-call", test_no_call },
    { "/practice/sendbird-socket/dial", test_dial },
    { "/practice/sendbird-socket/bad-frames", test_bad_frames },
    { "/practice/sendbird-socket/too-big", test_too_big },
    { "/practice/sendbird-socket/events", test_events },
    { "/practice/sendbird-socket/again", test_again },
    { "/practice/sendbird-socket/logout", test_logout },
    { "/practice/sendbird-socket/stop", test_stop },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Login, NULL, login_set_up, tests[i].test, login_tear_down);

  return g_test_run ();
}
