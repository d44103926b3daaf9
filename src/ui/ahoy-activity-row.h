/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-activity-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define AHOY_TYPE_ACTIVITY_ROW (ahoy_activity_row_get_type ())
G_DECLARE_FINAL_TYPE (AhoyActivityRow, ahoy_activity_row, AHOY, ACTIVITY_ROW, GtkWidget)

void ahoy_activity_row_set_item (AhoyActivityRow  *self,
                                 AhoyActivityItem *item);

G_END_DECLS
