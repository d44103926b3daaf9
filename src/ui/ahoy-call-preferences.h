/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_CALL_PREFERENCES (ahoy_call_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCallPreferences, ahoy_call_preferences, AHOY, CALL_PREFERENCES,
                      AdwPreferencesPage)

void ahoy_call_preferences_set_client (AhoyCallPreferences *self,
                                       AhoyClient          *client);

G_END_DECLS
