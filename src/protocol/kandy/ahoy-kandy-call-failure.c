/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"
#include "ahoy-kandy-call-failure.h"

#include <glib/gi18n-lib.h>

#define SHORTEST_INTERVAL 10000 /* milliseconds */
#define RETRY_REFUSED     5000  /* milliseconds */
#define RETRY_SILENCE     1000  /* milliseconds */

typedef struct {
  int            code;
  AhoyCallError  error;
  const char    *sentence;
} Refusal;

/* The numbers of section 5 of the protocol page that mean something else than at login. */
static const Refusal call_refusals[] = {
  { 29, AHOY_CALL_ERROR_NOT_ALLOWED, N_("This device is not allowed to make calls") },
  { 35, AHOY_CALL_ERROR_NOT_ALLOWED, N_("Calls are not enabled for this account") },
  { 37, AHOY_CALL_ERROR_FAILED, N_("The server does not accept this call") },
  { 42, AHOY_CALL_ERROR_VANISHED, N_("The service does not know of this call any more") },
  { 47, AHOY_CALL_ERROR_VANISHED, N_("The service does not know of this call any more") },
  { 49, AHOY_CALL_ERROR_CROSSED, N_("Both sides wanted to change the call at the same time") },
};

/* And those of section 9.3. */
static const Refusal history_refusals[] = {
  { 27, AHOY_CALL_ERROR_NOT_ALLOWED, N_("This account may not see its history of calls") },
  { 35, AHOY_CALL_ERROR_NOT_ALLOWED, N_("The history of calls is not enabled for this account") },
  { 42, AHOY_CALL_ERROR_VANISHED, N_("This entry is not in the history any more") },
};

static AhoyCallError
call_error_of (const GError *error)
{
  switch ((AhoySessionError) error->code) {
    case AHOY_SESSION_ERROR_NOT_ALLOWED:
      return AHOY_CALL_ERROR_NOT_ALLOWED;
    case AHOY_SESSION_ERROR_UNAVAILABLE:
      return AHOY_CALL_ERROR_UNAVAILABLE;
    case AHOY_SESSION_ERROR_FAILED:
    case AHOY_SESSION_ERROR_DESTROYED:
    case AHOY_SESSION_ERROR_INVALID_ACCOUNT:
    case AHOY_SESSION_ERROR_INSECURE:
    case AHOY_SESSION_ERROR_CREDENTIALS:
    case AHOY_SESSION_ERROR_PROTOCOL:
    case AHOY_SESSION_ERROR_TIMED_OUT:
    case AHOY_SESSION_ERROR_GONE:
    case AHOY_SESSION_ERROR_OVERRIDDEN:
    case AHOY_SESSION_ERROR_LOST_CONNECTION:
    default:
      return AHOY_CALL_ERROR_FAILED;
  }
}

static const Refusal *
find_refusal (const AhoyKandyAnswer *answer, const Refusal *refusals, guint n_refusals)
{
  int code;

  if (!ahoy_kandy_answer_get_code (answer, &code))
    return NULL;

  for (guint i = 0; i < n_refusals; i++) {
    if (refusals[i].code == code)
      return &refusals[i];
  }

  return NULL;
}

static GError *
to_error (const AhoyKandyAnswer *answer, const Refusal *refusals, guint n_refusals)
{
  g_autoptr (GError) error = ahoy_kandy_answer_to_error (answer);
  const Refusal *refusal = find_refusal (answer, refusals, n_refusals);
  gboolean credentials = g_error_matches (error, AHOY_SESSION_ERROR,
                                          AHOY_SESSION_ERROR_CREDENTIALS);

  /* These concern the session and the program, not the one call. */
  if ((credentials && (answer->http_status == 401 || answer->http_status == 403))
      || (refusal == NULL && credentials)
      || g_error_matches (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL))
    return g_steal_pointer (&error);

  if (refusal != NULL) {
    g_autofree char *number = g_strdup_printf ("%d", refusal->code);

    return ahoy_call_error_new (refusal->error, number, _(refusal->sentence));
  }

  return g_error_new_literal (AHOY_CALL_ERROR, call_error_of (error), error->message);
}

/**
 * ahoy_kandy_call_answer_to_error:
 * @answer: an answer that is not a success
 *
 * Says why a request of a call was refused (section 5 of the protocol page), with the service's own
 * code: the `statusCode` of the body, else the HTTP status.
 *
 * Returns: (transfer full): an error of the domain %AHOY_CALL_ERROR; where the service does not
 *   believe any more who we are `AHOY_SESSION_ERROR_CREDENTIALS`, and `AHOY_SESSION_ERROR_PROTOCOL`
 *   where the answer is a success that cannot be read
 */
GError *
ahoy_kandy_call_answer_to_error (const AhoyKandyAnswer *answer)
{
  g_return_val_if_fail (answer != NULL, NULL);

  return to_error (answer, call_refusals, G_N_ELEMENTS (call_refusals));
}

/**
 * ahoy_kandy_history_answer_to_error:
 * @answer: an answer that is not a success
 *
 * Says why a request of the history of calls was refused (section 9.3 of the protocol page).
 *
 * Returns: (transfer full): as of [func@kandy_call_answer_to_error]; `AHOY_CALL_ERROR_VANISHED`
 *   where there is no such entry
 */
GError *
ahoy_kandy_history_answer_to_error (const AhoyKandyAnswer *answer)
{
  g_return_val_if_fail (answer != NULL, NULL);

  return to_error (answer, history_refusals, G_N_ELEMENTS (history_refusals));
}

/**
 * ahoy_kandy_call_answer_is_gone:
 * @answer: an answer to a request of a call
 *
 * Returns: whether it says that the call does not exist any more (section 7.11 of the protocol
 *   page)
 */
gboolean
ahoy_kandy_call_answer_is_gone (const AhoyKandyAnswer *answer)
{
  int code;

  g_return_val_if_fail (answer != NULL, FALSE);

  return answer->http_status >= 400 && answer->http_status <= 499
         && ahoy_kandy_answer_get_code (answer, &code) && (code == 42 || code == 47);
}

/**
 * ahoy_kandy_audit_get_delay:
 * @answer: (nullable): the answer to an audit, or %NULL where none came within
 *   %AHOY_KANDY_AUDIT_PATIENCE
 * @interval: how often to audit, in milliseconds; ten seconds at least
 * @delay: (out): how long to wait before the next one, in milliseconds; untouched where this returns
 *   %FALSE
 *
 * Tells how to go on with the audits of a call (section 7.11 of the protocol page).
 *
 * Returns: %FALSE where the service does not know the call any more, so that it is over
 */
gboolean
ahoy_kandy_audit_get_delay (const AhoyKandyAnswer *answer, guint interval, guint *delay)
{
  guint usual = MAX (interval, SHORTEST_INTERVAL);

  if (answer == NULL)
    *delay = RETRY_SILENCE;
  else if (ahoy_kandy_call_answer_is_gone (answer))
    return FALSE;
  else if (ahoy_kandy_answer_is_success (answer))
    *delay = usual;
  else
    *delay = MIN (RETRY_REFUSED, (guint) (usual * 0.45));

  return TRUE;
}
