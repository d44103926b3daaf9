/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-error.h"
#include "ahoy-own-socket.h"
#include "ahoy-turn-tunnel.h"
#include "call.h"

#include <string.h>

#define KNOCK "--knock"
/* More than the buffers of the tunnel and of the sockets hold. */
#define MUCH (8 * 1024 * 1024)

/* A server that sends back what it gets, by TLS. */
typedef struct {
  GSocketService  *service;
  GTlsCertificate *certificate;
  guint            port;
  guint            n_connections;
  guint            n_bytes; /* that came */
  AhoyTrust       *trust;
  AhoyTurnTunnel  *tunnel;
  GError          *failure;
} Echo;

static char *
find_certificate (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".pem", NULL);

  return g_build_filename (g_getenv ("AHOY_TEST_CERTIFICATES"), file, NULL);
}

static GTlsCertificate *
load_certificate (const char *name)
{
  g_autofree char *key_name = g_strconcat (name, "-key", NULL);
  g_autofree char *file = find_certificate (name);
  g_autofree char *key = find_certificate (key_name);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_files (file, key, &error);

  g_assert_no_error (error);
  return certificate;
}

typedef struct {
  Echo      *echo;
  GIOStream *stream;
  char       buffer[4096];
} Visit;

static void visit_read (Visit *visit);

static void
visit_free (Visit *visit)
{
  g_object_unref (visit->stream);
  g_free (visit);
}

static void
visit_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    visit_read (data);
  else
    visit_free (data);
}

static void
visit_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Visit *visit = data;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n_read <= 0) {
    visit_free (visit);
    return;
  }
  visit->echo->n_bytes += n_read;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (visit->stream), visit->buffer,
                                   n_read, G_PRIORITY_DEFAULT, NULL, visit_written_cb, visit);
}

static void
visit_read (Visit *visit)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (visit->stream), visit->buffer,
                             sizeof visit->buffer, G_PRIORITY_DEFAULT, NULL, visit_read_cb, visit);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, Echo *echo)
{
  Visit *visit = g_new0 (Visit, 1);

  echo->n_connections++;
  visit->echo = echo;
  visit->stream = g_tls_server_connection_new (G_IO_STREAM (connection), echo->certificate, NULL);
  visit_read (visit);
  return TRUE;
}

static void
on_failed (AhoyTurnTunnel *tunnel, const GError *error, Echo *echo)
{
  if (echo->failure == NULL)
    echo->failure = g_error_copy (error);
}

static void
open_tunnel (Echo *echo, guint port)
{
  g_autoptr (GError) error = NULL;

  echo->tunnel = ahoy_turn_tunnel_new ("127.0.0.1", port, echo->trust, G_SOCKET_FAMILY_IPV4,
                                       &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ahoy_turn_tunnel_get_address (echo->tunnel), ==, "127.0.0.1");
  g_signal_connect (echo->tunnel, "failed", G_CALLBACK (on_failed), echo);
}

static Echo *
echo_new (const char *certificate, const char *ca)
{
  g_autofree char *ca_file = ca != NULL ? find_certificate (ca) : NULL;
  g_autoptr (GError) error = NULL;
  Echo *echo = g_new0 (Echo, 1);

  echo->certificate = load_certificate (certificate);
  echo->service = g_socket_service_new ();
  echo->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (echo->service), NULL,
                                                    &error);
  g_assert_no_error (error);
  g_signal_connect (echo->service, "incoming", G_CALLBACK (on_incoming), echo);
  echo->trust = ahoy_trust_new (ca_file, &error);
  g_assert_no_error (error);
  open_tunnel (echo, echo->port);
  return echo;
}

