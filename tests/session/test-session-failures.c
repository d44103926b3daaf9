/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-json.h"
#include "fixture.h"

#include <string.h>

/* How a login fails, row by row. */
typedef struct {
  const char *name, *fault, *parameters;
  GQuark    (*domain) (void);
  int         code;
  const char *part; /* of the message */
} Row;

#define SESSION(code, part) ahoy_session_error_quark, AHOY_SESSION_ERROR_##code, part
#define REFUSE(http, code) \
  "refuse", "{\"http\":" #http ",\"code\":" #code "}"

/* What is worse than any refusal that a service has. */
static const Row rows[] = {
  { "garbage-text", "garbage", "{\"kind\":\"text\"}", SESSION (PROTOCOL, "") },
  { "garbage-half", "garbage", "{\"kind\":\"half\"}", SESSION (PROTOCOL, "") },
  { "garbage-array", "garbage", "{\"kind\":\"array\"}", SESSION (PROTOCOL, "") },
  { "garbage-empty", "garbage", "{\"kind\":\"empty\"}", SESSION (PROTOCOL, "") },
  { "garbage-html", "garbage", "{\"kind\":\"html\"}", SESSION (PROTOCOL, "") },
  { "garbage-utf8", "garbage", "{\"kind\":\"utf8\"}", SESSION (PROTOCOL, "") },
  { "garbage-zero", "garbage", "{\"kind\":\"zero\"}", SESSION (PROTOCOL, "") },
  { "no-wrapper", "no-wrapper", NULL, SESSION (PROTOCOL, "") },
  { "big-answer", "big-answer", NULL, SESSION (PROTOCOL, "too long") },
  { "redirect", "redirect", NULL, SESSION (FAILED, "(302)") },
  { "drop", "drop", NULL, g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, "127.0.0.1" },
  { "cut-answer", "cut-answer", NULL, g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, "127.0.0.1" },
  { "not-http", "not-http", NULL, SESSION (PROTOCOL, "does not speak this protocol") },
};

/* Section 3.2 of the page of Kandy Link. */
static const Row kandy_rows[] = {
  { "403-4", "wrong-password", NULL, SESSION (CREDENTIALS, "(4)") },
  { "403-html", "unknown-user", NULL, SESSION (CREDENTIALS, "(403)") },
  { "401", "unauthorized", NULL, SESSION (CREDENTIALS, ")") },
  { "403-27", REFUSE (403, 27), SESSION (CREDENTIALS, "(27)") },
  { "403-61", REFUSE (403, 61), SESSION (CREDENTIALS, "(61)") },
  { "403-65", REFUSE (403, 65), SESSION (CREDENTIALS, "(65)") },
  { "403-29", REFUSE (403, 29), SESSION (NOT_ALLOWED, "(29)") },
  { "403-35", REFUSE (403, 35), SESSION (NOT_ALLOWED, "(35)") },
  { "403-37", REFUSE (403, 37), SESSION (NOT_ALLOWED, "(37)") },
  { "403-45", REFUSE (403, 45), SESSION (NOT_ALLOWED, "(45)") },
  { "403-46", REFUSE (403, 46), SESSION (NOT_ALLOWED, "(46)") },
  { "403-62", REFUSE (403, 62), SESSION (NOT_ALLOWED, "(62)") },
  { "403-63", REFUSE (403, 63), SESSION (NOT_ALLOWED, "(63)") },
  { "403-64", REFUSE (403, 64), SESSION (NOT_ALLOWED, "(64)") },
  { "404", REFUSE (404, 42), SESSION (FAILED, "(42)") },
  { "500", REFUSE (500, 26), SESSION (FAILED, "(26)") },
  { "500-plain", "refuse", "{\"http\":500,\"code\":999,\"form\":\"plain\",\"reason\":\"Out of tea\"}",
    SESSION (FAILED, "Out of tea") },
  { "500-empty", "refuse", "{\"http\":500,\"code\":26,\"form\":\"empty\"}",
    SESSION (FAILED, "(500)") },
  { "503-neither", "unavailable", NULL, SESSION (UNAVAILABLE, "(503)") },
  { "503-html", "unavailable", "{\"html\":true,\"retry-after-header\":5}",
    SESSION (UNAVAILABLE, "(503)") },
  { "no-params", "no-params", NULL, SESSION (PROTOCOL, "") },
  { "no-channel", "replace-member", "{\"member\":\"notificationChannel\"}", SESSION (PROTOCOL, "") },
  { "channel-elsewhere", "replace-member",
    "{\"member\":\"notificationChannel\",\"value\":\"//evil.example/x\"}", SESSION (PROTOCOL, "") },
  { "no-subscription", "replace-member", "{\"member\":\"subscription\"}", SESSION (PROTOCOL, "") },
};

