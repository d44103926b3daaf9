/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-ends.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS

/* What comes in goes out again: the microphone of a call hears its speaker, and the camera sees what
 * is shown. */
#define AHOY_TYPE_ECHO_ENDS (ahoy_echo_ends_get_type ())
G_DECLARE_FINAL_TYPE (AhoyEchoEnds, ahoy_echo_ends, AHOY, ECHO_ENDS, GObject)

AHOY_INTERNAL
AhoyEchoEnds *ahoy_echo_ends_new (void);

G_END_DECLS
