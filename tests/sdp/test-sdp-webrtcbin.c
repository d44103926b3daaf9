/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layer above the real webrtcbin: two of them in one process, which hold, add, remove, reject and
 * recycle. What flows is counted where it comes out. */
#define GST_USE_UNSTABLE_API

#include "ahoy-sdp-layer.h"

#include <gst/gst.h>
#include <gst/webrtc/webrtc.h>
#include <string.h>

#define PATIENCE_S 60 /* only for what hangs */
#define SILENCE_MS 300

#define AUDIO_CAPS \
  "application/x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate=48000"
#define VIDEO_CAPS \
  "application/x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000"

#define MOST_SECTIONS 4

typedef struct {
  const char   *name;
  GstElement   *pipeline;
  GstElement   *webrtc;
  AhoySdpLayer *layer;
  GstElement   *valves[MOST_SECTIONS];    /* of what we send */
  guint         n_sections;
  gint          n_buffers[MOST_SECTIONS]; /* what came; written by streaming threads */
  GMutex        lock;
  GPtrArray    *candidates;               /* (element-type utf8): "LINE CANDIDATE" */
} Peer;

static void
on_bus_message (GstBus *bus, GstMessage *message, gpointer data)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_error (message, &error, NULL);
  g_error ("%s: %s", GST_OBJECT_NAME (message->src), error->message);
}

static void
on_ice_candidate (GstElement *webrtc, guint line, const char *candidate, Peer *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->candidates, g_strdup_printf ("%u %s", line, candidate));
  g_mutex_unlock (&self->lock);
}

/* Other threads tell that what the main one waits for may have come. */
static void
wake (void)
{
  g_main_context_wakeup (NULL);
}

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer counter)
{
  g_atomic_int_inc ((gint *) counter);
  wake ();

  return GST_PAD_PROBE_OK;
}

static void
on_pad_added (GstElement *webrtc, GstPad *pad, Peer *self)
{
  g_autoptr (GstWebRTCRTPTransceiver) transceiver = NULL;
  g_autoptr (GstPad) sink_pad = NULL;
  GstElement *sink;
  guint line;

  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC)
    return;

  g_object_get (pad, "transceiver", &transceiver, NULL);
  g_object_get (transceiver, "mlineindex", &line, NULL);
  g_assert_cmpuint (line, <, MOST_SECTIONS);
  sink = gst_element_factory_make ("fakesink", NULL);
  g_object_set (sink, "async", FALSE, "sync", FALSE, NULL);
  gst_bin_add (GST_BIN (self->pipeline), sink);
  gst_element_sync_state_with_parent (sink);
  sink_pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (sink_pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, &self->n_buffers[line], NULL);
  g_assert_cmpint (gst_pad_link (pad, sink_pad), ==, GST_PAD_LINK_OK);
}

