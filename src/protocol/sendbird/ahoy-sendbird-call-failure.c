/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sendbird-call-failure.h"

/* What section 8 of the protocol page means to a call; the sentences are those of a login. */
static const struct {
  int               code;
  AhoyCallError     error;
  AhoyCallEndReason reason; /* of a call that cannot be begun or go on because of it */
} refusals[] = {
  { 1400101, AHOY_CALL_ERROR_WRONG_STATE, AHOY_CALL_END_REASON_FAILED },
  { 1400102, AHOY_CALL_ERROR_VANISHED, AHOY_CALL_END_REASON_VANISHED },
  { 1400103, AHOY_CALL_ERROR_INVALID_ADDRESS, AHOY_CALL_END_REASON_NOT_FOUND },
  { 1400104, AHOY_CALL_ERROR_INVALID_ADDRESS, AHOY_CALL_END_REASON_FAILED },
  { 1400105, AHOY_CALL_ERROR_NOT_ALLOWED, AHOY_CALL_END_REASON_NOT_ALLOWED },
  { 1400106, AHOY_CALL_ERROR_UNREACHABLE, AHOY_CALL_END_REASON_UNREACHABLE },
  { 1800101, AHOY_CALL_ERROR_INVALID_ADDRESS, AHOY_CALL_END_REASON_FAILED },
  { 1800803, AHOY_CALL_ERROR_BUSY, AHOY_CALL_END_REASON_FAILED },
};

static AhoyCallError
error_of_session (const GError *error)
{
  switch (error->code) {
  case AHOY_SESSION_ERROR_NOT_ALLOWED:
    return AHOY_CALL_ERROR_NOT_ALLOWED;
  case AHOY_SESSION_ERROR_UNAVAILABLE:
    return AHOY_CALL_ERROR_UNAVAILABLE;
  default:
    return AHOY_CALL_ERROR_FAILED;
  }
}

static AhoyCallError
error_of_code (int code, const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    if (refusals[i].code == code)
      return refusals[i].error;
  }

  return error_of_session (error);
}

/**
 * ahoy_sendbird_call_code_to_error:
 * @code: a code of the service (section 8 of the protocol page), or 0 where it gave none
 * @message: (nullable): what the service says; used where @code has no sentence of ours
 *
 * Says why a request about a call was refused.
 *
 * Returns: (transfer full): an error of the domain %AHOY_CALL_ERROR
 */
GError *
ahoy_sendbird_call_code_to_error (int code, const char *message)
{
  g_autoptr (GError) error = ahoy_sendbird_code_to_error (code, message);

  return g_error_new_literal (AHOY_CALL_ERROR, (int) error_of_code (code, error), error->message);
}

/**
 * ahoy_sendbird_call_answer_to_error:
 * @answer: an answer that is not a success
 *
 * Says why a request by REST that is about a call was refused.
 *
 * Returns: (transfer full): an error of the domain %AHOY_CALL_ERROR
 */
GError *
ahoy_sendbird_call_answer_to_error (const AhoySendbirdAnswer *answer)
{
  g_autoptr (GError) error = ahoy_sendbird_answer_to_error (answer);
  int code = 0;

  ahoy_sendbird_answer_get_code (answer, &code);

  return g_error_new_literal (AHOY_CALL_ERROR, (int) error_of_code (code, error), error->message);
}

/**
 * ahoy_sendbird_call_code_to_reason:
 * @code: a code of the service, or 0
 *
 * Returns: why a call is over that cannot be begun, or go on, because of that refusal
 */
AhoyCallEndReason
ahoy_sendbird_call_code_to_reason (int code)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    if (refusals[i].code == code)
      return refusals[i].reason;
  }

  return AHOY_CALL_END_REASON_FAILED;
}
