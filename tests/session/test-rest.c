/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-error.h"
#include "ahoy-rest.h"
#include "fake-clock.h"
#include "fixture.h"

#include <string.h>

/* Requests and their answers, byte by byte: the server is no more than a TCP socket that says what
 * the test wants. */
typedef struct {
  GSocketService *service;
  guint16         port;
  GPtrArray      *peers;    /* of Peer, in the order in which they came */
  FakeClock      *clock;
  AhoyRest       *rest;
  GAsyncResult   *result;
} Web;

typedef struct {
  Web               *web;
  GSocketConnection *connection;
  GString           *request;
  gboolean           gone;
  const char        *flood;   /* said again and again */
  char               buffer[4096];
} Peer;

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  g_io_stream_close (G_IO_STREAM (peer->connection), NULL, NULL);
  g_object_unref (peer->connection);
  g_string_free (peer->request, TRUE);
  g_free (peer);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  Peer *peer = data;

  if (length <= 0) {
    peer->gone = TRUE;
    return;
  }
  g_string_append_len (peer->request, peer->buffer, length);
  g_input_stream_read_async (G_INPUT_STREAM (source), peer->buffer, sizeof peer->buffer, 0, NULL,
                             read_cb, peer);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, Web *w)
{
  Peer *peer = g_new0 (Peer, 1);

  peer->web = w;
  peer->connection = g_object_ref (connection);
  peer->request = g_string_new (NULL);
  g_ptr_array_add (w->peers, peer);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), peer->buffer,
                             sizeof peer->buffer, 0, NULL, read_cb, peer);

  return TRUE;
}

static void
web_set_up (Web *w, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (AhoyTrust) trust = ahoy_trust_new (NULL, NULL);
  g_autofree char *server = NULL;

  w->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (w->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  w->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_signal_connect (w->service, "incoming", G_CALLBACK (on_incoming), w);
  w->peers = g_ptr_array_new ();
  w->clock = fake_clock_new ();
  server = g_strdup_printf ("http://127.0.0.1:%u", w->port);
  w->rest = ahoy_rest_new (server, trust, AHOY_CLOCK (w->clock));
}

static gboolean
all_gone (Web *w)
{
  for (guint i = 0; i < w->peers->len; i++) {
    if (!((Peer *) w->peers->pdata[i])->gone)
      return FALSE;
  }

  return TRUE;
}

/* Nothing stays behind: no connection, no timer, nobody who holds the clock. */
static void
web_tear_down (Web *w, gconstpointer data)
{
  g_clear_object (&w->result);
  g_assert_finalize_object (g_steal_pointer (&w->rest));
  WAIT_UNTIL (all_gone (w));
  g_ptr_array_set_free_func (w->peers, peer_free);
  g_ptr_array_unref (w->peers);
  g_socket_service_stop (w->service);
  g_socket_listener_close (G_SOCKET_LISTENER (w->service));
  g_clear_object (&w->service);
  g_assert_cmpuint (fake_clock_n_waiting (w->clock), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&w->clock));
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Web *) data)->result = g_object_ref (result);
}

/* Sends a request, and gives the peer that has it. */
static Peer *
begin (Web *w, const char *method)
{
  static const char * const headers[] = { "X-Token", "secret", NULL };
  guint n_peers = w->peers->len;

  ahoy_rest_send_async (w->rest, method, "/path", "token=x", headers, "{}", 30000, store_result, w);
  for (;;) {
    for (guint i = 0; i < w->peers->len; i++) {
      Peer *peer = w->peers->pdata[i];

      if (strstr (peer->request->str, "\r\n\r\n{}") != NULL) {
        g_assert_true (g_str_has_prefix (peer->request->str, method));
        g_assert_nonnull (strstr (peer->request->str, " /path?token=x HTTP/1.1\r\n"));
        g_assert_nonnull (strstr (peer->request->str, "X-Token: secret\r\n"));
        g_string_truncate (peer->request, 0);
        g_assert_cmpuint (w->peers->len, <=, n_peers + 2);
        return peer;
      }
    }
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
say (Peer *peer, const char *data, gssize length)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (peer->connection)), data,
                             length >= 0 ? (gsize) length : strlen (data), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
hang_up (Peer *peer)
{
  g_socket_shutdown (g_socket_connection_get_socket (peer->connection), TRUE, TRUE, NULL);
}

/* Says it for as long as the client listens. */
static gboolean
say_again (GObject *stream, gpointer data)
{
  Peer *peer = data;
  g_autoptr (GError) error = NULL;
  gssize length;

  length = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (stream),
                                                       peer->flood, strlen (peer->flood), NULL,
                                                       &error);

  return length >= 0 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static void
flood (Peer *peer, const char *data)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (peer->connection));
  g_autoptr (GSource) source = NULL;

  g_socket_set_blocking (g_socket_connection_get_socket (peer->connection), FALSE);
  peer->flood = data;
  source = g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (stream), NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (say_again), peer, NULL);
  g_source_attach (source, NULL);
}

static AhoyRestAnswer *
finish (Web *w, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  WAIT_UNTIL (w->result != NULL);
  result = g_steal_pointer (&w->result);

  return ahoy_rest_send_finish (w->rest, result, error);
}

static void
assert_good (Web *w)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyRestAnswer) answer = finish (w, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->body, ==, "{\"a\":1}");
  g_assert_cmpuint (answer->length, ==, 7);
}

#define GOOD "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}"

typedef struct {
  const char *name, *answer;
  GQuark    (*domain) (void);
  int         code;
} Row;

