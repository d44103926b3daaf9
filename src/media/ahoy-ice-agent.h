/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-ice-bundle.h"

G_BEGIN_DECLS

/* The ICE agent of webrtcbin, which gathers candidates when we want it: before there is anything to
 * describe, while somebody still types a number or has not answered yet. */
#define AHOY_TYPE_ICE_AGENT (ahoy_ice_agent_get_type ())
G_DECLARE_FINAL_TYPE (AhoyIceAgent, ahoy_ice_agent, AHOY, ICE_AGENT, GstWebRTCNice)

AhoyIceAgent *ahoy_ice_agent_new           (void);
NiceAgent    *ahoy_ice_agent_get_nice      (AhoyIceAgent     *self);
void          ahoy_ice_agent_set_stun      (AhoyIceAgent     *self,
                                            const char       *address,
                                            guint             port);
gboolean      ahoy_ice_agent_add_relay     (AhoyIceAgent     *self,
                                            const char       *address,
                                            guint             port,
                                            const char       *user,
                                            const char       *secret,
                                            NiceRelayType     type);
void          ahoy_ice_agent_gather        (AhoyIceAgent     *self);
void          ahoy_ice_agent_set_news_func (AhoyIceAgent     *self,
                                            AhoyIceNewsFunc   func,
                                            gpointer          data,
                                            GDestroyNotify    free_data);
guint         ahoy_ice_agent_restart       (AhoyIceAgent     *self,
                                            char            **ufrag,
                                            char            **pwd);
void          ahoy_ice_agent_give_up       (AhoyIceAgent     *self);
void          ahoy_ice_agent_retire        (AhoyIceAgent     *self);

G_END_DECLS
