/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-robots.h"

#include "ahoy-mixer.h"

/* Two calls of one user become one (section 7.9 of the protocol page): the service mixes the sound of
 * all three. In each of three seats of the mixer a robot sits, which is the other side of one of them:
 * of the user in a new call, and of the two others in the calls that they have. These two are asked one
 * after the other, by an offer of somebody else, and the new call is answered when both have agreed;
 * until then all can be put back. */
struct _AhoyPracticeJoin {
  AhoyMixer       *mixer;
  gboolean         pending;
  guint            step;
  AhoyPracticeLeg *olds[2];   /* the user's two calls, while it is pending */
  AhoyPracticeLeg *others[2]; /* who talk to the user in them, likewise */
  AhoyPracticeLeg *joined;    /* the user's new call, likewise */
  AhoyPracticeLeg *seats[AHOY_MIXER_SEATS]; /* of joined and of others, or NULL: nobody sits there */
};

static void
join_clear (gpointer data)
{
  ahoy_mixer_unref (((AhoyPracticeJoin *) data)->mixer);
}

static void
join_unref (AhoyPracticeJoin *join)
{
  g_rc_box_release_full (join, join_clear);
}

static void
set_parts (AhoyPracticeJoin *join, AhoyPracticeJoin *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (join->olds); i++) {
    join->olds[i]->join = value;
    join->others[i]->join = value;
  }
  join->joined->join = value;
}

/* Whatever has come of it. */
static void
end_pending (AhoyPracticeJoin *join)
{
  set_parts (join, NULL);
  join->pending = FALSE;
  join_unref (join);
}

/* Whether leg is to talk, or talks, to the mixer. */
gboolean
ahoy_practice_leg_is_joined (AhoyPracticeLeg *leg)
{
  return leg->join != NULL || (leg->peer != NULL && leg->peer->join != NULL);
}

/* The ends of a robot's media; leg is the robot's. */
AhoyMediaEnds *
ahoy_practice_join_new_seat (AhoyPracticeLeg *leg)
{
  guint seat = 0;

  while (leg->join->seats[seat] != leg)
    seat++;

  return ahoy_mixer_new_seat (leg->join->mixer, seat);
}

/* The one who sits there is called by the names of the two whom is to be heard from there. */
static void
add_seat (AhoyPracticeJoin *join, guint seat, const char *first, const char *second)
{
  AhoyPractice *self = join->joined->practice;
  AhoyPracticeLeg *leg =
    ahoy_practice_leg_new (self, ahoy_practice_find_mixer (self, join->joined->user->name));

  g_free (leg->name);
  leg->name = g_strdup_printf ("%s, %s", first, second);
  leg->join = g_rc_box_acquire (join);
  join->seats[seat] = leg;
}

/* Why two calls of a user cannot become one, or NULL. */
const char *
ahoy_practice_join_object (AhoyPracticeLeg *first, AhoyPracticeLeg *second)
{
  AhoyPracticeLeg *legs[] = { first, second };
  gboolean returns = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (legs); i++) {
    if (legs[i]->state != AHOY_PRACTICE_LEG_ANSWERED || legs[i]->peer == NULL)
      return "A call is not answered, or is being left";
    if (legs[i]->transfer != NULL || legs[i]->peer->transfer != NULL
        || ahoy_practice_leg_is_joined (legs[i]))
      return "A call is being transferred, or is joined";
    returns = returns && legs[i]->peer->robot != NULL
              && !legs[i]->peer->user->robot->calls_back;
  }

  /* What each returns of the other would get louder and louder. */
  return returns ? "Nothing but echoes" : NULL;
}

/* sdp: what is offered for joined, which is new. The two calls do not object. */
void
ahoy_practice_join_start (AhoyPracticeLeg *joined, AhoyPracticeLeg *first, AhoyPracticeLeg *second,
                          const char *sdp)
{
  AhoyPracticeJoin *join = g_rc_box_new0 (AhoyPracticeJoin);

  join->mixer = ahoy_mixer_new ();
  join->pending = TRUE;
  join->joined = joined;
  join->olds[0] = first;
  join->olds[1] = second;
  join->others[0] = first->peer;
  join->others[1] = second->peer;
  set_parts (join, join);
  add_seat (join, 0, first->peer->name, second->peer->name);
  add_seat (join, 1, joined->name, second->peer->name);
  add_seat (join, 2, joined->name, first->peer->name);
  ahoy_practice_leg_join (joined, join->seats[0]);
  ahoy_practice_leg_notify (join->seats[0], "call", sdp);
}

