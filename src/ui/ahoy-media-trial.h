/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-media-devices.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_MEDIA_TRIAL (ahoy_media_trial_get_type ())
G_DECLARE_FINAL_TYPE (AhoyMediaTrial, ahoy_media_trial, AHOY, MEDIA_TRIAL, AdwBin)

void ahoy_media_trial_set_devices (AhoyMediaTrial   *self,
                                   AhoyMediaDevices *devices);

G_END_DECLS
