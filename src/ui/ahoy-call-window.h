/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_CALL_WINDOW (ahoy_call_window_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCallWindow, ahoy_call_window, AHOY, CALL_WINDOW, AdwWindow)

AhoyCallWindow *ahoy_call_window_new        (GtkApplication *application,
                                             AhoyClient     *client,
                                             AhoyCall       *call);

AhoyCall       *ahoy_call_window_get_call   (AhoyCallWindow *self);
void            ahoy_call_window_show_error (AhoyCallWindow *self,
                                             const char     *sentence,
                                             const GError   *error);
void            ahoy_call_window_show_transfer_error
                                            (AhoyCallWindow *self,
                                             const GError   *error);

G_END_DECLS
