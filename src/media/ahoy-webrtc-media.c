/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-webrtc-media-private.h"

#include "ahoy-codec-caps.h"
#include "ahoy-config.h"
#include "ahoy-dtmf-sender.h"
#include "ahoy-enum-types.h"
#include "ahoy-gst.h"

#include <glib/gi18n-lib.h>

enum {
  PROP_0, PROP_STATE, PROP_SENDS, PROP_RECEIVES, PROP_REMOTE_HOLD, PROP_MUTED, PROP_LOCAL_VIDEO,
  PROP_REMOTE_VIDEO,
};

static void ahoy_webrtc_media_iface_init (AhoyMediaInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyWebrtcMedia, ahoy_webrtc_media, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA, ahoy_webrtc_media_iface_init))

void
ahoy_webrtc_media_fail (AhoyWebrtcMedia *self, AhoyMediaError code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (AHOY_MEDIA_ERROR, code, message);

  ahoy_media_emit_failed (AHOY_MEDIA (self), error);
}

static void
read_told_loss (const GValue *value, gpointer loss)
{
  g_autoptr (GstStructure) told = NULL;
  double percent;

  g_object_get (g_value_get_object (value), "twcc-stats", &told, NULL);
  if (told != NULL && gst_structure_get_double (told, "packet-loss-pct", &percent) && percent >= 0)
    *(double *) loss = MAX (*(double *) loss, percent / 100);
}

/* What the feedback on congestion says, from 0 to 1; negative when there is none. */
static double
get_told_loss (AhoyWebrtcMedia *self)
{
  GstIterator *sessions =
    gst_bin_iterate_all_by_element_factory_name (ahoy_peer_get_pipeline (self->peer), "rtpsession");
  double loss = -1;

  while (gst_iterator_foreach (sessions, read_told_loss, &loss) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (sessions);
  gst_iterator_free (sessions);
  return loss;
}

static void
stats_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyWebrtcMedia) self = user_data;
  g_autoptr (GstStructure) from = ahoy_peer_get_stats_finish (AHOY_PEER (source), result, NULL);
  AhoyMediaStats stats = { .time = g_get_monotonic_time () };
  AhoyStreamStats *streams[] = { &stats.audio, &stats.video };
  guint32 ssrcs[AHOY_WEBRTC_N_KINDS] = { 0, 0 };

  self->stats_wanted = FALSE;
  if (from == NULL || self->closed)
    return;

  for (guint i = self->sections->len; i-- > 0;) {
    AhoyWebrtcSection *section = ahoy_webrtc_media_get_section (self, i);

    ssrcs[section->kind == AHOY_SDP_KIND_VIDEO ? AHOY_WEBRTC_PICTURE : AHOY_WEBRTC_SOUND] =
      section->ssrc;
  }
  ahoy_stats_reader_read (self->stats_reader, from, ssrcs[AHOY_WEBRTC_SOUND],
                          ssrcs[AHOY_WEBRTC_PICTURE], &stats);
  for (guint kind = 0; kind < AHOY_WEBRTC_N_KINDS; kind++) {
    streams[kind]->frames_sent = self->sent_before[kind];
    if (self->senders[kind] != NULL) {
      streams[kind]->frames_sent += ahoy_sender_get_frames (self->senders[kind]);
      g_strlcpy (streams[kind]->codec, ahoy_sender_get_codec (self->senders[kind]),
                 sizeof streams[kind]->codec);
    }
    if (self->receivers[kind] != NULL)
      streams[kind]->frames_decoded = ahoy_receiver_get_frames (self->receivers[kind]);
  }
  if (self->receivers[AHOY_WEBRTC_PICTURE] != NULL && (self->receives & AHOY_MEDIA_VIDEO) != 0)
    ahoy_receiver_get_size (self->receivers[AHOY_WEBRTC_PICTURE], &stats.video.width,
                            &stats.video.height);
  if (self->senders[AHOY_WEBRTC_PICTURE] != NULL)
    ahoy_sender_set_bit_rate (self->senders[AHOY_WEBRTC_PICTURE],
                              ahoy_rate_control_add (&self->rate_control, &stats,
                                                     get_told_loss (self)));
  ahoy_media_emit_stats (AHOY_MEDIA (self), &stats);
}