/* Sections 1, 2.1 and 8 of the page of Sendbird Calls. */
static const Row sendbird_rows[] = {
  { "wrong-token", "wrong-password", NULL, SESSION (CREDENTIALS, "(400302)") },
  { "unknown-user", "unknown-user", NULL, SESSION (CREDENTIALS, "(400302)") },
  { "unauthorized", "unauthorized", NULL, SESSION (CREDENTIALS, "(401121)") },
  { "400100", REFUSE (400, 400100), SESSION (FAILED, "(400100)") },
  { "400111", REFUSE (400, 400111), SESSION (FAILED, "(400111)") },
  { "400200", REFUSE (400, 400200), SESSION (FAILED, "(400200)") },
  { "400800", REFUSE (400, 400800), SESSION (NOT_ALLOWED, "(400800)") },
  { "401120", REFUSE (401, 401120), SESSION (NOT_ALLOWED, "(401120)") },
  { "429100", REFUSE (429, 429100), SESSION (UNAVAILABLE, "(429100)") },
  { "500999", REFUSE (500, 500999), SESSION (UNAVAILABLE, "(500999)") },
  { "503", "unavailable", NULL, SESSION (UNAVAILABLE, "(500999)") },
  { "unknown-code", "refuse", "{\"http\":400,\"code\":499999,\"reason\":\"Out of tea\"}",
    SESSION (FAILED, "Out of tea (499999)") },
  { "html", "refuse", "{\"http\":403,\"form\":\"html\"}", SESSION (NOT_ALLOWED, "(403)") },
  { "empty", "refuse", "{\"http\":500,\"form\":\"empty\"}", SESSION (UNAVAILABLE, "(500)") },
  { "200-with-code", REFUSE (200, 400302), SESSION (PROTOCOL, "") },
  { "no-token", "replace-member", "{\"member\":\"sbcall_session_token\"}", SESSION (PROTOCOL, "") },
  { "no-user", "replace-member", "{\"member\":\"user\"}", SESSION (PROTOCOL, "") },
  { "no-user-id", "replace-member", "{\"member\":\"user_id\"}", SESSION (PROTOCOL, "") },
};

static void
test_row (Fixture *f, gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;

  fixture_fault (f, row->fault, row->parameters);
  error = fixture_fail_login (f);
  g_test_message ("%s", error->message);
  g_assert_error (error, row->domain (), row->code);
  g_assert_nonnull (strstr (error->message, row->part));
  fixture_assert_trace (f, "pending error");
  g_assert_cmpuint (fixture_count (f, f->service->login), ==, 1);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 0);
  g_assert_cmpuint (fake_clock_n_waiting (f->clock), <=, 2); /* the practice service's own */

  /* Nothing of it stays behind. */
  ahoy_practice_clear_faults (f->practice);
  fixture_login (f);
  fixture_logout (f);
}

/* 503 with retryAfter: the same POST again, without a word, at most three times. */
static void
test_unavailable (Fixture *f, gconstpointer data)
{
  const char *parameters = data;
  g_autoptr (GError) error = NULL;
  guint n_events;

  fixture_fault (f, "unavailable", parameters);
  fixture_begin_login (f);
  n_events = f->events->len;
  for (guint n = 1; n < 4; n++) {
    WAIT_UNTIL (fixture_count (f, "subscribe") == n);
    WAIT_UNTIL (fake_clock_n_waiting (f->clock) == 1 && fake_clock_next (f->clock) == 7000);
    g_assert_null (f->result);
    fake_clock_advance (f->clock, 7000);
  }
  error = fixture_finish_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "(503)"));
  g_assert_cmpuint (fixture_count (f, "subscribe"), ==, 4);
  fixture_assert_trace (f, "pending error");
  g_assert_cmpuint (f->events->len, ==, n_events + 1);
}

