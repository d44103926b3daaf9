/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

#include "ahoy-peer-private.h"

#include "ahoy-config.h"
#include "ahoy-enum-types.h"
#include "ahoy-fingerprint.h"
#include "ahoy-gst.h"
#include "ahoy-rtp-clock.h"

#include <gst/webrtc/webrtc.h>
#include <math.h>
#include <string.h>

/* What is held back to even out the network. */
#define JITTER_MS 60
/* After so many in a row nobody waits for that in the beginning. */
#define FIRST_PACKETS 2

/* What pictures may need, in bits per second. A twentieth of it is for what the receiver tells the
 * sender; GStreamer's own guess leaves so little that a lost packet, or a key frame, is asked for
 * half a second late. */
#define PICTURE_BANDWIDTH 2000000.0

#define PACKETS_KEY "ahoy-packets"
#define PICTURE_KEY "ahoy-picture"
#define TRUST_KEY "ahoy-trust"

/* Shared with the threads of the pipeline, which may outlive the object by a moment. */
struct _AhoyPeerTrust {
  GMutex  mutex;
  char  **fingerprints; /* those that were described */
  char   *pem;          /* who is really there, NULL until the handshake */
  int     trusted;      /* atomic: nothing is heard before */
};

enum {
  SIGNAL_CANDIDATE, SIGNAL_ERROR, SIGNAL_GATHERED, SIGNAL_LEVEL, SIGNAL_PAD_ADDED,
  SIGNAL_PAD_REMOVED, SIGNAL_PROBLEM, SIGNAL_READY, SIGNAL_REFUSED, SIGNAL_STATE, SIGNAL_UNTRUSTED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyPeer, ahoy_peer, G_TYPE_OBJECT)

static void
trust_clear (gpointer data)
{
  AhoyPeerTrust *trust = data;

  g_strfreev (trust->fingerprints);
  g_free (trust->pem);
  g_mutex_clear (&trust->mutex);
}

static void
trust_unref (gpointer trust)
{
  g_atomic_rc_box_release_full (trust, trust_clear);
}

/* Returns FALSE when both are known and do not fit. */
static gboolean
trust_check (AhoyPeerTrust *trust)
{
  gboolean known, trusted;

  g_mutex_lock (&trust->mutex);
  known = trust->pem != NULL && trust->fingerprints != NULL;
  trusted = known && ahoy_fingerprint_matches (trust->pem,
                                               (const char *const *) trust->fingerprints);
  /* Both threads may be here: the one that knows more has to have the last word. */
  g_atomic_int_set (&trust->trusted, trusted);
  g_mutex_unlock (&trust->mutex);

  return !known || trusted;
}

static GstPadProbeReturn
drop_untrusted (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  AhoyPeerTrust *trust = user_data;

  return g_atomic_int_get (&trust->trusted) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
block (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  return GST_PAD_PROBE_OK;
}

static void
emit_refused (gpointer object, gpointer data)
{
  g_signal_emit (object, signals[SIGNAL_REFUSED], 0);
}

static void
emit_untrusted (gpointer object, gpointer data)
{
  g_signal_emit (object, signals[SIGNAL_UNTRUSTED], 0);
}

static void
on_peer_certificate (GstElement *dtlsdec, GParamSpec *pspec, gpointer weak)
{
  AhoyPeerTrust *trust = g_object_get_data (G_OBJECT (dtlsdec), TRUST_KEY);
  g_autofree char *pem = NULL;

  g_object_get (dtlsdec, "peer-pem", &pem, NULL);
  g_mutex_lock (&trust->mutex);
  g_free (trust->pem);
  trust->pem = g_steal_pointer (&pem);
  g_mutex_unlock (&trust->mutex);
  if (!trust_check (trust))
    ahoy_gst_post (weak, emit_untrusted, NULL, NULL);
}

static void
on_element_added (GstBin *pipeline, GstBin *bin, GstElement *element, gpointer weak)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  AhoyPeerTrust *trust = g_object_get_data (G_OBJECT (pipeline), TRUST_KEY);

  if (factory == NULL)
    return;
  if (g_str_equal (GST_OBJECT_NAME (factory), "rtpsession")) {
    ahoy_rtp_clock_attach (element);
    /* Nobody but the other side can send what can be decrypted: its first packet counts. The first one
     * that is repeated would be held back until it is of no use. */
    g_object_set (element, "probation", 0, NULL);
    if (g_object_get_data (G_OBJECT (pipeline), PICTURE_KEY) != NULL)
      g_object_set (element, "bandwidth", PICTURE_BANDWIDTH, NULL);
  }
  /* The first packets need not wait for those that might have come before them. What is only late is
   * not asked for as if it were lost: each packet would be, on a computer that has much to do. */
  if (g_str_equal (GST_OBJECT_NAME (factory), "rtpjitterbuffer"))
    g_object_set (element, "faststart-min-packets", FIRST_PACKETS, "rtx-next-seqnum", FALSE, NULL);
  if (g_str_equal (GST_OBJECT_NAME (factory), "nicesrc"))
    ahoy_peer_watch_source (g_object_get_data (G_OBJECT (pipeline), PACKETS_KEY), element);
  if (!g_str_equal (GST_OBJECT_NAME (factory), "dtlsdec"))
    return;
  g_object_set_data_full (G_OBJECT (element), TRUST_KEY, g_atomic_rc_box_acquire (trust),
                          trust_unref);
  ahoy_gst_connect_weak (element, "notify::peer-pem", G_CALLBACK (on_peer_certificate), weak);
}

