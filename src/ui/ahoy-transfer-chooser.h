/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call-window.h"

G_BEGIN_DECLS

#define AHOY_TYPE_TRANSFER_CHOOSER (ahoy_transfer_chooser_get_type ())
G_DECLARE_FINAL_TYPE (AhoyTransferChooser, ahoy_transfer_chooser, AHOY, TRANSFER_CHOOSER, AdwWindow)

AhoyTransferChooser *ahoy_transfer_chooser_new (AhoyCallWindow *parent,
                                                AhoyClient     *client);

G_END_DECLS
