/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-ends.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS

#define AHOY_MIXER_SEATS 3

/* Where calls hear each other: each seat is the ends of one call, whose microphone hears what the
 * speakers of all others play. There are no pictures. */
typedef struct _AhoyMixer AhoyMixer;

AHOY_INTERNAL
AhoyMixer     *ahoy_mixer_new      (void);
AHOY_INTERNAL
void           ahoy_mixer_unref    (AhoyMixer *self);
AHOY_INTERNAL
AhoyMediaEnds *ahoy_mixer_new_seat (AhoyMixer *self,
                                    guint      seat);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyMixer, ahoy_mixer_unref)

G_END_DECLS
