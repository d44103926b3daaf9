/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-sendbird-failure.h"

#include "ahoy-json.h"
#include "ahoy-text.h"

#include <glib/gi18n-lib.h>

#define LONGEST_MESSAGE 160 /* characters */

/* Section 8 of the protocol page, row by row, and 400302 of section 2.1. */
static const struct {
  int               code;
  AhoySessionError  error;
  const char       *sentence;
} refusals[] = {
  { 1800100, AHOY_SESSION_ERROR_FAILED, N_("The call was cancelled while it was being set up") },
  { 1800101, AHOY_SESSION_ERROR_FAILED, N_("You cannot call yourself") },
  { 1800200, AHOY_SESSION_ERROR_FAILED, N_("The request failed") },
  { 1800201, AHOY_SESSION_ERROR_UNAVAILABLE, N_("There is no connection to the service") },
  { 1800202, AHOY_SESSION_ERROR_UNAVAILABLE,
    N_("The connection to the service could not be opened") },
  { 1800203, AHOY_SESSION_ERROR_TIMED_OUT, N_("The service did not answer in time") },
  { 1800204, AHOY_SESSION_ERROR_UNAVAILABLE,
    N_("The connection was lost before the service answered") },
  { 1800205, AHOY_SESSION_ERROR_PROTOCOL, N_("The server sent something that Ahoy cannot read") },
  { 1800206, AHOY_SESSION_ERROR_FAILED, N_("This is being loaded already") },
  { 1800207, AHOY_SESSION_ERROR_UNAVAILABLE, N_("The server has a problem of its own") },
  { 1800208, AHOY_SESSION_ERROR_PROTOCOL, N_("The server sent something malformed") },
  { 1800300, AHOY_SESSION_ERROR_INVALID_ACCOUNT,
    N_("Something that was entered is missing or not valid") },
  { 1800301, AHOY_SESSION_ERROR_INVALID_ACCOUNT,
    N_("Something that was entered is of the wrong kind") },
  { 1800302, AHOY_SESSION_ERROR_INVALID_ACCOUNT, N_("Enter the application ID first") },
  { 1800303, AHOY_SESSION_ERROR_FAILED, N_("Log in first") },
  { 1800803, AHOY_SESSION_ERROR_FAILED, N_("Another call is active; hold or end it first") },

  { 1400101, AHOY_SESSION_ERROR_FAILED,
    N_("This is not possible in the present state of the call") },
  { 1400102, AHOY_SESSION_ERROR_FAILED, N_("The call does not exist any more") },
  { 1400103, AHOY_SESSION_ERROR_FAILED, N_("There is no user with this ID") },
  { 1400104, AHOY_SESSION_ERROR_FAILED, N_("You cannot call yourself") },
  { 1400105, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("You are not allowed to do this") },
  { 1400106, AHOY_SESSION_ERROR_FAILED,
    N_("This user has never logged in and cannot be called yet") },
  { 1400999, AHOY_SESSION_ERROR_UNAVAILABLE, N_("The server has a problem of its own") },

  { 400100, AHOY_SESSION_ERROR_FAILED, N_("The server does not understand the request") },
  { 400111, AHOY_SESSION_ERROR_FAILED, N_("The server misses something in the request") },
  { 400200, AHOY_SESSION_ERROR_FAILED, N_("The server does not know what was asked for") },
  { 400201, AHOY_SESSION_ERROR_FAILED, N_("This exists already on the server") },
  { 400302, AHOY_SESSION_ERROR_CREDENTIALS, N_("The user ID or access token is wrong") },
  { 400800, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("The free plan of this application has ended") },
  { 401120, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("The server does not allow this") },
  { 401121, AHOY_SESSION_ERROR_CREDENTIALS, N_("The server does not allow this login") },
  { 429100, AHOY_SESSION_ERROR_UNAVAILABLE, N_("There were too many requests, try again later") },
  { 500999, AHOY_SESSION_ERROR_UNAVAILABLE, N_("The server has a problem of its own") },
};

static const char *
known_sentence (int code, AhoySessionError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    if (refusals[i].code == code) {
      *error = refusals[i].error;
      return _(refusals[i].sentence);
    }
  }

  return NULL;
}

static AhoySessionError
error_of_status (guint http_status)
{
  if (http_status == 401)
    return AHOY_SESSION_ERROR_CREDENTIALS;
  if (http_status == 403)
    return AHOY_SESSION_ERROR_NOT_ALLOWED;
  if (http_status == 429 || (http_status >= 500 && http_status <= 599))
    return AHOY_SESSION_ERROR_UNAVAILABLE;
  if (http_status >= 200 && http_status <= 299)
    return AHOY_SESSION_ERROR_PROTOCOL;

  return AHOY_SESSION_ERROR_FAILED;
}

/* For an answer that is not the service's own, but of something in front of it or in its place. */
static const char *
sentence_of_status (guint http_status)
{
  switch (http_status) {
    case 401:
      return _("The user ID or access token is wrong");
    case 403:
      return _("The server does not allow this");
    case 404:
      return _("The service was not found on this server");
    case 429:
      return _("There were too many requests, try again later");
    case 503:
      return _("The service is busy, try again later");
    default:
      break;
  }
  if (http_status >= 200 && http_status <= 299)
    return _("The server sent something that Ahoy cannot read");
  if (http_status >= 500 && http_status <= 599)
    return _("The server has a problem of its own");

  return NULL;
}

