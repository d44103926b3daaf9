/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-ends.h"
#include "ahoy-media-preview.h"

G_BEGIN_DECLS

/* A look at what the microphone and the camera of some ends give. */
#define AHOY_TYPE_PREVIEW (ahoy_preview_get_type ())
G_DECLARE_FINAL_TYPE (AhoyPreview, ahoy_preview, AHOY, PREVIEW, GObject)

AhoyMediaPreview *ahoy_preview_new (AhoyMediaEnds   *ends,
                                    AhoyMediaFlags   what,
                                    GError         **error);

G_END_DECLS
