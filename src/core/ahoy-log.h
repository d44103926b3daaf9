/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <glib.h>

G_BEGIN_DECLS

AHOY_INTERNAL
void  ahoy_log_install        (void);
AHOY_INTERNAL
void  ahoy_log_hide           (const char *secret);
AHOY_INTERNAL
void  ahoy_log_unhide         (const char *secret);
AHOY_INTERNAL
char *ahoy_log_redact         (const char *text);
char *ahoy_log_redact_network (const char *text);

G_END_DECLS