typedef struct {
  GstPad *pad;
  gulong  block;
} AddedPad;

static void
added_pad_free (gpointer data)
{
  AddedPad *added = data;

  gst_pad_remove_probe (added->pad, added->block);
  gst_object_unref (added->pad);
  g_free (added);
}

static void
emit_pad_added (gpointer object, gpointer data)
{
  AddedPad *added = data;

  g_signal_emit (object, signals[SIGNAL_PAD_ADDED], 0, added->pad);
}

/* What evens out the network for a pad of webrtcbin, or NULL. */
static GstElement *
find_jitterbuffer (GstPad *pad)
{
  g_autoptr (GstPad) at = gst_object_ref (pad);

  while (at != NULL) {
    g_autoptr (GstElement) element = NULL;
    g_autoptr (GstPad) before = NULL;
    g_autoptr (GstPad) in = NULL;
    GstElementFactory *factory;

    if (GST_IS_GHOST_PAD (at)) {
      before = gst_ghost_pad_get_target (GST_GHOST_PAD (at));
    } else {
      element = gst_pad_get_parent_element (at);
      factory = element != NULL ? gst_element_get_factory (element) : NULL;
      if (factory != NULL && g_str_equal (GST_OBJECT_NAME (factory), "rtpjitterbuffer"))
        return g_steal_pointer (&element);
      in = element != NULL ? gst_element_get_static_pad (element, "sink") : NULL;
      before = in != NULL ? gst_pad_get_peer (in) : NULL;
    }
    gst_object_unref (at);
    at = g_steal_pointer (&before);
  }
  return NULL;
}

/* In a bundle webrtcbin takes the wish to have pictures repeated for one about sound as well, which
 * nobody repeats. */
static void
repeat_no_sound (GstPad *pad)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr (GstElement) jitterbuffer = NULL;

  if (caps == NULL ||
      g_strcmp0 (gst_structure_get_string (gst_caps_get_structure (caps, 0), "media"), "audio") != 0)
    return;
  jitterbuffer = find_jitterbuffer (pad);
  if (jitterbuffer != NULL)
    g_object_set (jitterbuffer, "do-retransmission", FALSE, NULL);
}

static void
on_pad_added (GstElement *webrtc, GstPad *pad, gpointer weak)
{
  AhoyPeerTrust *trust = g_object_get_data (G_OBJECT (webrtc), TRUST_KEY);
  AddedPad *added;

  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC)
    return;
  repeat_no_sound (pad);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
                     drop_untrusted, g_atomic_rc_box_acquire (trust), trust_unref);
  added = g_new (AddedPad, 1);
  added->pad = gst_object_ref (pad);
  /* Until the main thread has linked the pad, nothing may find it without an end. */
  added->block = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM, block, NULL, NULL);
  ahoy_gst_post (weak, emit_pad_added, added, added_pad_free);
}

static void
emit_pad_removed (gpointer object, gpointer data)
{
  g_signal_emit (object, signals[SIGNAL_PAD_REMOVED], 0, data);
}

static void
on_pad_removed (GstElement *webrtc, GstPad *pad, gpointer weak)
{
  if (GST_PAD_DIRECTION (pad) == GST_PAD_SRC)
    ahoy_gst_post (weak, emit_pad_removed, gst_object_ref (pad), gst_object_unref);
}

