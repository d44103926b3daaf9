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

static void
on_update_over (gpointer data)
{
  AhoyPracticeLeg *leg = data;

  leg->update_id = 0;
  ahoy_practice_count (leg->practice, "update-unanswered");
  ahoy_practice_leg_settle (leg);
  ahoy_practice_leg_notify_refusal (leg->peer, AHOY_PRACTICE_END_TIMEOUT, -1, "Request Timeout");
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

/* leg offers sdp. Of two offers that cross each other the second one loses. */
void
ahoy_practice_leg_update (AhoyPracticeLeg *leg, const char *sdp)
{
  if (ahoy_practice_leg_is_busy (leg)) {
    ahoy_practice_count (leg->practice, "glare");
    ahoy_practice_leg_notify_refusal (leg, AHOY_PRACTICE_CODE_GLARE, RETRY_AFTER,
                                      "Request Pending");
    return;
  }
  ahoy_practice_leg_ask (leg->peer, AHOY_PRACTICE_AWAITS_ANSWER, sdp);
}

/* leg answers what it was asked; FALSE when that was nothing. */
gboolean
ahoy_practice_leg_respond (AhoyPracticeLeg *leg, const char *sdp)
{
  if (leg->awaits == AHOY_PRACTICE_AWAITS_NOTHING)
    return FALSE;
  ahoy_practice_leg_settle (leg);
  ahoy_practice_leg_notify (leg->peer, "respondCallUpdate", sdp);

  return TRUE;
}
