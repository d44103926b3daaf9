/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

/* Section 3.2 of the protocol page, row by row, and what is worse than any of its rows. */
typedef struct {
  const char *name, *fault, *parameters;
  GQuark    (*domain) (void);
  int         code;
  const char *part; /* of the message */
} Row;

#define SESSION(code, part) ahoy_session_error_quark, AHOY_SESSION_ERROR_##code, part
#define REFUSE(http, code) \
  "refuse", "{\"http\":" #http ",\"code\":" #code "}"

static const Row rows[] = {
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
  { "garbage-text", "garbage", "{\"kind\":\"text\"}", SESSION (PROTOCOL, "") },
  { "garbage-half", "garbage", "{\"kind\":\"half\"}", SESSION (PROTOCOL, "") },
  { "garbage-array", "garbage", "{\"kind\":\"array\"}", SESSION (PROTOCOL, "") },
  { "garbage-empty", "garbage", "{\"kind\":\"empty\"}", SESSION (PROTOCOL, "") },
  { "garbage-html", "garbage", "{\"kind\":\"html\"}", SESSION (PROTOCOL, "") },
  { "garbage-utf8", "garbage", "{\"kind\":\"utf8\"}", SESSION (PROTOCOL, "") },
  { "garbage-zero", "garbage", "{\"kind\":\"zero\"}", SESSION (PROTOCOL, "") },
  { "no-wrapper", "no-wrapper", NULL, SESSION (PROTOCOL, "") },
  { "no-params", "no-params", NULL, SESSION (PROTOCOL, "") },
  { "no-channel", "replace-member", "{\"member\":\"notificationChannel\"}", SESSION (PROTOCOL, "") },
  { "channel-elsewhere", "replace-member",
    "{\"member\":\"notificationChannel\",\"value\":\"//evil.example/x\"}", SESSION (PROTOCOL, "") },
  { "no-subscription", "replace-member", "{\"member\":\"subscription\"}", SESSION (PROTOCOL, "") },
  { "big-answer", "big-answer", NULL, SESSION (PROTOCOL, "too long") },
  { "redirect", "redirect", NULL, SESSION (FAILED, "(302)") },
  { "drop", "drop", NULL, g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, "127.0.0.1" },
  { "cut-answer", "cut-answer", NULL, g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, "127.0.0.1" },
  { "not-http", "not-http", NULL, SESSION (PROTOCOL, "does not speak this protocol") },
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
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "subscribe"), ==, 1);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "upgrade"), ==, 0);
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
    WAIT_UNTIL (ahoy_practice_get_count (f->practice, "subscribe") == n);
    WAIT_UNTIL (fake_clock_n_waiting (f->clock) == 1 && fake_clock_next (f->clock) == 7000);
    g_assert_null (f->result);
    fake_clock_advance (f->clock, 7000);
  }
  error = fixture_finish_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "(503)"));
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "subscribe"), ==, 4);
  fixture_assert_trace (f, "pending error");
  g_assert_cmpuint (f->events->len, ==, n_events + 1);
}

static void
test_unavailable_once (Fixture *f, gconstpointer data)
{
  fixture_fault (f, "unavailable", "{\"retry-after-ms\":700}");
  fixture_begin_login (f);
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "subscribe") == 1);
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
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "subscribe") == 1);
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
    g_assert_cmpuint (ahoy_practice_get_count (f->practice, "upgrade"), ==, n);
    fake_clock_advance (f->clock, 1);
  }
  error = fixture_finish_login (f);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "(404)"));
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "upgrade"), ==, 5);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "unsubscribe"), ==, 1);
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
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "upgrade") == 1);
  fake_clock_advance (f->clock, 5000); /* the try's limit is the delay, so the next follows */
  g_assert_no_error (fixture_finish_login (f));
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "upgrade"), ==, 2);
}

/* A service that gives our secret back to us does not get it onto the screen. */
static void
test_echoed_secret (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_set_credentials (f, AHOY_LOGIN_KIND_PASSWORD, NULL, "open sesame");
  fixture_fault (f, "refuse",
                 "{\"http\":500,\"code\":999,\"reason\":\"No: open sesame is not right\"}");
  error = fixture_fail_login (f);
  g_assert_nonnull (strstr (error->message, "is not right"));
  g_assert_null (strstr (error->message, "sesame"));
  g_assert_false (fixture_has_event (f, "sesame"));
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) \
  g_test_add (path, Fixture, data, fixture_set_up, func, fixture_tear_down)

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/session/failures/", rows[i].name, NULL);

    ADD (path, &rows[i], test_row);
  }
  ADD ("/session/failures/503-body", "{\"retry-after-ms\":7000,\"count\":0}", test_unavailable);
  ADD ("/session/failures/503-header", "{\"retry-after-header\":7,\"count\":0}", test_unavailable);
  ADD ("/session/failures/503-both",
       "{\"retry-after-ms\":7000,\"retry-after-header\":99,\"count\":0}", test_unavailable);
  ADD ("/session/failures/503-once", NULL, test_unavailable_once);
  ADD ("/session/failures/silent", "silent", test_slow);
  ADD ("/session/failures/nobody", NULL, test_nobody);
  ADD ("/session/failures/unknown-host", NULL, test_unknown_host);
  ADD ("/session/failures/no-socket", NULL, test_no_socket);
  ADD ("/session/failures/socket-at-last", NULL, test_socket_at_last);
  ADD ("/session/failures/silent-socket", NULL, test_silent_socket);
  ADD ("/session/failures/echoed-secret", NULL, test_echoed_secret);
  ADD ("/session/failures/refused-unsubscribe", NULL, test_refused_unsubscribe);
  ADD ("/session/failures/vanished-at-logout", NULL, test_vanished_at_logout);

  return g_test_run ();
}
