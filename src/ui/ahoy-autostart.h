/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *ahoy_autostart_dup_path (void);
gboolean  ahoy_autostart_write    (gboolean   enabled,
                                   GError   **error);

G_END_DECLS
