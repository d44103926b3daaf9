/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-calls.h"

/* One of two who talk makes the other one talk to a third (sections 7.9 and 10 of the protocol
 * page). Direct: the third is called, and offers. Consultative: the third talks to the first
 * already, and is asked for an offer. From the offer on the two are each other's other side, and
 * are put back when it comes to nothing. */
struct _AhoyPracticeTransfer {
  AhoyPracticeLeg *by;     /* who transfers */
  AhoyPracticeLeg *second; /* by's other call, whose other side is the target, or NULL */
  AhoyPracticeLeg *stays;  /* who is transferred */
  AhoyPracticeLeg *target; /* to whom */
};

static void
set_transfer (AhoyPracticeLeg *leg, AhoyPracticeTransfer *transfer)
{
  if (leg != NULL)
    leg->transfer = transfer;
}

/* It is over, whatever has come of it. */
void
ahoy_practice_transfer_free (AhoyPracticeTransfer *transfer)
{
  set_transfer (transfer->by, NULL);
  set_transfer (transfer->second, NULL);
  set_transfer (transfer->stays, NULL);
  set_transfer (transfer->target, NULL);
  g_free (transfer);
}

static AhoyPracticeTransfer *
transfer_new (AhoyPracticeLeg *by, AhoyPracticeLeg *second, AhoyPracticeLeg *target)
{
  AhoyPracticeTransfer *transfer = g_new0 (AhoyPracticeTransfer, 1);

  transfer->by = by;
  transfer->second = second;
  transfer->stays = by->peer;
  transfer->target = target;
  set_transfer (by, transfer);
  set_transfer (second, transfer);
  set_transfer (by->peer, transfer);
  set_transfer (target, transfer);

  return transfer;
}

static void
tell_failure (AhoyPracticeLeg *by, gboolean consultative)
{
  ahoy_practice_leg_notify_result (by, "sessionFail", AHOY_PRACTICE_END_UNAVAILABLE,
                                   consultative ? "Transfer Failed" : "Direct Transfer Failed");
}

/* The other two from here on; the one who transfers has nobody. */
static void
join_others (AhoyPracticeTransfer *transfer)
{
  ahoy_practice_leg_yield (transfer->by);
  ahoy_practice_leg_yield (transfer->stays);
  transfer->by->peer = NULL;
  if (transfer->second != NULL)
    transfer->second->peer = NULL;
  ahoy_practice_leg_join (transfer->stays, transfer->target);
}

/* Whether the other two are each other's other side already; until then the call that is transferred
 * goes on as ever. */
gboolean
ahoy_practice_transfer_has_joined (AhoyPracticeTransfer *transfer)
{
  return transfer != NULL && transfer->target->peer == transfer->stays;
}

/* Who talks to by is to talk to somebody else. */
void
ahoy_practice_transfer_start (AhoyPracticeLeg *by, const AhoyPracticeAddress *to)
{
  const char *reason = NULL;
  int code = 0;
  AhoyPracticeLeg *target = by->peer->transfer == NULL
    ? ahoy_practice_leg_new_callee (by->peer, to, &code, &reason) : NULL;

  if (target == NULL) {
    tell_failure (by, FALSE);
    return;
  }
  transfer_new (by, NULL, target);
  ahoy_practice_leg_set_remote (target, by->peer->name, by->peer->user->name);
  ahoy_practice_leg_offer (target, NULL);
  ahoy_practice_leg_start_ringing (target);
}

/* Who talks to by is to talk to the one who talks to by in its second call. */
void
ahoy_practice_transfer_start_consultative (AhoyPracticeLeg *by, AhoyPracticeLeg *second)
{
  AhoyPracticeLeg *target = second->peer;

  if (second->state != AHOY_PRACTICE_LEG_ANSWERED || target == NULL || second->transfer != NULL
      || target->transfer != NULL || by->peer->transfer != NULL
      || ahoy_practice_leg_is_joined (second)
      || ahoy_practice_leg_is_busy (second)
      || (target->robot != NULL && by->peer->robot != NULL)) {
    tell_failure (by, TRUE);
    return;
  }
  join_others (transfer_new (by, second, target));
  ahoy_practice_leg_ask (target, AHOY_PRACTICE_AWAITS_OFFER, NULL);
}

