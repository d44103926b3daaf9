/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

#include "ahoy-ice-agent.h"

#include "ahoy-credentials.h"

/* webrtcbin has one stream for all sections of a call that are bundled. */
#define BUNDLE 0
/* ms between two checks of ways through the network; the least that RFC 8445 allows. */
#define CHECK_MS 5
/* libnice has no more, and warns. */
#define MOST_RELAYS 8

typedef struct {
  char          *address;
  guint          port;
  char          *user;
  char          *secret;
  NiceRelayType  type;
} Relay;

/* How far the gathering is: shared with libnice's thread, which must not hold the agent, because it
 * would wait for itself with the last reference. */
typedef struct {
  GMutex   mutex;
  guint    stream_id;
  gboolean done;
  gboolean asked;     /* webrtcbin waits for it */
  GWeakRef transport; /* where webrtcbin looks */
} Gathering;

struct _AhoyIceAgent {
  GstWebRTCNice       parent_instance;
  NiceAgent          *nice;
  GstWebRTCICEStream *stream; /* of the bundle; owned by the parent */
  Gathering          *gathering;
  GMutex              mutex;
  GPtrArray          *relays; /* (element-type Relay) */
};

G_DEFINE_FINAL_TYPE (AhoyIceAgent, ahoy_ice_agent, GST_TYPE_WEBRTC_NICE)

static void
relay_free (gpointer data)
{
  Relay *relay = data;

  g_free (relay->address);
  g_free (relay->user);
  ahoy_secret_free (relay->secret);
  g_free (relay);
}

static void
gathering_clear (gpointer data)
{
  Gathering *gathering = data;

  g_weak_ref_clear (&gathering->transport);
  g_mutex_clear (&gathering->mutex);
}

static void
gathering_unref (gpointer gathering, GClosure *closure)
{
  g_atomic_rc_box_release_full (gathering, gathering_clear);
}

static void
tell_state (Gathering *gathering, GstWebRTCICEGatheringState state)
{
  g_autoptr (GstWebRTCICETransport) transport = g_weak_ref_get (&gathering->transport);

  if (transport != NULL)
    gst_webrtc_ice_transport_gathering_state_change (transport, state);
}

static void
finish (Gathering *gathering)
{
  gboolean asked;

  g_mutex_lock (&gathering->mutex);
  gathering->done = TRUE;
  asked = gathering->asked;
  g_mutex_unlock (&gathering->mutex);

  if (asked)
    tell_state (gathering, GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE);
}

static void
on_gathering_done (NiceAgent *nice, guint stream_id, Gathering *gathering)
{
  if (stream_id == gathering->stream_id)
    finish (gathering);
}

/* What arrives before webrtcbin reads belongs to nobody. Without a reader, libnice would not read
 * the answers of relays either. */
static void
drop_data (NiceAgent *nice, guint stream_id, guint component_id, guint length, char *data,
           gpointer user_data)
{
}

static void
use_relay (AhoyIceAgent *self, GstWebRTCICEStream *stream, const Relay *relay)
{
  if (!nice_agent_set_relay_info (self->nice, stream->stream_id, NICE_COMPONENT_TYPE_RTP,
                                  relay->address, relay->port, relay->user, relay->secret,
                                  relay->type))
    g_debug ("A relay was not taken");
}

/* In a thread of webrtcbin, as the functions that follow. */
static GstWebRTCICEStream *
ahoy_ice_agent_add_stream (GstWebRTCICE *ice, guint session)
{
  AhoyIceAgent *self = AHOY_ICE_AGENT (ice);
  GstWebRTCICEStream *stream;

  if (session == BUNDLE)
    return self->stream;

  /* The other side does not bundle. */
  stream = GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->add_stream (ice, session);
  g_mutex_lock (&self->mutex);
  for (guint i = 0; stream != NULL && i < self->relays->len; i++)
    use_relay (self, stream, g_ptr_array_index (self->relays, i));
  g_mutex_unlock (&self->mutex);
  return stream;
}

static GstWebRTCICETransport *
ahoy_ice_agent_find_transport (GstWebRTCICE *ice, GstWebRTCICEStream *stream,
                               GstWebRTCICEComponent component)
{
  AhoyIceAgent *self = AHOY_ICE_AGENT (ice);
  GstWebRTCICETransport *transport;

  transport = GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->find_transport (ice, stream,
                                                                                  component);
  if (stream == self->stream)
    g_weak_ref_set (&self->gathering->transport, transport);
  return transport;
}

static gboolean
ahoy_ice_agent_gather_candidates (GstWebRTCICE *ice, GstWebRTCICEStream *stream)
{
  AhoyIceAgent *self = AHOY_ICE_AGENT (ice);
  gboolean done;

  if (stream != self->stream)
    return GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->gather_candidates (ice, stream);

  /* It has begun already, or begins when the servers are known. */
  tell_state (self->gathering, GST_WEBRTC_ICE_GATHERING_STATE_GATHERING);
  g_mutex_lock (&self->gathering->mutex);
  self->gathering->asked = TRUE;
  done = self->gathering->done;
  g_mutex_unlock (&self->gathering->mutex);
  if (done)
    tell_state (self->gathering, GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE);
  return TRUE;
}

