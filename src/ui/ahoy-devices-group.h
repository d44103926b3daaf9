/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_DEVICES_GROUP (ahoy_devices_group_get_type ())
G_DECLARE_FINAL_TYPE (AhoyDevicesGroup, ahoy_devices_group, AHOY, DEVICES_GROUP,
                      AdwPreferencesGroup)

void ahoy_devices_group_set_client (AhoyDevicesGroup *self,
                                    AhoyClient       *client);

G_END_DECLS