static gboolean
on_stats_timer (gpointer user_data)
{
  AhoyWebrtcMedia *self = user_data;

  if (!self->stats_wanted) {
    self->stats_wanted = TRUE;
    ahoy_peer_get_stats_async (self->peer, NULL, stats_cb, g_object_ref (self));
  }
  return G_SOURCE_CONTINUE;
}

void
ahoy_webrtc_media_set_state (AhoyWebrtcMedia *self, AhoyMediaState state)
{
  if (self->state == state)
    return;

  self->state = state;
  if (state == AHOY_MEDIA_STATE_CONNECTED && self->stats_timer == 0)
    self->stats_timer = g_timeout_add_seconds (1, on_stats_timer, self);
  else if (state == AHOY_MEDIA_STATE_FAILED || state == AHOY_MEDIA_STATE_CLOSED)
    g_clear_handle_id (&self->stats_timer, g_source_remove);
  ahoy_webrtc_media_update_flow (self);
  g_object_notify (G_OBJECT (self), "state");
}

static void
on_state (AhoyPeer *peer, AhoyMediaState state, AhoyWebrtcMedia *self)
{
  if (self->untrusted)
    return;
  ahoy_webrtc_media_set_state (self, state);
  if (state == AHOY_MEDIA_STATE_FAILED)
    ahoy_webrtc_media_fail (self, AHOY_MEDIA_ERROR_NO_CONNECTION,
                            _("There is no way through the network to the other side"));
}

static void
on_refused (AhoyPeer *peer, AhoyWebrtcMedia *self)
{
  if (!self->untrusted)
    ahoy_webrtc_media_fail (self, AHOY_MEDIA_ERROR_FAILED,
                            _("The other side has refused the encryption of the call"));
}

static void
on_untrusted (AhoyPeer *peer, AhoyWebrtcMedia *self)
{
  if (self->untrusted)
    return;
  self->untrusted = TRUE;
  ahoy_webrtc_media_set_state (self, AHOY_MEDIA_STATE_FAILED);
  ahoy_webrtc_media_fail (self, AHOY_MEDIA_ERROR_UNTRUSTED,
                          _("Somebody other than the other side has answered"));
}

/* Whether it is what encrypts: it fails where the other side does not want to go on with us. */
static gboolean
encrypts (GstObject *source)
{
  GstElementFactory *factory = GST_IS_ELEMENT (source)
    ? gst_element_get_factory (GST_ELEMENT (source)) : NULL;

  return factory != NULL && g_str_has_prefix (GST_OBJECT_NAME (factory), "dtls");
}

/* Goes on without a device that has failed, or come to its end, if @source is a part of one. */
static gboolean
lose_device (AhoyWebrtcMedia *self, GstObject *source, const char *message)
{
  static const AhoyMediaEnd inputs[] = { AHOY_MEDIA_END_MICROPHONE, AHOY_MEDIA_END_CAMERA };
  static const AhoyMediaEnd outputs[] = { AHOY_MEDIA_END_SPEAKER, AHOY_MEDIA_END_SCREEN };

  for (guint kind = 0; kind < AHOY_WEBRTC_N_KINDS; kind++) {
    g_autoptr (GstElement) failed = NULL;
    AhoyMediaEnd end = inputs[kind];

    if (self->senders[kind] != NULL)
      failed = ahoy_sender_on_failed (self->senders[kind], source);
    if (failed == NULL && self->receivers[kind] != NULL) {
      end = outputs[kind];
      failed = ahoy_receiver_on_failed (self->receivers[kind], source);
    }
    if (failed == NULL)
      continue;
    if (!ahoy_media_ends_lose (self->ends, end, failed))
      ahoy_webrtc_media_fail (self, AHOY_MEDIA_ERROR_DEVICE, message);
    return TRUE;
  }
  return FALSE;
}

static void
on_error (AhoyPeer *peer, GstObject *source, GError *error, AhoyWebrtcMedia *self)
{
  /* What was let go since it has complained is nobody's concern any more. */
  if (!gst_object_has_as_ancestor (source, GST_OBJECT (ahoy_peer_get_pipeline (peer))) ||
      lose_device (self, source, error->message))
    return;
  ahoy_webrtc_media_fail (self, AHOY_MEDIA_ERROR_FAILED,
                          encrypts (source)
                          ? _("The other side has refused the encryption of the call")
                          : error->message);
}

