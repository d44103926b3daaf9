/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call.h"

G_BEGIN_DECLS

gboolean    ahoy_call_words_is_offered   (AhoyCall *call);
gboolean    ahoy_call_words_is_over      (AhoyCall *call);
gboolean    ahoy_call_words_is_answered  (AhoyCall *call);
const char *ahoy_call_words_get_name     (AhoyCall *call);
char       *ahoy_call_words_dup_person   (AhoyCall *call);
const char *ahoy_call_words_get_state    (AhoyCall *call);
const char *ahoy_call_words_get_quality  (AhoyCall *call);
char       *ahoy_call_words_dup_quality  (AhoyCall *call);
const char *ahoy_call_words_get_icon     (AhoyCall *call);
char       *ahoy_call_words_dup_duration (gint64    ms);

G_END_DECLS
