/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-call-state.h"

#include <glib/gi18n-lib.h>

#define N_EVENTS (AHOY_CALL_EVENT_SESSION_ENDED + 1)

/* Nothing leads back to the first state. */
#define STAYS AHOY_CALL_STATE_INITIATING

#define INITIATING (1u << AHOY_CALL_STATE_INITIATING)
#define INITIATED  (1u << AHOY_CALL_STATE_INITIATED)
#define RINGING    (1u << AHOY_CALL_STATE_RINGING)
#define EARLY      (1u << AHOY_CALL_STATE_EARLY_MEDIA)
#define CONNECTED  (1u << AHOY_CALL_STATE_CONNECTED)
#define ON_HOLD    (1u << AHOY_CALL_STATE_ON_HOLD)

#define ANSWERED   (CONNECTED | ON_HOLD)
#define LIVE       (INITIATING | INITIATED | RINGING | EARLY | ANSWERED)

typedef struct {
  guint             outgoing; /* the states in which it counts, for each direction */
  guint             incoming;
  AhoyCallState     to;       /* or STAYS */
  AhoyCallOperation begins;   /* which there must not be another one for; or none */
  /* Why the call is over, where it leads to that. */
  AhoyCallEndReason unanswered_outgoing;
  AhoyCallEndReason unanswered_incoming;
  AhoyCallEndReason answered;
} Row;

#define END(name)       AHOY_CALL_STATE_ENDED, 0, \
                        AHOY_CALL_END_REASON_##name, AHOY_CALL_END_REASON_##name, \
                        AHOY_CALL_END_REASON_##name
#define WITHDRAW(a, b)  AHOY_CALL_STATE_CANCELLED, 0, \
                        AHOY_CALL_END_REASON_##a, AHOY_CALL_END_REASON_##b, 0
#define BEGIN(name)     STAYS, AHOY_CALL_OPERATION_##name, 0, 0, 0
#define GO(name)        AHOY_CALL_STATE_##name, 0, 0, 0, 0
#define STAY            STAYS, 0, 0, 0, 0

/* The table. What it cannot say, the function below the table does: when a hold may be asked for,
 * and what depends on the operation that is not finished. */
