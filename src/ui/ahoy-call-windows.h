/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call-window.h"

G_BEGIN_DECLS

#define AHOY_TYPE_CALL_WINDOWS (ahoy_call_windows_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCallWindows, ahoy_call_windows, AHOY, CALL_WINDOWS, GObject)

AhoyCallWindows *ahoy_call_windows_new   (GtkApplication  *application,
                                          AhoyClient      *client);
void             ahoy_call_windows_close (AhoyCallWindows *self);
AhoyCallWindow  *ahoy_call_windows_find  (AhoyCallWindows *self,
                                          AhoyCall        *call);

G_END_DECLS
