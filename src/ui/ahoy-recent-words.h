/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-recent.h"

G_BEGIN_DECLS

const char *ahoy_recent_words_get_name     (AhoyRecent *recent);
char       *ahoy_recent_words_dup_time     (AhoyRecent *recent,
                                            GDateTime  *now);
char       *ahoy_recent_words_dup_result   (AhoyRecent *recent);
char       *ahoy_recent_words_dup_sentence (AhoyRecent *recent,
                                            GDateTime  *now);

G_END_DECLS