static void
on_problem (AhoyPeer *peer, const GError *error, AhoyWebrtcMedia *self)
{
  if (self->begun)
    ahoy_media_emit_failed (AHOY_MEDIA (self), error);
  else if (self->problem == NULL)
    self->problem = g_error_copy (error); /* nobody listens to media that are only prepared */
}

static void
on_ready (AhoyPeer *peer, GstObject *object, AhoyWebrtcMedia *self)
{
  for (guint kind = 0; kind < AHOY_WEBRTC_N_KINDS; kind++)
    if (self->senders[kind] != NULL && ahoy_sender_on_ready (self->senders[kind], object))
      return;
  lose_device (self, object, _("The device has stopped"));
}

static void
on_end_changed (AhoyMediaEnds *ends, guint end, AhoyWebrtcMedia *self)
{
  g_autoptr (GError) error = NULL;
  AhoySender *sender = NULL;
  GstElement *sink;

  if (self->closed)
    return;
  if (end == AHOY_MEDIA_END_SPEAKER) {
    if (self->receivers[AHOY_WEBRTC_SOUND] == NULL)
      return;
    sink = ahoy_media_ends_make (ends, end, &error);
    if (sink == NULL)
      sink = ahoy_receiver_make_nothing ();
    ahoy_receiver_change_sink (self->receivers[AHOY_WEBRTC_SOUND], sink);
  } else if (end == AHOY_MEDIA_END_MICROPHONE || end == AHOY_MEDIA_END_CAMERA) {
    sender = self->senders[end == AHOY_MEDIA_END_CAMERA ? AHOY_WEBRTC_PICTURE : AHOY_WEBRTC_SOUND];
    if (sender != NULL && !ahoy_sender_change_source (sender, ends, &error))
      ahoy_sender_send_nothing (sender);
  }
  if (error != NULL)
    ahoy_webrtc_media_fail (self, AHOY_MEDIA_ERROR_DEVICE, error->message);
}

/* Tells of devices that this call has. */
static void
on_notice (AhoyMediaEnds *ends, guint end, const char *text, AhoyWebrtcMedia *self)
{
  const gboolean used[] = {
    [AHOY_MEDIA_END_MICROPHONE] = self->senders[AHOY_WEBRTC_SOUND] != NULL,
    [AHOY_MEDIA_END_SPEAKER] = self->receivers[AHOY_WEBRTC_SOUND] != NULL,
    [AHOY_MEDIA_END_CAMERA] = self->senders[AHOY_WEBRTC_PICTURE] != NULL,
  };

  if (!self->closed && end < G_N_ELEMENTS (used) && used[end])
    ahoy_media_emit_notice (AHOY_MEDIA (self), text);
}

static void
on_care_changed (AhoyMediaEnds *ends, AhoyWebrtcMedia *self)
{
  if (self->senders[AHOY_WEBRTC_SOUND] != NULL)
    ahoy_sender_set_care (self->senders[AHOY_WEBRTC_SOUND], ahoy_media_ends_get_care (ends));
}

static void
on_level (AhoyPeer *peer, gboolean speaker, double level, AhoyWebrtcMedia *self)
{
  self->levels[speaker] = level;
  /* The speaker's comes only while sound is received. */
  if (!speaker || self->senders[AHOY_WEBRTC_SOUND] == NULL)
    ahoy_media_emit_levels (AHOY_MEDIA (self), self->levels[FALSE], self->levels[TRUE]);
}

static void
on_gathered (AhoyPeer *peer, AhoyWebrtcMedia *self)
{
  ahoy_webrtc_media_on_gathered (self);
}

