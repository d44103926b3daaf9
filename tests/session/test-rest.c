/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-error.h"
#include "ahoy-rest.h"
#include "bare-server.h"
#include "fake-clock.h"
#include "fixture.h"

#include <string.h>

/* Requests and their answers, byte by byte. */
typedef struct {
  BareServer   *server;
  FakeClock    *clock;
  AhoyRest     *rest;
  GAsyncResult *result;
} Web;

static void
web_set_up (Web *w, gconstpointer data)
{
  g_autoptr (AhoyTrust) trust = ahoy_trust_new (NULL, NULL);
  g_autofree char *server = NULL;

  w->server = bare_server_new ();
  w->clock = fake_clock_new ();
  server = g_strdup_printf ("http://127.0.0.1:%u", w->server->port);
  w->rest = ahoy_rest_new (server, trust, AHOY_CLOCK (w->clock));
}

/* Nothing stays behind: no connection, no timer, nobody who holds the clock. */
static void
web_tear_down (Web *w, gconstpointer data)
{
  g_clear_object (&w->result);
  g_assert_finalize_object (g_steal_pointer (&w->rest));
  bare_server_free (w->server);
  g_assert_cmpuint (fake_clock_n_waiting (w->clock), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&w->clock));
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Web *) data)->result = g_object_ref (result);
}

/* Sends a request, and gives the peer that has it. */
static BarePeer *
begin (Web *w, const char *method)
{
  static const char * const headers[] = { "X-Token", "secret", NULL };
  guint n_peers = w->server->peers->len;

  ahoy_rest_send_async (w->rest, method, "/path", "token=x", headers, "{}", 30000, store_result, w);
  for (;;) {
    for (guint i = 0; i < w->server->peers->len; i++) {
      BarePeer *peer = w->server->peers->pdata[i];

      if (strstr (peer->request->str, "\r\n\r\n{}") != NULL) {
        g_assert_true (g_str_has_prefix (peer->request->str, method));
        g_assert_nonnull (strstr (peer->request->str, " /path?token=x HTTP/1.1\r\n"));
        g_assert_nonnull (strstr (peer->request->str, "X-Token: secret\r\n"));
        g_string_truncate (peer->request, 0);
        g_assert_cmpuint (w->server->peers->len, <=, n_peers + 2);
        return peer;
      }
    }
    g_main_context_iteration (NULL, TRUE);
  }
}

/* Says it again and again. */
typedef struct {
  BarePeer   *peer;
  const char *text;
} Flood;

static gboolean
say_again (GObject *stream, gpointer data)
{
  Flood *flood = data;

  bare_peer_try_say (flood->peer, flood->text, strlen (flood->text));

  return G_SOURCE_CONTINUE;
}

static GSource *
begin_flood (BarePeer *peer, const char *text)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (peer->connection));
  Flood *flood = g_new0 (Flood, 1);
  GSource *source;

  flood->peer = peer;
  flood->text = text;
  source = g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (stream), NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (say_again), flood, g_free);
  g_source_attach (source, NULL);

  return source;
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
  BarePeer *peer = begin (w, "POST");

  bare_peer_say (peer, row->answer, -1);
  bare_peer_hang_up (peer);
  if (row->domain == NULL) {
    assert_good (w);
  } else {
    g_autoptr (GError) error = NULL;

    g_assert_null (finish (w, &error));
    g_assert_error (error, row->domain (), row->code);
    g_assert_cmpstr (error->message, !=, "");
  }
}

/* Paths that would become others are not sent. */
static void
test_paths (Web *w, gconstpointer data)
{
  static const char * const paths[] = {
    "/a/../b", "/a/./b", "/a/%2e%2E/b", "/a/%2E/b?c=/", "/a/.%2e",
  };
  static const char * const headers[] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (AhoyRestAnswer) answer = NULL;
    g_autoptr (GError) error = NULL;

    ahoy_rest_send_async (w->rest, "POST", paths[i], NULL, headers, "{}", 30000, store_result, w);
    answer = finish (w, &error);
    g_assert_null (answer);
    g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT);
  }
  g_assert_cmpuint (w->server->peers->len, ==, 0);
}