static void
take_state (gpointer object, gpointer data)
{
  ahoy_peer_take_state (object, GPOINTER_TO_UINT (data));
}

static void
on_connection_state (GstElement *webrtc, GParamSpec *pspec, gpointer weak)
{
  static const AhoyMediaState states[] = {
    [GST_WEBRTC_PEER_CONNECTION_STATE_NEW] = AHOY_MEDIA_STATE_NEW,
    [GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTING] = AHOY_MEDIA_STATE_CONNECTING,
    [GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED] = AHOY_MEDIA_STATE_CONNECTED,
    [GST_WEBRTC_PEER_CONNECTION_STATE_DISCONNECTED] = AHOY_MEDIA_STATE_DISCONNECTED,
    [GST_WEBRTC_PEER_CONNECTION_STATE_FAILED] = AHOY_MEDIA_STATE_FAILED,
    [GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED] = AHOY_MEDIA_STATE_CLOSED,
  };
  GstWebRTCPeerConnectionState state;
  GstWebRTCICEConnectionState way;

  g_object_get (webrtc, "connection-state", &state, "ice-connection-state", &way, NULL);
  /* There is a way through the network: the encryption has failed on it. */
  if (state == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED
      && (way == GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED
          || way == GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED))
    ahoy_gst_post (weak, emit_refused, NULL, NULL);
  else
    ahoy_gst_post (weak, take_state, GUINT_TO_POINTER (states[state]), NULL);
}

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  AhoyPeer *self = AHOY_PEER (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *details = NULL;
  double level;

  switch ((int) GST_MESSAGE_TYPE (message)) {
  case GST_MESSAGE_ERROR:
    gst_message_parse_error (message, &error, &details);
    g_debug ("%s: %s", error->message, details);
    g_signal_emit (self, signals[SIGNAL_ERROR], 0, GST_MESSAGE_SRC (message), error);
    break;
  case GST_MESSAGE_LATENCY:
    gst_bin_recalculate_latency (GST_BIN (self->pipeline));
    break;
  case GST_MESSAGE_APPLICATION:
    g_signal_emit (self, signals[SIGNAL_READY], 0, GST_MESSAGE_SRC (message));
    break;
  case GST_MESSAGE_ELEMENT:
    if (ahoy_gst_read_level (message, &level))
      g_signal_emit (self, signals[SIGNAL_LEVEL], 0,
                     g_str_equal (GST_MESSAGE_SRC_NAME (message), "speaker-level"), level);
    break;
  default:
    break;
  }
  return G_SOURCE_CONTINUE;
}

/* webrtcbin 1.22 takes an agent without a reference, and gives one back in the end. */
static GstElement *
make_webrtcbin (AhoyIceAgent *agent)
{
  int before = GST_OBJECT_REFCOUNT_VALUE (agent);
  GstElement *webrtc = gst_element_factory_make_full ("webrtcbin", "name", "webrtc", "ice-agent",
                                                      agent, NULL);

  if (GST_OBJECT_REFCOUNT_VALUE (agent) == before)
    gst_object_ref (agent);
  return gst_object_ref_sink (webrtc);
}

/**
 * ahoy_peer_new:
 * @network: how to get through the network
 *
 * Begins to look for ways through the network.
 *
 * Returns: (transfer full): a peer, running
 */
