/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sendbird-client.h"

#include <string.h>

#define MISSED_SIGNAL "/v1/direct_calls/missed_signal?call_ids="
#define END                                                                        \
  "{\"version\":1,\"request_id\":\"r\",\"cmd\":\"CALL\",\"type\":\"end\",\"payload\":{}}\n"

static Answer *
log_in (Fixture *f)
{
  return sendbird_login (f, ALICE, APP, CLIENT, NULL);
}

/* Most faults happen once, and afterwards everything is as it should be. */
static void
assert_works (Fixture *f)
{
  g_autoptr (Answer) answer = log_in (f);

  g_assert_nonnull (sendbird_token (answer));
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
    { "wrong-password", NULL, 400, 400302 },
    { "unknown-user", NULL, 400, 400302 },
    { "unauthorized", NULL, 401, 401121 },
    { "unavailable", NULL, 503, 500999 },
    { "refuse", "{\"http\":400,\"code\":400800,\"reason\":\"Over\"}", 400, 400800 },
    { "refuse", "{\"http\":429,\"code\":429100,\"for\":\"login\"}", 429, 429100 },
    { "refuse", "{\"http\":500,\"code\":500999,\"for\":\"all\"}", 500, 500999 },
    { "refuse", "{\"code\":1,\"service\":\"sendbird\"}", 403, 1 },
    { "refuse", "{\"code\":1,\"user\":\"" ALICE "\"}", 403, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Answer) answer = NULL;

    set_fault (f, rows[i].name, rows[i].parameters);
    answer = log_in (f);
    assert_sendbird_refused (answer, rows[i].status, rows[i].code);
    g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, NULL), ==, i == 0 ? 0 : 1);
    assert_works (f);
  }
}

/* What is the other service's does nothing here, and the other way round. */
static void
test_services (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) other = NULL;
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) late = NULL;

  set_fault (f, "refuse", "{\"service\":\"kandy\"}");
  set_fault (f, "wrong-password", "{\"for\":\"subscribe\"}");
  assert_works (f);
  other = subscribe (f);
  assert_refused (other, 403, 27);
  ahoy_practice_clear_faults (f->practice);

  set_fault (f, "refuse", "{\"service\":\"sendbird\",\"code\":5}");
  late = subscribe (f);
  g_assert_cmpuint (late->status, ==, 201);
  refused = log_in (f);
  assert_sendbird_refused (refused, 403, 5);
}

static void
test_strange_answers (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) no_user = NULL;
  g_autoptr (Answer) no_token = NULL;
  g_autoptr (Answer) other_user = NULL;
  g_autoptr (Answer) redirect = NULL;

  assert_garbage (f, log_in, 200);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, NULL), ==, 0);

  set_fault (f, "no-wrapper", NULL);
  no_user = log_in (f);
  g_assert_cmpuint (no_user->status, ==, 200);
  g_assert_null (ahoy_json_get_object (no_user->object, "user"));
  set_fault (f, "replace-member", "{\"member\":\"sbcall_session_token\"}");
  no_token = log_in (f);
  g_assert_cmpuint (no_token->status, ==, 200);
  g_assert_false (json_object_has_member (no_token->object, "sbcall_session_token"));
  set_fault (f, "replace-member", "{\"member\":\"user_id\",\"value\":\"" BOB "\"}");
  other_user = log_in (f);
  g_assert_cmpstr (ahoy_json_get_string (ahoy_json_get_object (other_user->object, "user"),
                                         "user_id"), ==, BOB);
  set_fault (f, "redirect", NULL);
  redirect = log_in (f);
  g_assert_cmpuint (redirect->status, ==, 302);
  assert_works (f);
}

static void
test_no_answer (Fixture *f, gconstpointer data)
{
  static const char * const names[] = { "drop", "cut-answer", "not-http" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (Answer) answer = NULL;

    /* A client may send a request on a connection that had none before once more. */
    set_fault (f, names[i], "{\"count\":0}");
    answer = log_in (f);
    g_assert_nonnull (answer->error);
    ahoy_practice_clear_faults (f->practice);
    g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, NULL), ==, i == 0 ? 0 : 1);
    assert_works (f);
  }
}