/* Of a direct transfer: the third has answered, with an offer. */
void
ahoy_practice_transfer_answered (AhoyPracticeLeg *target, const char *sdp)
{
  AhoyPracticeTransfer *transfer = target->transfer;

  join_others (transfer);
  ahoy_practice_leg_ask (transfer->stays, AHOY_PRACTICE_AWAITS_ANSWER, sdp);
}

/* Of a direct transfer: the third sends the call on. */
void
ahoy_practice_transfer_forward (AhoyPracticeLeg *target, const AhoyPracticeAddress *to)
{
  AhoyPracticeTransfer *transfer = target->transfer;
  guint n_forwards = target->n_forwards + 1;
  const char *reason = NULL;
  int code = 0;

  target->transfer = NULL;
  transfer->target = NULL;
  ahoy_practice_leg_end (target, TRUE, AHOY_PRACTICE_END_NORMAL, "Forwarded");
  if (n_forwards <= AHOY_PRACTICE_MOST_FORWARDS)
    transfer->target = ahoy_practice_leg_new_callee (transfer->stays, to, &code, &reason);
  if (transfer->target == NULL) {
    tell_failure (transfer->by, FALSE);
    ahoy_practice_transfer_free (transfer);
    return;
  }
  transfer->target->transfer = transfer;
  transfer->target->n_forwards = n_forwards;
  ahoy_practice_leg_set_remote (transfer->target, transfer->stays->name,
                                transfer->stays->user->name);
  ahoy_practice_leg_offer (transfer->target, NULL);
  ahoy_practice_leg_start_ringing (transfer->target);
}

/* The two talk to each other. */
void
ahoy_practice_transfer_done (AhoyPracticeTransfer *transfer)
{
  AhoyPracticeLeg *by = transfer->by;
  AhoyPracticeLeg *second = transfer->second;

  ahoy_practice_transfer_free (transfer);
  ahoy_practice_leg_notify_result (by, "sessionComplete", AHOY_PRACTICE_END_TRANSFERRED,
                                   second != NULL ? "Transfer Successful"
                                                  : "Direct Transfer Successful");
  ahoy_practice_leg_leave (by);
  if (second != NULL)
    ahoy_practice_leg_end (second, TRUE, AHOY_PRACTICE_END_NORMAL, "Call ended");
}

/* Everybody talks again to whom they talked before, and the one who transfers is told. Returns the
 * third of a direct transfer, who talks to nobody then. */
static AhoyPracticeLeg *
undo (AhoyPracticeTransfer *transfer, gboolean tell)
{
  AhoyPracticeLeg *by = transfer->by;
  AhoyPracticeLeg *second = transfer->second;
  AhoyPracticeLeg *stays = transfer->stays;
  AhoyPracticeLeg *target = transfer->target;
  gboolean joined = ahoy_practice_transfer_has_joined (transfer);

  ahoy_practice_transfer_free (transfer);
  if (joined) {
    ahoy_practice_leg_settle (stays);
    ahoy_practice_leg_settle (target);
    target->peer = NULL;
    ahoy_practice_leg_join (by, stays);
    if (second != NULL)
      ahoy_practice_leg_join (second, target);
  }
  if (tell)
    tell_failure (by, second != NULL);

  return second == NULL ? target : NULL;
}

void
ahoy_practice_transfer_fail (AhoyPracticeTransfer *transfer)
{
  AhoyPracticeLeg *target = undo (transfer, TRUE);

  if (target != NULL)
    ahoy_practice_leg_end (target, TRUE, AHOY_PRACTICE_END_TIMEOUT, "Request Timeout");
}

/* leg's part in a transfer ends with its call. The two who are each other's other side already can
 * do without the one who has made them so. */
void
ahoy_practice_transfer_lose (AhoyPracticeLeg *leg)
{
  AhoyPracticeTransfer *transfer = leg->transfer;
  AhoyPracticeLeg *by = transfer->by;
  AhoyPracticeLeg *second = transfer->second;
  AhoyPracticeLeg *target;

  if ((leg == by || leg == second) && ahoy_practice_transfer_has_joined (transfer)) {
    AhoyPracticeLeg *other = leg == by ? second : by;

    ahoy_practice_transfer_free (transfer);
    if (other != NULL)
      ahoy_practice_leg_end (other, TRUE, AHOY_PRACTICE_END_NORMAL, "Call ended");
    return;
  }
  target = undo (transfer, leg != by);
  if (target != NULL && target != leg)
    ahoy_practice_leg_end (target, TRUE, AHOY_PRACTICE_END_NORMAL, "Call ended");
}
