/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client.h"

#include <string.h>

#define PING "{\"message_type\":\"ping\"}"

/* A login with an open websocket. */
typedef struct {
  Fixture  base;
  Answer  *login;
  Socket  *socket;
} Login;

static const char *
channel (Login *f)
{
  return answer_param (f->login, "notificationChannel");
}

static void
login_set_up (Login *f, gconstpointer data)
{
  fixture_set_up (&f->base, data);
  f->login = subscribe (&f->base);
  f->socket = open_socket (&f->base, channel (f));
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
  f->socket = open_socket (&f->base, channel (f));
}

static void
test_channel (Login *f, gconstpointer data)
{
  g_autofree char *token = g_strdup_printf ("%s?access_token=%s", channel (f),
                                            password_of (&f->base, ALICE));
  g_autofree char *wrong = g_strdup_printf ("%s?token=wrong", channel (f));
  g_autoptr (Socket) unknown = try_socket (&f->base, "/rest/version/1/websocket/0123456789abcdef");
  g_autoptr (Socket) refused = try_socket (&f->base, wrong);
  g_autoptr (Answer) no_handshake = request (&f->base, "GET", channel (f), NULL, NULL);
  g_autoptr (Socket) with_token = NULL;

  g_assert_null (unknown->connection);
  g_assert_cmpuint (unknown->status, ==, 404);
  g_assert_null (refused->connection);
  g_assert_cmpuint (refused->status, ==, 403);
  g_assert_cmpuint (no_handshake->status, ==, 400);
  with_token = open_socket (&f->base, token);
  g_assert_nonnull (with_token->connection);
}

static void
test_keepalive (Login *f, gconstpointer data)
{
  static const char * const others[] = { "", "no JSON", "{}", "{\"message_type\":7}", "[]" };

  soup_websocket_connection_send_text (f->socket->connection, PING);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    soup_websocket_connection_send_text (f->socket->connection, others[i]);
  soup_websocket_connection_send_binary (f->socket->connection, "bytes", 5);
  soup_websocket_connection_send_text (f->socket->connection, PING);
  WAIT_UNTIL (count (f, "keepalive") == 2);
  g_assert_cmpuint (count (f, "unknown-message"), ==, 6);

  /* Were any of them answered, it would have come before this. */
  ahoy_practice_notify (f->base.practice, ALICE, "practiceNotice", NULL);
  g_assert_cmpstr (socket_event (f->socket, 0), ==, "practiceNotice");
}

static void
test_notify (Login *f, gconstpointer data)
{
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  gint64 time = 0, seven = 0;

  ahoy_practice_notify (f->base.practice, BOB, "notForAlice", NULL);
  ahoy_practice_notify (f->base.practice, ALICE, "one", "{\"sessionParams\":{\"seven\":7}}");
  ahoy_practice_notify (f->base.practice, NULL, "two", NULL);
  ahoy_practice_send_text (f->base.practice, ALICE, "{\"connCheck\":1}");

  first = socket_notification (f->socket, 0);
  second = socket_notification (f->socket, 1);
  g_assert_cmpstr (ahoy_json_get_string (first, "eventType"), ==, "one");
  g_assert_true (ahoy_json_get_int (first, "time", 1, G_MAXINT64, &time));
  g_assert_true (ahoy_json_get_int (ahoy_json_get_object (first, "sessionParams"), "seven", 7, 7,
                                    &seven));
  g_assert_cmpstr (ahoy_json_get_string (second, "eventType"), ==, "two");
  g_assert_cmpstr (ahoy_json_get_string (first, "eventId"), !=,
                   ahoy_json_get_string (second, "eventId"));
  WAIT_UNTIL (f->socket->texts->len == 3);
  g_assert_cmpstr (f->socket->texts->pdata[2], ==, "{\"connCheck\":1}");
}

static void
test_override (Login *f, gconstpointer data)
{
  g_autoptr (Socket) second = open_socket (&f->base, channel (f));

  g_assert_cmpstr (socket_event (f->socket, 0), ==, "websocketOverridden");
  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (f->socket->code, ==, 1000);
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->base.practice, ALICE) == 1);

  ahoy_practice_notify (f->base.practice, ALICE, "practiceNotice", NULL);
  g_assert_cmpstr (socket_event (second, 0), ==, "practiceNotice");
  g_assert_cmpuint (f->socket->texts->len, ==, 1);
}

