/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_TRIAL_WINDOW (ahoy_trial_window_get_type ())
G_DECLARE_FINAL_TYPE (AhoyTrialWindow, ahoy_trial_window, AHOY, TRIAL_WINDOW, AdwWindow)

AhoyTrialWindow *ahoy_trial_window_new (GtkWindow  *parent,
                                        AhoyClient *client);

G_END_DECLS
