/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A server that is no more than a TCP socket: it says what the test wants, byte by byte. */
typedef struct {
  GSocketService *service; /* NULL when it was stopped */
  guint16         port;
  GPtrArray      *peers;   /* of BarePeer, in the order in which they came */
} BareServer;

typedef struct {
  GSocketConnection *connection;
  GString           *request;     /* what has come and was not taken out */
  gboolean           gone;        /* nothing comes any more */
  char               buffer[4096];
} BarePeer;

BareServer *bare_server_new     (void);
void        bare_server_stop    (BareServer *self);
void        bare_server_free    (BareServer *self);
BarePeer   *bare_server_last    (BareServer *self);

void        bare_peer_say       (BarePeer   *self,
                                 const void *data,
                                 gssize      length);
gsize       bare_peer_try_say   (BarePeer   *self,
                                 const void *data,
                                 gsize       length);
void        bare_peer_hang_up   (BarePeer   *self);
char       *bare_peer_websocket (BarePeer   *self);

G_END_DECLS
