/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

/* The way through the network: how it is found, whether it is still there, and another one. */
#include "ahoy-peer-private.h"

#include "ahoy-gst.h"

#include <gst/webrtc/webrtc.h>
#include <string.h>

/* The other side may still use the way before the last one. */
#define RETIRE_MS 10000
/* Seconds without a packet after which the way is taken for lost: where they came one after the other, and
 * where there is but little to be sent. Reports come after 7.5 s at the latest (RFC 3550). */
#define SILENCE      5
#define LONG_SILENCE 12
/* The same in a call on hold, where the other side has gone on to report so many times. */
#define HELD_SILENCE 20
#define HELD_REPORTS 3
/* Packets in a second that follow each other. */
#define STEADY_RATE 10

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

/* Behind "raddr" and "rport" is from where the relay was spoken to. */
static char *
hide_origin (const char *candidate)
{
  const char *type = strstr (candidate, " typ relay");
  g_autofree char *hidden = NULL;

  if (type == NULL)
    return NULL;
  hidden = g_strndup (candidate, type - candidate);
  /* Of the same family, as RFC 8839 wants it. */
  return g_strconcat (hidden, " typ relay raddr ", strrchr (hidden, ':') > strchr (hidden, ' ')
                                                     ? "::" : "0.0.0.0", " rport 0", NULL);
}

static void
tell_candidate (AhoyPeer *self, guint line, const char *candidate)
{
  g_autofree char *hidden = NULL;

  if (self->network.relay_only) {
    hidden = hide_origin (candidate);
    if (hidden == NULL)
      return;
    candidate = hidden;
  }
  g_signal_emit_by_name (self, "candidate", line, candidate);
}

/* webrtcbin speaks of the first way only. */
static void
take_candidate (gpointer object, gpointer data)
{
  Candidate *candidate = data;

  if (AHOY_PEER (object)->way == 0)
    tell_candidate (object, candidate->line, candidate->candidate);
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
  ahoy_gst_post (weak, take_candidate, candidate, candidate_free);
}

static void
tell_gathered (AhoyPeer *self)
{
  ahoy_ice_servers_seal (self->servers);
  g_signal_emit_by_name (self, "gathered");
}

static void
take_gathered (gpointer object, gpointer data)
{
  if (AHOY_PEER (object)->way == 0)
    tell_gathered (object);
}

static void
on_gathering_state (GstElement *webrtc, GParamSpec *pspec, gpointer weak)
{
  GstWebRTCICEGatheringState state;

  g_object_get (webrtc, "ice-gathering-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    ahoy_gst_post (weak, take_gathered, NULL, NULL);
}

typedef struct {
  AhoyIceNews news;
  guint       way;
  char       *candidate;
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  g_free (news->candidate);
  g_free (news);
}

static void
drop_old_servers (AhoyPeer *self)
{
  g_clear_handle_id (&self->retire_timer, g_source_remove);
  if (self->old_servers != NULL)
    ahoy_ice_servers_close (self->old_servers);
  g_clear_object (&self->old_servers);
}

static void
on_retire (gpointer data)
{
  AhoyPeer *self = data;

  self->retire_timer = 0;
  ahoy_ice_agent_retire (self->agent);
  drop_old_servers (self);
}

static void
tell_state (AhoyPeer *self)
{
  AhoyMediaState state = self->told;

  if (self->silent && state == AHOY_MEDIA_STATE_CONNECTED)
    state = AHOY_MEDIA_STATE_DISCONNECTED;
  g_signal_emit_by_name (self, "state", state);
}

/* Both sides have heard of each other in it, whether they have anything else to say or not. */
static void
prove (AhoyPeer *self)
{
  self->proven = TRUE;
  if (!self->silent)
    return;
  self->silent = FALSE;
  self->silence = 0;
  tell_state (self);
}

static void
take_news (gpointer object, gpointer data)
{
  AhoyPeer *self = object;
  const News *news = data;

  if (news->way != self->way)
    return; /* given up meanwhile */

  switch (news->news) {
  case AHOY_ICE_NEWS_CANDIDATE:
    tell_candidate (self, 0, news->candidate);
    break;
  case AHOY_ICE_NEWS_GATHERED:
    tell_gathered (self);
    break;
  case AHOY_ICE_NEWS_SWITCHED:
  default:
    g_debug ("Media go through the network in another way");
    self->used_way = news->way;
    prove (self);
    g_clear_handle_id (&self->retire_timer, g_source_remove);
    self->retire_timer = g_timeout_add_once (RETIRE_MS, on_retire, self);
    break;
  }
}

/* In a thread of libnice. */
static void
on_news (AhoyIceNews news, guint way, const char *candidate, gpointer weak)
{
  News *told = g_new (News, 1);

  *told = (News) { news, way, g_strdup (candidate) };
  ahoy_gst_post (weak, take_news, told, news_free);
}

static void
on_servers_problem (AhoyIceServers *servers, const GError *error, AhoyPeer *self)
{
  g_signal_emit_by_name (self, "problem", error);
}

static void
start_servers (AhoyPeer *self)
{
  self->servers = ahoy_ice_servers_new (&self->network);
  g_signal_connect (self->servers, "problem", G_CALLBACK (on_servers_problem), self);
  ahoy_ice_servers_start (self->servers, self->agent);
}

/* Begins to look for a way through the network. */
void
ahoy_peer_init_ice (AhoyPeer *self)
{
  ahoy_gst_connect (self->webrtc, "on-ice-candidate", G_CALLBACK (on_ice_candidate), self);
  ahoy_gst_connect (self->webrtc, "notify::ice-gathering-state", G_CALLBACK (on_gathering_state),
                    self);
  ahoy_ice_agent_set_news_func (self->agent, on_news, ahoy_gst_weak_new (self),
                                (GDestroyNotify) ahoy_gst_weak_free);
  start_servers (self);
}

/**
 * ahoy_peer_restart_ice:
 * @self: a peer
 * @ufrag: (out) (transfer full): the user name of this side from now on
 * @pwd: (out) (transfer full): its password
 *
 * Looks for a way through the network anew, in the network that there is now. `candidate` and
 * `gathered` are about the new way from now on, as are the descriptions and candidates of the other
 * side. Media go on as they did until the new way connects.
 *
 * Returns: whether it is being looked for
 */
gboolean
ahoy_peer_restart_ice (AhoyPeer *self, char **ufrag, char **pwd)
{
  guint way = ahoy_ice_agent_restart (self->agent, ufrag, pwd);

  if (way == 0)
    return FALSE;

  /* Media may still go through what the last but one has opened, unless another one has connected. */
  if (self->old_servers == NULL || self->retire_timer != 0) {
    ahoy_ice_agent_retire (self->agent);
    drop_old_servers (self);
    self->old_servers = self->servers;
    ahoy_ice_servers_give_up (self->old_servers); /* else they would be asked for the new way */
  } else {
    ahoy_ice_servers_close (self->servers);
    g_object_unref (self->servers);
  }
  self->way = way;
  start_servers (self);
  return TRUE;
}

/**
 * ahoy_peer_give_up_restart:
 * @self: a peer
 *
 * Takes the last ahoy_peer_restart_ice() back. Media go on as they did.
 */
void
ahoy_peer_give_up_restart (AhoyPeer *self)
{
  ahoy_ice_agent_give_up (self->agent);
  self->way = self->used_way;
  if (self->old_servers == NULL || self->retire_timer != 0)
    return;

  g_signal_handlers_disconnect_by_data (self->servers, self);
  ahoy_ice_servers_close (self->servers);
  g_object_unref (self->servers);
  self->servers = g_steal_pointer (&self->old_servers);
}

/**
 * ahoy_peer_get_servers:
 * @self: a peer
 *
 * Returns: (transfer none): the servers that help it
 */
AhoyIceServers *
ahoy_peer_get_servers (AhoyPeer *self)
{
  return self->servers;
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

static GstPadProbeReturn
count_packets (GstPad *pad, GstPadProbeInfo *info, gpointer packets)
{
  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    g_atomic_int_inc ((int *) packets);
  else
    g_atomic_int_add ((int *) packets,
                      gst_buffer_list_length (GST_PAD_PROBE_INFO_BUFFER_LIST (info)));
  return GST_PAD_PROBE_OK;
}

static void
release_packets (gpointer packets)
{
  g_atomic_rc_box_release (packets);
}

/* In a thread of webrtcbin: @source is where packets come in. */
void
ahoy_peer_watch_source (int *packets, GstElement *source)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, count_packets,
                     g_atomic_rc_box_acquire (packets), release_packets);
}

