/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-error.h"
#include "ahoy-socket.h"
#include "bare-server.h"
#include "fake-clock.h"
#include "fixture.h"

#include <string.h>

/* The websocket's opening and its frames, byte by byte. */
typedef struct {
  BareServer   *server;
  FakeClock    *clock;
  AhoyTrust    *trust;
  AhoySocket   *socket;
  GAsyncResult *result;
  GPtrArray    *texts;
  gboolean      closed;
  guint         code;
} Wire;

static void
on_text (AhoySocket *socket, GBytes *text, Wire *w)
{
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  g_ptr_array_add (w->texts, g_strndup (data, length));
}

static void
on_closed (AhoySocket *socket, guint code, const GError *error, Wire *w)
{
  g_assert_false (w->closed);
  w->closed = TRUE;
  w->code = code;
}

static void
wire_set_up (Wire *w, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  w->server = bare_server_new ();
  w->texts = g_ptr_array_new_with_free_func (g_free);
  w->clock = fake_clock_new ();
  w->trust = ahoy_trust_new (NULL, &error);
  w->socket = ahoy_socket_new (w->trust, AHOY_CLOCK (w->clock));
  g_signal_connect (w->socket, "text", G_CALLBACK (on_text), w);
  g_signal_connect (w->socket, "closed", G_CALLBACK (on_closed), w);
}

static void
wire_tear_down (Wire *w, gconstpointer data)
{
  ahoy_socket_close (w->socket);
  g_clear_object (&w->result);
  g_clear_object (&w->socket);
  for (guint i = 0; i < w->server->peers->len; i++)
    bare_peer_hang_up (w->server->peers->pdata[i]);
  bare_server_free (w->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&w->trust);
  g_assert_cmpuint (fake_clock_n_waiting (w->clock), ==, 0);
  g_clear_object (&w->clock);
  g_ptr_array_unref (w->texts);
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Wire *) data)->result = g_object_ref (result);
}

/* The last that the client has asked for. */
static const char *
request (Wire *w)
{
  BarePeer *peer = bare_server_last (w->server);

  return peer != NULL ? peer->request->str : "";
}

static void
say (Wire *w, const void *data, gssize length)
{
  bare_peer_say (bare_server_last (w->server), data, length);
}

static void
begin (Wire *w)
{
  g_autofree char *uri = g_strdup_printf ("ws://127.0.0.1:%u/a%%20b?token=x%%40y",
                                          w->server->port);

  ahoy_socket_open_async (w->socket, uri, store_result, w);
  WAIT_UNTIL (strstr (request (w), "\r\n\r\n") != NULL);
}

/* The answer that opens the websocket, with further headers. */
static char *
make_answer (Wire *w, const char *headers)
{
  g_autofree char *answer = bare_peer_websocket (bare_server_last (w->server));

  return g_strconcat (answer, headers, "\r\n", NULL);
}

static GError *
finish (Wire *w)
{
  GError *error = NULL;

  WAIT_UNTIL (w->result != NULL);
  ahoy_socket_open_finish (w->socket, w->result, &error);

  return error;
}

