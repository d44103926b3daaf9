/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_WINDOW (ahoy_window_get_type ())
G_DECLARE_FINAL_TYPE (AhoyWindow, ahoy_window, AHOY, WINDOW, AdwApplicationWindow)

AhoyWindow *ahoy_window_new               (GtkApplication *application,
                                           AhoyClient     *client);
void        ahoy_window_destroy_when_idle (AhoyWindow     *self);
void        ahoy_window_load_practice     (AhoyWindow     *self,
                                           const char     *server,
                                           const char     *websocket_server,
                                           const char     *user,
                                           const char     *password);
void        ahoy_window_fill_address      (AhoyWindow     *self,
                                           const char     *address);
void        ahoy_window_show_problem      (AhoyWindow     *self,
                                           const char     *text);
void        ahoy_window_show_toast        (AhoyWindow     *self,
                                           const char     *text);

G_END_DECLS