/* One of the two others is to talk to the mixer. */
static void
invite (AhoyPracticeJoin *join, guint i)
{
  AhoyPracticeLeg *seat = join->seats[i + 1];

  ahoy_practice_leg_yield (join->olds[i]);
  ahoy_practice_leg_yield (join->others[i]);
  join->olds[i]->peer = NULL;
  ahoy_practice_leg_join (join->others[i], seat);
  seat->state = AHOY_PRACTICE_LEG_ANSWERED;
  seat->answered = ahoy_clock_get_time (seat->practice->clock);
  ahoy_practice_robot_invite (seat->robot);
}

/* The robot of leg agrees with its other side, or can. */
void
ahoy_practice_join_go_on (AhoyPracticeLeg *leg)
{
  AhoyPracticeJoin *join = leg->join;

  if (join->step < G_N_ELEMENTS (join->others))
    invite (join, join->step++);
  else
    ahoy_practice_robot_answer (join->seats[0]->robot);
}

gboolean
ahoy_practice_join_is_pending (AhoyPracticeJoin *join)
{
  return join != NULL && join->pending;
}

/* The new call is answered. */
void
ahoy_practice_join_done (AhoyPracticeJoin *join)
{
  end_pending (join);
  for (guint i = 0; i < G_N_ELEMENTS (join->olds); i++) {
    ahoy_practice_leg_notify_result (join->olds[i], "sessionComplete", AHOY_PRACTICE_END_JOINED,
                                     "Join Successful");
    ahoy_practice_leg_leave (join->olds[i]);
  }
}

/* Everybody talks again to whom they talked before; cause: whose call is just ending, or NULL. */
static void
undo (AhoyPracticeJoin *join, AhoyPracticeLeg *cause)
{
  AhoyPracticeLeg *joined = join->joined;

  g_rc_box_acquire (join);
  end_pending (join);
  joined->peer = join->seats[0]->peer = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (join->olds); i++) {
    if (join->others[i]->peer == join->seats[i + 1]) {
      ahoy_practice_leg_settle (join->others[i]);
      join->seats[i + 1]->peer = NULL;
      ahoy_practice_leg_join (join->olds[i], join->others[i]);
    }
    if (join->olds[i] != cause)
      ahoy_practice_leg_notify_result (join->olds[i], "sessionFail", AHOY_PRACTICE_END_UNAVAILABLE,
                                       "Join Failed");
  }
  if (joined != cause) {
    ahoy_practice_leg_notify_result (joined, "callEnd", AHOY_PRACTICE_END_UNAVAILABLE,
                                     "Join Failed");
    ahoy_practice_leg_remove (joined);
  }
  for (guint i = 0; i < G_N_ELEMENTS (join->seats); i++)
    if (join->seats[i] != cause)
      ahoy_practice_leg_remove (join->seats[i]);
  join_unref (join);
}

void
ahoy_practice_join_fail (AhoyPracticeJoin *join)
{
  undo (join, NULL);
}

/* leg's call ends: what is to become one stays two. What has become one goes on while two are left,
 * which ahoy_practice_join_release() sees to; returns what that needs, or NULL. */
AhoyPracticeJoin *
ahoy_practice_join_lose (AhoyPracticeLeg *leg)
{
  AhoyPracticeJoin *join = leg->join != NULL || leg->peer == NULL ? leg->join : leg->peer->join;

  if (!ahoy_practice_join_is_pending (join))
    return join != NULL ? g_rc_box_acquire (join) : NULL;
  undo (join, leg);

  return NULL;
}

/* The call has ended. */
void
ahoy_practice_join_release (AhoyPracticeJoin *join)
{
  AhoyPracticeLeg *last = NULL;
  guint n_left = 0;

  for (guint i = 0; i < G_N_ELEMENTS (join->seats); i++) {
    if (join->seats[i] != NULL) {
      last = join->seats[i];
      n_left++;
    }
  }
  if (n_left == 1)
    ahoy_practice_leg_end (last, FALSE, AHOY_PRACTICE_END_NORMAL, "Call ended");
  join_unref (join);
}

/* leg is no more. */
void
ahoy_practice_join_forget (AhoyPracticeLeg *leg)
{
  AhoyPracticeJoin *join = g_steal_pointer (&leg->join);

  for (guint i = 0; i < G_N_ELEMENTS (join->seats); i++) {
    if (join->seats[i] == leg) {
      join->seats[i] = NULL;
      join_unref (join);
      return;
    }
  }
  end_pending (join); /* the service stops: nothing is told any more */
}
