/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-calls.h"

G_BEGIN_DECLS

#define AHOY_TYPE_DO_NOT_DISTURB (ahoy_do_not_disturb_get_type ())
G_DECLARE_FINAL_TYPE (AhoyDoNotDisturb, ahoy_do_not_disturb, AHOY, DO_NOT_DISTURB, GObject)

AhoyDoNotDisturb *ahoy_do_not_disturb_new (GSettings *gsettings,
                                           AhoyCalls *calls);

G_END_DECLS
