/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-history.h"
#include "ahoy-practice-robots.h"

#include <string.h>

#define RING_TIME  120000 /* ms until nobody has answered */
#define ROBOT_RING_TIME 30000 /* ms until a robot has waited for long enough */
#define AUDIT_TIME 75000  /* ms without an audit: three of them have not come */
#define LEFT_TIME  60000  /* ms for deleting what has been left */

/* The sides of calls: who calls whom, and what becomes of it (sections 7.3 to 7.6 of the page). */

static gboolean
takes_calls (AhoyPracticeDevice *device)
{
  AhoyPracticeSubscription *subscription = (AhoyPracticeSubscription *) device;

  return g_strv_contains ((const char * const *) subscription->services, "call");
}

static GPtrArray *
list_reachable (AhoyPractice *self, AhoyPracticeUser *user)
{
  GPtrArray *list = ahoy_practice_list_devices (self, &ahoy_practice_kandy, user->name);

  for (guint i = list->len; i > 0; i--)
    if (!takes_calls (g_ptr_array_index (list, i - 1)))
      g_ptr_array_remove_index (list, i - 1);

  return list;
}

/* A side of a call that has not begun; NULL where its user is not to be reached. All logins of the
 * user are told of what happens, until it is known which of them is in the call. */
AhoyPracticeLeg *
ahoy_practice_leg_new (AhoyPractice *self, AhoyPracticeUser *user)
{
  g_autoptr (GPtrArray) reachable = list_reachable (self, user);
  g_autoptr (AhoyPracticeAddress) own = NULL;
  AhoyPracticeLeg *leg;

  if (reachable->len == 0 && user->robot == NULL)
    return NULL;
  own = ahoy_practice_address_read (user->name, user);
  leg = g_new0 (AhoyPracticeLeg, 1);
  leg->practice = self;
  leg->user = user;
  leg->id = ahoy_practice_random (10);
  leg->name = g_strdup (own != NULL ? own->name : user->name);
  leg->started = ahoy_clock_get_now (self->clock);
  leg->devices = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < reachable->len; i++) {
    AhoyPracticeDevice *device = g_ptr_array_index (reachable, i);

    g_ptr_array_add (leg->devices, g_strdup (device->id));
  }
  if (user->robot != NULL)
    leg->robot = ahoy_practice_robot_new (leg);
  g_ptr_array_add (self->legs, leg);

  return leg;
}

void
ahoy_practice_leg_free (AhoyPracticeLeg *leg)
{
  g_clear_pointer (&leg->robot, ahoy_practice_robot_leave);
  if (leg->transfer != NULL)
    ahoy_practice_transfer_free (leg->transfer);
  if (leg->join != NULL)
    ahoy_practice_join_forget (leg);
  ahoy_clock_clear (leg->practice->clock, &leg->timer_id);
  ahoy_clock_clear (leg->practice->clock, &leg->update_id);
  if (leg->peer != NULL && leg->peer->peer == leg)
    leg->peer->peer = NULL;
  g_clear_pointer (&leg->parameters, json_array_unref);
  g_ptr_array_unref (leg->devices);
  g_free (leg->offer);
  g_free (leg->remote_name);
  g_free (leg->remote_number);
  g_free (leg->name);
  g_free (leg->id);
  g_free (leg);
}

AhoyPracticeLeg *
ahoy_practice_find_leg (AhoyPractice *self, AhoyPracticeUser *user, const char *id)
{
  for (guint i = 0; i < self->legs->len; i++) {
    AhoyPracticeLeg *leg = g_ptr_array_index (self->legs, i);

    if (leg->user == user && strcmp (leg->id, id) == 0)
      return leg;
  }

  return NULL;
}

guint
ahoy_practice_count_legs (AhoyPractice *self, AhoyPracticeUser *user)
{
  guint n_legs = 0;

  for (guint i = 0; i < self->legs->len; i++)
    if (user == NULL || ((AhoyPracticeLeg *) g_ptr_array_index (self->legs, i))->user == user)
      n_legs++;

  return n_legs;
}

void
ahoy_practice_leg_set_remote (AhoyPracticeLeg *leg, const char *name, const char *number)
{
  g_free (leg->remote_name);
  leg->remote_name = g_strdup (name);
  g_free (leg->remote_number);
  leg->remote_number = g_strdup (number);
}

/* From here on they talk to each other. */
void
ahoy_practice_leg_join (AhoyPracticeLeg *a, AhoyPracticeLeg *b)
{
  a->peer = b;
  b->peer = a;
  ahoy_practice_leg_set_remote (a, b->name, b->user->name);
  ahoy_practice_leg_set_remote (b, a->name, a->user->name);
}

