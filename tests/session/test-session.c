/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

/* The tutorial's order: pending, then connected; pending, then not connected. */
static void
test_login_logout (Fixture *f, gconstpointer data)
{
  fixture_begin_login (f);
  fixture_assert_trace (f, "pending");
  g_assert_no_error (fixture_finish_login (f));
  fixture_assert_trace (f, "connected");
  fixture_wait_opened (f, 1);
  g_assert_cmpuint (f->service->n_logins (f->practice, ALICE), ==, 1);
  g_assert_cmpuint (ahoy_practice_get_n_sockets (f->practice, ALICE), ==, 1);

  fixture_logout (f);
  fixture_assert_trace (f, "leaving out");
  fixture_wait_left (f);
  g_assert_null (ahoy_session_dup_granted_services (f->session));
  WAIT_UNTIL (fake_clock_n_waiting (f->clock) == 0);

  /* The same session again. */
  fixture_login (f);
  fixture_logout (f);
  fixture_assert_trace (f, "pending connected leaving out");
}

static void
test_granted_services (Fixture *f, gconstpointer data)
{
  g_auto (GStrv) granted = NULL;

  fixture_login (f);
  granted = ahoy_session_dup_granted_services (f->session);
  g_assert_true (g_strv_contains ((const char * const *) granted, "call"));
  fixture_logout (f);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
  g_assert_null (ahoy_session_dup_granted_services (f->session));
}

typedef struct {
  const char    *name;
  AhoyLoginKind  kind;
  const char    *authname;
} Kind;

static const Kind kinds[] = {
  { "password", AHOY_LOGIN_KIND_PASSWORD, NULL },
  { "authname", AHOY_LOGIN_KIND_AUTHNAME, "alice" },
  { "bearer", AHOY_LOGIN_KIND_BEARER, NULL },
  { "hmac", AHOY_LOGIN_KIND_HMAC, NULL },
  { "token", AHOY_LOGIN_KIND_TOKEN, NULL },
};

/* Each request after the first must carry what it needs too. */
static void
test_login_kind (Fixture *f, gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (GError) error = NULL;
  guint before;

  fixture_set_credentials (f, kind->kind, kind->authname,
                           ahoy_practice_get_user_password (f->practice, 0));
  fixture_login (f);
  before = fixture_count (f, "refresh");
  fixture_pass_time (f, 2 * 3600 * 1000);
  g_assert_cmpuint (fixture_count (f, "refresh"), >, before);
  g_assert_false (fixture_has_event (f, "failed"));
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  fixture_wait_reopened (f);
  fixture_logout (f);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);

  fixture_set_credentials (f, kind->kind, kind->authname, "not this one");
  error = fixture_fail_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_CREDENTIALS);
}

static void
test_wrong_secret (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_set_credentials (f, f->service->kind, NULL, "wrong");
  error = fixture_fail_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_CREDENTIALS);
  g_assert_true (g_str_has_suffix (error->message, f->service->refused));
  fixture_assert_trace (f, "pending error");
  g_assert_true (fixture_has_event (f, "Connect error: "));
  g_assert_cmpuint (fake_clock_n_waiting (f->clock), ==, 0);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 0);

  /* The next try clears the error. */
  fixture_set_credentials (f, f->service->kind, NULL,
                           ahoy_practice_get_user_password (f->practice, 0));
  fixture_login (f);
  g_assert_null (ahoy_session_get_error (f->session));
  fixture_assert_trace (f, "pending connected");
}

static void
test_strange_user (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  /* What means something in a path, and more: it must come to an answer of the service. */
  g_object_set (f->account, "user", "a b#c?d/e%f\xc3\xa4@practice.example", NULL);
  fixture_new_session (f);
  error = fixture_fail_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_CREDENTIALS);
  g_assert_cmpuint (fixture_count (f, f->service->login), ==, 1);
}