static void
test_missed_signal (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = log_in (f);
  const char *token = sendbird_token (login);
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) delayed = NULL;

  set_fault (f, "refuse", "{\"for\":\"missed-signal\",\"http\":401,\"code\":401121,"
                          "\"user\":\"" ALICE "\"}");
  set_fault (f, "wrong-password", "{\"for\":\"missed-signal\",\"user\":\"" BOB "\"}");
  refused = sendbird_request (f, "GET", MISSED_SIGNAL, NULL, "sbcall-session-token", token, NULL);
  assert_sendbird_refused (refused, 401, 401121);
  set_fault (f, "delay", "{\"for\":\"missed-signal\",\"ms\":1}");
  delayed = sendbird_request (f, "GET", MISSED_SIGNAL, NULL, "sbcall-session-token", token, NULL);
  g_assert_cmpuint (delayed->status, ==, 200);
}

static void
test_upgrade (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = log_in (f);
  g_autofree char *path = sendbird_socket_path (sendbird_token (login), CLIENT);
  g_autoptr (Socket) refused = NULL;
  g_autoptr (Socket) dropped = NULL;
  g_autoptr (Socket) opened = NULL;

  set_fault (f, "refuse-upgrade", "{\"http\":500,\"user\":\"" ALICE "\"}");
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

/* The endings of a websocket that both services know. */
static void
test_endings (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *parameters;
    gushort     code; /* 0: any */
  } rows[] = {
    { "close", "{\"code\":1011}", 1011 },
    { "close", "{\"code\":4000,\"at-open\":true}", 4000 },
    { "drop-socket", NULL, 0 },
    { "drop-socket", "{\"reset\":true}", 0 },
    { "drop-socket", "{\"at-open\":true}", 0 },
    { "endless-fragments", "{\"megabytes\":3}", 0 },
    { "endless-frame", "{\"megabytes\":3}", 0 },
    { "malformed-frame", "{\"kind\":\"huge-length\"}", 0 },
  };
  g_autoptr (Answer) login = log_in (f);
  g_autoptr (Socket) late = NULL;
  g_autofree char *path = sendbird_socket_path (sendbird_token (login), CLIENT);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean at_open = rows[i].parameters != NULL && strstr (rows[i].parameters, "at-open") != NULL;
    g_autoptr (Socket) socket = NULL;

    if (at_open)
      set_fault (f, rows[i].name, rows[i].parameters);
    socket = open_socket (f, path);
    if (!at_open)
      set_fault (f, rows[i].name, rows[i].parameters);
    WAIT_UNTIL (socket->closed);
    if (rows[i].code != 0)
      g_assert_cmpuint (socket->code, ==, rows[i].code);
    g_assert_cmpuint (socket->texts->len, ==, 0);
    g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, ALICE), ==, 1);
  }

  late = open_socket (f, path);
  set_fault (f, "restart", NULL);
  WAIT_UNTIL (late->closed);
  socket_free (g_steal_pointer (&late));
  late = try_socket (f, path);
  g_assert_cmpuint (late->status, ==, 401);
}

static void
test_grace (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = log_in (f);
  g_autoptr (Socket) socket = sendbird_open (f, login, CLIENT);

  set_fault (f, "grace", "{\"ms\":20}");
  set_fault (f, "drop-socket", NULL);
  WAIT_UNTIL (ahoy_practice_get_n_sessions (f->practice, ALICE) == 0);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "abandoned"), ==, 1);
}

static void
test_mute (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = log_in (f);
  g_autoptr (Socket) socket = sendbird_open (f, login, CLIENT);

  set_fault (f, "mute-socket", NULL);
  soup_websocket_connection_send_text (socket->connection, END);
  for (guint i = 0; i < 3; i++)
    assert_works (f);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "frame"), ==, 0);
  ahoy_practice_clear_faults (f->practice);
  WAIT_UNTIL (socket->texts->len == 1);
}

/* The event of that number; -1: it has no sequence number. */
static void
assert_event (Socket *socket, guint index, gint64 number, const char *place)
{
  g_autoptr (JsonObject) event = sendbird_frame (socket, index);
  JsonObject *payload = ahoy_json_get_object (event, "payload");

  g_assert_cmpint (frame_int (event, "sequence_number"), ==, number);
  g_assert_cmpstr (ahoy_json_get_string (ahoy_json_get_object (payload, "custom_items"), "n"), ==,
                   place);
  g_assert_nonnull (ahoy_json_get_string (payload, "call_id"));
}

static gboolean
have_same (Socket *socket, guint first, guint second, const char *member)
{
  g_autoptr (JsonObject) one = sendbird_frame (socket, first);
  g_autoptr (JsonObject) other = sendbird_frame (socket, second);

  return g_str_equal (ahoy_json_get_string (one, member), ahoy_json_get_string (other, member));
}

