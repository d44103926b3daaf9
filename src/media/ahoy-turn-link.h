/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-trust.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A relay that is spoken to by TLS. */
typedef struct {
  char      *host;
  guint      port;
  AhoyTrust *trust;
} AhoyTurnTarget;

/* One connection through a tunnel. Lives in the thread that has made it, whose default main context
 * it uses. */
typedef struct _AhoyTurnLink AhoyTurnLink;

/* The last thing that happens; @error is NULL where this side has closed. Frees the link. */
typedef void (*AhoyTurnLinkClosed) (AhoyTurnLink *link, const GError *error, gpointer user_data);

AhoyTurnLink *ahoy_turn_link_new   (GSocketConnection     *near,
                                    const AhoyTurnTarget  *target,
                                    AhoyTurnLinkClosed     closed,
                                    gpointer               user_data);
void          ahoy_turn_link_close (AhoyTurnLink          *self);
void          ahoy_turn_link_free  (AhoyTurnLink          *self);

G_END_DECLS