/* The library for UPnP below libnice takes a port in a way that fails at times, and warns. */
static void
switch_upnp_off (GstElement *webrtc)
{
  g_autoptr (GObject) ice = NULL;
  g_autoptr (GObject) agent = NULL;

  g_object_get (webrtc, "ice-agent", &ice, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  g_object_set (agent, "upnp", FALSE, NULL);
}

static Peer *
peer_new (const char *name, AhoySdpLayerFlags flags)
{
  Peer *self = g_new0 (Peer, 1);
  g_autoptr (GstBus) bus = NULL;

  g_mutex_init (&self->lock);
  self->name = name;
  self->candidates = g_ptr_array_new_with_free_func (g_free);
  self->layer = ahoy_sdp_layer_new (0, flags);
  self->pipeline = gst_pipeline_new (name);
  self->webrtc = gst_element_factory_make ("webrtcbin", NULL);
  g_object_set (self->webrtc, "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE, NULL);
  switch_upnp_off (self->webrtc);
  gst_bin_add (GST_BIN (self->pipeline), self->webrtc);
  g_signal_connect (self->webrtc, "on-ice-candidate", G_CALLBACK (on_ice_candidate), self);
  g_signal_connect (self->webrtc, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (self->webrtc, "notify::ice-gathering-state", G_CALLBACK (wake), NULL);
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_add_signal_watch (bus);
  g_signal_connect (bus, "message::error", G_CALLBACK (on_bus_message), NULL);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);

  return self;
}

static void
peer_free (Peer *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);

  g_signal_handlers_disconnect_by_data (self->webrtc, self);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_bus_remove_signal_watch (bus);
  gst_object_unref (self->pipeline);
  ahoy_sdp_layer_free (self->layer);
  g_ptr_array_unref (self->candidates);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
on_too_late (gpointer what)
{
  g_error ("Waited too long for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

static void
wait_until (gboolean (*condition) (gpointer data), gpointer data, const char *what)
{
  guint limit = g_timeout_add_seconds (PATIENCE_S, on_too_late, (gpointer) what);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

static gboolean
has_caps (gpointer pad)
{
  return gst_pad_has_current_caps (pad);
}

/* What media does for a section: a pad with preferences, a sender behind a valve. */
static guint
peer_request (Peer *self, AhoySdpKind kind)
{
  gboolean audio = kind == AHOY_SDP_KIND_AUDIO;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstCaps) caps = gst_caps_from_string (audio ? AUDIO_CAPS : VIDEO_CAPS);
  g_autoptr (GstPad) source_pad = NULL;
  g_autoptr (GstPad) sink_pad = NULL;
  g_autoptr (GstWebRTCRTPTransceiver) transceiver = NULL;
  GstElement *bin = gst_parse_bin_from_description (
    audio ? "audiotestsrc is-live=1 ! opusenc ! rtpopuspay pt=111 ! valve name=v"
            " drop-mode=forward-sticky-events"
          : "videotestsrc is-live=1 ! video/x-raw,width=160,height=120,framerate=15/1 !"
            " vp8enc deadline=1 keyframe-max-dist=15 ! rtpvp8pay pt=96 ! valve name=v"
            " drop-mode=forward-sticky-events",
    TRUE, &error);

  g_assert_no_error (error);
  self->valves[self->n_sections] = gst_bin_get_by_name (GST_BIN (bin), "v");
  gst_object_unref (self->valves[self->n_sections]);
  g_object_set (self->valves[self->n_sections], "drop", TRUE, NULL);
  gst_bin_add (GST_BIN (self->pipeline), bin);
  sink_pad = gst_element_request_pad (self->webrtc,
                                      gst_element_get_pad_template (self->webrtc, "sink_%u"), NULL,
                                      caps);
  g_object_get (sink_pad, "transceiver", &transceiver, NULL);
  g_object_set (transceiver, "codec-preferences", caps, NULL);
  source_pad = gst_element_get_static_pad (bin, "src");
  g_assert_cmpint (gst_pad_link (source_pad, sink_pad), ==, GST_PAD_LINK_OK);
  gst_element_sync_state_with_parent (bin);
  g_signal_connect (sink_pad, "notify::caps", G_CALLBACK (wake), NULL);
  wait_until (has_caps, sink_pad, "caps");

  return self->n_sections++;
}

/* Waits on the promise, as only a test without anything else to do may. */
static char *
ask (Peer *self, const char *signal, const char *field)
{
  g_autoptr (GstPromise) promise = gst_promise_new ();
  GstWebRTCSessionDescription *description = NULL;
  char *text;

  g_signal_emit_by_name (self->webrtc, signal, NULL, promise);
  g_assert_cmpint (gst_promise_wait (promise), ==, GST_PROMISE_RESULT_REPLIED);
  gst_structure_get (gst_promise_get_reply (promise), field,
                     GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL);
  g_assert_nonnull (description);
  text = gst_sdp_message_as_text (description->sdp);
  gst_webrtc_session_description_free (description);

  return text;
}

static void
set (Peer *self, const char *signal, GstWebRTCSDPType type, const char *text)
{
  g_autoptr (GstPromise) promise = gst_promise_new ();
  g_autoptr (GError) error = NULL;
  GstWebRTCSessionDescription *description;
  GstSDPMessage *message;
  const GstStructure *reply;

  g_assert_cmpint (gst_sdp_message_new_from_text (text, &message), ==, GST_SDP_OK);
  description = gst_webrtc_session_description_new (type, message);
  g_signal_emit_by_name (self->webrtc, signal, description, promise);
  gst_webrtc_session_description_free (description);
  gst_promise_wait (promise);
  reply = gst_promise_get_reply (promise);
  if (reply != NULL && gst_structure_has_field (reply, "error"))
    gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL);
  if (error != NULL)
    g_error ("%s, %s: %s\n%s", self->name, signal, error->message, text);
}

static gboolean
has_gathered (gpointer webrtc)
{
  GstWebRTCICEGatheringState state;

  g_object_get (webrtc, "ice-gathering-state", &state, NULL);

  return state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE;
}

static char *
write_text (Peer *self)
{
  g_autoptr (GError) error = NULL;
  char *text;

  wait_until (has_gathered, self->webrtc, "candidates");
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->candidates->len; i++) {
    char *candidate;
    guint line = g_ascii_strtoull (g_ptr_array_index (self->candidates, i), &candidate, 10);

    ahoy_sdp_layer_add_candidate (self->layer, line, candidate + 1);
  }
  g_ptr_array_set_size (self->candidates, 0);
  g_mutex_unlock (&self->lock);
  text = ahoy_sdp_layer_write (self->layer, &error);
  g_assert_no_error (error);

  return text;
}

static char *
peer_offer (Peer *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *created = ask (self, "create-offer", "offer");
  g_autofree char *local = ahoy_sdp_layer_take_local (self->layer, AHOY_SDP_OFFER, created, &error);

  g_assert_no_error (error);
  set (self, "set-local-description", GST_WEBRTC_SDP_TYPE_OFFER, local);

  return write_text (self);
}

/* The gates stand as the agreement says. */
static void
set_valves (Peer *self)
{
  for (guint i = 0; i < self->n_sections; i++)
    g_object_set (self->valves[i], "drop",
                  (ahoy_sdp_layer_get_direction (self->layer, i) & AHOY_SDP_SENDONLY) == 0, NULL);
}

static char *
peer_answer (Peer *self, const char *offer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySdpRemote) remote =
    ahoy_sdp_layer_take_remote (self->layer, AHOY_SDP_OFFER, offer, -1, &error);
  g_autofree char *created = NULL;
  g_autofree char *local = NULL;
  char *text;

  g_assert_no_error (error);
  for (guint i = 0; i < remote->sections->len; i++) {
    const AhoySdpRemoteSection *section = g_ptr_array_index (remote->sections, i);

    if (section->webrtc_line >= (int) self->n_sections)
      g_assert_cmpuint (peer_request (self, section->kind), ==, section->webrtc_line);
  }
  set (self, "set-remote-description", GST_WEBRTC_SDP_TYPE_OFFER, remote->text);
  created = ask (self, "create-answer", "answer");
  local = ahoy_sdp_layer_take_local (self->layer, AHOY_SDP_ANSWER, created, &error);
  g_assert_no_error (error);
  set (self, "set-local-description", GST_WEBRTC_SDP_TYPE_ANSWER, local);
  text = write_text (self);
  set_valves (self);

  return text;
}

static void
exchange (Peer *from, Peer *to)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = peer_offer (from);
  g_autofree char *answer = peer_answer (to, offer);
  g_autoptr (AhoySdpRemote) remote =
    ahoy_sdp_layer_take_remote (from->layer, AHOY_SDP_ANSWER, answer, -1, &error);

  g_assert_no_error (error);
  set (from, "set-remote-description", GST_WEBRTC_SDP_TYPE_ANSWER, remote->text);
  set_valves (from);
}

