/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-failure.h"
#include "hostile.h"

#include <string.h>

#define BODY(code) "{\"error\":true,\"code\":" code ",\"message\":\"Their words.\"}"

static AhoySendbirdAnswer
answer_of (guint status, const char *body)
{
  return (AhoySendbirdAnswer) { .http_status = status, .body = body, .body_length = -1 };
}

static void
assert_refusal (AhoySendbirdAnswer answer, AhoySessionError code, const char *message)
{
  g_autoptr (GError) error = ahoy_sendbird_answer_to_error (&answer);

  g_assert_error (error, AHOY_SESSION_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
assert_body (guint status, const char *body, AhoySessionError code, const char *message)
{
  assert_refusal (answer_of (status, body), code, message);
}

/* Section 8, row by row; status 0 for those that no server sends. */
static const struct {
  guint             http_status;
  int               code;
  AhoySessionError  error;
  const char       *message;
} rows[] = {
  { 0, 1800100, AHOY_SESSION_ERROR_FAILED,
    "The call was cancelled while it was being set up (1800100)" },
  { 0, 1800101, AHOY_SESSION_ERROR_FAILED, "You cannot call yourself (1800101)" },
  { 0, 1800200, AHOY_SESSION_ERROR_FAILED, "The request failed (1800200)" },
  { 0, 1800201, AHOY_SESSION_ERROR_UNAVAILABLE,
    "There is no connection to the service (1800201)" },
  { 0, 1800202, AHOY_SESSION_ERROR_UNAVAILABLE,
    "The connection to the service could not be opened (1800202)" },
  { 0, 1800203, AHOY_SESSION_ERROR_TIMED_OUT,
    "The service did not answer in time (1800203)" },
  { 0, 1800204, AHOY_SESSION_ERROR_UNAVAILABLE,
    "The connection was lost before the service answered (1800204)" },
  { 0, 1800205, AHOY_SESSION_ERROR_PROTOCOL,
    "The server sent something that Ahoy cannot read (1800205)" },
  { 0, 1800206, AHOY_SESSION_ERROR_FAILED, "This is being loaded already (1800206)" },
  { 0, 1800207, AHOY_SESSION_ERROR_UNAVAILABLE,
    "The server has a problem of its own (1800207)" },
  { 0, 1800208, AHOY_SESSION_ERROR_PROTOCOL, "The server sent something malformed (1800208)" },
  { 0, 1800300, AHOY_SESSION_ERROR_INVALID_ACCOUNT,
    "Something that was entered is missing or not valid (1800300)" },
  { 0, 1800301, AHOY_SESSION_ERROR_INVALID_ACCOUNT,
    "Something that was entered is of the wrong kind (1800301)" },
  { 0, 1800302, AHOY_SESSION_ERROR_INVALID_ACCOUNT, "Enter the application ID first (1800302)" },
  { 0, 1800303, AHOY_SESSION_ERROR_FAILED, "Log in first (1800303)" },
  { 0, 1800803, AHOY_SESSION_ERROR_FAILED,
    "Another call is active; hold or end it first (1800803)" },

  { 400, 1400101, AHOY_SESSION_ERROR_FAILED,
    "This is not possible in the present state of the call (1400101)" },
  { 400, 1400102, AHOY_SESSION_ERROR_FAILED, "The call does not exist any more (1400102)" },
  { 400, 1400103, AHOY_SESSION_ERROR_FAILED, "There is no user with this ID (1400103)" },
  { 400, 1400104, AHOY_SESSION_ERROR_FAILED, "You cannot call yourself (1400104)" },
  { 400, 1400105, AHOY_SESSION_ERROR_NOT_ALLOWED, "You are not allowed to do this (1400105)" },
  { 400, 1400106, AHOY_SESSION_ERROR_FAILED,
    "This user has never logged in and cannot be called yet (1400106)" },
  { 500, 1400999, AHOY_SESSION_ERROR_UNAVAILABLE,
    "The server has a problem of its own (1400999)" },

  { 400, 400100, AHOY_SESSION_ERROR_FAILED,
    "The server does not understand the request (400100)" },
  { 400, 400111, AHOY_SESSION_ERROR_FAILED,
    "The server misses something in the request (400111)" },
  { 400, 400200, AHOY_SESSION_ERROR_FAILED,
    "The server does not know what was asked for (400200)" },
  { 400, 400201, AHOY_SESSION_ERROR_FAILED, "This exists already on the server (400201)" },
  { 400, 400302, AHOY_SESSION_ERROR_CREDENTIALS,
    "The user ID or access token is wrong (400302)" },
  { 400, 400800, AHOY_SESSION_ERROR_NOT_ALLOWED,
    "The free plan of this application has ended (400800)" },
  { 401, 401120, AHOY_SESSION_ERROR_NOT_ALLOWED, "The server does not allow this (401120)" },
  { 401, 401121, AHOY_SESSION_ERROR_CREDENTIALS,
    "The server does not allow this login (401121)" },
  { 429, 429100, AHOY_SESSION_ERROR_UNAVAILABLE,
    "There were too many requests, try again later (429100)" },
  { 500, 500999, AHOY_SESSION_ERROR_UNAVAILABLE,
    "The server has a problem of its own (500999)" },
};

static void
test_known_codes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *body = g_strdup_printf (
      "{\"error\":true,\"code\":%d,\"message\":\"Their words.\"}", rows[i].code);
    g_autoptr (GError) error = ahoy_sendbird_code_to_error (rows[i].code, "Their words.");

    g_assert_error (error, AHOY_SESSION_ERROR, (int) rows[i].error);
    g_assert_cmpstr (error->message, ==, rows[i].message);
    /* Section 1: code and message count whatever the status. */
    assert_body (400, body, rows[i].error, rows[i].message);
    if (rows[i].http_status != 0)
      assert_body (rows[i].http_status, body, rows[i].error, rows[i].message);
  }
}

