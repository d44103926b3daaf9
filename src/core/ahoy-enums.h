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

/**
 * AhoyMediaFlags:
 * @AHOY_MEDIA_NONE: nothing
 * @AHOY_MEDIA_AUDIO: sound
 * @AHOY_MEDIA_VIDEO: a picture
 * @AHOY_MEDIA_HOLD: nothing flows for the time being; the other flags say what will flow again
 * @AHOY_MEDIA_RESTART: the way through the network is looked for anew
 *
 * What one side wants, or is agreed, to send.
 */
typedef enum { /*< flags >*/
  AHOY_MEDIA_NONE = 0,
  AHOY_MEDIA_AUDIO = 1 << 0,
  AHOY_MEDIA_VIDEO = 1 << 1,
  AHOY_MEDIA_HOLD = 1 << 2,
  AHOY_MEDIA_RESTART = 1 << 3,
} AhoyMediaFlags;

/**
 * AhoyMediaState:
 * @AHOY_MEDIA_STATE_NEW: nothing was agreed yet
 * @AHOY_MEDIA_STATE_CONNECTING: a way through the network is being looked for
 * @AHOY_MEDIA_STATE_CONNECTED: media can flow, to and from who it should
 * @AHOY_MEDIA_STATE_DISCONNECTED: nothing is heard from the other side; it may come back by itself
 * @AHOY_MEDIA_STATE_FAILED: there is no way, or no longer; only a restart helps
 * @AHOY_MEDIA_STATE_CLOSED: over
 *
 * The state of the connection between the two sides of a call.
 */
typedef enum {
  AHOY_MEDIA_STATE_NEW,
  AHOY_MEDIA_STATE_CONNECTING,
  AHOY_MEDIA_STATE_CONNECTED,
  AHOY_MEDIA_STATE_DISCONNECTED,
  AHOY_MEDIA_STATE_FAILED,
  AHOY_MEDIA_STATE_CLOSED,
} AhoyMediaState;

/**
 * AhoyDescriptionKind:
 * @AHOY_DESCRIPTION_KIND_OFFER: the other side wants a change
 * @AHOY_DESCRIPTION_KIND_ANSWER: the other side has agreed to ours
 * @AHOY_DESCRIPTION_KIND_PROVISIONAL: an answer that another one may follow, for early media
 *
 * What a description of the other side means.
 */
typedef enum {
  AHOY_DESCRIPTION_KIND_OFFER,
  AHOY_DESCRIPTION_KIND_ANSWER,
  AHOY_DESCRIPTION_KIND_PROVISIONAL,
} AhoyDescriptionKind;

G_END_DECLS
