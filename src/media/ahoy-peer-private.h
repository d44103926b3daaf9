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
  AhoyIceServers *servers;
  gboolean        relay_only; /* so that the other side learns no address of ours */
  AhoyPeerTrust  *trust;
  guint           bus_watch;
  GThread        *stopper; /* while it runs */
};

G_END_DECLS
