/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-sounds.h"

#include <glib.h>

G_BEGIN_DECLS

#define AHOY_TONE_RATE 48000

/* A piece of a sound: up to two tones at once, or silence. */
typedef struct {
  guint    duration; /* in ms */
  double   low;      /* in Hz, 0: silence */
  double   high;     /* in Hz, 0: one tone only */
  double   volume;   /* of each, from 0 to 1 */
  gboolean fading;   /* like a bell that was struck; else steady */
} AhoyToneNote;

/* A sound that is made, not recorded. */
typedef struct {
  AhoyToneNote notes[5]; /* a duration of 0 ends them */
  guint        times;    /* how often, 0: until it is stopped */
} AhoyToneScore;

/* How far a sound has got. Begins zeroed. */
typedef struct {
  guint note;
  guint sample; /* of the note */
  guint times;
} AhoyTonePosition;

const AhoyToneScore *ahoy_tone_score_get  (AhoySound            sound);
gboolean             ahoy_tone_score_key  (char                 key,
                                           AhoyToneScore       *score);
guint                ahoy_tone_score_fill (const AhoyToneScore *score,
                                           AhoyTonePosition    *position,
                                           gint16              *samples,
                                           guint                n_samples);

G_END_DECLS
