/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-tone-score.h"

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* Plays one sound once, by a thread of its own: sound servers may keep one waiting. Used in the main
 * thread. */
#define AHOY_TYPE_TONE_PLAYER (ahoy_tone_player_get_type ())
G_DECLARE_FINAL_TYPE (AhoyTonePlayer, ahoy_tone_player, AHOY, TONE_PLAYER, GObject)

AhoyTonePlayer *ahoy_tone_player_new  (const AhoyToneScore *score,
                                       GstElement          *sink);
void            ahoy_tone_player_stop (AhoyTonePlayer      *self);

G_END_DECLS