static void
test_client_codes (void)
{
  static const struct {
    AhoySendbirdClientError  code;
    guint                    number;
  } codes[] = {
    { AHOY_SENDBIRD_CLIENT_ERROR_DIAL_CANCELED, 1800100 },
    { AHOY_SENDBIRD_CLIENT_ERROR_MY_USER_ID_NOT_ALLOWED, 1800101 },
    { AHOY_SENDBIRD_CLIENT_ERROR_REQUEST_FAILED, 1800200 },
    { AHOY_SENDBIRD_CLIENT_ERROR_NOT_CONNECTED, 1800201 },
    { AHOY_SENDBIRD_CLIENT_ERROR_CONNECTION_FAILED, 1800202 },
    { AHOY_SENDBIRD_CLIENT_ERROR_TIMED_OUT, 1800203 },
    { AHOY_SENDBIRD_CLIENT_ERROR_CONNECTION_LOST, 1800204 },
    { AHOY_SENDBIRD_CLIENT_ERROR_WRONG_RESPONSE, 1800205 },
    { AHOY_SENDBIRD_CLIENT_ERROR_QUERY_IN_PROGRESS, 1800206 },
    { AHOY_SENDBIRD_CLIENT_ERROR_INTERNAL_SERVER_ERROR, 1800207 },
    { AHOY_SENDBIRD_CLIENT_ERROR_MALFORMED_DATA, 1800208 },
    { AHOY_SENDBIRD_CLIENT_ERROR_INVALID_PARAMETER_VALUE, 1800300 },
    { AHOY_SENDBIRD_CLIENT_ERROR_INVALID_PARAMETER_TYPE, 1800301 },
    { AHOY_SENDBIRD_CLIENT_ERROR_NOT_INITIALIZED, 1800302 },
    { AHOY_SENDBIRD_CLIENT_ERROR_NOT_AUTHENTICATED, 1800303 },
    { AHOY_SENDBIRD_CLIENT_ERROR_ANOTHER_CALL_ACTIVE, 1800803 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autoptr (GError) error = ahoy_sendbird_client_error (codes[i].code);

    g_assert_cmpuint (codes[i].code, ==, codes[i].number);
    g_assert_cmpint (rows[i].code, ==, (int) codes[i].number);
    g_assert_error (error, AHOY_SESSION_ERROR, (int) rows[i].error);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static void
test_unknown_codes (void)
{
  assert_body (400, BODY ("400999"), AHOY_SESSION_ERROR_FAILED,
               "The server refused the request: Their words. (400999)");
  assert_body (401, BODY ("401999"), AHOY_SESSION_ERROR_CREDENTIALS,
               "The server refused the request: Their words. (401999)");
  assert_body (403, BODY ("403100"), AHOY_SESSION_ERROR_NOT_ALLOWED,
               "The server refused the request: Their words. (403100)");
  assert_body (429, BODY ("429999"), AHOY_SESSION_ERROR_UNAVAILABLE,
               "The server refused the request: Their words. (429999)");
  assert_body (500, BODY ("500000"), AHOY_SESSION_ERROR_UNAVAILABLE,
               "The server refused the request: Their words. (500000)");
  assert_body (503, BODY ("1"), AHOY_SESSION_ERROR_UNAVAILABLE,
               "The server refused the request: Their words. (1)");
  assert_body (400, BODY ("2147483647"), AHOY_SESSION_ERROR_FAILED,
               "The server refused the request: Their words. (2147483647)");
  assert_body (400, "{\"code\":5}", AHOY_SESSION_ERROR_FAILED,
               "The server refused the request (5)");
  assert_body (400, "{\"code\":5,\"message\":\"\"}", AHOY_SESSION_ERROR_FAILED,
               "The server refused the request (5)");
  assert_body (400, "{\"code\":5,\"message\":[]}", AHOY_SESSION_ERROR_FAILED,
               "The server refused the request (5)");
  /* No boolean is needed beside the code. */
  assert_body (400, "{\"code\":400302}", AHOY_SESSION_ERROR_CREDENTIALS,
               "The user ID or access token is wrong (400302)");
}

static void
test_no_code (void)
{
  static const char * const codes[] = { "\"ERR\"", "null", "0", "-5", "4.5", "2147483648",
                                        "1e999", "[400302]", "99999999999999999999999" };
  AhoySendbirdAnswer phrase = { 418, "I'm a teapot", NULL, -1 };
  AhoySendbirdAnswer cut = { 400, "Bad Request", BODY ("5") "trailing", strlen (BODY ("5")) };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree char *body = g_strdup_printf ("{\"code\":%s,\"message\":\"Their words.\"}",
                                             codes[i]);

    assert_body (400, body, AHOY_SESSION_ERROR_FAILED,
                 "The server refused the request: Their words. (400)");
  }
  assert_body (400, NULL, AHOY_SESSION_ERROR_FAILED, "The server refused the request (400)");
  assert_body (400, "", AHOY_SESSION_ERROR_FAILED, "The server refused the request (400)");
  assert_body (400, "{}", AHOY_SESSION_ERROR_FAILED, "The server refused the request (400)");
  assert_body (400, "{\"error\":{\"code\":400302}}", AHOY_SESSION_ERROR_FAILED,
               "The server refused the request (400)");
  assert_body (401, NULL, AHOY_SESSION_ERROR_CREDENTIALS,
               "The user ID or access token is wrong (401)");
  assert_body (403, "<html></html>", AHOY_SESSION_ERROR_NOT_ALLOWED,
               "The server does not allow this (403)");
  assert_body (404, "<html></html>", AHOY_SESSION_ERROR_FAILED,
               "The service was not found on this server (404)");
  assert_body (429, NULL, AHOY_SESSION_ERROR_UNAVAILABLE,
               "There were too many requests, try again later (429)");
  assert_body (500, NULL, AHOY_SESSION_ERROR_UNAVAILABLE,
               "The server has a problem of its own (500)");
  assert_body (502, "<html></html>", AHOY_SESSION_ERROR_UNAVAILABLE,
               "The server has a problem of its own (502)");
  assert_body (503, "{\"message\":\"\"}", AHOY_SESSION_ERROR_UNAVAILABLE,
               "The service is busy, try again later (503)");
  assert_body (599, NULL, AHOY_SESSION_ERROR_UNAVAILABLE,
               "The server has a problem of its own (599)");
  assert_body (600, NULL, AHOY_SESSION_ERROR_FAILED, "The server refused the request (600)");
  assert_body (302, NULL, AHOY_SESSION_ERROR_FAILED, "The server refused the request (302)");
  assert_body (0, NULL, AHOY_SESSION_ERROR_FAILED, "The server refused the request");
  assert_body (401, "{\"message\":\"Their words.\"}", AHOY_SESSION_ERROR_CREDENTIALS,
               "The server refused the request: Their words. (401)");
  assert_refusal (phrase, AHOY_SESSION_ERROR_FAILED,
                  "The server refused the request: I'm a teapot (418)");
  assert_refusal (cut, AHOY_SESSION_ERROR_FAILED,
                  "The server refused the request: Their words. (5)");
}

/* Section 1: an error body under status 200 is not seen as an error. */
static void
test_error_in_success (void)
{
  assert_body (200, BODY ("400302"), AHOY_SESSION_ERROR_PROTOCOL,
               "The server sent something that Ahoy cannot read (200)");
  assert_body (201, "text", AHOY_SESSION_ERROR_PROTOCOL,
               "The server sent something that Ahoy cannot read (201)");
}

static void
test_success (void)
{
  static const struct {
    guint       status;
    const char *body;
    gboolean    success;
  } answers[] = {
    { 200, "{}", TRUE },
    { 200, BODY ("400302"), TRUE },
    { 200, NULL, TRUE },
    { 204, NULL, TRUE },
    { 299, "text", TRUE },
    { 199, "{}", FALSE },
    { 300, "{}", FALSE },
    { 400, "{}", FALSE },
    { 500, "{}", FALSE },
    { 0, "{}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    AhoySendbirdAnswer answer = answer_of (answers[i].status, answers[i].body);

    g_assert_true (ahoy_sendbird_answer_is_success (&answer) == answers[i].success);
  }
}

static void
assert_code (guint status, const char *body, int expected)
{
  AhoySendbirdAnswer answer = answer_of (status, body);
  int code = -77;

  g_assert_true (ahoy_sendbird_answer_get_code (&answer, &code) == (expected > 0));
  g_assert_cmpint (code, ==, expected > 0 ? expected : -77);
}

static void
test_code (void)
{
  assert_code (400, BODY ("400302"), 400302);
  assert_code (500, BODY ("500999"), 500999);
  assert_code (400, BODY ("4e2"), 400);
  assert_code (200, BODY ("400302"), 0);
  assert_code (400, BODY ("\"400302\""), 400302);
  assert_code (400, BODY ("\"ERR\""), 0);
  assert_code (400, BODY ("0"), 0);
  assert_code (400, "{\"payload\":{\"code\":400302}}", 0);
  assert_code (400, "[]", 0);
  assert_code (400, "", 0);
  assert_code (400, NULL, 0);
}

static void
assert_code_error (int code, const char *message, AhoySessionError expected, const char *sentence)
{
  g_autoptr (GError) error = ahoy_sendbird_code_to_error (code, message);

  g_assert_error (error, AHOY_SESSION_ERROR, (int) expected);
  g_assert_cmpstr (error->message, ==, sentence);
}

static void
test_code_to_error (void)
{
  assert_code_error (0, NULL, AHOY_SESSION_ERROR_FAILED, "The server refused the request");
  assert_code_error (-5, "Their words.", AHOY_SESSION_ERROR_FAILED,
                     "The server refused the request: Their words.");
  assert_code_error (1400199, "Their words.", AHOY_SESSION_ERROR_FAILED,
                     "The server refused the request: Their words. (1400199)");
  assert_code_error (1800999, NULL, AHOY_SESSION_ERROR_FAILED,
                     "The server refused the request (1800999)");
  assert_code_error (401999, "Their words.", AHOY_SESSION_ERROR_CREDENTIALS,
                     "The server refused the request: Their words. (401999)");
  assert_code_error (429999, "Their words.", AHOY_SESSION_ERROR_UNAVAILABLE,
                     "The server refused the request: Their words. (429999)");
  assert_code_error (200000, "Their words.", AHOY_SESSION_ERROR_FAILED,
                     "The server refused the request: Their words. (200000)");
  assert_code_error (G_MAXINT, NULL, AHOY_SESSION_ERROR_FAILED,
                     "The server refused the request (2147483647)");
}

static void
test_message (void)
{
  g_autofree char *letters = g_strnfill (500000, 'x');
  g_autofree char *endless = g_strdup_printf ("{\"code\":7,\"message\":\"%s\"}", letters);
  g_autofree char *expected = g_strdup_printf ("The server refused the request: %.160s… (7)",
                                               letters);

  assert_body (400, endless, AHOY_SESSION_ERROR_FAILED, expected);
  assert_body (400, "{\"code\":7,\"message\":\"  a\\nb\\u001b\\u202e\\u007fc %s\\t \"}",
               AHOY_SESSION_ERROR_FAILED, "The server refused the request: a bc %s (7)");
  assert_code_error (7, "a\xff\r\nb", AHOY_SESSION_ERROR_FAILED,
                     "The server refused the request: a\xef\xbf\xbd  b (7)");
}

static gboolean
read_answer (const char *text, gssize length, GError **error)
{
  AhoySendbirdAnswer answer = { .http_status = 400, .body = text, .body_length = length };
  g_autoptr (GError) refusal = ahoy_sendbird_answer_to_error (&answer);
  int code = 0;

  g_assert_true (refusal->domain == AHOY_SESSION_ERROR);
  g_assert_true (g_utf8_validate (refusal->message, -1, NULL));
  if (!ahoy_sendbird_answer_get_code (&answer, &code)) {
    g_assert_true (g_str_has_suffix (refusal->message, " (400)"));
    g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL, "No code");
    return FALSE;
  }

  g_assert_cmpint (code, >, 0);

  return TRUE;
}

static void
test_hostile (void)
{
  hostile_check ("{\"error\":true,\"code\":400302,\"message\":\"é\"}", read_answer);
  hostile_check ("{\"code\":7,\"message\":\"words\"}", read_answer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/failure/known-codes", test_known_codes);
  g_test_add_func ("/sendbird/failure/client-codes", test_client_codes);
  g_test_add_func ("/sendbird/failure/unknown-codes", test_unknown_codes);
  g_test_add_func ("/sendbird/failure/no-code", test_no_code);
  g_test_add_func ("/sendbird/failure/error-in-success", test_error_in_success);
  g_test_add_func ("/sendbird/failure/success", test_success);
  g_test_add_func ("/sendbird/failure/code", test_code);
  g_test_add_func ("/sendbird/failure/code-to-error", test_code_to_error);
  g_test_add_func ("/sendbird/failure/message", test_message);
  g_test_add_func ("/sendbird/failure/hostile", test_hostile);

  return g_test_run ();
}
