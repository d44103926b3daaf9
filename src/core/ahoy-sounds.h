/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AhoySound:
 * @AHOY_SOUND_RING: somebody calls; until it is stopped, where the ringer is
 * @AHOY_SOUND_WAITING: somebody calls while another call is spoken in; until it is stopped, softly,
 *   where calls are heard
 * @AHOY_SOUND_RING_BACK: it rings at the other side; until it is stopped, where calls are heard
 * @AHOY_SOUND_BUSY: the other side is busy or has declined; ends by itself
 * @AHOY_SOUND_ENDED: a call is over; ends by itself
 *
 * What is heard beside the voices of calls.
 */
typedef enum {
  AHOY_SOUND_RING,
  AHOY_SOUND_WAITING,
  AHOY_SOUND_RING_BACK,
  AHOY_SOUND_BUSY,
  AHOY_SOUND_ENDED,
} AhoySound;

/* What is heard beside the voices of calls: ringing, the tones of a telephone, keys. Used in the
 * main thread. Where there is no device to be heard, nothing is. */
#define AHOY_TYPE_SOUNDS (ahoy_sounds_get_type ())
AHOY_INTERNAL
G_DECLARE_INTERFACE (AhoySounds, ahoy_sounds, AHOY, SOUNDS, GObject)

/**
 * AhoySoundsInterface:
 * @play: begins a sound, in place of the one that is played
 * @stop: ends it
 * @play_key: plays the tones of one key, beside whatever is played
 *
 * What an implementation provides.
 */
struct _AhoySoundsInterface {
  GTypeInterface parent_interface;

  void (*play)     (AhoySounds *self, AhoySound sound);
  void (*stop)     (AhoySounds *self);
  void (*play_key) (AhoySounds *self, char key);
};

AHOY_INTERNAL
void ahoy_sounds_play     (AhoySounds *self,
                           AhoySound   sound);
AHOY_INTERNAL
void ahoy_sounds_stop     (AhoySounds *self);
AHOY_INTERNAL
void ahoy_sounds_play_key (AhoySounds *self,
                           char        key);

G_END_DECLS
