/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-kandy-call-failure.h"

#include <string.h>

typedef struct {
  guint       http_status;
  const char *body;
  GQuark      domain; /* 0 for calls */
  int         code;
  const char *message;
} Row;

static void
check_rows (const Row *rows, guint n_rows, GError *(*to_error) (const AhoyKandyAnswer *answer))
{
  for (guint i = 0; i < n_rows; i++) {
    AhoyKandyAnswer answer = { .http_status = rows[i].http_status, .body = rows[i].body,
                               .body_length = -1 };
    g_autoptr (GError) error = to_error (&answer);

    g_assert_cmpstr (error->message, ==, rows[i].message);
    g_assert_true (error->domain == (rows[i].domain != 0 ? rows[i].domain : AHOY_CALL_ERROR));
    g_assert_cmpint (error->code, ==, rows[i].code);
  }
}

#define BODY(code) "{\"callControlResponse\":{\"statusCode\":" #code "}}"

static void
test_calls (void)
{
  const GQuark session = AHOY_SESSION_ERROR;
  const Row rows[] = {
    { 404, BODY (42), 0, AHOY_CALL_ERROR_VANISHED,
      "The service does not know of this call any more (42)" },
    { 404, BODY (47), 0, AHOY_CALL_ERROR_VANISHED,
      "The service does not know of this call any more (47)" },
    { 409, BODY (49), 0, AHOY_CALL_ERROR_CROSSED,
      "Both sides wanted to change the call at the same time (49)" },
    { 400, BODY (5), 0, AHOY_CALL_ERROR_FAILED, "The server does not understand the request (5)" },
    { 500, BODY (26), 0, AHOY_CALL_ERROR_FAILED, "The server has a problem of its own (26)" },
    { 400, BODY (1004), 0, AHOY_CALL_ERROR_FAILED,
      "The server does not understand the request (1004)" },
    { 403, BODY (29), 0, AHOY_CALL_ERROR_NOT_ALLOWED,
      "This device is not allowed to make calls (29)" },
    { 403, BODY (35), 0, AHOY_CALL_ERROR_NOT_ALLOWED,
      "Calls are not enabled for this account (35)" },
    { 403, BODY (37), 0, AHOY_CALL_ERROR_FAILED, "The server does not accept this call (37)" },
    { 403, BODY (62), 0, AHOY_CALL_ERROR_NOT_ALLOWED, "This account is disabled (62)" },
    { 503, BODY (503), 0, AHOY_CALL_ERROR_UNAVAILABLE,
      "The service is busy, try again later (503)" },
    { 500, BODY (12345), 0, AHOY_CALL_ERROR_FAILED, "The server has a problem of its own (12345)" },
    { 400, "{\"statusCode\":7,\"reason\":\"tea time\"}", 0, AHOY_CALL_ERROR_FAILED,
      "The server refused the request: tea time (7)" },
    { 502, NULL, 0, AHOY_CALL_ERROR_FAILED, "The server has a problem of its own (502)" },
    { 404, NULL, 0, AHOY_CALL_ERROR_FAILED, "The service was not found on this server (404)" },

    /* Those that are about the login. */
    { 401, BODY (42), session, AHOY_SESSION_ERROR_CREDENTIALS,
      "The user name or password is wrong (42)" },
    { 403, BODY (4), session, AHOY_SESSION_ERROR_CREDENTIALS,
      "The user name or password is wrong (4)" },
    { 403, BODY (65), session, AHOY_SESSION_ERROR_CREDENTIALS, "Your login has expired (65)" },
    { 403, NULL, session, AHOY_SESSION_ERROR_CREDENTIALS,
      "The user name or password is wrong (403)" },
    { 200, BODY (65), session, AHOY_SESSION_ERROR_CREDENTIALS, "Your login has expired (65)" },
    { 200, "no JSON", session, AHOY_SESSION_ERROR_PROTOCOL,
      "The server sent something that Ahoy cannot read (200)" },
  };

  check_rows (rows, G_N_ELEMENTS (rows), ahoy_kandy_call_answer_to_error);
}

