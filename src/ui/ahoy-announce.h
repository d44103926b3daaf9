/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ahoy_announce (GtkWidget  *window,
                    const char *sentence);

G_END_DECLS
