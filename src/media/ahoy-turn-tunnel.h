/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-trust.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Carries TURN over TCP in TLS, for libnice, which does not know TLS: a port on this computer
 * behind which the relay is. */
#define AHOY_TYPE_TURN_TUNNEL (ahoy_turn_tunnel_get_type ())
G_DECLARE_FINAL_TYPE (AhoyTurnTunnel, ahoy_turn_tunnel, AHOY, TURN_TUNNEL, GObject)

AhoyTurnTunnel *ahoy_turn_tunnel_new         (const char      *host,
                                              guint            port,
                                              AhoyTrust       *trust,
                                              GSocketFamily    family,
                                              GError         **error);
const char     *ahoy_turn_tunnel_get_address (AhoyTurnTunnel  *self);
guint           ahoy_turn_tunnel_get_port    (AhoyTurnTunnel  *self);
void            ahoy_turn_tunnel_seal        (AhoyTurnTunnel  *self);
void            ahoy_turn_tunnel_close       (AhoyTurnTunnel  *self);

G_END_DECLS
