/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-devices.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

/**
 * AhoyDeviceEnds:
 *
 * The real microphone, speaker and camera: the ends of all calls, and the list to choose from.
 */
#define AHOY_TYPE_DEVICE_ENDS (ahoy_device_ends_get_type ())
G_DECLARE_FINAL_TYPE (AhoyDeviceEnds, ahoy_device_ends, AHOY, DEVICE_ENDS, GObject)

AhoyDeviceEnds *ahoy_device_ends_new (void);

AHOY_END_PUBLIC
G_END_DECLS
