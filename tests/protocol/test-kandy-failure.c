/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-kandy-failure.h"
#include "hostile.h"

#include <string.h>

/* 2026-11-06 08:49:37 UTC, in milliseconds; all dates below are told from here. */
#define NOW G_GINT64_CONSTANT (1793954977000)

#define WRAPPED(code) "{\"subscribeResponse\":{\"statusCode\":" code "}}"

static AhoyKandyAnswer
answer_of (guint status, const char *body)
{
  return (AhoyKandyAnswer) { .http_status = status, .body = body, .body_length = -1 };
}

static void
assert_refusal (AhoyKandyAnswer answer, AhoySessionError code, const char *message)
{
  g_autoptr (GError) error = ahoy_kandy_answer_to_error (&answer);

  g_assert_error (error, AHOY_SESSION_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
assert_body (guint status, const char *body, AhoySessionError code, const char *message)
{
  assert_refusal (answer_of (status, body), code, message);
}

static void
test_success (void)
{
  static const struct {
    guint       status;
    const char *body;
    gboolean    success;
  } rows[] = {
    { 200, "{}", TRUE },
    { 201, WRAPPED ("0"), TRUE },
    { 200, WRAPPED ("4"), TRUE }, /* whatever it says, except where a section names a check */
    { 299, "{}", TRUE },
    { 204, NULL, TRUE },
    { 204, "", TRUE },
    { 204, "text", TRUE },
    { 200, NULL, FALSE },
    { 200, "", FALSE },
    { 200, "OK", FALSE },
    { 200, "[]", FALSE },
    { 200, "<html></html>", FALSE },
    { 199, "{}", FALSE },
    { 300, "{}", FALSE },
    { 304, "{}", FALSE },
    { 401, "{}", FALSE },
    { 403, WRAPPED ("0"), FALSE },
    { 500, "{}", FALSE },
    { 0, "{}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    AhoyKandyAnswer answer = answer_of (rows[i].status, rows[i].body);

    g_assert_true (ahoy_kandy_answer_is_success (&answer) == rows[i].success);
  }
}

static void
assert_code (const char *body, gboolean found, int expected)
{
  AhoyKandyAnswer answer = answer_of (500, body);
  int code = 77;

  g_assert_true (ahoy_kandy_answer_get_code (&answer, &code) == found);
  g_assert_cmpint (code, ==, found ? expected : 77);
}

static void
test_code (void)
{
  AhoyKandyAnswer html = { 403, "Forbidden", "text/HTML; charset=utf-8", NULL, WRAPPED ("4"), -1 };
  AhoyKandyAnswer cut = { 500, NULL, NULL, NULL, WRAPPED ("4") "trailing", strlen (WRAPPED ("4")) };
  int code = 77;

  assert_code (WRAPPED ("4"), TRUE, 4);
  assert_code (WRAPPED ("-1"), TRUE, -1);
  assert_code ("{\"callControlResponse\":{\"statusCode\":42}}", TRUE, 42);
  assert_code ("{\"statusCode\":26,\"reason\":\"…\"}", TRUE, 26);
  assert_code ("{\"a\":1,\"b\":[],\"c\":{\"statusCode\":\"4 \"},\"d\":{\"statusCode\":5}}", TRUE, 5);
  assert_code (WRAPPED ("\"4\""), TRUE, 4);
  assert_code (WRAPPED ("\"x\""), FALSE, 0);
  assert_code (WRAPPED ("4.5"), FALSE, 0);
  assert_code (WRAPPED ("null"), FALSE, 0);
  assert_code (WRAPPED ("99999999999"), FALSE, 0);
  assert_code (WRAPPED ("99999999999999999999999999"), FALSE, 0);
  assert_code ("{\"a\":{\"b\":{\"statusCode\":4}}}", FALSE, 0);
  assert_code ("[{\"statusCode\":4}]", FALSE, 0);
  assert_code ("{}", FALSE, 0);
  assert_code ("", FALSE, 0);
  assert_code (NULL, FALSE, 0);

  g_assert_false (ahoy_kandy_answer_get_code (&html, &code));
  g_assert_true (ahoy_kandy_answer_get_code (&cut, &code));
  g_assert_cmpint (code, ==, 4);
}

/* The rows of section 3.2, from the top. */
static void
test_wrong_password (void)
{
  static const char wrong[] = "The user name or password is wrong";
  AhoyKandyAnswer html = { 403, "Forbidden", "text/html", NULL, "<html>statusCode</html>", -1 };
  AhoyKandyAnswer xhtml = { 403, NULL, "application/xhtml+xml", NULL, WRAPPED ("63"), -1 };
  g_autofree char *with_4 = g_strconcat (wrong, " (4)", NULL);
  g_autofree char *with_401 = g_strconcat (wrong, " (401)", NULL);
  g_autofree char *with_403 = g_strconcat (wrong, " (403)", NULL);

  assert_body (403, WRAPPED ("4"), AHOY_SESSION_ERROR_CREDENTIALS, with_4);
  assert_body (403, "{\"statusCode\":4}", AHOY_SESSION_ERROR_CREDENTIALS, with_4);
  assert_refusal (html, AHOY_SESSION_ERROR_CREDENTIALS, with_403);
  assert_refusal (xhtml, AHOY_SESSION_ERROR_CREDENTIALS, with_403);
  assert_body (403, NULL, AHOY_SESSION_ERROR_CREDENTIALS, with_403);
  assert_body (403, "", AHOY_SESSION_ERROR_CREDENTIALS, with_403);
  assert_body (403, "text", AHOY_SESSION_ERROR_CREDENTIALS, with_403);
  assert_body (401, NULL, AHOY_SESSION_ERROR_CREDENTIALS, with_401);
  assert_body (401, "<html></html>", AHOY_SESSION_ERROR_CREDENTIALS, with_401);
  assert_body (401, WRAPPED ("4"), AHOY_SESSION_ERROR_CREDENTIALS, with_4);
  assert_body (401, WRAPPED ("65"), AHOY_SESSION_ERROR_CREDENTIALS, "Your login has expired (65)");
  assert_body (401, WRAPPED ("7"), AHOY_SESSION_ERROR_CREDENTIALS,
               "The user name or password is wrong (7)");
}

static void
test_known_numbers (void)
{
  assert_body (403, WRAPPED ("27"), AHOY_SESSION_ERROR_CREDENTIALS,
               "The server does not allow this login (27)");
  assert_body (403, WRAPPED ("61"), AHOY_SESSION_ERROR_CREDENTIALS,
               "The server does not accept the user name or password (61)");
  assert_body (403, WRAPPED ("65"), AHOY_SESSION_ERROR_CREDENTIALS, "Your login has expired (65)");
  assert_body (403, WRAPPED ("29"), AHOY_SESSION_ERROR_NOT_ALLOWED,
               "This device is not allowed to log in (29)");
  assert_body (403, WRAPPED ("35"), AHOY_SESSION_ERROR_NOT_ALLOWED,
               "The service is not enabled for this account (35)");
  assert_body (403, WRAPPED ("37"), AHOY_SESSION_ERROR_NOT_ALLOWED,
               "The server does not accept the settings of this account (37)");
  assert_body (403, WRAPPED ("45"), AHOY_SESSION_ERROR_NOT_ALLOWED,
               "This account is not allowed to log in (45)");
  assert_body (403, WRAPPED ("46"), AHOY_SESSION_ERROR_NOT_ALLOWED,
               "This account is not allowed to log in (46)");
  assert_body (403, WRAPPED ("62"), AHOY_SESSION_ERROR_NOT_ALLOWED,
               "This account is disabled (62)");
  assert_body (403, WRAPPED ("63"), AHOY_SESSION_ERROR_NOT_ALLOWED, "This account is locked (63)");
  assert_body (403, WRAPPED ("64"), AHOY_SESSION_ERROR_NOT_ALLOWED,
               "This account is not allowed to log in (64)");
  assert_body (400, WRAPPED ("5"), AHOY_SESSION_ERROR_FAILED,
               "The server does not understand the request (5)");
  assert_body (400, WRAPPED ("1004"), AHOY_SESSION_ERROR_FAILED,
               "The server does not understand the request (1004)");
  assert_body (500, WRAPPED ("26"), AHOY_SESSION_ERROR_FAILED,
               "The server has a problem of its own (26)");
  assert_body (404, WRAPPED ("39"), AHOY_SESSION_ERROR_FAILED,
               "The server does not know this login any more (39)");
}

static void
test_other_refusals (void)
{
  AhoyKandyAnswer phrase = { 429, "Too Many Requests", NULL, NULL, NULL, -1 };

  assert_body (404, WRAPPED ("7"), AHOY_SESSION_ERROR_FAILED, "The server refused the request (7)");
  assert_body (404, "{\"statusCode\":7,\"reason\":\"Too many logins\"}", AHOY_SESSION_ERROR_FAILED,
               "The server refused the request: Too many logins (7)");
  assert_body (500, "{\"subscribeResponse\":{\"statusCode\":8,\"reason\":\"Out of luck\"}}",
               AHOY_SESSION_ERROR_FAILED, "The server refused the request: Out of luck (8)");
  assert_body (403, "{\"reason\":\"Not today\"}", AHOY_SESSION_ERROR_FAILED,
               "The server refused the request: Not today (403)");
  assert_body (403, WRAPPED ("99"), AHOY_SESSION_ERROR_FAILED,
               "The server refused the request (99)");
  assert_body (404, "<html></html>", AHOY_SESSION_ERROR_FAILED,
               "The service was not found on this server (404)");
  assert_body (500, NULL, AHOY_SESSION_ERROR_FAILED, "The server has a problem of its own (500)");
  assert_body (502, "<html></html>", AHOY_SESSION_ERROR_FAILED,
               "The server has a problem of its own (502)");
  assert_body (302, NULL, AHOY_SESSION_ERROR_FAILED, "The server refused the request (302)");
  assert_body (0, NULL, AHOY_SESSION_ERROR_FAILED, "The server refused the request");
  /* Outside of 401 and 403 these numbers say nothing about the password. */
  assert_body (404, WRAPPED ("4"), AHOY_SESSION_ERROR_FAILED, "The server refused the request (4)");
  assert_refusal (phrase, AHOY_SESSION_ERROR_FAILED,
                  "The server refused the request: Too Many Requests (429)");
}

static void
test_busy (void)
{
  assert_body (503, WRAPPED ("503"), AHOY_SESSION_ERROR_UNAVAILABLE,
               "The service is busy, try again later (503)");
  assert_body (503, "<html></html>", AHOY_SESSION_ERROR_UNAVAILABLE,
               "The service is busy, try again later (503)");
  assert_body (503, NULL, AHOY_SESSION_ERROR_UNAVAILABLE,
               "The service is busy, try again later (503)");
  assert_body (500, WRAPPED ("503"), AHOY_SESSION_ERROR_UNAVAILABLE,
               "The service is busy, try again later (503)");
}

/* Section 3.3: in the answer to a refresh other numbers are failures even in a 2xx. */
static void
test_refused_by_success (void)
{
  assert_body (200, WRAPPED ("4"), AHOY_SESSION_ERROR_CREDENTIALS,
               "The user name or password is wrong (4)");
  assert_body (200, WRAPPED ("63"), AHOY_SESSION_ERROR_NOT_ALLOWED, "This account is locked (63)");
  assert_body (200, WRAPPED ("7"), AHOY_SESSION_ERROR_FAILED, "The server refused the request (7)");
  assert_body (200, "OK", AHOY_SESSION_ERROR_PROTOCOL,
               "The server sent something that Ahoy cannot read (200)");
}

static void
test_reason (void)
{
  g_autofree char *letters = g_strnfill (500000, 'x');
  g_autofree char *endless = g_strdup_printf ("{\"statusCode\":7,\"reason\":\"%s\"}", letters);
  g_autofree char *expected = g_strdup_printf ("The server refused the request: %.160s… (7)",
                                               letters);
  AhoyKandyAnswer phrase = { 418, "a\xff\r\nb\x1b[0m", NULL, NULL, NULL, -1 };

  assert_body (404, endless, AHOY_SESSION_ERROR_FAILED, expected);
  assert_body (404, "{\"statusCode\":7,\"reason\":\"  a\\nb\\u001b\\u202e\\u007fc %s\\t \"}",
               AHOY_SESSION_ERROR_FAILED, "The server refused the request: a bc %s (7)");
  assert_body (404, "{\"statusCode\":7,\"reason\":\"\\u001b \"}", AHOY_SESSION_ERROR_FAILED,
               "The server refused the request (7)");
  assert_body (404, "{\"statusCode\":7,\"reason\":[\"no\"]}", AHOY_SESSION_ERROR_FAILED,
               "The server refused the request (7)");
  assert_refusal (phrase, AHOY_SESSION_ERROR_FAILED,
                  "The server refused the request: a\xef\xbf\xbd  b[0m (418)");
}

static void
test_gone (void)
{
  AhoyKandyAnswer gone = answer_of (404, WRAPPED ("39"));
  AhoyKandyAnswer other_status = answer_of (403, WRAPPED ("39"));
  AhoyKandyAnswer other_code = answer_of (404, WRAPPED ("42"));
  AhoyKandyAnswer no_code = answer_of (404, NULL);

  g_assert_true (ahoy_kandy_answer_is_gone (&gone));
  g_assert_false (ahoy_kandy_answer_is_gone (&other_status));
  g_assert_false (ahoy_kandy_answer_is_gone (&other_code));
  g_assert_false (ahoy_kandy_answer_is_gone (&no_code));
}

/* expected: milliseconds, or -1 for no retry. */
static void
assert_retry (guint status, const char *body, const char *header, gint64 expected)
{
  AhoyKandyAnswer answer = { status, NULL, NULL, header, body, -1 };
  guint delay = 77;

  g_assert_true (ahoy_kandy_answer_get_retry (&answer, NOW, &delay) == (expected >= 0));
  g_assert_cmpuint (delay, ==, expected >= 0 ? expected : 77);
}

static void
test_retry_body (void)
{
  assert_retry (503, "{\"subscribeResponse\":{\"statusCode\":503,\"retryAfter\":700}}", NULL, 700);
  assert_retry (503, "{\"subscribeResponse\":{\"statusCode\":503,\"retryAfter\":700}}", "9", 700);
  assert_retry (503, "{\"retryAfter\":0}", "9", 0);
  assert_retry (503, "{\"retryAfter\":3600001}", NULL, 3600000);
  assert_retry (503, "{\"retryAfter\":999999999999999999}", NULL, 3600000);
  assert_retry (503, "{\"retryAfter\":-1}", NULL, -1);
  assert_retry (503, "{\"retryAfter\":-1}", "9", 9000);
  assert_retry (503, "{\"retryAfter\":\"700\"}", "9", 700);
  assert_retry (503, "{\"retryAfter\":\"soon\"}", "9", 9000);
  assert_retry (503, "{\"retryAfter\":1e999}", NULL, -1);
  assert_retry (500, "{\"retryAfter\":700}", "9", -1);
  assert_retry (200, "{\"retryAfter\":700}", "9", -1);
}

static void
test_retry_header (void)
{
  assert_retry (503, WRAPPED ("503"), "9", 9000);
  assert_retry (503, "{}", " 9 ", 9000);
  assert_retry (503, "{}", "0", 0);
  assert_retry (503, "{}", "3601", 3600000);
  assert_retry (503, "{}", "99999999999999999999999999", 3600000);
  assert_retry (503, "{}", "-9", -1);
  assert_retry (503, "{}", "9.5", -1);
  assert_retry (503, "{}", "9 seconds", -1);
  assert_retry (503, "{}", "soon", -1);
  assert_retry (503, "{}", "", -1);
  assert_retry (503, "{}", NULL, -1);
  assert_retry (503, "<html></html>", "9", -1);
  assert_retry (503, "", "9", -1);
  assert_retry (503, NULL, "9", -1);
}

static void
test_retry_date (void)
{
  static const struct {
    const char *header;
    gint64      delay;
  } rows[] = {
    { "Fri, 06 Nov 2026 08:49:42 GMT", 5000 },
    { "Fri, 06 Nov 2026 08:49:37 GMT", 0 },
    { "Fri, 06 Nov 2026 08:49:36 GMT", 0 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", 0 },
    { "Fri, 06 Nov 2026 10:49:37 GMT", 3600000 },
    { "Fri, 31 Dec 9999 23:59:59 GMT", 3600000 },
    { "Friday, 06-Nov-26 08:49:42 GMT", 5000 },
    { "Sunday, 06-Nov-94 08:49:37 GMT", 0 },
    { "Fri Nov  6 08:49:42 2026", 5000 },
    { "Fri Nov 06 08:49:42 2026", 5000 },
    { "Fri, 06 Nov 2026 08:49:60 GMT", 22000 }, /* a leap second is taken for the one before it */
    { "Fri, 06 Nov 2026 08:49:61 GMT", -1 },
    { "Fri, 31 Feb 2027 08:49:42 GMT", -1 },
    { "Fri, 06 Nox 2026 08:49:42 GMT", -1 },
    { "Friday, 06-Nox-26 08:49:42 GMT", -1 },
    { "Friday, 66-Nov-26 08:49:42 GMT", -1 },
    { "Fri, 06 Nov 2026 25:49:42 GMT", -1 },
    { "Fri, 06 Nov 2026 08:49:42 CET", -1 },
    { "Fri, 06 Nov 2026 08:49:42 GMT+1", -1 },
    { "Fri, 06 Nov 2026 08:49:42", -1 },
    { "Fri, 06 Nov 0000 08:49:42 GMT", -1 },
    { "Fri, 06 Nov -999 08:49:42 GMT", -1 },
    { "06 Nov 2026 08:49:42 GMT", -1 },
    { "Fri Nov  6 08:49:42 2026 GMT", -1 },
    { "2026-11-06T08:49:42Z", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_retry (503, "{}", rows[i].header, rows[i].delay);
}

/* All readers of an answer agree on what is there, and none of them is brought down. */
static gboolean
read_answer (const char *text, gssize length, GError **error)
{
  static const guint statuses[] = { 200, 403, 404, 503 };
  gboolean readable = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    AhoyKandyAnswer answer = { .http_status = statuses[i], .body = text, .body_length = length };
    g_autoptr (GError) refusal = ahoy_kandy_answer_to_error (&answer);
    gboolean gone = ahoy_kandy_answer_is_gone (&answer);
    guint delay = 0;
    int code = 0;

    g_assert_true (refusal->domain == AHOY_SESSION_ERROR);
    g_assert_true (g_utf8_validate (refusal->message, -1, NULL));
    if (ahoy_kandy_answer_get_code (&answer, &code)) {
      g_autofree char *suffix = g_strdup_printf ("(%d)", code);

      g_assert_true (g_str_has_suffix (refusal->message, suffix));
    }
    g_assert_true (gone == (statuses[i] == 404 && code == 39));
    if (ahoy_kandy_answer_get_retry (&answer, NOW, &delay))
      g_assert_cmpuint (delay, <=, 3600000);
    readable = readable || ahoy_kandy_answer_is_success (&answer);
    if (statuses[i] == 200 && !readable)
      g_propagate_error (error, g_steal_pointer (&refusal));
  }

  return readable;
}

static void
test_hostile (void)
{
  hostile_check ("{\"subscribeResponse\":{\"statusCode\":503,\"retryAfter\":700,\"reason\":\"é\"}}",
                 read_answer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kandy/failure/success", test_success);
  g_test_add_func ("/kandy/failure/code", test_code);
  g_test_add_func ("/kandy/failure/wrong-password", test_wrong_password);
  g_test_add_func ("/kandy/failure/known-numbers", test_known_numbers);
  g_test_add_func ("/kandy/failure/other-refusals", test_other_refusals);
  g_test_add_func ("/kandy/failure/busy", test_busy);
  g_test_add_func ("/kandy/failure/refused-by-success", test_refused_by_success);
  g_test_add_func ("/kandy/failure/reason", test_reason);
  g_test_add_func ("/kandy/failure/gone", test_gone);
  g_test_add_func ("/kandy/failure/retry-body", test_retry_body);
  g_test_add_func ("/kandy/failure/retry-header", test_retry_header);
  g_test_add_func ("/kandy/failure/retry-date", test_retry_date);
  g_test_add_func ("/kandy/failure/hostile", test_hostile);

  return g_test_run ();
}
