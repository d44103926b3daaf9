/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_FIELD_ERROR (ahoy_field_error_get_type ())
G_DECLARE_FINAL_TYPE (AhoyFieldError, ahoy_field_error, AHOY, FIELD_ERROR, AdwPreferencesRow)

void ahoy_field_error_set_text (AhoyFieldError *self,
                                const char     *text);

G_END_DECLS
