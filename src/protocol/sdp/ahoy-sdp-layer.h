/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-sdp-codec.h"

G_BEGIN_DECLS

typedef enum {
  AHOY_SDP_OFFER,
  AHOY_SDP_ANSWER,
  AHOY_SDP_PROVISIONAL_ANSWER, /* another answer to the same offer may follow */
} AhoySdpType;

typedef enum {
  AHOY_SDP_STABLE,
  AHOY_SDP_HAVE_LOCAL_OFFER,
  AHOY_SDP_HAVE_REMOTE_OFFER,
} AhoySdpState;

typedef enum {
  AHOY_SDP_LAYER_NONE    = 0,
  AHOY_SDP_LAYER_CALLER  = 1 << 0, /* the call is ours, not the other side's */
  AHOY_SDP_LAYER_TRICKLE = 1 << 1, /* candidates travel by themselves, not in descriptions */
  AHOY_SDP_LAYER_ONE_PEER = 1 << 2, /* who spoke first is the only one who may speak */
} AhoySdpLayerFlags;

/**
 * AhoySdpChange:
 * @AHOY_SDP_CHANGE_NONE: nothing that concerns the person
 * @AHOY_SDP_CHANGE_START: the first description of the other side
 * @AHOY_SDP_CHANGE_HOLD: the other side holds the call
 * @AHOY_SDP_CHANGE_MUSIC: the other side, which holds the call, has begun to send audio
 * @AHOY_SDP_CHANGE_UNHOLD: the other side no longer holds the call
 * @AHOY_SDP_CHANGE_ADD: the other side sends in a section in which it did not
 * @AHOY_SDP_CHANGE_REMOVE: the other side has ceased to send in a section
 *
 * What the other side did, which is not named on the wire.
 */
typedef enum {
  AHOY_SDP_CHANGE_NONE,
  AHOY_SDP_CHANGE_START,
  AHOY_SDP_CHANGE_HOLD,
  AHOY_SDP_CHANGE_MUSIC,
  AHOY_SDP_CHANGE_UNHOLD,
  AHOY_SDP_CHANGE_ADD,
  AHOY_SDP_CHANGE_REMOVE,
} AhoySdpChange;

/* A section of the other side's description. */
typedef struct {
  guint             line;         /* its number there */
  int               webrtc_line;  /* its number in webrtcbin, or -1 where webrtcbin does not see it */
  AhoySdpKind       kind;
  char             *mid;          /* or NULL */
  gboolean          rejected;     /* by the other side, or for what cannot be done here */
  AhoySdpDirection  allowed;      /* what the other side lets us send and receive */
  gboolean          began;        /* to send, with this description */
  gboolean          ceased;       /* to send, with this description */
  gboolean          telephone_event;
  guint             transport_cc; /* the number of the header extension, or 0 */
  char             *fingerprint;  /* as ahoy_sdp_get_fingerprint() writes it; NULL where rejected */
  GPtrArray        *formats;      /* (element-type AhoySdpFormat): in the other side's order */
} AhoySdpRemoteSection;

typedef struct {
  AhoySdpType    type;
  char          *text;                /* for set-remote-description, as an answer also if provisional */
  GPtrArray     *sections;            /* (element-type AhoySdpRemoteSection) */
  AhoySdpChange  change;
  gboolean       music;               /* the other side holds the call and sends audio */
  gboolean       remote_hold;         /* the other side holds the call, after this description */
  gboolean       trickle;             /* the other side takes candidates one by one */
  gboolean       ice_restarted;
  gboolean       origin_changed;      /* another one speaks: make a new connection */
  gboolean       fingerprint_changed; /* likewise */
  gboolean       role_changed;        /* likewise, if ICE was restarted as well; else put right */
  gboolean       fingerprints_differ; /* between sections: end the call */
} AhoySdpRemote;

typedef struct _AhoySdpLayer AhoySdpLayer;

