/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_BACKGROUND (ahoy_background_get_type ())
G_DECLARE_FINAL_TYPE (AhoyBackground, ahoy_background, AHOY, BACKGROUND, GObject)

AhoyBackground *ahoy_background_new          (GtkApplication *application,
                                              AhoyClient     *client,
                                              gboolean        sandboxed);
void            ahoy_background_start        (AhoyBackground *self);
void            ahoy_background_close_window (AhoyBackground *self,
                                              GtkWindow      *window);

G_END_DECLS
