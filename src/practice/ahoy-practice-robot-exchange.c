/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-robot-private.h"

#include "ahoy-sdp.h"

#define OFFER_TIME     30000 /* ms until an offer counts as not answered */
#define USUAL_RETRY    1000  /* ms, where nobody says */
#define MOST_TRIES     5
#define MOST_MESSAGES  16
#define MOST_ORDERS    16
#define NOT_ACCEPTABLE 488

/* Descriptions, from either side and one after the other (sections 7.7 to 7.9 of the page). Here
 * everything may happen that a client meets: updates that cross each other, being asked for an
 * offer, and somebody else's speaking all of a sudden. */

/* What the robot was told. */
typedef struct {
  const char *event_type; /* not owned: a constant */
  char       *sdp;        /* or NULL */
  int         code;       /* 0: none */
  int         retry_after; /* ms; negative: not said */
} Message;

typedef struct {
  AhoyMediaFlags more;
  AhoyMediaFlags less;
} Order;

static void next (AhoyPracticeRobot *self);

static void
message_free (gpointer data)
{
  Message *message = data;

  g_free (message->sdp);
  g_free (message);
}

void
ahoy_practice_robot_stop_exchange (AhoyPracticeRobot *self)
{
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_queue_clear_full (&self->messages, message_free);
  g_queue_clear_full (&self->orders, g_free);
}

static gboolean
on_idle (gpointer data)
{
  g_autoptr (AhoyPracticeRobot) self = ahoy_practice_robot_ref (data);

  self->idle_id = 0;
  next (self);

  return G_SOURCE_REMOVE;
}

/* Goes on when who has called is done. */
static void
schedule (AhoyPracticeRobot *self)
{
  if (self->idle_id == 0)
    self->idle_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_idle, self, NULL);
}

/* The media that is being described. */
static AhoyMedia *
get_media (AhoyPracticeRobot *self)
{
  return self->fresh != NULL ? self->fresh : self->media;
}

static gboolean
is_over (AhoyPracticeRobot *self, GObject *source)
{
  return self->leg == NULL || source != (GObject *) get_media (self);
}

static void
end_work (AhoyPracticeRobot *self)
{
  ahoy_clock_clear (self->practice->clock, &self->offer_id);
  self->work = AHOY_PRACTICE_WORK_NONE;
  self->offering = FALSE;
  self->offered = FALSE;
  g_clear_pointer (&self->next_origin, g_free);
  schedule (self);
}

static void
drop_order (AhoyPracticeRobot *self)
{
  self->n_tries = 0;
  g_free (g_queue_pop_head (&self->orders));
}

/* Both sides agree. */
static void
finish (AhoyPracticeRobot *self)
{
  AhoyPracticeWork work = self->work;

  if (self->fresh != NULL) {
    ahoy_practice_robots_drop_media (self->practice, &self->media, self);
    self->media = g_steal_pointer (&self->fresh);
  }
  self->wanted = self->next_wanted;
  g_free (self->origin);
  self->origin = g_steal_pointer (&self->next_origin);
  if (self->work == AHOY_PRACTICE_WORK_UPDATE)
    drop_order (self);
  end_work (self);
  ahoy_practice_robot_watch (self);
  if (work == AHOY_PRACTICE_WORK_INVITE)
    ahoy_practice_join_go_on (self->leg);
}

static void
on_retry (gpointer data)
{
  AhoyPracticeRobot *self = data;

  self->retry_id = 0;
  schedule (self);
}

/* Takes the robot's own offer back; a change of its own is tried again. */
static void
give_way (AhoyPracticeRobot *self, int retry_after)
{
  gboolean own = self->work == AHOY_PRACTICE_WORK_UPDATE;

  if (self->fresh != NULL)
    ahoy_practice_robots_drop_media (self->practice, &self->fresh, self);
  else
    ahoy_media_rollback (self->media);
  end_work (self);
  if (!own)
    return;
  if (++self->n_tries >= MOST_TRIES)
    drop_order (self);
  else
    self->retry_id = ahoy_clock_add (self->practice->clock,
                                     retry_after > 0 ? (guint) retry_after : USUAL_RETRY, on_retry,
                                     self);
}

/* It came to nothing: all is as it was. */
static void
give_up (AhoyPracticeRobot *self)
{
  if (self->work == AHOY_PRACTICE_WORK_UPDATE)
    self->n_tries = MOST_TRIES;
  give_way (self, -1);
}

static void
on_offer_over (gpointer data)
{
  AhoyPracticeRobot *self = data;

  self->offer_id = 0;
  give_up (self);
}

