/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"
#include "ahoy-practice-robots.h"

#include "ahoy-echo-ends.h"
#include "ahoy-json.h"
#include "ahoy-packed-text.h"
#include "ahoy-test-ends.h"
#include "ahoy-webrtc-media.h"

#include <string.h>

#define ANSWER_TIME   1000 /* ms that it rings */
#define CALLBACK_TIME 2000 /* ms from declining to calling back */
#define LONGEST_SDP   (256 * 1024)

/* What answers direct calls, or begins them, in place of a person: inside of the service, hence
 * without a login. */
struct _AhoyPracticeDirectRobot {
  AhoyPractice           *practice; /* not owned */
  AhoyPracticeDirectCall *call;     /* not owned; NULL when it is over */
  AhoyMedia              *media;    /* NULL before there is something to describe */
  GPtrArray              *untold;   /* of JsonObject: candidates, until there is a description */
  gboolean                calling;  /* the call is its own */
  gboolean                busy;     /* the media are at a description */
  guint                   timer_id; /* until it answers, or calls */
};

static void
robot_clear (gpointer data)
{
  g_ptr_array_unref (((AhoyPracticeDirectRobot *) data)->untold);
}

static void
robot_unref (AhoyPracticeDirectRobot *self)
{
  g_rc_box_release_full (self, robot_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyPracticeDirectRobot, robot_unref)

static guint
setting_ms (AhoyPracticeDirectRobot *self, AhoyPracticeUser *user, const char *name, guint otherwise)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_user_setting (self->practice, &ahoy_practice_kandy, user->name, name);

  return fault != NULL ? (guint) ahoy_practice_fault_get_int (fault, "ms") : otherwise;
}

static AhoyMediaFlags
get_described (AhoyPracticeDirectRobot *self)
{
  return AHOY_MEDIA_AUDIO | (self->call->is_video_call ? AHOY_MEDIA_VIDEO : AHOY_MEDIA_NONE);
}

/* Takes payload over. */
static void
tell (AhoyPracticeDirectRobot *self, const char *cmd, const char *type, JsonObject *payload)
{
  AhoyPracticeSession *other = self->calling ? self->call->callee_session
                                             : self->call->caller_session;

  if (other == NULL)
    json_object_unref (payload);
  else
    ahoy_practice_session_tell (other, cmd, type, payload);
}

static void
tell_enabled (AhoyPracticeDirectRobot *self)
{
  JsonObject *audio = ahoy_practice_direct_call_make_payload (self->call);
  JsonObject *video = ahoy_practice_direct_call_make_payload (self->call);

  json_object_set_boolean_member (audio, "is_enabled", TRUE);
  json_object_set_boolean_member (video, "is_enabled", self->call->is_video_call);
  tell (self, "COMM", "audio", audio);
  tell (self, "COMM", "video", video);
}

static void
tell_description (AhoyPracticeDirectRobot *self, const char *type, const char *sdp)
{
  JsonObject *payload = ahoy_practice_direct_call_make_payload (self->call);
  g_autofree char *packed = ahoy_packed_text_pack (sdp, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GPtrArray) untold = g_steal_pointer (&self->untold);

  self->untold = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->busy = FALSE;
  json_object_set_string_member (payload, "sdp", packed);
  tell (self, "SGNL", type, payload);
  for (guint i = 0; i < untold->len; i++)
    tell (self, "SGNL", "candidate", json_object_ref (g_ptr_array_index (untold, i)));
}

/* Nothing can come of the call. */
static void
fail (AhoyPracticeDirectRobot *self, const GError *error)
{
  g_debug ("A robot's call fails: %s", error->message);
  ahoy_practice_direct_call_end (self->call, NULL, "connection_lost", "connection_lost");
}

