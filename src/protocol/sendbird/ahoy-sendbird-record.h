/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-sendbird-call.h"
#include "ahoy-sendbird-frame.h"

G_BEGIN_DECLS

/* How a call has ended (section 4 of the protocol page). */
typedef enum {
  AHOY_SENDBIRD_END_NONE,    /* nothing was said */
  AHOY_SENDBIRD_END_NO_ANSWER,
  AHOY_SENDBIRD_END_CANCELED,
  AHOY_SENDBIRD_END_DECLINED,
  AHOY_SENDBIRD_END_OTHER_DEVICE_ACCEPTED,
  AHOY_SENDBIRD_END_COMPLETED,
  AHOY_SENDBIRD_END_CONNECTION_LOST,
  AHOY_SENDBIRD_END_TIMED_OUT,
  AHOY_SENDBIRD_END_DIAL_FAILED,
  AHOY_SENDBIRD_END_ACCEPT_FAILED,
  AHOY_SENDBIRD_END_NOT_CONNECTED,
  AHOY_SENDBIRD_END_UNKNOWN, /* something else */
} AhoySendbirdEndResult;

/* A call that is over: the ended_call of a frame, or a row of the call log. */
typedef struct {
  char                  *call_id;    /* never NULL */
  gboolean               is_video_call;
  AhoySendbirdEndResult  result;
  AhoySendbirdRole       user_role;  /* ours */
  AhoySendbirdUser      *caller;     /* or NULL */
  AhoySendbirdUser      *callee;     /* or NULL */
  char                  *ended_by;   /* a user ID; or NULL */
  gint64                 started_at; /* milliseconds since 1970; 0 where it is not said */
  gint64                 ended_at;   /* the same */
  gint64                 duration;   /* milliseconds from the answer to the end */
  GPtrArray             *items;      /* of AhoySendbirdItem; or NULL */
} AhoySendbirdRecord;

AhoySendbirdRecord    *ahoy_sendbird_record_read          (JsonObject               *object);
void                   ahoy_sendbird_record_free          (AhoySendbirdRecord       *record);
AhoyCallDirection      ahoy_sendbird_record_get_direction (const AhoySendbirdRecord *record,
                                                           const char               *user_id);
const AhoySendbirdUser *
                       ahoy_sendbird_record_get_remote    (const AhoySendbirdRecord *record,
                                                           const char               *user_id);

AhoySendbirdEndResult  ahoy_sendbird_end_of_frame         (const AhoySendbirdFrame  *frame);
const char            *ahoy_sendbird_end_to_string        (AhoySendbirdEndResult     result);
AhoyCallEndReason      ahoy_sendbird_end_to_reason        (AhoySendbirdEndResult     result,
                                                           AhoyCallDirection         direction,
                                                           gboolean                  by_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdRecord, ahoy_sendbird_record_free)

G_END_DECLS