static void
send (AhoyPracticeRobot *self, const char *sdp)
{
  AhoyPracticeLeg *leg = self->leg;

  self->offered = self->offering;
  if (self->offered && self->work != AHOY_PRACTICE_WORK_CALL
      && self->work != AHOY_PRACTICE_WORK_INVITE)
    self->offer_id = ahoy_clock_add (self->practice->clock, OFFER_TIME, on_offer_over, self);

  switch (self->work) {
  case AHOY_PRACTICE_WORK_ANSWER:
    if (self->ring_id != 0) { /* it still rings: that is to be heard meanwhile */
      self->early = g_strdup (sdp);
      ahoy_practice_leg_notify (leg->peer, "sessionProgress", sdp);
    } else {
      ahoy_practice_leg_answer (leg, sdp, NULL);
    }
    break;
  case AHOY_PRACTICE_WORK_CALL:
    ahoy_practice_robot_place (self, sdp);
    break;
  case AHOY_PRACTICE_WORK_UPDATE:
    ahoy_practice_leg_update (leg, sdp);
    break;
  case AHOY_PRACTICE_WORK_INVITE:
    ahoy_practice_leg_ask (leg->peer, AHOY_PRACTICE_AWAITS_ANSWER, sdp);
    break;
  case AHOY_PRACTICE_WORK_RESPOND:
    ahoy_practice_leg_respond (leg, sdp);
    break;
  case AHOY_PRACTICE_WORK_NONE:
  default:
    g_assert_not_reached ();
  }
}

/* What could not be done, of whatever was being worked on. */
static void
fail (AhoyPracticeRobot *self, const GError *error)
{
  if (self->work == AHOY_PRACTICE_WORK_ANSWER || self->work == AHOY_PRACTICE_WORK_CALL
      || self->work == AHOY_PRACTICE_WORK_INVITE) {
    ahoy_practice_robot_fail (self, error);
    return;
  }
  g_debug ("A robot's update fails: %s", error->message);
  if (self->work == AHOY_PRACTICE_WORK_RESPOND)
    ahoy_practice_leg_refuse (self->leg, NOT_ACCEPTABLE, "Not Acceptable Here");
  give_up (self);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyPracticeRobot) self = data;
  AhoyMedia *media = AHOY_MEDIA (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = self->offering ? ahoy_media_create_offer_finish (media, result, &error)
                                        : ahoy_media_create_answer_finish (media, result, &error);
  gboolean own = self->work == AHOY_PRACTICE_WORK_UPDATE;

  if (is_over (self, source))
    return;
  if (sdp == NULL) {
    fail (self, error);
  } else if (own && self->leg->peer == NULL) {
    give_up (self);
  } else if (own && ahoy_practice_leg_is_busy (self->leg)) {
    give_way (self, -1);
  } else {
    send (self, sdp);
    if (self->leg != NULL && self->ring_id != 0 && self->early != NULL)
      return; /* the answer is still to be sent */
    if (self->leg != NULL && !self->offering)
      finish (self);
    else if (self->leg != NULL)
      ahoy_practice_robot_watch (self);
  }
}

static void
make_offer (AhoyPracticeRobot *self, AhoyPracticeWork work)
{
  self->work = work;
  self->offering = TRUE;
  ahoy_media_create_offer_async (get_media (self), self->next_wanted, NULL, made_cb,
                                 ahoy_practice_robot_ref (self));
}

static void
make_answer (AhoyPracticeRobot *self)
{
  ahoy_media_create_answer_async (get_media (self), self->next_wanted, NULL, made_cb,
                                  ahoy_practice_robot_ref (self));
}

static void offer_taken_cb (GObject *source, GAsyncResult *result, gpointer data);

/* What was to be heard is the answer, or somebody else is who answers. */
static void
answer_early (AhoyPracticeRobot *self)
{
  g_autofree char *early = g_steal_pointer (&self->early);

  if (!self->other) {
    ahoy_practice_leg_answer (self->leg, early, NULL);
    finish (self);
    return;
  }
  ahoy_practice_robots_drop_media (self->practice, &self->media, self);
  self->media = ahoy_practice_robot_new_media (self);
  ahoy_media_set_remote_async (self->media, AHOY_DESCRIPTION_KIND_OFFER, self->leg->offer, NULL,
                               offer_taken_cb, ahoy_practice_robot_ref (self));
}

/* It has rung for long enough. */
void
ahoy_practice_robot_answer (AhoyPracticeRobot *self)
{
  if (self->early != NULL) {
    answer_early (self);
    return;
  }
  if (!self->slow) {
    make_answer (self);
    return;
  }
  self->media = ahoy_practice_robot_new_media (self);
  make_offer (self, AHOY_PRACTICE_WORK_ANSWER);
}

