/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"

G_BEGIN_DECLS

/* What the service's own clients call their errors (section 8 of the protocol page). */
typedef enum {
  AHOY_SENDBIRD_CLIENT_ERROR_DIAL_CANCELED = 1800100,
  AHOY_SENDBIRD_CLIENT_ERROR_MY_USER_ID_NOT_ALLOWED = 1800101,
  AHOY_SENDBIRD_CLIENT_ERROR_REQUEST_FAILED = 1800200,
  AHOY_SENDBIRD_CLIENT_ERROR_NOT_CONNECTED = 1800201,
  AHOY_SENDBIRD_CLIENT_ERROR_CONNECTION_FAILED = 1800202,
  AHOY_SENDBIRD_CLIENT_ERROR_TIMED_OUT = 1800203,
  AHOY_SENDBIRD_CLIENT_ERROR_CONNECTION_LOST = 1800204,
  AHOY_SENDBIRD_CLIENT_ERROR_WRONG_RESPONSE = 1800205,
  AHOY_SENDBIRD_CLIENT_ERROR_QUERY_IN_PROGRESS = 1800206,
  AHOY_SENDBIRD_CLIENT_ERROR_INTERNAL_SERVER_ERROR = 1800207,
  AHOY_SENDBIRD_CLIENT_ERROR_MALFORMED_DATA = 1800208,
  AHOY_SENDBIRD_CLIENT_ERROR_INVALID_PARAMETER_VALUE = 1800300,
  AHOY_SENDBIRD_CLIENT_ERROR_INVALID_PARAMETER_TYPE = 1800301,
  AHOY_SENDBIRD_CLIENT_ERROR_NOT_INITIALIZED = 1800302,
  AHOY_SENDBIRD_CLIENT_ERROR_NOT_AUTHENTICATED = 1800303,
  AHOY_SENDBIRD_CLIENT_ERROR_ANOTHER_CALL_ACTIVE = 1800803,
} AhoySendbirdClientError;

/* An answer to a request by REST. */
typedef struct {
  guint       http_status;
  const char *reason_phrase; /* or NULL */
  const char *body;          /* or NULL */
  gssize      body_length;   /* or -1 */
} AhoySendbirdAnswer;

gboolean  ahoy_sendbird_answer_is_success (const AhoySendbirdAnswer *answer);
gboolean  ahoy_sendbird_answer_get_code   (const AhoySendbirdAnswer *answer,
                                           int                      *code);
GError   *ahoy_sendbird_answer_to_error   (const AhoySendbirdAnswer *answer);

GError   *ahoy_sendbird_code_to_error     (int                       code,
                                           const char               *message);
GError   *ahoy_sendbird_client_error      (AhoySendbirdClientError   code);

G_END_DECLS
