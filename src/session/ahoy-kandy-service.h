/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-base-service.h"

G_BEGIN_DECLS

#define AHOY_KANDY_SERVICE_NAME "kandy"

#define AHOY_TYPE_KANDY_SERVICE (ahoy_kandy_service_get_type ())
G_DECLARE_FINAL_TYPE (AhoyKandyService, ahoy_kandy_service, AHOY, KANDY_SERVICE,
                      AhoyBaseService)

AhoyService *ahoy_kandy_service_new (AhoyAccount        *account,
                                     AhoySessionMemory  *memory,
                                     AhoyClock          *clock,
                                     GError            **error);

G_END_DECLS
