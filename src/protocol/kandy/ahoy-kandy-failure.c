/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-kandy-failure.h"

#include "ahoy-json.h"
#include "ahoy-kandy-date.h"
#include "ahoy-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_DELAY  (60 * 60 * 1000) /* milliseconds */
#define LONGEST_REASON 160              /* characters */

#define NO_CODE G_MININT

/* The numbers of section 3.2 of the protocol page, and those of section 5 that may come in answer
 * to a request for a subscription. The page names 45, 46 and 64 without saying what they mean. */
static const struct {
  int               code;
  AhoySessionError  error;
  const char       *sentence;
} refusals[] = {
  { 4, AHOY_SESSION_ERROR_CREDENTIALS, N_("The user name or password is wrong") },
  { 5, AHOY_SESSION_ERROR_FAILED, N_("The server does not understand the request") },
  { 26, AHOY_SESSION_ERROR_FAILED, N_("The server has a problem of its own") },
  { 27, AHOY_SESSION_ERROR_CREDENTIALS, N_("The server does not allow this login") },
  { 29, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("This device is not allowed to log in") },
  { 35, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("The service is not enabled for this account") },
  { 37, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("The server does not accept the settings of this account") },
  { 39, AHOY_SESSION_ERROR_FAILED, N_("The server does not know this login any more") },
  { 45, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("This account is not allowed to log in") },
  { 46, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("This account is not allowed to log in") },
  { 61, AHOY_SESSION_ERROR_CREDENTIALS, N_("The server does not accept the user name or password") },
  { 62, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("This account is disabled") },
  { 63, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("This account is locked") },
  { 64, AHOY_SESSION_ERROR_NOT_ALLOWED, N_("This account is not allowed to log in") },
  { 65, AHOY_SESSION_ERROR_CREDENTIALS, N_("Your login has expired") },
  { 503, AHOY_SESSION_ERROR_UNAVAILABLE, N_("The service is busy, try again later") },
  { 1004, AHOY_SESSION_ERROR_FAILED, N_("The server does not understand the request") },
};

static gboolean
is_2xx (const AhoyKandyAnswer *answer)
{
  return answer->http_status >= 200 && answer->http_status <= 299;
}

static gboolean
contains_html (const char *content_type)
{
  g_autofree char *lower = content_type != NULL ? g_ascii_strdown (content_type, -1) : NULL;

  return lower != NULL && strstr (lower, "html") != NULL;
}

static JsonObject *
parse_body (const AhoyKandyAnswer *answer)
{
  /* Such a page comes from something in front of the service, and counts as no body. */
  if (answer->http_status == 403 && contains_html (answer->content_type))
    return NULL;
  if (answer->body == NULL)
    return NULL;

  return ahoy_json_parse_object (answer->body, answer->body_length, NULL);
}

/* Finds the object with a whole number of this name: the body itself or its wrapper, whose name
 * differs from request to request. */
static JsonObject *
find_number (JsonObject *body, const char *member, gint64 lowest, gint64 highest, gint64 *value)
{
  g_autoptr (GList) wrappers = NULL;

  if (body == NULL)
    return NULL;
  if (ahoy_json_get_int (body, member, lowest, highest, value))
    return body;

  wrappers = json_object_get_values (body);
  for (GList *l = wrappers; l != NULL; l = l->next) {
    JsonNode *node = l->data;

    if (JSON_NODE_HOLDS_OBJECT (node)
        && ahoy_json_get_int (json_node_get_object (node), member, lowest, highest, value))
      return json_node_get_object (node);
  }

  return NULL;
}

static int
code_of (JsonObject *body, JsonObject **wrapper)
{
  gint64 value = NO_CODE;

  *wrapper = find_number (body, "statusCode", G_MININT + 1, G_MAXINT, &value);

  return value;
}

/**
 * ahoy_kandy_answer_is_success:
 * @answer: an answer
 *
 * Tells success by the rules of section 0 of the protocol page: 204, or any other 2xx with JSON.
 * Some requests have rules of their own besides.
 *
 * Returns: whether the request succeeded
 */
gboolean
ahoy_kandy_answer_is_success (const AhoyKandyAnswer *answer)
{
  g_autoptr (JsonObject) body = NULL;

  g_return_val_if_fail (answer != NULL, FALSE);

  if (answer->http_status == 204)
    return TRUE;
  if (!is_2xx (answer))
    return FALSE;

  body = parse_body (answer);

  return body != NULL;
}

/**
 * ahoy_kandy_answer_get_code:
 * @answer: an answer
 * @code: (out): the `statusCode` of its body; untouched where this returns %FALSE
 *
 * Returns: whether there is one
 */
gboolean
ahoy_kandy_answer_get_code (const AhoyKandyAnswer *answer, int *code)
{
  g_autoptr (JsonObject) body = NULL;
  JsonObject *wrapper;
  int found;

  g_return_val_if_fail (answer != NULL, FALSE);

  body = parse_body (answer);
  found = code_of (body, &wrapper);
  if (wrapper == NULL)
    return FALSE;

  *code = found;

  return TRUE;
}