static void
test_invalid_account (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *property, *value;
    int         code;
  } rows[] = {
    { "user", "", AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "user", "..", AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "user", ".", AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "server", "https://host/path", AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "server", "ftp://host", AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "server", "http://example.com", AHOY_SESSION_ERROR_INSECURE },
    { "websocket-server", "ws://192.0.2.1:80", AHOY_SESSION_ERROR_INSECURE },
    { "websocket-server", "https://host", AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "ca-file", "/nowhere/at/all.pem", AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "service", "nobody", AHOY_SESSION_ERROR_INVALID_ACCOUNT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (AhoyAccount) good = ahoy_account_copy (f->account);
    g_autoptr (GError) error = NULL;

    g_object_set (f->account, rows[i].property, rows[i].value, NULL);
    fixture_new_session (f);
    error = fixture_fail_login (f);
    g_assert_error (error, AHOY_SESSION_ERROR, rows[i].code);
    fixture_assert_trace (f, "pending error");
    g_set_object (&f->account, good);
  }
  g_assert_cmpuint (fixture_count (f, f->service->login), ==, 0);
}

/* What this service cannot do without. */
static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyAccount) good = ahoy_account_copy (f->account);

  g_object_set (f->account, "server", "", NULL);
  fixture_new_session (f);
  fixture_begin_login (f);
  fixture_expect_error (f, ahoy_session_connect_finish, AHOY_SESSION_ERROR,
                        AHOY_SESSION_ERROR_INVALID_ACCOUNT);

  g_set_object (&f->account, good);
  fixture_new_session (f);
  fixture_set_credentials (f, AHOY_LOGIN_KIND_PASSWORD, NULL, "");
  fixture_begin_login (f);
  fixture_expect_error (f, ahoy_session_connect_finish, AHOY_SESSION_ERROR,
                        AHOY_SESSION_ERROR_INVALID_ACCOUNT);
  fixture_assert_trace (f, "pending error");
  g_assert_cmpuint (fixture_count (f, f->service->login), ==, 0);
}

static void
test_second_call_while_pending (Fixture *f, gconstpointer data)
{
  GAsyncResult *first = NULL;
  GAsyncResult *refused = NULL;

  ahoy_session_connect_async (f->session, f->credentials, NULL, fixture_store_in, &first);
  fixture_begin_login (f);
  fixture_expect_error (f, ahoy_session_connect_finish, G_IO_ERROR, G_IO_ERROR_PENDING);

  /* The first goes on. */
  WAIT_UNTIL (first != NULL);
  f->result = g_steal_pointer (&first);
  fixture_expect_success (f, ahoy_session_connect_finish);
  fixture_begin_login (f);
  fixture_expect_error (f, ahoy_session_connect_finish, G_IO_ERROR, G_IO_ERROR_EXISTS);

  if (f->service->logout != NULL)
    fixture_fault (f, "silent", "{\"for\":\"unsubscribe\"}");
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_in, &first);
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_in, &refused);
  fixture_begin_login (f);
  fixture_expect_error (f, ahoy_session_connect_finish, G_IO_ERROR, G_IO_ERROR_PENDING);
  WAIT_UNTIL (refused != NULL);
  f->result = g_steal_pointer (&refused);
  fixture_expect_error (f, ahoy_session_disconnect_finish, G_IO_ERROR, G_IO_ERROR_PENDING);

  /* A service that never answers: the log-out ends all the same. */
  fake_clock_advance (f->clock, 5000);
  WAIT_UNTIL (first != NULL);
  f->result = g_steal_pointer (&first);
  fixture_expect_success (f, ahoy_session_disconnect_finish);
  fixture_assert_trace (f, "pending connected leaving out");
}

