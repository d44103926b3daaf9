/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-error.h"
#include "ahoy-sendbird-failure.h"

G_BEGIN_DECLS

GError            *ahoy_sendbird_call_code_to_error   (int                       code,
                                                       const char               *message);
GError            *ahoy_sendbird_call_answer_to_error (const AhoySendbirdAnswer *answer);
AhoyCallEndReason  ahoy_sendbird_call_code_to_reason  (int                       code);

G_END_DECLS
