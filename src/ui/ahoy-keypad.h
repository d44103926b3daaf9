/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-sounds.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define AHOY_TYPE_KEYPAD (ahoy_keypad_get_type ())
G_DECLARE_FINAL_TYPE (AhoyKeypad, ahoy_keypad, AHOY, KEYPAD, GtkWidget)

void     ahoy_keypad_set_sounds (AhoyKeypad  *self,
                                 AhoySounds  *sounds);
gboolean ahoy_keypad_press      (AhoyKeypad  *self,
                                 gunichar     character);

G_END_DECLS
