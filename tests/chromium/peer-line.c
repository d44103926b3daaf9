/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer-line.h"

#include "ahoy-call-state.h"
#include "ahoy-enum-types.h"

static void
on_stats (AhoyMedia *media, const AhoyMediaStats *stats, PeerLine *self)
{
  self->stats = *stats;
}

static void
drop_media (PeerLine *self)
{
  if (self->media != NULL)
    g_signal_handlers_disconnect_by_data (self->media, self);
  g_clear_object (&self->media);
}

static void
take_ends (PeerLine *self)
{
  if (*self->made == NULL)
    return; /* the media are gone */
  g_clear_object (&self->ends);
  self->ends = g_steal_pointer (self->made);
}

static void
on_notify_media (PeerLine *self)
{
  AhoyMedia *media = ahoy_call_get_media (self->call);

  drop_media (self);
  if (media == NULL)
    return;
  take_ends (self);
  self->media = g_object_ref (media);
  g_signal_connect (media, "stats", G_CALLBACK (on_stats), self);
}

static void
on_notify_state (PeerLine *self)
{
  AhoyCallState state = ahoy_call_get_state (self->call);

  if (state == AHOY_CALL_STATE_RINGING && self->rang == 0)
    self->rang = g_get_real_time ();
  if (ahoy_call_state_is_answered (state) && self->connected == 0)
    self->connected = g_get_real_time ();
}

static void
on_dtmf (AhoyCall *call, const char *digit, PeerLine *self)
{
  g_string_append (self->digits, digit);
}

static void
on_problem (AhoyCall *call, const GError *error, PeerLine *self)
{
  g_ptr_array_add (self->problems, g_strdup (error->message));
}

PeerLine *
peer_line_new (AhoyCall *call, WatchingEnds **made)
{
  PeerLine *self = g_new0 (PeerLine, 1);

  self->call = g_object_ref (call);
  self->made = made;
  take_ends (self);
  self->digits = g_string_new (NULL);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect_swapped (call, "notify::state", G_CALLBACK (on_notify_state), self);
  g_signal_connect_swapped (call, "notify::media", G_CALLBACK (on_notify_media), self);
  g_signal_connect (call, "dtmf", G_CALLBACK (on_dtmf), self);
  g_signal_connect (call, "problem", G_CALLBACK (on_problem), self);
  on_notify_media (self);

  return self;
}

void
peer_line_free (PeerLine *self)
{
  drop_media (self);
  g_signal_handlers_disconnect_by_data (self->call, self);
  g_object_unref (self->call);
  g_object_unref (self->ends);
  g_string_free (self->digits, TRUE);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

void
peer_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
peer_add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
peer_add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_nick (JsonBuilder *builder, const char *name, GType type, int value)
{
  g_autoptr (GEnumClass) values = g_type_class_ref (type);

  peer_add_string (builder, name, g_enum_get_value (values, value)->value_nick);
}

static void
add_parameters (JsonBuilder *builder, GVariant *parameters)
{
  GVariantIter iter;
  const char *name, *value;

  json_builder_set_member_name (builder, "parameters");
  json_builder_begin_object (builder);
  g_variant_iter_init (&iter, parameters);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    peer_add_string (builder, name, value);
  json_builder_end_object (builder);
}

static void
add_call (JsonBuilder *builder, AhoyCall *call)
{
  const GError *error = ahoy_call_get_error (call);

  add_nick (builder, "direction", AHOY_TYPE_CALL_DIRECTION, ahoy_call_get_direction (call));
  add_nick (builder, "state", AHOY_TYPE_CALL_STATE, ahoy_call_get_state (call));
  add_nick (builder, "operation", AHOY_TYPE_CALL_OPERATION, ahoy_call_get_operation (call));
  add_nick (builder, "endReason", AHOY_TYPE_CALL_END_REASON, ahoy_call_get_end_reason (call));
  peer_add_string (builder, "error", error != NULL ? error->message : NULL);
  peer_add_string (builder, "remote", ahoy_call_get_remote (call));
  peer_add_string (builder, "remoteName", ahoy_call_get_remote_name (call));
  peer_add_boolean (builder, "localHold", ahoy_call_get_local_hold (call));
  peer_add_boolean (builder, "remoteHold", ahoy_call_get_remote_hold (call));
  peer_add_boolean (builder, "reconnecting", ahoy_call_get_reconnecting (call));
  peer_add_boolean (builder, "muted", ahoy_call_get_muted (call));
  peer_add_boolean (builder, "remoteMuted", ahoy_call_get_remote_muted (call));
  peer_add_boolean (builder, "sendsVideo", ahoy_call_get_sending_video (call));
  peer_add_boolean (builder, "receivesVideo", ahoy_call_get_receiving_video (call));
  peer_add_boolean (builder, "canAnswer", ahoy_call_can (call, AHOY_CALL_EVENT_ANSWER));
  add_parameters (builder, ahoy_call_get_custom_parameters (call));
}

static void
add_media (JsonBuilder *builder, AhoyMedia *media)
{
  peer_add_number (builder, "sends", media != NULL ? ahoy_media_get_sends (media) : 0);
  peer_add_number (builder, "receives", media != NULL ? ahoy_media_get_receives (media) : 0);
  add_nick (builder, "mediaState", AHOY_TYPE_MEDIA_STATE,
            media != NULL ? ahoy_media_get_state (media) : AHOY_MEDIA_STATE_CLOSED);
}

static void
add_seen (JsonBuilder *builder, const WatchingSeen *seen)
{
  peer_add_number (builder, "frames", seen->n_frames);
  peer_add_number (builder, "width", seen->width);
  peer_add_number (builder, "height", seen->height);
  peer_add_number (builder, "firstFrame", seen->first_frame);
  peer_add_number (builder, "firstSound", seen->first_sound);
  json_builder_set_member_name (builder, "colour");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (seen->colour); i++)
    json_builder_add_double_value (builder, seen->colour[i]);
  json_builder_end_array (builder);
}

void
peer_line_describe (PeerLine *self, double frequency, JsonBuilder *builder)
{
  AhoyTestEnds *test = watching_ends_get_test (self->ends);
  WatchingSeen seen = watching_ends_get_seen (self->ends);

  json_builder_begin_object (builder);
  add_call (builder, self->call);
  add_media (builder, ahoy_call_get_media (self->call));
  add_seen (builder, &seen);
  peer_add_number (builder, "share", ahoy_test_ends_get_share (test, frequency));
  peer_add_number (builder, "loudness", ahoy_test_ends_get_loudness (test));
  peer_add_number (builder, "heard", ahoy_test_ends_get_heard (test));
  peer_add_number (builder, "asked", self->asked);
  peer_add_number (builder, "rang", self->rang);
  peer_add_number (builder, "connected", self->connected);
  peer_add_string (builder, "localCandidate", self->stats.local_candidate);
  peer_add_string (builder, "remoteCandidate", self->stats.remote_candidate);
  peer_add_string (builder, "audioCodec", self->stats.audio.codec);
  peer_add_string (builder, "videoCodec", self->stats.video.codec);
  peer_add_number (builder, "audioSent", self->stats.audio.packets_sent);
  peer_add_number (builder, "videoSentBytes", self->stats.video.bytes_sent);
  peer_add_number (builder, "framesSent", self->stats.video.frames_sent);
  peer_add_number (builder, "framesDecoded", self->stats.video.frames_decoded);
  peer_add_number (builder, "videoLost", self->stats.video.lost);
  peer_add_string (builder, "digits", self->digits->str);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->problems->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (self->problems, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}
