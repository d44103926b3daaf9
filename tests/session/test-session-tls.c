/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* Who is trusted: over https and wss, with certificates made for the tests. */

static char *
file (const char *name)
{
  return g_build_filename (g_getenv ("AHOY_TEST_CERTIFICATES"), name, NULL);
}

static void
serve (Fixture *f, const char *name, const char *host, const char *ca)
{
  g_autofree char *certificate_name = g_strconcat (name, ".pem", NULL);
  g_autofree char *key_name = g_strconcat (name, "-key.pem", NULL);
  g_autofree char *certificate = file (certificate_name);
  g_autofree char *key = file (key_name);
  g_autofree char *ca_file = ca != NULL ? file (ca) : NULL;
  g_autofree char *server = NULL;
  g_autoptr (GError) error = NULL;
  const char *uri;

  ahoy_practice_start_tls (f->practice, 0, NULL, certificate, key, &error);
  g_assert_no_error (error);
  uri = ahoy_practice_get_rest_tls_uri (f->practice);
  server = g_strdup_printf ("https://%s%s", host, strrchr (uri, ':'));
  g_object_set (f->account, "server", server, "ca-file", ca_file, NULL);
  fixture_new_session (f);
}

static void
test_own_authority (Fixture *f, gconstpointer data)
{
  serve (f, data, "localhost", "ca.pem");
  fixture_login (f);
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  fixture_wait_reopened (f);
  fixture_logout (f);
  fixture_assert_trace (f, "pending connected leaving out");
}

typedef struct {
  const char *name, *certificate, *ca, *part;
} Row;

static const Row rows[] = {
  { "wrong-host", "wrong-host", "ca.pem", "belongs to another server" },
  { "expired", "expired", "ca.pem", "has expired" },
  { "self-signed", "self-signed", NULL, "signed by itself" },
  { "self-signed-with-ca", "self-signed", "ca.pem", "signed by itself" },
  { "unknown-ca", "unknown-ca", NULL, "does not know" },
  { "unknown-ca-with-ca", "unknown-ca", "ca.pem", "does not know" },
  { "no-ca", "server", NULL, "does not know" },
};

static void
test_refused (Fixture *f, gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;

  serve (f, row->certificate, "localhost", row->ca);
  error = fixture_fail_login (f);
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  g_assert_nonnull (strstr (error->message, row->part));
  g_assert_nonnull (strstr (error->message, "localhost"));
  g_assert_cmpuint (fixture_count (f, f->service->login), ==, 0);
  fixture_assert_trace (f, "pending error");
}

/* The server is trusted, the one of the websocket is not: what was granted is given back. */
static void
test_socket_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *certificate = file ("expired.pem");
  g_autofree char *key = file ("expired-key.pem");
  g_autofree char *ca_file = file ("ca.pem");
  g_autoptr (GError) error = NULL;
  g_autofree char *server = NULL;

  ahoy_practice_start_tls (f->practice, 0, NULL, certificate, key, &error);
  g_assert_no_error (error);
  server = g_strdup_printf ("wss://localhost%s",
                            strrchr (ahoy_practice_get_rest_tls_uri (f->practice), ':'));
  g_object_set (f->account, "websocket-server", server, "ca-file", ca_file, NULL);
  fixture_new_session (f);
  error = fixture_fail_login (f);
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  g_assert_nonnull (strstr (error->message, "has expired"));
  g_assert_cmpuint (fixture_count (f, f->service->login), ==, 1);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 0);
  fixture_wait_left (f);
  if (f->service->logout != NULL)
    g_assert_cmpuint (fixture_count (f, f->service->logout), ==, 1);
}

static void
test_no_tls_there (Fixture *f, gconstpointer data)
{
  g_autofree char *server = NULL;
  g_autoptr (GError) error = NULL;

  server = g_strconcat ("https", ahoy_practice_get_rest_uri (f->practice) + strlen ("http"), NULL);
  g_object_set (f->account, "server", server, NULL);
  fixture_new_session (f);
  /* Each side waits for the other to speak its language. */
  fixture_begin_login (f);
  fake_clock_advance (f->clock, 30000);
  error = fixture_finish_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
}

static void
test_useless_ca_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("ahoy-XXXXXX.pem", &path, NULL);

  g_close (fd, NULL);
  g_file_set_contents (path, "no certificate\n", -1, NULL);
  g_object_set (f->account, "ca-file", path, NULL);
  fixture_new_session (f);
  error = fixture_fail_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT);
  g_assert_nonnull (strstr (error->message, path));
  g_remove (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  fixture_add ("/tls/own-authority", "server", test_own_authority);
  fixture_add ("/tls/chain", "chain", test_own_authority);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/tls/refused/", rows[i].name, NULL);

    fixture_add (path, &rows[i], test_refused);
  }
  fixture_add ("/tls/socket-refused", NULL, test_socket_refused);
  fixture_add ("/tls/no-tls-there", NULL, test_no_tls_there);
  fixture_add ("/tls/useless-ca-file", NULL, test_useless_ca_file);

  return g_test_run ();
}
