/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_ACCOUNT_PAGE (ahoy_account_page_get_type ())
G_DECLARE_FINAL_TYPE (AhoyAccountPage, ahoy_account_page, AHOY, ACCOUNT_PAGE, AdwBin)

void ahoy_account_page_set_client (AhoyAccountPage *self,
                                   AhoyClient      *client);

G_END_DECLS
