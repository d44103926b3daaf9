/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-call-failure.h"

static const struct {
  int                code;
  AhoyCallError      error;
  AhoyCallEndReason  reason;
  const char        *sentence;
} rows[] = {
  { 1400101, AHOY_CALL_ERROR_WRONG_STATE, AHOY_CALL_END_REASON_FAILED,
    "This is not possible in the present state of the call (1400101)" },
  { 1400102, AHOY_CALL_ERROR_VANISHED, AHOY_CALL_END_REASON_VANISHED,
    "The call does not exist any more (1400102)" },
  { 1400103, AHOY_CALL_ERROR_INVALID_ADDRESS, AHOY_CALL_END_REASON_NOT_FOUND,
    "There is no user with this ID (1400103)" },
  { 1400104, AHOY_CALL_ERROR_INVALID_ADDRESS, AHOY_CALL_END_REASON_FAILED,
    "You cannot call yourself (1400104)" },
  { 1400105, AHOY_CALL_ERROR_NOT_ALLOWED, AHOY_CALL_END_REASON_NOT_ALLOWED,
    "You are not allowed to do this (1400105)" },
  { 1400106, AHOY_CALL_ERROR_UNREACHABLE, AHOY_CALL_END_REASON_UNREACHABLE,
    "This user has never logged in and cannot be called yet (1400106)" },
  { 1400999, AHOY_CALL_ERROR_UNAVAILABLE, AHOY_CALL_END_REASON_FAILED,
    "The server has a problem of its own (1400999)" },
  { 1800101, AHOY_CALL_ERROR_INVALID_ADDRESS, AHOY_CALL_END_REASON_FAILED,
    "You cannot call yourself (1800101)" },
  { 1800203, AHOY_CALL_ERROR_FAILED, AHOY_CALL_END_REASON_FAILED,
    "The service did not answer in time (1800203)" },
  { 1800204, AHOY_CALL_ERROR_UNAVAILABLE, AHOY_CALL_END_REASON_FAILED,
    "The connection was lost before the service answered (1800204)" },
  { 1800803, AHOY_CALL_ERROR_BUSY, AHOY_CALL_END_REASON_FAILED,
    "Another call is active; hold or end it first (1800803)" },
  { 401120, AHOY_CALL_ERROR_NOT_ALLOWED, AHOY_CALL_END_REASON_FAILED,
    "The server does not allow this (401120)" },
  { 429100, AHOY_CALL_ERROR_UNAVAILABLE, AHOY_CALL_END_REASON_FAILED,
    "There were too many requests, try again later (429100)" },
  { 1400777, AHOY_CALL_ERROR_FAILED, AHOY_CALL_END_REASON_FAILED,
    "The server refused the request: Their words. (1400777)" },
  { 0, AHOY_CALL_ERROR_FAILED, AHOY_CALL_END_REASON_FAILED,
    "The server refused the request: Their words." },
};

static void
test_codes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = ahoy_sendbird_call_code_to_error (rows[i].code, "Their words.");

    g_assert_error (error, AHOY_CALL_ERROR, (int) rows[i].error);
    g_assert_cmpstr (error->message, ==, rows[i].sentence);
    g_assert_cmpint (ahoy_sendbird_call_code_to_reason (rows[i].code), ==, rows[i].reason);
  }
}

static void
test_answers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows) - 1; i++) {
    g_autofree char *body = g_strdup_printf ("{\"error\":true,\"code\":%d,\"message\":\"Their"
                                             " words.\"}", rows[i].code);
    const AhoySendbirdAnswer answer = { .http_status = 400, .body = body, .body_length = -1 };
    g_autoptr (GError) error = ahoy_sendbird_call_answer_to_error (&answer);

    g_assert_error (error, AHOY_CALL_ERROR, (int) rows[i].error);
    g_assert_cmpstr (error->message, ==, rows[i].sentence);
  }
}

static void
test_no_code (void)
{
  static const struct {
    guint         status;
    AhoyCallError error;
  } statuses[] = {
    { 403, AHOY_CALL_ERROR_NOT_ALLOWED }, { 404, AHOY_CALL_ERROR_FAILED },
    { 429, AHOY_CALL_ERROR_UNAVAILABLE }, { 503, AHOY_CALL_ERROR_UNAVAILABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    const AhoySendbirdAnswer answer = { .http_status = statuses[i].status, .body = "<html>",
                                        .body_length = -1 };
    g_autoptr (GError) error = ahoy_sendbird_call_answer_to_error (&answer);

    g_assert_error (error, AHOY_CALL_ERROR, (int) statuses[i].error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/call-failure/codes", test_codes);
  g_test_add_func ("/sendbird/call-failure/answers", test_answers);
  g_test_add_func ("/sendbird/call-failure/no-code", test_no_code);

  return g_test_run ();
}
