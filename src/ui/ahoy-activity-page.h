/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-activity-log.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_ACTIVITY_PAGE (ahoy_activity_page_get_type ())
G_DECLARE_FINAL_TYPE (AhoyActivityPage, ahoy_activity_page, AHOY, ACTIVITY_PAGE, AdwBin)

void  ahoy_activity_page_set_log       (AhoyActivityPage *self,
                                        AhoyActivityLog  *log);
char *ahoy_activity_page_dup_selection (AhoyActivityPage *self);

G_END_DECLS
