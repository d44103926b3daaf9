/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

#include "ahoy-ice-bundle.h"

struct _AhoyIceBundle {
  GMutex           mutex;
  GWeakRef         stream;    /* as webrtcbin knows it */
  GWeakRef         transport; /* where webrtcbin looks */
  guint            first;
  guint            used;      /* media go through it */
  guint            next;      /* is to be used as soon as it connects; or 0 */
  guint            old;       /* was used, and may still be by the other side; or 0 */
  gboolean         done;      /* the first one is gathered */
  gboolean         asked;     /* webrtcbin waits for that */
  AhoyIceNewsFunc  func;
  gpointer         data;
  GDestroyNotify   free_data;
};

static void
bundle_clear (gpointer data)
{
  AhoyIceBundle *self = data;

  if (self->free_data != NULL)
    self->free_data (self->data);
  g_weak_ref_clear (&self->stream);
  g_weak_ref_clear (&self->transport);
  g_mutex_clear (&self->mutex);
}

AhoyIceBundle *
ahoy_ice_bundle_ref (AhoyIceBundle *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
ahoy_ice_bundle_unref (AhoyIceBundle *self)
{
  g_atomic_rc_box_release_full (self, bundle_clear);
}

static void
unref_closure_data (gpointer bundle, GClosure *closure)
{
  ahoy_ice_bundle_unref (bundle);
}

static void
tell_gathering (AhoyIceBundle *self, GstWebRTCICEGatheringState state)
{
  g_autoptr (GstWebRTCICETransport) transport = g_weak_ref_get (&self->transport);

  if (transport != NULL)
    gst_webrtc_ice_transport_gathering_state_change (transport, state);
}

static gboolean
is_next (AhoyIceBundle *self, guint stream_id)
{
  gboolean next;

  g_mutex_lock (&self->mutex);
  next = stream_id == self->next;
  g_mutex_unlock (&self->mutex);

  return next;
}

static void
tell_news (AhoyIceBundle *self, AhoyIceNews news, guint stream_id, const char *candidate)
{
  if (self->func != NULL)
    self->func (news, stream_id, candidate, self->data);
}

/* A stream is gathered. */
void
ahoy_ice_bundle_finish (AhoyIceBundle *self, guint stream_id)
{
  gboolean asked;

  if (stream_id != self->first) {
    tell_news (self, AHOY_ICE_NEWS_GATHERED, stream_id, NULL);
    return;
  }
  g_mutex_lock (&self->mutex);
  self->done = TRUE;
  asked = self->asked;
  g_mutex_unlock (&self->mutex);

  if (asked)
    tell_gathering (self, GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE);
}

static void
on_gathering_done (NiceAgent *nice, guint stream_id, AhoyIceBundle *self)
{
  if (stream_id == self->first || is_next (self, stream_id))
    ahoy_ice_bundle_finish (self, stream_id);
}

/* Those of the first stream webrtcbin tells. */
static void
on_new_candidate (NiceAgent *nice, NiceCandidate *candidate, AhoyIceBundle *self)
{
  g_autofree char *text = NULL;

  if (!is_next (self, candidate->stream_id))
    return;
  text = nice_agent_generate_local_candidate_sdp (nice, candidate);
  if (g_str_has_prefix (text, "a="))
    tell_news (self, AHOY_ICE_NEWS_CANDIDATE, candidate->stream_id, text + 2);
}

/* From now on media go through the next stream. What still comes through the one before is heard. */
static void
on_component_state (NiceAgent *nice, guint stream_id, guint component_id, NiceComponentState state,
                    AhoyIceBundle *self)
{
  g_autoptr (GstWebRTCICETransport) transport = NULL;
  g_autoptr (GstWebRTCICEStream) stream = NULL;
  gboolean connected = state == NICE_COMPONENT_STATE_CONNECTED ||
                       state == NICE_COMPONENT_STATE_READY;

  if (!connected || !is_next (self, stream_id))
    return;
  transport = g_weak_ref_get (&self->transport);
  stream = g_weak_ref_get (&self->stream);
  if (transport == NULL || stream == NULL)
    return;

  g_mutex_lock (&self->mutex);
  self->old = self->used;
  self->used = stream_id;
  self->next = 0;
  g_mutex_unlock (&self->mutex);

  /* Where webrtcbin and its transport look for what belongs to them. */
  stream->stream_id = stream_id;
  g_object_set (transport->sink, "stream", stream_id, NULL);
  g_object_set (transport->src, "stream", stream_id, NULL); /* what it leaves at the end */
  gst_webrtc_ice_transport_connection_state_change (
    transport, state == NICE_COMPONENT_STATE_READY ? GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED
                                                   : GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED);
  gst_webrtc_ice_transport_selected_pair_change (transport);
  tell_news (self, AHOY_ICE_NEWS_SWITCHED, stream_id, NULL);
}

/* The source reads the first stream only. What comes through another one takes its way, which may
 * have been before it has read anything. */
static void
push (GstElement *src, GstBuffer *buffer)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (src, "src");
  g_autoptr (GstEvent) begun = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);

  if (begun == NULL) {
    GstSegment segment;

    gst_segment_init (&segment, GST_FORMAT_TIME);
    gst_pad_push_event (pad, gst_event_new_stream_start ("ice"));
    gst_pad_push_event (pad, gst_event_new_segment (&segment));
  }
  gst_pad_push (pad, buffer);
}

