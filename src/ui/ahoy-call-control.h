/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call-windows.h"
#include "ahoy-notifier.h"

G_BEGIN_DECLS

#define AHOY_TYPE_CALL_CONTROL (ahoy_call_control_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCallControl, ahoy_call_control, AHOY, CALL_CONTROL, GObject)

AhoyCallControl *ahoy_call_control_new (GApplication    *application,
                                        AhoyClient      *client,
                                        AhoyCallWindows *windows,
                                        AhoyNotifier    *notifier);

G_END_DECLS
