/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-activity-item.h"

G_BEGIN_DECLS

/* The most lines that are kept; beyond it the oldest go. */
#define AHOY_ACTIVITY_LOG_LIMIT 10000

#define AHOY_TYPE_ACTIVITY_LOG (ahoy_activity_log_get_type ())
G_DECLARE_FINAL_TYPE (AhoyActivityLog, ahoy_activity_log, AHOY, ACTIVITY_LOG, GObject)

AhoyActivityLog *ahoy_activity_log_new        (void);

void             ahoy_activity_log_add        (AhoyActivityLog *self,
                                               AhoyEventKind    kind,
                                               const char      *text);
void             ahoy_activity_log_flush      (AhoyActivityLog *self);
void             ahoy_activity_log_clear      (AhoyActivityLog *self);
gboolean         ahoy_activity_log_undo_clear (AhoyActivityLog *self);
void             ahoy_activity_log_forget     (AhoyActivityLog *self);
char            *ahoy_activity_log_dup_text   (AhoyActivityLog *self);

G_END_DECLS
