/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-recents-private.h"
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
  AhoyMediaFactory  *factory;    /* or NULL: there are no calls */
  GListStore        *calls;      /* of AhoyCall: those that are not over */
  AhoyRecents       *recents;
  AhoyService       *service;    /* of the login; NULL while there is none */
  gboolean           destroyed;
  gboolean           connected;
  gboolean           pending;
  gboolean           reconnecting;
  GError            *error;

  GTask             *login;
  GTask             *logout;
};

gboolean ahoy_session_check_usable       (AhoySession    *self,
                                          GError        **error);
gboolean ahoy_session_check_connected    (AhoySession    *self,
                                          GError        **error);
void     ahoy_session_let_go             (AhoySession    *self,
                                          AhoyAccount    *account,
                                          GTask         **login,
                                          GTask         **logout);
void     ahoy_session_emit_event         (AhoySession    *self,
                                          AhoyEventKind   kind,
                                          const char     *text);
void     ahoy_session_emit_incoming_call (AhoySession    *self,
                                          AhoyCall       *call);
void     ahoy_session_watch_calls        (AhoySession    *self);
void     ahoy_session_end_calls          (AhoySession    *self,
                                          const GError   *reason);

G_END_DECLS
