/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void  ahoy_secret_row_name_peek_button (GtkWidget  *row,
                                        const char *name);

char *ahoy_secret_row_dup_secret (GtkEditable *row);

G_END_DECLS