static void
take_data (NiceAgent *nice, guint stream_id, guint component_id, guint length, char *data,
           gpointer user_data)
{
  AhoyIceBundle *self = user_data;
  g_autoptr (GstWebRTCICETransport) transport = g_weak_ref_get (&self->transport);
  GstClockTime now;
  GstBuffer *buffer;

  if (transport == NULL)
    return;
  now = gst_element_get_current_running_time (transport->src);
  if (!GST_CLOCK_TIME_IS_VALID (now))
    return; /* nothing runs any more */
  buffer = gst_buffer_new_memdup (data, length);
  GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = now;
  push (transport->src, buffer);
}

/* What arrives before webrtcbin reads belongs to nobody. Without a reader, libnice would not read
 * the answers of relays either. */
static void
drop_data (NiceAgent *nice, guint stream_id, guint component_id, guint length, char *data,
           gpointer user_data)
{
}

static void
attach (AhoyIceBundle *self, NiceAgent *nice, guint stream_id, NiceAgentRecvFunc func)
{
  GMainContext *context; /* a pointer only */

  g_object_get (nice, "main-context", &context, NULL);
  nice_agent_attach_recv (nice, stream_id, NICE_COMPONENT_TYPE_RTP, context, func, self);
}

/**
 * ahoy_ice_bundle_new:
 * @stream: the first stream, as webrtcbin knows it
 * @nice: the agent
 *
 * Begins to listen to what the agent tells.
 *
 * Returns: (transfer full): a bundle
 */
AhoyIceBundle *
ahoy_ice_bundle_new (GstWebRTCICEStream *stream, NiceAgent *nice)
{
  AhoyIceBundle *self = g_atomic_rc_box_new0 (AhoyIceBundle);

  g_mutex_init (&self->mutex);
  g_weak_ref_init (&self->stream, stream);
  g_weak_ref_init (&self->transport, NULL);
  self->first = self->used = stream->stream_id;
  /* What reads in a thread of the agent's may still be at it when all others have let go. */
  g_object_set_data_full (G_OBJECT (nice), "ahoy-bundle", ahoy_ice_bundle_ref (self),
                          (GDestroyNotify) ahoy_ice_bundle_unref);
  attach (self, nice, self->first, drop_data);
  g_signal_connect_data (nice, "candidate-gathering-done", G_CALLBACK (on_gathering_done),
                         ahoy_ice_bundle_ref (self), unref_closure_data, 0);
  g_signal_connect_data (nice, "new-candidate-full", G_CALLBACK (on_new_candidate),
                         ahoy_ice_bundle_ref (self), unref_closure_data, 0);
  g_signal_connect_data (nice, "component-state-changed", G_CALLBACK (on_component_state),
                         ahoy_ice_bundle_ref (self), unref_closure_data, 0);
  return self;
}

/**
 * ahoy_ice_bundle_detach:
 * @self: a bundle
 * @nice: its agent
 *
 * Does not listen any more.
 */
