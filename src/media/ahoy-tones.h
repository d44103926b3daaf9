/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-ends.h"
#include "ahoy-sounds.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS

/* Sounds of our own making: nothing is recorded. The ringing is heard at the ringer of the ends, the
 * rest at their speaker. */
#define AHOY_TYPE_TONES (ahoy_tones_get_type ())
G_DECLARE_FINAL_TYPE (AhoyTones, ahoy_tones, AHOY, TONES, GObject)

AHOY_INTERNAL
AhoySounds *ahoy_tones_new (AhoyMediaEnds *ends);

G_END_DECLS
