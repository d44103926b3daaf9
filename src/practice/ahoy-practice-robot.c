/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-robot-private.h"

#include "ahoy-echo-ends.h"
#include "ahoy-enum-types.h"
#include "ahoy-webrtc-media.h"

#define ANSWER_TIME   1000  /* ms that it rings */
#define CALLBACK_TIME 2000  /* ms from hanging up to calling back */
#define CONNECT_TIME  30000 /* ms without anything to hear or to see from the other side */

#define END_NOT_ACCEPTABLE 488
#define END_ERROR          500
#define END_NO_MEDIA       503

/* A robot's part in one call: answering, calling back, and what ends it. */

AhoyPracticeRobot *
ahoy_practice_robot_ref (AhoyPracticeRobot *self)
{
  return g_rc_box_acquire (self);
}

static void
robot_clear (gpointer data)
{
  AhoyPracticeRobot *self = data;

  g_free (self->early);
  g_free (self->origin);
  g_free (self->next_origin);
}

void
ahoy_practice_robot_unref (AhoyPracticeRobot *self)
{
  g_rc_box_release_full (self, robot_clear);
}

/* The leg owns it, and leaves it at its end. */
AhoyPracticeRobot *
ahoy_practice_robot_new (AhoyPracticeLeg *leg)
{
  AhoyPracticeRobot *self = g_rc_box_new0 (AhoyPracticeRobot);

  self->practice = leg->practice;
  self->leg = leg;
  self->kind = leg->user->robot;
  self->wanted = AHOY_MEDIA_AUDIO;
  g_queue_init (&self->messages);
  g_queue_init (&self->orders);

  return self;
}

static guint
setting_ms (AhoyPracticeRobot *self, const char *name, guint otherwise)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_user_setting (self->practice, &ahoy_practice_kandy, self->leg->user->name,
                                     name);

  return fault != NULL ? (guint) ahoy_practice_fault_get_int (fault, "ms") : otherwise;
}

/* A melody is easier to bear than a tone, and to tell from a fault. Returns the frequency of its next
 * note, in Hz. */
double
ahoy_practice_next_note (guint *note)
{
  static const double notes[] = { 523.25, 659.26, 783.99, 1046.5, 783.99, 659.26 };

  *note = (*note + 1) % G_N_ELEMENTS (notes);

  return notes[*note];
}

static void
on_note_over (gpointer data)
{
  AhoyPracticeRobot *self = data;

  ahoy_test_ends_set_tone (self->ends, ahoy_practice_next_note (&self->note));
  self->tune_id = ahoy_clock_add (self->practice->clock, AHOY_PRACTICE_NOTE_TIME, on_note_over, self);
}

static AhoyMediaEnds *
make_ends (AhoyPracticeRobot *self)
{
  if (self->kind->mixes)
    return ahoy_practice_join_new_seat (self->leg);
  if (!self->kind->calls_back)
    return AHOY_MEDIA_ENDS (ahoy_echo_ends_new ());
  g_clear_object (&self->ends);
  self->ends = ahoy_test_ends_new (0);
  on_note_over (self);

  return AHOY_MEDIA_ENDS (g_object_ref (self->ends));
}

/* Digits are played back, so that a person hears that they have arrived. */
static void
on_dtmf (AhoyMedia *media, const char *digit, AhoyPracticeRobot *self)
{
  g_autoptr (GError) error = NULL;

  if (!ahoy_media_send_dtmf (media, digit, &error))
    g_debug ("A digit cannot be played back: %s", error->message);
}

static void
on_connect_over (gpointer data)
{
  AhoyPracticeRobot *self = data;

  self->connect_id = 0;
  ahoy_practice_count (self->practice, "unconnected");
  ahoy_practice_leg_end (self->leg, FALSE, AHOY_PRACTICE_END_TIMEOUT, "Media Timeout");
}

/* A way that was lost may be found again by a restart of the other side's: no loss is the end before
 * its time. */
void
ahoy_practice_robot_watch (AhoyPracticeRobot *self)
{
  if (ahoy_media_get_state (self->media) == AHOY_MEDIA_STATE_CONNECTED)
    ahoy_clock_clear (self->practice->clock, &self->connect_id);
  else if (self->connect_id == 0 && self->leg->state == AHOY_PRACTICE_LEG_ANSWERED)
    self->connect_id = ahoy_clock_add (self->practice->clock,
                                       setting_ms (self, "connect-time", CONNECT_TIME),
                                       on_connect_over, self);
}

