/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

#include "ahoy-peer.h"

#include "ahoy-config.h"
#include "ahoy-enum-types.h"
#include "ahoy-fingerprint.h"
#include "ahoy-gst.h"

#include <glib/gi18n-lib.h>
#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>
#include <nice/agent.h>

/* What is held back to even out the network. */
#define JITTER_MS 60

#define TRUST_KEY "ahoy-trust"

/* Shared with the threads of the pipeline, which may outlive the object by a moment. */
typedef struct {
  GMutex  mutex;
  char  **fingerprints; /* those that were described */
  char   *pem;          /* who is really there, NULL until the handshake */
  int     trusted;      /* atomic: nothing is heard before */
} Trust;

struct _AhoyPeer {
  GObject     parent_instance;
  GstElement *pipeline;
  GstElement *webrtc;
  Trust      *trust;
  guint       bus_watch;
  GThread    *stopper; /* while it runs */
};

enum {
  SIGNAL_CANDIDATE, SIGNAL_ERROR, SIGNAL_GATHERED, SIGNAL_LEVEL, SIGNAL_PAD_ADDED,
  SIGNAL_PAD_REMOVED, SIGNAL_READY, SIGNAL_STATE, SIGNAL_UNTRUSTED, N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyPeer, ahoy_peer, G_TYPE_OBJECT)

