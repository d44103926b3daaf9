/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

/* What is Sendbird Calls' own: sections 1 to 3 of the protocol page. */

static void
log_in (Fixture *f)
{
  fixture_login (f);
  fixture_wait_opened (f, 1);
  fixture_assert_trace (f, "pending connected");
}

static void
lose_socket (Fixture *f)
{
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (fixture_has_event (f, "was lost"));
  fake_clock_advance (f->clock, f->service->first_wait);
}

static guint
count_events (Fixture *f, const char *part)
{
  guint n = 0;

  for (guint i = 0; i < f->events->len; i++)
    n += strstr (f->events->pdata[i], part) != NULL;

  return n;
}

/* Section 2.2, rows 1 and 4: what needs a user before there is one. */
typedef struct {
  const char *name, *app_id, *code;
} Before;

static const Before befores[] = {
  { "no-app-id", NULL, "(1800302)" },
  { "empty-app-id", "", "(1800302)" },
  { "no-login", "APP", "(1800303)" },
};

static void
assert_not_connected (Fixture *f, const char *code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ahoy_session_update_credentials (f->session, f->credentials, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_assert_true (g_str_has_suffix (error->message, code));
  g_clear_error (&error);
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_false (ahoy_session_disconnect_finish (f->session, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_assert_true (g_str_has_suffix (error->message, code));
  g_clear_object (&f->result);
}

static void
test_before_login (Fixture *f, gconstpointer data)
{
  const Before *row = data;

  g_object_set (f->account, "app-id", row->app_id, NULL);
  fixture_new_session (f);
  assert_not_connected (f, row->code);
  fixture_assert_trace (f, "");
}

static void
test_after_logout (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_logout (f);
  assert_not_connected (f, "(1800303)");
}

/* Rows 2 and 3: nothing is sent. And what is no part of a host cannot be one. */
typedef struct {
  const char *name, *property, *value, *part;
} Missing;

static const Missing missings[] = {
  { "ca-file", "ca-file", "/nowhere/at/all.pem", "/nowhere/at/all.pem" },
  { "app-id", "app-id", "", "Enter the application ID (1800300)" },
  { "no-app-id", "app-id", NULL, "Enter the application ID (1800300)" },
  { "user", "user", "", "Enter your user ID (1800300)" },
  { "no-user", "user", NULL, "Enter your user ID (1800300)" },
  { "server-of-app-id", "app-id", "evil.example/", "letters" },
};

static void
test_missing (Fixture *f, gconstpointer data)
{
  const Missing *row = data;
  g_autoptr (GError) error = NULL;

  g_object_set (f->account, row->property, row->value, NULL);
  g_object_set (f->account, "server", NULL, NULL); /* the application has its own */
  fixture_new_session (f);
  error = fixture_fail_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT);
  g_assert_nonnull (strstr (error->message, row->part));
  fixture_assert_trace (f, "pending error");
  g_assert_cmpuint (fixture_count (f, "login"), ==, 0);
}

static AhoyAccount *
copy_with (Fixture *f, const char *property, const char *value)
{
  AhoyAccount *copy = ahoy_account_copy (f->account);

  g_object_set (copy, property, value, NULL);

  return copy;
}

/* Row 6: the same application, and whatever else is different. */
static void
test_same_app_id (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyAccount) other_server = copy_with (f, "server", "https://elsewhere.example");
  g_autoptr (AhoyAccount) other_user = copy_with (f, "user", "bob@practice.example");

  log_in (f);
  g_assert_false (ahoy_session_set_account (f->session, f->account));
  g_assert_false (ahoy_session_set_account (f->session, other_server));
  g_assert_false (ahoy_session_set_account (f->session, other_user));
  g_assert_true (ahoy_session_get_connected (f->session));
  g_assert_cmpstr (ahoy_account_get_user (ahoy_session_get_account (f->session)), ==, ALICE);
  g_assert_cmpstr (ahoy_account_get_server (ahoy_session_get_account (f->session)), ==,
                   ahoy_practice_get_rest_uri (f->practice));
  fixture_assert_trace (f, "");

  /* It is the same client that logs in again. */
  fixture_logout (f);
  fixture_login (f);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, ALICE), ==, 1);
}