static guint
setting_ms (AhoyPracticeLeg *leg, const char *name, guint otherwise)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_user_setting (leg->practice, &ahoy_practice_kandy, leg->user->name, name);

  return fault != NULL ? (guint) ahoy_practice_fault_get_int (fault, "ms") : otherwise;
}

static void
start_timer (AhoyPracticeLeg *leg, guint ms, GSourceOnceFunc func)
{
  ahoy_clock_clear (leg->practice->clock, &leg->timer_id);
  leg->timer_id = ahoy_clock_add (leg->practice->clock, ms, func, leg);
}

static void
on_ring_over (gpointer data)
{
  AhoyPracticeLeg *leg = data;

  leg->timer_id = 0;
  ahoy_practice_count (leg->practice, "unanswered");
  ahoy_practice_leg_end (leg, TRUE, AHOY_PRACTICE_END_UNAVAILABLE, "Temporarily Unavailable");
}

static void
on_audit_over (gpointer data)
{
  AhoyPracticeLeg *leg = data;

  leg->timer_id = 0;
  ahoy_practice_count (leg->practice, "unaudited");
  ahoy_practice_leg_end (leg, TRUE, AHOY_PRACTICE_END_TIMEOUT, "Request Timeout");
}

static void
on_left_over (gpointer data)
{
  AhoyPracticeLeg *leg = data;

  leg->timer_id = 0;
  ahoy_practice_leg_remove (leg);
}

/* Somebody has to answer from here on; leg's call is over when nobody does. */
void
ahoy_practice_leg_start_ringing (AhoyPracticeLeg *leg)
{
  guint ms = leg->robot != NULL ? ROBOT_RING_TIME : RING_TIME;

  start_timer (leg, setting_ms (leg, "ring-time", ms), on_ring_over);
}

/* The call goes on without leg. */
void
ahoy_practice_leg_leave (AhoyPracticeLeg *leg)
{
  leg->peer = NULL;
  leg->state = AHOY_PRACTICE_LEG_LEFT;
  start_timer (leg, LEFT_TIME, on_left_over);
}

/* The session is in use. Before there is an answer nobody has to say so: a side that is ignored
 * does not. A robot is always there. */
void
ahoy_practice_leg_audit (AhoyPracticeLeg *leg)
{
  if (leg->state != AHOY_PRACTICE_LEG_ANSWERED)
    return;
  if (leg->robot != NULL)
    ahoy_clock_clear (leg->practice->clock, &leg->timer_id);
  else
    start_timer (leg, setting_ms (leg, "audit-time", AUDIT_TIME), on_audit_over);
}

static void
become_answered (AhoyPracticeLeg *leg)
{
  leg->state = AHOY_PRACTICE_LEG_ANSWERED;
  leg->answered = ahoy_clock_get_time (leg->practice->clock);
  ahoy_practice_leg_audit (leg);
}

/* What the setting says that a call to the user ends with, instead of ringing. */
static gboolean
is_refused (AhoyPractice *self, AhoyPracticeUser *user, int *code, const char **reason)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_user_setting (self, &ahoy_practice_kandy, user->name, "refuse-call");

  if (fault == NULL)
    return FALSE;
  *code = (int) ahoy_practice_fault_get_int (fault, "code");
  *reason = g_intern_string (ahoy_practice_fault_get_string (fault, "reason"));

  return TRUE;
}

/* Nobody would ever end a call of two robots. */
static gboolean
are_robots (AhoyPracticeLeg *from, AhoyPracticeUser *to)
{
  return from->robot != NULL && to->robot != NULL;
}

/* A side for the one whom from calls. Returns NULL, with what the call has to end with, where nobody
 * can be offered it. */
AhoyPracticeLeg *
ahoy_practice_leg_new_callee (AhoyPracticeLeg *from, const AhoyPracticeAddress *to, int *code,
                              const char **reason)
{
  AhoyPractice *self = from->practice;
  AhoyPracticeUser *user = ahoy_practice_find_callee (self, to->number);
  AhoyPracticeLeg *leg;

  if (user == NULL || (*user->password == '\0' && user->robot == NULL)) {
    *code = AHOY_PRACTICE_END_NOT_FOUND;
    *reason = "Not Found";
    return NULL;
  }
  if (is_refused (self, user, code, reason))
    return NULL;
  if (are_robots (from, user)) {
    *code = AHOY_PRACTICE_END_DECLINED;
    *reason = "Decline";
    return NULL;
  }
  if (user->robot != NULL ? ahoy_practice_robots_are_busy (self)
                          : ahoy_practice_count_legs (self, user) >= AHOY_PRACTICE_MOST_LEGS) {
    *code = AHOY_PRACTICE_END_BUSY;
    *reason = "Busy Here";
    return NULL;
  }
  leg = ahoy_practice_leg_new (self, user);
  if (leg == NULL) {
    ahoy_practice_history_add_missed (from, user);
    *code = AHOY_PRACTICE_END_UNAVAILABLE;
    *reason = "Temporarily Unavailable";
  }

  return leg;
}