static void
test_not_connected (Fixture *f, gconstpointer data)
{
  static const char * const services[] = { "call", NULL };
  g_autoptr (GError) error = NULL;

  ahoy_session_disconnect_async (f->session, NULL, fixture_store_result, f);
  fixture_expect_error (f, ahoy_session_disconnect_finish, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  ahoy_session_set_services_async (f->session, services, NULL, fixture_store_result, f);
  fixture_expect_error (f, ahoy_session_set_services_finish, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_assert_false (ahoy_session_update_credentials (f->session, f->credentials, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  fixture_assert_trace (f, "");
}

typedef enum { STEP_LOGIN, STEP_UPGRADE, STEP_RETRY } Step;

static void
reach (Fixture *f, Step step)
{
  switch (step) {
  case STEP_LOGIN:
    fixture_fault (f, "delay", "{\"ms\":1000,\"for\":\"login\"}");
    fixture_begin_login (f);
    WAIT_UNTIL (fixture_count (f, f->service->login) == 1);
    break;
  case STEP_UPGRADE:
    fixture_fault (f, "delay", "{\"ms\":1000,\"for\":\"upgrade\"}");
    fixture_begin_login (f);
    WAIT_UNTIL (fixture_count (f, "upgrade") == 1);
    break;
  case STEP_RETRY:
    fixture_fault (f, "unavailable", "{\"retry-after-ms\":700}");
    fixture_begin_login (f);
    WAIT_UNTIL (fixture_count (f, f->service->login) == 1);
    break;
  default:
    g_assert_not_reached ();
  }
}

/* Whatever was asked for already is given back. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  Step step = GPOINTER_TO_INT (data);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  reach (f, step);
  fixture_assert_trace (f, "pending");
  ahoy_session_disconnect_async (f->session, NULL, NULL, NULL);
  error = fixture_finish_login (f);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fake_clock_advance (f->clock, 1000); /* the slow answer comes */
  WAIT_UNTIL (!ahoy_session_get_pending (f->session));
  fixture_assert_trace (f, "out");
  g_assert_null (ahoy_session_get_error (f->session));
  fixture_wait_left (f);

  /* Another person can log in at once. */
  ahoy_practice_clear_faults (f->practice);
  fixture_login (f);
  fixture_assert_trace (f, "pending connected");
  fixture_logout (f);
  fixture_assert_trace (f, "leaving out");

  /* The same by the cancellable; nobody waits for the rest then. */
  ahoy_practice_clear_faults (f->practice);
  fixture_fault (f, "delay", "{\"ms\":1000,\"for\":\"login\"}");
  ahoy_session_connect_async (f->session, f->credentials, cancellable, fixture_store_result, f);
  g_cancellable_cancel (cancellable);
  g_clear_error (&error);
  error = fixture_finish_login (f);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_assert_trace (f, "pending out");
  fake_clock_advance (f->clock, 1000);
  fixture_wait_left (f);
}

static void
test_cancelled_before (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  ahoy_session_connect_async (f->session, f->credentials, cancellable, fixture_store_result, f);
  error = fixture_finish_login (f);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_assert_trace (f, "pending out");
}

static void
test_cancel_logout (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fixture_login (f);
  if (f->service->logout != NULL)
    fixture_fault (f, "silent", "{\"for\":\"unsubscribe\"}");
  ahoy_session_disconnect_async (f->session, cancellable, fixture_store_result, f);
  g_cancellable_cancel (cancellable);
  fixture_expect_success (f, ahoy_session_disconnect_finish);
  fixture_assert_trace (f, "pending connected leaving out");
  fake_clock_advance (f->clock, 30000);
}

static void
assert_unusable (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  fixture_begin_login (f);
  fixture_expect_error (f, ahoy_session_connect_finish, AHOY_SESSION_ERROR,
                        AHOY_SESSION_ERROR_DESTROYED);
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_result, f);
  fixture_expect_error (f, ahoy_session_disconnect_finish, AHOY_SESSION_ERROR,
                        AHOY_SESSION_ERROR_DESTROYED);
  g_assert_false (ahoy_session_update_credentials (f->session, f->credentials, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_DESTROYED);
}

static void
test_destroy_new (Fixture *f, gconstpointer data)
{
  ahoy_session_destroy (f->session);
  ahoy_session_destroy (f->session);
  fixture_assert_trace (f, "");
  assert_unusable (f);
}

static void
test_destroy_pending (Fixture *f, gconstpointer data)
{
  reach (f, GPOINTER_TO_INT (data));
  ahoy_session_destroy (f->session);
  fixture_assert_trace (f, "pending out");
  fixture_expect_error (f, ahoy_session_connect_finish, AHOY_SESSION_ERROR,
                        AHOY_SESSION_ERROR_DESTROYED);
  assert_unusable (f);
  fake_clock_advance (f->clock, 1000);
  fixture_wait_left (f);
}

static void
test_destroy_connected (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  ahoy_session_destroy (f->session);
  fixture_assert_trace (f, "pending connected out");
  assert_unusable (f);
  fixture_wait_left (f);
}

static void
test_destroy_leaving (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_result, f);
  ahoy_session_destroy (f->session);
  fixture_expect_error (f, ahoy_session_disconnect_finish, AHOY_SESSION_ERROR,
                        AHOY_SESSION_ERROR_DESTROYED);
  fixture_assert_trace (f, "pending connected leaving out");
  assert_unusable (f);
  fixture_wait_left (f);
}

static void
test_destroy_reconnecting (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  fixture_fault (f, "refuse-upgrade", "{\"http\":500,\"count\":0}");
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->session));
  ahoy_session_destroy (f->session);
  g_assert_false (ahoy_session_get_reconnecting (f->session));
  fixture_assert_trace (f, "pending connected out");
  fixture_wait_left (f);
}