static void
count_notify (AhoySession *session, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

/* Row 7: another application. */
static void
test_other_app_id (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyAccount) other = copy_with (f, "app-id", "other");
  guint n_notified = 0;

  g_signal_connect (f->session, "notify::account", G_CALLBACK (count_notify), &n_notified);
  log_in (f);
  g_assert_true (ahoy_session_set_account (f->session, other));
  g_assert_false (ahoy_session_get_connected (f->session));
  g_assert_cmpuint (n_notified, ==, 1);
  fixture_assert_trace (f, "out");
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);
  assert_not_connected (f, "(1800303)");

  /* What was the account's is not any more. */
  g_object_set (other, "app-id", "changed", NULL);
  g_assert_cmpstr (ahoy_account_get_app_id (ahoy_session_get_account (f->session)), ==, "other");

  /* Another client. */
  fixture_login (f);
  g_assert_cmpuint (ahoy_practice_get_n_sessions (f->practice, ALICE), ==, 2);
  g_signal_handlers_disconnect_by_data (f->session, &n_notified);
}

/* The same in the middle of things. */
static void
test_other_app_id_pending (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyAccount) other = copy_with (f, "app-id", "other");
  GAsyncResult *old = NULL;

  fixture_fault (f, "delay", data);
  ahoy_session_connect_async (f->session, f->credentials, NULL, fixture_store_in, &old);
  WAIT_UNTIL (fixture_count (f, strstr (data, "login") != NULL ? "login" : "upgrade") == 1);
  g_assert_true (ahoy_session_set_account (f->session, other));
  fixture_assert_trace (f, "pending out");

  /* The next login begins before the old one's end is told. */
  fixture_login (f);
  WAIT_UNTIL (old != NULL);
  f->result = g_steal_pointer (&old);
  fixture_expect_error (f, ahoy_session_connect_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fake_clock_advance (f->clock, 1000); /* the slow answer comes */
  fixture_turn ();
  g_assert_true (ahoy_session_get_connected (f->session));
  fixture_assert_trace (f, "pending connected");
}

static void
test_other_app_id_leaving (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyAccount) other = copy_with (f, "app-id", "other");

  log_in (f);
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_result, f);
  g_assert_true (ahoy_session_set_account (f->session, other));
  fixture_expect_success (f, ahoy_session_disconnect_finish);
  fixture_assert_trace (f, "leaving out");
  fixture_turn ();
  fixture_assert_trace (f, "");
}

static void
test_other_service (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyAccount) other = copy_with (f, "service", "kandy");
  g_autoptr (AhoyAccount) other_server = copy_with (f, "service", "kandy");

  log_in (f);
  g_assert_true (ahoy_session_set_account (f->session, other));
  fixture_assert_trace (f, "out");
  fixture_set_credentials (f, AHOY_LOGIN_KIND_PASSWORD, NULL,
                           ahoy_practice_get_user_password (f->practice, 0));
  fixture_login (f);
  fixture_assert_trace (f, "pending connected");

  /* There the server takes the application's place. */
  g_object_set (other, "app-id", "whatever", "user", "bob@practice.example", NULL);
  g_assert_false (ahoy_session_set_account (f->session, other));
  g_object_set (other_server, "server", "https://elsewhere.example", NULL);
  g_assert_true (ahoy_session_set_account (f->session, other_server));
  fixture_assert_trace (f, "out");
}

static void
test_account_after_destroy (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyAccount) other = copy_with (f, "app-id", "other");

  ahoy_session_destroy (f->session);
  g_assert_false (ahoy_session_set_account (f->session, other));
}

/* Row 8: nothing is asked of the service, and the websocket goes. */
static void
test_logout (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "silent", "{\"for\":\"all\",\"count\":0}");
  fixture_logout (f);
  fixture_assert_trace (f, "leaving out");
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);
  fixture_turn ();
  g_assert_cmpuint (fixture_count (f, "login"), ==, 1);
  g_assert_cmpuint (fixture_count (f, "missed-signal"), ==, 1);
  g_assert_null (ahoy_session_get_error (f->session));
}

static void
test_no_token (Fixture *f, gconstpointer data)
{
  ahoy_practice_stop (f->practice);
  g_clear_object (&f->practice);
  f->practice = ahoy_practice_new ();
  ahoy_practice_set_clock (f->practice, AHOY_CLOCK (f->clock));
  ahoy_practice_add_user (f->practice, ALICE, "");
  ahoy_practice_start (f->practice, 0, NULL);
  g_object_set (f->account, "server", ahoy_practice_get_rest_uri (f->practice), NULL);
  fixture_new_session (f);
  fixture_set_credentials (f, AHOY_LOGIN_KIND_TOKEN, NULL, "");
  fixture_login (f);
  fixture_logout (f);
}

