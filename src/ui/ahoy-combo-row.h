/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_COMBO_ROW (ahoy_combo_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (AhoyComboRow, ahoy_combo_row, AHOY, COMBO_ROW, AdwComboRow)

struct _AhoyComboRowClass {
  AdwComboRowClass parent_class;
};

G_END_DECLS