/* Makes the peer, the first time. */
gboolean
ahoy_webrtc_media_start (AhoyWebrtcMedia *self, GError **error)
{
  if (self->peer != NULL)
    return TRUE;
  if (!ahoy_gst_load (error))
    return FALSE;

  ahoy_sdp_layer_set_codecs (self->layer, ahoy_codec_caps_list_codecs ());
  self->peer = ahoy_peer_new (&self->network);
  g_signal_connect (self->peer, "candidate", G_CALLBACK (ahoy_webrtc_media_on_candidate), self);
  g_signal_connect (self->peer, "error", G_CALLBACK (on_error), self);
  g_signal_connect (self->peer, "gathered", G_CALLBACK (on_gathered), self);
  g_signal_connect (self->peer, "level", G_CALLBACK (on_level), self);
  g_signal_connect (self->peer, "pad-added", G_CALLBACK (ahoy_webrtc_media_on_pad_added), self);
  g_signal_connect (self->peer, "pad-removed", G_CALLBACK (ahoy_webrtc_media_on_pad_removed), self);
  g_signal_connect (self->peer, "problem", G_CALLBACK (on_problem), self);
  g_signal_connect (self->peer, "ready", G_CALLBACK (on_ready), self);
  g_signal_connect (self->peer, "state", G_CALLBACK (on_state), self);
  g_signal_connect (self->peer, "refused", G_CALLBACK (on_refused), self);
  g_signal_connect (self->peer, "untrusted", G_CALLBACK (on_untrusted), self);
  return TRUE;
}

static gboolean
ahoy_webrtc_media_send_dtmf (AhoyMedia *media, const char *digits, GError **error)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);
  const char *problem = NULL;

  if (!ahoy_dtmf_is_digits (digits))
    problem = _("Only 0 to 9, *, # and A to D can be sent");
  else if (self->state != AHOY_MEDIA_STATE_CONNECTED ||
           (self->sends & AHOY_MEDIA_AUDIO) == 0)
    problem = _("Digits can only be sent while the other side hears");
  else if (!ahoy_sender_send_dtmf (self->senders[AHOY_WEBRTC_SOUND], digits))
    problem = _("The other side takes no digits, or not so many at once");
  if (problem == NULL)
    return TRUE;

  g_set_error_literal (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE, problem);
  return FALSE;
}

static void
ahoy_webrtc_media_set_watched (AhoyMedia *media, gboolean watched)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);

  self->unwatched = !watched;
  if (self->senders[AHOY_WEBRTC_PICTURE] != NULL)
    ahoy_sender_set_watched (self->senders[AHOY_WEBRTC_PICTURE], watched);
  if (self->receivers[AHOY_WEBRTC_PICTURE] != NULL)
    ahoy_receiver_set_watched (self->receivers[AHOY_WEBRTC_PICTURE], watched);
}