static void
test_own_websocket_server (Fixture *f, gconstpointer data)
{
  g_object_set (f->account, "websocket-server", ahoy_practice_get_websocket_uri (f->practice), NULL);
  fixture_new_session (f);
  log_in (f);

  g_object_set (f->account, "websocket-server", "ws://127.0.0.1:1", NULL);
  fixture_new_session (f);
  fixture_begin_login (f);
  fixture_expect_error (f, ahoy_session_connect_finish, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

/* What comes after the opening cannot take it back. */
static void
test_missed_signal (Fixture *f, gconstpointer data)
{
  fixture_fault (f, data, "{\"for\":\"missed-signal\",\"count\":0}");
  fixture_login (f);
  WAIT_UNTIL (fixture_count (f, "missed-signal") == 1);
  fake_clock_advance (f->clock, 30000);
  fixture_turn ();
  g_assert_true (ahoy_session_get_connected (f->session));
  ahoy_practice_clear_faults (f->practice);
  lose_socket (f);
  fixture_wait_opened (f, 2);
  fixture_assert_trace (f, "pending connected");
}

/* The service drops the connection while the websocket is being opened, or as soon as it is. */
static void
test_dropped_at_upgrade (Fixture *f, gconstpointer data)
{
  fixture_fault (f, "drop", "{\"for\":\"upgrade\",\"count\":2}");
  fixture_begin_login (f);
  fixture_expect_error (f, ahoy_session_connect_finish, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  fixture_assert_trace (f, "pending error");
  ahoy_practice_clear_faults (f->practice);
  fixture_login (f);
}

static void
test_dropped_at_open (Fixture *f, gconstpointer data)
{
  fixture_fault (f, "drop-socket", "{\"at-open\":true}");
  fixture_login (f);
  fixture_wait_reopened (f);
  fixture_wait_opened (f, 2);
  fixture_assert_trace (f, "pending connected");
}

/* The request of a login that was cancelled is not overtaken by the next one's, whose token the
 * service would forget (section 2.1). But it is not waited for without end. */
static void
test_cancelled_request (Fixture *f, gconstpointer data)
{
  const guint *ms = data; /* that the answer takes, and that the next login waits */

  fixture_fault (f, "delay", ms[0] == 2000 ? "{\"ms\":2000,\"for\":\"login\"}"
                                           : "{\"ms\":9000,\"for\":\"login\"}");
  fixture_begin_login (f);
  ahoy_session_disconnect_async (f->session, NULL, NULL, NULL);
  fixture_expect_error (f, ahoy_session_connect_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  WAIT_UNTIL (!ahoy_session_get_pending (f->session));
  fixture_begin_login (f);
  WAIT_UNTIL (fixture_count (f, "login") == 1);
  fake_clock_advance (f->clock, ms[1] - 1);
  fixture_turn ();
  g_assert_cmpuint (fixture_count (f, "login"), ==, 1);
  fake_clock_advance (f->clock, 1);
  g_assert_no_error (fixture_finish_login (f));
  g_assert_cmpuint (fixture_count (f, "login"), ==, 2);
  fixture_assert_trace (f, "pending out pending connected");
  ahoy_practice_clear_faults (f->practice);
  fake_clock_advance (f->clock, 9000);
}

static const guint answered[] = { 2000, 2000 };
static const guint unanswered[] = { 9000, 5000 };

/* One that waits can be cancelled as well: it was never sent. */
static void
test_cancelled_twice (Fixture *f, gconstpointer data)
{
  fixture_fault (f, "delay", "{\"ms\":2000,\"for\":\"login\"}");
  for (guint i = 0; i < 2; i++) {
    fixture_begin_login (f);
    ahoy_session_disconnect_async (f->session, NULL, NULL, NULL);
    fixture_expect_error (f, ahoy_session_connect_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    WAIT_UNTIL (!ahoy_session_get_pending (f->session));
  }
  WAIT_UNTIL (fixture_count (f, "login") == 1);
  fake_clock_advance (f->clock, 10000);
  fixture_turn ();
  g_assert_cmpuint (fixture_count (f, "login"), ==, 1);
  fixture_login (f);
  g_assert_cmpuint (fixture_count (f, "login"), ==, 2);
}

/* Section 11: how long a session lasts is not known. A websocket that is refused is opened with a
 * new one. */
static void
test_renewed (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, data, NULL); /* the service does not know the session any more */
  WAIT_UNTIL (fixture_has_event (f, "was lost"));
  fake_clock_advance (f->clock, f->service->first_wait);
  WAIT_UNTIL (fixture_has_event (f, "(try 1): "));
  g_assert_nonnull (strstr (f->events->pdata[f->events->len - 1], "(401)"));
  WAIT_UNTIL (fixture_has_event (f, "whole again")); /* without waiting for the next try */
  fixture_wait_opened (f, 2);
  g_assert_cmpuint (fixture_count (f, "login"), ==, 2);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 3);
  fixture_assert_trace (f, "");

  /* The next time again. */
  fixture_pass_time (f, 10000);
  g_ptr_array_set_size (f->events, 0);
  fixture_fault (f, data, NULL);
  WAIT_UNTIL (fixture_has_event (f, "was lost"));
  fake_clock_advance (f->clock, f->service->first_wait);
  WAIT_UNTIL (fixture_has_event (f, "whole again"));
  g_assert_cmpuint (fixture_count (f, "login"), ==, 3);
}

/* Only once, where that does not help: a websocket that is refused may have other reasons. */
static void
test_renewed_in_vain (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "refuse-upgrade", "{\"http\":403,\"count\":0}");
  lose_socket (f);
  /* The second try does not wait: the session was renewed. */
  for (guint n = 2; n < f->service->n_tries; n++) {
    g_autofree char *part = g_strdup_printf ("(try %u): ", n);

    WAIT_UNTIL (fixture_has_event (f, part));
    fake_clock_advance (f->clock, f->service->delays[MIN (n - 1, 3)]);
  }
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  g_assert_cmpuint (fixture_count (f, "login"), ==, 2);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, f->service->n_tries + 1);
  g_assert_error ((GError *) ahoy_session_get_error (f->session), AHOY_SESSION_ERROR,
                  AHOY_SESSION_ERROR_LOST_CONNECTION);
  g_assert_nonnull (strstr (ahoy_session_get_error (f->session)->message, "(403)"));
  fixture_assert_trace (f, "ended");
}

/* A service that has too much to do does not get a login on top. */
static void
test_not_renewed (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "refuse-upgrade", data);
  lose_socket (f);
  WAIT_UNTIL (fixture_has_event (f, "(try 1): "));
  fixture_turn ();
  g_assert_cmpuint (fixture_count (f, "login"), ==, 1);
  fake_clock_advance (f->clock, f->service->delays[0]);
  WAIT_UNTIL (!ahoy_session_get_reconnecting (f->session));
  g_assert_cmpuint (fixture_count (f, "login"), ==, 1);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 3);
}

