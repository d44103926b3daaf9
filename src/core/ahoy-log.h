/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  ahoy_log_install        (void);
void  ahoy_log_hide           (const char *secret);
void  ahoy_log_unhide         (const char *secret);
char *ahoy_log_redact         (const char *text);
char *ahoy_log_redact_network (const char *text);

G_END_DECLS
