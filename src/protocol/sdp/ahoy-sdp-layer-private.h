/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-sdp-layer.h"

G_BEGIN_DECLS

/* The DTLS role is agreed on once for a connection: webrtcbin cannot change it. */
typedef enum {
  AHOY_SDP_ROLE_OPEN,
  AHOY_SDP_ROLE_ACTIVE,
  AHOY_SDP_ROLE_PASSIVE,
} AhoySdpRole;

/* A section as webrtcbin counts them. It never loses one, so each lives as long as the connection. */
typedef struct {
  char             *mid;           /* in webrtcbin; NULL while webrtcbin does not know it */
  int               line;          /* on the wire, or -1 */
  AhoySdpKind       kind;
  AhoySdpDirection  wanted;
  AhoySdpDirection  agreed_wanted; /* with the last negotiation that came to its end */
  AhoySdpDirection  sent;          /* in our last description */
  AhoySdpDirection  current;       /* what flows */
  gboolean          parked;        /* not to be offered before it is revived */
  gboolean          stopping;      /* to be rejected by the next own offer */
  gboolean          bundled;       /* in webrtcbin, which cannot change that */
  AhoySdpMedia     *good;          /* the last live one of the other side, as webrtcbin was told */
  GPtrArray        *candidates;    /* (element-type utf8): our own */
  char             *created_ufrag; /* what webrtcbin writes */
  char             *created_pwd;
  char             *ufrag;         /* after a restart that webrtcbin knows nothing of, or NULL */
  char             *pwd;
  gboolean          restarted;     /* once at least, so that these count for ever */
  GPtrArray        *old_candidates; /* those before a restart that is not agreed on, or NULL */
  char             *old_ufrag;      /* likewise */
  char             *old_pwd;
} AhoySdpLayerSection;

/* A section on the wire. It may become another one there, by being rejected first. */
typedef struct {
  int               section;     /* in webrtcbin, or -1: rejected, or not shown to webrtcbin */
  gboolean          vacant;      /* lost its section with the old webrtcbin, will get another one */
  gboolean          nameless;    /* without mid at the other side */
  gboolean          bundled;     /* on the wire */
  char             *mid;
  char             *kind_name;
  char             *protocol;
  GPtrArray        *formats;     /* (element-type utf8) */
  gboolean          described;   /* by the other side */
  AhoySdpDirection  theirs;      /* in the other side's last description */
  AhoySdpDirection  wish;        /* the same without what our offers kept it from saying */
} AhoySdpLayerLine;

struct _AhoySdpLayer {
  guint64            session_id;
  guint64            version;
  AhoySdpLayerFlags  flags;
  AhoySdpCodec       codecs;
  AhoySdpState       state;
  AhoySdpRole        role;       /* ours */
  GPtrArray         *sections;   /* (element-type AhoySdpLayerSection) */
  guint              n_known;    /* how many of them webrtcbin knows */
  GPtrArray         *lines;      /* (element-type AhoySdpLayerLine) */
  GPtrArray         *saved;      /* the lines before the own offer that is out; or NULL */
  GHashTable        *mids;       /* all that were ever on the wire */
  int                tag;        /* the section that has the transport of the bundle, or -1 */
  gboolean           hold;
  gboolean           agreed_hold;
  gboolean           remote_hold;
  gboolean           music;
  AhoySdp           *local;      /* the last one from webrtcbin, without candidates */
  AhoySdpType        local_type;
  AhoySdp           *remote;     /* the last one of the other side that is in force */
  AhoySdp           *offer;      /* of the other side, to be answered */
};

AhoySdpLayerSection *ahoy_sdp_layer_get_section    (AhoySdpLayer        *self,
                                                    guint                number);
AhoySdpLayerSection *ahoy_sdp_layer_ensure_section (AhoySdpLayer        *self,
                                                    guint                number);
AhoySdpLayerLine    *ahoy_sdp_layer_get_line       (AhoySdpLayer        *self,
                                                    guint                number);
AhoySdpLayerLine    *ahoy_sdp_layer_add_line       (AhoySdpLayer        *self);
void                 ahoy_sdp_layer_describe_line  (AhoySdpLayerLine    *line,
                                                    const AhoySdpMedia  *media);
void                 ahoy_sdp_layer_bind           (AhoySdpLayer        *self,
                                                    guint                line,
                                                    guint                section);
void                 ahoy_sdp_layer_kill_line      (AhoySdpLayer        *self,
                                                    guint                number);
GPtrArray           *ahoy_sdp_layer_copy_lines     (AhoySdpLayer        *self);
char                *ahoy_sdp_layer_make_mid       (AhoySdpLayer        *self,
                                                    const char          *base);
void                 ahoy_sdp_layer_name_line      (AhoySdpLayer        *self,
                                                    AhoySdpLayerLine    *line,
                                                    const char          *mid);
void                 ahoy_sdp_layer_number_line    (AhoySdpLayer        *self,
                                                    guint                number);
AhoySdpDirection     ahoy_sdp_layer_get_effective  (AhoySdpLayer        *self,
                                                    AhoySdpLayerSection *section);
void                 ahoy_sdp_layer_agree          (AhoySdpLayer        *self);
const char          *ahoy_sdp_layer_get_peer_role  (AhoySdpLayer        *self);
char                *ahoy_sdp_layer_write_remote   (AhoySdpLayer        *self,
                                                    const AhoySdp       *sdp,
                                                    const char          *setup);
void                 ahoy_sdp_layer_keep_restart   (AhoySdpLayerSection *section);
void                 ahoy_sdp_layer_take_back_restart
                                                   (AhoySdpLayerSection *section);
void                 ahoy_sdp_layer_trim_answer    (AhoySdpLayer        *self,
                                                    AhoySdp             *answer);
gboolean             ahoy_sdp_layer_fail           (GError             **error,
                                                    AhoySdpError         code,
                                                    const char          *detail);

G_END_DECLS