static void
echo_free (Echo *echo)
{
  ahoy_turn_tunnel_close (echo->tunnel);
  g_object_add_weak_pointer (G_OBJECT (echo->tunnel), (gpointer *) &echo->tunnel);
  g_object_unref (echo->tunnel);
  WAIT_UNTIL (echo->tunnel == NULL);
  g_socket_service_stop (echo->service);
  g_socket_listener_close (G_SOCKET_LISTENER (echo->service));
  g_object_unref (echo->service);
  g_object_unref (echo->certificate);
  g_object_unref (echo->trust);
  g_clear_error (&echo->failure);
  g_free (echo);
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GSocketConnection *
visit_tunnel (Echo *echo, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_host_async (client, ahoy_turn_tunnel_get_address (echo->tunnel),
                                         ahoy_turn_tunnel_get_port (echo->tunnel), NULL,
                                         store_result, &result);
  WAIT_UNTIL (result != NULL);
  return g_socket_client_connect_to_host_finish (client, result, error);
}

/* Reads until there are as many, or no more; returns how many. */
static gsize
read_back (GSocketConnection *connection, char *buffer, gsize length)
{
  g_autoptr (GAsyncResult) result = NULL;
  gsize n_read = 0;

  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                                 length, G_PRIORITY_DEFAULT, NULL, store_result, &result);
  WAIT_UNTIL (result != NULL);
  g_input_stream_read_all_finish (g_io_stream_get_input_stream (G_IO_STREAM (connection)), result,
                                  &n_read, NULL);
  return n_read;
}

static void
send_and_get_back (GSocketConnection *connection, gsize length)
{
  g_autofree char *sent = g_malloc (length);
  g_autofree char *got = g_malloc0 (length);
  g_autoptr (GAsyncResult) result = NULL;

  for (gsize i = 0; i < length; i++)
    sent[i] = (char) (i * 7 + i / 251);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (connection)), sent,
                                   length, G_PRIORITY_DEFAULT, NULL, store_result, &result);
  g_assert_cmpuint (read_back (connection, got, length), ==, length);
  WAIT_UNTIL (result != NULL);
  g_assert_true (g_output_stream_write_all_finish (
    g_io_stream_get_output_stream (G_IO_STREAM (connection)), result, NULL, NULL));
  g_assert_cmpmem (sent, length, got, length);
}

static void
test_there_and_back (void)
{
  Echo *echo = echo_new ("server", "ca");
  g_autoptr (GSocketConnection) first = visit_tunnel (echo, NULL);
  g_autoptr (GSocketConnection) second = visit_tunnel (echo, NULL);

  send_and_get_back (first, 100);
  send_and_get_back (second, MUCH);
  send_and_get_back (first, 100);
  g_assert_cmpuint (echo->n_connections, ==, 2);
  g_assert_no_error (echo->failure);
  echo_free (echo);
}

static void
test_not_trusted (void)
{
  static const struct { const char *certificate, *ca, *reason; } rows[] = {
    { "server", NULL, "authority" },
    { "self-signed", "ca", "signed by itself" },
    { "unknown-ca", "ca", "authority" },
    { "wrong-host", "ca", "another server" },
    { "expired", "ca", "expired" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Echo *echo = echo_new (rows[i].certificate, rows[i].ca);
    g_autoptr (GSocketConnection) connection = visit_tunnel (echo, NULL);
    char byte = 'x';

    g_test_message ("%s", rows[i].certificate);
    g_output_stream_write (g_io_stream_get_output_stream (G_IO_STREAM (connection)), &byte, 1, NULL,
                           NULL);
    g_assert_cmpuint (read_back (connection, &byte, 1), ==, 0);
    WAIT_UNTIL (echo->failure != NULL);
    g_assert_error (echo->failure, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_RELAY);
    g_assert_nonnull (strstr (echo->failure->message, rows[i].reason));
    g_assert_cmpuint (echo->n_bytes, ==, 0);
    echo_free (echo);
  }
}

/* The chain of an authority in between, as it comes from the server. */
static void
test_chain (void)
{
  Echo *echo = echo_new ("chain", "ca");
  g_autoptr (GSocketConnection) connection = visit_tunnel (echo, NULL);

  send_and_get_back (connection, 100);
  echo_free (echo);
}

static void
test_unreachable (void)
{
  Echo *echo = echo_new ("server", "ca");
  g_autoptr (GSocketConnection) connection = NULL;
  char byte;

  g_socket_service_stop (echo->service);
  g_socket_listener_close (G_SOCKET_LISTENER (echo->service));
  connection = visit_tunnel (echo, NULL);
  g_assert_cmpuint (read_back (connection, &byte, 1), ==, 0);
  WAIT_UNTIL (echo->failure != NULL);
  g_assert_error (echo->failure, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_NO_CONNECTION);
  g_assert_nonnull (strstr (echo->failure->message, "127.0.0.1"));
  echo_free (echo);
}

/* The door is shut in the tunnel's own thread: whoever comes before may still be let in, or be shut out
 * again at once. */
static void
wait_for_refusal (Echo *echo)
{
  for (;;) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GSocketConnection) connection = visit_tunnel (echo, &error);

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
      break;
    if (error != NULL)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  }
}

