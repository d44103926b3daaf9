/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-recent.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_RECENT_ROW (ahoy_recent_row_get_type ())
G_DECLARE_FINAL_TYPE (AhoyRecentRow, ahoy_recent_row, AHOY, RECENT_ROW, GtkWidget)

void        ahoy_recent_row_set_recent (AhoyRecentRow *self,
                                        AhoyRecent    *recent);
AhoyRecent *ahoy_recent_row_get_recent (AhoyRecentRow *self);
void        ahoy_recent_row_update     (AhoyRecentRow *self);
void        ahoy_recent_row_popup_menu (AhoyRecentRow *self);

G_END_DECLS