void
ahoy_practice_robot_offer_call (AhoyPracticeRobot *self)
{
  self->calls = TRUE;
  self->media = ahoy_practice_robot_new_media (self);
  make_offer (self, AHOY_PRACTICE_WORK_CALL);
}

/* Offers to whom is its other side from here on. */
void
ahoy_practice_robot_invite (AhoyPracticeRobot *self)
{
  self->media = ahoy_practice_robot_new_media (self);
  self->next_wanted = AHOY_MEDIA_AUDIO;
  make_offer (self, AHOY_PRACTICE_WORK_INVITE);
}

/* Whether a setting has it heard while it still rings. */
static gboolean
is_heard_early (AhoyPracticeRobot *self)
{
  g_autoptr (AhoyPracticeFault) fault = NULL;

  if (self->work != AHOY_PRACTICE_WORK_ANSWER || self->leg->peer == NULL
      || !self->leg->peer->early)
    return FALSE;
  fault = ahoy_practice_take_user_setting (self->practice, &ahoy_practice_kandy,
                                           self->leg->user->name, "early-media");
  self->other = fault != NULL && ahoy_practice_fault_get_boolean (fault, "other");

  return fault != NULL;
}

static void
offer_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyPracticeRobot) self = data;
  g_autoptr (GError) error = NULL;
  gboolean taken = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (is_over (self, source))
    return;
  self->described = TRUE;
  if (!taken)
    fail (self, error);
  else if (self->kind->mixes && self->work == AHOY_PRACTICE_WORK_ANSWER)
    ahoy_practice_join_go_on (self->leg);
  else if (self->ring_id == 0 || is_heard_early (self))
    make_answer (self);
}

static void
answer_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyPracticeRobot) self = data;
  g_autoptr (GError) error = NULL;
  gboolean taken = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (is_over (self, source))
    return;
  if (taken)
    finish (self);
  else /* the other side believes that we agree */
    ahoy_practice_robot_fail (self, error);
}

/* What the description's maker sends, or with the other bit receives. */
static AhoyMediaFlags
list_media (const AhoySdp *sdp, AhoySdpDirection bit)
{
  AhoyMediaFlags flags = AHOY_MEDIA_NONE;

  for (guint i = 0; i < sdp->media->len; i++) {
    const AhoySdpMedia *media = g_ptr_array_index (sdp->media, i);

    if (ahoy_sdp_media_is_rejected (media) || (ahoy_sdp_get_direction (sdp, media) & bit) == 0)
      continue;
    if (media->kind == AHOY_SDP_KIND_AUDIO)
      flags |= AHOY_MEDIA_AUDIO;
    else if (media->kind == AHOY_SDP_KIND_VIDEO)
      flags |= AHOY_MEDIA_VIDEO;
  }

  return flags;
}

/* What to want in answer to an offer. An echo needs to be sent something. While nothing flows, what
 * was wanted before is. */
static AhoyMediaFlags
choose (AhoyPracticeRobot *self, const AhoySdp *offer)
{
  AhoyMediaFlags sent = list_media (offer, AHOY_SDP_SENDONLY);
  AhoyMediaFlags received = list_media (offer, AHOY_SDP_RECVONLY);

  if ((sent | received) == AHOY_MEDIA_NONE)
    return self->wanted;

  if (self->kind->mixes)
    return AHOY_MEDIA_AUDIO;

  return AHOY_MEDIA_AUDIO | (self->wanted & AHOY_MEDIA_HOLD)
         | ((self->kind->calls_back ? received : sent) & AHOY_MEDIA_VIDEO);
}

static void
take_offer (AhoyPracticeRobot *self, const AhoySdp *sdp, const char *text)
{
  ahoy_sdp_get_origin (sdp, &self->next_origin, NULL);
  self->next_wanted = choose (self, sdp);
  if (self->media == NULL)
    self->media = ahoy_practice_robot_new_media (self);
  else if (g_strcmp0 (self->next_origin, self->origin) != 0)
    self->fresh = ahoy_practice_robot_new_media (self);
  ahoy_media_set_remote_async (get_media (self), AHOY_DESCRIPTION_KIND_OFFER, text, NULL,
                               offer_taken_cb, ahoy_practice_robot_ref (self));
}

/* Who calls back takes no offer. */
static void
on_call (AhoyPracticeRobot *self, Message *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySdp) sdp = NULL;

  self->work = AHOY_PRACTICE_WORK_ANSWER;
  if (message->sdp == NULL) {
    self->slow = TRUE;
    self->described = TRUE;
    ahoy_practice_robot_called (self, AHOY_MEDIA_NONE);
    return;
  }
  sdp = ahoy_sdp_parse (message->sdp, -1, &error);
  if (sdp == NULL) {
    ahoy_practice_leg_end (self->leg, FALSE, NOT_ACCEPTABLE, "Not Acceptable Here");
    return;
  }
  if (!self->kind->mixes)
    ahoy_practice_robot_called (self, list_media (sdp, AHOY_SDP_SENDONLY));
  if (!self->kind->calls_back)
    take_offer (self, sdp, message->sdp);
}

