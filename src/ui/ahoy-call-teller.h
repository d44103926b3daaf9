/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-activity-log.h"
#include "ahoy-call.h"

G_BEGIN_DECLS

typedef struct _AhoyCallTeller AhoyCallTeller;

AhoyCallTeller *ahoy_call_teller_new    (AhoyCall        *call,
                                         AhoyActivityLog *log);
void            ahoy_call_teller_free   (AhoyCallTeller  *self);

G_END_DECLS
