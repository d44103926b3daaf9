/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is sent and received, as it was agreed. */
#include "ahoy-webrtc-media-private.h"

#include "ahoy-codec-caps.h"
#include "ahoy-config.h"
#include "ahoy-dtmf-receiver.h"
#include "ahoy-gst.h"
#include "ahoy-sound-care.h"

#include <glib/gi18n-lib.h>

static AhoyWebrtcKind
get_kind (AhoySdpKind kind)
{
  return kind == AHOY_SDP_KIND_AUDIO ? AHOY_WEBRTC_SOUND : AHOY_WEBRTC_PICTURE;
}

AhoyWebrtcSection *
ahoy_webrtc_media_get_section (AhoyWebrtcMedia *self, guint line)
{
  return line < self->sections->len ? g_ptr_array_index (self->sections, line) : NULL;
}

AhoyWebrtcSection *
ahoy_webrtc_media_add_section (AhoyWebrtcMedia *self, AhoySdpKind kind, guint32 ssrc,
                               GstCaps *preferences)
{
  AhoyWebrtcSection *section = g_new0 (AhoyWebrtcSection, 1);

  section->kind = kind;
  section->ssrc = ssrc;
  section->pad = ahoy_peer_request_pad (self->peer, preferences);
  g_ptr_array_add (self->sections, section);
  return section;
}

/* The number of the first section of that kind that lives, or -1. */
int
ahoy_webrtc_media_find_line (AhoyWebrtcMedia *self, AhoySdpKind kind)
{
  int spare = ahoy_sdp_layer_find_spare (self->layer, kind);

  for (guint i = 0; i < self->sections->len; i++)
    if (ahoy_webrtc_media_get_section (self, i)->kind == kind && (int) i != spare)
      return i;

  return -1;
}

static void
set_wanted (AhoyWebrtcMedia *self, AhoySdpKind kind, int line, gboolean send)
{
  for (guint i = 0; i < self->sections->len; i++) {
    AhoySdpDirection direction = AHOY_SDP_INACTIVE;

    if (ahoy_webrtc_media_get_section (self, i)->kind != kind)
      continue;
    if ((int) i == line)
      direction = send ? AHOY_SDP_SENDRECV : AHOY_SDP_RECVONLY;
    ahoy_sdp_layer_set_wanted (self->layer, i, direction);
  }
}

/* A section that was dead, or else a new one. */
static int
add_line (AhoyWebrtcMedia *self, AhoySdpKind kind)
{
  int spare = ahoy_sdp_layer_find_spare (self->layer, kind);
  guint32 ssrc = g_random_int_range (1, G_MAXINT32);
  g_autoptr (GstCaps) preferences = NULL;

  if (spare >= 0) {
    ahoy_sdp_layer_revive (self->layer, spare);
    return spare;
  }
  preferences = ahoy_codec_caps_for_offer (kind, ssrc);
  ahoy_webrtc_media_add_section (self, kind, ssrc, preferences);
  return self->sections->len - 1;
}

/* What can take echo out looks for the probe when it begins, which may be before there is anything to
 * hear: the probe is made first, and waits. */
static void
ensure_probe (AhoyWebrtcMedia *self)
{
  if (self->echo_probe != NULL || !ahoy_media_ends_knows_care (self->ends))
    return;
  self->echo_probe = ahoy_sound_care_make_probe ();
  if (self->echo_probe != NULL)
    gst_object_ref_sink (self->echo_probe);
}

static gboolean
ensure_sender (AhoyWebrtcMedia *self, AhoyWebrtcKind kind, GError **error)
{
  gboolean sound = kind == AHOY_WEBRTC_SOUND;
  g_autoptr (AhoyPicture) picture = NULL;
  g_autoptr (GstElement) preview = NULL;

  if (self->senders[kind] != NULL)
    return TRUE;
  ensure_probe (self);

  if (!sound)
    picture = ahoy_media_ends_make_picture (self->ends);
  if (picture != NULL) {
    ahoy_picture_set_mirrored (picture, TRUE);
    preview = gst_object_ref_sink (ahoy_picture_make_sink (picture));
  }
  self->senders[kind] = ahoy_sender_new (ahoy_peer_get_pipeline (self->peer), self->ends,
                                         sound ? AHOY_MEDIA_END_MICROPHONE : AHOY_MEDIA_END_CAMERA,
                                         self->echo_probe, preview, error);
  if (self->senders[kind] == NULL)
    return FALSE;
  if (sound) {
    ahoy_sender_set_muted (self->senders[kind], self->muted);
  } else if (picture != NULL) {
    ahoy_sender_set_watched (self->senders[kind], !self->unwatched);
    self->local_video = g_steal_pointer (&picture);
    g_object_notify (G_OBJECT (self), "local-video");
  }
  return TRUE;
}

