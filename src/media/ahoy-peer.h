/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-ice-servers.h"
#include "ahoy-media.h"

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* A pipeline with webrtcbin in it, whose callbacks from many threads all come as signals in the main
 * thread, in their order. Knows nothing of what the descriptions mean. */
#define AHOY_TYPE_PEER (ahoy_peer_get_type ())
G_DECLARE_FINAL_TYPE (AhoyPeer, ahoy_peer, AHOY, PEER, GObject)

AhoyPeer       *ahoy_peer_new                    (const AhoyMediaNetwork *network);
AhoyIceServers *ahoy_peer_get_servers            (AhoyPeer                *self);
GstBin         *ahoy_peer_get_pipeline           (AhoyPeer                *self);
GstPad         *ahoy_peer_request_pad            (AhoyPeer                *self,
                                                  GstCaps                 *preferences);
void            ahoy_peer_set_preferences        (AhoyPeer                *self,
                                                  GstPad                  *pad,
                                                  GstCaps                 *preferences);
void            ahoy_peer_create_async           (AhoyPeer                *self,
                                                  gboolean                 offer,
                                                  GCancellable            *cancellable,
                                                  GAsyncReadyCallback      callback,
                                                  gpointer                 user_data);
char           *ahoy_peer_create_finish          (AhoyPeer                *self,
                                                  GAsyncResult            *result,
                                                  GError                 **error);
void            ahoy_peer_set_description_async  (AhoyPeer                *self,
                                                  gboolean                 local,
                                                  gboolean                 offer,
                                                  const char              *sdp,
                                                  GCancellable            *cancellable,
                                                  GAsyncReadyCallback      callback,
                                                  gpointer                 user_data);
gboolean        ahoy_peer_set_description_finish (AhoyPeer                *self,
                                                  GAsyncResult            *result,
                                                  GError                 **error);
void            ahoy_peer_add_candidate          (AhoyPeer                *self,
                                                  guint                    line,
                                                  const char              *candidate);
gboolean        ahoy_peer_restart_ice            (AhoyPeer                *self,
                                                  char                   **ufrag,
                                                  char                   **pwd);
void            ahoy_peer_give_up_restart        (AhoyPeer                *self);
void            ahoy_peer_set_expects            (AhoyPeer                *self,
                                                  gboolean                 expects);
void            ahoy_peer_set_fingerprints       (AhoyPeer                *self,
                                                  const char * const      *fingerprints);
void            ahoy_peer_get_stats_async        (AhoyPeer                *self,
                                                  GCancellable            *cancellable,
                                                  GAsyncReadyCallback      callback,
                                                  gpointer                 user_data);
GstStructure   *ahoy_peer_get_stats_finish       (AhoyPeer                *self,
                                                  GAsyncResult            *result,
                                                  GError                 **error);
void            ahoy_peer_close_async            (AhoyPeer                *self,
                                                  GAsyncReadyCallback      callback,
                                                  gpointer                 user_data);
gboolean        ahoy_peer_close_finish           (AhoyPeer                *self,
                                                  GAsyncResult            *result,
                                                  GError                 **error);

G_END_DECLS
