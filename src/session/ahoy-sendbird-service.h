/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-base-service.h"

G_BEGIN_DECLS

#define AHOY_SENDBIRD_SERVICE_NAME "sendbird"

#define AHOY_TYPE_SENDBIRD_SERVICE (ahoy_sendbird_service_get_type ())
G_DECLARE_FINAL_TYPE (AhoySendbirdService, ahoy_sendbird_service, AHOY, SENDBIRD_SERVICE,
                      AhoyBaseService)

AhoyService *ahoy_sendbird_service_new                 (AhoyAccount        *account,
                                                        AhoySessionMemory  *memory,
                                                        AhoyClock          *clock,
                                                        GError            **error);
GError      *ahoy_sendbird_service_not_connected_error (AhoyAccount        *account);

G_END_DECLS