static void
trust_clear (gpointer data)
{
  Trust *trust = data;

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
trust_check (Trust *trust)
{
  gboolean known, trusted;

  g_mutex_lock (&trust->mutex);
  known = trust->pem != NULL && trust->fingerprints != NULL;
  trusted = known && ahoy_fingerprint_matches (trust->pem,
                                               (const char *const *) trust->fingerprints);
  g_mutex_unlock (&trust->mutex);

  g_atomic_int_set (&trust->trusted, trusted);
  return !known || trusted;
}

static GstPadProbeReturn
drop_untrusted (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Trust *trust = user_data;

  return g_atomic_int_get (&trust->trusted) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
block (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  return GST_PAD_PROBE_OK;
}

static void
emit_untrusted (gpointer object, gpointer data)
{
  g_signal_emit (object, signals[SIGNAL_UNTRUSTED], 0);
}

static void
on_peer_certificate (GstElement *dtlsdec, GParamSpec *pspec, gpointer weak)
{
  Trust *trust = g_object_get_data (G_OBJECT (dtlsdec), TRUST_KEY);
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
  Trust *trust = g_object_get_data (G_OBJECT (pipeline), TRUST_KEY);

  if (factory == NULL || !g_str_equal (GST_OBJECT_NAME (factory), "dtlsdec"))
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

static void
on_pad_added (GstElement *webrtc, GstPad *pad, gpointer weak)
{
  Trust *trust = g_object_get_data (G_OBJECT (webrtc), TRUST_KEY);
  AddedPad *added;

  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC)
    return;
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

typedef struct {
  guint line;
  char *candidate;
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->candidate);
  g_free (candidate);
}

static void
emit_candidate (gpointer object, gpointer data)
{
  Candidate *candidate = data;

  g_signal_emit (object, signals[SIGNAL_CANDIDATE], 0, candidate->line, candidate->candidate);
}

static void
on_ice_candidate (GstElement *webrtc, guint line, const char *text, gpointer weak)
{
  Candidate *candidate;

  if (text == NULL || *text == '\0')
    return; /* that there are no more is told by the gathering state */
  candidate = g_new (Candidate, 1);
  candidate->line = line;
  candidate->candidate = g_strdup (text);
  ahoy_gst_post (weak, emit_candidate, candidate, candidate_free);
}

static void
emit_gathered (gpointer object, gpointer data)
{
  g_signal_emit (object, signals[SIGNAL_GATHERED], 0);
}

static void
on_gathering_state (GstElement *webrtc, GParamSpec *pspec, gpointer weak)
{
  GstWebRTCICEGatheringState state;

  g_object_get (webrtc, "ice-gathering-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    ahoy_gst_post (weak, emit_gathered, NULL, NULL);
}

static void
emit_state (gpointer object, gpointer data)
{
  g_signal_emit (object, signals[SIGNAL_STATE], 0, GPOINTER_TO_UINT (data));
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

  g_object_get (webrtc, "connection-state", &state, NULL);
  ahoy_gst_post (weak, emit_state, GUINT_TO_POINTER (states[state]), NULL);
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

static void
add_ice_server (AhoyPeer *self, const AhoyIceServer *server)
{
  g_autofree char *user = NULL, *secret = NULL, *url = NULL;
  const char *rest = strchr (server->url, ':');
  gboolean added;

  if (rest == NULL)
    return;
  rest++;
  if (g_str_has_prefix (server->url, "stun:")) {
    url = g_strconcat ("stun://", rest, strchr (rest, ':') == NULL ? ":3478" : "", NULL);
    g_object_set (self->webrtc, "stun-server", url, NULL);
    return;
  }
  if (!g_str_has_prefix (server->url, "turn:") || server->user == NULL || server->secret == NULL)
    return;
  user = g_uri_escape_string (server->user, NULL, FALSE);
  secret = g_uri_escape_string (server->secret, NULL, FALSE);
  url = g_strdup_printf ("turn://%s:%s@%s", user, secret, rest);
  g_signal_emit_by_name (self->webrtc, "add-turn-server", url, &added);
}

/**
 * ahoy_peer_new:
 * @network: how to get through the network
 *
 * Returns: (transfer full): a peer, running
 */
AhoyPeer *
ahoy_peer_new (const AhoyMediaNetwork *network)
{
  AhoyPeer *self = g_object_new (AHOY_TYPE_PEER, NULL);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GObject) ice = NULL;
  g_autoptr (GObject) agent = NULL;

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->webrtc = gst_object_ref_sink (ahoy_gst_make ("webrtcbin", "webrtc"));
  g_object_set (self->webrtc, "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE,
                "latency", JITTER_MS, NULL);
  if (network->relay_only)
    g_object_set (self->webrtc, "ice-transport-policy", GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY,
                  NULL);
  for (guint i = 0; i < network->ice_servers->len; i++)
    add_ice_server (self, g_ptr_array_index (network->ice_servers, i));

  g_object_set_data_full (G_OBJECT (self->pipeline), TRUST_KEY,
                          g_atomic_rc_box_acquire (self->trust), trust_unref);
  g_object_set_data_full (G_OBJECT (self->webrtc), TRUST_KEY,
                          g_atomic_rc_box_acquire (self->trust), trust_unref);
  /* Nobody asked this computer's router to open a port. */
  g_object_get (self->webrtc, "ice-agent", &ice, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  g_object_set (agent, "upnp", FALSE, NULL);
  ahoy_gst_connect (self->pipeline, "deep-element-added", G_CALLBACK (on_element_added), self);
  ahoy_gst_connect (self->webrtc, "pad-added", G_CALLBACK (on_pad_added), self);
  ahoy_gst_connect (self->webrtc, "pad-removed", G_CALLBACK (on_pad_removed), self);
  ahoy_gst_connect (self->webrtc, "on-ice-candidate", G_CALLBACK (on_ice_candidate), self);
  ahoy_gst_connect (self->webrtc, "notify::ice-gathering-state", G_CALLBACK (on_gathering_state),
                    self);
  ahoy_gst_connect (self->webrtc, "notify::connection-state", G_CALLBACK (on_connection_state),
                    self);
  gst_bin_add (GST_BIN (self->pipeline), self->webrtc);

  bus = gst_element_get_bus (self->pipeline);
  self->bus_watch = gst_bus_add_watch (bus, on_bus_message, self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
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
  if (g_strcmp0 (media, "video") == 0)
    g_object_set (transceiver, "do-nack", TRUE, NULL);
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

/* Takes the error that webrtcbin has put into its reply. */
static GError *
take_error (GstPromise *promise)
{
  const GstStructure *reply;
  g_autoptr (GError) error = NULL;

  if (gst_promise_wait (promise) != GST_PROMISE_RESULT_REPLIED)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed");
  reply = gst_promise_get_reply (promise);
  if (reply != NULL && gst_structure_has_field (reply, "error"))
    gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL);
  return g_steal_pointer (&error);
}

typedef struct {
  GTask         *task;
  GError        *error;
  gpointer       value;
  GDestroyNotify free_value;
} Reply;

static gboolean
return_reply (gpointer data)
{
  Reply *reply = data;

  if (reply->error != NULL)
    g_task_return_error (reply->task, g_steal_pointer (&reply->error));
  else
    g_task_return_pointer (reply->task, g_steal_pointer (&reply->value), reply->free_value);
  return G_SOURCE_REMOVE;
}

static void
reply_free (gpointer data)
{
  Reply *reply = data;

  g_clear_error (&reply->error);
  if (reply->value != NULL)
    reply->free_value (reply->value);
  g_object_unref (reply->task);
  g_free (reply);
}

/* Promises change in threads of the pipeline, where a task must not be let go. */
static void
post_reply (GTask *task, GError *error, gpointer value, GDestroyNotify free_value)
{
  Reply *reply = g_new (Reply, 1);

  *reply = (Reply) { task, error, value, free_value };
  g_idle_add_full (G_PRIORITY_DEFAULT, return_reply, reply, reply_free);
}

static void
on_created (GstPromise *promise, gpointer task)
{
  gboolean offer = GPOINTER_TO_INT (g_task_get_task_data (task));
  g_autoptr (GstWebRTCSessionDescription) description = NULL;
  GError *error = take_error (promise);
  char *text = NULL;

  if (error == NULL) {
    gst_structure_get (gst_promise_get_reply (promise), offer ? "offer" : "answer",
                       GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL);
    if (description != NULL)
      text = gst_sdp_message_as_text (description->sdp);
    else
      error = g_error_new_literal (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_FAILED,
                                   _("No description of this side could be made"));
  }
  post_reply (task, error, text, g_free);
  gst_promise_unref (promise);
}

/**
 * ahoy_peer_create_async:
 * @self: a peer
 * @offer: whether an offer is made; else an answer
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called in the main context
 * @user_data: data for @callback
 *
 * Makes a description, without putting it in force.
 */
void
ahoy_peer_create_async (AhoyPeer *self, gboolean offer, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GstPromise *promise = gst_promise_new_with_change_func (on_created, task, NULL);

  g_task_set_task_data (task, GINT_TO_POINTER (offer), NULL);
  g_signal_emit_by_name (self->webrtc, offer ? "create-offer" : "create-answer", NULL, promise);
}

/**
 * ahoy_peer_create_finish:
 * @self: a peer
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the description, or %NULL
 */
char *
ahoy_peer_create_finish (AhoyPeer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_described (GstPromise *promise, gpointer task)
{
  GError *error = take_error (promise);

  post_reply (task, error, error == NULL ? g_strdup ("") : NULL, g_free);
  gst_promise_unref (promise);
}

/**
 * ahoy_peer_set_description_async:
 * @self: a peer
 * @local: whether it is of this side
 * @offer: whether it is an offer; else an answer
 * @sdp: the description
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called in the main context
 * @user_data: data for @callback
 *
 * Puts a description in force.
 */
void
ahoy_peer_set_description_async (AhoyPeer *self, gboolean local, gboolean offer, const char *sdp,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GstWebRTCSessionDescription) description = NULL;
  GstPromise *promise;
  GstSDPMessage *message = NULL;

  if (gst_sdp_message_new_from_text (sdp, &message) != GST_SDP_OK) {
    g_task_return_new_error (task, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DESCRIPTION,
                             _("The other side's description cannot be read"));
    g_object_unref (task);
    return;
  }
  description = gst_webrtc_session_description_new (offer ? GST_WEBRTC_SDP_TYPE_OFFER
                                                          : GST_WEBRTC_SDP_TYPE_ANSWER, message);
  promise = gst_promise_new_with_change_func (on_described, task, NULL);
  g_signal_emit_by_name (self->webrtc, local ? "set-local-description" : "set-remote-description",
                         description, promise);
}

/**
 * ahoy_peer_set_description_finish:
 * @self: a peer
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: whether the description is in force
 */
gboolean
ahoy_peer_set_description_finish (AhoyPeer *self, GAsyncResult *result, GError **error)
{
  g_autofree char *done = g_task_propagate_pointer (G_TASK (result), error);

  return done != NULL;
}

/**
 * ahoy_peer_add_candidate:
 * @self: a peer
 * @line: the number of the section it belongs to
 * @candidate: the candidate, beginning with `candidate:`
 *
 * Takes a way the other side can be reached; its description is in force.
 */
void
ahoy_peer_add_candidate (AhoyPeer *self, guint line, const char *candidate)
{
  g_signal_emit_by_name (self->webrtc, "add-ice-candidate", line, candidate);
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

static void
on_stats (GstPromise *promise, gpointer task)
{
  GError *error = take_error (promise);
  GstStructure *stats = NULL;

  if (error == NULL)
    stats = gst_structure_copy (gst_promise_get_reply (promise));
  post_reply (task, error, stats, (GDestroyNotify) gst_structure_free);
  gst_promise_unref (promise);
}

/**
 * ahoy_peer_get_stats_async:
 * @self: a peer
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called in the main context
 * @user_data: data for @callback
 *
 * Asks for webrtcbin's numbers.
 */
void
ahoy_peer_get_stats_async (AhoyPeer *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GstPromise *promise = gst_promise_new_with_change_func (on_stats, task, NULL);

  g_signal_emit_by_name (self->webrtc, "get-stats", NULL, promise);
}

/**
 * ahoy_peer_get_stats_finish:
 * @self: a peer
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): webrtcbin's numbers, or %NULL
 */
GstStructure *
ahoy_peer_get_stats_finish (AhoyPeer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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

  g_clear_pointer (&self->stopper, g_thread_join);
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
  g_autoptr (GObject) ice = NULL;
  g_autoptr (GObject) agent = NULL;

  g_signal_handlers_disconnect_matched (self->webrtc, G_SIGNAL_MATCH_FUNC, 0, 0, NULL,
                                        on_pad_added, NULL);
  g_clear_handle_id (&self->bus_watch, g_source_remove);

  /* Relays are told that they can go, which takes their answer. */
  g_object_get (self->webrtc, "ice-agent", &ice, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  nice_agent_close_async (NICE_AGENT (agent), on_agent_closed, task);
}

static void
ahoy_peer_dispose (GObject *object)
{
  AhoyPeer *self = AHOY_PEER (object);

  g_clear_handle_id (&self->bus_watch, g_source_remove);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->webrtc);
  gst_clear_object (&self->pipeline);
  G_OBJECT_CLASS (ahoy_peer_parent_class)->dispose (object);
}

static void
ahoy_peer_finalize (GObject *object)
{
  trust_unref (AHOY_PEER (object)->trust);
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
  signals[SIGNAL_READY] = g_signal_new ("ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, GST_TYPE_OBJECT);
  signals[SIGNAL_STATE] = g_signal_new ("state", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, AHOY_TYPE_MEDIA_STATE);
  signals[SIGNAL_UNTRUSTED] = g_signal_new ("untrusted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 0);
}

static void
ahoy_peer_init (AhoyPeer *self)
{
  self->trust = g_atomic_rc_box_new0 (Trust);
  g_mutex_init (&self->trust->mutex);
}