/* Good ones first; then what ends the request, each with its error; the connection closes behind. */
static const Row rows[] = {
  { "plain", GOOD, NULL, 0 },
  { "interim", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nLink: <a>\r\n\r\n" GOOD, NULL, 0 },
  { "chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    "1\r\n{\r\n5;x=y\r\n\"a\":1\r\n1\r\n}\r\n0\r\n\r\n", NULL, 0 },
  { "until-the-end", "HTTP/1.0 200 OK\r\n\r\n{\"a\":1}", NULL, 0 },
  { "no-http", "220 mail.example ESMTP\r\n\r\n", ahoy_session_error_quark,
    AHOY_SESSION_ERROR_PROTOCOL },
  { "no-http-at-all", "hello", ahoy_session_error_quark, AHOY_SESSION_ERROR_PROTOCOL },
  { "nothing", "", g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED },
  { "headers-only", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n", g_io_error_quark,
    G_IO_ERROR_CONNECTION_CLOSED },
  { "half", "HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\n{\"a\":1}", g_io_error_quark,
    G_IO_ERROR_CONNECTION_CLOSED },
};

static void
test_answer (Web *w, gconstpointer data)
{
  const Row *row = data;
  Peer *peer = begin (w, "POST");

  say (peer, row->answer, -1);
  hang_up (peer);
  if (row->domain == NULL) {
    assert_good (w);
  } else {
    g_autoptr (GError) error = NULL;

    g_assert_null (finish (w, &error));
    g_assert_error (error, row->domain (), row->code);
    g_assert_cmpstr (error->message, !=, "");
  }
}

static void
test_pieces (Web *w, gconstpointer data)
{
  Peer *peer = begin (w, "POST");

  for (guint i = 0; i < strlen (GOOD); i++) {
    say (peer, GOOD + i, 1);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  assert_good (w);
}

/* A service that says something without end, each time another part of an answer. */
static void
test_endless (Web *w, gconstpointer data)
{
  const char * const *parts = data;
  g_autoptr (GError) error = NULL;
  Peer *peer = begin (w, "POST");

  say (peer, parts[1], -1);
  flood (peer, parts[2]);
  g_assert_null (finish (w, &error));
  g_assert_nonnull (error);
}

static const char *endless[][3] = {
  { "interim", "", "HTTP/1.1 100 Continue\r\n\r\n" },
  { "body", "HTTP/1.1 200 OK\r\n\r\n", "0123456789012345678901234567890123456789" },
  { "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nabcd\r\n" },
};

/* A little that becomes a lot: the bound is on what comes out. */
static void
test_bomb (Web *w, gconstpointer data)
{
  g_autoptr (GConverter) zip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP,
                                                                   9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, zip);
  g_autofree char *zeros = g_malloc0 (1024 * 1024);
  g_autofree char *head = NULL;
  g_autoptr (GError) error = NULL;
  Peer *peer = begin (w, "POST");
  gsize length;

  for (guint i = 0; i < 64; i++)
    g_output_stream_write_all (stream, zeros, 1024 * 1024, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  length = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory));
  g_assert_cmpuint (length, <, 1024 * 1024);
  head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", length);
  say (peer, head, -1);
  say (peer, g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)), (gssize) length);
  g_assert_null (finish (w, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
}

/* At the deadline the request ends, wherever the answer is. */
static void
test_deadline (Web *w, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Peer *peer = begin (w, "PUT");

  say (peer, data, -1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fake_clock_advance (w->clock, 29999);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (w->result);
  fake_clock_advance (w->clock, 1);
  g_assert_null (finish (w, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT);
  WAIT_UNTIL (peer->gone);
}

/* The connection is kept for the next request; one that the service has closed meanwhile, or closes
 * at that very moment, costs no request. */
static void
test_kept (Web *w, gconstpointer data)
{
  const char *method = data;
  Peer *first = begin (w, "POST");
  Peer *second;

  say (first, GOOD, -1);
  assert_good (w);
  second = begin (w, method);
  g_assert_true (second == first);
  hang_up (second); /* with the request, and without an answer */
  WAIT_UNTIL (w->peers->len == 2);
  second = w->peers->pdata[1];
  WAIT_UNTIL (strstr (second->request->str, "\r\n\r\n{}") != NULL);
  g_assert_true (g_str_has_prefix (second->request->str, method));
  say (second, GOOD, -1);
  assert_good (w);

  /* Closed while nobody has wanted anything. */
  hang_up (second);
  WAIT_UNTIL (second->gone);
  g_string_truncate (second->request, 0);
  second = begin (w, method);
  g_assert_true (second == w->peers->pdata[2]);
  say (second, GOOD, -1);
  assert_good (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, Web, data, web_set_up, func, web_tear_down)

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/rest/answer/", rows[i].name, NULL);

    ADD (path, &rows[i], test_answer);
  }
  ADD ("/rest/pieces", NULL, test_pieces);
  for (guint i = 0; i < G_N_ELEMENTS (endless); i++) {
    g_autofree char *path = g_strconcat ("/rest/endless/", endless[i][0], NULL);

    ADD (path, endless[i], test_endless);
  }
  ADD ("/rest/bomb", NULL, test_bomb);
  ADD ("/rest/deadline/nothing", "", test_deadline);
  ADD ("/rest/deadline/headers", "HTTP/1.1 200 OK\r\n", test_deadline);
  ADD ("/rest/deadline/body", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{", test_deadline);
  ADD ("/rest/kept/put", "PUT", test_kept);
  ADD ("/rest/kept/delete", "DELETE", test_kept);

  return g_test_run ();
}
