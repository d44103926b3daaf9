/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"

#include <gst/gst.h>

G_BEGIN_DECLS

AhoySoundCare  ahoy_sound_care_get_possible (void);
GstElement    *ahoy_sound_care_make_probe   (void);
GstElement    *ahoy_sound_care_make         (AhoySoundCare  care,
                                             GstElement    *probe);

G_END_DECLS