static void
destroy_in_handler (AhoySession *session, Fixture *f)
{
  ahoy_session_destroy (session);
}

static void
test_destroy_in_handler (Fixture *f, gconstpointer data)
{
  g_signal_connect (f->session, "auth-change", G_CALLBACK (destroy_in_handler), f);
  fixture_begin_login (f);
  fixture_expect_error (f, ahoy_session_connect_finish, AHOY_SESSION_ERROR,
                        AHOY_SESSION_ERROR_DESTROYED);
}

static void
test_account_is_copied (Fixture *f, gconstpointer data)
{
  g_object_set (f->account, "server", "https://elsewhere.example", NULL);
  fixture_login (f);
  g_assert_cmpstr (ahoy_account_get_server (ahoy_session_get_account (f->session)), ==,
                   ahoy_practice_get_rest_uri (f->practice));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  fixture_add ("/login-logout", NULL, test_login_logout);
  fixture_add ("/wrong-secret", NULL, test_wrong_secret);
  fixture_add ("/strange-user", NULL, test_strange_user);
  fixture_add ("/invalid-account", NULL, test_invalid_account);
  fixture_add ("/second-call-while-pending", NULL, test_second_call_while_pending);
  fixture_add ("/not-connected", NULL, test_not_connected);
  fixture_add ("/cancel/login", GINT_TO_POINTER (STEP_LOGIN), test_cancel);
  fixture_add ("/cancel/upgrade", GINT_TO_POINTER (STEP_UPGRADE), test_cancel);
  fixture_add ("/cancel/before", NULL, test_cancelled_before);
  fixture_add ("/cancel/logout", NULL, test_cancel_logout);
  fixture_add ("/destroy/new", NULL, test_destroy_new);
  fixture_add ("/destroy/login", GINT_TO_POINTER (STEP_LOGIN), test_destroy_pending);
  fixture_add ("/destroy/upgrade", GINT_TO_POINTER (STEP_UPGRADE), test_destroy_pending);
  fixture_add ("/destroy/connected", NULL, test_destroy_connected);
  fixture_add ("/destroy/leaving", NULL, test_destroy_leaving);
  fixture_add ("/destroy/reconnecting", NULL, test_destroy_reconnecting);
  fixture_add ("/destroy/in-handler", NULL, test_destroy_in_handler);
  fixture_add ("/account-is-copied", NULL, test_account_is_copied);

  fixture_add_for (&fixture_kandy, "/granted-services", NULL, test_granted_services);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *path = g_strconcat ("/login-kind/", kinds[i].name, NULL);

    fixture_add_for (&fixture_kandy, path, &kinds[i], test_login_kind);
  }
  fixture_add_for (&fixture_kandy, "/missing", NULL, test_missing);
  fixture_add_for (&fixture_kandy, "/cancel/retry", GINT_TO_POINTER (STEP_RETRY), test_cancel);
  fixture_add_for (&fixture_kandy, "/destroy/retry", GINT_TO_POINTER (STEP_RETRY),
                   test_destroy_pending);

  return g_test_run ();
}