static void
test_unavailable_once (Fixture *f, gconstpointer data)
{
  fixture_fault (f, "unavailable", "{\"retry-after-ms\":700}");
  fixture_begin_login (f);
  WAIT_UNTIL (fixture_count (f, "subscribe") == 1);
  WAIT_UNTIL (fake_clock_next (f->clock) == 700);
  fake_clock_advance (f->clock, 700);
  g_assert_no_error (fixture_finish_login (f));
  fixture_assert_trace (f, "pending connected");
}

static void
test_slow (Fixture *f, gconstpointer data)
{
  const char *fault = data;
  g_autoptr (GError) error = NULL;

  fixture_fault (f, fault, "{}");
  fixture_begin_login (f);
  WAIT_UNTIL (fixture_count (f, f->service->login) == 1);
  fake_clock_advance (f->clock, 29999);
  g_assert_null (f->result);
  fake_clock_advance (f->clock, 1);
  error = fixture_finish_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT);
  fixture_assert_trace (f, "pending error");
}

static void
test_nobody (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ahoy_practice_stop (f->practice);
  error = fixture_fail_login (f);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_cmpstr (error->message, ==, "127.0.0.1 refused the connection");
  fixture_assert_trace (f, "pending error");
}

static void
test_unknown_host (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_object_set (f->account, "server", "https://nobody.invalid", NULL);
  fixture_new_session (f);
  error = fixture_fail_login (f);
  g_assert_nonnull (strstr (error->message, "nobody.invalid"));
  fixture_assert_trace (f, "pending error");
}

/* A service whose login is no more than a request does not have it tried again. */
static void
test_refused_socket (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_fault (f, "refuse-upgrade", "{\"http\":401,\"code\":401121}");
  error = fixture_fail_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "(401)"));
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 1);
  g_assert_cmpuint (fixture_count (f, "login"), ==, 1);
  g_assert_cmpuint (fixture_count (f, "missed-signal"), ==, 0);
  fixture_assert_trace (f, "pending error");
}

static void
test_slow_socket (Fixture *f, gconstpointer data)
{
  fixture_fault (f, "silent", "{\"for\":\"upgrade\"}");
  fixture_begin_login (f);
  WAIT_UNTIL (fixture_count (f, "upgrade") == 1);
  fake_clock_advance (f->clock, 14999);
  g_assert_null (f->result);
  fake_clock_advance (f->clock, 1);
  fixture_expect_error (f, ahoy_session_connect_finish, AHOY_SESSION_ERROR,
                        AHOY_SESSION_ERROR_TIMED_OUT);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 1);
  fixture_assert_trace (f, "pending error");
}

/* Section 3.1: the socket cannot be opened, so the subscription must go. */
static void
test_no_socket (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_fault (f, "refuse-upgrade", "{\"http\":404,\"count\":0}");
  fixture_begin_login (f);
  for (guint n = 1; n < 5; n++) {
    g_autofree char *part = g_strdup_printf ("(try %u): ", n);

    fixture_wait_for (f, part);
    g_assert_null (f->result);
    fake_clock_advance (f->clock, 4999);
    g_assert_cmpuint (fixture_count (f, "upgrade"), ==, n);
    fake_clock_advance (f->clock, 1);
  }
  error = fixture_finish_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "(404)"));
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 5);
  g_assert_cmpuint (fixture_count (f, "unsubscribe"), ==, 1);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
  fixture_assert_trace (f, "pending error");
}

