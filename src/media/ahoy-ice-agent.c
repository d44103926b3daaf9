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

struct _AhoyIceAgent {
  GstWebRTCNice       parent_instance;
  NiceAgent          *nice;
  GstWebRTCICEStream *stream; /* of the bundle; owned by the parent */
  AhoyIceBundle      *bundle;
  GMutex              mutex;
  GPtrArray          *relays; /* (element-type Relay): for the newest stream */
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
use_relay (AhoyIceAgent *self, guint stream_id, const Relay *relay)
{
  NiceRelayType type = relay->type == NICE_RELAY_TYPE_TURN_UDP ? NICE_RELAY_TYPE_TURN_UDP
                                                               : NICE_RELAY_TYPE_TURN_TCP;

  if (!nice_agent_set_relay_info (self->nice, stream_id, NICE_COMPONENT_TYPE_RTP,
                                  relay->address, relay->port, relay->user, relay->secret, type))
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
    use_relay (self, stream->stream_id, g_ptr_array_index (self->relays, i));
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
    ahoy_ice_bundle_set_transport (self->bundle, transport);
  return transport;
}

static gboolean
ahoy_ice_agent_gather_candidates (GstWebRTCICE *ice, GstWebRTCICEStream *stream)
{
  AhoyIceAgent *self = AHOY_ICE_AGENT (ice);

  if (stream != self->stream)
    return GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->gather_candidates (ice, stream);
  ahoy_ice_bundle_ask (self->bundle);
  return TRUE;
}

/* The number of the stream that webrtcbin speaks of and does not know, or 0. */
static guint
find_newer (AhoyIceAgent *self, GstWebRTCICEStream *stream)
{
  guint newest;

  if (stream != self->stream)
    return 0;
  newest = ahoy_ice_bundle_get_newest (self->bundle);

  return newest != ahoy_ice_bundle_get_first (self->bundle) ? newest : 0;
}

/* webrtcbin repeats what it was told of this side, and libnice has made that itself. */
static gboolean
ahoy_ice_agent_set_local_credentials (GstWebRTCICE *ice, GstWebRTCICEStream *stream,
                                      const char *ufrag, const char *pwd)
{
  if (find_newer (AHOY_ICE_AGENT (ice), stream) != 0)
    return TRUE;
  return GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->set_local_credentials (ice, stream,
                                                                                    ufrag, pwd);
}

static gboolean
ahoy_ice_agent_set_remote_credentials (GstWebRTCICE *ice, GstWebRTCICEStream *stream,
                                       const char *ufrag, const char *pwd)
{
  guint newer = find_newer (AHOY_ICE_AGENT (ice), stream);

  if (newer != 0)
    return nice_agent_set_remote_credentials (AHOY_ICE_AGENT (ice)->nice, newer, ufrag, pwd);
  return GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->set_remote_credentials (ice, stream,
                                                                                     ufrag, pwd);
}

/* Gives a candidate to the connection that is made anew. False if there is none. */
static gboolean
add_to_newer (AhoyIceAgent *self, GstWebRTCICEStream *stream, const char *candidate)
{
  guint newer = find_newer (self, stream);
  NiceCandidate *parsed;
  GSList *list;

  if (newer == 0)
    return FALSE;
  if (candidate == NULL) {
    nice_agent_peer_candidate_gathering_done (self->nice, newer);
    return TRUE;
  }
  /* A name instead of an address stands for a computer of the same network, which gets through to us
   * by itself. */
  parsed = nice_agent_parse_remote_candidate_sdp (self->nice, newer, candidate);
  if (parsed == NULL)
    return TRUE;
  list = g_slist_prepend (NULL, parsed);
  nice_agent_set_remote_candidates (self->nice, newer, NICE_COMPONENT_TYPE_RTP, list);
  g_slist_free_full (list, (GDestroyNotify) nice_candidate_free);
  return TRUE;
}

#if GST_CHECK_VERSION (1, 24, 0)
static void
ahoy_ice_agent_add_candidate (GstWebRTCICE *ice, GstWebRTCICEStream *stream, const char *candidate,
                              GstPromise *promise)
{
  if (!add_to_newer (AHOY_ICE_AGENT (ice), stream, candidate))
    GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->add_candidate (ice, stream, candidate,
                                                                       promise);
  else if (promise != NULL)
    gst_promise_reply (promise, NULL);
}
#else
static void
ahoy_ice_agent_add_candidate (GstWebRTCICE *ice, GstWebRTCICEStream *stream, const char *candidate)
{
  if (!add_to_newer (AHOY_ICE_AGENT (ice), stream, candidate))
    GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->add_candidate (ice, stream, candidate);
}
#endif

/* Whether packets leave from there by UDP. */
static gboolean
is_datagram_address (AhoyIceAgent *self, const NiceCandidate *candidate)
{
  GPtrArray *sockets = nice_agent_get_sockets (self->nice, candidate->stream_id,
                                               candidate->component_id);
  gboolean found = FALSE;

  for (guint i = 0; sockets != NULL && i < sockets->len && !found; i++) {
    GSocket *socket = g_ptr_array_index (sockets, i);
    g_autoptr (GSocketAddress) address = NULL;
    guint port = 0;

    if (g_socket_get_socket_type (socket) == G_SOCKET_TYPE_DATAGRAM)
      address = g_socket_get_local_address (socket, NULL);
    if (G_IS_INET_SOCKET_ADDRESS (address))
      port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
    found = port != 0 && port == nice_address_get_port (&candidate->base_addr);
  }
  g_clear_pointer (&sockets, g_ptr_array_unref);

  return found;
}

/* How the relay is spoken to that a candidate was got from; libnice does not tell. */
static const char *
get_relay_protocol (AhoyIceAgent *self, const NiceCandidate *candidate)
{
  char text[NICE_ADDRESS_STRING_LEN];
  gboolean by_udp = FALSE, by_tcp = FALSE, by_tls = FALSE;
  NiceAddress address;

  nice_candidate_relay_address (candidate, &address);
  nice_address_to_string (&address, text);
  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->relays->len; i++) {
    const Relay *relay = g_ptr_array_index (self->relays, i);

    if (relay->port != nice_address_get_port (&address) || !g_str_equal (relay->address, text))
      continue;
    by_udp = by_udp || relay->type == NICE_RELAY_TYPE_TURN_UDP;
    by_tcp = by_tcp || relay->type == NICE_RELAY_TYPE_TURN_TCP;
    by_tls = by_tls || relay->type == NICE_RELAY_TYPE_TURN_TLS;
  }
  g_mutex_unlock (&self->mutex);

