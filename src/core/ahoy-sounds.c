/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sounds.h"

G_DEFINE_INTERFACE (AhoySounds, ahoy_sounds, G_TYPE_OBJECT)

static void
ahoy_sounds_default_init (AhoySoundsInterface *iface)
{
}

/**
 * ahoy_sounds_play:
 * @self: the sounds
 * @sound: which one
 *
 * Begins a sound, in place of the one that is played. Beginning the one that is played already
 * changes nothing.
 */
void
ahoy_sounds_play (AhoySounds *self, AhoySound sound)
{
  g_return_if_fail (AHOY_IS_SOUNDS (self));

  AHOY_SOUNDS_GET_IFACE (self)->play (self, sound);
}

/**
 * ahoy_sounds_stop:
 * @self: the sounds
 *
 * Ends the sound that is played, at once.
 */
void
ahoy_sounds_stop (AhoySounds *self)
{
  g_return_if_fail (AHOY_IS_SOUNDS (self));

  AHOY_SOUNDS_GET_IFACE (self)->stop (self);
}

/**
 * ahoy_sounds_play_key:
 * @self: the sounds
 * @key: `0`-`9`, `*`, `#`, `A`-`D`
 *
 * Plays the two tones of a key for a short time, beside whatever is played.
 */
void
ahoy_sounds_play_key (AhoySounds *self, char key)
{
  g_return_if_fail (AHOY_IS_SOUNDS (self));

  AHOY_SOUNDS_GET_IFACE (self)->play_key (self, key);
}
