/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-tone-score.h"

#include <math.h>
#include <string.h>

/* A tone that begins or ends at once clicks. */
#define RAMP_MS 6
#define KEY_MS 120

/* A struck bell is down to a tenth after this share of its note. */
#define FADE 0.6

static const AhoyToneScore scores[] = {
  /* Two bells, a third apart, that answer each other. */
  [AHOY_SOUND_RING] = { { { 600, 659.25, 830.61, 0.3, TRUE }, { 150 },
                          { 900, 523.25, 659.25, 0.3, TRUE }, { 1850 } }, 0 },
  [AHOY_SOUND_WAITING] = { { { 120, 440, 0, 0.12, FALSE }, { 120 }, { 120, 440, 0, 0.12, FALSE },
                             { 2640 } }, 0 },
  /* These two are known from the telephones of most countries of Europe. */
  [AHOY_SOUND_RING_BACK] = { { { 1000, 425, 0, 0.15, FALSE }, { 4000 } }, 0 },
  [AHOY_SOUND_BUSY] = { { { 480, 425, 0, 0.15, FALSE }, { 480 } }, 4 },
  [AHOY_SOUND_ENDED] = { { { 130, 480, 0, 0.15, FALSE }, { 50 }, { 200, 360, 0, 0.15, TRUE } }, 1 },
};

/**
 * ahoy_tone_score_get:
 * @sound: a sound
 *
 * Returns: (transfer none): what it consists of
 */
const AhoyToneScore *
ahoy_tone_score_get (AhoySound sound)
{
  g_return_val_if_fail (sound < G_N_ELEMENTS (scores), NULL);

  return &scores[sound];
}

/**
 * ahoy_tone_score_key:
 * @key: a key of a telephone
 * @score: (out): the two tones it is known by (ITU-T Q.23)
 *
 * Returns: whether there is such a key
 */
gboolean
ahoy_tone_score_key (char key, AhoyToneScore *score)
{
  static const char keys[] = "123A456B789C*0#D";
  static const double rows[] = { 697, 770, 852, 941 };
  static const double columns[] = { 1209, 1336, 1477, 1633 };
  const char *found = key != '\0' ? strchr (keys, g_ascii_toupper (key)) : NULL;

  if (found == NULL)
    return FALSE;
  *score = (AhoyToneScore) {
    .notes = { { KEY_MS, rows[(found - keys) / 4], columns[(found - keys) % 4], 0.12, FALSE } },
    .times = 1,
  };
  return TRUE;
}

static double
get_envelope (const AhoyToneNote *note, guint sample, guint length)
{
  const guint ramp = RAMP_MS * AHOY_TONE_RATE / 1000;
  guint edge = MIN (sample, length - sample);
  double envelope = edge < ramp ? 0.5 - 0.5 * cos (G_PI * edge / ramp) : 1;

  if (note->fading)
    envelope *= pow (10, -1.0 * sample / (FADE * length));
  return envelope;
}

static gint16
get_sample (const AhoyToneNote *note, guint sample, guint length)
{
  double time = 2 * G_PI * sample / AHOY_TONE_RATE;
  double value;

  if (note->low == 0)
    return 0;
  value = sin (note->low * time);
  if (note->high != 0)
    value += sin (note->high * time);
  return lrint (G_MAXINT16 * note->volume * get_envelope (note, sample, length) * value);
}

/**
 * ahoy_tone_score_fill:
 * @score: a sound
 * @position: how far it has got, moved on
 * @samples: (out) (array length=n_samples): where the sound goes
 * @n_samples: how many samples are wanted, %AHOY_TONE_RATE in a second
 *
 * Makes the next piece of a sound. May be called in any thread.
 *
 * Returns: how many samples there were; less than wanted when the sound is over
 */
guint
ahoy_tone_score_fill (const AhoyToneScore *score, AhoyTonePosition *position, gint16 *samples,
                      guint n_samples)
{
  guint n = 0;

  while (n < n_samples && (score->times == 0 || position->times < score->times)) {
    const AhoyToneNote *note = &score->notes[position->note];
    guint length = note->duration * (AHOY_TONE_RATE / 1000);

    if (position->sample < length) {
      samples[n++] = get_sample (note, position->sample++, length);
      continue;
    }
    position->sample = 0;
    position->note++;
    if (position->note == G_N_ELEMENTS (score->notes) ||
        score->notes[position->note].duration == 0) {
      position->note = 0;
      position->times++;
    }
  }
  return n;
}
