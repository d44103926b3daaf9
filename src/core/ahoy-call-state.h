/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-error.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS

/**
 * AhoyCallStatus:
 * @direction: who has begun the call
 * @state: how far it is; %AHOY_CALL_STATE_ON_HOLD exactly where one of the two next members is set
 *   in an answered call
 * @local_hold: whether we hold it
 * @remote_hold: whether the other side holds it
 * @reconnecting: whether the connection of its media is lost and is being sought
 * @operation: what we have asked of the service and wait for
 * @pending_end: how the call ends if @operation fails; else %AHOY_CALL_END_REASON_NONE
 * @end_reason: why it is over; else %AHOY_CALL_END_REASON_NONE
 *
 * All that decides what an event means to a call.
 */
typedef struct {
  AhoyCallDirection direction;
  AhoyCallState     state;
  gboolean          local_hold;
  gboolean          remote_hold;
  gboolean          reconnecting;
  AhoyCallOperation operation;
  AhoyCallEndReason pending_end;
  AhoyCallEndReason end_reason;
} AhoyCallStatus;

void             ahoy_call_status_init       (AhoyCallStatus       *status,
                                              AhoyCallDirection     direction);
AHOY_INTERNAL
gboolean         ahoy_call_state_is_over     (AhoyCallState         state);
AHOY_INTERNAL
gboolean         ahoy_call_state_is_answered (AhoyCallState         state);
AhoyCallVerdict  ahoy_call_state_next        (const AhoyCallStatus *status,
                                              AhoyCallEvent         event,
                                              AhoyCallStatus       *next,
                                              AhoyCallRefusal      *refusal);
gboolean         ahoy_call_status_allows     (const AhoyCallStatus *status,
                                              AhoyCallEvent         wish);
GError          *ahoy_call_refusal_to_error  (AhoyCallRefusal       refusal);
AHOY_INTERNAL
const char      *ahoy_call_end_reason_to_sentence
                                             (AhoyCallEndReason     reason);

G_END_DECLS
