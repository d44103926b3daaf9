/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-service.h"
#include "ahoy-session-memory.h"
#include "ahoy-session.h"

G_BEGIN_DECLS

struct _AhoySession {
  GObject            parent_instance;

  AhoyAccount       *account;
  AhoySessionMemory *memory;
  AhoyClock         *clock;
  GNetworkMonitor   *network;
  AhoyService       *service;    /* of the login; NULL while there is none */
  gboolean           destroyed;
  gboolean           connected;
  gboolean           pending;
  gboolean           reconnecting;
  GError            *error;

  GTask             *login;
  GTask             *logout;
};

gboolean ahoy_session_check_usable (AhoySession  *self,
                                    GError      **error);
void     ahoy_session_let_go       (AhoySession  *self,
                                    AhoyAccount  *account,
                                    GTask       **login,
                                    GTask       **logout);

G_END_DECLS