static void
test_queue (Login *f, gconstpointer data)
{
  ahoy_practice_close_sockets (f->base.practice, ALICE, 0);
  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (f->socket->code, !=, 1000);
  g_assert_cmpuint (ahoy_practice_get_n_sockets (f->base.practice, ALICE), ==, 0);

  for (guint i = 0; i < 1100; i++) {
    g_autofree char *type = g_strdup_printf ("n%u", i);

    ahoy_practice_notify (f->base.practice, ALICE, type, NULL);
  }
  g_assert_cmpuint (count (f, "dropped"), ==, 100);
  reopen (f);
  g_assert_cmpstr (socket_event (f->socket, 999), ==, "n1099");
  g_assert_cmpstr (socket_event (f->socket, 0), ==, "n100");
}

static void
test_grace (Login *f, gconstpointer data)
{
  g_autoptr (Socket) late = NULL;

  set_fault (&f->base, "grace", "{\"ms\":20}");
  ahoy_practice_close_sockets (f->base.practice, ALICE, 1001);
  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (f->socket->code, ==, 1001);
  WAIT_UNTIL (ahoy_practice_get_n_subscriptions (f->base.practice, ALICE) == 0);
  g_assert_cmpuint (count (f, "abandoned"), ==, 1);
  late = try_socket (&f->base, channel (f));
  g_assert_cmpuint (late->status, ==, 404);
}

static void
test_expiry (Login *f, gconstpointer data)
{
  g_autoptr (Answer) shortened = NULL;
  g_autoptr (Answer) late = NULL;

  set_fault (&f->base, "short-expires", "{\"seconds\":1}");
  shortened = request (&f->base, "PUT", answer_param (f->login, "subscription"), SUBSCRIBE, NULL);
  g_assert_cmpuint (shortened->status, ==, 200);
  g_assert_cmpstr (socket_event (f->socket, 0), ==, "gone");
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->base.practice, ALICE), ==, 0);
  late = request (&f->base, "PUT", answer_param (f->login, "subscription"), SUBSCRIBE, NULL);
  assert_refused (late, 404, 39);
}

static void
test_endings (Login *f, gconstpointer data)
{
  g_autoptr (JsonObject) gone = NULL;
  gint64 retry_after = 0;

  ahoy_practice_end_subscriptions (f->base.practice, ALICE, "websocketOverridden");
  g_assert_cmpstr (socket_event (f->socket, 0), ==, "websocketOverridden");
  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->base.practice, ALICE), ==, 1);

  reopen (f);
  set_fault (&f->base, "overridden", NULL);
  g_assert_cmpstr (socket_event (f->socket, 0), ==, "websocketOverridden");
  WAIT_UNTIL (f->socket->closed);

  reopen (f);
  set_fault (&f->base, "gone", "{\"retryAfter\":900}");
  gone = socket_notification (f->socket, 0);
  g_assert_cmpstr (ahoy_json_get_string (gone, "eventType"), ==, "gone");
  g_assert_true (ahoy_json_get_int (gone, "retryAfter", 900, 900, &retry_after));
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->base.practice, ALICE), ==, 0);
  g_assert_cmpuint (ahoy_practice_get_n_sockets (f->base.practice, ALICE), ==, 1);
}

static void
test_expire_now (Login *f, gconstpointer data)
{
  set_fault (&f->base, "expire-now", NULL);
  g_assert_cmpstr (socket_event (f->socket, 0), ==, "gone");
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->base.practice, ALICE), ==, 0);
}

static void
test_restart (Login *f, gconstpointer data)
{
  g_autoptr (Socket) late = NULL;

  set_fault (&f->base, "restart", NULL);
  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (f->socket->texts->len, ==, 0);
  late = try_socket (&f->base, channel (f));
  g_assert_cmpuint (late->status, ==, 404);
}

static void
test_closes (Login *f, gconstpointer data)
{
  static const gushort codes[] = { 1000, 1001, 1011, 4321, 1005 };
  static const gushort reserved[] = { 1006, 1010, 1015 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree char *parameters = g_strdup_printf ("{\"code\":%u,\"reason\":\"The reason, which is"
                                                   " longer than thirty characters\"}", codes[i]);

    set_fault (&f->base, "close", parameters);
    WAIT_UNTIL (f->socket->closed);
    g_assert_cmpuint (f->socket->code, ==, codes[i]);
    reopen (f);
  }
  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++) {
    g_autofree char *parameters = g_strdup_printf ("{\"code\":%u}", reserved[i]);

    set_fault (&f->base, "close", parameters);
    WAIT_UNTIL (f->socket->closed);
    reopen (f);
  }
  set_fault (&f->base, "drop-socket", NULL);
  WAIT_UNTIL (f->socket->closed);
  reopen (f);
  set_fault (&f->base, "drop-socket", "{\"reset\":true}");
  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->base.practice, ALICE), ==, 1);
}

