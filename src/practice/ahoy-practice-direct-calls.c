/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"

#include <string.h>

/* The life of a direct call (section 5 of the protocol page). */

static void
ring_free (gpointer data)
{
  AhoyPracticeRing *ring = data;

  ahoy_practice_clear_secret (&ring->token);
  g_free (ring);
}

void
ahoy_practice_direct_call_free (AhoyPracticeDirectCall *call)
{
  ahoy_clock_clear (call->practice->clock, &call->ring_id);
  g_clear_pointer (&call->robot, ahoy_practice_direct_robot_leave);
  g_ptr_array_unref (call->rings);
  json_object_unref (call->items);
  g_free (call->id);
  g_free (call->app_id);
  g_free (call);
}

static gboolean
is_of (AhoyPracticeDirectCall *call, const char *app_id)
{
  return strcmp (call->app_id, app_id) == 0;
}

AhoyPracticeDirectCall *
ahoy_practice_find_direct_call (AhoyPractice *self, const char *app_id, const char *id)
{
  for (guint i = 0; id != NULL && i < self->direct_calls->len; i++) {
    AhoyPracticeDirectCall *call = g_ptr_array_index (self->direct_calls, i);

    if (is_of (call, app_id) && strcmp (call->id, id) == 0)
      return call;
  }

  return NULL;
}

/* Those that are not over. */
guint
ahoy_practice_count_direct_calls (AhoyPractice *self, const char *app_id, AhoyPracticeUser *user)
{
  guint n_calls = 0;

  for (guint i = 0; i < self->direct_calls->len; i++) {
    AhoyPracticeDirectCall *call = g_ptr_array_index (self->direct_calls, i);

    n_calls += call->result == NULL && is_of (call, app_id)
               && ahoy_practice_direct_call_is_party (call, user);
  }

  return n_calls;
}

gboolean
ahoy_practice_direct_call_is_party (AhoyPracticeDirectCall *call, AhoyPracticeUser *user)
{
  return call->caller == user || call->callee == user;
}

/* The login that is in the call with this one; NULL where there is none, or this one is not in it. */
AhoyPracticeSession *
ahoy_practice_direct_call_peer (AhoyPracticeDirectCall *call, AhoyPracticeSession *session)
{
  if (session == call->caller_session)
    return call->callee_session;

  return session == call->callee_session ? call->caller_session : NULL;
}

/* NULL where it does not ring at that login. */
AhoyPracticeRing *
ahoy_practice_direct_call_ring (AhoyPracticeDirectCall *call, AhoyPracticeSession *session)
{
  for (guint i = 0; i < call->rings->len; i++) {
    AhoyPracticeRing *ring = g_ptr_array_index (call->rings, i);

    if (ring->session == session)
      return ring;
  }

  return NULL;
}

/* What is over makes room for what will be. */
static void
drop_past (AhoyPractice *self)
{
  guint n_past = 0;

  for (guint i = self->direct_calls->len; i > 0; i--) {
    AhoyPracticeDirectCall *call = g_ptr_array_index (self->direct_calls, i - 1);

    if (call->result != NULL && ++n_past > AHOY_PRACTICE_MOST_DIRECT_PAST)
      g_ptr_array_remove_index (self->direct_calls, i - 1);
  }
}

static void
on_ring_time (gpointer data)
{
  AhoyPracticeDirectCall *call = data;

  call->ring_id = 0;
  ahoy_practice_count (call->practice, "unanswered");
  ahoy_practice_direct_call_end (call, NULL, "no_answer", "no_answer");
}

static guint
get_ring_time (AhoyPracticeDirectCall *call)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_user_setting (call->practice, &ahoy_practice_sendbird, call->callee->name,
                                     "ring-time");

  if (fault != NULL)
    return (guint) ahoy_practice_fault_get_int (fault, "ms");

  return call->caller->robot != NULL ? AHOY_PRACTICE_DIRECT_ROBOT_TIME
                                     : AHOY_PRACTICE_DIRECT_RING_TIME;
}

/* It rings at all logins that the callee has now. */
static void
add_rings (AhoyPracticeDirectCall *call)
{
  g_autoptr (GPtrArray) list = ahoy_practice_list_devices (call->practice, &ahoy_practice_sendbird,
                                                           call->callee->name);

  for (guint i = 0; i < list->len; i++) {
    AhoyPracticeSession *session = g_ptr_array_index (list, i);
    AhoyPracticeRing *ring;

    if (strcmp (session->app_id, call->app_id) != 0)
      continue;
    ring = g_new0 (AhoyPracticeRing, 1);
    ring->session = session;
    ring->token = ahoy_practice_random_secret (20);
    g_ptr_array_add (call->rings, ring);
  }
}