/* For what has no entry of its own. */
static char *
generic_sentence (const AhoyKandyAnswer *answer, JsonObject *body, JsonObject *wrapper)
{
  const char *told = ahoy_json_get_string (wrapper != NULL ? wrapper : body, "reason");
  g_autofree char *reason = ahoy_text_to_line (told, LONGEST_REASON);

  if (*reason == '\0' && answer->http_status == 404 && body == NULL)
    return g_strdup (_("The service was not found on this server"));
  if (*reason == '\0' && answer->http_status >= 500)
    return g_strdup (_("The server has a problem of its own"));
  if (*reason == '\0' && !is_2xx (answer)) {
    g_free (reason);
    reason = ahoy_text_to_line (answer->reason_phrase, LONGEST_REASON);
  }
  if (*reason == '\0')
    return g_strdup (_("The server refused the request"));

  /* Translators: %s is what the server gave as its reason, in a language of its own choice. */
  return g_strdup_printf (_("The server refused the request: %s"), reason);
}

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

/* Section 3.2, row by row. Returns NULL for what has no sentence of its own. */
static const char *
judge (const AhoyKandyAnswer *answer, gboolean has_body, int code, AhoySessionError *error)
{
  const char *sentence = known_sentence (code, error);

  switch (answer->http_status) {
    case 401:
      *error = AHOY_SESSION_ERROR_CREDENTIALS;
      return sentence != NULL ? sentence : _("The user name or password is wrong");
    case 403:
      if (has_body)
        return sentence;
      *error = AHOY_SESSION_ERROR_CREDENTIALS;
      return _("The user name or password is wrong");
    case 503:
      *error = AHOY_SESSION_ERROR_UNAVAILABLE;
      return _("The service is busy, try again later");
    default:
      break;
  }

  if (is_2xx (answer) && !has_body) {
    *error = AHOY_SESSION_ERROR_PROTOCOL;
    return _("The server sent something that Ahoy cannot read");
  }
  /* The credentials are in doubt only where the service denies access by them: a refresh may say
   * so in a success. */
  if (*error == AHOY_SESSION_ERROR_CREDENTIALS && !is_2xx (answer)) {
    *error = AHOY_SESSION_ERROR_FAILED;
    return NULL;
  }

  return sentence;
}

/**
 * ahoy_kandy_answer_to_error:
 * @answer: an answer that is not a success
 *
 * Says why a request of the subscription was refused (section 3.2 of the protocol page), with the
 * service's own code: the `statusCode` of the body, else the HTTP status.
 *
 * Returns: (transfer full): an error of the domain %AHOY_SESSION_ERROR
 */
GError *
ahoy_kandy_answer_to_error (const AhoyKandyAnswer *answer)
{
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *generic = NULL;
  g_autofree char *number = NULL;
  AhoySessionError error = AHOY_SESSION_ERROR_FAILED;
  const char *sentence;
  JsonObject *wrapper;
  int code;

  g_return_val_if_fail (answer != NULL, NULL);

  body = parse_body (answer);
  code = code_of (body, &wrapper);
  sentence = judge (answer, body != NULL, code, &error);
  if (sentence == NULL)
    sentence = generic = generic_sentence (answer, body, wrapper);
  if (wrapper != NULL)
    number = g_strdup_printf ("%d", code);
  else if (answer->http_status != 0)
    number = g_strdup_printf ("%u", answer->http_status);

  return ahoy_session_error_new (error, number, sentence);
}

/**
 * ahoy_kandy_answer_is_gone:
 * @answer: an answer to a refresh
 *
 * Returns: whether it says that the subscription does not exist any more (section 3.3 of the
 *   protocol page)
 */
gboolean
ahoy_kandy_answer_is_gone (const AhoyKandyAnswer *answer)
{
  int code;

  g_return_val_if_fail (answer != NULL, FALSE);

  return answer->http_status == 404 && ahoy_kandy_answer_get_code (answer, &code) && code == 39;
}

static gboolean
parse_retry_after (const char *header, gint64 now, gint64 *delay)
{
  g_autofree char *text = g_strstrip (g_strdup (header));
  gint64 date;

  if (*text != '\0' && strspn (text, "0123456789") == strlen (text)) {
    gint64 seconds = g_ascii_strtoll (text, NULL, 10); /* at most the highest integer */

    *delay = MIN (seconds, LONGEST_DELAY) * 1000;
    return TRUE;
  }
  if (!ahoy_kandy_date_parse (text, now, &date))
    return FALSE;

  *delay = MAX (date - now, 0);

  return TRUE;
}

/**
 * ahoy_kandy_answer_get_retry:
 * @answer: an answer
 * @now: milliseconds since 1970
 * @delay: (out): how long to wait, in milliseconds, at most an hour; untouched where this returns
 *   %FALSE
 *
 * Tells whether to repeat the request (section 3.2 of the protocol page, the rows with 503): where
 * the body is JSON and says after how many milliseconds, or a header says after how many seconds or
 * at what date. How often is for the caller to limit.
 *
 * Returns: whether to repeat the request
 */
gboolean
ahoy_kandy_answer_get_retry (const AhoyKandyAnswer *answer, gint64 now, guint *delay)
{
  g_autoptr (JsonObject) body = NULL;
  gint64 wait;

  g_return_val_if_fail (answer != NULL, FALSE);

  if (answer->http_status != 503)
    return FALSE;

  body = parse_body (answer);
  if (body == NULL)
    return FALSE;
  if (find_number (body, "retryAfter", 0, G_MAXINT64, &wait) == NULL
      && (answer->retry_after == NULL || !parse_retry_after (answer->retry_after, now, &wait)))
    return FALSE;

  *delay = MIN (wait, LONGEST_DELAY);

  return TRUE;
}