/* Without sdp, or where a setting says so, the description is for leg to make. */
void
ahoy_practice_leg_offer (AhoyPracticeLeg *leg, const char *sdp)
{
  g_autoptr (AhoyPracticeFault) slow =
    ahoy_practice_take_event_setting (leg->practice, leg->user->name, "slow-start", "call");

  leg->offer = g_strdup (sdp);
  leg->slow = slow != NULL;
  ahoy_practice_leg_notify (leg, "call", leg->slow ? NULL : sdp);
}

/* Offers from's call to somebody, who becomes its other side. Returns NULL as
 * ahoy_practice_leg_new_callee() does. */
AhoyPracticeLeg *
ahoy_practice_leg_call (AhoyPracticeLeg *from, const AhoyPracticeAddress *to, const char *sdp,
                        int *code, const char **reason)
{
  AhoyPracticeLeg *leg = ahoy_practice_leg_new_callee (from, to, code, reason);

  if (leg == NULL)
    return NULL;
  ahoy_practice_leg_join (from, leg);
  ahoy_practice_leg_offer (leg, sdp);
  ahoy_practice_leg_start_ringing (from);

  return leg;
}

void
ahoy_practice_leg_ring (AhoyPracticeLeg *leg)
{
  if (leg->state != AHOY_PRACTICE_LEG_NEW)
    return;
  leg->state = AHOY_PRACTICE_LEG_RINGING;
  if (leg->peer != NULL && leg->peer->state == AHOY_PRACTICE_LEG_NEW) {
    leg->peer->state = AHOY_PRACTICE_LEG_RINGING;
    ahoy_practice_leg_notify (leg->peer, "ringing", NULL);
  }
}

/* The other places where it rings have to stop, and the one that has answered is told as well. What
 * a slow start has brought is an offer, and each side takes the other's for an answer (section 7.8 of
 * the page). The request is NULL where a robot answers. */
void
ahoy_practice_leg_answer (AhoyPracticeLeg *leg, const char *sdp, AhoyPracticeRequest *request)
{
  g_autofree char *offer = g_steal_pointer (&leg->offer);

  become_answered (leg);
  ahoy_practice_leg_notify (leg, "callCancel", NULL);
  if (request != NULL)
    ahoy_practice_leg_settle_place (leg, request);
  if (leg->transfer != NULL) {
    ahoy_practice_transfer_answered (leg, sdp);
    return;
  }
  become_answered (leg->peer);
  ahoy_practice_leg_notify (leg->peer, "respondCallUpdate", sdp);
  if (ahoy_practice_join_is_pending (leg->join))
    ahoy_practice_join_done (leg->join);
  if (leg->slow)
    ahoy_practice_leg_notify (leg, "respondCallUpdate", offer);
}

static void
tell_end (AhoyPracticeLeg *leg, int code, const char *reason)
{
  gboolean rings = !leg->outgoing && leg->state < AHOY_PRACTICE_LEG_ANSWERED;

  ahoy_practice_leg_notify_result (leg, rings ? "callCancel" : "callEnd", code, reason);
}

/* Nobody is told. */
void
ahoy_practice_leg_remove (AhoyPracticeLeg *leg)
{
  if (leg->robot == NULL)
    ahoy_practice_history_add_leg (leg);
  g_ptr_array_remove (leg->practice->legs, leg);
}

/* The call is over for leg, who is told so or knows, and so it is for the other side. */
void
ahoy_practice_leg_end (AhoyPracticeLeg *leg, gboolean tell, int code, const char *reason)
{
  AhoyPracticeLeg *peer;
  AhoyPracticeJoin *join;

  if (leg->transfer != NULL)
    ahoy_practice_transfer_lose (leg);
  join = ahoy_practice_join_lose (leg);
  peer = leg->peer;
  if (tell)
    tell_end (leg, code, reason);
  if (peer != NULL) {
    tell_end (peer, code, reason);
    ahoy_practice_leg_remove (peer);
  }
  ahoy_practice_leg_remove (leg);
  if (join != NULL)
    ahoy_practice_join_release (join);
}