static void
on_state (AhoyMedia *media, GParamSpec *pspec, AhoyPracticeRobot *self)
{
  if (media == self->media)
    ahoy_practice_robot_watch (self);
}

static void
on_failed (AhoyMedia *media, const GError *error, AhoyPracticeRobot *self)
{
  if (!g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_NO_CONNECTION))
    ahoy_practice_robot_fail (self, error);
}

/* GStreamer is started by the first of them that is to do something. */
AhoyMedia *
ahoy_practice_robot_new_media (AhoyPracticeRobot *self)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers, .caller = self->calls };
  g_autoptr (AhoyMediaEnds) ends = NULL;
  AhoyMedia *media;

  ahoy_clock_clear (self->practice->clock, &self->tune_id);
  ends = make_ends (self);
  media = AHOY_MEDIA (ahoy_webrtc_media_new (ends, &network));
  if (!self->kind->mixes)
    g_signal_connect (media, "dtmf", G_CALLBACK (on_dtmf), self);
  g_signal_connect (media, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect (media, "notify::state", G_CALLBACK (on_state), self);

  return media;
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyPractice *practice = data;

  ahoy_media_close_finish (AHOY_MEDIA (source), result, NULL);
  practice->n_closing--;
}

/* It closes in its own time. */
void
ahoy_practice_robots_drop_media (AhoyPractice *self, AhoyMedia **media, gpointer robot)
{
  g_autoptr (AhoyMedia) dropped = g_steal_pointer (media);

  if (dropped == NULL)
    return;
  g_signal_handlers_disconnect_by_data (dropped, robot);
  self->n_closing++;
  ahoy_media_close_async (dropped, closed_cb, self);
}

/* What was closed is closed: threads of media must not outlive the service. */
void
ahoy_practice_robots_wait (AhoyPractice *self)
{
  while (self->n_closing > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Its call is over. */
void
ahoy_practice_robot_leave (AhoyPracticeRobot *self)
{
  guint *timers[] = {
    &self->ring_id, &self->offer_id, &self->retry_id, &self->connect_id, &self->tune_id
  };

  self->leg = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (timers); i++)
    ahoy_clock_clear (self->practice->clock, timers[i]);
  ahoy_practice_robot_stop_exchange (self);
  ahoy_practice_robots_drop_media (self->practice, &self->media, self);
  ahoy_practice_robots_drop_media (self->practice, &self->fresh, self);
  g_clear_object (&self->ends);
  ahoy_practice_robot_unref (self);
}

/* Nothing can come of the call. */
void
ahoy_practice_robot_fail (AhoyPracticeRobot *self, const GError *error)
{
  int code = END_ERROR;
  const char *reason = "Server Internal Error";

  g_debug ("A robot's call fails: %s", error->message);
  if (g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNAVAILABLE)) {
    code = END_NO_MEDIA;
    reason = "Service Unavailable";
  } else if (g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DESCRIPTION)
             || g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_OTHER_PARTY)
             || g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNTRUSTED)) {
    code = END_NOT_ACCEPTABLE;
    reason = "Not Acceptable Here";
  }
  ahoy_practice_leg_end (self->leg, FALSE, code, reason);
}

static void
call_back (AhoyPracticeRobot *self)
{
  AhoyPractice *practice = self->practice;
  AhoyPracticeUser *user = self->leg->user;
  AhoyMediaFlags wanted = self->next_wanted;
  guint delay = setting_ms (self, "callback-time", CALLBACK_TIME);
  g_autofree char *number = g_strdup (self->leg->remote_number);

  self->leg->declined = TRUE;
  ahoy_practice_leg_end (self->leg, FALSE, AHOY_PRACTICE_END_DECLINED, "Calling back");
  if (number != NULL)
    ahoy_practice_robot_call (practice, user, number, wanted, delay);
}

static void
on_ring_over (gpointer data)
{
  g_autoptr (AhoyPracticeRobot) self = ahoy_practice_robot_ref (data);

  self->ring_id = 0;
  if (self->kind->calls_back)
    call_back (self);
  else if (self->described)
    ahoy_practice_robot_answer (self);
}