AhoySdpLayer     *ahoy_sdp_layer_new                  (guint64             session_id,
                                                       AhoySdpLayerFlags   flags);
void              ahoy_sdp_layer_free                 (AhoySdpLayer       *self);
AhoySdpState      ahoy_sdp_layer_get_state            (AhoySdpLayer       *self);

/* What we want. */
void              ahoy_sdp_layer_set_codecs           (AhoySdpLayer       *self,
                                                       AhoySdpCodec        codecs);
void              ahoy_sdp_layer_set_wanted           (AhoySdpLayer       *self,
                                                       guint               webrtc_line,
                                                       AhoySdpDirection    direction);
AhoySdpDirection  ahoy_sdp_layer_get_wanted           (AhoySdpLayer       *self,
                                                       guint               webrtc_line);
void              ahoy_sdp_layer_set_hold             (AhoySdpLayer       *self,
                                                       gboolean            hold);
gboolean          ahoy_sdp_layer_get_hold             (AhoySdpLayer       *self);
gboolean          ahoy_sdp_layer_get_remote_hold      (AhoySdpLayer       *self);
void              ahoy_sdp_layer_stop                 (AhoySdpLayer       *self,
                                                       guint               webrtc_line);
void              ahoy_sdp_layer_revive               (AhoySdpLayer       *self,
                                                       guint               webrtc_line);
int               ahoy_sdp_layer_find_spare           (AhoySdpLayer       *self,
                                                       AhoySdpKind         kind);

/* What is agreed. */
AhoySdpDirection  ahoy_sdp_layer_get_direction        (AhoySdpLayer       *self,
                                                       guint               webrtc_line);

/* Descriptions. */
char             *ahoy_sdp_layer_take_local           (AhoySdpLayer       *self,
                                                       AhoySdpType         type,
                                                       const char         *text,
                                                       GError            **error);
char             *ahoy_sdp_layer_write                (AhoySdpLayer       *self,
                                                       GError            **error);
AhoySdpRemote    *ahoy_sdp_layer_take_remote          (AhoySdpLayer       *self,
                                                       AhoySdpType         type,
                                                       const char         *text,
                                                       gssize              length,
                                                       GError            **error);
char             *ahoy_sdp_layer_rollback             (AhoySdpLayer       *self,
                                                       GError            **error);
void              ahoy_sdp_layer_replace_connection   (AhoySdpLayer       *self,
                                                       gboolean            same_peer);

/* ICE. */
void              ahoy_sdp_layer_add_candidate        (AhoySdpLayer       *self,
                                                       guint               webrtc_line,
                                                       const char         *candidate);
void              ahoy_sdp_layer_clear_candidates     (AhoySdpLayer       *self);
guint             ahoy_sdp_layer_count_candidates     (AhoySdpLayer       *self);
void              ahoy_sdp_layer_set_ice_credentials  (AhoySdpLayer       *self,
                                                       guint               webrtc_line,
                                                       const char         *ufrag,
                                                       const char         *pwd);
gboolean          ahoy_sdp_layer_is_bundled           (AhoySdpLayer       *self);
void              ahoy_sdp_layer_restart_ice          (AhoySdpLayer       *self,
                                                       const char         *ufrag,
                                                       const char         *pwd);
void              ahoy_sdp_layer_undo_restart         (AhoySdpLayer       *self);
gboolean          ahoy_sdp_layer_map_local_candidate  (AhoySdpLayer       *self,
                                                       guint               webrtc_line,
                                                       guint              *line,
                                                       const char        **mid);
gboolean          ahoy_sdp_layer_map_remote_candidate (AhoySdpLayer       *self,
                                                       guint               line,
                                                       const char         *mid,
                                                       guint              *webrtc_line);

void              ahoy_sdp_remote_free                (AhoySdpRemote      *remote);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySdpLayer, ahoy_sdp_layer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySdpRemote, ahoy_sdp_remote_free)

G_END_DECLS
