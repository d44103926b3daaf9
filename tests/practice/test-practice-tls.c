/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client.h"

#include <string.h>

static char *
certificate (const char *name)
{
  return g_build_filename (g_getenv ("AHOY_TEST_CERTIFICATES"), name, NULL);
}

static gboolean
start_tls (Fixture *f, const char *address, const char *name, const char *key_name, GError **error)
{
  g_autofree char *file = certificate (name);
  g_autofree char *key = certificate (key_name);

  return ahoy_practice_start_tls (f->practice, 0, address, file, key, error);
}

static void
tls_set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *ca = certificate ("ca.pem");
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (f, data);
  start_tls (f, NULL, "server.pem", "server-key.pem", &error);
  g_assert_no_error (error);
  database = g_tls_file_database_new (ca, &error);
  g_assert_no_error (error);
  soup_session_set_tls_database (f->session, database);
  f->base = ahoy_practice_get_rest_tls_uri (f->practice);
}

/* The same service behind both, at the same time. */
static void
test_both (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = subscribe (f);
  g_autoptr (Socket) socket = open_socket (f, answer_param (login, "notificationChannel"));
  g_autoptr (Answer) control = request (f, "GET", "/practice/state", NULL, NULL);
  g_autoptr (Answer) plain = NULL;
  g_autoptr (Answer) ended = NULL;

  g_assert_cmpuint (login->status, ==, 201);
  g_assert_true (g_str_has_prefix (ahoy_practice_get_rest_tls_uri (f->practice),
                                   "https://127.0.0.1:"));
  g_assert_true (g_str_has_prefix (ahoy_practice_get_websocket_tls_uri (f->practice),
                                   "wss://127.0.0.1:"));
  soup_websocket_connection_send_text (socket->connection, "{\"message_type\":\"ping\"}");
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "keepalive") == 1);
  ahoy_practice_notify (f->practice, ALICE, "practiceNotice", NULL);
  g_assert_cmpstr (socket_event (socket, 0), ==, "practiceNotice");
  /* The control interface is not served here. */
  g_assert_cmpuint (control->status, ==, 404);

  f->base = ahoy_practice_get_rest_uri (f->practice);
  plain = request (f, "PUT", answer_param (login, "subscription"), SUBSCRIBE, NULL);
  g_assert_cmpuint (plain->status, ==, 200);
  ended = request (f, "DELETE", answer_param (login, "subscription"), NULL, NULL);
  g_assert_cmpuint (ended->status, ==, 200);
}

/* Who logs in with TLS does not pay for its handshake with each request. */
static void
test_kept_alive (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) login = subscribe (f);
  g_autoptr (Answer) refresh = request (f, "PUT", answer_param (login, "subscription"), SUBSCRIBE,
                                        NULL);

  g_assert_cmpuint (refresh->status, ==, 200);
  g_assert_cmpuint (soup_message_get_connection_id (refresh->message), ==,
                    soup_message_get_connection_id (login->message));
}

static void
test_faults (Fixture *f, gconstpointer data)
{
  static const char * const dropping[] = { "drop", "cut-answer", "not-http" };
  g_autoptr (Answer) login = NULL;
  g_autoptr (Socket) socket = NULL;
  g_autoptr (Socket) endless = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (dropping); i++) {
    g_autoptr (Answer) answer = NULL;

    set_fault (f, dropping[i], "{\"count\":0}");
    answer = subscribe (f);
    g_assert_nonnull (answer->error);
    ahoy_practice_clear_faults (f->practice);
  }

  login = subscribe (f);
  socket = open_socket (f, answer_param (login, "notificationChannel"));
  set_fault (f, "mute-socket", NULL);
  soup_websocket_connection_send_text (socket->connection, "{\"message_type\":\"ping\"}");
  ahoy_practice_clear_faults (f->practice);
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "keepalive") == 1);
  set_fault (f, "drop-socket", NULL);
  WAIT_UNTIL (socket->closed);

  endless = open_socket (f, answer_param (login, "notificationChannel"));
  set_fault (f, "endless-fragments", "{\"megabytes\":3}");
  WAIT_UNTIL (endless->closed);
  g_assert_cmpuint (endless->texts->len, ==, 0);
}

