/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-calls.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_CALL_ROW (ahoy_call_row_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCallRow, ahoy_call_row, AHOY, CALL_ROW, GtkListBoxRow)

AhoyCallRow *ahoy_call_row_new      (AhoyCalls   *calls,
                                     AhoyCall    *call);
AhoyCall    *ahoy_call_row_get_call (AhoyCallRow *self);

G_END_DECLS
