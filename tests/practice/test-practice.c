/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client.h"

#include <string.h>

static void
test_life (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = subscribe (f);
  g_autoptr (Answer) refreshed = NULL;
  g_autoptr (Answer) ended = NULL;
  g_autoptr (Socket) socket = NULL;
  JsonObject *params, *turn;
  g_auto (GStrv) services = NULL;
  gint64 expires = 0;

  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_cmpint (answer_code (answer), ==, 0);
  g_assert_true (g_str_has_prefix (answer_param (answer, "subscription"),
                                   SUBSCRIPTION (ALICE) "/"));
  g_assert_true (g_str_has_prefix (answer_param (answer, "notificationChannel"),
                                   "/rest/version/1/websocket/"));
  g_assert_null (answer_param (answer, "clientCorrelator"));
  params = ahoy_json_get_object (answer_wrapper (answer, "subscribeResponse"),
                                 "subscriptionParams");
  g_assert_true (ahoy_json_get_int (params, "expires", 3600, 3600, &expires));
  services = ahoy_json_get_strv (params, "service", 8);
  g_assert_cmpuint (g_strv_length (services), ==, 3);
  turn = ahoy_json_get_object (params, "turnCredentials");
  g_assert_nonnull (ahoy_json_get_string (turn, "username"));
  g_assert_nonnull (ahoy_json_get_string (turn, "password"));
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, ALICE), ==, 1);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, BOB), ==, 0);

  socket = open_socket (f, answer_param (answer, "notificationChannel"));
  g_assert_cmpuint (ahoy_practice_get_n_sockets (f->practice, ALICE), ==, 1);
  soup_websocket_connection_send_text (socket->connection, "{\"message_type\":\"ping\"}");
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "keepalive") == 1);

  refreshed = request (f, "PUT", answer_param (answer, "subscription"), SUBSCRIBE, NULL);
  g_assert_cmpuint (refreshed->status, ==, 200);
  g_assert_cmpstr (answer_param (refreshed, "subscription"), ==,
                   answer_param (answer, "subscription"));
  g_assert_cmpstr (answer_param (refreshed, "notificationChannel"), ==,
                   answer_param (answer, "notificationChannel"));

  ended = request (f, "DELETE", answer_param (answer, "subscription"), NULL, NULL);
  g_assert_cmpuint (ended->status, ==, 200);
  g_assert_cmpint (answer_code (ended), ==, 0);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
  g_assert_cmpuint (socket->texts->len, ==, 0);
  soup_websocket_connection_close (socket->connection, SOUP_WEBSOCKET_CLOSE_NO_STATUS, NULL);
  WAIT_UNTIL (socket->closed);
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);
}

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;

  return n_files;
}

/* A client that goes while its connection waits for another request takes it along. */
static void
test_hang_up (Fixture *f, gconstpointer data)
{
  const char request[] = "GET /practice/state HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  g_autoptr (GUri) uri = g_uri_parse (f->base, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  guint n_files = count_files ();

  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", g_uri_get_port (uri), NULL, &error);
    GInputStream *input;
    char first;

    g_assert_no_error (error);
    input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
    for (guint j = 0; j < 2; j++) {
      g_assert_true (g_output_stream_write_all (
                       g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                       strlen (request), NULL, NULL, &error));
      while (!g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (input)))
        g_main_context_iteration (NULL, FALSE);
      while (g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (input)))
        g_assert_cmpint (g_input_stream_read (input, &first, 1, NULL, &error), ==, 1);
    }
    g_assert_true (g_io_stream_close (G_IO_STREAM (connection), NULL, &error));
    WAIT_UNTIL (count_files () <= n_files);
  }
}

int
main (int argc, char *argv[])
{
  static const Test tests[] = {
    { "/practice/life", test_life },
    { "/practice/hang-up", test_hang_up },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
