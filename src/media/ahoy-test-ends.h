/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-ends.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS

/* A tone and a test picture instead of microphone and camera, and an ear that measures instead of a
 * speaker. */
#define AHOY_TYPE_TEST_ENDS (ahoy_test_ends_get_type ())
G_DECLARE_FINAL_TYPE (AhoyTestEnds, ahoy_test_ends, AHOY, TEST_ENDS, GObject)

AHOY_INTERNAL
AhoyTestEnds *ahoy_test_ends_new          (double        frequency);
GstElement   *ahoy_test_ends_get_tone     (AhoyTestEnds *self);
AHOY_INTERNAL
void          ahoy_test_ends_set_tone     (AhoyTestEnds *self,
                                           double        frequency);
void          ahoy_test_ends_set_picture  (AhoyTestEnds *self,
                                           guint         width,
                                           guint         height);
guint64       ahoy_test_ends_get_heard    (AhoyTestEnds *self);
double        ahoy_test_ends_get_loudness (AhoyTestEnds *self);
double        ahoy_test_ends_get_share    (AhoyTestEnds *self,
                                           double        frequency);
void          ahoy_test_ends_forget       (AhoyTestEnds *self);

G_END_DECLS