static void
test_renewal_refused (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "wrong-password", NULL);
  fixture_fault (f, "restart", NULL);
  WAIT_UNTIL (fixture_has_event (f, "was lost"));
  fake_clock_advance (f->clock, f->service->first_wait);
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  g_assert_error ((GError *) ahoy_session_get_error (f->session), AHOY_SESSION_ERROR,
                  AHOY_SESSION_ERROR_CREDENTIALS);
  g_assert_nonnull (strstr (ahoy_session_get_error (f->session)->message, "(400302)"));
  g_assert_true (fixture_has_event (f, "The session has ended: "));
  fixture_assert_trace (f, "ended");
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 2);

  /* By hand it is a first login. */
  fixture_login (f);
}

/* The service is there again, but not yet for logins. */
static void
test_renewal_fails (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "refuse", "{\"http\":500,\"code\":500999}");
  fixture_fault (f, "restart", NULL);
  WAIT_UNTIL (fixture_has_event (f, "was lost"));
  fake_clock_advance (f->clock, f->service->first_wait);
  WAIT_UNTIL (fixture_has_event (f, "Logging in again failed: "));
  g_assert_true (fixture_has_event (f, "(500999)"));
  g_assert_true (ahoy_session_get_reconnecting (f->session));
  fake_clock_advance (f->clock, f->service->delays[0]);
  WAIT_UNTIL (fixture_has_event (f, "whole again"));
  g_assert_cmpuint (fixture_count (f, "login"), ==, 3);
  fixture_assert_trace (f, "");
}

