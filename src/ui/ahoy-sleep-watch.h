/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_SLEEP_WATCH (ahoy_sleep_watch_get_type ())
G_DECLARE_FINAL_TYPE (AhoySleepWatch, ahoy_sleep_watch, AHOY, SLEEP_WATCH, GObject)

AhoySleepWatch *ahoy_sleep_watch_new (GtkApplication *application,
                                      AhoyClient     *client);

G_END_DECLS