/* Somebody calls; offered: what the caller would send. */
void
ahoy_practice_robot_called (AhoyPracticeRobot *self, AhoyMediaFlags offered)
{
  self->next_wanted = AHOY_MEDIA_AUDIO | offered;
  ahoy_practice_leg_ring (self->leg);
  self->ring_id = ahoy_clock_add (self->practice->clock,
                                  setting_ms (self, "answer-time", ANSWER_TIME), on_ring_over, self);
}

static void
on_call_due (gpointer data)
{
  AhoyPracticeRobot *self = data;

  self->ring_id = 0;
  ahoy_practice_robot_offer_call (self);
}

/* Has user, a robot, call number after a while in ms. FALSE when there are too many calls. */
gboolean
ahoy_practice_robot_call (AhoyPractice *practice, AhoyPracticeUser *user, const char *number,
                          AhoyMediaFlags wanted, guint delay)
{
  AhoyPracticeLeg *leg;
  g_autoptr (AhoyPracticeAddress) address = ahoy_practice_address_read (number, user);

  if (ahoy_practice_robots_are_busy (practice))
    return FALSE;
  leg = ahoy_practice_leg_new (practice, user);
  leg->outgoing = TRUE;
  ahoy_practice_leg_set_remote (leg, address->name, address->number);
  leg->robot->next_wanted = wanted;
  leg->robot->ring_id = ahoy_clock_add (practice->clock, delay, on_call_due, leg->robot);

  return TRUE;
}

/* With the offer that the media has made. */
void
ahoy_practice_robot_place (AhoyPracticeRobot *self, const char *sdp)
{
  AhoyPracticeLeg *leg = self->leg;
  g_autoptr (AhoyPracticeAddress) address =
    ahoy_practice_address_read (leg->remote_number, leg->user);
  const char *reason = NULL;
  int code = 0;

  if (ahoy_practice_leg_call (leg, address, sdp, &code, &reason) == NULL)
    ahoy_practice_leg_end (leg, FALSE, code, reason);
}

void
ahoy_practice_robot_hang_up (AhoyPracticeRobot *self)
{
  if (!self->leg->outgoing && self->leg->state < AHOY_PRACTICE_LEG_ANSWERED)
    ahoy_practice_leg_end (self->leg, FALSE, AHOY_PRACTICE_END_DECLINED, "Decline");
  else
    ahoy_practice_leg_end (self->leg, FALSE, AHOY_PRACTICE_END_NORMAL, "Call ended");
}

gboolean
ahoy_practice_robot_digits (AhoyPracticeRobot *self, const char *digits)
{
  return self->media != NULL && ahoy_media_send_dtmf (self->media, digits, NULL);
}

static JsonArray *
describe_flags (AhoyMediaFlags flags)
{
  JsonArray *array = json_array_new ();

  if ((flags & AHOY_MEDIA_AUDIO) != 0)
    json_array_add_string_element (array, "audio");
  if ((flags & AHOY_MEDIA_VIDEO) != 0)
    json_array_add_string_element (array, "video");

  return array;
}

/* For the control interface. */
/* media may be NULL: there are none yet. */
void
ahoy_practice_describe_robot_media (AhoyMedia *media, JsonObject *object)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (AHOY_TYPE_MEDIA_STATE);
  AhoyMediaState state = media != NULL ? ahoy_media_get_state (media) : AHOY_MEDIA_STATE_NEW;

  json_object_set_string_member (object, "media", g_enum_get_value (states, state)->value_nick);
  json_object_set_array_member (object, "sends",
                                describe_flags (media != NULL ? ahoy_media_get_sends (media) : 0));
  json_object_set_array_member (object, "receives",
                                describe_flags (media != NULL ? ahoy_media_get_receives (media)
                                                              : 0));
}

void
ahoy_practice_robot_describe (AhoyPracticeRobot *self, JsonObject *object)
{
  ahoy_practice_describe_robot_media (self->media, object);
  json_object_set_boolean_member (object, "hold", (self->wanted & AHOY_MEDIA_HOLD) != 0);
  json_object_set_boolean_member (object, "remote-hold",
                                  self->media != NULL && ahoy_media_get_remote_hold (self->media));
}
