/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-media-devices.h"

G_BEGIN_DECLS

const char *ahoy_device_settings_get_key (AhoyDeviceKind    kind);
void        ahoy_device_settings_follow  (AhoyMediaDevices *devices,
                                          GSettings        *gsettings);

G_END_DECLS
