/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-ends.h"
#include "ahoy-webrtc-media-factory.h"

G_BEGIN_DECLS

/**
 * AhoyMakeEnds:
 * @user_data: what was given with the function
 *
 * Makes the ends of one call.
 *
 * Returns: (transfer full): the ends
 */
typedef AhoyMediaEnds *(*AhoyMakeEnds) (gpointer user_data);

AhoyWebrtcMediaFactory *ahoy_webrtc_media_factory_new (AhoyMakeEnds   make_ends,
                                                       gpointer       user_data,
                                                       GDestroyNotify free_data);

G_END_DECLS
