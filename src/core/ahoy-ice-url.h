/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  AHOY_ICE_KIND_STUN,
  AHOY_ICE_KIND_TURN_UDP,
  AHOY_ICE_KIND_TURN_TCP,
  AHOY_ICE_KIND_TURN_TLS,
} AhoyIceKind;

/**
 * AhoyIceUrl:
 * @kind: what the server does, and how it is spoken to
 * @host: its name in ASCII, or its address without brackets
 * @port: its port
 *
 * What the URL of a server says that helps to find a way through the network.
 */
typedef struct {
  AhoyIceKind  kind;
  char        *host;
  guint16      port;
} AhoyIceUrl;

AhoyIceUrl *ahoy_ice_url_parse (const char  *text,
                                GError     **error);
void        ahoy_ice_url_free  (AhoyIceUrl  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyIceUrl, ahoy_ice_url_free)

G_END_DECLS
