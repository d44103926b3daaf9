/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"
#include "ahoy-kandy-call-params.h"

#include "ahoy-call-state.h"
#include "ahoy-json.h"
#include "ahoy-kandy-auth.h"
#include "ahoy-kandy-parameters.h"
#include "ahoy-packed-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_NAME   128              /* characters of what is shown */
#define LONGEST_NUMBER 512              /* the same */
#define LONGEST_REASON 160              /* the same */
#define LONGEST_PATH   2048             /* bytes */
#define LONGEST_DELAY  (60 * 60 * 1000) /* milliseconds */

#define STATUS_GLARE 49

/* What is said of an end: section 5 of the protocol page has the four-digit numbers, and the
 * others are those of SIP, which the gateway passes through. What is missing is an end as usual. */
static const struct {
  int               status;
  AhoyCallEndReason reason;
} ends[] = {
  { 401, AHOY_CALL_END_REASON_NOT_ALLOWED },
  { 403, AHOY_CALL_END_REASON_NOT_ALLOWED },
  { 404, AHOY_CALL_END_REASON_NOT_FOUND },
  { 408, AHOY_CALL_END_REASON_NO_ANSWER },
  { 410, AHOY_CALL_END_REASON_NOT_FOUND },
  { 415, AHOY_CALL_END_REASON_MEDIA_FAILED },
  { 480, AHOY_CALL_END_REASON_UNREACHABLE },
  { 484, AHOY_CALL_END_REASON_NOT_FOUND },
  { 486, AHOY_CALL_END_REASON_BUSY },
  { 488, AHOY_CALL_END_REASON_MEDIA_FAILED },
  { 600, AHOY_CALL_END_REASON_BUSY },
  { 603, AHOY_CALL_END_REASON_DECLINED },
  { 604, AHOY_CALL_END_REASON_NOT_FOUND },
  { 606, AHOY_CALL_END_REASON_MEDIA_FAILED },
  { 9905, AHOY_CALL_END_REASON_TRANSFERRED },
  { 9906, AHOY_CALL_END_REASON_JOINED },
  { 9909, AHOY_CALL_END_REASON_VANISHED },
};

static void
read_sdp (AhoyKandyCallParams *self, JsonObject *params)
{
  JsonNode *node = json_object_get_member (params, "sdp");
  const char *sdp = ahoy_json_get_string (params, "sdp");
  const char *format = ahoy_json_get_string (params, "sdpFormat");

  if (node == NULL || JSON_NODE_HOLDS_NULL (node) || (sdp != NULL && *sdp == '\0'))
    return;

  self->sdp_kind = AHOY_KANDY_SDP_TEXT;
  if (sdp == NULL || strlen (sdp) > AHOY_KANDY_LONGEST_SDP) {
    self->sdp = NULL;
  } else if (format == NULL || *format == '\0') {
    self->sdp = g_strdup (sdp);
  } else if (g_str_equal (format, "compressed")) {
    self->sdp = ahoy_packed_text_unpack (sdp, G_ZLIB_COMPRESSOR_FORMAT_ZLIB,
                                         AHOY_KANDY_LONGEST_SDP);
  } else if (g_str_equal (format, "url")) {
    self->sdp_kind = AHOY_KANDY_SDP_PATH;
    self->sdp = ahoy_kandy_server_path (ahoy_json_get_plain_string (params, "sdp", LONGEST_PATH));
  }
  if (self->sdp == NULL || *self->sdp == '\0') {
    g_clear_pointer (&self->sdp, g_free);
    self->sdp_kind = AHOY_KANDY_SDP_UNREADABLE;
  }
}

