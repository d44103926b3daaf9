/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-call-private.h"

/* The sound and the picture of a call, which may be replaced by others while it goes on. */

static void
set_boolean (AhoyCall *self, gboolean *place, gboolean value, const char *property)
{
  if (*place == value)
    return;

  *place = value;
  g_object_notify (G_OBJECT (self), property);
}

/* Takes over what the media tell of themselves. */
static void
read_media (AhoyCall *self)
{
  AhoyMediaFlags sends = AHOY_MEDIA_NONE;
  AhoyMediaFlags receives = AHOY_MEDIA_NONE;
  gboolean muted = FALSE;

  if (self->media != NULL) {
    sends = ahoy_media_get_sends (self->media);
    receives = ahoy_media_get_receives (self->media);
    muted = ahoy_media_get_muted (self->media);
  }
  set_boolean (self, &self->sending_video, (sends & AHOY_MEDIA_VIDEO) != 0, "sending-video");
  set_boolean (self, &self->receiving_video,
               (receives & self->remote_sends & AHOY_MEDIA_VIDEO) != 0, "receiving-video");
  set_boolean (self, &self->muted, muted, "muted");
  if (self->sending_video || self->receiving_video)
    set_boolean (self, &self->video, TRUE, "video");
}

/**
 * ahoy_call_mark_video:
 * @self: a call
 *
 * Somebody wants to send a picture: sets [property@Call:video] for good.
 */
void
ahoy_call_mark_video (AhoyCall *self)
{
  gboolean changed = !self->video;

  g_object_freeze_notify (G_OBJECT (self));
  set_boolean (self, &self->video, TRUE, "video");
  ahoy_call_thaw (self, changed);
}

/**
 * ahoy_call_get_remote_sends:
 * @self: a call
 *
 * Returns: what the other side sends of that to which both have agreed, as it has told
 */
AhoyMediaFlags
ahoy_call_get_remote_sends (AhoyCall *self)
{
  return self->remote_sends;
}

/**
 * ahoy_call_set_remote_sends:
 * @self: a call
 * @sends: what the other side sends of that to which both have agreed; everything at first
 *
 * The other side has told that it has muted itself, switched its camera on, or the like.
 */
void
ahoy_call_set_remote_sends (AhoyCall *self, AhoyMediaFlags sends)
{
  const AhoyMediaFlags changed = self->remote_sends ^ sends;

  if (changed == 0)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  self->remote_sends = sends;
  if ((changed & AHOY_MEDIA_AUDIO) != 0)
    g_object_notify (G_OBJECT (self), "remote-muted");
  read_media (self);
  ahoy_call_thaw (self, TRUE);
}

static void
apply_media_state (AhoyCall *self)
{
  AhoyMediaState state = self->media != NULL ? ahoy_media_get_state (self->media)
                                             : AHOY_MEDIA_STATE_NEW;

  if (state == AHOY_MEDIA_STATE_CONNECTED)
    ahoy_call_apply (self, AHOY_CALL_EVENT_MEDIA_RESTORED, AHOY_CALL_END_REASON_NONE, NULL);
  else if (state == AHOY_MEDIA_STATE_DISCONNECTED || state == AHOY_MEDIA_STATE_FAILED)
    ahoy_call_apply (self, AHOY_CALL_EVENT_MEDIA_LOST, AHOY_CALL_END_REASON_NONE, NULL);
}

static void
apply_remote_hold (AhoyCall *self)
{
  if (self->media != NULL)
    ahoy_call_apply (self, ahoy_media_get_remote_hold (self->media)
                     ? AHOY_CALL_EVENT_REMOTE_HELD : AHOY_CALL_EVENT_REMOTE_UNHELD,
                     AHOY_CALL_END_REASON_NONE, NULL);
}

static void
on_media_notify (AhoyMedia *media, GParamSpec *pspec, AhoyCall *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  read_media (self);
  ahoy_call_thaw (self, TRUE);
}

static void
on_media_notify_state (AhoyMedia *media, GParamSpec *pspec, AhoyCall *self)
{
  apply_media_state (self);
}

static void
on_media_notify_remote_hold (AhoyMedia *media, GParamSpec *pspec, AhoyCall *self)
{
  apply_remote_hold (self);
}

static void
on_media_dtmf (AhoyMedia *media, const char *digit, AhoyCall *self)
{
  g_signal_emit_by_name (self, "dtmf", digit);
}

static void
on_media_levels (AhoyMedia *media, double microphone, double speaker, AhoyCall *self)
{
  g_signal_emit_by_name (self, "levels", microphone, speaker);
}

static void
on_media_notice (AhoyMedia *media, const char *text, AhoyCall *self)
{
  g_signal_emit_by_name (self, "notice", text);
}