static void
test_at_open (Login *f, gconstpointer data)
{
  set_fault (&f->base, "close", "{\"code\":1011,\"at-open\":true,\"count\":2}");
  g_assert_false (f->socket->closed);
  for (guint i = 0; i < 2; i++) {
    reopen (f);
    WAIT_UNTIL (f->socket->closed);
  }
  set_fault (&f->base, "gone", "{\"at-open\":true}");
  set_fault (&f->base, "burst", "{\"at-open\":true,\"count\":5}");
  reopen (f);
  g_assert_cmpstr (socket_event (f->socket, 0), ==, "gone");
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->base.practice, ALICE), ==, 0);
}

static void
test_mute (Login *f, gconstpointer data)
{
  set_fault (&f->base, "mute-socket", NULL);
  soup_websocket_connection_send_text (f->socket->connection, PING);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (Answer) other = subscribe (&f->base);

    g_assert_cmpuint (other->status, ==, 201);
  }
  g_assert_cmpuint (count (f, "keepalive"), ==, 0);
  /* What the service says still comes. */
  ahoy_practice_notify (f->base.practice, ALICE, "practiceNotice", NULL);
  g_assert_cmpstr (socket_event (f->socket, 0), ==, "practiceNotice");

  set_fault (&f->base, "mute-socket", "{\"active\":false}");
  WAIT_UNTIL (count (f, "keepalive") == 1);

  set_fault (&f->base, "mute-socket", NULL);
  soup_websocket_connection_send_text (f->socket->connection, PING);
  ahoy_practice_clear_faults (f->base.practice);
  WAIT_UNTIL (count (f, "keepalive") == 2);
}

static void
test_notifications (Login *f, gconstpointer data)
{
  set_fault (&f->base, "duplicate-notification", NULL);
  WAIT_UNTIL (f->socket->texts->len == 2);
  g_assert_cmpstr (f->socket->texts->pdata[0], ==, f->socket->texts->pdata[1]);
  set_fault (&f->base, "unknown-notification", "{\"eventType\":\"strange\"}");
  g_assert_cmpstr (socket_event (f->socket, 2), ==, "strange");
  set_fault (&f->base, "pong-text", NULL);
  WAIT_UNTIL (f->socket->texts->len == 4);
  g_assert_cmpstr (f->socket->texts->pdata[3], ==, "{\"message_type\":\"pong\"}");
  set_fault (&f->base, "burst", "{\"count\":10000}");
  WAIT_UNTIL (f->socket->texts->len == 10004);
  set_fault (&f->base, "binary-frame", "{\"bytes\":5}");
  WAIT_UNTIL (f->socket->n_binary == 1);
  set_fault (&f->base, "big-message", "{\"megabytes\":2}");
  WAIT_UNTIL (f->socket->texts->len == 10005);
  g_assert_cmpuint (strlen (f->socket->texts->pdata[10004]), >, 2 * 1024 * 1024);
}

static void
test_malformed_texts (Login *f, gconstpointer data)
{
  static const char * const kinds[] = {
    "text", "empty", "null", "number", "array", "half", "no-envelope", "no-event-type",
    "wrong-types", "deep"
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *parameters = g_strdup_printf ("{\"kind\":\"%s\"}", kinds[i]);

    set_fault (&f->base, "malformed-frame", parameters);
    WAIT_UNTIL (f->socket->texts->len == i + 1);
  }
  g_assert_false (f->socket->closed);
}

/* libsoup closes a connection on each of these; a masked frame it takes, although it should not. */
static void
test_malformed_frames (Login *f, gconstpointer data)
{
  static const char * const kinds[] = {
    "utf8", "reserved-bits", "reserved-opcode", "long-control", "fragmented-control",
    "lone-continuation", "huge-length"
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *parameters = g_strdup_printf ("{\"kind\":\"%s\"}", kinds[i]);

    set_fault (&f->base, "malformed-frame", parameters);
    WAIT_UNTIL (f->socket->error != NULL || f->socket->closed);
    reopen (f);
  }

  set_fault (&f->base, "malformed-frame", "{\"kind\":\"masked\"}");
  ahoy_practice_notify (f->base.practice, ALICE, "practiceNotice", NULL);
  WAIT_UNTIL (f->socket->closed || f->socket->texts->len > 0);
}