static const Row rows[N_EVENTS] = {
  [AHOY_CALL_EVENT_ANSWER] = { 0, INITIATED | RINGING, BEGIN (ANSWER) },
  [AHOY_CALL_EVENT_REJECT] = { 0, INITIATING | INITIATED | RINGING, END (REJECTED) },
  [AHOY_CALL_EVENT_IGNORE] = { 0, INITIATING | INITIATED | RINGING, END (IGNORED) },
  [AHOY_CALL_EVENT_FORWARD] = { 0, INITIATED | RINGING, BEGIN (FORWARD) },
  [AHOY_CALL_EVENT_HANG_UP] = { LIVE, LIVE, AHOY_CALL_STATE_ENDED, 0,
                                AHOY_CALL_END_REASON_CANCELLED, AHOY_CALL_END_REASON_REJECTED,
                                AHOY_CALL_END_REASON_HUNG_UP },
  [AHOY_CALL_EVENT_HOLD] = { ANSWERED, ANSWERED, BEGIN (HOLD) },
  [AHOY_CALL_EVENT_UNHOLD] = { ON_HOLD, ON_HOLD, BEGIN (UNHOLD) },
  [AHOY_CALL_EVENT_CHANGE_MEDIA] = { CONNECTED, CONNECTED, BEGIN (CHANGE_MEDIA) },
  [AHOY_CALL_EVENT_RESTART_MEDIA] = { ANSWERED, ANSWERED, BEGIN (RESTART_MEDIA) },
  [AHOY_CALL_EVENT_SEND_DIGITS] = { RINGING | EARLY | CONNECTED, CONNECTED, STAY },
  [AHOY_CALL_EVENT_TRANSFER] = { ANSWERED, ANSWERED, BEGIN (TRANSFER) },
  [AHOY_CALL_EVENT_JOIN] = { ANSWERED, ANSWERED, BEGIN (JOIN) },

  [AHOY_CALL_EVENT_INITIATED] = { INITIATING, INITIATING, GO (INITIATED) },
  [AHOY_CALL_EVENT_RINGING] = { INITIATED, INITIATING | INITIATED, GO (RINGING) },
  [AHOY_CALL_EVENT_EARLY_MEDIA] = { INITIATED | RINGING, 0, GO (EARLY_MEDIA) },
  [AHOY_CALL_EVENT_ANSWERED] = { INITIATED | RINGING | EARLY, INITIATED | RINGING, GO (CONNECTED) },
  [AHOY_CALL_EVENT_HELD] = { ANSWERED, ANSWERED, STAY },
  [AHOY_CALL_EVENT_UNHELD] = { ANSWERED, ANSWERED, STAY },
  [AHOY_CALL_EVENT_MEDIA_CHANGED] = { ANSWERED, ANSWERED, STAY },
  [AHOY_CALL_EVENT_OPERATION_FAILED] = { LIVE, LIVE, STAY },
  [AHOY_CALL_EVENT_REMOTE_HELD] = { ANSWERED, ANSWERED, STAY },
  [AHOY_CALL_EVENT_REMOTE_UNHELD] = { ANSWERED, ANSWERED, STAY },
  [AHOY_CALL_EVENT_MEDIA_LOST] = { EARLY | ANSWERED, ANSWERED, STAY },
  [AHOY_CALL_EVENT_MEDIA_RESTORED] = { EARLY | ANSWERED, ANSWERED, STAY },

  [AHOY_CALL_EVENT_COMPLETED] = { ANSWERED, INITIATED | RINGING | ANSWERED,
                                  AHOY_CALL_STATE_ENDED, 0, 0,
                                  AHOY_CALL_END_REASON_FORWARDED,
                                  AHOY_CALL_END_REASON_TRANSFERRED },
  [AHOY_CALL_EVENT_REMOTE_HANG_UP] = { LIVE, LIVE, AHOY_CALL_STATE_ENDED, 0,
                                       AHOY_CALL_END_REASON_REMOTE_HUNG_UP,
                                       AHOY_CALL_END_REASON_MISSED,
                                       AHOY_CALL_END_REASON_REMOTE_HUNG_UP },
  [AHOY_CALL_EVENT_REMOTE_CANCEL] = { INITIATED | RINGING | EARLY, INITIATING | INITIATED | RINGING,
                                      WITHDRAW (REMOTE_HUNG_UP, MISSED) },
  [AHOY_CALL_EVENT_ANSWERED_ELSEWHERE] = { INITIATED | RINGING | EARLY,
                                           INITIATING | INITIATED | RINGING,
                                           WITHDRAW (ANSWERED_ELSEWHERE, ANSWERED_ELSEWHERE) },
  [AHOY_CALL_EVENT_NO_ANSWER] = { INITIATED | RINGING | EARLY, INITIATED | RINGING,
                                  AHOY_CALL_STATE_ENDED, 0, AHOY_CALL_END_REASON_NO_ANSWER,
                                  AHOY_CALL_END_REASON_MISSED, 0 },
  [AHOY_CALL_EVENT_VANISHED] = { LIVE, LIVE, END (VANISHED) },
  [AHOY_CALL_EVENT_FAILED] = { LIVE, LIVE, END (FAILED) },
  [AHOY_CALL_EVENT_SESSION_ENDED] = { LIVE, LIVE, END (SESSION_ENDED) },
};

/**
 * ahoy_call_status_init:
 * @status: (out caller-allocates): a status
 * @direction: who has begun the call
 *
 * Makes the status of a call that has just come to be.
 */
void
ahoy_call_status_init (AhoyCallStatus *status, AhoyCallDirection direction)
{
  *status = (AhoyCallStatus) { .direction = direction, .state = AHOY_CALL_STATE_INITIATING };
}

/**
 * ahoy_call_state_is_over:
 * @state: a state
 *
 * Returns: whether nothing more can happen to the call
 */
gboolean
ahoy_call_state_is_over (AhoyCallState state)
{
  return state == AHOY_CALL_STATE_ENDED || state == AHOY_CALL_STATE_CANCELLED;
}

/**
 * ahoy_call_state_is_answered:
 * @state: a state
 *
 * Returns: whether both sides are in the call, held or not
 */
gboolean
ahoy_call_state_is_answered (AhoyCallState state)
{
  return state == AHOY_CALL_STATE_CONNECTED || state == AHOY_CALL_STATE_ON_HOLD;
}

static gboolean
is_wish (AhoyCallEvent event)
{
  return event <= AHOY_CALL_EVENT_JOIN;
}