static void
drop_sender (AhoyWebrtcMedia *self, AhoyWebrtcKind kind)
{
  if (self->senders[kind] == NULL)
    return;

  self->sent_before[kind] += ahoy_sender_get_frames (self->senders[kind]);
  g_clear_pointer (&self->senders[kind], ahoy_sender_free);
  if (self->local_video != NULL && kind == AHOY_WEBRTC_PICTURE) {
    g_clear_object (&self->local_video);
    g_object_notify (G_OBJECT (self), "local-video");
  }
}

/* Puts into the layer what this side wants; with @may_add sections are made for it. */
gboolean
ahoy_webrtc_media_want (AhoyWebrtcMedia *self, AhoyMediaFlags wanted, gboolean may_add,
                        GError **error)
{
  static const struct {
    AhoyMediaFlags flag;
    AhoyMediaFlags take; /* which asks for it although none is sent */
    AhoySdpKind    kind;
  } kinds[] = {
    { AHOY_MEDIA_AUDIO, AHOY_MEDIA_NONE, AHOY_SDP_KIND_AUDIO },
    { AHOY_MEDIA_VIDEO, AHOY_MEDIA_SEE, AHOY_SDP_KIND_VIDEO },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    gboolean send = (wanted & kinds[i].flag) != 0;
    int line = ahoy_webrtc_media_find_line (self, kinds[i].kind);

    if (send && (self->paused & kinds[i].flag) == 0
        && !ensure_sender (self, get_kind (kinds[i].kind), error))
      return FALSE;
    if ((wanted & (kinds[i].flag | kinds[i].take)) != 0 && may_add && line < 0)
      line = add_line (self, kinds[i].kind);
    set_wanted (self, kinds[i].kind, line, send);
  }
  ahoy_sdp_layer_set_hold (self->layer, (wanted & AHOY_MEDIA_HOLD) != 0);
  return TRUE;
}

static AhoyReceiver *
ensure_receiver (AhoyWebrtcMedia *self, AhoyWebrtcKind kind)
{
  g_autoptr (GError) error = NULL;
  GstElement *sink;

  if (self->receivers[kind] != NULL)
    return self->receivers[kind];
  ensure_probe (self);

  if (kind == AHOY_WEBRTC_PICTURE) {
    sink = ahoy_media_ends_make (self->ends, AHOY_MEDIA_END_SCREEN, NULL);
    if (sink == NULL)
      self->remote_video = ahoy_media_ends_make_picture (self->ends);
    if (self->remote_video != NULL)
      sink = ahoy_picture_make_sink (self->remote_video);
    else if (sink == NULL)
      sink = ahoy_receiver_make_nothing ();
  } else {
    sink = ahoy_media_ends_make (self->ends, AHOY_MEDIA_END_SPEAKER, &error);
    if (sink == NULL) {
      ahoy_webrtc_media_fail (self, AHOY_MEDIA_ERROR_DEVICE, error->message);
      sink = ahoy_receiver_make_nothing ();
    }
  }
  self->receivers[kind] = ahoy_receiver_new (ahoy_peer_get_pipeline (self->peer),
                                             kind == AHOY_WEBRTC_SOUND,
                                             kind == AHOY_WEBRTC_SOUND ? self->echo_probe : NULL,
                                             sink);
  ahoy_receiver_set_watched (self->receivers[kind], !self->unwatched);
  ahoy_receiver_set_silent (self->receivers[kind], (self->paused & AHOY_MEDIA_HOLD) != 0);
  return self->receivers[kind];
}

/* Opens what may flow, and shuts what must not. */
void
ahoy_webrtc_media_update_flow (AhoyWebrtcMedia *self)
{
  gboolean connected = self->state == AHOY_MEDIA_STATE_CONNECTED ||
                       self->state == AHOY_MEDIA_STATE_DISCONNECTED;

  for (guint kind = 0; kind < AHOY_WEBRTC_N_KINDS; kind++) {
    AhoyMediaFlags flag = kind == AHOY_WEBRTC_SOUND ? AHOY_MEDIA_AUDIO : AHOY_MEDIA_VIDEO;

    if (self->senders[kind] != NULL)
      ahoy_sender_set_open (self->senders[kind],
                            connected && !self->untrusted && (self->sends & flag) != 0);
  }
}

