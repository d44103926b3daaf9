/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call.h"
#include "ahoy-media-devices.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_CALL_DEVICES (ahoy_call_devices_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCallDevices, ahoy_call_devices, AHOY, CALL_DEVICES, AdwBin)

void ahoy_call_devices_set_devices (AhoyCallDevices  *self,
                                    AhoyMediaDevices *devices,
                                    GSettings        *gsettings);
void ahoy_call_devices_set_call    (AhoyCallDevices  *self,
                                    AhoyCall         *call);

G_END_DECLS