AhoyPeer *
ahoy_peer_new (const AhoyMediaNetwork *network)
{
  AhoyPeer *self = g_object_new (AHOY_TYPE_PEER, NULL);
  g_autoptr (AhoyIceAgent) agent = ahoy_ice_agent_new ();
  g_autoptr (GstBus) bus = NULL;

  self->network = *network;
  g_ptr_array_ref (self->network.ice_servers);
  if (self->network.trust != NULL)
    g_object_ref (self->network.trust);
  self->agent = g_object_ref (agent);
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->webrtc = make_webrtcbin (agent);
  g_object_set (self->webrtc, "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE,
                "latency", JITTER_MS, NULL);
  if (network->relay_only)
    g_object_set (self->webrtc, "ice-transport-policy", GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY,
                  NULL);

  g_object_set_data_full (G_OBJECT (self->pipeline), TRUST_KEY,
                          g_atomic_rc_box_acquire (self->trust), trust_unref);
  g_object_set_data_full (G_OBJECT (self->webrtc), TRUST_KEY,
                          g_atomic_rc_box_acquire (self->trust), trust_unref);
  g_object_set_data_full (G_OBJECT (self->pipeline), PACKETS_KEY,
                          g_atomic_rc_box_acquire (self->packets), g_atomic_rc_box_release);
  ahoy_gst_connect (self->pipeline, "deep-element-added", G_CALLBACK (on_element_added), self);
  ahoy_gst_connect (self->webrtc, "pad-added", G_CALLBACK (on_pad_added), self);
  ahoy_gst_connect (self->webrtc, "pad-removed", G_CALLBACK (on_pad_removed), self);
  ahoy_gst_connect (self->webrtc, "notify::connection-state", G_CALLBACK (on_connection_state),
                    self);
  gst_bin_add (GST_BIN (self->pipeline), self->webrtc);

  bus = gst_element_get_bus (self->pipeline);
  self->bus_watch = gst_bus_add_watch (bus, on_bus_message, self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);

  ahoy_peer_init_ice (self);
  return self;
}

/**
 * ahoy_peer_get_pipeline:
 * @self: a peer
 *
 * Returns: (transfer none): the pipeline
 */
GstBin *
ahoy_peer_get_pipeline (AhoyPeer *self)
{
  return GST_BIN (self->pipeline);
}

static void
set_bandwidth (const GValue *value, gpointer user_data)
{
  g_object_set (g_value_get_object (value), "bandwidth", PICTURE_BANDWIDTH, NULL);
}

/* Sessions that are there, and those that come. */
static void
allow_feedback (AhoyPeer *self)
{
  GstIterator *sessions =
    gst_bin_iterate_all_by_element_factory_name (GST_BIN (self->pipeline), "rtpsession");

  g_object_set_data (G_OBJECT (self->pipeline), PICTURE_KEY, (gpointer) PICTURE_KEY);
  while (gst_iterator_foreach (sessions, set_bandwidth, NULL) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (sessions);
  gst_iterator_free (sessions);
}

/**
 * ahoy_peer_request_pad:
 * @self: a peer
 * @preferences: the codecs of a section, best first, with their payload types
 *
 * Begins a section.
 *
 * Returns: (transfer full): where what is sent in it has to go
 */
GstPad *
ahoy_peer_request_pad (AhoyPeer *self, GstCaps *preferences)
{
  GstPadTemplate *template = gst_element_get_pad_template (self->webrtc, "sink_%u");
  GstPad *pad = gst_element_request_pad (self->webrtc, template, NULL, preferences);
  g_autoptr (GstWebRTCRTPTransceiver) transceiver = NULL;
  const char *media = gst_structure_get_string (gst_caps_get_structure (preferences, 0), "media");

  g_object_get (pad, "transceiver", &transceiver, NULL);
  g_object_set (transceiver, "codec-preferences", preferences, NULL);
  if (g_strcmp0 (media, "video") == 0) {
    g_object_set (transceiver, "do-nack", TRUE, NULL);
    allow_feedback (self);
  }
  return pad;
}

/**
 * ahoy_peer_set_preferences:
 * @self: a peer
 * @pad: what ahoy_peer_request_pad() returned
 * @preferences: the codecs of its section from now on, best first, with their payload types
 *
 * Begins the section anew, with other numbers.
 */
void
ahoy_peer_set_preferences (AhoyPeer *self, GstPad *pad, GstCaps *preferences)
{
  g_autoptr (GstWebRTCRTPTransceiver) transceiver = NULL;

  g_object_get (pad, "transceiver", &transceiver, NULL);
  g_object_set (transceiver, "codec-preferences", preferences, NULL);
}

/**
 * ahoy_peer_set_fingerprints:
 * @self: a peer
 * @fingerprints: those of the certificates that the other side may have, as in its description
 *
 * Tells who the other side has to be. Nothing is heard of anybody else; `untrusted` is emitted when
 * somebody else is there.
 */
void
ahoy_peer_set_fingerprints (AhoyPeer *self, const char *const *fingerprints)
{
  g_mutex_lock (&self->trust->mutex);
  g_strfreev (self->trust->fingerprints);
  self->trust->fingerprints = g_strdupv ((char **) fingerprints);
  g_mutex_unlock (&self->trust->mutex);
  if (!trust_check (self->trust))
    g_signal_emit (self, signals[SIGNAL_UNTRUSTED], 0);
}

/**
 * ahoy_peer_close_finish:
 * @self: a peer
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
ahoy_peer_close_finish (AhoyPeer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
return_stopped (gpointer user_data)
{
  GTask *task = user_data;
  AhoyPeer *self = g_task_get_source_object (task);

  ahoy_gst_end_closing ();
  g_clear_pointer (&self->stopper, g_thread_join);
  ahoy_peer_close_servers (self);
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* Threads of the pipeline are waited for, which the main thread has no time to do. This one holds no
 * reference: the last would be dropped at a time that nobody knows. */
static gpointer
stop_in_thread (gpointer task)
{
  AhoyPeer *self = g_task_get_source_object (task);

  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT, return_stopped, task, g_object_unref);
  return NULL;
}