/* leg's call goes on to somebody else: leg has done with it. */
void
ahoy_practice_leg_forward (AhoyPracticeLeg *leg, const AhoyPracticeAddress *to)
{
  AhoyPracticeLeg *from = leg->peer;
  AhoyPracticeLeg *next;
  g_autofree char *sdp = g_steal_pointer (&leg->offer);
  guint n_forwards = leg->n_forwards + 1;
  int code = AHOY_PRACTICE_END_TOO_MANY_HOPS;
  const char *reason = "Too Many Hops";

  if (leg->transfer != NULL) {
    ahoy_practice_transfer_forward (leg, to);
    return;
  }
  tell_end (leg, AHOY_PRACTICE_END_NORMAL, "Forwarded");
  ahoy_practice_leg_remove (leg);
  next = n_forwards <= AHOY_PRACTICE_MOST_FORWARDS
    ? ahoy_practice_leg_call (from, to, sdp, &code, &reason) : NULL;
  if (next != NULL)
    next->n_forwards = n_forwards;
  else
    ahoy_practice_leg_end (from, TRUE, code, reason);
}

/* From here on leg's call is in the place that request comes from, where that can be told: where only
 * one of those who know of the call is of that program. The others have no call that they could make
 * something of what happens to it. */
void
ahoy_practice_leg_settle_place (AhoyPracticeLeg *leg, AhoyPracticeRequest *request)
{
  g_autofree char *program = ahoy_practice_name_program (request);
  g_autofree char *found = NULL;
  guint n_found = 0;

  for (guint i = 0; i < leg->devices->len; i++) {
    AhoyPracticeSubscription *subscription = ahoy_practice_find_subscription (
      leg->practice, leg->user, g_ptr_array_index (leg->devices, i));

    if (subscription == NULL || strcmp (subscription->program, program) != 0)
      continue;
    n_found++;
    g_free (found);
    found = g_strdup (subscription->device.id);
  }
  if (n_found != 1)
    return;
  g_ptr_array_set_size (leg->devices, 0);
  g_ptr_array_add (leg->devices, g_steal_pointer (&found));
}

static gboolean
forget_id (AhoyPracticeLeg *leg, const char *id)
{
  for (guint i = 0; i < leg->devices->len; i++) {
    if (strcmp (g_ptr_array_index (leg->devices, i), id) == 0) {
      g_ptr_array_remove_index (leg->devices, i);
      return TRUE;
    }
  }

  return FALSE;
}

/* A login ends: its calls end with it, unless they may be going on elsewhere. */
void
ahoy_practice_calls_forget_device (AhoyPracticeDevice *device)
{
  AhoyPractice *self = device->practice;

  for (guint i = 0; i < self->legs->len;) {
    AhoyPracticeLeg *leg = g_ptr_array_index (self->legs, i);

    if (forget_id (leg, device->id) && leg->devices->len == 0) {
      ahoy_practice_leg_end (leg, FALSE, AHOY_PRACTICE_END_UNAVAILABLE, "Temporarily Unavailable");
      i = 0; /* the list is another now */
    } else {
      i++;
    }
  }
}

/* For the control interface; descriptions are nobody else's business. */
JsonArray *
ahoy_practice_describe_legs (AhoyPractice *self)
{
  static const char * const states[] = { "initiated", "ringing", "answered", "left" };
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->legs->len; i++) {
    AhoyPracticeLeg *leg = g_ptr_array_index (self->legs, i);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "id", leg->id);
    json_object_set_string_member (object, "user", leg->user->name);
    json_object_set_string_member (object, "direction", leg->outgoing ? "outgoing" : "incoming");
    json_object_set_string_member (object, "state", states[leg->state]);
    if (leg->remote_number != NULL)
      json_object_set_string_member (object, "remote", leg->remote_number);
    if (leg->peer != NULL)
      json_object_set_string_member (object, "peer", leg->peer->id);
    json_object_set_boolean_member (object, "updating", leg->awaits != AHOY_PRACTICE_AWAITS_NOTHING);
    json_array_add_object_element (array, object);
  }

  return array;
}

/**
 * ahoy_practice_get_n_calls:
 * @self: a practice service
 * @user: (nullable): whose, or %NULL for everybody's
 *
 * A call between two users has two sides, one of each.
 *
 * Returns: how many sides of calls on Kandy Link there are
 */
guint
ahoy_practice_get_n_calls (AhoyPractice *self, const char *user)
{
  AhoyPracticeUser *found = NULL;

  g_return_val_if_fail (AHOY_IS_PRACTICE (self), 0);

  if (user != NULL) {
    found = ahoy_practice_find_callee (self, user);
    if (found == NULL)
      return 0;
  }

  return ahoy_practice_count_legs (self, found);
}
