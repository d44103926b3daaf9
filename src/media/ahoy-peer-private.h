/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-peer.h"

G_BEGIN_DECLS

/* Who the other side has to be; shared with the threads of the pipeline. */
typedef struct _AhoyPeerTrust AhoyPeerTrust;

struct _AhoyPeer {
  GObject         parent_instance;
  GstElement     *pipeline;
  GstElement     *webrtc;
  AhoyIceAgent   *agent;
  AhoyMediaNetwork network;
  AhoyPeerTrust  *trust;
  guint           bus_watch;
  GThread        *stopper; /* while it runs */

  /* The way through the network. */
  AhoyIceServers *servers;
  AhoyIceServers *old_servers; /* of the way before this one; or NULL */
  guint           way;         /* that is being told of: of the last restart; 0 for the first */
  guint           used_way;    /* the last one that has connected */
  guint           retire_timer;

  /* Whether something comes through it. */
  int            *packets;     /* atomic, shared with threads: that have arrived */
  int             seen;        /* how many of them were known a second ago */
  guint           rate;        /* how many came in the last second in which some came */
  guint           silence;     /* s since then */
  guint           n_reports;   /* that have come one by one */
  gboolean        proven;      /* the way is new, and works, and nothing else is known of it */
  gboolean        expects;     /* there should be some */
  gboolean        silent;      /* for too long */
  AhoyMediaState  told;        /* by webrtcbin */
  guint           watch_timer;
};

/* ahoy-peer-ice.c */
void ahoy_peer_init_ice      (AhoyPeer         *self);
void ahoy_peer_watch_source  (int              *packets,
                              GstElement       *source);
void ahoy_peer_take_state    (AhoyPeer         *self,
                              AhoyMediaState    state);
void ahoy_peer_stop_ice      (AhoyPeer         *self);
void ahoy_peer_close_servers (AhoyPeer         *self);

G_END_DECLS
