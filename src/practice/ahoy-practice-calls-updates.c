/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-calls.h"

#define UPDATE_TIME 30000 /* ms until an update counts as not answered */
#define RETRY_AFTER 1000  /* ms */

/* One side offers a change, the other answers it: hold, more or less media, new candidates. Which
 * of them it is is not said (section 7.7 of the page). */

/* Nothing is awaited of leg any more. */
void
ahoy_practice_leg_settle (AhoyPracticeLeg *leg)
{
  ahoy_clock_clear (leg->practice->clock, &leg->update_id);
  leg->awaits = AHOY_PRACTICE_AWAITS_NOTHING;
  g_clear_pointer (&leg->offer, g_free);
}

/* leg says no to what it was asked, or nothing at all. */
void
ahoy_practice_leg_refuse (AhoyPracticeLeg *leg, int code, const char *reason)
{
  if (leg->awaits == AHOY_PRACTICE_AWAITS_NOTHING)
    return;
  ahoy_practice_leg_settle (leg);
  if (ahoy_practice_transfer_has_joined (leg->transfer))
    ahoy_practice_transfer_fail (leg->transfer);
  else if (ahoy_practice_join_is_pending (leg->peer->join) && leg->peer->robot != NULL)
    ahoy_practice_join_fail (leg->peer->join);
  else
    ahoy_practice_leg_notify_refusal (leg->peer, code, -1, reason);
}

static void
on_update_over (gpointer data)
{
  AhoyPracticeLeg *leg = data;

  leg->update_id = 0;
  ahoy_practice_count (leg->practice, "update-unanswered");
  ahoy_practice_leg_refuse (leg, AHOY_PRACTICE_END_TIMEOUT, "Request Timeout");
}

/* Offers sdp to leg, or asks it for an offer. */
void
ahoy_practice_leg_ask (AhoyPracticeLeg *leg, AhoyPracticeAwaits awaits, const char *sdp)
{
  ahoy_practice_leg_settle (leg);
  leg->awaits = awaits;
  leg->update_id = ahoy_clock_add (leg->practice->clock, UPDATE_TIME, on_update_over, leg);
  ahoy_practice_leg_notify (leg, "startCallUpdate",
                            awaits == AHOY_PRACTICE_AWAITS_ANSWER ? sdp : NULL);
}

/* Whether leg's call is being changed already. */
gboolean
ahoy_practice_leg_is_busy (AhoyPracticeLeg *leg)
{
  return leg->awaits != AHOY_PRACTICE_AWAITS_NOTHING
         || leg->peer->awaits != AHOY_PRACTICE_AWAITS_NOTHING;
}

/* What leg has offered the other side comes to nothing: something else goes before. */
void
ahoy_practice_leg_yield (AhoyPracticeLeg *leg)
{
  if (leg->peer->awaits == AHOY_PRACTICE_AWAITS_NOTHING)
    return;
  ahoy_practice_leg_settle (leg->peer);
  ahoy_practice_leg_notify_refusal (leg, AHOY_PRACTICE_CODE_GLARE, RETRY_AFTER, "Request Pending");
}

/* Whether a setting says no instead of the other side. */
static gboolean
refuse (AhoyPracticeLeg *leg)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_user_setting (leg->practice, &ahoy_practice_kandy, leg->user->name,
                                     "refuse-update");

  if (fault != NULL)
    ahoy_practice_leg_notify_refusal (leg, (int) ahoy_practice_fault_get_int (fault, "code"),
                                      (int) ahoy_practice_fault_get_int (fault, "retryAfter"),
                                      ahoy_practice_fault_get_string (fault, "reason"));

  return fault != NULL;
}

/* leg offers sdp. Of two offers that cross each other the second one loses. */
void
ahoy_practice_leg_update (AhoyPracticeLeg *leg, const char *sdp)
{
  g_autoptr (AhoyPracticeFault) slow = NULL;

  if (ahoy_practice_leg_is_busy (leg)) {
    ahoy_practice_count (leg->practice, "glare");
    ahoy_practice_leg_notify_refusal (leg, AHOY_PRACTICE_CODE_GLARE, RETRY_AFTER,
                                      "Request Pending");
    return;
  }
  if (refuse (leg))
    return;
  slow = ahoy_practice_take_event_setting (leg->practice, leg->peer->user->name, "slow-start",
                                           "startCallUpdate");
  if (slow == NULL) {
    ahoy_practice_leg_ask (leg->peer, AHOY_PRACTICE_AWAITS_ANSWER, sdp);
  } else {
    ahoy_practice_leg_ask (leg->peer, AHOY_PRACTICE_AWAITS_OFFER, NULL);
    leg->peer->offer = g_strdup (sdp);
  }
}

/* leg answers what it was asked; FALSE when that was nothing. */
gboolean
ahoy_practice_leg_respond (AhoyPracticeLeg *leg, const char *sdp)
{
  AhoyPracticeAwaits awaits = leg->awaits;
  g_autofree char *offer = g_steal_pointer (&leg->offer);

  if (awaits == AHOY_PRACTICE_AWAITS_NOTHING)
    return FALSE;
  ahoy_practice_leg_settle (leg);
  if (awaits == AHOY_PRACTICE_AWAITS_OFFER && offer == NULL) {
    ahoy_practice_leg_ask (leg->peer, AHOY_PRACTICE_AWAITS_ANSWER, sdp);
    return TRUE;
  }
  ahoy_practice_leg_notify (leg->peer, "respondCallUpdate", sdp);
  if (offer != NULL) /* as an answer: see ahoy_practice_leg_answer() */
    ahoy_practice_leg_notify (leg, "respondCallUpdate", offer);
  if (ahoy_practice_transfer_has_joined (leg->transfer))
    ahoy_practice_transfer_done (leg->transfer);

  return TRUE;
}