static void
set_flags (AhoyWebrtcMedia *self, AhoyMediaFlags sends, AhoyMediaFlags receives)
{
  gboolean remote_hold = ahoy_sdp_layer_get_remote_hold (self->layer);
  AhoyMediaFlags received_before = self->receives;

  g_object_freeze_notify (G_OBJECT (self));
  if (sends != self->sends) {
    self->sends = sends;
    g_object_notify (G_OBJECT (self), "sends");
  }
  if (receives != self->receives) {
    self->receives = receives;
    g_object_notify (G_OBJECT (self), "receives");
  }
  if (remote_hold != self->remote_hold) {
    self->remote_hold = remote_hold;
    g_object_notify (G_OBJECT (self), "remote-hold");
  }
  if (((receives ^ received_before) & AHOY_MEDIA_VIDEO) != 0) {
    if ((receives & AHOY_MEDIA_VIDEO) == 0 && self->remote_video != NULL)
      ahoy_picture_clear (self->remote_video);
    g_object_notify (G_OBJECT (self), "remote-video");
  }
  g_object_thaw_notify (G_OBJECT (self));
}

/* Both sides have agreed: makes what is sent and received as the layer knows it now. */
void
ahoy_webrtc_media_agree (AhoyWebrtcMedia *self)
{
  AhoyMediaFlags sends = AHOY_MEDIA_NONE, receives = AHOY_MEDIA_NONE;

  for (guint i = 0; self->remote != NULL && i < self->remote->sections->len; i++) {
    const AhoySdpRemoteSection *remote = g_ptr_array_index (self->remote->sections, i);
    AhoyWebrtcKind kind = get_kind (remote->kind);
    AhoyMediaFlags flag = kind == AHOY_WEBRTC_SOUND ? AHOY_MEDIA_AUDIO : AHOY_MEDIA_VIDEO;
    AhoyWebrtcSection *section;
    AhoySdpDirection direction;
    AhoySendFormat format;
    g_autoptr (GError) error = NULL;

    if (remote->webrtc_line < 0 || remote->rejected)
      continue;
    section = ahoy_webrtc_media_get_section (self, remote->webrtc_line);
    direction = ahoy_sdp_layer_get_direction (self->layer, remote->webrtc_line);
    if ((direction & AHOY_SDP_RECVONLY) != 0) {
      ensure_receiver (self, kind);
      receives |= flag;
    }
    if (section == NULL || (direction & AHOY_SDP_SENDONLY) == 0)
      continue;
    /* It may have been paused when the offer was made. */
    if (self->senders[kind] == NULL && (self->paused & flag) == 0 &&
        !ensure_sender (self, kind, &error)) {
      ahoy_webrtc_media_fail (self, AHOY_MEDIA_ERROR_DEVICE, error->message);
      continue;
    }
    if (self->senders[kind] == NULL ||
        !ahoy_codec_caps_send_format (remote, section->ssrc, &format))
      continue;
    format.position = &section->position;
    if (ahoy_sender_set_format (self->senders[kind], &format, section->pad, &error))
      sends |= flag & ~self->paused;
    else
      ahoy_webrtc_media_fail (self, AHOY_MEDIA_ERROR_UNAVAILABLE, error->message);
  }

  /* Nobody's camera stays on for nothing; on hold it stays, to be back at once. */
  if ((sends & AHOY_MEDIA_VIDEO) == 0 && !ahoy_sdp_layer_get_hold (self->layer) &&
      !ahoy_sdp_layer_get_remote_hold (self->layer))
    drop_sender (self, AHOY_WEBRTC_PICTURE);
  if ((self->paused & AHOY_MEDIA_HOLD) != 0)
    sends = receives = AHOY_MEDIA_NONE;
  set_flags (self, sends, receives);
  if (self->peer != NULL)
    ahoy_peer_set_expects (self->peer, receives != AHOY_MEDIA_NONE);
  ahoy_webrtc_media_update_flow (self);
}

