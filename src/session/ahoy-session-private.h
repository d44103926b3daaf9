/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-service.h"
#include "ahoy-session.h"

G_BEGIN_DECLS

struct _AhoySession {
  GObject          parent_instance;

  AhoyAccount     *account;
  AhoyClock       *clock;
  GNetworkMonitor *network;
  AhoyService     *service;    /* of the login; NULL while there is none */
  gboolean         destroyed;
  gboolean         connected;
  gboolean         pending;
  gboolean         reconnecting;
  GError          *error;

  GTask           *login;
  GCancellable    *login_cancellable;
  GCancellable    *outer_cancellable;
  gulong           outer_cancelled_id;
  GTask           *logout;
};

gboolean ahoy_session_check_usable (AhoySession  *self,
                                    GError      **error);

G_END_DECLS
