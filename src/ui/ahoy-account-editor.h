/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-account.h"
#include "ahoy-credentials.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_ACCOUNT_EDITOR (ahoy_account_editor_get_type ())
G_DECLARE_FINAL_TYPE (AhoyAccountEditor, ahoy_account_editor, AHOY, ACCOUNT_EDITOR,
                      AdwPreferencesGroup)

void           ahoy_account_editor_load           (AhoyAccountEditor *self,
                                                   AhoyAccount       *account,
                                                   AhoyLoginKind      kind,
                                                   const char        *authname);
void           ahoy_account_editor_add_place       (AhoyAccountEditor *self,
                                                   AhoyAccount       *place);
void           ahoy_account_editor_load_practice  (AhoyAccountEditor *self,
                                                   const char        *server,
                                                   const char        *websocket_server,
                                                   const char        *user,
                                                   const char        *secret);
gboolean       ahoy_account_editor_save           (AhoyAccountEditor *self,
                                                   AhoyAccount       *account);
AhoyLoginKind  ahoy_account_editor_get_login_kind (AhoyAccountEditor *self);
const char    *ahoy_account_editor_get_authname   (AhoyAccountEditor *self);
gboolean       ahoy_account_editor_get_practice   (AhoyAccountEditor *self);
const char    *ahoy_account_editor_get_service    (AhoyAccountEditor *self);
void           ahoy_account_editor_save_relay     (AhoyAccountEditor *self,
                                                   AhoyCredentials   *credentials);
void           ahoy_account_editor_clear_relay_secret
                                                  (AhoyAccountEditor *self);
void           ahoy_account_editor_clear_user     (AhoyAccountEditor *self);
void           ahoy_account_editor_follow_locks   (AhoyAccountEditor *self,
                                                   GSettings         *gsettings);

G_END_DECLS
