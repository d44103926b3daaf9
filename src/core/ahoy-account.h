/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

#define AHOY_TYPE_ACCOUNT (ahoy_account_get_type ())
G_DECLARE_FINAL_TYPE (AhoyAccount, ahoy_account, AHOY, ACCOUNT, GObject)

AhoyAccount        *ahoy_account_new                      (void);
AhoyAccount        *ahoy_account_copy                     (AhoyAccount *self);

const char         *ahoy_account_get_service              (AhoyAccount *self);
const char         *ahoy_account_get_user                 (AhoyAccount *self);
const char         *ahoy_account_get_server               (AhoyAccount *self);
const char         *ahoy_account_get_websocket_server     (AhoyAccount *self);
const char         *ahoy_account_get_app_id               (AhoyAccount *self);
const char         *ahoy_account_get_ca_file              (AhoyAccount *self);
const char         *ahoy_account_get_correlator           (AhoyAccount *self);
const char * const *ahoy_account_get_ice_servers          (AhoyAccount *self);
gboolean            ahoy_account_get_relay_only           (AhoyAccount *self);
const char * const *ahoy_account_get_services             (AhoyAccount *self);
gboolean            ahoy_account_get_force_logout         (AhoyAccount *self);
guint               ahoy_account_get_expires              (AhoyAccount *self);
guint               ahoy_account_get_keepalive_interval   (AhoyAccount *self);
gboolean            ahoy_account_get_auto_reconnect       (AhoyAccount *self);
guint               ahoy_account_get_reconnect_limit      (AhoyAccount *self);
guint               ahoy_account_get_reconnect_delay      (AhoyAccount *self);
double              ahoy_account_get_reconnect_multiplier (AhoyAccount *self);
guint               ahoy_account_get_reconnect_max_delay  (AhoyAccount *self);
guint               ahoy_account_get_unavailable_retries  (AhoyAccount *self);

AHOY_END_PUBLIC
G_END_DECLS