/* The page has some of these beside the session's parameters, and some among them. */
static void
read_outcome (AhoyKandyCallParams *self, JsonObject *message, JsonObject *params)
{
  gint64 value;

  if (ahoy_json_get_int (message, "statusCode", G_MININT, G_MAXINT, &value)
      || ahoy_json_get_int (params, "statusCode", G_MININT, G_MAXINT, &value)) {
    self->has_status = TRUE;
    self->status = value;
  }
  if (ahoy_json_get_int (params, "retryAfter", 0, G_MAXINT64, &value)
      || ahoy_json_get_int (message, "retryAfter", 0, G_MAXINT64, &value))
    self->retry_after = MIN (value, LONGEST_DELAY);

  self->reason = ahoy_json_get_line (params, "reasonText", LONGEST_REASON);
  if (self->reason == NULL)
    self->reason = ahoy_json_get_line (message, "reasonText", LONGEST_REASON);
}

/**
 * ahoy_kandy_call_params_read:
 * @message: what is in the envelope
 *
 * Reads what a notification says of a call (sections 7.3 to 7.9 of the protocol page).
 *
 * Returns: (transfer full) (nullable): it; %NULL where it does not say of which call
 */
AhoyKandyCallParams *
ahoy_kandy_call_params_read (JsonObject *message)
{
  JsonObject *params = ahoy_json_get_object (message, "sessionParams");
  JsonObject *names = ahoy_json_get_object (message, "callNotificationParams");
  const char *session = ahoy_json_get_plain_string (params, "sessionData",
                                                    AHOY_KANDY_LONGEST_SESSION);
  AhoyKandyCallParams *self;

  if (session == NULL)
    return NULL;

  self = g_new0 (AhoyKandyCallParams, 1);
  self->session = g_strdup (session);
  read_sdp (self, params);
  read_outcome (self, message, params);
  self->caller_name = ahoy_json_get_line (names, "callerName", LONGEST_NAME);
  self->caller_number = ahoy_json_get_line (names, "callerDisplayNumber", LONGEST_NUMBER);
  self->callee_number = ahoy_json_get_line (names, "calleeDisplayNumber", LONGEST_NUMBER);
  self->remote_name = ahoy_json_get_line (names, "remoteName", LONGEST_NAME);
  self->remote_number = ahoy_json_get_line (names, "remoteDisplayNumber", LONGEST_NUMBER);
  self->parameters = ahoy_kandy_parameters_read (message, "customParameters");

  return self;
}

/**
 * ahoy_kandy_call_params_free:
 * @params: (nullable) (transfer full): what a notification says of a call
 */
void
ahoy_kandy_call_params_free (AhoyKandyCallParams *params)
{
  if (params == NULL)
    return;

  g_free (params->session);
  g_free (params->sdp);
  g_free (params->reason);
  g_free (params->caller_name);
  g_free (params->caller_number);
  g_free (params->callee_number);
  g_free (params->remote_name);
  g_free (params->remote_number);
  g_clear_pointer (&params->parameters, g_ptr_array_unref);
  g_free (params);
}

/**
 * ahoy_kandy_call_params_get_remote:
 * @params: what a notification says of a call
 * @direction: who has begun the call
 * @name: (out) (transfer none) (nullable): the name of the other side
 * @number: (out) (transfer none) (nullable): its address
 *
 * Tells who is at the other side (section 7.6 of the protocol page). What is %NULL stays as it was.
 */
void
ahoy_kandy_call_params_get_remote (const AhoyKandyCallParams *params, AhoyCallDirection direction,
                                   const char **name, const char **number)
{
  gboolean conference = params->caller_number != NULL
                        && g_str_has_prefix (params->caller_number, "conference@");

  if (direction == AHOY_CALL_DIRECTION_INCOMING || conference) {
    *name = params->caller_name;
    *number = params->caller_number;
  } else {
    *name = params->remote_name;
    *number = params->remote_number;
  }
}

static char *
number_of (const AhoyKandyCallParams *params)
{
  return params->has_status ? g_strdup_printf ("%d", params->status) : NULL;
}