/* The tries for the first opening are not lost when one of them succeeds. */
static void
test_socket_at_last (Fixture *f, gconstpointer data)
{
  fixture_fault (f, "refuse-upgrade", "{\"http\":500}");
  fixture_begin_login (f);
  fixture_wait_for (f, "(try 1): ");
  fake_clock_advance (f->clock, 5000);
  g_assert_no_error (fixture_finish_login (f));
  fixture_assert_trace (f, "pending connected");
}

static void
test_silent_socket (Fixture *f, gconstpointer data)
{
  fixture_fault (f, "silent", "{\"for\":\"upgrade\"}");
  fixture_begin_login (f);
  WAIT_UNTIL (fixture_count (f, "upgrade") == 1);
  fake_clock_advance (f->clock, 5000); /* the try's limit is the delay, so the next follows */
  g_assert_no_error (fixture_finish_login (f));
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 2);
}

/* A service that gives our secret back to us does not get it onto the screen. */
static void
test_echoed_secret (Fixture *f, gconstpointer data)
{
  const char *secret = data;
  g_autofree char *reason = g_strdup_printf ("No: %s is not right", secret);
  g_autofree char *quoted = ahoy_json_quote (reason);
  g_autofree char *parameters = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_credentials (f, f->service->kind, NULL, secret);
  parameters = g_strdup_printf ("{\"http\":500,\"code\":999,\"reason\":%s}", quoted);
  fixture_fault (f, "refuse", parameters);
  error = fixture_fail_login (f);
  g_assert_nonnull (strstr (error->message, "is not right"));
  g_assert_null (strstr (error->message, "open"));
  g_assert_null (strstr (error->message, "ame"));
  g_assert_false (fixture_has_event (f, "open"));
}

static void
test_refused_unsubscribe (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  fixture_fault (f, "refuse-unsubscribe", NULL);
  fixture_logout (f);
  fixture_assert_trace (f, "pending connected leaving out");
}

static void
test_vanished_at_logout (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  fixture_fault (f, "drop", "{\"for\":\"unsubscribe\",\"count\":0}");
  fixture_logout (f);
  fixture_assert_trace (f, "pending connected leaving out");
}

static void
add_rows (const FixtureService *service, const Row *all, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strconcat ("/failures/", all[i].name, NULL);

    if (service != NULL)
      fixture_add_for (service, path, &all[i], test_row);
    else
      fixture_add (path, &all[i], test_row);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_rows (NULL, rows, G_N_ELEMENTS (rows));
  fixture_add ("/failures/silent", "silent", test_slow);
  fixture_add ("/failures/nobody", NULL, test_nobody);
  fixture_add ("/failures/unknown-host", NULL, test_unknown_host);
  fixture_add ("/failures/echoed-secret", "open-sesame", test_echoed_secret);
  fixture_add ("/failures/echoed-odd-secret", "open/\"ses\\ame\"", test_echoed_secret);

#define ADD(path, data, func) fixture_add_for (&fixture_kandy, "/failures/" path, data, func)

  add_rows (&fixture_kandy, kandy_rows, G_N_ELEMENTS (kandy_rows));
  ADD ("503-body", "{\"retry-after-ms\":7000,\"count\":0}", test_unavailable);
  ADD ("503-header", "{\"retry-after-header\":7,\"count\":0}", test_unavailable);
  ADD ("503-both", "{\"retry-after-ms\":7000,\"retry-after-header\":99,\"count\":0}",
       test_unavailable);
  ADD ("503-once", NULL, test_unavailable_once);
  ADD ("no-socket", NULL, test_no_socket);
  ADD ("socket-at-last", NULL, test_socket_at_last);
  ADD ("silent-socket", NULL, test_silent_socket);
  ADD ("refused-unsubscribe", NULL, test_refused_unsubscribe);
  ADD ("vanished-at-logout", NULL, test_vanished_at_logout);

  add_rows (&fixture_sendbird, sendbird_rows, G_N_ELEMENTS (sendbird_rows));
  fixture_add_for (&fixture_sendbird, "/failures/refused-socket", NULL, test_refused_socket);
  fixture_add_for (&fixture_sendbird, "/failures/slow-socket", NULL, test_slow_socket);

  return g_test_run ();
}
