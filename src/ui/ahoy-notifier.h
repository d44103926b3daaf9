/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_NOTIFIER (ahoy_notifier_get_type ())
G_DECLARE_FINAL_TYPE (AhoyNotifier, ahoy_notifier, AHOY, NOTIFIER, GObject)

AhoyNotifier *ahoy_notifier_new        (GtkApplication *application,
                                        AhoyClient     *client);
void          ahoy_notifier_close      (AhoyNotifier   *self);
gboolean      ahoy_notifier_has_missed (AhoyNotifier   *self,
                                        const char     *address);

G_END_DECLS
