/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_LOGIN_PAGE (ahoy_login_page_get_type ())
G_DECLARE_FINAL_TYPE (AhoyLoginPage, ahoy_login_page, AHOY, LOGIN_PAGE, AdwBin)

void ahoy_login_page_set_client    (AhoyLoginPage *self,
                                    AhoyClient    *client);
void ahoy_login_page_login         (AhoyLoginPage *self);
void ahoy_login_page_load_practice (AhoyLoginPage *self,
                                    const char    *server,
                                    const char    *websocket_server,
                                    const char    *user,
                                    const char    *password);
void ahoy_login_page_focus         (AhoyLoginPage *self);

G_END_DECLS