static void
test_events (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *parameters;
    gint64      numbers[5];
    guint       n_numbers;
    gboolean    same_id;
  } rows[] = {
    { "events", NULL, { 0, 1, 2 }, 3, FALSE },
    { "events", "{\"sequence\":\"7, -, 5\",\"call\":\"A\"}", { 7, -1, 5 }, 3, FALSE },
    { "events-out-of-order", NULL, { 2, 0, 1 }, 3, FALSE },
    { "events-hole", NULL, { 0, 1, 3 }, 3, FALSE },
    { "doubled-sequence-number", NULL, { 0, 1, 1, 2 }, 4, FALSE },
    { "doubled-message-id", NULL, { 0, 0, 1 }, 3, TRUE },
    { "no-sequence-number", NULL, { -1 }, 1, FALSE },
    { "events", "{\"same-id\":true,\"sequence\":\"0,1\"}", { 0, 1 }, 2, TRUE },
  };
  g_autoptr (Answer) login = log_in (f);
  g_autoptr (Socket) socket = sendbird_open (f, login, CLIENT);
  guint n_seen = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    set_fault (f, rows[i].name, rows[i].parameters);
    for (guint j = 0; j < rows[i].n_numbers; j++) {
      g_autofree char *place = g_strdup_printf ("%u", j);

      assert_event (socket, n_seen + j, rows[i].numbers[j], place);
    }
    if (rows[i].n_numbers > 1)
      g_assert_cmpint (have_same (socket, n_seen, n_seen + 1, "message_id"), ==, rows[i].same_id);
    n_seen += rows[i].n_numbers;
  }
  g_assert_cmpuint (socket->texts->len, ==, n_seen);
}

/* A sequence number of a call goes on where it was, whatever a fault has sent. */
static void
test_notifications (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = log_in (f);
  g_autoptr (Socket) socket = sendbird_open (f, login, CLIENT);
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) last = NULL;

  set_fault (f, "duplicate-notification", NULL);
  WAIT_UNTIL (socket->texts->len == 2);
  g_assert_cmpstr (socket->texts->pdata[0], ==, socket->texts->pdata[1]);
  first = sendbird_frame (socket, 0);
  g_assert_cmpint (frame_int (first, "sequence_number"), ==, 0);
  g_assert_cmpstr (ahoy_json_get_string (first, "type"), ==, "practiceNotice");
  set_fault (f, "unknown-notification", "{\"eventType\":\"strange\"}");
  set_fault (f, "burst", "{\"count\":1000}");
  WAIT_UNTIL (socket->texts->len == 1003);
  last = sendbird_frame (socket, 1002);
  g_assert_cmpint (frame_int (last, "sequence_number"), ==, 1001);
  set_fault (f, "binary-frame", "{\"bytes\":5}");
  WAIT_UNTIL (socket->n_binary == 1);
  set_fault (f, "big-message", "{\"megabytes\":2}");
  WAIT_UNTIL (socket->texts->len == 1004);
  g_assert_cmpuint (strlen (socket->texts->pdata[1003]), >, 2 * 1024 * 1024);
}

static void
test_malformed (Fixture *f, gconstpointer data)
{
  static const char * const kinds[] = {
    "text", "empty", "null", "number", "array", "half", "no-envelope", "no-event-type",
    "wrong-types", "deep"
  };
  g_autoptr (Answer) login = log_in (f);
  g_autoptr (Socket) socket = sendbird_open (f, login, CLIENT);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *parameters = g_strdup_printf ("{\"kind\":\"%s\"}", kinds[i]);

    set_fault (f, "malformed-frame", parameters);
    WAIT_UNTIL (socket->texts->len == i + 1);
    g_assert_null (strstr (socket->texts->pdata[i], "eventType"));
  }
  g_assert_false (socket->closed);
}

static void
test_joined (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = log_in (f);
  g_autoptr (Socket) socket = sendbird_open (f, login, CLIENT);
  g_auto (GStrv) two = NULL;
  g_auto (GStrv) blanks = NULL;

  set_fault (f, "joined-frames", "{\"open-end\":true}");
  WAIT_UNTIL (socket->texts->len == 1);
  two = g_strsplit (socket->texts->pdata[0], "\n", -1);
  g_assert_cmpuint (g_strv_length (two), ==, 2);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (JsonObject) event = ahoy_json_parse_object (two[i], -1, NULL);

    g_assert_cmpint (frame_int (event, "sequence_number"), ==, i);
  }

  set_fault (f, "joined-frames", "{\"frames\":3,\"blanks\":true}");
  WAIT_UNTIL (socket->texts->len == 2);
  g_assert_true (g_str_has_prefix (socket->texts->pdata[1], "\n \r\n{"));
  blanks = g_strsplit (socket->texts->pdata[1], "}\n\n\n", -1);
  g_assert_cmpuint (g_strv_length (blanks), ==, 4);
}

