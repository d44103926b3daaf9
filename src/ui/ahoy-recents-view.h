/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-recents.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_RECENTS_VIEW (ahoy_recents_view_get_type ())
G_DECLARE_FINAL_TYPE (AhoyRecentsView, ahoy_recents_view, AHOY, RECENTS_VIEW, AdwBin)

void ahoy_recents_view_set_recents (AhoyRecentsView *self,
                                    AhoyRecents     *recents);
void ahoy_recents_view_set_hint    (AhoyRecentsView *self,
                                    const char      *hint);

G_END_DECLS