static gboolean
stop_pipeline (gpointer task)
{
  AhoyPeer *self = g_task_get_source_object (task);

  self->stopper = g_thread_new ("ahoy-stop", stop_in_thread, task);
  return G_SOURCE_REMOVE;
}

static void
on_agent_closed (GObject *agent, GAsyncResult *result, gpointer task)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, stop_pipeline, task, NULL);
}

/**
 * ahoy_peer_close_async:
 * @self: a peer
 * @callback: (scope async) (nullable): called in the main context
 * @user_data: data for @callback
 *
 * Lets everything go; to be called once. No signal is emitted afterwards.
 */
void
ahoy_peer_close_async (AhoyPeer *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  ahoy_gst_begin_closing ();
  g_signal_handlers_disconnect_matched (self->webrtc, G_SIGNAL_MATCH_FUNC, 0, 0, NULL,
                                        on_pad_added, NULL);
  g_clear_handle_id (&self->bus_watch, g_source_remove);

  ahoy_peer_stop_ice (self);

  /* Relays are told that they can go, which takes their answer. */
  nice_agent_close_async (ahoy_ice_agent_get_nice (self->agent), on_agent_closed, task);
}

static void
ahoy_peer_dispose (GObject *object)
{
  AhoyPeer *self = AHOY_PEER (object);

  g_clear_handle_id (&self->bus_watch, g_source_remove);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  ahoy_peer_stop_ice (self);
  g_clear_object (&self->servers);
  g_clear_object (&self->old_servers);
  gst_clear_object (&self->webrtc);
  gst_clear_object (&self->pipeline);
  gst_clear_object (&self->agent);
  G_OBJECT_CLASS (ahoy_peer_parent_class)->dispose (object);
}

static void
ahoy_peer_finalize (GObject *object)
{
  AhoyPeer *self = AHOY_PEER (object);

  trust_unref (self->trust);
  g_atomic_rc_box_release (self->packets);
  g_clear_pointer (&self->network.ice_servers, g_ptr_array_unref);
  g_clear_object (&self->network.trust);
  G_OBJECT_CLASS (ahoy_peer_parent_class)->finalize (object);
}

static void
ahoy_peer_class_init (AhoyPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = AHOY_TYPE_PEER;

  object_class->dispose = ahoy_peer_dispose;
  object_class->finalize = ahoy_peer_finalize;

  signals[SIGNAL_CANDIDATE] = g_signal_new ("candidate", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_ERROR] = g_signal_new ("error", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, GST_TYPE_OBJECT, G_TYPE_ERROR);
  signals[SIGNAL_GATHERED] = g_signal_new ("gathered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
  signals[SIGNAL_LEVEL] = g_signal_new ("level", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_BOOLEAN, G_TYPE_DOUBLE);
  signals[SIGNAL_PAD_ADDED] = g_signal_new ("pad-added", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, GST_TYPE_PAD);
  signals[SIGNAL_PAD_REMOVED] = g_signal_new ("pad-removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                              NULL, G_TYPE_NONE, 1, GST_TYPE_PAD);
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SIGNAL_READY] = g_signal_new ("ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, GST_TYPE_OBJECT);
  signals[SIGNAL_STATE] = g_signal_new ("state", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, AHOY_TYPE_MEDIA_STATE);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_UNTRUSTED] = g_signal_new ("untrusted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 0);
}

static void
ahoy_peer_init (AhoyPeer *self)
{
  self->trust = g_atomic_rc_box_new0 (AhoyPeerTrust);
  g_mutex_init (&self->trust->mutex);
  self->packets = g_atomic_rc_box_new0 (int);
}