static void
test_history (void)
{
  const GQuark session = AHOY_SESSION_ERROR;
  const Row rows[] = {
    { 404, "{\"logRecord\":{\"statusCode\":42}}", 0, AHOY_CALL_ERROR_VANISHED,
      "This entry is not in the history any more (42)" },
    { 200, "{\"logHistory\":{\"statusCode\":27}}", 0, AHOY_CALL_ERROR_NOT_ALLOWED,
      "This account may not see its history of calls (27)" },
    { 403, "{\"logHistory\":{\"statusCode\":27}}", session, AHOY_SESSION_ERROR_CREDENTIALS,
      "The server does not allow this login (27)" },
    { 403, "{\"logHistory\":{\"statusCode\":35}}", 0, AHOY_CALL_ERROR_NOT_ALLOWED,
      "The history of calls is not enabled for this account (35)" },
    { 403, "{\"logHistory\":{\"statusCode\":4}}", session, AHOY_SESSION_ERROR_CREDENTIALS,
      "The user name or password is wrong (4)" },
    { 404, "{\"logHistory\":{\"statusCode\":47}}", 0, AHOY_CALL_ERROR_FAILED,
      "The server refused the request (47)" },
  };

  check_rows (rows, G_N_ELEMENTS (rows), ahoy_kandy_history_answer_to_error);
}

static void
test_gone (void)
{
  static const struct {
    guint       http_status;
    const char *body;
    gboolean    gone;
  } rows[] = {
    { 404, BODY (42), TRUE },
    { 400, BODY (42), TRUE },
    { 404, BODY (47), TRUE },
    { 404, BODY (39), FALSE },
    { 404, NULL, FALSE },
    { 404, "", FALSE },
    { 500, BODY (42), FALSE },
    { 200, BODY (42), FALSE },
    { 200, BODY (0), FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    AhoyKandyAnswer answer = { .http_status = rows[i].http_status, .body = rows[i].body,
                               .body_length = -1 };
    guint delay = 1;

    g_assert_cmpint (ahoy_kandy_call_answer_is_gone (&answer), ==, rows[i].gone);
    g_assert_cmpint (ahoy_kandy_audit_get_delay (&answer, 25000, &delay), ==, !rows[i].gone);
    g_assert_cmpint (delay == 1, ==, rows[i].gone);
  }
}

static void
test_audit (void)
{
  static const struct {
    guint       http_status; /* 0: no answer */
    const char *body;
    guint       interval;
    guint       delay;
  } rows[] = {
    { 200, BODY (0), AHOY_KANDY_AUDIT_INTERVAL, 25000 },
    { 201, BODY (0), 60000, 60000 },
    { 204, NULL, 25000, 25000 },
    { 200, BODY (0), 5000, 10000 },
    { 200, BODY (0), 0, 10000 },
    { 200, "no JSON", 25000, 5000 },
    { 404, NULL, 25000, 5000 },
    { 500, BODY (26), 25000, 5000 },
    { 500, BODY (26), 10000, 4500 },
    { 0, NULL, 25000, 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    AhoyKandyAnswer answer = { .http_status = rows[i].http_status, .body = rows[i].body,
                               .body_length = -1 };
    guint delay = 0;

    g_assert_true (ahoy_kandy_audit_get_delay (rows[i].http_status != 0 ? &answer : NULL,
                                               rows[i].interval, &delay));
    g_assert_cmpuint (delay, ==, rows[i].delay);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kandy/call-failure/calls", test_calls);
  g_test_add_func ("/kandy/call-failure/history", test_history);
  g_test_add_func ("/kandy/call-failure/gone", test_gone);
  g_test_add_func ("/kandy/call-failure/audit", test_audit);

  return g_test_run ();
}