/* The login is repeated while the person logs out, or destroys the session. */
static void
test_logout_while_renewing (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "delay", "{\"for\":\"login\",\"ms\":1000}");
  fixture_fault (f, "restart", NULL);
  WAIT_UNTIL (fixture_has_event (f, "was lost"));
  fake_clock_advance (f->clock, f->service->first_wait);
  WAIT_UNTIL (fixture_count (f, "login") == 2);
  if (data != NULL)
    ahoy_session_destroy (f->session);
  else
    fixture_logout (f);
  fake_clock_advance (f->clock, 1000);
  fixture_turn ();
  g_assert_false (ahoy_session_get_connected (f->session));
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 2);
  g_assert_false (fixture_has_event (f, "whole again"));
}

static void
test_update_credentials (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyCredentials) wrong = ahoy_credentials_new (AHOY_LOGIN_KIND_TOKEN, NULL, "expired");

  log_in (f);
  g_assert_true (ahoy_session_update_credentials (f->session, wrong, NULL));
  lose_socket (f); /* which does not need them */
  WAIT_UNTIL (fixture_has_event (f, "whole again"));
  fixture_wait_opened (f, 2);
  g_assert_true (ahoy_session_update_credentials (f->session, f->credentials, NULL));
  fixture_pass_time (f, 10000);
  g_ptr_array_set_size (f->events, 0);
  fixture_fault (f, "restart", NULL);
  WAIT_UNTIL (fixture_has_event (f, "was lost"));
  fake_clock_advance (f->clock, f->service->first_wait);
  WAIT_UNTIL (fixture_has_event (f, "whole again"));
  g_assert_true (ahoy_session_update_credentials (f->session, wrong, NULL));
  fixture_pass_time (f, 10000);
  fixture_fault (f, "restart", NULL);
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->session));
  fake_clock_advance (f->clock, f->service->first_wait);
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  g_assert_error ((GError *) ahoy_session_get_error (f->session), AHOY_SESSION_ERROR,
                  AHOY_SESSION_ERROR_CREDENTIALS);
}

/* Section 3.3, through the practice service: how many of the events that it sends are told. */
typedef struct {
  const char *name, *fault, *parameters;
  guint       n_at_once, n_in_the_end;
} Frames;

static const Frames frames[] = {
  { "in-order", "events", NULL, 3, 3 },
  { "out-of-order", "events-out-of-order", NULL, 3, 3 },
  { "hole", "events-hole", NULL, 2, 3 },
  { "two-holes", "events", "{\"sequence\":\"0,2,4\"}", 1, 3 },
  { "doubled-number", "doubled-sequence-number", NULL, 3, 3 },
  { "doubled-id", "doubled-message-id", NULL, 2, 2 },
  { "no-number", "no-sequence-number", NULL, 1, 1 },
  { "joined", "joined-frames", "{\"frames\":20}", 20, 20 },
  { "joined-blanks", "joined-frames", "{\"frames\":3,\"blanks\":true,\"open-end\":true}", 3, 3 },
};

static void
test_frames (Fixture *f, gconstpointer data)
{
  const Frames *row = data;

  log_in (f);
  fixture_fault (f, row->fault, row->parameters);
  ahoy_practice_notify (f->practice, ALICE, "theEnd", NULL);
  WAIT_UNTIL (fixture_has_event (f, "theEnd"));
  g_assert_cmpuint (count_events (f, "custom_items_update"), ==, row->n_at_once);
  for (guint i = 0; i < 3; i++)
    fixture_pass_time (f, 5000);
  g_assert_cmpuint (count_events (f, "custom_items_update"), ==, row->n_in_the_end);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 1);
}

/* An answer to nothing, a frame without an end, one that is far too long: the session lives on. */
static void
test_strange_frames (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "unasked-ack", NULL);
  fixture_fault (f, "unasked-ack", "{\"code\":1400101}");
  ahoy_practice_send_text (f->practice, ALICE,
                           "{\"error\":true,\"code\":1400105,\"message\":\"x\"}\n");
  ahoy_practice_notify (f->practice, ALICE, "theEnd", NULL);
  WAIT_UNTIL (fixture_has_event (f, "theEnd"));
  g_assert_cmpuint (f->events->len, ==, 4); /* of the login two, the refusal, the end */
  g_assert_true (fixture_has_event (f, "(1400105)"));
  fixture_fault (f, "endless-frame", NULL);
  fixture_wait_reopened (f);
}

