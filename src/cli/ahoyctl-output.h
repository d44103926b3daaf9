/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice.h"
#include "ahoy-session.h"

G_BEGIN_DECLS

void     ahoyctl_output_install  (void);
void     ahoyctl_say             (const char           *format,
                                  ...) G_GNUC_PRINTF (1, 2);
gboolean ahoyctl_print_session   (AhoySession          *session);
gboolean ahoyctl_print_message   (AhoyEventKind         kind,
                                  const char           *text);
gboolean ahoyctl_print_call      (AhoyCall             *call);
gboolean ahoyctl_print_stats     (AhoyCall             *call,
                                  const AhoyMediaStats *stats);
gboolean ahoyctl_print_practice  (AhoyPractice         *practice);

G_END_DECLS
