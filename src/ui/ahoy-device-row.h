/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-combo-row.h"
#include "ahoy-media-devices.h"

G_BEGIN_DECLS

#define AHOY_TYPE_DEVICE_ROW (ahoy_device_row_get_type ())
G_DECLARE_FINAL_TYPE (AhoyDeviceRow, ahoy_device_row, AHOY, DEVICE_ROW, AhoyComboRow)

void ahoy_device_row_set_devices (AhoyDeviceRow    *self,
                                  AhoyMediaDevices *devices,
                                  GSettings        *gsettings);

G_END_DECLS