/* What the service gives back to us of our secrets does not get onto the screen. */
static void
test_secret_in_frames (Fixture *f, gconstpointer data)
{
  const char *secret = ahoy_practice_get_user_password (f->practice, 0);
  g_autofree char *filler = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpuint (strlen (secret), >, 4);
  filler = g_strnfill (155, 'x'); /* the message is cut in the midst of the secret */
  text = g_strdup_printf ("{\"error\":true,\"code\":499999,\"message\":\"%s%s\"}\n", filler,
                          secret);
  log_in (f);
  ahoy_practice_send_text (f->practice, ALICE, text);
  ahoy_practice_notify (f->practice, ALICE, secret, NULL);
  ahoy_practice_notify (f->practice, ALICE, "theEnd", NULL);
  WAIT_UNTIL (fixture_has_event (f, "theEnd"));
  g_assert_true (fixture_has_event (f, "(499999)"));
  g_assert_false (fixture_has_event (f, secret));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) fixture_add_for (&fixture_sendbird, path, data, func)

  for (guint i = 0; i < G_N_ELEMENTS (befores); i++) {
    g_autofree char *path = g_strconcat ("/before/", befores[i].name, NULL);

    ADD (path, &befores[i], test_before_login);
  }
  ADD ("/after-logout", NULL, test_after_logout);
  for (guint i = 0; i < G_N_ELEMENTS (missings); i++) {
    g_autofree char *path = g_strconcat ("/missing/", missings[i].name, NULL);

    ADD (path, &missings[i], test_missing);
  }
  ADD ("/account/same-app-id", NULL, test_same_app_id);
  ADD ("/account/other-app-id", NULL, test_other_app_id);
  ADD ("/account/other-app-id-in-login", "{\"ms\":1000,\"for\":\"login\"}",
       test_other_app_id_pending);
  ADD ("/account/other-app-id-in-upgrade", "{\"ms\":1000,\"for\":\"upgrade\"}",
       test_other_app_id_pending);
  ADD ("/account/other-app-id-in-logout", NULL, test_other_app_id_leaving);
  ADD ("/account/other-service", NULL, test_other_service);
  ADD ("/account/after-destroy", NULL, test_account_after_destroy);
  ADD ("/logout", NULL, test_logout);
  ADD ("/no-token", NULL, test_no_token);
  ADD ("/own-websocket-server", NULL, test_own_websocket_server);
  ADD ("/missed-signal/drop", "drop", test_missed_signal);
  ADD ("/missed-signal/silent", "silent", test_missed_signal);
  ADD ("/missed-signal/garbage", "garbage", test_missed_signal);
  ADD ("/missed-signal/unauthorized", "unauthorized", test_missed_signal);
  ADD ("/missed-signal/big", "big-answer", test_missed_signal);
  ADD ("/dropped/upgrade", NULL, test_dropped_at_upgrade);
  ADD ("/dropped/open", NULL, test_dropped_at_open);
  ADD ("/cancelled/answered", answered, test_cancelled_request);
  ADD ("/cancelled/unanswered", unanswered, test_cancelled_request);
  ADD ("/cancelled/twice", NULL, test_cancelled_twice);
  ADD ("/renewed/restart", "restart", test_renewed);
  ADD ("/renewed/in-vain", NULL, test_renewed_in_vain);
  ADD ("/renewed/not-busy", "{\"http\":429}", test_not_renewed);
  ADD ("/renewed/not-slow", "{\"http\":408}", test_not_renewed);
  ADD ("/renewed/refused", NULL, test_renewal_refused);
  ADD ("/renewed/fails", NULL, test_renewal_fails);
  ADD ("/renewed/logout", NULL, test_logout_while_renewing);
  ADD ("/renewed/destroy", GINT_TO_POINTER (1), test_logout_while_renewing);
  ADD ("/renewed/credentials", NULL, test_update_credentials);
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++) {
    g_autofree char *path = g_strconcat ("/frames/", frames[i].name, NULL);

    ADD (path, &frames[i], test_frames);
  }
  ADD ("/frames/strange", NULL, test_strange_frames);
  ADD ("/frames/secret", NULL, test_secret_in_frames);

  return g_test_run ();
}