static void
test_trust (Fixture *f, gconstpointer data)
{
  static const struct {
    const char           *name;
    GTlsCertificateFlags  flags; /* 0: trusted */
  } rows[] = {
    { "chain", 0 },
    { "wrong-host", G_TLS_CERTIFICATE_BAD_IDENTITY },
    { "expired", G_TLS_CERTIFICATE_EXPIRED },
    { "self-signed", G_TLS_CERTIFICATE_UNKNOWN_CA },
    { "unknown-ca", G_TLS_CERTIFICATE_UNKNOWN_CA },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *name = g_strconcat (rows[i].name, ".pem", NULL);
    g_autofree char *key = g_strconcat (rows[i].name, "-key.pem", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (Answer) answer = NULL;

    ahoy_practice_stop (f->practice);
    ahoy_practice_start (f->practice, 0, &error);
    g_assert_no_error (error);
    start_tls (f, NULL, name, key, &error);
    g_assert_no_error (error);
    f->base = ahoy_practice_get_rest_tls_uri (f->practice);
    answer = subscribe (f);
    if (rows[i].flags == 0) {
      g_assert_no_error (answer->error);
      g_assert_cmpuint (answer->status, ==, 201);
    } else {
      g_assert_error (answer->error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
      g_assert_cmpuint (soup_message_get_tls_peer_certificate_errors (answer->message)
                        & rows[i].flags, ==, rows[i].flags);
    }
  }
}

/* 127.0.0.2 stands for an address of a network. */
static void
test_second_address (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *base = NULL;
  g_autofree char *plain = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GUri) plain_uri = NULL;
  g_autoptr (Answer) over_tls = NULL;
  g_autoptr (Answer) without = NULL;

  start_tls (f, "127.0.0.2", "server.pem", "server-key.pem", &error);
  g_assert_no_error (error);
  uri = g_uri_parse (ahoy_practice_get_rest_tls_uri (f->practice), G_URI_FLAGS_NONE, NULL);
  plain_uri = g_uri_parse (ahoy_practice_get_rest_uri (f->practice), G_URI_FLAGS_NONE, NULL);

  /* The certificate is for other names, which is as much as to say that it was shown. */
  base = g_strdup_printf ("https://127.0.0.2:%d", g_uri_get_port (uri));
  f->base = base;
  over_tls = subscribe (f);
  g_assert_error (over_tls->error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);

  plain = g_strdup_printf ("http://127.0.0.2:%d", g_uri_get_port (plain_uri));
  f->base = plain;
  without = subscribe (f);
  g_assert_error (without->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

/* A client that stops in the middle of the handshake does not keep the service from stopping. */
static void
test_stop_in_handshake (Fixture *f, gconstpointer data)
{
  static const guint8 beginning[] = { 0x16, 0x03, 0x01 };
  g_autoptr (GUri) uri = g_uri_parse (ahoy_practice_get_rest_tls_uri (f->practice),
                                      G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  char rest[1];

  connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                (guint16) g_uri_get_port (uri), NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), beginning,
                             sizeof beginning, NULL, NULL, &error);
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  ahoy_practice_stop (f->practice);
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                        rest, 1, NULL, NULL), <=, 0);
}

static void
test_cannot_start (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) no_key = NULL;
  g_autoptr (GError) address = NULL;
  g_autoptr (GError) taken = NULL;
  g_autoptr (AhoyPractice) second = ahoy_practice_new ();
  g_autoptr (GUri) uri = g_uri_parse (ahoy_practice_get_rest_uri (f->practice), G_URI_FLAGS_NONE,
                                      NULL);

  g_assert_false (start_tls (f, NULL, "no-such-file.pem", "server-key.pem", &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_false (start_tls (f, NULL, "server.pem", "server.pem", &no_key));
  g_assert_error (no_key, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  g_assert_false (start_tls (f, "nowhere", "server.pem", "server-key.pem", &address));
  g_assert_error (address, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (ahoy_practice_get_rest_tls_uri (f->practice));
  g_assert_true (start_tls (f, NULL, "server.pem", "server-key.pem", NULL));
  g_assert_false (ahoy_practice_start (second, (guint16) g_uri_get_port (uri), &taken));
  g_assert_error (taken, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/practice/tls/both", Fixture, NULL, tls_set_up, test_both, fixture_tear_down);
  g_test_add ("/practice/tls/faults", Fixture, NULL, tls_set_up, test_faults, fixture_tear_down);
  g_test_add ("/practice/tls/kept-alive", Fixture, NULL, tls_set_up, test_kept_alive,
              fixture_tear_down);
  g_test_add ("/practice/tls/trust", Fixture, NULL, tls_set_up, test_trust, fixture_tear_down);
  g_test_add ("/practice/tls/stop-in-handshake", Fixture, NULL, tls_set_up,
              test_stop_in_handshake, fixture_tear_down);
  g_test_add ("/practice/tls/second-address", Fixture, NULL, fixture_set_up, test_second_address,
              fixture_tear_down);
  g_test_add ("/practice/tls/cannot-start", Fixture, NULL, fixture_set_up, test_cannot_start,
              fixture_tear_down);

  return g_test_run ();
}