  if (by_tls)
    return "tls"; /* through a port that is nobody else's */
  if (by_udp && by_tcp)
    return is_datagram_address (self, candidate) ? "udp" : "tcp";
  return by_udp ? "udp" : by_tcp ? "tcp" : NULL;
}

static gboolean
ahoy_ice_agent_get_selected_pair (GstWebRTCICE *ice, GstWebRTCICEStream *stream,
                                  GstWebRTCICECandidateStats **local,
                                  GstWebRTCICECandidateStats **remote)
{
  AhoyIceAgent *self = AHOY_ICE_AGENT (ice);
  NiceCandidate *ours, *theirs;

  if (!GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->get_selected_pair (ice, stream, local,
                                                                               remote))
    return FALSE;
  if (nice_agent_get_selected_pair (self->nice, stream->stream_id, NICE_COMPONENT_TYPE_RTP, &ours,
                                    &theirs)
      && ours->type == NICE_CANDIDATE_TYPE_RELAYED)
    (*local)->relay_proto = get_relay_protocol (self, ours);

  return TRUE;
}

static void
ahoy_ice_agent_constructed (GObject *object)
{
  AhoyIceAgent *self = AHOY_ICE_AGENT (object);

  G_OBJECT_CLASS (ahoy_ice_agent_parent_class)->constructed (object);

  g_object_get (self, "agent", &self->nice, NULL);
  /* Nobody asked this computer's router to open a port. */
  g_object_set (self->nice, "upnp", FALSE, "stun-pacing-timer", CHECK_MS, NULL);
  self->stream = GST_WEBRTC_ICE_CLASS (ahoy_ice_agent_parent_class)->add_stream (
    GST_WEBRTC_ICE (self), BUNDLE);
  self->bundle = ahoy_ice_bundle_new (self->stream, self->nice);
}