/* In which sections the other side would take something of that kind. */
static gboolean
may_send (AhoyWebrtcMedia *self, AhoyWebrtcKind kind)
{
  for (guint i = 0; self->remote != NULL && i < self->remote->sections->len; i++) {
    const AhoySdpRemoteSection *remote = g_ptr_array_index (self->remote->sections, i);

    if (get_kind (remote->kind) == kind && remote->webrtc_line >= 0 && !remote->rejected &&
        (ahoy_sdp_layer_get_direction (self->layer, remote->webrtc_line) & AHOY_SDP_SENDONLY) != 0)
      return TRUE;
  }

  return FALSE;
}

gboolean
ahoy_webrtc_media_set_paused (AhoyMedia *media, AhoyMediaFlags paused, GError **error)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);
  AhoyMediaFlags ended = self->paused & ~paused;

  if (self->closed) {
    g_set_error_literal (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE, _("The call is over"));
    return FALSE;
  }
  if (self->paused == paused)
    return TRUE;

  for (guint kind = 0; kind < AHOY_WEBRTC_N_KINDS; kind++) {
    AhoyMediaFlags flag = kind == AHOY_WEBRTC_SOUND ? AHOY_MEDIA_AUDIO : AHOY_MEDIA_VIDEO;

    if ((ended & flag) != 0 && may_send (self, kind) && !ensure_sender (self, kind, error))
      return FALSE;
  }
  self->paused = paused;
  for (guint kind = 0; kind < AHOY_WEBRTC_N_KINDS; kind++)
    if (self->receivers[kind] != NULL)
      ahoy_receiver_set_silent (self->receivers[kind], (paused & AHOY_MEDIA_HOLD) != 0);
  if (ahoy_sdp_layer_get_state (self->layer) == AHOY_SDP_STABLE)
    ahoy_webrtc_media_agree (self);
  return TRUE;
}

static void
on_digit (gpointer object, char digit)
{
  char text[] = { digit, '\0' };

  ahoy_media_emit_dtmf (object, text);
}

static void
link_to_nothing (AhoyWebrtcMedia *self, GstPad *pad)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_autoptr (GstPad) in = gst_element_get_static_pad (sink, "sink");

  g_object_set (sink, "async", FALSE, "sync", FALSE, NULL);
  gst_bin_add (ahoy_peer_get_pipeline (self->peer), sink);
  gst_element_sync_state_with_parent (sink);
  gst_pad_link (pad, in);
}

void
ahoy_webrtc_media_on_pad_added (AhoyPeer *peer, GstPad *pad, AhoyWebrtcMedia *self)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  const GstStructure *structure;
  AhoyWebrtcKind kind;

  if (caps == NULL)
    caps = gst_pad_query_caps (pad, NULL);
  structure = gst_caps_get_structure (caps, 0);
  name = g_ascii_strup (gst_structure_get_string (structure, "encoding-name") != NULL
                          ? gst_structure_get_string (structure, "encoding-name") : "", -1);
  kind = g_strcmp0 (gst_structure_get_string (structure, "media"), "video") == 0
           ? AHOY_WEBRTC_PICTURE : AHOY_WEBRTC_SOUND;

  if (g_str_equal (name, "TELEPHONE-EVENT")) {
    ahoy_dtmf_receiver_attach (ahoy_peer_get_pipeline (self->peer), pad, on_digit, self);
    return;
  }
  /* A codec that was not agreed on is not worth the call. */
  if (!ahoy_receiver_add_pad (ensure_receiver (self, kind), pad, name, &error)) {
    g_debug ("%s", error->message);
    link_to_nothing (self, pad);
  }
}

void
ahoy_webrtc_media_on_pad_removed (AhoyPeer *peer, GstPad *pad, AhoyWebrtcMedia *self)
{
  for (guint kind = 0; kind < AHOY_WEBRTC_N_KINDS; kind++)
    if (self->receivers[kind] != NULL && ahoy_receiver_remove_pad (self->receivers[kind], pad))
      return;
}

void
ahoy_webrtc_media_drop_flow (AhoyWebrtcMedia *self)
{
  for (guint kind = 0; kind < AHOY_WEBRTC_N_KINDS; kind++) {
    drop_sender (self, kind);
    g_clear_pointer (&self->receivers[kind], ahoy_receiver_free);
  }
  gst_clear_object (&self->echo_probe);
  for (guint i = 0; i < self->sections->len; i++)
    gst_clear_object (&ahoy_webrtc_media_get_section (self, i)->pad);
}