static void
test_endless (Login *f, gconstpointer data)
{
  /* A client that bears it all. */
  set_fault (&f->base, "endless-fragments", "{\"megabytes\":3,\"fragment\":1000}");
  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (f->socket->texts->len, ==, 0);
  g_assert_cmpuint (ahoy_practice_get_n_sockets (f->base.practice, ALICE), ==, 0);

  /* One that goes away. */
  reopen (f);
  set_fault (&f->base, "endless-fragments", "{\"megabytes\":4096}");
  ahoy_practice_notify (f->base.practice, ALICE, "practiceNotice", NULL);
  socket_free (f->socket);
  f->socket = NULL;
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->base.practice, ALICE) == 0);

  /* What came meanwhile has waited. */
  f->socket = open_socket (&f->base, channel (f));
  g_assert_cmpstr (socket_event (f->socket, 0), ==, "practiceNotice");
}

/* What a client may not do either. */
static void
test_hostile_client (Login *f, gconstpointer data)
{
  g_autofree char *big = g_strnfill (64 * 1024 + 1, 'x');
  GIOStream *stream;
  guint8 fragment[4 + 4 + 1024] = { 0x01, 0x80 | 126, 1024 >> 8, 1024 & 255 };

  soup_websocket_connection_send_text (f->socket->connection, big);
  WAIT_UNTIL (f->socket->closed);
  g_assert_cmpuint (f->socket->code, ==, 1009);

  /* A message without an end, each frame of it short. */
  reopen (f);
  stream = soup_websocket_connection_get_io_stream (f->socket->connection);
  while (!f->socket->closed) {
    g_pollable_output_stream_write_nonblocking (
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream)), fragment, sizeof fragment,
      NULL, NULL);
    fragment[0] = 0x00;
    g_main_context_iteration (NULL, FALSE);
  }
  reopen (f);
  soup_websocket_connection_send_text (f->socket->connection, PING);
  WAIT_UNTIL (count (f, "keepalive") == 1);
}

static void
test_stop (Login *f, gconstpointer data)
{
  guint16 port = (guint16) g_uri_get_port (soup_websocket_connection_get_uri (
                                             f->socket->connection));
  g_autoptr (GError) error = NULL;
  g_autofree char *password = g_strdup (password_of (&f->base, ALICE));
  g_autoptr (Answer) again = NULL;

  ahoy_practice_stop (f->base.practice);
  WAIT_UNTIL (f->socket->closed);
  g_assert_null (ahoy_practice_get_rest_uri (f->base.practice));
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->base.practice, NULL), ==, 0);

  ahoy_practice_start (f->base.practice, port, &error);
  g_assert_no_error (error);
  f->base.base = ahoy_practice_get_rest_uri (f->base.practice);
  g_assert_cmpstr (password_of (&f->base, ALICE), ==, password);
  again = subscribe (&f->base);
  g_assert_cmpuint (again->status, ==, 201);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void      (*test) (Login *f, gconstpointer data);
  } tests[] = {
    { "/practice/socket/channel", test_channel },
    { "/practice/socket/keepalive", test_keepalive },
    { "/practice/socket/notify", test_notify },
    { "/practice/socket/override", test_override },
    { "/practice/socket/queue", test_queue },
    { "/practice/socket/grace", test_grace },
    { "/practice/socket/expiry", test_expiry },
    { "/practice/socket/endings", test_endings },
    { "/practice/socket/expire-now", test_expire_now },
    { "/practice/socket/restart", test_restart },
    { "/practice/socket/closes", test_closes },
    { "/practice/socket/at-open", test_at_open },
    { "/practice/socket/mute", test_mute },
    { "/practice/socket/notifications", test_notifications },
    { "/practice/socket/malformed-texts", test_malformed_texts },
    { "/practice/socket/malformed-frames", test_malformed_frames },
    { "/practice/socket/endless", test_endless },
    { "/practice/socket/hostile-client", test_hostile_client },
    { "/practice/socket/stop", test_stop },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Login, NULL, login_set_up, tests[i].test, login_tear_down);

  return g_test_run ();
}
