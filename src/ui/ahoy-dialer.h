/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-sounds.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define AHOY_TYPE_DIALER (ahoy_dialer_get_type ())
G_DECLARE_FINAL_TYPE (AhoyDialer, ahoy_dialer, AHOY, DIALER, GtkWidget)

void ahoy_dialer_set_recents (AhoyDialer *self,
                              GListModel *recents);
void ahoy_dialer_set_sounds  (AhoyDialer *self,
                              AhoySounds *sounds);
void ahoy_dialer_fill        (AhoyDialer *self,
                              const char *address);
void ahoy_dialer_show_error  (AhoyDialer *self,
                              const char *address,
                              const char *message);
void ahoy_dialer_clear       (AhoyDialer *self);
void ahoy_dialer_focus       (AhoyDialer *self);

G_END_DECLS
