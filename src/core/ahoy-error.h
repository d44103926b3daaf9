/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

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

/**
 * AhoyMediaError:
 * @AHOY_MEDIA_ERROR_FAILED: sound and picture have failed inside: end the call, report it
 * @AHOY_MEDIA_ERROR_UNAVAILABLE: a part is missing on this computer: it has to be installed
 * @AHOY_MEDIA_ERROR_DESCRIPTION: the other side's description cannot be used: refuse the update,
 *   or end a call that begins with it
 * @AHOY_MEDIA_ERROR_NO_CANDIDATES: this computer has no address to be reached at: try again when
 *   there is a network
 * @AHOY_MEDIA_ERROR_NO_CONNECTION: there is no way between the two sides, or no longer: restart,
 *   or end the call
 * @AHOY_MEDIA_ERROR_UNTRUSTED: somebody other than who was described is at the other end: end the
 *   call, do not retry
 * @AHOY_MEDIA_ERROR_DEVICE: a microphone, speaker or camera cannot be used: ask for another
 * @AHOY_MEDIA_ERROR_STATE: not possible now, such as an answer without an offer, or after the end
 * @AHOY_MEDIA_ERROR_RELAY: a relay cannot be trusted and is not used: show it, the administrator
 *   must act; the call may find another way
 * @AHOY_MEDIA_ERROR_OTHER_PARTY: the description is somebody else's: where the service lets another
 *   party take the place of the one before, take it with new media; else as with
 *   @AHOY_MEDIA_ERROR_DESCRIPTION
 *
 * Errors of sound and picture. The message is translated and meant for the person.
 */
typedef enum {
  AHOY_MEDIA_ERROR_FAILED,
  AHOY_MEDIA_ERROR_UNAVAILABLE,
  AHOY_MEDIA_ERROR_DESCRIPTION,
  AHOY_MEDIA_ERROR_NO_CANDIDATES,
  AHOY_MEDIA_ERROR_NO_CONNECTION,
  AHOY_MEDIA_ERROR_UNTRUSTED,
  AHOY_MEDIA_ERROR_DEVICE,
  AHOY_MEDIA_ERROR_STATE,
  AHOY_MEDIA_ERROR_RELAY,
  AHOY_MEDIA_ERROR_OTHER_PARTY,
} AhoyMediaError;

#define AHOY_MEDIA_ERROR (ahoy_media_error_quark ())
GQuark  ahoy_media_error_quark (void);

/**
 * AhoyCallError:
 * @AHOY_CALL_ERROR_FAILED: the service refused for a reason of its own: show it, let the person try
 *   again
 * @AHOY_CALL_ERROR_INVALID_ADDRESS: the address is malformed: ask the person to mend it
 * @AHOY_CALL_ERROR_WRONG_STATE: the call cannot do this in the state it is in: show it
 * @AHOY_CALL_ERROR_BUSY: the call does something else just now: try again when that is done
 * @AHOY_CALL_ERROR_CROSSED: the other side has asked for a change at the same time: answer it, then
 *   try again
 * @AHOY_CALL_ERROR_NOT_ALLOWED: the account may not do this: the administrator must act
 * @AHOY_CALL_ERROR_UNAVAILABLE: the service is overloaded: try again later
 * @AHOY_CALL_ERROR_VANISHED: the service does not know of the call any more: end it, and send
 *   nothing for it
 * @AHOY_CALL_ERROR_UNREACHABLE: who was called cannot be reached: show it
 *
 * Errors of a call and of the history of calls. The message is as with [error@Ahoy.SessionError].
 */
typedef enum {
  AHOY_CALL_ERROR_FAILED,
  AHOY_CALL_ERROR_INVALID_ADDRESS,
  AHOY_CALL_ERROR_WRONG_STATE,
  AHOY_CALL_ERROR_BUSY,
  AHOY_CALL_ERROR_CROSSED,
  AHOY_CALL_ERROR_NOT_ALLOWED,
  AHOY_CALL_ERROR_UNAVAILABLE,
  AHOY_CALL_ERROR_VANISHED,
  AHOY_CALL_ERROR_UNREACHABLE,
} AhoyCallError;

#define AHOY_CALL_ERROR (ahoy_call_error_quark ())
GQuark  ahoy_call_error_quark (void);

GError *ahoy_session_error_new   (AhoySessionError  code,
                                  const char       *service_code,
                                  const char       *message);
GError *ahoy_call_error_new      (AhoyCallError     code,
                                  const char       *service_code,
                                  const char       *message);
char   *ahoy_error_describe      (const GError     *error);

AHOY_END_PUBLIC
G_END_DECLS