/* Why the table does not let a wish pass. */
static AhoyCallRefusal
explain (const AhoyCallStatus *status, AhoyCallEvent wish)
{
  gboolean for_incoming = wish <= AHOY_CALL_EVENT_FORWARD;

  if (ahoy_call_state_is_over (status->state))
    return AHOY_CALL_REFUSAL_OVER;
  if (for_incoming && status->direction == AHOY_CALL_DIRECTION_OUTGOING)
    return AHOY_CALL_REFUSAL_OUTGOING;
  if (for_incoming)
    return ahoy_call_state_is_answered (status->state) ? AHOY_CALL_REFUSAL_ANSWERED
                                                       : AHOY_CALL_REFUSAL_NOT_READY;
  if (!ahoy_call_state_is_answered (status->state))
    return AHOY_CALL_REFUSAL_NOT_ANSWERED;
  if (status->state == AHOY_CALL_STATE_ON_HOLD)
    return AHOY_CALL_REFUSAL_ON_HOLD;

  return AHOY_CALL_REFUSAL_NOT_HELD;
}

/* Why a wish that the table lets pass cannot be fulfilled nevertheless. */
static AhoyCallRefusal
object (const AhoyCallStatus *status, AhoyCallEvent wish)
{
  if (wish == AHOY_CALL_EVENT_HOLD && status->local_hold)
    return AHOY_CALL_REFUSAL_ALREADY_HELD;
  if (wish == AHOY_CALL_EVENT_UNHOLD && !status->local_hold)
    return AHOY_CALL_REFUSAL_NOT_HELD;
  if (rows[wish].begins != AHOY_CALL_OPERATION_NONE
      && status->operation != AHOY_CALL_OPERATION_NONE)
    return AHOY_CALL_REFUSAL_BUSY;

  return AHOY_CALL_REFUSAL_NONE;
}

static void
finish_operation (AhoyCallStatus *status, AhoyCallOperation operation)
{
  if (status->operation == operation)
    status->operation = AHOY_CALL_OPERATION_NONE;
}

static void
end (AhoyCallStatus *status, AhoyCallState state, AhoyCallEndReason reason)
{
  *status = (AhoyCallStatus) {
    .direction = status->direction,
    .state = state,
    .end_reason = reason,
  };
}

/* What happens without a change of state, but for the one that follows from the holds. */
static void
change (AhoyCallStatus *status, AhoyCallEvent event)
{
  if (event == AHOY_CALL_EVENT_HELD) {
    status->local_hold = TRUE;
    finish_operation (status, AHOY_CALL_OPERATION_HOLD);
  } else if (event == AHOY_CALL_EVENT_UNHELD) {
    status->local_hold = FALSE;
    finish_operation (status, AHOY_CALL_OPERATION_UNHOLD);
  } else if (event == AHOY_CALL_EVENT_MEDIA_CHANGED) {
    finish_operation (status, AHOY_CALL_OPERATION_CHANGE_MEDIA);
    finish_operation (status, AHOY_CALL_OPERATION_RESTART_MEDIA);
  } else if (event == AHOY_CALL_EVENT_REMOTE_HELD || event == AHOY_CALL_EVENT_REMOTE_UNHELD) {
    status->remote_hold = event == AHOY_CALL_EVENT_REMOTE_HELD;
  } else if (event == AHOY_CALL_EVENT_MEDIA_LOST || event == AHOY_CALL_EVENT_MEDIA_RESTORED) {
    status->reconnecting = event == AHOY_CALL_EVENT_MEDIA_LOST;
  } else if (event == AHOY_CALL_EVENT_OPERATION_FAILED) {
    if (status->pending_end != AHOY_CALL_END_REASON_NONE)
      end (status, AHOY_CALL_STATE_CANCELLED, status->pending_end);
    status->operation = AHOY_CALL_OPERATION_NONE;
  }

  if (ahoy_call_state_is_answered (status->state))
    status->state = status->local_hold || status->remote_hold ? AHOY_CALL_STATE_ON_HOLD
                                                              : AHOY_CALL_STATE_CONNECTED;
}

static AhoyCallEndReason
reason_of (const AhoyCallStatus *status, const Row *row)
{
  if (ahoy_call_state_is_answered (status->state))
    return row->answered;

  return status->direction == AHOY_CALL_DIRECTION_OUTGOING ? row->unanswered_outgoing
                                                           : row->unanswered_incoming;
}

