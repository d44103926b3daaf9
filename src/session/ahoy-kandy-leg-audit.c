/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-leg-private.h"

#include "ahoy-kandy-call-failure.h"

#define CANCEL_DEADLINE 2000 /* ms that a call may still ring here after it is over */

/* The service keeps a call that is asked after every now and then, and tells when it does not know
 * it any more (section 7.11 of the protocol page). */

static void audit (AhoyKandyLeg *self);

static void
on_audit (gpointer data)
{
  AhoyKandyLeg *self = data;

  self->audit_id = 0;
  audit (self);
}

static void
audit_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error, guint serial)
{
  const AhoyKandyAnswer unreachable = { 0 };
  guint delay;

  self->auditing = FALSE;
  if (self->call == NULL)
    return;

  if (answer == NULL && !g_error_matches (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT))
    answer = &unreachable; /* nobody has even listened: as if it was refused */
  if (ahoy_kandy_audit_get_delay (answer, AHOY_KANDY_AUDIT_INTERVAL, &delay))
    self->audit_id = ahoy_clock_add (self->clock, delay, on_audit, self);
  else
    ahoy_kandy_leg_vanish (self);
}

static void
audit (AhoyKandyLeg *self)
{
  self->auditing = TRUE;
  ahoy_kandy_leg_put (self, AHOY_KANDY_CALL_ACTION_AUDIT, NULL, AHOY_KANDY_AUDIT_PATIENCE,
                      audit_done, 0);
}

void
ahoy_kandy_leg_start_audit (AhoyKandyLeg *self)
{
  if (self->audit_id == 0 && !self->auditing)
    audit (self);
}

void
ahoy_kandy_leg_stop_audit (AhoyKandyLeg *self)
{
  ahoy_clock_clear (self->clock, &self->audit_id);
}

static gboolean
says_answered (const AhoyKandyAnswer *answer)
{
  gboolean answered = FALSE;

  ahoy_kandy_call_state_parse (answer->body, answer->body_length, &answered, NULL);

  return answered;
}

static void
state_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error, guint serial)
{
  if (self->call == NULL || answer == NULL)
    return;

  if (ahoy_kandy_call_answer_is_gone (answer))
    ahoy_kandy_leg_vanish (self);
  else if (error == NULL && says_answered (answer))
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_ANSWERED_ELSEWHERE, AHOY_CALL_END_REASON_NONE,
                     NULL);
}

/* The websocket is open again: asks at once what has become of the call meanwhile. */
void
ahoy_kandy_leg_catch_up (AhoyKandyLeg *self)
{
  if (self->call == NULL || self->session == NULL)
    return;

  /* Somebody else may have answered what still rings here. */
  if (ahoy_call_get_direction (self->call) == AHOY_CALL_DIRECTION_INCOMING
      && ahoy_call_get_since (self->call) == 0 && self->answer == NULL)
    ahoy_kandy_leg_send (self, "GET", self->path, NULL, AHOY_KANDY_LEG_DEADLINE, state_done, 0);
  if (self->audit_id != 0) {
    ahoy_kandy_leg_stop_audit (self);
    audit (self);
  }
}

static void
gone_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error, guint serial)
{
  if (self->call != NULL && self->answer_sent && answer != NULL
      && ahoy_kandy_call_answer_is_gone (answer))
    ahoy_call_withdraw (self->call, AHOY_CALL_EVENT_REMOTE_CANCEL, AHOY_CALL_END_REASON_NONE);
}

/* The call is told to be taken from where it rings while the service has our answer: either because
 * of that answer, or because the caller has given up. One that has been given up is not there. */
void
ahoy_kandy_leg_ask_whether_gone (AhoyKandyLeg *self)
{
  ahoy_kandy_leg_send (self, "GET", self->path, NULL, AHOY_KANDY_LEG_DEADLINE, gone_done, 0);
}

static void
cancelled_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error,
                guint serial)
{
  gboolean answered = error == NULL && says_answered (answer);

  if (self->call != NULL)
    ahoy_call_withdraw (self->call, answered ? AHOY_CALL_EVENT_ANSWERED_ELSEWHERE
                                             : AHOY_CALL_EVENT_REMOTE_CANCEL,
                        AHOY_CALL_END_REASON_NONE);
}

/**
 * ahoy_kandy_leg_ask_why_cancelled:
 * @self: a leg of an incoming call that nobody has answered here
 *
 * The call is over for who has it ringing, and cannot be answered any more. If the service still has
 * it, another device of the same user has answered; else, and where the service does not say so
 * soon, who has called has given up.
 */
void
ahoy_kandy_leg_ask_why_cancelled (AhoyKandyLeg *self)
{
  if (self->cancelled)
    return;

  self->cancelled = TRUE;
  ahoy_kandy_leg_send (self, "GET", self->path, NULL, CANCEL_DEADLINE, cancelled_done, 0);
}
