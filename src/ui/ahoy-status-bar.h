/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_STATUS_BAR (ahoy_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (AhoyStatusBar, ahoy_status_bar, AHOY, STATUS_BAR, AdwBin)

void ahoy_status_bar_set_client (AhoyStatusBar *self,
                                 AhoyClient    *client);

G_END_DECLS
