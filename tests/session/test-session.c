/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

/* The tutorial's order: pending, then connected; pending, then not connected. */
static void
test_login_logout (Fixture *f, gconstpointer data)
{
  g_auto (GStrv) granted = NULL;

  fixture_begin_login (f);
  fixture_assert_trace (f, "pending");
  g_assert_no_error (fixture_finish_login (f));
  fixture_assert_trace (f, "connected");
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "keepalive") == 1);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, ALICE), ==, 1);
  g_assert_cmpuint (ahoy_practice_get_n_sockets (f->practice, ALICE), ==, 1);
  granted = ahoy_session_dup_granted_services (f->session);
  g_assert_true (g_strv_contains ((const char * const *) granted, "call"));

  fixture_logout (f);
  fixture_assert_trace (f, "leaving out");
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);
  g_assert_null (ahoy_session_dup_granted_services (f->session));
  g_assert_cmpuint (fake_clock_n_waiting (f->clock), ==, 0);

  /* The same session again. */
  fixture_login (f);
  fixture_logout (f);
  fixture_assert_trace (f, "pending connected leaving out");
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
  before = ahoy_practice_get_count (f->practice, "refresh");
  fixture_pass_time (f, 2 * 3600 * 1000);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "refresh"), >, before);
  g_assert_false (fixture_has_event (f, "failed"));
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (fixture_has_event (f, "whole again"));
  fixture_logout (f);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);

  fixture_set_credentials (f, kind->kind, kind->authname, "not this one");
  error = fixture_fail_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_CREDENTIALS);
}

static void
test_wrong_password (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_set_credentials (f, AHOY_LOGIN_KIND_PASSWORD, NULL, "wrong");
  error = fixture_fail_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_CREDENTIALS);
  g_assert_nonnull (strstr (error->message, "(4)"));
  fixture_assert_trace (f, "pending error");
  g_assert_true (fixture_has_event (f, "Connect error: "));
  g_assert_cmpuint (fake_clock_n_waiting (f->clock), ==, 0);

  /* The next try clears the error. */
  fixture_set_credentials (f, AHOY_LOGIN_KIND_PASSWORD, NULL,
                           ahoy_practice_get_user_password (f->practice, 0));
  fixture_login (f);
  g_assert_null (ahoy_session_get_error (f->session));
  fixture_assert_trace (f, "pending connected");
}

static void
test_strange_user (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  /* The five characters of section 0, and more: it must come to an answer of the service. */
  g_object_set (f->account, "user", "a b#c?d/e%f\xc3\xa4@practice.example", NULL);
  fixture_new_session (f);
  error = fixture_fail_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_CREDENTIALS);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "subscribe"), ==, 1);
}

static void
test_invalid_account (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *property, *value;
    int         code;
  } rows[] = {
    { "user", "", AHOY_SESSION_ERROR_INVALID_ACCOUNT },
    { "server", "", AHOY_SESSION_ERROR_INVALID_ACCOUNT },
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

  fixture_new_session (f);
  fixture_set_credentials (f, AHOY_LOGIN_KIND_PASSWORD, NULL, "");
  g_clear_error (&(GError *){ fixture_fail_login (f) });
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "subscribe"), ==, 0);
}

