/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-ice-agent.h"
#include "ahoy-media.h"

G_BEGIN_DECLS

/* The servers that help one call to find a way: finds their addresses, and carries relays by TLS
 * through tunnels. Used in the main thread. */
#define AHOY_TYPE_ICE_SERVERS (ahoy_ice_servers_get_type ())
G_DECLARE_FINAL_TYPE (AhoyIceServers, ahoy_ice_servers, AHOY, ICE_SERVERS, GObject)

AhoyIceServers *ahoy_ice_servers_new         (const AhoyMediaNetwork *network);
void            ahoy_ice_servers_start       (AhoyIceServers         *self,
                                              AhoyIceAgent           *agent);
gboolean        ahoy_ice_servers_has_relays  (AhoyIceServers         *self);
const GError   *ahoy_ice_servers_get_problem (AhoyIceServers         *self);
void            ahoy_ice_servers_seal        (AhoyIceServers         *self);
void            ahoy_ice_servers_give_up     (AhoyIceServers         *self);
void            ahoy_ice_servers_close       (AhoyIceServers         *self);

G_END_DECLS