static void
on_candidate (AhoyMedia *media, const char *mid, guint index, const char *candidate,
              AhoyPracticeDirectRobot *self)
{
  g_autoptr (JsonObject) payload = NULL;
  JsonObject *object;

  if (*candidate == '\0')
    return;

  payload = ahoy_practice_direct_call_make_payload (self->call);
  object = json_object_new ();
  json_object_set_string_member (object, "sdp", candidate);
  json_object_set_int_member (object, "sdp_mline_index", index);
  json_object_set_string_member (object, "sdp_mid", mid);
  json_object_set_object_member (payload, "candidate", object);
  if (self->busy)
    g_ptr_array_add (self->untold, g_steal_pointer (&payload));
  else
    tell (self, "SGNL", "candidate", g_steal_pointer (&payload));
}

/* Digits are played back, so that a person hears that they have arrived. */
static void
on_dtmf (AhoyMedia *media, const char *digit, AhoyPracticeDirectRobot *self)
{
  g_autoptr (GError) error = NULL;

  if (!ahoy_media_send_dtmf (media, digit, &error))
    g_debug ("A digit cannot be played back: %s", error->message);
}

static void
on_failed (AhoyMedia *media, const GError *error, AhoyPracticeDirectRobot *self)
{
  if (!g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_NO_CONNECTION))
    fail (self, error);
}

/* GStreamer is started by the first of them that is to do something. */
static void
ensure_media (AhoyPracticeDirectRobot *self)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = {
    .ice_servers = servers, .trickle = TRUE, .caller = self->calling
  };
  g_autoptr (AhoyMediaEnds) ends = NULL;

  if (self->media != NULL)
    return;

  ends = self->calling ? AHOY_MEDIA_ENDS (ahoy_test_ends_new (0))
                       : AHOY_MEDIA_ENDS (ahoy_echo_ends_new ());
  self->media = AHOY_MEDIA (ahoy_webrtc_media_new (ends, &network));
  g_signal_connect (self->media, "candidate", G_CALLBACK (on_candidate), self);
  g_signal_connect (self->media, "dtmf", G_CALLBACK (on_dtmf), self);
  g_signal_connect (self->media, "failed", G_CALLBACK (on_failed), self);
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyPracticeDirectRobot) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = ahoy_media_create_answer_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL)
    return;
  if (sdp != NULL)
    tell_description (self, "answer", sdp);
  else
    fail (self, error);
}

static void
remote_offer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyPracticeDirectRobot) self = data;
  g_autoptr (GError) error = NULL;
  gboolean success = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL)
    return;
  if (success)
    ahoy_media_create_answer_async (self->media, get_described (self), NULL, answer_cb,
                                    g_rc_box_acquire (self));
  else
    fail (self, error);
}

static void
remote_answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyPracticeDirectRobot) self = data;
  g_autoptr (GError) error = NULL;

  if (!ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error) && self->call != NULL)
    fail (self, error);
}

static void
offer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyPracticeDirectRobot) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = ahoy_media_create_offer_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL)
    return;
  if (sdp != NULL)
    tell_description (self, "offer", sdp);
  else
    fail (self, error);
}

static void
take_description (AhoyPracticeDirectRobot *self, gboolean offer, JsonObject *payload)
{
  const char *packed = ahoy_json_get_string (payload, "sdp");
  g_autofree char *sdp = NULL;

  if (packed == NULL || offer == self->calling || self->busy)
    return;
  sdp = ahoy_packed_text_unpack (packed, G_ZLIB_COMPRESSOR_FORMAT_GZIP, LONGEST_SDP);
  if (sdp == NULL)
    return;

  ensure_media (self);
  self->busy = offer;
  ahoy_media_set_remote_async (self->media,
                               offer ? AHOY_DESCRIPTION_KIND_OFFER : AHOY_DESCRIPTION_KIND_ANSWER,
                               sdp, NULL, offer ? remote_offer_cb : remote_answer_cb,
                               g_rc_box_acquire (self));
}