static void
test_second_call_while_pending (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *second = NULL;

  fixture_begin_login (f);
  second = f->result;
  g_assert_null (second);
  ahoy_session_connect_async (f->session, f->credentials, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_false (ahoy_session_connect_finish (f->session, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_clear_error (&error);
  g_clear_object (&f->result);

  /* The first goes on. */
  g_assert_no_error (fixture_finish_login (f));
  ahoy_session_connect_async (f->session, f->credentials, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_false (ahoy_session_connect_finish (f->session, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_clear_object (&f->result);

  fixture_fault (f, "silent", "{\"for\":\"unsubscribe\"}");
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_result, f);
  g_assert_null (f->result);
  ahoy_session_connect_async (f->session, f->credentials, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_false (ahoy_session_connect_finish (f->session, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_clear_error (&error);
  g_clear_object (&f->result);
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_false (ahoy_session_disconnect_finish (f->session, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_clear_error (&error);
  g_clear_object (&f->result);

  /* The service never answers: the log-out ends all the same. */
  fake_clock_advance (f->clock, 5000);
  WAIT_UNTIL (f->result != NULL);
  g_assert_true (ahoy_session_disconnect_finish (f->session, f->result, NULL));
  fixture_assert_trace (f, "pending connected leaving out");
}

static void
test_not_connected (Fixture *f, gconstpointer data)
{
  static const char * const services[] = { "call", NULL };
  g_autoptr (GError) error = NULL;

  ahoy_session_disconnect_async (f->session, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_false (ahoy_session_disconnect_finish (f->session, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_clear_error (&error);
  g_clear_object (&f->result);

  ahoy_session_set_services_async (f->session, services, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_false (ahoy_session_set_services_finish (f->session, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_clear_error (&error);
  g_clear_object (&f->result);

  g_assert_false (ahoy_session_update_credentials (f->session, f->credentials, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  fixture_assert_trace (f, "");
}

typedef enum { STEP_SUBSCRIBE, STEP_UPGRADE, STEP_RETRY } Step;

static void
reach (Fixture *f, Step step)
{
  switch (step) {
  case STEP_SUBSCRIBE:
    fixture_fault (f, "delay", "{\"ms\":1000,\"for\":\"subscribe\"}");
    fixture_begin_login (f);
    WAIT_UNTIL (ahoy_practice_get_count (f->practice, "subscribe") == 1);
    break;
  case STEP_UPGRADE:
    fixture_fault (f, "delay", "{\"ms\":1000,\"for\":\"upgrade\"}");
    fixture_begin_login (f);
    WAIT_UNTIL (ahoy_practice_get_count (f->practice, "upgrade") == 1);
    break;
  case STEP_RETRY:
    fixture_fault (f, "unavailable", "{\"retry-after-ms\":700}");
    fixture_begin_login (f);
    WAIT_UNTIL (ahoy_practice_get_count (f->practice, "subscribe") == 1);
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
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);

  /* Another person can log in at once. */
  ahoy_practice_clear_faults (f->practice);
  fixture_login (f);
  fixture_assert_trace (f, "pending connected");
  fixture_logout (f);
  fixture_assert_trace (f, "leaving out");

  /* The same by the cancellable; nobody waits for the rest then. */
  ahoy_practice_clear_faults (f->practice);
  fixture_fault (f, "delay", "{\"ms\":1000,\"for\":\"subscribe\"}");
  ahoy_session_connect_async (f->session, f->credentials, cancellable, fixture_store_result, f);
  g_cancellable_cancel (cancellable);
  g_clear_error (&error);
  error = fixture_finish_login (f);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_assert_trace (f, "pending out");
  fake_clock_advance (f->clock, 1000);
  WAIT_UNTIL (ahoy_practice_get_n_subscriptions (f->practice, NULL) == 0);
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
  fixture_fault (f, "silent", "{\"for\":\"unsubscribe\"}");
  ahoy_session_disconnect_async (f->session, cancellable, fixture_store_result, f);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (f->result != NULL);
  g_assert_true (ahoy_session_disconnect_finish (f->session, f->result, NULL));
  fixture_assert_trace (f, "pending connected leaving out");
  fake_clock_advance (f->clock, 30000);
}

static void
assert_unusable (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  ahoy_session_connect_async (f->session, f->credentials, NULL, fixture_store_result, f);
  error = fixture_finish_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_DESTROYED);
  g_clear_error (&error);
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_false (ahoy_session_disconnect_finish (f->session, f->result, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_DESTROYED);
  g_clear_error (&error);
  g_clear_object (&f->result);
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
  g_autoptr (GError) error = NULL;

  reach (f, GPOINTER_TO_INT (data));
  ahoy_session_destroy (f->session);
  fixture_assert_trace (f, "pending out");
  error = fixture_finish_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_DESTROYED);
  assert_unusable (f);
  fake_clock_advance (f->clock, 1000);
  WAIT_UNTIL (ahoy_practice_get_n_subscriptions (f->practice, NULL) == 0);
}

static void
test_destroy_connected (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  ahoy_session_destroy (f->session);
  fixture_assert_trace (f, "pending connected out");
  assert_unusable (f);
  WAIT_UNTIL (ahoy_practice_get_n_subscriptions (f->practice, NULL) == 0);
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);
}

static void
test_destroy_leaving (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_login (f);
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_result, f);
  ahoy_session_destroy (f->session);
  WAIT_UNTIL (f->result != NULL);
  g_assert_false (ahoy_session_disconnect_finish (f->session, f->result, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_DESTROYED);
  g_clear_object (&f->result);
  fixture_assert_trace (f, "pending connected leaving out");
  assert_unusable (f);
  WAIT_UNTIL (ahoy_practice_get_n_subscriptions (f->practice, NULL) == 0);
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
  WAIT_UNTIL (ahoy_practice_get_n_subscriptions (f->practice, NULL) == 0);
}

static void
destroy_in_handler (AhoySession *session, Fixture *f)
{
  ahoy_session_destroy (session);
}

static void
test_destroy_in_handler (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_signal_connect (f->session, "auth-change", G_CALLBACK (destroy_in_handler), f);
  fixture_begin_login (f);
  error = fixture_finish_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_DESTROYED);
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

#define ADD(path, data, func) \
  g_test_add (path, Fixture, data, fixture_set_up, func, fixture_tear_down)

  ADD ("/session/login-logout", NULL, test_login_logout);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *path = g_strconcat ("/session/login-kind/", kinds[i].name, NULL);

    ADD (path, &kinds[i], test_login_kind);
  }
  ADD ("/session/wrong-password", NULL, test_wrong_password);
  ADD ("/session/strange-user", NULL, test_strange_user);
  ADD ("/session/invalid-account", NULL, test_invalid_account);
  ADD ("/session/second-call-while-pending", NULL, test_second_call_while_pending);
  ADD ("/session/not-connected", NULL, test_not_connected);
  ADD ("/session/cancel/subscribe", GINT_TO_POINTER (STEP_SUBSCRIBE), test_cancel);
  ADD ("/session/cancel/upgrade", GINT_TO_POINTER (STEP_UPGRADE), test_cancel);
  ADD ("/session/cancel/retry", GINT_TO_POINTER (STEP_RETRY), test_cancel);
  ADD ("/session/cancel/before", NULL, test_cancelled_before);
  ADD ("/session/cancel/logout", NULL, test_cancel_logout);
  ADD ("/session/destroy/new", NULL, test_destroy_new);
  ADD ("/session/destroy/subscribe", GINT_TO_POINTER (STEP_SUBSCRIBE), test_destroy_pending);
  ADD ("/session/destroy/upgrade", GINT_TO_POINTER (STEP_UPGRADE), test_destroy_pending);
  ADD ("/session/destroy/retry", GINT_TO_POINTER (STEP_RETRY), test_destroy_pending);
  ADD ("/session/destroy/connected", NULL, test_destroy_connected);
  ADD ("/session/destroy/leaving", NULL, test_destroy_leaving);
  ADD ("/session/destroy/reconnecting", NULL, test_destroy_reconnecting);
  ADD ("/session/destroy/in-handler", NULL, test_destroy_in_handler);
  ADD ("/session/account-is-copied", NULL, test_account_is_copied);

  return g_test_run ();
}