static void
peer_refused (Peer *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = ahoy_sdp_layer_rollback (self->layer, &error);

  g_assert_no_error (error);
  set (self, "set-remote-description", GST_WEBRTC_SDP_TYPE_ANSWER, answer);
  set_valves (self);
}

typedef struct {
  Peer *peer;
  guint line;
  int   least;
} Arrival;

static gboolean
has_arrived (gpointer data)
{
  const Arrival *arrival = data;

  return g_atomic_int_get (&arrival->peer->n_buffers[arrival->line]) >= arrival->least;
}

static void
assert_receives (Peer *self, guint line)
{
  Arrival arrival = { self, line, g_atomic_int_get (&self->n_buffers[line]) + 10 };
  g_autofree char *what = g_strdup_printf ("media of section %u at %s", line, self->name);

  wait_until (has_arrived, &arrival, what);
}

typedef struct {
  Peer    *peer;
  guint    line;
  int      n_buffers;
  gboolean is_quiet;
} Silence;

static gboolean
on_silence (gpointer data)
{
  Silence *silence = data;
  int before = silence->n_buffers;

  silence->n_buffers = g_atomic_int_get (&silence->peer->n_buffers[silence->line]);
  silence->is_quiet = silence->n_buffers == before;
  return G_SOURCE_CONTINUE;
}

static gboolean
is_quiet (gpointer data)
{
  return ((Silence *) data)->is_quiet;
}

/* For a while nothing comes of what would come many times in it; the first few may have been on
 * their way. */
static void
assert_quiet (Peer *self, guint line)
{
  Silence silence = { self, line, g_atomic_int_get (&self->n_buffers[line]), FALSE };
  guint look = g_timeout_add (SILENCE_MS, on_silence, &silence);

  wait_until (is_quiet, &silence, "silence");
  g_source_remove (look);
}

static void
assert_flows (Peer *a, Peer *b, guint line)
{
  assert_receives (a, line);
  assert_receives (b, line);
}

static void
hold_and_back (Peer *from, Peer *to, guint line)
{
  ahoy_sdp_layer_set_hold (from->layer, TRUE);
  exchange (from, to);
  g_assert_true (ahoy_sdp_layer_get_remote_hold (to->layer));
  assert_quiet (from, line);
  assert_quiet (to, line);
  ahoy_sdp_layer_set_hold (from->layer, FALSE);
  exchange (from, to);
  assert_flows (from, to, line);
}

