/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

#define AHOY_TYPE_RECENT (ahoy_recent_get_type ())
G_DECLARE_FINAL_TYPE (AhoyRecent, ahoy_recent, AHOY, RECENT, GObject)

const char        *ahoy_recent_get_remote      (AhoyRecent *self);
const char        *ahoy_recent_get_remote_name (AhoyRecent *self);
AhoyCallDirection  ahoy_recent_get_direction   (AhoyRecent *self);
gboolean           ahoy_recent_get_missed      (AhoyRecent *self);
gboolean           ahoy_recent_get_seen        (AhoyRecent *self);
gboolean           ahoy_recent_get_video       (AhoyRecent *self);
gint64             ahoy_recent_get_begun       (AhoyRecent *self);
gint64             ahoy_recent_get_duration    (AhoyRecent *self);
AhoyCallEndReason  ahoy_recent_get_end_reason  (AhoyRecent *self);
const char        *ahoy_recent_get_error       (AhoyRecent *self);

AHOY_END_PUBLIC
G_END_DECLS
