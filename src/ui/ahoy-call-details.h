/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call-record.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_CALL_DETAILS (ahoy_call_details_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCallDetails, ahoy_call_details, AHOY, CALL_DETAILS, AdwWindow)

AhoyCallDetails *ahoy_call_details_new (GtkWindow      *parent,
                                        AhoyCallRecord *record);

G_END_DECLS
