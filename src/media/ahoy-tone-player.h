/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-runner.h"
#include "ahoy-tone-score.h"

G_BEGIN_DECLS

AhoyRunner *ahoy_tone_player_new (const AhoyToneScore *score,
                                  GstElement          *sink);

G_END_DECLS
