/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * AhoyLoginKind:
 * @AHOY_LOGIN_KIND_PASSWORD: user name and password
 * @AHOY_LOGIN_KIND_AUTHNAME: an authentication name of its own beside the user name, and a password
 * @AHOY_LOGIN_KIND_BEARER: an OAuth or JWT access token
 * @AHOY_LOGIN_KIND_HMAC: a token made by the company's own server
 * @AHOY_LOGIN_KIND_TOKEN: the service's access token
 *
 * How the person proves who they are. The secret in [struct@Ahoy.Credentials] is the password or
 * the token, as the kind says.
 */
typedef enum {
  AHOY_LOGIN_KIND_PASSWORD,
  AHOY_LOGIN_KIND_AUTHNAME,
  AHOY_LOGIN_KIND_BEARER,
  AHOY_LOGIN_KIND_HMAC,
  AHOY_LOGIN_KIND_TOKEN,
} AhoyLoginKind;

/**
 * AhoyEventKind:
 * @AHOY_EVENT_KIND_CONNECTION: connected, not connected or pending has changed
 * @AHOY_EVENT_KIND_ERROR: an attempt has failed
 * @AHOY_EVENT_KIND_ENDED: the session was ended by the service or by the loss of the connection
 * @AHOY_EVENT_KIND_SOCKET: the socket was lost, is being reopened, or is open again
 * @AHOY_EVENT_KIND_SUBSCRIPTION: the subscription was renewed or its services have changed
 * @AHOY_EVENT_KIND_NOTIFICATION: the service has sent a notification
 * @AHOY_EVENT_KIND_WARNING: something unexpected happened that the session survives
 *
 * What an event of the session is about.
 */
typedef enum {
  AHOY_EVENT_KIND_CONNECTION,
  AHOY_EVENT_KIND_ERROR,
  AHOY_EVENT_KIND_ENDED,
  AHOY_EVENT_KIND_SOCKET,
  AHOY_EVENT_KIND_SUBSCRIPTION,
  AHOY_EVENT_KIND_NOTIFICATION,
  AHOY_EVENT_KIND_WARNING,
} AhoyEventKind;

G_END_DECLS
