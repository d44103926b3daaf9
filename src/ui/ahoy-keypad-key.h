/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define AHOY_TYPE_KEYPAD_KEY (ahoy_keypad_key_get_type ())
G_DECLARE_FINAL_TYPE (AhoyKeypadKey, ahoy_keypad_key, AHOY, KEYPAD_KEY, GtkButton)

const char *ahoy_keypad_key_get_key (AhoyKeypadKey *self);

G_END_DECLS