static void
test_request (Wire *w, gconstpointer data)
{
  g_autofree char *answer = NULL;
  g_autofree char *host = NULL;

  begin (w);
  host = g_strdup_printf ("\r\nHost: 127.0.0.1:%u\r\n", w->server->port);
  g_assert_true (g_str_has_prefix (request (w), "GET /a%20b?token=x%40y HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request (w), host));
  g_assert_nonnull (strstr (request (w), "\r\nSec-WebSocket-Version: 13\r\n"));
  g_assert_null (strstr (request (w), "Sec-WebSocket-Protocol"));
  g_assert_null (strstr (request (w), "Sec-WebSocket-Extensions"));
  answer = make_answer (w, "");
  say (w, answer, -1);
  g_assert_no_error (finish (w));
}

/* Byte by byte, and with the first frames in the same packet as the end of the answer. */
static void
test_pieces (Wire *w, gconstpointer data)
{
  g_autofree char *answer = NULL;
  g_autoptr (GString) rest = g_string_new (NULL);

  begin (w);
  answer = make_answer (w, "");
  for (guint i = 0; i + 1 < strlen (answer); i++) {
    say (w, answer + i, 1);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  g_string_append_c (rest, '\n');
  g_string_append_len (rest, "\x81\x05" "first" "\x01\x03" "sec" "\x89\x00" "\x80\x03" "ond", 19);
  say (w, rest->str, rest->len);
  g_assert_no_error (finish (w));
  WAIT_UNTIL (w->texts->len == 2);
  g_assert_cmpstr (w->texts->pdata[0], ==, "first");
  g_assert_cmpstr (w->texts->pdata[1], ==, "second");
}

typedef struct {
  const char *name, *answer;
  int         code;
} Answer;

static const Answer answers[] = {
  { "wrong-proof", "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n", AHOY_SESSION_ERROR_PROTOCOL },
  { "no-proof", "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    AHOY_SESSION_ERROR_PROTOCOL },
  { "no-headers", "HTTP/1.1 101 x\r\n\r\n", AHOY_SESSION_ERROR_PROTOCOL },
  { "ok", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", AHOY_SESSION_ERROR_UNAVAILABLE },
  { "refused", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    AHOY_SESSION_ERROR_UNAVAILABLE },
  { "redirected", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n",
    AHOY_SESSION_ERROR_UNAVAILABLE },
  { "no-http", "SSH-2.0-OpenSSH_9.2\r\n\r\n", AHOY_SESSION_ERROR_PROTOCOL },
  { "empty", "\r\n\r\n", AHOY_SESSION_ERROR_PROTOCOL },
  { "zero-bytes", NULL, AHOY_SESSION_ERROR_PROTOCOL },
};

static void
test_answer (Wire *w, gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr (GError) error = NULL;

  begin (w);
  if (answer->answer != NULL)
    say (w, answer->answer, -1);
  else
    say (w, "\0\0\0\0\r\n\r\n", 8);
  error = finish (w);
  g_assert_error (error, AHOY_SESSION_ERROR, answer->code);
  g_assert_false (w->closed);
}

static void
test_extension (Wire *w, gconstpointer data)
{
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;

  begin (w);
  answer = make_answer (w, data);
  say (w, answer, -1);
  error = finish (w);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
}

static void
test_endless_answer (Wire *w, gconstpointer data)
{
  g_autofree char *line = g_strnfill (30000, 'x');
  g_autoptr (GError) error = NULL;

  begin (w);
  say (w, line, -1);
  error = finish (w);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
}

/* Interim answers come before the one that counts, but not for ever. */
static void
test_interim (Wire *w, gconstpointer data)
{
  static const char interim[] = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                                "HTTP/1.1 100 Continue\r\n\r\n";
  g_autofree char *answer = NULL;

  begin (w);
  say (w, interim, -1);
  answer = make_answer (w, "");
  say (w, answer, -1);
  g_assert_no_error (finish (w));
}

static void
test_endless_interim (Wire *w, gconstpointer data)
{
  g_autoptr (GString) flood = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  begin (w);
  while (flood->len < 30000)
    g_string_append (flood, "HTTP/1.1 100 Continue\r\n\r\n");
  say (w, flood->str, flood->len);
  error = finish (w);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
}

static void
test_hung_up (Wire *w, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (w);
  bare_peer_hang_up (bare_server_last (w->server));
  error = finish (w);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

/* A connection that was opened ahead and that the server has closed since: another one, once. */
static void
test_stale (Wire *w, gconstpointer data)
{
  g_autofree char *server = g_strdup_printf ("ws://127.0.0.1:%u", w->server->port);
  g_autofree char *uri = g_strconcat (server, "/channel", NULL);
  g_autofree char *answer = NULL;

  ahoy_socket_prepare (w->socket, server);
  WAIT_UNTIL (w->server->peers->len == 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  bare_peer_hang_up (bare_server_last (w->server));
  ahoy_socket_open_async (w->socket, uri, store_result, w);
  WAIT_UNTIL (w->server->peers->len == 2 && strstr (request (w), "\r\n\r\n") != NULL);
  answer = make_answer (w, "");
  say (w, answer, -1);
  g_assert_no_error (finish (w));
}

/* What was prepared in vain says why when it is needed. */
static void
test_prepared_in_vain (Wire *w, gconstpointer data)
{
  g_autofree char *server = g_strdup_printf ("ws://127.0.0.1:%u", w->server->port);
  g_autofree char *uri = g_strconcat (server, "/channel", NULL);
  g_autoptr (GError) error = NULL;

  bare_server_stop (w->server);
  ahoy_socket_prepare (w->socket, server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ahoy_socket_open_async (w->socket, uri, store_result, w);
  error = finish (w);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_close_while_opening (Wire *w, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (w);
  ahoy_socket_close (w->socket);
  error = finish (w);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
open_wire (Wire *w)
{
  g_autofree char *answer = NULL;

  begin (w);
  answer = make_answer (w, "");
  say (w, answer, -1);
  g_assert_no_error (finish (w));
}

/* The longest message that is allowed comes through, in one frame and in many; one byte more does
 * not, and is not even read. */
static void
test_bound (Wire *w, gconstpointer data)
{
  const gsize longest = 1024 * 1024;
  g_autofree char *text = g_strnfill (longest, 'x');

  open_wire (w);
  say (w, "\x81\x7f\0\0\0\0\0\x10\0\0", 10);
  for (gsize i = 0; i < longest; i += 4096) {
    say (w, text + i, 4096);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  WAIT_UNTIL (w->texts->len == 1);
  g_assert_cmpuint (strlen (w->texts->pdata[0]), ==, longest);

  for (gsize i = 0; i < longest; i += 4096) {
    say (w, i == 0 ? "\x01\x7e\x10\0" : i + 4096 < longest ? "\0\x7e\x10\0" : "\x80\x7e\x10\0", 4);
    say (w, text + i, 4096);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  WAIT_UNTIL (w->texts->len == 2);
  g_assert_cmpuint (strlen (w->texts->pdata[1]), ==, longest);

  say (w, "\x81\x7f\0\0\0\0\0\x10\0\1", 10);
  WAIT_UNTIL (w->closed);
  g_assert_cmpuint (w->code, ==, 1006);
  g_assert_cmpuint (w->texts->len, ==, 2);
}

static void
test_many_fragments (Wire *w, gconstpointer data)
{
  g_autofree char *text = g_strnfill (65535, 'x');

  open_wire (w);
  say (w, "\x01\x01x", 3);
  for (guint i = 0; i < 16 && !w->closed; i++) {
    say (w, "\0\x7e\xff\xff", 4);
    say (w, text, 65535);
    for (guint j = 0; j < 100; j++)
      g_main_context_iteration (NULL, FALSE);
  }
  say (w, "\0\x7e\xff\xff", 4);
  WAIT_UNTIL (w->closed);
  g_assert_cmpuint (w->code, ==, 1006);
  g_assert_cmpuint (w->texts->len, ==, 0);
}

static void
test_server_codes (Wire *w, gconstpointer data)
{
  guint code = GPOINTER_TO_UINT (data);
  const char frame[] = { (char) 0x88, 2, (char) (code >> 8), (char) code };

  open_wire (w);
  say (w, "\x81\x04last", 6);
  if (code == 1005)
    say (w, "\x88\0", 2);
  else
    say (w, frame, sizeof frame);
  WAIT_UNTIL (w->closed);
  g_assert_cmpuint (w->code, ==, code);
  g_assert_cmpuint (w->texts->len, ==, 1);
}

/* Texts that come faster than they are taken are left in the network: the sender is stopped by TCP,
 * and no turn of the main loop tells more than the queue holds. */
static void
test_backpressure (Wire *w, gconstpointer data)
{
  const guint n_texts = 50000;
  g_autoptr (GString) flood = g_string_new (NULL);
  gsize sent = 0;
  guint most = 0;

  open_wire (w);
  for (guint i = 0; i < n_texts; i++)
    g_string_append_len (flood, "\x81\x04text", 6);
  while (w->texts->len < n_texts) {
    guint before = w->texts->len;

    if (sent < flood->len)
      sent += bare_peer_try_say (bare_server_last (w->server), flood->str + sent,
                                 flood->len - sent);
    g_main_context_iteration (NULL, FALSE);
    most = MAX (most, w->texts->len - before);
  }
  g_assert_cmpuint (most, <=, 2048 + 171); /* the queue, and one read beyond */
}

static gboolean
count_turn (gpointer data)
{
  (*(guint *) data)++;

  return G_SOURCE_REMOVE;
}

/* What is not told to anybody does not hold the main loop up either: what wants to draw once has its
 * turn after each 64 KiB. */
static void
test_turns (Wire *w, gconstpointer data)
{
  g_autoptr (GString) flood = g_string_new (NULL);
  guint drawn = 0, wanted = 0;
  gsize sent = 0;

  open_wire (w);
  for (guint i = 0; i < 100000; i++)
    g_string_append_len (flood, "\x82\x10" "0123456789abcdef", 18);
  g_string_append_len (flood, "\x81\x03" "end", 5);
  while (w->texts->len == 0) {
    if (sent < flood->len)
      sent += bare_peer_try_say (bare_server_last (w->server), flood->str + sent,
                                 flood->len - sent);
    if (drawn == wanted) {
      g_idle_add_full (G_PRIORITY_HIGH_IDLE + 20, count_turn, &drawn, NULL);
      wanted++;
    }
    g_main_context_iteration (NULL, FALSE);
    g_main_context_iteration (NULL, FALSE);
  }
  g_assert_cmpuint (drawn, >=, flood->len / (64 * 1024));
  WAIT_UNTIL (drawn == wanted);
}

static void
test_ping_flood (Wire *w, gconstpointer data)
{
  g_autoptr (GString) flood = g_string_new (NULL);

  open_wire (w);
  for (guint i = 0; i < 5000; i++)
    g_string_append_len (flood, "\x89\x02hi", 4);
  say (w, flood->str, flood->len);
  WAIT_UNTIL (w->closed);
  g_assert_cmpuint (w->code, ==, 1006);
}

int
main (int argc, char **argv)
{
  static const guint codes[] = { 1000, 1001, 1005, 1011, 4000 };

  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, Wire, data, wire_set_up, func, wire_tear_down)

  ADD ("/socket/request", NULL, test_request);
  ADD ("/socket/pieces", NULL, test_pieces);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autofree char *path = g_strconcat ("/socket/answer/", answers[i].name, NULL);

    ADD (path, &answers[i], test_answer);
  }
  ADD ("/socket/answer/extension", "Sec-WebSocket-Extensions: permessage-deflate\r\n", test_extension);
  ADD ("/socket/answer/subprotocol", "Sec-WebSocket-Protocol: chat\r\n", test_extension);
  ADD ("/socket/answer/endless", NULL, test_endless_answer);
  ADD ("/socket/answer/interim", NULL, test_interim);
  ADD ("/socket/answer/endless-interim", NULL, test_endless_interim);
  ADD ("/socket/hung-up", NULL, test_hung_up);
  ADD ("/socket/stale", NULL, test_stale);
  ADD ("/socket/prepared-in-vain", NULL, test_prepared_in_vain);
  ADD ("/socket/close-while-opening", NULL, test_close_while_opening);
  ADD ("/socket/bound", NULL, test_bound);
  ADD ("/socket/many-fragments", NULL, test_many_fragments);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree char *path = g_strdup_printf ("/socket/closed/%u", codes[i]);

    ADD (path, GUINT_TO_POINTER (codes[i]), test_server_codes);
  }
  ADD ("/socket/backpressure", NULL, test_backpressure);
  ADD ("/socket/turns", NULL, test_turns);
  ADD ("/socket/ping-flood", NULL, test_ping_flood);

  return g_test_run ();
}
