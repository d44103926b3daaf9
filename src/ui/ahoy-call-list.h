/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-calls.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_CALL_LIST (ahoy_call_list_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCallList, ahoy_call_list, AHOY, CALL_LIST, AdwBin)

void ahoy_call_list_set_calls (AhoyCallList *self,
                               AhoyCalls    *calls,
                               AhoyCall     *except);

G_END_DECLS