/* session: the caller's, NULL of a robot. Takes items over. Nobody is told yet. */
AhoyPracticeDirectCall *
ahoy_practice_direct_call_new (AhoyPractice *self, const char *app_id, AhoyPracticeUser *caller,
                               AhoyPracticeSession *session, AhoyPracticeUser *callee,
                               gboolean is_video_call, JsonObject *items)
{
  AhoyPracticeDirectCall *call = g_new0 (AhoyPracticeDirectCall, 1);
  g_autofree char *uuid = g_uuid_string_random ();

  call->practice = self;
  call->id = g_ascii_strup (uuid, -1);
  call->app_id = g_strdup (app_id);
  call->caller = caller;
  call->callee = callee;
  call->caller_session = session;
  call->rings = g_ptr_array_new_with_free_func (ring_free);
  call->is_video_call = is_video_call;
  call->items = items;
  call->started = ahoy_clock_get_now (self->clock);
  if (caller->robot != NULL || callee->robot != NULL)
    call->robot = ahoy_practice_direct_robot_new (call);
  add_rings (call);
  call->ring_id = ahoy_clock_add (self->clock, get_ring_time (call), on_ring_time, call);
  g_ptr_array_add (self->direct_calls, call);
  drop_past (self);

  return call;
}

void
ahoy_practice_direct_call_tell_dial (AhoyPracticeDirectCall *call, JsonObject *constraints)
{
  for (guint i = 0; i < call->rings->len; i++) {
    AhoyPracticeRing *ring = g_ptr_array_index (call->rings, i);
    JsonObject *body = ahoy_practice_direct_call_describe (call, call->callee, constraints);

    json_object_set_string_member (body, "sbcall_short_lived_token", ring->token);
    ahoy_practice_session_tell (ring->session, "CALL", "dial", body);
  }
}

/* The caller hears of it before anything else that the callee sends; in all other places it stops
 * to ring. */
void
ahoy_practice_direct_call_accept (AhoyPracticeDirectCall *call, AhoyPracticeSession *session,
                                  JsonObject *constraints)
{
  ahoy_clock_clear (call->practice->clock, &call->ring_id);
  call->callee_session = session;
  call->is_accepted = TRUE;
  call->accepted = ahoy_clock_get_time (call->practice->clock);
  if (call->caller_session != NULL)
    ahoy_practice_session_tell (call->caller_session, "CALL", "accept",
                                ahoy_practice_direct_call_describe (call, call->caller,
                                                                    constraints));
  for (guint i = 0; i < call->rings->len; i++) {
    AhoyPracticeRing *ring = g_ptr_array_index (call->rings, i);

    if (ring->session == session)
      continue;
    ahoy_practice_session_tell (ring->session, "CALL", "other_device_accepted",
                                ahoy_practice_direct_call_make_payload (call));
    ahoy_practice_session_close_call (ring->session, call->id);
  }
  g_ptr_array_set_size (call->rings, 0);
  if (call->caller->robot != NULL)
    ahoy_practice_direct_robot_accepted (call->robot);
}

static void
tell_end (AhoyPracticeDirectCall *call, AhoyPracticeSession *session, const char *type)
{
  JsonObject *payload = ahoy_practice_direct_call_make_payload (call);

  json_object_set_object_member (payload, "ended_call",
                                 ahoy_practice_direct_call_describe_end (call,
                                                                         session->device.user));
  ahoy_practice_session_tell (session, "CALL", type, payload);
}

/* Everybody but session, who has asked for it and gets an answer, is told. session may be NULL. */
void
ahoy_practice_direct_call_end (AhoyPracticeDirectCall *call, AhoyPracticeSession *session,
                               const char *type, const char *result)
{
  AhoyPracticeSession *sides[] = { call->caller_session, call->callee_session };

  ahoy_clock_clear (call->practice->clock, &call->ring_id);
  call->result = result;
  call->ended = ahoy_clock_get_now (call->practice->clock);
  if (call->is_accepted)
    call->duration = ahoy_clock_get_time (call->practice->clock) - call->accepted;
  if (session != NULL)
    call->ended_by = session->device.user;

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++) {
    if (sides[i] == NULL)
      continue;
    if (sides[i] != session)
      tell_end (call, sides[i], type);
    ahoy_practice_session_close_call (sides[i], call->id);
  }
  for (guint i = 0; i < call->rings->len; i++) {
    AhoyPracticeRing *ring = g_ptr_array_index (call->rings, i);

    if (ring->session != session)
      tell_end (call, ring->session, type);
    ahoy_practice_session_close_call (ring->session, call->id);
  }
  g_ptr_array_set_size (call->rings, 0);
  call->caller_session = NULL;
  call->callee_session = NULL;
  g_clear_pointer (&call->robot, ahoy_practice_direct_robot_leave);
}

/* The login is over, and with it what it was in. */
void
ahoy_practice_direct_calls_forget (AhoyPracticeSession *session)
{
  GPtrArray *calls = session->device.practice->direct_calls;

  for (guint i = 0; i < calls->len; i++) {
    AhoyPracticeDirectCall *call = g_ptr_array_index (calls, i);
    AhoyPracticeRing *ring = ahoy_practice_direct_call_ring (call, session);

    if (ring != NULL)
      g_ptr_array_remove (call->rings, ring);
    if (session != call->caller_session && session != call->callee_session)
      continue;
    if (call->is_accepted)
      ahoy_practice_direct_call_end (call, session, "connection_lost", "connection_lost");
    else
      ahoy_practice_direct_call_end (call, session, "cancel", "canceled");
  }
}
