/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* All of libahoy-1. */

#include "ahoy-account.h"
#include "ahoy-call.h"
#include "ahoy-clock.h"
#include "ahoy-credentials.h"
#include "ahoy-device-ends.h"
#include "ahoy-enum-types.h"
#include "ahoy-enums.h"
#include "ahoy-error.h"
#include "ahoy-media-devices.h"
#include "ahoy-media-preview.h"
#include "ahoy-media-stats.h"
#include "ahoy-media.h"
#include "ahoy-recent.h"
#include "ahoy-recents.h"
#include "ahoy-service-traits.h"
#include "ahoy-session.h"
#include "ahoy-webrtc-media-factory.h"
