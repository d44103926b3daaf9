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
#define CONNECT_TIME  60000 /* ms that it is without a connection to the other side's media */
#define LONGEST_SDP   (256 * 1024)

/* What answers direct calls, or begins them, in place of a person: inside of the service, hence
 * without a login. */
struct _AhoyPracticeDirectRobot {
  AhoyPractice           *practice; /* not owned */
  AhoyPracticeDirectCall *call;     /* not owned; NULL when it is over */
  AhoyMedia              *media;    /* NULL before there is something to describe */
  AhoyTestEnds           *ends;     /* what plays, where the call is its own; or NULL */
  guint                   note;     /* of the melody */
  GPtrArray              *untold;   /* of JsonObject: candidates, until there is a description */
  gboolean                calling;  /* the call is its own */
  gboolean                busy;     /* the media are at a description */
  gboolean                had_media; /* they were connected once */
  gboolean                remote_hold;
  AhoyMediaFlags          paused;   /* what does not flow, though it is agreed */
  guint                   timer_id; /* until it answers, or calls */
  guint                   connect_id; /* until it gives up to be connected */
  guint                   tune_id;  /* until the next note */
};

static void
robot_clear (gpointer data)
{
  AhoyPracticeDirectRobot *self = data;

  g_clear_object (&self->ends);
  g_ptr_array_unref (self->untold);
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
    ahoy_practice_take_user_setting (self->practice, &ahoy_practice_sendbird, user->name, name);

  return fault != NULL ? (guint) ahoy_practice_fault_get_int (fault, "ms") : otherwise;
}

