/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-clock.h"
#include "ahoy-trust.h"

G_BEGIN_DECLS

#define AHOY_TYPE_SOCKET (ahoy_socket_get_type ())
G_DECLARE_FINAL_TYPE (AhoySocket, ahoy_socket, AHOY, SOCKET, GObject)

AhoySocket *ahoy_socket_new          (AhoyTrust            *trust,
                                      AhoyClock            *clock);
void        ahoy_socket_prepare      (AhoySocket           *self,
                                      const char           *server);
void        ahoy_socket_open_async   (AhoySocket           *self,
                                      const char           *uri,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean    ahoy_socket_open_finish  (AhoySocket           *self,
                                      GAsyncResult         *result,
                                      GError              **error);
guint       ahoy_socket_get_refusal  (AhoySocket           *self);
void        ahoy_socket_send         (AhoySocket           *self,
                                      const char           *text);
void        ahoy_socket_check        (AhoySocket           *self);
void        ahoy_socket_close        (AhoySocket           *self);

G_END_DECLS
