/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-peer.h"
#include "ahoy-rate-control.h"
#include "ahoy-receiver.h"
#include "ahoy-sdp-layer.h"
#include "ahoy-sender.h"
#include "ahoy-stats-reader.h"
#include "ahoy-webrtc-media.h"

G_BEGIN_DECLS

/* A section of webrtcbin, which never loses one: the number of it is its place in the array. */
typedef struct {
  AhoySdpKind       kind;
  GstPad           *pad;  /* where what we send has to go */
  guint32           ssrc; /* of what we send */
  AhoySendPosition  position;
} AhoyWebrtcSection;

/* Sound or picture: each is sent in one section only, the first of its kind that lives. */
typedef enum { AHOY_WEBRTC_SOUND, AHOY_WEBRTC_PICTURE, AHOY_WEBRTC_N_KINDS } AhoyWebrtcKind;

struct _AhoyWebrtcMedia {
  GObject           parent_instance;
  AhoyMediaEnds    *ends;
  AhoyMediaNetwork  network;

  AhoyPeer         *peer; /* NULL before the first operation, and after the end */
  AhoySdpLayer     *layer;
  GPtrArray        *sections; /* (element-type AhoyWebrtcSection) */
  AhoySdpRemote    *remote;   /* the last description of the other side */
  GPtrArray        *held_candidates; /* (element-type utf8): of the first offer, until the answer */
  GPtrArray        *early_candidates; /* those that came before they can be used, or NULL */
  guint             n_candidates; /* that came alone since the last description of the other side */
  gboolean          ice_open;    /* candidates of the other side can be used */
  gboolean          provisional; /* webrtcbin has a provisional answer */
  gboolean          restarting;  /* our offer is about another way through the network */
  gboolean          restarted;   /* there was another way before */

  GstElement       *echo_probe; /* between receiver and speaker, or NULL */
  AhoySender       *senders[AHOY_WEBRTC_N_KINDS];
  AhoyReceiver     *receivers[AHOY_WEBRTC_N_KINDS];
  guint64           sent_before[AHOY_WEBRTC_N_KINDS]; /* by senders that are gone */
  AhoyPicture      *remote_video; /* NULL before the first, or when nobody looks */
  AhoyPicture      *local_video;

  GTask            *operation; /* the one that runs, or NULL */
  gboolean          begun;     /* there has been one */
  GError           *problem;   /* that nobody has heard of yet, or NULL */
  gboolean          gathering; /* it waits for candidates */
  gboolean          gathering_late; /* so long that the first relay will do */
  gboolean          relayed;   /* a relay can be used */
  guint             gather_timeout;
  GSource          *gather_cancel;
  gboolean          gathered;
  gboolean          described; /* a description was handed out, so candidates may follow */
  GPtrArray        *untold;    /* (element-type utf8): candidates that wait for that */

  AhoyMediaState    state;
  AhoyMediaFlags    sends;
  AhoyMediaFlags    receives;
  gboolean          remote_hold;
  gboolean          muted;
  AhoyMediaFlags    paused;    /* withheld although it is agreed */
  gboolean          unwatched; /* nobody can see the pictures */
  gboolean          untrusted;
  gboolean          closed;
  double            levels[2]; /* microphone, speaker */
  guint             stats_timer;
  gboolean          stats_wanted;
  AhoyStatsReader  *stats_reader;
  AhoyRateControl   rate_control; /* of the pictures that are sent */
};

/* ahoy-webrtc-media.c */
gboolean           ahoy_webrtc_media_start           (AhoyWebrtcMedia      *self,
                                                      GError              **error);
void               ahoy_webrtc_media_fail            (AhoyWebrtcMedia      *self,
                                                      AhoyMediaError        code,
                                                      const char           *message);
void               ahoy_webrtc_media_set_state       (AhoyWebrtcMedia      *self,
                                                      AhoyMediaState        state);

/* ahoy-webrtc-flow.c: what is sent and received */
AhoyWebrtcSection *ahoy_webrtc_media_get_section     (AhoyWebrtcMedia      *self,
                                                      guint                 line);
AhoyWebrtcSection *ahoy_webrtc_media_add_section     (AhoyWebrtcMedia      *self,
                                                      AhoySdpKind           kind,
                                                      guint32               ssrc,
                                                      GstCaps              *preferences);
int                ahoy_webrtc_media_find_line       (AhoyWebrtcMedia      *self,
                                                      AhoySdpKind           kind);
gboolean           ahoy_webrtc_media_want            (AhoyWebrtcMedia      *self,
                                                      AhoyMediaFlags        wanted,
                                                      gboolean              may_add,
                                                      GError              **error);
void               ahoy_webrtc_media_agree           (AhoyWebrtcMedia      *self);
gboolean           ahoy_webrtc_media_set_paused      (AhoyMedia            *media,
                                                      AhoyMediaFlags        paused,
                                                      GError              **error);
void               ahoy_webrtc_media_update_flow     (AhoyWebrtcMedia      *self);
void               ahoy_webrtc_media_on_pad_added    (AhoyPeer             *peer,
                                                      GstPad               *pad,
                                                      AhoyWebrtcMedia      *self);
void               ahoy_webrtc_media_on_pad_removed  (AhoyPeer             *peer,
                                                      GstPad               *pad,
                                                      AhoyWebrtcMedia      *self);
void               ahoy_webrtc_media_drop_flow       (AhoyWebrtcMedia      *self);

/* ahoy-webrtc-negotiation.c: descriptions */
void               ahoy_webrtc_media_init_negotiation (AhoyMediaInterface  *iface);
void               ahoy_webrtc_media_on_gathered      (AhoyWebrtcMedia     *self);
void               ahoy_webrtc_media_on_candidate     (AhoyPeer            *peer,
                                                       guint                line,
                                                       const char          *candidate,
                                                       AhoyWebrtcMedia     *self);
void               ahoy_webrtc_media_cancel_operation (AhoyWebrtcMedia     *self);

G_END_DECLS