void
ahoy_ice_bundle_detach (AhoyIceBundle *self, NiceAgent *nice)
{
  g_signal_handlers_disconnect_by_data (nice, self);
}

/**
 * ahoy_ice_bundle_set_news_func:
 * @self: a bundle of which nothing was used yet
 * @func: called in a thread of libnice
 * @data: data for @func
 * @free_data: frees @data
 *
 * Sets who is told what becomes of the streams after the first.
 */
void
ahoy_ice_bundle_set_news_func (AhoyIceBundle *self, AhoyIceNewsFunc func, gpointer data,
                               GDestroyNotify free_data)
{
  self->func = func;
  self->data = data;
  self->free_data = free_data;
}

/**
 * ahoy_ice_bundle_set_transport:
 * @self: a bundle
 * @transport: (nullable): where webrtcbin looks
 *
 * Sets where webrtcbin sends, receives, and reads how it is.
 */
void
ahoy_ice_bundle_set_transport (AhoyIceBundle *self, GstWebRTCICETransport *transport)
{
  g_weak_ref_set (&self->transport, transport);
}

/**
 * ahoy_ice_bundle_ask:
 * @self: a bundle
 *
 * webrtcbin wants the first stream gathered, which has begun already, or does when the servers are
 * known.
 */
void
ahoy_ice_bundle_ask (AhoyIceBundle *self)
{
  gboolean done;

  tell_gathering (self, GST_WEBRTC_ICE_GATHERING_STATE_GATHERING);
  g_mutex_lock (&self->mutex);
  self->asked = TRUE;
  done = self->done;
  g_mutex_unlock (&self->mutex);
  if (done)
    tell_gathering (self, GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE);
}

/**
 * ahoy_ice_bundle_get_first:
 * @self: a bundle
 *
 * Returns: the number of the stream that webrtcbin knows
 */
guint
ahoy_ice_bundle_get_first (AhoyIceBundle *self)
{
  return self->first;
}

/**
 * ahoy_ice_bundle_get_newest:
 * @self: a bundle
 *
 * Returns: the number of the stream that descriptions are about
 */
guint
ahoy_ice_bundle_get_newest (AhoyIceBundle *self)
{
  guint newest;

  g_mutex_lock (&self->mutex);
  newest = self->next != 0 ? self->next : self->used;
  g_mutex_unlock (&self->mutex);

  return newest;
}

/**
 * ahoy_ice_bundle_begin:
 * @self: a bundle
 * @nice: its agent
 *
 * Makes another stream, to be used when it connects; one that has not connected yet is given up.
 *
 * Returns: its number, or 0 where libnice has none
 */
guint
ahoy_ice_bundle_begin (AhoyIceBundle *self, NiceAgent *nice)
{
  guint stream_id;

  ahoy_ice_bundle_give_up (self, nice);
  stream_id = nice_agent_add_stream (nice, 1);
  if (stream_id == 0)
    return 0;

  attach (self, nice, stream_id, take_data);
  g_mutex_lock (&self->mutex);
  self->next = stream_id;
  g_mutex_unlock (&self->mutex);
  return stream_id;
}

static void
remove_stream (AhoyIceBundle *self, NiceAgent *nice, guint *place)
{
  guint stream_id;

  g_mutex_lock (&self->mutex);
  stream_id = *place;
  *place = 0;
  g_mutex_unlock (&self->mutex);
  if (stream_id != 0)
    nice_agent_remove_stream (nice, stream_id);
}

/**
 * ahoy_ice_bundle_give_up:
 * @self: a bundle
 * @nice: its agent
 *
 * Drops the stream that has not connected yet, if there is one. Media go on as they did.
 */
void
ahoy_ice_bundle_give_up (AhoyIceBundle *self, NiceAgent *nice)
{
  remove_stream (self, nice, &self->next);
}

/**
 * ahoy_ice_bundle_retire:
 * @self: a bundle
 * @nice: its agent
 *
 * Drops the stream that was used before, if there still is one.
 */
void
ahoy_ice_bundle_retire (AhoyIceBundle *self, NiceAgent *nice)
{
  remove_stream (self, nice, &self->old);
}