/* With what the server itself says, in a language of its own choice. */
static char *
refusal_sentence (const char *message)
{
  g_autofree char *line = ahoy_text_to_line (message, LONGEST_MESSAGE);

  if (*line == '\0')
    return g_strdup (_("The server refused the request"));

  /* Translators: %s is what the server gave as its reason, in a language of its own choice. */
  return g_strdup_printf (_("The server refused the request: %s"), line);
}

static gboolean
get_code (JsonObject *body, int *code)
{
  gint64 value;

  if (!ahoy_json_get_int (body, "code", 1, G_MAXINT, &value))
    return FALSE;

  *code = value;

  return TRUE;
}

static JsonObject *
parse_body (const AhoySendbirdAnswer *answer)
{
  if (answer->body == NULL)
    return NULL;

  return ahoy_json_parse_object (answer->body, answer->body_length, NULL);
}

static GError *
error_of_code (int code, AhoySessionError otherwise, const char *message)
{
  g_autofree char *number = g_strdup_printf ("%d", code);
  g_autofree char *refusal = NULL;
  AhoySessionError error = otherwise;
  const char *sentence = known_sentence (code, &error);

  if (sentence == NULL)
    sentence = refusal = refusal_sentence (message);

  return ahoy_session_error_new (error, number, sentence);
}

/**
 * ahoy_sendbird_answer_is_success:
 * @answer: an answer
 *
 * Tells success by the status alone (section 1 of the protocol page): an error in the body of a
 * success is none.
 *
 * Returns: whether the request succeeded
 */
gboolean
ahoy_sendbird_answer_is_success (const AhoySendbirdAnswer *answer)
{
  g_return_val_if_fail (answer != NULL, FALSE);

  return answer->http_status >= 200 && answer->http_status <= 299;
}

/**
 * ahoy_sendbird_answer_get_code:
 * @answer: an answer
 * @code: (out): the `code` of its body; untouched where this returns %FALSE
 *
 * Returns: whether the request was refused with a code
 */
gboolean
ahoy_sendbird_answer_get_code (const AhoySendbirdAnswer *answer, int *code)
{
  g_autoptr (JsonObject) body = NULL;

  g_return_val_if_fail (answer != NULL, FALSE);

  if (ahoy_sendbird_answer_is_success (answer))
    return FALSE;

  body = parse_body (answer);

  return get_code (body, code);
}

/**
 * ahoy_sendbird_answer_to_error:
 * @answer: an answer that is not a success, or that could not be used
 *
 * Says why a request was refused, with the service's own code: that of the body, else the HTTP
 * status. What the server itself says is kept where the code has no sentence of ours.
 *
 * Returns: (transfer full): an error of the domain %AHOY_SESSION_ERROR
 */
GError *
ahoy_sendbird_answer_to_error (const AhoySendbirdAnswer *answer)
{
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *status = NULL;
  g_autofree char *refusal = NULL;
  const char *sentence = NULL;
  const char *message;
  AhoySessionError error;
  int code;

  g_return_val_if_fail (answer != NULL, NULL);

  error = error_of_status (answer->http_status);
  if (!ahoy_sendbird_answer_is_success (answer))
    body = parse_body (answer);
  message = ahoy_json_get_string (body, "message");
  if (get_code (body, &code))
    return error_of_code (code, error, message);

  if (message == NULL || *message == '\0') {
    sentence = sentence_of_status (answer->http_status);
    message = answer->reason_phrase;
  }
  if (sentence == NULL)
    sentence = refusal = refusal_sentence (message);
  if (answer->http_status != 0)
    status = g_strdup_printf ("%u", answer->http_status);

  return ahoy_session_error_new (error, status, sentence);
}

/**
 * ahoy_sendbird_code_to_error:
 * @code: a code of the service (section 8 of the protocol page), or 0 where it gave none
 * @message: (nullable): what the service says; used where @code has no sentence of ours
 *
 * Says why a request on the websocket was refused.
 *
 * Returns: (transfer full): an error of the domain %AHOY_SESSION_ERROR
 */
GError *
ahoy_sendbird_code_to_error (int code, const char *message)
{
  g_autofree char *refusal = NULL;

  /* Codes of requests by REST begin with their status. */
  if (code > 0)
    return error_of_code (code, code >= 400000 ? error_of_status (code / 1000)
                                               : AHOY_SESSION_ERROR_FAILED, message);

  refusal = refusal_sentence (message);

  return ahoy_session_error_new (AHOY_SESSION_ERROR_FAILED, NULL, refusal);
}

/**
 * ahoy_sendbird_client_error:
 * @code: what has happened on our own side
 *
 * Makes an error with the code and the meaning that the service's own clients give it.
 *
 * Returns: (transfer full): an error of the domain %AHOY_SESSION_ERROR
 */
GError *
ahoy_sendbird_client_error (AhoySendbirdClientError code)
{
  return ahoy_sendbird_code_to_error (code, NULL);
}