static AhoyCallError
error_of (AhoyCallEndReason reason)
{
  if (reason == AHOY_CALL_END_REASON_NOT_ALLOWED)
    return AHOY_CALL_ERROR_NOT_ALLOWED;
  if (reason == AHOY_CALL_END_REASON_VANISHED)
    return AHOY_CALL_ERROR_VANISHED;
  if (reason == AHOY_CALL_END_REASON_NOT_FOUND || reason == AHOY_CALL_END_REASON_UNREACHABLE)
    return AHOY_CALL_ERROR_UNREACHABLE;

  return AHOY_CALL_ERROR_FAILED;
}

/* What nobody wanted, as opposed to what people do. */
static gboolean
is_problem (AhoyCallEndReason reason)
{
  return error_of (reason) != AHOY_CALL_ERROR_FAILED || reason == AHOY_CALL_END_REASON_FAILED
         || reason == AHOY_CALL_END_REASON_MEDIA_FAILED;
}

/**
 * ahoy_kandy_call_params_to_end:
 * @params: what a notification of an end says
 * @usual: what such an end means in the state the call is in
 * @problem: (out) (optional) (nullable): what went wrong, if something did
 *
 * Tells why a call has ended from the `statusCode` of the notification.
 *
 * Returns: the reason
 */
AhoyCallEndReason
ahoy_kandy_call_params_to_end (const AhoyKandyCallParams *params, AhoyCallEndReason usual,
                               GError **problem)
{
  AhoyCallEndReason reason = usual;
  g_autofree char *number = number_of (params);
  g_autofree char *sentence = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    if (params->has_status && ends[i].status == params->status)
      reason = ends[i].reason;
  }
  if (params->status >= 500 && params->status <= 599)
    reason = AHOY_CALL_END_REASON_FAILED;

  if (!is_problem (reason))
    return reason;

  if (reason == AHOY_CALL_END_REASON_FAILED && params->reason != NULL)
    /* Translators: %s is what the service gave as its reason, in a language of its own choice. */
    sentence = g_strdup_printf (_("The service ended the call: %s"), params->reason);
  else
    sentence = g_strdup (ahoy_call_end_reason_to_sentence (reason));
  g_propagate_error (problem, ahoy_call_error_new (error_of (reason), number, sentence));

  return reason;
}

/**
 * ahoy_kandy_call_params_to_refusal:
 * @params: what a `respondCallUpdate` without a description says
 *
 * Tells why our update came to nothing (section 7.7 of the protocol page).
 *
 * Returns: (transfer full): `AHOY_CALL_ERROR_CROSSED` where the other side asked for one at the same
 *   time: ours may be tried again after `retry_after`; else `AHOY_CALL_ERROR_FAILED`
 */
GError *
ahoy_kandy_call_params_to_refusal (const AhoyKandyCallParams *params)
{
  g_autofree char *number = number_of (params);
  g_autofree char *sentence = NULL;

  if (params->has_status && params->status == STATUS_GLARE)
    return ahoy_call_error_new (AHOY_CALL_ERROR_CROSSED, number,
                                _("Both sides wanted to change the call at the same time"));

  if (params->reason != NULL)
    /* Translators: %s is what the service gave as its reason, in a language of its own choice. */
    sentence = g_strdup_printf (_("The other side did not accept the change: %s"), params->reason);
  else
    sentence = g_strdup (_("The other side did not accept the change"));

  return ahoy_call_error_new (AHOY_CALL_ERROR_FAILED, number, sentence);
}

/**
 * ahoy_kandy_call_params_to_failure:
 * @params: what a `sessionFail` says
 *
 * Tells that a transfer, or joining two calls, came to nothing (section 7.9 of the protocol page).
 *
 * Returns: (transfer full): `AHOY_CALL_ERROR_FAILED`
 */
GError *
ahoy_kandy_call_params_to_failure (const AhoyKandyCallParams *params)
{
  gboolean join = (params->has_status && params->status == -2)
                  || (params->reason != NULL && g_str_has_prefix (params->reason, "Join"));
  g_autofree char *number = number_of (params);

  return ahoy_call_error_new (AHOY_CALL_ERROR_FAILED, number,
                              join ? _("The calls could not be joined")
                                   : _("The call could not be transferred"));
}