static void
drop_all (AhoyWebrtcMedia *self)
{
  ahoy_webrtc_media_drop_flow (self);
  g_clear_object (&self->peer);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  ahoy_peer_close_finish (AHOY_PEER (source), result, NULL);
  drop_all (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

static void
ahoy_webrtc_media_close_async (AhoyMedia *media, GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  gboolean first = !self->closed;

  self->closed = TRUE;
  ahoy_webrtc_media_cancel_operation (self);
  ahoy_webrtc_media_set_state (self, AHOY_MEDIA_STATE_CLOSED);
  if (!first || self->peer == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  g_signal_handlers_disconnect_by_data (self->peer, self);
  ahoy_peer_close_async (self->peer, closed_cb, g_steal_pointer (&task));
}

static gboolean
ahoy_webrtc_media_close_finish (AhoyMedia *media, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ahoy_webrtc_media_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (object);

  switch (id) {
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_SENDS:
    g_value_set_flags (value, self->sends);
    break;
  case PROP_RECEIVES:
    g_value_set_flags (value, self->receives);
    break;
  case PROP_REMOTE_HOLD:
    g_value_set_boolean (value, self->remote_hold);
    break;
  case PROP_MUTED:
    g_value_set_boolean (value, self->muted);
    break;
  case PROP_LOCAL_VIDEO:
    g_value_set_object (value, self->local_video);
    break;
  case PROP_REMOTE_VIDEO:
    g_value_set_object (value, (self->receives & AHOY_MEDIA_VIDEO) != 0 ? self->remote_video : NULL);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_webrtc_media_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (object);
  gboolean muted;

  switch (id) {
  case PROP_MUTED:
    muted = g_value_get_boolean (value);
    if (muted == self->muted)
      break;
    self->muted = muted;
    if (self->senders[AHOY_WEBRTC_SOUND] != NULL)
      ahoy_sender_set_muted (self->senders[AHOY_WEBRTC_SOUND], muted);
    g_object_notify_by_pspec (object, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_webrtc_media_dispose (GObject *object)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (object);

  g_clear_handle_id (&self->stats_timer, g_source_remove);
  if (self->peer != NULL) {
    g_signal_handlers_disconnect_by_data (self->peer, self);
    drop_all (self);
  }
  g_clear_object (&self->ends);
  g_clear_object (&self->remote_video);
  G_OBJECT_CLASS (ahoy_webrtc_media_parent_class)->dispose (object);
}

static void
ahoy_webrtc_media_finalize (GObject *object)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (object);

  ahoy_sdp_remote_free (self->remote);
  ahoy_sdp_layer_free (self->layer);
  g_ptr_array_unref (self->sections);
  g_ptr_array_unref (self->network.ice_servers);
  g_clear_object (&self->network.trust);
  g_clear_error (&self->problem);
  g_ptr_array_unref (self->held_candidates);
  ahoy_stats_reader_free (self->stats_reader);
  g_ptr_array_unref (self->untold);
  g_clear_pointer (&self->early_candidates, g_ptr_array_unref);
  G_OBJECT_CLASS (ahoy_webrtc_media_parent_class)->finalize (object);
}

static void
ahoy_webrtc_media_iface_init (AhoyMediaInterface *iface)
{
  ahoy_webrtc_media_init_negotiation (iface);
  iface->send_dtmf = ahoy_webrtc_media_send_dtmf;
  iface->set_watched = ahoy_webrtc_media_set_watched;
  iface->set_paused = ahoy_webrtc_media_set_paused;
  iface->close_async = ahoy_webrtc_media_close_async;
  iface->close_finish = ahoy_webrtc_media_close_finish;
}

static void
ahoy_webrtc_media_class_init (AhoyWebrtcMediaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ahoy_webrtc_media_get_property;
  object_class->set_property = ahoy_webrtc_media_set_property;
  object_class->dispose = ahoy_webrtc_media_dispose;
  object_class->finalize = ahoy_webrtc_media_finalize;
  g_object_class_override_property (object_class, PROP_STATE, "state");
  g_object_class_override_property (object_class, PROP_SENDS, "sends");
  g_object_class_override_property (object_class, PROP_RECEIVES, "receives");
  g_object_class_override_property (object_class, PROP_REMOTE_HOLD, "remote-hold");
  g_object_class_override_property (object_class, PROP_MUTED, "muted");
  g_object_class_override_property (object_class, PROP_LOCAL_VIDEO, "local-video");
  g_object_class_override_property (object_class, PROP_REMOTE_VIDEO, "remote-video");
}

static void
section_free (gpointer data)
{
  AhoyWebrtcSection *section = data;

  gst_clear_object (&section->pad);
  g_free (section);
}

static void
ahoy_webrtc_media_init (AhoyWebrtcMedia *self)
{
  self->sections = g_ptr_array_new_with_free_func (section_free);
  self->held_candidates = g_ptr_array_new_with_free_func (g_free);
  self->untold = g_ptr_array_new_with_free_func (g_free);
  self->stats_reader = ahoy_stats_reader_new ();
}

/**
 * ahoy_webrtc_media_new:
 * @ends: where sound and picture come from and go to
 * @network: how to get through the network
 *
 * Makes the media of one call. GStreamer is started with the first operation.
 *
 * Returns: (transfer full): the media
 */
AhoyWebrtcMedia *
ahoy_webrtc_media_new (AhoyMediaEnds *ends, const AhoyMediaNetwork *network)
{
  AhoyWebrtcMedia *self = g_object_new (AHOY_TYPE_WEBRTC_MEDIA, NULL);

  self->ends = g_object_ref (ends);
  g_signal_connect_object (ends, "changed", G_CALLBACK (on_end_changed), self, 0);
  g_signal_connect_object (ends, "care-changed", G_CALLBACK (on_care_changed), self, 0);
  g_signal_connect_object (ends, "notice", G_CALLBACK (on_notice), self, 0);
  self->network = *network;
  g_ptr_array_ref (self->network.ice_servers);
  if (self->network.trust != NULL)
    g_object_ref (self->network.trust);
  /* webrtcbin has one peer for ever. */
  self->layer = ahoy_sdp_layer_new (0, AHOY_SDP_LAYER_ONE_PEER |
                                       (network->trickle ? AHOY_SDP_LAYER_TRICKLE : 0) |
                                       (network->caller ? AHOY_SDP_LAYER_CALLER : 0));
  return self;
}
