/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_HELP_WINDOW (ahoy_help_window_get_type ())
G_DECLARE_FINAL_TYPE (AhoyHelpWindow, ahoy_help_window, AHOY, HELP_WINDOW, AdwWindow)

void            ahoy_help_show       (GtkWindow      *parent);
AhoyHelpWindow *ahoy_help_window_new (GtkWindow      *parent);
gboolean        ahoy_help_window_add (AhoyHelpWindow *self,
                                      const char     *page,
                                      gssize          length,
                                      GError        **error);

G_END_DECLS
