/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define AHOY_TYPE_SUGGESTION_ROW (ahoy_suggestion_row_get_type ())
G_DECLARE_FINAL_TYPE (AhoySuggestionRow, ahoy_suggestion_row, AHOY, SUGGESTION_ROW, GtkListBoxRow)

GtkWidget  *ahoy_suggestion_row_new         (const char        *address,
                                             const char        *name);
const char *ahoy_suggestion_row_get_address (AhoySuggestionRow *self);

G_END_DECLS
