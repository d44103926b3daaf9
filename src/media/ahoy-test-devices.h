/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-devices.h"
#include "ahoy-media-ends.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS

/* Devices that are not there: a whole window can be used with them on a computer that has none. They
 * are the ends of all calls, and a list to choose from. */
#define AHOY_TYPE_TEST_DEVICES (ahoy_test_devices_get_type ())
G_DECLARE_FINAL_TYPE (AhoyTestDevices, ahoy_test_devices, AHOY, TEST_DEVICES, GObject)

AHOY_INTERNAL
AhoyTestDevices *ahoy_test_devices_new (void);

G_END_DECLS
