/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/webrtc/nice/nice.h>
#include <nice/agent.h>

G_BEGIN_DECLS

/**
 * AhoyIceNews:
 * @AHOY_ICE_NEWS_CANDIDATE: a stream can be reached in one more way
 * @AHOY_ICE_NEWS_GATHERED: there will be no more of them
 * @AHOY_ICE_NEWS_SWITCHED: media go through the stream from now on
 *
 * What is told of streams that follow the first one.
 */
typedef enum {
  AHOY_ICE_NEWS_CANDIDATE,
  AHOY_ICE_NEWS_GATHERED,
  AHOY_ICE_NEWS_SWITCHED,
} AhoyIceNews;

/* In a thread of libnice. */
typedef void (*AhoyIceNewsFunc) (AhoyIceNews  news,
                                 guint        stream_id,
                                 const char  *candidate,
                                 gpointer     data);

/* The streams through which the one bundle of a call goes, one after the other: webrtcbin knows only
 * the first of them, and believes that it never ends. Shared with libnice's thread, which must not
 * hold the agent, because it would wait for itself with the last reference. */
typedef struct _AhoyIceBundle AhoyIceBundle;

AhoyIceBundle *ahoy_ice_bundle_new           (GstWebRTCICEStream    *stream,
                                              NiceAgent             *nice);
void           ahoy_ice_bundle_detach        (AhoyIceBundle         *self,
                                              NiceAgent             *nice);
AhoyIceBundle *ahoy_ice_bundle_ref           (AhoyIceBundle         *self);
void           ahoy_ice_bundle_unref         (AhoyIceBundle         *self);
void           ahoy_ice_bundle_set_news_func (AhoyIceBundle         *self,
                                              AhoyIceNewsFunc        func,
                                              gpointer               data,
                                              GDestroyNotify         free_data);
void           ahoy_ice_bundle_set_transport (AhoyIceBundle         *self,
                                              GstWebRTCICETransport *transport);
void           ahoy_ice_bundle_ask           (AhoyIceBundle         *self);
void           ahoy_ice_bundle_finish        (AhoyIceBundle         *self,
                                              guint                  stream_id);
guint          ahoy_ice_bundle_get_first     (AhoyIceBundle         *self);
guint          ahoy_ice_bundle_get_newest    (AhoyIceBundle         *self);
guint          ahoy_ice_bundle_begin         (AhoyIceBundle         *self,
                                              NiceAgent             *nice);
void           ahoy_ice_bundle_give_up       (AhoyIceBundle         *self,
                                              NiceAgent             *nice);
void           ahoy_ice_bundle_retire        (AhoyIceBundle         *self,
                                              NiceAgent             *nice);

G_END_DECLS
