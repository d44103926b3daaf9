/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"
#include "ahoy-kandy-call-params.h"

G_BEGIN_DECLS

#define AHOY_KANDY_KEEPALIVE_TEXT "{\"message_type\":\"ping\"}"

typedef enum {
  AHOY_KANDY_EVENT_UNKNOWN, /* of a type that the page does not list: ignored */
  AHOY_KANDY_EVENT_CALL,
  AHOY_KANDY_EVENT_RINGING,
  AHOY_KANDY_EVENT_SESSION_PROGRESS,
  AHOY_KANDY_EVENT_RESPOND_CALL_UPDATE,
  AHOY_KANDY_EVENT_START_CALL_UPDATE,
  AHOY_KANDY_EVENT_CALL_END,
  AHOY_KANDY_EVENT_CALL_CANCEL,
  AHOY_KANDY_EVENT_SESSION_COMPLETE,
  AHOY_KANDY_EVENT_SESSION_FAIL,
  AHOY_KANDY_EVENT_IM,
  AHOY_KANDY_EVENT_PRESENCE_WATCHER,
  AHOY_KANDY_EVENT_MWI,
  AHOY_KANDY_EVENT_GONE,
  AHOY_KANDY_EVENT_WEBSOCKET_OVERRIDDEN,
  AHOY_KANDY_EVENT_GENERIC, /* anything with genericNotificationParams */
} AhoyKandyEvent;

/* The envelope of section 4.3. */
typedef struct {
  AhoyKandyEvent       event;
  char                *type;        /* as sent, at most 64 characters; never NULL */
  char                *id;          /* or NULL */
  guint                retry_after; /* milliseconds; 0 where there is none; of `gone` */
  AhoyKandyCallParams *call;        /* of the events of calls, where it says of which; or NULL */
} AhoyKandyNotification;

/* Reads one text of the websocket. Returns NULL without an error for a text that is to be
 * swallowed (connCheck, connAck: section 4.2), and NULL with AHOY_SESSION_ERROR_PROTOCOL for one
 * that is not an envelope. */
AhoyKandyNotification *ahoy_kandy_notification_parse (const char             *text,
                                                      gssize                  length,
                                                      GError                **error);
void                   ahoy_kandy_notification_free  (AhoyKandyNotification  *notification);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyKandyNotification, ahoy_kandy_notification_free)

G_END_DECLS