static void
on_update (AhoyPracticeRobot *self, Message *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySdp) sdp = NULL;

  if (self->leg->awaits == AHOY_PRACTICE_AWAITS_NOTHING) /* it is withdrawn already */
    return;
  if (self->offered)
    give_way (self, -1);
  if (message->sdp == NULL) {
    self->next_wanted = self->wanted;
    self->fresh = ahoy_practice_robot_new_media (self);
    make_offer (self, AHOY_PRACTICE_WORK_RESPOND);
    return;
  }
  self->work = AHOY_PRACTICE_WORK_RESPOND;
  sdp = ahoy_sdp_parse (message->sdp, -1, &error);
  if (sdp == NULL)
    fail (self, error);
  else
    take_offer (self, sdp, message->sdp);
}

static void
on_respond (AhoyPracticeRobot *self, Message *message)
{
  g_autoptr (AhoySdp) sdp = NULL;
  g_autoptr (GString) text = NULL;

  if (!self->offered)
    return;
  if (message->sdp == NULL && message->code == AHOY_PRACTICE_CODE_GLARE) {
    give_way (self, message->retry_after);
    return;
  }
  if (message->sdp == NULL) {
    give_up (self);
    return;
  }
  ahoy_clock_clear (self->practice->clock, &self->offer_id);
  self->offered = FALSE;
  sdp = ahoy_sdp_parse (message->sdp, -1, NULL);
  if (sdp != NULL)
    ahoy_sdp_get_origin (sdp, &self->next_origin, NULL);
  /* Of two offers that are each other's answers the caller is the one who begins. */
  text = g_string_new (message->sdp);
  g_string_replace (text, "a=setup:actpass", self->leg->outgoing ? "a=setup:passive"
                                                                 : "a=setup:active", 0);
  ahoy_media_set_remote_async (get_media (self), AHOY_DESCRIPTION_KIND_ANSWER, text->str, NULL,
                               answer_taken_cb, ahoy_practice_robot_ref (self));
}

static void
handle (AhoyPracticeRobot *self, Message *message)
{
  if (g_str_equal (message->event_type, "call"))
    on_call (self, message);
  else if (g_str_equal (message->event_type, "startCallUpdate"))
    on_update (self, message);
  else if (g_str_equal (message->event_type, "respondCallUpdate"))
    on_respond (self, message);
}

static void
start_order (AhoyPracticeRobot *self, const Order *order)
{
  self->next_wanted = (self->wanted | order->more) & ~order->less;
  if (self->next_wanted == self->wanted) {
    drop_order (self);
    schedule (self);
  } else {
    make_offer (self, AHOY_PRACTICE_WORK_UPDATE);
  }
}

static void
next (AhoyPracticeRobot *self)
{
  Message *message;

  if (self->leg == NULL || (self->work != AHOY_PRACTICE_WORK_NONE && !self->offered))
    return;

  message = g_queue_pop_head (&self->messages);
  if (message != NULL) {
    handle (self, message);
    message_free (message);
    if (self->leg != NULL)
      schedule (self);
  } else if (!self->offered && self->retry_id == 0 && !g_queue_is_empty (&self->orders)) {
    start_order (self, g_queue_peek_head (&self->orders));
  }
}

/* Tells it what others are told in a notification. */
void
ahoy_practice_robot_notify (AhoyPracticeRobot *self, const char *event_type, const char *sdp,
                            int code, int retry_after)
{
  Message *message;

  if (self->leg == NULL)
    return;
  message = g_new0 (Message, 1);
  message->event_type = event_type;
  message->sdp = g_strdup (sdp);
  message->code = code;
  message->retry_after = retry_after;
  if (self->messages.length >= MOST_MESSAGES)
    message_free (g_queue_pop_head (&self->messages));
  g_queue_push_tail (&self->messages, message);
  schedule (self);
}

/* Has it offer a change; FALSE when there is nothing to change, or too much of it. */
gboolean
ahoy_practice_robot_change (AhoyPracticeRobot *self, AhoyMediaFlags more, AhoyMediaFlags less)
{
  Order *order;

  if (self->media == NULL || self->leg->state != AHOY_PRACTICE_LEG_ANSWERED
      || self->orders.length >= MOST_ORDERS)
    return FALSE;
  order = g_new0 (Order, 1);
  order->more = more;
  order->less = less;
  g_queue_push_tail (&self->orders, order);
  schedule (self);

  return TRUE;
}