static void
test_acks (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = log_in (f);
  g_autoptr (Socket) socket = sendbird_open (f, login, CLIENT);
  g_autoptr (JsonObject) unasked = NULL;
  g_autoptr (JsonObject) error = NULL;
  g_autoptr (JsonObject) refused = NULL;
  g_autoptr (JsonObject) usual = NULL;

  set_fault (f, "unasked-ack", NULL);
  unasked = sendbird_frame (socket, 0);
  g_assert_cmpstr (ahoy_json_get_string (unasked, "type"), ==, "dial_ack");
  g_assert_nonnull (ahoy_json_get_string (unasked, "request_id"));
  g_assert_nonnull (ahoy_json_get_object (unasked, "payload"));
  set_fault (f, "unasked-ack", "{\"request-id\":\"r\",\"type\":\"end\",\"code\":7}");
  error = sendbird_frame (socket, 1);
  g_assert_cmpstr (ahoy_json_get_string (error, "type"), ==, "end_ack");
  g_assert_cmpstr (ahoy_json_get_string (error, "request_id"), ==, "r");
  g_assert_cmpint (frame_int (error, "code"), ==, 7);

  set_fault (f, "no-ack", "{\"count\":1}");
  set_fault (f, "refuse-frame", "{\"code\":1400101,\"message\":\"No\"}");
  for (guint i = 0; i < 3; i++)
    soup_websocket_connection_send_text (socket->connection, END);
  refused = sendbird_frame (socket, 2);
  g_assert_cmpint (frame_int (refused, "code"), ==, 1400101);
  g_assert_cmpstr (ahoy_json_get_string (refused, "message"), ==, "No");
  usual = sendbird_frame (socket, 3);
  g_assert_cmpint (frame_int (usual, "code"), ==, 1400102);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "frame"), ==, 3);
}

static void
test_wrong_parameters (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *parameters;
  } rows[] = {
    { "refuse", "{\"service\":\"lunch\"}" },
    { "refuse", "{\"for\":\"lunch\"}" },
    { "events", "{\"service\":\"kandy\"}" },
    { "gone", "{\"service\":\"sendbird\"}" },
    { "events", "{\"sequence\":7}" },
    { "joined-frames", "{\"frames\":0}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (ahoy_practice_set_fault (f->practice, rows[i].name, rows[i].parameters,
                                             &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
}

/* A fault of one service leaves the logins of the other alone. */
static void
test_both_services (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = log_in (f);
  g_autoptr (Answer) other_login = subscribe (f);
  g_autoptr (Socket) socket = sendbird_open (f, login, CLIENT);
  g_autoptr (Socket) other = open_socket (f, answer_param (other_login, "notificationChannel"));

  set_fault (f, "gone", NULL);
  g_assert_cmpstr (socket_event (other, 0), ==, "gone");
  set_fault (f, "close", "{\"code\":1011,\"service\":\"sendbird\"}");
  WAIT_UNTIL (socket->closed);
  g_assert_cmpuint (socket->code, ==, 1011);
  g_assert_cmpuint (socket->texts->len, ==, 0);
  g_assert_false (other->closed);
}

int
main (int argc, char *argv[])
{
  static const Test tests[] = {
    { "/practice/sendbird-faults/refusals", test_refusals },
    { "/practice/sendbird-faults/services", test_services },
    { "/practice/sendbird-faults/strange-answers", test_strange_answers },
    { "/practice/sendbird-faults/no-answer", test_no_answer },
    { "/practice/sendbird-faults/missed-signal", test_missed_signal },
    { "/practice/sendbird-faults/upgrade", test_upgrade },
    { "/practice/sendbird-faults/endings", test_endings },
    { "/practice/sendbird-faults/grace", test_grace },
    { "/practice/sendbird-faults/mute", test_mute },
    { "/practice/sendbird-faults/events", test_events },
    { "/practice/sendbird-faults/notifications", test_notifications },
    { "/practice/sendbird-faults/malformed", test_malformed },
    { "/practice/sendbird-faults/joined", test_joined },
    { "/practice/sendbird-faults/acks", test_acks },
    { "/practice/sendbird-faults/wrong-parameters", test_wrong_parameters },
    { "/practice/sendbird-faults/both-services", test_both_services },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
