/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

/* What is heard beside the voices of calls: ringing, the tones of a telephone, keys. Used in the
 * main thread. Where there is no device to be heard, nothing is. */
#define AHOY_TYPE_SOUNDS (ahoy_sounds_get_type ())
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

void ahoy_sounds_play     (AhoySounds *self,
                           AhoySound   sound);
void ahoy_sounds_stop     (AhoySounds *self);
void ahoy_sounds_play_key (AhoySounds *self,
                           char        key);

AHOY_END_PUBLIC
G_END_DECLS