static void
test_hold (void)
{
  Peer *a = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
  Peer *b = peer_new ("bob", AHOY_SDP_LAYER_NONE);

  peer_request (a, AHOY_SDP_KIND_AUDIO);
  exchange (a, b);
  assert_flows (a, b, 0);
  hold_and_back (a, b, 0);
  hold_and_back (b, a, 0);

  ahoy_sdp_layer_set_hold (a->layer, TRUE);
  exchange (a, b);
  ahoy_sdp_layer_set_hold (b->layer, TRUE);
  exchange (b, a);
  ahoy_sdp_layer_set_hold (a->layer, FALSE);
  exchange (a, b);
  assert_quiet (a, 0);
  ahoy_sdp_layer_set_hold (b->layer, FALSE);
  exchange (b, a);
  assert_flows (a, b, 0);

  peer_free (a);
  peer_free (b);
}

static void
video (gboolean by_callee)
{
  Peer *a = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
  Peer *b = peer_new ("bob", AHOY_SDP_LAYER_NONE);
  Peer *from = by_callee ? b : a;
  Peer *to = by_callee ? a : b;

  peer_request (a, AHOY_SDP_KIND_AUDIO);
  exchange (a, b);
  assert_flows (a, b, 0);

  g_assert_cmpuint (peer_request (from, AHOY_SDP_KIND_VIDEO), ==, 1);
  exchange (from, to);
  assert_flows (a, b, 1);
  hold_and_back (to, from, 1);

  ahoy_sdp_layer_set_wanted (from->layer, 1, AHOY_SDP_RECVONLY);
  exchange (from, to);
  assert_quiet (to, 1);
  assert_receives (from, 1);
  ahoy_sdp_layer_set_wanted (from->layer, 1, AHOY_SDP_SENDRECV);
  exchange (from, to);
  assert_flows (a, b, 1);

  ahoy_sdp_layer_stop (from->layer, 1);
  exchange (from, to);
  assert_quiet (a, 1);
  assert_quiet (b, 1);
  assert_flows (a, b, 0);
  hold_and_back (to, from, 0);

  g_assert_cmpint (ahoy_sdp_layer_find_spare (to->layer, AHOY_SDP_KIND_VIDEO), ==, 1);
  ahoy_sdp_layer_revive (to->layer, 1);
  exchange (to, from);
  assert_flows (a, b, 1);
  assert_flows (a, b, 0);

  peer_free (a);
  peer_free (b);
}

static void
test_video_by_caller (void)
{
  video (FALSE);
}

static void
test_video_by_callee (void)
{
  video (TRUE);
}

static void
test_stop_first (void)
{
  Peer *a = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
  Peer *b = peer_new ("bob", AHOY_SDP_LAYER_NONE);

  peer_request (a, AHOY_SDP_KIND_AUDIO);
  peer_request (a, AHOY_SDP_KIND_VIDEO);
  exchange (a, b);
  assert_flows (a, b, 0);
  assert_flows (a, b, 1);
  ahoy_sdp_layer_stop (b->layer, 0);
  exchange (b, a);
  assert_quiet (a, 0);
  assert_quiet (b, 0);
  assert_flows (a, b, 1);
  hold_and_back (a, b, 1);

  peer_free (a);
  peer_free (b);
}

/* Of refused offers, and of two at once, nothing is left. */
static void
test_refuse (void)
{
  Peer *a = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
  Peer *b = peer_new ("bob", AHOY_SDP_LAYER_NONE);

  peer_request (a, AHOY_SDP_KIND_AUDIO);
  exchange (a, b);
  assert_flows (a, b, 0);

  peer_request (a, AHOY_SDP_KIND_VIDEO);
  g_free (peer_offer (a));
  peer_refused (a);
  assert_flows (a, b, 0);
  hold_and_back (a, b, 0);
  hold_and_back (b, a, 0);
  ahoy_sdp_layer_revive (a->layer, 1);
  exchange (a, b);
  assert_flows (a, b, 1);

  ahoy_sdp_layer_set_hold (a->layer, TRUE);
  g_free (peer_offer (a));
  peer_refused (a);
  ahoy_sdp_layer_set_wanted (b->layer, 1, AHOY_SDP_SENDONLY);
  exchange (b, a);
  assert_quiet (b, 1);
  assert_receives (a, 1);
  assert_flows (a, b, 0);

  peer_free (a);
  peer_free (b);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/sdp-webrtcbin/hold", test_hold);
  g_test_add_func ("/sdp-webrtcbin/video-by-caller", test_video_by_caller);
  g_test_add_func ("/sdp-webrtcbin/video-by-callee", test_video_by_callee);
  g_test_add_func ("/sdp-webrtcbin/stop-first", test_stop_first);
  g_test_add_func ("/sdp-webrtcbin/refuse", test_refuse);

  return g_test_run ();
}
