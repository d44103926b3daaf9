/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define AHOY_TYPE_PAIR_BOX (ahoy_pair_box_get_type ())
G_DECLARE_FINAL_TYPE (AhoyPairBox, ahoy_pair_box, AHOY, PAIR_BOX, GtkWidget)

G_END_DECLS