static void
take_candidate (AhoyPracticeDirectRobot *self, JsonObject *payload)
{
  JsonObject *object = ahoy_json_get_object (payload, "candidate");
  const char *candidate = object != NULL ? ahoy_json_get_string (object, "sdp") : NULL;
  gint64 index = 0;

  if (candidate == NULL)
    return;
  if (!ahoy_json_get_int (object, "sdp_mline_index", 0, G_MAXINT16, &index))
    index = 0;
  ensure_media (self);
  ahoy_media_add_candidate (self->media, ahoy_json_get_string (object, "sdp_mid"), (guint) index,
                            candidate);
}

/* What the other side tells it. */
void
ahoy_practice_direct_robot_take (AhoyPracticeDirectRobot *self, const char *type,
                                 JsonObject *payload)
{
  if (strcmp (type, "offer") == 0 || strcmp (type, "answer") == 0)
    take_description (self, strcmp (type, "offer") == 0, payload);
  else if (strcmp (type, "candidate") == 0)
    take_candidate (self, payload);
}

static void
on_call_due (gpointer data)
{
  AhoyPracticeDirectRobot *self = data;
  g_autoptr (JsonObject) payload = json_object_new ();
  g_autoptr (JsonObject) constraints = ahoy_practice_read_constraints (payload);

  self->timer_id = 0;
  ahoy_practice_direct_call_tell_dial (self->call, constraints);
}

static void
call_back (AhoyPracticeDirectRobot *self)
{
  AhoyPracticeDirectCall *call = self->call;
  AhoyPractice *practice = self->practice;
  AhoyPracticeDirectCall *own;

  ahoy_practice_direct_call_end (call, NULL, "decline", "declined"); /* call lives on as past */
  if (ahoy_practice_robots_are_busy (practice))
    return;
  own = ahoy_practice_direct_call_new (practice, call->app_id, call->callee, NULL, call->caller,
                                       call->is_video_call, json_object_new ());
  own->robot->calling = TRUE;
  own->robot->timer_id =
    ahoy_clock_add (practice->clock, setting_ms (own->robot, own->caller, "callback-time",
                                                 CALLBACK_TIME), on_call_due, own->robot);
}

static void
on_ring_over (gpointer data)
{
  g_autoptr (AhoyPracticeDirectRobot) self = g_rc_box_acquire ((AhoyPracticeDirectRobot *) data);
  g_autoptr (JsonObject) payload = json_object_new ();
  g_autoptr (JsonObject) constraints = NULL;

  self->timer_id = 0;
  if (self->call->callee->robot->calls_back) {
    call_back (self);
    return;
  }
  constraints = ahoy_practice_read_constraints (payload);
  ahoy_practice_direct_call_accept (self->call, NULL, constraints);
  tell_enabled (self);
}

/* Somebody calls it. */
void
ahoy_practice_direct_robot_called (AhoyPracticeDirectRobot *self)
{
  tell (self, "CALL", "dial_rcv", ahoy_practice_direct_call_make_payload (self->call));
  self->timer_id = ahoy_clock_add (self->practice->clock,
                                   setting_ms (self, self->call->callee, "answer-time",
                                               ANSWER_TIME), on_ring_over, self);
}

/* Somebody has accepted its call. */
void
ahoy_practice_direct_robot_accepted (AhoyPracticeDirectRobot *self)
{
  tell_enabled (self);
  ensure_media (self);
  self->busy = TRUE;
  ahoy_media_create_offer_async (self->media, get_described (self), NULL, offer_cb,
                                 g_rc_box_acquire (self));
}

/* The call owns it, and leaves it at its end. */
AhoyPracticeDirectRobot *
ahoy_practice_direct_robot_new (AhoyPracticeDirectCall *call)
{
  AhoyPracticeDirectRobot *self = g_rc_box_new0 (AhoyPracticeDirectRobot);

  self->practice = call->practice;
  self->call = call;
  self->untold = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  return self;
}

/* Its call is over. */
void
ahoy_practice_direct_robot_leave (AhoyPracticeDirectRobot *self)
{
  self->call = NULL;
  ahoy_clock_clear (self->practice->clock, &self->timer_id);
  ahoy_practice_robots_drop_media (self->practice, &self->media, self);
  robot_unref (self);
}