static void
ahoy_ice_agent_finalize (GObject *object)
{
  AhoyIceAgent *self = AHOY_ICE_AGENT (object);

  ahoy_ice_bundle_detach (self->bundle, self->nice);
  g_clear_object (&self->nice);
  ahoy_ice_bundle_unref (self->bundle);
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
  ice_class->set_local_credentials = ahoy_ice_agent_set_local_credentials;
  ice_class->set_remote_credentials = ahoy_ice_agent_set_remote_credentials;
  ice_class->add_candidate = ahoy_ice_agent_add_candidate;
  ice_class->get_selected_pair = ahoy_ice_agent_get_selected_pair;
}

static void
ahoy_ice_agent_init (AhoyIceAgent *self)
{
  g_mutex_init (&self->mutex);
  self->relays = g_ptr_array_new_with_free_func (relay_free);
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
 * @type: how it is spoken to; libnice cannot do TLS, and where it is that, @address is on this
 *   computer, and takes TCP
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
  use_relay (self, ahoy_ice_bundle_get_newest (self->bundle), relay);
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->relays, relay);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

/**
 * ahoy_ice_agent_gather:
 * @self: an agent
 *
 * Begins to gather, once, and once after each ahoy_ice_agent_restart(). webrtcbin tells the first
 * candidates as they come, before it is asked for a description as well; that they are complete it
 * tells after that. Those of a restart are news.
 */
void
ahoy_ice_agent_gather (AhoyIceAgent *self)
{
  guint newest = ahoy_ice_bundle_get_newest (self->bundle);

  /* Fails where there is no network at all, and says nothing more then. */
  if (!nice_agent_gather_candidates (self->nice, newest))
    ahoy_ice_bundle_finish (self->bundle, newest);
}

/**
 * ahoy_ice_agent_set_news_func:
 * @self: an agent that does not gather yet
 * @func: called in a thread of libnice
 * @data: data for @func
 * @free_data: frees @data
 *
 * Sets who is told what becomes of restarts.
 */
void
ahoy_ice_agent_set_news_func (AhoyIceAgent *self, AhoyIceNewsFunc func, gpointer data,
                              GDestroyNotify free_data)
{
  ahoy_ice_bundle_set_news_func (self->bundle, func, data, free_data);
}

/**
 * ahoy_ice_agent_restart:
 * @self: an agent
 * @ufrag: (out) (transfer full): the new user name
 * @pwd: (out) (transfer full): the new password
 *
 * Looks for a way through the network anew (RFC 8445, section 9): descriptions are about the new way
 * from now on. Media go through the old one until the new one connects. The relays are to be added
 * again, before ahoy_ice_agent_gather().
 *
 * Returns: the number of the new way in news, or 0 where there is none
 */
guint
ahoy_ice_agent_restart (AhoyIceAgent *self, char **ufrag, char **pwd)
{
  guint stream_id = ahoy_ice_bundle_begin (self->bundle, self->nice);

  g_mutex_lock (&self->mutex);
  g_ptr_array_set_size (self->relays, 0);
  g_mutex_unlock (&self->mutex);
  if (stream_id != 0 &&
      nice_agent_get_local_credentials (self->nice, stream_id, ufrag, pwd))
    return stream_id;

  ahoy_ice_bundle_give_up (self->bundle, self->nice);
  return 0;
}

/**
 * ahoy_ice_agent_give_up:
 * @self: an agent
 *
 * Takes a restart back that has not connected yet, if there is one.
 */
void
ahoy_ice_agent_give_up (AhoyIceAgent *self)
{
  ahoy_ice_bundle_give_up (self->bundle, self->nice);
}

/**
 * ahoy_ice_agent_retire:
 * @self: an agent
 *
 * Lets the way go that was used before the last restart. Until then the other side may use it.
 */
void
ahoy_ice_agent_retire (AhoyIceAgent *self)
{
  ahoy_ice_bundle_retire (self->bundle, self->nice);
}
