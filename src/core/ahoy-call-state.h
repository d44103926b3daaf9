/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-error.h"

G_BEGIN_DECLS

/**
 * AhoyCallVerdict:
 * @AHOY_CALL_VERDICT_TAKEN: the event counts: the call is as the new status says
 * @AHOY_CALL_VERDICT_IGNORED: the event has nothing to say in this state: crossed, repeated or late
 * @AHOY_CALL_VERDICT_REFUSED: the wish cannot be fulfilled in this state
 *
 * What the state of a call makes of an event.
 */
typedef enum {
  AHOY_CALL_VERDICT_TAKEN,
  AHOY_CALL_VERDICT_IGNORED,
  AHOY_CALL_VERDICT_REFUSED,
} AhoyCallVerdict;

/**
 * AhoyCallRefusal:
 * @AHOY_CALL_REFUSAL_NONE: not refused
 * @AHOY_CALL_REFUSAL_OVER: the call is over
 * @AHOY_CALL_REFUSAL_BUSY: another operation is not finished
 * @AHOY_CALL_REFUSAL_NOT_READY: the service has to hear of the call first
 * @AHOY_CALL_REFUSAL_OUTGOING: only who is called can do this
 * @AHOY_CALL_REFUSAL_ANSWERED: it was answered already
 * @AHOY_CALL_REFUSAL_NOT_ANSWERED: it was not answered yet
 * @AHOY_CALL_REFUSAL_ON_HOLD: it is on hold
 * @AHOY_CALL_REFUSAL_ALREADY_HELD: we hold it already
 * @AHOY_CALL_REFUSAL_NOT_HELD: it is not us who hold it
 *
 * Why a wish cannot be fulfilled in the state a call is in.
 */
typedef enum {
  AHOY_CALL_REFUSAL_NONE,
  AHOY_CALL_REFUSAL_OVER,
  AHOY_CALL_REFUSAL_BUSY,
  AHOY_CALL_REFUSAL_NOT_READY,
  AHOY_CALL_REFUSAL_OUTGOING,
  AHOY_CALL_REFUSAL_ANSWERED,
  AHOY_CALL_REFUSAL_NOT_ANSWERED,
  AHOY_CALL_REFUSAL_ON_HOLD,
  AHOY_CALL_REFUSAL_ALREADY_HELD,
  AHOY_CALL_REFUSAL_NOT_HELD,
} AhoyCallRefusal;

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
AhoyCallVerdict  ahoy_call_state_next        (const AhoyCallStatus *status,
                                              AhoyCallEvent         event,
                                              AhoyCallStatus       *next,
                                              AhoyCallRefusal      *refusal);
gboolean         ahoy_call_status_allows     (const AhoyCallStatus *status,
                                              AhoyCallEvent         wish);
GError          *ahoy_call_refusal_to_error  (AhoyCallRefusal       refusal);

G_END_DECLS