/* Returns whether it is another one. */
static gboolean
set_quality (AhoyCall *self, AhoyQuality quality, AhoyQualityReason reason)
{
  GObject *object = G_OBJECT (self);
  const gboolean changed = self->quality != quality || self->quality_reason != reason;

  if (self->quality != quality)
    g_object_notify (object, "quality");
  if (self->quality_reason != reason)
    g_object_notify (object, "quality-reason");
  self->quality = quality;
  self->quality_reason = reason;

  return changed;
}

static void
on_media_stats (AhoyMedia *media, const AhoyMediaStats *stats, AhoyCall *self)
{
  g_autoptr (AhoyCall) alive = g_object_ref (self);
  AhoyQualityReason reason;
  AhoyQuality quality;

  quality = ahoy_quality_judge_add (self->judge, stats, ahoy_media_get_sends (media),
                                    ahoy_media_get_receives (media), &reason);
  g_object_freeze_notify (G_OBJECT (self));
  ahoy_call_thaw (self, set_quality (self, quality, reason));
  g_signal_emit_by_name (self, "stats", stats);
}

static void
on_media_failed (AhoyMedia *media, const GError *error, AhoyCall *self)
{
  if (g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE)
      || g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_NO_CONNECTION)
      || g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_RELAY))
    ahoy_call_emit_problem (self, error);
  else
    ahoy_call_apply (self, AHOY_CALL_EVENT_FAILED,
                     g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNTRUSTED)
                     ? AHOY_CALL_END_REASON_INSECURE : AHOY_CALL_END_REASON_MEDIA_FAILED, error);
}

static void
connect_media (AhoyCall *self)
{
  g_signal_connect (self->media, "notify::sends", G_CALLBACK (on_media_notify), self);
  g_signal_connect (self->media, "notify::receives", G_CALLBACK (on_media_notify), self);
  g_signal_connect (self->media, "notify::muted", G_CALLBACK (on_media_notify), self);
  g_signal_connect (self->media, "notify::state", G_CALLBACK (on_media_notify_state), self);
  g_signal_connect (self->media, "notify::remote-hold", G_CALLBACK (on_media_notify_remote_hold),
                    self);
  g_signal_connect (self->media, "dtmf", G_CALLBACK (on_media_dtmf), self);
  g_signal_connect (self->media, "levels", G_CALLBACK (on_media_levels), self);
  g_signal_connect (self->media, "notice", G_CALLBACK (on_media_notice), self);
  g_signal_connect (self->media, "stats", G_CALLBACK (on_media_stats), self);
  g_signal_connect (self->media, "failed", G_CALLBACK (on_media_failed), self);
}

static void
drop_media (AhoyCall *self)
{
  g_autoptr (AhoyMedia) media = g_steal_pointer (&self->media);

  if (media == NULL)
    return;

  g_signal_handlers_disconnect_by_data (media, self);
  ahoy_media_close_async (media, NULL, NULL);
  ahoy_quality_judge_reset (self->judge);
  set_quality (self, AHOY_QUALITY_UNKNOWN, AHOY_QUALITY_REASON_NONE);
  g_object_notify (G_OBJECT (self), "media");
}

/**
 * ahoy_call_take_media:
 * @self: a call without media
 * @media: (transfer full): its media
 *
 * Begins to listen to what they tell.
 */
void
ahoy_call_take_media (AhoyCall *self, AhoyMedia *media)
{
  self->media = media;
  connect_media (self);
  read_media (self);
}

/**
 * ahoy_call_close_media:
 * @self: a call
 *
 * Nothing flows any more.
 */
void
ahoy_call_close_media (AhoyCall *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  drop_media (self);
  read_media (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * ahoy_call_apply_media:
 * @self: a call that was answered right now
 *
 * What the media told before the answer did not count.
 */
void
ahoy_call_apply_media (AhoyCall *self)
{
  apply_remote_hold (self);
  apply_media_state (self);
}

/**
 * ahoy_call_set_media:
 * @self: a call that is not over
 * @media: (transfer full): new media
 *
 * Replaces the media by others; the old ones are closed. What the new ones have told already
 * counts.
 */
void
ahoy_call_set_media (AhoyCall *self, AhoyMedia *media)
{
  gboolean muted = self->muted;

  g_return_if_fail (!ahoy_call_get_over (self));

  g_object_freeze_notify (G_OBJECT (self));
  drop_media (self);
  ahoy_media_set_muted (media, muted);
  ahoy_call_take_media (self, media);
  g_object_notify (G_OBJECT (self), "media");
  ahoy_call_trim_wanted (self);
  ahoy_call_thaw (self, TRUE);
  ahoy_call_apply_media (self);
}