static void
move (AhoyCallStatus *status, AhoyCallEvent event)
{
  const Row *row = &rows[event];
  gboolean unanswered = !ahoy_call_state_is_answered (status->state);

  /* An incoming call connects, or goes to somebody else, because a person wished so, never because
   * a server says that it does. */
  if (status->direction == AHOY_CALL_DIRECTION_INCOMING && unanswered
      && ((event == AHOY_CALL_EVENT_ANSWERED && status->operation != AHOY_CALL_OPERATION_ANSWER)
          || (event == AHOY_CALL_EVENT_COMPLETED
              && status->operation != AHOY_CALL_OPERATION_FORWARD)))
    return;

  if (row->to == AHOY_CALL_STATE_CANCELLED && status->operation != AHOY_CALL_OPERATION_NONE) {
    /* The service tells all devices that somebody has the call now, the one included who has just
     * taken it, and maybe before it says so to that one. */
    if (status->pending_end == AHOY_CALL_END_REASON_NONE)
      status->pending_end = reason_of (status, row);
  } else if (ahoy_call_state_is_over (row->to)) {
    end (status, row->to, reason_of (status, row));
  } else {
    status->state = row->to;
    if (row->to == AHOY_CALL_STATE_CONNECTED) {
      status->operation = AHOY_CALL_OPERATION_NONE;
      status->pending_end = AHOY_CALL_END_REASON_NONE;
    }
  }
}

static gboolean
is_equal (const AhoyCallStatus *a, const AhoyCallStatus *b)
{
  return a->direction == b->direction && a->state == b->state
         && a->local_hold == b->local_hold && a->remote_hold == b->remote_hold
         && a->reconnecting == b->reconnecting && a->operation == b->operation
         && a->pending_end == b->pending_end && a->end_reason == b->end_reason;
}

/**
 * ahoy_call_state_next:
 * @status: how the call is
 * @event: what happens, or is wished
 * @next: (out caller-allocates): how the call is then; as @status where the event does not count
 * @refusal: (out) (optional): why a wish is refused, else %AHOY_CALL_REFUSAL_NONE
 *
 * Tells what an event does to a call: the one table that all calls of all services follow. Wishes
 * are refused where they have no place; what happens is ignored there, for messages cross and come
 * late. A service that knows better why a call is over than the event tells puts that into
 * @next.
 *
 * Pure, and may be called from any thread.
 *
 * Returns: what becomes of the event
 */
AhoyCallVerdict
ahoy_call_state_next (const AhoyCallStatus *status, AhoyCallEvent event, AhoyCallStatus *next,
                      AhoyCallRefusal *refusal)
{
  AhoyCallRefusal why = AHOY_CALL_REFUSAL_NONE;
  AhoyCallStatus result;
  const Row *row;
  gboolean counts;

  g_return_val_if_fail (status != NULL && next != NULL, AHOY_CALL_VERDICT_IGNORED);
  g_return_val_if_fail ((guint) event < N_EVENTS, AHOY_CALL_VERDICT_IGNORED);

  result = *status;
  row = &rows[event];
  counts = ((status->direction == AHOY_CALL_DIRECTION_OUTGOING ? row->outgoing : row->incoming)
            & (1u << status->state)) != 0;

  if (is_wish (event))
    why = counts ? object (status, event) : explain (status, event);
  if (counts && why == AHOY_CALL_REFUSAL_NONE) {
    if (row->begins != AHOY_CALL_OPERATION_NONE)
      result.operation = row->begins;
    else if (row->to != STAYS)
      move (&result, event);
    else
      change (&result, event);
  }

  if (refusal != NULL)
    *refusal = why;
  if (why != AHOY_CALL_REFUSAL_NONE) {
    *next = result;
    return AHOY_CALL_VERDICT_REFUSED;
  }

  /* After the comparison, as both may be the same. */
  counts = is_wish (event) || !is_equal (&result, status);
  *next = result;

  return counts ? AHOY_CALL_VERDICT_TAKEN : AHOY_CALL_VERDICT_IGNORED;
}

/**
 * ahoy_call_status_allows:
 * @status: how the call is
 * @wish: a wish
 *
 * Returns: whether the wish would be taken now
 */
gboolean
ahoy_call_status_allows (const AhoyCallStatus *status, AhoyCallEvent wish)
{
  AhoyCallStatus next;

  return ahoy_call_state_next (status, wish, &next, NULL) == AHOY_CALL_VERDICT_TAKEN;
}

