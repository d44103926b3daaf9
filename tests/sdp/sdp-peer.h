/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-webrtc.h"

G_BEGIN_DECLS

/* One end of a call: a layer above webrtcbin, in the order of calls that media follows. */
typedef struct {
  AhoySdpLayer  *layer;
  FakeWebrtc    *webrtc;
  AhoySdpRemote *last;    /* what the other side's last description meant */
  guint64        version; /* of our last description */
} Peer;

Peer    *peer_new     (const char         *name,
                       AhoySdpLayerFlags   flags);
void     peer_free    (Peer               *self);
char    *peer_offer   (Peer               *self);
char    *peer_answer  (Peer               *self,
                       const char         *offer);
void     peer_accept  (Peer               *self,
                       const char         *answer);
void     peer_refused (Peer               *self);
void     peer_replace (Peer               *self,
                       gboolean            same_peer);
void     peer_check   (Peer               *self,
                       const char         *text);
void     exchange     (Peer               *from,
                       Peer               *to);

char    *recorded     (const char         *name);
char    *replaced     (const char         *text,
                       ...) G_GNUC_NULL_TERMINATED;
gboolean has_line     (const char         *text,
                       const char         *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)

G_END_DECLS