static void
test_seal (void)
{
  Echo *echo = echo_new ("server", "ca");
  g_autoptr (GSocketConnection) connection = visit_tunnel (echo, NULL);

  send_and_get_back (connection, 100);
  ahoy_turn_tunnel_seal (echo->tunnel);
  wait_for_refusal (echo);
  send_and_get_back (connection, 100);
  echo_free (echo);
}

static void
test_close (void)
{
  Echo *echo = echo_new ("server", "ca");
  g_autoptr (GSocketConnection) connection = visit_tunnel (echo, NULL);
  char byte;

  send_and_get_back (connection, 100);
  ahoy_turn_tunnel_close (echo->tunnel);
  g_assert_cmpuint (read_back (connection, &byte, 1), ==, 0);
  wait_for_refusal (echo);
  g_assert_no_error (echo->failure);
  echo_free (echo);
}

/* A connection that is closed while it is being opened. */
static void
test_close_early (void)
{
  Echo *echo = echo_new ("server", "ca");
  g_autoptr (GSocketConnection) connection = visit_tunnel (echo, NULL);
  char byte;

  ahoy_turn_tunnel_close (echo->tunnel);
  g_assert_cmpuint (read_back (connection, &byte, 1), ==, 0);
  g_assert_no_error (echo->failure);
  echo_free (echo);
}

/* Another process, which prints how much it got. */
static int
knock (const char *port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  char byte = 'x';
  gssize n_read = -1;

  connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) atoi (port), NULL,
                                                NULL);
  if (connection != NULL) {
    g_output_stream_write (g_io_stream_get_output_stream (G_IO_STREAM (connection)), &byte, 1, NULL,
                           NULL);
    n_read = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &byte, 1,
                                  NULL, NULL);
  }
  return connection == NULL ? 2 : n_read > 0 ? 1 : 0;
}

static void
test_other_process (gconstpointer program)
{
  Echo *echo = echo_new ("server", "ca");
  g_autofree char *port = g_strdup_printf ("%u", ahoy_turn_tunnel_get_port (echo->tunnel));
  g_autoptr (GSubprocess) other = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  other = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, KNOCK, port, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (other, NULL, store_result, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (g_subprocess_wait_finish (other, result, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (other), ==, 0);
  g_assert_cmpuint (echo->n_connections, ==, 0);

  connection = visit_tunnel (echo, NULL);
  send_and_get_back (connection, 100);
  g_assert_cmpuint (echo->n_connections, ==, 1);
  g_assert_no_error (echo->failure);
  echo_free (echo);
}

static void
test_many (void)
{
  Echo *echo = echo_new ("server", "ca");
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  char byte;

  for (guint i = 0; i < 16; i++) {
    g_ptr_array_add (connections, visit_tunnel (echo, NULL));
    send_and_get_back (g_ptr_array_index (connections, i), 10);
  }
  g_ptr_array_add (connections, visit_tunnel (echo, NULL));
  g_assert_cmpuint (read_back (g_ptr_array_index (connections, 16), &byte, 1), ==, 0);
  g_assert_cmpuint (echo->n_connections, ==, 16);
  echo_free (echo);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], KNOCK))
    return knock (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/turn-tunnel/there-and-back", test_there_and_back);
  g_test_add_func ("/turn-tunnel/not-trusted", test_not_trusted);
  g_test_add_func ("/turn-tunnel/chain", test_chain);
  g_test_add_func ("/turn-tunnel/unreachable", test_unreachable);
  g_test_add_func ("/turn-tunnel/seal", test_seal);
  g_test_add_func ("/turn-tunnel/close", test_close);
  g_test_add_func ("/turn-tunnel/close-early", test_close_early);
  g_test_add_data_func ("/turn-tunnel/other-process", argv[0], test_other_process);
  g_test_add_func ("/turn-tunnel/many", test_many);
  return g_test_run ();
}
