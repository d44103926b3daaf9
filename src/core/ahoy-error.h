/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AhoySessionError:
 * @AHOY_SESSION_ERROR_FAILED: the service refused for a reason of its own: show it, let the person
 *   try again
 * @AHOY_SESSION_ERROR_DESTROYED: the session was destroyed: make a new one
 * @AHOY_SESSION_ERROR_INVALID_ACCOUNT: something in the account is missing or malformed: ask the
 *   person to mend it
 * @AHOY_SESSION_ERROR_INSECURE: the server would be spoken to without TLS: ask for another one
 * @AHOY_SESSION_ERROR_CREDENTIALS: the credentials were refused: ask for them again, do not retry
 * @AHOY_SESSION_ERROR_NOT_ALLOWED: the user, the device or the service is not allowed here: the
 *   administrator must act, do not retry
 * @AHOY_SESSION_ERROR_UNAVAILABLE: the service is overloaded or the socket cannot be opened: try
 *   again later
 * @AHOY_SESSION_ERROR_PROTOCOL: the service answered something unreadable: report it
 * @AHOY_SESSION_ERROR_TIMED_OUT: the service did not answer in time: try again later
 * @AHOY_SESSION_ERROR_GONE: the service ended the session: log in again only if the person wants
 * @AHOY_SESSION_ERROR_OVERRIDDEN: the session was taken over by another connection: do not retry
 * @AHOY_SESSION_ERROR_LOST_CONNECTION: the socket could not be reopened: log in again
 *
 * Errors of a session. The message is translated, meant for the person, and ends with the
 * service's own code in parentheses where there is one. Errors of the transport are passed on in
 * their own domains (`G_IO_ERROR`, `G_RESOLVER_ERROR`, `G_TLS_ERROR`).
 */
typedef enum {
  AHOY_SESSION_ERROR_FAILED,
  AHOY_SESSION_ERROR_DESTROYED,
  AHOY_SESSION_ERROR_INVALID_ACCOUNT,
  AHOY_SESSION_ERROR_INSECURE,
  AHOY_SESSION_ERROR_CREDENTIALS,
  AHOY_SESSION_ERROR_NOT_ALLOWED,
  AHOY_SESSION_ERROR_UNAVAILABLE,
  AHOY_SESSION_ERROR_PROTOCOL,
  AHOY_SESSION_ERROR_TIMED_OUT,
  AHOY_SESSION_ERROR_GONE,
  AHOY_SESSION_ERROR_OVERRIDDEN,
  AHOY_SESSION_ERROR_LOST_CONNECTION,
} AhoySessionError;

#define AHOY_SESSION_ERROR (ahoy_session_error_quark ())
GQuark  ahoy_session_error_quark (void);

GError *ahoy_session_error_new   (AhoySessionError  code,
                                  const char       *service_code,
                                  const char       *message);
char   *ahoy_error_describe      (const GError     *error);

G_END_DECLS