/* How long nothing may come, in seconds. */
static guint
get_limit (AhoyPeer *self)
{
  if (self->proven)
    return G_MAXUINT;
  if (!self->expects)
    return self->n_reports >= HELD_REPORTS ? HELD_SILENCE : G_MAXUINT;

  return self->rate >= STEADY_RATE ? SILENCE : LONG_SILENCE;
}

/* libnice 0.1.21, as webrtcbin uses it, never asks whether the other side is still there. */
static gboolean
on_watch (gpointer data)
{
  AhoyPeer *self = data;
  int packets = g_atomic_int_get (self->packets);
  gboolean was_silent = self->silent;

  if (packets != self->seen) {
    if (self->silence > 0 && self->silence < LONG_SILENCE)
      self->n_reports++;
    self->rate = packets - self->seen;
    self->seen = packets;
    self->silence = 0;
    self->silent = self->proven = FALSE;
  } else {
    self->silence++;
    if (self->silence >= get_limit (self))
      self->silent = TRUE;
  }
  if (self->silent != was_silent)
    tell_state (self);

  return G_SOURCE_CONTINUE;
}

/* webrtcbin has told how it is. */
void
ahoy_peer_take_state (AhoyPeer *self, AhoyMediaState state)
{
  self->told = state;
  if (state == AHOY_MEDIA_STATE_CONNECTED && self->watch_timer == 0)
    self->watch_timer = g_timeout_add_seconds (1, on_watch, self);
  tell_state (self);
}

/**
 * ahoy_peer_set_expects:
 * @self: a peer
 * @expects: whether the other side should be heard of all the time
 *
 * Decides when silence means that the connection is lost. Where nothing is expected, it does if the
 * other side has reported nevertheless.
 */
void
ahoy_peer_set_expects (AhoyPeer *self, gboolean expects)
{
  if (self->expects == expects)
    return;

  self->expects = expects;
  self->silence = 0;
  self->rate = 0;
  self->n_reports = 0;
}

/* Nothing is told any more. */
void
ahoy_peer_stop_ice (AhoyPeer *self)
{
  g_clear_handle_id (&self->watch_timer, g_source_remove);
  g_clear_handle_id (&self->retire_timer, g_source_remove);
  if (self->servers != NULL)
    g_signal_handlers_disconnect_by_data (self->servers, self);
  if (self->old_servers != NULL)
    g_signal_handlers_disconnect_by_data (self->old_servers, self);
}

/* Nothing goes through them any more. */
void
ahoy_peer_close_servers (AhoyPeer *self)
{
  ahoy_ice_servers_close (self->servers);
  if (self->old_servers != NULL)
    ahoy_ice_servers_close (self->old_servers);
}