static void
ahoy_ice_agent_constructed (GObject *object)
{
  AhoyIceAgent *self = AHOY_ICE_AGENT (object);
  GMainContext *context; /* a pointer only */

  G_OBJECT_CLASS (ahoy_ice_agent_parent_class)->constructed (object);

  g_object_get (self, "agent", &self->nice, NULL);
  g_object_get (self->nice, "main-context", &context, NULL);
  /* Nobody asked this computer's router to open a port. */
  g_object_set (self->nice, "upnp", FALSE, "stun-pacing-timer", CHECK_MS, NULL);
  self->stream = GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->add_stream (
    GST_WEBRTC_ICE (self), BUNDLE);
  self->gathering->stream_id = self->stream->stream_id;
  nice_agent_attach_recv (self->nice, self->stream->stream_id, NICE_COMPONENT_TYPE_RTP, context,
                          drop_data, NULL);
  g_signal_connect_data (self->nice, "candidate-gathering-done", G_CALLBACK (on_gathering_done),
                         g_atomic_rc_box_acquire (self->gathering), gathering_unref, 0);
}

static void
ahoy_ice_agent_finalize (GObject *object)
{
  AhoyIceAgent *self = AHOY_ICE_AGENT (object);

  g_signal_handlers_disconnect_by_data (self->nice, self->gathering);
  g_clear_object (&self->nice);
  gathering_unref (self->gathering, NULL);
  g_ptr_array_unref (self->relays);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (ahoy_ice_agent_parent_class)->finalize (object);
}

static void
ahoy_ice_agent_class_init (AhoyIceAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstWebRTCICEClass *ice_class = GST_WEBRTC_ICE_CLASS (klass);

  object_class->constructed = ahoy_ice_agent_constructed;
  object_class->finalize = ahoy_ice_agent_finalize;
  ice_class->add_stream = ahoy_ice_agent_add_stream;
  ice_class->find_transport = ahoy_ice_agent_find_transport;
  ice_class->gather_candidates = ahoy_ice_agent_gather_candidates;
}

static void
ahoy_ice_agent_init (AhoyIceAgent *self)
{
  g_mutex_init (&self->mutex);
  self->relays = g_ptr_array_new_with_free_func (relay_free);
  self->gathering = g_atomic_rc_box_new0 (Gathering);
  g_mutex_init (&self->gathering->mutex);
  g_weak_ref_init (&self->gathering->transport, NULL);
}

/**
 * ahoy_ice_agent_new:
 *
 * Returns: (transfer full): an agent that gathers nothing yet
 */
AhoyIceAgent *
ahoy_ice_agent_new (void)
{
  return gst_object_ref_sink (g_object_new (AHOY_TYPE_ICE_AGENT, "name", "ice", NULL));
}

/**
 * ahoy_ice_agent_get_nice:
 * @self: an agent
 *
 * Returns: (transfer none): libnice's agent
 */
NiceAgent *
ahoy_ice_agent_get_nice (AhoyIceAgent *self)
{
  return self->nice;
}

/**
 * ahoy_ice_agent_set_stun:
 * @self: an agent that does not gather yet
 * @address: the address of a server
 * @port: its port
 *
 * Sets which server tells how this computer is seen from outside.
 */
void
ahoy_ice_agent_set_stun (AhoyIceAgent *self, const char *address, guint port)
{
  g_object_set (self->nice, "stun-server", address, "stun-server-port", port, NULL);
}

/**
 * ahoy_ice_agent_add_relay:
 * @self: an agent that does not gather yet
 * @address: the address of a relay
 * @port: its port
 * @user: the name to use there
 * @secret: the password to use there
 * @type: how to speak to it; libnice cannot do TLS
 *
 * Adds a relay.
 *
 * Returns: whether it is taken: there can be eight
 */
gboolean
ahoy_ice_agent_add_relay (AhoyIceAgent *self, const char *address, guint port, const char *user,
                          const char *secret, NiceRelayType type)
{
  Relay *relay;

  if (self->relays->len == MOST_RELAYS)
    return FALSE;

  relay = g_new (Relay, 1);
  *relay = (Relay) { g_strdup (address), port, g_strdup (user), g_strdup (secret), type };
  use_relay (self, self->stream, relay);
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->relays, relay);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

/**
 * ahoy_ice_agent_gather:
 * @self: an agent
 *
 * Begins to gather, once. webrtcbin tells the candidates as they come, before it is asked for a
 * description as well; that it is complete it tells after that.
 */
void
ahoy_ice_agent_gather (AhoyIceAgent *self)
{
  /* Fails where there is no network at all, and says nothing more then. */
  if (!nice_agent_gather_candidates (self->nice, self->stream->stream_id))
    finish (self->gathering);
}