static void
test_pieces (Web *w, gconstpointer data)
{
  BarePeer *peer = begin (w, "POST");

  for (guint i = 0; i < strlen (GOOD); i++) {
    bare_peer_say (peer, GOOD + i, 1);
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
  g_autoptr (GSource) source = NULL;
  g_autoptr (GError) error = NULL;
  BarePeer *peer = begin (w, "POST");

  bare_peer_say (peer, parts[1], -1);
  source = begin_flood (peer, parts[2]);
  g_assert_null (finish (w, &error));
  g_assert_nonnull (error);
  g_source_destroy (source);
}

static const char *endless[][3] = {
  { "interim", "", "HTTP/1.1 100 Continue\r\n\r\n" },
  { "body", "HTTP/1.1 200 OK\r\n\r\n", "0123456789012345678901234567890123456789" },
  { "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nabcd\r\n" },
};

static GBytes *
pack_zeros (gsize length)
{
  g_autoptr (GConverter) zip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP,
                                                                   9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, zip);
  g_autofree char *zeros = g_malloc0 (length);

  g_output_stream_write_all (stream, zeros, length, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
say_packed (BarePeer *peer, GBytes *packed)
{
  g_autofree char *head = NULL;
  gsize length;
  const char *data = g_bytes_get_data (packed, &length);

  head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", length);
  bare_peer_say (peer, head, -1);
  bare_peer_say (peer, data, (gssize) length);
}

/* A little that becomes a lot: the bound is on what comes out. */
static void
test_bomb (Web *w, gconstpointer data)
{
  g_autoptr (GBytes) packed = pack_zeros (64 * 1024 * 1024);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_bytes_get_size (packed), <, 1024 * 1024);
  say_packed (begin (w, "POST"), packed);
  g_assert_null (finish (w, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
}

/* Of what can be unpacked in part, the check sum does not fit. */
static void
test_badly_packed (Web *w, gconstpointer data)
{
  g_autoptr (GBytes) packed = pack_zeros (256 * 1024);
  g_autoptr (GBytes) broken = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  guint8 *bytes = g_bytes_unref_to_data (g_steal_pointer (&packed), &length);

  for (guint i = 1; i <= 8; i++)
    bytes[length - i] ^= 0xff;
  broken = g_bytes_new_take (bytes, length);
  say_packed (begin (w, "POST"), broken);
  g_assert_null (finish (w, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, "The server sent something that Ahoy cannot read");
}

/* At the deadline the request ends, wherever the answer is. */
static void
test_deadline (Web *w, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BarePeer *peer = begin (w, "PUT");

  bare_peer_say (peer, data, -1);
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
  BarePeer *first = begin (w, "POST");
  BarePeer *second;

  bare_peer_say (first, GOOD, -1);
  assert_good (w);
  second = begin (w, method);
  g_assert_true (second == first);
  bare_peer_hang_up (second); /* with the request, and without an answer */
  WAIT_UNTIL (w->server->peers->len == 2);
  second = w->server->peers->pdata[1];
  WAIT_UNTIL (strstr (second->request->str, "\r\n\r\n{}") != NULL);
  g_assert_true (g_str_has_prefix (second->request->str, method));
  bare_peer_say (second, GOOD, -1);
  assert_good (w);

  /* Closed while nobody has wanted anything. */
  bare_peer_hang_up (second);
  WAIT_UNTIL (second->gone);
  g_string_truncate (second->request, 0);
  second = begin (w, method);
  g_assert_true (second == w->server->peers->pdata[2]);
  bare_peer_say (second, GOOD, -1);
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
  ADD ("/rest/paths", NULL, test_paths);
  ADD ("/rest/pieces", NULL, test_pieces);
  for (guint i = 0; i < G_N_ELEMENTS (endless); i++) {
    g_autofree char *path = g_strconcat ("/rest/endless/", endless[i][0], NULL);

    ADD (path, endless[i], test_endless);
  }
  ADD ("/rest/bomb", NULL, test_bomb);
  ADD ("/rest/badly-packed", NULL, test_badly_packed);
  ADD ("/rest/deadline/nothing", "", test_deadline);
  ADD ("/rest/deadline/headers", "HTTP/1.1 200 OK\r\n", test_deadline);
  ADD ("/rest/deadline/body", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{", test_deadline);
  ADD ("/rest/kept/put", "PUT", test_kept);
  ADD ("/rest/kept/delete", "DELETE", test_kept);

  return g_test_run ();
}
