/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
  AHOY_SENDBIRD_COMMAND_UNKNOWN,
  AHOY_SENDBIRD_COMMAND_CALL,
  AHOY_SENDBIRD_COMMAND_SGNL,
  AHOY_SENDBIRD_COMMAND_COMM,
} AhoySendbirdCommand;

typedef enum {
  AHOY_SENDBIRD_FRAME_EVENT, /* something has happened (section 3.3 of the protocol page) */
  AHOY_SENDBIRD_FRAME_ACK,   /* the answer to the request of this id (section 3.2) */
  AHOY_SENDBIRD_FRAME_ERROR, /* the same, where it is refused */
} AhoySendbirdFrameKind;

typedef enum {
  AHOY_SENDBIRD_EVENT_UNKNOWN, /* of a type that the page does not list, or not an event: ignored */
  AHOY_SENDBIRD_EVENT_DIAL,
  AHOY_SENDBIRD_EVENT_DIAL_RCV,
  AHOY_SENDBIRD_EVENT_ACCEPT,
  AHOY_SENDBIRD_EVENT_CANCEL,
  AHOY_SENDBIRD_EVENT_DECLINE,
  AHOY_SENDBIRD_EVENT_END,
  AHOY_SENDBIRD_EVENT_NO_ANSWER,
  AHOY_SENDBIRD_EVENT_TIMEOUT,
  AHOY_SENDBIRD_EVENT_CONNECTION_LOST,
  AHOY_SENDBIRD_EVENT_OTHER_DEVICE_ACCEPTED,
  AHOY_SENDBIRD_EVENT_HOLD,
  AHOY_SENDBIRD_EVENT_CUSTOM_ITEMS_UPDATE,
  AHOY_SENDBIRD_EVENT_CUSTOM_ITEMS_DELETE,
  AHOY_SENDBIRD_EVENT_OFFER,
  AHOY_SENDBIRD_EVENT_ANSWER,
  AHOY_SENDBIRD_EVENT_CANDIDATE,
  AHOY_SENDBIRD_EVENT_TURN_CHANGED,
  AHOY_SENDBIRD_EVENT_AUDIO,
  AHOY_SENDBIRD_EVENT_VIDEO,
  AHOY_SENDBIRD_EVENT_RECORDING,
} AhoySendbirdEvent;

/* One line that the server sent. */
typedef struct {
  AhoySendbirdFrameKind  kind;
  AhoySendbirdCommand    command;
  AhoySendbirdEvent      event;           /* of an event */
  char                  *type;            /* at most 64 characters; never NULL, maybe empty */
  char                  *request_id;      /* never NULL in an ACK; may be in an ERROR */
  char                  *message_id;      /* or NULL */
  char                  *call_id;         /* never NULL where event is known */
  gint64                 sequence_number; /* of an event; -1 where there is none */
  int                    error_code;      /* of an ERROR; 0 where there is none */
  char                  *error_message;   /* of an ERROR, as it came; or NULL */
  JsonObject            *payload;         /* or NULL */
  JsonObject            *delivery_info;   /* of an event, as it came; or NULL */
  gsize                  size;            /* bytes of the line */
} AhoySendbirdFrame;

AhoySendbirdFrame *ahoy_sendbird_frame_parse    (const char               *line,
                                                 gssize                    length,
                                                 GError                  **error);
void               ahoy_sendbird_frame_free     (AhoySendbirdFrame        *frame);
GError            *ahoy_sendbird_frame_to_error (const AhoySendbirdFrame  *frame);

char              *ahoy_sendbird_frame_build    (AhoySendbirdCommand       command,
                                                 const char               *type,
                                                 const char               *request_id,
                                                 JsonObject               *payload);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdFrame, ahoy_sendbird_frame_free)

G_END_DECLS
