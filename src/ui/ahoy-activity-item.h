/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-enums.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define AHOY_TYPE_ACTIVITY_ITEM (ahoy_activity_item_get_type ())
G_DECLARE_FINAL_TYPE (AhoyActivityItem, ahoy_activity_item, AHOY, ACTIVITY_ITEM, GObject)

AhoyActivityItem *ahoy_activity_item_new           (AhoyEventKind     kind,
                                                    const char       *text);
AhoyEventKind     ahoy_activity_item_get_kind      (AhoyActivityItem *self);
const char       *ahoy_activity_item_get_text      (AhoyActivityItem *self);
char             *ahoy_activity_item_dup_time_text (AhoyActivityItem *self);
char             *ahoy_activity_item_dup_line      (AhoyActivityItem *self);

G_END_DECLS
