/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_DESKTOP_PREFERENCES (ahoy_desktop_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AhoyDesktopPreferences, ahoy_desktop_preferences, AHOY, DESKTOP_PREFERENCES,
                      AdwPreferencesPage)

void ahoy_desktop_preferences_set_gsettings (AhoyDesktopPreferences *self,
                                             GSettings              *gsettings);

G_END_DECLS