static AhoyPracticeUser *
get_user (AhoyPracticeDirectRobot *self)
{
  return self->calling ? self->call->caller : self->call->callee;
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

static void
end (AhoyPracticeDirectRobot *self, const char *type, const char *result)
{
  self->call->ended_by = get_user (self);
  ahoy_practice_direct_call_end (self->call, NULL, type, result);
}

/* Nothing can come of the call. */
static void
fail (AhoyPracticeDirectRobot *self, const GError *error)
{
  g_debug ("A robot's call fails: %s", error->message);
  end (self, "connection_lost", "connection_lost");
}

static void
on_connect_over (gpointer data)
{
  AhoyPracticeDirectRobot *self = data;

  self->connect_id = 0;
  ahoy_practice_count (self->practice, "unconnected");
  if (self->had_media)
    end (self, "connection_lost", "connection_lost");
  else
    end (self, "timeout", "timed_out");
}

/* Whoever has gone without a word does not keep it for ever. */
static void
wait_for_connection (AhoyPracticeDirectRobot *self)
{
  if (self->connect_id == 0)
    self->connect_id = ahoy_clock_add (self->practice->clock,
                                       setting_ms (self, get_user (self), "connect-time",
                                                   CONNECT_TIME), on_connect_over, self);
}

static void
on_state (AhoyMedia *media, GParamSpec *pspec, AhoyPracticeDirectRobot *self)
{
  if (ahoy_media_get_state (media) == AHOY_MEDIA_STATE_CONNECTED) {
    self->had_media = TRUE;
    ahoy_clock_clear (self->practice->clock, &self->connect_id);
  } else if (self->had_media) {
    wait_for_connection (self);
  }
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

static void
on_note_over (gpointer data)
{
  AhoyPracticeDirectRobot *self = data;

  ahoy_test_ends_set_tone (self->ends, ahoy_practice_next_note (&self->note));
  self->tune_id = ahoy_clock_add (self->practice->clock, AHOY_PRACTICE_NOTE_TIME, on_note_over,
                                  self);
}

static AhoyMediaEnds *
make_ends (AhoyPracticeDirectRobot *self)
{
  if (!self->calling)
    return AHOY_MEDIA_ENDS (ahoy_echo_ends_new ());
  self->ends = ahoy_test_ends_new (0);
  on_note_over (self);

  return AHOY_MEDIA_ENDS (g_object_ref (self->ends));
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

  ends = make_ends (self);
  self->media = AHOY_MEDIA (ahoy_webrtc_media_new (ends, &network));
  g_signal_connect (self->media, "candidate", G_CALLBACK (on_candidate), self);
  g_signal_connect (self->media, "dtmf", G_CALLBACK (on_dtmf), self);
  g_signal_connect (self->media, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect (self->media, "notify::state", G_CALLBACK (on_state), self);
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
  else if (strcmp (type, "hold") == 0)
    ahoy_json_get_boolean (payload, "is_on_hold", &self->remote_hold);
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

/* Has robot dial user after a while in ms. FALSE when there are too many calls. */
static gboolean
begin_call (AhoyPractice *practice, const char *app_id, AhoyPracticeUser *robot,
            AhoyPracticeUser *user, gboolean video, guint delay)
{
  AhoyPracticeDirectCall *call;

  if (ahoy_practice_robots_are_busy (practice))
    return FALSE;
  call = ahoy_practice_direct_call_new (practice, app_id, robot, NULL, user, video,
                                        json_object_new ());
  call->robot->calling = TRUE;
  call->robot->timer_id = ahoy_clock_add (practice->clock, delay, on_call_due, call->robot);

  return TRUE;
}

static void
call_back (AhoyPracticeDirectRobot *self)
{
  AhoyPracticeDirectCall *call = self->call; /* lives on as past */
  AhoyPractice *practice = self->practice;
  guint delay = setting_ms (self, call->callee, "callback-time", CALLBACK_TIME);

  end (self, "decline", "declined");
  begin_call (practice, call->app_id, call->callee, call->caller, call->is_video_call, delay);
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
  wait_for_connection (self);
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
  wait_for_connection (self);
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
  ahoy_clock_clear (self->practice->clock, &self->connect_id);
  ahoy_clock_clear (self->practice->clock, &self->tune_id);
  ahoy_practice_robots_drop_media (self->practice, &self->media, self);
  robot_unref (self);
}

/* Whether an action of that robot and that user is about this one. Either may be NULL: any. */
gboolean
ahoy_practice_direct_robot_concerns (AhoyPracticeDirectRobot *self,
                                     const AhoyPracticeRobotKind *kind, const char *user)
{
  AhoyPracticeUser *other = self->calling ? self->call->callee : self->call->caller;

  return (kind == NULL || kind == get_user (self)->robot)
         && (user == NULL || strcmp (user, other->name) == 0);
}

static void
tell_hold (AhoyPracticeDirectRobot *self)
{
  JsonObject *payload = ahoy_practice_direct_call_make_payload (self->call);

  json_object_set_string_member (payload, "user_id", get_user (self)->name);
  json_object_set_boolean_member (payload, "is_on_hold", (self->paused & AHOY_MEDIA_HOLD) != 0);
  json_object_set_boolean_member (payload, "is_relayed", TRUE);
  tell (self, "CALL", "hold", payload);
}

static void
tell_video (AhoyPracticeDirectRobot *self)
{
  JsonObject *payload = ahoy_practice_direct_call_make_payload (self->call);

  json_object_set_boolean_member (payload, "is_enabled", (self->paused & AHOY_MEDIA_VIDEO) == 0);
  tell (self, "COMM", "video", payload);
}

/* Holds the call or takes it back, switches its picture on or off. FALSE where there is nothing to
 * change: what a call is decided when it was dialled. */
gboolean
ahoy_practice_direct_robot_change (AhoyPracticeDirectRobot *self, AhoyMediaFlags more,
                                   AhoyMediaFlags less)
{
  AhoyMediaFlags old = self->paused;
  AhoyMediaFlags stops = (more & AHOY_MEDIA_HOLD) | (less & AHOY_MEDIA_VIDEO);
  AhoyMediaFlags goes_on = (less & AHOY_MEDIA_HOLD) | (more & AHOY_MEDIA_VIDEO);
  AhoyMediaFlags paused = (old | stops) & ~goes_on;

  if (self->media == NULL || !self->call->is_accepted || paused == old
      || (((more | less) & AHOY_MEDIA_VIDEO) != 0 && !self->call->is_video_call)
      || !ahoy_media_set_paused (self->media, paused, NULL))
    return FALSE;

  self->paused = paused;
  if (((old ^ paused) & AHOY_MEDIA_HOLD) != 0)
    tell_hold (self);
  if (((old ^ paused) & AHOY_MEDIA_VIDEO) != 0)
    tell_video (self);

  return TRUE;
}

gboolean
ahoy_practice_direct_robot_digits (AhoyPracticeDirectRobot *self, const char *digits)
{
  return self->media != NULL && ahoy_media_send_dtmf (self->media, digits, NULL);
}

void
ahoy_practice_direct_robot_hang_up (AhoyPracticeDirectRobot *self)
{
  if (self->call->is_accepted)
    end (self, "end", "completed");
  else if (self->calling)
    end (self, "cancel", "canceled");
  else
    end (self, "decline", "declined");
}

/* Has robot call user in each app in which there is a login of that user. Returns how many calls. */
guint
ahoy_practice_direct_robot_call (AhoyPractice *practice, AhoyPracticeUser *robot, const char *user,
                                 gboolean video)
{
  g_autoptr (GPtrArray) sessions = ahoy_practice_list_devices (practice, &ahoy_practice_sendbird,
                                                              user);
  g_autoptr (GHashTable) apps = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_calls = 0;

  for (guint i = 0; i < sessions->len; i++) {
    AhoyPracticeSession *session = g_ptr_array_index (sessions, i);

    if (g_hash_table_add (apps, session->app_id))
      n_calls += begin_call (practice, session->app_id, robot, session->device.user, video, 0);
  }

  return n_calls;
}

/* For the control interface. */
JsonObject *
ahoy_practice_direct_robot_describe (AhoyPracticeDirectRobot *self)
{
  AhoyPracticeDirectCall *call = self->call;
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", call->id);
  json_object_set_string_member (object, "user", get_user (self)->name);
  json_object_set_string_member (object, "direction", self->calling ? "outgoing" : "incoming");
  json_object_set_string_member (object, "state", call->is_accepted ? "answered"
                                                  : call->received ? "ringing" : "initiated");
  json_object_set_string_member (object, "remote", self->calling ? call->callee->name
                                                                 : call->caller->name);
  ahoy_practice_describe_robot_media (self->media, object);
  json_object_set_boolean_member (object, "hold", (self->paused & AHOY_MEDIA_HOLD) != 0);
  json_object_set_boolean_member (object, "remote-hold", self->remote_hold);

  return object;
}
