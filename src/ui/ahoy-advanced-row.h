/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-account.h"
#include "ahoy-credentials.h"
#include "ahoy-service-traits.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_ADVANCED_ROW (ahoy_advanced_row_get_type ())
G_DECLARE_FINAL_TYPE (AhoyAdvancedRow, ahoy_advanced_row, AHOY, ADVANCED_ROW, AdwExpanderRow)

void           ahoy_advanced_row_load           (AhoyAdvancedRow    *self,
                                                 AhoyAccount        *account,
                                                 AhoyLoginKind       kind,
                                                 const char         *authname);
gboolean       ahoy_advanced_row_save           (AhoyAdvancedRow    *self,
                                                 AhoyAccount        *account);
AhoyLoginKind  ahoy_advanced_row_get_login_kind (AhoyAdvancedRow    *self);
const char    *ahoy_advanced_row_get_authname   (AhoyAdvancedRow    *self);
void           ahoy_advanced_row_save_relay     (AhoyAdvancedRow    *self,
                                                 AhoyCredentials    *credentials);
void           ahoy_advanced_row_clear_relay_secret
                                                (AhoyAdvancedRow    *self);
void           ahoy_advanced_row_clear_user     (AhoyAdvancedRow    *self);
void           ahoy_advanced_row_set_traits     (AhoyAdvancedRow    *self,
                                                 AhoyServiceTraits   traits);
void           ahoy_advanced_row_keep_servers   (AhoyAdvancedRow    *self,
                                                 AhoyAccount        *account);
void           ahoy_advanced_row_set_servers    (AhoyAdvancedRow    *self,
                                                 const char         *websocket_server,
                                                 const char * const *ice_servers);
void           ahoy_advanced_row_follow_locks     (AhoyAdvancedRow   *self,
                                                   GSettings         *gsettings);

G_END_DECLS