static const char *
refusal_to_sentence (AhoyCallRefusal refusal)
{
  switch (refusal) {
    case AHOY_CALL_REFUSAL_OVER:
      return _("The call is over");
    case AHOY_CALL_REFUSAL_BUSY:
      return _("The call is still busy with the last change");
    case AHOY_CALL_REFUSAL_NOT_READY:
      return _("The call is not ready for this yet");
    case AHOY_CALL_REFUSAL_OUTGOING:
      return _("Only the person who is called can do this");
    case AHOY_CALL_REFUSAL_ANSWERED:
      return _("The call was answered already");
    case AHOY_CALL_REFUSAL_NOT_ANSWERED:
      return _("The call was not answered yet");
    case AHOY_CALL_REFUSAL_ON_HOLD:
      return _("The call is on hold");
    case AHOY_CALL_REFUSAL_ALREADY_HELD:
      return _("You have put the call on hold already");
    case AHOY_CALL_REFUSAL_NOT_HELD:
      return _("You have not put the call on hold");
    case AHOY_CALL_REFUSAL_NONE:
    default:
      return NULL;
  }
}

/**
 * ahoy_call_refusal_to_error:
 * @refusal: why a wish is refused
 *
 * Returns: (transfer full) (nullable): `AHOY_CALL_ERROR_BUSY` or `AHOY_CALL_ERROR_WRONG_STATE` with
 *   a sentence for the person; %NULL for %AHOY_CALL_REFUSAL_NONE
 */
GError *
ahoy_call_refusal_to_error (AhoyCallRefusal refusal)
{
  const char *sentence = refusal_to_sentence (refusal);

  if (sentence == NULL)
    return NULL;

  return ahoy_call_error_new (refusal == AHOY_CALL_REFUSAL_BUSY ? AHOY_CALL_ERROR_BUSY
                                                                : AHOY_CALL_ERROR_WRONG_STATE,
                              NULL, sentence);
}

/**
 * ahoy_call_end_reason_to_sentence:
 * @reason: why a call is over
 *
 * Returns: (transfer none) (nullable): a translated sentence for the person, without a full stop;
 *   %NULL for %AHOY_CALL_END_REASON_NONE
 */
const char *
ahoy_call_end_reason_to_sentence (AhoyCallEndReason reason)
{
  switch (reason) {
    case AHOY_CALL_END_REASON_HUNG_UP:
      return _("You ended the call");
    case AHOY_CALL_END_REASON_REMOTE_HUNG_UP:
      return _("The other side ended the call");
    case AHOY_CALL_END_REASON_CANCELLED:
      return _("You gave up before the call was answered");
    case AHOY_CALL_END_REASON_MISSED:
      return _("You missed the call");
    case AHOY_CALL_END_REASON_REJECTED:
      return _("You declined the call");
    case AHOY_CALL_END_REASON_DECLINED:
      return _("The call was declined");
    case AHOY_CALL_END_REASON_BUSY:
      return _("The line is busy");
    case AHOY_CALL_END_REASON_IGNORED:
      return _("You ignored the call");
    case AHOY_CALL_END_REASON_FORWARDED:
      return _("You forwarded the call");
    case AHOY_CALL_END_REASON_TRANSFERRED:
      return _("The call was transferred");
    case AHOY_CALL_END_REASON_JOINED:
      return _("The call was joined with another one");
    case AHOY_CALL_END_REASON_NO_ANSWER:
      return _("Nobody answered");
    case AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE:
      return _("The call was answered on another device");
    case AHOY_CALL_END_REASON_NOT_FOUND:
      return _("Nobody has this address");
    case AHOY_CALL_END_REASON_UNREACHABLE:
      return _("The other side cannot be reached at the moment");
    case AHOY_CALL_END_REASON_NOT_ALLOWED:
      return _("The service does not allow this call");
    case AHOY_CALL_END_REASON_VANISHED:
      return _("The service has lost the call");
    case AHOY_CALL_END_REASON_MEDIA_FAILED:
      return _("Audio and video could not be set up");
    case AHOY_CALL_END_REASON_INSECURE:
      return _("The call was ended because its encryption cannot be trusted");
    case AHOY_CALL_END_REASON_CONNECTION_LOST:
      return _("The connection was lost");
    case AHOY_CALL_END_REASON_SESSION_ENDED:
      return _("The call ended with your session");
    case AHOY_CALL_END_REASON_FAILED:
      return _("The call failed");
    case AHOY_CALL_END_REASON_NONE:
    default:
      return NULL;
  }
}
